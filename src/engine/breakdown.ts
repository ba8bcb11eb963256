/** Where the 99th percentile of a class is spent: how much of it in each component, and how much on the way between them. */
import type { Distribution } from '../models/distribution/distribution.ts';
import { lookAt, tail } from '../models/distribution/percentile.ts';
import type { WaitMoments } from '../models/queueing/ggc.ts';
import { compose, newMemory, type Waits } from '../models/system/compose.ts';
import type { Solution } from '../models/system/solve.ts';
import { waitDistribution } from '../models/system/waits.ts';

/** Seconds in a component, or on the network, which is none. */
export interface TimeSpent {
  readonly component: number | undefined;
  readonly seconds: number;
}

/** Components on the way of a class that are looked at; the share of more of them would take longer than all the rest. */
const MOST_PARTS = 64;
/** How much longer and shorter a component's times are made. */
const STEP = 0.02;
/** Less than this share of the percentile is none. */
const LEAST_SHARE = 1e-4;

/**
 * Where percentiles of a solved system are spent.
 *
 * The derivative of a percentile with respect to the scale of one part is the mean time in that part of the requests at the
 * percentile: each component's times are stretched a little, and P(X > p99) looked at again.
 *
 * @returns a function of a source, its response and the 99th percentile of that, and the components that it waits for: nothing where
 *   they are too many
 * @see L. J. Hong, "Estimating quantile sensitivities", Operations Research 57(1), 2009
 */
export function breakdownOf(
  solution: Solution,
  componentOfTier: readonly number[],
): (source: number, response: Distribution, p99: number, reached: readonly number[]) => TimeSpent[] {
  const { system, flat, rates } = solution;
  let callers: readonly (readonly number[])[] | undefined;
  const memory = { ...newMemory(), times: solution.memory.times, alike: solution.memory.alike };
  const before = { responses: solution.routines, success: solution.routineSuccess };
  const { isSucceeding } = solution;
  // What no component takes passes on the way between them.
  const hasWires = flat.calls.some(({ call, from }) => call.wire !== undefined && rates[from]! > 0);

  /** The responses that a component has a part in, callees first; all others stay as they are. */
  const partsIn = (component: number): Int32Array => {
    callers ??= waitingFor(solution);
    const has = system.routines.map((routine) => routine.component === component);
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
    if (!(density > 0) || reached.length > MOST_PARTS) return [];
    const root = system.sources[source]!.routine;
    const policies = flat.calls.map(({ sent, failed, timedOut }) => ({ sent, failed, timedOut }));
    const look = lookAt(p99, solution.routines[root]!);
    const spent: TimeSpent[] = [];
    for (const component of reached) {
      const parts = partsIn(component);
      const tailAt = (factor: number) => {
        const waits = stretched(solution, componentOfTier, component, factor);
        return look.tail(compose(flat, rates, parts, waits, before, { memory, isSucceeding }).responses[root]!);
      };
      const seconds = (tailAt(1 + STEP) - tailAt(1 - STEP)) / (2 * STEP) / density;
      if (seconds > p99 * LEAST_SHARE) spent.push({ component, seconds });
    }
    look.close();
    for (const [i, site] of flat.calls.entries()) Object.assign(site, policies[i]);
    const inComponents = spent.reduce((sum, { seconds }) => sum + seconds, 0);
    if (hasWires && p99 > inComponents) return [...spent, { component: undefined, seconds: p99 - inComponents }];
    // Without a way between them the rest is what the differences are off by.
    return spent.map(({ component, seconds }) => ({ component, seconds: (seconds * p99) / inComponents }));
  };
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

/** The waits and times of one component, all longer by a factor. */
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
