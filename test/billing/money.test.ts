import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
  add,
  allocate,
  compare,
  exactAmount,
  formatAmount,
  formatPrice,
  formatQuantity,
  multiply,
  parseAmount,
  parsePrice,
  parseQuantity,
  percentOff,
  quantityFromNumber,
  scaleAmount,
  subtract,
  sum,
  ZERO_AMOUNT,
} from '../../src/billing/money.ts';
import type { Amount, Quantity } from '../../src/billing/money.ts';

const seed = 20260720;

describe('reading decimals', () => {
  it('keeps every digit of a price', () => {
    expect(formatPrice(parsePrice('0.0000166667'))).toBe('0.0000166667');
    expect(formatPrice(parsePrice('0.000000002825'))).toBe('0.000000002825');
    expect(parsePrice('0.000000000000001')).toBe(1n);
    expect(formatPrice(parsePrice('12'))).toBe('12');
    expect(formatPrice(parsePrice('100.10'))).toBe('100.1');
  });

  it('understands the exponents that JavaScript writes for small numbers', () => {
    expect(parsePrice(String(0.0000001))).toBe(parsePrice('0.0000001'));
    expect(parseQuantity('1.5e3')).toBe(parseQuantity('1500'));
    expect(parsePrice('0e-300')).toBe(0n);
  });

  it('refuses digits that it would have to drop', () => {
    expect(() => parsePrice('0.0000000000000001')).toThrow(RangeError);
    expect(() => parseQuantity('0.0000000000001')).toThrow(RangeError);
    expect(parseQuantity('0.0000000000010')).toBe(1n);
  });

  it.each(['', ' 1', '1 ', '.5', '1.', '1,000', '0x10', 'NaN', 'Infinity', '1e', '1e1000', '+1'])(
    'refuses %j',
    (text) => {
      expect(() => parsePrice(text)).toThrow(RangeError);
      expect(() => parseQuantity(text)).toThrow(RangeError);
      expect(() => parseAmount(text)).toThrow(RangeError);
    },
  );

  it('refuses a text of a million digits without reading it', () => {
    expect(() => parseAmount('9'.repeat(1_000_000))).toThrow(RangeError);
    expect(() => parseAmount('1e999')).toThrow(RangeError);
  });

  it('refuses negative prices and quantities, and reads negative amounts', () => {
    expect(() => parsePrice('-0.01')).toThrow(RangeError);
    expect(() => parseQuantity('-1')).toThrow(RangeError);
    expect(exactAmount(parseAmount('-12.50'))).toBe('-12.5');
  });

  it('reads back what it writes', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n }), (digits) => {
        expect(parseAmount(exactAmount(digits as Amount))).toBe(digits);
      }),
      { seed },
    );
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 30n }), (digits) => {
        expect(parseQuantity(formatQuantity(digits as Quantity))).toBe(digits);
      }),
      { seed },
    );
  });
});

