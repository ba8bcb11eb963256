/** A queue whose own callers send a second copy when an answer is late: the longer it is, the more arrives. */
import { balancedBranches } from '../distribution/real-transform.ts';
import { stateDependentWait } from './finite-source.ts';
import type { ChosenWait } from './method.ts';
import { normalTail } from './normal-tail.ts';

/** One queue, and what of its arrivals are copies. */
export interface HedgedQueue {
  readonly servers: number;
  readonly meanService: number;
  readonly serviceScv: number;
  readonly shape: string;
  /** Arrivals that are no copies. */
  readonly arrivalRate: number;
  /** Of those, the calls that are hedged, and after what delay. */
  readonly hedges: readonly { readonly rate: number; readonly delay: number }[];
}

/**
 * The wait of an arrival that is no copy, as M/G/c whose arrivals depend on how many are there: λ + Σ λₕ·P(W + S > d |
 * k there).
 *
 * The copies of a call come the delay after it; the queue is taken to be as long then as it was. Since they come when
 * it is long, behind what they are copies of, the mean is that of pairs: see `pairing`.
 *
 * @returns undefined where copies of all calls would be more than it can serve: it has no steady state but the calm
 *   one, which is worked out otherwise
 * Accuracy: see the family `hedges` in measured.ts.
 * @see J. Dean & L. A. Barroso, "The tail at scale", CACM 56(2), 2013, for the hedges; D. Gross et al., "Fundamentals
 *   of queueing theory" (2008), section 2.9, for arrivals that depend on the state
 */
export function hedgedWait(queue: HedgedQueue): ChosenWait | undefined {
  const { servers, meanService, serviceScv, arrivalRate, hedges } = queue;
  const most = arrivalRate + hedges.reduce((sum, { rate }) => sum + rate, 0);
  if (most * meanService >= servers * 0.995) return undefined;
  const each = meanService / servers;
  const late = (k: number, delay: number): number => {
    const stages = k - servers + 1;
    if (stages <= 0) return serviceTail(queue, delay);
    const wait = stages * each;
    const spread = wait * Math.sqrt(Math.min(3, Math.max(serviceScv, 0.1)) / stages);
    // Three points with the mean and the variance of the wait.
    return [-1.2247, 0, 1.2247].reduce(
      (sum, z) => sum + serviceTail(queue, delay - Math.max(0, wait + z * spread)) / 3,
      0,
    );
  };
  const copies = (k: number) => hedges.reduce((sum, { rate, delay }) => sum + rate * late(k, delay), 0);
  const single = stateDependentWait(queue, (k) => arrivalRate + copies(k));
  const meanWait = single.meanWait > 0 ? single.meanWait * pairing(queue, copies) : single.meanWait;
  return { ...single, meanWait, formula: 'state-dependent', given: queue };
}

/** States beyond this weigh nothing. */
const MOST_STATES = 20_000;

/**
 * How much longer exponential service makes one wait where a copy comes together with what it is a copy of, when that
 * finds the queue long, rather than at any time when it is: jumps of two.
 */
function pairing({ servers, meanService, arrivalRate }: HedgedQueue, copies: (k: number) => number): number {
  const waiting = (isPaired: boolean): number => {
    let [two, one, total, length] = [0, 1, 1, 0];
    for (let n = 0; n < MOST_STATES; n++) {
      const up = isPaired ? arrivalRate * one + (n > 0 ? copies(n - 1) * two : 0) : (arrivalRate + copies(n)) * one;
      const next = (up * meanService) / Math.min(n + 1, servers);
      total += next;
      length += next * Math.max(0, n + 2 - servers);
      [two, one] = [one, next];
      if (n > servers && next < total * 1e-10) break;
    }
    // A wait is one more service's end than those ahead; with one server free it is none.
    return length / total;
  };
  return waiting(true) / waiting(false);
}

/** P(S > time); of gamma times by Wilson and Hilferty's cube root. */
function serviceTail({ meanService, serviceScv, shape }: HedgedQueue, time: number): number {
  if (time <= 0) return 1;
  const t = time / meanService;
  if (serviceScv < 1e-6) return t < 1 ? 1 : 0;
  if (shape === 'lognormal') {
    const variance = Math.log1p(serviceScv);
    return normalTail((Math.log(t) + variance / 2) / Math.sqrt(variance));
  }
  if (Math.abs(serviceScv - 1) < 1e-9) return Math.exp(-t);
  if (serviceScv > 1) {
    const { probabilities, means } = balancedBranches(1, serviceScv);
    return probabilities[0] * Math.exp(-t / means[0]) + probabilities[1] * Math.exp(-t / means[1]);
  }
  const ninth = serviceScv / 9;
  return normalTail((Math.cbrt(t) - (1 - ninth)) / Math.sqrt(ninth));
}
