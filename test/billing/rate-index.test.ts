import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { indexInstancePrices, indexRates, instanceKey, rateOf } from '../../src/billing/rate-index.ts';
import type { ComputeTable, Provider, Rate, RateTable, RateTableRow } from '../../src/billing/rate-table.ts';
import { rateFiles } from '../../src/host/rate-files.ts';

const rates = rateFiles(new URL('../../pricing/', import.meta.url));

/** "from: price" of each tier. */
const ladder = (rate: Rate | undefined): string[] | undefined =>
  rate?.tiers.map(({ from, price }) => `${from}: ${price}`);

const table = (rows: RateTableRow[], more: Partial<RateTable> = {}): RateTable => ({
  provider: 'aws',
  service: 'demo',
  region: 'us-east-1',
  currency: 'USD',
  defaults: { as_of: '2026-07-20', source: 'A1' },
  rows,
  ...more,
});
const rateOfRows = (rows: RateTableRow[], more: Partial<RateTable> = {}): Rate => rateOf(table(rows, more), rows);

describe('rateOf', () => {
  it('draws the first paid tier down to zero over an allowance', () => {
    const rate = rateOfRows([
      ['egress', 'gb', '0', '100', '0', null, null, 'allowance', 'always free'],
      ['egress', 'gb', '100', '10240', '0.09'],
      ['egress', 'gb', '10240', null, '0.085'],
    ]);
    expect(ladder(rate)).toEqual(['0: 0.09', '10240: 0.085']);
    expect(rate.free).toBe('100');
    expect(rate.endsAt).toBeUndefined();
  });

  it('does the same where the ladder only starts above an allowance', () => {
    const rate = rateOfRows([['requests', 'request', '1000000', null, '0.0000004', null, null, 'allowance']]);
    expect(ladder(rate)).toEqual(['0: 0.0000004']);
    expect(rate.free).toBe('1000000');
  });

  it('keeps an included quantity as a tier of price zero', () => {
    const rate = rateOfRows([
      ['ops', 'operation', '0', '13', '0', null, null, 'included', 'in the base price'],
      ['ops', 'operation', '13', null, '0.8'],
    ]);
    expect(ladder(rate)).toEqual(['0: 0', '13: 0.8']);
    expect(rate.tiers[0]?.note).toBe('in the base price');
    expect(rate.free).toBeUndefined();
  });

  it('puts a tier of price zero below a ladder that starts above an included quantity', () => {
    const rate = rateOfRows([['iops', 'iops-month', '3000', null, '0.005', null, null, 'included']]);
    expect(ladder(rate)).toEqual(['0: 0', '3000: 0.005']);
    expect(rate.tiers[0]?.note).toBe('the first 3000 are included');
  });

  it('has no tier for a meter that is nothing but an allowance', () => {
    const rate = rateOfRows([['free-rcu', 'rcu', '0', '25', '0', null, null, 'allowance']]);
    expect(rate.tiers).toEqual([]);
    expect(rate.free).toBe('25');
    expect(rate.endsAt).toBeUndefined();
  });

  it('keeps a zero price that is no allowance', () => {
    expect(ladder(rateOfRows([['in', 'gb', '0', null, '0', null, null, '', 'not charged']]))).toEqual(['0: 0']);
  });

  it('says where the ladder stops, and whether the charge stops with it', () => {
    const rows: RateTableRow[] = [['vm', 'vm-hour', '0', '32', '0.0014']];
    expect(rateOfRows(rows)).toMatchObject({ endsAt: '32' });
    expect(rateOfRows(rows)).not.toHaveProperty('capped');
    expect(rateOfRows(rows, { capped: ['vm'] })).toMatchObject({ endsAt: '32', capped: true });
  });

  it('takes date and source from the header unless the row has its own', () => {
    const rate = rateOfRows([
      ['m', 'gb', '0', '10', '2'],
      ['m', 'gb', '10', null, '1', '2020-01-01', 'unverified'],
    ]);
    expect(rate.tiers.map(({ asOf, source }) => [asOf, source])).toEqual([
      ['2026-07-20', 'A1'],
      ['2020-01-01', 'unverified'],
    ]);
  });

  it('is unverified when any of its rows is, even one that it leaves out', () => {
    expect(rateOfRows([['m', 'gb', '0', null, '2']]).unverified).toBe(false);
    expect(
      rateOfRows([
        ['m', 'gb', '0', '5', '0', null, 'unverified', 'allowance'],
        ['m', 'gb', '5', null, '2'],
      ]).unverified,
    ).toBe(true);
    const byHeader = { defaults: { as_of: '2026-01-01', source: 'unverified' } };
    expect(rateOfRows([['m', 'gb', '0', null, '2']], byHeader).unverified).toBe(true);
  });
});

