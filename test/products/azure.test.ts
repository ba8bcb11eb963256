/** Azure products against figures worked out by hand from Azure's published prices (eastus unless said otherwise). */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { LineItem } from '../../src/billing/line.ts';
import { exactAmount, formatQuantity, sum, ZERO_AMOUNT } from '../../src/billing/money.ts';
import { kinds } from '../../src/kinds/index.ts';
import { apiManagement } from '../../src/products/azure/api-management.ts';
import { applicationGateway } from '../../src/products/azure/application-gateway.ts';
import { blobStorage } from '../../src/products/azure/blob-storage.ts';
import { cdn } from '../../src/products/azure/cdn.ts';
import { containerApps } from '../../src/products/azure/container-apps.ts';
import { cosmosDb, readUnits } from '../../src/products/azure/cosmos-db.ts';
import { dns } from '../../src/products/azure/dns.ts';
import { eventHubs } from '../../src/products/azure/event-hubs.ts';
import { files } from '../../src/products/azure/files.ts';
import { flexibleSize } from '../../src/products/azure/flexible-server.ts';
import { frontDoor } from '../../src/products/azure/front-door.ts';
import { functions } from '../../src/products/azure/functions.ts';
import { azureProducts } from '../../src/products/azure/index.ts';
import { loadBalancer } from '../../src/products/azure/load-balancer.ts';
import { mysqlFlexible } from '../../src/products/azure/mysql-flexible.ts';
import { natGateway } from '../../src/products/azure/nat-gateway.ts';
import { postgresqlFlexible } from '../../src/products/azure/postgresql-flexible.ts';
import { redisCache } from '../../src/products/azure/redis-cache.ts';
import { selfManaged } from '../../src/products/azure/self-managed.ts';
import { serviceBus } from '../../src/products/azure/service-bus.ts';
import { sqlDatabase } from '../../src/products/azure/sql-database.ts';
import { virtualMachine } from '../../src/products/azure/virtual-machine.ts';
import type { Product } from '../../src/products/product.ts';
import type { Volume } from '../../src/topology/model.ts';
import {
  KIB,
  MIB,
  GIB,
  MONTH_SECONDS,
  priceOne,
  nodes,
  cdnUse,
  gatewayUse,
  objectUse,
  fileUse,
  kvUse,
  cacheUse,
  queueUse,
  type Setting,
} from './one.ts';

const SEED = 20_261_122;

function bill<Use>(product: Product<Use>, use: Use, setting: Partial<Setting> = {}) {
  const { meters, lines, warnings } = priceOne(product, use, { provider: 'azure', region: 'eastus', ...setting });
  return {
    warnings,
    meters,
    lines,
    /** Every line: what it is called and what it costs. */
    table: Object.fromEntries(
      lines.map((line): [string, string] => [
        line.meter,
        line.amount === undefined ? 'unpriced' : exactAmount(line.amount),
      ]),
    ),
    quantity: (meter: string) => formatQuantity(find(lines, meter).quantity),
    total: exactAmount(sum(lines.map((line) => line.amount ?? ZERO_AMOUNT))),
  };
}

function find(lines: readonly LineItem[], meter: string): LineItem {
  const found = lines.find((one) => one.meter === meter);
  if (found === undefined) throw new Error(`no line ${meter} among ${lines.map((one) => one.meter).join(', ')}`);
  return found;
}

type UseOf<P> = P extends Product<infer Use> ? Use : never;

const dnsUse: UseOf<typeof dns> = { hostedZones: 0, queries: 0, routing: 'simple' };
const balancerUse: UseOf<typeof loadBalancer> = {
  layer: 7,
  runningShare: 1,
  rules: 1,
  tls: false,
  waf: false,
  processedBytes: 0,
  ingressBytes: 0,
  newConnectionsPerSecond: 0,
  activeConnections: 0,
  requestsPerSecond: 0,
};
const containerUse: UseOf<typeof containerApps> = {
  arch: 'x86_64',
  billing: 'instance',
  vcpuSeconds: 0,
  memoryByteSeconds: 0,
  requests: 0,
  outsideRequests: 0,
};
const functionUse: UseOf<typeof functions> = {
  arch: 'x86_64',
  plan: 'consumption',
  memoryBytes: 128 * MIB,
  requests: 0,
  byteSeconds: 0,
  provisionedByteSeconds: 0,
  runningShare: 1,
  provisioned: 0,
  ephemeralBytes: 0,
  busySeconds: 0,
  runs: [],
};
const sqlUse: UseOf<typeof postgresqlFlexible> = {
  engine: 'postgres',
  edition: undefined,
  multiAz: false,
  readReplicas: 0,
  nodes: nodes(1),
  runningShare: 1,
  storedBytes: 0,
  storageType: undefined,
  iops: 0,
  throughputBytesPerSecond: 0,
  backupBytes: 0,
  ioRequests: 0,
  acu: undefined,
  licenseIncluded: true,
};
const logUse: UseOf<typeof eventHubs> = {
  nodes: nodes(3),
  runningShare: 1,
  records: 0,
  ingressBytes: 0,
  egressBytes: 0,
  peakRecordsPerSecond: 0,
  peakIngressBytesPerSecond: 0,
  peakEgressBytesPerSecond: 0,
  consumers: 1,
  retentionSeconds: 86_400,
  isRetentionGiven: true,
  retainedBytes: 0,
  provisionedBytes: 0,
  brokerThroughput: undefined,
  mode: 'provisioned',
  shards: undefined,
  enhancedFanOut: false,
  tier: undefined,
  units: undefined,
  recordBytes: 0,
};

describe('virtual-machine', () => {
  it('bills a whole month of Standard_F2 and its P10 disk', () => {
    // 0.099 × 730 = 72.27; P10 (128 GiB) 19.71.
    const volumes: Volume[] = [{ type: 'premium-ssd', size: 128 * GIB }];
    expect(bill(virtualMachine, { nodes: nodes(1, { volumes }) }, { instance: 'f2' }).table).toEqual({
      'Standard_F2 on-demand': '72.27',
      'p10-lrs': '19.71',
    });
  });

  it('bills disks all month and machines while they run', () => {
    // 2 × 0.099 × 182.5 = 36.135; 2 × 19.71 = 39.42.
    const volumes: Volume[] = [{ type: 'p10', size: 100 * GIB }];
    const half = nodes(2, { volumes, runningShare: 0.25 });
    expect(bill(virtualMachine, { nodes: half }, { instance: 'Standard_F2' }).table).toEqual({
      'Standard_F2 on-demand': '36.135',
      'p10-lrs': '39.42',
    });
  });

  it('shows hours without a price where no instance is given', () => {
    const { table, warnings } = bill(virtualMachine, { nodes: nodes(2) });
    expect(table).toEqual({ 'virtual machines': 'unpriced' });
    expect(warnings).toHaveLength(1);
  });
});

