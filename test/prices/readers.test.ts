/** The readers of the official lists, and what stands in the lists to trap them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { AwsList } from '../../src/prices/aws/list.ts';
import { OFFERS, withoutRegion } from '../../src/prices/aws/offers.ts';
import { unitFactor } from '../../src/prices/aws/units.ts';
import { AzureList, pageOf as azurePage } from '../../src/prices/azure/list.ts';
import { SERVICES as AZURE, type Item } from '../../src/prices/azure/meters.ts';
import { Collector, type Collected } from '../../src/prices/collector.ts';
import { CsvReader } from '../../src/prices/csv.ts';
import { compareDecimals, over, plain, plus, times } from '../../src/prices/decimal.ts';
import { GcpList, pageOf as gcpPage } from '../../src/prices/gcp/list.ts';
import { SERVICES as GCP, type Sku } from '../../src/prices/gcp/meters.ts';
import { RATES } from '../support.ts';
import { LISTS } from './providers.ts';

const cells = (text: string, size = text.length): string[][] => {
  const rows: string[][] = [];
  const reader = new CsvReader((record) =>
    rows.push(Array.from({ length: record.length }, (_, index) => record.cell(index))),
  );
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += size) reader.push(bytes.subarray(at, at + size));
  reader.end();
  return rows;
};

describe('comma-separated values', () => {
  const text = '"a","b, c","d ""e"" f",\r\n\r\n1,,"two\nlines",é\n"","",x,"last"';
  const rows = [
    ['a', 'b, c', 'd "e" f', ''],
    ['1', '', 'two\nlines', 'é'],
    ['', '', 'x', 'last'],
  ];

  test.each([1, 2, 3, 7, 1000])('come in pieces of %d bytes', (size) => {
    expect(cells(text, size)).toEqual(rows);
  });

  test('break off inside a cell', () => {
    expect(() => cells('a,"b')).toThrow('the list breaks off inside a cell');
  });
});

test('decimals are exact', () => {
  expect(plain('0.0230000000')).toBe('0.023');
  expect(plain('1.6e-05')).toBe('0.000016');
  expect(plain('-3')).toBe('-3');
  expect(times('45.0560000000', '0.0009765625')).toBe('0.044');
  expect(plus('0.1', '0.02')).toBe('0.12');
  expect(over('0.2', '1000000')).toBe('0.0000002');
  expect(over('536', '8760')).toBe('0.061187214611872');
  expect(over('2', '3')).toBe('0.666666666666667');
  expect(compareDecimals('0.10', '0.1')).toBe(0);
  expect(compareDecimals('10240', '9')).toBeGreaterThan(0);
  expect(() => plain('free')).toThrow('"free" is no price');
});

/** Rows of each meter: from, to, price, what is free. */
function ladders(all: readonly Collected[], service: string, region?: string): Record<string, unknown[]> {
  const found = all.find((one) => one.service === service && (region === undefined || one.region === region));
  const meters: Record<string, unknown[]> = {};
  for (const price of found?.prices ?? [])
    if (price.type === 'rate')
      (meters[price.meter] ??= []).push([
        price.from,
        price.to ?? null,
        price.price,
        ...(price.free ? [price.free] : []),
      ]);
    else (meters[price.instance] ??= []).push([price.way, price.price]);
  return meters;
}

function awsList(code: string, region: string, edit: (text: string) => string = (text) => text): Collected[] {
  const collector = new Collector('aws');
  const offer = OFFERS[code]!;
  const list = new AwsList({
    code,
    offer,
    region,
    address: 'test',
    services: new Set(offer.services),
    today: '2026-11-22',
    collector,
  });
  list.push(Buffer.from(edit(readFileSync(join(LISTS, `aws/${code}-${region}.csv`), 'utf8'))));
  list.end();
  return collector.finish();
}

