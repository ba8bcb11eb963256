/**
 * M/M/c and its relatives: exponential service, first come, first served. Times share one unit, rates are its inverse.
 */
import { birthDeath } from './birth-death.ts';
import { erlangC } from './erlang.ts';
import { inverseTail } from './inversion.ts';

/** Poisson arrivals, exponential service times, `servers` servers with one queue. */
export interface MarkovQueue {
  /** λ ≥ 0. */
  readonly arrivalRate: number;
  /** E[S] > 0. */
  readonly meanService: number;
  /** An integer ≥ 1. */
  readonly servers: number;
}

/** Means of a queue in its steady state. */
export interface QueueMeans {
  /** ρ, of a server. */
  readonly utilization: number;
  /** P(W > 0) as an arrival sees it. */
  readonly waitProbability: number;
  readonly meanWait: number;
  readonly meanResponse: number;
  /** Those waiting. */
  readonly meanQueueLength: number;
  /** Those waiting and those in service. */
  readonly meanInSystem: number;
}

/**
 * Means of an M/M/c queue: E[W] = C·E[S]/(c − a), exact.
 *
 * @returns waits and lengths are `Infinity` where the load reaches the servers.
 * @throws RangeError for arguments outside their ranges.
 * @see L. Kleinrock, "Queueing Systems", volume 1 (1975), sections 3.2 and 3.5.
 * @example mmc({ arrivalRate: 50, meanService: 0.01, servers: 1 }).meanResponse // 0.02
 */
export function mmc(queue: MarkovQueue): QueueMeans {
  check(queue);
  const { arrivalRate, meanService, servers } = queue;
  const load = arrivalRate * meanService;
  const waitProbability = erlangC(servers, load);
  const meanWait = load < servers ? (waitProbability * meanService) / (servers - load) : Infinity;
  const meanQueueLength = load === 0 ? 0 : arrivalRate * meanWait;
  return {
    utilization: load / servers,
    waitProbability,
    meanWait,
    meanResponse: meanWait + meanService,
    meanQueueLength,
    meanInSystem: meanQueueLength + load,
  };
}

/**
 * P(W > t) of an M/M/c queue: C·e^(−(c − a)·t/E[S]), exact.
 *
 * @throws RangeError for a queue outside its ranges.
 * @see Kleinrock (1975), as for `mmc`.
 */
export function mmcWaitTail(queue: MarkovQueue, time: number): number {
  check(queue);
  if (time < 0) return 1;
  const load = queue.arrivalRate * queue.meanService;
  if (load >= queue.servers) return 1;
  return erlangC(queue.servers, load) * Math.exp((-(queue.servers - load) * time) / queue.meanService);
}

/**
 * The wait that a share of arrivals stays within, for an M/M/c queue: 0 for a share that doesn't wait. Exact.
 *
 * @param share 0.95 for the 95th percentile; below 1.
 * @returns in the unit of E[S]; `Infinity` without a steady state.
 * @throws RangeError for arguments outside their ranges.
 */
export function mmcWaitPercentile(queue: MarkovQueue, share: number): number {
  check(queue);
  checkShare(share);
  const load = queue.arrivalRate * queue.meanService;
  if (load >= queue.servers) return Infinity;
  const exceeding = (1 - share) / erlangC(queue.servers, load);
  return exceeding >= 1 ? 0 : (-Math.log(exceeding) * queue.meanService) / (queue.servers - load);
}

/**
 * P(R > t) of an M/M/c queue, the wait and the service together:
 * e^(−μt) + C·(e^(−μt) − e^(−(c − a)μt)) / (c − a − 1), exact.
 *
 * @throws RangeError for a queue outside its ranges.
 * @see D. Gross and C. M. Harris, "Fundamentals of Queueing Theory" (1998), section 2.3.
 */
export function mmcResponseTail(queue: MarkovQueue, time: number): number {
  check(queue);
  const load = queue.arrivalRate * queue.meanService;
  if (time <= 0 || load >= queue.servers) return 1;
  return responseTail(erlangC(queue.servers, load), queue.servers - load, time / queue.meanService);
}

/**
 * The response time that a share of arrivals stays within, for an M/M/c queue; exact (solved to 1e-13).
 *
 * @param share 0.95 for the 95th percentile; 0 or more, below 1.
 * @returns in the unit of E[S]; `Infinity` without a steady state.
 * @throws RangeError for arguments outside their ranges.
 */
