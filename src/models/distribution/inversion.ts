/**
 * Where Laplace transforms are evaluated, and how a tail probability is read off them.
 *
 * Euler's method (Abate & Whitt, "The Fourier-series method for inverting transforms of probability distributions",
 * Queueing Systems 10, 1992, and ORSA J. Computing 7, 1995): P(X > t) is a weighted sum of the transform at a few
 * complex points σ/t. Sums of independent times are products of transforms and mixtures are weighted sums, so a whole
 * tree of calls is composed point by point, and only what is reported is inverted.
 */

/** Discretisation error e^−A. */
const A = 18.4;

/** How many points one time takes, and what they weigh in P(X > t). */
interface Rule {
  readonly points: number;
  /** σ_k = A/2 + kπi. */
  readonly sigmaRe: Float64Array;
  readonly sigmaIm: Float64Array;
  /** Weights of Re and Im of 1 − F(σ_k/t). */
  readonly weightRe: Float64Array;
  readonly weightIm: Float64Array;
  /** e^(−σ_k·10^(step/8)), by step and k; made when first needed. */
  decays?: { readonly re: Float64Array; readonly im: Float64Array };
}

/** The partial sums after `plain` terms are averaged binomially over `averaged` more. */
function eulerRule(plain: number, averaged: number): Rule {
  const points = plain + averaged + 1;
  const rule: Rule = {
    points,
    sigmaRe: new Float64Array(points).fill(A / 2),
    sigmaIm: Float64Array.from({ length: points }, (_, k) => k * Math.PI),
    weightRe: new Float64Array(points),
    weightIm: new Float64Array(points),
  };
  // What the averaging leaves of a term is the tail of a binomial distribution.
  let share = 1;
  let binomial = 2 ** -averaged;
  for (let k = 0; k < points; k++) {
    if (k > plain) {
      share -= binomial;
      binomial *= (averaged - (k - plain - 1)) / (k - plain);
    }
    const weight = Math.exp(A / 2) * share * (k % 2 === 0 ? 1 : -1) * (k === 0 ? 0.5 : 1);
    const norm = rule.sigmaRe[k]! ** 2 + rule.sigmaIm[k]! ** 2;
    rule.weightRe[k] = (weight * rule.sigmaRe[k]!) / norm;
    rule.weightIm[k] = (weight * rule.sigmaIm[k]!) / norm;
  }
  return rule;
}

/** Within about 1e-7 for a smooth tail: for a single look. */
const FINE = eulerRule(15, 11);
/**
 * For what falls within a small part of its time: there the transform turns so quickly with its argument that averages of a few
 * terms err by up to 1e-3, where a tenth of the mean is the standard deviation; these by 1e-7.
 */
export const SHARP = eulerRule(28, 12);
/** Within about 1e-5: for whole lattices. */
const COARSE = eulerRule(12, 10);

let generations = 0;

/** Complex points for some times. Values are kept for one round. */
export interface Points {
  readonly rule: Rule;
  readonly times: Float64Array;
  readonly re: Float64Array;
  readonly im: Float64Array;
  readonly count: number;
  /** Lattice index of the first time, where the times are neighbours on the lattice. */
  readonly latticeStart: number | undefined;
  /** Unique for the points and the round: values of an earlier one are stale. */
  generation: number;
  /** Buffers for the values of a round, taken one after the other. */
  readonly buffers: Complex[];
  taken: number;
}

