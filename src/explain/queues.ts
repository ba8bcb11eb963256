/** Where requests wait: every queue of a component with its utilisation, and by which method its wait was computed. */
import { accuracyIn } from '../models/system/families.ts';
import { FULL } from '../models/system/full.ts';
import type { Method } from '../models/system/methods.ts';
import type { TierResult } from '../models/system/solve.ts';
import type { Tier } from '../models/system/system.ts';
import { METHOD_INPUTS } from '../models/queueing/method.ts';
import { agree, computed, entry, input, section, type Entry, type Input, type Section } from './explanation.ts';
import { INPUTS, METHODS } from './methods.ts';
import { tiersOf, type View } from './view.ts';

type StationResult = TierResult['stations'][number];

export function queueSections(view: View, index: number): Section[] {
  const { performance } = view.estimate;
  const { arrivalRate } = performance.components[index]!;
  return tiersOf(view, index).flatMap((tierIndex, at) => {
    const tier = performance.joined.system.tiers[tierIndex]!;
    const result = performance.solution.tiers[tierIndex]!;
    const methods = performance.methods()[tierIndex]!;
    const { name, stations: planned } = performance.plans[index]!.plan.tiers[at]!;
    const prefix = name === undefined ? '' : `${name}.`;
    const stations = result.stations.flatMap((station, s) => {
      const { servers } = tier.stations[s]!;
      const isKnown = isArrivalKnown(view, tierIndex, s);
      const place = { tier, result, station, servers, arrivalRate, isKnown, method: methods.stations[s] };
      return section(`queue: ${prefix}${planned[s]!.resource}`, stationEntries(place));
    });
    const threads = threadEntries(tier, result, methods.threads, arrivalRate);
    return [...stations, ...section(`queue: ${prefix}threads`, threads)];
  });
}

/** Whether arrivals are as they are said to be: where every stream stays Poisson, or comes straight from its class. */
function isArrivalKnown({ estimate }: View, tier: number, s: number): boolean {
  const { tiers, streams, flat, bursts } = estimate.performance.solution;
  const station = flat.firstStation[tier]! + s;
  const isChanged = bursts && (bursts.added[station]! > 0 || bursts.turns[station]! < 1);
  return tiers.every(({ arrivalScv }) => arrivalScv === 1) || (!isChanged && streams?.[station] !== undefined);
}

interface Place {
  readonly tier: Tier;
  readonly result: TierResult;
  readonly station: StationResult;
  readonly servers: number;
  /** Of the component. */
  readonly arrivalRate: number;
  readonly isKnown: boolean;
  readonly method: Method | undefined;
}

function stationEntries(place: Place): Entry[] {
  const { tier, result, station, servers, arrivalRate, method } = place;
  const { arrivalRate: arrivals, meanService: service, utilization, refused } = station;
  if (!(service > 0))
    return arrivals > 0 ? [entry('utilisation', 0, 'share', { note: 'requests take no time here' })] : [];
  const isLimited = tier.room !== undefined;
  const inputs = [
    input('arrivals', arrivals, '/s'),
    input('service', service, 's'),
    ...(isLimited ? [input('blocking probability', refused, 'share')] : []),
    input('servers', servers, '1'),
    input('nodes', tier.nodes, '1'),
  ];
  const entries = [
    entry('arrivals', arrivals, '/s', { note: 'at the peak, of all nodes together' }),
    entry('service', service, 's', { note: 'mean of all classes', exactness: 'exact' }),
    entry('service SCV', station.serviceScv, '1', {
      note: 'squared coefficient of variation of all classes together',
      exactness: 'exact',
    }),
    entry('arrival SCV', result.arrivalScv, '1', {
      note: 'of the times between arrivals; 1 is Poisson (queueing network analyzer, Whitt 1983)',
      exactness: place.isKnown ? 'exact' : 'approximate',
    }),
    computed('utilisation', utilization, 'share', (arrivals * service * (1 - refused)) / (servers * tier.nodes), {
      formula: `arrivals × service${isLimited ? ' × (1 − blocking probability)' : ''} / (servers × nodes)`,
      inputs,
      exactness: 'exact',
      note: overload(utilization, servers * tier.nodes),
    }),
    ...offeredEntry(place),
    ...capacityEntry(arrivalRate, station.offered),
  ];
  if (isLimited)
    entries.push(
      entry('blocking probability', refused, 'share', method ? { ...called(method), exactness: method.exactness } : {}),
    );
  return [...entries, ...waitEntries(place)];
}

