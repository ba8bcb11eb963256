/** Parsed rate tables, looked up by meter, instance and name. Each answer is worked out when it is first asked for. */
import type {
  Cell,
  ComputeTable,
  InstancePrice,
  InstanceSpec,
  Limit,
  ListTable,
  PriceRow,
  Provider,
  Rate,
  RateTable,
  RateTableRow,
  RateTier,
  Region,
} from './rate-table.ts';

/** The rates of one table, looked up by meter. Each is worked out when first asked for. */
export interface RateIndex {
  readonly meters: readonly string[];
  rate(meter: string): Rate | undefined;
}

/**
 * Indexes a rate table by meter.
 * @param table a parsed table
 * @returns its meters in order, and the rate of each; undefined for a meter that it hasn't
 */
export function indexRates(table: RateTable): RateIndex {
  const rows = new Map<string, RateTableRow[]>();
  for (const row of table.rows) {
    const meter = text(row[0]);
    const ladder = rows.get(meter);
    if (ladder === undefined) rows.set(meter, [row]);
    else ladder.push(row);
  }
  const built = new Map<string, Rate>();
  return {
    meters: [...rows.keys()],
    rate: (meter) => {
      const known = built.get(meter);
      if (known !== undefined) return known;
      const ladder = rows.get(meter);
      if (ladder === undefined) return undefined;
      const rate = rateOf(table, ladder);
      built.set(meter, rate);
      return rate;
    },
  };
}

/**
 * Turns one meter's rows into its rate.
 *
 * A zero-price row marked `allowance` becomes `free`, and the paid tier after it is drawn down to zero; one marked
 * `included` stays a tier. A first row above zero says by the same mark what is below it.
 * @param table the table that the rows are of
 * @param rows all rows of one meter, ascending; at least one
 * @throws when there is no row: the caller looked up a meter that the table hasn't
 */
export function rateOf(table: RateTable, rows: readonly RateTableRow[]): Rate {
  const [first] = rows;
  const last = rows[rows.length - 1];
  if (first === undefined || last === undefined) throw new Error('a rate needs at least one row');

  const tiers = rows.map((row) => tierOf(table, row));
  const [firstTier] = tiers;
  let free: string | undefined;
  if (first[7] === 'allowance') {
    if (isZero(text(first[4]))) {
      free = text(first[3]);
      tiers.shift();
    } else free = text(first[2]);
    const [paid] = tiers;
    if (paid !== undefined) tiers[0] = { ...paid, from: '0' };
  } else if (first[7] === 'included' && firstTier !== undefined && !isZero(firstTier.from)) {
    const note = firstTier.note ?? `the first ${firstTier.from} are included`;
    tiers.unshift({ ...firstTier, from: '0', price: '0', note });
  }

  const end = tiers.length === 0 ? undefined : last[3];
  const meter = text(first[0]);
  return {
    provider: table.provider,
    service: table.service,
    region: table.region,
    meter,
    unit: text(first[1]),
    currency: table.currency,
    tiers,
    ...(free === undefined ? {} : { free }),
    ...(end === undefined || end === null ? {} : { endsAt: end }),
    ...(table.capped?.includes(meter) === true ? { capped: true as const } : {}),
    unverified: rows.some((row) => (row[6] ?? table.defaults.source) === 'unverified'),
  };
}

function tierOf(table: RateTable, row: RateTableRow): RateTier {
  const note = row[8];
  return {
    from: text(row[2]),
    price: text(row[4]),
    asOf: row[5] ?? table.defaults.as_of,
    source: row[6] ?? table.defaults.source,
    ...(note ? { note } : {}),
    ...(row[9] ? { effective: row[9] } : {}),
    ...(row[11] ? { sku: row[11] } : {}),
  };
}

const text = (cell: Cell): string => cell ?? '';
const isZero = (decimal: string): boolean => /^0(\.0*)?$/.test(decimal);

/**
 * The key under which an instance is found: lower case, and without Azure's `Standard_`.
 * @example instanceKey("azure", "Standard_D2s_v3"); // "d2s_v3"
 */
export function instanceKey(provider: Provider, instance: string): string {
  const key = instance.toLowerCase();
  return provider === 'azure' && key.startsWith('standard_') ? key.slice('standard_'.length) : key;
}

/** The instance prices of one region, looked up by name. Each is worked out when first asked for. */
export interface InstancePriceIndex {
  readonly instances: readonly string[];
  price(instance: string): InstancePrice | undefined;
}

/**
 * Indexes a compute table by instance.
 * @param table a parsed table
 * @returns its instances in order as the provider spells them, and the prices of each, found as `instanceKey` says
 */
export function indexInstancePrices(table: ComputeTable): InstancePriceIndex {
  const rows = new Map<string, readonly Cell[]>();
  for (const row of table.rows) rows.set(instanceKey(table.provider, text(row[0])), row);
  const built = new Map<string, InstancePrice>();
  return {
    instances: table.rows.map((row) => text(row[0])),
    price: (instance) => {
      const key = instanceKey(table.provider, instance);
      const known = built.get(key);
      if (known !== undefined) return known;
      const row = rows.get(key);
      if (row === undefined) return undefined;
      const price = instancePriceOf(table, row);
      built.set(key, price);
      return price;
    },
  };
}

const DERIVATIONS: Readonly<Record<string, string>> = {
  'family-ratio': "derived from the family's larger sizes",
  surcharge: 'derived: Linux price + Windows surcharge seen in other regions',
  'vcpu-surcharge': 'derived: Linux price + 0.046 a vCPU, the Windows surcharge of nearly all types',
  'series-ratio': 'derived: from another size of the series, by vCPUs',
  'savings-plan': 'derived: the price of a savings plan, no reservation is known',
};

