/** A class of requests: where it goes, how fast, how much of it, what it costs. */
import type { RequestClass } from '../topology/model.ts';
import { assumptionSection } from './assumptions.ts';
import { classAvailabilitySection } from './availability.ts';
import { digits } from './bill.ts';
import { agree, computed, entry, input, section, type Entry, type Section } from './explanation.ts';
import { latencyEntries } from './latency.ts';
import { ownTime, runsPerRequest, whyUnbounded, type View } from './view.ts';

export function classSections(view: View, index: number): Section[] {
  const { topology, performance } = view.estimate;
  const requestClass = topology.classes[index]!;
  const source = performance.joined.system.sources.find(({ name }) => name === requestClass.name);
  const entered = topology.indexOf.get(requestClass.enters)!;
  const routine = source?.routine ?? performance.joined.routineOf[entered]!.get(requestClass.name);
  if (routine === undefined)
    return [...identity(requestClass, performance.classes[index]!.rate), ...costSection(view, index)];
  const way = wayOf(view, routine);
  return [
    ...identity(requestClass, performance.classes[index]!.rate),
    ...section('its way, at the peak', way.entries),
    ...throughputSection(view, index, way.components),
    ...responseSection(view, index, routine, way),
    ...classAvailabilitySection(view, index),
    ...objectiveSection(view, requestClass.name),
    ...costSection(view, index),
    ...assumptionSection(view, way.components),
  ];
}

function identity(
  { name, enters, rate, peak, profile, cv, closed, requestBytes, responseBytes, clientRttSeconds }: RequestClass,
  atPeak: number,
): Section[] {
  const file = (key: string) => `the file: workload.${name}.${key}`;
  return section('configuration', [
    entry('enters', enters, '', { source: file('enters') }),
    closed ? entry('users', closed.users, 'users', { source: file('users') }) : undefined,
    closed ? entry('users at the peak', closed.peakUsers, 'users') : undefined,
    closed ? entry('think time', closed.thinkTimeSeconds, 's', { source: file('think_time') }) : undefined,
    entry(
      'rate',
      rate,
      '/s',
      closed ? { exactness: 'approximate', note: 'what its users reach on average' } : { source: file('rate') },
    ),
    closed
      ? entry('peak', atPeak, '/s', { exactness: 'approximate', note: 'what its users reach in the busiest hour' })
      : entry('peak', peak, '/s', {
          formula: 'rate × factor',
          inputs: [input('rate', rate, '/s'), input('factor', rate > 0 ? peak / rate : 1, '1')],
          source: file('peak'),
          note: 'what capacity and latency are judged at',
        }),
    entry('profile', typeof profile === 'string' ? profile : '24 shares of the file', '', { source: file('profile') }),
    closed
      ? undefined
      : entry('spread of the arrivals', cv, '1', {
          note: 'coefficient of variation of the time between them; 1 is Poisson',
        }),
    requestBytes === undefined ? undefined : entry('request', requestBytes, 'bytes', { source: file('request') }),
    responseBytes === undefined ? undefined : entry('response', responseBytes, 'bytes', { source: file('response') }),
    clientRttSeconds === undefined
      ? undefined
      : entry('way to the client', clientRttSeconds, 's', { source: file('client') }),
  ]);
}

interface Way {
  readonly entries: readonly Entry[];
  /** All that it reaches, asynchronously too. */
  readonly components: readonly number[];
  /** Own times of those that it waits for, and the ways between them, of one request. */
  readonly parts: readonly { readonly name: string; readonly seconds: number }[];
  readonly wires: number;
}

