/** The system at one load: planned, joined, solved, and how full each resource is. */
import type { LimitPlan, Plan } from '../kinds/performance.ts';
import { solve, together, type Solution } from '../models/system/solve.ts';
import { planAll } from './plans.ts';
import type { ComponentPlan } from './component-plan.ts';
import { joinPlans, type Joined } from './system.ts';
import type { Traffic } from './traffic.ts';
import { FULL } from '../models/system/full.ts';
import type { Loaded } from './scenario.ts';

/** A resource of a component: of how much of it the peak uses what. */
export interface ResourceResult {
  /** `cpu`, `replica.cpu`, `threads`, `network`. */
  readonly resource: string;
  /** Above 1 where it cannot keep up. */
  readonly utilization: number;
  /** Of all that asks for it, those that find no room included; as `utilization` elsewhere. */
  readonly offered: number;
  /** Requests per second of the component at which it is used up; undefined where the peak uses none of it. */
  readonly capacity: number | undefined;
  readonly meanWait: number | undefined;
  readonly source: string | undefined;
  /** Whether it stays as full as it is however the load grows. */
  readonly isStill: boolean;
}

/** A system at one load, solved. */
export interface Solved {
  readonly plans: readonly ComponentPlan[];
  readonly joined: Joined;
  readonly solution: Solution;
  /** By component: its resources in which nothing waits. */
  readonly limits: readonly (readonly LimitPlan[])[];
  /** Requests per second by component. */
  readonly arrivals: Float64Array;
  readonly resources: readonly ResourceResult[][];
}

/** Rounds in which fleets are fitted to the threads that their requests hold. */
const MOST_FITTINGS = 4;

/**
 * Plans, joins and solves the system; fleets are fitted to the threads that their requests hold.
 *
 * @param from of a smaller load, to start from; `isWhole` takes its waits too
 */
export function solveAt(
  loaded: Loaded,
  { from, isWhole = false }: { readonly from?: Solution | undefined; readonly isWhole?: boolean } = {},
): Solved {
  const { traffic } = loaded;
  const left = loaded.remains?.(traffic);
  let held: (ReadonlyMap<string, number> | undefined)[] | undefined;
  let plans!: readonly ComponentPlan[];
  let joined!: Joined;
  let solution!: Solution;
  for (let fitting = 0; fitting < MOST_FITTINGS; fitting++) {
    plans = planAll(loaded, left, held);
    joined = joinPlans(loaded, plans);
    solution = solve(joined.system, from && { from, isWhole });
    const more = heldThreads(plans, joined, solution, traffic);
    if (!more || !wantsMore(plans, traffic, held, more)) break;
    held = more;
  }
  return measured(loaded, plans, joined, solution);
}

/**
 * The same system at a multiple of the peak, where all that is asked for is in proportion to the load and no fleet
 * follows it.
 *
 * Plans differ by no more than their limits, and by times that depend on how many requests come (batches, cold starts).
 * Such times matter where they decide what is asked for: on the way of calls that are timed out or hedged, and of
 * visits that hold a thread. Components there are planned anew, and all are joined again where their plans have become
 * others.
 *
 * @param isTimed by component, whether how long it takes decides what is asked for
 */
export function solveEvenly(
  loaded: Loaded,
  peak: Solved,
  multiple: number,
  { isTimed, from }: { isTimed(component: number): boolean; readonly from: Solution | undefined },
): Solved {
  const { topology } = loaded;
  const left = loaded.remains?.(loaded.traffic);
  const plans = planAll(loaded, {
    nodes: (component, count) => left?.nodes(component, count) ?? count,
    adjust: (component, plan) => left?.adjust(component, plan) ?? plan,
    known: (component) =>
      left?.known(component) ?? (isTimed(component) ? undefined : grownPlan(peak.plans[component]!, multiple)),
  });
  const names = topology.classes.map(({ name }) => name);
  const isSame = plans.every(
    ({ plan }, component) => !isTimed(component) || isSameWork(plan, peak.plans[component]!.plan, names),
  );
  const joined = isSame ? grownSources(peak.joined, multiple) : joinPlans(loaded, plans);
  return measured(loaded, plans, joined, solve(joined.system, from && { from }));
}

/** A plan whose limits are asked for so many times as much. */
const grownPlan = (one: ComponentPlan, multiple: number): ComponentPlan => ({
  plan: one.plan,
  assumptions: one.assumptions,
  fleet: one.fleet,
  unknown: one.unknown,
  surplusCpu: one.surplusCpu,
  scaling: one.scaling,
  limits: one.limits.map((limit) => (limit.isStill ? limit : { ...limit, use: limit.use * multiple })),
});

/** Whether two plans have the same stations, and the same work for each class. */
const isSameWork = (one: Plan, other: Plan, classes: readonly string[]): boolean =>
  JSON.stringify(one.tiers) === JSON.stringify(other.tiers) &&
  classes.every((name) => JSON.stringify(one.work(name)) === JSON.stringify(other.work(name)));

const grownSources = (joined: Joined, multiple: number): Joined => ({
  ...joined,
  system: {
    ...joined.system,
    sources: joined.system.sources.map((source) =>
      source.type === 'open'
        ? { ...source, interarrival: { ...source.interarrival, mean: source.interarrival.mean / multiple } }
        : source,
    ),
  },
});

