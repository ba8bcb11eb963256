/** What a request waits at a station before it is served. */
import { attemptsAfterErrors } from '../distribution/attempts.ts';
import {
  balancedHyperexponential,
  distribution,
  erlangMixture,
  exponential,
  mixture,
  timeDistribution,
  valuesAt,
  ZERO,
  type Distribution,
} from '../distribution/distribution.ts';
import { giveBack, kernels, put } from '../kernels.ts';
import { dispatchWait, type DispatchedTier } from '../queueing/dispatch.ts';
import { conditionalWaitScv, meanWait as generalMeanWait } from '../queueing/ggc.ts';
import type { ChosenWait, MaybeChosen } from '../queueing/method.ts';
import { returningArrivals } from '../queueing/returning.ts';
import { renewalChain } from '../queueing/renewal-chain.ts';
import { limitedRoomWait } from '../queueing/finite-source.ts';
import { hedgedWait } from '../queueing/hedged.ts';
import { renewalWait } from '../queueing/renewal.ts';
import type { WaitMoments } from '../queueing/ggc.ts';
import type { Bursts } from './bursts.ts';
import type { ClosedState } from './closed.ts';
import type { Flat, Load } from './load.ts';
import type { Merged, Stream } from './streams.ts';
import type { System, Tier, Time } from './system.ts';
import { FULL } from './full.ts';

/** A station's answer. */
export interface StationResult extends MaybeChosen {
  readonly name: string;
  readonly arrivalRate: number;
  readonly meanService: number;
  readonly serviceScv: number;
  /** Busy servers over servers; above 1 where the station cannot keep up. */
  readonly utilization: number;
  /** The same of all that asks for it, those that find no room included: what a growing load fills. */
  readonly offered: number;
  readonly waitProbability: number;
  readonly meanWait: number;
  /** SCV of the wait of those that wait. */
  readonly conditionalScv: number;
  /** Share of visits that find no room. */
  readonly refused: number;
  /** Undefined where it never ends. */
  readonly wait: Distribution | undefined;
}

/** A station's answer and what it was worked out from, besides what stands in it. */
export interface KnownStation {
  readonly arrivalScv: number;
  readonly turns: number;
  readonly result: StationResult;
}

/**
 * The wait at every station, by its tier's dispatch.
 *
 * @param known by station, the answers of the round before; those that still hold are taken, the others replaced
 */
