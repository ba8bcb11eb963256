/**
 * The traffic stage: how often each component is called and how many bytes move on each call.
 *
 * Per class Jackson's traffic equations are solved over the part of the call graph that the class reaches; bytes
 * follow the same equations, since a component that passes on what it received (a load balancer) multiplies bytes as it
 * multiplies calls.
 */
import type { ClassLoad, Flow, Load } from '../kinds/kind.ts';
import { solveTraffic } from '../models/traffic/linear-equations.ts';
import { expectedAttempts, finalFailureShare } from '../models/traffic/retries.ts';
import type { Call, RequestClass, Topology } from '../topology/model.ts';
import type { Placed } from './placed.ts';

export interface Traffic {
  /** By component, in the order of the topology. */
  readonly loads: readonly Load[];
  readonly flows: readonly Flow[];
  /** Share of its requests that each component passes on along its calls, in the order of the topology. */
  readonly carried: readonly number[];
  /** Calls of which the file leaves a payload out, as `from → to (response)`. */
  readonly unsized: readonly string[];
}

export type TrafficResult =
  | { readonly ok: true; readonly traffic: Traffic }
  | { readonly ok: false; readonly requestClass: string; readonly cycle: readonly string[] };

interface Edge {
  readonly from: number;
  readonly to: number;
  readonly gain: number;
  readonly call: Call;
  /** Whether the call is made in place of one that failed. */
  readonly fallback: boolean;
}

type Draft = { -readonly [Key in keyof Flow]: Flow[Key] } & { classBytes: Map<string, number> };
interface LoadDraft {
  arrivalRate: number;
  peakRate: number;
  requestBytesPerSecond: number;
  responseBytesPerSecond: number;
  classes: ClassLoad[];
  incoming: Flow[];
  outgoing: Flow[];
}

/** Rounds that loads and what is carried under them take at most; change of a share that ends them. */
const MOST_ROUNDS = 200;
const SETTLED = 1e-9;

/**
 * Solves the traffic of a topology. Where a component carries on a share that depends on its own load (a cache whose
 * entries expire), the equations are solved again with that until it settles: without cycles after as many rounds as
 * there are such components in a row.
 */
export function solveTopologyTraffic(topology: Topology, placed: readonly Placed[]): TrafficResult {
  const carried = placed.map(({ kind, component, context }) => kind.carry?.(component as never, context) ?? 1);
  const dependent = [...placed.keys()].filter((index) => placed[index]!.kind.carryAt);
  let result = solveWith(topology, placed, carried);
  for (let round = 0; result.ok && dependent.length > 0 && round < MOST_ROUNDS; round++) {
    // Around a cycle more load means a smaller share and that less load: ever smaller steps end the swinging.
    const step = Math.min(1, 4 / (4 + round - dependent.length));
    let change = 0;
    for (const index of dependent) {
      const { kind, component, context } = placed[index]!;
      const share = kind.carryAt!(component as never, result.traffic.loads[index]!, context) ?? carried[index]!;
      change = Math.max(change, Math.abs(share - carried[index]!));
      carried[index]! += step * (share - carried[index]!);
    }
    if (change <= SETTLED) break;
    result = solveWith(topology, placed, carried);
  }
  return result;
}

