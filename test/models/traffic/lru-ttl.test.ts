import { describe, expect, it } from 'vitest';
import { cheHitRatio } from '../../../src/models/traffic/che.ts';
import { expiringHitRatio, hitsOfEntry, type ExpiringCache } from '../../../src/models/traffic/lru-ttl.ts';
import { randomNumbers } from '../system/generated.ts';

/** A cache that evicts the least recently used entry, and drops every entry a fixed time after its fetch. */
function simulated({ objects, zipf, capacity, rate, ttlSeconds }: ExpiringCache, requests: number) {
  const random = randomNumbers(7);
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
  /** When each held object was fetched, the least recently used first. */
  const held = new Map<number, number>();
  /** Fetches in their order, which is that of their expiry. */
  const fetches: { object: number; at: number }[] = [];
  let [now, next, hits, expiries, counted, start] = [0, 0, 0, 0, 0, 0];
  for (let n = 0; n < requests; n++) {
    now -= Math.log1p(-random()) / rate;
    if (n === Math.floor(requests / 4)) [hits, expiries, counted, start] = [0, 0, 0, now];
    for (; next < fetches.length && fetches[next]!.at + ttlSeconds <= now; next++) {
      const { object, at } = fetches[next]!;
      if (held.get(object) !== at) continue;
      held.delete(object);
      expiries++;
    }
    counted++;
    const object = draw();
    const fetched = held.get(object);
    if (fetched === undefined) fetches.push({ object, at: now });
    else {
      hits++;
      held.delete(object);
    }
    held.set(object, fetched ?? now);
    if (held.size > capacity) held.delete(held.keys().next().value!);
  }
  return { hits: hits / counted, expiries: expiries / (now - start) };
}

/** Hits of one entry, of gaps that are drawn until it expires or a gap is too long. */
function drawnHits(arrivals: number, ttl: number, entries: number) {
  const random = randomNumbers(3);
  let hits = 0;
  for (let n = 0; n < entries; n++) {
    for (let at = 0; ; hits++) {
      const gap = -Math.log1p(-random()) / arrivals;
      at += gap;
      if (gap > 1 || at > ttl) break;
    }
  }
  return hits / entries;
}

/** The renewal equation m(t) = F(t) + ∫ m(t − u) f(u) du over gaps of at most 1, by the trapezoidal rule. */
function renewalFunction(arrivals: number, ttl: number, perUnit: number) {
  const step = 1 / perUnit;
  const m = new Float64Array(Math.round(ttl * perUnit) + 1);
  for (let k = 1; k < m.length; k++) {
    let sum = 0;
    for (let j = 1; j <= Math.min(k, perUnit); j++) {
      const weight = j === Math.min(k, perUnit) ? 0.5 : 1;
      sum += weight * m[k - j]! * arrivals * Math.exp(-arrivals * j * step);
    }
    m[k] = (-Math.expm1(-arrivals * Math.min(1, k * step)) + sum * step) / (1 - (arrivals * step) / 2);
  }
  return m.at(-1)!;
}

describe('hits of an entry between two misses', () => {
  it('are all requests of its life where nothing is evicted, and those of an unbroken run where nothing expires', () => {
    expect(hitsOfEntry(3, 0.5)).toBe(1.5);
    expect(hitsOfEntry(0.2, 1)).toBe(0.2);
    // A run goes on with probability 1 − e^−x at every request: geometric.
    for (const x of [0.1, 0.9, 1, 1.001, 2, 3]) expect(hitsOfEntry(x, 1000) / Math.expm1(x)).toBeCloseTo(1, 9);
    expect(hitsOfEntry(1, 39.5) / Math.expm1(1)).toBeCloseTo(1, 9);
  });

  it.each([
    [0.5, 1.5],
    [1, 3],
    [2, 5],
    [4, 20],
    [6, 30],
  ])('solve the renewal equation with %d arrivals in a characteristic time and a life of %d', (arrivals, ttl) => {
    // The rule is wrong by the square of its step: what two steps say together is not.
    const [coarse, fine] = [200, 400].map((perUnit) => renewalFunction(arrivals, ttl, perUnit));
    expect(hitsOfEntry(arrivals, ttl) / ((4 * fine! - coarse!) / 3)).toBeCloseTo(1, 4);
  });

  it.each([
    [1.2, 2.5],
    [3, 10],
    [6, 60],
    [7, 200],
  ])('are those of drawn gaps with %d arrivals in a characteristic time and a life of %d', (arrivals, ttl) => {
    expect(Math.abs(hitsOfEntry(arrivals, ttl) / drawnHits(arrivals, ttl, 60_000) - 1)).toBeLessThan(0.02);
  });

  it('go on without a jump where the series gives way to the poles', () => {
    for (const x of [1.5, 3, 5, 8, 12]) expect(hitsOfEntry(x, 40 + 1e-9) / hitsOfEntry(x, 40)).toBeCloseTo(1, 8);
  });

  it('stay finite and right for an object that is asked for at once and for ever', () => {
    // Nobody ever leaves it for a characteristic time: all arrivals of its life hit.
    expect(hitsOfEntry(800, 1e6)).toBe(8e8);
    // And nobody asks for one whose popularity is too small for a number.
    expect(hitsOfEntry(0, 1e12)).toBe(0);
    const steep = { objects: 1e6, zipf: 60, capacity: 2, rate: 100, ttlSeconds: 1e9 };
    expect(expiringHitRatio(steep).hits).toBeCloseTo(1, 6);
  });
});

