/** Disks on another provider: what one does, asked for or by itself, the other has to do as well. */
import type { Path } from '../diagnostics/diagnostic.ts';
import type { Provider, Volume } from '../topology/model.ts';
import { MIB } from '../topology/quantity/bytes.ts';
import { awsDisks } from './aws/disk-moves.ts';
import { azureDisks } from './azure/disk-moves.ts';
import { diskPerformance } from './disk-performance.ts';
import { gcpDisks } from './gcp/disk-moves.ts';
import { boundByMachine, isLocalDisk } from './machine-disks.ts';
import type { DiskNeed, LikeDisk, LikeDisks, SsdNeed } from './like-disk.ts';
import type { Move } from './move.ts';

const DISKS: Readonly<Record<Provider, LikeDisks>> = { aws: awsDisks, azure: azureDisks, gcp: gcpDisks };

/** Sorts of disks that every provider has: an SSD, one for many operations, a hard disk, a slow one. */
type DiskSort = 'ssd' | 'fast' | 'hdd' | 'cold';

function diskSortOf(type: string): DiskSort {
  const word = type.toLowerCase().replaceAll('_', '-');
  if (/^(io1|io2|ultra.*|pd-extreme|hyperdisk-extreme)$/.test(word)) return 'fast';
  if (/^(sc1|cold-hdd)$/.test(word)) return 'cold';
  if (/^(st1|standard|magnetic|hdd|standard-hdd.*|s\d+|pd-standard|pd-hdd|hyperdisk-throughput)$/.test(word))
    return 'hdd';
  return 'ssd';
}

/** Whether a type is an SSD, which not every machine takes. */
export const isFastDisk = (type: string): boolean => /^(ssd|fast)$/.test(diskSortOf(type));

/** What the disks of a file do, whether it asks for it or has it for nothing; no more than the machine lets through. */
function givenBy({ from, spec, rates }: Move, volume: Volume): DiskNeed {
  const own = diskPerformance(from.provider, { ...volume, count: 1 }, rates);
  if (!own) return { iops: volume.iops ?? 0, throughput: volume.throughput ?? 0 };
  const { iops, bytesPerSecond } = spec
    ? boundByMachine(from.provider, spec, [{ type: volume.type, iops: own.iops, bytesPerSecond: own.bytesPerSecond }])
    : own;
  return { iops: Math.floor(iops), throughput: Math.floor(bytesPerSecond) };
}

/** Puts the volumes of a component in the words of the new provider. */
export function moveVolumes(move: Move): void {
  const { draft, to, options } = move;
  const { title, local, noRedundancy, ...own } = DISKS[to.provider];
  for (const [index, volume] of (options['volumes'] as readonly Volume[]).entries()) {
    const at = ['volumes', index] as const;
    const { type } = volume;
    if (noRedundancy !== null) draft.drop([...at, 'redundancy'], noRedundancy);
    const sort = diskSortOf(type);
    const like = `the disk of ${title} that is most like ${type}`;
    if (isLocalDisk(type)) draft.set([...at, 'type'], local, `the disks of the machine, as ${type} is`);
    else if (sort !== 'ssd') draft.set([...at, 'type'], own[sort], like);
    else writeSsd(move, at, volume, own.ssd(ssdNeedOf(move, volume), like));
  }
}

function ssdNeedOf(move: Move, volume: Volume): SsdNeed {
  const { to, region, rates } = move;
  const need = givenBy(move, volume);
  const isSet = volume.iops !== undefined || volume.throughput !== undefined;
  const does = (type: string) => {
    const { iops: _, throughput: __, ...plain } = { ...volume, type, count: 1 };
    const found = diskPerformance(to.provider, plain, rates);
    return found !== undefined && found.iops >= need.iops * 0.99 && found.bytesPerSecond >= need.throughput * 0.99;
  };
  return { volume, need, isSet, region, rates, does };
}

/** Operations and throughput are asked for where the disk does less by itself. */
function writeSsd({ draft }: Move, at: Path, volume: Volume, { type, reason, asked }: LikeDisk): void {
  draft.set([...at, 'type'], type, reason);
  if (asked === undefined) {
    draft.drop([...at, 'iops'], 'operations come with the disk');
    draft.drop([...at, 'throughput'], 'throughput comes with the disk');
    return;
  }
  const given = `what ${volume.type} does by itself`;
  if (volume.iops === undefined) draft.set([...at, 'iops'], asked.iops, given);
  if (volume.throughput === undefined)
    draft.set([...at, 'throughput'], `${Math.ceil(asked.throughput / MIB)} MB/s`, given);
}
