/**
 * Closed classes: a fixed number of users, each of whom thinks, asks and waits. What they wait at a station follows
 * from their number, not from a rate of arrivals.
 */
import { layered, type LayeredModel, type LayeredTask } from '../queueing/layered.ts';
import type { WaitMoments } from '../queueing/ggc.ts';
import type { MethodId } from '../queueing/method.ts';
import { mva } from '../queueing/mva.ts';
import { generalService, type ClosedPlace } from '../queueing/closed-general.ts';
import { routineRates, type Flat, type Load } from './load.ts';
import type { System } from './system.ts';
import { FULL } from './full.ts';

export interface ClosedState {
  /** Requests per second of each source; those of open sources as they were. */
  readonly throughput: readonly number[];
  /** Waits of the users' requests, by station and by tier (for a thread); undefined where there are none. */
  readonly stations: readonly (WaitMoments | undefined)[];
  /**
   * The same of each closed source by itself, by station: a class that needs more of a station also waits longer there.
   */
  readonly ofSource: ReadonlyMap<number, readonly (WaitMoments | undefined)[]>;
  readonly threads: readonly (WaitMoments | undefined)[];
  /** What open requests wait at a station because of the users. */
  readonly openWaits: readonly (WaitMoments | undefined)[];
  /** How all of these were computed. */
  readonly formula: MethodId;
  /** Users of all closed sources. */
  readonly population: number;
}

interface Users {
  readonly source: number;
  readonly users: number;
  readonly think: number;
  /** Runs of each routine for one request. */
  readonly visits: Float64Array;
}

/** Runs of each routine for one request of a source. */
function visitsOf(flat: Flat, routine: number): Float64Array | undefined {
  const entering = new Float64Array(flat.system.routines.length);
  entering[routine] = 1;
  return routineRates(flat, entering);
}

/** Copies of a station that a network keeps apart where its nodes have queues of their own. */
const MOST_COPIES = 32;

/**
 * What the users do to the system, and it to them.
 *
 * Exact mean value analysis where the network is of product form and small, Linearizer else; thread pools by the method
 * of layers where one closed class is all there is. Open classes stretch the users' demands by what they leave of a
 * server.
 * @param responses mean response of each source in the round before, and what of it is spent at stations
 * @param open load of the open classes alone
 * @param scvs by tier, of what arrives there
 * @see M. Reiser & S. S. Lavenberg, "Mean-value analysis of closed multichain queuing networks", JACM 27 (1980); E. D.
 *   Lazowska et al., "Quantitative system performance" (1984), section 7.4.1 for mixed networks
 */