/** Runs of every component for one request, and the time that one spends there. */
function wayOf(view: View, root: number): Way {
  const { placed, performance } = view.estimate;
  const { routines } = performance.joined.system;
  const all = runsPerRequest(view, root, 'all');
  const awaited = runsPerRequest(view, root, 'awaited');
  const order = reachedFrom(view, root);
  const components = [...new Set(order.map((routine) => routines[routine]!.component))];
  const parts: { name: string; seconds: number }[] = [];
  let wires = 0;
  for (const routine of order)
    for (const { call, times, sent } of view.calls[routine]!)
      if (!call.async && call.wire) wires += awaited[routine]! * times * sent * call.wire.mean;
  const callersOf = callersByRoutine(view, order, all);
  const ownOf = new Map<number, number[]>();
  for (const routine of order) {
    const { component } = routines[routine]!;
    ownOf.set(component, [...(ownOf.get(component) ?? []), routine]);
  }
  const entries = components.flatMap((component): Entry[] => {
    const { name } = placed[component]!.component;
    const own = ownOf.get(component)!;
    const runs = own.reduce((sum, routine) => sum + all[routine]!, 0);
    const waited = own.reduce((sum, routine) => sum + awaited[routine]!, 0);
    const seconds = own.reduce(
      (sum, routine) => (awaited[routine]! > 0 ? sum + awaited[routine]! * ownTime(view, routine).mean : sum),
      0,
    );
    parts.push({ name, seconds });
    const callers = own.flatMap((routine) => callersOf.get(routine) ?? []);
    const entering = own.includes(root) ? [1] : [];
    const inputs = callers.flatMap(({ caller, runs: from, calls }, at) => [
      input(`visits of ${caller}${suffix(callers, at)}`, from, '1'),
      input(`calls of ${caller}${suffix(callers, at)}`, calls, '1'),
    ]);
    const formula = [
      ...entering.map(String),
      ...callers.map(
        ({ caller }, at) => `visits of ${caller}${suffix(callers, at)} × calls of ${caller}${suffix(callers, at)}`,
      ),
    ].join(' + ');
    const by = callers.reduce((sum, { runs: from, calls }) => sum + from * calls, entering.length);
    return [
      computed(`${name}: visits`, runs, '1', by, {
        formula: callers.length === 0 ? '' : formula,
        inputs,
        note:
          callers.length === 0
            ? 'where it enters'
            : waited === 0
              ? 'asynchronous: not waited for'
              : 'of one request, with every attempt',
      }),
      ...(waited > 0
        ? [
            computed(`${name}: own time`, seconds, 's', waited * (seconds / waited), {
              formula: 'visits × time of a visit',
              inputs: [input('visits', waited, '1'), input('time of a visit', seconds / waited, 's')],
              exactness: 'approximate',
            }),
          ]
        : []),
    ];
  });
  return {
    entries: [
      ...entries,
      ...(wires > 0
        ? [entry('network', wires, 's', { note: 'ways there and back of all calls that it waits for' })]
        : []),
    ],
    components,
    parts,
    wires,
  };
}

interface Caller {
  readonly caller: string;
  readonly runs: number;
  /** Calls of a run, with every attempt. */
  readonly calls: number;
}

/** Who calls each routine, how often. */
function callersByRoutine(view: View, order: readonly number[], runs: Float64Array): Map<number, Caller[]> {
  const { placed, performance } = view.estimate;
  const { routines } = performance.joined.system;
  const found = new Map<number, Caller[]>();
  const add = (to: number, from: number, calls: number) => {
    if (!(calls > 0)) return;
    const caller = placed[routines[from]!.component]!.component.name;
    const known = found.get(to) ?? [];
    known.push({ caller, runs: runs[from]!, calls });
    found.set(to, known);
  };
  for (const from of order)
    for (const { call, times, sent, failed } of view.calls[from]!) {
      add(call.to, from, times * sent);
      if (call.fallback) add(call.fallback.to, from, times * failed);
    }
  return found;
}

/** Tells calls of one caller apart. */
const suffix = (callers: readonly { caller: string }[], at: number): string => {
  const same = callers.filter(({ caller }) => caller === callers[at]!.caller);
  return same.length === 1 ? '' : ` ${same.indexOf(callers[at]!) + 1}`;
};

/** Routines that a request reaches, in the order in which it first does. */
function reachedFrom({ calls }: View, root: number): number[] {
  const seen = new Set([root]);
  for (const routine of seen)
    for (const { call } of calls[routine]!) {
      seen.add(call.to);
      if (call.fallback) seen.add(call.fallback.to);
    }
  return [...seen];
}

/** Resources on the way that a list names. */
const MOST_RESOURCES = 5;

