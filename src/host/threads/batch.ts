/** Estimates many files over threads, and gives the results in the order of the files. */
import type { BatchEntry } from '../../estimate/batch/entry.ts';
import type { WarningCode } from '../../diagnostics/warnings.ts';
import type { SourceText } from '../../topology/read.ts';
import { inThreads, threadsFor } from './pool.ts';

/** What a thread is started with. */
export interface BatchData {
  readonly dataFolder: string;
  /**
   * Folders of prices, the one that counts last; whether one of them was named, so that it counts before what a file
   * names.
   */
  readonly prices: { readonly folders: readonly [string, ...string[]]; readonly named: boolean };
  /** What is merged after each file. */
  readonly overrides: SourceText | undefined;
  readonly today: number;
  readonly allow: readonly WarningCode[];
  readonly sets: readonly string[];
}

/** Beside the bundle that this file is part of. */
const WORKER = new URL('./batch-worker.cjs', import.meta.url);

/** Entries that may wait for an earlier one, for each thread. */
const WAITING = 32;

/** Fewer files than this are done before a thread has started. */
const LEAST_FILES = 8;

/**
 * Estimates files and hands on their entries in order.
 *
 * @param workers threads; 0 for none but the caller's own, as many as there are processors by default
 * @param estimateHere of one file, where no thread is used
 * @param take one entry; the next waits until its promise is kept
 */
export async function runBatch(
  files: readonly string[],
  data: BatchData,
  workers: number | undefined,
  estimateHere: (file: string) => BatchEntry,
  take: (entry: BatchEntry) => void | Promise<void>,
): Promise<void> {
  const threads = threadsFor(WORKER, workers, files.length);
  if (threads === 0 || (workers === undefined && (threads < 2 || files.length < LEAST_FILES)))
    for (const file of files) await take(estimateHere(file));
  else await inThreads(WORKER, data, threads, files, { waiting: threads * WAITING, take });
}