function solveWith(topology: Topology, placed: readonly Placed[], carried: readonly number[]): TrafficResult {
  const loads: LoadDraft[] = placed.map(() => ({
    arrivalRate: 0,
    peakRate: 0,
    requestBytesPerSecond: 0,
    responseBytesPerSecond: 0,
    classes: [],
    incoming: [],
    outgoing: [],
  }));
  const flows = new Map<Call, { direct?: Draft; fallback?: Draft }>();
  const entries: Flow[] = [];
  const unsized = new Set<string>();
  for (const requestClass of topology.classes) {
    const entry = topology.indexOf.get(requestClass.enters)!;
    const { nodes, localOf, edges } = reachable({ topology, placed }, carried, requestClass, entry);
    const size = nodes.length;
    const from = new Int32Array(edges.length);
    const to = new Int32Array(edges.length);
    const gain = new Float64Array(edges.length);
    for (const [e, edge] of edges.entries()) {
      from[e] = localOf.get(edge.from)!;
      to[e] = localOf.get(edge.to)!;
      gain[e] = edge.gain;
    }
    const solve = (external: Float64Array, gain: Float64Array) => solveTraffic({ size, external, from, to, gain });
    const arrivals = new Float64Array(size);
    arrivals[localOf.get(entry)!] = requestClass.rate;
    // A class without requests still has to be free of endless cycles.
    const visited = solve(requestClass.rate > 0 ? arrivals : unit(size, localOf.get(entry)!), gain);
    if (!visited.ok)
      return {
        ok: false,
        requestClass: requestClass.name,
        cycle: visited.cycle.map((local) => placed[nodes[local]!]!.component.name),
      };
    if (requestClass.rate === 0) continue;
    const { rates } = visited;
    const peakFactor = requestClass.peak / requestClass.rate;
    // What comes with the class's own peaks; the rest has waited in a queue or a log, whose consumers work on through
    // the day.
    const smooths = bufferedNodes(placed, localOf, edges);
    const direct = smooths.size === 0 ? rates : directRates(smooths);
    const peakOf = (rate: number, own: number) => own * peakFactor + Math.max(0, rate - own);

    function directRates(isBuffer: ReadonlySet<number>): Float64Array {
      const held = gain.map((own, e) => (isBuffer.has(from[e]!) ? 0 : own));
      const found = solve(arrivals, held);
      return found.ok ? found.rates : rates;
    }

    const bytes = (payload: (call: Call) => number | undefined, entryBytes: number | undefined) => {
      const external = new Float64Array(size);
      external[localOf.get(entry)!] = requestClass.rate * (entryBytes ?? 0);
      const passed = new Float64Array(edges.length);
      for (const [e, edge] of edges.entries()) {
        const own = payload(edge.call);
        if (own !== undefined) external[to[e]!]! += rates[from[e]!]! * edge.gain * own;
        else if (placed[edge.from]!.kind.passesThrough) passed[e] = edge.gain;
      }
      const solved = solve(external, passed);
      // The gains are a subset of those that have just been solved, so a solution exists.
      const received = solved.ok ? solved.rates : new Float64Array(size);
      const onEdge = (e: number) => {
        const own = payload(edges[e]!.call);
        return own === undefined ? received[from[e]!]! * passed[e]! : rates[from[e]!]! * edges[e]!.gain * own;
      };
      return { received, onEdge };
    };
    const requests = bytes((call) => call.requestBytes, requestClass.requestBytes);
    // An asynchronous call is acknowledged, not answered.
    const responses = bytes((call) => call.responseBytes ?? (call.async ? 0 : undefined), requestClass.responseBytes);

    for (const [local, index] of nodes.entries()) {
      const load = loads[index]!;
      const rate = rates[local]!;
      const peakRate = peakOf(rate, direct[local]!);
      load.arrivalRate += rate;
      load.peakRate += peakRate;
      load.requestBytesPerSecond += requests.received[local]!;
      load.responseBytesPerSecond += responses.received[local]!;
      load.classes.push({
        requestClass,
        rate,
        peakRate,
        isSmoothed: direct[local]! < rate * 1e-9,
        requestBytesPerSecond: requests.received[local]!,
        responseBytesPerSecond: responses.received[local]!,
      });
    }
    const entryFlow: Draft = {
      from: -1,
      to: entry,
      async: false,
      zoneAffinity: false,
      rate: requestClass.rate,
      peakRate: requestClass.peak,
      requestBytesPerSecond: requestClass.rate * (requestClass.requestBytes ?? 0),
      responseBytesPerSecond: requestClass.rate * (requestClass.responseBytes ?? 0),
      classBytes: new Map(),
    };
    entryFlow.classBytes.set(requestClass.name, entryFlow.requestBytesPerSecond + entryFlow.responseBytesPerSecond);
    entries.push(entryFlow);
    loads[entry]!.incoming.push(entryFlow);
    for (const [e, edge] of edges.entries()) {
      const { call } = edge;
      const rate = rates[from[e]!]! * edge.gain;
      if (!placed[edge.from]!.kind.passesThrough) {
        const missing = missingSides(call);
        if (missing)
          unsized.add(`${placed[edge.from]!.component.name} → ${placed[edge.to]!.component.name} (${missing})`);
      }
      const pair = flows.get(call) ?? {};
      flows.set(call, pair);
      let flow = edge.fallback ? pair.fallback : pair.direct;
      if (!flow) {
        const { component, kind } = placed[edge.from]!;
        const { provider, product, region } = component;
        flow = {
          from: edge.from,
          caller: { provider, product, region, buffers: kind.buffers === true },
          to: edge.to,
          operation: call.operation,
          async: call.async,
          zoneAffinity: call.zoneAffinity,
          // The region is said of the callee, not of who is called in its place.
          region: edge.fallback ? undefined : call.region,
          rate: 0,
          peakRate: 0,
          requestBytesPerSecond: 0,
          responseBytesPerSecond: 0,
          classBytes: new Map(),
        };
        if (edge.fallback) pair.fallback = flow;
        else pair.direct = flow;
        loads[edge.from]!.outgoing.push(flow);
        loads[edge.to]!.incoming.push(flow);
      }
      const requestBytes = requests.onEdge(e);
      const responseBytes = responses.onEdge(e);
      const own = smooths.has(from[e]!) ? 0 : direct[from[e]!]! * edge.gain;
      flow.rate += rate;
      flow.peakRate += peakOf(rate, own);
      flow.requestBytesPerSecond += requestBytes;
      flow.responseBytesPerSecond += responseBytes;
      flow.classBytes.set(
        requestClass.name,
        (flow.classBytes.get(requestClass.name) ?? 0) + requestBytes + responseBytes,
      );
    }
  }
  const all = entries;
  for (const { direct, fallback } of flows.values()) {
    if (direct) all.push(direct);
    if (fallback) all.push(fallback);
  }
  return { ok: true, traffic: { loads, flows: all, carried: [...carried], unsized: [...unsized] } };
}

