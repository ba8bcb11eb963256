import type { System } from '../models/system/system.ts';
import { compile, type Program } from './compile.ts';
import { SOURCE_ARRIVED, SOURCE_DONE, SOURCE_FAILED, SOURCE_REFUSED, sourceCounters } from './counters.ts';
import { Engine, type Stop } from './engine.ts';
import { Histogram } from './histogram.ts';
import { mergeRuns, type RunData, type SimulationResult } from './result.ts';
import { MOST_SEGMENTS, Segments } from './segments.ts';
import { BatchSeries, independentBatches } from './statistics.ts';

export interface SimulationOptions {
  /** Of all random numbers: a whole number, 0 to 2⁵³ − 1. The same seed gives the same result. */
  readonly seed: number;
  /** Simulated seconds, the warm-up included. */
  readonly duration?: number | undefined;
  /** Events after which the run stops, whether the duration is over or not. */
  readonly maxEvents?: number | undefined;
  /** Seconds at the start that aren't counted, instead of what is found by the run itself. */
  readonly warmup?: number | undefined;
  /** Requests, copies and branches in progress beyond which the run stops as unstable; 2,000,000 by default. */
  readonly maxInProgress?: number | undefined;
  /** Told the share of the run that is done, 0..1, some dozens of times. */
  readonly onProgress?: ((share: number) => void) | undefined;
}

/** Share of a run that is warm-up whatever the response times look like. */
const LEAST_WARMUP = 0.1;

/** Events of the first segment of a run whose length in time isn't known. */
const FIRST_EVENTS = 1024;

/** Parts of a run that are compared for the intervals of quantiles, at most. */
const MOST_PARTS = 20;

/**
 * A population that grew by this share of the arrivals, and by so many times their square root, is taken as unbounded:
 * a queue at the very edge grows by some √(2n) by chance.
 */
const GROWN_SHARE = 0.005;
const GROWN_DEVIATIONS = 3;

const MOST_IN_PROGRESS = 2_000_000;

/**
 * Simulates a system and returns the figures of its steady state.
 *
 * The start is left off: what MSER-5 takes for warm-up in the response times of any source, and a tenth of the run at
 * least, rounded up to a 64th of the run. Intervals are from batch means.
 *
 * @param options one of `duration` and `maxEvents` at least.
 * @throws RangeError for a system that can't be (see `compile`), or options that can't.
 */
export function simulate(system: System, options: SimulationOptions): SimulationResult {
  const program = compile(system);
  return mergeRuns(system, [runOnce(program, options)], program);
}

/** Runs a compiled system once. */
export function runOnce(program: Program, options: SimulationOptions): RunData {
  const { seed, duration = Infinity, maxEvents = Infinity, maxInProgress = MOST_IN_PROGRESS } = options;
  if (!(duration > 0) || !(maxEvents > 0) || (duration === Infinity && maxEvents === Infinity)) {
    throw new RangeError('a simulation needs a duration or a number of events, above 0');
  }
  const series = program.sources.map(() => new BatchSeries());
  // The histograms of the running segment are looked up at each response: `segments` replaces them.
  const listener = {
    record(source: number, response: number, now: number) {
      series[source]!.add(response, now);
      current[source]!.add(response);
    },
  };
  const engine = new Engine(program, seed, listener, maxInProgress);
  const segments = new Segments(engine.counters.length, program.sources.length);
  const { current } = segments;
  const stopped = runSegments(engine, segments, { ...options, duration, maxEvents });

  const fixed = options.warmup ?? LEAST_WARMUP * engine.now;
  const found = options.warmup === undefined ? Math.max(0, ...series.map((each) => each.warmup())) : 0;
  const first = segments.at(Math.max(fixed, found));
  const warmup = segments.starts[first]!;
  const counters = segments.countersSince(first);
  return {
    events: engine.events,
    stopped,
    isUnstable: stopped === 'full' || isGrowing(segments, first, counters, program, engine),
    warmup,
    measured: engine.now - warmup,
    counters,
    sources: series.map((each, source) => {
      const all = new Histogram();
      for (const histogram of segments.histogramsSince(source, first, 1)) all.merge(histogram);
      return {
        histogram: all.toData(),
        batchMeans: independentBatches(each.since(warmup)),
        successes: successesSince(segments, first, sourceCounters(engine.layout, source)),
        parts: segments
          .histogramsSince(source, first, Math.ceil((segments.count - first) / MOST_PARTS))
          .map((part) => part.toData()),
      };
    }),
  };
}

/** Share of a source's requests that succeed in each of the equally long segments in which any ended. */
function successesSince(segments: Segments, first: number, source: number): Float64Array {
  const [done, refused, failed] = [SOURCE_DONE, SOURCE_REFUSED, SOURCE_FAILED].map((counter) =>
    segments.growthSince(first, source + counter),
  );
  const ended = done!.map((value, index) => value + refused![index]! + failed![index]!);
  return done!.map((value, index) => value / ended[index]!).filter((_, index) => ended[index]! > 0);
}

type Limits = SimulationOptions & { readonly duration: number; readonly maxEvents: number };

/** Runs to the end, segment by segment. */
function runSegments(engine: Engine, segments: Segments, { duration, maxEvents, onProgress }: Limits): Stop {
  const isTimed = maxEvents === Infinity;
  let length = isTimed ? duration / MOST_SEGMENTS : Infinity;
  for (;;) {
    const isFirst = length === Infinity;
    const isLast = isTimed && segments.count === MOST_SEGMENTS - 1;
    const until = isLast ? duration : Math.min((segments.count + 1) * length, duration);
    const stop = engine.run(until, isFirst ? Math.min(engine.events + FIRST_EVENTS, maxEvents) : maxEvents);
    const isOver = (stop === 'time' && engine.now >= duration) || (stop === 'events' && engine.events >= maxEvents);
    const goesOn = !isOver && (stop === 'time' || stop === 'events');
    // A segment that took no time would say nothing.
    if (goesOn && engine.now === 0) continue;
    engine.settle();
    segments.close(engine.now, engine.counters, engine.inProgress);
    onProgress?.(Math.min(1, Math.max(engine.now / duration, engine.events / maxEvents)));
    if (!goesOn) return stop;
    if (isFirst) length = engine.now;
    if (!isTimed && segments.count === MOST_SEGMENTS) {
      segments.halve();
      length *= 2;
    }
  }
}

/**
 * Whether what is in progress grew all the while: the mean of each quarter of the run is above that of the one before,
 * and in the end as much was added as no queue that is served would.
 */
function isGrowing(
  segments: Segments,
  first: number,
  counters: Float64Array,
  program: Program,
  engine: Engine,
): boolean {
  const population = segments.population.subarray(first, segments.count + 1);
  const quarter = Math.floor(population.length / 4);
  if (quarter < 2) return false;
  let before = -1;
  for (let part = 0; part < 4; part++) {
    const sum = population.subarray(part * quarter, (part + 1) * quarter).reduce((a, b) => a + b, 0);
    if (sum <= before) return false;
    before = sum;
  }
  let arrived = 0;
  program.sources.forEach(
    (_, source) => (arrived += counters[sourceCounters(engine.layout, source) + SOURCE_ARRIVED]!),
  );
  const grown = population[population.length - 1]! - population[0]!;
  return grown > GROWN_DEVIATIONS * Math.sqrt(arrived) && grown > GROWN_SHARE * arrived;
}
