/** The fewest servers that will do. */

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

function checkLoad(load: number): void {
  if (!(load >= 0 && load < Infinity)) throw new RangeError(`offered load must be 0 or more: ${load}`);
}

function checkShare(target: number): void {
  if (!(target > 0 && target <= 1)) throw new RangeError(`target must be above 0 and 1 at most: ${target}`);
}
