/**
 * The analytic solution of a system: who waits where, and how long every request takes, as a distribution.
 *
 * Stations are decomposed (Whitt's queueing network analyzer), and response times are composed from their waits as
 * Laplace transforms. Exact for networks of M/M/c queues and for M/G/1 with Poisson arrivals; approximate elsewhere.
 */
import { mixture, ZERO, type Distribution } from '../distribution/distribution.ts';
import { decades, isLive, lattice, startRound, type Decades, type Points } from '../distribution/inversion.ts';
import { freeze } from '../distribution/frozen.ts';
import { percentiles } from '../distribution/percentile.ts';
import { burstsOf, type Bursts } from './bursts.ts';
import { closedState, type ClosedState } from './closed.ts';
import { calleesFirst, compose, newMemory, type Composition, type Memory, type Waits } from './compose.ts';
import { withAlikeWaits } from './correlation.ts';
import { flatten, routineRates, stationLoad, type Flat, type Load } from './load.ts';
import { ownWaits } from './own-waits.ts';
import type { PoolServers } from './pool-servers.ts';
import { poolSites } from './pool-sites.ts';
import { poolWaits } from './pools.ts';
import type { System } from './system.ts';
import { streamsOf, type Stream } from './streams.ts';
import { arrivalScvs } from './variability.ts';
import { visitCounts } from './visit-counts.ts';
import {
  stationWaits,
  threadWaits,
  waitDistribution,
  type KnownStation,
  type StationResult,
  type ThreadWait,
} from './waits.ts';

/** What is reported of a response time, in seconds. */
export interface Latency {
  readonly mean: number;
  readonly p50: number;
  readonly p90: number;
  readonly p95: number;
  readonly p99: number;
  readonly p999: number;
}

export const LEVELS = [0.5, 0.9, 0.95, 0.99, 0.999] as const;

export interface TierResult {
  readonly arrivalRate: number;
  /** SCV of the time between visits. */
  readonly arrivalScv: number;
  /** Share of visits that find no room. */
  readonly refused: number;
  readonly stations: readonly StationResult[];
  readonly threads: ThreadWait | undefined;
}

export interface Solution {
  readonly system: System;
  readonly flat: Flat;
  /** Requests per second of each source; of a closed one what its users make. */
  readonly throughput: readonly number[];
  /** Runs per second of each routine. */
  readonly rates: Float64Array;
  /** Response time of each source and of each routine; undefined where it has no end. */
  readonly sources: readonly (Distribution | undefined)[];
  readonly routines: readonly (Distribution | undefined)[];
  readonly tiers: readonly TierResult[];
  /**
   * Share of the requests of each source, and of the runs of each routine, that succeed: not timed out, refused or in
   * error without a way out.
   */
  readonly success: readonly number[];
  readonly routineSuccess: Float64Array;
  /** Whether responses are those of the runs that succeed. */
  readonly isSucceeding: boolean;
  /** Whether the rounds came to a steady state. */
  readonly isSettled: boolean;
  /** Pools as they have been solved, for looks at other loads. */
  readonly poolServers: PoolServers;
  /** Where everything is looked at: values there are kept, since responses are made of each other. */
  readonly lattice: () => Points | Decades;
  /**
   * Routines, callees before callers where there is no cycle; the waits; what is known of times: to compose a response
   * again.
   */
  readonly order: Int32Array;
  readonly waits: Waits;
  readonly memory: Memory;
  /** Streams whose law is known, and what the visits of one request do to each other, by station. */
  readonly streams: readonly (Stream | undefined)[] | undefined;
  readonly bursts: Bursts | undefined;
}

/** Systems with more routines keep each response as its values alone, so that memory and recursion stay flat. */
const FROZEN_FROM = 120;
const MOST_ROUNDS = 240;
/** Rounds after which figures are near enough that the last digits no longer matter. */
const PATIENT_ROUNDS = 60;
/** A look that takes longer is taken to have no steady state. */
const MOST_ROUNDS_OF_A_LOOK = 40;
/** Rounds until everything has been seen once: bursts, and how long threads are held. */
const FIRST_ROUNDS = 2;
/** Relative change of a figure that ends the rounds. */
const SETTLED = 1e-9;
/** Change after the last round that is none to speak of: beyond it the figures still move. */
const NEARLY = 1e-4;
/** Share of threads in use below which hardly anybody waits for one. */
const CROWDED = 0.2;

