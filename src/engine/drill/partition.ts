/** Which side of a partition goes on: who accepts writes there, and whether reads see them. */
import type { FailPlan } from '../../kinds/failure.ts';
import type { Placed } from '../placed.ts';
import { NOTHING, type Loss } from './losses.ts';
import { regionName, zoneName, type ComponentPlace, type Places, type Stand } from './places.ts';
import type { Cut } from './scenarios.ts';

/** Copies that operations need of those that there are: of each row, or of each row in its region. */
export interface Copies {
  readonly copies: number;
  readonly isLocal: boolean;
}

/** Which sides go on, and why. Sides are named as the partition names them. */
export type Outcome =
  | { readonly outcome: 'no-majority'; readonly members: number; readonly needed: number }
  /** Over a third region both sides reach the leader. */
  | { readonly outcome: 'leader-reached' }
  | {
      readonly outcome: 'majority';
      readonly side: string;
      readonly other: string;
      readonly reached: number;
      readonly members: number;
    }
  /** Each side has the primaries of some shards. */
  | { readonly outcome: 'shards-apart' }
  /** The primary is cut off, and another node takes over on the other side. */
  | {
      readonly outcome: 'takeover';
      readonly side: string;
      readonly other: string;
      readonly hasSeveralPrimaries: boolean;
      readonly isSynchronous: boolean;
      /** Whether replicas that fall behind answer reads. */
      readonly isReadBehind: boolean;
    }
  | { readonly outcome: 'primary'; readonly side: string; readonly other: string; readonly isReadBehind: boolean }
  /** By copies of each row; `quorum` where reads and writes may miss each other. */
  | (Copies & {
      readonly outcome: 'copies';
      /** Sides that accept writes; how many copies the first of them has. */
      readonly writing: readonly string[];
      readonly other: string | undefined;
      readonly reached: number;
      readonly needed: number;
      readonly missing: { readonly reads: number; readonly writes: number } | undefined;
    });

/** What one component does while two sides cannot reach each other, once whoever takes over has done so. */
export interface PartitionedComponent {
  readonly component: string;
  /** Sides that accept writes: none, one, or both. */
  readonly writes: readonly string[];
  readonly reads: readonly string[];
  /** Whether every read that is answered sees every write that was. */
  readonly isConsistent: boolean;
  readonly outcome: Outcome;
}

export interface PartitionResult {
  readonly sides: readonly [string, string];
  readonly components: readonly PartitionedComponent[];
}

/** What a component does on the sides, 0 and 1. */
export interface Served {
  /** By component: sides that it answers writes on, where its nodes stand on both or may. */
  readonly writes: ReadonlyMap<number, readonly number[]>;
  /** Of these the ones of which reads and writes may miss each other. */
  readonly inconsistent: ReadonlySet<number>;
  readonly result: PartitionResult;
}

/** Per side, 0 and 1. */
type Both = readonly [number, number];

const SIDES = [0, 1] as const;

/** Nodes on each side. */
interface Sides {
  readonly nodes: Both;
  /** Those whose loss begins a takeover: the primaries, the leader. */
  readonly firsts: Both;
  /** Those that may take over: of the same group, and none of the first. */
  readonly standbys: Both;
  /** Those that answer reads beside the primary. */
  readonly readers: Both;
  /** Copies of each row that a side has at least. */
  readonly copies: Both;
}

/** What comes of a component. */
interface Verdict {
  readonly writing: readonly number[];
  readonly reading: readonly number[];
  readonly isConsistent: boolean;
  readonly outcome: Outcome;
}

/**
 * What the partition does to whatever keeps data or a leader. A zone that is cut off is the first side, the rest the
 * second.
 */
export function partitionOf(cut: Cut, places: Places, placed: readonly Placed[], plans: readonly FailPlan[]): Served {
  const listed = (regions: readonly string[]) => regions.map(regionName).join(', ');
  const sides: [string, string] =
    cut.between === 'zones'
      ? [zoneName(cut.region, cut.zone), `the rest of ${regionName(cut.region) || 'the zones'}`]
      : [listed(cut.sides[0]), listed(cut.sides[1])];
  const writes = new Map<number, readonly number[]>();
  const inconsistent = new Set<number>();
  const components: PartitionedComponent[] = [];
  for (const [index, place] of places.components.entries()) {
    const { partition, store, takeover } = plans[index]!;
    if (!partition || place.groups.length === 0) continue;
    const split = cut.between === 'zones' ? splitByZone(cut, place, partition) : splitByRegion(cut, place, partition);
    if (!split) continue;
    const verdict =
      partition.writes === 'majority'
        ? byMajority(partition, split, sides)
        : partition.writes === 'primary'
          ? byPrimary(split, sides, takeover !== undefined, store?.recoveryPoint === 0)
          : byCopies(partition, split, sides);
    const { writing, reading, isConsistent, outcome } = verdict;
    const named = (list: readonly number[]) => list.map((side) => sides[side]!);
    writes.set(index, writing);
    if (!isConsistent) inconsistent.add(index);
    const { name } = placed[index]!.component;
    components.push({ component: name, writes: named(writing), reads: named(reading), isConsistent, outcome });
  }
  return { writes, inconsistent, result: { sides, components } };
}

