/** Throughput and latency: what every class and component does at the peak. */
import { routineRates, stationLoad } from '../models/system/load.ts';
import { familiesOf, type Accuracy } from '../models/system/families.ts';
import { latencyOf, solve, together, type Latency, type Solution } from '../models/system/solve.ts';
import { percentiles } from '../models/distribution/percentile.ts';
import type { RateSource } from '../billing/rate-table.ts';
import { creditMode } from '../products/credits.ts';
import type { Objectives, Topology } from '../topology/model.ts';
import { backlogOf, type Backlog } from './backlog.ts';
import { breakdownOf } from './breakdown.ts';
import { hoursOf, type Hours } from './hours.ts';
import type { LimitPlan, Plan } from '../kinds/performance.ts';
import type { Notice, Placed } from './placed.ts';
import { planAll, type ComponentPlan, type Remains, type RoundTripSource } from './plans.ts';
import { growthSearch, type Bound, type Growth } from './capacity.ts';
import { joinPlans, type Joined } from './system.ts';
import { solveTopologyTraffic, type Traffic } from './traffic.ts';

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

/** A component whose times nobody knows, and what to give. */
export interface UnknownTime {
  readonly component: string;
  readonly fix: string;
}

export interface ComponentPerformance {
  /** Requests per second at the peak, retries and hedges included. */
  readonly arrivalRate: number;
  readonly resources: readonly ResourceResult[];
  /** Whether nobody knows how long requests take here, or at what they wait for. */
  readonly isUnknown: boolean;
  /** Share of its requests that find no room, where its room is limited. */
  readonly refused: number;
  /** Response time of its requests, with what it calls; undefined where it has no end, or nothing arrives. */
  latency(): Latency | undefined;
  /** The same in short: other percentiles take time of their own. */
  latencyInShort(): LatencyInShort | undefined;
  /** How sure its response time is; undefined where there is none. */
  accuracy(): Accuracy | undefined;
}

export type LatencyInShort = Pick<Latency, 'mean' | 'p50' | 'p99'>;

/** A part of where the 99th percentile is spent. */
export interface Share {
  readonly component: string;
  readonly seconds: number;
}

/** A part of what of it is spent on the network. */
export interface LinkShare {
  readonly from: string;
  readonly to: string;
  readonly seconds: number;
}

export interface ClassPerformance {
  /** Requests per second that its users make of it at the peak; of a closed class what follows from the response time. */
  readonly rate: number;
  /** `unbounded`: some resource that it waits for cannot keep up; `unknown`: nobody says how long something on its way takes. */
  readonly status: 'ok' | 'unbounded' | 'unknown';
  /** What is unknown on its way. */
  readonly unknown: readonly UnknownTime[];
  /** Share of its requests that succeed at the peak: not timed out after all attempts, refused or in error without a way out; undefined where unknown. */
  readonly success: number | undefined;
  /**
   * The rate at its largest multiple, all classes growing alike, at which the whole system still has a steady state and everything on its way is
   * below its limit; undefined where nothing binds, or where it is unknown.
   */
  readonly capacity: number | undefined;
  /** That multiple of the peak. */
  readonly headroom: number | undefined;
  /** `db.cpu`: what binds there. */
  readonly bottleneck: string | undefined;
  /** Of the requests that succeed; undefined where it has no end or is unknown. */
  latency(): Latency | undefined;
  /** How sure its response time is; undefined where there is none. */
  accuracy(): Accuracy | undefined;
  /** Where the 99th percentile is spent, by component and on the network, largest first. */
  breakdown(): readonly Share[];
  /** What of it is spent on the way from a component to another, or between the places of one, largest first. */
  links(): readonly LinkShare[];
}

export interface ObjectiveVerdict {
  readonly requestClass: string;
  /** In place of a class: the queue or log whose delay is judged. */
  readonly component?: string;
  readonly objective: string;
  readonly target: number;
  /** Undefined: unbounded, or unknown. */
  readonly actual: number | undefined;
  /** Undefined: unknown. */
  readonly met: boolean | undefined;
}

