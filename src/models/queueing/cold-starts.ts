/** Instances that are started when a request finds none idle, and given up when they have been idle for long enough. */
import { giveBack, kernels, put } from '../kernels.ts';
import { invertRealPart, type Complex } from './inversion.ts';

export interface InstancePool {
  /** λ ≥ 0 of Poisson arrivals, per second. */
  readonly rate: number;
  /** d ≥ 0: how long a request keeps its place, on average. */
  readonly duration: number;
  /** K ≥ 0: seconds after which an idle instance is given up. */
  readonly keptIdle: number;
  /** Requests that an instance answers at once; 1 by default. */
  readonly slots?: number;
  /** Instances that are never given up; none by default. */
  readonly warm?: number;
}

/** Levels beyond the mean of a Poisson distribution, in its standard deviations, that are never reached. */
const DEVIATIONS = 9;
/** Standard deviations below the mean at which the recursion begins. */
const FORGOTTEN = 14;

/**
 * Requests in progress beyond which the share is that of so many: the more there are, the less their number moves, so
 * it is at most that.
 */
const MOST_LOAD = 1e5;

/** Smaller shares are none: the inversion knows no more. */
const LEAST_SHARE = 1e-8;

/**
 * The share of requests that find no idle instance.
 *
 * As nobody waits, the number in progress is that of M/G/∞: Poisson with mean a = λd, π_n for n. The instance used last
 * is taken first, so that requests in progress are packed on the instances started first, and the (m + 1)-th of them,
 * with c places each, is idle as long as n stays at c·m or below. An arrival that finds n = c·m starts an instance if
 * that has been so for K: each rise from n to n + 1 ends a stay at n or below, whose length is the first-passage time
 * F_n from n to n + 1. With Poisson arrivals that see time averages the cold share is Σ π_{cm}·P(F_{cm} > K), over the
 * m that aren't kept warm.
 *
 * F_n follows from the level below: from n the next event is an arrival with probability λ/(λ + n/d), else n − 1 must
 * be left upwards first. Its transform is φ_n(s) = λ/(λ + s + n(1 − φ_{n−1}(s))/d), φ_0(s) = λ/(λ + s), and that of the
 * sum is inverted once, at K.
 *
 * @returns 0..1, within 1e-8; e^(−λK) for requests that take no time.
 * @throws RangeError for arguments outside their ranges.
 * Accuracy: exact for exponential durations and one place an instance; other durations change F_n a little (K is long
 *   beside d), a start that keeps its first request longer is left out, and requests that aren't packed keep more
 *   alive.
 * @see N. Mahmoudi and H. Khazaei, "Performance modeling of serverless computing platforms", IEEE Trans. Cloud
 *   Computing 10(4) (2022), for the pool; J. Keilson, "Markov chain models: rarity and exponentiality" (1979), section
 *   5.1, for first passage
 * @example coldShare({ rate: 0.01, duration: 0, keptIdle: 100 }) // 1/e
 */
export function coldShare({ rate, duration, keptIdle, slots = 1, warm = 0 }: InstancePool): number {
  if (!(rate >= 0 && rate < Infinity && duration >= 0 && duration < Infinity && keptIdle >= 0))
    throw new RangeError(`rate ${rate}, duration ${duration}, kept idle ${keptIdle}`);
  if (!(slots >= 1 && Number.isInteger(slots) && warm >= 0 && Number.isInteger(warm)))
    throw new RangeError(`${slots} slots, ${warm} warm: whole numbers, of 1 or more slots`);
  if (rate === 0) return warm > 0 ? 0 : 1;
  const load = rate * duration;
  if (load > MOST_LOAD) {
    const part = MOST_LOAD / load;
    return coldShare({ rate: rate * part, duration, keptIdle, slots, warm: Math.floor(warm * part) });
  }
  const least = slots * warm;
  const most = Math.ceil(load + DEVIATIONS * Math.sqrt(load) + 20);
  if (least > most) return 0;
  // Levels far below the mean are left upwards at once; what is below them is forgotten on the way up.
  const lowest = Math.max(0, Math.floor(load - FORGOTTEN * Math.sqrt(load) - 40));
  const weights = new Float64Array(most - lowest + 1);
  let log = 0;
  let all = 0;
  let total = 0;
  for (let n = lowest; n <= most; n++) {
    if (n > lowest) log += load > 0 ? Math.log(load / n) : -Infinity;
    const weight = Math.exp(log);
    all += weight;
    if (n >= least && n % slots === 0) total += weights[n - lowest] = weight;
  }
  total /= all;
  if (keptIdle === 0) return total;
  const shares = put(weights.map((weight) => weight / all));
  const upward = ([re, im]: Complex) => kernels.firstPassages(re, im, rate, duration, lowest, most, shares);
  const share = Math.min(total, invertRealPart(upward, keptIdle));
  giveBack(shares);
  return share < LEAST_SHARE ? 0 : share;
}
