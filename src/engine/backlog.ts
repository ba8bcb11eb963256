/** What queues up behind the peaks of a day, while consumers work on at their own pace. */
import { HOURS, type Hours } from './hours.ts';
import type { Loaded } from './scenario.ts';
import { FULL } from '../models/system/full.ts';

export interface Backlog {
  /** Most messages that wait at a time. */
  readonly messages: number;
  /** Seconds that the last of them waits then. */
  readonly delay: number;
  /** Hour of the day, with fractions, at which nothing waits any more; undefined where nothing ever does. */
  readonly emptyAt: number | undefined;
  /** Messages per second that consumers work through at most. */
  readonly capacity: number;
}

/**
 * The longest backlog of a day that is like all others, as a fluid: what comes in an hour less what is worked through,
 * hour after hour until the day before no longer shows.
 *
 * @param arrivals by hour, per second
 * @param capacity per second
 * @returns without end where the mean of the day is more than the capacity
 * @see L. Kleinrock, "Queueing systems", vol. 2 (1976), section 2.7, for the fluid approximation of rush hours
 */
export function dailyBacklog(arrivals: ArrayLike<number>, capacity: number): Backlog {
  let sum = 0;
  for (let hour = 0; hour < HOURS; hour++) sum += arrivals[hour]!;
  if (sum / HOURS >= capacity * FULL) return { messages: Infinity, delay: Infinity, emptyAt: undefined, capacity };
  let waiting = 0;
  let most = 0;
  let emptyAt: number | undefined;
  // After two days nothing is left of how the first one began.
  for (let hour = 0; hour < 3 * HOURS; hour++) {
    if (hour === 2 * HOURS) [most, emptyAt] = [waiting, undefined];
    const growth = (arrivals[hour % HOURS]! - capacity) * 3600;
    const next = waiting + growth;
    if (waiting > 0 && next <= 0) emptyAt = (hour + waiting / -growth) % HOURS;
    waiting = Math.max(0, next);
    most = Math.max(most, waiting);
  }
  return { messages: most, delay: most / capacity, emptyAt, capacity };
}

/**
 * The backlog of a queue or log whose callers do not wait.
 *
 * @param multiple of the mean load that what it calls carries; undefined where nothing binds there
 * @returns undefined where nothing is kept
 */
export function backlogOf(
  { placed, traffic }: Pick<Loaded, 'placed' | 'traffic'>,
  index: number,
  hours: Hours,
  multiple: number | undefined,
): Backlog | undefined {
  const { kind } = placed[index]!;
  const load = traffic.loads[index]!;
  const isKept = load.incoming.some((flow) => flow.async && flow.from >= 0) && load.outgoing.length > 0;
  if (!kind.buffers || !isKept || load.arrivalRate === 0) return undefined;
  if (multiple === undefined) return { messages: 0, delay: 0, emptyAt: undefined, capacity: Infinity };
  const shares = hours.shares(index);
  return dailyBacklog(
    shares.map((share) => share * load.peakRate),
    load.arrivalRate * multiple,
  );
}
