/**
 * What a request uses at a component: its CPU time, made up of a demand, its scaling and its protocols; other stations;
 * delays.
 */
import { isAssumed, type Figure } from '../assumptions/figure.ts';
import { protocolCost } from '../assumptions/protocols.ts';
import { callsOf, payloadOf } from '../engine/plans.ts';
import type { Time } from '../models/system/system.ts';
import type { Demand } from '../topology/model.ts';
import { agree, computed, entry, input, section, type Entry, type Input, type Section } from './explanation.ts';
import { routinesOf, type View } from './view.ts';

type Origin = Pick<Entry, 'exactness' | 'source' | 'note'>;

export function workSection(view: View, index: number): Section[] {
  const { performance, placed } = view.estimate;
  const { flat } = performance.solution;
  const { componentOfTier } = performance.joined;
  const routines = routinesOf(view, index);
  const entries: Entry[] = [];
  for (const { routine, classes } of routines) {
    const of = ` (${classes.join(', ')})`;
    const byStation = new Map<number, { times: number; time: Time }[]>();
    for (const use of view.uses[routine]!) {
      const known = byStation.get(use.station) ?? [];
      known.push(use);
      byStation.set(use.station, known);
    }
    const explained = new Set<number>();
    for (const [station, found] of byStation) {
      const tier = flat.tierOfStation[station]!;
      const full = flat.system.tiers[tier]!.stations[station - flat.firstStation[tier]!]!.name;
      const name = full.slice(placed[componentOfTier[tier]!]!.component.name.length + 1);
      for (const { time } of found) {
        if (!name.endsWith('cpu') || explained.has(time.mean)) continue;
        explained.add(time.mean);
        entries.push(...cpuEntries(view, index, classes[0]!, of, time));
      }
      if (found.length > 1 || found[0]!.times !== 1 || !name.endsWith('cpu')) entries.push(useEntry(name, of, found));
    }
  }
  return section('service demand', entries);
}

/** The time that a run uses a station in all. */
function useEntry(name: string, of: string, uses: readonly { times: number; time: Time }[]): Entry {
  const alike = uses.every(({ time }) => time.mean === uses[0]!.time.mean) ? uses.slice(0, 1) : uses;
  const times = (at: number) => (alike.length === 1 ? uses.reduce((sum, use) => sum + use.times, 0) : uses[at]!.times);
  const inputs = alike.flatMap(({ time }, at): Input[] => {
    const number = alike.length === 1 ? '' : ` ${at + 1}`;
    return [input(`uses${number}`, times(at), '1'), input(`time of each${number}`, time.mean, 's')];
  });
  return entry(
    `${name} in all${of}`,
    uses.reduce((sum, use) => sum + use.times * use.time.mean, 0),
    's',
    {
      formula: alike
        .map((_, at) => (alike.length === 1 ? 'uses × time of each' : `uses ${at + 1} × time of each ${at + 1}`))
        .join(' + '),
      inputs,
    },
  );
}

/** What a CPU time is made of. */
interface CpuParts {
  readonly demand: Demand;
  readonly given: number | undefined;
  /** The file's demand or the published one, s, and the figure where it is published. */
  readonly base: number;
  readonly figure: Figure | undefined;
  readonly factors: readonly { readonly factor: number; readonly why: string }[];
  readonly scale: number;
  /** The part of the scaling that slows protocols as well. */
  readonly slow: number;
  readonly protocols: readonly ProtocolPart[];
  readonly protocol: number;
  /** Nodes that share the work in equal parts. */
  readonly parts: number;
}

function cpuParts(view: View, index: number, requestClass: string, time: Time): CpuParts {
  const { component } = view.estimate.placed[index]!;
  const { assumptions, scaling } = view.estimate.performance.plans[index]!;
  const demand: Demand = { ...component.demand, ...component.classDemand.get(requestClass) };
  const given = demand.cpu ?? component.service?.mean;
  const isMeasurement = ({ why }: { why: string }) => why.startsWith('measured on ');
  const factors = scaling.filter((one) => !isMeasurement(one) || isMeasuredOn(one.why, demand.on));
  const product = (list: readonly { factor: number }[]) => list.reduce((all, { factor }) => all * factor, 1);
  const slow = product(factors.filter((one) => !isMeasurement(one)));
  const scale = product(factors);
  const protocols = protocolParts(view, index, requestClass);
  const protocol = protocols.reduce((sum, part) => sum + part.value, 0);
  const derived = Math.max(0, (time.mean - protocol * slow) / scale);
  const listed = assumptions.filter(({ name }) => name.startsWith('CPU time of ')).map(({ figure }) => figure);
  const figures = given === undefined ? listed : [];
  const bases = given === undefined ? figures.map(({ value }) => value) : [given];
  const [match = { base: given ?? derived, parts: 1, figure: undefined }] = bases.flatMap((base, at) => {
    const whole = base * scale + protocol * slow;
    const parts = Math.round(whole / time.mean);
    return parts >= 1 && agree(whole / parts, time.mean) ? [{ base, parts, figure: figures[at] }] : [];
  });
  return { demand, given, factors, scale, slow, protocols, protocol, ...match };
}

