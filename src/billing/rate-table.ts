/**
 * Rate tables as the rest of Quoin sees them: what a meter costs, what an instance costs, and what it can do.
 * Types and pure functions over parsed tables; where the tables come from is the caller's business.
 *
 * Prices and quantities stay decimal strings. Nothing here adds or rounds.
 */

export type Provider = 'aws' | 'azure' | 'gcp';

/** One step of a price ladder: from this quantity on, each unit costs this much. */
export interface RateTier {
  /** First unit that the tier prices, in the rate's unit; a decimal. */
  readonly from: string;
  /** Price of one unit; a decimal in the rate's currency. */
  readonly price: string;
  /** Date of the price, "2026-07-20". */
  readonly asOf: string;
  /** Id of the source, listed in pricing/SOURCES.md. */
  readonly source: string;
  readonly note?: string;
}

/** What one meter costs in one region. */
export interface Rate {
  readonly provider: Provider;
  readonly service: string;
  readonly region: string;
  readonly meter: string;
  readonly unit: string;
  /** ISO 4217 code: USD, and CNY for Chinese regions. */
  readonly currency: string;
  /**
   * Ascending and contiguous from "0", as if there were no free allowance: the first paid tier is drawn down to zero over
   * one. A quantity that another meter has already paid for is a tier of price "0" with a note. Empty for a meter that is
   * nothing but an allowance.
   */
  readonly tiers: readonly RateTier[];
  /**
   * Monthly allowance in units. It belongs to the whole account, and some meters share one (the note says so), so it is
   * applied only on request. Tier boundaries count the free units too.
   */
  readonly free?: string;
  /** Where the source's ladder stops. Beyond it the last price is an upper bound, or nothing is charged: see `capped`. */
  readonly endsAt?: string;
  /** Nothing is charged beyond `endsAt`. Cloud NAT's 32 virtual machines: its tiers count machines, not hours. */
  readonly capped?: true;
  /** A row of it was written down from memory and never checked. */
  readonly unverified: boolean;
}

/** One price of an instance, by the hour. */
export interface PriceRow {
  readonly price: string;
  /** Date of the price; for a derived one, of the older of the two figures that it was worked out from. */
  readonly asOf: string;
  readonly source: string;
  /** What the price is (how a commitment is paid), and how it was derived if it was. */
  readonly note?: string;
}

/** Prices of one instance, size or machine type in one region, by the hour; undefined where none is known. */
export interface InstancePrice {
  readonly instance: string;
  readonly currency: string;
  readonly linuxOnDemand: PriceRow | undefined;
  readonly linuxSpot: PriceRow | undefined;
  /** One-year commitment: what is committed to differs by provider, see the note. */
  readonly linux1y: PriceRow | undefined;
  readonly linux3y: PriceRow | undefined;
  readonly windowsOnDemand: PriceRow | undefined;
}

/** What an instance, size or machine type has. Left out: not known. */
export interface InstanceSpec {
  readonly instance: string;
  readonly family?: string;
  readonly generation?: string;
  readonly vcpu?: number;
  readonly memoryGib?: number;
  readonly arch?: 'x86_64' | 'arm64';
  readonly cpuVendor?: string;
  /** Models seen, separated by "|". */
  readonly cpuModel?: string;
  readonly burstable: boolean;
  /** Share of one vCPU that each vCPU may use for ever, 0..1; burstable instances only. */
  readonly baselineVcpuFraction?: number;
  /** Gbit/s, decimal. Sustained on AWS, the documented maximum on Azure, the default maximum on Google Cloud. */
  readonly networkGbpsBaseline?: number;
  /** Gbit/s, decimal. For a while on AWS, with Tier_1 networking on Google Cloud. */
  readonly networkGbpsBurst?: number;
  readonly localSsdGib?: number;
  /** Accelerators of any kind; may be a fraction of one. */
  readonly gpu?: number;
  readonly gpuModel?: string;
  /** CoreMark iterations a second of all vCPUs together. Comparable within one provider only. */
  readonly coremark?: number;
  readonly coremarkSource?: string;
  readonly source?: string;
}

