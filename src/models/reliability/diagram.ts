/**
 * Structure functions of independent units as reduced ordered binary decision diagrams: exact however often a unit
 * occurs.
 *
 * @see R. E. Bryant, "Graph-based algorithms for Boolean function manipulation", IEEE Trans. Computers C-35 (1986); A.
 *   Rauzy, "New algorithms for fault trees analysis", Reliability
 *   Engineering & System Safety 40 (1993).
 */

/** A function: an index into the diagram's nodes. */
export type Ref = number;

export const DOWN: Ref = 0;
export const UP: Ref = 1;

/** Thrown when a function would take more nodes than the diagram may have. */
class DiagramTooLarge extends Error {}

/** Nodes of one diagram: what the packed sums of a hash leave apart. */
const MOST_NODES = 2 ** 24;
/** Behind every unit. */
const NO_UNIT = 0x7fff_ffff;

/** A number below `mask` + 1 for three others. */
function hashOf(a: number, b: number, c: number, mask: number): number {
  const mixed = Math.imul(a, 0x9e37_79b1) ^ Math.imul(b, 0x85eb_ca6b) ^ Math.imul(c, 0xc2b2_ae35);
  return (mixed ^ (mixed >>> 15)) & mask;
}

/**
 * What came of an operation on two functions; one of two that fall on each other is forgotten, and worked out again
 * where it is asked for.
 */
class Results {
  #first = new Int32Array(64);
  #second = new Int32Array(64);
  #result = new Int32Array(64);