/** The side with a majority goes on with a leader of its own, and the other refuses. */
function byMajority(
  { members, needed }: Extract<FailPlan['partition'], { writes: 'majority' }>,
  { nodes, firsts }: Sides,
  sides: readonly string[],
): Verdict {
  const able = SIDES.filter((side) => nodes[side] >= needed);
  // Where both reach a majority, over a third region, there is one leader still: whoever reaches it goes on.
  const writing = able.length === 2 ? SIDES.filter((side) => firsts[side] > 0) : able;
  const [side] = writing;
  const outcome: Outcome =
    side === undefined
      ? { outcome: 'no-majority', members, needed }
      : writing.length === 2
        ? { outcome: 'leader-reached' }
        : { outcome: 'majority', side: sides[side]!, other: sides[1 - side]!, reached: nodes[side], members };
  return { writing, reading: writing, isConsistent: true, outcome };
}

/**
 * Whoever has the primary goes on; cut off with its zone, a standby outside takes over. One that has everything that
 * was answered refuses to let the old primary go on; one that follows behind does not.
 */
function byPrimary(
  { firsts, standbys, readers }: Sides,
  sides: readonly string[],
  hasTakeover: boolean,
  isSynchronous: boolean,
): Verdict {
  const holding = SIDES.filter((side) => firsts[side] > 0);
  const isTaken = hasTakeover && firsts[0] > 0 && standbys[1] > 0;
  if (holding.length === 2 && !isTaken) {
    const reading = [...SIDES];
    return {
      writing: holding,
      reading,
      isConsistent: readers[0] + readers[1] === 0,
      outcome: { outcome: 'shards-apart' },
    };
  }
  if (isTaken) {
    const writing = isSynchronous ? [1] : [...SIDES];
    const reading = SIDES.filter((side) => writing.includes(side) || readers[side] > 0);
    const outcome: Outcome = {
      outcome: 'takeover',
      side: sides[0]!,
      other: sides[1]!,
      hasSeveralPrimaries: holding.length === 2,
      isSynchronous,
      isReadBehind: isSynchronous && readers[0] > 0,
    };
    return { writing, reading, isConsistent: reading.length < 2, outcome };
  }
  const [side = 0] = holding;
  const other = 1 - side;
  const isRead = readers[other as 0 | 1] > 0;
  return {
    writing: [side],
    reading: isRead ? [...SIDES] : [side],
    isConsistent: !isRead,
    outcome: { outcome: 'primary', side: sides[side]!, other: sides[other]!, isReadBehind: isRead },
  };
}

/** Every side with copies enough goes on: both, where a few are enough. */
function byCopies(
  { copies, needed, reads, isLocal }: Extract<FailPlan['partition'], { writes: 'copies' }>,
  split: Sides,
  sides: readonly string[],
): Verdict {
  const writing = SIDES.filter((side) => split.copies[side] >= needed);
  const reading = SIDES.filter((side) => split.copies[side] >= reads);
  const isOverlapping = reads + needed > copies;
  const isConsistent = isOverlapping && writing.length < 2;
  const [side] = writing;
  const outcome: Outcome = {
    outcome: 'copies',
    copies,
    isLocal: isLocal === true,
    writing: writing.map((one) => sides[one]!),
    other: side === undefined ? undefined : sides[1 - side],
    reached: side === undefined ? 0 : split.copies[side],
    needed,
    missing: isOverlapping ? undefined : { reads, writes: needed },
  };
  return { writing, reading, isConsistent, outcome };
}

const sum = (counts: readonly number[]): number => counts.reduce((a, b) => a + b, 0);

/**
 * Where the nodes stand: of a ring in several regions every tier is a region, though its group may be one of them
 * alone.
 */
function standsOf({ groups, tiers }: ComponentPlace, partition: NonNullable<FailPlan['partition']>): readonly Stand[] {
  return partition.writes === 'copies' && tiers.some(Boolean) ? tiers.flatMap((one) => one ?? []) : groups[0]!.stands;
}

