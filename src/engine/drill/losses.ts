/** What a failure takes of each component: its nodes, its copies of data, or all of it. */
import type { FailPlan } from '../../kinds/failure.ts';
import type { Plan } from '../../kinds/performance.ts';
import type { Gone } from './result.ts';
import { regionName, type ComponentPlace, type GroupPlace, type Stand } from './places.ts';

/** Everything that is lost at once. */
export interface Loss {
  /** Zones by region, from 0. */
  readonly zones: ReadonlyMap<string, ReadonlySet<number>>;
  readonly regions: ReadonlySet<string>;
  /** Nodes of each group, by component, beside those that go with their zones. */
  readonly nodes: ReadonlyMap<number, readonly number[]>;
  /** Components that are lost as a whole: their product is. */
  readonly components: ReadonlySet<number>;
  /** Caches that are lost with all that they hold. */
  readonly caches: ReadonlySet<number>;
}

export const NOTHING: Loss = {
  zones: new Map(),
  regions: new Set(),
  nodes: new Map(),
  components: new Set(),
  caches: new Set(),
};

/** Both losses at once. */
export function union(a: Loss, b: Loss): Loss {
  const zones = new Map(a.zones);
  for (const [region, lost] of b.zones) zones.set(region, new Set([...(zones.get(region) ?? []), ...lost]));
  const nodes = new Map(a.nodes);
  for (const [component, lost] of b.nodes) {
    const before = nodes.get(component);
    nodes.set(component, before ? before.map((count, g) => count + (lost[g] ?? 0)) : lost);
  }
  return {
    zones,
    regions: new Set([...a.regions, ...b.regions]),
    nodes,
    components: new Set([...a.components, ...b.components]),
    caches: new Set([...a.caches, ...b.caches]),
  };
}

/** What is left of a component of which something is lost. */
export interface Condition {
  /**
   * `reduced`: it answers with fewer nodes, or none fewer that anybody asks; `bypassed`: its requests go on to what it
   * calls; `cold`: it answers, and holds nothing; `gone`: it answers nothing.
   */
  readonly state: 'reduced' | 'bypassed' | 'cold' | 'gone';
  /** Why it answers nothing, itself; undefined where it does. */
  readonly gone: Gone | undefined;
  /** Nodes left of each tier of its plan. */
  readonly tiers: readonly number[];
  /** Nodes that are lost, where it has one group of them in one region; else 0. */
  readonly lost: number;
  /** Copies of the worst row, or members, that each tier has lost. */
  readonly missing: readonly number[];
  /** Nodes lost by region, where those of its first group stand in several. */
  readonly regions: ReadonlyMap<string, number>;
  /** Share of its requests that wait for a takeover first. */
  readonly takenOver: number;
  /** Copies of stored data that are lost, of the worst row. */
  readonly copies: number;
  /** Whether nodes are lost that the recovery point speaks of: the primary, the leader, any of equals. */
  readonly isPrimaryLost: boolean;
}

/** Whether a zone is lost, by itself or with its region. */
const isDown = ({ region }: Stand, zone: number, { zones, regions }: Loss): boolean =>
  regions.has(region) || (zones.get(region)?.has(zone) ?? false);

/** Nodes of a stand that are left. */
const leftOf = (stand: Stand, loss: Loss): number =>
  stand.counts.reduce((sum, count, zone) => sum + (isDown(stand, zone, loss) ? 0 : count), 0);

/** What is left of a group of nodes, and whether it still answers. */
interface GroupLeft {
  readonly left: number;
  /** Why it answers no more; undefined while it does. */
  readonly gone: Gone | undefined;
  /** Of the nodes whose failure begins a takeover. */
  readonly firstsLost: number;
  /** Members lost, or copies of the worst row, shard or partition. */
  readonly missing: number;
}

/**
 * Applies a loss to a group. Single nodes that are lost are the worst ones: the primary, the last copy of a shard, a
 * further copy of the same row.
 */
