/** Reads the rate tables of a folder such as pricing/, each file when it is first needed. */

import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { CUSTOM_MACHINES, customMachine, customPrice, customSpec } from '../billing/custom-machine.ts';
import {
  indexInstancePrices,
  indexInstanceSpecs,
  indexRates,
  limitsByService,
  regionList,
} from '../billing/rate-index.ts';
import { layered } from '../billing/rate-layers.ts';
import type {
  ComputeTable,
  InstancePrice,
  InstanceSpec,
  ListTable,
  Provider,
  Rate,
  RateSource,
  RateTable,
} from '../billing/rate-table.ts';

/** Names come from the user's file: nothing but a plain name may become part of a path. */
const PLAIN_NAME = /^[A-Za-z0-9_-][A-Za-z0-9._-]*$/;
const COMPUTE = 'compute';
const GLOBAL = 'global';

/**
 * A rate source over the JSON tables of a folder.
 *
 * Synchronous. A file is read and parsed once, when first asked for; an estimate of one region reads that region's
 * tables only. A missing file is an empty table. A file that is no JSON is a fault of the installation and throws.
 * @param folder path or file URL of a folder laid out like pricing/
 * @returns the rates, instances, regions and limits, and the SLAs
 */
export function rateFiles(folder: URL | string): RateSource {
  const root = typeof folder === 'string' ? folder : fileURLToPath(folder);

  const rateIndex = memoize((provider, service, region) => {
    const table = service === COMPUTE ? undefined : read<RateTable>(root, [provider, service, region]);
    return table === undefined ? undefined : indexRates(table);
  });
  // Tables of hundreds of instances, of which an estimate asks for a few.
  const computeFile = memoize((provider, region) => readLong<ComputeTable>(root, [provider, COMPUTE, region]));
  const computeIndex = memoize((provider, region) => {
    const table = computeFile(provider, region)?.whole();
    return table === undefined ? undefined : indexInstancePrices(table);
  });
  const instancePrice = memoize((provider, region, instance) => {
    const machine = provider === 'gcp' ? customMachine(instance) : undefined;
    if (machine) return customPrice(machine, (meter) => rateIndex(provider, CUSTOM_MACHINES, region)?.rate(meter));
    const table = computeFile(provider, region)?.only(instance);
    return table === undefined
      ? computeIndex(provider, region)?.price(instance)
      : indexInstancePrices(table).price(instance);
  });
  const specFile = memoize((provider) => readLong<ListTable>(root, [provider, 'instances']));
  const specs = memoize((provider) => {
    const table = specFile(provider)?.whole();
    return table === undefined ? undefined : indexInstanceSpecs(table);
  });
  const spec = memoize((provider, instance) => {
    const machine = provider === 'gcp' ? customMachine(instance) : undefined;
    if (machine) return customSpec(machine);
    const table = specFile(provider)?.only(instance);
    return table === undefined ? specs(provider)?.spec(instance) : indexInstanceSpecs(table).spec(instance);
  });
  const regions = memoize((provider) => {
    const table = read<ListTable>(root, [provider, 'regions']);
    return table === undefined ? [] : regionList(table);
  });
  const limits = memoize((provider) => {
    const table = read<ListTable>(root, [provider, 'limits']);
    return table === undefined ? undefined : limitsByService(table);
  });
  // What is sold at one price in all public regions stands once, in the table of the region "global".
  const publicRegions = memoize(
    (provider) => new Set(regions(provider).flatMap((one) => (one.partition === 'public' ? [one.region] : []))),
  );
  const everywhere = (provider: Provider, service: string, region: string) =>
    publicRegions(provider).has(region) ? rateIndex(provider, service, GLOBAL) : undefined;
  const services = memoize((provider) =>
    list(root, [provider], (entry) => (entry.isDirectory() && entry.name !== COMPUTE ? entry.name : undefined)),
  );
  const regionsOf = memoize((provider, service) =>
    list(root, [provider, service], (entry) =>
      entry.name.endsWith('.json') ? entry.name.slice(0, -'.json'.length) : undefined,
    ),
  );

  return {
    rate: (provider, service, region, meter) =>
      rateIndex(provider, service, region)?.rate(meter) ?? everywhere(provider, service, region)?.rate(meter),
    rates: (provider, service, region): readonly Rate[] => {
      const index = rateIndex(provider, service, region);
      return index === undefined ? [] : index.meters.flatMap((meter) => index.rate(meter) ?? []);
    },
    services,
    regionsOf,
    instancePrice,
    instancePrices: (provider, region): readonly InstancePrice[] => {
      const index = computeIndex(provider, region);
      return index === undefined ? [] : index.instances.flatMap((name) => index.price(name) ?? []);
    },
    pricedInstances: (provider, region) => computeIndex(provider, region)?.instances ?? [],
    instance: spec,
    instances: (provider): readonly InstanceSpec[] => {
      const index = specs(provider);
      return index === undefined ? [] : index.instances.flatMap((name) => index.spec(name) ?? []);
    },
    regions,
    limit: (provider, service, limit) => limits(provider)?.get(service)?.get(limit),
  };
}

/**
 * The tables of several folders as one source: those of a later folder count before those of the ones ahead of it.
 * @param folders at least one; the first is complete
 */
