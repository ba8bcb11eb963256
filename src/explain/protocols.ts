/** What another protocol on a call would change: bytes, CPU at both ends, response times, and what that CPU costs. */
import { exactAmount, formatQuantity, ZERO_AMOUNT } from '../billing/money.ts';
import { protocolCost } from '../assumptions/protocols.ts';
import { callsOf, payloadOf } from '../engine/plans.ts';
import { FLOW_BITS_PER_SECOND } from '../engine/system.ts';
import { latencyOf, solve } from '../models/system/solve.ts';
import type { Step, System, SystemCall, Time } from '../models/system/system.ts';
import type { Call, Protocol } from '../topology/model.ts';
import { entry, section, type Entry, type Section } from './explanation.ts';
import type { View } from './view.ts';

/** Protocols that answer the same sort of call: requests and responses between services. */
const ALTERNATIVES = ['http', 'http2', 'grpc'] as const satisfies readonly Protocol[];

/** Calls that are compared at most: each takes two solutions of the whole system. */
const MOST_CALLS = 5;

/** The calls of a component over HTTP or gRPC, each with what the other protocols would make of it. */
export function protocolSection(view: View, index: number): Section[] {
  const { placed, traffic } = view.estimate;
  const { component } = placed[index]!;
  let compared = 0;
  const entries = traffic.loads[index]!.classes.flatMap(({ requestClass }) =>
    callsOf(component, requestClass.name).flatMap((call) => {
      if (!isAlternative(call.protocol) || compared >= MOST_CALLS) return [];
      compared++;
      return compare(view, index, requestClass.name, call);
    }),
  );
  return section('other protocols', entries);
}

const isAlternative = (protocol: Protocol | undefined): protocol is (typeof ALTERNATIVES)[number] =>
  ALTERNATIVES.some((one) => one === protocol);

function compare(view: View, index: number, requestClass: string, call: Call): Entry[] {
  const { topology, placed, traffic, performance } = view.estimate;
  const { system } = performance.joined;
  const to = topology.indexOf.get(call.to)!;
  const source = system.sources.findIndex(({ name }) => name === requestClass);
  const load = traffic.loads[index]!;
  const [request, response] = payloadOf(call, load, requestClass);
  const own = protocolCost(call.protocol!, request, response);
  const rate = load.classes.find((one) => one.requestClass.name === requestClass)!.rate * call.times;
  return ALTERNATIVES.flatMap((protocol): Entry[] => {
    const cost = protocolCost(protocol, request, response);
    const is = protocol === call.protocol ? ' (as it is)' : '';
    const name = `${requestClass} → ${call.to} over ${protocol}${is}`;
    const bytes = cost.requestWireBytes + cost.responseWireBytes;
    const changed =
      protocol === call.protocol
        ? system
        : withProtocol(
            view,
            { index, to, requestClass, call },
            {
              caller: cost.callerCpuSeconds - own.callerCpuSeconds,
              callee: cost.calleeCpuSeconds - own.calleeCpuSeconds,
              way: wireSeconds(view, bytes) - wireSeconds(view, own.requestWireBytes + own.responseWireBytes),
            },
          );
    const solution = solve(changed);
    const latency = performance.classes[topology.classes.findIndex((one) => one.name === requestClass)]!.latency()
      ? latencyOf(solution.sources[source], solution.points())
      : undefined;
    const month = rate * topology.monthHours * 3600;
    const price = [index, to].map((at) => secondPrice(view, at));
    const worth = [cost.callerCpuSeconds, cost.calleeCpuSeconds].reduce(
      (sum, seconds, end) => sum + seconds * month * (price[end] ?? 0),
      0,
    );
    return [
      entry(`${name}: bytes of a call`, bytes, 'bytes', { exactness: 'published' }),
      entry(`${name}: CPU of the caller`, cost.callerCpuSeconds, 's', { exactness: 'published' }),
      entry(`${name}: CPU of the callee`, cost.calleeCpuSeconds, 's', { exactness: 'published' }),
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
    ];
  }).concat(
    placed[to]!.spec === undefined
      ? [entry(`→ ${call.to}`, 'managed', '', { note: 'its CPU is the provider’s, or not known' })]
      : [],
  );
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
