/**
 * What another protocol on a call would change: bytes, CPU at both ends, response times, what that CPU costs, and the
 * connections that its calls in flight share.
 */
import { exactAmount, formatQuantity, ZERO_AMOUNT } from '../billing/money.ts';
import { isAssumed, type Figure } from '../assumptions/figure.ts';
import { MULTIPLEXING, PROTOCOL_ASSUMPTIONS, protocolCost, type Multiplexing } from '../assumptions/protocols.ts';
import { callsOf, payloadOf } from '../engine/plans.ts';
import { FLOW_BITS_PER_SECOND } from '../engine/system.ts';
import { latencyOf, solve, type Solution } from '../models/system/solve.ts';
import type { Step, System, SystemCall, Time } from '../models/system/system.ts';
import type { Call } from '../topology/model.ts';
import { entry, input, section, type Entry, type Section } from './explanation.ts';
import type { View } from './view.ts';

type Compared = keyof typeof MULTIPLEXING;

/** Protocols that answer the same sort of call: requests and responses between services. */
const SERVICES: readonly Compared[] = ['http', 'http2', 'grpc'];

/** What a message can be handed over by: to a broker that speaks it, or to a managed one's or a proxy's interface. */
const BROKERS: readonly Compared[] = [...SERVICES, 'amqp', 'kafka'];
const BROKER_KINDS: ReadonlySet<string> = new Set(['queue', 'log']);

/** Calls that are compared at most: each takes two solutions of the whole system. */
const MOST_CALLS = 5;

/** The calls of a component over HTTP, gRPC or to a broker, each with what the other protocols would make of it. */
export function protocolSection(view: View, index: number): Section[] {
  const { topology, placed, traffic } = view.estimate;
  const { component } = placed[index]!;
  let compared = 0;
  const entries = traffic.loads[index]!.classes.flatMap(({ requestClass }) =>
    callsOf(component, requestClass.name).flatMap((call) => {
      const callee = placed[topology.indexOf.get(call.to)!]!.component;
      const alternatives = BROKER_KINDS.has(callee.kind) ? BROKERS : SERVICES;
      if (!alternatives.some((one) => one === call.protocol) || compared >= MOST_CALLS) return [];
      compared++;
      return compare(view, index, requestClass.name, call, alternatives);
    }),
  );
  return section('other protocols', entries);
}

function compare(
  view: View,
  index: number,
  requestClass: string,
  call: Call,
  alternatives: readonly Compared[],
): Entry[] {
  const { topology, placed, traffic, performance } = view.estimate;
  const { system } = performance.joined;
  const to = topology.indexOf.get(call.to)!;
  const source = system.sources.findIndex(({ name }) => name === requestClass);
  const load = traffic.loads[index]!;
  const [request, response] = payloadOf(call, load, requestClass);
  const own = protocolCost(call.protocol!, request, response);
  const made = traffic.carried[index]! * call.times;
  const rate = load.classes.find((one) => one.requestClass.name === requestClass)!.rate * made;
  return alternatives
    .flatMap((protocol): Entry[] => {
      const cost = protocolCost(protocol, request, response);
      const { requestBytes, responseBytes, caller, callee } = PROTOCOL_ASSUMPTIONS[protocol];
      const is = protocol === call.protocol ? ' (as it is)' : '';
      const name = `${requestClass} → ${call.to} over ${protocol}${is}`;
      const bytes = cost.requestWireBytes + cost.responseWireBytes;
      const way = wireSeconds(view, bytes) - wireSeconds(view, own.requestWireBytes + own.responseWireBytes);
      const one = { index, to, requestClass, call };
      const changed =
        protocol === call.protocol
          ? system
          : withProtocol(view, one, {
              caller: cost.callerCpuSeconds - own.callerCpuSeconds,
              callee: cost.calleeCpuSeconds - own.calleeCpuSeconds,
              way,
            });
      const solution = solve(changed);
      const latency = performance.classes[topology.classes.findIndex((one) => one.name === requestClass)]!.latency()
        ? latencyOf(solution.sources[source], solution.lattice())
        : undefined;
      const month = rate * topology.monthHours * 3600;
      const price = [index, to].map((at) => secondPrice(view, at));
      const worth = [cost.callerCpuSeconds, cost.calleeCpuSeconds].reduce(
        (sum, seconds, end) => sum + seconds * month * (price[end] ?? 0),
        0,
      );
      return [
        entry(`${name}: bytes of a call`, bytes, 'bytes', { exactness: trust(requestBytes, responseBytes) }),
        entry(`${name}: CPU of the caller`, cost.callerCpuSeconds, 's', { exactness: trust(caller) }),
        entry(`${name}: CPU of the callee`, cost.calleeCpuSeconds, 's', { exactness: trust(callee) }),
        entry(`${name}: mean of ${requestClass}`, latency?.mean ?? null, 's', { exactness: 'approximate' }),
        entry(`${name}: p99 of ${requestClass}`, latency?.p99 ?? null, 's', { exactness: 'approximate' }),
        ...(price.some((one) => one !== undefined)
          ? [
              entry(`${name}: what that CPU costs a month`, worth.toFixed(2), 'USD', {
                exactness: 'approximate',
                note: 'at the price of a vCPU of the instances; it is saved once fewer of them are needed',
              }),
            ]
          : []),
        ...connectionEntries(view, one, { name, solution, way, ...MULTIPLEXING[protocol] }),
      ];
    })
    .concat(
      placed[to]!.spec === undefined
        ? [entry(`→ ${call.to}`, 'managed', '', { note: 'its CPU is the provider’s, or not known' })]
        : [],
    );
}

