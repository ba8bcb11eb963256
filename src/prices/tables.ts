/** Prices → rate tables, each whole or not at all. */
import { compareDecimals } from './decimal.ts';
import type { Collected } from './collector.ts';
import { WAYS, WAY_NAMES, type InstancePrice, type ListSource, type RatePrice, type TableName } from './official.ts';

/**
 * Columns of a table of rates that was made from the official lists: those of the bundled ones, and where the provider
 * has the price.
 */
export const RATE_COLUMNS = [
  'meter',
  'unit',
  'from',
  'to',
  'price',
  'as_of',
  'source',
  'free',
  'note',
  'effective',
  'sku',
  'rate_code',
] as const;
/** The same of a table of instances. */
export const COMPUTE_COLUMNS = [
  'instance',
  'linux_ondemand',
  'linux_spot',
  'linux_1y',
  'linux_3y',
  'windows_ondemand',
  'source',
  'spot_source',
  'commit_source',
  'windows_source',
  'linux_sp_1y',
  'linux_sp_3y',
  'sp_source',
  ...WAY_NAMES.map((way) => `${way}_rate`),
] as const;

/** Where the provider has each price, behind the prices and their sources. */
const FIRST_RATE = COMPUTE_COLUMNS.length - WAY_NAMES.length;

/** The column that names the list of each price. */
const SOURCES = {
  linux_ondemand: 'source',
  linux_spot: 'spot_source',
  linux_1y: 'commit_source',
  linux_3y: 'commit_source',
  windows_ondemand: 'windows_source',
  linux_sp_1y: 'sp_source',
  linux_sp_3y: 'sp_source',
} as const;

const RATE_RULE =
  'List price of one unit before tax; tiers count units a month, from inclusive, to exclusive (null: open).';
const COMPUTE_RULES = {
  aws: 'Price of one hour before tax of a shared-tenancy instance, Linux on demand unless the column says otherwise.',
  azure: 'Price of one hour before tax of a size, Linux pay-as-you-go unless the column says otherwise.',
  gcp: 'Price of one hour before tax of a machine type, Linux on demand without sustained-use discount unless the column says otherwise.',
};
const NOTES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  aws: {
    linux_1y: 'standard reserved instance, all up front, spread over 1 year',
    linux_3y: 'standard reserved instance, all up front, spread over 3 years',
    linux_sp_1y: '1-year Compute Savings Plan, nothing up front',
    linux_sp_3y: '3-year Compute Savings Plan, nothing up front',
  },
  azure: {
    linux_1y: '1-year reservation, spread over 1 year',
    linux_3y: '3-year reservation, spread over 3 years',
    linux_sp_1y: '1-year savings plan, nothing up front',
    linux_sp_3y: '3-year savings plan, nothing up front',
  },
  gcp: {
    linux_1y: '1-year resource-based committed use, by the hour',
    linux_3y: '3-year resource-based committed use, by the hour',
    windows_ondemand: 'Linux price + Windows licence, both published',
  },
};

/** Short names of lists, and what stands in the head of a table of each. */
function listsOf(lists: readonly ListSource[]): Record<string, { address: string; published: string }> {
  const found = new Map(lists.map((list) => [list.id, { address: list.address, published: list.published }]));
  return Object.fromEntries([...found].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** A table as text: one row a line, its rows last, as `rate-files.ts` looks for single ones. */
function textOf(head: Readonly<Record<string, unknown>>, rows: readonly (readonly (string | null)[])[]): string {
  const lines = Object.entries(head).map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`);
  return `{\n${lines.join(',\n')},\n"rows":[\n${rows.map((row) => JSON.stringify(trimmed(row))).join(',\n')}\n]}\n`;
}

function trimmed(row: readonly (string | null)[]): readonly (string | null)[] {
  let end = row.length;
  while (end > 0 && (row[end - 1] === null || row[end - 1] === '')) end--;
  return row.slice(0, end);
}

/** The text of the table that a collected one becomes; undefined where there is nothing to write. */
export function tableOf({ provider, service, region, prices }: Collected): string | undefined {
  if (prices.length === 0) return undefined;
  return service === 'compute'
    ? computeTable({ provider, service, region }, prices as readonly InstancePrice[])
    : rateTable({ provider, service, region }, prices as readonly RatePrice[]);
}

function rateTable({ provider, service, region }: TableName, prices: readonly RatePrice[]): string {
  const [first] = prices;
  const sorted = [...prices].sort((a, b) =>
    a.meter < b.meter ? -1 : a.meter > b.meter ? 1 : compareDecimals(a.from, b.from),
  );
  const capped = [...new Set(prices.filter((price) => price.capped).map(({ meter }) => meter))].sort();
  const defaults = { as_of: first!.list.published, source: first!.list.id };
  const rows = sorted.map((price) => [
    price.meter,
    price.unit,
    price.from,
    price.to ?? null,
    price.price,
    price.list.published === defaults.as_of ? null : price.list.published,
    price.list.id === defaults.source ? null : price.list.id,
    price.free ?? '',
    price.note ?? '',
    price.effective,
    price.sku,
    price.rateCode,
  ]);
  const head = {
    provider,
    service,
    region,
    currency: first!.currency,
    rule: RATE_RULE,
    ...(capped.length > 0 ? { capped } : {}),
    lists: listsOf(prices.map(({ list }) => list)),
    defaults,
    columns: RATE_COLUMNS,
  };
  return textOf(head, rows);
}

function computeTable({ provider, service, region }: TableName, prices: readonly InstancePrice[]): string {
  const [first] = prices;
  const byInstance = new Map<string, Map<string, InstancePrice>>();
  for (const price of prices) {
    let ways = byInstance.get(price.instance);
    if (!ways) byInstance.set(price.instance, (ways = new Map()));
    ways.set(price.way, price);
  }
  // That of most prices; others name theirs.
  const source = prices.find(({ way }) => way === 'linux_ondemand')?.list.id ?? first!.list.id;
  const rows = [...byInstance]
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([instance, ways]) => {
      const row: (string | null)[] = Array.from({ length: COMPUTE_COLUMNS.length }, () => null);
      row[0] = instance;
      for (const [index, way] of WAY_NAMES.entries()) {
        const price = ways.get(way);
        if (price === undefined) continue;
        row[WAYS[way]] = price.price;
        row[FIRST_RATE + index] = `${price.rateCode} since ${price.effective}`;
        if (price.list.id !== source) row[COMPUTE_COLUMNS.indexOf(SOURCES[way])] = price.list.id;
      }
      return row;
    });
  const lists = listsOf(prices.map(({ list }) => list));
  const head = {
    provider,
    service,
    region,
    currency: first!.currency,
    rule: COMPUTE_RULES[provider],
    notes: NOTES[provider],
    lists,
    defaults: { source, spot_source: source, commit_source: source, windows_source: source, sp_source: source },
    as_of: Object.fromEntries(Object.entries(lists).map(([id, { published }]) => [id, published])),
    columns: COMPUTE_COLUMNS,
  };
  return textOf(head, rows);
}