describe('indexRates', () => {
  it('knows its own meters and no others', () => {
    const index = indexRates(table([['a', 'gb', '0', null, '1']]));
    expect(index.meters).toEqual(['a']);
    expect(index.rate('a')?.unit).toBe('gb');
    expect(index.rate('b')).toBeUndefined();
    expect(index.rate('__proto__')).toBeUndefined();
    expect(index.rate('constructor')).toBeUndefined();
  });
});

describe('indexInstancePrices', () => {
  const compute: ComputeTable = {
    provider: 'azure',
    region: 'eastus',
    currency: 'USD',
    notes: { linux_1y: '1-year plan' },
    defaults: {
      source: 'Z1',
      spot_source: 'Z3',
      commit_source: 'Z2',
      windows_source: 'Z2:surcharge',
    },
    as_of: {
      Z1: '2026-06-18',
      Z1d: '2026-06-18',
      Z2: '2026-08-22',
      'Z2:surcharge': '2026-08-22',
      Z3: '2024-08-09',
    },
    rows: [
      ['Standard_A', '0.2', '0.05', '0.1', null, '0.3'],
      ['Standard_B', '0.4', null, null, null, '0.5', 'Z1d', null, null, 'Z2'],
    ],
  };

  it('dates each price by its own source', () => {
    const price = indexInstancePrices(compute).price('standard_a');
    expect(price?.linuxOnDemand).toEqual({ price: '0.2', asOf: '2026-06-18', source: 'Z1' });
    expect(price?.linuxSpot).toEqual({ price: '0.05', asOf: '2024-08-09', source: 'Z3' });
    expect(price?.linux1y).toEqual({
      price: '0.1',
      asOf: '2026-08-22',
      source: 'Z2',
      note: '1-year plan',
    });
    expect(price?.linux3y).toBeUndefined();
  });

  it('dates a derived price by the older of its parts', () => {
    const derived = indexInstancePrices(compute).price('A')?.windowsOnDemand;
    expect(derived).toMatchObject({ price: '0.3', asOf: '2026-06-18', source: 'Z2:surcharge' });
    expect(derived?.note).toContain('derived');
    const published = indexInstancePrices(compute).price('B')?.windowsOnDemand;
    expect(published).toEqual({ price: '0.5', asOf: '2026-08-22', source: 'Z2' });
  });
});

describe('instanceKey', () => {
  it('drops Standard_ for Azure only', () => {
    expect(instanceKey('azure', 'Standard_D2s_v3')).toBe('d2s_v3');
    expect(instanceKey('aws', 'Standard_X')).toBe('standard_x');
  });
});

