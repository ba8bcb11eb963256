/** GI/M/c: any independent interarrival times, exponential service, c servers, one queue. */
import type { WaitMoments } from './ggc.ts';

/** Arrivals of a renewal stream at exponential servers. */
export interface RenewalPool {
  /** E[e^(−zA)] of the interarrival time A, for real z ≥ 0. */
  readonly interarrival: (z: number) => number;
  /** E[A] > 0. */
  readonly meanInterarrival: number;
  /** c, an integer ≥ 1. */
  readonly servers: number;
  /** E[S] > 0. */
  readonly meanService: number;
}

/** Servers beyond this number have waits that nobody measures; the sum below takes as many transforms. */
const MOST_SERVERS = 20_000;

/**
 * The wait of GI/M/c, exactly: exponential, of mean 1/(c·μ·(1 − σ)), for those that wait, where σ = A(c·μ·(1 − σ)).
 *
 * P(W > 0) = 1/(1 − σ) / [1/(1 − σ) + Σⱼ₌₁..c C(c, j)/(Cⱼ·(1 − φⱼ)) · (c·(1 − φⱼ) − j)/(c·(1 − σ) − j)], φⱼ = A(j·μ),
 * Cⱼ = Π φᵢ/(1 − φᵢ).
 * Since x ↦ c·(1 − A(x·μ)) − x is concave with its zeros at 0 and c·(1 − σ), every term of the sum is positive: it
 * loses no digits for any number of servers; where c·(1 − σ) is whole, a term is a limit, taken by its derivative.
 *
 * @returns the SCV of the conditional wait is 1; `meanWait` is `Infinity` where ρ ≥ 1.
 * @throws RangeError for arguments outside their ranges.
 * Accuracy: exact, to about 1e-9.
 * @see L. Takács, "Introduction to the theory of queues" (1962), chapter 2, theorem 1; L. Kleinrock, "Queueing
 *   Systems", volume 1 (1975), section 6.4.
 * @example
 * // D/M/1 at 80 %: P(W > 0) = σ = 0.6286
 * gimc({ interarrival: (z) => Math.exp(-1.25 * z), meanInterarrival: 1.25, servers: 1, meanService: 1 })
 */
export function gimc({ interarrival, meanInterarrival, servers, meanService }: RenewalPool): WaitMoments {
  if (!(Number.isInteger(servers) && servers >= 1))
    throw new RangeError(`servers must be an integer of 1 or more: ${servers}`);
  if (!(meanInterarrival > 0 && meanService > 0))
    throw new RangeError('interarrival and service times must be above 0');
  if (meanService >= servers * meanInterarrival) return { waitProbability: 1, meanWait: Infinity, conditionalScv: 1 };
  const sigma = rootOf(interarrival, servers / meanService);
  const free = 1 - sigma;
  const c = Math.min(servers, MOST_SERVERS);
  const zero = servers * free;
  let sum = 0;
  // log of C(c, j)/Cⱼ
  let log = 0;
  for (let j = 1; j <= c; j++) {
    const phi = interarrival(j / meanService);
    if (!(phi > 0)) {
      sum = Infinity;
      break;
    }
    log += Math.log((servers - j + 1) / j) + Math.log1p(-phi) - Math.log(phi);
    const ratio =
      Math.abs(zero - j) > 1e-5 * servers
        ? (servers * (1 - phi) - j) / (zero - j)
        : 1 + (servers * (interarrival(((1 + 1e-6) * j) / meanService) - phi)) / (1e-6 * j);
    sum += Math.exp(log) * (Math.max(0, ratio) / (1 - phi));
  }
  const waitProbability = 1 / free / (1 / free + sum);
  return { waitProbability, meanWait: (waitProbability * meanService) / (servers * free), conditionalScv: 1 };
}

/** σ in 0..1 of σ = A(rate·(1 − σ)). */
function rootOf(interarrival: (z: number) => number, rate: number): number {
  let low = 0;
  let high = 1;
  // A(rate·(1 − σ)) − σ is above 0 to the left of the root and below it from there to 1.
  for (let step = 0; step < 200; step++) {
    const middle = (low + high) / 2;
    if (middle === low || middle === high) break;
    if (interarrival(rate * (1 - middle)) > middle) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
