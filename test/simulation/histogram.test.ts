import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Histogram } from '../../src/simulation/histogram.ts';

const of = (values: Iterable<number>) => {
  const histogram = new Histogram();
  for (const value of values) histogram.add(value);
  return histogram;
};
const SHARES = [0, 0.01, 0.5, 0.9, 0.99, 1];

describe('Histogram', () => {
  it('finds quantiles within 0.2 % of those of the sorted values', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 1e-9, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 200 }),
        (values) => {
          const histogram = of(values);
          const sorted = values.toSorted((a, b) => a - b);
          for (const share of SHARES) {
            const exact = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]!;
            expect(Math.abs(histogram.quantile(share) / exact - 1)).toBeLessThan(0.002);
          }
        },
      ),
      { seed: 1, numRuns: 200 },
    );
  });

  it('inverts its quantiles', () => {
    const histogram = of(Array.from({ length: 1000 }, (_, i) => (i + 1) ** 2));
    for (const share of [0.1, 0.5, 0.999])
      expect(histogram.shareBelow(histogram.quantile(share))).toBeCloseTo(share, 9);
    expect([0.5, 1e9].map((value) => histogram.shareBelow(value))).toEqual([0, 1]);
  });

  it('is exact where all values are the same', () => {
    expect(of([0.3, 0.3, 0.3]).quantile(0.5)).toBe(0.3);
    expect(of([0, 0, 0]).quantile(0.5)).toBe(0);
  });

  it('counts zeros, and values beyond its range at its ends', () => {
    const histogram = of([0, 0, 0, 1e-300, 1e300]);
    expect([histogram.count, histogram.quantile(0.5)]).toEqual([5, 0]);
    expect(histogram.quantile(1) / 1e12).toBeCloseTo(1, 2);
    expect(histogram.max).toBe(1e300);
  });

  it('merges to what counting everything in one gives, and back from plain data', () => {
    const [a, b] = [
      [1, 2, 3, 0],
      [1e-6, 500, 2],
    ];
    const merged = of(a);
    merged.merge(of(b));
    merged.merge(new Histogram());
    const all = of([...a, ...b]);
    const restored = Histogram.from(structuredClone(merged.toData()));
    for (const share of SHARES) {
      expect(merged.quantile(share)).toBe(all.quantile(share));
      expect(restored.quantile(share)).toBe(all.quantile(share));
    }
  });

  it('knows no quantile of nothing', () => {
    expect(new Histogram().quantile(0.5)).toBeNaN();
  });
});
