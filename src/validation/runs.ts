/** What is simulated of an estimate, and for how long. */
import { UsageError } from '../diagnostics/usage-error.ts';
import type { Estimate } from '../estimate/estimate.ts';
import { joinHours, simulateFailures, type FailureResult } from '../simulation/failures.ts';
import type { RepeatedOptions } from '../simulation/replicate.ts';
import { parseQuantity } from '../topology/quantity.ts';
import { failureModels, type HourlyModel } from './failure-model.ts';
import { compareFailures, type FailureComparison } from './failures.ts';

/** Events of all replications where no duration is given: a few seconds' work. */
const EVENTS = 4_000_000;

/** Of these at least so many for each class that needs something else than the others. */
const LEAST_EVENTS = 200_000;

export const REPLICATIONS = 4;
export const MOST_REPLICATIONS = 100;
export const MOST_YEARS = 1_000_000;
/** A longer time is refused: some ten seconds' work. */
const MOST_CALLS = 20_000_000;
const MOST_USERS = 100_000;
const MOST_FAILING = 1000;

/**
 * What the peak is simulated with.
 *
 * @param duration simulated seconds of each replication; undefined for as many as take a few seconds
 * @param written the duration as the user wrote it
 * @throws UsageError where there is nothing to simulate, or too much
 */
export function peakRun(
  { performance, traffic }: Estimate,
  seed: number,
  duration: number | undefined,
  replications: number,
  written = `${duration}s`,
): RepeatedOptions {
  const { sources } = performance.joined.system;
  const users = sources.reduce((sum, source) => sum + (source.type === 'closed' ? source.users : 0), 0);
  if (users > MOST_USERS)
    throw new UsageError(`a simulation holds at most ${MOST_USERS} users, not ${users}: estimate has no such bound`);
  if (sources.length === 0)
    throw new UsageError('there is nothing to simulate: no class of the workload sends a request');
  if (duration !== undefined) refuseTooLong(duration, written, replications, traffic);
  const maxEvents = duration === undefined ? Math.ceil(EVENTS / replications) : undefined;
  return { seed, duration, maxEvents, replications };
}

/** Simulates failures class by class; classes that need the same are simulated once. */
export function failuresOf(
  estimated: Estimate,
  seed: number,
  years: number | undefined,
  progress: ((share: number) => void) | undefined,
): FailureComparison {
  const models = failureModels(estimated);
  if (models.length === 0) throw new UsageError('there is nothing to simulate: the workload has no class');
  const keyOf = (hours: readonly HourlyModel[]) => hours.map(({ weight, key }) => `${weight} ${key}`).join(' ');
  const distinct = new Map(models.map((hours) => [keyOf(hours), hours]));
  const count = [...distinct.values()].reduce((sum, hours) => sum + hours.length, 0);
  const nodes = estimated.performance.joined.system.tiers.reduce((sum, tier) => sum + tier.nodes, 0);
  if (nodes > MOST_FAILING)
    throw new UsageError(
      `failures are simulated of at most ${MOST_FAILING} nodes, not ${nodes}: estimate has no such bound`,
    );
  // Years that are asked for may be more than anybody would wait for: how many they were is told. Among many nodes an
  // event takes longer.
  const slowness = Math.max(1, nodes / 250);
  const most = ((years === undefined ? 1 : 2) * EVENTS) / count / slowness;
  const maxEvents = Math.ceil(years === undefined ? Math.max(LEAST_EVENTS / slowness, most) : most);
  let stream = 0;
  const results = new Map<string, FailureResult>();
  for (const [key, hours] of distinct) {
    const simulated = hours.map(({ weight, model }) => {
      const index = stream++;
      const onProgress = progress && ((share: number) => progress((index + share) / count));
      return { weight, result: simulateFailures(model, { seed, stream: index, years, maxEvents, onProgress }) };
    });
    results.set(key, joinHours(simulated));
  }
  const ofClasses = models.map((hours) => results.get(keyOf(hours))!);
  return compareFailures(estimated, ofClasses, seed);
}

/** Refuses a time in which so many calls are made that nobody would wait for them. */
function refuseTooLong(duration: number, written: string, replications: number, traffic: Estimate['traffic']): void {
  const rate = traffic.loads.reduce(
    (sum, { classes }) => sum + classes.reduce((all, { rate: mean, peakRate }) => all + Math.max(mean, peakRate), 0),
    0,
  );
  if (!(rate * duration * replications > MOST_CALLS)) return;
  const most = Math.floor(MOST_CALLS / rate / replications);
  const fix = most < 1 ? 'leave it out: a few seconds\u2019 work is done' : `write at most ${most}s, or leave it out`;
  throw new UsageError(`--duration ${written}: more than ${MOST_CALLS} calls would be simulated: ${fix}`);
}

export function whole(option: string, text: string, least: number, most: number): number {
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= least && value <= most))
    throw new UsageError(`${option} ${text}: write a whole number from ${least} to ${most}`);
  return value;
}

/** Simulated seconds. On the command line `10m` can be nothing but minutes; in a topology it could be a thousandth. */
export function durationOf(text: string): number {
  const result = parseQuantity('duration', text.replace(/(?<=^[\d.]+ ?)m$/, 'min'));
  if (!result.ok) throw new UsageError(`--duration ${text}: ${result.problem} (${result.fix})`);
  const { value, low } = result.quantity;
  if (low !== undefined) throw new UsageError(`--duration ${text}: write one time, such as 10min`);
  if (!(value > 0)) throw new UsageError(`--duration ${text}: write a time above 0, such as 10min`);
  return value;
}