/** What is asked of a station whose room refuses some of it. */
function offeredEntry({ tier, station, servers }: Place): Entry[] {
  const { arrivalRate: arrivals, meanService: service, utilization, offered } = station;
  if (agree(offered, utilization)) return [];
  return [
    computed('offered load', offered, 'share', (arrivals * service) / (servers * tier.nodes), {
      formula: 'arrivals × service / (servers × nodes)',
      inputs: [
        input('arrivals', arrivals, '/s'),
        input('service', service, 's'),
        input('servers', servers, '1'),
        input('nodes', tier.nodes, '1'),
      ],
      exactness: 'exact',
      note: 'with those that are blocked',
    }),
  ];
}

function capacityEntry(arrivalRate: number, utilization: number): Entry[] {
  if (!(utilization > 0)) return [];
  return [
    entry('saturates at', arrivalRate / utilization, '/s', {
      formula: 'requests / utilisation',
      inputs: [input('requests', arrivalRate, '/s'), input('utilisation', utilization, 'share')],
      exactness: 'exact',
      note: 'requests of the component, all classes growing alike',
    }),
  ];
}

/** By how much a resource is over. */
function overload(utilization: number, servers: number): string | undefined {
  if (utilization < FULL) return undefined;
  const asked = Number((utilization * servers).toPrecision(4));
  if (!Number.isFinite(utilization)) return 'there is nothing that serves; no steady state';
  return `over by ${Number(((utilization - 1) * 100).toPrecision(3))} %: an offered load of ${asked} servers, and there are ${servers}; no steady state`;
}

/** The queues of a method: one, or one at each node. */
const eachOf = (method: Method, { tier, servers }: Pick<Place, 'tier' | 'servers'>) =>
  tier.nodes > 1 && method.inputs.nodes === undefined && method.inputs.servers === servers
    ? ', a queue at each node'
    : '';

function waitEntries(place: Place): Entry[] {
  const { tier, station, result, method } = place;
  const { meanWait, waitProbability } = station;
  if (tier.nodes === 0) return [entry('mean wait', null, 's', { note: 'unbounded: there is no node' })];
  if (!Number.isFinite(meanWait))
    return [entry('mean wait', null, 's', { note: 'unbounded: more arrives than is served' })];
  if (!method) return [];
  const { arrivalScv = 1, serviceScv = 1 } = method.inputs;
  const isOneQueue = eachOf(method, place) === '' && method.inputs.nodes === undefined;
  const acting =
    (isOneQueue && !agree(arrivalScv, result.arrivalScv)) || !agree(serviceScv, station.serviceScv)
      ? 'visits that happen at once arrive as a burst, and sequential visits find the same queue again: the SCVs here are those that act'
      : undefined;
  return methodEntries(method, {
    meanWait,
    waitProbability,
    title: (own) => own + eachOf(method, place),
    note: acting,
  });
}

