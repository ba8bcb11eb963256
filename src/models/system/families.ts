/** How sure a figure is: what makes the times on a request's way approximate, in families whose errors are measured. */
import { visitCounts } from './visit-counts.ts';
import { MEASURED, type MeasuredError } from './measured.ts';
import type { Solution } from './solve.ts';
import type { Step, SystemCall } from './system.ts';

/**
 * Families, each measured by itself: `measured.ts` has their errors, test/models/system/families.ts what they are
 * measured on.
 */
export const FAMILIES = {
  markov: 'M/M/c stations in a row',
  repeats: 'repeated calls of one station',
  service: 'service that is not exponential, several servers',
  tandem: 'stations behind service that is not exponential',
  arrivals: 'bursty or regular arrivals',
  dispatch: 'round-robin, power-of-two, least-connections',
  fanout: 'calls at once to separate stations',
  crowd: 'calls at once that meet in one queue',
  hedges: 'hedged calls',
  retries: 'timeouts and retries',
  room: 'limited queue capacity',
  pools: 'thread and connection pools in use',
  closed: 'closed classes, service not exponential',
  classes: 'closed classes, service exponential',
} as const;

export type Family = keyof typeof FAMILIES;

const NAMES = Object.keys(FAMILIES) as Family[];
const BIT = Object.fromEntries(NAMES.map((name, index) => [name, 1 << index])) as Record<Family, number>;

/** Of a response time: how sure its figures are. */
export interface Accuracy {
  /** Exact: the mean by theory, percentiles but for the numerical inversion of the transform. */
  readonly accuracy: 'exact' | 'approximate';
  /** The largest error, relative, that was measured in the worst of the families that its way meets. */
  readonly error: { readonly mean: number; readonly p99: number };
  /** What its way meets. */
  readonly families: readonly Family[];
}

/** Percentiles read off a transform, against closed forms. */
const INVERSION = 0.001;
/** Share of threads in use, or of waits for one, above which a pool counts. */
const SCARCE = { utilization: 0.2, waitProbability: 1e-4 };
/** Systems with more routines are not looked at for what meets where: they are taken to. */
const LARGE = 120;

/** The accuracy of what meets some families: the worst of them, mean and 99th percentile each by itself. */
export function accuracyIn(families: readonly Family[]): Accuracy {
  const worst = (of: (one: MeasuredError) => number) =>
    Math.max(0, ...families.map((one) => of(MEASURED.families[one])));
  return {
    accuracy: families.length === 0 ? 'exact' : 'approximate',
    error: {
      mean: worst(({ mean }) => mean.worst),
      p99: families.length === 0 ? INVERSION : worst(({ p99 }) => p99.worst),
    },
    families,
  };
}

/**
 * The families that the ways of routines meet.
 *
 * A station counts by what arrives at it and how it serves; M/M/c, M/G/1 with Poisson arrivals and GI/M/c straight from
 * its source are exact. Calls count by their policy, forks by whether their branches meet. What a way meets is what its
 * routine meets and what the routines meet that it waits for.
 */
export function familiesOf(solution: Solution): (routines: readonly number[]) => Accuracy {
  const { system, flat, order } = solution;
  const { routines, tiers } = system;
  const isLarge = routines.length > LARGE;
  const ofStation = stationMasks(solution);
  const visits = isLarge ? undefined : visitCounts(flat, order, true);
  const masks = new Int32Array(routines.length);
  /** Stations on each routine's way; kept for small systems alone. */
  const stations: Set<number>[] = routines.map(() => new Set<number>());
  const add = (into: Set<number>, from: ReadonlySet<number>) => {
    if (!isLarge) for (const one of from) into.add(one);
  };

  const walk = (steps: readonly Step[], tier: number, on: Set<number>): number => {
    let mask = 0;
    for (const step of steps) {
      if (step.do === 'visit') {
        const { threads } = solution.tiers[step.tier]!;
        if (threads && (threads.utilization > SCARCE.utilization || threads.waitProbability > SCARCE.waitProbability))
          mask |= BIT.pools;
        if (tiers[step.tier]!.room !== undefined) mask |= BIT.room;
        mask |= walk(step.steps, step.tier, on);
      } else if (step.do === 'serve') {
        const station = flat.firstStation[tier]! + step.station;
        if (!(step.time.mean > 0)) continue;
        mask |= ofStation[station]!;
        on.add(station);
      } else if (step.do === 'repeat') mask |= walk(step.steps, tier, on);
      else if (step.do === 'either') {
        for (const { probability, steps: inner } of step.branches) if (probability > 0) mask |= walk(inner, tier, on);
      } else if (step.do === 'fork') {
        const each = step.branches.map((branch) => {
          const own = new Set<number>();
          mask |= walk(branch, tier, own);
          return own;
        });
        const waited = each.filter(({ size }) => size > 0);
        if (waited.length > 1) {
          const all = new Set(waited.flatMap((own) => [...own]));
          const doMeet = isLarge || all.size < waited.reduce((sum, own) => sum + own.size, 0);
          mask |= doMeet ? BIT.crowd : BIT.fanout;
        }
        for (const own of each) add(on, own);
      } else if (step.do === 'call' && !step.call.async) {
        const { to, fallback } = step.call;
        mask |= policyMask(step.call) | masks[to]! | (fallback ? masks[fallback.to]! : 0);
        add(on, stations[to]!);
        if (fallback) add(on, stations[fallback.to]!);
      }
    }
    return mask;
  };
  // Along cycles of calls what is met comes round once more.
  for (let round = 0; round < 2; round++)
    for (const routine of order) {
      const on = stations[routine]!;
      masks[routine]! |= walk(routines[routine]!.steps, -1, on);
      const doRepeat =
        visits && [...visits[routine]!.stations].some(([station, count]) => count > 1 && isWaiting(station));
      if (doRepeat) masks[routine]! |= BIT.repeats;
    }

  const serversOf = (station: number) => {
    const tier = flat.tierOfStation[station]!;
    const { nodes, dispatch, stations: own } = tiers[tier]!;
    return (nodes === 1 || dispatch === 'shared' ? nodes : 1) * own[station - flat.firstStation[tier]!]!.servers;
  };
  const known = new Map<number, Accuracy>();
  return (roots) => {
    let mask = 0;
    for (const root of roots) {
      mask |= masks[root]!;
      // Sojourn times of a row are independent where all but the first and the last have one server (Burke 1969).
      const on = [...stations[root]!].filter(isWaiting);
      if (isLarge || (on.length > 2 && on.some((station) => serversOf(station) > 1))) mask |= BIT.markov;
    }
    let found = known.get(mask);
    if (!found) known.set(mask, (found = accuracyIn(familiesIn(mask))));
    return found;
  };

  function isWaiting(station: number): boolean {
    const tier = flat.tierOfStation[station]!;
    return solution.tiers[tier]!.stations[station - flat.firstStation[tier]!]!.meanWait > 0;
  }
}