describe('managed disks', () => {
  const disks = (volume: Volume, region = 'westeurope') =>
    bill(virtualMachine, { nodes: nodes(1, { volumes: [volume] }) }, { instance: 'Standard_F2', region });
  const disk = (volume: Volume) => Object.keys(disks(volume).table).filter((name) => !name.startsWith('Standard'));

  it.each<[string, number, string]>([
    ['premium-ssd', 4, 'p1-lrs'],
    ['premium-ssd', 128, 'p10-lrs'],
    ['premium-ssd', 129, 'p15-lrs'],
    ['Premium_LRS', 1024, 'p30-lrs'],
    ['Premium_ZRS', 1024, 'p30-zrs'],
    ['premium-ssd', 32_767, 'p80-lrs'],
    ['standard-ssd', 4, 'e1-lrs'],
    ['StandardSSD_LRS', 65, 'e10-lrs'],
    ['standard-hdd', 4, 's4-lrs'],
    ['standard', 500, 's20-lrs'],
    // A performance tier above the size is what is paid.
    ['p30', 100, 'p30-lrs'],
  ])('%s of %i GiB is %s', (type, gib, meter) => {
    expect(disk({ type, size: gib * GIB })).toEqual([meter]);
    expect(disks({ type, size: gib * GIB }).warnings).toEqual([]);
  });

  it('takes the tier that holds the size where a smaller one is named, and says so', () => {
    expect(disk({ type: 'p10', size: 200 * GIB })).toEqual(['p15-lrs']);
    expect(disks({ type: 'p10', size: 200 * GIB }).warnings[0]).toContain('p10 of 128 GiB is billed as p15');
  });

  it('bills premium SSD v2 beyond 3,000 operations and 125 MB/s by the hour', () => {
    // 100 × 730 × 0.00013 = 9.49; 2,000 × 730 × 0.000008 = 11.68; 100 × 730 × 0.000065 = 4.745.
    const { table } = disks({ type: 'premium-ssd-v2', size: 100 * GIB, iops: 5000, throughput: 225 * MIB });
    expect(table).toMatchObject({
      'premium-ssd-v2-provisioned-capacity': '9.49',
      'premium-ssd-v2-provisioned-iops': '11.68',
      'premium-ssd-v2-provisioned-throughput-mbps': '4.745',
    });
    expect(disk({ type: 'PremiumV2_LRS', size: GIB, iops: 3000, throughput: 125 * MIB })).toEqual([
      'premium-ssd-v2-provisioned-capacity',
    ]);
  });

  it('bills ultra disks by the hour in everything', () => {
    // 64 × 730 × 0.000164 = 7.66208; 1,000 × 730 × 0.000068 = 49.64; 100 × 730 × 0.000479 = 34.967.
    const { table } = disks({ type: 'ultra', size: 64 * GIB, iops: 1000, throughput: 100 * MIB }, 'eastus');
    expect(table).toMatchObject({
      'ultra-provisioned-capacity': '7.66208',
      'ultra-provisioned-iops': '49.64',
      'ultra-provisioned-throughput-mbps': '34.967',
    });
  });

  it('leaves a disk of another cloud and one that is too large unpriced', () => {
    const gp3 = disks({ type: 'gp3', size: GIB });
    expect(gp3.table['gp3-lrs']).toBe('unpriced');
    expect(disks({ type: 'premium-ssd', size: 40_000 * GIB }).table['premium-ssd-40000-gib-lrs']).toBe('unpriced');
    expect(disks({ type: 's3', size: 10 * GIB }).table['s3-lrs']).toBe('unpriced');
  });

  it('never gives a larger disk a smaller tier', () => {
    const tier = (gib: number) => Number(/\d+/.exec(disk({ type: 'premium-ssd', size: gib * GIB })[0]!)![0]);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 32_767 }), fc.integer({ min: 1, max: 32_767 }), (a, b) => {
        expect(tier(Math.min(a, b))).toBeLessThanOrEqual(tier(Math.max(a, b)));
      }),
      { seed: SEED, numRuns: 50 },
    );
  });
});

describe('front-door and cdn', () => {
  it('bills the profile, requests and bytes of zone 1', () => {
    // 35 + 1M × 0.0000009 = 0.90 + 1,000 GB × 0.0825 = 82.50.
    const { table } = bill(frontDoor, { ...cdnUse, requests: 1e6, viewerBytes: 1000 * GIB });
    expect(table).toEqual({ 'standard-base': '35', 'standard-requests': '0.9', 'edge-egress': '82.5' });
    const premium = bill(frontDoor, { ...cdnUse, tier: 'premium', requests: 1e6 });
    expect(premium.table).toEqual({ 'premium-base': '330', 'premium-requests': '1.5' });
  });

  it('shares viewers out over the zones, at the price of each', () => {
    const geography = { 'north-america': 0.5, europe: 0.25, asia: 0.25 };
    const { lines } = bill(frontDoor, { ...cdnUse, viewerBytes: 1000 * GIB, originUploadBytes: GIB, geography });
    const egress = lines.filter((line) => line.meter === 'edge-egress');
    // 750 × 0.0825; 250 × 0.115
    expect(egress.map((line) => [line.region, formatQuantity(line.quantity), exactAmount(line.amount!)])).toEqual([
      ['cdn-zone1', '750', '61.875'],
      ['cdn-zone2', '250', '28.75'],
    ]);
    // 0.75 GB × 0.02; 0.25 GB × 0.06
    const uploads = lines.filter((line) => line.meter === 'edge-to-origin');
    expect(uploads.map((line) => [line.region, exactAmount(line.amount!)])).toEqual([
      ['cdn-zone1', '0.015'],
      ['cdn-zone2', '0.015'],
    ]);
  });

  it('takes viewers to be where the region is', () => {
    const { lines } = bill(frontDoor, { ...cdnUse, viewerBytes: GIB }, { region: 'centralindia' });
    expect(find(lines, 'edge-egress').region).toBe('cdn-zone5');
  });

  it('has no prices of the classic tier', () => {
    const { table } = bill(frontDoor, { ...cdnUse, tier: 'classic', viewerBytes: GIB });
    expect(table).toEqual({ 'classic-routing-rules-hour': 'unpriced', 'classic-egress': 'unpriced' });
  });

  it('bills Azure CDN by the byte', () => {
    // 100 × 0.081; premium 10,100 GB: 10,000 × 0.158 + 100 × 0.14 = 1,594.
    expect(bill(cdn, { ...cdnUse, viewerBytes: 100 * GIB }).table).toEqual({ 'standard-microsoft-egress': '8.1' });
    const premium = bill(cdn, { ...cdnUse, tier: 'premium', viewerBytes: 10_100 * GIB });
    expect(premium.table).toEqual({ 'premium-verizon-egress': '1594' });
  });
});

