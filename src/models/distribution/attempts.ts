/** What a caller waits for a call that may be hedged, timed out, tried again and given up. */
import { distribution, valuesAt, ZERO, type Distribution } from './distribution.ts';
import { closePoints, meanUpTo, openPoints, tailAt, takeValues, type Points } from './inversion.ts';
import { giveBack, kernels, type Address } from '../kernels.ts';
import { tail } from './percentile.ts';
import {
  momentsOfStretch,
  stretchNodes,
  tabulated,
  tailsFrom,
  transformOfTail,
  windowsOf,
  type Stretch,
} from './table.ts';

export interface AttemptPolicy {
  /** Share of attempts that fail for reasons of their own, 0..1. */
  readonly errors: number;
  /** Further attempts after a failed one. */
  readonly retries: number;
  readonly timeout?: number | undefined;
  /** Delay after which a second copy is sent. */
  readonly hedge?: number | undefined;
  /**
   * Share of attempts that time out right after one that has, given the share of all that do: above it where a
   * congested queue is still congested. The same by default.
   */
  readonly againLate?: ((late: number) => number) | undefined;
  /**
   * Given where the time of the calls that succeed is asked for: the share of what follows a last failed attempt that
   * is a success, 0 without a fallback.
   */
  readonly succeeding?: number | undefined;
}

export interface Attempts {
  /**
   * From the first attempt until one has succeeded, or all have failed and the fallback has answered; of calls that
   * succeed alone, where the policy asks for that.
   */
  readonly time: Distribution;
  /** Mean number of attempts, and of requests that they send, hedges included. */
  readonly attempts: number;
  readonly sent: number;
  /** Share of calls whose last attempt fails too. */
  readonly failed: number;
  /** Share of attempts that time out. */
  readonly timedOut: number;
}

/** Attempts beyond this change no digit. */
const MOST_RETRIES = 1000;
/** Less than this share of timeouts is none. */
const NEGLIGIBLE = 1e-9;

/** P(X > time) just after; E[min(X, time)]. */
function upTo(one: Distribution, time: number): { tail: number; mean: number } {
  const rest = time - one.shift;
  if (rest <= 0) return { tail: 1, mean: time };
  if (one.variance === 0) return { tail: 0, mean: one.mean };
  const points = openPoints(Float64Array.of(rest));
  const values = valuesAt(one, points);
  const late = tailAt(values, points);
  const mean = meanUpTo(values, points);
  closePoints(points);
  return {
    tail: one.exactTail ? one.exactTail(time) : late,
    mean: one.shift + Math.max(0, Math.min(rest, mean)),
  };
}

/** A stretch of a distribution's own tail from its shift up to an end. */
function ownStretch(one: Distribution, end: number): Stretch {
  const length = end - one.shift;
  const nodes = stretchNodes(Math.min(one.mean - one.shift, length), length, windowsOf([one], one.shift));
  const tails = tailsFrom(one, one.shift, nodes.times);
  for (let j = 1; j < tails.length; j++) tails[j] = Math.min(tails[j]!, tails[j - 1]!);
  return { from: 0, nodes, tails, to: length, tailAtEnd: Math.min(tails.at(-1)!, tail(one, end * (1 - 1e-12))) };
}

/**
 * The first of two copies, the second sent `delay` after the first: P(X > t)·P(X > t − delay).
 * @see Dean & Barroso, "The tail at scale", CACM 56(2), 2013
 */