/** A look at a load that somebody else has been near: how full things are then, and whether there is an end. */
export interface Look {
  /** The solution of the same system under a smaller load: its calls are made as often to begin with. */
  readonly from: Solution;
  /** Whether everything is asked for, and not only how full things are. */
  readonly isWhole?: boolean;
}

/**
 * Solves a system.
 *
 * Where calls multiply for ever (a cycle of calls with a gain of 1 or more) no response has an end.
 */
export function solve(system: System, look?: Look): Solution {
  const flat = flatten(system);
  if (look) startFrom(flat, look.from.flat);
  const isLook = look !== undefined && look.isWhole !== true;
  const settled = isLook ? NEARLY / 10 : SETTLED;
  const order = calleesFirst(flat);
  const size = system.routines.length;
  const isLarge = size > FROZEN_FROM;
  const throughput = system.sources.map((source) =>
    source.type === 'open' ? 1 / source.interarrival.mean : source.users / (source.think.mean || 1),
  );
  const hasClosed = system.sources.some((source) => source.type === 'closed');
  const isPolicied = flat.calls.some(
    ({ call }) => call.errors > 0 || call.timeout !== undefined || call.hedge !== undefined,
  );
  const isRefusing = system.tiers.some((tier) => tier.room !== undefined);
  const pools = hasClosed ? undefined : poolSites(flat, order);
  const servers: PoolServers = look?.from.poolServers ?? new Map();
  const overlaps = new Map<number, number>();
  const hasThreads = system.tiers.some((tier) => tier.threads !== undefined);
  const isCyclic = hasCycle(flat, order);
  const streams = hasClosed ? undefined : streamsOf(flat);

  let before: (Distribution | undefined)[] = Array.from({ length: size }, () => ZERO);
  const refused = new Float64Array(system.tiers.length);
  let success: Float64Array = new Float64Array(size).fill(1);
  let holding: readonly { work: number; work2: number }[] = system.tiers.map(() => ({ work: 0, work2: 0 }));
  let rates: Float64Array = new Float64Array(size);
  let load!: Load;
  let scvs!: Float64Array;
  let waits!: Waits;
  let stations!: ReturnType<typeof stationWaits>;
  let threads!: ReturnType<typeof threadWaits>;
  let composition!: Composition & { readonly points?: () => Points };
  let closed: ClosedState | undefined;
  // A look begins with the bursts that were there, and asks once what has become of them.
  let bursts = isLook && look.from.bursts?.added.length === flat.tierOfStation.length ? look.from.bursts : undefined;
  const burstRounds = bursts ? 1 : 2;
  let isBursty = !isLarge && !hasClosed && hasBursts(flat);
  let hasEnd = true;
  // Without a policy or users who wait nothing is called more or less often than in the round before.
  const isMoving = hasClosed || isPolicied || isRefusing;
  const known: KnownStation[] = [];
  // The same steps take the same times as far as nothing waits in them.
  const memory = look?.from.system.routines === system.routines ? look.from.memory : newMemory();
  let change = 0;
  let changeBefore = Infinity;
  let fullFor = 0;
  const most = isLook ? MOST_ROUNDS_OF_A_LOOK : MOST_ROUNDS;
  for (let round = 0; round < most && hasEnd; round++) {
    if (round === 0 || isMoving) {
      const entering = enteringRoutines(system, throughput);
      const solved = routineRates(flat, entering.rates);
      // Retries and hedges along a cycle of calls have made it multiply for ever: nothing has an end.
      if (!solved) hasEnd = false;
      else rates = solved;
      load = stationLoad(flat, rates);
      scvs = arrivalScvs(flat, rates, load, entering);
    }
    if (pools && round > 0) scvs = arrivalScvs(flat, rates, load, enteringRoutines(system, throughput), threads);
    const roundBefore = round > 0 ? { stations, threads } : undefined;
    stations = stationWaits(flat, load, scvs, rates, closed, bursts, known, streams);
    const scarce =
      pools &&
      poolWaits(
        flat,
        pools,
        { servers, overlaps, throughput, rates, load, scvs, holding, before: roundBefore },
        stations,
      );
    threads = threadWaits(flat, load, scvs, holding, closed, scarce);
    change = 0;
    if (isRefusing)
      for (const tier of system.tiers.keys()) {
        const share = stations[flat.firstStation[tier]!]?.refused ?? 0;
        change = Math.max(change, Math.abs(share - refused[tier]!));
        refused[tier] = share;
      }
    waits = {
      stations: stations.map((one) => one.wait),
      busy: stations,
      threads: threads.map((one) => (one ? one.wait : ZERO)),
      refused: isRefusing ? refused : undefined,
      closed: closed && closedWaits(flat, closed),
    };
    const lastRound = { responses: before, success };
    composition = isLarge
      ? composeLarge(flat, rates, order, waits, lastRound)
      : compose(flat, rates, order, waits, lastRound, { memory });
    ({ success } = composition);
    if (isPolicied || isRefusing) change = Math.max(change, composition.moved);
    if (isCyclic) change = Math.max(change, meanChange(before, composition.responses));
    if (hasThreads && isCrowded(system, composition.holding))
      change = Math.max(change, holdingChange(holding, composition.holding));
    holding = composition.holding;
    before = [...composition.responses];
    if (hasClosed) {
      const means = system.sources.map(({ routine }) => composition.responses[routine]?.mean);
      const next = closedState(flat, means, closed, openLoad(flat, system), scvs);
      if (!next) hasEnd = false;
      else {
        change = Math.max(change, closedChange(throughput, next));
        closed = next;
        for (const [index, rate] of next.throughput.entries()) throughput[index] = rate;
      }
    }
    if (isBursty && round < burstRounds) {
      bursts = burstsOf(flat, load, throughput, composition.responses, scvs);
      if (bursts) change = 1;
      else isBursty = false;
    }
    if (change < (round < PATIENT_ROUNDS ? settled : NEARLY / 10)) break;
    // What swings as far as long before swings on.
    if (round % PATIENT_ROUNDS === PATIENT_ROUNDS - 1) {
      if (change > changeBefore / 2) break;
      changeBefore = change;
    }
    // Calls are made no less often in the rounds to come than in this one: what is full stays full, and here nobody
    // gets past it.
    const isLost = system.sources.every(({ routine }) => !composition.responses[routine]);
    fullFor = isLost && isFull(stations, threads) ? fullFor + 1 : 0;
    if (isLook && fullFor > FIRST_ROUNDS) {
      change = 0;
      break;
    }
  }

  const isSucceeding = hasEnd && !isLook && success.some((share) => share < 1);
  if (isSucceeding) {
    // What is reported is of the requests that succeed; threads are held by the others too.
    const lastRound = { responses: composition.responses, success };
    composition = isLarge
      ? composeLarge(flat, rates, order, waits, lastRound, true)
      : compose(flat, rates, order, waits, lastRound, { isSucceeding });
  }
  if (!hasEnd) composition = { ...composition, responses: composition.responses.map(() => undefined) };
  let looked: Decades | undefined;
  const oneRound = () => (looked && isLive(looked) ? looked : (looked = decades()));
  // How long each source waits is what nobody asks of a look.
  const visits = !isLarge && !isLook && hasEnd && !hasClosed ? visitCounts(flat, order, true) : undefined;
  const own = visits && ownWaits(flat, order, throughput, stations, threads);
  const shapeOf = (station: number) => {
    const tier = flat.tierOfStation[station]!;
    const { nodes, stations: all } = system.tiers[tier]!;
    return { arrivalScv: scvs[tier]!, servers: nodes * all[station - flat.firstStation[tier]!]!.servers };
  };
  const sources = system.sources.map(({ routine }, index) => {
    const response = composition.responses[routine];
    if (!response || !visits) return response;
    return withAlikeWaits(response, visits[routine]!.stations, stations, shapeOf, threads, own?.[index]);
  });
  return {
    system,
    flat,
    throughput,
    rates,
    sources,
    routines: composition.responses,
    success: system.sources.map(({ routine }) => success[routine]!),
    routineSuccess: success,
    isSucceeding,
    isSettled: hasEnd && change < NEARLY,
    poolServers: servers,
    tiers: system.tiers.map((_, tier) => ({
      arrivalRate: load.visits[tier]!,
      arrivalScv: scvs[tier]!,
      refused: stations
        .slice(flat.firstStation[tier], flat.firstStation[tier + 1])
        .reduce((most, one) => Math.max(most, one.refused), 0),
      stations: stations.slice(flat.firstStation[tier], flat.firstStation[tier + 1]),
      threads: threads[tier],
    })),
    lattice: composition.points ?? oneRound,
    order,
    waits,
    memory,
    streams,
    bursts,
  };
}

