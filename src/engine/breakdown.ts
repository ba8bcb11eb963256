/**
 * Where the 99th percentile of a class is spent: how much of it in each component, and how much on the way between
 * them.
 */
import type { Distribution } from '../models/distribution/distribution.ts';
import { lookAt, tail } from '../models/distribution/percentile.ts';
import type { WaitMoments } from '../models/queueing/ggc.ts';
import { compose, newMemory, type Waits } from '../models/system/compose.ts';
import type { Solution } from '../models/system/solve.ts';
import type { Step } from '../models/system/system.ts';
import { waitDistribution } from '../models/system/waits.ts';

/** Seconds in a component, or on the network, which is none. */
export interface TimeSpent {
  readonly component: number | undefined;
  readonly seconds: number;
}

/** Seconds on the way from a component to another, or between the places of one. */
export interface TimeOnWay {
  readonly from: number;
  readonly to: number;
  readonly seconds: number;
}

export interface Breakdown {
  /** By component, in no order; all time on the way is that of the network. Empty where they are too many to tell. */
  readonly parts: readonly TimeSpent[];
  /** What the network's is made of. Worked out when first asked for; empty where they are too many to tell. */
  links(): readonly TimeOnWay[];
}

/**
 * Components on the way of a class that are looked at, and links: the share of more of them would take longer than all
 * the rest.
 */
const MOST_PARTS = 64;
/** How much longer and shorter the times of a part are made. */
const STEP = 0.02;
/** Less than this share of the percentile is none. */
const LEAST_SHARE = 1e-4;

const NOTHING: Breakdown = { parts: [], links: () => [] };

/** The way between two components, or between the places of one. */
interface Link {
  readonly from: number;
  readonly to: number;
}

/**
 * Where percentiles of a solved system are spent.
 *
 * The derivative of a percentile with respect to the scale of one part is the mean time in that part of the requests at
 * the percentile: the times of each part are stretched a little, and P(X > p99) looked at again. Parts are the
 * components, each with its service, its waits and the time that callers wait before they give it up, and what passes
 * on the way between them. Together they are all times that there are, so that the derivatives add up to the percentile
 * (Euler's theorem on homogeneous functions); what the differences are off by is shared out.
 *
 * @returns a function of a source, its response and the 99th percentile of that, and the components that it waits for
 * @see L. J. Hong, "Estimating quantile sensitivities", Operations Research 57(1), 2009
 */
export function breakdownOf(
  solution: Solution,
  componentOfTier: readonly number[],
): (source: number, response: Distribution, p99: number, reached: readonly number[]) => Breakdown {
  const { system, flat, rates } = solution;
  let callers: readonly (readonly number[])[] | undefined;
  let ways: readonly (readonly Link[])[] | undefined;
  const memory = { ...newMemory(), times: solution.memory.times, alike: solution.memory.alike };
  const before = { responses: solution.routines, success: solution.routineSuccess };
  const { isSucceeding } = solution;

  /** The responses that some routines have a part in, callees first; all others stay as they are. */
  const partsIn = (isOwn: (routine: number) => boolean): Int32Array => {
    callers ??= waitingFor(solution);
    const has = system.routines.map((_, routine) => isOwn(routine));
    const found = [...has.keys()].filter((routine) => has[routine]);
    for (const routine of found)
      for (const caller of callers[routine]!)
        if (!has[caller]) {
          has[caller] = true;
          found.push(caller);
        }
    return solution.order.filter((routine) => has[routine]);
  };

  return (source, response, p99, reached) => {
    // The density at the percentile, to turn a change of probability into one of time.
    const density = (tail(response, p99 * (1 - STEP)) - tail(response, p99 * (1 + STEP))) / (2 * STEP * p99);
    if (!(density > 0) || reached.length > MOST_PARTS) return NOTHING;
    const root = system.sources[source]!.routine;
    ways ??= waysOf(solution);

    /**
     * Seconds at the percentile in each of some parts: the routines that have it, and what of their waits and times is
     * stretched.
     */
    const spentIn = (
      asked: readonly { isOwn(routine: number): boolean; waitsAt(factor: number): Waits }[],
      isRough = false,
    ): readonly number[] => {
      const policies = flat.calls.map(({ sent, failed, timedOut }) => ({ sent, failed, timedOut }));
      const look = lookAt(p99, solution.routines[root]!);
      // Where only their proportions are asked for, a look to one side does.
      const base = isRough ? look.tail(solution.routines[root]!) : undefined;
      const found = asked.map(({ isOwn, waitsAt }) => {
        const parts = partsIn(isOwn);
        if (!parts.includes(root)) return 0;
        const tailAt = (factor: number) =>
          look.tail(compose(flat, rates, parts, waitsAt(factor), before, { memory, isSucceeding }).responses[root]!);
        const change =
          base === undefined ? (tailAt(1 + STEP) - tailAt(1 - STEP)) / (2 * STEP) : (tailAt(1 + STEP) - base) / STEP;
        const seconds = change / density;
        return seconds > p99 * LEAST_SHARE ? seconds : 0;
      });
      look.close();
      for (const [i, site] of flat.calls.entries()) Object.assign(site, policies[i]);
      return found;
    };
    const onWay = (isOnWay: (from: number, to: number) => boolean) => ({
      isOwn: (routine: number) => ways![routine]!.some(({ from, to }) => isOnWay(from, to)),
      waitsAt: (factor: number): Waits => ({ ...solution.waits, stretch: { isOnWay, factor } }),
    });

    const links = linksAmong(ways, partsIn, root);
    const all = spentIn([
      ...reached.map((component) => ({
        isOwn: (routine: number) => system.routines[routine]!.component === component,
        waitsAt: (factor: number) => stretched(solution, componentOfTier, component, factor),
      })),
      ...(links.length > 0 ? [onWay(() => true)] : []),
    ]);
    const scale = p99 / all.reduce((sum, seconds) => sum + seconds, 0);
    const parts = all.map((seconds, at): TimeSpent => ({ component: reached[at], seconds: seconds * scale }));
    const network = links.length > 0 ? parts.at(-1)!.seconds : 0;
    let linked: readonly TimeOnWay[] | undefined;
    return {
      parts: parts.filter(({ seconds }) => seconds > 0),
      links: () => (linked ??= shareOut(network, links)),
    };

    function shareOut(seconds: number, among: readonly Link[]): readonly TimeOnWay[] {
      if (seconds === 0 || among.length > MOST_PARTS) return [];
      const own =
        among.length === 1
          ? [seconds]
          : spentIn(
              among.map((link) => onWay((from, to) => from === link.from && to === link.to)),
              true,
            );
      const sum = own.reduce((total, one) => total + one, 0);
      return among
        .map((link, at): TimeOnWay => ({ ...link, seconds: sum > 0 ? (own[at]! * seconds) / sum : 0 }))
        .filter((link) => link.seconds > 0);
    }
  };
}

