/** The response time of every routine as a distribution, from the waits at the stations up through the calls. */
import { attemptsAfterErrors, callTime } from '../distribution/attempts.ts';
import {
  addFactors,
  mixture,
  repeated,
  shared,
  sum,
  sumOfFactors,
  timeDistribution,
  ZERO,
  type Distribution,
} from '../distribution/distribution.ts';
import { rememberingValues } from '../distribution/frozen.ts';
import { kthOf } from '../distribution/order.ts';
import { tail } from '../distribution/percentile.ts';
import { crowdTime } from './crowd.ts';
import { hedgedTogether } from './hedges.ts';
import type { CallSite, Flat } from './load.ts';
import { meetingAlikeness } from './meeting.ts';
import type { Step, System, SystemCall, Time } from './system.ts';
import type { StationResult } from './waits.ts';

export interface Composition {
  /**
   * By routine: from its start to its last step, of the runs that succeed where these are asked for; undefined where it
   * is not reached or never ends.
   */
  readonly responses: readonly (Distribution | undefined)[];
  /** By routine: share of its runs that succeed. Of one that never ends nothing is said: 1. */
  readonly success: Float64Array;
  /** By tier: how long its visits hold their node's thread: Σ rate·E[H] and Σ rate·E[H²]. */
  readonly holding: readonly { work: number; work2: number }[];
  /** The greatest change of a call's requests per call since the last composition, relative. */
  readonly moved: number;
}

/** What rounds have in common. */
export interface Memory {
  readonly times: Map<Time, Distribution>;
  /** The same by what they are, of which there are few as a rule: by their means. */
  readonly alike: Map<number, AlikeTime[]>;
  /** What the costly compositions of the round before were made of, and what they gave. */
  readonly composed: Map<
    object,
    { readonly parts: readonly Distribution[]; readonly figure: number; readonly result: unknown }
  >;
}

interface AlikeTime {
  readonly scv: number;
  readonly shape: Time['shape'];
  readonly distribution: Distribution;
}

export const newMemory = (): Memory => ({ times: new Map(), alike: new Map(), composed: new Map() });

/** The result of the round before where it was made of the same times. */
function remembered<Result>(
  memory: Memory['composed'],
  key: object,
  parts: readonly Distribution[],
  figure: number,
  compute: () => Result,
): Result {
  const before = memory.get(key);
  const isSame = before?.parts.every((part, index) => {
    const now = parts[index];
    return now !== undefined && part.mean === now.mean && part.variance === now.variance && part.shift === now.shift;
  });
  if (before && isSame && before.figure === figure) return before.result as Result;
  const result = compute();
  memory.set(key, { parts, figure, result });
  return result;
}

export interface ComposeMode {
  /** Of the round before, so that what has not changed is not worked out again. */
  readonly memory?: Memory;
  /** What becomes of a response before others use it. */
  readonly finish?: (routine: number, response: Distribution) => Distribution;
  /** Times that are alike share their values on the lattice. */
  readonly isLarge?: boolean;
  /** Leaves retries, timeouts, hedges and order statistics out: for the scale of things alone. */
  readonly isRough?: boolean;
  /** Gives the times of the runs that succeed alone; calls are left as often made as they are. */
  readonly isSucceeding?: boolean;
}

export interface Waits {
  /** By station; undefined where it never ends. */
  readonly stations: readonly (Distribution | undefined)[];
  /** By routine: what it waits at each station, where it is a closed class's and waits otherwise than the rest. */
  readonly closed?: readonly (readonly (Distribution | undefined)[] | undefined)[] | undefined;
  /** By station: what arrives and how long it waits, for requests that meet several stations at once. */
  readonly busy?: readonly StationResult[] | undefined;
  /** By tier: the wait for a thread. */
  readonly threads: readonly (Distribution | undefined)[];
  /** By tier: share of visits that find no room. */
  readonly refused?: Float64Array | undefined;
  /** Multiplies some of the times. For asking what a response time is made of. */
  readonly stretch?: Stretch | undefined;
}

