/** What arrives at a component: by class, from whom, how often, how many bytes. */
import type { Flow } from '../kinds/kind.ts';
import { callsOf } from '../engine/plans.ts';
import { expectedAttempts, finalFailureShare } from '../models/traffic/retries.ts';
import type { Call, RequestClass } from '../topology/model.ts';
import { agree, computed, entry, input, numbered, section, type Entry, type Section } from './explanation.ts';
import { type View } from './view.ts';

/** A way on which a class reaches a component. */
interface Way {
  readonly from: string;
  readonly callerRate: number;
  readonly call: Call;
  readonly carried: number;
  /** Calls made for one that is meant, or the share of calls that end here as the fallback. */
  readonly factor: number;
  readonly isFallback: boolean;
}

export function arrivalSection(view: View, index: number): Section[] {
  const { traffic, performance } = view.estimate;
  const load = traffic.loads[index]!;
  const entries: Entry[] = [];
  for (const { requestClass, rate, peakRate } of load.classes) {
    entries.push(...ofClass(view, index, requestClass, rate), peakEntry(requestClass, rate, peakRate));
  }
  if (load.classes.length === 0)
    entries.push(entry('arrivals', 0, '/s', { note: 'no class of the workload reaches it' }));
  if (load.classes.length > 1) {
    const inputs = load.classes.map(({ requestClass, rate }) => input(requestClass.name, rate, '/s'));
    entries.push(
      computed('all classes: mean', load.arrivalRate, '/s', total(load.classes.map(({ rate }) => rate)), {
        formula: inputs.map(({ name }) => name).join(' + '),
        inputs,
        exactness: 'exact',
      }),
    );
  }
  const { arrivalRate } = performance.components[index]!;
  if (load.classes.length > 0) entries.push(...atPeak(view, index, arrivalRate, load.peakRate));
  return [...section('arrivals', entries), ...bytesSection(view, index)];
}

const total = (values: readonly number[]) => values.reduce((sum, one) => sum + one, 0);

/** The mean rate of a class, from each of its callers. */
function ofClass(view: View, index: number, requestClass: RequestClass, rate: number): Entry[] {
  const { topology } = view.estimate;
  const own = topology.components[index]!.name;
  const { name } = requestClass;
  const found: Entry[] = [];
  if (requestClass.enters === own) found.push(userEntry(requestClass));
  for (const way of waysTo(view, index, requestClass)) {
    const made = way.callerRate * way.call.times * way.carried * way.factor;
    const inputs = [
      input(`rate of ${way.from}`, way.callerRate, '/s'),
      input('times', way.call.times, '1'),
      ...(way.carried === 1 ? [] : [input('carried share', way.carried, 'share')]),
      ...(way.factor === 1 && !way.isFallback
        ? []
        : [input(way.isFallback ? 'share that fails' : 'attempts', way.factor, way.isFallback ? 'share' : '1')]),
    ];
    found.push(
      entry(`${name} from ${way.from}${way.isFallback ? ' (fallback)' : ''}`, made, '/s', {
        formula: inputs.map((one) => one.name).join(' × '),
        inputs,
        exactness: 'exact',
        note: way.isFallback ? `called where ${way.call.to} fails` : (way.call.operation ?? ''),
      }),
    );
  }
  const sum = total(found.map(({ value }) => Number(value)));
  const names = numbered(found.map((one) => one.name));
  const inputs = found.map((one, at) => input(names[at]!, one.value, '/s'));
  const [only] = found;
  // One caller needs no sum.
  if (only && found.length === 1 && agree(sum, rate, 1e-9))
    return [
      {
        ...only,
        name: `${name}: mean`,
        note: [only.name.slice(name.length + 1), only.note].filter(Boolean).join('; '),
      },
    ];
  return [
    ...found.map((one, at) => ({ ...one, name: names[at]! })),
    computed(`${name}: mean`, rate, '/s', sum, {
      formula: inputs.map((one) => one.name).join(' + '),
      inputs,
      exactness: 'exact',
      note: 'traffic equations of the call graph (Jackson 1957)',
    }),
  ];
}

function userEntry(requestClass: RequestClass): Entry {
  const { name, rate, closed } = requestClass;
  if (!closed) return entry(`${name} from users`, rate, '/s', { source: `the file: workload.${name}.rate` });
  return entry(`${name} from users`, rate, '/s', {
    note: `what ${closed.users} users reach who think ${closed.thinkTimeSeconds} s between a response and the next request`,
    exactness: 'approximate',
    source: `the file: workload.${name}.users, and the response time on average`,
    inputs: [input('users', closed.users, 'users'), input('think time', closed.thinkTimeSeconds, 's')],
  });
}