function throughputSection(view: View, index: number, components: readonly number[]): Section[] {
  const { placed, performance } = view.estimate;
  const { rate, capacity, headroom, bottleneck } = performance.classes[index]!;
  const used = components
    .flatMap((component) =>
      performance.components[component]!.resources.map(({ resource, offered: utilization }) => ({
        name: `${placed[component]!.component.name}.${resource}`,
        utilization,
      })),
    )
    .filter(({ utilization }) => utilization > 0)
    .toSorted((a, b) => b.utilization - a.utilization);
  const most = used[0]?.utilization;
  if (most === undefined || capacity === undefined || headroom === undefined)
    return section('throughput', [entry('capacity', 'nothing on its way binds', '')]);
  const utilization = input('largest utilisation', most, 'share');
  return section('throughput', [
    ...used.slice(0, MOST_RESOURCES).map((one) => entry(`utilisation of ${one.name}`, one.utilization, 'share')),
    entry('bottleneck', bottleneck ?? '', '', { note: 'the busiest resource on its way' }),
    computed('capacity', capacity, '/s', rate / most, {
      formula: 'peak / largest utilisation',
      inputs: [input('peak', rate, '/s'), utilization],
      exactness: 'exact',
      note: 'all classes growing alike',
    }),
    computed('headroom', headroom, '×', 1 / most, {
      formula: '1 / largest utilisation',
      inputs: [utilization],
      exactness: 'exact',
    }),
  ]);
}

function responseSection(view: View, index: number, routine: number, { parts, wires }: Way): Section[] {
  const { topology, performance } = view.estimate;
  const { latency, accuracy, breakdown, links, rate } = performance.classes[index]!;
  const client = topology.classes[index]!.clientRttSeconds ?? 0;
  const found = latency();
  if (rate === 0) return [];
  let mean: Entry | undefined;
  if (found) {
    const inputs = [
      ...parts
        .filter(({ seconds }) => seconds > 0)
        .map(({ name, seconds }) => input(`own time of ${name}`, seconds, 's')),
      ...(wires > 0 ? [input('network', wires, 's')] : []),
      ...(client > 0 ? [input('way to the client', client, 's')] : []),
    ];
    const by = inputs.reduce((sum, { value }) => sum + Number(value), 0);
    const isSum = agree(by, found.mean, 1e-4);
    mean = entry('mean', found.mean, 's', {
      ...(isSum && inputs.length > 0 ? { formula: inputs.map(({ name }) => name).join(' + ') } : {}),
      inputs,
      exactness: 'approximate',
      note: isSum
        ? ''
        : 'calls at once, timeouts, hedges, refusals and bursts of its own make it other than the sum of its parts',
    });
  }
  const p99 = found?.p99;
  return [
    ...section('response time at the peak', latencyEntries(found, accuracy(), whyUnbounded(view, [routine]), mean)),
    ...section(
      'where the 99th percentile is spent',
      breakdown().map(({ component, seconds }) => spent(component, seconds, p99)),
    ),
    ...section(
      'what of it is spent on the network',
      links().map(({ from, to, seconds }) =>
        spent(from === to ? `between the places of ${from}` : `${from} → ${to}`, seconds, p99),
      ),
    ),
  ];
}

const spent = (what: string, seconds: number, p99: number | undefined): Entry =>
  entry(what, seconds, 's', {
    exactness: 'approximate',
    note: p99 === undefined ? '' : `${Number(((seconds / p99) * 100).toPrecision(3))} % of it`,
  });

function objectiveSection({ estimate }: View, name: string): Section[] {
  return section(
    'objectives',
    [...estimate.performance.slo(), ...estimate.availability.slo()]
      .filter(({ requestClass }) => requestClass === name)
      .map(({ objective, target, actual, met }) => {
        const unit = objective === 'headroom' ? '×' : objective === 'availability' ? 'share' : 's';
        return entry(objective, actual ?? null, unit, {
          inputs: [input('target', target, unit)],
          note: met ? 'met' : 'missed',
        });
      }),
  );
}

function costSection({ estimate }: View, index: number): Section[] {
  const { topology, bill } = estimate;
  const { currency, monthHours } = topology;
  const { monthly, perMillion } = bill.classes[index]!;
  const { rate } = topology.classes[index]!;
  const month = digits(monthly, currency);
  const requests = rate * monthHours * 3600;
  return section('cost', [
    entry('cost/month', month, currency.code, {
      note: 'its share of the bill: lines by the byte in proportion to its bytes, all others to the CPU time or the requests that it brings',
    }),
    perMillion === undefined
      ? undefined
      : entry('per million requests', digits(perMillion, currency), currency.code, {
          formula: 'cost/month / requests × 1000000',
          inputs: [input('cost/month', month, currency.code), input('requests', requests, 'requests')],
          note: `requests of a month: rate × ${monthHours} h`,
        }),
  ]);
}
