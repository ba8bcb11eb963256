/** Replications of a simulation, in threads. */
import type { System } from '../../models/system/system.ts';
import { compile, type Program } from '../../simulation/compile.ts';
import { checkReplications, runReplication, type RepeatedOptions } from '../../simulation/replicate.ts';
import { mergeRuns, type RunData, type SimulationResult } from '../../simulation/result.ts';
import type { SimulationOptions } from '../../simulation/simulate.ts';
import { inThreads, threadsFor } from './pool.ts';

export interface ReplicationOptions extends RepeatedOptions {
  /** Threads; 0 for none but the caller's own, as many as there are processors by default. */
  readonly workers?: number | undefined;
}

/** What a thread is started with. */
export interface ReplicationData {
  readonly system: System;
  readonly options: SimulationOptions;
}

/** Beside the bundle that this file is part of. */
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
  const { replications, workers, onProgress, ...rest } = options;
  checkReplications(replications);
  const program = compile(system);
  const shares = new Float64Array(replications);
  const progress = (replication: number, share: number) => {
    shares[replication] = share;
    onProgress?.(shares.reduce((a, b) => a + b, 0) / replications);
  };
  const threads = threadsFor(WORKER, workers, replications);
  if (threads === 0) return mergeRuns(system, await runInLine(program, rest, replications, progress), program);
  const runs: RunData[] = [];
  const data: ReplicationData = { system, options: rest };
  const tasks = Array.from({ length: replications }, (_, index) => index);
  await inThreads(WORKER, data, threads, tasks, { onShare: progress, take: (run: RunData) => void runs.push(run) });
  return mergeRuns(system, runs, program);
}

async function runInLine(
  program: Program,
  options: SimulationOptions,
  replications: number,
  progress: (replication: number, share: number) => void,
): Promise<RunData[]> {
  const runs: RunData[] = [];
  for (let replication = 0; replication < replications; replication++) {
    // Lets timers and input of the caller have their turn.
    await new Promise((resolve) => setImmediate(resolve));
    runs.push(runReplication(program, options, replication, (share) => progress(replication, share)));
  }
  return runs;
}
