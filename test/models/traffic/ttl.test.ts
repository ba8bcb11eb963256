import { describe, expect, it } from 'vitest';

import { ttlLookupRate } from '../../../src/models/traffic/ttl.ts';

describe('lookups past caches', () => {
  it('follow the renewal formula', () => {
    // Ten resolvers at 10/s each: 10/(1 + 600) a second each.
    expect(ttlLookupRate(100, 10, 60)).toBeCloseTo(100 / 601, 14);
    expect(ttlLookupRate(1, 1, 1)).toBe(0.5);
  });

  it('are all queries without a time to live, or with a cache for each query', () => {
    expect(ttlLookupRate(40, 8, 0)).toBe(40);
    expect(ttlLookupRate(40, Infinity, 300)).toBe(40);
    expect(ttlLookupRate(0, 8, 300)).toBe(0);
  });

  it('approach one for each resolver and time to live under heavy load', () => {
    expect(ttlLookupRate(1e9, 50, 300)).toBeCloseTo(50 / 300, 6);
    expect(ttlLookupRate(1e9, 50, 300)).toBeLessThan(50 / 300);
  });

  it('agree with a simulated cache', () => {
    // A small multiplicative generator (Park and Miller 1988), so that the run is the same every time.
    let state = 20260720;
    const uniform = () => (state = (state * 16807) % 2147483647) / 2147483647;
    const [rate, ttl, arrivals] = [0.5, 3, 400_000];
    let [now, expires, misses] = [0, -1, 0];
    for (let i = 0; i < arrivals; i++) {
      now -= Math.log(uniform()) / rate;
      if (now < expires) continue;
      misses++;
      expires = now + ttl;
    }
    // 160,000 misses: a standard error well below 0.2 %.
    expect(misses / now / ttlLookupRate(rate, 1, ttl)).toBeCloseTo(1, 2);
  });

  it.each([
    [-1, 1, 1],
    [NaN, 1, 1],
    [Infinity, 1, 1],
    [1, 0, 1],
    [1, NaN, 1],
    [1, 1, -1],
    [1, 1, Infinity],
  ])('refuse a rate of %s over %s resolvers for %s s', (rate, resolvers, ttl) => {
    expect(() => ttlLookupRate(rate, resolvers, ttl)).toThrow(RangeError);
  });
});
