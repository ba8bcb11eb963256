/** Jackson's traffic equations: how often each node of a network is called. */
import { eliminate } from './linear-equations/eliminate.ts';
import { isEntangled, outgoingEdges, reachedComponents } from './linear-equations/graph.ts';
import type { TrafficEquations } from './linear-equations/graph.ts';
import { iterate } from './linear-equations/iterate.ts';
import { contract, tangleOf, type Tangle } from './linear-equations/tangle.ts';

export type { TrafficEquations };

/** Every node's rate, or the nodes that keep each other busy for ever. */
export type TrafficRates =
  | {
      readonly ok: true;
      /** Arrivals per second at each node, from outside and from other nodes. */
      readonly rates: Float64Array;
    }
  | {
      readonly ok: false;
      /**
       * The strongly connected component without a steady state, in the order in which traffic first meets its nodes.
       */
      readonly cycle: readonly number[];
    };

/** Components whose tangled core is no larger are solved by elimination; n³/3 steps. */
const ELIMINATION_LIMIT = 400;

/**
 * Solves the traffic equations v = e + Pᵀv: each node's arrival rate is what comes from outside plus
 * its callers' rates times the gains of the edges.
 *
 * Strongly connected components are taken in topological order, so an acyclic graph costs O(nodes + edges). Within a
 * component nodes are eliminated one at a time, those with few neighbours first: to eliminate a node is
 * to let its flow pass straight on to its neighbours, 1/(1 − g) times over if the share g returns. All terms are
 * non-negative and nothing but 1 − g is ever subtracted. The I − P of a component is a non-singular M-matrix, and
 * its flow finite, just when every such pivot is positive; this is the same as a spectral radius below 1.
 *
 * @param equations the graph; read, not changed. Edges of gain 0 don't count as edges.
 * @returns `ok: true` with rates ≥ 0 per second (0 for a node that no outside flow reaches; `Infinity` if the
 *   true rate exceeds a double), or `ok: false` with the first component reached whose gain is 1 or more. Cycles that
 *   no outside flow reaches are harmless and not reported. A gain that rounding can't tell from 1 (within about 1e-14 ×
 *   nodes of the component) counts as 1.
 * @throws RangeError if lengths differ, a node is out of range, or a rate or gain is negative or not finite.
 *
 * Accuracy: rounding only. On an acyclic graph that is at worst 1e-16 relative for each edge of the longest path and
 * each caller of a node, 1e-12 for ten thousand of them and in practice far less. A loop of gain g loses the digits
 * that 1 − g loses, so about 1e-16/(1 − g). Components that still have more than 400 entangled nodes after the
 * contraction are iterated to 1e-14 of each rate, about 1e-14/(1 − g); one that doesn't settle within some seconds is
 * refused.
 *
 * @see J. R. Jackson, "Networks of waiting lines", Operations Research 5 (1957), on the arrival rates of open networks.
 *   R. Tarjan, "Depth-first search and linear graph algorithms", SIAM J. Computing 1 (1972). A. Berman and R. J.
 *   Plemmons, "Nonnegative Matrices in the Mathematical Sciences" (1979), chapter 6, for M-matrices and their
 *   pivots; chapter 2 for the Collatz–Wielandt bounds of the spectral radius.
 * @example
 * // 10/s enter node 0, which calls node 1 twice; a tenth of node 1's requests call node 0 again.
 * // v0 = 10/(1 − 0.2) = 12.5 and v1 = 25
 */
export function solveTraffic(equations: TrafficEquations): TrafficRates {
  check(equations);
  const graph = outgoingEdges(equations);
  const { nodes, starts, componentOf } = reachedComponents(graph, equations.external);
  const rates = new Float64Array(equations.size);
  rates.set(equations.external);
  const localOf = new Int32Array(equations.size);
  // Tarjan's algorithm completes a component after all those that it leads to: the last one is upstream of the rest.
  for (let c = starts.length - 2; c >= 0; c--) {
    const component = nodes.subarray(starts[c], starts[c + 1]);
    if (isEntangled(graph, component)) {
      const tangle = tangleOf(graph, component, componentOf, localOf, rates);
      if (!settle(tangle)) return { ok: false, cycle: Array.from(component).reverse() };
      for (let i = 0; i < component.length; i++) rates[component[i]!] = tangle.flow[i]!;
    }
    for (const node of component) {
      for (let e = graph.start[node]!; e < graph.start[node + 1]!; e++) {
        const target = graph.target[e]!;
        if (componentOf[target] !== c) rates[target]! += rates[node]! * graph.gain[e]!;
      }
    }
  }
  return { ok: true, rates };
}

function check({ size, external, from, to, gain }: TrafficEquations): void {
  if (!Number.isInteger(size) || size < 0 || external.length !== size) {
    throw new RangeError(`${external.length} external rates for ${size} nodes`);
  }
  if (to.length !== from.length || gain.length !== from.length) {
    throw new RangeError(`edges have ${from.length} starts, ${to.length} ends, ${gain.length} gains`);
  }
  for (let node = 0; node < size; node++) {
    const rate = external[node]!;
    if (!(rate >= 0 && rate < Infinity)) {
      throw new RangeError(`external rate of node ${node} must be 0 or more: ${rate}`);
    }
  }
  for (let e = 0; e < from.length; e++) {
    const [a, b, g] = [from[e]!, to[e]!, gain[e]!];
    if (!(a >= 0 && a < size && b >= 0 && b < size)) {
      throw new RangeError(`edge ${e} joins ${a} and ${b}, outside 0 to ${size - 1}`);
    }
    if (!(g >= 0 && g < Infinity)) {
      throw new RangeError(`gain of edge ${e} must be 0 or more: ${g}`);
    }
  }
}

/** Turns a component's flow from outside into its nodes' whole rates; false if there is no steady state. */
function settle(tangle: Tangle): boolean {
  const contraction = contract(tangle);
  if (contraction === undefined) return false;
  const { contracted, core } = contraction;
  const solved = core.length <= ELIMINATION_LIMIT ? eliminate(tangle, core) : iterate(tangle, core);
  if (!solved) return false;
  const { flow } = tangle;
  for (const { node, callers } of contracted.reverse()) {
    for (const [caller, gain] of callers) flow[node]! += flow[caller]! * gain;
  }
  return true;
}