/** The method of a wait, and what it gave. */
function methodEntries(
  method: Method,
  one: {
    readonly waitProbability: number;
    readonly meanWait: number;
    readonly title: (own: string) => string;
    readonly note: string | undefined;
  },
): Entry[] {
  const { id, exactness, families } = method;
  const { title, probability, mean, source, note } = METHODS[id];
  const inputs = inputsOf(method, one.waitProbability);
  const byFormula = (formula: string | undefined) =>
    formula === undefined ? called(method) : { formula, inputs: inputs.filter(({ name }) => formula.includes(name)) };
  const notes = [note, one.note, exactness === 'exact' ? undefined : errorOf(families)];
  const doList = METHODS[id].call === undefined && mean === undefined;
  return [
    entry('model', one.title(title), '', {
      exactness,
      source,
      note: notes.filter((part) => part !== undefined).join('; '),
      inputs: doList ? inputsOf(method) : [],
    }),
    entry('P(wait)', one.waitProbability, 'share', { ...byFormula(probability), exactness }),
    entry('mean wait', one.meanWait, 's', { ...byFormula(mean), exactness }),
  ];
}

/**
 * What a method was given, by the names of formulas; with what follows from it, where the probability of a wait is
 * known.
 */
function inputsOf({ inputs }: Method, waitProbability?: number): Input[] {
  const given = METHOD_INPUTS.flatMap((key) => {
    const value = inputs[key];
    if (value === undefined) return [];
    const name = key === 'servers' && inputs.nodes !== undefined ? 'servers of a node' : INPUTS[key].name;
    return [input(name, value, INPUTS[key].unit)];
  });
  if (waitProbability === undefined) return given;
  const load = (inputs.arrivalRate ?? 0) * (inputs.meanService ?? 0);
  return [
    ...given,
    input('load', load, '1'),
    input('utilisation', load / (inputs.servers ?? 1), 'share'),
    input('P(wait)', waitProbability, 'share'),
  ];
}

/** A method as a function of all that it was given. */
function called(method: Method): { formula?: string; inputs?: Input[] } {
  const { call } = METHODS[method.id];
  if (call === undefined) return {};
  const inputs = inputsOf(method);
  return { formula: `${call}(${inputs.map(({ name }) => name).join(', ')})`, inputs };
}

/** The largest errors that were measured in the worst of some families. */
function errorOf(families: Method['families']): string | undefined {
  if (families.length === 0) return undefined;
  const { mean, p99 } = accuracyIn(families).error;
  const share = (value: number) => `${Number((value * 100).toPrecision(3))} %`;
  return `largest error measured on such systems, of the response time: mean ${share(mean)}, p99 ${share(p99)}`;
}

function threadEntries(
  tier: Tier,
  { threads, arrivalRate: visits }: TierResult,
  method: Method | undefined,
  arrivalRate: number,
): Entry[] {
  if (!threads || tier.threads === undefined) return [];
  const { utilization, meanHolding, waitProbability, meanWait } = threads;
  // Threads of open classes are servers of a queue of theirs.
  const isServer = method?.inputs.servers !== undefined;
  return [
    entry('holding time', meanHolding, 's', {
      note: 'mean time that a request holds its thread, with the calls that it waits for',
      exactness: 'approximate',
    }),
    computed('utilisation', utilization, 'share', (visits * meanHolding) / (tier.threads * tier.nodes), {
      formula: 'visits × holding time / (threads × nodes)',
      inputs: [
        input('visits', visits, '/s'),
        input('holding time', meanHolding, 's'),
        input('threads', tier.threads, '1'),
        input('nodes', tier.nodes, '1'),
      ],
      exactness: 'approximate',
      note: overload(utilization, tier.threads * tier.nodes)?.replaceAll('servers', 'threads'),
    }),
    ...capacityEntry(arrivalRate, utilization),
    ...(utilization >= FULL
      ? [entry('mean wait', null, 's', { note: 'unbounded: more arrives than there are threads for' })]
      : method === undefined
        ? []
        : methodEntries(method, {
            waitProbability,
            meanWait,
            title: (own) =>
              isServer ? `threads as servers: ${own}${eachOf(method, { tier, servers: tier.threads! })}` : own,
            note: undefined,
          })),
  ];
}