export function stationWaits(
  flat: Flat,
  load: Load,
  scvs: Float64Array,
  rates: Float64Array,
  closed: ClosedState | undefined,
  bursts: Bursts | undefined,
  known: KnownStation[] = [],
  streams: readonly (Stream | undefined)[] = [],
): StationResult[] {
  const { system, firstStation, tierOfStation } = flat;
  let worksOf: Work[][] | undefined;
  /** Parts of the work of a station, for a wait that depends on more than two moments. */
  const works = (station: number): Work[] => {
    if (!worksOf) {
      worksOf = Array.from(tierOfStation, () => []);
      for (const use of flat.uses) {
        const rate = rates[use.routine]! * use.times;
        if (rate > 0 && use.time.mean > 0) worksOf[use.station]!.push({ rate, time: use.time });
      }
    }
    return worksOf[station]!;
  };
  const waitAt = (station: number): StationResult => {
    const tierIndex = tierOfStation[station]!;
    const tier = system.tiers[tierIndex]!;
    const { name, servers } = tier.stations[station - firstStation[tierIndex]!]!;
    const arrivalRate = load.arrivals[station]!;
    const meanService = arrivalRate > 1e-100 ? load.work[station]! / arrivalRate : 0;
    const serviceScv = meanService > 0 ? Math.max(0, load.work2[station]! / arrivalRate / meanService ** 2 - 1) : 0;
    const work = load.work[station]!;
    const utilization = work > 0 ? work / (servers * tier.nodes) : 0;
    const still: StationResult = {
      name,
      arrivalRate,
      meanService,
      serviceScv,
      utilization,
      offered: utilization,
      waitProbability: 0,
      meanWait: 0,
      conditionalScv: 1,
      refused: 0,
      wait: ZERO,
      formula: undefined,
      given: undefined,
    };
    if (!(meanService > 0)) return still;
    // Without nodes nobody is served, and where room is counted there is none.
    if (tier.nodes === 0)
      return {
        ...still,
        waitProbability: 1,
        meanWait: Infinity,
        refused: tier.room === undefined ? 0 : 1,
        wait: undefined,
      };
    if (tier.room !== undefined)
      return {
        ...still,
        ...limitedRoom(tier, tier.room, {
          servers,
          arrivalRate: Math.max(0, arrivalRate - inVain(flat, tierIndex, rates)),
          meanService,
          serviceScv,
        }),
      };
    const ofUsers = closed?.stations[station];
    if (ofUsers) {
      const moments = closed.openWaits[station] ?? ofUsers;
      const given = { users: closed.population, nodes: tier.nodes, servers, arrivalRate, meanService, serviceScv };
      return { ...still, ...ofUsers, wait: waitDistribution(moments), formula: closed.formula, given };
    }
    if (utilization >= FULL) return { ...still, waitProbability: 1, meanWait: Infinity, wait: undefined };
    // Threads that are no more than the servers leave nothing to wait for inside.
    if (tier.threads !== undefined && tier.threads <= servers)
      return { ...still, formula: 'no-queue', given: { threads: tier.threads, servers } };
    const turns = bursts?.turns[station] ?? 1;
    const arrivalScv =
      returningArrivals(scvs[tierIndex]!, bursts?.returns[station] ?? 1) + (bursts?.added[station] ?? 0);
    const before = known[station];
    if (before?.arrivalScv === arrivalScv && before.turns === turns && isSameWork(before.result, still))
      return before.result;
    const isOneQueue = tier.nodes === 1 || tier.dispatch === 'shared';
    const queue: DispatchedTier = {
      nodes: tier.nodes,
      servers,
      arrivalRate,
      meanService,
      arrivalScv,
      serviceScv: 1 + (serviceScv - 1) * turns,
      dispatch: tier.dispatch,
    };
    const moments =
      hedgedMoments(flat, tierIndex, rates, queue, works(station)) ??
      streamWait(streams[station], queue, flat, scvs, () => works(station)) ??
      dispatchWait(queue);
    const queueServers = isOneQueue ? servers * tier.nodes : servers;
    const share = isOneQueue ? 1 : 1 / tier.nodes;
    const isPoisson = isOneQueue
      ? Math.abs(arrivalScv - 1) < 1e-9
      : tier.dispatch === 'random' && Math.abs(share * (arrivalScv - 1)) < 1e-9;
    const isExact = queueServers === 1 && isPoisson && turns === 1 && Math.abs(serviceScv - 1) > 1e-9;
    const wait = isExact
      ? pollaczekKhinchine(
          works(station).map((work) => ({ rate: work.rate * share, time: work.time })),
          moments,
        )
      : waitDistribution(moments);
    const { waitProbability, meanWait, conditionalScv, formula, given } = moments;
    const result = { ...still, waitProbability, meanWait, conditionalScv, wait, formula, given };
    // An exact wait depends on more than what is compared.
    if (!isExact) known[station] = { arrivalScv, turns, result };
    return result;
  };
  const results: StationResult[] = [];
  for (let station = 0; station < tierOfStation.length; station++) results.push(waitAt(station));
  return results;
}

/** Copies of one call that are told apart. */
const MOST_COPIES = 10;

/**
 * The wait where callers hedge into one queue, or try again after a timeout: more arrives the longer it is; undefined
 * elsewhere.
 */
function hedgedMoments(
  { system, calls }: Flat,
  tier: number,
  rates: Float64Array,
  queue: DispatchedTier,
  works: readonly Work[],
): ChosenWait | undefined {
  if (queue.nodes > 1 && queue.dispatch !== 'shared') return undefined;
  const hedges: { rate: number; delay: number }[] = [];
  let copies = 0;
  const { arrivalRate, meanService, serviceScv } = queue;
  const servers = queue.servers * queue.nodes;
  const free = Math.max(0, 1 - (arrivalRate * meanService) / servers);
  for (const { from, call, times, sent } of calls) {
    const { hedge, timeout, retries, errors, wire } = call;
    if (hedge === undefined ? timeout === undefined || retries === 0 : retries > 0) continue;
    const [step] = system.routines[call.to]!.steps;
    if (step?.do !== 'visit' || step.tier !== tier) continue;
    const rate = rates[from]! * times;
    const way = wire?.mean ?? 0;
    // Attempts that follow an error come at any time; those that follow a timeout when the queue is long, each behind
    // the last.
    const fresh = hedge !== undefined ? 1 : attemptsAfterErrors(errors, retries);
    copies += rate * Math.max(0, sent - fresh);
    if (hedge !== undefined) hedges.push({ rate, delay: Math.max(0, hedge - way) });
    else
      for (let again = 0; again < Math.min(retries, MOST_COPIES); again++)
        hedges.push({ rate, delay: Math.max(0, timeout! - way) * (1 + again * free) });
  }
  if (hedges.length === 0) return undefined;
  const longest = works.reduce((most, work) => (work.rate * work.time.mean > most.rate * most.time.mean ? work : most));
  return hedgedWait({
    servers,
    meanService,
    serviceScv,
    shape: longest.time.shape,
    arrivalRate: Math.max(1e-12, arrivalRate - copies),
    hedges,
  });
}