export function hedged(one: Distribution, delay: number): Distribution {
  if (one.variance === 0) return one;
  const { shift } = one;
  const split = delay + shift;
  const exactTail = (time: number) => tail(one, time) * (time < delay ? 1 : tail(one, time - delay));
  const stretches: Stretch[] = [];
  let mean = shift;
  let second = 0;
  if (delay > 0) {
    const before = ownStretch(one, split);
    stretches.push(before);
    mean = upTo(one, split).mean;
    ({ second } = momentsOfStretch(before));
  }
  const copy = { mean: one.mean + delay, variance: one.variance };
  const nodes = stretchNodes(one.mean - shift, Infinity, windowsOf([one, copy], split));
  const tails = nodes.times.map((time) => exactTail(split + (time === 0 ? nodes.times[1]! * 1e-3 : time)));
  const after: Stretch = { from: delay, nodes, tails, to: Infinity, tailAtEnd: 0 };
  stretches.push(after);
  const moments = momentsOfStretch(after);
  mean += moments.first;
  second += moments.second + 2 * delay * moments.first;
  const rest = mean - shift;
  return tabulated(stretches, mean, second - rest * rest, shift, one.size * 2, exactTail);
}

/**
 * A call by its attempts, each of which takes `attempt` unless it is cut off.
 *
 * Attempts are independent and follow each other at once. The mean is exact (Wald); the transform is a geometric sum of
 * that of an attempt which fails, times that of one which succeeds.
 * @param fallback what follows when the last attempt has failed
 */
export function callTime(attempt: Distribution, policy: AttemptPolicy, fallback?: Distribution): Attempts {
  const { errors, retries, timeout } = policy;
  let one = attempt;
  let copies = 1;
  if (policy.hedge !== undefined) {
    const late = tail(attempt, policy.hedge);
    copies += policy.timeout !== undefined && policy.timeout <= policy.hedge ? 0 : late;
    if (late > NEGLIGIBLE) one = hedged(attempt, policy.hedge);
  }
  const cut = timeout === undefined ? undefined : upTo(one, timeout);
  const timedOut = cut && cut.tail > NEGLIGIBLE ? cut.tail : 0;
  // After a timeout the next attempt is late with probability `again`; after an error like any other.
  const again = timedOut > 0 ? Math.min(1, Math.max(timedOut, policy.againLate?.(timedOut) ?? timedOut)) : 0;
  const failing = timedOut + (1 - timedOut) * errors;
  if (failing === 0) return { time: one, attempts: 1, sent: copies, failed: 0, timedOut };

  const isCut = timedOut > 0;
  const { shift } = one;
  const length = isCut ? Math.max(0, timeout! - shift) : Infinity;
  const meanAttempt = isCut ? cut!.mean : one.mean;
  const stretch = isCut && length > 0 ? ownStretch(one, timeout!) : undefined;
  const rest = meanAttempt - Math.min(shift, timeout ?? Infinity);
  const secondRest = stretch ? momentsOfStretch(stretch).second : isCut ? 0 : one.variance + (one.mean - shift) ** 2;
  const least = isCut ? Math.min(shift, timeout!) : shift;
  const secondAttempt = secondRest + 2 * least * rest + least * least;

  // Two states: fresh, and right after a timeout. T_r = D + [failed]·T_(r−1) in the state that the failure leads to,
  // T_(−1) the fallback.
  const inTime = 1 - timedOut;
  const timeoutSeconds = timeout ?? 0;
  const meanInTime = inTime > 0 ? (meanAttempt - timedOut * timeoutSeconds) / inTime : 0;
  const secondInTime = inTime > 0 ? (secondAttempt - timedOut * timeoutSeconds ** 2) / inTime : 0;
  // First and second moment over the share that is counted: all calls, or those that succeed.
  const counted = policy.succeeding ?? 1;
  const nothing = { share: counted, mean: counted * (fallback?.mean ?? 0), second: 0, attempts: 0, failed: 1 };
  nothing.second = counted * ((fallback?.variance ?? 0) + (fallback?.mean ?? 0) ** 2);
  let fresh = nothing;
  let congested = nothing;
  for (let r = 0; r <= Math.min(retries, MOST_RETRIES); r++) {
    const next = (late: number): typeof nothing => {
      const error = (1 - late) * errors;
      const answered = (1 - late) * (1 - errors) + error * fresh.share;
      const cut = late * congested.share;
      return {
        share: answered + cut,
        mean: answered * meanInTime + cut * timeoutSeconds + error * fresh.mean + late * congested.mean,
        second:
          answered * secondInTime +
          cut * timeoutSeconds ** 2 +
          2 * (error * meanInTime * fresh.mean + late * timeoutSeconds * congested.mean) +
          error * fresh.second +
          late * congested.second,
        attempts: 1 + error * fresh.attempts + late * congested.attempts,
        failed: error * fresh.failed + late * congested.failed,
      };
    };
    [fresh, congested] = [next(timedOut), next(again)];
  }
  const { share, attempts, failed } = fresh;
  if (!(share > 0)) return { time: ZERO, attempts, sent: attempts * copies, failed, timedOut };
  const mean = fresh.mean / share;
  const second = fresh.second / share;
  const parts = { one, stretch, least, length, errors, timedOut, again, retries, fallback, counted, share };
  const time = distribution(
    mean,
    Math.max(0, second - mean * mean),
    least,
    (points, out) => writeCall(points, out, parts),
    one.size * 2 + (fallback?.size ?? 0),
  );
  return { time, attempts, sent: attempts * copies, failed, timedOut };
}

