/** From the official lists, served locally, to bills that were worked out by hand. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { tablesIn } from '../../src/prices/stored.ts';
import { readText } from '../support.ts';
import { LISTS, newFolder, quoinOnDisk, serveProviders, type Providers } from './providers.ts';

const REGIONS = 'eu-west-1,eu-west-2,westeurope,francecentral,europe-west1';
const SERVICES =
  'compute,ebs,nat-gateway,rds-mysql,rds-storage,s3,alb,nlb,lambda,sqs,data-transfer,functions,service-bus,blob-storage,managed-disk,redis-cache,sql-database,persistent-disk,cloud-sql,cloud-storage,cloud-dns,cloud-nat,pubsub,network-egress';

let providers: Providers;
let prices: string;
const env = () => ({ XDG_CACHE_HOME: join(prices, 'cache') });

beforeAll(async () => {
  providers = await serveProviders();
  prices = newFolder();
  const { status, err } = await quoinOnDisk(
    [
      'prices',
      'update',
      '--regions',
      REGIONS,
      '--services',
      SERVICES,
      '--from',
      providers.url,
      '--to',
      join(prices, 'tables'),
    ],
    env(),
  );
  if (status !== 0) throw new Error(err);
});
afterAll(() => providers.close());

/** Amounts of the lines of one component, by service and meter, priced with the updated tables. */
async function linesOf(topology: object, component: string): Promise<Record<string, string>> {
  const file = join(prices, 'quoin.json');
  writeFileSync(file, JSON.stringify(topology));
  const { out, err } = await quoinOnDisk(['estimate', file, '--format', 'json', '--prices', join(prices, 'tables')]);
  if (out === '') throw new Error(err);
  const { cost } = JSON.parse(out) as {
    cost: {
      components: {
        component: string;
        items: { service: string; meter: string; amount: string | null; as_of: string }[];
      }[];
    };
  };
  const items = cost.components.find((one) => one.component === component)?.items ?? [];
  return Object.fromEntries(
    items.map(({ service, meter, amount }) => [
      `${service} ${meter}`,
      amount === null ? 'unpriced' : Number(amount).toFixed(2),
    ]),
  );
}

const alone = (provider: string, region: string, name: string, component: object, more: object = {}) => ({
  provider,
  region,
  components: { [name]: component },
  ...more,
});

describe('commitments of AWS', () => {
  const bought = async (purchase: unknown, count = 1) => {
    const component = { kind: 'service', instance: 'm5.large', count, purchase };
    return linesOf(alone('aws', 'eu-west-1', 'app', component), 'app');
  };

  test.each([
    // 273 on day one for 12 months, and 0.031 an hour
    ['reserved-1y-partial-upfront', '45.38'],
    ['reserved-1y-no-upfront', '47.45'],
    // 610 ÷ 12
    ['reserved-1y-convertible', '50.83'],
    ['reserved-1y-convertible-all-upfront', '50.83'],
    // 730 × 0.078, 0.054, 0.073, 0.067
    ['savings-1y', '56.94'],
    ['savings-3y', '39.42'],
    ['savings-1y-all-upfront', '53.29'],
    ['savings-1y-instance', '48.91'],
    ['reserved-3y-convertible', 'unpriced'],
  ])('%s of an m5.large', async (purchase, month) => {
    expect(await bought(purchase)).toMatchObject({ [`compute m5.large ${purchase}`]: month });
  });

  test('money an hour is paid in full, and buys as much as its rate makes of it', async () => {
    // 730 × 0.20 for 0.20 ÷ 0.078 = 2.5641 of four; 1.4359 × 730 × 0.107
    expect(await bought({ 'savings-1y': '0.20 USD/h' }, 4)).toMatchObject({
      'compute m5.large savings-1y commitment': '146.00',
      'compute m5.large covered by savings-1y': '0.00',
      'compute m5.large on-demand': '112.16',
    });
  });

  test('databases', async () => {
    const lines = async (purchase: string) => {
      const component = { kind: 'rds', engine: 'mysql', instance: 'db.m5.large', storage: '100 GB', purchase };
      return linesOf(alone('aws', 'eu-west-1', 'db', component), 'db');
    };
    // 1,098 ÷ 12; 560 ÷ 12 + 730 × 0.064; 730 × 0.133
    for (const [purchase, month] of [
      ['reserved-1y', '91.50'],
      ['reserved-1y-all-upfront', '91.50'],
      ['reserved-1y-partial-upfront', '93.39'],
      ['reserved-1y-no-upfront', '97.09'],
    ] as const)
      expect(await lines(purchase)).toMatchObject({ [`rds-mysql db.m5.large single-az ${purchase}`]: month });
  });
});

