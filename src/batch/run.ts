/* oxlint-disable unicorn/require-post-message-target-origin -- that is for windows; threads have no origin */
/** Estimates many files over worker threads, and gives the results in the order of the files. */
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { SourceText } from '../topology/read.ts';
import type { BatchEntry } from './entry.ts';

/** What a worker is started with. */
export interface BatchWorkerData {
  readonly dataFolder: string;
  /** Folders of prices, the one that counts last; whether one of them was named, so that it counts before what a file names. */
  readonly prices: { readonly folders: readonly [string, ...string[]]; readonly named: boolean };
  /** What is merged after each file. */
  readonly overrides: SourceText | undefined;
  readonly today: number;
  readonly sets: readonly string[];
}

/** Beside the bundle that this file is part of. There is none where the sources are run as they are. */
const WORKER = new URL('./batch-worker.cjs', import.meta.url);

/** Results that may wait for an earlier one, for each worker: bounds the memory, however many files there are. */
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
  data: BatchWorkerData,
  workers: number | undefined,
  estimateHere: (file: string) => BatchEntry,
  take: (entry: BatchEntry) => void | Promise<void>,
): Promise<void> {
  const threads = Math.min(workers ?? availableParallelism(), files.length);
  if (threads === 0 || (workers === undefined && (threads < 2 || files.length < LEAST_FILES)) || !existsSync(WORKER)) {
    for (const file of files) await take(estimateHere(file));
    return;
  }
  const pool: Worker[] = [];
  try {
    await new Promise<void>((resolve, reject) => {
      const done = new Map<number, BatchEntry>();
      const idle: Worker[] = [];
      let given = 0;
      let next = 0;
      let isTaking = false;
      const give = () => {
        while (idle.length > 0 && given < files.length && given < next + threads * WAITING) {
          idle.pop()!.postMessage({ index: given, file: files[given]! });
          given++;
        }
      };
      const drain = async () => {
        if (isTaking) return;
        isTaking = true;
        for (let entry = done.get(next); entry; entry = done.get(next)) {
          done.delete(next);
          await take(entry);
          next++;
          give();
        }
        isTaking = false;
        if (next === files.length) resolve();
      };
      for (let thread = 0; thread < threads; thread++) {
        const worker = new Worker(WORKER, { workerData: data });
        pool.push(worker);
        worker.on('error', reject);
        worker.on('exit', (code) => reject(new Error(`a worker stopped with status ${code}`)));
        worker.on('message', ({ index, entry }: { index: number; entry: BatchEntry }) => {
          done.set(index, entry);
          idle.push(worker);
          give();
          drain().catch(reject);
        });
        idle.push(worker);
      }
      give();
    });
  } finally {
    await Promise.all(pool.map((worker) => worker.terminate()));
  }
}
