/**
 * What one request's own visits do to each other at a station: those that happen at once arrive as a burst, and one
 * that comes back to the queue that it has just left takes turns with the others.
 */
import type { Distribution } from '../distribution/distribution.ts';
import type { Flat, Load } from './load.ts';
import type { Step } from './system.ts';

export interface Bursts {
  /** By station: what bursts add to the SCV of its arrivals. */
  readonly added: Float64Array;
  /** By station: the mean of 1/n over its visits, n being how often their request comes there one after the other. */
  readonly turns: Float64Array;
  /** By station: how many visits its visitors make while what one of them found lasts, on average; 1 and more. */
  readonly returns: Float64Array;
}

interface Visit {
  readonly station: number;
  readonly weight: number;
  /** Mean time after the request's arrival. */
  readonly offset: number;
  /** Variance of that time, and of what of it is the time before its thread began. */
  readonly variance: number;
  readonly begun: number;
  /** What runs on its own: a branch of a fork, an asynchronous call. */
  readonly thread: number;
}

/** Visits of one source that are looked at; with more of them single ones matter little. */
const MOST_VISITS = 1500;
/** Visits less likely than this, and calls deeper than that, are left out. */
const RARE = 1e-3;
const DEEPEST = 60;

/**
 * Bursts and turns at every station, from the mean times of the round before.
 *
 * Visits at once are a batch: SCV E[X²]/E[X] = 1 + 2·pairs/visits, where a pair that comes Δ apart counts e^(−Δ/τ) with
 * the station's time to forget. Visits one after the other share the server in turns, which takes the service's own
 * variability out of the wait: 1 + (cs² − 1)/n instead of cs², from first come, first served at n = 1 towards processor
 * sharing.
 * @param scvs of the times between visits, by tier
 * @returns undefined where neither happens
 * @see W. Whitt, "Planning queueing simulations", Management Science 35(11), 1989, for the time that what is found
 *   lasts; H. C. Tijms, "A first course in stochastic models" (2003), section 9.3, for batches; L. Kleinrock, "Queueing
 *   systems", vol. 2 (1976), section 4.4, for processor sharing
 */
