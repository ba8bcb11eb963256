/** A simulation several times over with different random numbers, and the figures of all of them. */
import type { System } from '../models/system/system.ts';
import { compile, type Program } from './compile.ts';
import { replicationSeed } from './random.ts';
import { mergeRuns, type RunData, type SimulationResult } from './result.ts';
import { runOnce, type SimulationOptions } from './simulate.ts';

export interface RepeatedOptions extends SimulationOptions {
  /** Independent runs, each of the given duration, with seeds derived from the seed; 1 or more. */
  readonly replications: number;
}

/** @throws RangeError for less than one */
export function checkReplications(replications: number): void {
  if (!Number.isInteger(replications) || replications < 1)
    throw new RangeError(`there must be 1 replication or more: ${replications}`);
}

/**
 * Simulates a system several times over, at once and in the caller's own thread, which does nothing else until it is
 * done.
 *
 * @throws RangeError as `simulate` does
 */
export function simulateInTurn(
  system: System,
  { replications, onProgress, ...options }: RepeatedOptions,
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
