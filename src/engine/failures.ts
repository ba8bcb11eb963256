/** What can fail in a topology, how often, and what goes down with it: by component, by zone, by region, by product. */
import { MANAGED_SERVICE, NODE, PRODUCT_MTTR, REGION, ZONE, type FailureFigures } from '../assumptions/failures.ts';
import type { Figure } from '../assumptions/figure.ts';
import type { FailContext, FailPlan, NodeGroup } from '../kinds/failure.ts';
import { fleetDown, nodesInZones, rowsDown, shardsDown } from '../models/reliability/places.ts';
import { alternating } from '../models/reliability/downtime.ts';
import type { RegionState } from '../models/reliability/surroundings.ts';
import type { Promised } from '../products/product.ts';
import type { Failure, Provider, Reliability } from '../topology/model.ts';
import type { Performance } from './performance.ts';
import type { Placed } from './placed.ts';
import type { Assumption } from './component-plan.ts';
import { withSwitchovers } from './switchovers.ts';
import { MIB } from '../topology/quantity/bytes.ts';
import type { Carried } from './scenario.ts';
import type {
  PromiseSource,
  Basis,
  FailureUnit,
  FailingRegion,
  Standing,
  ComponentFailure,
  Failures,
} from './failing.ts';

/** A failure figure with where it comes from. */
interface Known {
  readonly mtbf: number;
  readonly mttr: number;
}

/** Just below 1, so that what rounding adds to a whole number of nodes does not ask for one more. */
const FULL = 1 - 1e-9;

/** Scopes of promises for what stands in one zone, or in several regions. */
const OTHER_THAN_A_REGION = /one-zone|single-az|zonal|global|multi-region/;

/** Steps of a fleet that are told apart; a larger one is looked at in so many. */
const MOST_STEPS = 20;

/**
 * Says what can fail.
 *
 * Basis of the figures, component by component: its own (`mtbf`, `mttr`, `availability`), which then stand for all its
 * causes; else what
 * `failure.basis` says, by default what has been observed. Figures of the file under `failure` replace those of the
 * basis.
 */
