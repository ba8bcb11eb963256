/** What the disks of a node do together: what each of them could, as far as the machine lets them. */
import type { SpreadFigure } from '../assumptions/figure.ts';
import { DISK } from '../assumptions/published.ts';
import type { InstanceSpec, RateSource } from '../billing/rate-table.ts';
import type { Component, Provider, Volume } from '../topology/model.ts';
import { databaseStoragePerformance, diskPerformance, type DiskPerformance } from './disk-performance.ts';
import type { Problem } from './product.ts';
import { boundByMachine, isLocalDisk, type DiskRates } from './machine-disks.ts';
import { GIB } from '../topology/quantity/bytes.ts';

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
 * A managed database of Azure that buys operations has them whatever its compute size: the provider's own limits of
 * flexible servers are in what it sells, and those of the virtual machine of that name are not its own. RDS documents
 * the EBS limits of its classes, which are those of the instance types of the same name.
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
    const disk = isOwn(provider, volume)
      ? localDisks(spec)
      : engine === undefined
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

/** Google's local SSDs are disks that are bought, by their size. */
const isOwn = (provider: Provider, { type }: Volume): boolean => provider !== 'gcp' && isLocalDisk(type);

/** Bytes of an operation by which the machine's own disks are measured. */
const OPERATION = 4096;

/**
 * The disks that stand in the machine: what all of them do together, however many of them are named. Where their bytes
 * a second are not published they are those of the operations, a lower bound.
 */
function localDisks(spec: InstanceSpec | undefined): DiskPerformance | undefined {
  if (spec?.localIops === undefined) return undefined;
  const { typical, cv } = DISK.local.nvme;
  return {
    iops: spec.localIops,
    bytesPerSecond: spec.localMbS === undefined ? spec.localIops * OPERATION : spec.localMbS * 1e6,
    latency: typical,
    cv,
    sources: [`instance table: local disks of ${spec.instance} (${spec.limitSource})`],
  };
}

/** A local disk that the machine does not have, or that is larger than what it has. */
export function localDiskProblems({ provider, options }: Component, rates: RateSource): readonly Problem[] {
  const { instance, volumes } = options as { instance?: unknown; volumes?: readonly Volume[] };
  if (typeof instance !== 'string' || !volumes) return [];
  const asked = volumes
    .filter((volume) => isOwn(provider, volume))
    .reduce((sum, { size, count }) => sum + size * (count ?? 1), 0);
  const spec = asked > 0 ? rates.instance(provider, instance.toLowerCase()) : undefined;
  if (!spec) return [];
  const has = (spec.localSsdGib ?? 0) * GIB;
  // Sizes of disks are told in decimal gigabytes.
  if (asked <= has * 1.08 || (provider === 'azure' && spec.localSsdGib === undefined)) return [];
  return [
    {
      field: 'volumes',
      message:
        has > 0
          ? `${spec.instance} has ${spec.localSsdGib} GB of local disks, not ${Math.round(asked / GIB)}`
          : `${spec.instance} has no local disk`,
      fix: 'take a type with local disks, such as m6id.large or Standard_D2ds_v5, or volumes of the provider',
    },
  ];
}
