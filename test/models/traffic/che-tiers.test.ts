import { describe, expect, it } from 'vitest';
import { cheHitRatio, hottestShardShare, tieredHitRatio } from '../../../src/models/traffic/che.ts';
import { randomNumbers } from '../system/generated.ts';

/** Least recently used, by the insertion order of a map. */
function lru(capacity: number) {
  const held = new Map<number, true>();
  return (object: number): boolean => {
    const hit = held.delete(object);
    held.set(object, true);
    if (held.size > capacity) held.delete(held.keys().next().value!);
    return hit;
  };
}

/** Hits of simulated LRU caches with one behind them all. */
function simulated(objects: number, zipf: number, edges: number, capacity: number, shieldCapacity: number) {
  const random = randomNumbers(11);
  const cumulated = new Float64Array(objects);
  let total = 0;
  for (let i = 0; i < objects; i++) cumulated[i] = total += (i + 1) ** -zipf;
  const draw = () => {
    const at = random() * total;
    let [low, high] = [0, objects - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (cumulated[middle]! < at) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  const caches = Array.from({ length: edges }, () => lru(capacity));
  const shield = lru(shieldCapacity);
  const requests = 1_000_000;
  let [edgeHits, shieldHits, counted] = [0, 0, 0];
  for (let n = 0; n < requests; n++) {
    const object = draw();
    const hit = caches[Math.floor(random() * edges)]!(object);
    const behind = !hit && shield(object);
    if (n < requests / 4) continue;
    counted++;
    if (hit) edgeHits++;
    else if (behind) shieldHits++;
  }
  return { edge: edgeHits / counted, offload: (edgeHits + shieldHits) / counted };
}

describe('points of presence before a shield', () => {
  it.each([
    { objects: 10_000, zipf: 0.8, capacity: 500, shieldCapacity: 3000 },
    { objects: 10_000, zipf: 1.1, capacity: 200, shieldCapacity: 1000 },
    { objects: 5000, zipf: 0.6, capacity: 300, shieldCapacity: 2500 },
  ])('hit as simulated ones do: $objects objects, exponent $zipf', ({ objects, zipf, capacity, shieldCapacity }) => {
    const found = tieredHitRatio({ objects, zipf, capacity, shieldCapacity });
    const measured = simulated(objects, zipf, 5, capacity, shieldCapacity);
    expect(Math.abs(found.edge - measured.edge)).toBeLessThan(0.004);
    expect(Math.abs(found.offload - measured.offload)).toBeLessThan(0.015);
  });

  it('are one cache where there is no shield, and keep everything where all fits', () => {
    const one = tieredHitRatio({ objects: 1000, zipf: 0.9, capacity: 100, shieldCapacity: 0 });
    expect(one.offload).toBeCloseTo(cheHitRatio({ objects: 1000, zipf: 0.9, capacity: 100 }), 9);
    expect(tieredHitRatio({ objects: 1000, zipf: 0.9, capacity: 100, shieldCapacity: 1000 }).offload).toBeCloseTo(1, 6);
  });
});

describe('the hottest shard', () => {
  it('has the first object and its part of the rest', () => {
    // Two objects of equal weight on two shards: 1/2 + 1/4.
    expect(hottestShardShare({ objects: 2, zipf: 0, shards: 2 })).toBeCloseTo(0.75, 12);
    expect(hottestShardShare({ objects: 100, zipf: 0, shards: 4 })).toBeCloseTo(0.01 + 0.99 / 4, 12);
    expect(hottestShardShare({ objects: 100, zipf: 1, shards: 1 })).toBe(1);
  });
});
