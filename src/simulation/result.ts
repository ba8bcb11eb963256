import type { System } from '../models/system/system.ts';
import { compile } from './compile.ts';
import type { Program } from './compile.ts';
import * as field from './counters.ts';
import {
  counterLayout,
  routineCounters,
  siteCounters,
  sourceCounters,
  stationCounters,
  tierCounters,
} from './counters.ts';
import { Histogram, type HistogramData } from './histogram.ts';
import type { Stop } from './engine.ts';
import { halfWidthOf, lagOneCorrelation, pairMeans, type Estimate } from './statistics.ts';

/** From how many replications on the intervals are taken from them, not from batches within each. */
const LEAST_REPLICATIONS = 4;

/** Parts, and values above, without which the interval of a quantile isn't told. */
const LEAST_PARTS = 5;
const LEAST_ABOVE = 10;

/** Figures of one run after its warm-up: plain data that can be posted between threads. */
export interface RunData {
  readonly events: number;
  readonly stopped: Stop;
  readonly isUnstable: boolean;
  /** Seconds left off at the start, and seconds measured. */
  readonly warmup: number;
  readonly measured: number;
  /** What was counted while measuring; see `counterLayout`. */
  readonly counters: Float64Array;
  readonly sources: readonly {
    readonly histogram: HistogramData;
    /** Means of independent batches. */
    readonly batchMeans: Float64Array;
    /** Shares of requests that succeeded in equally long stretches of the run, in order. */
    readonly successes: Float64Array;
    /** The histogram's parts: equally long stretches of the run, in order. */
    readonly parts: readonly HistogramData[];
  }[];
}

/** Response times of the requests that succeeded, s. */
export interface ResponseStatistics {
  readonly mean: Estimate;
  readonly p50: Estimate;
  readonly p90: Estimate;
  readonly p95: Estimate;
  readonly p99: Estimate;
  readonly p999: Estimate;
  readonly min: number;
  readonly max: number;
}

export interface SourceResult {
  readonly name: string;
  /** Requests that succeeded while measuring, and those that failed. */
  readonly requests: number;
  readonly failures: number;
  /** Requests that succeeded per second. */
  readonly throughput: number;
  /** Requests that came, per second. */
  readonly arrivalRate: number;
  /**
   * Share of the requests that ended which succeeded, 0..1; the others' response times aren't counted. Undefined if
   * none ended.
   */
  readonly success: Estimate | undefined;
  /** Share of the requests whose own routine was refused, 0..1: one way to fail. */
  readonly refusedShare: number;
  /** Undefined if none succeeded. */
  readonly responseTime: ResponseStatistics | undefined;
}

export interface RoutineResult {
  readonly name: string;
  /** Runs that succeeded, and those that failed. */
  readonly count: number;
  readonly failed: number;
  /** s, from its start (after the wire) to the end of its last step, of those that succeeded; undefined if none did. */
  readonly responseTime: number | undefined;
}

export interface StationResult {
  readonly name: string;
  /** Busy servers by servers, 0..1. */
  readonly utilization: number;
  /** Per second, of all nodes together. */
  readonly arrivalRate: number;
  /** s before service, of those that began; undefined if none did. */
  readonly waitTime: number | undefined;
  /** Mean number waiting at all nodes together, without those in service. */
  readonly queueLength: number;
}

export interface TierResult {
  readonly name: string;
  /** Visits that asked for room, per second. */
  readonly arrivalRate: number;
  /** Share of them that was refused, 0..1. */
  readonly refusedShare: number;
  /** Little's law: the mean number in the tier is visits done per second times the mean time of a visit in it, s. */
  readonly population: number;
  readonly throughput: number;
  readonly responseTime: number | undefined;
  /** Undefined where threads aren't limited. */
  readonly threads:
    | {
        readonly utilization: number;
        /** s before a thread, of those that got one; undefined if none did. */
        readonly waitTime: number | undefined;
        readonly queueLength: number;
      }
    | undefined;
  readonly stations: readonly StationResult[];
}

/** A call step; calls are in order of appearance, the calls of a branch or body where they stand. */
export interface CallResult {
  /** Indices of routines. */
  readonly from: number;
  readonly to: number;
  readonly calls: number;
  /** Copies of hedges don't count; undefined if there was no call. */
  readonly attemptsPerCall: number | undefined;
  readonly timeouts: number;
  readonly hedges: number;
  /** Attempts that failed for reasons of their own, that were refused, and that failed by what their routine called. */
  readonly errors: number;
  readonly refused: number;
  readonly downstream: number;
  /** Calls whose last attempt failed: those that called the fallback, where there is one. */
  readonly failed: number;
}

