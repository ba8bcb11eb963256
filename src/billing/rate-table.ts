/**
 * Rate tables as the rest of Quoin sees them: what a meter costs, what an instance costs, and what it can do.
 * Types alone; `rate-index.ts` looks tables up, and where they come from is the caller's business.
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
  /** Id of the source, listed in pricing/SOURCES.md; in a table that was made from an official list, the list's. */
  readonly source: string;
  readonly note?: string;
  /** Since when the provider charges it, where its list says so: `asOf` is when it was last seen to hold. */
  readonly effective?: string;
  /** What the provider calls it: SKU and rate code. */
  readonly sku?: string;
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
   * Ascending and contiguous from "0", as if there were no free allowance: the first paid tier is drawn down to zero
   * over one. A quantity that another meter has already paid for is a tier of price "0" with a note. Empty for a meter
   * that is nothing but an allowance.
   */
  readonly tiers: readonly RateTier[];
  /**
   * Monthly allowance in units. It belongs to the whole account, and some meters share one (the note says so), so it is
   * applied only on request. Tier boundaries count the free units too.
   */
  readonly free?: string;
  /**
   * Where the source's ladder stops. Beyond it the last price is an upper bound, or nothing is charged: see `capped`.
   */
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
  /** Since when the provider charges it, where its list says so. */
  readonly effective?: string;
  /** What the provider calls it. */
  readonly sku?: string;
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
  /** Azure: a savings plan, where a one- or three-year commitment is a reservation. */
  readonly savingsPlan1y: PriceRow | undefined;
  readonly savingsPlan3y: PriceRow | undefined;
  /** AWS: ways of paying for a reservation other than all up front. */
  readonly payments?: Payments;
}

/**
 * Ways of paying for a reservation, as multiples of the price all up front by term, with the share that is paid on day
 * one.
 */
export type Payments = Readonly<
  Record<string, { readonly '1y': string; readonly '3y': string; readonly upfront: string }>
>;

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
  /**
   * Operations and decimal megabytes a second of all disks together that the machine sustains, and for half an hour a
   * day.
   */
  readonly diskIops?: number;
  readonly diskIopsMax?: number;
  readonly diskMbS?: number;
  readonly diskMbSMax?: number;
  /** Azure: for premium SSD v2 and ultra disks. */
  readonly diskIopsV2?: number;
  readonly diskMbSV2?: number;
  /** Google Cloud: for balanced and standard Persistent Disks, where the others are those of pd-ssd. */
  readonly diskIopsBalanced?: number;
  readonly diskIopsStandard?: number;
  readonly diskMbSStandard?: number;
  /**
   * Operations of 4 KiB and decimal megabytes a second of all disks in the machine itself; the lower of reads and
   * writes.
   */
  readonly localIops?: number;
  readonly localMbS?: number;
  /** AWS: what Valkey or Redis may use of the memory where ElastiCache runs on it. */
  readonly cacheMemoryGib?: number;
  /** Where these limits come from. */
  readonly limitSource?: string;
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

/** Where rates come from. An unknown name is undefined or empty, never a zero. */
export interface RateSource {
  /** The region's own rate, or else that of the table "global", which holds in every public region. */
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
  /** The names of those, as the provider spells them. */
  pricedInstances(provider: Provider, region: string): readonly string[];
  instance(provider: Provider, instance: string): InstanceSpec | undefined;
  instances(provider: Provider): readonly InstanceSpec[];
  regions(provider: Provider): readonly Region[];
  limit(provider: Provider, service: string, limit: string): Limit | undefined;
}

/** A figure or a word of a table; null or left out: see the table's header. */
export type Cell = string | null | undefined;

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

/**
 * meter, unit, from, to, price, as_of, source, free, note, effective, SKU, rate code; empty cells at the end are left
 * out.
 */
export type RateTableRow = readonly Cell[];

/** pricing/<provider>/compute/<region>.json as parsed. */
export interface ComputeTable {
  readonly provider: Provider;
  readonly region: string;
  readonly currency: string;
  /** What a price column means, by its name. */
  readonly notes: Readonly<Record<string, string>>;
  readonly defaults: Readonly<Record<string, string>>;
  readonly payments?: Payments;
  /** The date of each source id. */
  readonly as_of: Readonly<Record<string, string>>;
  /** instance, five prices, four sources, two savings plans, their source; empty cells at the end are left out. */
  readonly rows: readonly (readonly Cell[])[];
}

/** A specification, region, limit or SLA list as parsed. */
export interface ListTable<Value = unknown> {
  readonly provider: Provider;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Value[])[];
}