function groupLeft({ group, stands, firsts }: GroupPlace, loss: Loss, single: number): GroupLeft {
  const { nodes, keeps, name } = group;
  const standing = stands.reduce((sum, stand) => sum + leftOf(stand, loss), 0);
  const left = Math.max(0, standing - single);
  const firstsStanding = firsts.reduce(
    (sum, counts, s) =>
      sum + counts.reduce((own, count, zone) => own + (isDown(stands[s]!, zone, loss) ? 0 : count), 0),
    0,
  );
  const firstsAll = firsts.flat().reduce((a, b) => a + b, 0);
  const firstsLost = firstsAll - Math.max(0, firstsStanding - single);
  const done = (missing: number, gone: Gone | undefined): GroupLeft => ({ left, gone, firstsLost, missing });
  const none: Gone | undefined = left === 0 ? { why: 'no-node', name } : undefined;
  if (keeps.as === 'fleet') {
    const needed = keeps.answers ?? (keeps.busy === undefined ? keeps.needed : 1);
    return done(nodes - left, left >= needed ? undefined : (none ?? { why: 'too-few', left, nodes, needed, name }));
  }
  const up = stands.flatMap((stand) => stand.counts.map((_, zone) => !isDown(stand, zone, loss)));
  if (keeps.as === 'shards') {
    const copies = nodes / keeps.shards;
    let fewest = copies;
    for (let first = 0; first < Math.min(up.length, keeps.shards); first++) {
      let own = 0;
      for (let copy = 0; copy < copies; copy++) if (up[(first + copy) % up.length]) own++;
      fewest = Math.min(fewest, own);
    }
    fewest -= single;
    return done(copies - Math.max(0, fewest), fewest >= 1 ? undefined : (none ?? { why: 'no-copy-of-shard' }));
  }
  const counts = stands.flatMap((stand) => stand.counts);
  const each = Math.ceil(keeps.copies / up.length);
  const inZones = counts.reduce((sum, count, slot) => sum + (up[slot] ? 0 : Math.min(each, count)), 0);
  const missing = Math.min(keeps.copies, inZones + Math.min(single, standing));
  return done(
    missing,
    missing <= keeps.tolerated
      ? undefined
      : (none ?? {
          why: 'too-few-copies',
          left: keeps.copies - missing,
          copies: keeps.copies,
          needed: keeps.copies - keeps.tolerated,
        }),
  );
}

/** A component as it stands while nothing has failed. */
interface Standing {
  readonly index: number;
  readonly place: ComponentPlace;
  readonly plan: FailPlan;
  readonly performance: Plan;
  /** Whether it calls anything. */
  readonly hasCalls: boolean;
}

/**
 * What is left of a component.
 *
 * @returns undefined where nothing of it is lost
 */
export function conditionOf(
  { index, place, plan, performance, hasCalls }: Standing,
  loss: Loss,
): Condition | undefined {
  const whole = (state: Condition['state'], lostWith: 'itself' | 'region' | 'zone' = 'itself'): Condition => ({
    state,
    gone: { why: 'lost', with: lostWith },
    tiers: performance.tiers.map(({ nodes }) => nodes),
    lost: 0,
    missing: performance.tiers.map(() => 0),
    regions: new Map(),
    takenOver: 0,
    copies: 0,
    isPrimaryLost: false,
  });
  if (loss.components.has(index)) return whole(plan.isBypassed && hasCalls ? 'bypassed' : 'gone');
  if (loss.caches.has(index)) {
    if (!hasCalls) return whole('gone');
    return whole(plan.isBypassed ? 'bypassed' : 'cold');
  }
  const { groups, home } = place;
  if (groups.length === 0) {
    if (home === undefined) return undefined;
    if (loss.regions.has(home)) return whole('gone', 'region');
    if (place.isInOneZone && loss.zones.get(home)?.has(0)) return whole('gone', 'zone');
    return undefined;
  }
  const single = loss.nodes.get(index);
  const results = groups.map((group, g) => groupLeft(group, loss, single?.[g] ?? 0));
  const isTouched = results.some(({ left }, g) => left < groups[g]!.group.nodes);
  const isRemote = place.tiers.some((stand) => stand !== undefined && leftOf(stand, loss) < sum(stand.counts));
  if (!isTouched && !isRemote) return undefined;
  const gone = results.find((one) => one.gone !== undefined)?.gone;
  const isGone = gone !== undefined;
  const firstsLost = results[0]!.firstsLost;
  const isSingle = groups.length === 1 && groups[0]!.group.regions === undefined && place.tiers.every((one) => !one);
  return {
    state: isGone ? (plan.isBypassed && hasCalls ? 'bypassed' : 'gone') : 'reduced',
    gone,
    tiers: tiersLeft(place, performance, results, { loss, single: single?.[0] ?? 0 }),
    lost: isSingle ? groups[0]!.group.nodes - results[0]!.left : 0,
    missing: performance.tiers.map((_, tier) => {
      const stand = place.tiers[tier];
      if (!stand) return results[0]!.missing;
      const { keeps } = groups[0]!.group;
      const inStand = stand.counts.reduce((lost, _, zone) => lost + (isDown(stand, zone, loss) ? 1 : 0), 0);
      return keeps.as === 'rows' ? Math.min(keeps.copies, inStand + (tier === 0 ? (single?.[0] ?? 0) : 0)) : 0;
    }),
    regions: regionsOf(groups[0]!, loss, single?.[0] ?? 0),
    takenOver: plan.takeover && !isGone ? Math.min(1, firstsLost * plan.takeover.share) : 0,
    copies: copiesLost(place, plan, results, { loss, single }),
    isPrimaryLost: plan.takeover === undefined && plan.partition?.writes !== 'primary' ? isTouched : firstsLost > 0,
  };
}

