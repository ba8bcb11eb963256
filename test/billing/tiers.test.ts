import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
  exactAmount,
  formatPrice,
  formatQuantity,
  multiply,
  parsePrice,
  parseQuantity,
  sum,
} from '../../src/billing/money.ts';
import type { Price, Quantity } from '../../src/billing/money.ts';
import { priceTiered } from '../../src/billing/tiers.ts';
import type { Tier, TieredPrice } from '../../src/billing/tiers.ts';

const seed = 20260720;
const quantity = parseQuantity;

function ladder(...steps: [from: string, price: string][]): Tier[] {
  return steps.map(([from, price]) => ({ from: quantity(from), price: parsePrice(price) }));
}

/** from–to: quantity × price = amount, one line a slice. */
function lines({ slices }: TieredPrice): string[] {
  return slices.map(
    (slice) =>
      `${formatQuantity(slice.from)}–${slice.to === undefined ? '' : formatQuantity(slice.to)}: ` +
      `${formatQuantity(slice.quantity)} × ${formatPrice(slice.price)} = ${exactAmount(slice.amount)}`,
  );
}

// Amazon S3 Standard, us-east-1, per GB-month: first 50 TB, next 450 TB, over 500 TB.
const S3_STANDARD = ladder(['0', '0.023'], ['51200', '0.022'], ['512000', '0.021']);
// AWS data transfer out to the internet, us-east-1, per GB: 10 TB, next 40 TB, next 100 TB, over 150 TB.
const EGRESS = ladder(['0', '0.09'], ['10240', '0.085'], ['51200', '0.07'], ['153600', '0.05']);

describe('a graduated ladder', () => {
  it('prices 600 TB in S3 Standard', () => {
    const priced = priceTiered({ quantity: quantity('614400'), tiers: S3_STANDARD });
    // 1,177.60 + 10,137.60 + 2,150.40
    expect(exactAmount(priced.amount)).toBe('13465.6');
    expect(lines(priced)).toEqual([
      '0–51200: 51200 × 0.023 = 1177.6',
      '51200–512000: 460800 × 0.022 = 10137.6',
      '512000–: 102400 × 0.021 = 2150.4',
    ]);
    expect(priced.beyondLadder).toBe(false);
  });

  it('prices 57,000 GB of egress', () => {
    const priced = priceTiered({ quantity: quantity('57000'), tiers: EGRESS });
    expect(lines(priced)).toEqual([
      '0–10240: 10240 × 0.09 = 921.6',
      '10240–51200: 40960 × 0.085 = 3481.6',
      '51200–153600: 5800 × 0.07 = 406',
    ]);
    expect(exactAmount(priced.amount)).toBe('4809.2');
  });

  it('puts a quantity on a bound wholly into the steps below it', () => {
    const priced = priceTiered({ quantity: quantity('10240'), tiers: EGRESS });
    expect(lines(priced)).toEqual(['0–10240: 10240 × 0.09 = 921.6']);
  });

  it('has no slices for nothing', () => {
    expect(priceTiered({ quantity: quantity('0'), tiers: EGRESS })).toEqual({
      amount: 0n,
      slices: [],
      beyondLadder: false,
    });
  });
});

describe('a free allowance', () => {
  it('counts towards the bounds of the steps', () => {
    const priced = priceTiered({
      quantity: quantity('57000'),
      tiers: EGRESS,
      free: quantity('100'),
    });
    expect(lines(priced)).toEqual([
      '0–100: 100 × 0 = 0',
      '100–10240: 10140 × 0.09 = 912.6',
      '10240–51200: 40960 × 0.085 = 3481.6',
      '51200–153600: 5800 × 0.07 = 406',
    ]);
    expect(exactAmount(priced.amount)).toBe('4800.2');
  });

  it('covers a small quantity whole', () => {
    const priced = priceTiered({ quantity: quantity('60'), tiers: EGRESS, free: quantity('100') });
    expect(lines(priced)).toEqual(['0–100: 60 × 0 = 0']);
  });

  it('may reach over a bound', () => {
    const priced = priceTiered({
      quantity: quantity('20000'),
      tiers: EGRESS,
      free: quantity('15000'),
    });
    expect(lines(priced)).toEqual(['0–15000: 15000 × 0 = 0', '15000–51200: 5000 × 0.085 = 425']);
  });
});