export interface Performance {
  readonly plans: readonly ComponentPlan[];
  readonly joined: Joined;
  readonly solution: Solution;
  readonly classes: readonly ClassPerformance[];
  readonly components: readonly ComponentPerformance[];
  /** The multiple of the peak at which a component itself comes to a limit; undefined where it never does. */
  multipleOf(component: number): Bound | undefined;
  /** The system at a share of the peak; undefined where its calls multiply for ever. */
  at(share: number): Solution | undefined;
  /**
   * Whether at a share of the peak the components still carry it while calls lead elsewhere; fleets that follow their load stand as they were then.
   * @param then the components with what is called instead
   */
  fits(then: readonly Placed[]): (share: number) => boolean;
  /** What waits in a queue or a log over the day; undefined where nothing is kept. */
  backlog(component: number): Backlog | undefined;
  slo(): readonly ObjectiveVerdict[];
}

/** At and above this a resource has no steady state. */
const FULL = 1 - 1e-9;

/** Computes once, when first asked. */
function lazily<Result>(compute: () => Result): () => Result {
  let result: { value: Result } | undefined;
  return () => (result ??= { value: compute() }).value;
}

/** What stands behind a performance: everything that it is worked out from, at any multiple of the peak. */
interface Setting {
  readonly topology: Topology;
  readonly placed: readonly Placed[];
  readonly rates: RateSource;
  readonly trips: RoundTripSource;
  /** What is left under a load, while something has failed. */
  readonly remains: ((traffic: Traffic) => Remains) | undefined;
}

