import { readFileSync } from 'node:fs';

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
  foldManaged,
  rateTable,
  transferRows,
  withAdditions,
  withWindowsSurcharges,
} from '../../scripts/build-pricing.mjs';
import type { LadderRow } from '../../scripts/build-pricing.mjs';
import { withFamilyRatios } from '../../scripts/pricing/commitments.mjs';
import { parseCsv } from '../../scripts/pricing/csv.mjs';
import { add, compare, scaleBy } from '../../scripts/pricing/decimal.mjs';
import { partsOf } from '../../scripts/pricing/sources.mjs';
import { mostFrequent, printTable, readTable } from '../../scripts/pricing/table.mjs';

const SEED = 20260822;

describe('parseCsv', () => {
  it('reads quoted commas, quotes and line breaks (RFC 4180, section 2)', () => {
    expect(parseCsv('a,b\r\n"1,2","say ""hi""\nthere"\r\n,x')).toEqual([
      { a: '1,2', b: 'say "hi"\nthere' },
      { a: '', b: 'x' },
    ]);
  });

  it('refuses a record that has another number of fields than the header', () => {
    expect(() => parseCsv('a,b\n1\n')).toThrow('record 2 has 1 fields');
  });

  it('refuses a quote that is never closed', () => {
    expect(() => parseCsv('a\n"1')).toThrow('never closed');
  });

  it('reads back whatever is written with quotes', () => {
    const fields = fc.array(fc.string(), { minLength: 2, maxLength: 2 });
    fc.assert(
      fc.property(fc.array(fields, { minLength: 1 }), (records) => {
        const written = records.map((record) => record.map((field) => `"${field.replaceAll('"', '""')}"`).join(','));
        const read = parseCsv(`a,b\n${written.join('\n')}\n`);
        expect(read).toEqual(records.map(([a, b]) => ({ a, b })));
      }),
      { seed: SEED },
    );
  });
});

describe('decimals', () => {
  const cents = fc.integer({ min: 0, max: 1e9 });
  const text = (value: number): string => String(value / 100);

  it('add as whole numbers of cents do', () => {
    expect(add('0.1', '0.2')).toBe('0.3');
    fc.assert(
      fc.property(cents, cents, (a, b) => {
        expect(add(text(a), text(b))).toBe(text(a + b));
      }),
      { seed: SEED },
    );
  });

  it('compare by value, not by text', () => {
    expect([compare('10', '9'), compare('1.50', '1.5'), compare('0.09', '0.1')]).toEqual([1, 0, -1]);
  });

  it('scale and round half up', () => {
    expect(scaleBy('0.096', { numerator: '0.1129', denominator: '0.192', places: 6 })).toBe('0.05645');
    expect(scaleBy('1', { numerator: '1', denominator: '3', places: 6 })).toBe('0.333333');
    expect(scaleBy('1', { numerator: '5', denominator: '10', places: 0 })).toBe('1');
  });
});

describe('withFamilyRatios', () => {
  const row = (instance: string, onDemand: string, oneYear: string | null, threeYears: string | null) => ({
    instance,
    linux_ondemand: onDemand,
    linux_1y: oneYear,
    linux_3y: threeYears,
    commit_source: oneYear === null ? null : 'A6',
  });

  it("gives the small sizes on-demand × the family's ratio", () => {
    const rows = [
      row('m9.large', '0.1', null, null),
      row('m9.xlarge', '0.2', '0.12', '0.08'),
      row('m9.2xlarge', '0.4', '0.24', '0.16'),
    ];
    expect(withFamilyRatios(rows)[0]).toEqual({
      ...row('m9.large', '0.1', '0.06', '0.04'),
      commit_source: 'A6:family-ratio',
    });
  });

  it("leaves them without a price where the family's ratios differ", () => {
    const rows = [
      row('m9.large', '0.1', null, null),
      row('m9.xlarge', '0.2', '0.12', '0.08'),
      row('m9.2xlarge', '0.4', '0.2424', '0.16'),
    ];
    expect(withFamilyRatios(rows)[0]).toEqual(rows[0]);
  });

  it('does not trust a single larger size', () => {
    const rows = [row('m9.large', '0.1', null, null), row('m9.xlarge', '0.2', '0.12', '0.08')];
    expect(withFamilyRatios(rows)[0]).toEqual(rows[0]);
  });

  it('derives nothing for sizes of xlarge and above', () => {
    const rows = [
      row('m9.8xlarge', '1.6', null, null),
      row('m9.xlarge', '0.2', '0.12', '0.08'),
      row('m9.2xlarge', '0.4', '0.24', '0.16'),
    ];
    expect(withFamilyRatios(rows)[0]).toEqual(rows[0]);
  });

  it('allows for fees in whole dollars', () => {
    // 525 $ and 1051 $ a year are both 0.5882 of on-demand (0.102 and 0.204 $/h) to within half a dollar.
    const rows = [
      row('a9.large', '0.051', null, null),
      row('a9.xlarge', '0.102', '0.059932', '0.038356'),
      row('a9.2xlarge', '0.204', '0.119977', '0.076712'),
      row('a9.4xlarge', '0.408', '0.239954', '0.153425'),
    ];
    expect(withFamilyRatios(rows)[0]?.linux_1y).toBe('0.029994');
  });
});

