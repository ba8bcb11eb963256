/**
 * GI/H/1: any independent interarrival times, a mixture of exponential service times, one server. GI/M/1 is the one
 * without a mixture.
 */
import { inverseTail } from '../../src/models/queueing/inversion.ts';

/** The queue. */
export interface RenewalQueue {
  /** E[e^(−zA)] of the interarrival time A, for real z ≥ 0. */
  readonly interarrival: (z: number) => number;
  /** E[A] > 0. */
  readonly meanInterarrival: number;
  /** Of each branch of the service time, above 0; they add up to 1. */
  readonly probabilities: readonly number[];
  /** Of each branch, different from each other, > 0. */
  readonly means: readonly number[];
}

/**
 * Means and percentiles of a GI/H/1 queue, exactly, by Lindley's spectral method.
 *
 * The equation A(z)·B(−z) = 1 has as many roots z above 0 as there are branches, each between two of their rates. The
 * wait has the transform
 * Π (s + μᵢ)/μᵢ · Π zᵢ/(s + zᵢ); times the service time's that leaves a sum of exponential tails for the response.
 *
 * @returns `waitProbability` is Kleinrock's σ for GI/M/1; `responseTail(t)` is P(R > t).
 * @throws RangeError where ρ ≥ 1 or an argument is out of range.
 * Accuracy: exact, to about 1e-12.
 * @see L. Kleinrock, "Queueing Systems", volume 1 (1975), section 6.4 (GI/M/1) and 8.2 (spectral solution).
 * @example
 * // D/M/1 at 80 %: σ = 0.6286
 * gih1({ interarrival: (z) => Math.exp(-1.25 * z), meanInterarrival: 1.25, probabilities: [1], means: [1] })
 */
export function gih1(queue: RenewalQueue): {
  readonly waitProbability: number;
  readonly meanWait: number;
  readonly meanResponse: number;
  readonly responseTail: (time: number) => number;
  readonly responsePercentile: (share: number) => number;
} {
  const { interarrival, meanInterarrival, probabilities, means } = queue;
  if (means.length === 0 || probabilities.length !== means.length || !means.every((mean) => mean > 0)) {
    throw new RangeError('every branch needs a probability and a mean above 0');
  }
  const meanService = means.reduce((sum, mean, i) => sum + mean * probabilities[i]!, 0);
  if (!(meanService < meanInterarrival))
    throw new RangeError(`utilization ${meanService / meanInterarrival} is 1 or more`);
  const rates = means.map((mean) => 1 / mean).sort((a, b) => a - b);
  const excess = (z: number) =>
    interarrival(z) * probabilities.reduce((sum, p, i) => sum + p / (1 - z * means[i]!), 0) - 1;
  const roots = rates.map((rate, i) => rootBetween(excess, i === 0 ? 0 : rates[i - 1]!, rate));
  const idle = roots.reduce((product, root, i) => (product * root) / rates[i]!, 1);
  const weights = roots.map((root, j) => {
    // Residue at −root, with the service time's poles cancelled by the wait's zeros.
    const service = probabilities.reduce((sum, p, i) => {
      const others = rates.reduce(
        (product, rate) => (rate === 1 / means[i]! ? product : (product * (rate - root)) / rate),
        1,
      );
      return sum + p * others;
    }, 0);
    return roots.reduce((product, other, k) => (k === j ? product : (product * other) / (other - root)), service);
  });
  const responseTail = (time: number) =>
    time <= 0 ? 1 : weights.reduce((sum, weight, j) => sum + weight * Math.exp(-roots[j]! * time), 0);
  const meanResponse = weights.reduce((sum, weight, j) => sum + weight / roots[j]!, 0);
  return {
    waitProbability: 1 - idle,
    meanWait: meanResponse - meanService,
    meanResponse,
    responseTail,
    responsePercentile: (share) => inverseTail(responseTail, 1 - share, meanResponse),
  };
}

/** The one root between two poles; to the left of it the function is below 0. */
function rootBetween(excess: (z: number) => number, from: number, to: number): number {
  let low = from;
  let high = to;
  for (let step = 0; step < 200; step++) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) break;
    if (excess(middle) < 0) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
