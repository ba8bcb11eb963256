/**
 * Whitt's queueing network analyzer: streams of requests by their rate and the SCV of the gaps, through nodes that
 * change both.
 */

/**
 * The SCV of several streams together as the queue that they meet feels it: w·Σ pᵢcᵢ² + 1 − w, with w = 1/(1 + 4(1 −
 * ρ)²(v − 1)) and v = 1/Σ pᵢ². Many streams look like Poisson arrivals to a queue that is often empty, and like what
 * they are to one that never is.
 *
 * @param meanScv Σ pᵢcᵢ² of the streams, pᵢ the share of the requests that come by each.
 * @param sumOfSquaredShares Σ pᵢ², above 0, 1 at most.
 * @param utilization ρ of the queue; above 1 it is taken as 1.
 * Accuracy: approximate.
 * @see W. Whitt, "The queueing network analyzer", Bell System Tech. J. 62 (1983), (29), (30), (33).
 */
export function superpositionScv(meanScv: number, sumOfSquaredShares: number, utilization: number): number {
  const streams = 1 / Math.max(1e-12, sumOfSquaredShares);
  const weight = 1 / (1 + 4 * (1 - Math.min(1, utilization)) ** 2 * Math.max(0, streams - 1));
  return weight * meanScv + 1 - weight;
}

/**
 * The SCV of a share of a stream, each request of it picked by chance: 1 + p·(c² − 1).
 *
 * @param share p; above 1, where requests come more than once, it is taken as 1.
 * Accuracy: exact for a renewal stream.
 * @see Whitt (1983), (37).
 */
export function splitScv(scv: number, share: number): number {
  const split = Math.min(1, share);
  return split * scv + 1 - split;
}

/**
 * The SCV of what leaves a GI/G/c queue: 1 + (1 − ρ²)(ca² − 1) + ρ²(max(cs², 0.2) − 1)/√c.
 *
 * @param arrivalScv ca²
 * @param serviceScv cs²
 * @param servers c, 1 or more
 * @param utilization ρ; beyond 1 it puts out all it can, as at 1.
 * Accuracy: approximate; exact for M/M/c.
 * @see Whitt (1983), (39).
 */
export function departureScv(arrivalScv: number, serviceScv: number, servers: number, utilization: number): number {
  const busy = Math.min(1, utilization) ** 2;
  return 1 + (1 - busy) * (arrivalScv - 1) + (busy / Math.sqrt(servers)) * (Math.max(serviceScv, 0.2) - 1);
}