export function failuresOf(
  { topology, placed, traffic: { loads } }: Carried,
  performance: Performance,
  promises: PromiseSource,
): Failures {
  const regions = new Map<
    string,
    { index: number; provider: Provider; name: string; zones: number; isCounted: boolean }
  >();
  const units: FailureUnit[] = [];
  const shared = new Map<string, number>();
  const tiers = tiersByComponent(performance, placed.length);
  const atLeast = { zone: knownOf(topology.failure.zone, ZONE), region: topology.failure.region };

  const regionOf = (provider: Provider, name: string, zones: number, isCounted: boolean): number => {
    const key = `${provider}/${name}`;
    let known = regions.get(key);
    if (!known) regions.set(key, (known = { index: regions.size, provider, name, zones: 0, isCounted: false }));
    known.zones = Math.max(known.zones, zones);
    known.isCounted ||= isCounted;
    return known.index;
  };

  const components = placed.map((one, index): ComponentFailure => {
    const { component, kind, product, placement, spec } = one;
    const { own, provider, region, zones } = component;
    const failure: Failure = component.failure
      ? { ...topology.failure, ...defined(component.failure) }
      : topology.failure;
    const basis = own ? 'own' : (failure.basis ?? 'observed');
    /** What is taken from where; figures of the file are its own. */
    const taken = new Set<'observed' | 'promised'>();
    const assumptions = new Map<string, Figure>();
    const assume = (name: string, figure: Figure): number => {
      assumptions.set(name, figure);
      return figure.value;
    };
    const plan: FailPlan = kind.fail?.(component as never, loads[index]!, contextOf(one, failure, assume)) ?? {
      groups: [],
    };
    // A station of one's own that stands on nothing fails as its own figures say, or the file's.
    const isSold = product !== undefined && product.name !== 'own';
    const isBased = isSold || spec !== undefined;
    const options = component.options as Readonly<Record<string, unknown>>;
    const promised = (asked: Promised | undefined): Figure | undefined =>
      asked && promises.sla(provider, asked.service, asked.scope);
    const whole = isSold ? product.sla?.(options, zones) : undefined;
    const single = isSold ? product.nodeSla?.(options) : undefined;
    const isPromised = basis === 'sla' && whole !== undefined && single === undefined && !failure.node;

    // Nodes, and what they stand in.
    const node = isPromised || plan.groups.length === 0 ? undefined : nodeFigures();
    const isInZones = !isPromised && (topology.failure.zone !== undefined || (basis === 'observed' && isBased));
    const isInRegion =
      placement !== 'edge' &&
      placement !== 'outside' &&
      (topology.failure.region !== undefined || (basis === 'observed' && isBased));
    // Without nodes of its own no zone takes anything of it along.
    const hangsOnZones = isInZones && plan.groups.length > 0 && !topology.failure.zone;
    if (hangsOnZones || (isInRegion && !topology.failure.region)) taken.add('observed');
    if (hangsOnZones) {
      assume('time between outages of a zone', ZONE.mtbf);
      assume('how long a zone is out', ZONE.mttr);
    }
    if (isInRegion && !topology.failure.region) {
      assume('time between outages of a region', REGION[provider].mtbf);
      assume('how long a region is out', REGION[provider].mttr);
    }
    const standingIn = (name: string, nodes: number): Standing => {
      const own = Math.max(1, Math.min(zones, nodes));
      return {
        region: isInZones || isInRegion ? regionOf(provider, name, isInZones ? own : 0, isInRegion) : undefined,
        isInRegion,
        isInZones,
        nodes,
        zones: own,
      };
    };
    const standings = plan.groups.map(({ nodes, regions: over }): Standing[] =>
      over ? [...dealtOut(nodes, over)].map(([name, own]) => standingIn(name, own)) : [standingIn(region, nodes)],
    );
    const home = plan.groups.length === 0 && isInRegion ? regionOf(provider, region, 0, true) : undefined;

    const mine: number[] = [];
    const add = (unit: FailureUnit) => mine.push(units.push(unit) - 1);
    const zoneFigures = isInZones ? atLeast.zone : undefined;
    for (const [g, group] of plan.groups.entries()) {
      if (!node && !isInZones && !isInRegion) continue;
      const q = node ? alternating(node.mtbf, node.mttr) : 0;
      add({
        name: `${component.name}: ${group.name}`,
        scope: 'node',
        component: index,
        cause: { as: 'group', group, standings: standings[g]!, node },
        down: madeLater(() => groupDown(group, standings[g]!, q, sizeOf(g))),
        ...atShares(group, sizeOf(g)),
        outage: madeLater(() =>
          groupOutage(group, standings[g]!, {
            node: node?.mttr ?? 0,
            zone: zoneFigures?.mttr ?? 0,
            region: isInRegion ? (regionFigures(provider)?.mttr ?? 0) : 0,
          }),
        ),
      });
    }
    /** Nodes of a group by the share of the peak, where they follow the load. */
    function sizeOf(g: number): ((share: number) => number) | undefined {
      const { fleet, plan: performed } = performance.plans[index]!;
      if (!fleet || g > 0) return undefined;
      const peaks = new Map(loads[index]!.classes.map(({ requestClass, peakRate }) => [requestClass.name, peakRate]));
      const busy = fleet.busy((name) => peaks.get(name) ?? 0);
      const most = performed.tiers[0]?.nodes ?? 0;
      if (busy === undefined) return undefined;
      return (share) => (share === 1 ? most : Math.max(1, fleet.nodes(busy * share)));
    }

    const { takeover } = plan;
    if (takeover && node) {
      const places = Math.min(zones, takeover.nodes);
      const perZone = Math.min(1, (takeover.share * takeover.nodes) / places);
      // What is back before anybody has taken over is not out for longer.
      const lost = ({ mtbf, mttr }: Known) => Math.min(takeover.seconds, mttr) / (mtbf + mttr);
      const q = Math.min(
        1,
        takeover.nodes * takeover.share * lost(node) + (zoneFigures ? places * perZone * lost(zoneFigures) : 0),
      );
      add({
        name: `${component.name}: failover`,
        scope: 'failover',
        component: index,
        outage: () => takeover.seconds,
        // The first group's unit is the component's first.
        cause: { as: 'takeover', takeover, of: mine[0]! },
        down: () => q,
      });
    }
    const isMachines = whole !== undefined && single !== undefined;
    const isSpread = isMachines && (whole.service !== single.service || whole.scope !== single.scope);
    if (isPromised || plan.groups.length === 0 || (basis === 'sla' && isSpread) || (isSold && failure.product))
      addProduct();
    const isKnown = mine.length > 0 || plan.isPart === true;
    return {
      basis: basisOf(basis, taken, isKnown),
      plan,
      standings,
      units: mine,
      isKnown,
      assumptions: listed(assumptions),
      node,
    };

    function nodeFigures(): Known | undefined {
      const given = own ?? failure.node;
      if (given) return knownOf(given, NODE, assume);
      if (!isBased || basis === 'own') return undefined;
      if (basis === 'observed') {
        taken.add('observed');
        return {
          mtbf: assume('time between failures of a node', NODE.mtbf),
          mttr: assume('time to replace a node', NODE.mttr),
        };
      }
      const figure = promised(single);
      if (figure) taken.add('promised');
      return figure && { ...ofAvailability(assume('promised for a node', figure), NODE.mttr.value) };
    }

    /** Of a product of a whole region that is no machines. */
    function observedOfProduct(): Figure | undefined {
      const isRegional = placement !== 'edge' && placement !== 'outside' && plan.groups.length === 0;
      if (basis !== 'observed' || !isSold || !isRegional || OTHER_THAN_A_REGION.test(whole?.scope ?? ''))
        return undefined;
      return MANAGED_SERVICE[provider];
    }

    /** What its provider answers for: the product as a whole. */
    function addProduct(): void {
      const given = plan.groups.length === 0 ? (own ?? failure.node ?? failure.product) : failure.product;
      const observed = given ? undefined : observedOfProduct();
      const figure = given ? undefined : (observed ?? promised(whole));
      if (figure) taken.add(observed ? 'observed' : 'promised');
      const name = observed
        ? 'observed availability'
        : basis === 'observed'
          ? 'promised availability, for want of an observed one'
          : 'promised availability';
      const known = given
        ? knownOf(given, { mtbf: NODE.mtbf, mttr: PRODUCT_MTTR }, assume)
        : figure && ofAvailability(assume(name, figure), PRODUCT_MTTR.value);
      if (!known) return;
      const q = alternating(known.mtbf, known.mttr);
      // A promise covers the loss of the region too, which is counted with the region.
      const lost = home === undefined || given ? 0 : (regionFigures(provider)?.unavailability ?? 0);
      const rest = Math.max(0, (q - lost) / (1 - lost));
      const isShared = !own && (placement === 'regional' || placement === 'edge' || isSpread);
      const key = `${provider}/${component.product}/${placement === 'edge' ? '' : region}/${q}`;
      const before = isShared ? shared.get(key) : undefined;
      if (before !== undefined) {
        mine.push(before);
        return;
      }
      const at = add({
        name: isShared
          ? `${component.product}${placement === 'edge' ? '' : ` in ${region}`}`
          : `${component.name}: ${component.product === 'own' ? component.kind : component.product}`,
        scope: 'product',
        component: isShared ? undefined : index,
        outage: (states) =>
          home !== undefined && states[home] === undefined ? (regionFigures(provider)?.mttr ?? known.mttr) : known.mttr,
        cause: {
          as: 'whole',
          mtbf: rest > 0 ? (known.mttr * (1 - rest)) / rest : Number.POSITIVE_INFINITY,
          mttr: known.mttr,
          region: home,
        },
        down: (states) => (home !== undefined && states[home] === undefined ? 1 : rest),
      });
      if (isShared) shared.set(key, mine[at - 1]!);
    }
  });

  /** Figures by what they stand on; a promise among them is what all of it stands on. */
  function basisOf(
    asked: 'own' | 'observed' | 'sla',
    taken: ReadonlySet<'observed' | 'promised'>,
    isKnown: boolean,
  ): Basis {
    if (asked === 'own') return 'own';
    if (taken.has('promised')) return asked === 'sla' ? 'sla' : 'promised';
    if (taken.has('observed')) return 'observed';
    return isKnown ? 'own' : 'unknown';
  }

  const list = [...regions.values()].map(({ provider, name, zones, isCounted }): FailingRegion => {
    const own = isCounted ? regionFigures(provider) : undefined;
    const zone = atLeast.zone;
    return {
      provider,
      name,
      region: own?.unavailability ?? 0,
      mttr: own?.mttr ?? 0,
      zones: Array.from({ length: zones }, () => (zone ? alternating(zone.mtbf, zone.mttr) : 0)),
      zoneMttr: zone?.mttr ?? 0,
    };
  });
  const all = withSwitchovers({ topology, placed }, components, units, list);
  return { regions: list, units, components: all, steps: all.map(({ plan }) => stepsOf(plan.groups)) };

  /** Of a whole region: the file's, or what has been observed. */
  function regionFigures(provider: Provider): { readonly unavailability: number; readonly mttr: number } | undefined {
    const given = topology.failure.region;
    if (given) {
      const { mtbf, mttr } = knownOf(given, { mtbf: REGION[provider].mtbf, mttr: REGION[provider].mttr });
      return { unavailability: alternating(mtbf, mttr), mttr };
    }
    const basis = topology.failure.basis ?? 'observed';
    if (basis !== 'observed') return undefined;
    const { mtbf, mttr } = REGION[provider];
    return { unavailability: alternating(mtbf.value, mttr.value), mttr: mttr.value };
  }

  function contextOf(one: Placed, failure: Failure, assume: FailContext['assume']): FailContext {
    const index = topology.indexOf.get(one.component.name)!;
    const own = tiers[index]!;
    const { details } = performance.plans[index]!.plan;
    const { monthSeconds, vcpus, memoryBytes, sold, selfManaged, warn } = one.context;
    // Field by field: each object that is spread and then added to has a hidden class of its own, and all that reads it
    // is slow.
    return {
      monthSeconds,
      vcpus,
      memoryBytes,
      sold,
      selfManaged,
      warn,
      nodes: (tier) => own[tier]?.nodes ?? 0,
      busy: (tier) => own[tier]?.busy ?? 0,
      detail: (name) => details?.[name]?.value,
      failover: failure.failover,
      assume,
    };
  }
}

