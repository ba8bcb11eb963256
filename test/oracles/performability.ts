import { numberDown } from './blocks.ts';

/**
 * What servers that come and go can serve of a steady demand, averaged over how many are up.
 *
 * @param unavailabilities of each server.
 * @param capacity of each that is up.
 * @param demand in the same unit, above 0.
 * @throws RangeError for arguments outside their ranges.
 * Accuracy: exact for independent servers.
 * @see J. F. Meyer, "On evaluating the performability of degradable computing systems", IEEE Trans. Computers 29
 *   (1980).
 */
export function performability(servers: {
  readonly unavailabilities: readonly number[];
  readonly capacity: number;
  readonly demand: number;
}): {
  /** P(capacity < demand). */
  readonly shortfallProbability: number;
  readonly expectedCapacity: number;
  readonly expectedServed: number;
} {
  const { unavailabilities, capacity, demand } = servers;
  if (!(capacity >= 0 && demand > 0)) throw new RangeError(`capacity ${capacity}, demand ${demand}`);
  let shortfallProbability = 0;
  let missing = 0;
  let up = 0;
  const down = numberDown(unavailabilities);
  down.forEach((probability, count) => {
    const available = (unavailabilities.length - count) * capacity;
    up += probability * available;
    if (available >= demand) return;
    shortfallProbability += probability;
    missing += probability * (demand - available);
  });
  return { shortfallProbability, expectedCapacity: up, expectedServed: demand - missing };
}