/** What a sum of figures can be trusted as: no more than the least of them. */
const trust = (...figures: readonly Figure[]) => (figures.some(isAssumed) ? 'assumed' : 'published');

interface Way extends Multiplexing {
  readonly name: string;
  readonly solution: Solution;
  /** What the protocol adds to the way there and back as it is, seconds. */
  readonly way: number;
}

/**
 * Connections of the calls in flight, of which there are rate × time (Little's law), and how many calls a lost packet
 * holds up.
 *
 * Calls that come as a Poisson process find as many others in flight as there are on average. How often a packet is
 * lost inside a region nobody publishes, so that no delay is worked out from it.
 */
function connectionEntries(view: View, { index, to, requestClass, call }: ChangedCall, one: Way): Entry[] {
  const { placed, traffic, performance } = view.estimate;
  const { name, solution, way, concurrent, perNode, blocking } = one;
  const routine = performance.joined.routineOf[to]!.get(requestClass);
  const load = traffic.loads[index]!.classes.find(({ requestClass: { name: own } }) => own === requestClass)!;
  const caller = performance.joined.routineOf[index]!.get(requestClass);
  if (routine === undefined || caller === undefined || load.peakRate === 0) return [];
  const made = view.calls[caller]!.find(
    ({ call: { to: called, retries, hedge } }) =>
      called === routine && retries === call.retries && hedge === call.hedgeSeconds,
  );
  const calls = load.peakRate * traffic.carried[index]! * call.times * (made?.sent ?? 1);
  const wire = made?.call.wire ? made.call.wire.mean + way : 0;
  const time = (solution.routines[routine]?.mean ?? Infinity) + wire;
  const inFlight = calls * time;
  const isAlone = placed[index]!.component.kind === 'function';
  const nodes = isAlone ? undefined : performance.plans[index]!.plan.tiers[0]?.nodes;
  const whose = nodes === undefined ? 'connections of the caller' : 'connections of a caller node';
  const peers = perNode ? (performance.plans[to]!.plan.tiers[0]?.nodes ?? 1) : 1;
  const carriedAtOnce = isAlone ? 1 : concurrent.value;
  const connections = perNode ? peers : Math.max(1, Math.ceil(inFlight / ((nodes ?? 1) * carriedAtOnce)));
  const inputs = [
    input('calls in flight', inFlight, 'calls'),
    ...(nodes === undefined ? [] : [input('nodes', nodes, 'nodes')]),
  ];
  const over = (what: string) => (nodes === undefined ? what : `(nodes × ${what})`);
  return [
    entry(`${name}: calls in flight`, inFlight, 'calls', {
      formula: 'calls × time of a call',
      inputs: [input('calls', calls, '/s'), input('time of a call', time, 's')],
      exactness: 'approximate',
      note: 'at the peak, of all nodes of the caller, on average (Little’s law)',
    }),
    perNode
      ? entry(`${name}: ${whose}`, connections, 'connections', {
          exactness: 'published',
          note: `one to each node of ${call.to}, whatever is in flight; ${concurrent.value} ${concurrent.unit} ${concurrent.conditions}`,
          source: concurrent.source,
        })
      : entry(`${name}: ${whose}`, Number.isFinite(inFlight) ? connections : null, 'connections', {
          formula: `max(1, ⌈calls in flight / ${over('at once on a connection')}⌉)`,
          inputs: [...inputs, input('at once on a connection', carriedAtOnce, '1')],
          exactness: 'approximate',
          note: isAlone
            ? 'an instance of a function answers one request at a time, over connections of its own'
            : `as many as the average needs; ${concurrent.unit} ${concurrent.conditions}`,
          source: concurrent.source,
        }),
    carriedAtOnce > 1
      ? entry(`${name}: other calls that a lost packet holds up`, inFlight / ((nodes ?? 1) * connections), 'calls', {
          formula: `calls in flight / ${over('connections')}`,
          inputs: [...inputs, input('connections', connections, 'connections')],
          exactness: 'approximate',
          note: `in flight on its connection, on average; ${blocking}`,
        })
      : entry(`${name}: other calls that a lost packet holds up`, 0, 'calls', {
          exactness: 'exact',
          note: isAlone ? 'none share a connection' : blocking,
        }),
  ];
}

