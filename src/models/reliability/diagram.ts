/**
 * Structure functions of independent units as reduced ordered binary decision diagrams: exact however often a unit occurs.
 *
 * @see R. E. Bryant, "Graph-based algorithms for Boolean function manipulation", IEEE Trans. Computers C-35 (1986); A. Rauzy, "New algorithms for fault trees analysis", Reliability
 *   Engineering & System Safety 40 (1993).
 */

/** A function: an index into the diagram's nodes. */
export type Ref = number;

export const DOWN: Ref = 0;
export const UP: Ref = 1;

/** Thrown when a function would take more nodes than the diagram may have. */
export class DiagramTooLarge extends Error {}

/** Operands are packed into one number, which this many nodes leave exact. */
const MOST_NODES = 2 ** 24;

/** Functions that share their nodes. Units are numbered in the order in which the diagram looks at them. */
export class Diagram {
  readonly #most: number;
  readonly #unit: number[] = [Infinity, Infinity];
  readonly #ifUp: Ref[] = [DOWN, UP];
  readonly #ifDown: Ref[] = [DOWN, UP];
  readonly #nodes = new Map<number, Map<number, Ref>>();
  readonly #ands = new Map<number, Ref>();
  readonly #ors = new Map<number, Ref>();

  /** @param most nodes that it may have */
  constructor(most: number) {
    this.#most = Math.min(most, MOST_NODES);
  }

  get size(): number {
    return this.#unit.length;
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
    return this.#apply(this.#ands, a, b, (x, y) => this.and(x, y));
  }

  /** @throws DiagramTooLarge */
  or(a: Ref, b: Ref): Ref {
    if (a === UP || b === UP) return UP;
    if (a === DOWN || a === b) return b;
    if (b === DOWN) return a;
    return this.#apply(this.#ors, a, b, (x, y) => this.or(x, y));
  }

  /**
   * P(down), from the unavailability of each unit.
   *
   * Accuracy: exact; sums of positive terms, so that small values keep their digits.
   */
  unavailability(ref: Ref, unavailabilities: ArrayLike<number>): number {
    return this.#downs(unavailabilities)[ref]!;
  }

  /**
   * P(down), and Birnbaum's importance of each unit: P(down | unit down) − P(down | unit up), by unit; units that the function does not depend on are left out.
   *
   * @see Z. W. Birnbaum, "On the importance of different components in a multicomponent system" (1969)
   */
  importance(
    ref: Ref,
    unavailabilities: ArrayLike<number>,
  ): { readonly unavailability: number; readonly birnbaum: ReadonlyMap<number, number> } {
    const downs = this.#downs(unavailabilities);
    const reached = new Float64Array(this.size);
    reached[ref] = 1;
    const birnbaum = new Map<number, number>();
    // A node's children have smaller indices than it has.
    for (let node = ref; node > UP; node--) {
      const probability = reached[node]!;
      if (probability === 0) continue;
      const unit = this.#unit[node]!;
      const q = unavailabilities[unit]!;
      const [up, down] = [this.#ifUp[node]!, this.#ifDown[node]!];
      reached[up]! += probability * (1 - q);
      reached[down]! += probability * q;
      birnbaum.set(unit, (birnbaum.get(unit) ?? 0) + probability * (downs[down]! - downs[up]!));
    }
    return { unavailability: downs[ref]!, birnbaum };
  }

  #downs(unavailabilities: ArrayLike<number>): Float64Array {
    const downs = new Float64Array(this.size);
    downs[DOWN] = 1;
    for (let node = UP + 1; node < this.size; node++) {
      const q = unavailabilities[this.#unit[node]!]!;
      downs[node] = q * downs[this.#ifDown[node]!]! + (1 - q) * downs[this.#ifUp[node]!]!;
    }
    return downs;
  }

  #apply(known: Map<number, Ref>, a: Ref, b: Ref, again: (a: Ref, b: Ref) => Ref): Ref {
    const key = a < b ? a * MOST_NODES + b : b * MOST_NODES + a;
    const found = known.get(key);
    if (found !== undefined) return found;
    const first = Math.min(this.#unit[a]!, this.#unit[b]!);
    const isA = this.#unit[a] === first;
    const isB = this.#unit[b] === first;
    const made = this.#node(
      first,
      again(isA ? this.#ifUp[a]! : a, isB ? this.#ifUp[b]! : b),
      again(isA ? this.#ifDown[a]! : a, isB ? this.#ifDown[b]! : b),
    );
    known.set(key, made);
    return made;
  }

  #node(unit: number, ifUp: Ref, ifDown: Ref): Ref {
    if (ifUp === ifDown) return ifUp;
    let ofUnit = this.#nodes.get(unit);
    if (!ofUnit) this.#nodes.set(unit, (ofUnit = new Map()));
    const key = ifUp * MOST_NODES + ifDown;
    const found = ofUnit.get(key);
    if (found !== undefined) return found;
    if (this.size >= this.#most) throw new DiagramTooLarge(`more than ${this.#most} nodes`);
    this.#unit.push(unit);
    this.#ifUp.push(ifUp);
    this.#ifDown.push(ifDown);
    ofUnit.set(key, this.size - 1);
    return this.size - 1;
  }
}