describe('a cache of limited room whose entries expire', () => {
  const small = { objects: 10_000, zipf: 0.8, capacity: 500, rate: 1000 };

  // Few expire where entries live long, so that their count is noisy; with a life of about the characteristic time (the
  // fifth) most expiries hang on how that time varies, which the model leaves out.
  it.each<[ExpiringCache, number]>([
    [{ ...small, ttlSeconds: 0.3 }, 0.01],
    [{ ...small, ttlSeconds: 1 }, 0.01],
    [{ ...small, ttlSeconds: 3 }, 0.02],
    [{ ...small, ttlSeconds: 30 }, 0.2],
    [{ objects: 10_000, zipf: 1.1, capacity: 1000, rate: 200, ttlSeconds: 20 }, 0.3],
    [{ objects: 10_000, zipf: 1.1, capacity: 100, rate: 200, ttlSeconds: 5 }, 0.03],
    [{ objects: 2000, zipf: 0, capacity: 1000, rate: 500, ttlSeconds: 6 }, 0.03],
    [{ objects: 5000, zipf: 0.6, capacity: 4000, rate: 100, ttlSeconds: 60 }, 0.01],
  ])('hits as a simulated one does: %j', (cache, within) => {
    const measured = simulated(cache, 600_000);
    const { hits, expiries } = expiringHitRatio(cache);
    expect(Math.abs(hits - measured.hits)).toBeLessThan(0.003);
    expect(Math.abs(expiries / measured.expiries - 1)).toBeLessThan(within);
  });

  it('is bound by its time to live alone where everything fits: λT/(1 + λT) of each object', () => {
    // 100 objects at 2/s each that live 3 s: 6 hits for a miss, and each expires every 3.5 s.
    const found = expiringHitRatio({ objects: 100, zipf: 0, capacity: 100, rate: 200, ttlSeconds: 3 });
    expect(found.hits).toBeCloseTo(6 / 7, 12);
    expect(found.expiries).toBeCloseTo(100 / 3.5, 9);
    expect(found.characteristicSeconds).toBe(Infinity);
  });

  it('is bound by its room alone where entries live for years', () => {
    const found = expiringHitRatio({ ...small, ttlSeconds: 1e8 });
    expect(found.hits).toBeCloseTo(cheHitRatio(small), 6);
    expect(found.expiries).toBeLessThan(1e-4);
  });

  it('hits more the longer entries live and the more room there is', () => {
    const hits = (more: Partial<ExpiringCache>) => expiringHitRatio({ ...small, ttlSeconds: 2, ...more }).hits;
    const byLife = [0.01, 0.1, 0.5, 1, 2, 5, 10, 100, 1000].map((ttlSeconds) => hits({ ttlSeconds }));
    expect(byLife).toEqual(byLife.toSorted((a, b) => a - b));
    const byRoom = [1, 10, 100, 400, 1000, 9999].map((capacity) => hits({ capacity }));
    expect(byRoom).toEqual(byRoom.toSorted((a, b) => a - b));
    expect(hits({ ttlSeconds: 0 })).toBe(0);
    expect(hits({ capacity: 0 })).toBe(0);
    expect(hits({ rate: 0 })).toBe(0);
  });

  it('refuses rates and times below nothing', () => {
    expect(() => expiringHitRatio({ ...small, ttlSeconds: -1 })).toThrow(RangeError);
    expect(() => expiringHitRatio({ ...small, ttlSeconds: 1, rate: -1 })).toThrow(RangeError);
    expect(() => expiringHitRatio({ ...small, ttlSeconds: 1, rate: NaN })).toThrow(RangeError);
  });
});
