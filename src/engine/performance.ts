/** Throughput and latency: what every class and component does at the peak. */
import { routineRates, stationLoad } from '../models/system/load.ts';
import { familiesOf, type Accuracy } from '../models/system/families.ts';
import { methodsOf, type Method, type TierMethods } from '../models/system/methods.ts';
import { latencyOf, together, type Latency, type Solution } from '../models/system/solve.ts';
import { percentiles } from '../models/distribution/percentile.ts';
import type { Objectives, Topology } from '../topology/model.ts';
import { backlogOf, type Backlog } from './backlog.ts';
import { breakdownOf } from './breakdown.ts';
import type { Bound } from './capacity.ts';
import { fitsWith, growthOf, losingSources, lostSources, peakOf } from './growth.ts';
import { hoursOf, type Hours } from './hours.ts';
import type { Placed } from './placed.ts';
import type { ComponentPlan } from './component-plan.ts';
import { reachedRoutines } from './reached.ts';
import { tiersByComponent, type ResourceResult } from './solved.ts';
import type { Joined } from './system.ts';
import { FULL } from '../models/system/full.ts';
import type { Loaded } from './scenario.ts';

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
  /** How the wait for each of `resources` was computed; undefined where nobody waits or it has no end. */
  methods(): readonly (Method | undefined)[];
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
  /**
   * Requests per second that its users make of it at the peak; of a closed class what follows from the response time.
   */
  readonly rate: number;
  /**
   * `unbounded`: some resource that it waits for cannot keep up; `unknown`: nobody says how long something on its way
   * takes.
   */
  readonly status: 'ok' | 'unbounded' | 'unknown';
  /** What is unknown on its way. */
  readonly unknown: readonly UnknownTime[];
  /**
   * Share of its requests that succeed at the peak: not timed out after all attempts, refused or in error without a way
   * out; undefined where unknown.
   */
  readonly success: number | undefined;
  /**
   * The rate at its largest multiple, all classes growing alike, at which the whole system still has a steady state and
   * everything on its way is below its limit; undefined where nothing binds, or where it is unknown.
   */
  readonly capacity: number | undefined;
  /** That multiple of the peak. */
  readonly headroom: number | undefined;
  /** `db.cpu`: what binds there. */
  readonly bottleneck: string | undefined;
  /**
   * Whether the peak is within its capacity, as far as that is known: said without a search for how much more would be.
   */
  readonly carriesPeak: boolean;
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
  /** How each wait was computed, by tier of the system. */
  methods(): readonly TierMethods[];
  /** The multiple of the peak at which a component itself comes to a limit; undefined where it never does. */
  multipleOf(component: number): Bound | undefined;
  /** The system at a share of the peak; undefined where its calls multiply for ever. */
  at(share: number): Solution | undefined;
  /**
   * Whether at a share of the peak the components still carry it while calls lead elsewhere; fleets that follow their
   * load stand as they were then.
   * @param then the components with what is called instead
   */
  fits(then: readonly Placed[]): (share: number) => boolean;
  /** What waits in a queue or a log over the day; undefined where nothing is kept. */
  backlog(component: number): Backlog | undefined;
  slo(): readonly ObjectiveVerdict[];
}

type Known = Omit<ClassPerformance, 'capacity' | 'headroom' | 'bottleneck' | 'carriesPeak'>;

/**
 * A class's figures; where it ends is looked for when it is asked for. A class, since each object literal with getters
 * would have a shape of its own, which holds on to all that they refer to until a full collection of garbage.
 */
class ClassFigures implements ClassPerformance {
  readonly rate: number;
  readonly status: ClassPerformance['status'];
  readonly unknown: readonly UnknownTime[];
  readonly success: number | undefined;
  readonly latency: ClassPerformance['latency'];
  readonly accuracy: ClassPerformance['accuracy'];
  readonly breakdown: ClassPerformance['breakdown'];
  readonly links: ClassPerformance['links'];
  readonly #bound: () => Bound | undefined;
  readonly #nameOf: (bound: Bound) => string | undefined;

  readonly #carriesPeak: () => boolean;

