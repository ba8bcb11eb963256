/**
 * Distributions of times ≥ 0 as their Laplace transforms: sums are products, mixtures are weighted sums.
 *
 * A distribution is a constant `shift` plus a rest, whose transform is what `compute` writes. The constant part is kept
 * out of the transform because a jump far from 0 is what the inversion does worst.
 */
import { takeValues, type Points } from './inversion.ts';
import { kernels, type Address } from '../kernels.ts';

export interface Distribution {
  /** Of the whole time, the shift included. Seconds. */
  readonly mean: number;
  readonly variance: number;
  /** Least value: a constant that every time contains. */
  readonly shift: number;
  /** Distributions that it is made of, itself included: how much work it is to evaluate. */
  readonly size: number;
  /** The times that it is the sum of, where nobody else needs the sum. */
  factors?: readonly Distribution[] | undefined;
  /**
   * Writes E[e^(−s(X − shift))] for every point. What it is made of is asked for its values before room is taken for
   * anything else.
   */
  readonly compute: (points: Points, out: Address) => void;
  /** Writes the transform's values where they are known already; false where they are not. */
  readonly recall?: ((points: Points, out: Address) => boolean) | undefined;
  /** P(X > time), where it is known better than its transform. */
  readonly exactTail?: ((time: number) => number) | undefined;
  /** Tails at the times of the lattice that it was frozen on. */
  readonly tails?: Float64Array | undefined;
  /** The latest round in which it was looked at, and its values there. */
  generation: number;
  values: Address;
  /** The same for the decades of a lattice, which are looked at for longer. */
  decades: { readonly round: number; readonly values: (Address | undefined)[] } | undefined;
}

/** A distribution from its transform. */
export function distribution(
  mean: number,
  variance: number,
  shift: number,
  compute: Distribution['compute'],
  size = 1,
): Distribution {
  // Every field stands here, also those that few have: all distributions then look alike to the engine.
  return {
    mean,
    variance,
    shift,
    size,
    factors: undefined,
    compute,
    recall: undefined,
    exactTail: undefined,
    tails: undefined,
    generation: 0,
    values: 0,
    decades: undefined,
  };
}

/** The transform of X − shift at some points; worked out once a round. Whoever asks only reads it. */
export function valuesAt(one: Distribution, points: Points): Address {
  const { decade, generation } = points;
  if (decade) {
    if (one.decades?.round !== decade.round) one.decades = { round: decade.round, values: [] };
    return (one.decades.values[decade.index] ??= newValues(one, points));
  }
  if (one.generation !== generation) {
    one.values = newValues(one, points);
    one.generation = generation;
  }
  return one.values;
}

function newValues(one: Distribution, points: Points): Address {
  const values = takeValues(points);
  if (!one.recall?.(points, values)) one.compute(points, values);
  return values;
}

/** A constant. */
export function constant(time: number): Distribution {
  return distribution(time, 0, time, ({ stride, count }, out) => kernels.fill(out, stride, count, 1));
}

/** No time at all. */
export const ZERO = constant(0);

/** Exponential: 1/(1 + ms). */
export function exponential(mean: number): Distribution {
  return distribution(mean, mean * mean, 0, ({ at, stride, count }, out) => {
    kernels.fill(out, stride, count, 0);
    kernels.addExponential(at, 1, mean, out, stride, count);
  });
}

/** Gamma with any shape k: (1 + θs)^−k; Erlang where k is whole. */
export function gamma(mean: number, scv: number): Distribution {
  const shape = 1 / scv;
  const scale = mean / shape;
  const whole = Math.abs(shape - Math.round(shape)) < 1e-9 && shape < 1024 ? Math.round(shape) : 0;
  return distribution(mean, mean * mean * scv, 0, ({ at, stride, count }, out) => {
    if (whole > 0) {
      kernels.fill(out, stride, count, 0);
      kernels.addErlang(at, 1, scale, whole, out, stride, count);
    } else kernels.gamma(at, scale, shape, out, stride, count);
  });
}

/** Hyperexponential: one of several exponentials, by their probabilities. */
export function hyperexponential(branches: readonly { readonly probability: number; readonly mean: number }[]) {
  let mean = 0;
  let second = 0;
  for (const branch of branches) {
    mean += branch.probability * branch.mean;
    second += 2 * branch.probability * branch.mean ** 2;
  }
  return distribution(mean, second - mean * mean, 0, ({ at, stride, count }, out) => {
    kernels.fill(out, stride, count, 0);
    for (const { probability, mean: m } of branches) kernels.addExponential(at, probability, m, out, stride, count);
  });
}

