/** What EBS volumes sustain, and the storage of RDS, which is striped over several of them. */
import { DISK } from '../../assumptions/published.ts';
import { EBS_TYPES, RDS_STORAGE } from '../sources.ts';
import type { RateSource } from '../../billing/rate-table.ts';
import type { Volume } from '../../topology/model.ts';
import type { DatabaseStorage, DiskLimits } from '../disk-limits.ts';
import { between, limitReader, type LimitReader } from '../limits.ts';
import { named } from '../table-meters.ts';
import { GIB, KIB, MIB, TIB } from '../../topology/quantity/bytes.ts';

/** Names by which volumes are asked for, as `ebs.ts` bills them. */
const SYNONYMS: Readonly<Record<string, keyof typeof DISK.aws>> = {
  gp2: 'gp2',
  gp3: 'gp3',
  io1: 'io1',
  io2: 'io2',
  st1: 'st1',
  sc1: 'sc1',
  standard: 'standard',
  magnetic: 'standard',
  hdd: 'st1',
  'cold-hdd': 'sc1',
  ssd: 'gp3',
};

/** Largest operation that counts as one. */
const SSD_OPERATION = 256 * KIB;
const HDD_OPERATION = MIB;

const doc = (value: number) => ({ value, source: EBS_TYPES });
const rds = (value: number) => ({ value, source: RDS_STORAGE });

type Limits = Omit<DiskLimits, 'latency' | 'sources'>;

function gp3({ size, iops, throughput }: Volume, limits: LimitReader): Limits {
  const baseline = limits.value('gp3-iops-baseline', doc(3000));
  const perGib = limits.value('gp3-iops-per-gib-max', doc(500));
  const most = Math.max(limits.value('gp3-iops-max', doc(16_000)), limits.known('gp3-iops-max-2025') ?? 0);
  const included = limits.value('gp3-throughput-baseline', doc(125 * MIB));
  const perIops = limits.value('gp3-throughput-per-iops-max', doc(0.25 * MIB));
  const fastest = Math.max(
    limits.value('gp3-throughput-max', doc(1000 * MIB)),
    limits.known('gp3-throughput-max-2025') ?? 0,
  );
  const sustained = between(iops ?? baseline, baseline, Math.min(most, Math.max(baseline, (size / GIB) * perGib)));
  return {
    iops: sustained,
    bytesPerSecond: between(throughput ?? included, included, Math.min(fastest, sustained * perIops)),
  };
}

function gp2({ size }: Volume, limits: LimitReader): Limits {
  const perGib = limits.value('gp2-iops-per-gib', doc(3));
  const iops = between((size / GIB) * perGib, limits.fact(100, EBS_TYPES), limits.fact(16_000, EBS_TYPES));
  return {
    iops,
    bytesPerSecond: Math.min(iops * SSD_OPERATION, limits.value('gp2-throughput-max', doc(250 * MIB))),
  };
}

function io1({ size, iops }: Volume, limits: LimitReader): Limits {
  const least = limits.value('io1-iops-min', doc(100));
  const most = Math.min(limits.value('io1-iops-max', doc(64_000)), (size / GIB) * limits.fact(50, EBS_TYPES));
  const sustained = between(iops ?? least, least, Math.max(least, most));
  // 256 KiB an operation up to 500 MiB/s, 16 KiB beyond.
  const large = Math.min(sustained * SSD_OPERATION, limits.fact(500 * MIB, EBS_TYPES));
  return {
    iops: sustained,
    bytesPerSecond: Math.min(
      Math.max(large, sustained * 16 * KIB),
      limits.value('io1-throughput-max', doc(1000 * MIB)),
    ),
  };
}

function io2({ size, iops }: Volume, limits: LimitReader): Limits {
  const least = limits.fact(100, EBS_TYPES);
  const most = Math.min(limits.value('io2-iops-max', doc(256_000)), (size / GIB) * limits.fact(1000, EBS_TYPES));
  const sustained = between(iops ?? least, least, Math.max(least, most));
  return {
    iops: sustained,
    bytesPerSecond: Math.min(sustained * SSD_OPERATION, limits.value('io2-throughput-max', doc(4000 * MIB))),
  };
}