const wireSeconds = ({ estimate }: View, bytes: number) =>
  (bytes * 8) / (estimate.topology.network.bandwidth ?? FLOW_BITS_PER_SECOND);

interface ChangedCall {
  readonly index: number;
  readonly to: number;
  readonly requestClass: string;
  readonly call: Call;
}

/** The system with one call over another protocol: its ends' CPU times and its way changed by what differs. */
function withProtocol(
  { estimate }: View,
  { index, to, requestClass, call }: ChangedCall,
  difference: { readonly caller: number; readonly callee: number; readonly way: number },
): System {
  const { joined, plans } = estimate.performance;
  const caller = joined.routineOf[index]!.get(requestClass);
  const callee = joined.routineOf[to]!.get(requestClass);
  const slow = (at: number) =>
    plans[at]!.scaling.reduce((all, { factor, why }) => (why.startsWith('measured on') ? all : all * factor), 1);
  const routines = joined.system.routines.map((routine, at) => {
    const longer =
      (at === caller ? difference.caller * call.times * slow(index) : 0) +
      (at === callee ? difference.callee * slow(to) : 0);
    if (longer === 0 && at !== caller) return routine;
    const left = { seconds: longer };
    return {
      ...routine,
      steps: changed(routine.steps, left, (made) => (at === caller && made.to === callee ? difference.way : 0)),
    };
  });
  return { ...joined.system, routines };
}

/** Steps with the first CPU time, and the ways of some calls, longer. */
function changed(steps: readonly Step[], left: { seconds: number }, way: (call: SystemCall) => number): Step[] {
  return steps.map((step): Step => {
    if (step.do === 'serve') {
      const { seconds } = left;
      left.seconds = 0;
      return { ...step, time: longer(step.time, seconds) };
    }
    if (step.do === 'visit' || step.do === 'repeat') return { ...step, steps: changed(step.steps, left, way) };
    if (step.do === 'either')
      return { do: 'either', branches: step.branches.map((one) => ({ ...one, steps: changed(one.steps, left, way) })) };
    if (step.do === 'fork') return { ...step, branches: step.branches.map((branch) => changed(branch, left, way)) };
    if (step.do === 'call' && step.call.wire)
      return { do: 'call', call: { ...step.call, wire: longer(step.call.wire, way(step.call)) } };
    return step;
  });
}

/** A time with a constant added: its spread stays what it is. */
function longer(time: Time, seconds: number): Time {
  const mean = Math.max(0, time.mean + seconds);
  return mean > 0 && seconds !== 0 ? { ...time, mean, scv: (time.scv * time.mean ** 2) / mean ** 2 } : time;
}

/** US dollars that a second of one vCPU of a component's instances costs; undefined where it has none of its own. */
function secondPrice({ estimate }: View, index: number): number | undefined {
  const { bill, placed } = estimate;
  const { spec, component } = placed[index]!;
  const items = bill.components[index]!.items.filter(({ service, unit }) => service === 'compute' && unit === 'hour');
  if (!spec?.vcpu || items.length === 0 || component.runningShare === 0) return undefined;
  const hours = items.reduce((sum, { quantity }) => sum + Number(formatQuantity(quantity)), 0);
  const amount = items.reduce((sum, one) => sum + Number(exactAmount(one.amount ?? ZERO_AMOUNT)), 0);
  return hours > 0 ? amount / (hours * 3600 * spec.vcpu) : undefined;
}