/** The wait of a stream whose law is known; undefined where its moments are all there is. */
function streamWait(
  stream: Stream | undefined,
  queue: DispatchedTier,
  { system, tierOfStation }: Flat,
  scvs: Float64Array,
  works: () => readonly Work[],
): ChosenWait | undefined {
  if (!stream) return undefined;
  const { nodes, servers, dispatch, meanService, serviceScv } = queue;
  if (stream.type === 'renewal') {
    const source = system.sources[stream.source]!;
    if (source.type !== 'open') return undefined;
    // Poisson arrivals stay so but for nodes that take turns.
    const isPoisson = Math.abs(source.interarrival.scv - 1) < 1e-9;
    if (isPoisson && (nodes === 1 || dispatch !== 'round-robin')) return undefined;
    if (dispatch === 'power-of-two' || dispatch === 'least-connections') return undefined;
    const { interarrival } = source;
    const { probability } = stream;
    return renewalWait({ interarrival, probability, nodes, servers, services: works(), dispatch });
  }
  if (stream.type === 'merged') return mergedWait(stream, queue, system);
  if (serviceScv > 1e-9 || (nodes > 1 && dispatch !== 'shared')) return undefined;
  // Behind fixed services as long as its own there is nothing left to wait for; a longer one makes up what it would
  // make alone.
  if (nodes * servers < stream.servers) return undefined;
  const given = { servers: stream.servers, arrivalRate: queue.arrivalRate, meanService, longestBefore: stream.gap };
  if (meanService <= stream.gap * (1 + 1e-9))
    return { waitProbability: 0, meanWait: 0, conditionalScv: 1, formula: 'fixed-tandem', given };
  if (nodes * servers > stream.servers) return undefined;
  const alone = { ...queue, arrivalScv: scvs[tierOfStation[stream.origin]!]! };
  const whole = dispatchWait(alone);
  const before = generalMeanWait({
    arrivalRate: queue.arrivalRate,
    servers: stream.servers,
    meanService: stream.gap,
    arrivalScv: alone.arrivalScv,
    serviceScv: 0,
  });
  return {
    ...whole,
    meanWait: Math.max(0, whole.meanWait - before),
    formula: 'fixed-tandem',
    given: { ...given, arrivalScv: alone.arrivalScv },
  };
}

/**
 * The wait where one uneven stream meets Poisson's in one queue: by the chain of those who are there and the phase of
 * the uneven stream.
 *
 * Other services than exponential ones make the wait longer or shorter as by two moments.
 * Accuracy: exact for hyperexponential times between arrivals and exponential services, all of the stream coming here.
 */
function mergedWait(
  { parts }: Merged,
  { nodes, servers, dispatch, arrivalRate, meanService, arrivalScv, serviceScv }: DispatchedTier,
  { sources }: System,
): ChosenWait | undefined {
  if (nodes > 1 && dispatch !== 'shared') return undefined;
  const met = mergedStreams(parts, sources, arrivalRate);
  if (!met) return undefined;
  const most = servers * nodes;
  if (most > MOST_SERVERS) return undefined;
  const { waitProbability, ...chained } = renewalChain({ ...met, rate: (inside) => inside / meanService, most });
  const given = {
    servers: most,
    arrivalRate: met.arrivalRate,
    poissonRate: met.others,
    meanService,
    arrivalScv: met.arrivalScv,
    serviceScv,
  };
  if (Math.abs(serviceScv - 1) < 1e-9)
    return {
      waitProbability,
      meanWait: chained.meanWait,
      conditionalScv: chained.conditionalScv,
      formula: 'merged',
      given,
    };
  const queue = { arrivalRate, servers: most, meanService, arrivalScv };
  const even = generalMeanWait({ ...queue, serviceScv: 1 });
  return {
    waitProbability,
    meanWait: even > 0 ? (chained.meanWait * generalMeanWait({ ...queue, serviceScv })) / even : 0,
    conditionalScv: conditionalWaitScv({ ...queue, serviceScv }),
    formula: 'merged',
    given,
  };
}

/** With more servers than these the chain takes longer than it is worth. */
const MOST_SERVERS = 2000;

/**
 * The one uneven stream of some, and the rest; undefined where there is none, or more than one, or where something else
 * arrives.
 */