/**
 * Composes a large system: a rough look finds its scale, then every response is kept as its values on one lattice, and
 * those that no caller is left to ask for are given up.
 */
function composeLarge(
  flat: Flat,
  rates: Float64Array,
  order: Int32Array,
  waits: Waits,
  before: Parameters<typeof compose>[4],
  isSucceeding = false,
): Composition & { readonly points: () => Points } {
  const rough = compose(flat, rates, order, waits, before, { isRough: true });
  const { from, to } = rangeOf(rough.responses, flat.system);
  let looked: Points | undefined;
  // Each response is looked at by itself, so that there is room for the values of one at a time.
  const points = () => {
    if (looked && isLive(looked)) startRound(looked);
    else looked = lattice(from, to);
    return looked;
  };
  const left = callersLeft(flat, flat.system);
  const frozen: (ReturnType<typeof freeze> | undefined)[] = [];
  const spare: Float64Array[] = [];
  const composition = compose(flat, rates, order, waits, before, {
    isLarge: true,
    isSucceeding,
    finish(routine, response) {
      const one = freeze(response, points(), spare);
      frozen[routine] = one;
      for (const callee of left.callees[routine]!) if (--left.count[callee]! === 0) frozen[callee]?.release();
      return one.distribution;
    },
  });
  return { ...composition, points };
}

