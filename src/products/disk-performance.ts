/** What a disk can do: operations and bytes a second that it sustains, and how long one operation takes. */
import type { Figure } from '../assumptions/figure.ts';
import type { RateSource } from '../billing/rate-table.ts';
import type { Provider, Volume } from '../topology/model.ts';
import { ebsPerformance, rdsPerformance } from './aws/ebs-performance.ts';
import type { DatabaseStorage, DiskLimits } from './disk-limits.ts';
import { flexibleServerStorage, managedDiskPerformance } from './azure/disk-performance.ts';
import { persistentDiskPerformance } from './gcp/disk-performance.ts';

export interface DiskPerformance {
  /** Operations a second, sustained: bursts on credit are left out. The lower of reads and writes where they differ. */
  readonly iops: number;
  readonly bytesPerSecond: number;
  /** One small operation below those limits. */
  readonly latency: Figure;
  /** Coefficient of variation of that. */
  readonly cv: Figure;
  /** Where the limits come from. */
  readonly sources: readonly string[];
}

const PERFORMANCE: Readonly<Record<Provider, (volume: Volume, rates: RateSource) => DiskLimits | undefined>> = {
  aws: ebsPerformance,
  azure: managedDiskPerformance,
  gcp: persistentDiskPerformance,
};

/**
 * What the disks of one volume of a node do together.
 *
 * What is provisioned counts as far as the type allows; else what the type includes for its size. The machine's own
 * limits are applied by `nodeDisks`.
 * @returns undefined for a type that the provider doesn't have
 * @example diskPerformance('aws', { type: 'gp3', size: 100 * 2 ** 30 }, rates)?.iops // 3000
 */
export function diskPerformance(provider: Provider, volume: Volume, rates: RateSource): DiskPerformance | undefined {
  return together(PERFORMANCE[provider](volume, rates), volume.count ?? 1);
}

/**
 * What the storage of a managed database does. RDS stripes its volumes; Azure's flexible servers sell operations beside
 * their disks; Google's databases stand on the provider's disks.
 * @returns undefined for a type that the provider doesn't have, and for Aurora, whose storage no limit of this kind
 *   binds
 */
export function databaseStoragePerformance(
  provider: Provider,
  storage: DatabaseStorage,
  rates: RateSource,
): DiskPerformance | undefined {
  if (provider === 'gcp') return diskPerformance(provider, storage, rates);
  if (provider === 'azure') return together(flexibleServerStorage(storage, rates), storage.count ?? 1);
  return together(rdsPerformance(storage, rates), storage.count ?? 1);
}

function together(one: DiskLimits | undefined, count: number): DiskPerformance | undefined {
  return (
    one && {
      iops: one.iops * count,
      bytesPerSecond: one.bytesPerSecond * count,
      latency: one.latency.typical,
      cv: one.latency.cv,
      sources: one.sources,
    }
  );
}
