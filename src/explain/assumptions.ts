/** What a result rests on: published figures, our own guesses, and how each is changed in the file. */
import { isAssumed, type Figure } from '../assumptions/figure.ts';
import { CROSS_ZONE, SAME_ZONE } from '../assumptions/network.ts';
import { PROTOCOL_ASSUMPTIONS, protocolCost, type ProtocolAssumptions } from '../assumptions/protocols.ts';
import { callsOf } from '../engine/plans.ts';
import { FLOW_BITS_PER_SECOND } from '../engine/system.ts';
import type { Call, Protocol } from '../topology/model.ts';
import { entry, section, tableSource, type Entry, type Exactness, type Section } from './explanation.ts';
import type { View } from './view.ts';

/** Something assumed, whoever rests on it. */
interface Assumed {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly exactness: Exactness | undefined;
  readonly source: string | undefined;
  readonly conditions: string;
  /** What to write in the file to have it otherwise. */
  readonly change: string;
}

export function assumptionSection(view: View, components: readonly number[]): Section[] {
  const found = new Map<string, { one: Assumed; components: string[] }>();
  for (const index of components)
    for (const one of assumedBy(view, index)) {
      const key = `${one.name}\n${one.value}\n${one.source}\n${one.conditions}`;
      const known = found.get(key);
      const { name } = view.estimate.placed[index]!.component;
      if (known) known.components.push(name);
      else found.set(key, { one, components: [name] });
    }
  const entries = Array.from(found.values(), ({ one, components: owners }): Entry => {
    const { name, value, unit, exactness, source, conditions, change } = one;
    const whose = components.length > 1 ? `of ${[...new Set(owners)].join(', ')}` : '';
    return entry(name, value, unit, {
      exactness,
      source,
      note: [conditions, whose, change === '' ? '' : `change it with ${change}`].filter(Boolean).join('; '),
    });
  });
  return section('assumptions', entries);
}

function assumedBy(view: View, index: number): Assumed[] {
  const { topology, traffic, performance, placed } = view.estimate;
  if (traffic.loads[index]!.classes.length === 0) return [];
  const { component, spec } = placed[index]!;
  const { assumptions, scaling } = performance.plans[index]!;
  return [
    ...assumptions.map(({ name, figure }) => ofFigure(name, figure, changeOf(name))),
    ...view.estimate.availability.failures.components[index]!.assumptions.map(({ name, figure }) =>
      ofFigure(name, figure, 'failure, or mtbf, mttr and availability'),
    ),
    ...scaling.map(({ factor, why }): Assumed => ({
      name: 'scaling of CPU times',
      value: factor,
      unit: '×',
      exactness: why.startsWith('measured on') ? 'published' : 'approximate',
      source: why.startsWith('measured on') ? tableSource(spec?.coremarkSource) : undefined,
      conditions: why,
      change: why.startsWith('measured on') ? 'demand.on, instance' : component.contention ? 'contention' : 'instance',
    })),
    ...cpuDefaults(view, index),
    ...networkOf(view, index),
    ...protocolsOf(view, index),
    ...traffic.unsized
      .filter((one) => one.startsWith(`${component.name} → `))
      .map((one): Assumed => ({
        name: `payload of ${one}`,
        value: 0,
        unit: 'bytes',
        exactness: 'assumed',
        source: undefined,
        conditions: 'the file gives none',
        change: 'request and response of the call',
      })),
    ...topology.classes
      .filter(
        ({ name, cv, closed }) =>
          cv === 1 && !closed && traffic.loads[index]!.classes.some((one) => one.requestClass.name === name),
      )
      .map(({ name }): Assumed => ({
        name: `spread of the arrivals of ${name}`,
        value: 1,
        unit: '1',
        exactness: 'assumed',
        source: undefined,
        conditions: 'coefficient of variation of the time between arrivals: Poisson, as of many independent users',
        change: `workload.${name}.cv`,
      })),
  ];
}

