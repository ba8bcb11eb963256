/** The system at the peak and at multiples of it: what grows evenly with the load, and what has to be solved anew. */
import { routineRates, stationLoad } from '../models/system/load.ts';
import type { Solution } from '../models/system/solve.ts';
import { creditMode } from '../products/credits.ts';
import type { Topology } from '../topology/model.ts';
import { growthSearch, type Bound, type Growth } from './capacity.ts';
import type { Placed } from './placed.ts';
import type { Remains } from './component-plan.ts';
import { reachedRoutines, type Reached } from './reached.ts';
import { isSteady, solveAt, solveEvenly, tiersByComponent, type Solved } from './solved.ts';
import { solveTopologyTraffic, type Traffic } from './traffic.ts';
import { FULL } from '../models/system/full.ts';
import { quietly, type Loaded, type Scenario } from './scenario.ts';

/** Shares of the peak from which a steady state is come to, where it is not found at once. */
const APPROACH = [0.4, 0.7, 0.85, 0.95] as const;

/**
 * The system at its peak. Retries may have two steady states, of which the one is that of a storm: what a growing load
 * comes to is looked for from smaller ones, where the first try ends in something that is full.
 */
export function peakOf(scenario: Loaded): Solved {
  const found = solveAt(scenario);
  if (isSteady(found)) return found;
  if (losingSources(found.solution, reachedRoutines(found.solution)).every((may) => !may)) return found;
  let from: Solution | undefined;
  for (const share of APPROACH) {
    const near = solveGrown(scenario, share, from);
    if (!near) return found;
    if (near.solution.isSettled) from = near.solution;
  }
  if (!from) return found;
  const reached = solveAt(quietly(scenario), { from, isWhole: true });
  return isCalmer(reached, found) ? reached : found;
}

/** Of two solutions of one load: whether the first one settled, or less is called in it. */
function isCalmer(one: Solved, other: Solved): boolean {
  if (one.solution.isSettled !== other.solution.isSettled) return one.solution.isSettled;
  const called = ({ solution }: Solved) => solution.rates.reduce((sum, rate) => sum + rate, 0);
  return called(one) < called(other);
}

/** The topology with all classes at a multiple of their rates. */
function grown(topology: Topology, multiple: number): Topology {
  return {
    ...topology,
    classes: topology.classes.map((one) => ({ ...one, rate: one.rate * multiple, peak: one.peak * multiple })),
  };
}

/**
 * A scenario with all classes at a multiple of their rates, of which nothing is told; undefined where its calls
 * multiply for ever.
 */
function loadedAt(scenario: Scenario, multiple: number): Loaded | undefined {
  const topology = grown(scenario.topology, multiple);
  const flows = solveTopologyTraffic(topology, scenario.placed);
  return flows.ok ? quietly({ ...scenario, topology, traffic: flows.traffic }) : undefined;
}

/** The system with all classes at a multiple of their rates; undefined where its calls multiply for ever. */
function solveGrown(
  scenario: Scenario,
  multiple: number,
  from: Solution | undefined,
  isWhole = false,
): Solved | undefined {
  const loaded = loadedAt(scenario, multiple);
  return loaded && solveAt(loaded, { from, isWhole });
}

/** What the whole system comes to as it grows. */
export interface GrowthOfSystem {
  /** For a source with the components that it reaches, or for components by themselves. */
  boundOf(source: number | undefined, reached: readonly number[]): Bound | undefined;
  /**
   * Whether that multiple is 1 or more, without looking for it: whether a source with what it reaches carries the peak.
   */
  carriesPeak(source: number, reached: readonly number[]): boolean;
  /** The system at a share of the peak. */
  at(share: number): Solution | undefined;
}

