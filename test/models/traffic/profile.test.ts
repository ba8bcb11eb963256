import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { hourlyFactors } from '../../../src/models/traffic/profile.ts';

const seed = 20260720;
const peaks = fc.double({ min: 1, max: 24, noNaN: true });

function mean(factors: Float64Array): number {
  return factors.reduce((a, b) => a + b, 0) / factors.length;
}

describe('every shape', () => {
  it.each(['flat', 'daily', 'business-hours'] as const)('%s has 24 hours of mean 1', (profile) => {
    fc.assert(
      fc.property(peaks, (peak) => {
        const factors = hourlyFactors(profile, peak);
        expect(factors.length).toBe(24);
        expect(Math.abs(mean(factors) - 1)).toBeLessThanOrEqual(1e-12);
        expect(Math.min(...factors)).toBeGreaterThanOrEqual(0);
      }),
      { seed, examples: [[1], [2], [3], [24], [24 / 7], [24 - 1e-9], [2 + 1e-12], [1 + 1e-12]] },
    );
  });

  it.each(['daily', 'business-hours'] as const)('%s peaks at the peak factor exactly', (profile) => {
    fc.assert(
      fc.property(peaks, (peak) => {
        expect(Math.max(...hourlyFactors(profile, peak))).toBe(peak);
      }),
      { seed, examples: [[1], [2], [3], [24], [24 / 7], [24 - 1e-9], [2 + 1e-12]] },
    );
  });

  it.each(['daily', 'business-hours'] as const)('%s holds no more than 24 times the mean', (profile) => {
    const factors = hourlyFactors(profile, 100);
    expect(Math.max(...factors)).toBe(24);
    expect(factors.filter((factor) => factor > 0)).toHaveLength(1);
  });

  it.each([0.99, 0, -1, NaN])('refuses a peak factor of %s', (peak) => {
    expect(() => hourlyFactors('daily', peak)).toThrow(RangeError);
    expect(() => hourlyFactors('flat', peak)).toThrow(RangeError);
  });
});

describe('daily', () => {
  it('is flat without a peak', () => {
    expect([...hourlyFactors('daily', 1)]).toEqual(Array.from({ length: 24 }, () => 1));
  });

  it('is a raised cosine at a peak of 2', () => {
    const factors = hourlyFactors('daily', 2);
    // Six hours from the peak the cosine is 0; twelve hours from it, −1.
    expect(factors[13]).toBe(2);
    expect(factors[19]).toBeCloseTo(1, 14);
    expect(factors[7]).toBeCloseTo(1, 14);
    expect(factors[1]).toBe(0);
  });

  it('is the fourth power of a cosine at a peak of 8/3', () => {
    // The mean of cos⁴ is 3/8, so k = 2 at 8/3: at six hours (1/2)² × 8/3 = 2/3.
    const factors = hourlyFactors('daily', 8 / 3);
    expect(factors[19]).toBeCloseTo(2 / 3, 12);
    expect(factors[17]).toBeCloseTo((8 / 3) * 0.75 ** 2, 12);
  });

  it('keeps some traffic at night below a peak of 2', () => {
    expect(hourlyFactors('daily', 1.5)[1]).toBeCloseTo(0.5, 14);
  });

  it('joins its two forms without a step', () => {
    const below = hourlyFactors('daily', 2 - 1e-9);
    const above = hourlyFactors('daily', 2 + 1e-9);
    for (const [hour, factor] of below.entries()) expect(above[hour]).toBeCloseTo(factor, 8);
  });

  it('swells and ebbs once, evenly', () => {
    for (const peak of [1.2, 3, 10]) {
      const factors = hourlyFactors('daily', peak);
      for (let away = 1; away <= 12; away++) {
        const [before, after] = [factors[(13 - away + 24) % 24]!, factors[(13 + away) % 24]!];
        expect(after).toBeCloseTo(before, 12);
        expect(after).toBeLessThanOrEqual(factors[13 + away - 1 - (13 + away > 24 ? 24 : 0)]!);
      }
    }
  });
});

describe('business hours', () => {
  it('are level by day and level by night up to a peak of 3', () => {
    const factors = [...hourlyFactors('business-hours', 2)];
    // 8 × 2 + 16 × 0.5 = 24
    expect(factors.slice(9, 17)).toEqual([2, 2, 2, 2, 2, 2, 2, 2]);
    expect([...factors.slice(0, 9), ...factors.slice(17)]).toEqual(Array.from({ length: 16 }, () => 0.5));
    expect(hourlyFactors('business-hours', 3)[0]).toBe(0);
  });

  it('get shorter above it', () => {
    // 24/5 = 4.8 hours
    const factors = [...hourlyFactors('business-hours', 5)];
    expect(factors.slice(9, 15)).toEqual([5, 5, 5, 5, 4, 0]);
    expect(factors.slice(0, 9).every((factor) => factor === 0)).toBe(true);
  });
});

describe('24 shares', () => {
  it('are scaled to mean 1 and keep their own peak', () => {
    const shares = Array.from({ length: 24 }, (_, hour) => (hour === 20 ? 2 : 1));
    const factors = hourlyFactors(shares, 9);
    expect(factors[20]).toBeCloseTo(48 / 25, 14);
    expect(factors[0]).toBeCloseTo(24 / 25, 14);
    expect(mean(factors)).toBeCloseTo(1, 14);
  });

  it('may be as large as numbers go', () => {
    expect(
      hourlyFactors(
        Array.from({ length: 24 }, () => 1e308),
        1,
      )[0],
    ).toBe(1);
  });

  it('are refused if they are not 24, or not shares', () => {
    const ones = Array.from({ length: 24 }, () => 1);
    for (const shares of [ones.slice(1), [...ones.slice(1), -1], [...ones.slice(1), NaN]]) {
      expect(() => hourlyFactors(shares, 1)).toThrow(RangeError);
    }
    expect(() =>
      hourlyFactors(
        ones.map(() => 0),
        1,
      ),
    ).toThrow(RangeError);
  });
});