describe('dns', () => {
  it('bills zones and queries', () => {
    // 2 × 0.50; 1.1G queries: 1G × 0.0000004 + 0.1G × 0.0000002 = 420.
    const { table } = bill(dns, { ...dnsUse, hostedZones: 2, queries: 1.1e9 }, { region: 'westus' });
    expect(table).toEqual({ 'hosted-zone': '1', queries: '420' });
  });

  it('says that routing by place is another product', () => {
    const { table, warnings } = bill(dns, { ...dnsUse, queries: 1e6, routing: 'geo' });
    expect(table).toMatchObject({ queries: expect.any(String) });
    expect(warnings[0]).toContain('Traffic Manager');
  });
});

describe('load balancers', () => {
  // 6.66 Mbit/s on average: 3 capacity units of 2.22 Mbit/s.
  const processedBytes = (6.66e6 / 8) * MONTH_SECONDS;

  it('bills an application gateway by its largest dimension', () => {
    // 0.2 × 730 = 146; 3 × 730 × 0.008 = 17.52. By connections: 10,000 / 2,500 = 4 units, 23.36.
    const { table } = bill(applicationGateway, { ...balancerUse, processedBytes, activeConnections: 5000 });
    expect(table['standard-v2-fixed']).toBe('146');
    expect(Number(table['standard-v2-capacity-unit'])).toBeCloseTo(17.52, 8);
    expect(
      bill(applicationGateway, { ...balancerUse, processedBytes, activeConnections: 10_000 }).table[
        'standard-v2-capacity-unit'
      ],
    ).toBe('23.36');
  });

  it('bills the firewall tier where it is asked for', () => {
    // 0.36 × 730 = 262.8; 4 × 730 × 0.0144 = 42.048.
    const { table } = bill(applicationGateway, { ...balancerUse, waf: true, activeConnections: 10_000 });
    expect(table).toEqual({ 'waf-v2-fixed': '262.8', 'waf-v2-capacity-unit': '42.048' });
  });

  it('bills rules and bytes of a load balancer', () => {
    // 0.025 × 730 = 18.25; 2 × 730 × 0.01 = 14.6; 100 × 0.005 = 0.5.
    const { table } = bill(loadBalancer, { ...balancerUse, layer: 4, rules: 7, processedBytes: 100 * GIB });
    expect(table).toEqual({
      'standard-first-5-rules-hour': '18.25',
      'standard-additional-rule-hour': '14.6',
      'standard-data-processed': '0.5',
    });
    expect(bill(loadBalancer, { ...balancerUse, rules: 0 }).table).toEqual({});
  });

  it('bills a NAT gateway, at the price of all regions', () => {
    // 0.045 × 730 = 32.85; 100 × 0.045 = 4.5.
    const { table, lines } = bill(natGateway, {
      gateways: 1,
      machines: 1,
      runningShare: 1,
      processedBytes: 100 * GIB,
    });
    expect(table).toEqual({ 'gateway-hour': '32.85', 'data-processed': '4.5' });
    expect(lines.map((line) => line.notes)).toEqual([
      ['derived: one price in all regions'],
      ['derived: one price in all regions'],
    ]);
  });
});

describe('api-management', () => {
  it('bills calls of the consumption tier', () => {
    expect(bill(apiManagement, { ...gatewayUse, requests: 2e6 }).total).toBe('7');
    expect(bill(apiManagement, { ...gatewayUse, requests: 2e6 }, { freeTier: true }).total).toBe('3.5');
  });

  it('bills units by the hour, with the calls that each includes', () => {
    // 0.9589 × 730 = 699.997; 0.68493 × 730 = 499.9989; 120M − 2 × 50M = 20M × 0.0000025 = 50.
    const { table } = bill(apiManagement, { ...gatewayUse, tier: 'StandardV2', units: 2, requests: 120e6 });
    expect(table).toEqual({
      'standard-v2-unit': '699.997',
      'standard-v2-secondary-unit': '499.9989',
      'standard-v2-calls': '50',
    });
    // 2 × 0.2016 × 730 = 294.336; calls are free.
    expect(bill(apiManagement, { ...gatewayUse, tier: 'basic', units: 2, requests: 120e6 }).total).toBe('294.336');
  });

  it('leaves an unknown tier unpriced', () => {
    const { table, warnings } = bill(apiManagement, { ...gatewayUse, tier: 'gold' });
    expect(table).toEqual({ 'gold-unit': 'unpriced' });
    expect(warnings[0]).toContain('gold');
  });
});