export function mmcResponsePercentile(queue: MarkovQueue, share: number): number {
  check(queue);
  checkShare(share);
  const load = queue.arrivalRate * queue.meanService;
  if (load >= queue.servers) return Infinity;
  const wait = erlangC(queue.servers, load);
  return queue.meanService * inverseTail((time) => responseTail(wait, queue.servers - load, time), 1 - share);
}

/**
 * P(N > n) of an M/M/c queue for n of c − 1 or more: C·ρ^(n + 1 − c), exact.
 *
 * @throws RangeError for n below c − 1, where the tail is not geometric, or a queue outside its ranges.
 */
export function mmcInSystemTail(queue: MarkovQueue, inSystem: number): number {
  check(queue);
  if (!(inSystem >= queue.servers - 1)) throw new RangeError(`number in system must be c - 1 or more: ${inSystem}`);
  const load = queue.arrivalRate * queue.meanService;
  if (load >= queue.servers) return 1;
  return erlangC(queue.servers, load) * (load / queue.servers) ** (inSystem + 1 - queue.servers);
}

/**
 * M/M/c/K: arrivals that find K requests in the system, waiting or served, are lost. Exact.
 *
 * @param capacity K, an integer of c or more.
 * @returns means of the accepted requests, P(W > 0) among them, and what happens to the lost.
 * @throws RangeError for arguments outside their ranges.
 * @see Gross and Harris (1998), section 2.4.
 */
export function mmck(queue: MarkovQueue & { readonly capacity: number }): QueueMeans & {
  /** Share of arrivals that are lost. */
  readonly blocking: number;
  /** Accepted requests. */
  readonly throughput: number;
  /** P(N = 0). */
  readonly empty: number;
} {
  check(queue);
  const { arrivalRate, meanService, servers, capacity } = queue;
  if (!(Number.isInteger(capacity) && capacity >= servers)) {
    throw new RangeError(`capacity must be an integer no less than the servers: ${capacity}`);
  }
  const states = birthDeath(
    () => arrivalRate,
    (k) => Math.min(k, servers) / meanService,
    capacity,
  );
  const { busy, waiting, allBusy } = occupancy(states, servers);
  const blocking = states.length > capacity ? states[capacity]! : 0;
  const throughput = busy / meanService;
  const meanWait = throughput > 0 ? waiting / throughput : 0;
  return {
    blocking,
    throughput,
    empty: states[0]!,
    utilization: busy / servers,
    // Accepted requests that wait: those that arrive while all servers are busy and there's still room.
    waitProbability: blocking < 1 ? (allBusy - blocking) / (1 - blocking) : 0,
    meanWait,
    meanResponse: meanWait + meanService,
    meanQueueLength: waiting,
    meanInSystem: busy + waiting,
  };
}

/**
 * M/M/c//N: so many users who think, send a request, wait for its answer and think again. Exact, for any distribution
 * of the thinking.
 *
 * @returns of the requests; the utilization is a server's.
 * @throws RangeError for arguments outside their ranges.
 * @see Gross and Harris (1998), section 2.7 (the machine repair model).
 */
export function finiteSource(model: {
  /** N: users, an integer ≥ 1. */
  readonly population: number;
  /** Mean time from an answer to the next request, > 0. */
  readonly thinkTime: number;
  /** E[S] > 0. */
  readonly meanService: number;
  /** c, an integer ≥ 1. */
  readonly servers: number;
}): { throughput: number; meanResponse: number; utilization: number; meanInSystem: number } {
  const { population, thinkTime, meanService, servers } = model;
  check({ arrivalRate: 0, meanService, servers });
  if (!(Number.isInteger(population) && population >= 1)) {
    throw new RangeError(`population must be an integer of 1 or more: ${population}`);
  }
  if (!(thinkTime > 0)) throw new RangeError(`think time must be above 0: ${thinkTime}`);
  const states = birthDeath(
    (k) => (population - k) / thinkTime,
    (k) => Math.min(k, servers) / meanService,
    population,
  );
  const { busy, waiting } = occupancy(states, servers);
  const throughput = busy / meanService;
  const meanInSystem = busy + waiting;
  return { throughput, meanResponse: meanInSystem / throughput, utilization: busy / servers, meanInSystem };
}