  /** Grows with the diagram, so that little is forgotten but what was known before. */
  growTo(nodes: number): void {
    if (this.#first.length >= nodes) return;
    const length = 8 * this.#first.length;
    this.#first = new Int32Array(length);
    this.#second = new Int32Array(length);
    this.#result = new Int32Array(length);
  }

  /** Undefined where it is not known; operands are inner nodes, the smaller one first. */
  get(a: Ref, b: Ref): Ref | undefined {
    const at = hashOf(a, b, 0, this.#first.length - 1);
    return this.#first[at] === a && this.#second[at] === b ? this.#result[at] : undefined;
  }

  set(a: Ref, b: Ref, result: Ref): void {
    const at = hashOf(a, b, 0, this.#first.length - 1);
    this.#first[at] = a;
    this.#second[at] = b;
    this.#result[at] = result;
  }
}

/** P(down) of a function, and P(down | unit down) − P(down | unit up) by unit. */
interface Importance {
  readonly unavailability: number;
  readonly birnbaum: ReadonlyMap<number, number>;
}

/** Functions that share their nodes. Units are numbered in the order in which the diagram looks at them. */
export class Diagram {
  #most: number;
  #size = 2;
  #unit = new Int32Array(32).fill(NO_UNIT, 0, 2);
  #ifUp = Int32Array.from({ length: 32 }, (_, node) => (node === UP ? UP : DOWN));
  #ifDown = Int32Array.from({ length: 32 }, (_, node) => (node === UP ? UP : DOWN));
  /** Nodes by unit and children, open addressing; 0 where there is none. */
  #table = new Int32Array(64);
  #ands = new Results();
  #ors = new Results();

  /** @param most nodes that it may have */
  constructor(most = MOST_NODES) {
    this.#most = Math.min(most, MOST_NODES);
  }

  /**
   * What is made within a number of further nodes; undefined where it takes more.
   * @throws what `make` does, but for DiagramTooLarge and a stack that is too deep
   */
  within<T>(nodes: number, make: () => T): T | undefined {
    const most = this.#most;
    this.#most = Math.min(most, this.#size + nodes);
    try {
      return make();
    } catch (error) {
      if (error instanceof DiagramTooLarge || error instanceof RangeError) return undefined;
      throw error;
    } finally {
      this.#most = most;
    }
  }

  /** Up while the unit is. */
  unit(unit: number): Ref {
    return this.#node(unit, UP, DOWN);
  }

  /** @throws DiagramTooLarge */
  and(a: Ref, b: Ref): Ref {
    if (a === DOWN || b === DOWN) return DOWN;
    if (a === UP || a === b) return b;
    if (b === UP) return a;
    return this.#apply(this.#ands, a, b, true);
  }

  /** @throws DiagramTooLarge */
  or(a: Ref, b: Ref): Ref {
    if (a === UP || b === UP) return UP;
    if (a === DOWN || a === b) return b;
    if (b === DOWN) return a;
    return this.#apply(this.#ors, a, b, false);
  }

  /** Functions of the diagram by themselves, to be evaluated: only nodes that they hang on are kept. */
  functions(refs: readonly Ref[]): Functions {
    const names = new Int32Array(this.#size);
    names[DOWN] = names[UP] = 1;
    for (const ref of refs) names[ref] = 1;
    for (let node = this.#size - 1; node > UP; node--)
      if (names[node] === 1) names[this.#ifUp[node]!] = names[this.#ifDown[node]!] = 1;
    const [unit, ifUp, ifDown]: [number[], Ref[], Ref[]] = [[], [], []];
    // Children come before their parents, so that they have their new names already.
    for (let node = 0; node < names.length; node++) {
      if (names[node] === 0) continue;
      names[node] = unit.length;
      unit.push(this.#unit[node]!);
      ifUp.push(names[this.#ifUp[node]!]!);
      ifDown.push(names[this.#ifDown[node]!]!);
    }
    return new Functions(
      refs.map((ref) => names[ref]!),
      { unit: Int32Array.from(unit), ifUp: Int32Array.from(ifUp), ifDown: Int32Array.from(ifDown) },
    );
  }

  #apply(known: Results, a: Ref, b: Ref, isAnd: boolean): Ref {
    const [one, other] = a < b ? [a, b] : [b, a];
    const found = known.get(one, other);
    if (found !== undefined) return found;
    const first = Math.min(this.#unit[a]!, this.#unit[b]!);
    const isA = this.#unit[a] === first;
    const isB = this.#unit[b] === first;
    const [aUp, bUp] = [isA ? this.#ifUp[a]! : a, isB ? this.#ifUp[b]! : b];
    const [aDown, bDown] = [isA ? this.#ifDown[a]! : a, isB ? this.#ifDown[b]! : b];
    const made = this.#node(
      first,
      isAnd ? this.and(aUp, bUp) : this.or(aUp, bUp),
      isAnd ? this.and(aDown, bDown) : this.or(aDown, bDown),
    );
    known.growTo(this.#size);
    known.set(one, other, made);
    return made;
  }

  #node(unit: number, ifUp: Ref, ifDown: Ref): Ref {
    if (ifUp === ifDown) return ifUp;
    const mask = this.#table.length - 1;
    let at = hashOf(unit, ifUp, ifDown, mask);
    for (let node = this.#table[at]!; node !== 0; node = this.#table[at]!) {
      if (this.#unit[node] === unit && this.#ifUp[node] === ifUp && this.#ifDown[node] === ifDown) return node;
      at = (at + 1) & mask;
    }
    if (this.#size >= this.#most) throw new DiagramTooLarge(`more than ${this.#most} nodes`);
    if (this.#size === this.#unit.length) this.#widen();
    const node = this.#size++;
    this.#unit[node] = unit;
    this.#ifUp[node] = ifUp;
    this.#ifDown[node] = ifDown;
    this.#table[at] = node;
    if (2 * this.#size > this.#table.length) this.#rehash();
    return node;
  }

  #widen(): void {
    const wider = (values: Int32Array) => {
      const all = new Int32Array(2 * values.length);
      all.set(values);
      return all;
    };
    this.#unit = wider(this.#unit);
    this.#ifUp = wider(this.#ifUp);
    this.#ifDown = wider(this.#ifDown);
  }

  #rehash(): void {
    const mask = 4 * this.#table.length - 1;
    this.#table = new Int32Array(mask + 1);
    for (let node = UP + 1; node < this.#size; node++) {
      let at = hashOf(this.#unit[node]!, this.#ifUp[node]!, this.#ifDown[node]!, mask);
      while (this.#table[at] !== 0) at = (at + 1) & mask;
      this.#table[at] = node;
    }
  }
}

/** Nodes by their names: the unit that each looks at, and what it is while that is up or down. */
interface Nodes {
  readonly unit: Int32Array;
  readonly ifUp: Int32Array;
  readonly ifDown: Int32Array;
}

/** Functions of independent units that share their nodes, children before parents. */
export class Functions {
  readonly #refs: readonly Ref[];
  readonly #nodes: Nodes;

  constructor(refs: readonly Ref[], nodes: Nodes) {
    this.#refs = refs;
    this.#nodes = nodes;
  }

  /**
   * P(down) of each function, from the unavailability of each unit.
   *
   * Accuracy: exact; sums of positive terms, so that small values keep their digits.
   */
  unavailabilities(unavailabilities: ArrayLike<number>): number[] {
    const downs = this.#downs(unavailabilities);
    return this.#refs.map((ref) => downs[ref]!);
  }

  /**
   * P(down) of each function, and Birnbaum's importance of each unit: P(down | unit down) − P(down | unit up), by unit;
   * units that a function does not depend on are left out.
   *
   * @see Z. W. Birnbaum, "On the importance of different components in a multicomponent system" (1969)
   */
  importances(unavailabilities: ArrayLike<number>): Importance[] {
    const downs = this.#downs(unavailabilities);
    return this.#refs.map((ref) => this.#importance(ref, unavailabilities, downs));
  }

  #importance(ref: Ref, unavailabilities: ArrayLike<number>, downs: Float64Array): Importance {
    const { unit: units, ifUp, ifDown } = this.#nodes;
    const reached = new Float64Array(units.length);
    reached[ref] = 1;
    const birnbaum = new Map<number, number>();
    // A node's children have smaller indices than it has.
    for (let node = ref; node > UP; node--) {
      const probability = reached[node]!;
      if (probability === 0) continue;
      const unit = units[node]!;
      const q = unavailabilities[unit]!;
      const [up, down] = [ifUp[node]!, ifDown[node]!];
      reached[up]! += probability * (1 - q);
      reached[down]! += probability * q;
      birnbaum.set(unit, (birnbaum.get(unit) ?? 0) + probability * (downs[down]! - downs[up]!));
    }
    return { unavailability: downs[ref]!, birnbaum };
  }

  #downs(unavailabilities: ArrayLike<number>): Float64Array {
    const { unit, ifUp, ifDown } = this.#nodes;
    const downs = new Float64Array(unit.length);
    downs[DOWN] = 1;
    for (let node = UP + 1; node < unit.length; node++) {
      const q = unavailabilities[unit[node]!]!;
      downs[node] = q * downs[ifDown[node]!]! + (1 - q) * downs[ifUp[node]!]!;
    }
    return downs;
  }
}