/** How full each resource is. */
function measured(
  loaded: Pick<Loaded, 'topology' | 'traffic'>,
  plans: readonly ComponentPlan[],
  joined: Joined,
  solution: Solution,
): Solved {
  const limits = limitsHeld(loaded, plans, joined, solution);
  const arrivals = new Float64Array(plans.length);
  for (const [routine, { component }] of joined.system.routines.entries())
    arrivals[component]! += solution.rates[routine]!;
  const tiersOf = tiersByComponent(joined, plans.length);
  const resources = plans.map(({ plan }, index) =>
    resourcesOf(
      plan,
      limits[index]!,
      tiersOf[index]!.map((tier) => solution.tiers[tier]!),
      arrivals[index]!,
    ),
  );
  return { plans, joined, solution, limits, arrivals, resources };
}

/** How long requests hold a thread of autoscaled fleets that have some. */
function heldThreads(
  plans: readonly ComponentPlan[],
  { componentOfTier }: Joined,
  { tiers }: Solution,
  { loads }: Traffic,
): (ReadonlyMap<string, number> | undefined)[] | undefined {
  let found: (ReadonlyMap<string, number> | undefined)[] | undefined;
  for (const [tier, component] of componentOfTier.entries()) {
    const { threads } = tiers[tier]!;
    if (!threads || !plans[component]!.fleet || !Number.isFinite(threads.meanHolding)) continue;
    found ??= plans.map(() => undefined);
    found[component] = new Map(loads[component]!.classes.map((one) => [one.requestClass.name, threads.meanHolding]));
  }
  return found;
}

/** Whether a fleet would have more nodes if it followed its threads. */
function wantsMore(
  plans: readonly ComponentPlan[],
  { loads }: Traffic,
  before: readonly (ReadonlyMap<string, number> | undefined)[] | undefined,
  now: readonly (ReadonlyMap<string, number> | undefined)[],
): boolean {
  return now.some((held, index) => {
    const { fleet, plan } = plans[index]!;
    if (!held || !fleet) return false;
    const threads = plan.tiers[0]!.threads!;
    const inUse = loads[index]!.classes.reduce(
      (sum, one) => sum + one.peakRate * (held.get(one.requestClass.name) ?? 0),
      0,
    );
    const isNew = [...held].some(([name, time]) => Math.abs((before?.[index]?.get(name) ?? 0) - time) > 1e-3 * time);
    return isNew && fleet.nodes(inUse / threads) > plan.tiers[0]!.nodes;
  });
}

/** Whether it has a steady state with room everywhere. */
export const isSteady = ({ solution, resources }: Solved): boolean =>
  solution.isSettled && resources.every((own) => own.every(({ offered }) => offered < FULL));

/** The tiers of each component. */
export const tiersByComponent = ({ componentOfTier }: Joined, components: number): number[][] => {
  const found: number[][] = Array.from({ length: components }, () => []);
  for (const [tier, component] of componentOfTier.entries()) found[component]!.push(tier);
  return found;
};

/**
 * The limits of each plan, with what calls hold while they are under way in the use of those that say so (`heldBy`):
 * known only now, by
 * Little's law. The plans themselves stay what they are, since a drill takes them up again.
 */
function limitsHeld(
  { topology, traffic: { loads } }: Pick<Loaded, 'topology' | 'traffic'>,
  plans: readonly ComponentPlan[],
  joined: Joined,
  solution: Solution,
): readonly (readonly LimitPlan[])[] {
  return plans.map(({ limits }, index) => {
    if (!limits.some(({ heldBy }) => heldBy !== undefined)) return limits;
    return limits.map((limit) => {
      if (limit.heldBy === undefined) return limit;
      const to = topology.indexOf.get(limit.heldBy)!;
      const rate = loads[index]!.outgoing.reduce((sum, flow) => sum + (flow.to === to ? flow.peakRate : 0), 0);
      if (rate === 0) return limit;
      const response = together(solution, [...new Set(joined.routineOf[to]!.values())])?.mean ?? Infinity;
      return { ...limit, use: limit.use + rate * response };
    });
  });
}

/** Resources of a component: its stations, its threads, its limits. */
function resourcesOf(
  plan: Plan,
  limits: readonly LimitPlan[],
  tiers: readonly Solution['tiers'][number][],
  arrivalRate: number,
): ResourceResult[] {
  const found: ResourceResult[] = [];
  const capacity = (utilization: number) => (utilization > 0 ? arrivalRate / utilization : undefined);
  for (const [index, tier] of tiers.entries()) {
    const { name, stations } = plan.tiers[index]!;
    const prefix = name === undefined ? '' : `${name}.`;
    for (const [s, station] of tier.stations.entries()) {
      const { utilization, offered, meanWait } = station;
      found.push({
        resource: prefix + stations[s]!.resource,
        utilization,
        offered,
        capacity: capacity(offered),
        meanWait,
        source: stations[s]!.source,
        isStill: false,
      });
    }
    if (tier.threads) {
      const { utilization, offered, meanWait } = tier.threads;
      found.push({
        resource: `${prefix}threads`,
        utilization,
        offered,
        capacity: capacity(offered),
        meanWait,
        source: undefined,
        isStill: false,
      });
    }
  }
  for (const { resource, capacity: most, use, isStill, source } of limits) {
    const utilization = most > 0 ? use / most : Infinity;
    found.push({
      resource,
      utilization,
      offered: isStill ? 0 : utilization,
      capacity: isStill ? undefined : capacity(utilization),
      meanWait: undefined,
      source,
      isStill: isStill === true,
    });
  }
  return found;
}
