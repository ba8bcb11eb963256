/**
 * A pool by itself: what its visits hold, as one flow-equivalent server, and the chain of the visits that wait for it.
 */
import { meanWait as averageWait } from '../queueing/ggc.ts';
import { flowEquivalent, type FlowEquivalent, type InnerStation } from '../queueing/flow-equivalent.ts';
import { renewalChain } from '../queueing/renewal-chain.ts';
import type { Streams } from './pool-streams.ts';
import type { Time } from './system.ts';

/** What a visit of a pool holds its thread for. */
export interface Held {
  /** By station: visits, time and its second moment. */
  readonly stations: Map<number, { times: number; work: number; work2: number }>;
  /** Visits of other pools, by tier. */
  readonly pools: Map<number, number>;
  /** Time that passes without using anything, and its variance. */
  delay: number;
  delayVariance: number;
  /** Whether parts of it happen at once, or are cut off: then it takes less time than its parts together. */
  isShortened: boolean;
}

export const newHeld = (): Held => ({
  stations: new Map(),
  pools: new Map(),
  delay: 0,
  delayVariance: 0,
  isShortened: false,
});

export function add(to: Held, from: Held, times: number): void {
  if (times === 0) return;
  for (const [station, own] of from.stations) {
    const known = to.stations.get(station) ?? { times: 0, work: 0, work2: 0 };
    known.times += own.times * times;
    known.work += own.work * times;
    known.work2 += own.work2 * times;
    to.stations.set(station, known);
  }
  for (const [tier, visits] of from.pools) to.pools.set(tier, (to.pools.get(tier) ?? 0) + visits * times);
  to.delay += from.delay * times;
  to.delayVariance += from.delayVariance * times;
  to.isShortened ||= from.isShortened;
}

export function passTime(held: Held, { mean, scv }: Time): void {
  held.delay += mean;
  held.delayVariance += mean * mean * scv;
}

export interface Inner {
  readonly at?: number;
  readonly pool?: number;
  readonly use?: { readonly times: number; readonly work: number };
  readonly visits: number;
  /** Stations of which it is so many alike. */
  readonly copies: number;
  readonly station: InnerStation;
}

/** Digits to which what is held must be the same to be solved no more. */
const DIGITS = 6;

/** What is held as one server; mean customers by what they are at. */
export function closedOff(known: PoolServers, delay: number, inner: readonly Inner[], most: number): FlowEquivalent {
  // What is held may stand for a part of a customer: then more are let in, and read between. As many as there are
  // threads is where systems with policies settle, so that their number must not change just there.
  const size = Math.max(1, Number.isInteger(most) ? most : Math.ceil(most + 0.5));
  const key = inner.reduce(
    (text, { station: one }) =>
      `${text} ${one.demand.toPrecision(DIGITS)} ${one.serviceScv.toPrecision(DIGITS)} ${one.most.toPrecision(DIGITS)} ${one.background.toPrecision(DIGITS)} ${one.copies ?? 1} ${one.speed(2).toPrecision(DIGITS)}`,
    `${size} ${delay.toPrecision(DIGITS)}`,
  );
  let found = known.get(key);
  if (!found) {
    found = flowEquivalent({ delay, stations: inner.map(({ station }) => station), most: size });
    known.set(key, found);
  }
  return found;
}

/** Servers that have been solved already, by what is held. */
export type PoolServers = Map<string, FlowEquivalent>;

export type Binding = Pick<InnerStation, 'meanService' | 'serviceScv' | 'most' | 'background'> & {
  readonly isOwn?: boolean;
};

/** What binds a full pool: the station that is busy then, or its own threads where none is. */
export function bindingOf(inner: readonly Inner[], most: number, held: Held, capacity: number): Binding {
  let busiest = 0;
  let found: Binding | undefined;
  let whole = held.delay;
  let variance = held.delayVariance;
  for (const { station, copies } of inner) {
    whole += station.demand * copies;
    variance += station.demand * copies * station.meanService * station.serviceScv;
    const busy = (most * station.demand) / (station.most - station.background);
    if (busy <= busiest) continue;
    busiest = busy;
    found = station;
  }
  // No more threads than servers leave nothing to queue for inside.
  if (found && busiest > 0.9 && capacity > found.most) return found;
  return {
    meanService: whole,
    serviceScv: whole > 0 ? variance / (whole * whole) : 1,
    most: capacity,
    background: 0,
    isOwn: true,
  };
}

/**
 * How much longer an open queue's wait is with services and arrivals of this variability than with exponential services
 * and the arrivals `before`.
 */
export function unevenness(
  { meanService, serviceScv, most, background }: Binding,
  rate: number,
  arrivalScv: number,
  before: number,
): number {
  if (Math.abs(serviceScv - 1) < 1e-3 && arrivalScv === before) return 1;
  const servers = Math.max(1, Math.round(most));
  const load = Math.min((rate * meanService + background) / most, 0.98);
  // What takes no time, or what as good as nothing comes to, waits for nothing.
  if (!(meanService > 0 && load > 0)) return 1;
  const queue = { arrivalRate: (load * servers) / meanService, servers, meanService };
  const even = averageWait({ ...queue, arrivalScv: before, serviceScv: 1 });
  return even > 0 ? averageWait({ ...queue, arrivalScv, serviceScv }) / even : 1;
}

/** The chain of visits to a pool that lets `most` of them in. */
export function chain(arrivals: Streams, rate: (customers: number) => number, most: number) {
  const { shares, waitProbability, meanWait } = renewalChain({ ...arrivals, rate, most });
  const average = (value: (k: number) => number) => {
    let sum = 0;
    for (let k = 1; k <= most; k++) sum += shares[k]! * value(k);
    return sum;
  };
  return { waitProbability, meanWait, full: shares[most]!, inside: average((k) => k), average };
}
