import { fileURLToPath } from 'node:url';

import { describe, expect, it } from 'vitest';

import {
  CHECKS,
  checkPricing,
  decimalPriceFormat,
  knownRegion,
  knownSource,
  knownUnits,
  noDuplicateMeters,
  noFutureDates,
  noUnexplainedZeroPrice,
  tiersContiguousFromZero,
} from '../../scripts/check-pricing.mjs';
import type { CheckContext, CheckedTable, TableRow } from '../../scripts/check-pricing.mjs';

const context: CheckContext = {
  today: '2026-11-22',
  regions: new Set(['aws/us-east-1']),
  isKnownSource: (id) => id === 'A1',
};

const sound: TableRow = {
  line: 10,
  meter: 'storage',
  unit: 'gb-month',
  from: '0',
  to: null,
  price: '0.1',
  as_of: '2026-07-20',
  source: 'A1',
  free: '',
  note: '',
};

const table = (...rows: Partial<TableRow>[]): CheckedTable => ({
  provider: 'aws',
  region: 'us-east-1',
  rows: rows.map((changes, i) => ({ ...sound, line: 10 + i, ...changes })),
});

describe('a sound table', () => {
  const ladder = table({ to: '51200' }, { from: '51200', price: '0.09' }, { meter: 'other' });

  it.each(Object.entries(CHECKS))('passes %s', (_, check) => {
    expect(check(ladder, context)).toEqual([]);
  });
});

describe('no-duplicate-meters', () => {
  it('finds a meter that stands twice', () => {
    expect(noDuplicateMeters(table({}, {}), context)).toEqual([{ line: 11, reason: '"storage" from 0 stands twice' }]);
  });

  it('finds tiers of one meter in different units', () => {
    const findings = noDuplicateMeters(table({ to: '10' }, { from: '10', unit: 'gib-month' }), context);
    expect(findings).toEqual([{ line: 11, reason: '"storage" is by gib-month here and by gb-month above' }]);
  });
});

describe('tiers-contiguous-from-zero', () => {
  it('finds a hole', () => {
    expect(tiersContiguousFromZero(table({ to: '10' }, { from: '20' }), context)).toHaveLength(1);
  });

  it('finds an overlap', () => {
    expect(tiersContiguousFromZero(table({ to: '30' }, { from: '20' }), context)).toHaveLength(1);
  });

  it('finds a tier after an open one', () => {
    expect(tiersContiguousFromZero(table({ to: null }, { from: '20' }), context)).toHaveLength(1);
  });

  it('finds a tier that ends where it begins', () => {
    expect(tiersContiguousFromZero(table({ to: '0' }), context)).toHaveLength(1);
  });

  it('finds a first tier above zero, unless the row says what is below', () => {
    expect(tiersContiguousFromZero(table({ from: '3000' }), context)).toHaveLength(1);
    expect(tiersContiguousFromZero(table({ from: '3000', free: 'included' }), context)).toEqual([]);
  });
});

describe('known-units', () => {
  it('finds a unit that no product counts', () => {
    expect(knownUnits(table({ unit: '10k-requests' }), context)).toEqual([
      { line: 10, reason: 'unknown unit "10k-requests"' },
    ]);
  });
});

describe('no-unexplained-zero-price', () => {
  it.each(['0', '0.00'])('finds a bare %s', (price) => {
    expect(noUnexplainedZeroPrice(table({ price }), context)).toHaveLength(1);
  });

  it('accepts an allowance, an inclusion and a reason', () => {
    const rows = table(
      { price: '0', free: 'allowance' },
      { price: '0', free: 'included' },
      { price: '0', note: 'why' },
    );
    expect(noUnexplainedZeroPrice(rows, context)).toEqual([]);
  });
});

describe('no-future-dates', () => {
  it('finds a date after today, and accepts today', () => {
    expect(noFutureDates(table({ as_of: '2026-11-23' }), context)).toHaveLength(1);
    expect(noFutureDates(table({ as_of: '2026-11-22' }), context)).toEqual([]);
  });

  it.each(['2026-02-30', '2026', null])('finds %s, which is no date', (as_of) => {
    expect(noFutureDates(table({ as_of }), context)).toHaveLength(1);
  });
});

describe('known-region', () => {
  it('finds a region that the provider has not', () => {
    expect(knownRegion({ ...table({}), region: 'us-east-9' }, context)).toHaveLength(1);
    expect(knownRegion({ ...table({}), provider: 'gcp' }, context)).toHaveLength(1);
  });

  it.each(['global', 'edge-india', 'tier1', 'multi-us', 'dual-nam4'])('accepts the special region %s', (region) => {
    expect(knownRegion({ ...table({}), region }, context)).toEqual([]);
  });
});

describe('known-source', () => {
  it('finds a source that the list does not explain, and a price without one', () => {
    expect(knownSource(table({ source: 'A99' }), context)).toHaveLength(1);
    expect(knownSource(table({ source: null }), context)).toHaveLength(1);
  });

  it('lets a row without a price leave it open', () => {
    expect(knownSource(table({ source: null, price: null }), context)).toEqual([]);
  });
});

describe('decimal-price-format', () => {
  it.each(['1e-7', '-1', '.5', '01', '1,000', '', ' 1'])('finds "%s"', (price) => {
    expect(decimalPriceFormat(table({ price }), context)).toHaveLength(1);
  });
});

describe('pricing/', () => {
  it('passes every check', () => {
    const folder = fileURLToPath(new URL('../../pricing/', import.meta.url));
    // On a machine whose clock is behind, the day of the last build counts as today.
    const now = new Date().toISOString().slice(0, 10);
    const { findings, tables } = checkPricing(folder, now > '2026-11-22' ? now : '2026-11-22');
    expect(findings).toEqual([]);
    expect(tables).toBeGreaterThan(1000);
  }, 60_000);
});