function mergedStreams(
  parts: Merged['parts'],
  sources: System['sources'],
  all: number,
): { readonly arrivalRate: number; readonly arrivalScv: number; readonly others: number } | undefined {
  let uneven: { arrivalRate: number; arrivalScv: number } | undefined;
  let others = 0;
  for (const { source, probability } of parts) {
    const one = sources[source]!;
    if (one.type !== 'open') return undefined;
    const rate = probability / one.interarrival.mean;
    const scv = 1 + probability * (one.interarrival.scv - 1);
    if (Math.abs(scv - 1) < 1e-9) others += rate;
    else if (uneven || scv < 1) return undefined;
    else uneven = { arrivalRate: rate, arrivalScv: scv };
  }
  if (!uneven || Math.abs(uneven.arrivalRate + others - all) > 1e-6 * all) return undefined;
  return { ...uneven, others };
}

const isSameWork = (a: StationResult, b: StationResult): boolean =>
  a.arrivalRate === b.arrivalRate &&
  a.meanService === b.meanService &&
  a.serviceScv === b.serviceScv &&
  a.utilization === b.utilization;

/**
 * The wait for a thread where visits hold one: threads are the servers, the time that a visit holds one the service.
 */
export function threadWaits(
  { system }: Flat,
  load: Load,
  scvs: Float64Array,
  holding: readonly { readonly work: number; readonly work2: number }[],
  closed: ClosedState | undefined,
  scarce?: readonly (ThreadWait | undefined)[],
): (ThreadWait | undefined)[] {
  return system.tiers.map((tier, index) => {
    if (tier.threads === undefined) return undefined;
    const own = scarce?.[index];
    if (own) return own;
    const arrivalRate = load.visits[index]!;
    const { work, work2 } = holding[index]!;
    const meanHolding = arrivalRate > 0 ? work / arrivalRate : 0;
    const utilization = work > 0 ? work / (tier.threads * tier.nodes) : 0;
    const still = {
      utilization,
      offered: utilization,
      meanHolding,
      waitProbability: 0,
      meanWait: 0,
      conditionalScv: 1,
      wait: ZERO,
      formula: undefined,
      given: undefined,
    };
    const { nodes, threads } = tier;
    const ofUsers = closed?.threads[index];
    if (ofUsers) {
      const given = { users: closed!.population, threads, nodes, arrivalRate, meanService: meanHolding };
      return { ...still, ...ofUsers, wait: waitDistribution(ofUsers), formula: closed!.formula, given };
    }
    if (!(meanHolding > 0)) return still;
    if (closed) return { ...still, formula: 'uncounted', given: { threads, nodes } };
    if (utilization >= FULL) return { ...still, waitProbability: 1, meanWait: Infinity, wait: undefined };
    const moments = dispatchWait({
      nodes,
      servers: threads,
      arrivalRate,
      meanService: meanHolding,
      arrivalScv: scvs[index]!,
      serviceScv: Math.max(0, work2 / arrivalRate / meanHolding ** 2 - 1),
      dispatch: tier.dispatch,
    });
    return { ...still, ...moments, wait: waitDistribution(moments) };
  });
}

export interface ThreadWait extends WaitMoments, MaybeChosen {
  /** Threads in use over threads. */
  readonly utilization: number;
  /** What is asked for over the most that they carry: 1 where no more gets through. */
  readonly offered: number;
  readonly meanHolding: number;
  readonly wait: Distribution | undefined;
  /** Visits a second, and the mean wait that Poisson arrivals among them see over that of all; where known. */
  readonly arrivalRate?: number;
  readonly seenByPoisson?: number;
}

/**
 * Requests a second that come back to a tier's full room at once: they find what those before them found, and are no
 * arrivals of their own.
 */
function inVain({ calls, visits }: Flat, tier: number, rates: Float64Array): number {
  const visiting = new Map<number, number>();
  for (const one of visits)
    if (one.tier === tier) visiting.set(one.routine, (visiting.get(one.routine) ?? 0) + one.times);
  return calls.reduce(
    (sum, { from, call, times, inVain: again }) => sum + rates[from]! * times * again * (visiting.get(call.to) ?? 0),
    0,
  );
}

/**
 * A queue with room for so many, M/M/c/K at each node (M/G/c/K, by its SCV, where service isn't exponential): the share
 * that is refused and the wait of the others, a mixture of
 * Erlangs by how many are found waiting.
 * @see D. Gross, J. F. Shortle, J. M. Thompson, C. M. Harris, "Fundamentals of queueing theory" (2008), section 2.5
 */