/** Mean and percentiles of a response time; undefined where it has no end. */
export function latencyOf(
  one: Distribution | undefined,
  points: Points | Decades,
  isClose?: boolean,
): Latency | undefined {
  if (!one) return undefined;
  const [p50, p90, p95, p99, p999] = percentiles(one, LEVELS, points, isClose);
  return { mean: one.mean, p50: p50!, p90: p90!, p95: p95!, p99: p99!, p999: p999! };
}

/** The response of several routines taken together, by how often each runs. */
export function together(solution: Solution, routines: readonly number[]): Distribution | undefined {
  const running = routines.filter((routine) => solution.rates[routine]! > 0);
  const total = running.reduce((sum, routine) => sum + solution.rates[routine]!, 0);
  const parts = [];
  for (const routine of running) {
    const time = solution.routines[routine];
    if (!time) return undefined;
    parts.push({ probability: solution.rates[routine]! / total, time });
  }
  return parts.length === 0 ? undefined : mixture(parts);
}

/** Whether a station or a pool is asked for more than it has. */
const isFull = (stations: readonly StationResult[], threads: readonly (ThreadWait | undefined)[]): boolean =>
  stations.some(({ utilization, refused }) => refused === 0 && utilization >= 1) ||
  threads.some((one) => one !== undefined && one.offered >= 1);

/** Begins with calls made as often as they were, where they are the same calls. */
function startFrom({ calls }: Flat, { calls: before }: Flat): void {
  if (calls.length !== before.length) return;
  for (const [index, site] of calls.entries()) {
    const { from, sent, failed, timedOut } = before[index]!;
    if (site.from === from) Object.assign(site, { sent, failed, timedOut });
  }
}

/** What comes into every routine from outside, and the SCV of the time between it. */
function enteringRoutines({ routines, sources }: System, throughput: readonly number[]) {
  const rates = new Float64Array(routines.length);
  const scvs = new Float64Array(routines.length);
  for (const [index, source] of sources.entries()) {
    const rate = throughput[index]!;
    rates[source.routine]! += rate;
    scvs[source.routine]! += rate * (source.type === 'open' ? source.interarrival.scv : 1);
  }
  for (let r = 0; r < routines.length; r++) scvs[r] = rates[r]! > 0 ? scvs[r]! / rates[r]! : 1;
  return { rates, scvs };
}

/** The load of the open classes alone. */
function openLoad(flat: Flat, system: System): Load {
  const entering = new Float64Array(system.routines.length);
  for (const source of system.sources)
    if (source.type === 'open') entering[source.routine]! += 1 / source.interarrival.mean;
  return stationLoad(flat, routineRates(flat, entering) ?? entering);
}

