/** Which side of a partition goes on: who accepts writes there, and whether reads see them. */
import type { FailPlan } from '../../kinds/failure.ts';
import type { Placed } from '../placed.ts';
import { NOTHING, type Loss } from './losses.ts';
import { regionName, zoneName, type ComponentPlace, type Places, type Stand } from './places.ts';
import type { Cut } from './scenarios.ts';

/** What one component does while two sides cannot reach each other. */
export interface PartitionedComponent {
  readonly component: string;
  /** Sides that accept writes: none, one, or both. */
  readonly writes: readonly string[];
  readonly reads: readonly string[];
  /** Whether every read that is answered sees every write that was. */
  readonly isConsistent: boolean;
  readonly note: string;
}

export interface PartitionResult {
  readonly sides: readonly [string, string];
  readonly components: readonly PartitionedComponent[];
}

/** A side that a component serves, 0 or 1. */
export interface Served {
  /** By component: sides that it answers writes on, where its nodes stand on both or may. */
  readonly writes: ReadonlyMap<number, readonly number[]>;
  readonly result: PartitionResult;
}

/** Nodes of the stands on each side, and those whose loss begins a takeover. */
interface Sides {
  readonly nodes: readonly [number, number];
  readonly firsts: readonly [number, number];
  /** Copies of each row that a side has at least. */
  readonly copies: readonly [number, number];
}

/** What the partition does to whatever keeps data or a leader. A zone that is cut off is the first side, the rest the second. */
export function partitionOf(cut: Cut, places: Places, placed: readonly Placed[], plans: readonly FailPlan[]): Served {
  const sides: [string, string] =
    cut.between === 'zones'
      ? [zoneName(cut.region, cut.zone), `the rest of ${regionName(cut.region)}`]
      : [regionName(cut.regions[0]), regionName(cut.regions[1])];
  const writes = new Map<number, readonly number[]>();
  const components: PartitionedComponent[] = [];
  for (const [index, place] of places.components.entries()) {
    const { partition, store } = plans[index]!;
    if (!partition || place.groups.length === 0) continue;
    const split = sidesOf(cut, place, partition.writes === 'copies' ? partition.copies : 0, partition);
    if (!split) continue;
    const { name } = placed[index]!.component;
    const hasNodes = (side: number) => split.nodes[side]! > 0;
    const both = [0, 1];
    let writing: readonly number[];
    let reading: readonly number[];
    let isConsistent = true;
    let note: string;
    const named = (list: readonly number[]) => list.map((side) => sides[side]!);
    if (partition.writes === 'majority') {
      const able = both.filter((side) => split.nodes[side]! >= partition.needed);
      // Where both can see a majority, over a third region, there is one leader still.
      writing =
        able.length === 2 ? (split.firsts[0] > 0 && split.firsts[1] > 0 ? able : [split.firsts[0] > 0 ? 0 : 1]) : able;
      reading = writing;
      const [side] = writing;
      note =
        side === undefined
          ? `neither side has ${partition.needed} of ${partition.members} members: both refuse`
          : writing.length === 2
            ? 'both sides reach the leader and a majority'
            : `${sides[side]} has ${split.nodes[side]} of ${partition.members} members and goes on; ${sides[1 - side]} refuses`;
    } else if (partition.writes === 'primary') {
      writing = both.filter((side) => split.firsts[side]! > 0).slice(0, 1);
      reading = both.filter(hasNodes);
      const [side = 0] = writing;
      isConsistent = reading.length < 2;
      const other = 1 - side;
      note = `the primary stands in ${sides[side]} and goes on accepting writes`;
      if (hasNodes(other)) {
        note += plans[index]!.takeover
          ? `; a standby in ${sides[other]} takes over there once the primary is given up, ${
              store?.recoveryPoint === 0
                ? 'which then accepts no more'
                : 'and what the old one has accepted since is lost when they are joined'
            }`
          : `; replicas in ${sides[other]} answer reads that fall behind`;
      }
    } else {
      writing = both.filter((side) => split.copies[side]! >= partition.needed);
      reading = both.filter((side) => split.copies[side]! >= partition.reads);
      isConsistent = partition.reads + partition.needed > partition.copies;
      note =
        writing.length === 2
          ? 'both sides accept writes and differ until they are joined'
          : writing.length === 0
            ? `neither side has the ${partition.needed} of ${partition.copies} copies that a write needs: both refuse`
            : `${sides[writing[0]!]} has ${split.copies[writing[0]!]} of ${partition.copies} copies and accepts writes; ${sides[1 - writing[0]!]} refuses`;
      if (!isConsistent)
        note += `; reads of ${partition.reads} and writes of ${partition.needed} of ${partition.copies} copies may miss each other`;
    }
    if (cut.between === 'zones' && !hasNodes(0)) continue;
    writes.set(index, writing);
    components.push({ component: name, writes: named(writing), reads: named(reading), isConsistent, note });
  }
  return { writes, result: { sides, components } };
}

