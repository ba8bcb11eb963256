/**
 * Erlang's loss probability: the share of arrivals that find all servers of an M/G/c/c system busy.
 *
 * B(0) = 1, B(k) = a·B(k−1) / (k + a·B(k−1)). Every term is positive, so no digits are lost; factorials never appear.
 *
 * @param servers c: an integer ≥ 0.
 * @param offeredLoad a = arrival rate × mean service time, in erlang, ≥ 0.
 * @returns 0..1; exact.
 * @throws RangeError for arguments outside those ranges.
 * @see A. K. Erlang, "Solution of some problems in the theory of probabilities of significance in automatic telephone
 *   exchanges" (1917); D. L. Jagerman, "Some properties of the Erlang loss function", Bell System Tech. J. 53 (1974).
 * @example erlangB(10, 5) // 0.01838
 */
export function erlangB(servers: number, offeredLoad: number): number {
  checkServers(servers, 0);
  checkLoad(offeredLoad);
  let blocking = 1;
  for (let k = 1; k <= servers; k++) blocking = nextBlocking(blocking, k, offeredLoad);
  return blocking;
}

/**
 * Erlang's delay probability: the share of arrivals that wait in an M/M/c queue, C = c·B / (c − a·(1 − B)).
 *
 * @param servers c: an integer ≥ 1.
 * @param offeredLoad a = arrival rate × mean service time, in erlang, ≥ 0.
 * @returns 0..1; 1 where a ≥ c (the queue grows without end); exact.
 * @throws RangeError for arguments outside those ranges.
 * @see Erlang (1917), as for `erlangB`; L. Kleinrock, "Queueing Systems", volume 1 (1975), section 3.5.
 * @example erlangC(2, 1.8) // 0.8526
 */
export function erlangC(servers: number, offeredLoad: number): number {
  if (servers === last.servers && offeredLoad === last.offeredLoad) return last.delay;
  checkServers(servers, 1);
  const delay = delayFromBlocking(erlangB(servers, offeredLoad), servers, offeredLoad);
  last = { servers, offeredLoad, delay };
  return delay;
}

/** The latest answer: each figure of a wait asks for it anew, and with a thousand servers the recursion is what takes time. */
let last = { servers: 0, offeredLoad: 0, delay: 0 };

/**
 * The fewest servers whose loss probability is at most `target`.
 *
 * @param offeredLoad a, in erlang, ≥ 0.
 * @param target blocking that is put up with, above 0, 1 at most.
 * @throws RangeError for arguments outside those ranges.
 * @see `erlangB`, whose recursion is stepped until it is small enough.
 * @example serversForBlocking(3.5, 0.02) // 8
 */
export function serversForBlocking(offeredLoad: number, target: number): number {
  checkLoad(offeredLoad);
  checkShare(target);
  let blocking = 1;
  let servers = 0;
  while (blocking > target) blocking = nextBlocking(blocking, ++servers, offeredLoad);
  return servers;
}

/**
 * The fewest servers of an M/M/c queue with P(wait > limit) at most `target`: P(W > t) = C·e^(−(c − a)·t/E[S]).
 *
 * @param arrivalRate λ, ≥ 0.
 * @param meanService E[S], above 0, in the unit of 1/λ.
 * @param waitLimit t ≥ 0 in the same unit; 0 asks for the probability of waiting at all.
 * @param target share of arrivals that may wait longer, above 0, 1 at most.
 * @throws RangeError for arguments outside those ranges.
 * @see `erlangC`.
 * @example serversForWait({ arrivalRate: 20, meanService: 1, waitLimit: 0.5, target: 0.1 }) // 23
 */
export function serversForWait(wanted: {
  readonly arrivalRate: number;
  readonly meanService: number;
  readonly waitLimit: number;
  readonly target: number;
}): number {
  const { arrivalRate, meanService, waitLimit, target } = wanted;
  const load = arrivalRate * meanService;
  checkLoad(load);
  checkShare(target);
  if (!(meanService > 0)) throw new RangeError(`mean service time must be above 0: ${meanService}`);
  if (!(waitLimit >= 0)) throw new RangeError(`wait limit must be 0 or more: ${waitLimit}`);
  let blocking = 1;
  for (let servers = 1; ; servers++) {
    blocking = nextBlocking(blocking, servers, load);
    if (servers <= load) continue;
    const late = delayFromBlocking(blocking, servers, load) * Math.exp((-(servers - load) * waitLimit) / meanService);
    if (late <= target) return servers;
  }
}

function nextBlocking(blocking: number, servers: number, load: number): number {
  return (load * blocking) / (servers + load * blocking);
}

function delayFromBlocking(blocking: number, servers: number, load: number): number {
  if (load >= servers) return 1;
  return (servers * blocking) / (servers - load + load * blocking);
}

function checkServers(servers: number, least: number): void {
  if (!(Number.isInteger(servers) && servers >= least)) {
    throw new RangeError(`servers must be an integer of ${least} or more: ${servers}`);
  }
}

function checkLoad(load: number): void {
  if (!(load >= 0 && load < Infinity)) throw new RangeError(`offered load must be 0 or more: ${load}`);
}

function checkShare(target: number): void {
  if (!(target > 0 && target <= 1)) throw new RangeError(`target must be above 0 and 1 at most: ${target}`);
}
