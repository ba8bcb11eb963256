/** Which prices count: bundled < the user's folder < the one that is named < overrides. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { layered } from '../../src/billing/rate-layers.ts';
import { rateFiles, rateFolders } from '../../src/host/rate-files.ts';
import { RATES } from '../support.ts';
import { newFolder, quoinOnDisk } from './providers.ts';

let folder: string;
beforeEach(() => {
  folder = newFolder();
});

function table(name: string, rows: unknown[][], more: object = {}): string {
  const [provider, service, region] = ['aws', 'lambda', 'us-east-1'];
  const path = join(folder, name);
  mkdirSync(join(path, provider, service), { recursive: true });
  const head = {
    provider,
    service,
    region,
    currency: 'USD',
    rule: 'Test.',
    defaults: { as_of: '2026-11-01', source: name },
    columns: [],
    ...more,
  };
  writeFileSync(join(path, provider, service, `${region}.json`), JSON.stringify({ ...head, rows }));
  return path;
}

const requests = (price: string) => [
  ['requests', 'request', '0', null, price, null, null, '', '', '2026-10-01', 'SKU', 'SKU.RATE'],
];

describe('layers', () => {
  test('a meter comes whole from the upper one, and keeps what is free below where the upper one says nothing', () => {
    const rates = layered(rateFiles(table('own', requests('0.0000003'))), RATES);
    const rate = rates.rate('aws', 'lambda', 'us-east-1', 'requests')!;
    expect(rate.tiers).toEqual([
      { from: '0', price: '0.0000003', asOf: '2026-11-01', source: 'own', effective: '2026-10-01', sku: 'SKU.RATE' },
    ]);
    expect(rate.free).toBe('1000000');
    // The same object each time: what is free is counted by it.
    expect(rates.rate('aws', 'lambda', 'us-east-1', 'requests')).toBe(rate);
    expect(rates.rate('aws', 'lambda', 'us-east-1', 'x86-duration')).toEqual(
      RATES.rate('aws', 'lambda', 'us-east-1', 'x86-duration'),
    );
    expect(rates.rates('aws', 'lambda', 'us-east-1').map(({ meter }) => meter)).toEqual(
      RATES.rates('aws', 'lambda', 'us-east-1').map(({ meter }) => meter),
    );
  });

  test('of an instance each price counts by itself', () => {
    const path = join(folder, 'own/aws/compute');
    mkdirSync(path, { recursive: true });
    const row = [
      'm5.large',
      '0.2',
      null,
      null,
      null,
      null,
      null,
      null,
      null,
      null,
      null,
      null,
      null,
      'SKU.RATE since 2026-10-01',
    ];
    const head = {
      provider: 'aws',
      service: 'compute',
      region: 'us-east-1',
      currency: 'USD',
      notes: {},
      defaults: { source: 'own' },
      as_of: { own: '2026-11-01' },
    };
    writeFileSync(join(path, 'us-east-1.json'), JSON.stringify({ ...head, rows: [row] }));
    const rates = rateFolders([join(process.cwd(), 'pricing'), join(folder, 'own')]);
    const price = rates.instancePrice('aws', 'us-east-1', 'm5.large')!;
    expect(price.linuxOnDemand).toEqual({
      price: '0.2',
      asOf: '2026-11-01',
      source: 'own',
      effective: '2026-10-01',
      sku: 'SKU.RATE',
    });
    expect(price.linuxSpot).toEqual(RATES.instancePrice('aws', 'us-east-1', 'm5.large')!.linuxSpot);
    expect(rates.instancePrices('aws', 'us-east-1')).toHaveLength(RATES.instancePrices('aws', 'us-east-1').length);
    expect(rates.pricedInstances('aws', 'us-east-1')).toEqual(
      rates.instancePrices('aws', 'us-east-1').map(({ instance }) => instance),
    );
    expect(rates.instancePrice('aws', 'us-east-1', 'm5.xlarge')).toEqual(
      RATES.instancePrice('aws', 'us-east-1', 'm5.xlarge'),
    );
  });
});

describe('the folder that counts', () => {
  /** The price of a request of a function. */
  async function priceOf(
    topology: object,
    args: readonly string[] = [],
    env: Record<string, string> = {},
  ): Promise<string> {
    const file = join(folder, 'quoin.json');
    writeFileSync(
      file,
      JSON.stringify({
        provider: 'aws',
        region: 'us-east-1',
        workload: { call: { enters: 'f', rate: '1/s', response: '1 KB' } },
        components: { f: { kind: 'function', memory: '512 MB', duration: '200ms' } },
        ...topology,
      }),
    );
    const { out, err } = await quoinOnDisk(['estimate', file, '--format', 'json', ...args], env);
    if (out === '') throw new Error(err);
    const { cost } = JSON.parse(out) as { cost: { components: { items: { meter: string; unit_price: string }[] }[] } };
    return cost.components[0]!.items.find(({ meter }) => meter === 'requests')!.unit_price;
  }

  test('the user’s before the bundled one, the named one before both, an override before all', async () => {
    table('quoin/prices', requests('0.0000003'));
    table('prices', requests('0.0000004'));
    const variable = table('variable', requests('0.0000005'));
    const option = table('option', requests('0.0000006'));
    const user = { XDG_DATA_HOME: folder };
    const from = { prices: { from: './prices' } };
    expect(await priceOf({})).toBe('0.0000002');
    expect(await priceOf({}, [], user)).toBe('0.0000003');
    expect(await priceOf(from, [], user)).toBe('0.0000004');
    expect(await priceOf(from, [], { ...user, QUOIN_PRICES: variable })).toBe('0.0000005');
    expect(await priceOf(from, ['--prices', option], { ...user, QUOIN_PRICES: variable })).toBe('0.0000006');
    const overrides = [{ match: { service: 'lambda', meter: 'requests' }, usd: '0.0000007' }];
    expect(await priceOf({ prices: { from: './prices', overrides } }, [], user)).toBe('0.0000007');
  });

  test('a file of overrides is merged after the topology', async () => {
    const file = join(folder, 'own.yaml');
    writeFileSync(file, 'prices: { overrides: [{ match: { service: lambda, meter: requests }, usd: "0.0000008" }] }\n');
    expect(await priceOf({}, ['--overrides', file])).toBe('0.0000008');
  });

  test('a folder that is not there is no folder without prices', async () => {
    await expect(priceOf({ prices: { from: './nowhere' } })).rejects.toThrow(
      /prices\.from: there is no folder .*nowhere/,
    );
    await expect(priceOf({}, ['--prices', '/nowhere'])).rejects.toThrow('--prices: there is no folder /nowhere');
  });

  test('the name of an instance alone is that instance on demand', async () => {
    const file = join(folder, 'instance.yaml');
    writeFileSync(
      file,
      'provider: aws\nregion: us-east-1\nworkload: { page: { enters: app, rate: 1/s, response: 1 KB } }\ncomponents: { app: { kind: service, instance: t2.micro, count: 1 } }\nprices: { overrides: [{ match: { service: ec2, meter: t2.micro }, usd: "1" }] }\n',
    );
    const { out, err } = await quoinOnDisk(['estimate', file, '--format', 'csv']);
    expect(out).toMatch(/t2\.micro on-demand.*730/);
    expect(err).not.toContain('matches no line');
  });
});
