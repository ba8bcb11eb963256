/** The most popular ranks are taken one by one; the rest in groups, each this much wider than the one before. */
const EXACT_RANKS = 1000;
const GROUP_GROWTH = 1.002;

/**
 * Hit ratio of an LRU cache under the independent reference model with Zipf popularity, by Che's approximation.
 *
 * The characteristic time T solves Σᵢ (1 − e^(−pᵢT)) = C; the hit ratio is Σᵢ pᵢ(1 − e^(−pᵢT)), with pᵢ ∝ i^(−zipf).
 * Ranks beyond the thousandth are summed in groups of nearly equal popularity (a group spans at most 0.2 % in rank),
 * which keeps a catalogue of a billion objects as quick as one of ten thousand.
 *
 * @param objects size of the catalogue, at least 1
 * @param zipf exponent of the popularity, at least 0 (0 = uniform)
 * @param capacity objects that fit into the cache
 * @returns share of requests that hit, 0..1; 1 where everything fits
 * Accuracy: approximate; within 0.0002 of simulated LRU on the reference catalogues.
 * @see Che, Tung & Wang, "Hierarchical Web Caching Systems: Modeling, Design and Experimental Results", IEEE JSAC
 *   20(7), 2002
 */
export function cheHitRatio({ objects, zipf, capacity }: { objects: number; zipf: number; capacity: number }): number {
  const n = Math.max(1, Math.floor(objects));
  if (capacity >= n) return 1;
  if (!(capacity > 0)) return 0;
  const { popularity, members } = zipfGroups(n, zipf);
  return hitShares(popularity, members, capacity).hits;
}

/**
 * Hit ratios of many caches in front of one: points of presence and the origin shield that their misses go to.
 *
 * Each point of presence sees the same popularity and is LRU by itself. What misses there asks the shield for object i
 * at the rate pᵢ(1 − hᵢ); from many points of presence these streams are all but Poisson, so that Che's approximation
 * holds for the shield with those rates in place of the popularity.
 *
 * @param capacity objects that fit into one point of presence
 * @param shieldCapacity objects that fit into the shield
 * @returns `edge`: share of all requests that hit at the edge; `shield`: share of the edge's misses that hit there;
 *   `offload`: share that never reaches the origin
 * Accuracy: approximate; within 0.015 of simulated LRU with five points of presence, too low, and better with more.
 * @see Che, Tung & Wang (2002), section IV
 */
export function tieredHitRatio({
  objects,
  zipf,
  capacity,
  shieldCapacity,
}: {
  objects: number;
  zipf: number;
  capacity: number;
  shieldCapacity: number;
}): { edge: number; shield: number; offload: number } {
  const n = Math.max(1, Math.floor(objects));
  const { popularity, members } = zipfGroups(n, zipf);
  const edge = hitShares(popularity, members, Math.min(capacity, n));
  const missed = popularity.map((p, i) => p * (1 - edge.held[i]!));
  const shield = hitShares(missed, members, Math.min(shieldCapacity, n));
  const offload = Math.min(1, edge.hits + shield.hits);
  return { edge: edge.hits, shield: edge.hits < 1 ? Math.min(1, shield.hits / (1 - edge.hits)) : 0, offload };
}

/**
 * The share of requests that the busiest of some shards gets, when keys hash to shards: the one that has the most
 * popular object, and its part of all others.
 * @example hottestShardShare({ objects: 1e6, zipf: 1, shards: 4 }) // the first object alone gets 7 %
 */
export function hottestShardShare(catalogue: { objects: number; zipf: number; shards: number }): number {
  if (catalogue.shards <= 1) return 1;
  const first = hottestObjectShare(catalogue);
  return first + (1 - first) / catalogue.shards;
}

/** The share of requests that ask for the most popular object. */
export function hottestObjectShare({ objects, zipf }: { objects: number; zipf: number }): number {
  return zipfGroups(Math.max(1, Math.floor(objects)), zipf).popularity[0]!;
}

/**
 * Shares of requests that hit, and of each object's, in an LRU cache of a capacity whose objects are asked for at some
 * rates.
 */
function hitShares(rates: Float64Array, members: Float64Array, capacity: number): { hits: number; held: Float64Array } {
  const filled = (time: number) => {
    let sum = 0;
    for (let i = 0; i < rates.length; i++) sum += members[i]! * -Math.expm1(-rates[i]! * time);
    return sum;
  };
  let low = 0;
  let high = Math.max(capacity, 1);
  while (filled(high) < capacity && high < 1e300) high *= 2;
  for (let step = 0; step < 200 && high - low > 1e-13 * high; step++) {
    const middle = (low + high) / 2;
    if (filled(middle) < capacity) low = middle;
    else high = middle;
  }
  const held = rates.map((rate) => -Math.expm1(-rate * high));
  let hits = 0;
  for (let i = 0; i < rates.length; i++) hits += members[i]! * rates[i]! * held[i]!;
  return { hits: Math.min(1, hits), held };
}

/** Popularities that sum to one, with the number of objects that share each. */
export function zipfGroups(n: number, zipf: number): { popularity: Float64Array; members: Float64Array } {
  const weights: number[] = [];
  const members: number[] = [];
  for (let first = 1; first <= n;) {
    const last = first < EXACT_RANKS ? first : Math.min(n, Math.floor(first * GROUP_GROWTH));
    members.push(last - first + 1);
    weights.push(((first + last) / 2) ** -zipf);
    first = last + 1;
  }
  let total = 0;
  for (let i = 0; i < weights.length; i++) total += weights[i]! * members[i]!;
  return {
    popularity: Float64Array.from(weights, (weight) => weight / total),
    members: Float64Array.from(members),
  };
}