describe('container-apps and functions', () => {
  it('bills vCPU, memory and requests of container apps', () => {
    // 1M × 0.000024 = 24; 2M × 0.000003 = 6; 1M × 0.0000004 = 0.4.
    const use = {
      ...containerUse,
      vcpuSeconds: 1e6,
      memoryByteSeconds: 2e6 * GIB,
      requests: 1e6,
      outsideRequests: 1e6,
    };
    expect(bill(containerApps, use).table).toEqual({ 'active-vcpu': '24', 'active-memory': '6', requests: '0.4' });
  });

  it('rounds memory of the consumption plan up to steps of 128 MB', () => {
    // 1M × 0.1 s at 256 MB = 25,000 GB-s × 0.000016 = 0.4; 1M × 0.0000002 = 0.2.
    const runs = [{ requests: 1e6, seconds: 0.1 }];
    const busy = { memoryBytes: 200 * MIB, busySeconds: 1e5, byteSeconds: 1e5 * 200 * MIB, requests: 1e6, runs };
    expect(bill(functions, { ...functionUse, ...busy }).table).toEqual({
      'consumption-execution-time': '0.4',
      'consumption-total-executions': '0.2',
    });
    // 1,000 GB-s of the file's own on top: 0.016.
    const given = { ...busy, byteSeconds: busy.byteSeconds + 1000 * GIB };
    expect(bill(functions, { ...functionUse, ...given }).table['consumption-execution-time']).toBe('0.416');
  });

  it('charges an execution of the consumption plan for 100 ms at least', () => {
    // 1M × 20 ms count as 100 ms and 1M × 150 ms as they are: 250,000 s × 0.125 GB = 31,250 GB-s × 0.000016 = 0.5.
    const runs = [
      { requests: 1e6, seconds: 0.02 },
      { requests: 1e6, seconds: 0.15 },
    ];
    const busy = { memoryBytes: 128 * MIB, busySeconds: 170_000, byteSeconds: 170_000 * 128 * MIB, runs };
    expect(bill(functions, { ...functionUse, ...busy }).table).toEqual({ 'consumption-execution-time': '0.5' });
  });

  it('bills the instances of the premium plan, at least one', () => {
    // 3 × EP1: 3 × 730 × 0.173 = 378.87; 3 × 3.5 × 730 × 0.0123 = 94.2795.
    const premium = { ...functionUse, plan: 'premium', provisioned: 3 } as const;
    expect(bill(functions, premium).table).toEqual({
      'premium-vcpu-duration': '378.87',
      'premium-memory-duration': '94.2795',
    });
    expect(bill(functions, { ...premium, provisioned: 0 }).quantity('premium-vcpu-duration')).toBe('730');
  });

  it('gives work to the instances of the flex plan that stand ready', () => {
    // One of 2 GB is ready all month: 2,628,000 s × 2 GB = 5,256,000 GB-s. It takes half of twice that work.
    const busySeconds = 2 * MONTH_SECONDS;
    const memoryBytes = 1024 * MIB;
    const use = { ...functionUse, plan: 'flex', provisioned: 1, requests: 2e6, memoryBytes, busySeconds } as const;
    const flex = bill(functions, { ...use, byteSeconds: busySeconds * memoryBytes });
    expect(flex.table).toEqual({
      'flex-always-ready-baseline': '21.024',
      'flex-always-ready-execution-time': '84.096',
      'flex-always-ready-total-executions': '0.4',
      'flex-on-demand-execution-time': '136.656',
      'flex-on-demand-total-executions': '0.4',
    });
  });
});

describe('blob-storage', () => {
  it('bills 10 TB of hot LRS and its operations', () => {
    // 10,240 × 0.0208 = 212.992; 1M × 0.0000004 = 0.4; 100k × 0.000005 = 0.5; 10k × 0.000005 = 0.05.
    const storedBytes = [{ storageClass: '', bytes: 10_240 * GIB }];
    const use = { ...objectUse, storedBytes, gets: 1e6, puts: 1e5, lists: 1e4, deletes: 1e6, retrievedBytes: GIB };
    expect(bill(blobStorage, use).table).toEqual({
      'hot-lrs-storage': '212.992',
      'hot-lrs-read-operations': '0.4',
      'hot-lrs-write-operations': '0.5',
      'hot-lrs-list-and-create-container-operations': '0.05',
    });
  });

  it('knows other clouds’ names of a tier, and charges for retrieval', () => {
    // 100 × 0.019; 10 × 0.01; 1,000 × 0.00099.
    const storedBytes = [
      { storageClass: 'standard-ia', bytes: 100 * GIB },
      { storageClass: 'deep-archive', bytes: 1000 * GIB },
    ];
    const cool = { ...objectUse, storageClass: 'standard-ia', redundancy: 'zrs', storedBytes };
    expect(bill(blobStorage, { ...cool, retrievedBytes: 10 * GIB }).table).toEqual({
      'cool-zrs-storage': '1.9',
      'archive-zrs-storage': 'unpriced',
      'cool-zrs-data-retrieval': '0.1',
    });
    expect(bill(blobStorage, { ...cool, redundancy: 'lrs' }).table['archive-lrs-storage']).toBe('0.99');
  });

  it('leaves an unknown tier unpriced', () => {
    const { table, warnings } = bill(blobStorage, {
      ...objectUse,
      storedBytes: [{ storageClass: 'lukewarm', bytes: GIB }],
    });
    expect(table).toEqual({ 'lukewarm-lrs-storage': 'unpriced' });
    expect(warnings).toHaveLength(1);
  });
});

describe('files', () => {
  it('bills storage and operations of the default tier (westeurope)', () => {
    // 100 × 0.06; 1M × 0.00000015; 100k × 0.0000015; 10k × 0.0000015.
    const use = { ...fileUse, storedBytes: 100 * GIB, reads: 1e6, writes: 1e5, lists: 1e4 };
    expect(bill(files, use, { region: 'westeurope' }).table).toEqual({
      'standard-lrs-storage': '6',
      'standard-lrs-read-operations': '0.15',
      'standard-lrs-write-operations': '0.15',
      'standard-lrs-list-operations': '0.015',
    });
  });

  it('bills a premium share by its provisioned size, 100 GiB at least', () => {
    // 100 × 0.192; 150 × 0.192.
    const premium = { ...fileUse, storageClass: 'premium', reads: 1e6 };
    const priced = (gib: number) => bill(files, { ...premium, storedBytes: gib * GIB }, { region: 'westeurope' }).table;
    expect(priced(50)).toEqual({ 'premium-lrs-provisioned': '19.2' });
    expect(priced(150)).toEqual({ 'premium-lrs-provisioned': '28.8' });
  });
});