describe('withWindowsSurcharges', () => {
  const size = {
    instance: 'Standard_X1',
    linux_ondemand: '0.1',
    windows_ondemand: null,
    windows_source: null,
  };
  const surcharge = {
    provider: 'azure',
    instance: 'Standard_X1',
    usd_hour: '0.092',
    regions_agreeing: '3',
    min_usd_hour: '0.09',
    max_usd_hour: '0.092',
    source_id: 'Z2',
  };

  it('adds a surcharge that three regions agree on', () => {
    const [row] = withWindowsSurcharges([size], [surcharge]);
    expect(row).toEqual({ ...size, windows_ondemand: '0.192', windows_source: 'Z2:surcharge' });
  });

  it('leaves the price open where fewer agree and the observations differ', () => {
    expect(withWindowsSurcharges([size], [{ ...surcharge, regions_agreeing: '2' }])).toEqual([size]);
  });

  it('keeps a published price', () => {
    const published = { ...size, windows_ondemand: '0.2' };
    expect(withWindowsSurcharges([published], [surcharge])).toEqual([published]);
  });
});

const ladderRow = (changes: Partial<LadderRow>): LadderRow => ({
  provider: 'aws',
  service: 'elasticache-redis',
  region: 'eu-west-1',
  meter: 'cache.r6g.large node',
  unit: 'hour',
  from: '0',
  to: null,
  price: '0.229',
  as_of: '2024-08-09',
  source: 'A7',
  note: '',
  ...changes,
});

describe('foldManaged', () => {
  const newer = {
    service: 'elasticache',
    meter: 'node-cache.r6g.large',
    as_of: '2026-08-21',
    source: 'new',
  };

  it('lets the newer price win, for both engines that share it', () => {
    const old = ladderRow({});
    const { rows, conflicts } = foldManaged([ladderRow({ ...newer, price: '0.25' })], [old]);
    expect(rows.map(({ service, meter, price }) => [service, meter, price])).toEqual([
      ['elasticache-redis', 'cache.r6g.large node', '0.25'],
      ['elasticache-memcached', 'cache.r6g.large node', '0.25'],
    ]);
    expect(conflicts).toHaveLength(1);
  });

  it('keeps an older exact price that the newer one is the rounding of', () => {
    const exact = ladderRow({ price: '0.2405' });
    const rounded = ladderRow({
      ...newer,
      price: '0.24',
      note: 'price x ratio, rounded to 3 decimals',
    });
    expect(foldManaged([rounded], [exact]).rows).toContainEqual(exact);
  });

  it('leaves what is no instance price where it was', () => {
    const backup = ladderRow({ service: 'elasticache', meter: 'backup-storage', unit: 'gb-month' });
    expect(foldManaged([backup], []).rows).toEqual([backup]);
  });
});

describe('transferRows', () => {
  const record = (changes: Record<string, string>): Record<string, string> => ({
    provider: 'aws',
    from_region: 'eu-south-2',
    to: 'same-region-other-az:out',
    tier_from_gb: '0',
    tier_to_gb: '',
    usd_per_gb: '0.01',
    as_of: '2024-08-09',
    source_id: 'A7',
    ...changes,
  });

  it('takes one of the two sides between zones', () => {
    const records = [record({}), record({ to: 'same-region-other-az:in' })];
    expect(transferRows(records, []).map(({ meter, price }) => [meter, price])).toEqual([['inter-az', '0.01']]);
  });

  it('adds nothing to a region that has the meter', () => {
    const present = ladderRow({
      service: 'data-transfer',
      region: 'eu-south-2',
      meter: 'inter-az',
      unit: 'gb',
    });
    expect(transferRows([record({})], [present])).toEqual([]);
  });

  it('draws a ladder without its first row down to zero, with a note', () => {
    const gap = {
      provider: 'gcp',
      to: 'internet(standard-tier)',
      usd_per_gb: '0.085',
      tier_from_gb: '200',
    };
    const [row] = transferRows([record(gap)], []);
    expect(row).toMatchObject({
      from: '0',
      price: '0.085',
      note: expect.stringContaining('no row below 200'),
    });
  });
});

