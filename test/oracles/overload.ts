/** What happens when more comes than can be served: retries that feed on refusals, and backlogs. */
import { expectedAttempts, finalFailureShare } from '../../src/models/traffic/retries.ts';
import { mmck } from '../../src/models/queueing/mmc.ts';

/** A stable answer may need some hundred rounds close to where it ceases to exist. */
const MOST_ROUNDS = 100_000;
const MOST_ATTEMPTS = 1e9;

/**
 * The load that a queue with limited room ends up with when refused requests are tried again at once: λ = fresh rate ×
 * attempts(blocking(λ)), iterated from the fresh rate upwards, as a system that was healthy before would reach it. The
 * retries are taken as Poisson.
 *
 * @returns the rate of attempts, the share of them that is refused, the share of requests that are answered in the end,
 *   and attempts per request.
 * @throws RangeError for arguments outside their ranges, or attempts without a limit that never settle.
 * Accuracy: approximate: retries follow their refusal and come in bursts, which makes it worse than this.
 * @see `mmck`; for fixed points of overload, F. P. Kelly, "Loss networks", Annals of Applied Probability 1 (1991).
 */
export function retryStorm(system: {
  /** ≥ 0. */
  readonly freshRate: number;
  readonly meanService: number;
  readonly servers: number;
  /** K: requests that find room, those in service included. */
  readonly capacity: number;
  /** After the first attempt. */
  readonly retries: number;
}): { offeredRate: number; blocking: number; successShare: number; amplification: number } {
  const { freshRate, meanService, servers, capacity, retries } = system;
  let offeredRate = freshRate;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const { blocking } = mmck({ arrivalRate: offeredRate, meanService, servers, capacity });
    const amplification = expectedAttempts(blocking, retries);
    const next = freshRate * amplification;
    // Rounding would find a fixed point out there, where nearly nothing gets through.
    if (!(amplification < MOST_ATTEMPTS)) break;
    if (Math.abs(next - offeredRate) <= 1e-13 * next) {
      return { offeredRate: next, blocking, successShare: 1 - finalFailureShare(blocking, retries), amplification };
    }
    offeredRate = next;
  }
  throw new RangeError('the attempts do not settle');
}

/**
 * The mean time until a request is answered or given up, when a failed attempt costs a time-out and each retry waits
 * twice as long as the one before:
 * Σ over attempts of those that get there.
 *
 * @param policy times in one unit; the wait before retry i (from 0) is `backoff`·2^i.
 * @throws RangeError for arguments outside their ranges.
 * Accuracy: exact for attempts that fail independently.
 */
export function retryLatency(policy: {
  /** 0..1. */
  readonly failureShare: number;
  /** An integer ≥ 0. */
  readonly retries: number;
  readonly serviceTime: number;
  readonly timeout: number;
  readonly backoff: number;
}): number {
  const { failureShare, retries, serviceTime, timeout, backoff } = policy;
  const attempts = expectedAttempts(failureShare, retries);
  let waited = 0;
  for (let i = 0; i < retries; i++) waited += failureShare ** (i + 1) * backoff * 2 ** i;
  return attempts * ((1 - failureShare) * serviceTime + failureShare * timeout) + waited;
}

/**
 * What a queue behind a steady consumer does in a peak, as a fluid: it grows by what comes in excess and drains by what
 * is left over.
 *
 * @returns the largest backlog, how long it takes to drain after the peak (`Infinity` if the base rate is the capacity
 *   or more and something waits), and the longest delay.
 * @throws RangeError for arguments outside their ranges.
 * Accuracy: exact for fluid flows; the chance queue that comes on top is left out.
 * @see L. Kleinrock, "Queueing Systems", volume 2 (1976), section 2.7.
 */
export function peakBacklog(peak: {
  readonly baseRate: number;
  readonly peakRate: number;
  readonly peakDuration: number;
  /** > 0. */
  readonly capacity: number;
}): { maxBacklog: number; drainTime: number; maxDelay: number } {
  const { baseRate, peakRate, peakDuration, capacity } = peak;
  if (!(baseRate >= 0 && peakRate >= 0 && peakDuration >= 0 && capacity > 0)) {
    throw new RangeError('rates and duration must be 0 or more, the capacity above 0');
  }
  const maxBacklog = Math.max(0, peakRate - capacity) * peakDuration;
  const spare = capacity - baseRate;
  const drainTime = maxBacklog === 0 ? 0 : spare > 0 ? maxBacklog / spare : Infinity;
  return { maxBacklog, drainTime, maxDelay: maxBacklog / capacity };
}

/**
 * Little's law, L = λW: the mean number of requests under way.
 *
 * @throws RangeError for arguments below 0.
 * @see J. D. C. Little, "A proof for the queuing formula L = λW", Operations Research 9 (1961).
 */
export function concurrency(throughput: number, meanResponse: number): number {
  if (!(throughput >= 0 && meanResponse >= 0))
    throw new RangeError(`throughput ${throughput}, response ${meanResponse}`);
  return throughput * meanResponse;
}

/**
 * Instances that a concurrency needs, each with so many threads of which so large a share may be busy.
 *
 * @throws RangeError for arguments outside their ranges.
 */
export function instancesFor(inFlight: number, threads: number, targetUtilization: number): number {
  if (!(inFlight >= 0 && threads > 0 && targetUtilization > 0 && targetUtilization <= 1)) {
    throw new RangeError(`concurrency ${inFlight}, threads ${threads}, target ${targetUtilization}`);
  }
  // 60/(16 × 0.75) must stay 5 whatever the rounding of the quotient.
  return Math.ceil((inFlight / (threads * targetUtilization)) * (1 - 1e-12));
}