export function closedState(
  flat: Flat,
  responses: readonly (number | undefined)[],
  before: ClosedState | undefined,
  open: Load,
  scvs: Float64Array,
): ClosedState | undefined {
  const { system, uses, tierOfStation, firstStation } = flat;
  const users: Users[] = [];
  for (const [index, source] of system.sources.entries()) {
    if (source.type !== 'closed') continue;
    const visits = visitsOf(flat, source.routine);
    if (!visits) return undefined;
    users.push({ source: index, users: source.users, think: source.think.mean + (source.client?.mean ?? 0), visits });
  }
  const stationCount = tierOfStation.length;
  /** Visits and work at each station of one request of each class. */
  const arrivals = users.map(() => new Float64Array(stationCount));
  const work = users.map(() => new Float64Array(stationCount));
  const work2 = users.map(() => new Float64Array(stationCount));
  for (const { station, routine, times, time } of uses)
    for (const [c, { visits }] of users.entries()) {
      arrivals[c]![station]! += visits[routine]! * times;
      work[c]![station]! += visits[routine]! * times * time.mean;
      work2[c]![station]! += visits[routine]! * times * time.mean ** 2 * (1 + time.scv);
    }
  const hasThreads = system.tiers.some(
    (tier, index) => tier.threads !== undefined && users.some((one) => visited(flat, index, one.visits) > 0),
  );
  const hasOpen = system.sources.some((source) => source.type === 'open');
  if (hasThreads && users.length === 1 && !hasOpen) return layeredState(flat, users[0]!, arrivals[0]!, work[0]!);

  const openBusy = Array.from(tierOfStation, (tier, station) => {
    const servers = system.tiers[tier]!.stations[station - firstStation[tier]!]!.servers * system.tiers[tier]!.nodes;
    return Math.min(FULL, open.work[station]! / servers);
  });
  // Stations of the network: one each, or one a node.
  const columns: { station: number; copies: number; servers: number }[] = [];
  for (let station = 0; station < stationCount; station++) {
    if (work.every((row) => row[station] === 0)) continue;
    const tier = system.tiers[tierOfStation[station]!]!;
    const { servers } = tier.stations[station - firstStation[tierOfStation[station]!]!]!;
    const isApart = tier.nodes > 1 && (tier.dispatch === 'random' || tier.dispatch === 'round-robin');
    const copies = isApart ? Math.min(MOST_COPIES, tier.nodes) : 1;
    const each = isApart ? Math.max(1, Math.round((servers * tier.nodes) / copies)) : servers * tier.nodes;
    columns.push({ station, copies, servers: each });
  }
  const spread = <Value>(of: (column: (typeof columns)[number]) => Value) =>
    columns.flatMap((column) => Array.from({ length: column.copies }, () => of(column)));
  const thinkTimes = users.map((one, c) => {
    // What passes outside the stations: delays, the network, threads; what forks save is less.
    const atStations = columns.reduce((sum, { station }) => {
      const visits = arrivals[c]![station]!;
      return sum + work[c]![station]! + visits * (before?.ofSource.get(one.source)?.[station]?.meanWait ?? 0);
    }, 0);
    const elsewhere = (responses[one.source] ?? atStations) - atStations;
    return Math.max(0, one.think + elsewhere);
  });
  // Several servers that open classes use too have no slower ones that would stand for them: what is waited there is
  // added below.
  const isMixed = ({ station, servers }: (typeof columns)[number]) => servers > 1 && openBusy[station]! > 0;
  const network = mva({
    demands: users.map((_, c) =>
      spread((column) => {
        const { station, copies } = column;
        return work[c]![station]! / copies / (isMixed(column) ? 1 : 1 - openBusy[station]!);
      }),
    ),
    servers: spread((column) => (isMixed(column) ? Infinity : column.servers)),
    populations: users.map((one) => one.users),
    thinkTimes,
  });
  let first = 0;
  const places = columns.map((column): ClosedPlace => {
    const { station, copies, servers } = column;
    const place: ClosedPlace = {
      first,
      copies,
      servers,
      visits: users.map((_, c) => arrivals[c]![station]!),
      work: users.map((_, c) => work[c]![station]!),
      work2: users.map((_, c) => work2[c]![station]!),
      open: {
        rate: open.arrivals[station]! / copies,
        work: open.work[station]! / copies,
        work2: open.work2[station]! / copies,
      },
      isMixed: isMixed(column),
      arrivalScv: scvs[tierOfStation[station]!]!,
    };
    first += copies;
    return place;
  });
  const solved = generalService(
    network,
    places,
    thinkTimes,
    users.map((one) => one.users),
  );
  const throughput = system.sources.map((source) => (source.type === 'open' ? 1 / source.interarrival.mean : 0));
  for (const [c, one] of users.entries()) throughput[one.source] = solved.throughputs[c]!;
  const stations: (WaitMoments | undefined)[] = Array.from({ length: stationCount });
  const openWaits: (WaitMoments | undefined)[] = Array.from({ length: stationCount });
  const population = users.reduce((sum, one) => sum + one.users, 0);
  const ofSource = new Map(
    users.map((one) => [one.source, Array.from<WaitMoments | undefined>({ length: stationCount })]),
  );
  let at = 0;
  for (const [place, { station, copies, servers }] of columns.entries()) {
    const rate = users.reduce((sum, one, c) => sum + throughput[one.source]! * arrivals[c]![station]!, 0);
    const residence = users.reduce(
      (sum, one, c) => sum + throughput[one.source]! * solved.residence[c]![at]! * copies,
      0,
    );
    const busy = users.reduce((sum, one, c) => sum + throughput[one.source]! * work[c]![station]!, 0);
    if (rate > 0) {
      const meanService = busy / rate;
      const meanWait = Math.max(0, residence / rate - meanService);
      const shape = solved.waits[place];
      const all = shape
        ? { ...shape, meanWait: shape.waitProbability > 0 ? meanWait : 0 }
        : closedWait({ meanWait, meanService, servers, rate: rate / copies, population });
      stations[station] = all;
      for (const [c, one] of users.entries()) {
        const visits = arrivals[c]![station]!;
        if (visits === 0) continue;
        const own = Math.max(0, (solved.residence[c]![at]! * copies - work[c]![station]!) / visits);
        ofSource.get(one.source)![station] = { ...all, meanWait: all.waitProbability > 0 ? own : 0 };
      }
      const queue = solved.queueLengths[at]!;
      if (open.arrivals[station]! > 0) {
        const own = open.work[station]! / open.arrivals[station]!;
        // An open request finds the users before it, all the longer for the open ones among them.
        const ahead = Math.max(0, queue - (servers - 1)) / servers;
        const rho = openBusy[station]!;
        const mean = (own * (ahead + rho ** servers)) / (1 - rho);
        openWaits[station] = {
          waitProbability: Math.min(1, rho + Math.min(1, busy / servers)),
          meanWait: mean,
          conditionalScv: 1,
        };
      }
    }
    at += copies;
  }
  return {
    throughput,
    stations,
    ofSource,
    threads: system.tiers.map(() => undefined),
    openWaits,
    formula: solved.waits.length > 0 ? 'finite-source' : network.method === 'exact' ? 'mva' : 'linearizer',
    population,
  };
}

