/**
 * One failure at a time: which classes still answer, with how much room and how fast, what the failure sends on to
 * others, and which data and which side of a partition it leaves.
 */
import type { RateSource } from '../billing/rate-table.ts';
import { effectsOf, type Judged } from './drill/effects.ts';
import type { RequestClass, Topology } from '../topology/model.ts';
import type { Availability } from './availability.ts';
import { conditionOf, type Condition, type Loss } from './drill/losses.ts';
import { lossBetween, partitionOf, type Served } from './drill/partition.ts';
import { placesOf } from './drill/places.ts';
import { mostScenarios, pairsOf, singlesOf, type Scenario } from './drill/scenarios.ts';
import { clustersOf, inCluster, inTopology, type Cluster } from './drill/clusters.ts';
import type { DrilledClass, Surge, DataAtRisk, DrilledScenario, Drill } from './drill/result.ts';
import { asGiven, placedThen, remainsOf } from './drill/survivors.ts';
import { fareOf, wayOf, type Fare } from './drill/ways.ts';
import type { Performance } from './performance.ts';
import type { Placed } from './placed.ts';
import type { RoundTripSource } from './component-plan.ts';
import { solveTopologyTraffic, type Traffic } from './traffic.ts';
import { settleUsers } from './users.ts';

/** What a drill starts from: the stages of an estimate. */
export interface DrillSubject {
  readonly topology: Topology;
  readonly placed: readonly Placed[];
  readonly traffic: Traffic;
  readonly performance: Performance;
  readonly availability: Availability;
}

export interface DrillOptions {
  readonly rates: RateSource;
  readonly assumptions: RoundTripSource;
  /** Whether every two failures are tried at once as well. */
  readonly pairs?: boolean | undefined;
  /** Told the share of the scenarios that are done. */
  readonly onProgress?: ((share: number) => void) | undefined;
}

/** Growth of a rate or a utilisation that is noted. */
const SURGE = 0.1;

/** Utilisation below which growth is not worth a word, unless requests grow. */
const LEAST = 0.01;

/** What is left of a cluster. */
interface Solved {
  /** Undefined where calls go round without end. */
  readonly performance: Performance | undefined;
  /** Index in that of the classes that are not down. */
  readonly at: ReadonlyMap<number, number>;
  /** Components that these still reach. */
  readonly components: readonly number[];
}

/** A class whose calls go round without end, for what is called in place of the lost calls back. */
const endless = (requestClass: string): DrilledClass => ({
  requestClass,
  state: 'down',
  headroom: 0,
  latency: undefined,
  effects: [{ effect: 'endless-calls' }],
});

/**
 * Tries every failure. The performance model is run on what survives: fleets with the nodes that are left, calls of
 * what is gone led to its fallback or left out, a lost cache passing everything on, classes that are down sending
 * nothing. Latency is that of the steady state afterwards, once callers have stopped asking what is gone.
 */