/** Disks that spin are limited by bytes; an operation is up to 1 MiB. */
const spinning =
  (perTib: number, most: number) =>
  ({ size }: Volume, limits: LimitReader): Limits => {
    const bytesPerSecond = Math.min((size / TIB) * limits.fact(perTib * MIB, EBS_TYPES), most * MIB);
    return { iops: bytesPerSecond / HDD_OPERATION, bytesPerSecond };
  };

const TYPES: Readonly<Record<keyof typeof DISK.aws, (volume: Volume, limits: LimitReader) => Limits>> = {
  gp3,
  gp2,
  io1,
  io2,
  st1: spinning(40, 500),
  sc1: spinning(12, 250),
  // About 100 operations a second on average, and 40 to 90 MiB/s.
  standard: (_, limits) => ({ iops: limits.fact(100, EBS_TYPES), bytesPerSecond: limits.fact(40 * MIB, EBS_TYPES) }),
};

const typeOf = (name: string) =>
  named(
    SYNONYMS,
    name
      .trim()
      .toLowerCase()
      .replaceAll(/[\s_]+/g, '-'),
  );

export function ebsPerformance(volume: Volume, rates: RateSource): DiskLimits | undefined {
  const type = typeOf(volume.type);
  if (type === undefined) return undefined;
  const limits = limitReader(rates, 'aws', 'ebs');
  const { iops, bytesPerSecond } = TYPES[type](volume, limits);
  return { iops, bytesPerSecond, latency: DISK.aws[type], sources: limits.sources };
}

/** Names that RDS has besides those of EBS. */
const RDS_SYNONYMS: Readonly<Record<string, keyof typeof DISK.aws>> = {
  ...SYNONYMS,
  'general-purpose': 'gp3',
  'provisioned-iops': 'io1',
};

/** Sizes from which RDS stripes over four volumes, by engine; the others from 400 GiB, SQL Server never. */
const STRIPED_FROM: Readonly<Record<string, number>> = { oracle: 200 * GIB, sqlserver: Infinity };
const STRIPES = 4;

/** Whether RDS keeps so many bytes of an engine striped over several volumes. @see the same page */
export const isStriped = (engine: string, size: number): boolean => size >= (named(STRIPED_FROM, engine) ?? 400 * GIB);

/**
 * Storage of RDS.
 *
 * gp3: 3000 operations and 125 MiB/s, or 12 000 and 500 from 400 GiB on, where alone more can be provisioned (64 000,
 * 4000 MiB/s). gp2 is striped likewise: four times the limits of a volume, and 3 operations a GiB altogether.
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Storage.html (read 2026-11)
 */
export function rdsPerformance(storage: DatabaseStorage, rates: RateSource): DiskLimits | undefined {
  const engine = storage.engine ?? 'postgres';
  if (engine.startsWith('aurora')) return undefined;
  const type = named(
    RDS_SYNONYMS,
    storage.type
      .trim()
      .toLowerCase()
      .replaceAll(/[\s_]+/g, '-'),
  );
  if (type === undefined) return undefined;
  const striped = isStriped(engine, storage.size);
  if (type === 'gp3') {
    const limits = limitReader(rates, 'aws', 'rds');
    const small = limits.value('gp3-baseline-iops-small', rds(3000));
    const baseline = striped ? limits.value('gp3-baseline-iops-large', rds(12_000)) : small;
    const included = limits.fact((striped ? 500 : 125) * MIB, RDS_STORAGE);
    // Below the size that is striped nothing can be provisioned, but for SQL Server.
    const most = striped ? 64_000 : engine === 'sqlserver' ? 16_000 : baseline;
    const fastest = (striped ? 4000 : engine === 'sqlserver' ? 1000 : 125) * MIB;
    return {
      iops: between(storage.iops ?? baseline, baseline, most),
      bytesPerSecond: between(storage.throughput ?? included, included, fastest),
      latency: DISK.aws.gp3,
      sources: limits.sources,
    };
  }
  if (type === 'gp2' && striped) {
    const one = ebsPerformance({ ...storage, type, size: storage.size / STRIPES }, rates);
    return (
      one && {
        ...one,
        iops: one.iops * STRIPES,
        bytesPerSecond: one.bytesPerSecond * STRIPES,
        sources: [...one.sources, RDS_STORAGE],
      }
    );
  }
  return ebsPerformance({ ...storage, type }, rates);
}
