/** Where requests wait: every queue of a component with its utilisation, and by which formula its wait is worked out. */
import { dispatchWait } from '../models/queueing/dispatch.ts';
import { accuracyIn, type Family } from '../models/system/families.ts';
import type { Tier, Time } from '../models/system/system.ts';
import type { TierResult } from '../models/system/solve.ts';
import { mergedStreams } from '../models/system/waits.ts';
import {
  agree,
  computed,
  entry,
  input,
  section,
  type Entry,
  type Exactness,
  type Input,
  type Section,
} from './explanation.ts';
import { tiersOf, type View } from './view.ts';
import { FULL } from '../models/system/full.ts';

type StationResult = TierResult['stations'][number];

export function queueSections(view: View, index: number): Section[] {
  const { performance } = view.estimate;
  const { arrivalRate } = performance.components[index]!;
  return tiersOf(view, index).flatMap((tierIndex, at) => {
    const tier = performance.joined.system.tiers[tierIndex]!;
    const result = performance.solution.tiers[tierIndex]!;
    const { name } = performance.plans[index]!.plan.tiers[at]!;
    const prefix = name === undefined ? '' : `${name}.`;
    const stations = result.stations.flatMap((station, s) => {
      const resource = prefix + performance.plans[index]!.plan.tiers[at]!.stations[s]!.resource;
      const { servers } = tier.stations[s]!;
      return section(
        `queue: ${resource}`,
        stationEntries(view, { tierIndex, tier, result, station, s, servers, arrivalRate }),
      );
    });
    return [...stations, ...section(`queue: ${prefix}threads`, threadEntries(view, tier, result, arrivalRate))];
  });
}

interface Place {
  readonly tierIndex: number;
  readonly tier: Tier;
  readonly result: TierResult;
  readonly station: StationResult;
  readonly s: number;
  readonly servers: number;
  /** Of the component. */
  readonly arrivalRate: number;
}

function stationEntries(view: View, place: Place): Entry[] {
  const { tier, result, station, servers, arrivalRate } = place;
  const { arrivalRate: arrivals, meanService: service, utilization, refused } = station;
  if (!(service > 0))
    return arrivals > 0 ? [entry('utilisation', 0, 'share', { note: 'requests take no time here' })] : [];
  const isLimited = tier.room !== undefined;
  const inputs = [
    input('arrivals', arrivals, '/s'),
    input('service', service, 's'),
    ...(isLimited ? [input('refused', refused, 'share')] : []),
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
      exactness: isMarkovian(view) || streamOf(view, place) ? 'exact' : 'approximate',
    }),
    computed('utilisation', utilization, 'share', (arrivals * service * (1 - refused)) / (servers * tier.nodes), {
      formula: `arrivals × service${isLimited ? ' × (1 − refused)' : ''} / (servers × nodes)`,
      inputs,
      exactness: 'exact',
      note: overload(utilization, servers * tier.nodes),
    }),
    ...offeredEntry(place),
    ...capacityEntry(arrivalRate, station.offered),
  ];
  if (tier.room !== undefined)
    entries.push(
      entry('refused', refused, 'share', {
        formula: 'M/M/c/K(load, servers, room)',
        inputs: [input('load', arrivals * service, '1'), input('servers', servers, '1'), input('room', tier.room, '1')],
        exactness: roomExactness(view, place),
        source: 'Gross, Shortle, Thompson and Harris, Fundamentals of queueing theory (2008), section 2.5',
      }),
    );
  return [...entries, ...waitEntries(view, place)];
}

const roomExactness = (
  view: View,
  { tierIndex, tier, result, station }: Omit<Place, 's' | 'servers' | 'arrivalRate'>,
): Exactness =>
  !isRepeated(view, tierIndex) &&
  agree(result.arrivalScv, 1) &&
  agree(station.serviceScv, 1) &&
  (tier.nodes === 1 || ['shared', 'random'].includes(tier.dispatch))
    ? 'exact'
    : 'approximate';