/**
 * Erlang A, M/M/c+M: those who wait give up after an exponential patience (a client's time-out). Exact.
 *
 * @returns shares of arrivals; the mean number waiting; answered requests per unit of time.
 * @throws RangeError for arguments outside their ranges.
 * @see C. Palm (1943); A. Mandelbaum and S. Zeltyn, "Service engineering in action: the Palm/Erlang-A queue" (2007).
 */
export function erlangA(queue: MarkovQueue & { /** Mean patience, > 0. */ readonly meanPatience: number }): {
  readonly abandonment: number;
  readonly waitProbability: number;
  readonly meanQueueLength: number;
  readonly throughput: number;
} {
  check(queue);
  const { arrivalRate, meanService, servers, meanPatience } = queue;
  if (!(meanPatience > 0 && meanPatience < Infinity)) {
    throw new RangeError(`mean patience must be above 0: ${meanPatience}`);
  }
  const states = birthDeath(
    () => arrivalRate,
    (k) => Math.min(k, servers) / meanService + Math.max(0, k - servers) / meanPatience,
    Infinity,
  );
  const { waiting, busy, allBusy } = occupancy(states, servers);
  return {
    abandonment: arrivalRate > 0 ? waiting / meanPatience / arrivalRate : 0,
    waitProbability: allBusy,
    meanQueueLength: waiting,
    throughput: busy / meanService,
  };
}

/**
 * M[X]/M/1: requests arrive in batches, E[N] = ρ·(1 + E[X²]/E[X]) / (2(1 − ρ)). Exact.
 *
 * @returns means over single requests; `Infinity` where ρ ≥ 1.
 * @throws RangeError for arguments outside their ranges.
 * @see Gross and Harris (1998), section 3.1.
 */
export function batchArrivals(queue: {
  /** Batches per unit of time, ≥ 0. */
  readonly batchRate: number;
  /** E[X] ≥ 1. */
  readonly meanBatch: number;
  /** Squared coefficient of variation of the size; 0 for a fixed one. */
  readonly batchScv: number;
  /** E[S] > 0. */
  readonly meanService: number;
}): { utilization: number; meanInSystem: number; meanResponse: number } {
  const { batchRate, meanBatch, batchScv, meanService } = queue;
  const arrivalRate = batchRate * meanBatch;
  check({ arrivalRate, meanService, servers: 1 });
  if (!(meanBatch >= 1 && batchScv >= 0)) throw new RangeError(`batch of ${meanBatch} with SCV ${batchScv}`);
  const utilization = arrivalRate * meanService;
  if (utilization >= 1) return { utilization, meanInSystem: Infinity, meanResponse: Infinity };
  // E[X²]/E[X] = E[X]·(1 + SCV)
  const meanResponse = (meanService * (1 + meanBatch * (1 + batchScv))) / (2 * (1 - utilization));
  return { utilization, meanInSystem: arrivalRate * meanResponse, meanResponse };
}

/** Time in units of E[S]; `spare` = c − a. */
function responseTail(wait: number, spare: number, time: number): number {
  const gap = spare - 1;
  const own = Math.exp(-time);
  // The two rates may agree: their difference quotient is then taken through expm1, which has the limit t.
  const mixed =
    Math.abs(gap * time) < 1
      ? gap === 0
        ? own * time
        : (own * -Math.expm1(-gap * time)) / gap
      : (own - Math.exp(-spare * time)) / gap;
  return own + wait * mixed;
}

function occupancy(states: Float64Array, servers: number): { busy: number; waiting: number; allBusy: number } {
  let busy = 0;
  let waiting = 0;
  let allBusy = 0;
  for (let k = 0; k < states.length; k++) {
    busy += Math.min(k, servers) * states[k]!;
    if (k < servers) continue;
    waiting += (k - servers) * states[k]!;
    allBusy += states[k]!;
  }
  return { busy, waiting, allBusy };
}

function check({ arrivalRate, meanService, servers }: MarkovQueue): void {
  if (!(arrivalRate >= 0 && arrivalRate < Infinity)) {
    throw new RangeError(`arrival rate must be 0 or more: ${arrivalRate}`);
  }
  if (!(meanService > 0 && meanService < Infinity)) {
    throw new RangeError(`mean service time must be above 0: ${meanService}`);
  }
  if (!(Number.isInteger(servers) && servers >= 1)) {
    throw new RangeError(`servers must be an integer of 1 or more: ${servers}`);
  }
}

function checkShare(share: number): void {
  if (!(share >= 0 && share < 1)) throw new RangeError(`share must be 0 or more and below 1: ${share}`);
}
