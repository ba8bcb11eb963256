/**
 * Where Laplace transforms are evaluated, and how a tail probability is read off them.
 *
 * Euler's method (Abate & Whitt, "The Fourier-series method for inverting transforms of probability distributions",
 * Queueing Systems 10, 1992, and ORSA J. Computing 7, 1995): P(X > t) is a weighted sum of the transform at a few
 * complex points σ/t. Sums of independent times are products of transforms and mixtures are weighted sums, so a whole
 * tree of calls is composed point by point, and only what is reported is inverted.
 *
 * Points and values live in the memory of the kernels, each taken on top of what was there before and given back in
 * turn: at the bottom the rules, above them at most one lattice with the values of its round, above that points that
 * are looked at in passing.
 */
import { copyOf, giveBack, kernels, memory, put, take, topOfMemory, type Address } from '../kernels.ts';

/** Discretisation error e^−A. */
const A = 18.4;

/** How many points one time takes, and what they weigh in P(X > t). */
export interface Rule {
  readonly points: number;
  /** σ_k = A/2 + kπi: real parts, then imaginary ones. */
  readonly sigma: Address;
  /** Weights of Re and Im of 1 − F(σ_k/t). */
  readonly weights: Address;
}

/** The partial sums after `plain` terms are averaged binomially over `averaged` more. */
function eulerRule(plain: number, averaged: number): Rule {
  const points = plain + averaged + 1;
  const sigma = new Float64Array(2 * points).fill(A / 2, 0, points);
  const weights = new Float64Array(2 * points);
  // What the averaging leaves of a term is the tail of a binomial distribution.
  let share = 1;
  let binomial = 2 ** -averaged;
  for (let k = 0; k < points; k++) {
    sigma[points + k] = k * Math.PI;
    if (k > plain) {
      share -= binomial;
      binomial *= (averaged - (k - plain - 1)) / (k - plain);
    }
    const weight = Math.exp(A / 2) * share * (k % 2 === 0 ? 1 : -1) * (k === 0 ? 0.5 : 1);
    const norm = sigma[k]! ** 2 + sigma[points + k]! ** 2;
    weights[k] = (weight * sigma[k]!) / norm;
    weights[points + k] = (weight * sigma[points + k]!) / norm;
  }
  return { points, sigma: put(sigma), weights: put(weights) };
}

/** Within about 1e-7 for a smooth tail: for a single look. */
export const FINE = eulerRule(15, 11);
/**
 * For what falls within a small part of its time: there the transform turns so quickly with its argument that averages
 * of a few terms err by up to 1e-3, where a tenth of the mean is the standard deviation; these by 1e-7.
 */
export const SHARP = eulerRule(28, 12);
/** Within about 1e-5: for whole lattices. */
const COARSE = eulerRule(12, 10);

/** Times per decade of the lattice. */
export const PER_DECADE = 8;
const LEAST = -9 * PER_DECADE;
const MOST = 12 * PER_DECADE;

/** Index of the last lattice time at or below a time. */
export const latticeIndex = (time: number) =>
  Math.min(MOST, Math.max(LEAST, Math.floor(PER_DECADE * Math.log10(time) + 1e-9)));

/** Time of a lattice index: 10^(index/8) seconds. */
export const latticeTime = (index: number) => 10 ** (index / PER_DECADE);

/** The lattice index of what is not on the lattice; the kernels know it by this number, too. */
export const OFF_LATTICE = -(2 ** 31);

/** Lattice steps from the time that a point looks at: e^(−s·t) is 1 before the first, 0 from the last on. */
const FIRST_STEP = -20 * PER_DECADE;
const LAST_STEP = 6;
const STEPS = LAST_STEP - FIRST_STEP;
const DECAYS = {
  at: take(STEPS * COARSE.points * 2 * 8),
  stride: STEPS * COARSE.points * 8,
  firstStep: FIRST_STEP,
  lastStep: LAST_STEP,
};
let areDecaysKnown = false;

/** e^(−s·t) for points and times on the lattice, which depends on the steps between them alone. */
export function latticeDecays(): typeof DECAYS {
  if (!areDecaysKnown) {
    const before = topOfMemory();
    const ratios = put(Float64Array.from({ length: STEPS }, (_, step) => latticeTime(step + FIRST_STEP)));
    kernels.decays(COARSE.sigma, COARSE.points, ratios, STEPS, DECAYS.at, DECAYS.stride);
    giveBack(before);
    areDecaysKnown = true;
  }
  return DECAYS;
}

