/** What Persistent Disks, Hyperdisks and local SSDs sustain: by size, or as provisioned. */
import { DISK } from '../../assumptions/published.ts';
import { GCP_DISK_PERFORMANCE } from '../sources.ts';
import type { RateSource } from '../../billing/rate-table.ts';
import type { Volume } from '../../topology/model.ts';
import type { DiskLimits } from '../disk-limits.ts';
import { between, limitReader, type LimitReader } from '../limits.ts';
import { diskTypeOf } from './disks.ts';
import { GIB, KIB, MIB, TIB } from '../../topology/quantity/bytes.ts';

type Type = keyof typeof DISK.gcp;

const OPERATION = 256 * KIB;
const HYPERDISK = 'https://cloud.google.com/compute/docs/disks/hyperdisks (as recalled)';
const doc = (value: number) => ({ value, source: GCP_DISK_PERFORMANCE });
const recalled = (value: number) => ({ value, source: `${GCP_DISK_PERFORMANCE} (as recalled)` });

type Limits = Omit<DiskLimits, 'latency' | 'sources'>;

interface Shape {
  readonly iopsPerGib: number;
  readonly bytesPerSecondPerGib: number;
  /** What a disk of any size adds. */
  readonly iops: number;
  readonly bytesPerSecond: number;
}

/** A disk whose performance grows with its size, up to what the largest machines take. */
const bySize =
  (type: Type, shape: Shape) =>
  ({ size }: Volume, limits: LimitReader): Limits => {
    const gib = size / GIB;
    const lower = (suffix: string, fallback: number) =>
      Math.min(
        limits.value(`${type}-read-${suffix}`, doc(fallback)),
        limits.value(`${type}-write-${suffix}`, doc(fallback)),
      );
    const base = shape.iops === 0 ? 0 : limits.value(`${type}-baseline-iops`, recalled(shape.iops));
    const baseBytes =
      shape.bytesPerSecond === 0 ? 0 : limits.fact(shape.bytesPerSecond, `${GCP_DISK_PERFORMANCE} (as recalled)`);
    const perGib = limits.value(`${type}-throughput-per-gib`, doc(shape.bytesPerSecondPerGib));
    return {
      iops: Math.min(base + gib * lower('iops-per-gib', shape.iopsPerGib), lower('iops-per-instance', 80_000)),
      bytesPerSecond: Math.min(baseBytes + gib * perGib, lower('throughput-per-instance', 1200 * MIB)),
    };
  };

const TYPES: Readonly<Record<Type, (volume: Volume, limits: LimitReader) => Limits>> = {
  'pd-standard': bySize('pd-standard', {
    iopsPerGib: 0.75,
    bytesPerSecondPerGib: 0.12 * MIB,
    iops: 0,
    bytesPerSecond: 0,
  }),
  'pd-balanced': bySize('pd-balanced', {
    iopsPerGib: 6,
    bytesPerSecondPerGib: 0.28 * MIB,
    iops: 3000,
    bytesPerSecond: 140 * MIB,
  }),
  'pd-ssd': bySize('pd-ssd', {
    iopsPerGib: 30,
    bytesPerSecondPerGib: 0.48 * MIB,
    iops: 6000,
    bytesPerSecond: 240 * MIB,
  }),
  'pd-extreme': ({ iops }, limits) => {
    const sustained = between(iops ?? 2500, limits.fact(2500, HYPERDISK), limits.fact(120_000, HYPERDISK));
    const most = limits.value('pd-extreme-write-throughput-per-instance', doc(3000 * MIB));
    return { iops: sustained, bytesPerSecond: Math.min(sustained * OPERATION, most) };
  },
  'hyperdisk-balanced': ({ size, iops, throughput }, limits) => {
    const baseline = limits.fact(3000, 'https://cloud.google.com/compute/disks-image-pricing');
    const most = Math.min(limits.fact(160_000, HYPERDISK), Math.max(baseline, (size / GIB) * 500));
    const sustained = between(iops ?? baseline, baseline, most);
    const fastest = Math.min(2400 * MIB, sustained * 0.25 * MIB);
    return { iops: sustained, bytesPerSecond: between(throughput ?? 140 * MIB, 140 * MIB, fastest) };
  },
  'hyperdisk-extreme': ({ size, iops }, limits) => {
    const most = Math.min(limits.fact(350_000, HYPERDISK), (size / GIB) * 1000);
    const sustained = between(iops ?? (size / GIB) * 2, 1, most);
    return { iops: sustained, bytesPerSecond: Math.min(sustained * OPERATION, 5000 * MIB) };
  },
  'hyperdisk-throughput': ({ size, throughput }, limits) => {
    const tib = size / TIB;
    const bytesPerSecond = between(
      throughput ?? limits.fact(90 * MIB, HYPERDISK) * tib,
      10 * MIB * tib,
      Math.min(180 * MIB * tib, 2400 * MIB),
    );
    return { iops: (bytesPerSecond / MIB) * 4, bytesPerSecond };
  },
  'hyperdisk-ml': ({ size, throughput }, limits) => {
    const least = limits.fact(0.12 * MIB, HYPERDISK) * (size / GIB);
    const bytesPerSecond = Math.max(throughput ?? 0, least);
    return { iops: (bytesPerSecond / MIB) * 16, bytesPerSecond };
  },
  // Per GB of NVMe: 453 reads and 240 writes, 1.77 and 0.94 MB/s.
  'local-ssd': ({ size }, limits) => ({
    iops: (size / GIB) * limits.fact(240, GCP_DISK_PERFORMANCE),
    bytesPerSecond: (size / GIB) * limits.fact(0.94e6, GCP_DISK_PERFORMANCE),
  }),
};

export function persistentDiskPerformance(volume: Volume, rates: RateSource): DiskLimits | undefined {
  const named = diskTypeOf(volume.type);
  if (named === undefined) return undefined;
  // Its copy in another zone does the same.
  const type = named.replace('-high-availability', '') as Type;
  const limits = limitReader(rates, 'gcp', 'persistent-disk');
  const { iops, bytesPerSecond } = TYPES[type](volume, limits);
  return { iops, bytesPerSecond, latency: DISK.gcp[type], sources: limits.sources };
}