export interface SimulationResult {
  readonly replications: number;
  /** Events of all replications, those of the warm-up included. */
  readonly events: number;
  /** Simulated seconds left off at the start of each replication, at most. */
  readonly warmup: number;
  /** Simulated seconds measured, all replications together. */
  readonly measured: number;
  /** Why the run stopped, that of the first replication that stopped for another reason than `time`. */
  readonly stopped: Stop;
  /** Whether what is in progress kept growing or grew beyond the limit: the figures then depend on the run's length. */
  readonly isUnstable: boolean;
  readonly sources: readonly SourceResult[];
  readonly routines: readonly RoutineResult[];
  readonly tiers: readonly TierResult[];
  readonly calls: readonly CallResult[];
}

const ratio = (sum: number, count: number) => (count > 0 ? sum / count : undefined);
const shareOf = (part: number, whole: number) => (whole > 0 ? part / whole : 0);

/**
 * Merges runs of one system into one result.
 *
 * @param runs of the system, 1 or more, in the order of their replications.
 */
export function mergeRuns(
  system: System,
  runs: readonly RunData[],
  program: Program = compile(system),
): SimulationResult {
  const sum = (of: (run: RunData) => number) => runs.reduce((total, run) => total + of(run), 0);
  const measured = sum((run) => run.measured);
  const layout = counterLayout(program);
  const totals = new Float64Array(layout.length);
  for (const { counters } of runs) counters.forEach((value, index) => (totals[index]! += value));
  const rate = (value: number) => (measured > 0 ? value / measured : 0);

  const stationResult = (index: number): StationResult => {
    const { name, servers, tier } = program.stations[index]!;
    const at = stationCounters(layout, index);
    return {
      name,
      utilization: rate(totals[at + field.STATION_BUSY]!) / (servers * program.tiers[tier]!.nodes),
      arrivalRate: rate(totals[at + field.STATION_ARRIVED]!),
      waitTime: ratio(totals[at + field.STATION_WAIT]!, totals[at + field.STATION_STARTED]!),
      queueLength: rate(totals[at + field.STATION_QUEUE]!),
    };
  };

  return {
    replications: runs.length,
    events: sum((run) => run.events),
    warmup: Math.max(...runs.map((run) => run.warmup)),
    measured,
    stopped: runs.find((run) => run.stopped !== 'time')?.stopped ?? 'time',
    isUnstable: runs.some((run) => run.isUnstable),
    sources: program.sources.map(({ name }, index): SourceResult => {
      const at = sourceCounters(layout, index);
      const [done, refused] = [totals[at + field.SOURCE_DONE]!, totals[at + field.SOURCE_REFUSED]!];
      const failures = refused + totals[at + field.SOURCE_FAILED]!;
      return {
        name,
        requests: done,
        failures,
        throughput: rate(done),
        arrivalRate: rate(totals[at + field.SOURCE_ARRIVED]!),
        success: done + failures > 0 ? successOf(runs, index, done / (done + failures)) : undefined,
        refusedShare: shareOf(refused, done + failures),
        responseTime: done > 0 ? responseStatistics(runs, index, at) : undefined,
      };
    }),
    routines: program.routines.map((name, index): RoutineResult => {
      const at = routineCounters(layout, index);
      const count = totals[at + field.ROUTINE_DONE]!;
      return {
        name,
        count,
        failed: totals[at + field.ROUTINE_FAILED]!,
        responseTime: ratio(totals[at + field.ROUTINE_RESPONSE]!, count),
      };
    }),
    tiers: program.tiers.map(({ name, threads, nodes }, index): TierResult => {
      const at = tierCounters(layout, index);
      const isLimited = system.tiers[index]!.threads !== undefined;
      return {
        name,
        arrivalRate: rate(totals[at + field.TIER_ARRIVED]!),
        refusedShare: shareOf(totals[at + field.TIER_REFUSED]!, totals[at + field.TIER_ARRIVED]!),
        population: rate(totals[at + field.TIER_NUMBER]!),
        throughput: rate(totals[at + field.TIER_LEFT]!),
        responseTime: ratio(totals[at + field.TIER_TIME]!, totals[at + field.TIER_LEFT]!),
        threads: isLimited
          ? {
              utilization: rate(totals[at + field.TIER_HELD]!) / (threads * nodes),
              waitTime: ratio(totals[at + field.TIER_WAIT]!, totals[at + field.TIER_ADMITTED]!),
              queueLength: rate(totals[at + field.TIER_QUEUE]!),
            }
          : undefined,
        stations: program.stations.flatMap(({ tier }, station) => (tier === index ? [stationResult(station)] : [])),
      };
    }),
    calls: program.sites.map(({ from, call }, index): CallResult => {
      const at = siteCounters(layout, index);
      const calls = totals[at + field.SITE_CALLS]!;
      return {
        from,
        to: call.to,
        calls,
        attemptsPerCall: ratio(totals[at + field.SITE_ATTEMPTS]!, calls),
        timeouts: totals[at + field.SITE_TIMEOUTS]!,
        hedges: totals[at + field.SITE_HEDGES]!,
        errors: totals[at + field.SITE_ERRORS]!,
        refused: totals[at + field.SITE_REFUSED]!,
        downstream: totals[at + field.SITE_DOWNSTREAM]!,
        failed: totals[at + field.SITE_FAILED]!,
      };
    }),
  };
}

