/** What Azure managed disks sustain: by the tier that holds their size, or as provisioned. */
import { DISK } from '../../assumptions/published.ts';
import { AZURE_DISK_TYPES } from '../sources.ts';
import type { RateSource } from '../../billing/rate-table.ts';
import type { Volume } from '../../topology/model.ts';
import type { DatabaseStorage, DiskLimits } from '../disk-limits.ts';
import { between, limitReader, type LimitReader } from '../limits.ts';
import { hyphened } from '../table-meters.ts';
import { diskTypeOf, TIER_SIZES_GIB } from './disks.ts';
import { GIB } from '../../topology/quantity/bytes.ts';

type Sort = keyof typeof DISK.azure;

/** Operations and MB/s of standard HDDs by the first tier that has them. @see the same page */
const HDD_TIERS: readonly (readonly [tier: number, iops: number, megabytes: number])[] = [
  [70, 2000, 500],
  [60, 1300, 300],
  [1, 500, 60],
];

const MB = 1e6;
const doc = (value: number) => ({ value, source: AZURE_DISK_TYPES });

type Limits = Omit<DiskLimits, 'latency' | 'sources'>;

/** The tier that is paid: the smallest that holds the size, or a larger one that is named. */
function tierOf(size: number, asked: number | undefined): number | undefined {
  const fitting = TIER_SIZES_GIB.find(([, gib]) => gib >= size / GIB)?.[0];
  return fitting !== undefined && asked !== undefined && asked > fitting ? asked : fitting;
}

function ofTier(sort: Sort, tier: number, limits: LimitReader): Limits | undefined {
  if (sort === 'standard-hdd') {
    const [, iops, megabytes] = HDD_TIERS.find(([first]) => tier >= first)!;
    return { iops: limits.fact(iops, AZURE_DISK_TYPES), bytesPerSecond: megabytes * MB };
  }
  const letter = sort === 'premium-ssd' ? 'p' : 'e';
  const iops = limits.known(`${letter}${tier}-iops`);
  const bytesPerSecond = limits.known(`${letter}${tier}-throughput`);
  return iops === undefined || bytesPerSecond === undefined ? undefined : { iops, bytesPerSecond };
}

/**
 * 3000 operations and 125 MB/s come with it; more is provisioned, 500 a GiB and a quarter MB/s an operation at most.
 */
function premiumV2({ size, iops, throughput }: Volume, limits: LimitReader): Limits {
  const baseline = limits.fact(3000, AZURE_DISK_TYPES);
  const most = Math.min(limits.value('premium-v2-iops-max', doc(80_000)), Math.max(baseline, (size / GIB) * 500));
  const sustained = between(iops ?? baseline, baseline, most);
  const fastest = Math.min(limits.value('premium-v2-throughput-max', doc(1200 * MB)), sustained * 0.25 * MB);
  return { iops: sustained, bytesPerSecond: between(throughput ?? 125 * MB, 125 * MB, fastest) };
}

/** All of it provisioned: 100 operations at least, 1,000 a GiB at most; 256 kB/s an operation. */
function ultra({ size, iops, throughput }: Volume, limits: LimitReader): Limits {
  const least = limits.fact(100, AZURE_DISK_TYPES);
  const most = Math.min(limits.value('ultra-iops-max', doc(400_000)), Math.max(least, (size / GIB) * 1000));
  const sustained = between(iops ?? least, least, most);
  const fastest = Math.min(limits.value('ultra-throughput-max', doc(10_000 * MB)), sustained * 256e3);
  return { iops: sustained, bytesPerSecond: between(throughput ?? fastest, 1 * MB, fastest) };
}

/** As `disks.ts` bills them; `ssd` is what managed databases call theirs. */
const typeOf = (type: string) =>
  (hyphened(type) === 'ssd' ? { sort: 'premium-ssd' } : diskTypeOf(type)) as { sort?: Sort; tier?: number };

export function managedDiskPerformance(volume: Volume, rates: RateSource): DiskLimits | undefined {
  const { sort, tier } = typeOf(volume.type);
  if (sort === undefined) return undefined;
  const limits = limitReader(rates, 'azure', 'managed-disk');
  const found = measure(sort, tier, volume, limits);
  return (
    found && {
      iops: found.iops,
      bytesPerSecond: found.bytesPerSecond,
      latency: DISK.azure[sort],
      sources: limits.sources,
    }
  );
}

function measure(sort: Sort, asked: number | undefined, volume: Volume, limits: LimitReader): Limits | undefined {
  if (sort === 'premium-ssd-v2') return premiumV2(volume, limits);
  if (sort === 'ultra') return ultra(volume, limits);
  const tier = tierOf(volume.size, asked);
  return tier === undefined ? undefined : ofTier(sort, tier, limits);
}

const POSTGRES_STORAGE = 'https://learn.microsoft.com/azure/postgresql/flexible-server/concepts-storage (as recalled)';
const MYSQL_STORAGE =
  'https://learn.microsoft.com/azure/mysql/flexible-server/concepts-service-tiers-storage (as recalled)';
/** Operations that a flexible server has at most, whatever is bought. */
const MOST_IOPS = 80_000;

/**
 * Storage of Azure's managed databases.
 *
 * MySQL flexible server: 300 operations and 3 a GiB, more where they are bought. PostgreSQL flexible server: those of
 * the disk tier that holds its size, more where they are bought; premium SSD v2 has 12 000 operations and 500 MB/s from
 * 400 GiB on.
 * Azure SQL buys none: its tiers have their own.
 */
export function flexibleServerStorage(storage: DatabaseStorage, rates: RateSource): DiskLimits | undefined {
  const one = managedDiskPerformance(storage, rates);
  if (!one || storage.engine === 'sqlserver') return one;
  if (storage.engine === 'mysql' || storage.engine === 'mariadb' || storage.engine === 'aurora-mysql') {
    const included = 300 + (3 * storage.size) / GIB;
    const iops = between(storage.iops ?? included, included, MOST_IOPS);
    return { ...one, iops, sources: [MYSQL_STORAGE] };
  }
  const { sort, tier } = typeOf(storage.type);
  if (sort === 'premium-ssd-v2' && storage.size >= 400 * GIB) {
    const iops = between(storage.iops ?? 12_000, 12_000, MOST_IOPS);
    const bytesPerSecond = between(storage.throughput ?? 500 * MB, 500 * MB, 1200 * MB);
    return { ...one, iops, bytesPerSecond, sources: [...one.sources, POSTGRES_STORAGE] };
  }
  if (sort !== 'premium-ssd' || tier !== undefined || storage.iops === undefined || storage.iops <= one.iops)
    return one;
  // More operations than the tier brings are billed by themselves: they are there.
  return {
    ...one,
    iops: Math.min(storage.iops, MOST_IOPS),
    sources: [...one.sources, 'the file: iops', POSTGRES_STORAGE],
  };
}