/** How a component's nodes are split; undefined where none of them stands where the partition is. */
function sidesOf(
  cut: Cut,
  { groups, tiers, regions }: ComponentPlace,
  copies: number,
  partition: NonNullable<FailPlan['partition']>,
): Sides | undefined {
  const { stands, firsts } = groups[0]!;
  // Of a ring in several regions every tier is a region, though its group may be one of them alone.
  const all: readonly Stand[] =
    partition.writes === 'copies' && tiers.some(Boolean) ? tiers.flatMap((one) => one ?? []) : stands;
  if (cut.between === 'zones') {
    if (!regions.includes(cut.region)) return undefined;
    let inside = 0;
    let whole = 0;
    let copiesInside = 0;
    let copiesLost = 0;
    let first = 0;
    const perRegion = copies / Math.max(1, new Set(all.map(({ region }) => region)).size);
    for (const stand of all) {
      whole += stand.counts.reduce((a, b) => a + b, 0);
      if (stand.region !== cut.region) continue;
      const own = stand.counts[cut.zone] ?? 0;
      inside += own;
      if (own === 0) continue;
      const zones = stand.counts.length;
      copiesInside += Math.min(own, Math.floor(perRegion / zones));
      copiesLost += Math.min(own, Math.ceil(perRegion / zones));
    }
    for (const [s, stand] of stands.entries()) if (stand.region === cut.region) first += firsts[s]![cut.zone] ?? 0;
    const firstsAll = firsts.flat().reduce((a, b) => a + b, 0);
    return {
      nodes: [inside, whole - inside],
      firsts: [first, firstsAll - first],
      copies: [copiesInside, copies - copiesLost],
    };
  }
  const [a, b] = cut.regions;
  if (!all.some(({ region }) => region === a || region === b) || regions.length < 2) return undefined;
  const count = (without: string) =>
    all.reduce((sum, { region, counts }) => sum + (region === without ? 0 : counts.reduce((x, y) => x + y, 0)), 0);
  const firstsWithout = (without: string) =>
    firsts.reduce((sum, own, s) => sum + (stands[s]!.region === without ? 0 : own.reduce((x, y) => x + y, 0)), 0);
  const names = new Set(all.map(({ region }) => region));
  const copiesWithout = (without: string) => (names.has(without) ? copies - copies / names.size : copies);
  return {
    nodes: [count(b), count(a)],
    firsts: [firstsWithout(b), firstsWithout(a)],
    copies: [copiesWithout(b), copiesWithout(a)],
  };
}

/** The members and copies that those who go on have lost: of a partition between regions, where one side serves alone. */
export function lossBetween(cut: Extract<Cut, { between: 'regions' }>, serving: readonly number[]): Loss {
  if (serving.length !== 1) return NOTHING;
  return { ...NOTHING, regions: new Set([cut.regions[serving[0] === 0 ? 1 : 0]]) };
}