/** Nodes lost by region; a single one in the first, where the leader stands. */
function regionsOf({ group, stands }: GroupPlace, loss: Loss, single: number): ReadonlyMap<string, number> {
  if (group.regions === undefined) return new Map();
  const lost = stands.flatMap((stand, s): [string, number][] => {
    const count = Math.min(sum(stand.counts), sum(stand.counts) - leftOf(stand, loss) + (s === 0 ? single : 0));
    return count > 0 ? [[regionName(stand.region), count]] : [];
  });
  return new Map(lost);
}

const sum = (counts: readonly number[]): number => counts.reduce((a, b) => a + b, 0);

/**
 * Nodes of each tier: of those that stand in a region of their own what is left there, of a group for each tier what is
 * left of the group, of one group for several tiers the first tiers whole as long as there are nodes, since others take
 * over.
 */
function tiersLeft(
  { groups, tiers: stands }: ComponentPlace,
  { tiers }: Plan,
  results: readonly GroupLeft[],
  { loss, single }: { readonly loss: Loss; readonly single: number },
): number[] {
  if (stands.some((stand) => stand !== undefined))
    return tiers.map(({ nodes }, tier) => {
      const stand = stands[tier];
      if (!stand) return nodes;
      return Math.max(0, leftOf(stand, loss) - (tier === 0 ? single : 0));
    });
  if (groups.length > 1) return tiers.map(({ nodes }, tier) => Math.min(nodes, results[tier]?.left ?? nodes));
  const all = groups[0]!.group.nodes;
  let { left } = results[0]!;
  // A queue has more brokers than copies of a queue.
  if ((tiers[0]?.nodes ?? 0) > all)
    return tiers.map(({ nodes }, tier) => (tier === 0 ? Math.max(0, nodes - (all - left)) : nodes));
  let counted = 0;
  return tiers.map(({ nodes }) => {
    counted += nodes;
    // What goes beyond the group's nodes is none of them: the one queue in which changes are applied.
    if (counted > all) return nodes;
    const own = Math.min(nodes, left);
    left -= own;
    return own;
  });
}

/** Copies that the worst row loses. Copies that are not the nodes themselves stand evenly in the zones of the nodes. */
function copiesLost(
  { groups, regions }: ComponentPlace,
  { store, partition }: FailPlan,
  results: readonly GroupLeft[],
  { loss, single }: { readonly loss: Loss; readonly single: readonly number[] | undefined },
): number {
  if (!store) return 0;
  const nodes = groups.reduce((total, { group }) => total + group.nodes, 0);
  const nodesLost = results.reduce((total, { left }, g) => total + groups[g]!.group.nodes - left, 0);
  if (!store.isApart && store.copies === nodes) return nodesLost;
  const over = partition && 'regions' in partition ? (partition.regions ?? []) : [];
  const perRegion = Math.ceil(store.copies / Math.max(1, new Set(over).size));
  let lost = store.isApart ? 0 : sum(single ?? []);
  for (const region of regions) {
    const zones = Math.max(
      store.isApart ? Math.min(3, perRegion) : 1,
      ...groups.flatMap(({ stands }) =>
        stands.filter((one) => one.region === region).map(({ counts }) => counts.length),
      ),
    );
    if (loss.regions.has(region)) lost += perRegion;
    else lost += Math.min(perRegion, (loss.zones.get(region)?.size ?? 0) * Math.ceil(perRegion / zones));
  }
  return Math.min(store.copies, lost);
}
