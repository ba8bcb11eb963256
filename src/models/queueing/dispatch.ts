/**
 * How long a request waits at the node that it was sent to: a tier of equal nodes, each with its own servers and its
 * own queue, first come, first served.
 */
import { conditionalWaitScv, meanWait, waitMoments, type GeneralQueue, type WaitMoments } from './ggc.ts';
import type { ChosenWait } from './method.ts';

/** Equal nodes and what they are sent. Times share one unit, rates are its inverse. */
export interface DispatchedTier {
  /** n, an integer ≥ 1. */
  readonly nodes: number;
  /** c of each node, an integer ≥ 1. */
  readonly servers: number;
  /** Of the whole tier, ≥ 0. */
  readonly arrivalRate: number;
  /** E[S] > 0. */
  readonly meanService: number;
  /** ca² ≥ 0 of the arrivals at the tier. */
  readonly arrivalScv: number;
  /** cs² ≥ 0. */
  readonly serviceScv: number;
  readonly dispatch: 'shared' | 'random' | 'round-robin' | 'power-of-two' | 'least-connections';
}

/**
 * A request's wait at its node.
 *
 * - `shared`: GI/G/(n·c).
 * - `random`: GI/G/c with thinned arrivals, ca² → 1 − 1/n + ca²/n.
 * - `round-robin`: GI/G/c with every n-th arrival, ca² → ca²/n.
 * - `power-of-two`: the wait of one shared queue, plus what is lost by looking at two nodes only: the waiting time in
 *   the limit of endlessly many nodes (Mitzenmacher's fixed point, here for nodes with c servers), scaled for the
 *   service SCV and, because in a small tier the two are most of it, for n.
 * - `least-connections`: the wait of one shared queue, plus what is lost because a request can't leave its node.
 *
 * @returns the three figures of `waitMoments`, and of which of these queues they are; the mean is `Infinity` where ρ ≥
 *   1.
 * @throws RangeError for arguments outside their ranges.
 *
 * Accuracy: `shared`, `random` and `round-robin` as `meanWait`. For the other two the constants are fitted to 288
 * simulations each (Poisson arrivals; n of 2, 4, 10, 50; c of 1, 2, 4, 16; ρ from 0.3 to 0.95; service SCV of 0, 1, 4):
 * of the mean response the worst error is 4.0 % (power of two) and 3.9 % (least connections), where the simulations
 * themselves leave 3 % open. For arrival SCVs of 1/4 and 4 it is 8 % and 16 %.
 * The probability of waiting is rougher (0.17 at worst, with Poisson arrivals), and so is the SCV.
 *
 * Always shared ≤ least-connections ≤ power-of-two ≤ random and shared ≤ round-robin ≤ random. Round robin has no fixed
 * place between them: with fixed service times it's as good as a shared queue, and at a low load, where two picked
 * nodes may both be busy while the one whose turn it is seldom is, it beats power of two even with exponential ones.
 * Simulations agree.
 *
 * @see M. Mitzenmacher, "The power of two choices in randomized load balancing", IEEE Trans. Parallel and Distributed
 *   Systems 12 (2001); R. D. Nelson and T. K. Philips, "An approximation for the mean response time for shortest queue
 *   routing with general interarrival and service times", Performance Evaluation 17 (1993), for the split of the second
 *   kind; W. Whitt, "The queueing network analyzer", Bell System Tech. J. 62 (1983), for the thinned streams.
 * @example
 * // ten nodes of one server at 80 %: random waits 4 services, two choices 1.08, one shared queue 0.2
 */