/** Values of a transform at points. */
export interface Complex {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/** The points that P(X > t) needs for each of some times > 0. */
export function pointsFor(times: Float64Array, latticeStart?: number, rule: Rule = FINE): Points {
  const count = times.length * rule.points;
  const re = new Float64Array(count);
  const im = new Float64Array(count);
  for (let j = 0, at = 0; j < times.length; j++) {
    const inverse = 1 / times[j]!;
    for (let k = 0; k < rule.points; k++, at++) {
      re[at] = rule.sigmaRe[k]! * inverse;
      im[at] = rule.sigmaIm[k]! * inverse;
    }
  }
  return { rule, times, re, im, count, latticeStart, generation: ++generations, buffers: [], taken: 0 };
}

/** Points of one time, which can be moved. */
export function singlePoint(time = 1, rule: Rule = FINE): Points {
  return pointsFor(new Float64Array([time]), undefined, rule);
}

/** Moves a single point to another time. */
export function moveTo(points: Points, time: number): void {
  const { rule } = points;
  points.times[0] = time;
  for (let k = 0; k < rule.points; k++) {
    points.re[k] = rule.sigmaRe[k]! / time;
    points.im[k] = rule.sigmaIm[k]! / time;
  }
  startRound(points);
}

/** Forgets all values, so that their buffers can be used again. */
export function startRound(points: Points): void {
  points.generation = ++generations;
  points.taken = 0;
}

/** A buffer for values at the points, of no particular content. */
export function takeBuffer(points: Points): Complex {
  let buffer = points.buffers[points.taken];
  if (!buffer) {
    buffer = { re: new Float64Array(points.count), im: new Float64Array(points.count) };
    points.buffers.push(buffer);
  }
  points.taken++;
  return buffer;
}

/** P(X > t) at the j-th time from the transform's values. */
export function tailAt(values: Complex, { rule }: Points, j: number): number {
  const { points, weightRe, weightIm } = rule;
  const start = j * points;
  let sum = 0;
  // Re((1 − F)/σ) = ((1 − Re F)·Re σ − Im F·Im σ)/|σ|²
  for (let k = 0; k < points; k++)
    sum += weightRe[k]! * (1 - values.re[start + k]!) - weightIm[k]! * values.im[start + k]!;
  return sum < 0 ? 0 : sum > 1 ? 1 : sum;
}

/** E[min(X, t)] at the j-th time: the integral of the tail, whose transform is (1 − F)/s². */
export function meanUpTo(values: Complex, { rule, times }: Points, j: number): number {
  const { points, sigmaRe, sigmaIm, weightRe, weightIm } = rule;
  const start = j * points;
  let sum = 0;
  for (let k = 0; k < points; k++) {
    const re = 1 - values.re[start + k]!;
    const im = -values.im[start + k]!;
    // (1 − F)/σ, then once more by σ; the weight already holds 1/σ.
    const norm = 1 / (sigmaRe[k]! ** 2 + sigmaIm[k]! ** 2);
    const x = (re * sigmaRe[k]! + im * sigmaIm[k]!) * norm;
    const y = (im * sigmaRe[k]! - re * sigmaIm[k]!) * norm;
    sum += weightRe[k]! * x + weightIm[k]! * y;
  }
  return sum * times[j]!;
}

/** Times per decade of the lattice. */
export const PER_DECADE = 8;
const LEAST = -9 * PER_DECADE;
const MOST = 12 * PER_DECADE;

/** Index of the last lattice time at or below a time. */
export const latticeIndex = (time: number) =>
  Math.min(MOST, Math.max(LEAST, Math.floor(PER_DECADE * Math.log10(time) + 1e-9)));

/** Time of a lattice index: 10^(index/8) seconds. */
export const latticeTime = (index: number) => 10 ** (index / PER_DECADE);

const lattices = new Map<number, Points>();

/** The points for lattice times between two, in a new round. Kept, since most systems live on the same scales. */
export function lattice(from: number, to: number): Points {
  const first = latticeIndex(from);
  const last = Math.max(first + 1, Math.min(MOST, latticeIndex(to) + 1));
  const key = first * 1000 + last;
  let points = lattices.get(key);
  if (!points) {
    const times = Float64Array.from({ length: last - first + 1 }, (_, j) => latticeTime(first + j));
    points = pointsFor(times, first, COARSE);
    if (lattices.size > 8) lattices.clear();
    lattices.set(key, points);
  }
  startRound(points);
  return points;
}

/** Lattice steps from the time that a point looks at: e^(−s·t) is 1 before the first, 0 from the last on. */
export const FIRST_STEP = -20 * PER_DECADE;
export const LAST_STEP = 6;

/** e^(−s·t) for points and times on the lattice, which depends on the steps between them alone. */
export function latticeDecays(rule: Rule) {
  if (rule.decays) return rule.decays;
  const { points, sigmaRe, sigmaIm } = rule;
  const steps = LAST_STEP - FIRST_STEP;
  const re = new Float64Array(steps * points);
  const im = new Float64Array(steps * points);
  for (let step = 0; step < steps; step++) {
    const ratio = latticeTime(step + FIRST_STEP);
    for (let k = 0; k < points; k++) {
      const modulus = Math.exp(-sigmaRe[k]! * ratio);
      re[step * points + k] = modulus * Math.cos(sigmaIm[k]! * ratio);
      im[step * points + k] = -modulus * Math.sin(sigmaIm[k]! * ratio);
    }
  }
  rule.decays = { re, im };
  return rule.decays;
}
