/** What the disks of a node do together: what each of them could, as far as the machine lets them. */
import type { SpreadFigure } from '../assumptions/figure.ts';
import type { InstanceSpec, RateSource } from '../billing/rate-table.ts';
import type { Provider, Volume } from '../topology/model.ts';
import { databaseStoragePerformance, diskPerformance } from './disk-performance.ts';
import { boundByMachine, type DiskRates } from './machine-disks.ts';

export interface NodeDisks {
  readonly iops: number;
  readonly bytesPerSecond: number;
  /** Of an operation on the first of them. */
  readonly latency: SpreadFigure;
  readonly sources: readonly string[];
}

/**
 * The disks of one node.
 *
 * A managed database of Azure that buys operations has them whatever its compute size: the provider's own limits of flexible
 * servers are in what it sells, and those of the virtual machine of that name are not its own. RDS documents the EBS limits of
 * its classes, which are those of the instance types of the same name.
 *
 * @param spec the machine, where known: without it nothing binds them
 * @param engine of a managed database, whose storage it then is
 * @returns undefined where no volume is of a type that the provider has
 */
export function nodeDisks(
  provider: Provider,
  spec: InstanceSpec | undefined,
  volumes: readonly Volume[],
  engine: string | undefined,
  rates: RateSource,
): NodeDisks | undefined {
  const found = volumes.flatMap((volume) => {
    const disk =
      engine === undefined
        ? diskPerformance(provider, volume, rates)
        : databaseStoragePerformance(provider, { engine, ...volume }, rates);
    return disk ? [{ type: volume.type, disk }] : [];
  });
  const first = found[0]?.disk;
  if (!first) return undefined;
  const byType = new Map<string, DiskRates>();
  for (const { type, disk } of found) {
    const before = byType.get(type);
    byType.set(type, {
      type,
      iops: (before?.iops ?? 0) + disk.iops,
      bytesPerSecond: (before?.bytesPerSecond ?? 0) + disk.bytesPerSecond,
    });
  }
  const rest = [...byType.values()];
  const isPaidFor = provider === 'azure' && engine !== undefined && volumes.some(({ iops }) => iops !== undefined);
  const bound =
    spec && !isPaidFor
      ? boundByMachine(provider, spec, rest)
      : {
          iops: rest.reduce((sum, one) => sum + one.iops, 0),
          bytesPerSecond: rest.reduce((sum, one) => sum + one.bytesPerSecond, 0),
          sources: [],
        };
  return {
    iops: bound.iops,
    bytesPerSecond: bound.bytesPerSecond,
    latency: { typical: first.latency, cv: first.cv },
    sources: [...new Set([...bound.sources, ...found.flatMap(({ disk }) => disk.sources)])],
  };
}