function ofFigure(name: string, figure: Figure, change: string): Assumed {
  const { value, unit, conditions, year, source } = figure;
  const isOurs = isAssumed(figure);
  return {
    name,
    value,
    unit,
    exactness: isOurs ? 'assumed' : 'published',
    source: isOurs ? `ours: ${source.replace(/^assumption: /, '')}` : source,
    conditions: year === undefined ? conditions : `${conditions}; ${year}`,
    change,
  };
}

/** How a figure that a kind takes is changed. */
const CHANGES: readonly (readonly [RegExp, string])[] = [
  [/^round trip within a zone/, 'network: { same_zone: 0.1ms }'],
  [/^round trip between zones/, 'network: { cross_zone: 0.8ms }'],
  [/^round trip between /, 'network: { regions: { … } }'],
  [/^CPU time of/, 'demand: { cpu: 9ms } of the component'],
  [/^pages that a transaction reads/, 'demand: { io: 1.5 } of the component'],
  [/^spread of times/, 'service: { cv: … } or demand: { cv: … } of the component'],
  [/^latency of a disk|^flush of the log/, 'volumes of the component: another type'],
  [/^executions at once/, 'concurrency of the component'],
];

const changeOf = (name: string) => CHANGES.find(([pattern]) => pattern.test(name))?.[1] ?? '';

/** The spread of CPU times that the file leaves open. */
function cpuDefaults({ estimate }: View, index: number): Assumed[] {
  const { component } = estimate.placed[index]!;
  const { classes } = estimate.traffic.loads[index]!;
  const isOpen = classes.some(({ requestClass }) => {
    const demand = { ...component.demand, ...component.classDemand.get(requestClass.name) };
    return demand.cpu !== undefined && demand.cv === undefined && component.service?.cv === undefined;
  });
  if (!isOpen) return [];
  return [
    {
      name: 'spread of the CPU time',
      value: 1,
      unit: '1',
      exactness: 'assumed',
      source: undefined,
      conditions: 'coefficient of variation where the file gives none: an exponential time',
      change: 'demand: { cv: … } of the component',
    },
  ];
}

/** The calls that the classes make at a component. */
function callsMade({ estimate }: View, index: number): { call: Call; requestClass: string }[] {
  const { component } = estimate.placed[index]!;
  const seen = new Set<Call>();
  return estimate.traffic.loads[index]!.classes.flatMap(({ requestClass }) =>
    callsOf(component, requestClass.name).flatMap((call) => {
      if (seen.has(call)) return [];
      seen.add(call);
      return [{ call, requestClass: requestClass.name }];
    }),
  );
}