/**
 * Which times are multiplied: those of a component's own steps and the patience of those that call it, or those on the
 * way between two.
 */
export type Stretch = { readonly factor: number } & (
  | { readonly component: number; readonly isOnWay?: undefined }
  | { readonly component?: undefined; isOnWay(from: number, to: number): boolean }
);

/**
 * Composes all routines that run, callees first.
 *
 * A routine that calls itself, directly or not, is given the time that it had in the round before.
 * @param rates runs per second of each routine
 * @param order routines, callees before callers where there is no cycle
 * @param before responses of the round before, and the share of runs that succeeded
 */
export function compose(
  flat: Flat,
  rates: Float64Array,
  order: Int32Array,
  waits: Waits,
  before: { readonly responses: readonly (Distribution | undefined)[]; readonly success: Float64Array },
  { memory, finish, isLarge = false, isRough = false, isSucceeding = false }: ComposeMode = {},
): Composition {
  const { system, firstStation, tierOfStation, callOf } = flat;
  const responses: (Distribution | undefined)[] = Array.from({ length: system.routines.length });
  const holding = system.tiers.map(() => ({ work: 0, work2: 0 }));
  const { times, alike, composed: made } = memory ?? newMemory();
  const composed = new Uint8Array(system.routines.length);
  const success = new Float64Array(system.routines.length).fill(1);
  let moved = 0;
  let component = -1;
  let { stations } = waits;
  const { stretch } = waits;
  /** Share of runs of what is being composed that succeed, as far as it has been. */
  let succeeds = 1;
  /** What steps take, and the share of their runs that succeed, which is not counted yet. */
  const apart = <Result>(compose: () => Result): { readonly result: Result; readonly share: number } => {
    const outer = succeeds;
    succeeds = 1;
    const result = compose();
    const share = succeeds;
    succeeds = outer;
    return { result, share };
  };
  /** A station whose next wait is left out, of a time that is only asked for; −1 for none. */
  let skipped = -1;
  let isAside = false;

  const ofComponent = (one: number) => (stretch?.component === one ? stretch.factor : 1);
  const ofWay = (to: number) => (stretch?.isOnWay?.(component, to) ? stretch.factor : 1);
  const own = (time: Time, factor = time.onWire ? ofWay(component) : ofComponent(component)): Distribution => {
    if (factor !== 1) return timeDistribution({ ...time, mean: time.mean * factor });
    let one = times.get(time);
    if (!one) times.set(time, (one = alikeTime(time, alike, isLarge)));
    return one;
  };

  /** The steps' time, or undefined where it has no end. */
  const through = (steps: readonly Step[], tier: number, rate: number): Distribution | undefined => {
    const factors: Distribution[] = [];
    let hasEnd = true;
    for (const step of steps) {
      if (collect(step, tier, rate, factors)) continue;
      // How often what comes behind it is called must not hang on what was known of it before.
      if (isAside || isRough) return undefined;
      hasEnd = false;
    }
    return hasEnd ? sumOfFactors(factors) : undefined;
  };

  /** Adds what a step's time is the sum of; false where it has no end. */
  const collect = (step: Step, tier: number, rate: number, factors: Distribution[]): boolean => {
    if (step.do === 'serve') {
      const station = firstStation[tier]! + step.station;
      const wait = station === skipped ? ZERO : stations[station];
      if (station === skipped) skipped = -1;
      if (!wait) return false;
      addFactors(factors, wait);
      addFactors(factors, own(step.time));
      return true;
    }
    if (step.do === 'visit') {
      const inner = through(step.steps, step.tier, rate);
      const wait = waits.threads[step.tier];
      if (waits.refused) succeeds *= 1 - waits.refused[step.tier]!;
      if (!inner || !wait) return false;
      const held = holding[step.tier]!;
      if (!isAside) {
        held.work += rate * inner.mean;
        held.work2 += rate * (inner.variance + inner.mean ** 2);
      }
      addFactors(factors, wait);
      addFactors(factors, inner);
      return true;
    }
    const part = time(step, tier, rate);
    if (!part) return false;
    addFactors(factors, part);
    return true;
  };

  const time = (
    step: Exclude<Step, { do: 'serve' | 'visit' }>,
    tier: number,
    rate: number,
  ): Distribution | undefined => {
    if (step.do === 'delay') return own(step.time);
    if (step.do === 'repeat') {
      const { result: one, share } = apart(() => through(step.steps, tier, rate * step.times));
      if (share < 1) {
        const whole = Math.floor(step.times + 1e-12);
        const fraction = Math.max(0, step.times - whole);
        const sometimes = 1 - fraction * (1 - share);
        succeeds *= share ** whole * sometimes;
        if (isSucceeding && one && fraction > 1e-12) {
          const last = (fraction * share) / sometimes;
          return sum([
            repeated(whole, one),
            mixture([
              { probability: last, time: one },
              { probability: 1 - last, time: ZERO },
            ]),
          ]);
        }
      }
      return step.times === 0 ? ZERO : one && repeated(step.times, one);
    }
    if (step.do === 'either') {
      if (step.isThinned) {
        const [{ probability, steps }] = step.branches as [(typeof step.branches)[number]];
        return through(steps, tier, rate * probability);
      }
      const branches = [];
      let rest = 1;
      let failing = 0;
      let hasEnd = true;
      for (const { probability, steps } of step.branches) {
        rest -= probability;
        const { result: branch, share } = apart(() => through(steps, tier, rate * probability));
        if (probability === 0) continue;
        failing += probability * (1 - share);
        if (!branch) hasEnd = false;
        else branches.push({ probability: isSucceeding ? probability * share : probability, time: branch });
      }
      succeeds *= 1 - failing;
      if (!hasEnd) return undefined;
      const other = rest > 1e-12 ? rest : 0;
      const all = isSucceeding && failing > 0 ? 1 - failing : 1;
      return mixture([
        ...branches.map((one) => (all === 1 ? one : { ...one, probability: one.probability / all })),
        { probability: other / all, time: ZERO },
      ]);
    }
    if (step.do === 'fork') {
      const parts = step.branches.map((branch) => apart(() => through(branch, tier, rate)));
      const branches = parts.map(({ result }) => result);
      if (parts.some(({ share }) => share < 1))
        succeeds *= atLeast(
          step.needed,
          parts.map(({ share }) => share),
        );
      const ended = branches.filter((branch) => branch !== undefined);
      // Branches that never end are not waited for, as long as enough of the others do.
      if (ended.length < step.needed) return undefined;
      // A first look at the scale of things takes the branch with the needed-th mean.
      if (isRough) return ended.toSorted((a, b) => a.mean - b.mean)[step.needed - 1];
      const crowded = step.needed === ended.length && !waits.closed ? crowds(step, tier, rate, ended) : undefined;
      if (crowded) return crowded;
      let alike = 0;
      if (step.needed === branches.length && ended.length === branches.length) {
        const met = waits.busy ? meetingAlikeness(flat, step.branches, ended, waits.busy) : 0;
        alike = 1 - (1 - alikeShare(step.branches, ended, rate)) * (1 - met);
      }
      return remembered(made, step, ended, alike, () => kthOf(step.needed, ended, alike));
    }
    return skipped >= 0 ? callAside(step.call, rate) : call(step.call);
  };

  /** The time of a fork some of whose branches meet in one queue; undefined where none do. */
  const crowds = (
    fork: Extract<Step, { do: 'fork' }>,
    tier: number,
    rate: number,
    times: readonly Distribution[],
  ): Distribution | undefined => {
    const meeting = new Map<number, number[]>();
    for (const [index, branch] of fork.branches.entries()) {
      const station = firstStationOf(branch, system, firstStation);
      if (station === undefined) continue;
      const met = meeting.get(station);
      if (met) met.push(index);
      else meeting.set(station, [index]);
    }
    const parts = [...times];
    let isAny = false;
    for (const [station, indices] of meeting) {
      const at = tierOfStation[station]!;
      const { nodes, dispatch, threads, room, stations: own } = system.tiers[at]!;
      const busy = waits.busy?.[station];
      const isOneQueue = nodes === 1 || dispatch === 'shared';
      if (indices.length < 2 || !busy || !isOneQueue || threads !== undefined || room !== undefined) continue;
      const branches = indices.map((index) => withoutWait(fork.branches[index]!, station, tier, rate));
      if (branches.some((branch) => branch === undefined)) continue;
      const { arrivalRate, meanService, serviceScv } = busy;
      const servers = nodes * own[station - firstStation[at]!]!.servers;
      const last = remembered(
        made,
        fork.branches[indices[0]!]!,
        [...(branches as Distribution[]), stations[station]!],
        rate,
        () => crowdTime({ servers, arrivalRate, meanService, serviceScv, rate, branches: branches as Distribution[] }),
      );
      if (!last) continue;
      isAny = true;
      parts[indices[0]!] = last;
      for (const index of indices.slice(1)) parts[index] = ZERO;
    }
    if (!isAny) return undefined;
    const left = parts.filter((part) => part !== ZERO);
    return left.length === 1 ? left[0] : remembered(made, fork, left, 0, () => kthOf(left.length, left));
  };

  /**
   * A branch's time without its wait at the station that it comes to first; undefined where more than a call is
   * between.
   */
  const withoutWait = (
    branch: readonly Step[],
    station: number,
    tier: number,
    rate: number,
  ): Distribution | undefined => {
    [skipped, isAside] = [station, true];
    const { result: found } = apart(() => through(branch, tier, rate));
    const isFound = skipped === -1;
    [skipped, isAside] = [-1, false];
    return isFound ? found : undefined;
  };

  /** A call on the way to the station whose wait is left out. */
  const callAside = ({ to, wire, errors, timeout, hedge, async: isAsync }: SystemCall, rate: number) => {
    if (isAsync || errors > 0 || timeout !== undefined || hedge !== undefined || success[to]! < 1) return undefined;
    const { steps, component: callee } = system.routines[to]!;
    const caller = component;
    component = callee;
    const inner = through(steps, -1, rate);
    component = caller;
    return inner && (wire ? sum([own(wire, ofWay(callee)), inner]) : inner);
  };

  /** How much of the waits at the branches' stations comes from the fork itself: see `forkAlikeness`. */
  const alikeShare = (branches: readonly (readonly Step[])[], times: readonly Distribution[], rate: number): number => {
    const shares = branches.map((branch) => {
      const station = firstStationOf(branch, system, firstStation);
      const busy = station === undefined ? undefined : waits.busy?.[station];
      if (!busy || !(busy.arrivalRate > 0) || busy.meanWait === Infinity) return 0;
      // What services rather than arrivals make long is one station's own.
      const common = Math.min(1, 2 / (1 + busy.serviceScv));
      return (common * Math.min(1, rate / busy.arrivalRate) * busy.meanWait) / (busy.meanWait + busy.meanService);
    });
    // What varies most is most of the maximum.
    const weights = times.map(({ variance }) => variance);
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    if (total === 0) return 0;
    return forkAlikeness(branches.length, shares.reduce((sum, share, i) => sum + share * weights[i]!, 0) / total);
  };

  /**
   * A retry right after a timeout meets the queue that made the first attempt late: it comes behind it, and what is
   * left to wait beyond the timeout has grown by the work that arrived meanwhile. P(late again) = P(X > τ + (1 − ρ)·τ |
   * X > τ) at the one queue that all attempts share, the usual share at other nodes.
   */
  const againLate = (one: SystemCall, attempt: Distribution, timeout: number | undefined) => {
    const tier = firstTierOf(system.routines[one.to]!.steps);
    if (timeout === undefined || tier === undefined || one.retries === 0) return undefined;
    const { nodes, dispatch } = system.tiers[tier]!;
    const busy = waits.busy?.[firstStation[tier]!];
    if (!busy || busy.meanWait === 0) return undefined;
    const same = dispatch === 'shared' ? 1 : 1 / nodes;
    const free = 1 - Math.min(1, busy.utilization);
    return (late: number) => same * Math.min(1, tail(attempt, timeout * (1 + free)) / late) + (1 - same) * late;
  };

  const wired = (wire: Time | undefined, routine: number): Distribution | undefined => {
    const response = composed[routine] ? responses[routine] : before.responses[routine];
    return response && (wire ? sum([own(wire, ofWay(system.routines[routine]!.component)), response]) : response);
  };

  const settle = (site: CallSite, sent: number, failed: number, timedOut: number) => {
    moved = Math.max(moved, Math.abs(sent - site.sent) / site.sent, Math.abs(failed - site.failed));
    site.sent = sent;
    site.failed = failed;
    site.timedOut = timedOut;
  };

  /**
   * A call of what never ends: every attempt is cut off by the timeout, and every hedge is sent; the caller's answer is
   * no answer.
   */
  const settleEndless = (
    site: CallSite,
    errors: number,
    timeout: number | undefined,
    hedge: number | undefined,
  ): void => {
    const { retries } = site.call;
    const copies = hedge !== undefined && hedge < (timeout ?? Infinity) ? 2 : 1;
    if (timeout !== undefined) settle(site, (retries + 1) * copies, 1, 1);
    else settle(site, copies * attemptsAfterErrors(errors, retries), errors ** (retries + 1), 0);
  };

  const call = (one: SystemCall): Distribution | undefined => {
    const site = callOf.get(one)!;
    const { retries } = one;
    const patience = ofComponent(system.routines[one.to]!.component);
    const timeout = one.timeout && one.timeout * patience;
    const hedge = one.hedge && one.hedge * patience;
    const successOf = (routine: number) => (composed[routine] ? success[routine]! : before.success[routine]!);
    const { refused, stuck } = stuckShare(one);
    // Of the attempts of calls that are not turned away every time.
    const roomy = stuck > 0 ? (1 - (refused - stuck) / (1 - stuck)) / (1 - refused) : 1;
    const errors = 1 - (1 - one.errors) * Math.min(1, successOf(one.to) * roomy);
    const attempt = wired(one.wire, one.to);
    if (!attempt) {
      if (!isSucceeding && !isRough) settleEndless(site, errors, timeout, hedge);
      return one.async ? ZERO : undefined;
    }
    if (isRough || (errors === 0 && stuck === 0 && timeout === undefined && hedge === undefined))
      return one.async ? ZERO : attempt;
    if (hedge !== undefined && errors === 0 && timeout === undefined) {
      const both = hedgedCall(one, attempt, hedge);
      if (both) {
        settle(site, 1 + tail(attempt, hedge), 0, 0);
        return one.async ? ZERO : both;
      }
    }
    const fallback = one.fallback && wired(one.fallback.wire, one.fallback.to);
    const parts = fallback ? [attempt, fallback] : [attempt];
    const caught = one.fallback ? successOf(one.fallback.to) : 0;
    // A call that need not succeed takes its time whether it does or not.
    const succeeding = isSucceeding && !one.optional ? caught : undefined;
    const compute = () =>
      callTime(
        attempt,
        { errors, retries, timeout, hedge, againLate: againLate(one, attempt, timeout), succeeding },
        fallback,
      );
    const attempts = patience === 1 ? remembered(made, one, parts, errors, compute) : compute();
    const failed = (1 - stuck) * attempts.failed + stuck;
    if (!isSucceeding) {
      site.inVain = stuck * retries;
      settle(site, (1 - stuck) * attempts.sent + stuck * (1 + retries), failed, attempts.timedOut);
    }
    if (!one.async && !one.optional) succeeds *= 1 - failed * (1 - caught);
    if (one.fallback && !fallback && failed > 0) return one.async ? ZERO : undefined;
    if (one.async) return ZERO;
    if (stuck === 0) return attempts.time;
    // All attempts are turned away at once: what passes is their way, and the fallback.
    const ways = one.wire ? [repeated(retries + 1, own(one.wire))] : [];
    const counted = succeeding === undefined ? 1 : caught;
    const answered = (1 - stuck) * (succeeding === undefined ? 1 : 1 - attempts.failed * (1 - caught));
    const all = answered + stuck * counted;
    if (!(all > 0)) return attempts.time;
    return mixture([
      { probability: answered / all, time: attempts.time },
      { probability: (stuck * counted) / all, time: sum([...ways, ...(fallback ? [fallback] : [])]) },
    ]);
  };

  /** A hedged call whose copy may come to the same queue; undefined where it comes to none. */
  const hedgedCall = (one: SystemCall, attempt: Distribution, hedge: number): Distribution | undefined => {
    const { steps, component: callee } = system.routines[one.to]!;
    const tier = firstTierOf(steps);
    const station = firstStationOf(steps, system, firstStation);
    const busy = station === undefined ? undefined : waits.busy?.[station];
    if (tier === undefined || station === undefined || !busy || waits.closed) return undefined;
    const { nodes, dispatch, threads, stations: all } = system.tiers[tier]!;
    if (threads !== undefined) return undefined;
    const isOneQueue = nodes === 1 || dispatch === 'shared';
    const servers = all[station - firstStation[tier]!]!.servers * (isOneQueue ? nodes : 1);
    [skipped, isAside] = [station, true];
    const caller = component;
    component = callee;
    const { result: inner } = apart(() => through(steps, -1, 0));
    component = caller;
    const isFound = skipped === -1;
    [skipped, isAside] = [-1, false];
    if (!inner || !isFound) return undefined;
    const rest = one.wire ? sum([own(one.wire, ofWay(callee)), inner]) : inner;
    return remembered(made, one, [attempt, rest], hedge, () =>
      hedgedTogether(attempt, rest, hedge, { ...busy, servers }, isOneQueue ? 1 : 1 / nodes),
    );
  };

  /**
   * Share of calls whose attempts all find the same full room: an attempt that comes back at once finds it as it was. A
   * full room is left at the rate c/S, so that after the way of a retry it is the same with probability e^(−c·t/S).
   */
  const stuckShare = ({ to, wire, hedge }: SystemCall): { readonly refused: number; readonly stuck: number } => {
    const none = { refused: 0, stuck: 0 };
    if (!waits.refused || hedge !== undefined) return none;
    const tier = firstTierOf(system.routines[to]!.steps);
    const share = tier === undefined ? 0 : waits.refused[tier]!;
    const busy = tier === undefined ? undefined : waits.busy?.[firstStation[tier]!];
    if (!busy || tier === undefined || share === 0) return none;
    const { nodes, dispatch, stations: all } = system.tiers[tier]!;
    const servers = all[0]!.servers * (dispatch === 'shared' ? nodes : 1);
    // Another node's room may be less full.
    const same = dispatch === 'shared' ? 1 : 1 / nodes;
    return { refused: share, stuck: share * same * Math.exp((-(wire?.mean ?? 0) * servers) / busy.meanService) };
  };

  for (const routine of order) {
    const { steps } = system.routines[routine]!;
    component = system.routines[routine]!.component;
    stations = waits.closed?.[routine] ?? waits.stations;
    succeeds = 1;
    const response = through(steps, -1, rates[routine]!);
    success[routine] = succeeds;
    const whole = response && shared(response);
    responses[routine] = whole && finish ? finish(routine, whole) : whole;
    composed[routine] = 1;
  }
  return { responses, success, holding, moved };
}

