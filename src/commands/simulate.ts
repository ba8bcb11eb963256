/** quoin simulate FILE...: the peak, or with --failures years of failures, as a discrete-event simulation beside the analytic figures. */
import { estimate, type Estimate } from '../estimate.ts';
import { UsageError } from '../diagnostics/usage-error.ts';
import type { Io } from '../host/io.ts';
import { compareFailures, type FailureComparison, type FailureReporter } from '../report/failures-simulation.ts';
import { failureModels, type HourlyModel } from '../report/failures-simulation-model.ts';
import { PLAIN } from '../report/report.ts';
import { compareSimulation, type SimulationReporter } from '../report/simulation.ts';
import { joinHours, simulateFailures, type FailureResult } from '../simulation/failures.ts';
import { simulateReplications } from '../host/threads/replications.ts';
import type { RepeatedOptions } from '../simulation/replicate.ts';
import { parseQuantity } from '../topology/quantity.ts';
import { bundled } from './bundled.ts';
import { formatOf } from './choices.ts';
import { progressOf } from './progress.ts';
import { deliver, readTopology, showDiagnostics } from './read.ts';

export interface SimulateCommandOptions {
  readonly seed: string;
  readonly duration?: string;
  readonly replications?: string;
  readonly workers?: string;
  /** Failures instead of the peak, for so many years. */
  readonly failures?: boolean;
  readonly years?: string;
  readonly format?: string;
  readonly out?: string;
  readonly set: readonly string[];
}

type Format = 'table' | 'json' | 'markdown';

/** Each format is loaded when it is asked for. */
const REPORTERS: Record<Format, () => Promise<SimulationReporter>> = {
  table: async () => (await import('../report/simulation-table.ts')).simulationTable,
  json: async () => (await import('../report/simulation-json.ts')).simulationJson,
  markdown: async () => (await import('../report/simulation-markdown.ts')).simulationMarkdown,
};

const FAILURE_REPORTERS: Record<Format, () => Promise<FailureReporter>> = {
  table: async () => (await import('../report/failures-simulation-table.ts')).failureTable,
  json: async () => (await import('../report/failures-simulation-json.ts')).failureJson,
  markdown: async () => (await import('../report/failures-simulation-markdown.ts')).failureMarkdown,
};

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
const MOST_WORKERS = 256;

export async function simulateCommand(
  files: readonly string[],
  options: SimulateCommandOptions,
  io: Io,
): Promise<number> {
  const seed = whole('--seed', options.seed, 0, Number.MAX_SAFE_INTEGER);
  const replications =
    options.replications === undefined
      ? REPLICATIONS
      : whole('--replications', options.replications, 1, MOST_REPLICATIONS);
  const workers = options.workers === undefined ? undefined : whole('--workers', options.workers, 0, MOST_WORKERS);
  const duration = options.duration === undefined ? undefined : durationOf(options.duration);
  const years = options.years === undefined ? undefined : whole('--years', options.years, 1, MOST_YEARS);
  if (years !== undefined && !options.failures)
    throw new UsageError('--years is for --failures; the peak is simulated for a --duration');
  if (options.failures)
    for (const option of ['duration', 'replications', 'workers'] as const)
      if (options[option] !== undefined)
        throw new UsageError(`--${option} is for the peak; failures are simulated for --years`);
  const format = formatOf(options, REPORTERS, 'table');
  const sources = await readTopology(files, options.set, io);
  const result = estimate(sources, bundled(io, sources));
  if (!result.ok) {
    showDiagnostics(result.diagnostics, sources.texts, io);
    return 2;
  }
  const paint = options.out === undefined ? io.paint : PLAIN;
  if (options.failures) {
    const reporter = FAILURE_REPORTERS[format]();
    let comparison: FailureComparison;
    try {
      comparison = failuresOf(result.estimate, seed, years, progressOf(io, 'simulating'));
    } finally {
      io.progress?.('');
    }
    deliver((await reporter)(comparison, { paint }), options.out, io);
    showDiagnostics(result.estimate.warnings, sources.texts, io);
    return 0;
  }
  const reporter = REPORTERS[format]();
  const run = peakRun(result.estimate, seed, duration, replications, options.duration);
  let simulated;
  try {
    simulated = await simulateReplications(result.estimate.performance.joined.system, {
      ...run,
      workers,
      onProgress: progressOf(io, 'simulating'),
    });
  } finally {
    io.progress?.('');
  }
  const comparison = compareSimulation(result.estimate, simulated, seed);
  deliver((await reporter)(comparison, { paint }), options.out, io);
  showDiagnostics(result.estimate.warnings, sources.texts, io);
  return 0;
}

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
  // Years that are asked for may be more than anybody would wait for: how many they were is told. Among many nodes an event takes longer.
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