/**
 * Nodes of each component's tiers, and how many of them the peak keeps busy: at their stations, their threads, their
 * network.
 */
function tiersByComponent(
  { joined, solution, plans }: Performance,
  components: number,
): { readonly nodes: number; readonly busy: number }[][] {
  const found: { nodes: number; busy: number }[][] = Array.from({ length: components }, () => []);
  for (const [tier, component] of joined.componentOfTier.entries()) {
    const { stations, threads } = solution.tiers[tier]!;
    const { nodes } = joined.system.tiers[tier]!;
    const most = Math.max(0, threads?.utilization ?? 0, ...stations.map(({ offered }) => offered));
    found[component]!.push({ nodes, busy: most * nodes });
  }
  // The network is that of all tiers' nodes; where there is one tier it is its own.
  for (const [component, own] of found.entries()) {
    const network = plans[component]!.limits.find(({ resource }) => resource === 'network');
    if (own.length === 1 && network && network.capacity > 0)
      own[0]!.busy = Math.max(own[0]!.busy, (network.use / network.capacity) * own[0]!.nodes);
  }
  return found;
}

/** A function of a unit that is made when it is first called: in most estimates of a library's user none ever is. */
function madeLater<Rest extends readonly unknown[]>(
  make: () => (states: readonly RegionState[], ...rest: Rest) => number,
): (states: readonly RegionState[], ...rest: Rest) => number {
  let made: ReturnType<typeof make> | undefined;
  return (states, ...rest) => (made ??= make())(states, ...rest);
}