/** Visits of a tier by one request. */
function visited({ visits }: Flat, tier: number, runs: Float64Array): number {
  return visits.reduce((sum, one) => (one.tier === tier ? sum + runs[one.routine]! * one.times : sum), 0);
}

/**
 * The wait of a user's request at a station, with the mean that the network gives it and the shape that so many users
 * give it who come back after so long: what one of them finds is the state of the others (the arrival theorem).
 */
export function closedWait(at: {
  meanWait: number;
  meanService: number;
  servers: number;
  rate: number;
  population: number;
}): WaitMoments {
  const { meanWait, meanService, servers, rate, population } = at;
  const away = Math.max(population / rate - meanWait - meanService, meanService * 1e-6);
  const others = population - 1;
  if (others < servers || meanWait <= 0) return { waitProbability: 0, meanWait: 0, conditionalScv: 1 };
  // Probabilities of n others being there, relative to the largest.
  const logs = new Float64Array(others + 1);
  let most = 0;
  for (let n = 1; n <= others; n++) {
    logs[n] = logs[n - 1]! + Math.log(((others - n + 1) * meanService) / (away * Math.min(n, servers)));
    most = Math.max(most, logs[n]!);
  }
  let total = 0;
  let waiting = 0;
  let first = 0;
  let second = 0;
  for (let n = 0; n <= others; n++) {
    const weight = Math.exp(logs[n]! - most);
    total += weight;
    if (n < servers) continue;
    const stages = n - servers + 1;
    waiting += weight;
    first += weight * stages;
    second += weight * stages * (stages + 1);
  }
  if (waiting === 0) return { waitProbability: 0, meanWait: 0, conditionalScv: 1 };
  const mean = first / waiting;
  return {
    waitProbability: waiting / total,
    meanWait,
    conditionalScv: Math.max(1e-3, second / waiting / (mean * mean) - 1),
  };
}