function instancePriceOf(table: ComputeTable, row: readonly Cell[]): InstancePrice {
  const onDemand = priceOf(table, row, {
    name: 'linux_ondemand',
    price: 1,
    origin: 'source',
    source: 6,
  });
  const derivedFrom = onDemand?.asOf;
  return {
    instance: text(row[0]),
    currency: table.currency,
    linuxOnDemand: onDemand,
    linuxSpot: priceOf(table, row, {
      name: 'linux_spot',
      price: 2,
      origin: 'spot_source',
      source: 7,
    }),
    linux1y: priceOf(table, row, {
      name: 'linux_1y',
      price: 3,
      origin: 'commit_source',
      source: 8,
      derivedFrom,
    }),
    linux3y: priceOf(table, row, {
      name: 'linux_3y',
      price: 4,
      origin: 'commit_source',
      source: 8,
      derivedFrom,
    }),
    windowsOnDemand: priceOf(table, row, {
      name: 'windows_ondemand',
      price: 5,
      origin: 'windows_source',
      source: 9,
      derivedFrom,
    }),
    savingsPlan1y: priceOf(table, row, { name: 'linux_sp_1y', price: 10, origin: 'sp_source', source: 12 }),
    savingsPlan3y: priceOf(table, row, { name: 'linux_sp_3y', price: 11, origin: 'sp_source', source: 12 }),
    ...(table.payments && { payments: table.payments }),
  };
}

/**
 * Where the provider has each price, behind the prices and their sources: the index of that cell by the price's own.
 */
const RATE_CELLS: Readonly<Record<number, number>> = { 1: 13, 2: 14, 3: 15, 4: 16, 5: 17, 10: 18, 11: 19 };

interface PriceColumn {
  readonly name: string;
  /** Index of the price's cell. */
  readonly price: number;
  /** Column of the source, and the index of its cell. */
  readonly origin: string;
  readonly source: number;
  /** Date of the on-demand price that a derived price builds on. */
  readonly derivedFrom?: string | undefined;
}

function priceOf(table: ComputeTable, row: readonly Cell[], column: PriceColumn): PriceRow | undefined {
  const price = row[column.price];
  if (price === undefined || price === null) return undefined;
  const source = row[column.source] ?? text(table.defaults[column.origin]);
  const derivation = DERIVATIONS[source.slice(source.lastIndexOf(':') + 1)];
  const ownDate = text(table.as_of[source]);
  const olderDate = column.derivedFrom !== undefined && column.derivedFrom < ownDate ? column.derivedFrom : ownDate;
  const note = [table.notes[column.name], derivation].filter((part) => part !== undefined).join('; ');
  // "SKU.RATE since 2026-08-01", in tables that were made from the official lists.
  const [sku, effective] = row[RATE_CELLS[column.price] ?? -1]?.split(' since ') ?? [];
  return {
    price,
    asOf: derivation === undefined ? ownDate : olderDate,
    source,
    ...(note === '' ? {} : { note }),
    ...(effective === undefined ? {} : { effective }),
    ...(sku === undefined ? {} : { sku }),
  };
}

/** The specifications of one provider, looked up by name. Each is worked out when first asked for. */
export interface InstanceSpecIndex {
  readonly instances: readonly string[];
  spec(instance: string): InstanceSpec | undefined;
}

/**
 * Indexes the specifications of one provider by instance.
 * @param table instances.json as parsed
 * @returns its instances in order as the provider spells them, and what each has, found as `instanceKey` says
 */
export function indexInstanceSpecs(table: ListTable): InstanceSpecIndex {
  const names = table.columns.map(camelCase);
  const rows = new Map<string, readonly unknown[]>();
  for (const row of table.rows) rows.set(instanceKey(table.provider, row[0] as string), row);
  const built = new Map<string, InstanceSpec>();
  return {
    instances: table.rows.map((row) => row[0] as string),
    spec: (instance) => {
      const key = instanceKey(table.provider, instance);
      const known = built.get(key);
      if (known !== undefined) return known;
      const row = rows.get(key);
      if (row === undefined) return undefined;
      const spec = recordOf(names, row) as unknown as InstanceSpec;
      built.set(key, spec);
      return spec;
    },
  };
}

/**
 * The regions of one provider.
 * @param table regions.json as parsed
 * @returns one region a row, in the table's order
 */
export function regionList(table: ListTable): readonly Region[] {
  const names = table.columns.filter((column) => column !== 'zones_source').map(camelCase);
  return table.rows.map(
    (row) => ({ provider: table.provider, geography: '', ...recordOf(names, row) }) as unknown as Region,
  );
}

/**
 * The limits of one provider.
 * @param table limits.json as parsed
 * @returns the limits by service, then by name
 */
export function limitsByService(table: ListTable): ReadonlyMap<string, ReadonlyMap<string, Limit>> {
  const services = new Map<string, Map<string, Limit>>();
  for (const row of table.rows) {
    const [service, name, value, unit, source, note] = row as [string, string, number, string, string, string?];
    const limits = services.get(service) ?? new Map<string, Limit>();
    limits.set(name, { value, unit, source, ...(note ? { note } : {}) });
    services.set(service, limits);
  }
  return services;
}

function recordOf(names: readonly string[], row: readonly unknown[]): Record<string, unknown> {
  const record: Record<string, unknown> = {};
  for (const [i, name] of names.entries()) {
    const value = row[i];
    if (value !== undefined && value !== null && value !== '') record[name] = value;
  }
  return record;
}

/** "memory_gib" → "memoryGib", "as_of" → "asOf". */
const camelCase = (column: string): string =>
  column.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
