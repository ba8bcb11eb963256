/**
 * quoin simulate FILE...: the peak, or with --failures years of failures, as a discrete-event simulation beside the
 * analytic figures.
 */
import { UsageError } from '../diagnostics/usage-error.ts';
import { estimate } from '../estimate/estimate.ts';
import type { Io } from '../host/io.ts';
import { simulateReplications } from '../host/threads/replications.ts';
import type { FailureReporter } from '../report/failures-simulation.ts';
import { PLAIN } from '../report/report.ts';
import type { SimulationReporter } from '../report/simulation.ts';
import type { FailureComparison } from '../validation/failures.ts';
import { compareSimulation } from '../validation/peak.ts';
import {
  MOST_REPLICATIONS,
  MOST_YEARS,
  REPLICATIONS,
  durationOf,
  failuresOf,
  peakRun,
  whole,
} from '../validation/runs.ts';
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
  table: async () => (await import('../report/simulation.ts')).simulationTable,
  json: async () => (await import('../report/simulation-json.ts')).simulationJson,
  markdown: async () => (await import('../report/simulation.ts')).simulationMarkdown,
};

const FAILURE_REPORTERS: Record<Format, () => Promise<FailureReporter>> = {
  table: async () => (await import('../report/failures-simulation.ts')).failureTable,
  json: async () => (await import('../report/failures-simulation-json.ts')).failureJson,
  markdown: async () => (await import('../report/failures-simulation.ts')).failureMarkdown,
};

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
