/**
 * Reads round trips and service level agreements of a folder such as assumptions/, each file when it is first needed.
 */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { isAssumed, type Figure } from '../assumptions/figure.ts';
import type { Provider } from '../topology/model.ts';

/** assumptions/network/<provider>.json and cross-cloud.json as parsed. */
interface NetworkTable {
  readonly sources: Readonly<Record<string, { readonly year: number; readonly text: string }>>;
  readonly default_source: string;
  readonly columns: readonly string[];
  /** Cells follow the columns; a row that ends before its source has the default one. */
  readonly rows: readonly (readonly (string | number)[])[];
}

/** assumptions/sla/<provider>.json as parsed. */
interface SlaTable {
  readonly sources: Readonly<Record<string, { readonly as_of: string; readonly text: string }>>;
  readonly columns: readonly string[];
  /** Cells follow the columns; a row without a note ends before it. */
  readonly rows: readonly (readonly [service: string, scope: string, percent: string, source: string, note?: string])[];
}

/** Where figures about the outside world come from that are too many for the code. */
export interface AssumptionSource {
  /**
   * The round trip between two regions, in either order.
   * @returns undefined where none is published, and for a region and itself; never a guess
   */
  roundTrip(provider: Provider, region: string, otherProvider: Provider, otherRegion: string): Figure | undefined;
  /**
   * The availability that a provider promises for a scope of a service, such as "multi-az", as a share of each month;
   * for scopes that begin with "durability" the share of what is stored that a year leaves.
   * @returns undefined where nothing is promised or the promise isn't known; never a guess. A figure that is only
   *   recalled is an assumption.
   */
  sla(provider: Provider, service: string, scope: string): Figure | undefined;
}

const CROSS_CLOUD = 'cross-cloud';

/**
 * An assumption source over the JSON tables of a folder.
 *
 * Synchronous. A file is read once, when first asked for. A missing file is an empty table; one that is no JSON is a
 * fault of the installation and throws.
 * @param folder path or file URL of a folder laid out like assumptions/
 */
export function assumptionFiles(folder: URL | string): AssumptionSource {
  const root = typeof folder === 'string' ? folder : fileURLToPath(folder);
  const networkOf = memoize((name) => {
    const table = read<NetworkTable>(join(root, 'network', `${name}.json`), 'round trips');
    return table === undefined ? new Map<string, Figure>() : indexPairs(table, name);
  });
  const promisesOf = memoize((provider) => {
    const table = read<SlaTable>(join(root, 'sla', `${provider}.json`), 'service level agreements');
    return table === undefined ? new Map<string, Figure>() : indexPromises(table);
  });

  return {
    roundTrip: (provider, region, otherProvider, otherRegion) => {
      const index = networkOf(provider === otherProvider ? provider : CROSS_CLOUD);
      const near = `${provider} ${region}`;
      const far = `${otherProvider} ${otherRegion}`;
      return index.get(`${near} ${far}`) ?? index.get(`${far} ${near}`);
    },
    sla: (provider, service, scope) => promisesOf(provider).get(`${service} ${scope}`),
  };
}

function memoize<Value>(make: (name: string) => Value): (name: string) => Value {
  const made = new Map<string, Value>();
  return (name) => {
    const known = made.get(name);
    if (known !== undefined) return known;
    const value = make(name);
    made.set(name, value);
    return value;
  };
}

/** The figures of a table by "provider region provider region". */
function indexPairs(table: NetworkTable, name: string): ReadonlyMap<string, Figure> {
  const index = new Map<string, Figure>();
  for (const row of table.rows) {
    const cells = name === CROSS_CLOUD ? row : [name, row[0]!, name, row[1]!, ...row.slice(2)];
    const [provider, region, otherProvider, otherRegion, milliseconds, id = table.default_source] = cells;
    const source = table.sources[id as string]!;
    index.set(`${provider} ${region} ${otherProvider} ${otherRegion}`, {
      value: (milliseconds as number) / 1000,
      unit: 's',
      conditions: `round trip between ${region} and ${otherRegion}, mean of both directions`,
      year: source.year,
      source: source.text,
    });
  }
  return index;
}

/** The promises of a table by "service scope", without those of nothing. */
function indexPromises(table: SlaTable): ReadonlyMap<string, Figure> {
  const index = new Map<string, Figure>();
  for (const [service, scope, percent, id, note] of table.rows) {
    if (Number(percent) === 0) continue;
    const { as_of: date, text } = table.sources[id]!;
    const what = scope.startsWith('durability') ? 'durability over a year, a design target' : 'availability of a month';
    const figure: Figure = {
      // A share to the last digit: a division by 100 would round once more.
      value: Number(`${percent}e-2`),
      unit: 'share',
      conditions: `${what}: ${service}, ${scope}${note === undefined ? '' : `; ${note}`}`,
      source: text,
    };
    index.set(`${service} ${scope}`, isAssumed(figure) ? figure : { ...figure, year: Number(date.slice(0, 4)) });
  }
  return index;
}

function read<Table>(path: string, what: string): Table | undefined {
  let content: string;
  try {
    content = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    return JSON.parse(content) as Table;
  } catch (cause) {
    throw new Error(`${path} is no table of ${what}`, { cause });
  }
}
