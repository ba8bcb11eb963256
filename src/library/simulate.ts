/** The peak, or years of failures, as a discrete-event simulation beside the analytic figures. */
import {
  MOST_REPLICATIONS,
  MOST_YEARS,
  REPLICATIONS,
  durationOf,
  failuresOf,
  peakRun,
  whole,
} from '../validation/runs.ts';
import type { Estimate } from '../estimate/estimate.ts';
import { UsageError } from '../diagnostics/usage-error.ts';
import type { System } from '../models/system/system.ts';
import { failuresToJson, type FailuresJson } from '../report/failures-simulation-json.ts';
import { simulationToJson, type SimulationJson } from '../report/simulation-json.ts';
import { compareSimulation } from '../validation/peak.ts';
import { simulateInTurn } from '../simulation/replicate.ts';
import type { SimulationResult } from '../simulation/result.ts';
import { simulate as simulateSystem, type SimulationOptions } from '../simulation/simulate.ts';
import { estimatorOf, load, isEstimate } from './input.ts';
import type { LibraryOptions, Refused, Reported, TopologyInput } from './types.ts';

interface AnySimulateOptions extends LibraryOptions {
  /**
   * Of the random numbers, a whole number from 0 to 2⁵³ − 1, 1 where none is given: the same seed gives the same
   * report.
   */
  readonly seed?: number | undefined;
  /** Told the share of the work that is done, 0 to 1. */
  readonly onProgress?: ((share: number) => void) | undefined;
}

export interface SimulatePeakOptions extends AnySimulateOptions {
  readonly failures?: false | undefined;
  /**
   * Simulated time of each replication: seconds, or text such as `10min`; as long as 4 million events take in all where
   * none is given.
   */
  readonly duration?: number | string | undefined;
  /** Independent runs, 1 to 100, from whose differences the intervals are taken; 4 where none is given. */
  readonly replications?: number | undefined;
}

export interface SimulateFailuresOptions extends AnySimulateOptions {
  /** Failures and repairs instead of the peak: how much of the time each class is up. */
  readonly failures: true;
  /** Simulated years, 1 to 1,000,000; as many as 4 million events take where none is given. */
  readonly years?: number | undefined;
}

/**
 * Simulates a system of queues, such as `estimate.performance.joined.system`.
 *
 * @param options `seed`, and `duration` (seconds) or `maxEvents`
 * @throws RangeError for a system or options that cannot be simulated
 */
export function simulate(subject: System, options: SimulationOptions): SimulationResult;
/**
 * Simulates years of failures of a topology, or of the `estimate` of one.
 *
 * @returns as `report` what `quoin simulate --failures --format json` prints. With `ok: false` the errors of the
 *   topology.
 * @throws UsageError where an option cannot be used, or the topology is too large
 */
export function simulate(
  subject: TopologyInput | Estimate,
  options: SimulateFailuresOptions,
): Reported<FailuresJson> | Refused;
/**
 * Simulates the peak of a topology, or of the `estimate` of one, in the caller's thread, a few seconds by default;
 * `simulateReplications` does it in several.
 *
 * @returns as `report` what `quoin simulate --format json` prints: for each class the analytic and the simulated mean
 *   and percentiles, in seconds. With `ok: false` the errors of the topology.
 * @throws UsageError where an option cannot be used, or the topology is too large
 */
export function simulate(
  subject: TopologyInput | Estimate,
  options?: SimulatePeakOptions,
): Reported<SimulationJson> | Refused;
export function simulate(
  subject: TopologyInput | Estimate | System,
  options: SimulationOptions | SimulatePeakOptions | SimulateFailuresOptions = {},
) {
  if (isSystem(subject)) return simulateSystem(subject, options as SimulationOptions);
  const given = options as SimulatePeakOptions | SimulateFailuresOptions;
  const { seed = 1, onProgress } = given;
  whole('seed', String(seed), 0, Number.MAX_SAFE_INTEGER);
  const loaded = isEstimate(subject) ? { estimate: subject } : load(subject, given, estimatorOf(given));
  if ('diagnostics' in loaded) return loaded;
  const { estimate } = loaded;
  if (given.failures) {
    if (given.years !== undefined) whole('years', String(given.years), 1, MOST_YEARS);
    return { ok: true, report: failuresToJson(failuresOf(estimate, seed, given.years, onProgress)), estimate };
  }
  const { duration, replications = REPLICATIONS } = given;
  whole('replications', String(replications), 1, MOST_REPLICATIONS);
  const run = peakRun(estimate, seed, secondsOf(duration), replications);
  const result = simulateInTurn(estimate.performance.joined.system, { ...run, onProgress });
  return { ok: true, report: simulationToJson(compareSimulation(estimate, result, seed)), estimate };
}

const isSystem = (value: object | string): value is System =>
  typeof value === 'object' && value !== null && 'tiers' in value && 'sources' in value;

function secondsOf(duration: number | string | undefined): number | undefined {
  if (typeof duration === 'string') return durationOf(duration);
  if (duration !== undefined && !(duration > 0)) throw new UsageError(`duration ${duration}: give seconds above 0`);
  return duration;
}
