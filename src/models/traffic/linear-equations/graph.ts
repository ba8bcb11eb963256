/** Who calls whom: the edges by where they start, and the strongly connected components that traffic reaches. */

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

/** Edges sorted by where they start: those of node i are start[i] up to start[i + 1]. */
export interface Graph {
  readonly start: Int32Array;
  readonly target: Int32Array;
  readonly gain: Float64Array;
}

export function outgoingEdges({ size, from, to, gain }: TrafficEquations): Graph {
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
export function reachedComponents(graph: Graph, external: Float64Array): Components {
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

export function isEntangled(graph: Graph, component: Int32Array): boolean {
  if (component.length > 1) return true;
  const node = component[0]!;
  for (let e = graph.start[node]!; e < graph.start[node + 1]!; e++) {
    if (graph.target[e] === node) return true;
  }
  return false;
}