/** How many of some nodes each region gets, one after the other. */
function dealtOut(nodes: number, regions: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (let i = 0; i < nodes; i++) {
    const name = regions[i % regions.length]!;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}

/**
 * Nodes that a share of the peak needs, of so many: a fleet that is too small for it is overloaded, which is no failure
 * of its nodes.
 */
function neededAt(keeps: Extract<NodeGroup['keeps'], { as: 'fleet' }>, share: number, nodes: number): number {
  const { needed, busy } = keeps;
  if (busy === undefined) return needed;
  return Math.min(nodes, share === 1 ? needed : Math.max(1, Math.ceil(busy * share * FULL)));
}

/** What a fleet's failures hang on at a share of the peak, where they do: nodes that there are, and that are needed. */
function atShares(
  { nodes, keeps }: NodeGroup,
  sizeAt: ((share: number) => number) | undefined,
): Pick<FailureUnit, 'level' | 'fleetAt'> {
  if (keeps.as !== 'fleet' || keeps.busy === undefined) return {};
  const fleetAt = (share: number) => {
    const all = sizeAt?.(share) ?? nodes;
    return { nodes: all, needed: neededAt(keeps, share, all) };
  };
  return {
    fleetAt,
    level: (share) => {
      const at = fleetAt(share);
      return at.needed + at.nodes * MIB;
    },
  };
}

/** A group's share of time down by the states of the regions that it stands in. */
function groupDown(
  { keeps, nodes }: NodeGroup,
  standings: readonly Standing[],
  q: number,
  sizeAt?: (share: number) => number,
): FailureUnit['down'] {
  const counts = standings.flatMap((one) => nodesInZones(one));
  const isUp = (states: readonly RegionState[]) =>
    standings.flatMap(({ region, isInRegion, isInZones, zones }) => {
      const state = region === undefined ? ALL_UP : states[region];
      return Array.from({ length: zones }, (_, zone) =>
        state === undefined ? !isInRegion : !isInZones || state[zone] !== false,
      );
    });
  const down = (states: readonly RegionState[], share: number): number => {
    const up = isUp(states);
    if (keeps.as === 'shards')
      return shardsDown({ shards: keeps.shards, copies: counts.reduce((a, b) => a + b, 0) / keeps.shards }, up, q);
    if (keeps.as === 'rows') return rowsDown(keeps, counts, up, q);
    const all = sizeAt?.(share) ?? nodes;
    // A fleet that follows its load stands spread as evenly at any size.
    const standing = all === nodes ? counts : standings.flatMap((one) => nodesInZones({ ...one, nodes: all }));
    const left = standing.reduce((sum, count, zone) => sum + (up[zone] ? count : 0), 0);
    return fleetDown(neededAt(keeps, share, all), left, q);
  };
  // States are the same objects each time; most groups stand in one region.
  if (standings.length > 1) return down;
  const at = standings[0]?.region;
  const { level = () => 0 } = atShares({ name: '', nodes, keeps }, sizeAt);
  const byLevel = new Map<number, Map<RegionState, number>>();
  return (states, share) => {
    const own = level(share);
    let known = byLevel.get(own);
    if (!known) byLevel.set(own, (known = new Map()));
    const state = at === undefined ? ALL_UP : states[at];
    let value = known.get(state);
    if (value === undefined) known.set(state, (value = down(states, share)));
    return value;
  };
}

/**
 * Mean seconds of an outage of a group, by the states of the regions: until what has taken it down is over. Where nodes
 * have, that is until the first of those that have failed is back, each of which is repaired by itself.
 *
 * @param mttr of a node, of a zone and of a region
 */
function groupOutage(
  group: NodeGroup,
  standings: readonly Standing[],
  mttr: { readonly node: number; readonly zone: number; readonly region: number },
): FailureUnit['outage'] {
  const { keeps } = group;
  const withoutNodes = groupDown(group, standings, 0);
  const isLost = (state: RegionState, zone: number) => state !== undefined && state[zone] === false;
  return (states) => {
    const stateOf = ({ region }: Standing) => (region === undefined ? ALL_UP : states[region]);
    if (withoutNodes(states, 1) >= 1) {
      if (standings.some((one) => one.isInRegion && stateOf(one) === undefined)) return mttr.region;
      const isZone = standings.some((one) => (stateOf(one) ?? []).includes(false));
      return isZone ? mttr.zone : Number.POSITIVE_INFINITY;
    }
    const zonesLost = standings.reduce((sum, one) => sum + (stateOf(one) ?? []).filter((isUp) => !isUp).length, 0);
    const left = standings.reduce((sum, one) => {
      const state = stateOf(one);
      if (state === undefined && one.isInRegion) return sum;
      return (
        sum +
        nodesInZones(one).reduce((own, count, zone) => own + (one.isInZones && isLost(state, zone) ? 0 : count), 0)
      );
    }, 0);
    const failed =
      keeps.as === 'fleet'
        ? left - keeps.needed + 1
        : keeps.as === 'shards'
          ? left / keeps.shards
          : keeps.tolerated + 1 - zonesLost;
    return mttr.node / Math.max(1, failed);
  };
}

const ALL_UP: RegionState = [];

/** Parts of the peak that fewer nodes than needed still carry. */
function stepsOf(groups: readonly NodeGroup[]): number[] {
  return groups.flatMap(({ nodes, keeps }) => {
    if (keeps.as !== 'fleet' || keeps.busy === undefined || keeps.busy === 0) return [];
    const most = Math.min(nodes, keeps.needed - 1);
    const stride = Math.max(1, Math.ceil(most / MOST_STEPS));
    const found: number[] = [];
    for (let left = most; left > 0; left -= stride) found.push(Math.min(1, left / keeps.busy));
    return found;
  });
}

/** Figures of the file, with what they leave out. The availability stands for the time between failures. */
function knownOf(given: Reliability | undefined, published: FailureFigures, assume?: FailContext['assume']): Known {
  const mttr = given?.mttr ?? (assume ? assume('time to repair', published.mttr) : published.mttr.value);
  if (given?.availability !== undefined) return ofAvailability(given.availability, mttr);
  return {
    mtbf: given?.mtbf ?? (assume ? assume('time between failures', published.mtbf) : published.mtbf.value),
    mttr,
  };
}

/** The time between failures that leaves this share of up time. */
const ofAvailability = (availability: number, mttr: number): Known => ({
  mtbf: availability >= 1 ? Number.POSITIVE_INFINITY : (mttr * availability) / (1 - availability),
  mttr,
});

const listed = (assumptions: ReadonlyMap<string, Figure>): readonly Assumption[] =>
  [...assumptions].map(([name, figure]) => ({ name, figure }));

/** Without what is undefined, so that it replaces nothing. */
const defined = (failure: Failure): Failure =>
  Object.fromEntries(Object.entries(failure).filter(([, value]) => value !== undefined));