export function burstsOf(
  flat: Flat,
  load: Load,
  throughput: readonly number[],
  responses: readonly (Distribution | undefined)[],
  scvs: Float64Array,
): Bursts | undefined {
  const { system, firstStation, tierOfStation, callOf } = flat;
  const stations = tierOfStation.length;
  const added = new Float64Array(stations);
  const turns = new Float64Array(stations).fill(1);
  const returns = new Float64Array(stations).fill(1);
  const met = new Float64Array(stations);
  const pairs = new Float64Array(stations);
  const inverse = new Float64Array(stations);
  const seen = new Float64Array(stations);
  let isAny = false;
  for (const [index, source] of system.sources.entries()) {
    const visits: Visit[] = [];
    let depth = 0;
    let variance = 0;
    const begun: number[] = [0];
    const begin = () => begun.push(variance) - 1;
    const mean = (routine: number) => responses[routine]?.mean ?? 0;
    /** Walks the steps from a time on; gives the time at which they end. */
    const walk = (steps: readonly Step[], weight: number, start: number, thread: number, tier: number): number => {
      let now = start;
      for (const step of steps) {
        if (visits.length > MOST_VISITS) return now;
        if (step.do === 'visit') now = walk(step.steps, weight, now, thread, step.tier);
        else if (step.do === 'serve') {
          const station = firstStation[tier]! + step.station;
          visits.push({ station, weight, offset: now, thread, variance, begun: begun[thread]! });
          now += step.time.mean;
          variance += step.time.scv * step.time.mean ** 2;
        } else if (step.do === 'delay') {
          now += step.time.mean;
          variance += step.time.scv * step.time.mean ** 2;
        } else if (step.do === 'repeat') {
          const whole = Math.floor(step.times + 1e-9);
          for (let n = 0; n < Math.min(whole, 20); n++) now = walk(step.steps, weight, now, thread, tier);
          const rest = step.times - whole;
          if (rest > 1e-9) now += rest * (walk(step.steps, weight * rest, now, thread, tier) - now);
        } else if (step.do === 'either') {
          let ends = now;
          for (const { probability, steps: inner } of step.branches)
            ends += probability * (walk(inner, weight * probability, now, thread, tier) - now);
          now = ends;
        } else if (step.do === 'fork') {
          let last = now;
          const before = variance;
          let most = variance;
          for (const branch of step.branches) {
            variance = before;
            last = Math.max(last, walk(branch, weight, now, begin(), tier));
            most = Math.max(most, variance);
          }
          now = last;
          variance = most;
        } else {
          const { to, wire, async: isAsync } = step.call;
          const { sent } = callOf.get(step.call)!;
          const sentAt = now + (wire?.mean ?? 0);
          const before = variance;
          if (wire) variance += wire.scv * wire.mean ** 2;
          const arrived = variance;
          const share = weight * sent;
          // What hardly ever happens, and a cycle's further rounds, make no burst.
          if (share > RARE && depth < DEEPEST) {
            depth++;
            walk(system.routines[to]!.steps, share, sentAt, isAsync ? begin() : thread, -1);
            depth--;
          }
          variance = isAsync ? before : arrived + (responses[to]?.variance ?? 0);
          if (!isAsync) now = sentAt + mean(to);
        }
      }
      return now;
    };
    walk(system.routines[source.routine]!.steps, 1, 0, 0, -1);
    if (visits.length > MOST_VISITS) continue;
    const byStation = new Map<number, Visit[]>();
    for (const visit of visits) {
      const list = byStation.get(visit.station);
      if (list) list.push(visit);
      else byStation.set(visit.station, [visit]);
    }
    const rate = throughput[index]!;
    for (const [station, list] of byStation) {
      for (const one of list) seen[station]! += rate * one.weight;
      if (list.length === 1) {
        inverse[station]! += rate * list[0]!.weight;
        met[station]! += rate * list[0]!.weight;
        continue;
      }
      isAny = true;
      const tier = system.tiers[tierOfStation[station]!]!;
      const servers = tier.nodes * tier.stations[station - firstStation[tierOfStation[station]!]!]!.servers;
      const rho = Math.min(0.99, load.work[station]! / servers);
      const service = load.work[station]! / load.arrivals[station]!;
      const forgets = service / (1 - rho);
      // A queue that bursts have made long lasts as they do: the integral of its autocorrelation.
      const lasts =
        (((1 + rho) * service) / (servers * (1 - rho) ** 2)) * Math.max(1, (scvs[tierOfStation[station]!]! + 1) / 2);
      // At nodes with queues of their own another visit of the request is as likely as anybody's to be at the same one;
      // for bursts the dispatch takes that into account.
      const meet = tier.dispatch === 'shared' ? 1 : 1 / tier.nodes;
      for (const [i, one] of list.entries()) {
        let alike = one.weight;
        let again = 1;
        for (const [j, other] of list.entries()) {
          if (i === j) continue;
          if (one.thread !== other.thread) {
            // What has passed since they parted makes them miss each other: as two exponential times do of the same
            // variance.
            const parted = Math.max(one.begun, other.begun);
            const spread = Math.max(0, one.variance - parted) + Math.max(0, other.variance - parted);
            const near =
              Math.exp(-Math.abs(one.offset - other.offset) / forgets) / (1 + Math.sqrt(spread / 2) / forgets);
            if (j > i) pairs[station]! += rate * one.weight * other.weight * near;
          } else {
            const apart = Math.abs(one.offset - other.offset);
            alike += other.weight * Math.exp(-apart / (forgets * 4)) * meet;
            again += other.weight * Math.exp(-apart / lasts) * meet;
          }
        }
        inverse[station]! += (rate * one.weight) / Math.max(1, alike);
        met[station]! += rate * one.weight * again;
      }
    }
  }
  if (!isAny) return undefined;
  for (let station = 0; station < stations; station++) {
    if (seen[station] === 0) continue;
    added[station] = (2 * pairs[station]!) / seen[station]!;
    turns[station] = Math.min(1, inverse[station]! / seen[station]!);
    returns[station] = Math.max(1, met[station]! / seen[station]!);
  }
  return { added, turns, returns };
}
