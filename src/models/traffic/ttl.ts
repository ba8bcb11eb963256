/**
 * The rate of lookups that get past caches with a time to live: what an authoritative DNS server sees
 * of its clients' queries.
 *
 * Each of n resolvers sees a Poisson stream of rate λ = rate/n. A miss fetches the record and starts its
 * time to live T; every query within T hits; the next one after it misses. A cycle from miss to miss lasts
 * T plus the wait for one arrival, 1/λ, and the process renews itself there, so a resolver misses at
 * 1/(T + 1/λ) = λ/(1 + λT), and all of them at rate/(1 + rate·T/n).
 *
 * @param rate queries per second of all clients together, ≥ 0.
 * @param resolvers n: caches that the clients are spread over evenly, ≥ 1; `Infinity` if each query
 *   comes through a cache of its own, which then holds nothing.
 * @param ttlSeconds T: time to live, ≥ 0.
 * @returns misses per second, 0 to `rate`, and never more than n/T.
 * @throws RangeError for arguments outside those ranges.
 * @see J. Jung, A. W. Berger and H. Balakrishnan, "Modeling TTL-based Internet caches", IEEE INFOCOM
 *   2003, whose renewal formula this is with exponential gaps.
 * @example ttlLookupRate(100, 10, 60) // 100/601: about one query in 600 gets through
 */
export function ttlLookupRate(rate: number, resolvers: number, ttlSeconds: number): number {
  if (!(rate >= 0 && rate < Infinity)) throw new RangeError(`rate must be 0 or more: ${rate}`);
  if (!(resolvers >= 1)) throw new RangeError(`resolvers must be 1 or more: ${resolvers}`);
  if (!(ttlSeconds >= 0 && ttlSeconds < Infinity)) {
    throw new RangeError(`time to live must be 0 seconds or more: ${ttlSeconds}`);
  }
  return rate / (1 + (rate / resolvers) * ttlSeconds);
}