export function growthOf(scenario: Loaded, peak: Solved): GrowthOfSystem {
  const { placed, traffic } = scenario;
  const { system } = peak.joined;
  const hasClosed = system.sources.some(({ type }) => type === 'closed');
  const atPeak = askedOf(peak, hasClosed);
  const isEven = hasClosed || growsEvenly(placed, peak, traffic);
  const reachedBy = reachedRoutines(peak.solution);
  const touched = hasClosed ? new Set<number>() : touchedByPolicies(peak, reachedBy);
  const mayLose = losingSources(peak.solution, reachedBy);
  const solved: { multiple: number; solution: Solution }[] = [{ multiple: 1, solution: peak.solution }];
  // A steady state is come to from below: one of a smaller load is on the way to it.
  const nearestBelow = (multiple: number): Solution | undefined =>
    solved.reduce<(typeof solved)[number] | undefined>(
      (best, one) => (one.multiple <= multiple && (!best || one.multiple > best.multiple) ? one : best),
      undefined,
    )?.solution;
  const timed = isEven && !hasClosed ? timedComponents(peak, reachedBy) : undefined;
  const solveFor = (multiple: number, isWhole: boolean): Solved | undefined => {
    const from = nearestBelow(multiple);
    const found = timed && !isWhole ? evenly(multiple, timed, from) : solveGrown(scenario, multiple, from);
    if (found && isSteady(found)) solved.push({ multiple, solution: found.solution });
    return found;
  };
  const evenly = (multiple: number, among: ReadonlySet<number>, from: Solution | undefined): Solved | undefined => {
    const loaded = loadedAt(scenario, multiple);
    return loaded && solveEvenly(loaded, peak, multiple, { isTimed: (one) => among.has(one), from });
  };
  const lost = (): Growth => ({
    asked: new Float64Array(placed.length).fill(Infinity),
    resource: atPeak.resource,
    isLost: system.sources.map(() => true),
  });
  const look = (multiple: number): Growth => {
    if (multiple === 1) return { ...atPeak, isLost: lostSources(peak.solution, mayLose) };
    const found = solveFor(multiple, false);
    if (!found) return lost();
    return { ...askedOf(found, false), isLost: lostSources(found.solution, mayLose) };
  };
  const search = growthSearch(look);
  /**
   * What is said of a multiple when it is itself the peak: looks from below end sooner, but not always where a load by
   * itself does.
   */
  const asPeak = (multiple: number): Growth => {
    let found = solveGrown(scenario, multiple, undefined);
    if (found && !isSteady(found) && mayLose.some(Boolean)) {
      const reachedFromBelow = solveGrown(scenario, multiple, nearestBelow(multiple), true);
      if (reachedFromBelow && isCalmer(reachedFromBelow, found)) found = reachedFromBelow;
    }
    return found ? { ...askedOf(found, false), isLost: lostSources(found.solution, mayLose) } : lost();
  };
  const strict = growthSearch(asPeak);

  return {
    boundOf(source, reached) {
      const simple = withoutSearch(source, reached);
      if (simple !== 'search') return simple;
      // The peak itself counts, however the search comes to it.
      search.look(1);
      const found = search.bound(reached, source);
      return source === undefined ? found : askedBackwards(found, source, reached);
    },
    carriesPeak(source, reached) {
      if (!holds(look(1), source, reached)) {
        const simple = withoutSearch(source, reached);
        return simple !== 'search' && (simple?.multiple ?? Infinity) >= 1;
      }
      return stuckIn(reached) === undefined;
    },
    at: (share) => (share === 1 ? peak.solution : solveFor(share, true)?.solution),
  };

  /** What does not move with the load and does not fit leaves room for none. */
  function stuckIn(reached: readonly number[]): Bound | undefined {
    for (const component of reached)
      for (const { resource, utilization, isStill } of peak.resources[component]!)
        if (isStill && utilization >= FULL) return { multiple: 0, component, resource };
    return undefined;
  }

  /** The bound where it follows from the peak. */
  function withoutSearch(source: number | undefined, reached: readonly number[]): Bound | undefined | 'search' {
    const stuck = stuckIn(reached);
    if (stuck) return stuck;
    const isClosed = source !== undefined && system.sources[source]!.type === 'closed';
    const { asked, resource } = isClosed ? askedOf(peak, false) : atPeak;
    let component: number | undefined;
    for (const one of reached) if (asked[one]! > (component === undefined ? 0 : asked[component]!)) component = one;
    if (component === undefined) return undefined;
    const even = { multiple: 1 / asked[component]!, component, resource: resource[component] };
    if (isEven && !reached.some((one) => touched.has(one))) return even;
    // What nothing gets through at the peak may let some through below it.
    if (isEven && even.multiple > 0 && isUntouched(even.multiple, source, reached)) return even;
    return 'search';
  }

  /**
   * A capacity asked backwards: a little below it the system holds by itself, a little above it does not. A search that
   * comes from below may stop at a load that settles slowly, and miss a step of a fleet.
   */
  function askedBackwards(first: Bound | undefined, source: number, reached: readonly number[]): Bound | undefined {
    let found = first;
    // A peak that does not hold leaves no room, whatever holds beyond it.
    const holdsAtPeak = holds(look(1), source, reached);
    const least = holdsAtPeak ? 1 : 0;
    for (let doubt = 0; found && found.multiple > 0 && doubt < MOST_DOUBTS; doubt++) {
      const below = found.multiple * BELOW;
      const above = found.multiple * ABOVE;
      if (below > least && !holds(strict.look(below), source, reached)) {
        if (holdsAtPeak) strict.look(1);
        found = strict.bound(reached, source, least);
      } else if ((above < 1 || holdsAtPeak) && holds(strict.look(above), source, reached)) {
        found = strict.bound(reached, source, above);
      } else break;
    }
    return found;
  }

  /**
   * Whether retries, hedges and pools make no difference up to just below a multiple: then things grow evenly after
   * all.
   */
  function isUntouched(multiple: number, source: number | undefined, reached: readonly number[]): boolean {
    const near = search.look(multiple * NEAR);
    if (source !== undefined && near.isLost[source]) return false;
    return reached.every((one) => Math.abs(near.asked[one]! - atPeak.asked[one]! * multiple * NEAR) <= 1e-3);
  }
}

