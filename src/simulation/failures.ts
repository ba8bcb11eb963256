/** Failures and repairs in simulated time, and the share of it in which requests fail. */
import { RandomStreams } from './random.ts';
import { studentT } from './statistics.ts';
import { FailureState, type FailureModel } from './structure.ts';

export interface FailureOptions {
  /** Of all random numbers: a whole number, 0 to 2⁵³ − 1. The same seed gives the same result. */
  readonly seed: number;
  /** Names this simulation among those of the seed: a whole number from 0. */
  readonly stream?: number | undefined;
  /** Simulated time, in years of 365 days. */
  readonly years?: number | undefined;
  /** Failures, repairs and ends of takeovers after which it stops, whether the years are over or not. */
  readonly maxEvents?: number | undefined;
  /** Told the share that is done, 0..1, some dozens of times. */
  readonly onProgress?: ((share: number) => void) | undefined;
}

/** A share of time with its 95 % confidence interval; a bound that can't be told is undefined. */
export interface ShareEstimate {
  readonly value: number;
  readonly low: number | undefined;
  readonly high: number | undefined;
}

export interface FailureResult {
  /** Share of the requests that fail, of requests that come evenly over time. */
  readonly unavailability: ShareEstimate;
  /**
   * `cycles`: from everything up to everything up again, with failures made more frequent and weighted back. `time`:
   * plain, one stretch of time after the other. `exact`: nothing that counts ever fails, or comes back.
   */
  readonly method: 'cycles' | 'time' | 'exact';
  /** Cycles with weighted failures, or stretches of time. */
  readonly cycles: number;
  /** As many of them as would tell as much if all those in which requests failed weighed the same. */
  readonly effective: number;
  /** Years that the cycles would take as things are, or the stretches took. */
  readonly years: number;
  readonly events: number;
}

const YEAR = 365 * 24 * 3600;

/**
 * Probability that the next event of a biased cycle is a failure, at most.
 *
 * @see M. K. Nakayama and P. Shahabuddin recommend 0.5 to 0.9; the smaller it is, the less a cycle's weight varies.
 */
const BIAS = 0.5;
/**
 * Part of the biased choice that treats all kinds of failures alike, at most; the rest goes by their rates, which
 * serves those that dominate.
 */
const EVEN = 0.5;
/**
 * Where something fails and comes back many times during the outage of something else, each time weighs the cycle up:
 * unbiased with probability p, weighted by 1 / ((1 − even) (1 − bias)). The product of both must stay below 1, or the
 * weights have no variance; it is kept below this.
 */
const LOOP = 0.8;
/** Share of the other events that is given to an outage outlasting a buffer, as a part of the bias. */
const OUTLAST = 0.6;
/** Outages that are longer than a buffer less often than this are not looked for. */
const NEVER = 1e-18;

/** Mean number of things down at once up to which everything is up often enough for cycles. */
const MOST_LOAD = 1;
/** Stretches of time, one after the other. */
const STRETCHES = 40;
/**
 * Longest mean repairs after which little is left of a state: so long is the warm-up, and so long must stretches be to
 * pass for independent.
 */
const APART = 10;
/** Share of the events that the warm-up may take. */
const WARMUP = 0.1;

/** Cycles, or stretches, evenly weighted, that tell an interval. */
const LEAST_EFFECTIVE = 10;
/** The 97.5 % quantile of the normal distribution. */
const NORMAL = 1.959963984540054;
const REPORTS = 50;

const BIASED = 0;
const PLAIN = 1;

/**
 * Simulates failures and repairs, and estimates the share of time in which a requirement is not met.
 *
 * The jumps of the chain are drawn, and each state counts with its mean holding time. Where little is down at a time,
 * the run is cut into cycles in which everything comes up again. By the renewal theorem the unavailability is E(time
 * down in a cycle) / E(length of a cycle). The numerator is estimated from cycles in which failures are as likely as
 * repairs until the class is down, and kinds of failures alike in part (balanced failure biasing), each weighted by its
 * likelihood ratio; the denominator from as many cycles of their own, unbiased. Otherwise the ratio is that of 40
 * stretches of time in a row. Takeovers and buffers last as long as they do: the next event comes before they end with
 * the probability that it has.
 *
 * @param options one of `years` and `maxEvents` at least.
 * @returns the interval by the delta method on the logarithm of the ratio; without bounds where there have been fewer
 *   outages than ten cycles of equal weight tell of, or where stretches are too short to pass for independent.
 * @throws RangeError for options that can't be.
 * @see P. Shahabuddin, "Importance sampling for the simulation of highly reliable Markovian systems", Management
 *   Science 40 (1994);
 *   A. Goyal, P. Shahabuddin, P. Heidelberger, V. Nicola and P. Glynn, "A unified framework for simulating Markovian
 *   models of highly dependable systems",
 *   IEEE Trans. Computers 41 (1992), on estimating both parts of the ratio apart.
 */