/** P(so many of some independent things or more happen). */
function atLeast(needed: number, shares: readonly number[]): number {
  if (needed >= shares.length) return shares.reduce((product, share) => product * share, 1);
  let counts = [1];
  for (const share of shares) {
    const next = [...counts.map((p) => p * (1 - share)), 0];
    for (const [n, p] of counts.entries()) next[n + 1]! += p * share;
    counts = next;
  }
  return counts.slice(needed).reduce((sum, p) => sum + p, 0);
}

/** Times whose values are kept: the room that they take on a lattice is that of so many responses. */
const MOST_KEPT = 256;

/** The distribution of a time, the same for all times that are equal. */
function alikeTime(time: Time, alike: Memory['alike'], isLarge: boolean): Distribution {
  const { mean, scv, shape } = time;
  let known = alike.get(mean);
  const same = known?.find((one) => one.scv === scv && one.shape === shape);
  if (same) return same.distribution;
  const made = timeDistribution(time);
  const isKept = isLarge && alike.size < MOST_KEPT && made.variance > 0;
  const one = { scv, shape, distribution: isKept ? rememberingValues(made) : made };
  if (!known) alike.set(mean, (known = []));
  known.push(one);
  return one.distribution;
}

/** The tier that a routine visits before anything else. */
function firstTierOf(steps: readonly Step[]): number | undefined {
  const [step] = steps;
  return step?.do === 'visit' ? step.tier : undefined;
}

