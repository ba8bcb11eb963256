/**
 * What fails, and what goes down with it: processes that are up and down by turns, units on top of them, and a
 * requirement on top of the units. The state is that of each single node, zone, region and product.
 */
import { evaluator, type Requirement } from '../models/reliability/requirement.ts';

/** Up and down by turns, for exponential times. */
export interface FailureProcess {
  /** Processes of a kind have the same times and can stand for each other; whole numbers from 0. */
  readonly kind: number;
  /** Mean time from a repair to the next failure, seconds: `Infinity` for what never fails, 0 for what is never up. */
  readonly mtbf: number;
  /** Mean time to repair, seconds; 0: its failures do not last. */
  readonly mttr: number;
}

/** Processes that a node needs: its own, its zone, its region. It is down while one of them is. */
export type FailureNode = readonly number[];

/** Something that a class needs. Times in seconds. */
export type FailureUnit =
  /** Up while so many of its nodes are. */
  | { readonly as: 'fleet'; readonly nodes: readonly FailureNode[]; readonly needed: number }
  /** Up while each shard has a copy; nodes by shard. */
  | { readonly as: 'shards'; readonly shards: readonly (readonly FailureNode[])[] }
  /**
   * Up while no row has lost more copies than `tolerated`. Each region has so many copies of each row, spread over its
   * zones as evenly as they have nodes; of the rows there are as many as there are ways to do so.
   */
  | {
      readonly as: 'rows';
      /** Nodes by region, by zone. */
      readonly regions: readonly { readonly zones: readonly (readonly FailureNode[])[]; readonly copies: number }[];
      readonly tolerated: number;
    }
  /**
   * Of its requests a share is lost for so long after each failure of a leader, but not for longer than the mean repair
   * of what has failed.
   */
  | {
      readonly as: 'takeover';
      readonly leaders: readonly FailureNode[];
      readonly seconds: number;
      readonly share: number;
    }
  /** Down from when another unit, with a smaller number, has been down for so long until that is up again. */
  | { readonly as: 'outlasting'; readonly of: number; readonly seconds: number }
  /** Lost by a request with this probability, whatever the time. */
  | { readonly as: 'chance'; readonly probability: number };

type Group = Extract<FailureUnit, { as: 'fleet' | 'shards' | 'rows' }>;

const isGroup = (unit: FailureUnit): unit is Group => unit.as === 'fleet' || unit.as === 'shards' || unit.as === 'rows';

export interface FailureModel {
  readonly processes: readonly FailureProcess[];
  readonly units: readonly FailureUnit[];
  /** Of units, by their numbers. */
  readonly requirement: Requirement;
}

/**
 * How many of a unit's nodes are down, kept up to date node by node: fleets are large, and most failures are those of
 * one node.
 */
interface Tally {
  /** By node: the part that it is in, and how many of the processes that it needs are down. */
  readonly partOf: Int32Array;
  readonly causes: Int32Array;
  /** By part: nodes, and those that are down. */
  readonly sizes: Int32Array;
  readonly down: Int32Array;
  /** Parts of which all nodes are down. */
  lostParts: number;
}

/** A unit, and which of its nodes a process takes down. */
interface Dependent {
  readonly unit: number;
  readonly nodes: readonly number[];
}

/** Findings about a requirement; from 0 on: it hangs on that unit. */
const MET = -1;
const FAILED = -2;

/**
 * Units in choices that can be lost in part, of which every outcome is looked at; beyond them a decision diagram
 * answers.
 */
const MOST_PARTIAL = 6;

/** States whose answer is remembered. */
const MOST_REMEMBERED = 50_000;

/**
 * The state of a model in time. It starts with everything up that ever is; only what the requirement hangs on is kept.
 */
export class FailureState {
  /** By kind: rates of one process, 1/s, and how many are up and down. Kinds that never change are not among them. */
  readonly failureRate: Float64Array;
  readonly repairRate: Float64Array;
  readonly up: Int32Array;
  readonly down: Int32Array;
  /** Mean number down at once if none hindered another: Σ mttr / mtbf. */
  readonly load: number;
  readonly longestRepair: number;
  /** P(a request fails) while everything is up. */
  readonly base: number;
  /** P(a request fails) − `base` in the present state. */
  excess = 0;
  /** Seconds since the last call of `rewind`. */
  now = 0;
  /** Processes that are down and come up again. */
  downs = 0;
  /** Timers that run: takeovers, and outages until they count. */
  running = 0;