export function simulateFailures(model: FailureModel, options: FailureOptions): FailureResult {
  const { seed, stream = 0, years = Infinity, maxEvents = Infinity, onProgress } = options;
  if (!(years > 0) || !(maxEvents > 0) || (years === Infinity && maxEvents === Infinity))
    throw new RangeError(`years or events must be above 0, and one of them finite: ${years}, ${maxEvents}`);
  const state = new FailureState(model);
  if (state.up.length === 0 || state.base >= 1)
    return {
      unavailability: { value: state.base, low: state.base, high: state.base },
      method: 'exact',
      cycles: 0,
      effective: 0,
      years: 0,
      events: 0,
    };
  const streams = new RandomStreams(seed, [
    [0x6661696c, stream, BIASED],
    [0x6661696c, stream, PLAIN],
  ]);
  const run = new Run(state, streams);
  let told = 0;
  const tell = (share: number) => {
    if (share < told) return;
    told = share + 1 / REPORTS;
    onProgress?.(Math.min(1, share));
  };
  const isRare = state.load <= MOST_LOAD;
  const ratio = (isRare ? inCycles : inStretches)(run, years * YEAR, maxEvents, tell);
  onProgress?.(1);
  const { lost, length, count } = ratio;
  const effective = lost.squares > 0 ? lost.sum ** 2 / lost.squares : 0;
  const isTold = effective >= LEAST_EFFECTIVE && (isRare || length.sum / STRETCHES >= APART * state.longestRepair);
  const { value, spread } = estimateOf(ratio, isRare);
  return {
    unavailability: {
      value: Math.min(1, state.base + value),
      low: isTold ? Math.min(1, state.base + value / spread) : undefined,
      high: isTold ? Math.min(1, state.base + value * spread) : undefined,
    },
    method: isRare ? 'cycles' : 'time',
    cycles: count,
    effective,
    years: length.sum / YEAR,
    events: run.events,
  };
}

/**
 * Joins the simulations of hours of the day into that of requests which come at all of them: Σ weight · unavailability.
 *
 * @param hours 1 or more, independent; weights add up to 1.
 * @returns as if it had been simulated at once. A bound lies so far from the value as independent deviations of the
 *   hours' bounds add up to, √Σ (weight · deviation)²; it is undefined where that of an hour is. The method is that of
 *   the hours which are least exact.
 * @see G. Y. Zou and A. Donner, "Construction of confidence limits about effect measures", Statistics in Medicine 27
 *   (2008), on limits of sums from limits of parts.
 */
export function joinHours(
  hours: readonly { readonly weight: number; readonly result: FailureResult }[],
): FailureResult {
  if (hours.length === 1) return hours[0]!.result;
  const sum = (of: (result: FailureResult) => number) => hours.reduce((all, { result }) => all + of(result), 0);
  const value = hours.reduce((all, { weight, result }) => all + weight * result.unavailability.value, 0);
  const bound = (which: 'low' | 'high'): number | undefined => {
    let squares = 0;
    for (const { weight, result } of hours) {
      const own = result.unavailability[which];
      if (own === undefined) return undefined;
      squares += (weight * (own - result.unavailability.value)) ** 2;
    }
    return which === 'low' ? Math.max(0, value - Math.sqrt(squares)) : Math.min(1, value + Math.sqrt(squares));
  };
  const methods = hours.map(({ result }) => result.method);
  return {
    unavailability: { value, low: bound('low'), high: bound('high') },
    method: methods.includes('time') ? 'time' : methods.includes('cycles') ? 'cycles' : 'exact',
    cycles: sum(({ cycles }) => cycles),
    effective: sum(({ effective }) => effective),
    years: sum(({ years }) => years),
    events: sum(({ events }) => events),
  };
}