export function drill(subject: DrillSubject, { rates, assumptions, pairs = false, onProgress }: DrillOptions): Drill {
  const { topology, placed, traffic, performance, availability } = subject;
  const { failures } = availability;
  const plans = failures.components.map(({ plan }) => plan);
  const places = placesOf(topology, placed, availability, performance);
  const ways = topology.classes.map((one) => wayOf(one, topology, placed, availability));
  const clusters = clustersOf(topology, placed, ways);
  const bases = new Map<Cluster, Parameters<typeof remainsOf>[0]>();
  const hasClosed = topology.classes.some((one) => one.closed !== undefined);
  const isScaled = (component: number): boolean =>
    (placed[component]!.component.options as { autoscale?: unknown }).autoscale !== undefined;

  const subjectOf = (at: number): Judged => ({ fare: fares[at]!, index: at, performance });
  const noCondition = new Map<number, Condition>();
  const fares = ways.map((way) =>
    fareOf(
      way,
      () => false,
      () => false,
    ),
  );
  const judge = effectsOf(topology, placed, plans, performance);
  const base = ways.map((_, at) => judge(subjectOf(at), noCondition, undefined));

  const most = mostScenarios(ways);
  const singles = singlesOf({ topology, placed, availability }, places, most);
  const two = pairs ? pairsOf(singles.chosen, places, most) : { chosen: [], leftOut: 0 };
  const chosen = [...singles.chosen, ...two.chosen];
  const scenarios = chosen.map((scenario, at) => {
    onProgress?.(at / chosen.length);
    return tried(scenario);
  });
  return { topology: topology.name, base, scenarios, leftOut: { singles: singles.leftOut, pairs: two.leftOut } };

  function tried(scenario: Scenario): DrilledScenario {
    const served = scenario.cut && partitionOf(scenario.cut, places, placed, plans);
    const conditions = conditionsOf(scenario, served);
    const isGone = (component: number) => conditions.get(component)?.state === 'gone';
    const isCut = cutOf(scenario, served);
    const isTouched = (at: number) => {
      for (const component of conditions.keys()) if (ways[at]!.components.has(component)) return true;
      return scenario.cut?.between === 'regions';
    };
    const then = ways.map((way, at) => (isTouched(at) ? fareOf(way, isGone, isCut) : fares[at]!));
    const after = solvedThen(then, conditions);
    const classes = ways.map((_, at): DrilledClass => {
      // Nothing on its way has changed, nor on that of a class that it shares a component with.
      const known = after.get(clusters[at]!);
      if (then[at] === fares[at] && !known) return base[at]!;
      if (!known) return judge({ fare: then[at]!, index: at, performance }, conditions, served);
      if (known.performance === undefined && then[at]!.isUp) return endless(topology.classes[at]!.name);
      const now = known.performance ?? performance;
      return judge({ fare: then[at]!, index: known.at.get(at) ?? at, performance: now }, conditions, served);
    });
    return {
      scenario: scenario.name,
      scope: scenario.scope,
      classes,
      surges: [...after.values()].flatMap(({ performance: now, components }) =>
        now ? surgesOf(now, components, conditions) : [],
      ),
      data: scenario.cut ? [] : dataOf(conditions),
      partition: served?.result,
    };
  }

  function conditionsOf({ loss, cut }: Scenario, served: Served | undefined): Map<number, Condition> {
    const found = new Map<number, Condition>();
    const apply = (index: number, own: Loss) => {
      const { component } = placed[index]!;
      const hasCalls = component.calls.length > 0 || component.classCalls.size > 0;
      const condition = conditionOf(
        {
          index,
          place: places.components[index]!,
          plan: plans[index]!,
          performance: performance.plans[index]!.plan,
          hasCalls,
        },
        own,
      );
      if (condition) found.set(index, condition);
    };
    // Only what the loss can touch is looked at.
    const touched = new Set([...loss.nodes.keys(), ...loss.components, ...loss.caches]);
    for (const region of [...loss.zones.keys(), ...loss.regions])
      for (const index of places.inRegion(region)) touched.add(index);
    for (const index of touched) apply(index, loss);
    if (cut?.between === 'regions')
      for (const [index, serving] of served!.writes) {
        if (serving.length === 0) apply(index, { ...loss, components: new Set([index]) });
        else {
          const hasOwnCopies = plans[index]!.partition?.writes === 'copies';
          apply(index, lossBetween(cut, serving, sideOf(cut.sides, places.components[index]!.home), hasOwnCopies));
        }
      }
    if (cut?.between === 'zones')
      for (const [index, serving] of served!.writes)
        if (serving.length === 0) apply(index, { ...loss, components: new Set([index]) });
    return found;
  }

  /** Who cannot reach whom. Within a region the larger side is looked at, on which nobody is cut off from anybody. */
  function cutOf({ cut }: Scenario, served: Served | undefined): Parameters<typeof fareOf>[2] {
    if (cut?.between !== 'regions') return () => false;
    const homeOf = (index: number) => sideOf(cut.sides, places.components[index]!.home);
    return (from, to, region) => {
      const side = homeOf(from);
      if (side < 0) return false;
      const serving = served!.writes.get(to);
      if (serving) return !serving.includes(side);
      const answers = region === undefined ? undefined : `${placed[to]!.component.provider}/${region}`;
      const other = answers === undefined ? homeOf(to) : sideOf(cut.sides, answers);
      return other >= 0 && other !== side;
    };
  }

  /**
   * The performance of what is left, by cluster of classes that share components. Of the other clusters nothing has
   * changed, and where a loss takes neither a node that is asked nor a call (a standby, a component that no class
   * needs) nothing is solved again either.
   */
  function solvedThen(then: readonly Fare[], conditions: ReadonlyMap<number, Condition>): Map<Cluster, Solved> {
    const touched = new Set(
      then.flatMap((fare, at) => (hasChanged(fare, fares[at]!, conditions) ? [clusters[at]!] : [])),
    );
    return new Map([...touched].map((cluster) => [cluster, solvedCluster(cluster, then, conditions)]));
  }

  function solvedCluster(cluster: Cluster, then: readonly Fare[], conditions: ReadonlyMap<number, Condition>): Solved {
    const up = cluster.classes.filter((at) => then[at]!.isUp);
    const at = new Map(up.map((own, index) => [own, index]));
    const classes = up.map((own): RequestClass =>
      hasClosed ? asGiven(topology.classes[own]!) : topology.classes[own]!,
    );
    const left = { ...cluster.topology, classes };
    const { placed: now, changed } = placedThen(
      placed,
      up.map((own) => then[own]!),
      conditions,
    );
    const placedLeft = inCluster(cluster, now);
    const flows = solveTopologyTraffic(left, placedLeft);
    if (!flows.ok) return { at, performance: undefined, components: [] };
    const { localOf } = cluster;
    const local = (index: number): number[] => (localOf.has(index) ? [localOf.get(index)!] : []);
    const localConditions = new Map(
      [...conditions].flatMap(([index, one]) => local(index).map((own) => [own, one] as const)),
    );
    const localChanged = new Set([...changed].flatMap(local));
    const settled = settleUsers({
      topology: left,
      placed: placedLeft,
      traffic: flows.traffic,
      rates,
      trips: assumptions,
      notice: () => undefined,
      remains: (under) =>
        remainsOf(baseOf(cluster), under.loads, localConditions, {
          changed: localChanged,
          isScaled: (own) => isScaled(cluster.components[own]!),
        }),
    });
    return {
      at,
      performance: inTopology(cluster, settled.performance),
      components: cluster.components.filter((index) => up.some((own) => then[own]!.reached.has(index))),
    };
  }

  /** Plans and loads of a cluster while nothing has failed. */
  function baseOf(cluster: Cluster): Parameters<typeof remainsOf>[0] {
    let known = bases.get(cluster);
    if (!known) {
      const solved = solveTopologyTraffic(cluster.topology, inCluster(cluster, placed));
      // What could be solved with all others can be solved without them.
      const { loads } = solved.ok ? solved.traffic : traffic;
      bases.set(cluster, (known = { plans: inCluster(cluster, performance.plans), loads }));
    }
    return known;
  }

  function hasChanged(now: Fare, before: Fare, conditions: ReadonlyMap<number, Condition>): boolean {
    if (now === before) return false;
    if (now.isUp !== before.isUp || now.changed.size > 0 || now.reached.size !== before.reached.size) return true;
    for (const component of now.reached) {
      const condition = conditions.get(component);
      if (!condition) continue;
      if (condition.state !== 'reduced' || condition.lost > 0 || condition.missing.some((count) => count > 0))
        return true;
      if (condition.tiers.some((nodes, tier) => nodes !== performance.plans[component]!.plan.tiers[tier]!.nodes))
        return true;
    }
    return false;
  }

  function surgesOf(
    now: Performance,
    components: readonly number[],
    conditions: ReadonlyMap<number, Condition>,
  ): Surge[] {
    const hasGrown = (before: number, after: number) => after > before * (1 + SURGE) && after > 0;
    return components.flatMap((index): Surge[] => {
      if (conditions.get(index)?.state === 'bypassed') return [];
      const before = performance.components[index]!;
      const after = now.components[index]!;
      const grown = after.resources.flatMap(({ resource, offered }) => {
        const known = before.resources.find((one) => one.resource === resource)?.offered ?? 0;
        return hasGrown(known, offered) && offered >= LEAST ? [{ resource, before: known, after: offered }] : [];
      });
      if (grown.length === 0 && !hasGrown(before.arrivalRate, after.arrivalRate)) return [];
      const fullest = grown.toSorted((a, b) => b.after - a.after)[0];
      return [
        {
          component: placed[index]!.component.name,
          rate: { before: before.arrivalRate, after: after.arrivalRate },
          resource: fullest?.resource,
          utilization: fullest && { before: fullest.before, after: fullest.after },
        },
      ];
    });
  }

  function dataOf(conditions: ReadonlyMap<number, Condition>): DataAtRisk[] {
    return [...conditions].flatMap(([index, { copies: lost, isPrimaryLost }]): DataAtRisk[] => {
      const { store } = plans[index]!;
      if (!store || lost === 0) return [];
      const left = store.copies - lost;
      const since = isPrimaryLost ? store : { recoveryPoint: 0, recoveryTime: 0 };
      return [
        {
          component: placed[index]!.component.name,
          copies: store.copies,
          left,
          recoveryPoint: left === 0 ? undefined : since.recoveryPoint,
          recoveryTime: left === 0 ? undefined : (since.recoveryTime ?? failures.components[index]!.node?.mttr),
        },
      ];
    });
  }
}

/** The side that a region is on; −1 for neither. */
const sideOf = (sides: readonly (readonly string[])[], region: string | undefined): number =>
  region === undefined ? -1 : sides.findIndex((side) => side.includes(region));