/** Two exponentials that bring the same share of the mean (balanced means), for an scv above 1. */
export function balancedHyperexponential(mean: number, scv: number): Distribution {
  const p = (1 + Math.sqrt((scv - 1) / (scv + 1))) / 2;
  return hyperexponential([
    { probability: p, mean: mean / (2 * p) },
    { probability: 1 - p, mean: mean / (2 * (1 - p)) },
  ]);
}

/**
 * A mixture of two Erlangs with the same rate and k − 1 or k stages, for an scv of at most 1 (Tijms, "A first course in
 * stochastic models", 2003, appendix B): two moments, and a rational transform that costs little.
 */
export function erlangMixture(mean: number, scv: number): Distribution {
  if (scv >= 1) return exponential(mean);
  const k = Math.max(2, Math.ceil(1 / Math.max(scv, 1e-3)));
  const p = Math.max(0, (k * scv - Math.sqrt(Math.max(0, k * (1 + scv) - k * k * scv))) / (1 + scv));
  const stage = mean / (k - p);
  return distribution(mean, mean * mean * scv, 0, ({ at, stride, count }, out) =>
    kernels.erlangMixture(at, stage, k, p, out, stride, count),
  );
}

/** The standard normal as equally spaced terms: such a sum converges faster than any power of the spacing. */
const NORMAL_SPACING = 0.6;
const NORMAL_TERMS = Array.from({ length: 17 }, (_, i) => {
  const z = -4.2 + i * NORMAL_SPACING;
  return { z, w: (NORMAL_SPACING * Math.exp((-z * z) / 2)) / Math.sqrt(2 * Math.PI) };
});

/**
 * Lognormal, whose transform has no closed form: a gamma whose scale is lognormal, the latter as a sum over the normal.
 *
 * The gamma takes an eighth of the variance of the logarithm, enough to smooth the sum. Mean and variance are exact,
 * percentiles up to the 99.9th within 1 % for an scv of up to 4.
 */
export function lognormal(mean: number, scv: number): Distribution {
  const logVariance = Math.log(1 + scv);
  const shape = Math.min(60, Math.max(1, Math.round(10 / logVariance)));
  // (1 + 1/shape)·e^(σ²) = 1 + scv
  const sigma = Math.sqrt(Math.max(0, logVariance - Math.log1p(1 / shape)));
  if (sigma === 0) return gamma(mean, scv);
  const raw = NORMAL_TERMS.map(({ z, w }) => ({ w, m: Math.exp(sigma * z) }));
  const total = raw.reduce((sum, { w }) => sum + w, 0);
  const norm = raw.reduce((sum, { w, m }) => sum + w * m, 0);
  const terms = raw.map(({ w, m }) => ({ w: w / total, scale: (mean * m * total) / norm / shape }));
  return distribution(mean, mean * mean * scv, 0, ({ at, stride, count }, out) => {
    kernels.fill(out, stride, count, 0);
    for (const { w, scale } of terms) kernels.addErlang(at, w, scale, shape, out, stride, count);
  });
}

/** Independent times one after the other. */
export function sum(parts: readonly Distribution[]): Distribution {
  const factors: Distribution[] = [];
  for (const part of parts) addFactors(factors, part);
  return sumOfFactors(factors);
}

/** Adds what a time is the sum of to what a longer one is the sum of. */
export function addFactors(factors: Distribution[], part: Distribution): void {
  const own = part.factors;
  if (own) for (let i = 0; i < own.length; i++) factors.push(own[i]!);
  else if (part.mean > 0) factors.push(part);
}

/** The sum of times that are no sums themselves and not 0. It keeps the array. */
export function sumOfFactors(factors: readonly Distribution[]): Distribution {
  if (factors.length === 0) return ZERO;
  if (factors.length === 1) return factors[0]!;
  let mean = 0;
  let variance = 0;
  let shift = 0;
  let size = 1;
  // By index: this runs for every step of every routine, and an iterator is an object an element to an engine that has
  // just started.
  for (let i = 0; i < factors.length; i++) {
    const part = factors[i]!;
    mean += part.mean;
    variance += part.variance;
    shift += part.shift;
    size += part.size;
  }
  const whole = distribution(mean, variance, shift, (points, out) => computeProduct(factors, points, out), size);
  whole.factors = factors;
  return whole;
}