export interface Region {
  readonly provider: Provider;
  readonly region: string;
  readonly displayName: string;
  /** Empty: not known. */
  readonly geography: string;
  /** Availability zones; 0: none; left out: not known. */
  readonly zones?: number;
  readonly aliases: readonly string[];
  readonly pairedRegion?: string;
  readonly partition: 'public' | 'gov' | 'china';
}

/** A hard limit or default quota. */
export interface Limit {
  readonly value: number;
  readonly unit: string;
  readonly source: string;
  readonly note?: string;
}

/** Availability that a provider promises for one scope of a service. */
export interface Sla {
  readonly service: string;
  /** What the promise holds for: "region", "multi-az", "single-instance" ... */
  readonly scope: string;
  /** Percent of a month, a decimal; "0": nothing is promised. */
  readonly slaPercent: string;
  readonly asOf: string;
  readonly source: string;
  readonly note?: string;
}

/** Where rates come from. An unknown name is undefined or empty, never a zero. */
export interface RateSource {
  rate(provider: Provider, service: string, region: string, meter: string): Rate | undefined;
  /** All meters of one table, sorted by name. */
  rates(provider: Provider, service: string, region: string): readonly Rate[];
  /** Services with a rate table, sorted. Compute is not one of them: see `instancePrices`. */
  services(provider: Provider): readonly string[];
  /** Regions that have a table of the service, sorted; the service "compute" is those with instance prices. */
  regionsOf(provider: Provider, service: string): readonly string[];
  /** The name's case doesn't matter, and Azure's `Standard_` may be left out. */
  instancePrice(provider: Provider, region: string, instance: string): InstancePrice | undefined;
  instancePrices(provider: Provider, region: string): readonly InstancePrice[];
  instance(provider: Provider, instance: string): InstanceSpec | undefined;
  instances(provider: Provider): readonly InstanceSpec[];
  regions(provider: Provider): readonly Region[];
  limit(provider: Provider, service: string, limit: string): Limit | undefined;
}

/** Where service level agreements come from. */
export interface SlaSource {
  slas(provider: Provider, service: string): readonly Sla[];
}

type Cell = string | null | undefined;

/** pricing/<provider>/<service>/<region>.json as parsed. Rows of one meter stand together, its tiers ascending. */
export interface RateTable {
  readonly provider: Provider;
  readonly service: string;
  readonly region: string;
  readonly currency: string;
  readonly capped?: readonly string[];
  readonly defaults: { readonly as_of: string; readonly source: string };
  readonly rows: readonly RateTableRow[];
}

/** meter, unit, from, to, price, as_of, source, free, note; empty cells at the end are left out. */
export type RateTableRow = readonly Cell[];

/** pricing/<provider>/compute/<region>.json as parsed. */
export interface ComputeTable {
  readonly provider: Provider;
  readonly region: string;
  readonly currency: string;
  /** What a price column means, by its name. */
  readonly notes: Readonly<Record<string, string>>;
  readonly defaults: Readonly<Record<string, string>>;
  /** The date of each source id. */
  readonly as_of: Readonly<Record<string, string>>;
  /** instance, five prices, four sources; empty cells at the end are left out. */
  readonly rows: readonly (readonly Cell[])[];
}

/** A specification, region, limit or SLA list as parsed. */
export interface ListTable<Value = unknown> {
  readonly provider: Provider;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Value[])[];
}

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
  };
}

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
  const derivation = DERIVATIONS[source.slice(source.indexOf(':') + 1)];
  const ownDate = text(table.as_of[source]);
  const olderDate = column.derivedFrom !== undefined && column.derivedFrom < ownDate ? column.derivedFrom : ownDate;
  const note = [table.notes[column.name], derivation].filter((part) => part !== undefined).join('; ');
  return {
    price,
    asOf: derivation === undefined ? ownDate : olderDate,
    source,
    ...(note === '' ? {} : { note }),
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

/**
 * The service level agreements of one provider.
 * @param table sla.json as parsed
 * @returns one promise a row, in the table's order
 */
export function slaList(table: ListTable): readonly Sla[] {
  const names = table.columns.map(camelCase);
  return table.rows.map((row) => recordOf(names, row) as unknown as Sla);
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
