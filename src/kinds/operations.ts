/** How the requests to a store split into reads, writes, deletes and listings. */
import type { KindContext, Load } from './kind.ts';

export interface Operations {
  /** Per second, at the mean. */
  readonly reads: number;
  readonly writes: number;
  readonly deletes: number;
  readonly lists: number;
  readonly readBytes: number;
  readonly writeBytes: number;
  /** Mean payload of one read and one write in bytes, 0 where none happens. */
  readonly bytesPerRead: number;
  readonly bytesPerWrite: number;
}

/**
 * Splits a load: a call's own `operation` decides, else the component's read ratio does.
 *
 * With neither, requests are taken as reads and a warning says so: they cost least, and the reader should know.
 */
export function operationsOf(load: Load, readRatio: number | undefined, warn: KindContext['warn']): Operations {
  const total = {
    reads: 0,
    writes: 0,
    deletes: 0,
    lists: 0,
    readBytes: 0,
    writeBytes: 0,
    bytesPerRead: 0,
    bytesPerWrite: 0,
  };
  let undecided = false;
  for (const flow of load.incoming) {
    if (flow.operation === 'delete') total.deletes += flow.rate;
    else if (flow.operation === 'list') {
      total.lists += flow.rate;
      total.readBytes += flow.responseBytesPerSecond;
    } else {
      if (flow.operation === undefined && readRatio === undefined && flow.rate > 0) undecided = true;
      const share = flow.operation === 'read' ? 1 : flow.operation === 'write' ? 0 : (readRatio ?? 1);
      total.reads += flow.rate * share;
      total.writes += flow.rate * (1 - share);
      total.readBytes += flow.responseBytesPerSecond * share;
      total.writeBytes += flow.requestBytesPerSecond * (1 - share);
    }
  }
  if (undecided) warn('read-ratio-not-set', { as: 'billed' });
  if (total.reads + total.lists > 0) total.bytesPerRead = total.readBytes / (total.reads + total.lists);
  if (total.writes > 0) total.bytesPerWrite = total.writeBytes / total.writes;
  return total;
}

/** Says so where nobody says which requests write, and all are timed as reads. */
export function warnUndecided(load: Load, readRatio: number | undefined, warn: KindContext['warn']): void {
  if (
    readRatio !== undefined ||
    load.incoming.every(({ operation, peakRate }) => operation !== undefined || peakRate === 0)
  )
    return;
  warn('read-ratio-not-set', { as: 'timed' });
}

/**
 * Bytes per second that a load writes, which a store copies to its replicas.
 *
 * @param readRatio share of the requests without an `operation` that read; `undefined` where nobody says
 * @param readsByDefault whether requests about which nobody says anything read
 */
export function writtenBytes(load: Load, readRatio: number | undefined, readsByDefault = true): number {
  const share = 1 - (readRatio ?? (readsByDefault ? 1 : 0));
  return load.incoming.reduce((sum, { operation, requestBytesPerSecond }) => {
    if (operation === 'read' || operation === 'list') return sum;
    return sum + requestBytesPerSecond * (operation === undefined ? share : 1);
  }, 0);
}