export function dispatchWait(tier: DispatchedTier): ChosenWait {
  check(tier);
  const { nodes, servers, arrivalRate, meanService, arrivalScv, serviceScv } = tier;
  const pool: GeneralQueue = { arrivalRate, servers: nodes * servers, meanService, arrivalScv, serviceScv };
  if (nodes === 1 || tier.dispatch === 'shared') return waitMoments(pool);
  const shared = waitOf(pool);
  if (shared.meanWait === Infinity) return shared.moments();
  const node = { ...pool, arrivalRate: arrivalRate / nodes, servers };
  const random = waitOf({ ...node, arrivalScv: 1 + (arrivalScv - 1) / nodes });
  switch (tier.dispatch) {
    case 'random':
      return noBetter(random, shared).moments();
    case 'round-robin':
      return between(shared, waitOf({ ...node, arrivalScv: arrivalScv / nodes }), random).moments();
    case 'least-connections':
      return between(shared, known(leastConnections(tier, shared.moments())), random).moments();
    case 'power-of-two': {
      const moments = shared.moments();
      const least = known(leastConnections(tier, moments));
      return between(least, known(powerOfTwo(tier, moments)), random).moments();
    }
  }
}

/**
 * A wait of which only the mean is known until it has been chosen: the other figures take twice as long to work out.
 */
interface Wait {
  readonly meanWait: number;
  moments(): ChosenWait;
}

function waitOf(queue: GeneralQueue): Wait {
  const mean = meanWait(queue);
  return { meanWait: mean, moments: () => waitMoments(queue, undefined, mean) };
}

const known = (moments: ChosenWait): Wait => ({ meanWait: moments.meanWait, moments: () => moments });

/** Constants of the fit to the simulations named above: `dispatchWait`. */
const LEAST = { scale: 0.51, servers: 1.602, small: 0.503, large: 0.199, scv: 1.026, scvServers: 0.87 };

function leastConnections(tier: DispatchedTier, shared: ChosenWait): ChosenWait {
  const { nodes, servers, meanService, serviceScv } = tier;
  const variation = (1 + serviceScv) / 2;
  const stuck =
    LEAST.scale *
    servers ** -LEAST.servers *
    (1 - 1 / nodes) ** LEAST.small *
    nodes ** -LEAST.large *
    variation ** (LEAST.scv / servers ** LEAST.scvServers);
  const meanWait = shared.meanWait + meanService * shared.waitProbability * stuck;
  if (meanWait === 0) return { ...shared, formula: 'least-connections', given: tier };
  // Who waits does so for the shared queue's backlog, or for the rest of a service at a node, whichever is longer,
  // roughly.
  const backlog = shared.waitProbability > 0 ? shared.meanWait / shared.waitProbability : 0;
  const rest = (meanService * variation) / servers;
  const conditional = (backlog ** 1.5 + rest ** 1.5) ** (2 / 3);
  const pooled = Math.min(1, backlog / conditional) ** 2;
  const idle = conditionalWaitScv(nodeQueue(tier, 0));
  return {
    waitProbability: Math.min(1, meanWait / conditional),
    meanWait,
    conditionalScv: pooled * shared.conditionalScv + (1 - pooled) * idle,
    formula: 'least-connections',
    given: tier,
  };
}

/** Constants of the fit to the simulations named above: `dispatchWait`. */
const TWO = {
  /** By how much the limit's wait depends on the service SCV: below 1, above 1, and less so with more servers. */
  regular: 1.045,
  regularBusy: 0.132,
  irregular: 1.031,
  irregularBusy: 0.313,
  servers: 0.3,
  /** How a small number of nodes takes it back. */
  small: 8.05,
  smallBusy: 3.046,
  nodes: 1.247,
  nodesIdle: 3.558,
  sharp: 0.881,
};