  readonly #model: FailureModel;
  /** Processes of each kind, those that are up first. */
  readonly #members: Int32Array[];
  /** P(lost) by unit, and the same without takeovers and chance. */
  readonly #lost: Float64Array;
  readonly #lostWhole: Float64Array;
  readonly #tallies: readonly Tally[];
  readonly #onProcess: readonly (readonly Dependent[])[];
  /** Units, in the order of their numbers. */
  readonly #outlasting: readonly number[];
  /** By unit: the first of its timers. By timer: when it ends, and whose it is. */
  readonly #firstTimer: Int32Array;
  readonly #ends: Float64Array;
  readonly #owner: Int32Array;
  /** Present index of the timer that ends next. */
  #next = -1;
  readonly #judged: (lost: Float64Array) => number;

  constructor(model: FailureModel) {
    this.#model = model;
    const { processes, units, requirement } = model;
    const used = usedUnits(model);
    this.#tallies = units.map((unit) => tallyOf(partsOf(unit)));
    const onProcess: Dependent[][] = processes.map(() => []);
    for (const unit of used) {
      const nodesBy = new Map<number, number[]>();
      for (const [index, node] of partsOf(units[unit]!).flat().entries())
        for (const process of node) {
          const nodes = nodesBy.get(process);
          if (nodes) nodes.push(index);
          else nodesBy.set(process, [index]);
        }
      for (const [process, nodes] of nodesBy) onProcess[process]!.push({ unit, nodes });
    }
    this.#onProcess = onProcess;
    this.#outlasting = used.filter((unit) => units[unit]!.as === 'outlasting').toSorted((a, b) => a - b);

    const members = new Map<number, number[]>();
    let load = 0;
    let longest = 0;
    for (const [index, { kind, mtbf, mttr }] of processes.entries()) {
      if (onProcess[index]!.length === 0 || mtbf === Number.POSITIVE_INFINITY || mttr === 0) continue;
      if (mtbf === 0) {
        for (const { unit, nodes } of onProcess[index]!) for (const node of nodes) count(this.#tallies[unit]!, node, 1);
        continue;
      }
      const alike = members.get(kind) ?? [];
      members.set(kind, alike);
      alike.push(index);
      load += mttr / mtbf;
      longest = Math.max(longest, mttr);
    }
    this.load = load;
    this.longestRepair = longest;
    this.#members = [...members.values()].map((own) => Int32Array.from(own));
    const rateOf = (time: 'mtbf' | 'mttr') =>
      Float64Array.from(this.#members, ([first]) => 1 / processes[first!]![time]);
    this.failureRate = rateOf('mtbf');
    this.repairRate = rateOf('mttr');
    this.up = Int32Array.from(this.#members, (own) => own.length);
    this.down = new Int32Array(this.#members.length);

    this.#firstTimer = new Int32Array(units.length);
    const owner: number[] = [];
    for (const unit of used) {
      const one = units[unit]!;
      const timers = one.as === 'takeover' ? one.leaders.length : one.as === 'outlasting' ? 1 : 0;
      this.#firstTimer[unit] = owner.length;
      for (let i = 0; i < timers; i++) owner.push(unit);
    }
    this.#owner = Int32Array.from(owner);
    this.#ends = new Float64Array(owner.length).fill(Number.POSITIVE_INFINITY);

    this.#lost = new Float64Array(units.length);
    this.#lostWhole = new Float64Array(units.length);
    for (const unit of used) {
      const one = units[unit]!;
      if (one.as === 'chance') this.#lost[unit] = one.probability;
      else if (isGroup(one)) this.#lost[unit] = this.#lostWhole[unit] = isGroupUp(one, this.#tallies[unit]!) ? 0 : 1;
    }
    // What is down while everything is up has been for ever.
    for (const unit of this.#outlasting) {
      const { of } = units[unit] as Extract<FailureUnit, { as: 'outlasting' }>;
      if (this.#lostWhole[of]! > 0) this.#lost[unit] = this.#lostWhole[unit] = 1;
    }
    this.#judged = judge(requirement, units, used);
    this.base = this.#judged(this.#lost);
  }

  /** Whether everything is up and nothing is pending: from here on the past does not count. */
  get isRenewed(): boolean {
    return this.downs === 0 && this.running === 0;
  }

  /** Whether the class is down by more than takeovers and chance. */
  get isOut(): boolean {
    return found(this.#model.requirement, this.#lostWhole) === FAILED;
  }

  /** Seconds until the next timer ends, `Infinity` where none runs. */
  untilTimer(): number {
    if (this.running === 0) return Number.POSITIVE_INFINITY;
    let next = 0;
    for (let timer = 1; timer < this.#ends.length; timer++) if (this.#ends[timer]! < this.#ends[next]!) next = timer;
    this.#next = next;
    return Math.max(0, this.#ends[next]! - this.now);
  }

  /** Whether the timer that `untilTimer` has found is that of an outage which then begins to count. */
  get isOutlasting(): boolean {
    return this.#model.units[this.#owner[this.#next]!]!.as === 'outlasting';
  }

  /** Ends the timer that `untilTimer` has found. */
  expire(): void {
    const timer = this.#next;
    const unit = this.#owner[timer]!;
    this.now = this.#ends[timer]!;
    this.#stop(timer);
    const one = this.#model.units[unit]!;
    if (one.as === 'takeover') this.#shareOut(unit, one);
    else this.#lost[unit] = this.#lostWhole[unit] = 1;
    this.#settle();
  }

  /** Fails the process of a kind that is the index-th of those up. */
  fail(kind: number, index: number): void {
    const own = this.#members[kind]!;
    this.#swap(own, index, --this.up[kind]!);
    this.down[kind]!++;
    this.downs++;
    this.#change(own[this.up[kind]!]!, 1);
  }

  /** Repairs the process of a kind that is the index-th of those down. */
  repair(kind: number, index: number): void {
    const own = this.#members[kind]!;
    const first = this.up[kind]!++;
    this.#swap(own, first + index, first);
    this.down[kind]!--;
    this.downs--;
    this.#change(own[first]!, -1);
  }

  /** Counts the time from 0 again, while no timer runs. */
  rewind(): void {
    this.now = 0;
  }

  #swap(own: Int32Array, a: number, b: number): void {
    const one = own[a]!;
    own[a] = own[b]!;
    own[b] = one;
  }

  /** @param change 1: the process fails, −1: it comes back. */
  #change(process: number, change: 1 | -1): void {
    const { units, processes } = this.#model;
    for (const { unit, nodes } of this.#onProcess[process]!) {
      const one = units[unit]!;
      const tally = this.#tallies[unit]!;
      for (const node of nodes) {
        const isNew = count(tally, node, change);
        if (isNew && change === 1 && one.as === 'takeover')
          this.#start(this.#firstTimer[unit]! + node, Math.min(one.seconds, processes[process]!.mttr));
      }
      if (isGroup(one)) this.#lost[unit] = this.#lostWhole[unit] = isGroupUp(one, tally) ? 0 : 1;
      else if (one.as === 'takeover') this.#shareOut(unit, one);
    }
    this.#settle();
  }

  /** Starts what waits for outages to last, stops it where they are over, and judges the state. */
  #settle(): void {
    for (const unit of this.#outlasting) {
      const { of, seconds } = this.#model.units[unit] as Extract<FailureUnit, { as: 'outlasting' }>;
      const timer = this.#firstTimer[unit]!;
      const isWaiting = this.#ends[timer] !== Number.POSITIVE_INFINITY;
      if (this.#lost[of]! > 0) {
        if (this.#lost[unit] === 0 && !isWaiting) this.#start(timer, seconds);
      } else {
        if (isWaiting) this.#stop(timer);
        this.#lost[unit] = this.#lostWhole[unit] = 0;
      }
    }
    this.excess = this.isRenewed ? 0 : this.#judged(this.#lost) - this.base;
  }

  #start(timer: number, seconds: number): void {
    if (this.#ends[timer] === Number.POSITIVE_INFINITY) this.running++;
    this.#ends[timer] = this.now + seconds;
  }

  #stop(timer: number): void {
    this.running--;
    this.#ends[timer] = Number.POSITIVE_INFINITY;
  }

  /** Leaders have different requests: what takeovers lose at once adds up. */
  #shareOut(unit: number, { leaders, share }: Extract<FailureUnit, { as: 'takeover' }>): void {
    const first = this.#firstTimer[unit]!;
    let active = 0;
    for (let i = 0; i < leaders.length; i++) if (this.#ends[first + i] !== Number.POSITIVE_INFINITY) active++;
    this.#lost[unit] = Math.min(1, share * active);
  }
}

const tallyOf = (parts: readonly (readonly FailureNode[])[]): Tally => ({
  partOf: Int32Array.from(parts.flatMap((nodes, part) => nodes.map(() => part))),
  causes: new Int32Array(parts.flat().length),
  sizes: Int32Array.from(parts, (nodes) => nodes.length),
  down: new Int32Array(parts.length),
  lostParts: 0,
});

/** Counts that something which a node needs fails (1) or comes back (−1), and says whether the node itself does. */
function count(tally: Tally, node: number, change: 1 | -1): boolean {
  const causes = (tally.causes[node]! += change);
  if (causes !== (change === 1 ? 1 : 0)) return false;
  const part = tally.partOf[node]!;
  const size = tally.sizes[part]!;
  if (change === 1 ? ++tally.down[part]! === size : tally.down[part]!-- === size) tally.lostParts += change;
  return true;
}

function isGroupUp(unit: Group, { sizes, down, lostParts }: Tally): boolean {
  if (unit.as === 'fleet') return sizes[0]! - down[0]! >= unit.needed;
  if (unit.as === 'shards') return lostParts === 0;
  let lost = 0;
  let first = 0;
  for (const { zones, copies } of unit.regions) {
    const end = first + zones.length;
    lost += copiesLost(sizes.subarray(first, end), down.subarray(first, end), copies);
    first = end;
  }
  return lost <= unit.tolerated;
}

/** Copies that the worst row has lost in a region, of whose zones each has so many nodes, and so many of them down. */
function copiesLost(sizes: Int32Array, down: Int32Array, copies: number): number {
  // So many in each zone that has as many nodes, and the rest one by one in any that have more.
  let level = 0;
  let left = copies;
  for (;;) {
    let open = 0;
    for (const size of sizes) if (size > level) open++;
    if (open === 0 || open > left) break;
    left -= open;
    level++;
  }
  let lost = 0;
  let further = 0;
  for (const zone of down) {
    lost += Math.min(level, zone);
    if (zone > level) further++;
  }
  return lost + Math.min(left, further);
}

/** Units that a requirement hangs on, those behind others included. */
export function usedUnits({ units, requirement }: FailureModel): number[] {
  const used = new Set<number>();
  const take = (unit: number) => {
    used.add(unit);
    const one = units[unit]!;
    if (one.as === 'outlasting') take(one.of);
  };
  const walk = ({ units: own, choices }: Requirement) => {
    for (const unit of own) take(unit);
    for (const choice of choices) for (const one of choice) walk(one);
  };
  walk(requirement);
  return [...used];
}

/** The nodes of a unit: by shard, by zone, or all in one part. */
function partsOf(unit: FailureUnit): readonly (readonly FailureNode[])[] {
  switch (unit.as) {
    case 'fleet':
      return [unit.nodes];
    case 'shards':
      return unit.shards;
    case 'rows':
      return unit.regions.flatMap(({ zones }) => zones);
    case 'takeover':
      return [unit.leaders];
    default:
      return [];
  }
}

/**
 * Whether a requirement is met, of units that are up (0), down (1) or lost in part; a unit that it hangs on where it is
 * neither.
 */
function found({ units, choices }: Requirement, lost: Float64Array): number {
  let open = MET;
  for (const unit of units) {
    if (lost[unit] === 1) return FAILED;
    if (lost[unit]! > 0 && open === MET) open = unit;
  }
  for (const choice of choices) {
    let best = FAILED;
    for (const one of choice) {
      const own = found(one, lost);
      if (own !== FAILED) best = own;
      if (own === MET) break;
    }
    if (best === FAILED) return FAILED;
    if (best !== MET && open === MET) open = best;
  }
  return open;
}

/**
 * P(a requirement is not met) from the units' states: by looking at both outcomes of each unit that is lost in part and
 * matters.
 */
function judge(
  requirement: Requirement,
  units: readonly FailureUnit[],
  used: readonly number[],
): (lost: Float64Array) => number {
  const inChoices = new Set<number>();
  const walk = (choices: Requirement['choices']) => {
    for (const choice of choices)
      for (const one of choice) {
        for (const unit of one.units) inChoices.add(unit);
        walk(one.choices);
      }
  };
  walk(requirement.choices);
  const isPartial = (unit: number): boolean => {
    const { as } = units[unit]!;
    return as === 'chance' || as === 'takeover';
  };
  const partial = [...inChoices].filter(isPartial).length;
  const pivot = (lost: Float64Array): number => {
    const unit = found(requirement, lost);
    if (unit < 0) return unit === FAILED ? 1 : 0;
    const share = lost[unit]!;
    lost[unit] = 1;
    const without = pivot(lost);
    lost[unit] = 0;
    const withIt = pivot(lost);
    lost[unit] = share;
    return share * without + (1 - share) * withIt;
  };
  if (partial <= MOST_PARTIAL) return pivot;
  const diagram = evaluator(requirement);
  const remembered = new Map<string, number>();
  return (lost) => {
    const key = used.map((unit) => lost[unit]).join(' ');
    let value = remembered.get(key);
    if (value === undefined) {
      if (remembered.size >= MOST_REMEMBERED) remembered.clear();
      remembered.set(key, (value = diagram.unavailability(lost).value));
    }
    return value;
  };
}