/** Whether a source has an end, and what it reaches is below its limits. */
const holds = ({ asked, isLost }: Growth, source: number, reached: readonly number[]): boolean =>
  !isLost[source] && reached.every((one) => asked[one]! < 1);

/**
 * Whether what is left carries the load at a share of the peak, while calls lead elsewhere than when nothing has
 * failed.
 */
export function fitsWith(scenario: Scenario, peak: Solved, then: readonly Placed[]): (share: number) => boolean {
  const flows = solveTopologyTraffic(scenario.topology, then);
  if (!flows.ok) return () => false;
  const nodesOf = (component: number) => peak.plans[component]!.plan.tiers[0]?.nodes;
  const standing: Remains = {
    nodes: (component, count) => (peak.plans[component]!.fleet ? (nodesOf(component) ?? count) : count),
    adjust: (_, plan) => plan,
    known: () => undefined,
  };
  const stressed = solveAt(quietly({ ...scenario, placed: then, traffic: flows.traffic, remains: () => standing }));
  const before = askedOf(peak, false).asked;
  const { asked } = askedOf(stressed, false);
  const grown = [...asked.keys()].filter((component) => asked[component]! > before[component]! * (1 + 1e-9));
  const sizes = grown.map((component) => sizeOf(component));
  return (share) => grown.every((component, i) => (asked[component]! * share) / (sizes[i]?.(share) ?? 1) < FULL);

  /** Nodes of a fleet at a share of the peak as a share of those at the peak. */
  function sizeOf(component: number): ((share: number) => number) | undefined {
    const { fleet } = peak.plans[component]!;
    if (!fleet) return undefined;
    const { arrivals } = peak;
    const most = nodesOf(component) ?? 1;
    const rates = new Map(
      [...peak.joined.routineOf[component]!].map(([name, routine]) => [name, peak.solution.rates[routine]!]),
    );
    const busy = arrivals[component]! > 0 ? fleet.busy((name) => rates.get(name) ?? 0) : 0;
    return (share) => (busy === undefined ? 1 : Math.max(1, fleet.nodes(busy * share)) / most);
  }
}

/** Where it is looked whether a load still grows evenly, as a share of what binds if it does. */
const NEAR = 0.998;
/**
 * Shares of a capacity at which the system has to hold, and not to hold; and how often another is looked for where it
 * is otherwise.
 */
const BELOW = 0.97;
const ABOVE = 1.03;
const MOST_DOUBTS = 4;

/**
 * What is asked of each component's fullest resource that moves with the load; of what open classes ask alone, where
 * users of closed ones give way.
 */