function powerOfTwo(tier: DispatchedTier, shared: ChosenWait): ChosenWait {
  const { nodes, servers, meanService, serviceScv } = tier;
  const utilization = (tier.arrivalRate * meanService) / (nodes * servers);
  const limit = twoChoicesLimit(servers, utilization);
  const exponent =
    serviceScv < 1 ? TWO.regular + TWO.regularBusy * utilization ** 4 : TWO.irregular - TWO.irregularBusy * utilization;
  const variation = ((1 + serviceScv) / 2) ** (exponent / servers ** TWO.servers);
  const small =
    TWO.small * utilization ** TWO.smallBusy * (nodes - 1) ** -(TWO.nodes + TWO.nodesIdle * (1 - utilization));
  const lost = limit.meanWait * variation * (1 + small ** TWO.sharp) ** (-1 / TWO.sharp);
  const bursts = 1 + Math.max(0, tier.arrivalScv - 1) / (nodes * (1 + serviceScv));
  const meanWait = shared.meanWait + meanService * lost * bursts;
  if (meanWait === 0) return { ...shared, formula: 'power-of-two', given: tier };
  const pooled = (shared.meanWait / meanWait) ** 2;
  const idle = conditionalWaitScv(nodeQueue(tier, 0));
  const own = limit.conditionalScv * idle ** (serviceScv < 1 ? 1 - 0.4 * utilization ** 2 : 1);
  return {
    waitProbability: Math.max(shared.waitProbability, limit.waitProbability),
    meanWait,
    conditionalScv: pooled * shared.conditionalScv + (1 - pooled) * own,
    formula: 'power-of-two',
    given: tier,
  };
}

/**
 * The supermarket model: endlessly many nodes of c exponential servers, the less busy of two random nodes is chosen.
 * Times in units of E[S].
 *
 * With sₖ the share of nodes that hold k or more, flow balance is c·ρ·(sₖ² − sₖ₊₁²) = min(k + 1, c)·(sₖ₊₁ − sₖ₊₂); from
 * c − 1 upwards that is sₖ₊₁ = ρ·sₖ². Below, the sums of it give sₖ from those above; s_(c−1) is found so that s₀ = 1.
 */
function twoChoicesLimit(servers: number, utilization: number): WaitMoments {
  let low = -740;
  let high = 0;
  const lastBelow = (log: number) => {
    let share = Math.exp(log);
    let next = utilization * share * share;
    let above = next;
    for (let k = servers - 2; k >= 0; k--) {
      const before = Math.sqrt(((k + 1) * share + above) / (servers * utilization));
      above += share;
      next = share;
      share = before;
    }
    return share;
  };
  if (servers > 1) {
    for (let step = 0; step < 60; step++) {
      const middle = (low + high) / 2;
      if (lastBelow(middle) < 1) low = middle;
      else high = middle;
    }
  }
  const full = utilization * Math.exp(2 * (servers > 1 ? low : 0));
  let waitProbability = 0;
  let first = 0;
  let second = 0;
  let share = full;
  // An arrival joins a node that holds c + j when both of its two do, but not both more: it waits for j + 1 services to
  // end.
  for (let j = 0; share > 1e-200; j++) {
    const next = utilization * share * share;
    const joins = share * share - next * next;
    waitProbability += joins;
    first += (joins * (j + 1)) / servers;
    second += (joins * (j + 1) * (j + 2)) / (servers * servers);
    share = next;
  }
  const conditionalScv = waitProbability > 0 ? (second * waitProbability) / (first * first) - 1 : 1;
  return { waitProbability, meanWait: first, conditionalScv };
}

function nodeQueue({ servers, meanService, serviceScv }: DispatchedTier, arrivalRate: number): GeneralQueue {
  return { arrivalRate, servers, meanService, arrivalScv: 1, serviceScv };
}

function between(least: Wait, wanted: Wait, most: Wait): Wait {
  const bounded = noBetter(wanted, least);
  return bounded.meanWait > most.meanWait ? noBetter(most, least) : bounded;
}

function noBetter(wanted: Wait, least: Wait): Wait {
  return wanted.meanWait < least.meanWait ? least : wanted;
}

function check({ nodes, servers }: DispatchedTier): void {
  for (const [name, count] of [
    ['nodes', nodes],
    ['servers', servers],
  ] as const) {
    if (!(Number.isInteger(count) && count >= 1)) {
      throw new RangeError(`${name} must be an integer of 1 or more: ${count}`);
    }
  }
}