  constructor(
    known: Known,
    bound: () => Bound | undefined,
    nameOf: (bound: Bound) => string | undefined,
    carriesPeak: () => boolean,
  ) {
    this.rate = known.rate;
    this.status = known.status;
    this.unknown = known.unknown;
    this.success = known.success;
    this.latency = known.latency;
    this.accuracy = known.accuracy;
    this.breakdown = known.breakdown;
    this.links = known.links;
    this.#bound = bound;
    this.#nameOf = nameOf;
    this.#carriesPeak = carriesPeak;
  }

  get carriesPeak(): boolean {
    return this.status !== 'unbounded' && this.#carriesPeak();
  }

  get capacity(): number | undefined {
    const bound = this.#bound();
    return bound && this.rate * bound.multiple;
  }

  get headroom(): number | undefined {
    return this.#bound()?.multiple;
  }

  get bottleneck(): string | undefined {
    const bound = this.#bound();
    return bound && this.#nameOf(bound);
  }
}

/** Computes once, when first asked. */
function lazily<Result>(compute: () => Result): () => Result {
  let result: { value: Result } | undefined;
  return () => (result ??= { value: compute() }).value;
}

/**
 * The performance at the peak; of what `remains`, where something has failed.
 *
 * Capacity is looked for when it is asked for: where everything grows evenly with the load it follows from how full
 * things are at the peak, else the system is solved anew at multiples of it (`growthSearch`).
 */
export function computePerformance(scenario: Loaded): Performance {
  const { topology, placed, traffic, notice } = scenario;
  const peak = peakOf(scenario);
  const { plans, joined, solution, limits, arrivals, resources } = peak;
  const tiersOf = tiersByComponent(joined, placed.length);
  for (const tier of stormyTiers(solution))
    notice({ component: placed[joined.componentOfTier[tier]!]!.component.name, code: 'retry-storm', details: [] });
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
  const methods = lazily(() => methodsOf(solution));

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
      methods: () =>
        tiersOf[index]!.flatMap((tier) => {
          const own = methods()[tier]!;
          return solution.tiers[tier]!.threads ? [...own.stations, own.threads] : own.stations;
        }),
    };
  });
  const breakdown = breakdownOf(solution, joined.componentOfTier);
  const nameOf = (component: number | undefined) =>
    component === undefined ? 'network' : placed[component]!.component.name;
  const sourceOf = new Map(joined.system.sources.map((source, index) => [source.name, index]));
  const growth = lazily(() => growthOf(scenario, peak));
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
    return new ClassFigures(
      {
        rate,
        status: isKnown ? (response ? 'ok' : 'unbounded') : 'unknown',
        unknown,
        success: response ? solution.success[index]! : isKnown ? 0 : undefined,
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
      },
      bound,
      ({ component, resource }) => {
        if (component === undefined) return undefined;
        const { name } = placed[component]!.component;
        return resource === undefined ? name : `${name}.${resource}`;
      },
      lazily(() => !isKnown || growth().carriesPeak(index, reached.all(source.routine))),
    );
  });
  return {
    plans,
    joined,
    solution,
    classes,
    components,
    methods,
    multipleOf: (component) => {
      if (!(component in multiples)) multiples[component] = growth().boundOf(undefined, [component]);
      return multiples[component];
    },
    at: (share) => growth().at(share),
    fits: (then) => fitsWith(scenario, peak, then),
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
      backlogs[index] = backlogOf(scenario, index, (day ??= hoursOf(topology, traffic)), multiple);
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
  carriesPeak: true,
  latency: () => undefined,
  accuracy: () => undefined,
  breakdown: () => [],
  links: () => [],
};

const shifted = (latency: Latency | undefined, by: number): Latency | undefined =>
  latency && by > 0
    ? (Object.fromEntries(Object.entries(latency).map(([key, value]) => [key, value + by])) as unknown as Latency)
    : latency;

/**
 * Tiers that can keep up, and could not if every call that may be timed out were made as often as its retries allow and
 * every hedge were sent: a storm that has begun goes on by itself (Bronson et al., "Metastable failures in distributed
 * systems",
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
    const { latency, status } = classes[index]!;
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
    if (objectives.headroom !== undefined) {
      const { headroom } = classes[index]!;
      verdicts.push({
        requestClass: requestClass.name,
        objective: 'headroom',
        target: objectives.headroom,
        actual: headroom,
        met: isKnown ? headroom === undefined || headroom >= objectives.headroom : undefined,
      });
    }
    return verdicts;
  });
}
