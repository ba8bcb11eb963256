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

/**
 * The latest answer: each figure of a wait asks for it anew, and with a thousand servers the recursion is what takes
 * time.
 */
let last = { servers: 0, offeredLoad: 0, delay: 0 };

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
