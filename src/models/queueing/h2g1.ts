/** H2/G/1: interarrival times of two exponential branches, any service time, one server, first come, first served. */
import type { Branches, RealTransform } from '../distribution/real-transform.ts';
import type { WaitMoments } from './ggc.ts';

/**
 * The wait of H2/G/1, exactly by its first two moments and P(W > 0).
 *
 * With D(s) = (λ₁ − s)·(λ₂ − s) − (λ₁λ₂ − (p·λ₁ + q·λ₂)·s)·B(s) the wait has the transform C·s·(s − z)/D(s), where z is
 * the one root of D between the two rates: λ₁ and λ₂ of the branches, p and q their probabilities.
 *
 * @param arrivals two branches of different means, each > 0
 * @param service its transform B and moments
 * @returns `meanWait` is `Infinity` where ρ ≥ 1.
 * Accuracy: exact, to about 1e-9.
 * @see L. Kleinrock, "Queueing Systems", volume 1 (1975), section 8.2 (spectral solution); J. W. Cohen, "The single
 *   server queue" (1982), section II.5.11, for rational interarrival transforms.
 * @example
 * // H2/M/1, SCV 9, λ = 30/s, service 10 ms: mean response 20.56 ms
 * h2g1(balancedBranches(1 / 30, 9), realTransform({ mean: 0.01, scv: 1, shape: 'exponential' })).meanWait + 0.01
 */
export function h2g1({ probabilities: [p, q], means: [a, b] }: Branches, service: RealTransform): WaitMoments {
  const interarrival = p * a + q * b;
  if (service.mean >= interarrival) return { waitProbability: 1, meanWait: Infinity, conditionalScv: 1 };
  const [fast, slow] = [1 / a, 1 / b];
  const product = fast * slow;
  const weighted = p * fast + q * slow;
  const gap = (s: number) => (fast - s) * (slow - s) - (product - weighted * s) * service.at(s);
  // Below 0 at the smaller rate and above it at the larger.
  let low = Math.min(fast, slow);
  let high = Math.max(fast, slow);
  for (let step = 0; step < 200; step++) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) break;
    if (gap(middle) < 0) low = middle;
    else high = middle;
  }
  const root = (low + high) / 2;
  // D(s) = d₁·s + d₂·s² + d₃·s³ + …
  const { mean, second, third } = service;
  const d1 = weighted - fast - slow + product * mean;
  const d2 = 1 - (product * second) / 2 - weighted * mean;
  const d3 = (product * third) / 6 + (weighted * second) / 2;
  const meanWait = Math.max(0, 1 / root + d2 / d1);
  const secondWait = 2 * ((d2 / d1) ** 2 - d3 / d1 + d2 / d1 / root);
  const waitProbability = Math.min(1, Math.max(0, 1 + d1 / root));
  const conditional = meanWait / waitProbability;
  return {
    waitProbability,
    meanWait,
    conditionalScv: Math.max(1e-3, secondWait / waitProbability / (conditional * conditional) - 1),
  };
}