describe('AWS', () => {
  test('two m5.large with gp3 volumes in Ireland', async () => {
    const volume = { type: 'gp3', size: '100 GiB', iops: 4000, throughput: '250 MiB/s' };
    const lines = await linesOf(
      alone('aws', 'eu-west-1', 'app', { kind: 'service', instance: 'm5.large', count: 2, volumes: [volume] }),
      'app',
    );
    // 2 × 730 h × 0.107; 2 × 100 GB × 0.088; 2 × 1,000 above 3,000 × 0.0055; 2 × 125 MiB/s above 125 × 45.056 / 1,024
    expect(lines).toMatchObject({
      'compute m5.large on-demand': '156.22',
      'ebs gp3-storage': '17.60',
      'ebs gp3-iops-over-3000': '11.00',
      'ebs gp3-throughput-over-125': '11.00',
    });
  });

  test('a reserved m5.large and one with Windows', async () => {
    const reserved = await linesOf(
      alone('aws', 'eu-west-1', 'app', { kind: 'service', instance: 'm5.large', count: 1, purchase: 'reserved-1y' }),
      'app',
    );
    // 536 for 8,760 h, of which a month has 730
    expect(reserved['compute m5.large reserved-1y']).toBe('44.67');
    const windows = await linesOf(
      alone('aws', 'eu-west-1', 'app', { kind: 'service', instance: 'm5.large', count: 1, os: 'windows' }),
      'app',
    );
    // 730 × 0.199
    expect(windows['compute m5.large on-demand windows']).toBe('145.27');
  });

  test('a million GB-seconds of functions in London, with and without what is free', async () => {
    const topology = (free: boolean) => ({
      provider: 'aws',
      region: 'eu-west-2',
      billing: { free_tier: free },
      workload: { call: { enters: 'f', rate: '10000000/month', response: '1 KB' } },
      components: { f: { kind: 'function', memory: '512 MiB', duration: '200ms' } },
    });
    // 10 million × 0.2 s × 0.5 GB × 0.0000166667; 10 million × 0.0000002
    expect(await linesOf(topology(false), 'f')).toMatchObject({
      'lambda x86-duration': '16.67',
      'lambda requests': '2.00',
    });
    // 400,000 GB-seconds and a million requests less
    expect(await linesOf(topology(true), 'f')).toMatchObject({
      'lambda x86-duration': '10.00',
      'lambda requests': '1.80',
    });
  });
});

describe('Azure', () => {
  test('three D2s v3 in France, one reserved, one with Windows', async () => {
    const size = { kind: 'service', instance: 'Standard_D2s_v3' };
    const lines = async (more: object) => linesOf(alone('azure', 'francecentral', 'app', { ...size, ...more }), 'app');
    // 3 × 730 × 0.112; 644 for a year, whatever its unit says; 730 × 0.204
    expect((await lines({ count: 3 }))['compute Standard_D2s_v3 on-demand']).toBe('245.28');
    expect((await lines({ count: 1, purchase: 'reserved-1y' }))['compute Standard_D2s_v3 reserved-1y']).toBe('53.67');
    expect((await lines({ count: 1, os: 'windows' }))['compute Standard_D2s_v3 on-demand windows']).toBe('148.92');
  });

  test('a million GB-seconds of functions', async () => {
    const lines = await linesOf(
      {
        provider: 'azure',
        region: 'westeurope',
        billing: { free_tier: true },
        workload: { call: { enters: 'f', rate: '10000000/month', response: '1 KB' } },
        components: { f: { kind: 'function', memory: '512 MiB', duration: '200ms' } },
      },
      'f',
    );
    // 600,000 beyond the free 400,000 × 0.000016; nine million of ten × 0.000002 for ten
    expect(lines).toMatchObject({
      'functions consumption-execution-time': '9.60',
      'functions consumption-total-executions': '1.80',
    });
  });

  test('a cache, and a disk', async () => {
    const cache = await linesOf(
      alone('azure', 'westeurope', 'c', { kind: 'cache', engine: 'redis', instance: 'C1', tier: 'standard' }),
      'c',
    );
    // 2 nodes × 730 × 0.069
    expect(cache['redis-cache standard-c1-node']).toBe('100.74');
    const disk = await linesOf(
      alone('azure', 'westeurope', 'app', {
        kind: 'service',
        instance: 'Standard_D2s_v3',
        count: 2,
        volumes: [{ type: 'premium-ssd', size: '128 GiB' }],
      }),
      'app',
    );
    expect(disk['managed-disk p10-lrs']).toBe('43.36');
  });
});