/** Intervals from the replications if there are enough of them, or else from the batches of all of them. */
function responseStatistics(runs: readonly RunData[], source: number, at: number): ResponseStatistics {
  // A replication in which no request was done has nothing to say on response times.
  const used = runs.filter((run) => run.counters[at + field.SOURCE_DONE]! > 0);
  const histograms = used.map((run) => Histogram.from(run.sources[source]!.histogram));
  const pooled = new Histogram();
  for (const histogram of histograms) pooled.merge(histogram);
  const isReplicated = used.length >= LEAST_REPLICATIONS;

  const parts = used.map((run) => run.sources[source]!.parts.map((part) => Histogram.from(part)));
  const quantile = (share: number): Estimate => ({
    value: pooled.quantile(share),
    halfWidth: isReplicated
      ? halfWidthOf(histograms.map((histogram) => histogram.quantile(share)))
      : quantileHalfWidth(pooled, parts, share),
  });
  const means = used.map((run) => run.counters[at + field.SOURCE_RESPONSE]! / run.counters[at + field.SOURCE_DONE]!);
  const batches = isReplicated ? means : used.flatMap((run) => Array.from(run.sources[source]!.batchMeans));
  return {
    mean: { value: means.reduce((a, b) => a + b, 0) / means.length, halfWidth: halfWidthOf(batches) },
    p50: quantile(0.5),
    p90: quantile(0.9),
    p95: quantile(0.95),
    p99: quantile(0.99),
    p999: quantile(0.999),
    min: pooled.min,
    max: pooled.max,
  };
}

/**
 * The interval of a share of successes: from the replications if there are enough of them, or else from stretches of
 * each.
 */
function successOf(runs: readonly RunData[], source: number, value: number): Estimate {
  const used = runs.map((run) => run.sources[source]!.successes).filter((stretches) => stretches.length > 0);
  const means =
    used.length >= LEAST_REPLICATIONS
      ? used.map((stretches) => stretches.reduce((a, b) => a + b, 0) / stretches.length)
      : used.flatMap((stretches) => Array.from(independentParts(stretches)));
  return { value, halfWidth: halfWidthOf(means) };
}

/**
 * Half the width of the interval of a quantile, from how much the share of values below it differs between the parts of
 * each run. The quantiles of the parts themselves would say too little: where the tail is made by a few bad
 * stretches, most parts have none of it.
 *
 * @returns s; undefined where parts are too few, or so different that the interval reaches beyond all values.
 * @see S. Asmussen and P. Glynn, "Stochastic Simulation" (2007), III.4a and IV.5, for quantiles by their shares.
 */
function quantileHalfWidth(
  pooled: Histogram,
  parts: readonly (readonly Histogram[])[],
  share: number,
): number | undefined {
  const value = pooled.quantile(share);
  const shares = parts.flatMap((run) => {
    const used = run.filter((part) => part.count > 0);
    return Array.from(independentParts(Float64Array.from(used, (part) => part.shareBelow(value))));
  });
  const half = shares.length < LEAST_PARTS ? undefined : halfWidthOf(shares);
  if (half === undefined || share + half >= 1 || (1 - share) * pooled.count < LEAST_ABOVE) return undefined;
  return Math.max(pooled.quantile(share + half) - value, value - pooled.quantile(Math.max(0, share - half)));
}

/** Joins neighbours while they are plainly correlated and enough are left. */
function independentParts(values: Float64Array): Float64Array {
  while (values.length >= 2 * LEAST_PARTS && lagOneCorrelation(values) > 2 / Math.sqrt(values.length)) {
    values = pairMeans(values);
  }
  return values;
}