describe('AWS', () => {
  test('usage types lose the code of their region, and nothing else', () => {
    expect(
      [
        'EU-BoxUsage:m5.large',
        'EUW2-LoadBalancerUsage',
        'TS-LoadBalancerUsage',
        'DNS-Queries',
        'USW2-LAX1-BoxUsage:c5.large',
        'NatGateway-Hours',
      ].map(withoutRegion),
    ).toEqual([
      'BoxUsage:m5.large',
      'LoadBalancerUsage',
      'TS-LoadBalancerUsage',
      'DNS-Queries',
      'LAX1-BoxUsage:c5.large',
      'NatGateway-Hours',
    ]);
  });

  test.each([
    ['AmazonVPC', 'PublicIPv4:InUseAddress', {}, 'public-ipv4 in-use-address-hour'],
    ['AmazonECS', 'Fargate-ARM-vCPU-Hours:perCPU', {}, 'ecs-fargate linux-arm-vcpu'],
    ['AmazonECS', 'Fargate-Windows-vCPU-Hours:perCPU', {}, undefined],
    ['AmazonEFS', 'IADataAccess-Bytes', { 'Access Type': 'Write' }, 'efs ia-write'],
    ['AmazonEFS', 'TimedStorage-ByteHrs', { 'Product Family': 'Provisioned Throughput' }, undefined],
    ['AmazonDynamoDB', 'WriteRequestUnits', {}, 'dynamodb on-demand-write'],
    ['AmazonDynamoDB', 'ReadCapacityUnit-Hrs', {}, 'dynamodb provisioned-rcu'],
    ['AmazonMSK', 'Kafka.m5.large', {}, 'msk broker-kafka.m5.large'],
    ['AmazonMSK', 'Kafka.Storage.GP2', {}, 'msk storage'],
    [
      'AmazonMQ',
      'mq.m5.large',
      { 'Broker Engine': 'RabbitMQ', 'Deployment Option': 'Multi-AZ', 'Instance Type': 'mq.m5.large' },
      'mq rabbitmq-mq.m5.large-cluster-multi-az',
    ],
    ['AmazonApiGateway', 'ApiGatewayCacheUsage:0.5GB', {}, 'api-gateway cache-0.5gb'],
    ['AmazonApiGateway', 'ApiGatewayHttpRequest', {}, 'api-gateway http-requests'],
    ['AmazonKinesis', 'Storage-ShardHour', {}, 'kinesis shard-hour'],
    ['AmazonRoute53', 'DNS-Queries', {}, 'route53 standard-queries'],
    ['AmazonRoute53', 'Intra-AWS-LBR-Queries', {}, undefined],
    ['AmazonCloudFront', 'EU-DataTransfer-Out-Bytes', {}, 'cloudfront data-transfer-out'],
    [
      'AmazonElastiCache',
      'NodeUsage:cache.r7g.large',
      { 'Cache Engine': 'Valkey', 'Instance Type': 'cache.r7g.large' },
      'elasticache-valkey cache.r7g.large node',
    ],
    [
      'AmazonElastiCache',
      'ExtendedSupportYr3-NodeUsage:cache.r7g.large',
      { 'Cache Engine': 'Redis', 'Instance Type': 'cache.r7g.large' },
      undefined,
    ],
    ['AmazonS3', 'Requests-SIA-Tier1', {}, 's3 standard-ia-put-requests'],
    [
      'AmazonRDS',
      'InstanceUsageIOOptimized:db.r6g.large',
      {
        'Product Family': 'Database Instance',
        'Database Engine': 'Aurora MySQL',
        'Instance Type': 'db.r6g.large',
        'Deployment Option': 'Single-AZ',
      },
      'aurora-mysql db.r6g.large aurora-io-optimized',
    ],
    [
      'AmazonRDS',
      'Multi-AZClusterUsage:db.r6gd.large',
      {
        'Product Family': 'Database Instance',
        'Database Engine': 'MySQL',
        'Instance Type': 'db.r6gd.large',
        'Deployment Option': 'Multi-AZ (readable standbys)',
      },
      undefined,
    ],
  ])('%s %s %j is %s', (code, usage, row, expected) => {
    const meter = OFFERS[code]!.meter(usage, (column) => (row as Record<string, string>)[column] ?? '');
    expect(meter && `${meter.service} ${meter.meter}`).toBe(expected);
  });

  test('codes before the names of CloudFront are those of its edges', () => {
    const collector = new Collector('aws');
    const offer = OFFERS['AmazonCloudFront']!;
    const list = new AwsList({
      code: 'AmazonCloudFront',
      offer,
      region: 'global',
      address: 'test',
      services: new Set(['cloudfront']),
      today: '2026-11-22',
      collector,
    });
    const row = (usage: string, price: string, from: string, to: string) =>
      `S${usage},T,S${usage}.T.${from},OnDemand,2026-01-01,${from},${to},GB,${price},USD,${usage},AWS Edge Location\n`;
    list.push(
      Buffer.from(
        `OfferCode,AmazonCloudFront\nSKU,OfferTermCode,RateCode,TermType,EffectiveDate,StartingRange,EndingRange,Unit,PricePerUnit,Currency,usageType,Location Type\n${row('EU-DataTransfer-Out-Bytes', '0.085', '0', '10240')}${row('EU-DataTransfer-Out-Bytes', '0.08', '10240', 'Inf')}${row('JP-DataTransfer-Out-Bytes', '0.114', '0', 'Inf')}`,
      ),
    );
    list.end();
    expect(ladders(collector.finish(), 'cloudfront', 'edge-europe-israel')).toEqual({
      'data-transfer-out': [
        ['0', '10240', '0.085'],
        ['10240', null, '0.08'],
      ],
    });
  });

  test('units are known by many names', () => {
    for (const [listed, unit] of [
      ['Hrs', 'hour'],
      ['LCU-Hrs', 'lcu-hour'],
      ['GB-Mo', 'gb-month'],
      ['GB-month', 'gb-month'],
      ['Lambda-GB-Second', 'gb-second'],
      ['API Calls', 'request'],
      ['ReadCapacityUnit-Hrs', 'rcu-hour'],
    ] as const)
      expect(unitFactor(listed, unit, 'SKU')).toBe('1');
    expect(unitFactor('GiBps-mo', 'mibps-month', 'SKU')).toBe('0.0009765625');
    expect(() => unitFactor('1000 Requests', 'request', 'SKU')).toThrow('an unknown unit');
  });

  test('instances: neither unused capacity, dedicated ones, software, local zones nor $0 companions; fees of reservations over their term', () => {
    expect(ladders(awsList('AmazonEC2', 'eu-west-1'), 'compute')).toEqual({
      'm5.large': [
        ['linux_1y', '0.061187214611872'],
        ['linux_3y', '0.040182648401826'],
        ['linux_ondemand', '0.107'],
        ['windows_ondemand', '0.199'],
      ],
      't3.medium': [
        ['linux_ondemand', '0.0456'],
        ['windows_ondemand', '0.064'],
      ],
    });
  });

  test('reservations that have no column: convertible, and paid in part or by the hour, with what is paid on day one', () => {
    expect(ladders(awsList('AmazonEC2', 'eu-west-1'), 'compute-commitments')).toEqual({
      'm5.large reserved-1y-convertible': [['0', null, '0.069634703196347']],
      'm5.large reserved-1y-no-upfront': [['0', null, '0.065']],
      // 273 ÷ 8,760 + 0.031
      'm5.large reserved-1y-partial-upfront': [['0', null, '0.062164383561644']],
      'm5.large reserved-1y-partial-upfront fee': [['0', null, '273']],
    });
  });

  test('volumes: what a disk includes is below the first step, and io2 has three', () => {
    expect(ladders(awsList('AmazonEC2', 'eu-west-1'), 'ebs')).toMatchObject({
      'gp3-iops-over-3000': [['3000', null, '0.0055', 'included']],
      'gp3-throughput-over-125': [['125', null, '0.044', 'included']],
      'io2-iops': [
        ['0', '32000', '0.072'],
        ['32000', '64000', '0.0504'],
        ['64000', null, '0.03528'],
      ],
      'snapshot-storage': [['0', null, '0.05']],
    });
  });

  test('load balancers: no Outposts, no trust stores, no reserved units', () => {
    const all = awsList('AWSELB', 'eu-west-2');
    expect(ladders(all, 'alb')).toEqual({ 'lb-hour': [['0', null, '0.02646']], 'lcu-hour': [['0', null, '0.0084']] });
    expect(ladders(all, 'nlb')).toEqual({ 'lb-hour': [['0', null, '0.02646']], 'nlcu-hour': [['0', null, '0.006']] });
  });

  test('what is free stands in a row of its own, which the paid one names; steps come in any order', () => {
    expect(ladders(awsList('AWSLambda', 'eu-west-2'), 'lambda')).toEqual({
      requests: [
        ['0', '1000000', '0', 'allowance'],
        ['1000000', null, '0.0000002'],
      ],
      'x86-duration': [
        ['0', '400000', '0', 'allowance'],
        ['400000', '6000000000', '0.0000166667'],
        ['6000000000', '15000000000', '0.000015'],
        ['15000000000', null, '0.0000133334'],
      ],
    });
  });

  test('transfer: no $0 companions between zones, one price to most regions', () => {
    expect(ladders(awsList('AWSDataTransfer', 'eu-west-2'), 'data-transfer')).toEqual({
      'inter-az': [['0', null, '0.01']],
      'inter-region': [['0', null, '0.02']],
      'internet-egress': [
        ['0', '100', '0', 'allowance'],
        ['100', '10240', '0.09'],
        ['10240', '51200', '0.085'],
        ['51200', '153600', '0.07'],
        ['153600', null, '0.05'],
      ],
    });
  });

  test('databases: no Outposts; a pair in two zones is one meter', () => {
    const all = awsList('AmazonRDS', 'eu-west-1');
    expect(ladders(all, 'rds-mysql')['db.m5.large single-az']).toEqual([['0', null, '0.189']]);
    expect(ladders(all, 'rds-mysql')['db.m5.large multi-az']).toEqual([['0', null, '0.378']]);
    expect(ladders(all, 'rds-storage')['gp3-iops-single-az']).toEqual([['3000', null, '0.022', 'included']]);
  });

  test('a hole between steps is refused', () => {
    const all = awsList('AWSLambda', 'eu-west-2', (text) =>
      text.replace('"6000000000","15000000000"', '"7000000000","15000000000"'),
    );
    expect(all.find(({ service }) => service === 'lambda')!.error).toBe(
      'x86-duration has a step up to 6000000000 and the next from 7000000000 on',
    );
  });

  test('two SKUs that contradict each other leave the meter out', () => {
    const all = awsList('AWSELB', 'eu-west-2', (text) => {
      const line = text.split('\n').find((one) => one.includes('6AP766DZF74JPTE2'))!;
      return `${text}${line.replaceAll('6AP766DZF74JPTE2', '6AP766DZF74JPTE3').replace('0.0264600000', '0.0300000000')}\n`;
    });
    const alb = all.find(({ service }) => service === 'alb')!;
    expect(alb.remarks).toEqual(['lb-hour has 2 prices (6AP766DZF74JPTE2 0.02646, 6AP766DZF74JPTE3 0.03)']);
    expect(Object.keys(ladders(all, 'alb'))).toEqual(['lcu-hour']);
  });
});