/** Round trips and the bandwidth of the ways that its calls take. */
function networkOf(view: View, index: number): Assumed[] {
  const { topology, placed, performance } = view.estimate;
  const { network } = topology;
  const own = placed[index]!.component;
  const listed = new Set(performance.plans[index]!.assumptions.map(({ name }) => name));
  const found = new Map<string, Assumed>();
  const add = (one: Assumed) => {
    if (!listed.has(one.name)) found.set(one.name, one);
  };
  const ofFile = (name: string, value: number, unit: string, change: string): Assumed => ({
    name,
    value,
    unit,
    exactness: undefined,
    source: `the file: ${change}`,
    conditions: '',
    change: '',
  });
  for (const { call, requestClass } of callsMade(view, index)) {
    const to = topology.indexOf.get(call.to)!;
    const wire = performance.joined.wires.get(`${index}\n${to}\n${requestClass}`);
    if (!wire) continue;
    const { provider, region: standing } = placed[to]!.component;
    const region = call.region ?? standing;
    if (network.bandwidth === undefined)
      add({
        name: 'bandwidth of a flow',
        value: FLOW_BITS_PER_SECOND,
        unit: 'bits/s',
        exactness: provider === 'aws' ? 'published' : 'assumed',
        source:
          provider === 'aws'
            ? 'docs.aws.amazon.com/AWSEC2: 5 Gbit/s for one flow'
            : 'ours: as on AWS, which publishes it',
        conditions: 'one TCP connection between two machines',
        change: 'network: { bandwidth: 5 Gbps }',
      });
    else add(ofFile('bandwidth of a flow', network.bandwidth, 'bits/s', 'network.bandwidth'));
    if (own.provider === provider && own.region === region) {
      if (wire.crossing < 1)
        add(
          network.same_zone === undefined
            ? ofFigure('round trip within a zone', SAME_ZONE[provider].typical, 'network: { same_zone: 0.1ms }')
            : ofFile('round trip within a zone', network.same_zone, 's', 'network.same_zone'),
        );
      if (wire.crossing > 0)
        add(
          network.cross_zone === undefined
            ? ofFigure('round trip between zones', CROSS_ZONE[provider].typical, 'network: { cross_zone: 0.8ms }')
            : ofFile('round trip between zones', network.cross_zone, 's', 'network.cross_zone'),
        );
      add(ofFigure('spread of a round trip', CROSS_ZONE[provider].cv, ''));
      continue;
    }
    const name = `round trip between ${own.region} and ${region}`;
    const given = network.regions?.[own.region]?.[region] ?? network.regions?.[region]?.[own.region];
    const figure = view.trips?.roundTrip(own.provider, own.region, provider, region);
    if (given !== undefined) add(ofFile(name, given, 's', 'network.regions'));
    else if (figure) add(ofFigure(name, figure, 'network: { regions: { … } }'));
  }
  return [...found.values()];
}

const PROTOCOL_NAMES: readonly (readonly [keyof ProtocolAssumptions, string])[] = [
  ['requestBytes', 'bytes around a request'],
  ['responseBytes', 'bytes around a response'],
  ['payloadFactor', 'share of the payload that is sent'],
  ['build', 'CPU to build a message'],
  ['parse', 'CPU to parse a message'],
  ['caller', 'CPU of a call at the caller'],
  ['callee', 'CPU of a call at the callee'],
  ['setupRoundTrips', 'round trips to set a connection up'],
  ['requestsPerConnection', 'requests of a connection'],
];

/** Where one figure stands for both ends or both ways, by the first of them. */
const BOTH: Readonly<Partial<Record<keyof ProtocolAssumptions, string>>> = {
  requestBytes: 'bytes around a message',
  build: 'CPU to build or parse a message',
  caller: 'CPU of a call at each end',
};

/** Figures of what carries a protocol, by their unit. */
const TRANSPORT: Readonly<Record<string, string>> = {
  bytes: 'packets and TLS records',
  's/byte': 'CPU of a byte on the wire',
  s: 'CPU of a TLS handshake',
};

/** What the protocols of its calls, and of the calls that reach it, are taken to cost. */
function protocolsOf(view: View, index: number): Assumed[] {
  const { placed, traffic } = view.estimate;
  const own = placed[index]!.component.name;
  const protocols = new Set<Protocol>();
  for (const { call } of callsMade(view, index)) if (call.protocol) protocols.add(call.protocol);
  for (const { from } of traffic.loads[index]!.incoming)
    if (from >= 0)
      for (const { call } of callsMade(view, from)) if (call.to === own && call.protocol) protocols.add(call.protocol);
  protocols.delete('none');
  return [...protocols].flatMap((protocol) => {
    const parts = PROTOCOL_ASSUMPTIONS[protocol];
    return protocolCost(protocol, 0, 0).figures.map((figure, at) => {
      const keys = PROTOCOL_NAMES.filter(([key]) => parts[key] === figure);
      const own = keys.length > 1 ? BOTH[keys[0]![0]] : keys[0]?.[1];
      const name = own === undefined ? (TRANSPORT[figure.unit] ?? 'transport') : `${protocol}: ${own}`;
      return ofFigure(name, figure, at === 0 ? `another protocol of the call, or protocol: none` : '');
    });
  });
}