describe('quantities from computed numbers', () => {
  it('rounds to 12 significant digits', () => {
    expect(formatQuantity(quantityFromNumber(0.1 + 0.2))).toBe('0.3');
    expect(formatQuantity(quantityFromNumber(2 / 3))).toBe('0.666666666667');
    expect(formatQuantity(quantityFromNumber(1234567.8901239))).toBe('1234567.89012');
    expect(formatQuantity(quantityFromNumber(1051200000.0000001))).toBe('1051200000');
    expect(formatQuantity(quantityFromNumber(9_876_543_210_987_654))).toBe('9876543210990000');
    expect(formatQuantity(quantityFromNumber(1e21))).toBe(`1${'0'.repeat(21)}`);
    expect(formatQuantity(quantityFromNumber(730))).toBe('730');
    expect(formatQuantity(quantityFromNumber(999_999_999_999.9))).toBe('1000000000000');
  });

  it('rounds as the number written out with 12 digits does', () => {
    const written = (n: number) => formatQuantity(parseQuantity(Number(n).toExponential(11)));
    const halves = fc.tuple(
      fc.integer({ min: 100_000_000_000, max: 999_999_999_998 }),
      fc.integer({ min: 0, max: 12 }),
    );
    fc.assert(
      fc.property(fc.double({ min: 1, max: 1e15, noNaN: true }), (n) => {
        expect(formatQuantity(quantityFromNumber(n))).toBe(written(n));
      }),
      { seed, numRuns: 2000 },
    );
    // Numbers about halfway between two of 12 digits are those that a multiplication might round wrongly.
    fc.assert(
      fc.property(halves, ([digits, places]) => {
        const n = (digits + 0.5) / 10 ** Math.min(places, 11);
        expect(formatQuantity(quantityFromNumber(n))).toBe(written(n));
      }),
      { seed, numRuns: 2000 },
    );
  });

  it('rounds to 12 places below one, halves up', () => {
    expect(formatQuantity(quantityFromNumber(0.00123456789012))).toBe('0.00123456789');
    expect(quantityFromNumber(1.4e-12)).toBe(1n);
    expect(quantityFromNumber(1.5e-12)).toBe(2n);
    expect(quantityFromNumber(4.9e-13)).toBe(0n);
    expect(quantityFromNumber(5e-324)).toBe(0n);
  });

  it('takes zero of either sign', () => {
    expect(quantityFromNumber(0)).toBe(0n);
    expect(quantityFromNumber(-0)).toBe(0n);
  });

  it.each([NaN, Infinity, -Infinity, -1, -1e-300])('refuses %s', (n) => {
    expect(() => quantityFromNumber(n)).toThrow(RangeError);
  });

  it('does not depend on the order in which floats were added', () => {
    // Up to 50 terms with three decimals: the true sum has few digits, the float's error far fewer than 12.
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 1e6 }), { maxLength: 50 }), (thousandths) => {
        const terms = thousandths.map((t) => t / 1000);
        const there = quantityFromNumber(terms.reduce((a, b) => a + b, 0));
        const back = quantityFromNumber(terms.toReversed().reduce((a, b) => a + b, 0));
        expect(there).toBe(back);
        expect(there).toBe(BigInt(thousandths.reduce((a, b) => a + b, 0)) * 10n ** 9n);
      }),
      { seed },
    );
  });
});

describe('arithmetic', () => {
  it('multiplies a quantity by a price exactly', () => {
    // 730 h × 6 × 0.1632 = 714.816
    expect(exactAmount(multiply(parseQuantity('4380'), parsePrice('0.1632')))).toBe('714.816');
    // AWS Lambda: 1,051,200,000 GB-s × 0.0000166667 = 17,520.03504
    expect(exactAmount(multiply(quantityFromNumber(1_051_200_000), parsePrice('0.0000166667')))).toBe('17520.03504');
    expect(multiply(1n as Quantity, parsePrice('0.000000000000001'))).toBe(1n);
  });

  it('adds, subtracts, sums and compares', () => {
    const [a, b] = [parseAmount('0.1'), parseAmount('0.2')];
    expect(add(a, b)).toBe(parseAmount('0.3'));
    expect(exactAmount(subtract(a, b))).toBe('-0.1');
    expect(sum([a, b, a])).toBe(parseAmount('0.4'));
    expect(sum<Amount>([])).toBe(ZERO_AMOUNT);
    expect([compare(a, b), compare(b, a), compare(a, a)]).toEqual([-1, 1, 0]);
  });

  it('does not let sorts of figures be mixed', () => {
    const [quantity, price] = [parseQuantity('1'), parsePrice('1')];
    // @ts-expect-error a price is no quantity
    multiply(price, quantity);
    // @ts-expect-error a quantity cannot be added to a price
    add(quantity, price);
    // @ts-expect-error a bare bigint has no scale
    formatAmount(1n);
    expect(quantity).not.toBe(price);
  });

  it('scales by a fraction, cut off towards zero', () => {
    expect(exactAmount(scaleAmount(parseAmount('1'), 2n, 3n))).toBe(`0.${'6'.repeat(27)}`);
    expect(exactAmount(scaleAmount(parseAmount('-1'), 2n, 3n))).toBe(`-0.${'6'.repeat(27)}`);
    expect(() => scaleAmount(ZERO_AMOUNT, 1n, 0n)).toThrow(RangeError);
    expect(() => scaleAmount(ZERO_AMOUNT, 1n, -1n)).toThrow(RangeError);
  });

  it('takes a percentage off', () => {
    expect(exactAmount(percentOff(parseAmount('200'), '12.5'))).toBe('175');
    expect(percentOff(parseAmount('200'), '0')).toBe(parseAmount('200'));
    expect(percentOff(parseAmount('200'), '100')).toBe(0n);
    expect(() => percentOff(parseAmount('200'), '100.1')).toThrow(RangeError);
    expect(() => percentOff(parseAmount('200'), '-1')).toThrow(RangeError);
  });
});

