/** Who sends how much to whom. Edge number e goes from `from[e]` to `to[e]`. */
export interface TrafficEquations {
  /** Nodes, numbered from 0. */
  readonly size: number;
  /** Arrivals per second from outside, one entry a node; finite, ≥ 0. */
  readonly external: Float64Array;
  /** Where each edge starts. */
  readonly from: Int32Array;
  /** Where each edge ends; may be where it starts. */
  readonly to: Int32Array;
  /**
   * Arrivals at an edge's end for each arrival at its start; finite, ≥ 0, above 1 where a request fans
   * out. The gains of parallel edges add.
   */
  readonly gain: Float64Array;
}

/** Every node's rate, or the nodes that keep each other busy for ever. */
export type TrafficRates =
  | {
      readonly ok: true;
      /** Arrivals per second at each node, from outside and from other nodes. */
      readonly rates: Float64Array;
    }
  | {
      readonly ok: false;
      /** The strongly connected component without a steady state, in the order in which traffic first meets its nodes. */
      readonly cycle: readonly number[];
    };

/** Components whose tangled core is no larger are solved by elimination; n³/3 steps. */
const ELIMINATION_LIMIT = 400;

/** A node is contracted early if that makes at most this many edges (arriving × leaving). */
const CONTRACTION_EDGES = 8;

/** Edge visits that an iteration may take: a few seconds. */
const ITERATION_VISITS = 2e9;