describe('the end of a ladder', () => {
  const tiers = ladder(['0', '0.024']);
  const endsAt = quantity('51200');

  it('is open unless given', () => {
    const priced = priceTiered({ quantity: quantity('1e9'), tiers });
    expect(priced.beyondLadder).toBe(false);
    expect(priced.slices[0]).not.toHaveProperty('to');
  });

  it('extends the last price beyond, and says so', () => {
    const priced = priceTiered({ quantity: quantity('60000'), tiers, endsAt });
    expect(lines(priced)).toEqual(['0–51200: 51200 × 0.024 = 1228.8', '51200–: 8800 × 0.024 = 211.2']);
    expect(priced.beyondLadder).toBe(true);
  });

  it('is not passed by a quantity that just reaches it', () => {
    expect(priceTiered({ quantity: endsAt, tiers, endsAt }).beyondLadder).toBe(false);
  });

  it('stops the charge of a capped ladder', () => {
    // Google Cloud NAT: 0.0014 an hour for each VM, for at most 32 VMs: 0.0448.
    const nat = ladder(['0', '0.0014']);
    const priced = priceTiered({
      quantity: quantity('40'),
      tiers: nat,
      endsAt: quantity('32'),
      capped: true,
    });
    expect(exactAmount(priced.amount)).toBe('0.0448');
    expect(lines(priced)).toEqual(['0–32: 32 × 0.0014 = 0.0448', '32–: 8 × 0 = 0']);
    expect(priced.beyondLadder).toBe(false);
  });
});

describe('a ladder that cannot be', () => {
  const one = { quantity: quantity('1') };

  it.each([
    ['is empty', { ...one, tiers: [] }],
    ['begins above 0', { ...one, tiers: ladder(['1', '0.1']) }],
    ['repeats a step', { ...one, tiers: ladder(['0', '0.1'], ['10', '0.2'], ['10', '0.3']) }],
    ['descends', { ...one, tiers: ladder(['0', '0.1'], ['10', '0.2'], ['5', '0.3']) }],
    ['ends before its last step', { ...one, tiers: EGRESS, endsAt: quantity('153600') }],
    ['is capped without an end', { ...one, tiers: EGRESS, capped: true }],
    ['prices less than nothing', { quantity: -1n as Quantity, tiers: EGRESS }],
    ['has less than nothing free', { ...one, tiers: EGRESS, free: -1n as Quantity }],
  ])('is refused if it %s', (_, tiered) => {
    expect(() => priceTiered(tiered)).toThrow(RangeError);
  });
});

describe('any ladder', () => {
  const ladders = fc
    .array(
      fc.record({
        width: fc.bigInt({ min: 1n, max: 10n ** 16n }),
        price: fc.bigInt(0n, 10n ** 16n),
      }),
      { minLength: 1, maxLength: 6 },
    )
    .map((steps) => {
      let from = 0n;
      return steps.map(({ width, price }): Tier => {
        const tier = { from: from as Quantity, price: price as Price };
        from += width;
        return tier;
      });
    });
  const amounts = fc.bigInt(0n, 10n ** 17n).map((n) => n as Quantity);

  it('cuts the quantity without loss or overlap, and adds up', () => {
    fc.assert(
      fc.property(ladders, amounts, amounts, (tiers, used, free) => {
        const { amount, slices } = priceTiered({ quantity: used, tiers, free });
        let at = 0n;
        for (const slice of slices) {
          expect(slice.from).toBe(at);
          expect(slice.quantity > 0n).toBe(true);
          expect(slice.amount).toBe(multiply(slice.quantity, slice.price));
          at += slice.quantity;
        }
        expect(at).toBe(used);
        expect(sum(slices.map((slice) => slice.amount))).toBe(amount);
      }),
      { seed },
    );
  });

  it('costs the area under its price, step by step from the top', () => {
    fc.assert(
      fc.property(ladders, amounts, (tiers, used) => {
        // Independent of slices: what is above a step's start, times the change of price there.
        let expected = 0n;
        let before = 0n;
        for (const { from, price } of tiers) {
          if (used > from) expected += (used - from) * (price - before);
          before = price;
        }
        expect(priceTiered({ quantity: used, tiers }).amount).toBe(expected);
      }),
      { seed },
    );
  });

  it('saves with a free allowance just what the allowance would have cost', () => {
    fc.assert(
      fc.property(ladders, amounts, amounts, (tiers, used, free) => {
        const covered = (used < free ? used : free) as Quantity;
        const full = priceTiered({ quantity: used, tiers }).amount;
        const saved = priceTiered({ quantity: covered, tiers }).amount;
        expect(priceTiered({ quantity: used, tiers, free }).amount).toBe(full - saved);
      }),
      { seed },
    );
  });

  it('never costs less for more', () => {
    fc.assert(
      fc.property(ladders, amounts, amounts, (tiers, a, b) => {
        const cost = priceTiered({ quantity: a, tiers }).amount;
        const more = priceTiered({ quantity: (a + b) as Quantity, tiers }).amount;
        expect(more >= cost).toBe(true);
      }),
      { seed },
    );
  });
});
