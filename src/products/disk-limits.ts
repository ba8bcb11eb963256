/** What a provider says of one of its disks. */
import type { SpreadFigure } from '../assumptions/figure.ts';
import type { Volume } from '../topology/model.ts';

/** What one disk sustains, before `count`. */
export interface DiskLimits {
  readonly iops: number;
  readonly bytesPerSecond: number;
  readonly latency: SpreadFigure;
  readonly sources: readonly string[];
}

/** Storage of a managed database, as its file has it. */
export interface DatabaseStorage extends Volume {
  readonly engine?: string | undefined;
}
