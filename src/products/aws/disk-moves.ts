/** Disks of EBS that stand for those of other providers. */
import { GIB, MIB } from '../../topology/quantity/bytes.ts';
import type { DiskNeed, LikeDisks } from '../like-disk.ts';

export const awsDisks: LikeDisks = {
  title: 'AWS',
  local: 'local',
  fast: 'io2',
  hdd: 'st1',
  cold: 'sc1',
  noRedundancy: 'disks of AWS have none',
  ssd: ({ volume, need, isSet, does }, reason) =>
    !isSet && does('gp3') ? { type: 'gp3', reason } : { type: 'gp3', reason, asked: fitted(need, volume.size) },
};

/** What a gp3 may be asked for: 500 operations a GiB at most, and a quarter of a MiB/s for each. */
function fitted(need: DiskNeed, size: number): DiskNeed {
  const iops = Math.max(3000, Math.min(need.iops, 80_000, Math.floor((size / GIB) * 500)));
  return { iops, throughput: Math.max(125 * MIB, Math.min(need.throughput, (iops / 4) * MIB, 2000 * MIB)) };
}
