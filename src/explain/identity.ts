/** What a component is: what it runs on, how many of them, and how requests find a node. */
import { cpuDemand, type NodeOptions } from '../kinds/nodes.ts';
import type { Dispatch } from '../models/system/system.ts';
import { computed, entry, input, section, tableSource, type Entry, type Section } from './explanation.ts';
import { tiersOf, type View } from './view.ts';
import { GIB } from '../topology/quantity/bytes.ts';

const DISPATCH: Readonly<Record<Dispatch, string>> = {
  shared: 'one queue for all nodes: the next free server takes the next request',
  random: 'any node with the same probability, each with a queue of its own',
  'round-robin': 'one node after the other, each with a queue of its own',
  'power-of-two': 'of two nodes picked at random the less busy one, each with a queue of its own',
  'least-connections': 'the node with the fewest requests in progress, each with a queue of its own',
};

export function identitySection(view: View, index: number): Section[] {
  const { topology, placed } = view.estimate;
  const { component, kind, product, instance, spec } = placed[index]!;
  const options = component.options as NodeOptions;
  const source = tableSource(spec?.source);
  const isChosen = typeof options.instance === 'object';
  const zones = component.region === '' ? undefined : component.zones;
  return section('configuration', [
    entry('kind', component.kind, '', { note: kind.summary }),
    entry('product', component.product === 'own' ? 'of your own' : component.product, '', {
      note: product ? `on ${component.provider}` : undefined,
    }),
    component.region === '' ? undefined : entry('region', component.region, ''),
    zones === undefined ? undefined : entry('zones', zones, 'zones'),
    instance === undefined
      ? undefined
      : entry('instance', instance, '', { note: isChosen ? 'the cheapest type that has what the file asks for' : '' }),
    spec?.vcpu === undefined ? undefined : entry('vCPUs of a node', spec.vcpu, 'vCPUs', { source }),
    spec?.memoryGib === undefined ? undefined : entry('memory of a node', spec.memoryGib * GIB, 'bytes', { source }),
    ...coremark(view, index),
    spec?.networkGbpsBaseline === undefined
      ? undefined
      : entry('network of a node', spec.networkGbpsBaseline * 1e9, 'bits/s', { source, exactness: 'published' }),
    spec?.burstable && spec.baselineVcpuFraction !== undefined
      ? entry('sustained CPU share', spec.baselineVcpuFraction, 'share', {
          source,
          note: 'burstable: more of it only while credits last',
        })
      : undefined,
    ...(component.contention
      ? [
          entry('contention σ', component.contention.sigma, '1', { source: 'the file' }),
          entry('contention κ', component.contention.kappa, '1', { source: 'the file' }),
        ]
      : []),
    component.runningShare < 1
      ? entry('share of the month in which it runs', component.runningShare, 'share', {
          source: 'the file',
          note: `a month is ${topology.monthHours} h; when stopped: ${component.stop}`,
        })
      : undefined,
    ...tiers(view, index),
  ]);
}

function coremark({ estimate }: View, index: number): Entry[] {
  const { spec } = estimate.placed[index]!;
  if (spec?.coremark === undefined) return [];
  const { coremark: score, vcpu, coremarkSource } = spec;
  const whole = entry('CoreMark', score, 'iterations/s', {
    exactness: 'published',
    source: tableSource(coremarkSource),
    note: 'of all vCPUs together; comparable within one provider only',
  });
  if (!vcpu) return [whole];
  return [
    whole,
    entry('CoreMark per vCPU', score / vcpu, 'iterations/s', {
      formula: 'CoreMark / vCPUs',
      inputs: [input('CoreMark', score, 'iterations/s'), input('vCPUs', vcpu, 'vCPUs')],
    }),
  ];
}

function tiers(view: View, index: number): Entry[] {
  const { estimate } = view;
  const { plans, joined } = estimate.performance;
  return tiersOf(view, index).flatMap((tierIndex, at) => {
    const tier = joined.system.tiers[tierIndex]!;
    const { name, dispatch } = plans[index]!.plan.tiers[at]!;
    const of = name === undefined ? '' : `${name}: `;
    return [
      nodesEntry(view, index, `${of}nodes at the peak`, tier.nodes),
      ...tier.stations.map((station) =>
        entry(`${of}servers of a node, ${station.name.split('.').at(-1)!}`, station.servers, 'servers'),
      ),
      ...(tier.threads === undefined
        ? []
        : [
            entry(`${of}threads of a node`, tier.threads, 'threads', {
              note: 'requests that it holds at once, those that wait for a call among them',
            }),
          ]),
      ...(tier.room === undefined
        ? []
        : [entry(`${of}queue capacity of a node`, tier.room, 'requests', { note: 'one more is blocked' })]),
      ...(tier.nodes > 1
        ? [
            entry(`${of}dispatch`, tier.dispatch, '', {
              note: DISPATCH[tier.dispatch],
              source:
                typeof dispatch === 'string'
                  ? undefined
                  : tier.dispatch === dispatch.direct
                    ? 'default; a load balancer’s policy or a queue in front of it changes it'
                    : 'the policy of the balancer, or the queue, that it is called from',
            }),
          ]
        : []),
    ];
  });
}

/** Nodes, and where they follow from the load, how. */
function nodesEntry({ estimate }: View, index: number, name: string, nodes: number): Entry {
  const { component, spec } = estimate.placed[index]!;
  const { autoscale, vcpu } = component.options as NodeOptions & { vcpu?: number };
  if (!autoscale) return entry(name, nodes, 'nodes');
  const cpu = estimate.traffic.loads[index]!.classes.reduce(
    (sum, { requestClass, peakRate }) => sum + peakRate * (cpuDemand(component, requestClass.name) ?? 0),
    0,
  );
  const vcpus = spec?.vcpu ?? vcpu ?? 1;
  const { min, max, target } = autoscale;
  const asked = Math.ceil(cpu / (vcpus * target) - 1e-9);
  return computed(name, nodes, 'nodes', Math.min(max, Math.max(min, 1, asked)), {
    formula: 'min(most, max(least, 1, ⌈offered CPU load / (vCPUs × target)⌉))',
    inputs: [
      input('most', max, 'nodes'),
      input('least', min, 'nodes'),
      input('offered CPU load', cpu, 'vCPUs'),
      input('vCPUs', vcpus, 'vCPUs'),
      input('target', target, 'share'),
    ],
    note: 'autoscaling at the peak',
  });
}
