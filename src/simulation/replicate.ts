/* oxlint-disable unicorn/require-post-message-target-origin -- that is for windows; threads have no origin */
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { System } from '../models/system/system.ts';
import { compile, type Program } from './compile.ts';
import { replicationSeed } from './random.ts';
import { mergeRuns, type RunData, type SimulationResult } from './result.ts';
import { runOnce, type SimulationOptions } from './simulate.ts';

export interface ReplicationOptions extends SimulationOptions {
  /** Independent runs, each of the given duration, with seeds derived from the seed; 1 or more. */
  readonly replications: number;
  /** Threads; 0 for none but the caller's own, as many as there are processors by default. */
  readonly workers?: number | undefined;
}

/** What a worker is started with. */
export interface WorkerData {
  readonly system: System;
  readonly options: SimulationOptions;
}

/** What a worker sends: how far a replication is, then its figures. */
export type WorkerMessage =
  | { readonly replication: number; readonly share: number }
  | { readonly replication: number; readonly run: RunData };

/** Beside the bundle that this file is part of. There is none where the sources are run as they are. */
const WORKER = new URL('./simulation-worker.js', import.meta.url);

/**
 * Simulates a system several times over with different random numbers and merges the figures.
 *
 * The intervals are from the replications when there are 4 or more of them, and from batches within each otherwise. The
 * result depends on the seed and the number of replications, not on the number of workers.
 *
 * @param options `onProgress` is told the share of all replications that is done.
 * @throws RangeError as `simulate` does; the promise is rejected.
 * @see A. Law, "Simulation Modeling and Analysis" (5th ed. 2015), 9.5.2, on replications with deletion of the warm-up.
 */
export async function simulateReplications(system: System, options: ReplicationOptions): Promise<SimulationResult> {
  const { replications, workers = availableParallelism(), onProgress, ...rest } = options;
  if (!Number.isInteger(replications) || replications < 1) {
    throw new RangeError(`there must be 1 replication or more: ${replications}`);
  }
  const program = compile(system);
  const shares = new Float64Array(replications);
  const progress = (replication: number, share: number) => {
    shares[replication] = share;
    onProgress?.(shares.reduce((a, b) => a + b, 0) / replications);
  };
  const threads = Math.min(workers, replications);
  const runs =
    threads > 0 && existsSync(WORKER)
      ? await runInWorkers({ system, options: rest }, replications, threads, progress)
      : await runInLine(program, rest, replications, progress);
  return mergeRuns(system, runs, program);
}

/**
 * As `simulateReplications`, at once and in the caller's own thread, which does nothing else until it is done.
 *
 * @throws RangeError as `simulate` does
 */
export function simulateInTurn(
  system: System,
  { replications, onProgress, ...options }: Omit<ReplicationOptions, 'workers'>,
): SimulationResult {
  const program = compile(system);
  const runs = Array.from({ length: replications }, (_, index) =>
    runReplication(program, options, index, (share) => onProgress?.((index + share) / replications)),
  );
  return mergeRuns(system, runs, program);
}

/** The figures of a replication by its number. */
export function runReplication(
  program: Program,
  options: SimulationOptions,
  replication: number,
  onProgress: (share: number) => void,
): RunData {
  return runOnce(program, { ...options, seed: replicationSeed(options.seed, replication), onProgress });
}

type Progress = (replication: number, share: number) => void;

async function runInLine(
  program: Program,
  options: SimulationOptions,
  replications: number,
  progress: Progress,
): Promise<RunData[]> {
  const runs: RunData[] = [];
  for (let replication = 0; replication < replications; replication++) {
    // Lets timers and input of the caller have their turn.
    await new Promise((resolve) => setImmediate(resolve));
    runs.push(runReplication(program, options, replication, (share) => progress(replication, share)));
  }
  return runs;
}

/** Gives each worker the next replication as soon as it is done with one. */
async function runInWorkers(
  data: WorkerData,
  replications: number,
  threads: number,
  progress: Progress,
): Promise<RunData[]> {
  const pool: Worker[] = [];
  try {
    return await new Promise<RunData[]>((resolve, reject) => {
      const runs: RunData[] = [];
      let given = 0;
      let done = 0;
      for (let thread = 0; thread < threads; thread++) {
        const worker = new Worker(WORKER, { workerData: data });
        pool.push(worker);
        worker.on('error', reject);
        worker.on('exit', (code) => reject(new Error(`a simulation worker stopped with status ${code}`)));
        worker.on('message', (message: WorkerMessage) => {
          if ('share' in message) return progress(message.replication, message.share);
          runs[message.replication] = message.run;
          if (++done === replications) return resolve(runs);
          if (given < replications) worker.postMessage(given++);
        });
        worker.postMessage(given++);
      }
    });
  } finally {
    await Promise.all(pool.map((worker) => worker.terminate()));
  }
}