function waysTo({ estimate }: View, index: number, requestClass: RequestClass): Way[] {
  const { placed, traffic } = estimate;
  const own = placed[index]!.component.name;
  const callers = new Set(traffic.loads[index]!.incoming.map(({ from }) => from).filter((from) => from >= 0));
  return [...callers].flatMap((from): Way[] => {
    const { component } = placed[from]!;
    const caller = traffic.loads[from]!.classes.find((one) => one.requestClass === requestClass);
    if (!caller) return [];
    const carried = traffic.carried[from]!;
    const way = { from: component.name, callerRate: caller.rate, carried };
    return callsOf(component, requestClass.name).flatMap((call): Way[] => [
      ...(call.to === own
        ? [{ ...way, call, factor: expectedAttempts(call.errors, call.retries), isFallback: false }]
        : []),
      ...(call.fallback === own
        ? [{ ...way, call, factor: finalFailureShare(call.errors, call.retries), isFallback: true }]
        : []),
    ]);
  });
}

function peakEntry({ name, rate, peak }: RequestClass, mean: number, peakRate: number): Entry {
  return computed(`${name}: peak`, peakRate, '/s', (mean * peak) / rate, {
    formula: 'mean × peak of the class / rate of the class',
    inputs: [input('mean', mean, '/s'), input('peak of the class', peak, '/s'), input('rate of the class', rate, '/s')],
    exactness: 'exact',
  });
}

/** Arrivals at the peak as the queues see them: timeouts and hedges send some requests more than once. */
function atPeak(view: View, index: number, arrivalRate: number, peakRate: number): Entry[] {
  const { solution } = view.estimate.performance;
  const name = 'all classes: peak';
  if (agree(arrivalRate, peakRate, 1e-9))
    return [entry(name, arrivalRate, '/s', { exactness: 'exact', note: 'what capacity and latency are judged at' })];
  const { routines, sources } = solution.system;
  const parts = [];
  for (const [routine, { component }] of routines.entries()) {
    if (component !== index) continue;
    for (const [at, source] of sources.entries())
      if (source.routine === routine) parts.push([`users of ${source.name}`, solution.throughput[at]!] as const);
  }
  for (const [from, { name: caller }] of routines.entries())
    for (const { call, times, sent, failed } of view.calls[from]!) {
      const rate = solution.rates[from]! * times;
      if (routines[call.to]!.component === index) parts.push([caller, rate * sent] as const);
      if (call.fallback && routines[call.fallback.to]!.component === index)
        parts.push([`${caller} as fallback`, rate * failed] as const);
    }
  const used = parts.filter(([, rate]) => rate > 0);
  const names = numbered(used.map(([from]) => from));
  const inputs = used.map(([, rate], at) => input(names[at]!, rate, '/s'));
  const sum = total(inputs.map(({ value }) => Number(value)));
  return [
    computed(name, arrivalRate, '/s', sum, {
      formula: inputs.map((one) => one.name).join(' + '),
      inputs,
      exactness: 'approximate',
      note: 'attempts after timeouts, hedges and refusals are counted as the response times have them',
    }),
  ];
}

/** Bytes in and out, and those of them that cross a border. */
function bytesSection({ estimate }: View, index: number): Section[] {
  const { placed, traffic, crossings } = estimate;
  const { incoming, outgoing } = traffic.loads[index]!;
  const nameOf = (component: number) => (component < 0 ? 'users' : placed[component]!.component.name);
  /** Flows from or to one component, taken together. */
  const moved = (name: string, flows: readonly Flow[], key: 'from' | 'to', bytesOf: (flow: Flow) => number): Entry[] =>
    [...new Set(flows.map((flow) => flow[key]))].flatMap((other) => {
      const own = flows.filter((flow) => flow[key] === other && flow.rate > 0);
      const bytes = total(own.map(bytesOf));
      const rate = total(own.map((flow) => flow.rate));
      if (!(bytes > 0)) return [];
      return [
        entry(`${name} ${nameOf(other)}`, bytes, 'bytes/s', {
          formula: 'calls × bytes of each',
          inputs: [input('calls', rate, '/s'), input('bytes of each', bytes / rate, 'bytes')],
        }),
      ];
    });
  return section('bytes, on average', [
    ...moved('requests from', incoming, 'from', (flow) => flow.requestBytesPerSecond),
    ...moved('responses to', incoming, 'from', (flow) => flow.responseBytesPerSecond),
    ...moved('requests to', outgoing, 'to', (flow) => flow.requestBytesPerSecond),
    ...moved('responses from', outgoing, 'to', (flow) => flow.responseBytesPerSecond),
    ...crossings
      .filter((one) => one.component === index)
      .map(({ border, label, region, otherRegion, bytesPerSecond, free }) =>
        entry(
          `across ${border === 'internet' ? 'the internet' : `${border}s`}${label === '' ? '' : `: ${label}`}`,
          bytesPerSecond,
          'bytes/s',
          { note: [otherRegion === '' ? region : `${region} and ${otherRegion}`, free].filter(Boolean).join('; ') },
        ),
      ),
  ]);
}