function azureList(name: string, region: string, edit: (items: Item[]) => Item[] = (items) => items): Collected[] {
  const collector = new Collector('azure');
  const service = AZURE[name]!;
  const list = new AzureList({
    name,
    service,
    places: new Map([[region, region]]),
    services: new Set(service.services),
    address: 'test',
    today: '2026-11-22',
    collector,
  });
  list.add(edit([...azurePage(readFileSync(join(LISTS, 'azure/items.json'), 'utf8')).items]));
  list.end();
  return collector.finish();
}

describe('Azure', () => {
  test('machines: neither DevTest nor Low Priority; Windows by the product’s name; a reservation’s price is of its term', () => {
    expect(ladders(azureList('Virtual Machines', 'francecentral'), 'compute')).toEqual({
      Standard_D2s_v3: [
        ['linux_1y', '0.07351598173516'],
        ['linux_3y', '0.049809741248097'],
        ['linux_ondemand', '0.112'],
        ['linux_sp_1y', '0.0901'],
        ['linux_sp_3y', '0.0786'],
        ['linux_spot', '0.024696'],
        ['windows_ondemand', '0.204'],
      ],
      Standard_E4s_v5: [
        ['linux_1y', '0.174657534246575'],
        ['linux_3y', '0.11248097412481'],
        ['linux_ondemand', '0.296'],
        ['linux_spot', '0.1184'],
        ['windows_ondemand', '0.48'],
      ],
    });
  });

  test('steps in any order, by the million and by ten; what a unit pays for is included', () => {
    expect(ladders(azureList('Service Bus', 'westeurope'), 'service-bus')['standard-messaging-operations']).toEqual([
      ['0', '13000000', '0', 'included'],
      ['13000000', '100000000', '0.0000008'],
      ['100000000', '2500000000', '0.0000005'],
      ['2500000000', null, '0.0000002'],
    ]);
    expect(ladders(azureList('Functions', 'westeurope'), 'functions')['consumption-total-executions']).toEqual([
      ['0', '1000000', '0', 'allowance'],
      ['1000000', null, '0.0000002'],
    ]);
    // 100 hours, and the day of a database.
    expect(ladders(azureList('Service Bus', 'westeurope'), 'service-bus')['wcf-relay']).toEqual([['0', null, '0.001']]);
    expect(ladders(azureList('SQL Database', 'westeurope'), 'sql-database')).toEqual({
      'dtu-p1': [['0', null, '0.625']],
      'dtu-s0': [['0', null, '0.0201625']],
      'dtu-s4': [['0', null, '0.40325']],
    });
  });

  test('the same meter twice is one; of two that differ the region’s own counts', () => {
    const twice = azureList('Redis Cache', 'westeurope', (items) =>
      items.flatMap((item) =>
        item.skuName === 'C1'
          ? [
              item,
              { ...item, skuId: 'x', meterId: 'x' },
              { ...item, skuId: 'y', meterId: 'y', retailPrice: 99, isPrimaryMeterRegion: false },
            ]
          : [item],
      ),
    );
    expect(twice[0]!.remarks.every((remark) => !remark.includes('standard-c1-node'))).toBe(true);
    expect(ladders(twice, 'redis-cache')['standard-c1-node']).toEqual([['0', null, '0.069']]);
  });

  test('prices that have ended or are yet to come are no prices of today', () => {
    const all = azureList('Redis Cache', 'westeurope', (items) => [
      ...items,
      ...items
        .filter(({ skuName }) => skuName === 'C1')
        .flatMap((item) => [
          { ...item, skuId: 'old', retailPrice: 7, effectiveEndDate: '2026-01-01T00:00:00Z' },
          { ...item, skuId: 'new', retailPrice: 8, effectiveStartDate: '2027-01-01T00:00:00Z' },
        ]),
    ]);
    expect(all[0]!.remarks).toEqual([]);
  });
});