/** Nodes by group and role, where `count` counts those of a stand that are on a side. */
function rolesOf(
  { groups, tiers }: ComponentPlace,
  count: (stand: Stand, counts: readonly number[], side: 0 | 1) => number,
): Pick<Sides, 'firsts' | 'standbys' | 'readers'> {
  const [first, ...others] = groups;
  const counted = (stands: readonly Stand[], list: readonly (readonly number[])[]): Both => {
    const on = (side: 0 | 1) => sum(stands.map((stand, s) => count(stand, list[s]!, side)));
    return [on(0), on(1)];
  };
  const { stands, firsts } = first!;
  const own = counted(stands, firsts);
  const all = counted(
    stands,
    stands.map(({ counts }) => counts),
  );
  const standbys: Both = [all[0] - own[0], all[1] - own[1]];
  const away = others.map((group) =>
    counted(
      group.stands,
      group.stands.map(({ counts }) => counts),
    ),
  );
  // Without a group of their own replicas answer where the plan has a tier for them.
  const readers: Both =
    others.length > 0
      ? [sum(away.map((one) => one[0])), sum(away.map((one) => one[1]))]
      : tiers.length > 1
        ? standbys
        : [0, 0];
  return { firsts: own, standbys, readers };
}

/**
 * How a component's nodes are split by a zone that is cut off; undefined where none of them stands in it, or none
 * outside.
 */
function splitByZone(
  cut: Extract<Cut, { between: 'zones' }>,
  place: ComponentPlace,
  partition: NonNullable<FailPlan['partition']>,
): Sides | undefined {
  const isIn = ({ region }: Stand) => region === cut.region;
  const inside = (stand: Stand, counts: readonly number[]) => (isIn(stand) ? (counts[cut.zone] ?? 0) : 0);
  const count = (stand: Stand, counts: readonly number[], side: 0 | 1) =>
    side === 0 ? inside(stand, counts) : sum(counts) - inside(stand, counts);
  const all = standsOf(place, partition);
  const nodes: Both = [
    sum(all.map((stand) => count(stand, stand.counts, 0))),
    sum(all.map((stand) => count(stand, stand.counts, 1))),
  ];
  const roles = rolesOf(place, count);
  if (nodes[0] + roles.readers[0] === 0 || !place.regions.includes(cut.region)) return undefined;
  const copies = partition.writes === 'copies' ? partition.copies : 0;
  const isLocal = partition.writes === 'copies' && partition.isLocal === true;
  // Copies of a row stand in different zones as far as there are.
  const here = all.find(isIn);
  const perRegion = isLocal ? copies : copies / Math.max(1, new Set(all.map(({ region }) => region)).size);
  const own = here?.counts[cut.zone] ?? 0;
  const zones = here?.counts.length ?? 1;
  return {
    nodes,
    ...roles,
    copies: [Math.min(own, Math.floor(perRegion / zones)), copies - Math.min(own, Math.ceil(perRegion / zones))],
  };
}

/**
 * The same by regions that cannot reach each other; undefined where it has nodes in one region alone, or in none of
 * those.
 */
function splitByRegion(
  { sides }: Extract<Cut, { between: 'regions' }>,
  place: ComponentPlace,
  partition: NonNullable<FailPlan['partition']>,
): Sides | undefined {
  const all = standsOf(place, partition);
  const names = new Set(all.map(({ region }) => region));
  if (names.size < 2 || !sides.every((side) => side.some((region) => names.has(region)))) return undefined;
  // A region on neither side reaches both.
  const reaches = (region: string, side: 0 | 1) => !sides[1 - side]!.includes(region);
  const count = (stand: Stand, counts: readonly number[], side: 0 | 1) =>
    reaches(stand.region, side) ? sum(counts) : 0;
  const nodes = (side: 0 | 1) => sum(all.map((stand) => count(stand, stand.counts, side)));
  const copies = (side: 0 | 1) => {
    if (partition.writes !== 'copies') return 0;
    const reached = [...names].filter((region) => reaches(region, side)).length;
    if (partition.isLocal) return reached > 0 ? partition.copies : 0;
    return (partition.copies / names.size) * reached;
  };
  return { nodes: [nodes(0), nodes(1)], ...rolesOf(place, count), copies: [copies(0), copies(1)] };
}

/**
 * The members and copies that those who go on have lost: those on the side that does not serve, or, where both do with
 * copies of their own, those on the other side than the component's region.
 *
 * @param home side of the component's region; −1 where it stands on neither
 */
export function lossBetween(
  { sides }: Extract<Cut, { between: 'regions' }>,
  serving: readonly number[],
  home: number,
  hasOwnCopies: boolean,
): Loss {
  const side = serving.length === 1 ? serving[0]! : hasOwnCopies ? home : -1;
  return side < 0 ? NOTHING : { ...NOTHING, regions: new Set(sides[1 - side]) };
}