/** Sums of values, of their squares, and of the products with those of a partner. */
interface Sums {
  sum: number;
  squares: number;
  products: number;
}

interface Ratio {
  readonly lost: Sums;
  readonly length: Sums;
  readonly count: number;
}

const newSums = (): Sums => ({ sum: 0, squares: 0, products: 0 });

function inCycles(run: Run, duration: number, maxEvents: number, tell: (share: number) => void): Ratio {
  const lost = newSums();
  const length = newSums();
  let count = 0;
  while (length.sum < duration && run.events < maxEvents) {
    run.cycle(BIASED);
    lost.sum += run.lost;
    lost.squares += run.lost ** 2;
    run.cycle(PLAIN);
    length.sum += run.length;
    length.squares += run.length ** 2;
    if (++count % 1024 === 0) tell(Math.max(length.sum / duration, run.events / maxEvents));
  }
  return { lost, length, count };
}

function inStretches(run: Run, duration: number, maxEvents: number, tell: (share: number) => void): Ratio {
  const lost = newSums();
  const length = newSums();
  run.stretch(run.longestRepair * APART, maxEvents * WARMUP);
  const warm = run.events;
  for (let stretch = 1; stretch <= STRETCHES; stretch++) {
    const events = warm + ((maxEvents - warm) * stretch) / STRETCHES;
    run.stretch(duration / STRETCHES, Math.max(events, run.events + 1));
    lost.sum += run.lost;
    lost.squares += run.lost ** 2;
    lost.products += run.lost * run.length;
    length.sum += run.length;
    length.squares += run.length ** 2;
    tell(stretch / STRETCHES);
  }
  return { lost, length, count: STRETCHES };
}

/** Runs a state from event to event. */
class Run {
  events = 0;
  /**
   * Of the last cycle or stretch, s: time in which requests fail beyond those that do so anyway, and its whole length;
   * both weighted.
   */
  lost = 0;
  length = 0;
  readonly #state: FailureState;
  readonly #streams: RandomStreams;
  /** Likelihood ratio of what has been drawn since the cycle began. */
  #weight = 1;
  #isBiased = false;
  /**
   * By number of processes that are down: how far there may be biased, for what the last state with one less has
   * weighed up.
   */
  readonly #room: Float64Array;

  constructor(state: FailureState, streams: RandomStreams) {
    this.#state = state;
    this.#streams = streams;
    this.#room = new Float64Array(state.up.reduce((sum, count) => sum + count, 2)).fill(1);
  }

  get longestRepair(): number {
    return this.#state.longestRepair;
  }