/** Where the lattice begins. */
const BOTTOM = topOfMemory();

let generations = 0;

/** Complex points for some times. Values are kept for one round. */
export interface Points {
  readonly rule: Rule;
  readonly times: Float64Array;
  /** The points: real parts, and `stride` bytes further the imaginary ones. Values at them are laid out alike. */
  readonly at: Address;
  readonly stride: number;
  readonly count: number;
  /** Lattice index of the first time where the times are neighbours on the lattice, else OFF_LATTICE. */
  readonly latticeStart: number;
  /** Which decade of the lattice they are, and of which round of decades; undefined for others. */
  readonly decade: { readonly index: number; readonly round: number } | undefined;
  /** Unique for the points and the round: values of an earlier one are stale. */
  generation: number;
}

/** The points that P(X > t) needs for each of some times > 0, on top of all others, until they are closed. */
export function openPoints(
  times: Float64Array,
  rule: Rule = FINE,
  latticeStart = OFF_LATTICE,
  decade?: Points['decade'],
): Points {
  const count = times.length * rule.points;
  const stride = count * 8;
  const at = take(2 * stride);
  kernels.placePoints(rule.sigma, rule.points, put(times), times.length, at, stride);
  giveBack(at + 2 * stride);
  return { rule, times, at, stride, count, latticeStart, decade, generation: ++generations };
}

/** Gives back the room of points that are the topmost. */
export function closePoints(points: Points): void {
  giveBack(points.at);
}

/** Forgets all values at points, and gives back their room. */
export function startRound(points: Points): void {
  points.generation = ++generations;
  giveBack(points.at + 2 * points.stride);
}

/** Room for values at points. */
export const takeValues = (points: Points): Address => take(2 * points.stride);

/** P(X > t) at all times from the transform's values. */
export function tailsAt(values: Address, { rule, stride, times }: Points): Float64Array {
  const before = topOfMemory();
  const out = take(times.length * 8);
  kernels.tails(values, stride, rule.weights, rule.points, times.length, out);
  const tails = copyOf(out, times.length);
  giveBack(before);
  return tails;
}

/** P(X > t) at the only time. */
export function tailAt(values: Address, { rule, stride }: Points): number {
  const out = take(8);
  kernels.tails(values, stride, rule.weights, rule.points, 1, out);
  giveBack(out);
  return memory()[out / 8]!;
}

/** E[min(X, t)] at the only time. */
export const meanUpTo = (values: Address, { rule, stride, times }: Points): number =>
  kernels.meanUpTo(values, stride, rule.sigma, rule.weights, rule.points) * times[0]!;

/** The lattice, of which each decade is worked out when it is first looked at. */
export interface Decades {
  readonly round: number;
  /** From the first decade on. */
  readonly points: (Points | undefined)[];
}

export const FIRST_DECADE = LEAST / PER_DECADE;
export const LAST_DECADE = MOST / PER_DECADE;

let latest: Points | Decades | undefined;

/** Whether values at a lattice are still kept: no other has been asked for since. */
export const isLive = (lattice: Points | Decades): boolean => lattice === latest;

/**
 * The points for lattice times between two. There is one lattice at a time, and no other points may be open when it is
 * asked for.
 */
export function lattice(from: number, to: number): Points {
  const first = latticeIndex(from);
  const last = Math.max(first + 1, Math.min(MOST, latticeIndex(to) + 1));
  giveBack(BOTTOM);
  const points = openPoints(latticeTimes(first, last - first + 1), COARSE, first);
  latest = points;
  return points;
}

/** The lattice by decades: the only one from now on. No points may be open. */
export function decades(): Decades {
  giveBack(BOTTOM);
  const all: Decades = { round: ++generations, points: [] };
  latest = all;
  return all;
}

/** The points of a decade: 10^decade seconds and the times up to the next. No other points may be open. */
export function decadeOf({ round, points }: Decades, decade: number): Points {
  const index = decade - FIRST_DECADE;
  const first = decade * PER_DECADE;
  return (points[index] ??= openPoints(latticeTimes(first, PER_DECADE), COARSE, first, { index, round }));
}

const latticeTimes = (first: number, length: number) =>
  Float64Array.from({ length }, (_, step) => latticeTime(first + step));
