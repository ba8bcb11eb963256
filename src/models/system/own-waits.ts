/**
 * Classes that meet in a queue do not wait alike there: who comes in bursts finds more before him than who comes
 * evenly.
 */
import { dispatchWait } from '../queueing/dispatch.ts';
import type { Flat } from './load.ts';
import { visitCounts } from './visit-counts.ts';
import type { StationResult, ThreadWait } from './waits.ts';

/**
 * How long the visits of a class wait, as a multiple of what visits wait on average: by station and by tier with
 * threads.
 */
export interface OwnWaits {
  /** Visits in a request, on average. */
  readonly visits: number;
  readonly ratio: number;
}

/** Of one source. */
export interface OwnWaitsOfSource {
  readonly stations: ReadonlyMap<number, OwnWaits>;
  readonly threads: ReadonlyMap<number, OwnWaits>;
}

/** SCVs this near to 1 are those of Poisson arrivals. */
const EVEN = 0.02;
/** Waits further from the average are none that this formula knows. */
const LEAST = 0.2;
const MOST = 4;

/**
 * What each source's requests wait at the queues that several sources share, beside the average.
 *
 * Poisson arrivals see the time average (PASTA). For one server that is V = W_M + ρ·(W − W_M), W being the wait of all
 * arrivals and W_M that with
 * Poisson arrivals alone; before a pool it is (λ·W + P(full))/X. What is left of the average is the others', in
 * proportion to ca² − 1.
 *
 * @returns by source; undefined where all wait alike
 * Accuracy: exact for Poisson arrivals at G/G/1 and before a pool of exponential services; approximate elsewhere.
 * @see R. W. Wolff, "Poisson arrivals see time averages", Operations Research 30 (1982); S. L. Brumelle, "On the
 *   relation between customer and time averages in queues", J. Applied Probability 8 (1971), for the work that arrivals
 *   find
 */
export function ownWaits(
  flat: Flat,
  order: Int32Array,
  throughput: readonly number[],
  stations: readonly StationResult[],
  threads: readonly (ThreadWait | undefined)[],
): readonly OwnWaitsOfSource[] | undefined {
  const { system, firstStation, tierOfStation } = flat;
  const bursts = system.sources.map((source) => {
    const burst = source.type === 'open' ? source.interarrival.scv - 1 : 0;
    return Math.abs(burst) < EVEN ? 0 : burst;
  });
  if (system.sources.length < 2 || bursts.every((burst) => burst === bursts[0])) return undefined;
  const visits = visitCounts(flat, order, false);
  const found = system.sources.map(() => ({
    stations: new Map<number, OwnWaits>(),
    threads: new Map<number, OwnWaits>(),
  }));
  const share = (
    of: 'stations' | 'threads',
    at: number,
    arrivalRate: number,
    meanWait: number,
    seenByPoisson: number,
  ) => {
    // How much burstiness comes here, in units of the sources' own.
    let bursty = 0;
    for (const [source, { routine }] of system.sources.entries())
      bursty += throughput[source]! * (visits[routine]![of].get(at) ?? 0) * bursts[source]!;
    const excess = arrivalRate * (meanWait - seenByPoisson);
    if (!(meanWait > 0) || !(excess / bursty > 0)) return;
    for (const [source, { routine }] of system.sources.entries()) {
      const own = visits[routine]![of].get(at);
      if (own === undefined) continue;
      const ratio = (seenByPoisson + (excess / bursty) * bursts[source]!) / meanWait;
      found[source]![of].set(at, { visits: own, ratio: Math.min(MOST, Math.max(LEAST, ratio)) });
    }
  };
  for (const [station, { arrivalRate, meanWait, meanService, serviceScv, utilization, wait }] of stations.entries()) {
    if (!wait || !(meanWait > 0) || !(arrivalRate > 0)) continue;
    const tier = system.tiers[tierOfStation[station]!]!;
    const { servers } = tier.stations[station - firstStation[tierOfStation[station]!]!]!;
    if (!Number.isInteger(servers)) continue;
    const { nodes, dispatch } = tier;
    const even = dispatchWait({
      nodes,
      servers,
      arrivalRate,
      meanService,
      serviceScv,
      arrivalScv: 1,
      dispatch,
    }).meanWait;
    share('stations', station, arrivalRate, meanWait, even + utilization * (meanWait - even));
  }
  for (const [tier, one] of threads.entries())
    if (one?.wait && one.arrivalRate !== undefined && one.seenByPoisson !== undefined)
      share('threads', tier, one.arrivalRate, one.meanWait, one.meanWait * one.seenByPoisson);
  return found;
}