/** Writes the product of the transforms of some times. */
function computeProduct(factors: readonly Distribution[], points: Points, out: Address): void {
  const { stride, count } = points;
  let isFirst = true;
  for (let i = 0; i < factors.length; i++) {
    const part = factors[i]!;
    if (part.mean <= part.shift) continue;
    const values = valuesAt(part, points);
    if (isFirst) kernels.copy(values, out, stride, count);
    else kernels.multiply(out, values, stride, count);
    isFirst = false;
  }
  if (isFirst) kernels.fill(out, stride, count, 1);
}

/** Keeps a sum whole, since several others are made of it: its transform is worked out once. */
export function shared(one: Distribution): Distribution {
  one.factors = undefined;
  return one;
}

/** One of several times, by probabilities that add up to 1. */
export function mixture(
  branches: readonly { readonly probability: number; readonly time: Distribution }[],
): Distribution {
  const real = branches.filter(({ probability }) => probability > 0);
  if (real.length === 0) return ZERO;
  if (real.length === 1 && real[0]!.probability > 1 - 1e-12) return real[0]!.time;
  const only = real.find(({ time }) => time !== ZERO);
  if (only && real.length === 2 && real.some(({ time }) => time === ZERO))
    return sometimes(only.probability, only.time);
  let mean = 0;
  let second = 0;
  let shift = Infinity;
  let size = 1;
  for (const { probability, time } of real) {
    mean += probability * time.mean;
    second += probability * (time.variance + time.mean ** 2);
    shift = Math.min(shift, time.shift);
    size += time.size;
  }
  return distribution(
    mean,
    Math.max(0, second - mean * mean),
    shift,
    (points, out) => {
      const { at, stride, count } = points;
      kernels.fill(out, stride, count, 0);
      for (const { probability, time } of real)
        kernels.addWeighted(at, valuesAt(time, points), probability, time.shift - shift, out, stride, count);
    },
    size,
  );
}

/** A time with a probability, no time otherwise: the commonest mixture. */
function sometimes(probability: number, time: Distribution): Distribution {
  const mean = probability * time.mean;
  return distribution(
    mean,
    probability * (time.variance + time.mean ** 2) - mean * mean,
    0,
    (points, out) => {
      const { at, stride, count } = points;
      const values = valuesAt(time, points);
      if (time.shift > 0) {
        kernels.fill(out, stride, count, 1 - probability);
        kernels.addWeighted(at, values, probability, time.shift, out, stride, count);
      } else kernels.sometimes(values, probability, out, stride, count);
    },
    time.size + 1,
  );
}

/** `times` independent copies one after the other: the whole part always, the fraction with that probability. */
export function repeated(times: number, one: Distribution): Distribution {
  const whole = Math.floor(times + 1e-12);
  const fraction = Math.max(0, times - whole);
  if (whole === 1 && fraction < 1e-12) return one;
  const last =
    fraction < 1e-12
      ? ZERO
      : mixture([
          { probability: fraction, time: one },
          { probability: 1 - fraction, time: ZERO },
        ]);
  if (whole === 0) return last;
  return sum([powered(one, whole), last]);
}

/** A whole number of independent copies one after the other. */
function powered(one: Distribution, n: number): Distribution {
  if (n === 1) return one;
  return distribution(
    n * one.mean,
    n * one.variance,
    n * one.shift,
    (points, out) => kernels.raise(valuesAt(one, points), n, out, points.stride, points.count),
    one.size + 1,
  );
}

/** The distribution that a mean, an scv and a shape describe; the shape gives way where the scv contradicts it. */
export function timeDistribution({ mean, scv, shape }: { mean: number; scv: number; shape: string }): Distribution {
  if (!(mean > 0)) return ZERO;
  if (shape === 'lognormal' && scv > 1e-6) return lognormal(mean, scv);
  if (shape === 'deterministic' || scv < 1e-6) return constant(mean);
  if (shape === 'exponential' || Math.abs(scv - 1) < 1e-9) return exponential(mean);
  if (shape === 'hyperexponential' && scv > 1) return balancedHyperexponential(mean, scv);
  return gamma(mean, scv);
}