describe('rateTable', () => {
  it('states the most frequent date and source once', () => {
    const table = rateTable([
      ladderRow({ meter: 'a' }),
      ladderRow({ meter: 'b' }),
      ladderRow({ meter: 'c', as_of: '2026-01-01', source: 'other' }),
    ]);
    expect(table.defaults).toEqual({ as_of: '2024-08-09', source: 'A7' });
    expect(table.rows.map((row) => [row[5], row[6]])).toEqual([
      [null, null],
      [null, null],
      ['2026-01-01', 'other'],
    ]);
  });

  it('refuses a ladder that starts above zero when nobody has said what is below', () => {
    expect(() => rateTable([ladderRow({ from: '10' })])).toThrow('starts above zero');
  });

  it('sorts meters by name and tiers by quantity, not by text', () => {
    const table = rateTable([
      ladderRow({ meter: 'b' }),
      ladderRow({ meter: 'a', from: '1000' }),
      ladderRow({ meter: 'a', from: '200', to: '1000' }),
      ladderRow({ meter: 'a', from: '0', to: '200' }),
    ]);
    expect(table.rows.map((row) => `${row[0]} ${row[2]}`)).toEqual(['a 0', 'a 200', 'a 1000', 'b 0']);
  });
});

describe('printTable', () => {
  const text = printTable({
    provider: 'aws',
    service: 's',
    region: 'r',
    defaults: { as_of: '2026-01-01', source: 'A1' },
    columns: ['meter', 'unit', 'from', 'to', 'price', 'as_of', 'source', 'free', 'note'],
    rows: [
      ['a', 'gb', '0', null, '1', null, null, '', ''],
      ['b', 'gb', '0', null, '2', null, 'A2', '', ''],
    ],
  });

  it('puts one row on a line, without its empty end', () => {
    expect(text.split('\n').slice(-5)).toEqual([
      '"rows":[',
      '["a","gb","0",null,"1"],',
      '["b","gb","0",null,"2",null,"A2"]',
      ']}',
      '',
    ]);
  });

  it("is read back with the header's defaults and the line of each row", () => {
    const lines = text.split('\n');
    const { rows } = readTable('aws/s/r.json', text);
    expect(rows.map(({ meter, source, as_of }) => [meter, source, as_of])).toEqual([
      ['a', 'A1', '2026-01-01'],
      ['b', 'A2', '2026-01-01'],
    ]);
    for (const { line, meter } of rows) expect(lines[line - 1]).toContain(`"${meter}"`);
  });
});

describe('the small parts', () => {
  it('take the smallest of equally frequent values', () => {
    expect(mostFrequent(['b', 'a', 'c', 'c', 'b'])).toBe('b');
    expect(mostFrequent([])).toBeUndefined();
  });

  it('part joined source ids, but not an id that holds a plus', () => {
    expect(partsOf('S2+S4')).toEqual(['S2', 'S4']);
    expect(partsOf('page:one+page:two.com')).toEqual(['page:one', 'page:two.com']);
    expect(partsOf('code:text-70712899090+70224903229')).toEqual(['code:text-70712899090+70224903229']);
  });
});

describe('SOURCES.md', () => {
  it('lists every id of sources.json', () => {
    const folder = new URL('../../pricing/', import.meta.url);
    const page = readFileSync(new URL('SOURCES.md', folder), 'utf8');
    const { rows } = JSON.parse(readFileSync(new URL('sources.json', folder), 'utf8')) as {
      rows: string[][];
    };
    for (const [id, match] of rows) expect(page).toContain(`| \`${id}${match === 'prefix' ? '…' : ''}\` |`);
  });
});

describe('withAdditions', () => {
  const row = (meter: string, price: string) => ({
    provider: 'gcp',
    region: 'us-central1',
    service: 'nat',
    meter,
    usd_per_unit: price,
  });

  it('replaces the meter of the same name and adds what is new', () => {
    expect(withAdditions([row('hour', '1'), row('data', '2')], [row('data', '3'), row('new', '4')])).toEqual([
      row('hour', '1'),
      row('data', '3'),
      row('new', '4'),
    ]);
  });
});
