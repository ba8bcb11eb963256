/** A provider's disks that stand for those of another. */
import type { RateSource } from '../billing/rate-table.ts';
import type { Volume } from '../topology/model.ts';

/** Operations and bytes a second. */
export interface DiskNeed {
  readonly iops: number;
  readonly throughput: number;
}

/** A disk that stands for another, with what it is asked for beside its size. */
export interface LikeDisk {
  readonly type: string;
  readonly reason: string;
  /** Undefined where operations and throughput come with the disk. */
  readonly asked?: DiskNeed | undefined;
}

/** An SSD for which another is looked for. */
export interface SsdNeed {
  readonly volume: Volume;
  readonly need: DiskNeed;
  /** Whether the file asks for operations or throughput. */
  readonly isSet: boolean;
  readonly region: string;
  readonly rates: RateSource;
  /** Whether a disk of that type and size does what is needed. */
  does(type: string): boolean;
}

/** What a provider calls disks of each sort, and the SSD that it has for one of another's. */
export interface LikeDisks {
  readonly title: string;
  readonly local: string;
  readonly fast: string;
  readonly hdd: string;
  readonly cold: string;
  /** Why there is no redundancy to be chosen; undefined where there is nothing to say, null where it may be chosen. */
  readonly noRedundancy: string | undefined | null;
  ssd(asked: SsdNeed, like: string): LikeDisk;
}