function askedOf({ resources, solution, joined, plans, limits }: Solved, isOpenOnly: boolean): Omit<Growth, 'isLost'> {
  const asked = new Float64Array(resources.length);
  const resource: (string | undefined)[] = resources.map(() => undefined);
  const raise = (component: number, share: number, name: string) => {
    if (share <= asked[component]!) return;
    asked[component] = share;
    resource[component] = name;
  };
  if (!isOpenOnly) {
    for (const [component, own] of resources.entries())
      for (const { resource: name, offered } of own) raise(component, offered, name);
    return { asked, resource };
  }
  const { system, flat } = solution;
  const entering = new Float64Array(system.routines.length);
  for (const [index, source] of system.sources.entries())
    if (source.type === 'open') entering[source.routine]! += solution.throughput[index]!;
  const rates = routineRates(flat, entering);
  const { work } = stationLoad(flat, rates ?? solution.rates);
  const firstOf = tiersByComponent(joined, resources.length);
  for (const [component, tiers] of firstOf.entries())
    for (const [at, tier] of tiers.entries()) {
      const { nodes, stations } = system.tiers[tier]!;
      const { name, stations: planned } = plans[component]!.plan.tiers[at]!;
      for (const [s, { servers }] of stations.entries()) {
        const label = `${name === undefined ? '' : `${name}.`}${planned[s]!.resource}`;
        raise(component, work[flat.firstStation[tier]! + s]! / (servers * nodes), label);
      }
    }
  for (const [component, own] of limits.entries())
    for (const { resource: name, use, capacity, isStill } of own)
      if (!isStill) raise(component, capacity > 0 ? use / capacity : Infinity, name);
  return { asked, resource };
}

/** Sources whose requests never end, or for which no steady state was found where their calls may multiply. */
export const lostSources = ({ system, sources, isSettled }: Solution, mayLose: readonly boolean[]): boolean[] =>
  system.sources.map((_, index) => (!isSettled && mayLose[index]!) || sources[index] === undefined);

/**
 * Sources on whose way calls may be made again, or twice, for how long they take, or that meet such calls somewhere.
 */
export function losingSources({ system, flat }: Solution, reached: Reached): boolean[] {
  const found = new Set<number>();
  for (const { call, from } of flat.calls) {
    if (call.timeout === undefined && call.hedge === undefined) continue;
    found.add(system.routines[from]!.component);
    for (const component of reached.all(call.to)) found.add(component);
  }
  return system.sources.map(({ routine }) => reached.all(routine).some((one) => found.has(one)));
}

/** Whether all that is asked for is in proportion to the load. */
function growsEvenly(placed: readonly Placed[], { plans }: Solved, { loads }: Traffic): boolean {
  return placed.every(({ component, kind, spec, context }, index) => {
    const { fleet, limits } = plans[index]!;
    const isMonthly = Object.keys(component.usage).length > 0 && limits.length > 0;
    return (
      fleet === undefined &&
      (spec?.burstable !== true || creditMode(component, spec)?.mode !== 'standard') &&
      kind.carryAt?.(component as never, loads[index]!, { ...context, warn: () => undefined }) === undefined &&
      !isMonthly
    );
  });
}

/**
 * Components whose time decides what is asked for: they stand on the way of calls that are timed out or hedged, or of
 * visits that hold a thread or a place in a room.
 */
function timedComponents({ joined, solution }: Solved, reached: Reached): ReadonlySet<number> {
  const { system, flat } = solution;
  const found = new Set<number>();
  const include = (routine: number) => {
    for (const component of reached.sync(routine)) found.add(component);
  };
  for (const { call } of flat.calls) if (call.timeout !== undefined || call.hedge !== undefined) include(call.to);
  const holding = new Set<number>();
  for (const [tier, { threads, room }] of system.tiers.entries())
    if (threads !== undefined || room !== undefined) holding.add(joined.componentOfTier[tier]!);
  for (const [routine, { component }] of system.routines.entries()) if (holding.has(component)) include(routine);
  return found;
}

/**
 * Components of which calls that may be timed out or hedged, threads and rooms may ask for more, or less, than in
 * proportion.
 */
function touchedByPolicies({ joined, solution }: Solved, reached: Reached): ReadonlySet<number> {
  const { system, flat, rates } = solution;
  const found = new Set<number>();
  for (const { call, from } of flat.calls) {
    if (!(rates[from]! > 0) || (call.timeout === undefined && call.hedge === undefined)) continue;
    for (const to of call.fallback ? [call.to, call.fallback.to] : [call.to])
      for (const component of reached.all(to)) found.add(component);
  }
  for (const [tier, { threads, room }] of system.tiers.entries())
    if (threads !== undefined || room !== undefined) {
      found.add(joined.componentOfTier[tier]!);
      // What a full room refuses is tried again, and what it lets through goes on.
      if (room === undefined) continue;
      for (const [routine, { component }] of system.routines.entries())
        if (component === joined.componentOfTier[tier]) for (const one of reached.all(routine)) found.add(one);
    }
  return found;
}
