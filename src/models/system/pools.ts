/**
 * Pools of threads and connections as closed systems: of n threads never more than n customers are on what they hold,
 * whatever rate is asked for.
 */
import { between, type FlowEquivalent } from '../queueing/flow-equivalent.ts';
import { LEAST_SCV } from '../queueing/phases.ts';
import { dispatchWait } from '../queueing/dispatch.ts';
import { conditionalWaitScv, waitProbability as probabilityOfWaiting, type WaitMoments } from '../queueing/ggc.ts';
import { closedWait } from './closed.ts';
import type { Flat, Load } from './load.ts';
import {
  add,
  bindingOf,
  type Binding,
  chain,
  closedOff,
  newHeld,
  passTime,
  unevenness,
  type Held,
  type Inner,
  type PoolServers,
} from './pool-servers.ts';
import type { PoolSites } from './pool-sites.ts';
import { askedIn } from './pool-asked.ts';
import { returningArrivals, returningService } from '../queueing/returning.ts';
import { enteringStreams, type Streams } from './pool-streams.ts';
import type { Step, Tier, Time } from './system.ts';
import { visitCounts, type VisitCounts } from './visit-counts.ts';
import { waitDistribution, type StationResult, type ThreadWait } from './waits.ts';
import { FULL } from './full.ts';

/**
 * A wait with bursty arrivals: exponential for those who wait, as in GI/M/c, as far as no more are let in than are
 * waited for in `longest`.
 */
function inBursts(shape: WaitMoments, often: number, meanWait: number, longest: number): WaitMoments {
  const waitProbability = Math.min(1, shape.waitProbability * often);
  const conditionalScv = Math.max(shape.conditionalScv, cutOffScv(meanWait / waitProbability / longest));
  return { meanWait, waitProbability, conditionalScv };
}

/** SCV of an exponential time that is cut off at 1, by its mean then. */
function cutOffScv(mean: number): number {
  const meanAt = (rate: number) => 1 / rate - 1 / Math.expm1(rate);
  let [low, high] = [1e-3, 100];
  for (let step = 0; step < 40; step++) {
    const middle = (low + high) / 2;
    if (meanAt(middle) > mean) low = middle;
    else high = middle;
  }
  const second = 2 / (low * low) - (1 + 2 / low) / Math.expm1(low);
  return second / meanAt(low) ** 2 - 1;
}

/** SCV of what comes to one node, where nodes have queues of their own. */
function thinnedScv({ nodes, dispatch }: Tier, scv: number): number {
  if (nodes === 1 || dispatch === 'shared') return scv;
  return dispatch === 'round-robin' ? scv / nodes : 1 + (scv - 1) / nodes;
}

export interface PoolRound {
  readonly servers: PoolServers;
  /** By tier: how much of what is held happens at once, of the round before; brought up to date. */
  readonly overlaps: Map<number, number>;
  readonly throughput: readonly number[];
  readonly rates: Float64Array;
  readonly load: Load;
  readonly scvs: Float64Array;
  /** Of the round before: how long visits hold their threads, and what they waited; nothing at first. */
  readonly holding: readonly { readonly work: number }[];
  readonly before:
    | { readonly stations: readonly StationResult[]; readonly threads: readonly (ThreadWait | undefined)[] }
    | undefined;
}

/** Deviations above the mean beyond which the threads in use hardly ever go. */
const FAR = 6;
/** Nodes of a tier that are told apart. */
const MOST_COPIES = 8;
/**
 * Replaces the waits inside and before every pool that is scarce by those of a closed system: what a visit holds its
 * thread for, as a flow-equivalent server X(k) of up to n customers, and a birth–death chain of the visits, which wait
 * where all n are inside. The pool carries X(n).
 *
 * Pools of nodes that choose by themselves are judged node by node, what others send to a shared station being an open
 * load there.
 *
 * @param stations waits of the open queues, replaced where a scarce pool holds them
 * @returns by tier; undefined where the pool is not scarce
 * @see E. D. Lazowska et al., "Quantitative system performance" (1984), chapter 8 (flow-equivalent servers) and 9
 *   (memory constraints, which are pools);
 *   K. M. Chandy, U. Herzog, L. Woo, IBM J. Res. Dev. 19 (1975)
 */