/** Thread pools by the method of layers: tiers are tasks on processors, what has no tier is a delay. */
function layeredState(flat: Flat, one: Users, arrivals: Float64Array, work: Float64Array): ClosedState {
  const { system, firstStation, visits, calls } = flat;
  const { tiers, routines } = system;
  const cores: number[] = [];
  const tasks: LayeredTask[] = [];
  const links: { from: number; to: number; meanCalls: number }[] = [];
  const addTask = (threads: number, servers: number, demand: number): number => {
    cores.push(servers);
    tasks.push({ processor: cores.length - 1, threads, demand });
    return tasks.length - 1;
  };
  const tierVisits = tiers.map((_, tier) => visited(flat, tier, one.visits));
  const taskOfTier = tiers.map((tier, index) => {
    const station = firstStation[index]!;
    const runs = tierVisits[index]!;
    const has = tier.stations.length > 0;
    return addTask(
      tier.threads === undefined ? Infinity : tier.threads * tier.nodes,
      has ? tier.stations[0]!.servers * tier.nodes : Infinity,
      has && runs > 0 ? work[station]! / runs : 0,
    );
  });
  // Further stations of a tier (its disk) are tasks of their own, called by it.
  const taskOfStation = new Map<number, number>();
  for (const [index, tier] of tiers.entries()) {
    taskOfStation.set(firstStation[index]!, taskOfTier[index]!);
    for (let s = 1; s < tier.stations.length; s++) {
      const station = firstStation[index]! + s;
      if (!(arrivals[station]! > 0)) continue;
      const task = addTask(Infinity, tier.stations[s]!.servers * tier.nodes, work[station]! / arrivals[station]!);
      taskOfStation.set(station, task);
      links.push({ from: taskOfTier[index]!, to: task, meanCalls: arrivals[station]! / tierVisits[index]! });
    }
  }
  // A routine's task: its first tier, or a delay.
  const tierOf = new Map<number, number>();
  for (const { tier, routine } of visits) if (!tierOf.has(routine)) tierOf.set(routine, tier);
  const delays = new Map<number, number>();
  const taskOf = (routine: number): number => {
    const tier = tierOf.get(routine);
    if (tier !== undefined) return taskOfTier[tier]!;
    let task = delays.get(routine);
    if (task === undefined) delays.set(routine, (task = addTask(Infinity, Infinity, 0)));
    return task;
  };
  const runsOf = (task: number, routine: number) => {
    const tier = tierOf.get(routine);
    return tier === undefined ? one.visits[routine]! : tierVisits[tier]!;
  };
  const delayOf = new Float64Array(routines.length);
  for (const [routine, { steps }] of routines.entries()) delayOf[routine] = plainDelay(steps);
  for (const { from, call, times, sent } of calls) {
    if (call.async || one.visits[from] === 0) continue;
    const task = taskOf(from);
    const share = one.visits[from]! / runsOf(task, from);
    links.push({ from: task, to: taskOf(call.to), meanCalls: share * times * sent });
    if (call.wire) {
      const wire = addTask(Infinity, Infinity, call.wire.mean);
      links.push({ from: task, to: wire, meanCalls: share * times * sent });
    }
  }
  for (let routine = 0; routine < routines.length; routine++) {
    if (!(delayOf[routine]! > 0) || one.visits[routine] === 0) continue;
    const task = taskOf(routine);
    const delay = addTask(Infinity, Infinity, delayOf[routine]!);
    links.push({ from: task, to: delay, meanCalls: one.visits[routine]! / runsOf(task, routine) });
  }
  const model: LayeredModel = {
    cores,
    tasks,
    calls: links.filter(({ meanCalls }) => meanCalls > 0),
    entry: taskOf(system.sources[one.source]!.routine),
    clients: { type: 'closed', users: one.users, thinkTime: one.think },
  };
  const solved = layered(model);
  const x = solved.throughput;
  const stations: (WaitMoments | undefined)[] = Array.from({ length: flat.tierOfStation.length });
  for (const [station, task] of taskOfStation) {
    const rate = x * arrivals[station]!;
    if (!(rate > 0)) continue;
    const called = model.calls
      .filter(({ from }) => from === task)
      .reduce((sum, { to, meanCalls }) => sum + meanCalls * (solved.threadWait[to]! + solved.holding[to]!), 0);
    const perRun = tasks[task]!.demand;
    const meanService = work[station]! / arrivals[station]!;
    const runs =
      station === firstStation[flat.tierOfStation[station]!]!
        ? tierVisits[flat.tierOfStation[station]!]!
        : arrivals[station]!;
    const meanWait = (Math.max(0, solved.holding[task]! - called - perRun) * runs) / arrivals[station]!;
    stations[station] = closedWait({
      meanWait,
      meanService,
      servers: cores[tasks[task]!.processor]!,
      rate,
      population: Math.min(one.users, tasks[task]!.threads),
    });
  }
  const threads = tiers.map((tier, index) => {
    if (tier.threads === undefined) return undefined;
    const task = taskOfTier[index]!;
    const rate = x * tierVisits[index]!;
    if (!(rate > 0)) return undefined;
    return closedWait({
      meanWait: solved.threadWait[task]!,
      meanService: solved.holding[task]!,
      servers: tier.threads * tier.nodes,
      rate,
      population: one.users,
    });
  });
  const throughput = system.sources.map((_, index) => (index === one.source ? x : 0));
  return {
    throughput,
    stations,
    ofSource: new Map([[one.source, stations]]),
    threads,
    openWaits: [],
    formula: 'layers',
    population: one.users,
  };
}

/** Mean time of a routine's own delays. */
function plainDelay(steps: System['routines'][number]['steps']): number {
  let sum = 0;
  for (const step of steps) {
    if (step.do === 'delay') sum += step.time.mean;
    else if (step.do === 'visit') sum += plainDelay(step.steps);
    else if (step.do === 'repeat') sum += step.times * plainDelay(step.steps);
    else if (step.do === 'either')
      for (const branch of step.branches) sum += branch.probability * plainDelay(branch.steps);
    else if (step.do === 'fork') sum += Math.max(...step.branches.map(plainDelay), 0);
  }
  return sum;
}
