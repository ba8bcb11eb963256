/** Throughput and latency: what every class and component does at the peak. */
import { routineRates, stationLoad } from '../models/system/load.ts';
import { familiesOf, type Accuracy } from '../models/system/families.ts';
import { latencyOf, solve, together, type Latency, type Solution } from '../models/system/solve.ts';
import { percentiles } from '../models/distribution/percentile.ts';
import type { RateSource } from '../billing/rate-table.ts';
import type { Objectives, Topology } from '../topology/model.ts';
import { breakdownOf } from './breakdown.ts';
import type { Notice, Placed } from './placed.ts';
import { planAll, type ComponentPlan, type Remains, type RoundTripSource } from './plans.ts';
import { joinPlans, type Joined } from './system.ts';
import type { Traffic } from './traffic.ts';

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
}

export interface ComponentPerformance {
  /** Requests per second at the peak, retries and hedges included. */
  readonly arrivalRate: number;
  readonly resources: readonly ResourceResult[];
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

export interface ClassPerformance {
  /** Requests per second that its users make of it at the peak; of a closed class what follows from the response time. */
  readonly rate: number;
  /** Largest rate that all resources on its way carry, all classes growing alike; undefined where nothing binds. */
  readonly capacity: number | undefined;
  readonly headroom: number | undefined;
  /** `db.cpu`. */
  readonly bottleneck: string | undefined;
  /** Undefined where it has no end: some resource on its way cannot keep up. */
  latency(): Latency | undefined;
  /** How sure its response time is; undefined where there is none. */
  accuracy(): Accuracy | undefined;
  /** Where the 99th percentile is spent, by component and on the network, largest first. */
  breakdown(): readonly Share[];
}

export interface ObjectiveVerdict {
  readonly requestClass: string;
  readonly objective: string;
  readonly target: number;
  /** Undefined: unbounded. */
  readonly actual: number | undefined;
  readonly met: boolean;
}

export interface Performance {
  readonly plans: readonly ComponentPlan[];
  readonly joined: Joined;
  readonly solution: Solution;
  readonly classes: readonly ClassPerformance[];
  readonly components: readonly ComponentPerformance[];
  slo(): readonly ObjectiveVerdict[];
}

/** At and above this a resource has no steady state. */
const FULL = 1 - 1e-9;

/** Computes once, when first asked. */
function lazily<Result>(compute: () => Result): () => Result {
  let result: { value: Result } | undefined;
  return () => (result ??= { value: compute() }).value;
}

/** The performance at the peak; of what `remains`, where something has failed. */
export function computePerformance(
  topology: Topology,
  placed: readonly Placed[],
  traffic: Traffic,
  rates: RateSource,
  trips: RoundTripSource,
  notice: (notice: Notice) => void,
  remains?: Remains,
): Performance {
  const plans = planAll(topology, placed, traffic, rates, trips, notice, remains);
  const joined = joinPlans(topology, placed, traffic, plans, trips, notice);
  const solution = solve(joined.system);
  for (const tier of stormyTiers(solution))
    notice({
      component: placed[joined.componentOfTier[tier]!]!.component.name,
      message:
        'once it is overloaded the retries and hedges of its callers keep it so: they ask for more than it can do',
      fix: 'fewer retries, a longer timeout, or room for all of them',
    });
  const tiersOf: number[][] = placed.map(() => []);
  for (const [tier, component] of joined.componentOfTier.entries()) tiersOf[component]!.push(tier);
  const arrivals = new Float64Array(placed.length);
  for (const [routine, { component }] of joined.system.routines.entries())
    arrivals[component]! += solution.rates[routine]!;
  const resources = placed.map((_, index) =>
    resourcesOf(
      plans[index]!,
      tiersOf[index]!.map((tier) => solution.tiers[tier]!),
      arrivals[index]!,
    ),
  );
  // A limit without a queue that is used up leaves no steady state either; queues say so of those that wait in them.
  const overrun = new Set(
    plans.flatMap(({ limits }, index) =>
      limits.some(({ isStill, use, capacity }) => !isStill && use >= capacity * FULL) ? [index] : [],
    ),
  );
  const reached = reachedRoutines(solution);
  const isOverrun = (routine: number) =>
    overrun.size > 0 && reached.sync(routine).some((component) => overrun.has(component));

  const sureness = lazily(() => familiesOf(solution));

  const components = placed.map((_, index): ComponentPerformance => {
    const routines = [...new Set(joined.routineOf[index]!.values())];
    const response = lazily(() => (routines.some(isOverrun) ? undefined : together(solution, routines)));
    return {
      arrivalRate: arrivals[index]!,
      resources: resources[index]!,
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
  const classes = topology.classes.map((requestClass): ClassPerformance => {
    const index = sourceOf.get(requestClass.name);
    const source = index === undefined ? undefined : joined.system.sources[index]!;
    if (index === undefined || !source) {
      return {
        rate: 0,
        capacity: undefined,
        headroom: undefined,
        bottleneck: undefined,
        latency: () => undefined,
        accuracy: () => undefined,
        breakdown: () => [],
      };
    }
    let most = 0;
    let bottleneck: string | undefined;
    for (const component of reached.all(source.routine))
      for (const { resource, offered } of resources[component]!)
        if (offered > most) {
          most = offered;
          bottleneck = `${placed[component]!.component.name}.${resource}`;
        }
    const rate = solution.throughput[index]!;
    const response = isOverrun(source.routine) ? undefined : solution.sources[index];
    const client = source.client?.mean ?? 0;
    const own = lazily(() => latencyOf(response, solution.lattice()));
    return {
      rate,
      capacity: most > 0 ? rate / most : undefined,
      headroom: most > 0 ? 1 / most : undefined,
      bottleneck,
      latency: lazily(() => shifted(own(), client)),
      accuracy: () => (response ? sureness()([source.routine]) : undefined),
      breakdown: lazily(() => {
        const p99 = own()?.p99;
        if (!response || p99 === undefined) return [];
        const spent = breakdown(index, response, p99, reached.sync(source.routine));
        if (spent.length === 0) return [];
        const shares: Share[] = spent.map(({ component, seconds }) => ({ component: nameOf(component), seconds }));
        if (client > 0) shares.push({ component: 'client', seconds: client });
        return shares.toSorted((a, b) => b.seconds - a.seconds);
      }),
    };
  });
  return { plans, joined, solution, classes, components, slo: lazily(() => judge(topology, classes)) };
}

const shifted = (latency: Latency | undefined, by: number): Latency | undefined =>
  latency && by > 0
    ? (Object.fromEntries(Object.entries(latency).map(([key, value]) => [key, value + by])) as unknown as Latency)
    : latency;

/** Resources of a component: its stations, its threads, its limits. */
function resourcesOf(
  { plan, limits }: ComponentPlan,
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
        source: undefined,
      });
    }
    if (tier.threads) {
      const { utilization, meanWait } = tier.threads;
      found.push({
        resource: `${prefix}threads`,
        utilization,
        offered: utilization,
        capacity: capacity(utilization),
        meanWait,
        source: undefined,
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

/** Judges the objectives of every class: its own, or those of the topology. */
function judge(topology: Topology, classes: readonly ClassPerformance[]): ObjectiveVerdict[] {
  return topology.classes.flatMap((requestClass, index) => {
    const objectives: Objectives | undefined = requestClass.slo;
    if (!objectives) return [];
    const { latency, headroom } = classes[index]!;
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
        met: actual !== undefined && actual <= target,
      });
    }
    if (objectives.headroom !== undefined)
      verdicts.push({
        requestClass: requestClass.name,
        objective: 'headroom',
        target: objectives.headroom,
        actual: headroom,
        met: headroom === undefined || headroom >= objectives.headroom,
      });
    return verdicts;
  });
}
