/** Nodes of one type by the way they are bought. */
import type { NodeUse } from '../kinds/nodes.ts';
import { COMMITMENTS, wayOf, type Purchase, type Spend } from '../topology/purchase.ts';

/** A node, or the part of one that a commitment in money left over or covers. */
export interface Slice {
  /** Share of the running time in which it runs. */
  readonly share: number;
  /** How much of the node, 0..1. */
  readonly part: number;
}

/** Nodes that are bought in one way. */
export interface Part {
  readonly way: Purchase;
  readonly nodes: number;
  /** The nodes that run at all; fewer than `nodes` where a commitment goes unused. */
  readonly slices: readonly Slice[];
  /** Of a commitment in money an hour. */
  readonly spend?: Spend;
  /** Nobody knows how much of them it covers, for want of its rate. */
  readonly isUnknown?: true;
}

/** Nodes of a fleet, taken from those that run most. */
class Queue {
  readonly #shares: readonly number[];
  /** The node that is next, and how much of it is left. */
  #next = 0;
  #part = 1;

  constructor(shares: readonly number[]) {
    this.#shares = shares;
  }

  take(nodes: number): Slice[] {
    const taken: Slice[] = [];
    for (let open = nodes; open > 0 && this.#next < this.#shares.length;) {
      const part = Math.min(this.#part, open);
      taken.push({ share: this.#shares[this.#next]!, part });
      open -= part;
      this.#part -= part;
      if (this.#part > 0) break;
      this.#next++;
      this.#part = 1;
    }
    return taken;
  }

  /** What is left of a node of which a part is taken. */
  takeRest(): Slice[] {
    return this.#part < 1 ? this.take(this.#part) : [];
  }
}

/**
 * Nodes bought in each way.
 *
 * They fill in order of how much they run: commitments, then the on-demand nodes that the mix names (the base that spot
 * nodes come and go above), then spot nodes; whatever is left is on demand. A commitment in money covers in every hour
 * as much as its rate makes of it; the rest of a node that it covers in part is on demand.
 *
 * @param hourOf dollars for an hour of a node under a commitment; undefined where its rate is not known
 */
export function split(
  purchase: NodeUse['purchase'],
  shares: readonly number[],
  hourOf: (way: Purchase) => number | undefined,
): Part[] {
  const queue = new Queue(shares);
  if (typeof purchase === 'string') return [{ way: purchase, nodes: shares.length, slices: queue.take(shares.length) }];
  const parts: Part[] = [];
  const unknown: { way: Purchase; spend: Spend }[] = [];
  for (const way of COMMITMENTS) {
    const asked = purchase[way] ?? 0;
    if (typeof asked === 'number') {
      // A commitment is paid for whether a node uses it or not; other nodes are part of the fleet.
      if (asked > 0) parts.push({ way, nodes: asked, slices: queue.take(asked) });
      continue;
    }
    const hour = hourOf(way);
    if (hour === undefined) unknown.push({ way, spend: asked });
    else {
      const nodes = Number(asked.usdPerHour) / hour;
      parts.push({ way, nodes, slices: queue.take(nodes), spend: asked });
    }
  }
  const rest = queue.takeRest();
  const base = queue.take(countOf(purchase['on-demand']));
  const spot = queue.take(countOf(purchase.spot));
  const onDemand = [...rest, ...base, ...queue.take(Number.POSITIVE_INFINITY)];
  if (spot.length > 0) parts.push({ way: 'spot', nodes: spot.length, slices: spot });
  // Who does not know what a commitment covers does not know what is left for on demand.
  for (const [index, { way, spend }] of unknown.entries())
    parts.push({ way, nodes: 0, slices: index === 0 ? onDemand : [], spend, isUnknown: true });
  if (onDemand.length > 0 && unknown.length === 0)
    parts.push({ way: 'on-demand', nodes: onDemand.length, slices: onDemand });
  return parts;
}

const countOf = (asked: number | Spend | undefined): number => (typeof asked === 'number' ? asked : 0);

/** Nodes that run on average while the component runs. */
export const meanOf = (slices: readonly Slice[]): number =>
  slices.reduce((sum, { share, part }) => sum + share * part, 0);

/** Whether a way binds for a term. */
export const isCommitted = (way: Purchase): boolean => wayOf(way).years > 0;