export function poolWaits(
  flat: Flat,
  { order, visits, calls }: PoolSites,
  round: PoolRound,
  stations: StationResult[],
): (ThreadWait | undefined)[] {
  const { system, firstStation, tierOfStation } = flat;
  const { rates, load, scvs, holding, before } = round;
  const entering = enteringStreams(flat, round.throughput);
  let counts: VisitCounts[] | undefined;
  const found: (ThreadWait | undefined)[] = system.tiers.map(() => undefined);
  const routineHeld = new Map<number, Held>();
  /** By pool that has been looked at: its inner network with all nodes together, and how it is called. */
  const solved = new Map<
    number,
    {
      server: FlowEquivalent;
      most: number;
      held: Held;
      inner: readonly Inner[];
      arrivalRate: number;
      serviceScv: number;
    }
  >();
  /** By station: customers of scarce pools there. */
  const inside = new Map<number, { rate: number; waiting: number }>();

  for (const tier of order) {
    const pool = system.tiers[tier]!;
    const arrivalRate = load.visits[tier]!;
    if (!(arrivalRate > 1e-100)) continue;
    const held = newHeld();
    for (const { routine, times, steps } of visits.get(tier)!) {
      const share = (rates[routine]! * times) / arrivalRate;
      if (share > 0) add(held, heldBy(steps, tier), share);
    }
    const threads = pool.threads!;
    // A fleet without nodes lets nobody through, which its utilisation says.
    if (threads * pool.nodes < 1 || !isScarce(tier, pool, held, arrivalRate)) {
      solved.set(tier, {
        server: { rates: new Float64Array(2), at: [] },
        most: 0,
        held,
        inner: [],
        arrivalRate: -1,
        serviceScv: 1,
      });
      continue;
    }
    const overlap = overlapOf(tier, held);
    const inner = innerOf(tier, held, arrivalRate, 1);
    const capacity = threads * pool.nodes;
    const server = closedOff(round.servers, held.delay, inner, capacity * overlap);
    const most = between(server.rates, capacity * overlap);
    const bindingStation = bindingOf(inner, most, held, capacity);
    const { scv: visitScv, shares } = askedOf(tier, bindingStation, inner, arrivalRate);
    const binding = { ...bindingStation, serviceScv: visitScv };
    solved.set(tier, { server, most, held, inner, arrivalRate, serviceScv: binding.serviceScv });
    if (arrivalRate >= most * FULL) {
      const meanHolding = most > 0 ? capacity / most : Infinity;
      found[tier] = {
        utilization: most > 0 ? arrivalRate / most : Infinity,
        offered: most > 0 ? arrivalRate / most : Infinity,
        meanHolding,
        waitProbability: 1,
        meanWait: Infinity,
        conditionalScv: 1,
        wait: undefined,
        formula: undefined,
        given: undefined,
      };
      continue;
    }
    const arrivalScv = scvs[tier]!;
    const streams = streamsOf(tier, arrivalRate, shares, binding.isOwn);
    const whole = chain(streams, (k) => between(server.rates, k * overlap), capacity);
    let { waitProbability, meanWait } = whole;
    let busy = whole.inside;
    let at = inner.map((_, s) => whole.average((k) => between(server.at[s]!, k * overlap)));
    const isApart = pool.nodes > 1 && pool.dispatch !== 'shared';
    let queueScv = arrivalScv;
    // Poisson arrivals see the time average: those that wait and one more, each let in after 1/X where all places are
    // taken.
    let seen = arrivalRate * meanWait + whole.full;
    if (isApart) {
      const own = innerOf(tier, held, arrivalRate, pool.nodes);
      const node = closedOff(round.servers, held.delay, own, threads * overlap);
      // All nodes full together is the least that one gets through.
      const rate = (k: number) =>
        Math.max(between(node.rates, k * overlap), between(server.rates, k * overlap * pool.nodes) / pool.nodes);
      const { nodes } = pool;
      const thinned = (scv: number) => thinnedScv(pool, scv);
      queueScv = thinned(arrivalScv);
      const ofNode = {
        arrivalRate: streams.arrivalRate / nodes,
        arrivalScv: thinned(streams.arrivalScv),
        others: streams.others / nodes,
      };
      const single = chain(ofNode, rate, threads);
      const nominal = {
        nodes: pool.nodes,
        servers: threads,
        arrivalRate,
        meanService: capacity / most,
        arrivalScv,
        serviceScv: binding.serviceScv,
      };
      // Between one queue for all and nodes by themselves, as far as the dispatch is.
      const least = dispatchWait({ ...nominal, dispatch: 'shared' }).meanWait;
      const byItself = pool.dispatch === 'round-robin' ? 'round-robin' : 'random';
      const separate = dispatchWait({ ...nominal, dispatch: byItself }).meanWait;
      const actual = dispatchWait({ ...nominal, dispatch: pool.dispatch }).meanWait;
      const apart = separate > least ? Math.min(1, Math.max(0, (actual - least) / (separate - least))) : 1;
      meanWait += apart * (single.meanWait - meanWait);
      waitProbability += apart * (single.waitProbability - waitProbability);
      seen += apart * (arrivalRate * single.meanWait + single.full * pool.nodes - seen);
      busy += apart * (single.inside * pool.nodes - busy);
      // What the nodes share is met by the requests of all of them.
      at = at.map((one, s) =>
        inner[s]!.at !== undefined && tierOfStation[inner[s]!.at] === tier
          ? one + apart * (single.average((k) => between(node.at[s]!, k * overlap)) * pool.nodes - one)
          : one,
      );
    }
    const seenByPoisson = meanWait > 0 ? seen / most / meanWait : 1;
    // Services that vary otherwise than exponential ones make the waits longer or shorter, as at an open queue; what
    // does not fit inside waits outside.
    let excess = 0;
    at = at.map((mean, s) => {
      const { station } = inner[s]!;
      const working = Math.min(mean, arrivalRate * station.demand * inner[s]!.copies);
      const visitRate = (arrivalRate * inner[s]!.visits) / inner[s]!.copies;
      const comes = Math.max(1, inner[s]!.visits);
      const returning = { ...station, serviceScv: returningService(station.serviceScv, comes) };
      const wanted =
        (mean - working) * unevenness(returning, visitRate, returningArrivals(arrivalScv, comes), arrivalScv);
      const room = Math.max(mean, between(server.at[s]!, capacity * overlap)) - working;
      excess += Math.max(0, wanted - room);
      return working + Math.min(wanted, room);
    });
    const bound = isApart && binding.isOwn ? { ...binding, most: threads } : binding;
    const boundRate = (arrivalRate / most) * (bound.most / bound.meanService);
    // The chain's arrivals are no more even than two phases are.
    meanWait = meanWait * unevenness(bound, boundRate, queueScv, Math.max(LEAST_SCV, queueScv)) + excess / arrivalRate;
    if (queueScv < LEAST_SCV) {
      const queue = {
        arrivalRate: boundRate,
        servers: Math.max(1, Math.round(bound.most)),
        meanService: bound.meanService,
        serviceScv: bound.serviceScv,
      };
      const chained = probabilityOfWaiting({ ...queue, arrivalScv: LEAST_SCV });
      if (chained > 0) waitProbability *= probabilityOfWaiting({ ...queue, arrivalScv: queueScv }) / chained;
    }
    if (meanWait > 0 && waitProbability === 0) waitProbability = 1e-3;
    // As a queue of threads that are held for as long as when all of them are.
    const conditionalScv =
      Math.abs(binding.serviceScv - 1) < 1e-3
        ? 1
        : conditionalWaitScv({
            arrivalRate: arrivalRate / (isApart ? pool.nodes : 1),
            servers: isApart ? threads : capacity,
            meanService: capacity / most,
            arrivalScv: queueScv,
            serviceScv: binding.serviceScv,
          });
    found[tier] = {
      utilization: busy / capacity,
      offered: arrivalRate / most,
      meanHolding: busy / arrivalRate,
      waitProbability,
      meanWait,
      conditionalScv,
      wait: waitDistribution({ waitProbability, meanWait, conditionalScv }),
      arrivalRate,
      seenByPoisson,
      formula: 'flow-equivalent',
      given: { threads, nodes: pool.nodes, arrivalRate, arrivalScv, serviceScv: binding.serviceScv, capacity: most },
    };
    place({ inner, at, arrivalRate });
  }
  for (const [station, { rate, waiting }] of inside) {
    const open = stations[station]!;
    const others = Math.max(0, open.arrivalRate - rate);
    const isOthers = others > 1e-9 * open.arrivalRate;
    if (isOthers && !open.wait) continue;
    const meanWait = (waiting + (isOthers ? others * open.meanWait : 0)) / Math.max(rate, open.arrivalRate);
    const tier = system.tiers[tierOfStation[station]!]!;
    const isApart = tier.nodes > 1 && tier.dispatch !== 'shared';
    const servers = tier.stations[station - firstStation[tierOfStation[station]!]!]!.servers;
    // No more wait there than the pools let in.
    const population = Math.max(2, Math.min(4000, poolsAround(station)));
    const shape = closedWait({
      meanWait,
      meanService: open.meanService,
      servers: isApart ? servers : servers * tier.nodes,
      rate: isApart ? open.arrivalRate / tier.nodes : open.arrivalRate,
      population: isApart ? Math.max(2, Math.ceil(population / tier.nodes)) : population,
    });
    // Customers who come in bursts find more before them than those of a closed network do, and wait more often rather
    // than each time longer.
    const queue = {
      arrivalRate: isApart ? open.arrivalRate / tier.nodes : open.arrivalRate,
      servers: isApart ? servers : servers * tier.nodes,
      meanService: open.meanService,
      serviceScv: open.serviceScv,
    };
    const arrivalScv = thinnedScv(tier, scvs[tierOfStation[station]!]!);
    const often =
      arrivalScv > 1 && open.utilization < 1
        ? probabilityOfWaiting({ ...queue, arrivalScv }) / probabilityOfWaiting({ ...queue, arrivalScv: 1 })
        : 1;
    const moments: WaitMoments =
      shape.waitProbability > 0
        ? often > 1
          ? inBursts(shape, often, meanWait, (population * open.meanService) / queue.servers)
          : shape
        : { waitProbability: Math.min(1, open.waitProbability), meanWait, conditionalScv: 1 };
    stations[station] = {
      ...open,
      ...moments,
      meanWait,
      wait: waitDistribution({ ...moments, meanWait }),
      formula: 'flow-equivalent-inside',
      given: { ...queue, threads: population },
    };
  }
  return found;

  /** Puts the mean numbers inside a pool where they are: at stations, and in pools that it holds. */
  function place({
    inner,
    at,
    arrivalRate,
  }: {
    inner: readonly Inner[];
    at: readonly number[];
    arrivalRate: number;
  }): void {
    for (const [s, one] of inner.entries()) {
      const mean = at[s]!;
      if (one.at !== undefined) {
        const { times, work } = one.use!;
        const rate = arrivalRate * times;
        const known = inside.get(one.at) ?? { rate: 0, waiting: 0 };
        known.rate += rate;
        known.waiting += Math.max(0, mean - arrivalRate * work);
        inside.set(one.at, known);
        continue;
      }
      // A pool within: what its visits wait is what they spend there less what they are held for.
      const within = one.pool!;
      const own = solved.get(within)!;
      const wait = found[within];
      if (!wait || wait.meanWait === Infinity) continue;
      const visitRate = arrivalRate * one.visits;
      const threads = system.tiers[within]!.threads! * system.tiers[within]!.nodes;
      const spent = mean / visitRate;
      const holdingTime = Math.min(spent, wait.meanHolding);
      const meanWait = Math.max(0, spent - holdingTime);
      const share = Math.min(1, visitRate / own.arrivalRate);
      const blended = share * meanWait + (1 - share) * wait.meanWait;
      const scale = wait.meanWait > 0 ? Math.min(1, blended / wait.meanWait) : 0;
      found[within] = {
        ...wait,
        meanWait: wait.meanWait * scale,
        wait: waitDistribution({ ...wait, meanWait: wait.meanWait * scale }),
      };
      // What is inside it follows: as many as are inside on average, no more than there are threads.
      const population = Math.min(threads, mean);
      for (const [n, part] of own.inner.entries()) {
        if (part.at === undefined) continue;
        const known = inside.get(part.at);
        if (!known) continue;
        const rate = own.arrivalRate * part.use!.times;
        const then = Math.max(0, between(own.server.at[n]!, population) - own.arrivalRate * part.use!.work);
        known.waiting = Math.min(known.waiting, then * share + known.waiting * (1 - share));
        known.rate = Math.max(known.rate, rate);
      }
    }
  }

  function poolsAround(station: number): number {
    let sum = 0;
    for (const [tier, { held, arrivalRate }] of solved)
      if (arrivalRate > 0 && held.stations.has(station)) {
        const { threads, nodes } = system.tiers[tier]!;
        sum += threads! * nodes;
      }
    return sum;
  }

  /**
   * What whole visits ask of what binds: the SCV, and by kind of visit the mean beside that of all. Services that are
   * made now and then, or twice, and kinds of visits that differ, vary otherwise than a single service; a queue before
   * a server that hardly ever rests is by what varies in all.
   */
  function askedOf(
    tier: number,
    binding: Binding,
    inner: readonly Inner[],
    arrivalRate: number,
  ): { readonly scv: number; readonly shares: readonly number[] | undefined } {
    const bound = inner.find(({ station }) => station === binding);
    const bottleneck = { station: bound?.at, pool: bound?.pool };
    let mean = 0;
    let second = 0;
    const means: number[] = [];
    for (const { routine, times, steps } of visits.get(tier)!) {
      const share = (rates[routine]! * times) / arrivalRate;
      const asked = share > 0 ? askedIn(flat, steps, tier, bottleneck) : { mean: 0, variance: 0 };
      means.push(asked.mean);
      mean += share * asked.mean;
      second += share * (asked.variance + asked.mean ** 2);
    }
    if (!(mean > 0)) return { scv: binding.serviceScv, shares: undefined };
    return { scv: Math.max(0, second / mean ** 2 - 1), shares: means.map((one) => one / mean) };
  }

  /**
   * What comes to a pool: the uneven streams together as one, and all else as Poisson's. A stream whose visits ask more
   * of what binds than others counts for more there; one whose visits do not all come there is thinned.
   *
   * @param shares by kind of visit; 1 each where left out
   * @param isOwn whether the threads themselves bind: the work of a stream whose visits hold them for longer comes in
   *   larger pieces, by as much
   */
  function streamsOf(tier: number, arrivalRate: number, shares?: readonly number[], isOwn = false): Streams {
    let bursty = 0;
    let weighted = 0;
    let known = 0;
    for (const [index, { routine, times }] of visits.get(tier)!.entries())
      for (const { rate, scv } of entering[routine]!) {
        const share = shares?.[index] ?? 1;
        const own = rate * times * share;
        const split = isOwn ? Math.min(1, times) * share : Math.min(1, times, times * share);
        const thinned = split * scv + 1 - split;
        known += rate * times;
        if (Math.abs(thinned - 1) < 0.02) continue;
        bursty += own;
        weighted += own * thinned;
      }
    if (known < arrivalRate * 0.99) {
      // Not all of it comes from outside: what the calls make of it stands in one figure.
      return { arrivalRate, arrivalScv: returningArrivals(scvs[tier]!, visitsOf(tier)), others: 0 };
    }
    if (bursty === 0) return { arrivalRate, arrivalScv: 1, others: 0 };
    return { arrivalRate: bursty, arrivalScv: weighted / bursty, others: Math.max(0, arrivalRate - bursty) };
  }

  /** How often a request comes to a pool that it comes to at all; at least once. */
  function visitsOf(tier: number): number {
    counts ??= visitCounts(flat, calls, false);
    let first = 0;
    let second = 0;
    for (const [index, { routine }] of system.sources.entries()) {
      const own = counts[routine]!.threads.get(tier) ?? 0;
      first += round.throughput[index]! * own;
      second += round.throughput[index]! * own * own;
    }
    return first > 0 ? Math.max(1, second / first) : 1;
  }

  /** What steps hold a thread for, with all that they wait for. */
  function heldBy(steps: readonly Step[], tier: number): Held {
    const held = newHeld();
    for (const step of steps) {
      if (step.do === 'serve') {
        const { mean, scv } = step.time;
        const use = { times: 1, work: mean, work2: mean * mean * (1 + scv) };
        add(held, { ...newHeld(), stations: new Map([[firstStation[tier]! + step.station, use]]) }, 1);
      } else if (step.do === 'delay') passTime(held, step.time);
      else if (step.do === 'visit') {
        if (visits.has(step.tier) && step.tier !== tier) {
          held.pools.set(step.tier, (held.pools.get(step.tier) ?? 0) + 1);
        } else add(held, heldBy(step.steps, step.tier), 1);
      } else if (step.do === 'repeat') add(held, heldBy(step.steps, tier), step.times);
      else if (step.do === 'either')
        for (const { probability, steps: inner } of step.branches) add(held, heldBy(inner, tier), probability);
      else if (step.do === 'fork') {
        if (step.branches.length > 1) held.isShortened = true;
        const isBeside = step.needed < step.branches.length && step.branches.some((branch) => branch.length === 0);
        if (isBeside) continue;
        for (const branch of step.branches) add(held, heldBy(branch, tier), step.needed / step.branches.length);
      } else {
        const { call } = step;
        if (call.async) continue;
        const { sent, failed } = flat.callOf.get(call)!;
        add(held, heldByRoutine(call.to, call.wire), sent);
        if (call.fallback && failed > 0) add(held, heldByRoutine(call.fallback.to, call.fallback.wire), failed);
        if (call.timeout !== undefined || call.hedge !== undefined) held.isShortened = true;
      }
    }
    return held;
  }

  function heldByRoutine(routine: number, wire: Time | undefined): Held {
    let held = routineHeld.get(routine);
    if (!held) {
      // A call back into what is being described adds nothing more.
      routineHeld.set(routine, newHeld());
      routineHeld.set(routine, (held = heldBy(system.routines[routine]!.steps, -1)));
    }
    if (!wire) return held;
    const withWire = { ...held };
    passTime(withWire, wire);
    return withWire;
  }

  function isScarce(tier: number, pool: Tier, held: Held, arrivalRate: number): boolean {
    for (const within of held.pools.keys()) {
      const known = found[within];
      if (known && !known.wait) return true;
    }
    let time = held.delay;
    for (const [station, { times, work }] of held.stations) {
      const open = stations[station]!;
      if (!open.wait) return true;
      time += work + times * open.meanWait;
    }
    for (const [within, times] of held.pools) time += times * spentIn(within);
    const mean = (arrivalRate * time) / pool.nodes;
    const uneven = Math.max(1, scvs[tier]!);
    return mean + FAR * Math.sqrt(mean * uneven) + 5 > pool.threads!;
  }

  function holdingOf(tier: number): number {
    const own = solved.get(tier);
    if (!own) return 0;
    let time = own.held.delay;
    for (const [station, { times, work }] of own.held.stations)
      time += work + times * (stations[station]!.meanWait || 0);
    for (const [within, times] of own.held.pools) time += times * spentIn(within);
    return time;
  }

  /** What a visit spends at a pool, its wait for a thread included. */
  function spentIn(within: number): number {
    const known = found[within];
    return known ? known.meanHolding + known.meanWait : holdingOf(within);
  }

  /** Parts of what is held that happen at once: their times together over the time that they take. */
  function overlapOf(tier: number, held: Held): number {
    if (!held.isShortened || !before) return 1;
    const took = holding[tier]!.work / load.visits[tier]!;
    let together = held.delay;
    for (const [station, { times, work }] of held.stations) {
      const wait = before.stations[station]!.meanWait;
      if (!Number.isFinite(wait)) return 1;
      together += work + times * wait;
    }
    for (const [within, times] of held.pools) {
      const known = before.threads[within];
      if (known && !Number.isFinite(known.meanWait)) return 1;
      together += times * (known ? known.meanWait + known.meanHolding : holdingOf(within));
    }
    const now = took > 0 ? Math.min(100, Math.max(0.1, together / took)) : 1;
    // More overlap lets more in, which takes longer, which is less overlap: half the way ends sooner than to and fro.
    const overlap = Math.sqrt(now * (round.overlaps.get(tier) ?? now));
    round.overlaps.set(tier, overlap);
    return overlap;
  }

  /**
   * The stations of what a pool holds; of one of its nodes, where `apart` is their number: others then are an open load
   * at what they share.
   */
  function innerOf(tier: number, held: Held, arrivalRate: number, apart: number): Inner[] {
    const inner: Inner[] = [];
    for (const [at, use] of held.stations) {
      if (!(use.work > 0)) continue;
      const { nodes, dispatch, stations: own } = system.tiers[tierOfStation[at]!]!;
      const { servers } = own[at - firstStation[tierOfStation[at]!]!]!;
      const isOwn = tierOfStation[at] === tier;
      const count = isOwn && apart > 1 ? servers : servers * nodes;
      const mine = arrivalRate * use.work;
      const others = Math.max(0, load.work[at]! - mine);
      const background =
        (isOwn && apart > 1 ? others / nodes : others) + (isOwn || apart === 1 ? 0 : mine * (1 - 1 / apart));
      const meanService = use.work / use.times;
      const scv = Math.max(0, use.work2 / use.times / meanService ** 2 - 1);
      // Nodes that are chosen without a look at their queues are as many stations.
      const isSpread = nodes > 1 && !(isOwn && apart > 1) && (dispatch === 'random' || dispatch === 'round-robin');
      const copies = isSpread ? Math.min(nodes, MOST_COPIES) : 1;
      const each = Math.max(1, Math.round(count / copies));
      const one: Inner = {
        at,
        use,
        visits: use.times,
        copies,
        station: {
          copies,
          demand: use.work / copies,
          meanService,
          serviceScv: scv,
          speed: (n) => Math.min(n, each),
          most: each,
          background: background < 1e-9 * count ? 0 : background / copies,
        },
      };
      inner.push(one);
    }
    for (const [within, times] of held.pools) {
      const own = solved.get(within);
      if (!own) continue;
      const { server, most } = own;
      if (own.arrivalRate < 0) {
        // Not scarce: what it holds is as good as held without it.
        inner.push(...innerOf(tier, scaledHeld(own.held, times), arrivalRate, apart));
        continue;
      }
      const first = server.rates[1]!;
      if (!(first > 0)) continue;
      const mine = arrivalRate * times;
      const others = Math.max(0, load.visits[within]! - mine) + (apart === 1 ? 0 : mine * (1 - 1 / apart));
      inner.push({
        pool: within,
        visits: times,
        copies: 1,
        station: {
          demand: times / first,
          meanService: 1 / first,
          serviceScv: own.serviceScv,
          speed: (n) => between(server.rates, n) / first,
          most: most / first,
          background: others < 1e-9 * most ? 0 : others / first,
        },
      });
    }
    return inner;
  }

  function scaledHeld(held: Held, times: number): Held {
    const one = newHeld();
    add(one, held, times);
    return one;
  }
}