/** By routine, the ways that its steps and calls take while somebody waits. */
function waysOf({ system, flat }: Solution): (readonly Link[])[] {
  const found: Link[][] = system.routines.map(() => []);
  const componentOf = (routine: number) => system.routines[routine]!.component;
  for (const { from, call } of flat.calls) {
    if (call.async) continue;
    if (call.wire) found[from]!.push({ from: componentOf(from), to: componentOf(call.to) });
    if (call.fallback?.wire) found[from]!.push({ from: componentOf(from), to: componentOf(call.fallback.to) });
  }
  for (const [routine, { component, steps }] of system.routines.entries())
    if (isOnWire(steps)) found[routine]!.push({ from: component, to: component });
  return found;
}

/** Whether any of the steps passes on the way between places of the component itself. */
function isOnWire(steps: readonly Step[]): boolean {
  return steps.some((step) => {
    if (step.do === 'delay' || step.do === 'serve') return step.time.onWire ?? false;
    if (step.do === 'visit' || step.do === 'repeat') return isOnWire(step.steps);
    if (step.do === 'either') return step.branches.some((branch) => isOnWire(branch.steps));
    return step.do === 'fork' && step.branches.some(isOnWire);
  });
}

/** Each link once on which a routine is waited for. */
function linksAmong(
  ways: readonly (readonly Link[])[],
  partsIn: (isOwn: (routine: number) => boolean) => Int32Array,
  root: number,
): readonly Link[] {
  const found = new Map<string, Link>();
  for (const [routine, links] of ways.entries())
    if (links.length > 0 && partsIn((other) => other === routine).includes(root))
      for (const link of links) found.set(`${link.from} ${link.to}`, link);
  return [...found.values()];
}

/** By routine, the routines that wait for it. */
function waitingFor({ system, flat }: Solution): number[][] {
  const callers: number[][] = system.routines.map(() => []);
  for (const { from, call } of flat.calls) {
    if (call.async) continue;
    callers[call.to]!.push(from);
    if (call.fallback) callers[call.fallback.to]!.push(from);
  }
  return callers;
}

/** The waits and times of one component, and the patience of its callers, all longer by a factor. */
function stretched(
  { tiers, flat, waits }: Solution,
  componentOfTier: readonly number[],
  component: number,
  factor: number,
): Waits {
  const stations = [...waits.stations];
  const threads = [...waits.threads];
  const longer = (one: WaitMoments) => waitDistribution({ ...one, meanWait: one.meanWait * factor });
  for (let tier = componentOfTier.indexOf(component); tier >= 0; tier = componentOfTier.indexOf(component, tier + 1)) {
    for (const [s, station] of tiers[tier]!.stations.entries())
      stations[flat.firstStation[tier]! + s] = longer(station);
    const thread = tiers[tier]!.threads;
    if (thread) threads[tier] = longer(thread);
  }
  return { stations, threads, busy: waits.busy, refused: waits.refused, stretch: { component, factor } };
}