/** What is asked of a station whose room refuses some of it. */
function offeredEntry({ tier, station, servers }: Place): Entry[] {
  const { arrivalRate: arrivals, meanService: service, utilization, offered } = station;
  if (agree(offered, utilization)) return [];
  return [
    computed('asked for', offered, 'share', (arrivals * service) / (servers * tier.nodes), {
      formula: 'arrivals × service / (servers × nodes)',
      inputs: [
        input('arrivals', arrivals, '/s'),
        input('service', service, 's'),
        input('servers', servers, '1'),
        input('nodes', tier.nodes, '1'),
      ],
      exactness: 'exact',
      note: 'with those that find no room',
    }),
  ];
}

function capacityEntry(arrivalRate: number, utilization: number): Entry[] {
  if (!(utilization > 0)) return [];
  return [
    entry('full at', arrivalRate / utilization, '/s', {
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
  return `over by ${Number(((utilization - 1) * 100).toPrecision(3))} %: ${asked} servers are asked for and there are ${servers}; no steady state`;
}

/** Where every wait of an open system is one of M/M/c, streams stay Poisson. */
const isMarkovian = ({ estimate }: View) =>
  estimate.performance.solution.tiers.every(({ arrivalScv }) => arrivalScv === 1);

/** What a wait is worked out by. */
interface Formula {
  readonly model: string;
  readonly exactness: Exactness;
  readonly source: string;
  readonly note?: string;
  /** P(wait) and E[W] with the names of `inputs`, and what they give. */
  readonly probability: { readonly formula: string; readonly by?: number };
  readonly mean: { readonly formula: string; readonly by?: number };
  readonly inputs: readonly Input[];
}

function waitEntries(view: View, place: Place): Entry[] {
  const { station } = place;
  const { waitProbability, meanWait } = station;
  if (place.tier.nodes === 0) return [entry('mean wait', null, 's', { note: 'unbounded: there is no node' })];
  const { model, exactness, source, note, probability, mean, inputs } = formulaOf(view, place);
  if (station.utilization >= FULL && place.tier.room === undefined)
    return [entry('mean wait', null, 's', { note: 'unbounded: more arrives than is served' })];
  const used = (formula: string) => inputs.filter(({ name }) => formula.includes(name));
  const rest = (formula: string) => ({ ...(formula === '' ? {} : { formula, inputs: used(formula) }), exactness });
  return [
    entry('model', model, '', { exactness, source, note }),
    computed('P(wait)', waitProbability, 'share', probability.by ?? waitProbability, rest(probability.formula)),
    computed('mean wait', meanWait, 's', mean.by ?? meanWait, rest(mean.formula)),
  ];
}

const NO_FORMULA = { formula: '' };

function formulaOf(view: View, { tierIndex, tier, result, station, s, servers }: Place): Formula {
  const { solution } = view.estimate.performance;
  const { arrivalRate, meanService, serviceScv, utilization, waitProbability } = station;
  const { arrivalScv } = result;
  const nothing = { probability: NO_FORMULA, mean: NO_FORMULA, inputs: [] };
  if (tier.room !== undefined)
    return {
      model: 'M/M/c/K at each node: room for so many',
      exactness: roomExactness(view, { tierIndex, tier, result, station }),
      source: 'Gross et al., Fundamentals of queueing theory (2008), section 2.5',
      note: `exact for Poisson arrivals, exponential service and no further attempts; others wait as these: ${errorOf(['room'])}`,
      ...nothing,
    };
  if (solution.system.sources.some(({ type }) => type === 'closed')) return { ...closedModel(view), ...nothing };
  if (tier.threads !== undefined && tier.threads <= servers)
    return {
      model: 'no queue: no more threads than servers',
      exactness: 'exact',
      source: '',
      note: 'requests wait for a thread instead',
      ...nothing,
    };
  const ofStream = streamFormula(view, { tierIndex, tier, s, servers, arrivalRate });
  if (ofStream) return { ...ofStream, ...nothing };
  const isOneQueue = tier.nodes === 1 || tier.dispatch === 'shared';
  const pool = isOneQueue ? servers * tier.nodes : servers;
  const arriving = isOneQueue ? arrivalRate : arrivalRate / tier.nodes;
  const load = arriving * meanService;
  const plain = dispatchWait({
    nodes: tier.nodes,
    servers,
    arrivalRate,
    meanService,
    arrivalScv,
    serviceScv,
    dispatch: tier.dispatch,
  });
  const each = isOneQueue ? '' : ', a queue at each node';
  const times = usesOf(view, tierIndex, s);
  const isPoisson = agree(arrivalScv, 1, 1e-9) && (isOneQueue || tier.dispatch === 'random');
  const isExponential =
    agree(serviceScv, 1, 1e-9) && times.every((one) => agree(one.scv, 1) && one.shape !== 'lognormal');
  const inputs = [
    input('servers', pool, '1'),
    input('load', load, '1'),
    input('service', meanService, 's'),
    input('utilisation', utilization, 'share'),
    input('P(wait)', waitProbability, 'share'),
    input('service SCV', serviceScv, '1'),
    input('arrival SCV', arrivalScv, '1'),
    input('arrivals', arrivalRate, '/s'),
    input('nodes', tier.nodes, '1'),
    input('servers of a node', servers, '1'),
  ];
  const isPlain = agree(plain.meanWait, station.meanWait) && agree(plain.waitProbability, waitProbability);
  if (!isPlain)
    return {
      model: `GI/G/c${each}, with what the visits of one request do to each other`,
      exactness: 'approximate',
      source:
        'Whitt (1993); bursts: Tijms, A first course in stochastic models (2003), section 9.3; turns: Kleinrock, Queueing systems 2 (1976), section 4.4; coming back: Williams, Queueing Systems 30 (1998)',
      note: `visits that happen at once arrive as a burst, and visits one after the other take turns and find the same queue again: all of that changes the SCVs above; ${errorOf(['crowd', 'repeats'])}`,
      ...nothing,
    };
  const repeats = isRepeated(view, tierIndex)
    ? 'attempts that follow a failed one are taken as arrivals like any other'
    : undefined;
  if (isPoisson && isExponential)
    return {
      model: `M/M/c (Erlang C)${each}`,
      exactness: repeats ? 'approximate' : 'exact',
      source: 'Kleinrock, Queueing systems 1 (1975), sections 3.2 and 3.5',
      ...(repeats && { note: repeats }),
      probability: pool === 1 ? { formula: 'utilisation', by: utilization } : { formula: 'Erlang C(servers, load)' },
      mean: {
        formula: 'P(wait) × service / (servers − load)',
        by: (waitProbability * meanService) / (pool - load),
      },
      inputs,
    };
  if (isPoisson && pool === 1)
    return {
      model: `M/G/1 (Pollaczek–Khinchine)${each}`,
      exactness: repeats ? 'approximate' : 'exact',
      source: 'Pollaczek (1930), Khinchine (1932); Kleinrock, Queueing systems 1 (1975), (5.105)',
      ...(repeats && { note: repeats }),
      probability: { formula: 'utilisation', by: utilization },
      mean: {
        formula: 'utilisation / (1 − utilisation) × (1 + service SCV) / 2 × service',
        by: (utilization / (1 - utilization)) * ((1 + serviceScv) / 2) * meanService,
      },
      inputs,
    };
  if (isOneQueue)
    return {
      model: pool === 1 ? 'GI/G/1 (Krämer and Langenbach-Belz 1976)' : 'GI/G/c (Whitt 1993)',
      exactness: 'approximate',
      source: 'Whitt, Approximations for the GI/G/m queue, Production and Operations Management 2 (1993)',
      note: errorOf(isPoisson ? ['service'] : ['tandem', 'arrivals']),
      probability: { formula: 'GI/G/c(servers, arrivals, service, arrival SCV, service SCV)' },
      mean: { formula: 'GI/G/c(servers, arrivals, service, arrival SCV, service SCV)' },
      inputs,
    };
  const call = `${tier.dispatch}(nodes, servers of a node, arrivals, service, arrival SCV, service SCV)`;
  return {
    model: `a queue at each node, ${tier.dispatch}`,
    exactness: 'approximate',
    source: DISPATCH_SOURCE[tier.dispatch] ?? 'Whitt (1983), Whitt (1993)',
    note: errorOf(tier.dispatch === 'random' ? (isPoisson ? ['service'] : ['tandem', 'arrivals']) : ['dispatch']),
    probability: { formula: call },
    mean: { formula: call },
    inputs,
  };
}

/** The largest errors that were measured in the worst of some families. */
function errorOf(families: readonly Family[]): string {
  const { mean, p99 } = accuracyIn(families).error;
  const share = (value: number) => `${Number((value * 100).toPrecision(3))} %`;
  return `largest error measured on such systems, of the response time: mean ${share(mean)}, p99 ${share(p99)}`;
}

function streamOf({ estimate }: View, { tierIndex, s }: Pick<Place, 'tierIndex' | 's'>) {
  const { streams, flat, bursts } = estimate.performance.solution;
  const station = flat.firstStation[tierIndex]! + s;
  return bursts && (bursts.added[station]! > 0 || bursts.turns[station]! < 1) ? undefined : streams?.[station];
}

/** The model of a stream whose law is known; undefined where its two moments are all that is used. */
function streamFormula(
  view: View,
  place: Pick<Place, 'tierIndex' | 'tier' | 's' | 'servers'> & { readonly arrivalRate: number },
): Pick<Formula, 'model' | 'exactness' | 'source' | 'note'> | undefined {
  const { tierIndex, tier, s, servers } = place;
  const { system, flat } = view.estimate.performance.solution;
  const stream = streamOf(view, place);
  const times = usesOf(view, tierIndex, s);
  const isOneQueue = tier.nodes === 1 || tier.dispatch === 'shared';
  if (stream?.type === 'spaced') {
    const isBehind = stream.origin !== flat.firstStation[tierIndex]! + s;
    if (!isBehind || !isOneQueue || times.some(({ scv }) => scv > 0)) return undefined;
    if (servers * tier.nodes < stream.servers) return undefined;
    return {
      model: 'fixed services in a row: what the longest makes wait, less what those before it do',
      exactness: 'approximate',
      source: 'Friedman, Reduction methods for tandem queuing systems, Operations Research 13 (1965)',
      note: 'the mean is exact where that of the longest alone is',
    };
  }
  if (stream?.type === 'merged') {
    if (!isOneQueue || !mergedStreams(stream.parts, system.sources, place.arrivalRate)) return undefined;
    return {
      model: 'H2 + M/M/c: one uneven class and Poisson arrivals beside it, by the chain of the queue',
      exactness: 'approximate',
      source: 'Neuts, Matrix-geometric solutions in stochastic models (1981), chapter 3',
      note: errorOf(['arrivals']),
    };
  }
  if (stream?.type !== 'renewal') return undefined;
  const source = system.sources[stream.source]!;
  if (source.type !== 'open' || tier.dispatch === 'power-of-two' || tier.dispatch === 'least-connections')
    return undefined;
  const { scv } = source.interarrival;
  if (agree(scv, 1) && (isOneQueue || tier.dispatch !== 'round-robin')) return undefined;
  const each = isOneQueue ? '' : `, a queue at each node, ${tier.dispatch}`;
  const first = times[0];
  const isExponential =
    first !== undefined &&
    times.every((one) => one.mean === first.mean && agree(one.scv, 1) && one.shape !== 'lognormal');
  if (isExponential)
    return {
      model: `GI/M/c${each}`,
      exactness: 'exact',
      source:
        'Takács, Introduction to the theory of queues (1962), chapter 2; Kleinrock, Queueing systems 1 (1975), section 6.4',
      note: 'the arrivals are those of the class, by their own distribution',
    };
  if (scv <= 1) return undefined;
  const isSingle = (isOneQueue ? tier.nodes : 1) * servers === 1;
  return {
    model: isSingle ? `H2/G/1${each}` : `GI/G/c${each}: GI/M/c and H2/G/1`,
    exactness: 'approximate',
    source: 'Kleinrock, Queueing systems 1 (1975), section 8.2; Takács (1962)',
    note: errorOf(['arrivals']),
  };
}

const DISPATCH_SOURCE: Readonly<Partial<Record<Tier['dispatch'], string>>> = {
  'power-of-two': 'Mitzenmacher, IEEE Trans. Parallel and Distributed Systems 12 (2001), fitted to simulations',
  'least-connections': 'Nelson and Philips, Performance Evaluation 17 (1993), fitted to simulations',
};

/** A fixed population: the wait follows from how many users there are. */
function closedModel(view: View): Pick<Formula, 'model' | 'exactness' | 'source' | 'note'> {
  const { tiers, sources } = view.estimate.performance.solution.system;
  const isLayered = tiers.some(({ threads }) => threads !== undefined) && sources.length === 1;
  if (isLayered)
    return {
      model: 'closed: method of layers',
      exactness: 'approximate',
      source: 'Rolia and Sevcik, IEEE Trans. Software Engineering 21 (1995)',
      note: `thread pools as tasks on processors; ${errorOf(['pools'])}`,
    };
  const others = sources.length > 1 ? 'several classes by Linearizer where exact steps are too many; ' : '';
  const isExponential = view.estimate.performance.solution.flat.uses.every(
    ({ time }) => time.mean === 0 || agree(time.scv, 1),
  );
  return {
    model: isExponential
      ? 'closed: mean value analysis'
      : 'closed: mean value analysis, each station corrected as M/G/c with a finite source',
    exactness: 'approximate',
    source: `Reiser and Lavenberg, JACM 27 (1980); Buzen, Comm. ACM 16 (1973)${isExponential ? '' : '; Marie, IEEE Trans. Software Engineering 5 (1979)'}`,
    note: `${others}${errorOf([isExponential ? 'classes' : 'closed'])}`,
  };
}

/** The times of the uses of a station. */
function usesOf({ estimate }: View, tier: number, s: number): Time[] {
  const { flat, rates } = estimate.performance.solution;
  return flat.uses
    .filter(
      ({ station, routine, times, time }) =>
        station === flat.firstStation[tier]! + s && rates[routine]! * times > 0 && time.mean > 0,
    )
    .map(({ time }) => time);
}

/** Whether some of what arrives at a tier are further attempts. */
function isRepeated(view: View, tier: number): boolean {
  const { joined, solution } = view.estimate.performance;
  const component = joined.componentOfTier[tier]!;
  const { routines } = solution.system;
  return routines.some((_, from) =>
    view.calls[from]!.some(({ call, sent }) => routines[call.to]!.component === component && sent > 1 + 1e-9),
  );
}

function threadEntries(
  view: View,
  tier: Tier,
  { threads, arrivalRate: visits }: TierResult,
  arrivalRate: number,
): Entry[] {
  if (!threads || tier.threads === undefined) return [];
  const { utilization, meanHolding, waitProbability, meanWait } = threads;
  const isClosed = view.estimate.performance.solution.system.sources.some(({ type }) => type === 'closed');
  return [
    entry('held', meanHolding, 's', {
      note: 'mean time that a request holds its thread, with the calls that it waits for',
      exactness: 'approximate',
    }),
    computed('utilisation', utilization, 'share', (visits * meanHolding) / (tier.threads * tier.nodes), {
      formula: 'visits × held / (threads × nodes)',
      inputs: [
        input('visits', visits, '/s'),
        input('held', meanHolding, 's'),
        input('threads', tier.threads, '1'),
        input('nodes', tier.nodes, '1'),
      ],
      exactness: 'approximate',
      note: overload(utilization, tier.threads * tier.nodes)?.replaceAll('servers', 'threads'),
    }),
    ...capacityEntry(arrivalRate, utilization),
    ...(utilization >= FULL
      ? [entry('mean wait', null, 's', { note: 'unbounded: more arrives than there are threads for' })]
      : [
          entry(
            'model',
            isClosed ? closedModel(view).model : `threads as the servers of a GI/G/c queue, ${tier.dispatch}`,
            '',
            {
              exactness: 'approximate',
              note: isClosed ? closedModel(view).note : `layered queueing; ${errorOf(['pools'])}`,
            },
          ),
          entry('P(wait)', waitProbability, 'share', { exactness: 'approximate' }),
          entry('mean wait', meanWait, 's', { exactness: 'approximate' }),
        ]),
  ];
}