/** An iteration has settled when one more step would move no rate by more than this share of itself. */
const SETTLED = 1e-14;

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
 *   true rate exceeds a double), or `ok: false` with the first component reached whose gain is 1 or more. Cycles that no
 *   outside flow reaches are harmless and not reported. A gain that rounding can't tell from 1 (within about
 *   1e-14 × nodes of the component) counts as 1.
 * @throws RangeError if lengths differ, a node is out of range, or a rate or gain is negative or not finite.
 *
 * Accuracy: rounding only. On an acyclic graph that is at worst 1e-16 relative for each edge of the longest path and each
 * caller of a node, 1e-12 for ten thousand of them and in practice far less. A loop of gain g loses the digits that 1 − g
 * loses, so about 1e-16/(1 − g). Components that still have more than 400 entangled nodes after the contraction are
 * iterated to 1e-14 of each rate, about 1e-14/(1 − g); one that doesn't settle within some seconds is refused.
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
    if (isEntangled(graph, component) && !settle(graph, component, componentOf, localOf, rates)) {
      return { ok: false, cycle: Array.from(component).reverse() };
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

/** Edges sorted by where they start: those of node i are start[i] up to start[i + 1]. */
interface Graph {
  readonly start: Int32Array;
  readonly target: Int32Array;
  readonly gain: Float64Array;
}

function outgoingEdges({ size, from, to, gain }: TrafficEquations): Graph {
  const start = new Int32Array(size + 1);
  for (let e = 0; e < from.length; e++) if (gain[e]! > 0) start[from[e]! + 1]!++;
  for (let i = 0; i < size; i++) start[i + 1]! += start[i]!;
  const target = new Int32Array(start[size]!);
  const sorted = new Float64Array(start[size]!);
  const next = start.slice();
  for (let e = 0; e < from.length; e++) {
    if (!(gain[e]! > 0)) continue;
    const at = next[from[e]!]!++;
    target[at] = to[e]!;
    sorted[at] = gain[e]!;
  }
  return { start, target, gain: sorted };
}

interface Components {
  /** The nodes that outside flow reaches, component by component; within each, the last found first. */
  readonly nodes: Int32Array;
  /** Component c is nodes[starts[c]] up to nodes[starts[c + 1]]. */
  readonly starts: readonly number[];
  /** The component of each node; −1 if no flow reaches it. */
  readonly componentOf: Int32Array;
}

/** Tarjan's strongly connected components, with its own stack: a long chain would overflow the call stack. */
function reachedComponents(graph: Graph, external: Float64Array): Components {
  const size = external.length;
  const found = new Int32Array(size).fill(-1);
  const lowest = new Int32Array(size);
  const componentOf = new Int32Array(size).fill(-1);
  const nextEdge = new Int32Array(size);
  const path = new Int32Array(size);
  const open = new Int32Array(size);
  const nodes = new Int32Array(size);
  const starts = [0];
  let openCount = 0;
  let nodeCount = 0;
  let findings = 0;
  for (let root = 0; root < size; root++) {
    if (!(external[root]! > 0) || found[root] !== -1) continue;
    let depth = 0;
    path[0] = root;
    found[root] = lowest[root] = findings++;
    nextEdge[root] = graph.start[root]!;
    open[openCount++] = root;
    while (depth >= 0) {
      const node = path[depth]!;
      if (nextEdge[node]! < graph.start[node + 1]!) {
        const target = graph.target[nextEdge[node]!++]!;
        if (found[target] === -1) {
          found[target] = lowest[target] = findings++;
          nextEdge[target] = graph.start[target]!;
          open[openCount++] = target;
          path[++depth] = target;
        } else if (componentOf[target] === -1) {
          lowest[node] = Math.min(lowest[node]!, found[target]!);
        }
        continue;
      }
      if (lowest[node] === found[node]) {
        let member: number;
        do {
          member = open[--openCount]!;
          componentOf[member] = starts.length - 1;
          nodes[nodeCount++] = member;
        } while (member !== node);
        starts.push(nodeCount);
      }
      depth--;
      if (depth >= 0) {
        const caller = path[depth]!;
        lowest[caller] = Math.min(lowest[caller]!, lowest[node]!);
      }
    }
  }
  return { nodes: nodes.subarray(0, nodeCount), starts, componentOf };
}

function isEntangled(graph: Graph, component: Int32Array): boolean {
  if (component.length > 1) return true;
  const node = component[0]!;
  for (let e = graph.start[node]!; e < graph.start[node + 1]!; e++) {
    if (graph.target[e] === node) return true;
  }
  return false;
}

/** A component's nodes, numbered from 0, and what is left of its edges during the contraction. */
interface Tangle {
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

/**
 * Turns the arrivals from outside a component, in `rates`, into its nodes' whole rates.
 * Returns false, leaving `rates` as they were, if there is no steady state.
 */
function settle(
  graph: Graph,
  component: Int32Array,
  componentOf: Int32Array,
  localOf: Int32Array,
  rates: Float64Array,
): boolean {
  const tangle = tangleOf(graph, component, componentOf, localOf, rates);
  const contracted = contract(tangle);
  if (contracted === undefined) return false;
  const core: number[] = [];
  const gone = new Uint8Array(component.length);
  for (const { node } of contracted) gone[node] = 1;
  for (let i = 0; i < component.length; i++) if (gone[i] === 0) core.push(i);
  const solved = core.length <= ELIMINATION_LIMIT ? eliminate(tangle, core) : iterate(tangle, core);
  if (!solved) return false;
  const { flow } = tangle;
  for (const { node, callers } of contracted.reverse()) {
    for (const [caller, gain] of callers) flow[node]! += flow[caller]! * gain;
  }
  for (let i = 0; i < component.length; i++) rates[component[i]!] = flow[i]!;
  return true;
}

function tangleOf(
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
 * two-way calls and trees vanish whole, however long. Returns undefined at a pivot that isn't positive.
 */
function contract({ own, outOf, into, flow, tolerance }: Tangle): Contracted[] | undefined {
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
  return contracted;
}

/** Gaussian elimination of the core, without pivoting: the pivots' signs are the verdict. */
function eliminate({ own, outOf, flow, tolerance }: Tangle, core: readonly number[]): boolean {
  const n = core.length;
  const indexOf = new Map(core.map((node, k) => [node, k]));
  // gains[i * n + j] is the gain from i to j.
  const gains = new Float64Array(n * n);
  const v = Float64Array.from(core, (node) => flow[node]!);
  for (const [i, node] of core.entries()) {
    gains[i * n + i] = own[node]!;
    for (const [target, gain] of outOf[node]!) gains[i * n + indexOf.get(target)!] = gain;
  }
  for (let k = 0; k < n; k++) {
    const pivot = 1 - gains[k * n + k]!;
    if (!(pivot > tolerance)) return false;
    v[k]! /= pivot;
    for (let i = k + 1; i < n; i++) {
      const gain = gains[i * n + k]! / pivot;
      if (gain === 0) continue;
      gains[i * n + k] = gain;
      for (let j = k + 1; j < n; j++) gains[i * n + j]! += gain * gains[k * n + j]!;
    }
    for (let j = k + 1; j < n; j++) {
      const onward = gains[k * n + j]!;
      if (onward > 0) v[j]! += v[k]! * onward;
    }
  }
  for (let k = n - 1; k >= 0; k--) {
    for (let i = k + 1; i < n; i++) {
      const gain = gains[i * n + k]!;
      if (gain > 0) v[k]! += v[i]! * gain;
    }
    flow[core[k]!] = v[k]!;
  }
  return true;
}

/** The core's edges sorted by where they end, each divided by its end's 1 − (gain to itself). */
interface Incoming {
  readonly start: Int32Array;
  readonly source: Int32Array;
  readonly gain: Float64Array;
}

/**
 * The core by iteration, for cores too large to eliminate. The bounds of the spectral radius give the verdict, a
 * Krylov method the rates, and Gauss–Seidel sweeps the last digits of the small ones.
 */
function iterate(tangle: Tangle, core: readonly number[]): boolean {
  const { own, flow, tolerance } = tangle;
  const pivots = Float64Array.from(core, (node) => 1 - own[node]!);
  if (!pivots.every((pivot) => pivot > tolerance)) return false;
  const edges = incomingEdges(tangle, core, pivots);
  const scale = contractingScale(edges, core.length, tolerance);
  if (scale === undefined) return false;
  // In units of the scale no node sends on more than it gets, so that one norm is fair to busy and to idle nodes.
  for (let k = 0; k < core.length; k++) {
    for (let e = edges.start[k]!; e < edges.start[k + 1]!; e++) {
      edges.gain[e]! *= scale[edges.source[e]!]! / scale[k]!;
    }
  }
  const arrivals = Float64Array.from(core, (node, k) => flow[node]! / pivots[k]! / scale[k]!);
  const v = approximate(edges, arrivals);
  if (!sweepUntilSettled(edges, arrivals, v)) return false;
  for (const [k, node] of core.entries()) flow[node] = v[k]! * scale[k]!;
  return true;
}

function incomingEdges({ outOf, into }: Tangle, core: readonly number[], pivots: Float64Array): Incoming {
  const indexOf = new Map(core.map((node, k) => [node, k]));
  const start = new Int32Array(core.length + 1);
  const source: number[] = [];
  const gain: number[] = [];
  for (const [k, node] of core.entries()) {
    for (const caller of into[node]!) {
      source.push(indexOf.get(caller)!);
      gain.push(outOf[caller]!.get(node)! / pivots[k]!);
    }
    start[k + 1] = source.length;
  }
  return { start, source: Int32Array.from(source), gain: Float64Array.from(gain) };
}

function arriving({ start, source, gain }: Incoming, v: Float64Array, node: number): number {
  let total = 0;
  for (let e = start[node]!; e < start[node + 1]!; e++) total += v[source[e]!]! * gain[e]!;
  return total;
}

/**
 * A positive x with Rx < x, which exists just when the spectral radius is below 1; undefined if there is none.
 *
 * For any positive x the radius lies between the least and the greatest (Rx)ᵢ/xᵢ, and power iteration closes in
 * from both sides. Averaging Rx with x keeps a periodic graph from swinging for ever.
 */
function contractingScale(edges: Incoming, n: number, tolerance: number): Float64Array | undefined {
  const x = new Float64Array(n).fill(1);
  const next = new Float64Array(n);
  for (let visits = 0; visits < ITERATION_VISITS; visits += edges.source.length) {
    let least = Infinity;
    let greatest = 0;
    let largest = 0;
    for (let i = 0; i < n; i++) {
      const y = arriving(edges, x, i);
      least = Math.min(least, y / x[i]!);
      greatest = Math.max(greatest, y / x[i]!);
      next[i] = (x[i]! + y) / 2;
      largest = Math.max(largest, next[i]!);
    }
    if (greatest < 1 - tolerance) return x;
    if (!(least < 1 - tolerance)) return undefined;
    for (let i = 0; i < n; i++) x[i] = next[i]! / largest;
  }
  return undefined;
}

/** Corrections that `approximate` may make, and how far each brings its residual down. */
const CORRECTIONS = 8;
const CORRECTION_GAIN = 1e-8;

/**
 * Rates to within rounding of the norm of all: a Krylov method solves for a correction, the true residual is taken anew,
 * and so on while that helps. In one go the method's own idea of the residual drifts from the true one.
 */
function approximate(edges: Incoming, arrivals: Float64Array): Float64Array {
  let v: Float64Array = arrivals.slice();
  let norm = Infinity;
  for (let round = 0; round < CORRECTIONS; round++) {
    const next = round === 0 ? v : add(v, correction(edges, residual(edges, arrivals, v)));
    const left = residual(edges, arrivals, next);
    const nextNorm = dot(left, left);
    if (!(nextNorm < norm)) break;
    v = next;
    norm = nextNorm;
  }
  return v;
}

function residual(edges: Incoming, arrivals: Float64Array, v: Float64Array): Float64Array {
  return v.map((rate, k) => arrivals[k]! + arriving(edges, v, k) - rate);
}

/**
 * What to add to the rates, by BiCGSTAB, whose steps grow with the root of 1/(1 − radius) where plain sweeps grow with
 * 1/(1 − radius) itself.
 *
 * @see H. A. van der Vorst, "Bi-CGSTAB", SIAM J. Scientific and Statistical Computing 13 (1992).
 */
function correction(edges: Incoming, missing: Float64Array): Float64Array {
  const n = missing.length;
  const apply = (x: Float64Array): Float64Array => x.map((xk, k) => xk - arriving(edges, x, k));
  const v = new Float64Array(n);
  const r = missing.slice();
  const goal = dot(r, r) * CORRECTION_GAIN ** 2;
  let p: Float64Array = r.slice();
  let rho = dot(missing, r);
  const steps = Math.ceil(ITERATION_VISITS / 20 / edges.source.length);
  for (let step = 0; step < steps; step++) {
    const q = apply(p);
    const alpha = rho / dot(missing, q);
    const s = r.map((rk, k) => rk - alpha * q[k]!);
    const t = apply(s);
    const omega = dot(t, s) / dot(t, t);
    // A breakdown leaves what was reached before it.
    if (!Number.isFinite(alpha) || !Number.isFinite(omega)) break;
    for (let k = 0; k < n; k++) {
      v[k]! += alpha * p[k]! + omega * s[k]!;
      r[k] = s[k]! - omega * t[k]!;
    }
    if (dot(r, r) <= goal) break;
    const nextRho = dot(missing, r);
    const beta = (nextRho / rho) * (alpha / omega);
    rho = nextRho;
    p = r.map((rk, k) => rk + beta * (p[k]! - omega * q[k]!));
  }
  return v;
}

function add(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((ak, k) => ak + b[k]!);
}

function dot(a: Float64Array, b: Float64Array): number {
  let total = 0;
  for (let k = 0; k < a.length; k++) total += a[k]! * b[k]!;
  return total;
}

/** Gauss–Seidel sweeps, which converge from any start; false if they haven't settled within the work allowed. */
function sweepUntilSettled(edges: Incoming, arrivals: Float64Array, v: Float64Array): boolean {
  // Rates are at least what arrives: rounding mustn't leave a tiny one negative.
  for (let k = 0; k < v.length; k++) v[k] = Math.max(v[k]!, arrivals[k]!);
  for (let visits = 0; visits < ITERATION_VISITS; visits += edges.source.length) {
    let worst = 0;
    for (let k = 0; k < v.length; k++) {
      const rate = arrivals[k]! + arriving(edges, v, k);
      worst = Math.max(worst, Math.abs(rate - v[k]!) / rate);
      v[k] = rate;
    }
    if (worst <= SETTLED) return true;
  }
  return false;
}