describe('list prices that providers publish', () => {
  it.each<[Provider, string, string, string]>([
    ['aws', 'us-east-1', 'm5.4xlarge', '0.768'],
    ['aws', 'us-east-1', 't2.micro', '0.0116'],
    ['aws', 'us-east-1', 't3.micro', '0.0104'],
    ['aws', 'us-east-1', 'm5.large', '0.096'],
    ['azure', 'eastus', 'Standard_F2', '0.099'],
    ['azure', 'eastus', 'Standard_D2s_v3', '0.096'],
    ['azure', 'eastus', 'Standard_B1s', '0.0104'],
    ['gcp', 'us-central1', 'n2-standard-8', '0.388472'],
    ['gcp', 'us-central1', 'e2-standard-2', '0.067011'],
  ])('%s %s %s is %s $/h', (provider, region, instance, price) => {
    expect(rates.instancePrice(provider, region, instance)?.linuxOnDemand?.price).toBe(price);
  });

  it.each<[Provider, string, string, string, string[]]>([
    ['aws', 'ebs', 'us-east-1', 'gp2-storage', ['0: 0.1']],
    ['aws', 'ebs', 'us-east-1', 'io1-storage', ['0: 0.125']],
    ['aws', 'ebs', 'us-east-1', 'io1-iops', ['0: 0.065']],
    ['aws', 'ebs', 'us-east-1', 'gp3-iops-over-3000', ['0: 0', '3000: 0.005']],
    ['aws', 's3', 'us-east-1', 'standard-storage', ['0: 0.023', '51200: 0.022', '512000: 0.021']],
    [
      'aws',
      'data-transfer',
      'us-east-1',
      'internet-egress',
      ['0: 0.09', '10240: 0.085', '51200: 0.07', '153600: 0.05'],
    ],
    [
      'azure',
      'bandwidth',
      'eastus',
      'internet-egress',
      ['0: 0.087', '10335: 0.083', '51295: 0.07', '153695: 0.05', '512095: 0.05'],
    ],
    [
      'azure',
      'service-bus',
      'eastus',
      'standard-messaging-operations',
      ['0: 0', '13000000: 0.0000008', '100000000: 0.0000005', '2500000000: 0.0000002'],
    ],
    ['aws', 'rds-postgres', 'us-east-1', 'db.m5.large single-az', ['0: 0.178']],
  ])('%s %s %s %s', (provider, service, region, meter, tiers) => {
    expect(ladder(rates.rate(provider, service, region, meter))).toEqual(tiers);
  });

  it.each<[Provider, string, string, string, string]>([
    ['aws', 'data-transfer', 'us-east-1', 'internet-egress', '100'],
    ['azure', 'bandwidth', 'eastus', 'internet-egress', '100'],
    ['aws', 'lambda', 'us-east-1', 'x86-duration', '400000'],
    ['aws', 'lambda', 'us-west-2', 'x86-duration', '400000'],
    ['aws', 'sqs', 'us-west-2', 'standard-requests', '1000000'],
    ['gcp', 'firestore', 'us-central1', 'storage', '1'],
  ])('%s %s %s %s has %s units free', (provider, service, region, meter, free) => {
    expect(rates.rate(provider, service, region, meter)?.free).toBe(free);
  });

  it('Lambda on x86 starts at 0.0000166667 $ a GB-second', () => {
    expect(ladder(rates.rate('aws', 'lambda', 'us-east-1', 'x86-duration'))?.[0]).toBe('0: 0.0000166667');
  });

  it('Service Bus has no account-wide allowance of operations: they are in the base price', () => {
    expect(rates.rate('azure', 'service-bus', 'eastus', 'standard-messaging-operations')).not.toHaveProperty('free');
  });

  it('Cloud NAT stops charging at 32 machines', () => {
    const rate = rates.rate('gcp', 'cloud-nat', 'us-central1', 'gateway-vm-hour');
    expect(rate).toMatchObject({ endsAt: '32', capped: true });
  });

  it('SQS stops at 100 G requests without being capped', () => {
    const rate = rates.rate('aws', 'sqs', 'eu-west-1', 'standard-requests');
    expect(rate).toMatchObject({ endsAt: '100000000000' });
    expect(rate).not.toHaveProperty('capped');
  });

  it("the reserved price of m5.large is m5.xlarge's ratio × 0.096", () => {
    const xlarge = rates.instancePrice('aws', 'us-east-1', 'm5.xlarge');
    const large = rates.instancePrice('aws', 'us-east-1', 'm5.large');
    for (const term of ['linux1y', 'linux3y'] as const) {
      const ratio = Number(xlarge?.[term]?.price) / Number(xlarge?.linuxOnDemand?.price);
      expect(Math.abs(Number(large?.[term]?.price) / (0.096 * ratio) - 1)).toBeLessThan(5e-4);
      expect(large?.[term]?.source).toBe('A6:family-ratio');
      expect(large?.[term]?.note).toContain('all up front');
    }
  });

  it('Windows on D2s_v3 in eastus is 0.188 $/h', () => {
    expect(rates.instancePrice('azure', 'eastus', 'D2s_v3')?.windowsOnDemand).toMatchObject({
      price: '0.188',
      source: 'Z2:surcharge',
    });
  });

  it('Beijing is priced in yuan', () => {
    expect(rates.instancePrice('aws', 'cn-north-1', 'c3.large')).toMatchObject({
      currency: 'CNY',
      linuxOnDemand: { price: '1.054' },
      linuxSpot: undefined,
    });
  });

  it('what nobody knows is undefined, not zero', () => {
    const price = rates.instancePrice('aws', 'us-east-1', 'm7g.large');
    expect(price?.windowsOnDemand).toBeUndefined();
    expect(rates.rate('aws', 'data-transfer', 'mx-central-1', 'internet-egress')).toBeUndefined();
  });
});