function limitedRoom(
  tier: Tier,
  room: number,
  at: {
    readonly servers: number;
    readonly arrivalRate: number;
    readonly meanService: number;
    readonly serviceScv: number;
  },
) {
  const { servers, arrivalRate, meanService, serviceScv } = at;
  const isOneQueue = tier.dispatch === 'shared';
  const [c, capacity] = isOneQueue ? [servers * tier.nodes, room * tier.nodes] : [servers, room];
  const rate = isOneQueue ? arrivalRate : arrivalRate / tier.nodes;
  const offered = rate * meanService;
  const given = { servers: c, room: capacity, arrivalRate: rate, meanService, serviceScv };
  if (Math.abs(serviceScv - 1) > 1e-9 && rate > 0) {
    const found = limitedRoomWait(given);
    const busy = (offered * (1 - found.refused)) / c;
    return { ...found, utilization: busy, wait: waitDistribution(found), formula: 'mgck' as const, given };
  }
  // Probabilities relative to the largest, so that nothing overflows.
  const logs = new Float64Array(capacity + 1);
  let most = 0;
  for (let n = 1; n <= capacity; n++) {
    logs[n] = logs[n - 1]! + Math.log(offered / Math.min(n, c));
    most = Math.max(most, logs[n]!);
  }
  const weights = logs.map((one) => Math.exp(one - most));
  const total = weights.reduce((sum, one) => sum + one, 0);
  const refused = weights[capacity]! / total;
  const accepted = total - weights[capacity]!;
  const stage = meanService / c;
  let waitProbability = 0;
  let mean = 0;
  let second = 0;
  for (let n = c; n < capacity; n++) {
    const p = weights[n]! / accepted;
    const stages = n - c + 1;
    waitProbability += p;
    mean += p * stages * stage;
    second += p * stages * (stages + 1) * stage * stage;
  }
  const utilization = (offered * (1 - refused)) / c;
  // Who finds n − c waiting waits for as many stages and one more.
  const found = weights.slice(c, capacity).map((weight) => weight / accepted);
  const conditional = mean / waitProbability;
  const wait =
    waitProbability > 0
      ? distribution(mean, second - mean * mean, 0, ({ at, stride, count }, out) => {
          const shares = put(found);
          kernels.stages(at, stage, 1 - waitProbability, shares, found.length, out, stride, count);
          giveBack(shares);
        })
      : ZERO;
  const conditionalScv = waitProbability > 0 ? second / waitProbability / (conditional * conditional) - 1 : 1;
  return {
    utilization,
    waitProbability,
    meanWait: mean,
    conditionalScv,
    refused,
    wait,
    formula: 'mmck' as const,
    given,
  };
}

/** A wait from its probability, its mean and the SCV of it where there is any. */
export function waitDistribution({ waitProbability, meanWait, conditionalScv }: WaitMoments): Distribution {
  if (!(meanWait > 0) || !(waitProbability > 0)) return ZERO;
  const mean = meanWait / waitProbability;
  const wait =
    Math.abs(conditionalScv - 1) < 1e-6
      ? exponential(mean)
      : conditionalScv > 1
        ? balancedHyperexponential(mean, conditionalScv)
        : erlangMixture(mean, conditionalScv);
  return mixture([
    { probability: waitProbability, time: wait },
    { probability: 1 - waitProbability, time: ZERO },
  ]);
}

/** A part of the work at a station: how often in a second, and how long. */
export interface Work {
  readonly rate: number;
  readonly time: Time;
}

/**
 * The wait at a single server with Poisson arrivals, exactly: (1 − ρ)·s/(s − λ·(1 − B(s))).
 * @see F. Pollaczek 1930, A. Khinchine 1932; L. Kleinrock, "Queueing systems", vol. 1 (1975), (5.105)
 */
export function pollaczekKhinchine(works: readonly Work[], moments: WaitMoments): Distribution {
  const rate = works.reduce((sum, work) => sum + work.rate, 0);
  const parts = works.map((work) => ({ share: work.rate / rate, service: timeDistribution(work.time) }));
  const rho = works.reduce((sum, work) => sum + work.rate * work.time.mean, 0);
  const { meanWait, waitProbability, conditionalScv } = moments;
  const conditional = meanWait / waitProbability;
  const second = waitProbability * conditional * conditional * (1 + conditionalScv);
  return distribution(
    meanWait,
    Math.max(0, second - meanWait * meanWait),
    0,
    (points, out) => {
      const { at, stride, count } = points;
      kernels.fill(out, stride, count, 0);
      for (const { share, service } of parts)
        kernels.addWeighted(at, valuesAt(service, points), share, service.shift, out, stride, count);
      kernels.pollaczekKhinchine(at, rate, rho, out, stride, count);
    },
    parts.length + 1,
  );
}