/** The CPU time of a request of a class: demand × scaling + protocols. */
function cpuEntries(view: View, index: number, requestClass: string, of: string, time: Time): Entry[] {
  const { demand, given, base, figure, factors, scale, slow, protocols, protocol, parts } = cpuParts(
    view,
    index,
    requestClass,
    time,
  );
  const entries = [
    entry(`demand${of}`, base, 's', demandSource(demand, given, base, figure)),
    ...factors.map(({ factor, why }) => entry(`scaled${of}`, factor, '×', { note: why })),
    ...protocols.map(({ name, value, formula, inputs }) =>
      entry(`${name}${of}`, value, 's', { formula, inputs, note: 'of a request; figures under assumptions' }),
    ),
  ];
  const inputs = [
    input('demand', base, 's'),
    ...(scale === 1 ? [] : [input('scaling', scale, '1')]),
    ...(protocol === 0 ? [] : [input('protocols', protocol, 's')]),
    ...(protocol === 0 || slow === 1 ? [] : [input('slowdown', slow, '1')]),
    ...(parts === 1 ? [] : [input('parts', parts, '1')]),
  ];
  const sum = [
    scale === 1 ? 'demand' : 'demand × scaling',
    ...(protocol === 0 ? [] : [slow === 1 ? 'protocols' : 'protocols × slowdown']),
  ].join(' + ');
  const spread = `coefficient of variation ${Number(Math.sqrt(time.scv).toPrecision(3))}, ${time.shape}`;
  return [
    ...entries,
    computed(`CPU time${of}`, time.mean, 's', (base * scale + protocol * slow) / parts, {
      formula: parts === 1 ? sum : `(${sum}) / parts`,
      inputs,
      note: parts === 1 ? spread : `of each node that has a part in a request; ${spread}`,
    }),
  ];
}

/** Where a demand is from. */
function demandSource(demand: Demand, given: number | undefined, base: number, published: Figure | undefined): Origin {
  if (given !== undefined) return { source: `the file: ${demand.cpu === undefined ? 'service' : 'demand'}` };
  if (!published && base > 0) return { exactness: 'published', note: 'of its kind, since the file gives none' };
  if (!published) return { exactness: 'assumed', note: 'none is given: a request is taken to take no time here' };
  const { source, conditions } = published;
  return isAssumed(published)
    ? { exactness: 'assumed', source: `ours: ${source.replace(/^assumption: /, '')}`, note: conditions }
    : { exactness: 'published', source, note: conditions };
}

const isMeasuredOn = (why: string, on: string | undefined) => on !== undefined && why.startsWith(`measured on ${on}:`);

interface ProtocolPart {
  readonly name: string;
  readonly value: number;
  readonly formula: string;
  readonly inputs: readonly Input[];
}

/** CPU that protocols take of a request of a class: of the calls that it makes and of those that reach it. */
function protocolParts({ estimate }: View, index: number, requestClass: string): ProtocolPart[] {
  const { placed, traffic } = estimate;
  const rateOf = (component: number) =>
    traffic.loads[component]!.classes.find((one) => one.requestClass.name === requestClass)?.peakRate ?? 0;
  const own = rateOf(index);
  if (own === 0) return [];
  const name = placed[index]!.component.name;
  const callers = new Set(
    [index, ...traffic.loads[index]!.incoming.map(({ from }) => from)].filter((from) => from >= 0),
  );
  return [...callers].flatMap((from): ProtocolPart[] => {
    const { component } = placed[from]!;
    const rate = rateOf(from);
    if (rate === 0) return [];
    const carried = traffic.carried[from]!;
    return callsOf(component, requestClass).flatMap((call): ProtocolPart[] => {
      const { protocol, times, to } = call;
      if (protocol === undefined || protocol === 'none' || times === 0) return [];
      if (from !== index && to !== name) return [];
      const [request, response] = payloadOf(call, traffic.loads[from]!, requestClass);
      const cost = protocolCost(protocol, request, response);
      const sides = [
        ...(from === index ? [[`${protocol} to ${to}`, 1, cost.callerCpuSeconds] as const] : []),
        ...(to === name ? [[`${protocol} from ${component.name}`, rate / own, cost.calleeCpuSeconds] as const] : []),
      ];
      return sides.flatMap(([side, share, seconds]): ProtocolPart[] => {
        if (seconds === 0) return [];
        const inputs = [
          ...(share === 1 ? [] : [input('caller’s requests for one here', share, '1')]),
          input('calls', times * carried, '1'),
          input('CPU of each', seconds, 's'),
        ];
        return [
          {
            name: side,
            value: share * times * carried * seconds,
            formula: inputs.map((one) => one.name).join(' × '),
            inputs,
          },
        ];
      });
    });
  });
}