describe('postgresql-flexible', () => {
  it('doubles compute and storage with a standby', () => {
    // 4 vCores × 0.089 × 730 = 259.88; 128 × 0.115 = 14.72; each twice. 10 GB of backups × 0.095.
    const one = { ...sqlUse, storedBytes: 128 * GIB, backupBytes: 10 * GIB };
    expect(bill(postgresqlFlexible, one, { instance: 'Standard_D4ds_v5' }).table).toEqual({
      'compute-gp-ddsv5-vcore': '259.88',
      storage: '14.72',
      'backup-storage-lrs': '0.95',
    });
    expect(
      bill(postgresqlFlexible, { ...one, multiAz: true, nodes: nodes(2) }, { instance: 'GP_Standard_D4ds_v5' }).table,
    ).toMatchObject({ 'compute-gp-ddsv5-vcore': '519.76', storage: '29.44' });
  });

  it('gives read replicas compute and storage of their own', () => {
    // 3 × 0.068 × 730 = 148.92; 3 × 32 × 0.115 = 11.04.
    const use = { ...sqlUse, readReplicas: 2, nodes: nodes(3), storedBytes: 32 * GIB };
    expect(bill(postgresqlFlexible, use, { instance: 'b2s' }).table).toEqual({
      'compute-b-b2s': '148.92',
      storage: '11.04',
    });
  });

  it('charges for operations and throughput beyond what storage includes', () => {
    // A 128 GiB disk includes 500 operations a second: 1,000 × 0.05.
    const setting = { instance: 'Standard_B2s' };
    const premium = { ...sqlUse, storedBytes: 128 * GIB, iops: 1500 };
    expect(bill(postgresqlFlexible, premium, setting).table['iops-scaling-provisioned-iops']).toBe('50');
    // v2 from 400 GiB on includes 12,000 and 500 MB/s: 500 × 0.115; 3,000 × 0.02; 100 × 0.08.
    const v2 = {
      ...sqlUse,
      storageType: 'premium-ssd-v2',
      storedBytes: 500 * GIB,
      iops: 15_000,
      throughputBytesPerSecond: 600 * MIB,
    };
    expect(bill(postgresqlFlexible, v2, setting).table).toMatchObject({
      'premium-ssd-v2-storage-data-stored': '57.5',
      'premium-ssd-v2-iops-provisioned-iops': '60',
      'premium-ssdv2-throughput-prov-throughput-mbps': '8',
    });
  });

  it('finds the cheapest size for a shape', () => {
    // Dsv3 at 0.0855 a vCore is the cheapest with 4 GiB each; 32 GiB on 4 vCores takes Esv3 at 0.1181.
    const sized = (memory: number) =>
      bill(postgresqlFlexible, sqlUse, { options: { instance: { vcpu: 3, memory: memory * GIB } } });
    expect(sized(16).table).toEqual({ 'compute-gp-dsv3-vcore': '249.66' });
    expect(sized(32).table).toEqual({ 'compute-mo-esv3-vcore': '344.852' });
  });

  it('leaves sizes and purchases without a price unpriced', () => {
    const unknown = bill(postgresqlFlexible, sqlUse, { instance: 'Standard_D4s_v5' });
    expect(unknown.table).toEqual({ 'compute-gp-dsv5-vcore': 'unpriced' });
    expect(unknown.warnings[0]).toContain('Standard_D4s_v5');
    expect(bill(postgresqlFlexible, sqlUse).table).toEqual({ compute: 'unpriced' });
    const reserved = { ...sqlUse, nodes: nodes(1, { purchase: 'reserved-1y' }) };
    expect(bill(postgresqlFlexible, reserved, { instance: 'Standard_D4ds_v5' }).table).toEqual({
      'compute-gp-ddsv5-vcore-reserved-1y': 'unpriced',
    });
  });

  it('stops compute and keeps storage outside its hours', () => {
    const half = { ...sqlUse, runningShare: 0.5, nodes: nodes(1, { runningShare: 0.5 }), storedBytes: 100 * GIB };
    // 365 h × 0.017 = 6.205; 100 × 0.115.
    expect(bill(postgresqlFlexible, half, { instance: 'B1ms' }).table).toEqual({
      'compute-b-b1ms': '6.205',
      storage: '11.5',
    });
  });
});

describe('mysql-flexible', () => {
  it('bills a size, storage, further operations and backups (westus)', () => {
    // 0.195 × 730 = 142.35; 100 × 0.138; (1,000 − 300 − 3 × 100) × 0.06 = 24; 10 × 0.095.
    const use = { ...sqlUse, engine: 'mysql', storedBytes: 100 * GIB, iops: 1000, backupBytes: 10 * GIB } as const;
    const one = bill(mysqlFlexible, use, { instance: 'Standard_D2ads_v5', region: 'westus' });
    expect(one.table).toEqual({
      'compute-gp-d2ads-v5': '142.35',
      storage: '13.8',
      'additional-iops': '24',
      'backup-storage': '0.95',
    });
    const available = { ...use, multiAz: true, nodes: nodes(2) };
    expect(bill(mysqlFlexible, available, { instance: 'd2ads_v5', region: 'westus' }).table).toMatchObject({
      'compute-gp-d2ads-v5': '284.7',
      storage: '27.6',
      'additional-iops': '48',
    });
  });
});

describe('flexible sizes', () => {
  it.each([
    ['Standard_D4ds_v5', 'gp', 'd', 4, 'ds', '5'],
    ['GP_Standard_D16ads_v6', 'gp', 'd', 16, 'ads', '6'],
    ['mo_standard_e96ds-v5', 'mo', 'e', 96, 'ds', '5'],
    ['B_Standard_B1ms', 'b', 'b', 1, 'ms', undefined],
  ] as const)('reads %s', (name, tier, family, vcores, features, version) => {
    expect(flexibleSize(name)).toEqual({ tier, family, vcores, features, version });
  });

  it('knows no other families', () => {
    expect(flexibleSize('Standard_F2')).toBeUndefined();
    expect(flexibleSize('db.m7g.large')).toBeUndefined();
  });
});

