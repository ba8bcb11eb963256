/** Reads published round trips of a folder such as assumptions/, each file when it is first needed. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import type { Figure } from './assumptions/figure.ts';
import type { Provider } from './topology/model.ts';

/** assumptions/network/<provider>.json and cross-cloud.json as parsed. */
interface NetworkTable {
  readonly sources: Readonly<Record<string, { readonly year: number; readonly text: string }>>;
  readonly default_source: string;
  readonly columns: readonly string[];
  /** Cells follow the columns; a row that ends before its source has the default one. */
  readonly rows: readonly (readonly (string | number)[])[];
}

/** Where figures about the outside world come from that are too many for the code. */
export interface AssumptionSource {
  /**
   * The round trip between two regions, in either order.
   * @returns undefined where none is published, and for a region and itself; never a guess
   */
  roundTrip(provider: Provider, region: string, otherProvider: Provider, otherRegion: string): Figure | undefined;
}

const CROSS_CLOUD = 'cross-cloud';

/**
 * An assumption source over the JSON tables of a folder.
 *
 * Synchronous. A file is read once, when first asked for. A missing file is an empty table; one that is no JSON is a fault
 * of the installation and throws.
 * @param folder path or file URL of a folder laid out like assumptions/
 */
export function assumptionFiles(folder: URL | string): AssumptionSource {
  const root = typeof folder === 'string' ? folder : fileURLToPath(folder);
  const indexes = new Map<string, ReadonlyMap<string, Figure>>();

  function indexOf(name: string): ReadonlyMap<string, Figure> {
    const known = indexes.get(name);
    if (known) return known;
    const table = read(join(root, 'network', `${name}.json`));
    const index = table === undefined ? new Map<string, Figure>() : indexPairs(table, name);
    indexes.set(name, index);
    return index;
  }

  return {
    roundTrip: (provider, region, otherProvider, otherRegion) => {
      const name = provider === otherProvider ? provider : CROSS_CLOUD;
      const index = indexOf(name);
      const near = `${provider} ${region}`;
      const far = `${otherProvider} ${otherRegion}`;
      return index.get(`${near} ${far}`) ?? index.get(`${far} ${near}`);
    },
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

function read(path: string): NetworkTable | undefined {
  let content: string;
  try {
    content = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    return JSON.parse(content) as NetworkTable;
  } catch (cause) {
    throw new Error(`${path} is no table of round trips`, { cause });
  }
}
