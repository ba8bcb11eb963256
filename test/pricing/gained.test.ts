import { describe, expect, it } from 'vitest';
import { plainDecimal, sourceName, withGained } from '../../scripts/pricing/gained.mjs';

type Given = Readonly<Record<string, string>>;

const row = (more: Given): Given => ({
  provider: 'aws',
  region: 'eu-west-3',
  service: 'ebs',
  meter: 'gp3-storage',
  unit: 'gb-month',
  tier_from: '0',
  tier_to: '',
  usd_per_unit: '0.1',
  as_of: '2025-10-01',
  source_id: 'plc:lamngockhuong@508fb45',
  note: 'single',
  ...more,
});

/** The records that come of older ones and those of one file that was gained. */
const merged = (base: readonly Given[], gained: readonly Given[], file = 'aws/services.csv') =>
  withGained(
    base,
    (name) => (name === `2026-11/${file}` ? gained : []),
    () => true,
  );
const prices = (base: readonly Given[], gained: readonly Given[]) =>
  merged(base, gained).records.map(({ tier_from: from, usd_per_unit: price }) => `${from}:${price}`);

describe('plainDecimal', () => {
  it.each([
    ['6e+09', '6000000000'],
    ['1.875e+10', '18750000000'],
    ['3.33e+08', '333000000'],
    ['0.0000050', '0.000005'],
    ['2.5e-7', '0.00000025'],
    ['10', '10'],
    ['0', '0'],
    ['0.10', '0.1'],
  ])('writes %s as %s', (text, plain) => {
    expect(plainDecimal(text)).toBe(plain);
  });

  it('refuses what is no figure', () => {
    expect(() => plainDecimal('about 5')).toThrow('no figure');
  });
});

describe('rows of one meter', () => {
  const old = row({ usd_per_unit: '0.2', as_of: '2024-07-01', source_id: 'ic:aws/ebs@1', note: '' });

  it('are carried from the newer of two published sources, and the difference is told', () => {
    const { records, differences } = merged([old], [row({})]);
    expect(records.map(({ usd_per_unit: price }) => price)).toEqual(['0.1']);
    expect(differences).toHaveLength(1);
    expect(prices([{ ...old, as_of: '2026-01-01' }], [row({})])).toEqual(['0:0.2']);
  });

  it('are never derived where one is published, however old', () => {
    const derived = row({ as_of: '2026-10-06', note: 'derived; 2 x gp3 single-AZ price' });
    expect(prices([old], [derived])).toEqual(['0:0.2']);
    expect(merged([], [derived]).records[0]!.note).toBe('derived: twice single-AZ, as wherever both are known');
  });

  it('go before what is second hand, however new', () => {
    expect(prices([{ ...old, as_of: '2026-10-01', source_id: 'page:blog' }], [row({})])).toEqual(['0:0.1']);
  });

  it('are carried whole where one source has the first step alone', () => {
    const steps = [
      row({ usd_per_unit: '0.2', tier_to: '51200', as_of: '2024-01-01' }),
      row({ usd_per_unit: '0.15', tier_from: '51200', as_of: '2024-01-01' }),
    ];
    expect(prices([old], steps)).toEqual(['0:0.2', '51200:0.15']);
  });

  it('keep what the older one says about its steps', () => {
    const words = row({ note: 'metered in 512 KB increments', as_of: '2024-07-01' });
    expect(merged([words], [row({})]).records[0]).toMatchObject({
      note: 'metered in 512 KB increments',
      as_of: '2025-10-01',
    });
    const about = row({ note: 'displayed 0.10', as_of: '2024-07-01' });
    expect(merged([about], [row({})]).records[0]!.note).toBe('');
  });

  it('take the names, units and sources of the tables', () => {
    const address = row({ service: 'public-ipv4', meter: 'in-use-hour', unit: 'hour' });
    expect(merged([], [address]).records[0]!.meter).toBe('in-use-address-hour');
    const vcpu = row({ provider: 'gcp', service: 'cloud-sql', meter: 'vcpu-zonal', unit: 'hour', note: 'listed' });
    expect(merged([], [vcpu], 'earlier/gcp-cloud-sql-2024-03.csv').records[0]!.unit).toBe('vcpu-hour');
    expect(sourceName('gcp-sku:cur-aws-to-gcp@7a95984/6C53-A1E2-4C8A')).toBe('gcp-sku:cur-aws-to-gcp@7a95984');
  });

  it('begin above what the account has free, where only one region says so', () => {
    expect(prices([], [row({ service: 'lambda', meter: 'requests' })])).toEqual(['1000000:0.1']);
  });
});

describe('what is sold at one price everywhere', () => {
  const gateway = (region: string, more: Given = {}) =>
    row({ provider: 'azure', service: 'nat-gateway', meter: 'gateway-hour', unit: 'hour', region, ...more });

  it('is one row, of the newest source', () => {
    const { records } = merged([gateway('eastus', { as_of: '2026-11-01', source_id: 'newest' })], [gateway('uksouth')]);
    expect(records).toMatchObject([
      { region: 'global', source_id: 'newest', note: 'derived: one price in all regions' },
    ]);
  });

  it('has one price', () => {
    expect(() => merged([], [gateway('eastus'), gateway('uksouth', { usd_per_unit: '0.2' })])).toThrow('two prices');
  });
});