describe('sql-database', () => {
  const use = { ...sqlUse, engine: 'sqlserver' } as const;

  it('bills vCores, licence and storage', () => {
    // 4 × 0.15222 × 730 = 444.4824; 4 × 0.099965 × 730 = 291.8978; 100 × 1.3 × 0.115.
    const one = bill(sqlDatabase, { ...use, storedBytes: 100 * GIB }, { instance: 'GP_Gen5_4' });
    expect(one.table).toEqual({
      'gp-gen5-vcore-compute': '444.4824',
      'gp-sql-license': '291.8978',
      'gp-storage': '14.95',
    });
    expect(bill(sqlDatabase, { ...use, licenseIncluded: false }, { instance: 'gen5_4' }).table).toEqual({
      'gp-gen5-vcore-compute': '444.4824',
    });
  });

  it('adds zone redundancy to general purpose, and has it in business-critical', () => {
    // 4 × 0.09133 × 730 = 266.6836; 130 × 0.23.
    const redundant = { ...use, multiAz: true, nodes: nodes(2), storedBytes: 100 * GIB };
    expect(bill(sqlDatabase, redundant, { instance: 'GP_Gen5_4' }).table).toEqual({
      'gp-gen5-vcore-compute': '444.4824',
      'gp-sql-license': '291.8978',
      'gp-gen5-vcore-zone-redundancy': '266.6836',
      'gp-zone-redundant-storage': '29.9',
    });
    // 2 × 0.30444 × 730 = 444.4824; 2 × 0.375 × 730 = 547.5; 130 × 0.25.
    expect(bill(sqlDatabase, redundant, { instance: 'BC_Gen5_2' }).table).toEqual({
      'bc-gen5-vcore-compute': '444.4824',
      'bc-sql-license': '547.5',
      'bc-storage': '32.5',
    });
  });

  it('bills every replica of Hyperscale, one storage and no licence', () => {
    // 2 vCores × 0.18266 × 730 × 3 = 800.0508; 100 × 0.25.
    const hyperscale = { ...use, readReplicas: 2, nodes: nodes(3), storedBytes: 100 * GIB, edition: 'hyperscale' };
    expect(bill(sqlDatabase, hyperscale, { instance: 'Gen5_2' }).table).toEqual({
      'hs-gen5-vcore-compute': '800.0508',
      'hs-storage': '25',
    });
  });

  it('bills DTUs with the storage that they include', () => {
    // 0.02016 × 730 = 14.7168; 300 − 250 = 50 × 0.17. P1 includes 500 GB.
    expect(bill(sqlDatabase, { ...use, storedBytes: 300 * GIB }, { instance: 'S0' }).table).toEqual({
      'dtu-s0': '14.7168',
      'dtu-standard-extra-storage': '8.5',
    });
    expect(bill(sqlDatabase, { ...use, storedBytes: 500 * GIB }, { instance: 'dtu-p1' }).table).toEqual({
      'dtu-p1': '456.25',
    });
  });

  it('finds the vCores for a shape by memory too', () => {
    // 32 GB at 5.1 GB a vCore take 8 vCores.
    const shaped = bill(sqlDatabase, use, { options: { instance: { vcpu: 4, memory: 32 * GIB } } });
    expect(shaped.quantity('gp-gen5-vcore-compute')).toBe('5840');
  });

  it('leaves a size that it does not know unpriced', () => {
    const { table, warnings } = bill(sqlDatabase, use, { instance: 'db.m5.large' });
    expect(table).toEqual({ 'gp-compute': 'unpriced' });
    expect(warnings).toHaveLength(2);
  });
});

describe('cosmos-db', () => {
  it('counts request units as published for 1 KB and 100 KB', () => {
    expect(readUnits(100)).toBe(1);
    expect(readUnits(KIB)).toBe(1);
    expect(readUnits(100 * KIB)).toBeCloseTo(10, 12);
  });

  it('bills serverless units and storage', () => {
    // 1M reads + 100k writes × 5 = 1.5M × 0.00000025 = 0.375; 10 × 0.25.
    const use = { ...kvUse, reads: 1e6, writes: 8e4, deletes: 2e4, storedBytes: 10 * GIB };
    expect(bill(cosmosDb, use).table).toEqual({ 'serverless-ru': '0.375', 'transactional-storage': '2.5' });
    // Strong consistency doubles the reads: 2.5M.
    expect(bill(cosmosDb, { ...use, consistency: 'strong' }).table['serverless-ru']).toBe('0.625');
  });

  it('bills provisioned units as in Microsoft’s example of several regions', () => {
    // 10,000 RU/s × 730 h × 0.008 / 100 = 584; in two regions that both write: × 2 at 0.016 = 2,336.
    // learn.microsoft.com/azure/cosmos-db/optimize-cost-regions
    const one = { ...kvUse, mode: 'provisioned', requestUnits: 10_000, storedBytes: 512 * GIB } as const;
    expect(bill(cosmosDb, one).table['provisioned-100-rus']).toBe('584');
    const two = bill(cosmosDb, { ...one, regions: 2, multiWrite: true }).table;
    expect(two).toEqual({ 'provisioned-100-multi-master-rus': '2336', 'transactional-storage': '256' });
  });

  it('provisions for the busiest hour in steps of 100, 400 at least', () => {
    const peak = { ...kvUse, mode: 'provisioned', peakReadsPerSecond: 301, peakWritesPerSecond: 40 } as const;
    // 301 + 5 × 40 = 501 → 600 RU/s: 6 × 730 × 0.008.
    expect(bill(cosmosDb, peak).total).toBe('35.04');
    expect(bill(cosmosDb, { ...peak, peakReadsPerSecond: 1, peakWritesPerSecond: 0 }).total).toBe('23.36');
  });

  it('bills what autoscale uses, a tenth of its maximum at least', () => {
    // 4,000 RU/s at most: 400 at least, 4 × 730 × 0.012 = 35.04; at 1,000 RU/s on average 87.6.
    const idle = { ...kvUse, mode: 'autoscale', requestUnits: 4000 } as const;
    expect(bill(cosmosDb, idle).total).toBe('35.04');
    expect(bill(cosmosDb, { ...idle, reads: 1000 * MONTH_SECONDS }).total).toBe('87.6');
    expect(bill(cosmosDb, { ...idle, reads: 9000 * MONTH_SECONDS }).total).toBe('350.4');
  });
});

