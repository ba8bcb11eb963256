/** One component whose nodes call each other, and the contraction that takes most of it apart. */
import type { Graph } from './graph.ts';

/** A node is contracted early if that makes at most this many edges (arriving × leaving). */
const CONTRACTION_EDGES = 8;

/** A component's nodes, numbered from 0, and what is left of its edges during the contraction. */
export interface Tangle {
  /** Gain of each node to itself. */
  readonly own: Float64Array;
  /** Gain to each other node. */
  readonly outOf: readonly Map<number, number>[];
  /** The nodes that send to each. */
  readonly into: readonly Set<number>[];
  /** Arrivals from outside the component and through contracted nodes; in the end the rate. */
  readonly flow: Float64Array;
  /** A pivot up to this is rounding, not a rate. */
  readonly tolerance: number;
}

/** `localOf` is room for the number that each node gets; `rates` holds what arrives from outside the component. */
export function tangleOf(
  graph: Graph,
  component: Int32Array,
  componentOf: Int32Array,
  localOf: Int32Array,
  rates: Float64Array,
): Tangle {
  const size = component.length;
  const own = new Float64Array(size);
  const outOf = Array.from({ length: size }, () => new Map<number, number>());
  const into = Array.from({ length: size }, () => new Set<number>());
  const flow = new Float64Array(size);
  for (let i = 0; i < size; i++) localOf[component[i]!] = i;
  for (let i = 0; i < size; i++) {
    const node = component[i]!;
    flow[i] = rates[node]!;
    for (let e = graph.start[node]!; e < graph.start[node + 1]!; e++) {
      const target = graph.target[e]!;
      if (componentOf[target] !== componentOf[node]) continue;
      if (target === node) own[i]! += graph.gain[e]!;
      else connect(outOf, into, i, localOf[target]!, graph.gain[e]!);
    }
  }
  // 2^-46 is 64 units in the last place of 1: what a pivot may gather from the nodes eliminated before it.
  return { own, outOf, into, flow, tolerance: size * 2 ** -46 };
}

function connect(
  outOf: readonly Map<number, number>[],
  into: readonly Set<number>[],
  from: number,
  to: number,
  gain: number,
): void {
  outOf[from]!.set(to, (outOf[from]!.get(to) ?? 0) + gain);
  into[to]!.add(from);
}

/** A node taken out of a tangle. Its rate is its flow plus its callers' rates times these gains. */
interface Contracted {
  readonly node: number;
  readonly callers: readonly (readonly [caller: number, gain: number])[];
}

/**
 * Eliminates nodes for as long as there are any with so few neighbours that the graph stays sparse. Rings, chains of
 * two-way calls and trees vanish whole, however long.
 *
 * @returns The nodes taken out, in order, and the core that is left; undefined at a pivot that isn't positive.
 */
export function contract({
  own,
  outOf,
  into,
  flow,
  tolerance,
}: Tangle): { contracted: Contracted[]; core: number[] } | undefined {
  const contracted: Contracted[] = [];
  const gone = new Uint8Array(own.length);
  const waiting = Array.from(own, (_, i) => i);
  while (waiting.length > 0) {
    const node = waiting.pop()!;
    const targets = outOf[node]!;
    const sources = into[node]!;
    if (gone[node] === 1 || sources.size * targets.size > CONTRACTION_EDGES) continue;
    const pivot = 1 - own[node]!;
    // Written so that a NaN, from gains beyond a double, is refused too.
    if (!(pivot > tolerance)) return undefined;
    gone[node] = 1;
    flow[node]! /= pivot;
    const callers: [number, number][] = [];
    for (const source of sources) {
      const gain = outOf[source]!.get(node)! / pivot;
      outOf[source]!.delete(node);
      callers.push([source, gain]);
      for (const [target, onward] of targets) {
        if (source === target) own[source]! += gain * onward;
        else connect(outOf, into, source, target, gain * onward);
      }
      waiting.push(source);
    }
    for (const [target, onward] of targets) {
      into[target]!.delete(node);
      flow[target]! += flow[node]! * onward;
      waiting.push(target);
    }
    contracted.push({ node, callers });
  }
  const core: number[] = [];
  for (let node = 0; node < gone.length; node++) if (gone[node] === 0) core.push(node);
  return { contracted, core };
}