export const rateFolders = (folders: readonly [string, ...string[]]): RateSource =>
  folders.slice(1).reduce((lower, folder) => layered(rateFiles(folder), lower), rateFiles(folders[0]));

interface Level<Result> {
  readonly next: Map<string, Level<Result>>;
  answer?: { readonly result: Result };
}

/** Remembers results, an undefined one too, so that a missing file is looked for once. */
function memoize<Names extends readonly string[], Result>(
  compute: (...names: Names) => Result,
): (...names: Names) => Result {
  // A map a name, rather than one whose keys have to be put together for every question.
  const results: Level<Result> = { next: new Map() };
  return (...names) => {
    let level = results;
    for (const name of names) {
      let next = level.next.get(name);
      if (!next) level.next.set(name, (next = { next: new Map() }));
      level = next;
    }
    return (level.answer ??= { result: compute(...names) }).result;
  };
}

function read<Table>(root: string, names: readonly string[]): Table | undefined {
  const file = readText(root, names);
  return file && parse(file, names);
}

interface Text {
  readonly path: string;
  readonly text: string;
}

function readText(root: string, names: readonly string[]): Text | undefined {
  if (!names.every((name) => PLAIN_NAME.test(name))) return undefined;
  const path = `${join(root, ...names)}.json`;
  const text = ifPresent(() => readFileSync(path, 'utf8'));
  return text === undefined ? undefined : { path, text };
}

function parse<Table>({ path, text }: Text, names: readonly string[]): Table | undefined {
  let table: unknown;
  try {
    table = JSON.parse(text);
  } catch (cause) {
    throw new Error(`${path} is not a rate table`, { cause });
  }
  return isNamed(table, names) ? (table as Table) : undefined;
}

/** A table that is parsed as far as it is asked for. */
interface LongTable<Table> {
  /** All of it; undefined where it is another table than its name says. */
  whole(): Table | undefined;
  /**
   * The table with one row alone, that of an instance; undefined where only the whole table tells whether there is one.
   */
  only(instance: string): Table | undefined;
}

function readLong<Table extends { readonly rows: readonly unknown[] }>(
  root: string,
  names: readonly string[],
): LongTable<Table> | undefined {
  const file = readText(root, names);
  if (file === undefined) return undefined;
  let whole: { readonly table: Table | undefined } | undefined;
  const lines = linesOf<Table>(file.text);
  const isOther = lines !== undefined && !isNamed(lines.head, names);
  let asked = 0;
  return {
    whole: () => (whole ??= { table: parse<Table>(file, names) }).table,
    only: (instance) => {
      if (lines === undefined || whole !== undefined || isOther || asked++ === MOST_SINGLE_ROWS) return undefined;
      const row = lines.row(instance);
      return row && { ...lines.head, rows: [row] };
    },
  };
}

/** Who asks for more rows is better served by the whole table. */
const MOST_SINGLE_ROWS = 16;
const ROWS = '\n"rows":[\n';
const END = /\n\]\n?\}\n?$/;

/**
 * A table that is written one row a line, with its rows last: its head, and each row by its first cell. Undefined for a
 * table that is laid out otherwise.
 */
function linesOf<Table>(text: string): { head: Table; row(name: string): readonly unknown[] | undefined } | undefined {
  const start = text.indexOf(ROWS);
  // Strings hold no line breaks, so a line that begins with a quotation mark is a key.
  if (start < 0 || !END.test(text.slice(-5)) || text.includes('\n"', start + ROWS.length)) return undefined;
  const head = parsed(`${text.slice(0, start)}\n"rows":[]}`);
  if (typeof head !== 'object' || head === null) return undefined;
  return {
    head: head as Table,
    row: (name) => {
      // Of two rows of one name the last counts, as it does in the index of the whole table.
      const at = text.lastIndexOf(`\n[${JSON.stringify(name)},`);
      if (at < start) return undefined;
      const row = parsed(text.slice(at + 1, text.indexOf('\n', at + 1)).replace(/,$/, ''));
      return Array.isArray(row) ? (row as readonly unknown[]) : undefined;
    },
  };
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

/**
 * Whether the table is the one asked for: on a file system that ignores case "EastUS" finds eastus.json, elsewhere it
 * doesn't, and an estimate must not depend on that.
 */
function isNamed(table: unknown, [provider, service, region]: readonly string[]): boolean {
  if (typeof table !== 'object' || table === null) return false;
  const named = table as { provider?: unknown; service?: unknown; region?: unknown };
  if (named.provider !== provider) return false;
  return region === undefined || (named.service === service && named.region === region);
}

interface Entry {
  readonly name: string;
  isDirectory(): boolean;
}

function list(root: string, names: readonly string[], nameOf: (entry: Entry) => string | undefined): readonly string[] {
  if (!names.every((name) => PLAIN_NAME.test(name))) return [];
  const entries = ifPresent(() => readdirSync(join(root, ...names), { withFileTypes: true })) ?? [];
  return entries.flatMap((entry) => nameOf(entry) ?? []).sort();
}

function ifPresent<Result>(access: () => Result): Result | undefined {
  try {
    return access();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    // ENOTDIR: a file stands where a folder was expected. ENAMETOOLONG: no table has such a name.
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ENAMETOOLONG') return undefined;
    throw error;
  }
}