describe('redis-cache', () => {
  it.each<[string, Partial<typeof cacheUse>, string | undefined, Record<string, string>]>([
    // 0.055 × 730; two nodes of 0.069 × 730.
    ['a basic C1', {}, 'C1', { 'basic-c1-cache': '40.15' }],
    ['a standard C1', { replicas: 1, nodes: nodes(2) }, 'c1', { 'standard-c1-node': '100.74' }],
    ['a named tier', {}, 'Standard_C1', { 'standard-c1-node': '100.74' }],
    // 5 GB on a node: C3 (6 GB) at 0.225.
    ['memory', { replicas: 1, memoryBytes: 5 * GIB }, undefined, { 'standard-c3-node': '328.5' }],
    // Each of three shards is a P1 of two nodes: 6 × 0.277 × 730; with a second replica 9.
    ['shards', { shards: 3, replicas: 1 }, 'P1', { 'premium-p1-node': '1213.26' }],
    ['further replicas', { shards: 3, replicas: 2, memoryBytes: 6 * GIB }, undefined, { 'premium-p1-node': '1819.89' }],
    // 0.156 × 730; twice for high availability.
    ['Managed Redis', {}, 'Balanced_B5', { 'balanced-b5-cache-instance': '113.88' }],
    ['Managed Redis with a replica', { replicas: 1 }, 'b5', { 'balanced-b5-cache-instance': '227.76' }],
    // 2 × 0.481 × 730.
    ['Enterprise', {}, 'Enterprise_E10', { 'enterprise-e10-cache': '702.26' }],
  ])('bills %s', (_, more, instance, table) => {
    expect(bill(redisCache, { ...cacheUse, ...more }, instance === undefined ? {} : { instance }).table).toEqual(table);
  });

  it('leaves sizes that it does not know unpriced', () => {
    const aws = bill(redisCache, cacheUse, { instance: 'cache.r6g.large' });
    expect(aws.table).toEqual({ 'basic-cache.r6g.large-cache': 'unpriced' });
    expect(aws.warnings).toHaveLength(1);
    expect(bill(redisCache, { ...cacheUse, tier: 'gold' }, { instance: 'C1' }).table).toEqual({
      'gold-c1-cache': 'unpriced',
    });
    expect(bill(redisCache, { ...cacheUse, memoryBytes: 500 * GIB }).table).toEqual({
      'premium-500gb-cache': 'unpriced',
    });
  });
});

describe('event-hubs', () => {
  const busy = {
    ...logUse,
    records: 1e9,
    recordBytes: KIB,
    peakRecordsPerSecond: 2500,
    peakIngressBytesPerSecond: 2500 * KIB,
    peakEgressBytesPerSecond: 2500 * KIB,
  };

  it('sizes throughput units by the peak and bills events', () => {
    // 2,500 events/s take 3 units: 3 × 730 × 0.03 = 65.7; 1G × 0.000000028 = 28.
    expect(bill(eventHubs, busy).table).toEqual({
      'standard-throughput-unit': '65.7',
      'standard-ingress-events': '28',
    });
    // Five consumer groups read 12.2 MB/s: 6.1 units of 2 MB/s → 7.
    const read = { ...busy, peakEgressBytesPerSecond: 12_500 * KIB, consumers: 5 };
    expect(bill(eventHubs, read).quantity('standard-throughput-unit')).toBe('5110');
    expect(bill(eventHubs, { ...busy, units: 2 }).quantity('standard-throughput-unit')).toBe('1460');
  });

  it('counts events in steps of 64 KB', () => {
    expect(bill(eventHubs, { ...busy, recordBytes: 64 * KIB }).table['standard-ingress-events']).toBe('28');
    expect(bill(eventHubs, { ...busy, recordBytes: 64 * KIB + 1 }).table['standard-ingress-events']).toBe('56');
  });

  it('bills the Kafka endpoint where the file asks for Kafka', () => {
    // 0.09 × 730.
    const kafka = bill(eventHubs, busy, { options: { engine: 'kafka' } });
    expect(kafka.table['standard-kafka-endpoint']).toBe('65.7');
  });

  it('bills storage beyond 84 GB a unit at the rate of Blob Storage', () => {
    // 1,000 − 3 × 84 = 748 GB × 0.0208 = 15.5584.
    const kept = { ...busy, retentionSeconds: 3 * 86_400, retainedBytes: 1000 * GIB };
    expect(bill(eventHubs, kept).table['event storage (hot-lrs-storage)']).toBe('15.5584');
    expect(Object.keys(bill(eventHubs, { ...kept, retentionSeconds: 86_400 }).table)).toHaveLength(2);
  });

  it('includes events and 1 TB a unit in the premium tier', () => {
    // 2 × 1.027 × 730 = 1,499.42; 3,000 − 2,048 = 952 × 0.1.
    const premium = { ...busy, tier: 'premium', units: 2, retentionSeconds: 30 * 86_400, retainedBytes: 3000 * GIB };
    expect(bill(eventHubs, premium).table).toEqual({
      'premium-processing-unit': '1499.42',
      'premium-extended-retention': '95.2',
    });
  });
});

describe('service-bus', () => {
  it('bills the base charge and operations beyond 13 million', () => {
    // 0.013441 × 730 = 9.81193; 10M messages × 2 = 20M − 13M = 7M × 0.0000008 = 5.6.
    expect(bill(serviceBus, { ...queueUse, messages: 1e7, messageBytes: KIB }).table).toEqual({
      'standard-base-unit': '9.81193',
      'standard-messaging-operations': '5.6',
    });
  });

  it('counts messages in steps of 64 KB, and batches as what they carry', () => {
    const operations = (use: Partial<typeof queueUse>) =>
      bill(serviceBus, { ...queueUse, messages: 1e6, ...use }).quantity('standard-messaging-operations');
    expect(operations({ messageBytes: 64 * KIB })).toBe('2000000');
    expect(operations({ messageBytes: 100 * KIB })).toBe('4000000');
    // Batches of ten of 10 KB: 100k sends and 100k receives of 100 KB.
    expect(operations({ messageBytes: 10 * KIB, requestsPerMessage: 0.3, operationsPerMessage: 0.2 })).toBe('400000');
    // Two receives a message, one of them empty.
    expect(operations({ messageBytes: 100 * KIB, requestsPerMessage: 4, operationsPerMessage: 3 })).toBe('5000000');
  });

  it('bills messaging units of the premium tier alone', () => {
    // 2 × 0.9275 × 730.
    expect(bill(serviceBus, { ...queueUse, tier: 'premium', units: 2, messages: 1e9 }).table).toEqual({
      'premium-messaging-unit': '1354.15',
    });
    // 1M × 2 × 0.00000005.
    expect(bill(serviceBus, { ...queueUse, tier: 'basic', messages: 1e6 }).table).toEqual({
      'basic-messaging-operations': '0.1',
    });
  });
});

describe('self-managed', () => {
  it('bills machines and disks', () => {
    // 3 × 72.27; 3 × 2 × 19.71.
    const volumes: Volume[] = [{ type: 'premium-ssd', size: 128 * GIB, count: 2 }];
    expect(bill(selfManaged, { nodes: nodes(3, { volumes }) }, { instance: 'Standard_F2' }).table).toEqual({
      'Standard_F2 on-demand': '216.81',
      'p10-lrs': '118.26',
    });
  });
});