function policyMask({ hedge, timeout, retries, errors }: SystemCall): number {
  return (
    (hedge !== undefined ? BIT.hedges : 0) | (timeout !== undefined || (retries > 0 && errors > 0) ? BIT.retries : 0)
  );
}

/** The families of a mask. */
export const familiesIn = (mask: number): Family[] => NAMES.filter((name) => (mask & BIT[name]) !== 0);

/** By station: what makes its wait approximate; 0 where it is exact. */
export function stationMasks(solution: Solution): Int32Array {
  const { system, flat, bursts } = solution;
  const { tiers, sources, routines } = system;
  const masks = new Int32Array(flat.tierOfStation.length);
  const usesOf: (typeof flat.uses)[number][][] = Array.from({ length: masks.length }, () => []);
  for (const use of flat.uses) usesOf[use.station]!.push(use);
  const callees: SystemCall[][] = routines.map(() => []);
  for (const { from, call } of flat.calls) callees[from]!.push(call);
  const stationsOf: number[][] = routines.map(() => []);
  for (const { station, routine, times } of flat.uses) if (times > 0) stationsOf[routine]!.push(station);
  /** Marks every station that some routines come to, asynchronous calls included. */
  const reach = (roots: readonly number[], bit: number) => {
    const seen = new Set(roots);
    for (const routine of seen) {
      for (const station of stationsOf[routine]!) masks[station]! |= bit;
      for (const { to, fallback } of callees[routine]!) {
        seen.add(to);
        if (fallback) seen.add(fallback.to);
      }
    }
  };
  const isIrregular = (source: (typeof sources)[number]) =>
    source.type === 'open' && Math.abs(source.interarrival.scv - 1) > 1e-9;
  const calls = flat.calls.map(({ call }) => call);
  reach(
    calls.filter((call) => policyMask(call) & BIT.hedges).map(({ to }) => to),
    BIT.hedges,
  );
  reach(
    calls.filter((call) => policyMask(call) & BIT.retries).map(({ to }) => to),
    BIT.retries,
  );
  reach(
    sources.filter(isIrregular).map(({ routine }) => routine),
    BIT.arrivals,
  );
  reach(
    sources.filter(({ type }) => type === 'closed').map(({ routine }) => routine),
    BIT.classes,
  );
  const hasClosed = sources.some(({ type }) => type === 'closed');

  for (let station = 0; station < masks.length; station++) {
    const index = flat.tierOfStation[station]!;
    const tier = tiers[index]!;
    const { stations, arrivalScv } = solution.tiers[index]!;
    const { serviceScv, meanService, arrivalRate, formula } = stations[station - flat.firstStation[index]!]!;
    if (!(arrivalRate > 0 && meanService > 0)) {
      masks[station] = 0;
      continue;
    }
    const isExponential =
      Math.abs(serviceScv - 1) < 1e-9 &&
      usesOf[station]!.every(
        ({ time }) => time.mean === 0 || (time.shape !== 'lognormal' && Math.abs(time.scv - 1) < 1e-9),
      );
    if (hasClosed && masks[station]! & BIT.classes) {
      masks[station]! |= isExponential ? 0 : BIT.closed;
      continue;
    }
    const { nodes, dispatch } = tier;
    const isOneQueue = nodes === 1 || dispatch === 'shared';
    const servers = (isOneQueue ? nodes : 1) * tier.stations[station - flat.firstStation[index]!]!.servers;
    if (bursts && bursts.added[station]! > 1e-9) masks[station]! |= BIT.crowd;
    const takesTurns = bursts !== undefined && bursts.turns[station]! < 1 - 1e-9;
    if (takesTurns && (!isExponential || Math.abs(arrivalScv - 1) > 1e-9)) masks[station]! |= BIT.repeats;
    // GI/M/c where it comes straight from its source: nothing is left of what makes it approximate.
    if (formula === 'gimc' && (masks[station]! & ~BIT.arrivals) === 0) {
      masks[station] = 0;
      continue;
    }
    const isPoisson = Math.abs(arrivalScv - 1) < 1e-9;
    if (!isPoisson && (masks[station]! & BIT.arrivals) === 0) masks[station]! |= BIT.tandem;
    if (!isOneQueue && dispatch !== 'random') masks[station]! |= BIT.dispatch;
    if (!isExponential && (servers > 1 || masks[station] !== 0)) masks[station]! |= BIT.service;
  }
  return masks;
}