interface CallParts {
  readonly one: Distribution;
  readonly stretch: Stretch | undefined;
  /** Least time of an attempt, and what its cut leaves beyond that. */
  readonly least: number;
  readonly length: number;
  readonly errors: number;
  readonly timedOut: number;
  readonly again: number;
  readonly retries: number;
  readonly fallback: Distribution | undefined;
  /** Share of what follows the last failed attempt that counts, and of all calls. */
  readonly counted: number;
  readonly share: number;
}

function writeCall(points: Points, out: Address, parts: CallParts): void {
  const { one, stretch, least, length, errors, timedOut, again, retries, fallback, counted, share } = parts;
  const { at, stride, count } = points;
  const own = timedOut === 0 ? valuesAt(one, points) : undefined;
  let after = fallback ? valuesAt(fallback, points) : 0;
  const isWhole = counted === 1;
  if (!isWhole) {
    const part = takeValues(points);
    kernels.fill(part, stride, count, 0);
    if (fallback && counted > 0) kernels.addWeighted(at, after, counted, 0, part, stride, count);
    after = part;
  }
  // An attempt that is answered in time, beyond its least time, and one that is not.
  const inTime = own ?? takeValues(points);
  const late = takeValues(points);
  kernels.fill(late, stride, count, 0);
  if (timedOut > 0) {
    const always = takeValues(points);
    kernels.fill(always, stride, count, 1);
    kernels.addWeighted(at, always, timedOut, length, late, stride, count);
    giveBack(always);
    kernels.fill(inTime, stride, count, 0);
    if (stretch) {
      transformOfTail([stretch], points, inTime);
      kernels.subtract(inTime, late, stride, count);
    }
  }
  // After a timeout: fewer are in time, more are late.
  const fewer = timedOut < 1 ? (1 - again) / (1 - timedOut) : 0;
  const more = timedOut > 0 ? again / timedOut : 0;
  kernels.attempts(
    at,
    inTime,
    late,
    after,
    fallback?.shift ?? 0,
    least,
    errors,
    fewer,
    more,
    Math.min(retries, MOST_RETRIES),
    out,
    stride,
    count,
  );
  if (!isWhole) {
    // Of those that count, as a whole.
    kernels.copy(out, late, stride, count);
    kernels.fill(out, stride, count, 0);
    kernels.addWeighted(at, late, 1 / share, 0, out, stride, count);
  }
  giveBack(isWhole ? (own === undefined ? inTime : late) : after);
}

/**
 * Attempts that a call makes where each fails with a probability by itself: one, and again after each error while
 * retries are left.
 */
export function attemptsAfterErrors(errors: number, retries: number): number {
  return errors < 1 ? (1 - errors ** (retries + 1)) / (1 - errors) : retries + 1;
}