describe('every rate of pricing/', () => {
  const providers: Provider[] = ['aws', 'azure', 'gcp'];
  const all = providers.flatMap((provider) =>
    rates
      .services(provider)
      .flatMap((service) =>
        rates.regionsOf(provider, service).flatMap((region) => rates.rates(provider, service, region)),
      ),
  );

  it('starts at zero and rises', () => {
    expect(all.length).toBeGreaterThan(25_000);
    for (const { tiers, service, region, meter } of all) {
      const froms = tiers.map(({ from }) => Number(from));
      const rises = froms.every((from, i) => (i === 0 ? from === 0 : from > (froms[i - 1] ?? 0)));
      if (!rises) expect.fail(`${service} ${region} ${meter}: ${froms.join(', ')}`);
    }
  });

  it('gives a reason for each price of zero', () => {
    for (const { tiers, service, region, meter } of all) {
      for (const { price, note } of tiers) {
        if (Number(price) === 0 && note === undefined) expect.fail(`${service} ${region} ${meter} is free`);
      }
    }
  });

  it('has a tier, or is an allowance', () => {
    expect(all.filter(({ tiers, free }) => tiers.length === 0 && free === undefined)).toEqual([]);
  });
});

describe('specifications, regions and limits', () => {
  it('t3.micro runs at a tenth of each of its two vCPUs', () => {
    expect(rates.instance('aws', 't3.micro')).toMatchObject({
      vcpu: 2,
      memoryGib: 1,
      arch: 'x86_64',
      burstable: true,
      baselineVcpuFraction: 0.1,
    });
  });

  it('finds Azure sizes in any case, with Standard_ or without', () => {
    const spec = rates.instance('azure', 'Standard_D2s_v3');
    expect(spec).toMatchObject({ vcpu: 2, memoryGib: 8 });
    expect(rates.instance('azure', 'd2S_v3')).toEqual(spec);
    expect(rates.instancePrice('azure', 'eastus', 'd2s_V3')?.instance).toBe('Standard_D2s_v3');
  });

  it('leaves unknown figures out', () => {
    expect(rates.instance('azure', 'Standard_A10')).not.toHaveProperty('memoryGib');
    expect(rates.instance('aws', 'nothing.large')).toBeUndefined();
  });

  it('lists 37, 61 and 43 regions', () => {
    expect([rates.regions('aws'), rates.regions('azure'), rates.regions('gcp')].map(({ length }) => length)).toEqual([
      37, 61, 43,
    ]);
    expect(rates.regions('aws').find(({ region }) => region === 'us-east-1')).toMatchObject({
      provider: 'aws',
      displayName: 'US East (N. Virginia)',
      zones: 6,
      aliases: ['N. Virginia'],
      partition: 'public',
    });
    expect(rates.regions('azure').find(({ region }) => region === 'eastus')?.pairedRegion).toBe('westus');
    expect(rates.regions('azure').find(({ region }) => region === 'swedensouth')).toMatchObject({
      geography: '',
    });
  });

  it('knows limits', () => {
    expect(rates.limit('aws', 'ebs', 'gp3-iops-baseline')).toMatchObject({
      value: 3000,
      unit: 'iops',
    });
    expect(rates.limit('aws', 'ebs', 'constructor')).toBeUndefined();
    expect(rates.limit('aws', '__proto__', 'x')).toBeUndefined();
  });
});