/** The station that a branch queues at first; undefined where it begins otherwise. */
function firstStationOf(
  steps: readonly Step[],
  system: System,
  firstStation: Int32Array,
  tier = -1,
): number | undefined {
  const [step] = steps;
  if (step?.do === 'visit') return firstStationOf(step.steps, system, firstStation, step.tier);
  if (step?.do === 'serve') return firstStation[tier]! + step.station;
  if (step?.do === 'repeat' && step.times === 1) return firstStationOf(step.steps, system, firstStation, tier);
  if (step?.do === 'call') return firstStationOf(system.routines[step.call.to]!.steps, system, firstStation);
  return undefined;
}

/**
 * How often the branches of a fork are long together: their queues grow and fall together, since the same requests
 * arrive at all of them at once.
 *
 * The mixture of "all alike" and "each by itself" that gives the mean of Nelson and Tantawi for exponential branches;
 * its 95th and 99th percentile are within 2 % of simulation at 2 and 16 branches.
 * @param busy ρ of each branch's server where nothing but the fork arrives there
 * @see R. Nelson & A. N. Tantawi, "Approximate analysis of fork/join synchronization in parallel queues", IEEE Trans.
 *   Computers 37(6), 1988, (20)
 */
function forkAlikeness(branches: number, busy: number): number {
  if (branches < 2 || !(busy > 0)) return 0;
  let harmonic = 0;
  for (let i = 1; i <= branches; i++) harmonic += 1 / i;
  const ratio = harmonic / 1.5;
  const together = (ratio + (4 / 11) * (1 - ratio) * busy) * ((12 - busy) / 8);
  return Math.min(1, Math.max(0, (harmonic - together) / (harmonic - 1)));
}

/** Routines so that callees come before their callers, as far as there are no cycles. */
export function calleesFirst({ system, calls }: Flat): Int32Array {
  const size = system.routines.length;
  const callees: number[][] = Array.from({ length: size }, () => []);
  for (const { from, call } of calls) {
    callees[from]!.push(call.to);
    if (call.fallback) callees[from]!.push(call.fallback.to);
  }
  const order = new Int32Array(size);
  const state = new Uint8Array(size);
  const next = new Int32Array(size);
  const stack: number[] = [];
  let done = 0;
  for (let root = 0; root < size; root++) {
    if (state[root]) continue;
    stack.push(root);
    state[root] = 1;
    while (stack.length > 0) {
      const routine = stack.at(-1)!;
      const callee = callees[routine]![next[routine]!++];
      if (callee === undefined) {
        order[done++] = routine;
        stack.pop();
      } else if (!state[callee]) {
        state[callee] = 1;
        stack.push(callee);
      }
    }
  }
  return order;
}