function gcpList(id: string, region: string, edit: (skus: Sku[]) => Sku[] = (skus) => skus): Collected[] {
  const collector = new Collector('gcp');
  const service = GCP[id]!;
  const file = {
    '6F81-5844-456A': 'compute-engine',
    '95FF-2EF5-5EA1': 'cloud-storage',
    'FA26-5236-B8B5': 'cloud-dns',
    'E505-1604-58F8': 'networking',
  }[id]!;
  const list = new GcpList({
    service,
    regions: new Set([region]),
    services: new Set(service.services),
    specs: RATES.instances('gcp'),
    address: 'test',
    today: '2026-11-22',
    collector,
  });
  list.add(edit([...gcpPage(readFileSync(join(LISTS, `gcp/${file}.json`), 'utf8')).skus]));
  list.end();
  return collector.finish();
}

describe('Google Cloud', () => {
  test('machines are sums of cores and memory, shared ones of a part of a core', () => {
    const machines = ladders(gcpList('6F81-5844-456A', 'europe-west1'), 'compute');
    expect(machines['n2-standard-4']).toEqual([
      ['linux_1y', '0.134604'],
      ['linux_3y', '0.096144'],
      ['linux_ondemand', '0.213668'],
      ['linux_spot', '0.033648'],
      ['windows_ondemand', '0.397668'],
    ]);
    // A quarter of a core and a gibibyte.
    expect(machines['e2-micro']!.find((one) => (one as string[])[0] === 'linux_ondemand')).toEqual([
      'linux_ondemand',
      '0.0092144325',
    ]);
    expect(machines['f1-micro']).toEqual([['linux_ondemand', '0.0086']]);
  });

  test('steps with one beginning contradict each other: the meter is left out', () => {
    const all = gcpList('6F81-5844-456A', 'europe-west1', (skus) =>
      skus.map((sku) => {
        if (!sku.description.startsWith('Balanced PD')) return sku;
        const info = structuredClone(sku.pricingInfo[0]!);
        const rates = info.pricingExpression.tieredRates! as unknown as object[];
        rates.push({ startUsageAmount: 0, unitPrice: { currencyCode: 'USD', units: '0', nanos: 5 } });
        return { ...sku, pricingInfo: [info] };
      }),
    );
    const disks = all.find(({ service }) => service === 'persistent-disk')!;
    expect(disks.remarks).toEqual([expect.stringMatching(/^pd-balanced has two prices from 0 on/)]);
    expect(ladders(all, 'persistent-disk')['pd-ssd']).toEqual([['0', null, '0.17']]);
  });

  test('units and billionths', () => {
    expect(ladders(gcpList('FA26-5236-B8B5', 'europe-west1'), 'cloud-dns', 'global')).toEqual({
      'managed-zone': [
        ['0', '25', '0.2'],
        ['25', '10000', '0.1'],
        ['10000', null, '0.03'],
      ],
      queries: [
        ['0', '1000000000', '0.0000004'],
        ['1000000000', null, '0.0000002'],
      ],
    });
  });

  test('a gateway’s hours are capped, and buckets’ operations are of regions and of multi-regions', () => {
    const nat = gcpList('E505-1604-58F8', 'europe-west1').find(({ service }) => service === 'cloud-nat')!;
    expect(nat.prices).toContainEqual(
      expect.objectContaining({ meter: 'gateway-vm-hour', to: '32', price: '0.0014', capped: true }),
    );
    const all = gcpList('95FF-2EF5-5EA1', 'europe-west1');
    expect(ladders(all, 'cloud-storage', 'europe-west1')).toMatchObject({
      'standard-storage': [['0', null, '0.02']],
      'standard-class-a-ops': [
        ['0', '5000', '0', 'allowance'],
        ['5000', null, '0.000005'],
      ],
    });
    expect(ladders(all, 'cloud-storage', 'multi-eu')).toMatchObject({
      'standard-class-a-ops': [['0', null, '0.00001']],
    });
  });
});
