/** Which side of a partition goes on: who accepts writes there, and whether reads see them. */
import type { FailPlan } from '../../kinds/failure.ts';
import type { Placed } from '../placed.ts';
import { NOTHING, type Loss } from './losses.ts';
import { regionName, zoneName, type ComponentPlace, type Places, type Stand } from './places.ts';
import type { Cut } from './scenarios.ts';

/** What one component does while two sides cannot reach each other, once whoever takes over has done so. */
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

/** What is said of a component. */
interface Verdict {
  readonly writing: readonly number[];
  readonly reading: readonly number[];
  readonly isConsistent: boolean;
  readonly note: string;
}

/** What the partition does to whatever keeps data or a leader. A zone that is cut off is the first side, the rest the second. */
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
    const { writing, reading, isConsistent, note } = verdict;
    const named = (list: readonly number[]) => list.map((side) => sides[side]!);
    writes.set(index, writing);
    if (!isConsistent) inconsistent.add(index);
    const { name } = placed[index]!.component;
    components.push({ component: name, writes: named(writing), reads: named(reading), isConsistent, note });
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
  const note =
    side === undefined
      ? `neither side has ${needed} of ${members} members: both refuse`
      : writing.length === 2
        ? 'both sides reach the leader and a majority'
        : `${sides[side]} reaches ${nodes[side]} of ${members} members and goes on; ${sides[1 - side]} refuses`;
  return { writing, reading: writing, isConsistent: true, note };
}

/**
 * Whoever has the primary goes on; cut off with its zone, a standby outside takes over. One that has everything that was answered refuses
 * to let the old primary go on; one that follows behind does not.
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
    const note = 'each side goes on with the shards whose primary it has';
    return { writing: holding, reading, isConsistent: readers[0] + readers[1] === 0, note };
  }
  if (isTaken) {
    const writing = isSynchronous ? [1] : [...SIDES];
    const reading = SIDES.filter((side) => writing.includes(side) || readers[side] > 0);
    const stands = holding.length === 2 ? 'primaries stand' : 'the primary stands';
    const note = isSynchronous
      ? `${stands} in ${sides[0]}, and a standby in ${sides[1]} takes over: ${sides[0]} accepts no writes then`
      : `${stands} in ${sides[0]}, and a replica in ${sides[1]} takes over: what ${sides[0]} still accepts is lost when they are joined`;
    const behind = isSynchronous && readers[0] > 0 ? `, and its replicas answer reads that fall behind` : '';
    return { writing, reading, isConsistent: reading.length < 2, note: note + behind };
  }
  const [side = 0] = holding;
  const other = 1 - side;
  const isRead = readers[other as 0 | 1] > 0;
  return {
    writing: [side],
    reading: isRead ? [...SIDES] : [side],
    isConsistent: !isRead,
    note: `the primary stands in ${sides[side]} and goes on accepting writes; ${sides[other]} refuses${
      isRead ? ', and its replicas answer reads that fall behind' : ''
    }`,
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
  const of = `of ${copies} copies${isLocal ? ' in its region' : ''}`;
  const [side] = writing;
  let note =
    side === undefined
      ? `neither side has the ${needed} ${of} that a write needs: both refuse`
      : writing.length === 2
        ? 'both sides accept writes and differ until they are joined'
        : `${sides[side]} has ${split.copies[side]} ${of} and accepts writes; ${sides[1 - side]} refuses`;
  if (!isOverlapping) note += `; reads of ${reads} and writes of ${needed} ${of} may miss each other`;
  return { writing, reading, isConsistent, note };
}

const sum = (counts: readonly number[]): number => counts.reduce((a, b) => a + b, 0);

/** Where the nodes stand: of a ring in several regions every tier is a region, though its group may be one of them alone. */
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

/** How a component's nodes are split by a zone that is cut off; undefined where none of them stands in it, or none outside. */
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

/** The same by regions that cannot reach each other; undefined where it has nodes in one region alone, or in none of those. */
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
 * The members and copies that those who go on have lost: those on the side that does not serve, or, where both do with copies of their own, those
 * on the other side than the component's region.
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