describe('browsing', () => {
  it('lists services without compute, and regions', () => {
    expect(rates.services('gcp')).toContain('pubsub');
    expect(rates.services('gcp')).not.toContain('compute');
    expect(rates.regionsOf('aws', 'compute')).toHaveLength(37);
    expect(rates.regionsOf('aws', 'nothing')).toEqual([]);
  });

  it('gives the meters of a table in order', () => {
    const meters = rates.rates('aws', 'ebs', 'us-east-1').map(({ meter }) => meter);
    expect(meters).toEqual([...meters].sort());
    expect(rates.instancePrices('aws', 'us-east-1').length).toBeGreaterThan(1300);
  });

  it('answers the same object for the same question', () => {
    const ask = (): Rate | undefined => rates.rate('aws', 'ebs', 'us-east-1', 'gp2-storage');
    expect(ask()).toBe(ask());
  });
});

describe('rateFiles on a folder of its own', () => {
  let folder: string;
  let source: ReturnType<typeof rateFiles>;

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'quoin-rates-'));
    mkdirSync(join(folder, 'aws', 'demo'), { recursive: true });
    writeFileSync(join(folder, 'secret.json'), JSON.stringify(table([['a', 'gb', '0', null, '1']])));
    writeFileSync(join(folder, 'aws', 'demo', 'us-east-1.json'), JSON.stringify(table([['a', 'gb', '0', null, '1']])));
    writeFileSync(join(folder, 'aws', 'demo', 'US-EAST-1.json'), JSON.stringify(table([['a', 'gb', '0', null, '1']])));
    writeFileSync(join(folder, 'aws', 'demo', 'broken.json'), '{');
    source = rateFiles(folder);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('reads a table', () => {
    expect(ladder(source.rate('aws', 'demo', 'us-east-1', 'a'))).toEqual(['0: 1']);
  });

  it.each(['../../secret', '..', '.', '', 'a/b', 'a\\b', 'a\0', '%2e%2e', 'us-east-1 ', 'x'.repeat(5000)])(
    'treats the region %j as unknown',
    (region) => {
      expect(source.rate('aws', 'demo', region, 'a')).toBeUndefined();
      expect(source.rates('aws', region, 'us-east-1')).toEqual([]);
      expect(source.regionsOf('aws', region)).toEqual([]);
      expect(source.instancePrice('aws', region, 'm5.large')).toBeUndefined();
    },
  );

  it('does not take a table for one of another spelling', () => {
    expect(source.rates('aws', 'demo', 'US-EAST-1')).toEqual([]);
  });

  it('answers from an empty folder without a fault', () => {
    expect(source.services('gcp')).toEqual([]);
    expect(source.regions('gcp')).toEqual([]);
    expect(source.instances('gcp')).toEqual([]);
    expect(source.instancePrices('gcp', 'us-central1')).toEqual([]);
    expect(source.limit('gcp', 'pubsub', 'x')).toBeUndefined();
  });

  it('names a file that is broken', () => {
    expect(() => source.rates('aws', 'demo', 'broken')).toThrow('broken.json is not a rate table');
  });
});