describe('all products of Azure', () => {
  const all = azureProducts as readonly Product[];

  it('have names and aliases of their own, none of them a kind', () => {
    const words = all.flatMap((product) => [product.name, ...(product.aliases ?? [])]);
    expect(new Set(words).size).toBe(words.length);
    const aliases = all.flatMap((product) => product.aliases ?? []);
    expect(aliases.filter((alias) => kinds.has(alias))).toEqual([]);
  });

  it('stand for known kinds, with one default each', () => {
    for (const kind of kinds.keys())
      expect(all.filter((product) => product.defaultFor.includes(kind)).map((product) => product.name)).toHaveLength(1);
    for (const product of all) expect(product.kinds.filter((kind) => !kinds.has(kind))).toEqual([]);
  });

  it.each<[string, Record<string, unknown>, string | undefined]>([
    ['load-balancer', { layer: 4 }, 'load-balancer'],
    ['load-balancer', { layer: 7 }, undefined],
    ['sql', { engine: 'postgres' }, 'postgresql-flexible'],
    ['sql', { engine: 'mysql' }, 'mysql-flexible'],
    ['sql', { engine: 'sqlserver' }, 'sql-database'],
    ['log', { engine: 'kafka' }, undefined],
    ['log', { engine: 'event-hubs' }, 'event-hubs'],
    ['log', { engine: 'kafka', instance: 'Standard_D4s_v5' }, 'self-managed'],
    ['queue', { instance: { vcpu: 2, memory: GIB } }, 'self-managed'],
    ['queue', {}, undefined],
  ])('%s with %j suits %s', (kind, options, name) => {
    const suited = all.find((product) => product.kinds.includes(kind) && product.suits?.(options));
    expect(suited?.name).toBe(name);
  });

  const LARGE = 1e15;
  const sweep: Record<string, readonly (readonly [object, object])[]> = {
    'front-door': [[cdnUse, { requests: LARGE, viewerBytes: LARGE, originUploadBytes: LARGE }]],
    cdn: [[cdnUse, { viewerBytes: LARGE }]],
    dns: [[dnsUse, { hostedZones: 1000, queries: LARGE, routing: 'geo' }]],
    'application-gateway': [[balancerUse, { processedBytes: LARGE, activeConnections: 1e9 }]],
    'load-balancer': [[balancerUse, { rules: 1000, processedBytes: LARGE }]],
    'api-management': [[gatewayUse, { tier: 'premium-v2', units: 31, requests: LARGE, outsideRequests: LARGE }]],
    'virtual-machine': [[{ nodes: nodes(0) }, { nodes: nodes(1000, { volumes: [{ type: 'ultra', size: LARGE }] }) }]],
    'self-managed': [[{ nodes: nodes(0) }, { nodes: nodes(1000, { volumes: [{ type: 'p1', size: LARGE }] }) }]],
    'container-apps': [[containerUse, { vcpuSeconds: LARGE, memoryByteSeconds: LARGE, requests: LARGE }]],
    functions: (['consumption', 'flex', 'premium'] as const).map(
      (plan) =>
        [
          { ...functionUse, plan },
          {
            memoryBytes: 100 * GIB,
            busySeconds: LARGE,
            byteSeconds: 1,
            provisioned: 9,
            requests: LARGE,
            runs: [{ requests: LARGE, seconds: 1 }],
          },
        ] as const,
    ),
    'blob-storage': [
      [
        objectUse,
        {
          storageClass: 'cold',
          redundancy: 'ragzrs',
          storedBytes: [{ storageClass: 'cold', bytes: LARGE }],
          gets: LARGE,
          puts: LARGE,
          lists: LARGE,
          retrievedBytes: LARGE,
        },
      ],
    ],
    files: [[fileUse, { storageClass: 'cool', storedBytes: LARGE, reads: LARGE, readBytes: LARGE }]],
    'postgresql-flexible': [
      [sqlUse, { readReplicas: 99, multiAz: true, nodes: nodes(101), storedBytes: LARGE, iops: LARGE }],
    ],
    'mysql-flexible': [[sqlUse, { readReplicas: 99, nodes: nodes(100), storedBytes: LARGE, iops: LARGE }]],
    'sql-database': ['hyperscale', 'business-critical', 'general-purpose'].map(
      (edition) =>
        [sqlUse, { edition, readReplicas: 30, multiAz: true, nodes: nodes(32), storedBytes: LARGE }] as const,
    ),
    'cosmos-db': (['on-demand', 'provisioned', 'autoscale'] as const).map(
      (mode) =>
        [
          { ...kvUse, mode },
          { reads: LARGE, writes: LARGE, peakReadsPerSecond: 1e9, regions: 30, readBytesPerItem: 2 * MIB },
        ] as const,
    ),
    'redis-cache': [[cacheUse, { shards: 100, replicas: 5, memoryBytes: LARGE }]],
    'event-hubs': ['basic', 'standard', 'premium', 'dedicated'].map(
      (tier) =>
        [
          { ...logUse, tier },
          {
            records: LARGE,
            recordBytes: MIB,
            peakRecordsPerSecond: 1e9,
            peakIngressBytesPerSecond: LARGE,
            retentionSeconds: 365 * 86_400,
            retainedBytes: LARGE,
          },
        ] as const,
    ),
    'service-bus': [
      [queueUse, { messages: LARGE, messageBytes: MIB, requestsPerMessage: 0.03, operationsPerMessage: 0.02 }],
    ],
    'nat-gateway': [
      [
        { gateways: 0, machines: 0, runningShare: 0, processedBytes: 0 },
        { gateways: 9, runningShare: 1, processedBytes: LARGE },
      ],
    ],
    own: [[{ lines: [] }, {}]],
  };

  it.each(all.map((product) => [product.name, product] as const))(
    '%s makes no NaN and no negative quantity of nothing or of much',
    (name, product) => {
      for (const [zero, large] of sweep[name]!) {
        for (const use of [zero, { ...zero, runningShare: 0 }, { ...zero, ...large }]) {
          for (const instance of [undefined, 'Standard_D4ds_v5', 'GP_Gen5_4', 'C1']) {
            const { meters } = bill(product, use as never, instance === undefined ? {} : { instance });
            for (const meter of meters) {
              expect(Number.isFinite(meter.quantity)).toBe(true);
              expect(meter.quantity).toBeGreaterThan(0);
            }
          }
        }
      }
    },
  );
});