/** A system at one load, solved. */
interface Solved {
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

function solveAt(
  { topology, placed, rates, trips, remains }: Setting,
  traffic: Traffic,
  notice: (notice: Notice) => void,
  from?: Solution,
  isWhole = false,
): Solved {
  const left = remains?.(traffic);
  let held: (ReadonlyMap<string, number> | undefined)[] | undefined;
  let plans!: readonly ComponentPlan[];
  let joined!: Joined;
  let solution!: Solution;
  for (let fitting = 0; fitting < MOST_FITTINGS; fitting++) {
    plans = planAll(topology, placed, traffic, rates, trips, notice, left, held);
    joined = joinPlans(topology, placed, traffic, plans, trips, notice);
    solution = solve(joined.system, from && { from, isWhole });
    const more = heldThreads(plans, placed, joined, solution, traffic);
    if (!more || !wantsMore(plans, traffic, held, more)) break;
    held = more;
  }
  const limits = limitsHeld(topology, traffic, plans, joined, solution);
  const arrivals = new Float64Array(placed.length);
  for (const [routine, { component }] of joined.system.routines.entries())
    arrivals[component]! += solution.rates[routine]!;
  const tiersOf = tiersByComponent(joined, placed.length);
  const resources = placed.map((_, index) =>
    resourcesOf(
      plans[index]!.plan,
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
  placed: readonly Placed[],
  { componentOfTier }: Joined,
  { tiers }: Solution,
  { loads }: Traffic,
): (ReadonlyMap<string, number> | undefined)[] | undefined {
  let found: (ReadonlyMap<string, number> | undefined)[] | undefined;
  for (const [tier, component] of componentOfTier.entries()) {
    const { threads } = tiers[tier]!;
    if (!threads || !plans[component]!.fleet || !Number.isFinite(threads.meanHolding)) continue;
    found ??= placed.map(() => undefined);
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

/** Shares of the peak from which a steady state is come to, where it is not found at once. */
const APPROACH = [0.4, 0.7, 0.85, 0.95] as const;

/**
 * The system at its peak. Retries may have two steady states, of which the one is that of a storm: what a growing load comes to is looked for from smaller ones, where
 * the first try ends in something that is full.
 */
function peakOf(setting: Setting, traffic: Traffic, notice: (notice: Notice) => void): Solved {
  const found = solveAt(setting, traffic, notice);
  const { solution, resources } = found;
  const isFull = resources.some((own) => own.some(({ offered }) => offered >= FULL));
  if (solution.isSettled && !isFull) return found;
  if (losingSources(solution, reachedRoutines(solution)).every((may) => !may)) return found;
  let from: Solution | undefined;
  for (const share of APPROACH) {
    const topology = grown(setting.topology, share);
    const flows = solveTopologyTraffic(topology, setting.placed);
    if (!flows.ok) return found;
    const near = solveAt({ ...setting, topology }, flows.traffic, QUIET, from);
    if (near.solution.isSettled) from = near.solution;
  }
  return from ? solveAt(setting, traffic, QUIET, from, true) : found;
}

const tiersByComponent = ({ componentOfTier }: Joined, components: number): number[][] => {
  const found: number[][] = Array.from({ length: components }, () => []);
  for (const [tier, component] of componentOfTier.entries()) found[component]!.push(tier);
  return found;
};

/**
 * The performance at the peak; of what `remains`, where something has failed.
 *
 * Capacity is looked for when it is asked for: where everything grows evenly with the load it follows from how full things are at the peak, else the
 * system is solved anew at multiples of it (`growthSearch`).
 */
export function computePerformance(
  topology: Topology,
  placed: readonly Placed[],
  traffic: Traffic,
  rates: RateSource,
  trips: RoundTripSource,
  notice: (notice: Notice) => void,
  remains?: (traffic: Traffic) => Remains,
): Performance {
  const setting: Setting = { topology, placed, rates, trips, remains };
  const peak = peakOf(setting, traffic, notice);
  const { plans, joined, solution, limits, arrivals, resources } = peak;
  const tiersOf = tiersByComponent(joined, placed.length);
  for (const tier of stormyTiers(solution))
    notice({
      component: placed[joined.componentOfTier[tier]!]!.component.name,
      message:
        'once it is overloaded the retries and hedges of its callers keep it so: they ask for more than it can do',
      fix: 'fewer retries, a longer timeout, or room for all of them',
    });
  // A limit without a queue that is used up leaves no steady state either; queues say so of those that wait in them.
  const overrun = new Set(
    limits.flatMap((own, index) =>
      own.some(({ isStill, use, capacity }) => !isStill && use >= capacity * FULL) ? [index] : [],
    ),
  );
  const reached = reachedRoutines(solution);
  const isOverrun = (routine: number) =>
    overrun.size > 0 && reached.sync(routine).some((component) => overrun.has(component));

  const lost = solution.isSettled ? [] : lostSources(solution, losingSources(solution, reached));
  const sureness = lazily(() => familiesOf(solution));

  const components = placed.map((_, index): ComponentPerformance => {
    const routines = [...new Set(joined.routineOf[index]!.values())];
    const isUnknown = plans[index]!.unknown.size > 0 || routines.some((routine) => unknownFor(routine).length > 0);
    const response = lazily(() => (isUnknown || routines.some(isOverrun) ? undefined : together(solution, routines)));
    return {
      arrivalRate: arrivals[index]!,
      resources: resources[index]!,
      isUnknown,
      refused: Math.max(0, ...tiersOf[index]!.map((tier) => solution.tiers[tier]!.refused)),
      latency: lazily(() => latencyOf(response(), solution.lattice(), false)),
      latencyInShort: lazily(() => {
        const time = response();
        if (!time) return undefined;
        const [p50, p99] = percentiles(time, [0.5, 0.99], solution.lattice(), false);
        return { mean: time.mean, p50: p50!, p99: p99! };
      }),
      accuracy: () => (response() ? sureness()(routines) : undefined),
    };
  });
  const breakdown = breakdownOf(solution, joined.componentOfTier);
  const nameOf = (component: number | undefined) =>
    component === undefined ? 'network' : placed[component]!.component.name;
  const sourceOf = new Map(joined.system.sources.map((source, index) => [source.name, index]));
  const growth = lazily(() => growthOf(setting, peak));
  const multiples: (Bound | undefined)[] = [];
  const backlogs: (Backlog | undefined)[] = [];
  let day: Hours | undefined;
  const classes = topology.classes.map((requestClass): ClassPerformance => {
    const index = sourceOf.get(requestClass.name);
    const source = index === undefined ? undefined : joined.system.sources[index]!;
    if (index === undefined || !source) return NO_REQUESTS;
    const unknown = unknownFor(source.routine);
    const isKnown = unknown.length === 0;
    const response = isKnown && !isOverrun(source.routine) && !lost[index] ? solution.sources[index] : undefined;
    const client = source.client?.mean ?? 0;
    const own = lazily(() => latencyOf(response, solution.lattice()));
    const bound = lazily(() => (isKnown ? growth().boundOf(index, reached.all(source.routine)) : undefined));
    const rate = solution.throughput[index]!;
    const spent = lazily(() => {
      const p99 = own()?.p99;
      if (!response || p99 === undefined) return undefined;
      return breakdown(index, response, p99, reached.sync(source.routine));
    });
    return {
      rate,
      status: isKnown ? (response ? 'ok' : 'unbounded') : 'unknown',
      unknown,
      success: response ? solution.success[index]! : isKnown ? 0 : undefined,
      get capacity() {
        const found = bound();
        return found && rate * found.multiple;
      },
      get headroom() {
        return bound()?.multiple;
      },
      get bottleneck() {
        const found = bound();
        if (found?.component === undefined) return undefined;
        const { name } = placed[found.component]!.component;
        return found.resource === undefined ? name : `${name}.${found.resource}`;
      },
      latency: lazily(() => shifted(own(), client)),
      accuracy: () => (response ? sureness()([source.routine]) : undefined),
      breakdown: lazily(() => {
        const parts = spent()?.parts ?? [];
        if (parts.length === 0) return [];
        const shares: Share[] = parts.map(({ component, seconds }) => ({ component: nameOf(component), seconds }));
        if (client > 0) shares.push({ component: 'client', seconds: client });
        return shares.toSorted((a, b) => b.seconds - a.seconds);
      }),
      links: lazily(() =>
        (spent()?.links() ?? [])
          .map(({ from, to, seconds }) => ({ from: nameOf(from), to: nameOf(to), seconds }))
          .toSorted((a, b) => b.seconds - a.seconds),
      ),
    };
  });
  return {
    plans,
    joined,
    solution,
    classes,
    components,
    multipleOf: (component) => {
      if (!(component in multiples)) multiples[component] = growth().boundOf(undefined, [component]);
      return multiples[component];
    },
    at: (share) => growth().at(share),
    fits: (then) => fitsWith(setting, peak, then),
    backlog,
    slo: lazily(() => [...judge(topology, classes), ...delaysOf(placed, backlog)]),
  };

  function backlog(index: number): Backlog | undefined {
    if (!placed[index]!.kind.buffers) return undefined;
    if (!(index in backlogs)) {
      const behind = new Set([...joined.routineOf[index]!.values()].flatMap((routine) => reached.all(routine)));
      behind.delete(index);
      const found = growth().boundOf(undefined, [...behind])?.multiple;
      // Its own consumers are what works through it; its brokers carry the peak.
      const consumers = Math.max(
        0,
        ...resources[index]!.flatMap(({ resource, offered }) => (resource.startsWith(CONSUMERS) ? [offered] : [])),
      );
      const multiple = consumers > 0 ? Math.min(found ?? Infinity, 1 / consumers) : found;
      backlogs[index] = backlogOf(index, placed, traffic, (day ??= hoursOf(topology, traffic)), multiple);
    }
    return backlogs[index];
  }

  /** Components on the way of a routine whose times nobody knows, with what to give. */
  function unknownFor(routine: number): UnknownTime[] {
    if (plans.every(({ unknown }) => unknown.size === 0)) return [];
    const found: UnknownTime[] = [];
    for (const component of reached.all(routine))
      for (const fix of new Set(plans[component]!.unknown.values()))
        found.push({ component: placed[component]!.component.name, fix });
    return found;
  }
}

/** How the resources of a queue's consumers are named. */
const CONSUMERS = 'consumers.';

const NO_REQUESTS: ClassPerformance = {
  rate: 0,
  status: 'ok',
  unknown: [],
  success: 1,
  capacity: undefined,
  headroom: undefined,
  bottleneck: undefined,
  latency: () => undefined,
  accuracy: () => undefined,
  breakdown: () => [],
  links: () => [],
};

/** The topology with all classes at a multiple of their rates. */
function grown(topology: Topology, multiple: number): Topology {
  return {
    ...topology,
    classes: topology.classes.map((one) => ({ ...one, rate: one.rate * multiple, peak: one.peak * multiple })),
  };
}

/** What the whole system comes to as it grows. */
interface GrowthOfSystem {
  /** For a source with the components that it reaches, or for components by themselves. */
  boundOf(source: number | undefined, reached: readonly number[]): Bound | undefined;
  /** The system at a share of the peak. */
  at(share: number): Solution | undefined;
}

function growthOf(setting: Setting, peak: Solved): GrowthOfSystem {
  const { topology, placed } = setting;
  const { system } = peak.joined;
  const hasClosed = system.sources.some(({ type }) => type === 'closed');
  const atPeak = askedOf(peak, hasClosed);
  const isEven = hasClosed || growsEvenly(placed, peak);
  const touched = hasClosed ? new Set<number>() : touchedByPolicies(peak);
  const reachedBy = reachedRoutines(peak.solution);
  const mayLose = losingSources(peak.solution, reachedBy);
  const solved: { multiple: number; solution: Solution }[] = [{ multiple: 1, solution: peak.solution }];
  const solveFor = (multiple: number): Solved | undefined => {
    const then = grown(topology, multiple);
    const flows = solveTopologyTraffic(then, placed);
    if (!flows.ok) return undefined;
    // A steady state is come to from below: one of a smaller load is on the way to it.
    const from = solved.reduce<(typeof solved)[number] | undefined>(
      (best, one) => (one.multiple <= multiple && (!best || one.multiple > best.multiple) ? one : best),
      undefined,
    );
    const found = solveAt({ ...setting, topology: then }, flows.traffic, QUIET, from?.solution);
    const isFull = found.resources.some((own) => own.some(({ offered }) => offered >= FULL));
    if (found.solution.isSettled && !isFull) solved.push({ multiple, solution: found.solution });
    return found;
  };
  const lost = (): Growth => ({
    asked: new Float64Array(placed.length).fill(Infinity),
    resource: atPeak.resource,
    isLost: system.sources.map(() => true),
  });
  const look = (multiple: number): Growth => {
    if (multiple === 1) return { ...atPeak, isLost: lostSources(peak.solution, mayLose) };
    const found = solveFor(multiple);
    if (!found) return lost();
    return { ...askedOf(found, false), isLost: lostSources(found.solution, mayLose) };
  };
  const search = growthSearch(look);

  return {
    boundOf(source, reached) {
      // What does not move with the load and does not fit leaves room for none.
      for (const component of reached)
        for (const { resource, utilization, isStill } of peak.resources[component]!)
          if (isStill && utilization >= FULL) return { multiple: 0, component, resource };
      const isClosed = source !== undefined && system.sources[source]!.type === 'closed';
      const { asked, resource } = isClosed ? askedOf(peak, false) : atPeak;
      let component: number | undefined;
      for (const one of reached) if (asked[one]! > (component === undefined ? 0 : asked[component]!)) component = one;
      if (component === undefined) return undefined;
      const even = { multiple: 1 / asked[component]!, component, resource: resource[component] };
      if (isEven && !reached.some((one) => touched.has(one))) return even;
      if (isEven && isUntouched(even.multiple, source, reached)) return even;
      return search.bound(reached, source);
    },
    at: (share) => (share === 1 ? peak.solution : solveFor(share)?.solution),
  };

  /** Whether retries, hedges and pools make no difference up to just below a multiple: then things grow evenly after all. */
  function isUntouched(multiple: number, source: number | undefined, reached: readonly number[]): boolean {
    const near = search.look(multiple * NEAR);
    if (source !== undefined && near.isLost[source]) return false;
    return reached.every((one) => Math.abs(near.asked[one]! - atPeak.asked[one]! * multiple * NEAR) <= 1e-3);
  }
}

/** Whether what is left carries the load at a share of the peak, while calls lead elsewhere than when nothing has failed. */
function fitsWith(setting: Setting, peak: Solved, then: readonly Placed[]): (share: number) => boolean {
  const flows = solveTopologyTraffic(setting.topology, then);
  if (!flows.ok) return () => false;
  const nodesOf = (component: number) => peak.plans[component]!.plan.tiers[0]?.nodes;
  const standing: Remains = {
    nodes: (component, count) => (peak.plans[component]!.fleet ? (nodesOf(component) ?? count) : count),
    adjust: (_, plan) => plan,
    known: () => undefined,
  };
  const stressed = solveAt({ ...setting, placed: then, remains: () => standing }, flows.traffic, QUIET);
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
const QUIET = (): void => {};

/** What is asked of each component's fullest resource that moves with the load; of what open classes ask alone, where users of closed ones give way. */
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
const lostSources = ({ system, sources, isSettled }: Solution, mayLose: readonly boolean[]): boolean[] =>
  system.sources.map((_, index) => (!isSettled && mayLose[index]!) || sources[index] === undefined);

/** Sources on whose way calls may be made again, or twice, for how long they take. */
function losingSources({ system, flat }: Solution, reached: ReturnType<typeof reachedRoutines>): boolean[] {
  const callers = new Set(
    flat.calls.flatMap(({ call, from }) =>
      call.timeout !== undefined || call.hedge !== undefined ? [system.routines[from]!.component] : [],
    ),
  );
  return system.sources.map(({ routine }) => reached.all(routine).some((one) => callers.has(one)));
}

/** Whether all that is asked for is in proportion to the load. */
function growsEvenly(placed: readonly Placed[], { plans }: Solved): boolean {
  return placed.every(({ component, kind, spec }, index) => {
    const { fleet, limits } = plans[index]!;
    const isMonthly = Object.keys(component.usage).length > 0 && limits.length > 0;
    return (
      fleet === undefined &&
      (spec?.burstable !== true || creditMode(component, spec)?.mode !== 'standard') &&
      kind.carryAt === undefined &&
      !isMonthly
    );
  });
}

/** Components of which calls that may be timed out or hedged, threads and rooms may ask for more, or less, than in proportion. */
function touchedByPolicies({ joined, solution }: Solved): ReadonlySet<number> {
  const { system, flat, rates } = { ...solution, system: joined.system };
  const reached = reachedRoutines(solution);
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

const shifted = (latency: Latency | undefined, by: number): Latency | undefined =>
  latency && by > 0
    ? (Object.fromEntries(Object.entries(latency).map(([key, value]) => [key, value + by])) as unknown as Latency)
    : latency;

/**
 * The limits of each plan, with what calls hold while they are under way in the use of those that say so (`heldBy`): known only now, by
 * Little's law. The plans themselves stay what they are, since a drill takes them up again.
 */
function limitsHeld(
  topology: Topology,
  { loads }: Traffic,
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

/**
 * Tiers that can keep up, and could not if every call that may be timed out were made as often as its retries allow and
 * every hedge were sent: a storm that has begun goes on by itself (Bronson et al., "Metastable failures in distributed systems",
 * HotOS 2021).
 */
function stormyTiers({ system, flat, tiers, throughput }: Solution): number[] {
  const isRisky = flat.calls.some(
    ({ call }) => (call.timeout !== undefined && call.retries > 0) || call.hedge !== undefined,
  );
  if (!isRisky) return [];
  const entering = new Float64Array(system.routines.length);
  for (const [index, { routine }] of system.sources.entries()) entering[routine]! += throughput[index]!;
  const calls = flat.calls.map((site) => {
    const { timeout, retries, hedge } = site.call;
    return {
      ...site,
      sent: Math.max(site.sent, (timeout === undefined ? 1 : retries + 1) * (hedge === undefined ? 1 : 2)),
    };
  });
  const stormy = { ...flat, calls };
  const rates = routineRates(stormy, entering);
  if (!rates) return [];
  const { work } = stationLoad(stormy, rates);
  return system.tiers.flatMap(({ nodes, room, stations }, tier) => {
    if (room !== undefined) return [];
    const isFull = stations.some(({ servers }, s) => {
      const calm = tiers[tier]!.stations[s]!.utilization < FULL;
      return calm && work[flat.firstStation[tier]! + s]! / (servers * nodes) >= FULL;
    });
    return isFull ? [tier] : [];
  });
}

/** Components that a routine's requests reach: all of them, and those that they wait for. */
function reachedRoutines({ system, flat }: Solution): {
  all(routine: number): readonly number[];
  sync(routine: number): readonly number[];
} {
  const callees: { to: number; async: boolean }[][] = system.routines.map(() => []);
  for (const { from, call } of flat.calls) {
    callees[from]!.push({ to: call.to, async: call.async });
    if (call.fallback) callees[from]!.push({ to: call.fallback.to, async: call.async });
  }
  const walk = (root: number, follow: (async: boolean) => boolean): number[] => {
    const seen = new Set([root]);
    const stack = [root];
    const components = new Set<number>();
    for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
      components.add(system.routines[next]!.component);
      for (const { to, async } of callees[next]!)
        if (follow(async) && !seen.has(to)) {
          seen.add(to);
          stack.push(to);
        }
    }
    return [...components];
  };
  const remembered = (follow: (async: boolean) => boolean) => {
    const known: (readonly number[] | undefined)[] = [];
    return (routine: number) => (known[routine] ??= walk(routine, follow));
  };
  return { all: remembered(() => true), sync: remembered((async) => !async) };
}

/** Judges how long work waits in queues and logs that have an objective for it. */
function delaysOf(placed: readonly Placed[], backlog: (component: number) => Backlog | undefined): ObjectiveVerdict[] {
  return placed.flatMap(({ component, kind }, index): ObjectiveVerdict[] => {
    const target = kind.buffers && (component.options as { slo?: { delay?: number } }).slo?.delay;
    if (!target) return [];
    const actual = backlog(index)?.delay ?? 0;
    return [
      {
        requestClass: '',
        component: component.name,
        objective: 'delay',
        target,
        actual: Number.isFinite(actual) ? actual : undefined,
        met: actual <= target,
      },
    ];
  });
}

/** Judges the objectives of every class: its own, or those of the topology. */
function judge(topology: Topology, classes: readonly ClassPerformance[]): ObjectiveVerdict[] {
  return topology.classes.flatMap((requestClass, index) => {
    const objectives: Objectives | undefined = requestClass.slo;
    if (!objectives) return [];
    const { latency, headroom, status } = classes[index]!;
    const isKnown = status !== 'unknown';
    const verdicts: ObjectiveVerdict[] = [];
    for (const key of ['mean', 'p50', 'p90', 'p95', 'p99', 'p999'] as const) {
      const target = objectives[key];
      if (target === undefined) continue;
      const actual = latency()?.[key];
      verdicts.push({
        requestClass: requestClass.name,
        objective: `latency.${key}`,
        target,
        actual,
        met: isKnown ? actual !== undefined && actual <= target : undefined,
      });
    }
    if (objectives.headroom !== undefined)
      verdicts.push({
        requestClass: requestClass.name,
        objective: 'headroom',
        target: objectives.headroom,
        actual: headroom,
        met: isKnown ? headroom === undefined || headroom >= objectives.headroom : undefined,
      });
    return verdicts;
  });
}