  /** From everything up to everything up again. */
  cycle(stream: typeof BIASED | typeof PLAIN): void {
    const state = this.#state;
    this.lost = this.length = 0;
    this.#weight = 1;
    this.#isBiased = stream === BIASED && !state.isOut;
    do {
      this.#step(stream);
      // Once it is down nothing is left to be provoked: more failures would only spread the weights.
      if (this.#isBiased && state.isOut) this.#isBiased = false;
    } while (!state.isRenewed);
    state.rewind();
  }

  /** Goes on for so long, or until there have been so many events. */
  stretch(duration: number, events: number): void {
    this.lost = this.length = 0;
    this.#weight = 1;
    this.#isBiased = false;
    while (this.length < duration && this.events < events) {
      this.#step(PLAIN);
      if (this.#state.running === 0) this.#state.rewind();
    }
  }

  #step(stream: number): void {
    const state = this.#state;
    const { failureRate, repairRate, up, down } = state;
    let failing = 0;
    let repairing = 0;
    let kinds = 0;
    for (let kind = 0; kind < up.length; kind++) {
      failing += up[kind]! * failureRate[kind]!;
      repairing += down[kind]! * repairRate[kind]!;
      if (up[kind]! > 0) kinds++;
    }
    const rate = failing + repairing;
    const left = state.untilTimer();
    // Of the next failure or repair before the timer ends.
    const before = 0 - Math.expm1(-rate * left);
    const holding = before / rate;
    this.lost += this.#weight * state.excess * holding;
    this.length += this.#weight * holding;
    this.events++;

    const pFail = (before * failing) / rate;
    const pRepair = (before * repairing) / rate;
    const pExpire = Math.exp(-rate * left);
    let qFail = pFail;
    let qExpire = pExpire;
    let even = 0;
    if (this.#isBiased) {
      const others = pRepair + pExpire;
      const bias = Math.min(BIAS, this.#room[state.downs]!);
      if (others === 0) qFail = 1;
      else if (failing > 0) qFail = Math.max(pFail, bias);
      // Nothing comes back to where everything is up: that ends the cycle.
      const room = state.downs === 0 ? 1 : Math.max(0, 1 - Math.sqrt(pFail / LOOP));
      this.#room[state.downs + 1] = room;
      even = Math.min(EVEN, room);
      const expiring = others > 0 ? pExpire / others : 0;
      const isSought = expiring >= NEVER && pRepair > 0 && state.isOutlasting;
      qExpire = (1 - qFail) * (isSought ? Math.max(expiring, OUTLAST * bias) : expiring);
    }
    let u = this.#uniform(stream);
    if (u < qFail) {
      this.#advance(stream, rate, before);
      this.#weight *= pFail / qFail;
      this.#fail(stream, failing, even, kinds);
      return;
    }
    u -= qFail;
    // Rounding must not repair what is up.
    if (u < qExpire || repairing === 0) {
      this.#weight *= pExpire / qExpire;
      state.expire();
      return;
    }
    this.#advance(stream, rate, before);
    this.#weight *= pRepair / (1 - qFail - qExpire);
    this.#repair(stream, repairing);
  }

  /** To an event before the next timer ends; without a timer nobody asks for the time. */
  #advance(stream: number, rate: number, before: number): void {
    if (this.#state.running > 0) this.#state.now -= Math.log1p(-before * this.#uniform(stream)) / rate;
  }

  /** @param even part of the choice that treats the kinds alike of which one is up. */
  #fail(stream: number, failing: number, even: number, kinds: number): void {
    const { failureRate, up } = this.#state;
    let u = this.#uniform(stream);
    let chosen = -1;
    let chance = 0;
    for (let kind = 0; kind < up.length; kind++) {
      if (up[kind] === 0) continue;
      chosen = kind;
      chance = ((1 - even) * up[kind]! * failureRate[kind]!) / failing + even / kinds;
      if ((u -= chance) < 0) break;
    }
    if (even > 0) this.#weight *= (up[chosen]! * failureRate[chosen]!) / failing / chance;
    this.#state.fail(chosen, Math.floor(this.#uniform(stream) * up[chosen]!));
  }

  #repair(stream: number, repairing: number): void {
    const { repairRate, down } = this.#state;
    let u = this.#uniform(stream) * repairing;
    let chosen = -1;
    for (let kind = 0; kind < down.length; kind++) {
      if (down[kind] === 0) continue;
      chosen = kind;
      if ((u -= down[kind]! * repairRate[kind]!) < 0) break;
    }
    this.#state.repair(chosen, Math.floor(this.#uniform(stream) * down[chosen]!));
  }

  #uniform(stream: number): number {
    return this.#streams.uniform(stream);
  }
}

/**
 * Σ lost / Σ length, and the factor that its 95 % interval reaches down and up from it. The logarithm of the ratio is
 * nearer to normal than the ratio, whose weights have a long tail upwards.
 *
 * @param areApart whether both sums are of independent cycles.
 */
function estimateOf({ lost, length, count }: Ratio, areApart: boolean): { value: number; spread: number } {
  const varianceOf = ({ sum, squares }: Sums) => ((count * squares) / sum ** 2 - 1) / (count - 1);
  const covariance = areApart ? 0 : ((count * lost.products) / (lost.sum * length.sum) - 1) / (count - 1);
  const variance = varianceOf(lost) + varianceOf(length) - 2 * covariance;
  const quantile = areApart ? NORMAL : studentT(count - 1);
  // What rounding leaves of a variance of 0 may be below it.
  return { value: lost.sum / length.sum, spread: Math.exp(quantile * Math.sqrt(Math.max(0, variance))) };
}