function closedChange(before: readonly number[], { throughput }: ClosedState): number {
  return throughput.reduce((most, rate, index) => Math.max(most, Math.abs(rate - before[index]!) / (rate || 1)), 0);
}

/**
 * What the routines of closed classes wait at each station. A routine that several of them run waits like the first.
 */
function closedWaits({ system, calls }: Flat, { ofSource }: ClosedState) {
  const found: (readonly (Distribution | undefined)[] | undefined)[] = Array.from({ length: system.routines.length });
  for (const [source, moments] of ofSource) {
    const waits = moments.map((one) => (one ? waitDistribution(one) : ZERO));
    const stack = [system.sources[source]!.routine];
    for (let routine = stack.pop(); routine !== undefined; routine = stack.pop()) {
      if (found[routine]) continue;
      found[routine] = waits;
      for (const { from, call } of calls)
        if (from === routine) stack.push(call.to, ...(call.fallback ? [call.fallback.to] : []));
    }
  }
  return found;
}

/** Whether a request may be at a station more than once, where that makes a difference. */
function hasBursts({ calls, uses, system }: Flat): boolean {
  const hasForks = (steps: System['routines'][number]['steps']): boolean =>
    steps.some(
      (step) =>
        step.do === 'fork' ||
        (step.do === 'call' && step.call.async) ||
        ((step.do === 'visit' || step.do === 'repeat') && hasForks(step.steps)) ||
        (step.do === 'either' && step.branches.some((branch) => hasForks(branch.steps))),
    );
  return (
    calls.length > 0 &&
    (uses.some(({ time }) => Math.abs(time.scv - 1) > 1e-9) ||
      system.sources.some((source) => source.type === 'open' && Math.abs(source.interarrival.scv - 1) > 1e-9) ||
      system.routines.some(({ steps }) => hasForks(steps)))
  );
}

function hasCycle({ calls, system }: Flat, order: Int32Array): boolean {
  const place = new Int32Array(system.routines.length);
  for (const [index, routine] of order.entries()) place[routine] = index;
  return calls.some(
    ({ from, call }) => place[call.to]! >= place[from]! || (call.fallback && place[call.fallback.to]! >= place[from]!),
  );
}

function meanChange(before: readonly (Distribution | undefined)[], now: readonly (Distribution | undefined)[]): number {
  let most = 0;
  for (const [index, one] of now.entries()) {
    const old = before[index];
    if (!one || !old) most = Math.max(most, one === old ? 0 : 1);
    else if (one.mean > 0) most = Math.max(most, Math.abs(one.mean - old.mean) / one.mean);
  }
  return most;
}

function holdingChange(before: readonly { work: number }[], now: readonly { work: number }[]): number {
  let most = 0;
  for (const [index, { work }] of now.entries())
    if (work > 0) most = Math.max(most, Math.abs(work - before[index]!.work) / work);
  return most;
}

/** Whether threads are scarce anywhere: then their wait has to be found in rounds. */
function isCrowded({ tiers }: System, holding: readonly { readonly work: number }[]): boolean {
  return tiers.some(
    ({ threads, nodes }, index) => threads !== undefined && holding[index]!.work > CROWDED * threads * nodes,
  );
}

function rangeOf(responses: readonly (Distribution | undefined)[], system: System) {
  let from = Infinity;
  let to = 0;
  for (const response of responses) {
    // What hardly varies needs no close look.
    if (!response || response.variance < 1e-6 * response.mean ** 2) continue;
    from = Math.min(from, response.mean - response.shift);
  }
  for (const { routine } of system.sources) {
    const response = responses[routine];
    if (response) to = Math.max(to, response.mean - response.shift + 8 * Math.sqrt(response.variance));
  }
  if (!(from < Infinity)) return { from: 1e-3, to: 1 };
  return { from: from / 20, to: Math.max(to, from) * 4 };
}

function callersLeft({ calls }: Flat, system: System) {
  const count = new Int32Array(system.routines.length);
  const callees: number[][] = Array.from({ length: system.routines.length }, () => []);
  for (const { from, call } of calls)
    for (const callee of call.fallback ? [call.to, call.fallback.to] : [call.to]) {
      count[callee]!++;
      callees[from]!.push(callee);
    }
  // What a source enters is looked at in the end.
  for (const { routine } of system.sources) count[routine]!++;
  return { count, callees };
}
