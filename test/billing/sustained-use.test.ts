import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
  exactAmount,
  formatAmount,
  multiply,
  parsePrice,
  parseQuantity,
  scaleAmount,
} from '../../src/billing/money.ts';
import { sustainedUse } from '../../src/billing/sustained-use.ts';
import type { Ratio, SustainedUseSchedule } from '../../src/billing/sustained-use.ts';

const seed = 20260720;
const schedules = fc.constantFrom<SustainedUseSchedule[]>('n1', 'n2');
/** Of one machine. */
const sustainedUseFactor = (share: number | Ratio, schedule: SustainedUseSchedule) => sustainedUse([share], schedule);
const shares = fc.integer({ min: 0, max: 10_000 }).map((n) => n / 10_000);

describe('one machine', () => {
  // Google's own table of discounts for N1: 50 % of the month 10 %, 75 % 20 %, the whole 30 %.
  it.each([
    [0.25, 1n, 1n],
    [0.5, 9n, 10n],
    [0.75, 4n, 5n],
    [1, 7n, 10n],
  ])('on N1 for %s of the month pays %s/%s', (share, numerator, denominator) => {
    expect(sustainedUseFactor(share, 'n1')).toEqual({ numerator, denominator });
  });

  // Quarters at 15, 13, 11 and 9 fifteenths: (15 + 13)/30, (15 + 13 + 11)/45, (15 + 13 + 11 + 9)/60.
  it.each([
    [0.25, 1n, 1n],
    [0.5, 14n, 15n],
    [0.75, 13n, 15n],
    [1, 4n, 5n],
  ])('on N2 for %s of the month pays %s/%s', (share, numerator, denominator) => {
    expect(sustainedUseFactor(share, 'n2')).toEqual({ numerator, denominator });
  });

  it('pays for part of a quarter by its hours', () => {
    // 0.25 + 0.8 × 0.0625 = 0.3 of a month's price for 0.3125 of its hours
    expect(sustainedUseFactor(0.3125, 'n1')).toEqual({ numerator: 24n, denominator: 25n });
    // A third: 0.25 + 0.8/12 = 19/60 for 20/60
    const third = { numerator: 1n, denominator: 3n };
    expect(sustainedUseFactor(third, 'n1')).toEqual({ numerator: 19n, denominator: 20n });
  });

  it('has no discount to give to a machine that never ran', () => {
    expect(sustainedUseFactor(0, 'n1')).toEqual({ numerator: 1n, denominator: 1n });
  });

  it('bills an n2-standard-8 for a month at 0.388472 an hour', () => {
    const month = multiply(parseQuantity('730'), parsePrice('0.388472'));
    const { numerator, denominator } = sustainedUseFactor(1, 'n2');
    const amount = scaleAmount(month, numerator, denominator);
    expect(exactAmount(amount)).toBe('226.867648');
    expect(formatAmount(amount)).toBe('226.87');
  });

  it('takes a rounding above the whole month for the whole month, and refuses more', () => {
    expect(sustainedUseFactor(1 + 2 ** -50, 'n1')).toEqual({ numerator: 7n, denominator: 10n });
    expect(() => sustainedUseFactor(1.001, 'n1')).toThrow(RangeError);
    expect(() => sustainedUseFactor(-0.1, 'n1')).toThrow(RangeError);
    expect(() => sustainedUseFactor(NaN, 'n1')).toThrow(RangeError);
    expect(() => sustainedUseFactor({ numerator: 1n, denominator: 0n }, 'n1')).toThrow(RangeError);
    expect(() => sustainedUseFactor({ numerator: 3n, denominator: 2n }, 'n1')).toThrow(RangeError);
  });

  it('never pays more per hour for more hours, nor less in all', () => {
    fc.assert(
      fc.property(schedules, shares, shares, (schedule, a, b) => {
        const [less, more] = [Math.min(a, b), Math.max(a, b)];
        const f = sustainedUseFactor(less, schedule);
        const g = sustainedUseFactor(more, schedule);
        expect(g.numerator * f.denominator <= f.numerator * g.denominator).toBe(true);
        const total = (share: number, { numerator, denominator }: typeof f) =>
          (share * Number(numerator)) / Number(denominator);
        expect(total(more, g)).toBeGreaterThanOrEqual(total(less, f) - 1e-12);
      }),
      { seed },
    );
  });
});

describe('a fleet', () => {
  it('pays for each machine by its own share', () => {
    // 0.7 of a month + 0.25 of a month at full price, for 1.25 months of hours
    expect(sustainedUse([1, 0.25], 'n1')).toEqual({ numerator: 19n, denominator: 25n });
    expect(sustainedUse([], 'n1')).toEqual({ numerator: 1n, denominator: 1n });
    expect(sustainedUse([1, 0], 'n2')).toEqual({ numerator: 4n, denominator: 5n });
  });

  it('is the mean of its machines weighted by their hours', () => {
    fc.assert(
      fc.property(schedules, fc.array(shares, { minLength: 1, maxLength: 8 }), (schedule, fleet) => {
        const used = fleet.reduce((a, b) => a + b, 0);
        if (used === 0) return;
        let paid = 0;
        for (const share of fleet) {
          const { numerator, denominator } = sustainedUseFactor(share, schedule);
          paid += (share * Number(numerator)) / Number(denominator);
        }
        const { numerator, denominator } = sustainedUse(fleet, schedule);
        expect(Number(numerator) / Number(denominator)).toBeCloseTo(paid / used, 12);
      }),
      { seed },
    );
  });
});