describe('showing amounts', () => {
  it('rounds halves away from zero, once', () => {
    expect(formatAmount(parseAmount('436.6675'))).toBe('436.67');
    expect(formatAmount(parseAmount('-436.6675'))).toBe('-436.67');
    expect(formatAmount(parseAmount('0.005'))).toBe('0.01');
    expect(formatAmount(parseAmount('-0.005'))).toBe('-0.01');
    expect(formatAmount(parseAmount('0.004999999999999999999999999'))).toBe('0.00');
    expect(formatAmount(parseAmount('1.005'))).toBe('1.01');
    expect(formatAmount(parseAmount('999.995'))).toBe('1000.00');
  });

  it('shows no negative zero', () => {
    expect(formatAmount(parseAmount('-0.004'))).toBe('0.00');
  });

  it('shows as many places as asked', () => {
    const amount = parseAmount('1234.56789');
    expect(formatAmount(amount, 0)).toBe('1235');
    expect(formatAmount(amount, 4)).toBe('1234.5679');
    expect(formatAmount(amount, 6)).toBe('1234.567890');
    expect(formatAmount(parseAmount('0.4'), 0)).toBe('0');
    expect(formatAmount(1n as Amount, 27)).toBe(`0.${'0'.repeat(26)}1`);
    for (const places of [-1, 28, 1.5, NaN]) {
      expect(() => formatAmount(amount, places)).toThrow(RangeError);
    }
  });

  it('is never off by more than half a unit', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 36n), max: 10n ** 36n }),
        fc.integer({ min: 0, max: 27 }),
        (digits, places) => {
          const shown = parseAmount(formatAmount(digits as Amount, places));
          const off = shown - digits;
          const unit = 10n ** BigInt(27 - places);
          expect((off < 0n ? -off : off) * 2n <= unit).toBe(true);
        },
      ),
      { seed },
    );
  });
});

describe('allocation', () => {
  const quantities = (...texts: string[]) => texts.map(parseQuantity);

  it('shares in proportion', () => {
    expect(allocate(parseAmount('100'), quantities('1', '3', '0')).map(exactAmount)).toEqual(['25', '75', '0']);
  });

  it('gives the remainder to the heaviest, the earlier of equals first', () => {
    const unit = 1n as Amount;
    expect(allocate(unit, quantities('1', '1', '1'))).toEqual([1n, 0n, 0n]);
    expect(allocate(5n as Amount, quantities('1', '1', '1'))).toEqual([2n, 2n, 1n]);
    expect(allocate(unit, quantities('1', '2', '2'))).toEqual([0n, 1n, 0n]);
    expect(allocate(-5n as Amount, quantities('1', '1', '1'))).toEqual([-2n, -2n, -1n]);
  });

  it('gives everything to the first where no weight says otherwise', () => {
    expect(allocate(7n as Amount, quantities('0', '0'))).toEqual([7n, 0n]);
  });

  it('refuses an amount that nobody bears', () => {
    expect(allocate(ZERO_AMOUNT, [])).toEqual([]);
    expect(() => allocate(1n as Amount, [])).toThrow(RangeError);
    expect(() => allocate(1n as Amount, [-1n as Quantity])).toThrow(RangeError);
  });

  it('adds up to the total, each part within a unit of its share', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }),
        fc.array(fc.bigInt({ min: 0n, max: 10n ** 20n }), { minLength: 1, maxLength: 20 }),
        (total, weights) => {
          const parts = allocate(total as Amount, weights as Quantity[]);
          expect(sum(parts)).toBe(total);
          const whole = weights.reduce((a, b) => a + b, 0n);
          if (whole === 0n) return;
          for (const [i, part] of parts.entries()) {
            const off = part * whole - total * weights[i]!;
            expect((off < 0n ? -off : off) <= whole).toBe(true);
            if (weights[i] === 0n) expect(part).toBe(0n);
          }
        },
      ),
      { seed },
    );
  });
});