/** Queues and logs that a class leaves its work in: who calls them does not wait for what they call. */
function bufferedNodes(
  placed: readonly Placed[],
  localOf: ReadonlyMap<number, number>,
  edges: readonly { readonly to: number; readonly call: Pick<Call, 'async'> }[],
): ReadonlySet<number> {
  const found = new Set<number>();
  for (const { to, call } of edges) if (call.async && placed[to]!.kind.buffers) found.add(localOf.get(to)!);
  return found;
}

/**
 * The payloads that a call should give and does not; what is written needs no answer, what is read hardly a question.
 */
function missingSides({ requestBytes, responseBytes, async: isAsync, operation }: Call): string | undefined {
  const request = requestBytes === undefined && operation !== 'read' && operation !== 'list' && operation !== 'delete';
  const response = responseBytes === undefined && !isAsync && operation !== 'write' && operation !== 'delete';
  if (request && response) return 'request and response';
  return request ? 'request' : response ? 'response' : undefined;
}

function unit(size: number, index: number): Float64Array {
  const vector = new Float64Array(size);
  vector[index] = 1;
  return vector;
}

/** The components that a class reaches, in the order in which it first meets them, and the calls between them. */
function reachable(
  { topology, placed }: { readonly topology: Topology; readonly placed: readonly Placed[] },
  carried: readonly number[],
  requestClass: RequestClass,
  entry: number,
) {
  const nodes: number[] = [entry];
  const localOf = new Map<number, number>([[entry, 0]]);
  const edges: Edge[] = [];
  const meet = (index: number) => {
    if (localOf.has(index)) return;
    localOf.set(index, nodes.length);
    nodes.push(index);
  };
  for (let next = 0; next < nodes.length; next++) {
    const from = nodes[next]!;
    const { component } = placed[from]!;
    for (const call of component.classCalls.get(requestClass.name) ?? component.calls) {
      const to = topology.indexOf.get(call.to)!;
      const made = call.times * carried[from]!;
      edges.push({ from, to, gain: made * expectedAttempts(call.errors, call.retries), call, fallback: false });
      meet(to);
      if (call.fallback === undefined) continue;
      const other = topology.indexOf.get(call.fallback)!;
      edges.push({ from, to: other, gain: made * finalFailureShare(call.errors, call.retries), call, fallback: true });
      meet(other);
    }
  }
  return { nodes, localOf, edges };
}