describe('Google Cloud', () => {
  test('an n2-standard-4 committed to for a year, and a C4D whose memory is sold by the gigabyte', async () => {
    const lines = async (instance: string, more: object = {}) =>
      linesOf(alone('gcp', 'europe-west1', 'app', { kind: 'service', instance, count: 1, ...more }), 'app');
    // 730 × (4 × 0.021907 + 16 × 0.002936)
    expect((await lines('n2-standard-4', { purchase: 'reserved-1y' }))['compute n2-standard-4 reserved-1y']).toBe(
      '98.26',
    );
    // 730 × (2 × 0.0360098 + 7 GiB × 1.073741824 GB × 0.003848981)
    expect((await lines('c4d-standard-2'))['compute c4d-standard-2 on-demand']).toBe('73.69');
    // 730 × (the above + 2 × 0.046)
    expect((await lines('c4d-standard-2', { os: 'windows' }))['compute c4d-standard-2 on-demand windows']).toBe(
      '140.85',
    );
  });

  test('a database', async () => {
    const lines = await linesOf(
      alone('gcp', 'europe-west1', 'db', {
        kind: 'sql',
        engine: 'postgres',
        instance: 'db-custom-4-16384',
        storage: '100 GiB',
      }),
      'db',
    );
    // 730 × 4 × 0.0413; 730 × 16 × 0.007; 100 × 0.17
    expect(lines).toMatchObject({
      'cloud-sql vcpu-zonal': '120.60',
      'cloud-sql memory-zonal': '81.76',
      'cloud-sql ssd-storage-zonal': '17.00',
    });
  });

  test('a bucket', async () => {
    const lines = await linesOf(
      alone('gcp', 'europe-west1', 'files', { kind: 'object-store', storage: '1000 GiB' }),
      'files',
    );
    expect(lines['cloud-storage standard-storage']).toBe('20.00');
  });
});

test('every row names its SKU, its rate, since when it holds, and the file that it is from', () => {
  const table = JSON.parse(readFileSync(join(prices, 'tables/aws/alb/eu-west-2.json'), 'utf8')) as {
    columns: string[];
    rows: (string | null)[][];
    lists: object;
    defaults: object;
  };
  expect(table.columns.slice(9)).toEqual(['effective', 'sku', 'rate_code']);
  expect(table.rows).toEqual([
    [
      'lb-hour',
      'hour',
      '0',
      null,
      '0.02646',
      null,
      null,
      '',
      '',
      '2026-08-01',
      '6AP766DZF74JPTE2',
      '6AP766DZF74JPTE2.JRTCKXETXF.6YS6EN2CT7',
    ],
    [
      'lcu-hour',
      'lcu-hour',
      '0',
      null,
      '0.0084',
      null,
      null,
      '',
      '',
      '2026-08-01',
      expect.any(String),
      expect.any(String),
    ],
  ]);
  expect(table.defaults).toEqual({ as_of: '2026-08-31', source: 'aws:AWSELB@20260831000000' });
  expect(table.lists).toEqual({
    'aws:AWSELB@20260831000000': {
      address: expect.stringMatching(/\/AWSELB\/20260101000000\/eu-west-2\/index\.csv$/),
      published: '2026-08-31',
    },
  });
});

test('every table is as the schema has it', () => {
  const validate = new Ajv2020({ strict: false }).compile(
    JSON.parse(readText('pricing/rate-table.schema.json')) as object,
  );
  const tables = [...tablesIn(join(prices, 'tables')).values()];
  expect(tables.length).toBeGreaterThan(25);
  for (const table of tables)
    expect([table.region, validate(table), validate.errors]).toEqual([table.region, true, null]);
});

test('savings plans stand beside reservations', () => {
  const table = JSON.parse(readFileSync(join(prices, 'tables/aws/compute/eu-west-1.json'), 'utf8')) as {
    columns: string[];
    rows: string[][];
  };
  const row = table.rows.find(([instance]) => instance === 'm5.large')!;
  const cell = (name: string) => row[table.columns.indexOf(name)];
  expect(['linux_1y', 'linux_sp_1y', 'linux_sp_3y'].map(cell)).toEqual(['0.061187214611872', '0.078', '0.054']);
  expect(cell('linux_sp_1y_rate')).toBe('AAAAAAAAAAAAAAA1.K7ERD2Q28HHU97DT since 2026-04-20');
  expect(cell('sp_source')).toBe('aws:AWSComputeSavingsPlan@20260422194203');
});

test('explain tells when a price was last verified, and since when it is charged', async () => {
  const file = join(prices, 'explained.json');
  writeFileSync(
    file,
    JSON.stringify(alone('aws', 'eu-west-1', 'app', { kind: 'service', instance: 'm5.large', count: 1 })),
  );
  const { out } = await quoinOnDisk(['explain', file, 'app', '--prices', join(prices, 'tables')]);
  expect(out).toContain('price last verified on 2023-02-23, effective since 2023-02-01');
});

test('downloaded files make the same tables', async () => {
  const to = newFolder();
  const { status } = await quoinOnDisk(
    [
      'prices',
      'update',
      '--regions',
      'eu-west-1,eu-west-2,europe-west1,westeurope,francecentral',
      '--services',
      'compute,alb,cloud-dns,functions',
      '--from',
      LISTS,
      '--to',
      to,
    ],
    env(),
  );
  expect(status).toBe(1);
  for (const name of [
    'aws/compute/eu-west-1',
    'aws/alb/eu-west-2',
    'azure/compute/francecentral',
    'azure/functions/westeurope',
    'gcp/compute/europe-west1',
    'gcp/cloud-dns/global',
  ]) {
    const rows = (folder: string) =>
      (JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')) as { rows: unknown }).rows;
    expect(rows(to)).toEqual(rows(join(prices, 'tables')));
  }
  expect(existsSync(join(to, 'aws/compute/eu-west-2.json'))).toBe(false);
});
