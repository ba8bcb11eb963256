/** Products of Google Cloud: uses made by hand, priced with the real tables, against arithmetic on published prices. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LineItem } from '../../src/billing/line.ts';
import { formatAmount, formatQuantity } from '../../src/billing/money.ts';
import type { CacheUse } from '../../src/kinds/cache.ts';
import { kinds } from '../../src/kinds/index.ts';
import type { Load } from '../../src/kinds/kind.ts';
import type { LogUse } from '../../src/kinds/log.ts';
import type { NodeUse } from '../../src/kinds/nodes.ts';
import type { QueueUse } from '../../src/kinds/queue.ts';
import type { SqlUse } from '../../src/kinds/sql.ts';
import { apiGateway } from '../../src/products/gcp/api-gateway.ts';
import { applicationLb } from '../../src/products/gcp/application-lb.ts';
import { bigtable } from '../../src/products/gcp/bigtable.ts';
import { cloudCdn } from '../../src/products/gcp/cloud-cdn.ts';
import { cloudDns } from '../../src/products/gcp/cloud-dns.ts';
import { cloudFunctions } from '../../src/products/gcp/cloud-functions.ts';
import { cloudNat } from '../../src/products/gcp/cloud-nat.ts';
import { cloudRun } from '../../src/products/gcp/cloud-run.ts';
import { cloudSql } from '../../src/products/gcp/cloud-sql.ts';
import { cloudStorage } from '../../src/products/gcp/cloud-storage.ts';
import { computeEngine } from '../../src/products/gcp/compute-engine.ts';
import { filestore } from '../../src/products/gcp/filestore.ts';
import { firestore } from '../../src/products/gcp/firestore.ts';
import { gcpProducts } from '../../src/products/gcp/index.ts';
import { memorystoreRedisCluster } from '../../src/products/gcp/memorystore-redis-cluster.ts';
import { memorystoreRedis } from '../../src/products/gcp/memorystore-redis.ts';
import { networkLb } from '../../src/products/gcp/network-lb.ts';
import { pubsub } from '../../src/products/gcp/pubsub.ts';
import { selfManaged } from '../../src/products/gcp/self-managed.ts';
import type { Product } from '../../src/products/product.ts';
import { GIB, TIB, MONTH_SECONDS, metersOf, linesOf, priceOne, nodes, kvUse, type Setting } from './one.ts';

type Place = Partial<Setting>;

const HOME = { provider: 'gcp', region: 'us-central1' } as const;

interface Bill {
  readonly lines: readonly LineItem[];
  /** Amount by meter, to the cent; `unpriced` where no price is known. */
  readonly amounts: Readonly<Record<string, string>>;
  readonly total: number;
  readonly warnings: readonly string[];
}

function billOf(product: unknown, use: unknown, place: Place = {}): Bill {
  const { lines, warnings } = priceOne(product as Product, use, { ...HOME, ...place });
  return {
    lines,
    amounts: Object.fromEntries(
      lines.map((line) => [line.meter, line.amount === undefined ? 'unpriced' : formatAmount(line.amount, 2)]),
    ),
    total: lines.reduce((sum, line) => sum + Number(formatAmount(line.amount ?? (0n as never), 9)), 0),
    warnings,
  };
}

/** Rounds as the tables of the tests do. */
const cents = (usd: number) => usd.toFixed(2);

describe('compute-engine', () => {
  it('gives a whole month of n2-standard-8 the sustained-use discount of 20 %', () => {
    // 0.388472 × 730 × 0.8 = 226.8676
    const bill = billOf(computeEngine, { nodes: nodes(1) }, { instance: 'n2-standard-8' });
    expect(bill.amounts).toEqual({ 'n2-standard-8 on-demand': '226.87' });
  });

  it('gives e2 none', () => {
    // 0.067011 × 730 = 48.918
    const bill = billOf(computeEngine, { nodes: nodes(1) }, { instance: 'E2-Standard-2' });
    expect(bill.amounts).toEqual({ 'e2-standard-2 on-demand': '48.92' });
  });

  const disks = (volumes: NodeUse['volumes'], place: Place = {}, more: Partial<NodeUse> = {}) =>
    billOf(computeEngine, { nodes: nodes(1, { volumes, ...more }) }, place);

  it('bills 100 GiB of pd-ssd 17.00, and twice that with a copy in a second zone', () => {
    expect(disks([{ type: 'pd-ssd', size: 100 * GIB }]).amounts).toEqual({ 'pd-ssd': '17.00' });
    expect(disks([{ type: 'ssd', size: 100 * GIB, redundancy: 'zrs' }]).amounts).toEqual({
      'pd-ssd-regional': '34.00',
    });
  });

  it('bills provisioned operations of pd-extreme from the first', () => {
    // 500 × 0.125 = 62.50; 10,000 × 0.065 = 650
    const bill = disks([{ type: 'pd-extreme', size: 500 * GIB, iops: 10_000 }]);
    expect(bill.amounts).toEqual({ 'pd-extreme': '62.50', 'pd-extreme-iops': '650.00' });
  });

  it('includes 3,000 operations and 140 MiB/s in each hyperdisk-balanced', () => {
    // Two disks of 100 GiB: 200 × 0.08 = 16; 2 × (5,000 − 3,000) × 0.005 = 20; 2 × (240 − 140) × 0.04 = 8
    const volume = { type: 'hyperdisk-balanced', size: 100 * GIB, iops: 5000, throughput: 240 * 2 ** 20, count: 2 };
    expect(disks([volume]).amounts).toEqual({
      'hyperdisk-balanced': '16.00',
      'hyperdisk-balanced-iops-over-3000': '20.00',
      'hyperdisk-balanced-throughput-over-140': '8.00',
    });
    const small = disks([{ ...volume, iops: 3000, throughput: 140 * 2 ** 20 }]);
    expect(small.amounts).toEqual({ 'hyperdisk-balanced': '16.00' });
  });

  it('sells local disks in whole ones of 375 GiB, and gives them up when it stops', () => {
    // 500 GiB → 2 × 375 × 0.08 = 60, half the month: 30
    const bill = disks([{ type: 'local-ssd', size: 500 * GIB }], {}, { runningShare: 0.5 });
    expect(bill.amounts).toEqual({ 'local-ssd': '30.00' });
    // C4: 375 GiB × 0.16 = 60
    const c4 = disks([{ type: 'local-ssd', size: 375 * GIB }], { instance: 'c4-standard-8' });
    expect(c4.amounts['local-ssd-c4']).toBe('60.00');
  });

  it('keeps the other disks of a stopped machine', () => {
    const bill = disks([{ type: 'pd-balanced', size: 100 * GIB }], {}, { runningShare: 0.25 });
    expect(bill.amounts).toEqual({ 'pd-balanced': '10.00' });
  });

  it('leaves a foreign type unpriced', () => {
    const bill = disks([{ type: 'gp3', size: 100 * GIB }]);
    expect(bill.amounts).toEqual({ gp3: 'unpriced' });
  });
});

describe('self-managed', () => {
  it('bills three machines and their disks', () => {
    // 3 × 0.067011 × 730 = 146.754; 3 × 200 × 0.17 = 102
    const use = { nodes: nodes(3, { volumes: [{ type: 'pd-ssd', size: 200 * GIB }] }) };
    const bill = billOf(selfManaged, use, { instance: 'e2-standard-2' });
    expect(bill.amounts).toEqual({ 'e2-standard-2 on-demand': '146.75', 'pd-ssd': '102.00' });
  });

  it('does not bill machines that nobody named at nothing', () => {
    expect(billOf(selfManaged, { nodes: nodes(3) }).amounts).toEqual({ instance: 'unpriced' });
  });
});

describe('cloud-cdn', () => {
  const use = {
    requests: 0,
    viewerBytes: 0,
    originUploadBytes: 0,
    fillBytes: 0,
    scheme: 'https',
    tier: 'standard',
    geography: {},
  };

  it('bills where the region is, by volume', () => {
    // 20 TiB: 10,240 × 0.08 + 10,240 × 0.055 = 819.20 + 563.20; 10 M lookups × 0.00000075 = 7.50; 100 GiB filled × 0.01
    // = 1
    const bill = billOf(cloudCdn, { ...use, viewerBytes: 20 * TIB, requests: 1e7, fillBytes: 100 * GIB });
    expect(bill.amounts).toEqual({
      'cache-egress': '1382.40',
      'cache-lookup-requests': '7.50',
      'cache-fill-intra-region': '1.00',
    });
    expect(bill.lines[0]!.region).toBe('edge-north-america');
  });

  it('splits by geography, and knows no price of filling caches far away', () => {
    const geography = { 'north-america': 0.5, asia: 0.3, australia: 0.2 };
    const bill = billOf(cloudCdn, { ...use, viewerBytes: 1000 * GIB, fillBytes: 10 * GIB, geography });
    // 500 × 0.08 + 300 × 0.09 + 200 × 0.11 = 40 + 27 + 22; fill 5 × 0.01
    expect(bill.total).toBeCloseTo(89.05, 9);
    expect(bill.amounts['cache-fill-inter-region']).toBe('unpriced');
  });

  it('knows a place that the price list lumps together without a price', () => {
    const bill = billOf(cloudCdn, { ...use, viewerBytes: GIB }, { region: 'me-west1' });
    expect(bill.amounts).toEqual({ 'cache-egress': 'unpriced' });
    expect(bill.warnings).toEqual([]);
  });
});

describe('cloud-dns', () => {
  it('bills zones and queries by volume', () => {
    // 25 × 0.20 + 5 × 0.10 = 5.50; 1 G × 0.0000004 + 0.5 G × 0.0000002 = 400 + 100
    const bill = billOf(cloudDns, { hostedZones: 30, queries: 1.5e9, routing: 'simple' });
    expect(bill.amounts).toEqual({ 'managed-zone': '5.50', queries: '500.00' });
  });

  it('does not bill answers of a routing policy as simple ones', () => {
    const bill = billOf(cloudDns, { hostedZones: 1, queries: 1e6, routing: 'geo' });
    expect(bill.amounts).toEqual({ 'managed-zone': '0.20', 'routing-policy-queries': 'unpriced' });
  });
});

describe('load balancers', () => {
  const use = {
    layer: 7,
    runningShare: 1,
    rules: 1,
    tls: false,
    waf: false,
    processedBytes: 1100 * GIB,
    ingressBytes: 100 * GIB,
    newConnectionsPerSecond: 10,
    activeConnections: 10,
    requestsPerSecond: 10,
  };

  it('bill the first five rules together and each further one', () => {
    // 0.025 × 730 = 18.25; 3 × 0.01 × 730 = 21.90; 100 × 0.008 = 0.80
    const five = billOf(networkLb, { ...use, layer: 4, rules: 5 });
    expect(five.amounts).toEqual({ 'forwarding-rule-first-5-hour': '18.25', 'ingress-data': '0.80' });
    const eight = billOf(networkLb, { ...use, layer: 4, rules: 8 });
    expect(eight.amounts['forwarding-rule-hour']).toBe('21.90');
    expect(eight.amounts['forwarding-rule-first-5-hour']).toBe('18.25');
  });

  it('bill what comes back only where they are proxies', () => {
    expect(billOf(networkLb, use).amounts).not.toHaveProperty('egress-data');
    expect(billOf(networkLb, { ...use, tls: true }).lines.map((line) => line.meter)).toContain('egress-data');
    const proxy = billOf(applicationLb, use).lines.find((line) => line.meter === 'egress-data')!;
    expect(formatQuantity(proxy.quantity)).toBe('1000');
  });

  it('pay for the part of the month in which they run', () => {
    // 0.025 × 730 × 0.5 = 9.125
    const bill = billOf(applicationLb, { ...use, runningShare: 0.5 });
    expect(bill.amounts['forwarding-rule-first-5-hour']).toBe('9.13');
  });

  it('are chosen by layer', () => {
    expect(networkLb.suits?.({ layer: 4 })).toBe(true);
    expect(networkLb.suits?.({ layer: 7 })).toBe(false);
  });
});

describe('api-gateway', () => {
  const use = {
    type: 'http',
    tier: 'consumption',
    units: 1,
    runningShare: 1,
    cacheBytes: 0,
    requests: 1e7,
    sizes: [],
    connectionMinutes: 0,
  };

  it('bills calls, less the free ones on request', () => {
    // 10 M × 3.00 per million = 30; 8 M with the free tier = 24
    expect(billOf(apiGateway, use).amounts).toEqual({ calls: '30.00' });
    expect(billOf(apiGateway, use, { freeTier: true }).amounts).toEqual({ calls: '24.00' });
  });
});

describe('cloud-run', () => {
  const use = {
    arch: 'x86_64',
    billing: 'instance',
    vcpuSeconds: MONTH_SECONDS,
    memoryByteSeconds: 2 * GIB * MONTH_SECONDS,
    requests: 1e7,
  };

  it('bills an instance of 1 vCPU and 2 GiB for the month', () => {
    // 2,628,000 s × 0.000018 = 47.304; 5,256,000 GiB-s × 0.000002 = 10.512; requests are free
    expect(billOf(cloudRun, use).amounts).toEqual({
      'instance-billing-vcpu': '47.30',
      'instance-billing-memory': '10.51',
    });
  });

  it('bills busy time and requests where it pays by request', () => {
    // 2,628,000 × 0.000024 = 63.072; 5,256,000 × 0.0000025 = 13.14; 10 M × 0.0000004 = 4
    expect(billOf(cloudRun, { ...use, billing: 'request' }).amounts).toEqual({
      'request-billing-vcpu': '63.07',
      'request-billing-memory': '13.14',
      requests: '4.00',
    });
  });

  it('knows the class of a region', () => {
    // us-east1 is of tier 1, us-west2 of tier 2: 2,628,000 × 0.0000216 = 56.7648
    expect(billOf(cloudRun, use, { region: 'us-east1' }).amounts['instance-billing-vcpu']).toBe('47.30');
    expect(billOf(cloudRun, use, { region: 'us-west2' }).amounts['instance-billing-vcpu']).toBe('56.76');
    expect(billOf(cloudRun, use, { region: 'europe-north2' }).amounts['instance-billing-vcpu']).toBe('47.30');
    expect(billOf(cloudRun, use, { region: 'asia-south1' }).amounts['instance-billing-vcpu']).toBe('47.30');
  });
});

describe('cloud-functions', () => {
  const use = (requests: number, memoryMib: number, seconds: number) => ({
    arch: 'x86_64',
    plan: 'consumption',
    memoryBytes: memoryMib * 2 ** 20,
    requests,
    busySeconds: requests * seconds,
    runs: [{ requests, seconds }],
    byteSeconds: requests * seconds * memoryMib * 2 ** 20,
    provisionedByteSeconds: 0,
    runningShare: 1,
    provisioned: 0,
    ephemeralBytes: 0,
  });

  it("agrees with Google's example: 10 million events, 128 MB, 300 ms", () => {
    // GB-s: 10 M × 0.3 × 0.125 = 375,000 × 0.0000025 = 0.9375; GHz-s: 10 M × 0.3 × 0.2 = 600,000 × 0.00001 = 6; 10 M ×
    // 0.0000004 = 4
    expect(billOf(cloudFunctions, use(1e7, 128, 0.3)).amounts).toEqual({
      invocations: '4.00',
      'gb-seconds': '0.94',
      'ghz-seconds': '6.00',
    });
    // Free: 2 M invocations, 400,000 GB-s, 200,000 GHz-s: 3.20 + 0 + 4.00, as the page says
    const free = billOf(cloudFunctions, use(1e7, 128, 0.3), { freeTier: true });
    expect(free.total).toBeCloseTo(7.2, 9);
  });

  it('rounds an invocation of 260 ms up to 300', () => {
    expect(billOf(cloudFunctions, use(1e6, 1024, 0.26)).amounts['ghz-seconds']).toBe(cents(1e6 * 0.3 * 1.4 * 0.00001));
  });

  it('rounds the classes up one by one, not their mean', () => {
    // 1 M at 20 ms and 1 M at 480 ms are charged as 100 and 500 ms: 600,000 s × 1.4 GHz × 0.00001 = 8.40
    const runs = [
      { requests: 1e6, seconds: 0.02 },
      { requests: 1e6, seconds: 0.48 },
    ];
    expect(billOf(cloudFunctions, { ...use(2e6, 1024, 0.25), runs }).amounts['ghz-seconds']).toBe('8.40');
  });

  it('takes the next larger size, and says so', () => {
    const bill = billOf(cloudFunctions, use(1e6, 300, 0.1));
    // 512 MB: 1 M × 0.1 × 0.5 × 0.0000025 = 0.125
    expect(bill.amounts['gb-seconds']).toBe('0.13');
    expect(bill.warnings).toHaveLength(1);
    expect(billOf(cloudFunctions, use(1e6, 16384, 0.1)).amounts['gb-seconds-over-8192-mb']).toBe('unpriced');
  });

  it('bills what is kept ready and idle', () => {
    const ready = { ...use(1e6, 1024, 0.1), provisioned: 1, provisionedByteSeconds: GIB * MONTH_SECONDS };
    const line = billOf(cloudFunctions, ready).lines.find((one) => one.meter === 'idle-gb-seconds')!;
    // 2,628,000 s less the 100,000 s that it was busy
    expect(formatQuantity(line.quantity)).toBe('2528000');
    // 2,528,000 × 0.0000025
    expect(formatAmount(line.amount!)).toBe('6.32');
  });
});

describe('cloud-storage', () => {
  const use = {
    storageClass: undefined,
    redundancy: 'lrs',
    storedBytes: [],
    objects: 0,
    gets: 0,
    puts: 0,
    deletes: 0,
    lists: 0,
    retrievedBytes: 0,
  };

  it('bills storage by class, operations of class A and B', () => {
    const bill = billOf(cloudStorage, {
      ...use,
      storedBytes: [
        { storageClass: '', bytes: TIB },
        { storageClass: 'coldline', bytes: TIB },
      ],
      gets: 1e6,
      puts: 1e5,
      lists: 1e5,
      deletes: 1e6,
    });
    // 1,024 × 0.02 = 20.48; 1,024 × 0.004 = 4.096; 200,000 × 0.000005 = 1; 1 M × 0.0000004 = 0.40
    expect(bill.amounts).toEqual({
      'standard-storage': '20.48',
      'coldline-storage': '4.10',
      'standard-class-a-ops': '1.00',
      'standard-class-b-ops': '0.40',
    });
  });

  it('bills retrieval from a cool class, and its operations at their own price', () => {
    const bill = billOf(cloudStorage, {
      ...use,
      storageClass: 'cool',
      storedBytes: [{ storageClass: 'cool', bytes: 100 * GIB }],
      gets: 1e6,
      retrievedBytes: 50 * GIB,
    });
    // 100 × 0.01 = 1; 1 M × 0.000001 = 1; 50 × 0.01 = 0.50
    expect(bill.amounts).toEqual({
      'nearline-storage': '1.00',
      'nearline-class-b-ops': '1.00',
      'nearline-retrieval': '0.50',
    });
  });

  it('stores in a multi-region where redundancy goes beyond the region', () => {
    // 1,024 × 0.026 = 26.624
    const bill = billOf(cloudStorage, {
      ...use,
      redundancy: 'grs',
      storedBytes: [{ storageClass: '', bytes: TIB }],
      puts: 5,
    });
    expect(bill.amounts['standard-storage']).toBe('26.62');
    expect(bill.amounts['inter-region replication']).toBe('unpriced');
  });
});

describe('filestore', () => {
  const use = {
    storageClass: undefined,
    redundancy: 'lrs',
    storedBytes: 0,
    throughputMode: 'bursting',
    throughputBytesPerSecond: 0,
    iops: 0,
    reads: 0,
    writes: 0,
    lists: 0,
    readBytes: 0,
    writeBytes: 0,
  };

  it('bills capacity, 1 TiB at least', () => {
    // 2,048 × 0.16 = 327.68; 1,024 × 0.16 = 163.84
    const place = { region: 'us-west1' };
    expect(billOf(filestore, { ...use, storedBytes: 2 * TIB }, place).amounts).toEqual({ 'basic-hdd': '327.68' });
    const small = billOf(filestore, { ...use, storageClass: 'standard', storedBytes: 100 * GIB }, place);
    expect(small.amounts).toEqual({ 'basic-hdd': '163.84' });
    expect(small.warnings).toHaveLength(1);
  });

  it('bills the other tiers at theirs', () => {
    // 3,072 × 0.30
    expect(billOf(filestore, { ...use, storageClass: 'premium', storedBytes: 3 * TIB }).amounts).toEqual({
      'basic-ssd': '921.60',
    });
  });
});

describe('cloud-sql', () => {
  const use = (more: Partial<SqlUse> = {}, count = 1 + (more.multiAz ? 1 : 0) + (more.readReplicas ?? 0)): SqlUse => ({
    engine: 'postgres',
    edition: undefined,
    multiAz: false,
    readReplicas: 0,
    nodes: nodes(count, { runningShare: more.runningShare ?? 1 }),
    runningShare: 1,
    storedBytes: 100 * GIB,
    storageType: undefined,
    iops: 0,
    throughputBytesPerSecond: 0,
    backupBytes: 0,
    ioRequests: 0,
    acu: undefined,
    licenseIncluded: true,
    ...more,
  });
  // 4 × 0.0413 × 730 = 120.596; 15 × 0.007 × 730 = 76.65
  const ZONAL = { 'vcpu-zonal': '120.60', 'memory-zonal': '76.65', 'ssd-storage-zonal': '17.00' };

  it('bills vCPUs and memory, whatever the machine is called', () => {
    for (const instance of ['db-custom-4-15360', 'custom-4-15360', 'DB-CUSTOM-4-15360'])
      expect(billOf(cloudSql, use(), { instance }).amounts).toEqual(ZONAL);
    const shape = { options: { instance: { vcpu: 4, memory: 15 * GIB } }, instance: 'e2-standard-4' };
    expect(billOf(cloudSql, use(), shape).amounts).toEqual(ZONAL);
  });

  it('bills a predefined machine at the price of its own', () => {
    // 0.2702 × 730 = 197.246, which 4 vCPUs and 15 GiB come to; 6.4859 × 730 = 4,734.707, a little more than theirs
    expect(billOf(cloudSql, use(), { instance: 'db-n1-standard-4' }).amounts['db-n1-standard-4-zonal']).toBe('197.25');
    expect(billOf(cloudSql, use(), { instance: 'n1-standard-96' }).amounts['db-n1-standard-96-zonal']).toBe('4734.71');
    // Twice 2.162 is 4.324; the table has 4.3239 × 730 = 3,156.447
    const regional = billOf(cloudSql, use({ multiAz: true }), { instance: 'db-n1-standard-32' });
    expect(regional.amounts['db-n1-standard-32-regional-ha']).toBe('3156.45');
  });

  it('bills highmem machines by their name, which is a little off their vCPUs and memory', () => {
    // 0.1761 × 730, where 2 × 0.0413 + 13 × 0.007 would be 0.1736
    const bill = billOf(cloudSql, use(), { instance: 'db-n1-highmem-2' });
    expect(bill.amounts).toMatchObject({ 'db-n1-highmem-2-zonal': '128.55' });
  });

  it('bills shared machines by the hour', () => {
    // 0.0105 × 730 = 7.665
    expect(billOf(cloudSql, use(), { instance: 'db-f1-micro' }).amounts).toMatchObject({ 'db-f1-micro-zonal': '7.67' });
  });

  it('bills a regional instance with its standby, and each replica as a zonal one', () => {
    const bill = billOf(cloudSql, use({ multiAz: true, readReplicas: 2, backupBytes: 50 * GIB }), {
      instance: 'db-custom-4-15360',
    });
    expect(bill.amounts).toEqual({
      // 4 × 0.0826 × 730 = 241.192; 15 × 0.014 × 730 = 153.30
      'vcpu-regional-ha': '241.19',
      'memory-regional-ha': '153.30',
      'vcpu-zonal read replica': '241.19',
      'memory-zonal read replica': '153.30',
      'ssd-storage-regional-ha': '34.00',
      'ssd-storage-zonal read replica': '34.00',
      // 50 × 0.08
      'backup-storage': '4.00',
    });
  });

  it('pays for storage all month, for the machine while it runs', () => {
    const bill = billOf(cloudSql, use({ runningShare: 0.5 }), { instance: 'db-custom-4-15360' });
    expect(bill.amounts).toEqual({ 'vcpu-zonal': '60.30', 'memory-zonal': '38.33', 'ssd-storage-zonal': '17.00' });
  });

  it('knows no price of SQL Server or of a machine without a name; a commitment is 25 % off', () => {
    const compute = (more: Partial<SqlUse>, instance?: string) =>
      billOf(cloudSql, use({ storedBytes: 0, ...more }), instance === undefined ? {} : { instance }).amounts;
    expect(Object.values(compute({ engine: 'sqlserver' }, 'db-custom-4-15360'))).toEqual([
      'unpriced',
      'unpriced',
      'unpriced',
    ]);
    // 4 × 0.0537 × 730; 15 × 0.0091 × 730
    expect(Object.values(compute({ edition: 'enterprise-plus' }, 'db-custom-4-15360'))).toEqual(['156.80', '99.65']);
    expect(compute({}, 'db-perf-optimized-N-8')).toEqual({ 'db-perf-optimized-n-8-zonal': 'unpriced' });
    expect(compute({})).toEqual({ instance: 'unpriced' });
    const committed = use({ storedBytes: 0, nodes: nodes(1, { purchase: 'reserved-1y' }) });
    expect(billOf(cloudSql, committed, { instance: 'db-custom-4-15360' }).amounts).toEqual({
      // 4 × 730 × 0.75 × 0.0413; 15 × 730 × 0.75 × 0.007
      'vcpu-zonal-reserved-1y': '90.45',
      'memory-zonal-reserved-1y': '57.49',
    });
  });

  it('bills on demand what a mix does not commit', () => {
    const mixed = use({ storedBytes: 0, readReplicas: 2, nodes: nodes(3, { purchase: { 'reserved-3y': 1 } }) });
    const bill = billOf(cloudSql, mixed, { instance: 'db-custom-4-15360' });
    expect(bill.amounts).toEqual({
      // 4 × 730 × 0.48 × 0.0413; 15 × 730 × 0.48 × 0.007
      'vcpu-zonal-reserved-3y': '57.89',
      'memory-zonal-reserved-3y': '36.79',
      'vcpu-zonal read replica': '241.19',
      'memory-zonal read replica': '153.30',
    });
  });
});

describe('key-value stores', () => {
  const use = { ...kvUse, storedBytes: 100 * GIB };

  it('firestore bills operations and storage', () => {
    // 10 M × 0.0000003 = 3; 1 M × 0.0000009 = 0.90; 1 M × 0.0000001 = 0.10; 100 × 0.15 = 15, or 99 with the free GiB
    const busy = { ...use, reads: 1e7, writes: 1e6, deletes: 1e6 };
    expect(billOf(firestore, busy).amounts).toEqual({
      'document-reads': '3.00',
      'document-writes': '0.90',
      'document-deletes': '0.10',
      storage: '15.00',
    });
    expect(billOf(firestore, busy, { freeTier: true }).amounts['storage']).toBe('14.85');
    // Several regions are a multi-region: 10 M × 0.0000006
    expect(billOf(firestore, { ...busy, regions: 2 }).amounts['document-reads']).toBe('6.00');
  });

  it('bigtable bills the nodes that are given, and storage', () => {
    // 3 × 0.65 × 730 = 1,423.50; 100 × 0.17 = 17
    expect(billOf(bigtable, { ...use, nodes: 3 }).amounts).toEqual({ 'node-hour': '1423.50', 'ssd-storage': '17.00' });
    // Two clusters; HDD: 2 × 100 × 0.026 = 5.20
    expect(billOf(bigtable, { ...use, nodes: 3, regions: 2, disk: 'hdd' }).amounts).toEqual({
      'node-hour': '2847.00',
      'hdd-storage': '5.20',
    });
  });

  it('bigtable derives nodes from the peak and the storage, and says so', () => {
    // 25,000 reads/s ÷ 10,000 → 3 nodes; 12 TiB ÷ 5 TiB → 3 nodes
    const peak = billOf(bigtable, { ...use, peakReadsPerSecond: 25_000 });
    expect(peak.amounts['node-hour']).toBe('1423.50');
    expect(peak.warnings).toHaveLength(1);
    expect(billOf(bigtable, { ...use, storedBytes: 12 * TIB }).amounts['node-hour']).toBe('1423.50');
  });

  it('bigtable stands for a wide-column store', () => {
    const wide = {
      nodes: nodes(3, { runningShare: 0.5 }),
      storedBytes: 100 * GIB,
      replication: 3,
      disk: 'ssd',
      runningShare: 0.5,
    };
    // 3 × 0.65 × 365 = 711.75; its storage counts once
    expect(billOf(bigtable, wide, { options: { count: 3 } }).amounts).toEqual({
      'node-hour': '711.75',
      'ssd-storage': '17.00',
    });
    expect(bigtable.suits?.({ engine: 'bigtable' })).toBe(true);
    expect(bigtable.suits?.({ engine: 'cassandra' })).toBe(false);
  });
});

describe('memorystore', () => {
  const use = (more: Partial<CacheUse> = {}): CacheUse => ({
    engine: 'redis',
    shards: 1,
    replicas: 0,
    tier: undefined,
    memoryBytes: undefined,
    runningShare: 1,
    nodes: nodes(1),
    ...more,
  });

  it('bills each capacity at the price of its range', () => {
    // GiB × 730 × the price of the range
    const cases = [
      [1, 'basic-m1', 0.049],
      [4, 'basic-m1', 0.049],
      [5, 'basic-m2', 0.027],
      [10, 'basic-m2', 0.027],
      [11, 'basic-m3', 0.023],
      [36, 'basic-m4', 0.019],
      [101, 'basic-m5', 0.016],
      [300, 'basic-m5', 0.016],
    ] as const;
    for (const [gib, meter, price] of cases)
      expect(billOf(memorystoreRedis, use({ memoryBytes: gib * GIB })).amounts).toEqual({
        [meter]: cents(gib * 730 * price),
      });
    expect(billOf(memorystoreRedis, use({ memoryBytes: 301 * GIB })).amounts).toEqual({ 'basic-over-m5': 'unpriced' });
  });

  it('bills standard with a replica', () => {
    // 5 × 730 × 0.054 = 197.10
    expect(billOf(memorystoreRedis, use({ replicas: 1, memoryBytes: 5 * GIB })).amounts).toEqual({
      'standard-m2': '197.10',
    });
    expect(billOf(memorystoreRedis, use({ tier: 'STANDARD_HA', memoryBytes: 5 * GIB })).amounts).toEqual({
      'standard-m2': '197.10',
    });
    // With further replicas by the node: 3 × 5 × 730 × 0.027
    const more = billOf(memorystoreRedis, use({ replicas: 2, memoryBytes: 5 * GIB }));
    expect(more.amounts).toEqual({ 'standard-node-m2': '295.65' });
  });

  it('reads the capacity from the instance', () => {
    // 5 × 730 × 0.027 = 98.55; M2 at its largest: 10 × 730 × 0.027 = 197.10
    for (const instance of ['5 GB', '5gb', '5', 'basic-5'])
      expect(billOf(memorystoreRedis, use(), { instance }).amounts).toEqual({ 'basic-m2': '98.55' });
    const range = billOf(memorystoreRedis, use(), { instance: 'M2' });
    expect(range.amounts).toEqual({ 'basic-m2': '197.10' });
    expect(range.warnings).toHaveLength(1);
    const shape = { options: { instance: { vcpu: 1, memory: 5 * GIB } }, instance: 'e2-standard-2' };
    expect(billOf(memorystoreRedis, use(), shape).amounts).toEqual({ 'basic-m2': '98.55' });
  });

  it('has no price where nothing says how large it is', () => {
    for (const place of [{}, { instance: 'cache.m7g.large' }]) {
      const bill = billOf(memorystoreRedis, use(), place);
      expect(bill.amounts).toEqual({ instance: 'unpriced' });
      expect(bill.warnings).toHaveLength(1);
    }
  });

  it('bills the nodes of a cluster', () => {
    // 3 shards × 2 nodes × 730 × 0.1923 = 842.274
    for (const instance of ['highmem-medium', 'redis-highmem-medium', 'REDIS_HIGHMEM_MEDIUM'])
      expect(billOf(memorystoreRedisCluster, use({ shards: 3, replicas: 1 }), { instance }).amounts).toEqual({
        'node-highmem-medium': '842.27',
      });
    expect(memorystoreRedisCluster.suits?.({ instance: 'redis-shared-core-nano' })).toBe(true);
    expect(memorystoreRedisCluster.suits?.({ instance: 'M2' })).toBe(false);
  });
});

describe('pubsub', () => {
  const queue = (messages: number, messageBytes: number, batch = 1, receives = 1): QueueUse => ({
    engine: undefined,
    fifo: false,
    nodes: nodes(1),
    runningShare: 1,
    messages,
    messageBytes,
    monthlyMessages: 0,
    requests: 0,
    requestsPerMessage: (2 + receives) / batch,
    operationsPerMessage: (1 + receives) / batch,
    storageBytesPerBroker: 0,
    tier: undefined,
    units: 1,
  });

  it('bills what is published and what is delivered', () => {
    // 1 GiB messages × 1,024 = 1 TiB each way × 40
    const bill = billOf(pubsub, queue(1024, GIB));
    expect(bill.amounts).toEqual({ 'publish-throughput': '40.00', 'subscribe-throughput': '40.00' });
  });

  it('bills 1,000 bytes a request at least, whatever a batch collects', () => {
    // 10^9 messages of 200 bytes one by one: 10^12 bytes ÷ 2^40 × 40 = 36.38
    expect(billOf(pubsub, queue(1e9, 200)).amounts['publish-throughput']).toBe('36.38');
    // Ten of them together are 2,000 bytes: 2 × 10^11 ÷ 2^40 × 40 = 7.28; four are 800, billed as 1,000: 2.5 × 10^11 →
    // 9.09
    expect(billOf(pubsub, queue(1e9, 200, 10)).amounts['publish-throughput']).toBe('7.28');
    expect(billOf(pubsub, queue(1e9, 200, 4)).amounts['publish-throughput']).toBe('9.09');
    // Every second pull comes back empty: (1,000 + 1,000) × 10^9 → 72.76
    expect(billOf(pubsub, queue(1e9, 200, 1, 2)).amounts['subscribe-throughput']).toBe('72.76');
  });

  it('bills bytes that come without a number of messages', () => {
    expect(billOf(pubsub, queue(0, 0), { usage: { ingress: TIB } }).amounts['publish-throughput']).toBe('40.00');
  });

  const log = (more: Partial<LogUse> = {}): LogUse => ({
    nodes: nodes(3),
    runningShare: 1,
    records: 1e9,
    ingressBytes: TIB,
    egressBytes: 2 * TIB,
    peakRecordsPerSecond: 400,
    peakIngressBytesPerSecond: 4e5,
    peakEgressBytesPerSecond: 8e5,
    consumers: 2,
    retentionSeconds: 7 * 86_400,
    isRetentionGiven: true,
    retainedBytes: 100 * GIB,
    provisionedBytes: 300 * GIB,
    brokerThroughput: undefined,
    mode: 'provisioned',
    shards: undefined,
    enhancedFanOut: false,
    tier: undefined,
    units: undefined,
    recordBytes: TIB / 1e9,
    ...more,
  });

  it('bills a log by the byte in, by the byte out for every group, and what it keeps', () => {
    // 40; 80; 100 × 0.27 = 27
    expect(billOf(pubsub, log()).amounts).toEqual({
      'publish-throughput': '40.00',
      'subscribe-throughput': '80.00',
      'retained-storage': '27.00',
    });
  });

  it('counts small records of a log as requests, unless they are batched', () => {
    const small = log({ ingressBytes: 2e11, egressBytes: 2e11, recordBytes: 200, retainedBytes: 0 });
    const single = billOf(pubsub, small);
    expect(single.amounts['publish-throughput']).toBe('36.38');
    expect(single.warnings).toHaveLength(1);
    expect(billOf(pubsub, small, { options: { batch: 65_536 } }).amounts['publish-throughput']).toBe('7.28');
  });
});

describe('cloud-nat', () => {
  const use = (machines: number, gateways = 1, runningShare = 1) => ({
    gateways,
    machines,
    runningShare,
    processedBytes: 0,
  });

  it('bills machines by the hour up to 32 of them', () => {
    // 10 × 0.0014 × 730 = 10.22; 32 and more: 0.0448 × 730 = 32.704
    expect(billOf(cloudNat, use(10)).amounts).toEqual({ 'gateway-vm-hour': '10.22' });
    for (const machines of [32, 33, 500])
      expect(billOf(cloudNat, use(machines)).amounts).toEqual({ 'gateway-vm-hour': '32.70' });
  });

  it('caps each gateway by itself, for the time that it runs', () => {
    // 3 gateways, half the month: 3 × 0.0448 × 365 = 49.056
    expect(billOf(cloudNat, use(100, 3, 0.5)).amounts).toEqual({ 'gateway-vm-hour': '49.06' });
  });

  it('bills the bytes', () => {
    // 1,000 × 0.045
    expect(billOf(cloudNat, { ...use(0), processedBytes: 1000 * GIB }).amounts).toEqual({ 'data-processed': '45.00' });
  });
});

describe('the folder', () => {
  it('has unique names and aliases that are no kinds, and one default a kind', () => {
    const products = gcpProducts as readonly Product<never>[];
    const words = products.flatMap((product) => [product.name, ...(product.aliases ?? [])]);
    expect(new Set(words).size).toBe(words.length);
    for (const alias of products.flatMap((product) => product.aliases ?? [])) expect(kinds.has(alias)).toBe(false);
    for (const kind of kinds.keys())
      expect(
        products.filter((product) => product.defaultFor.includes(kind)).map((product) => product.name),
      ).toHaveLength(1);
  });

  it('chooses by what the fields ask for', () => {
    const choose = (kind: string, options: Record<string, unknown>) => {
      const fitting = (gcpProducts as readonly Product<never>[]).filter((product) => product.kinds.includes(kind));
      return (fitting.find((one) => one.suits?.(options)) ?? fitting.find((one) => one.defaultFor.includes(kind)))!
        .name;
    };
    expect(choose('log', { engine: 'kafka' })).toBe('pubsub');
    expect(choose('log', { engine: 'kafka', instance: 'n2-standard-4' })).toBe('self-managed');
    expect(choose('log', { engine: 'kafka', instance: { vcpu: 4, memory: 16 * GIB } })).toBe('self-managed');
    expect(choose('log', { engine: 'kafka', instance: 'kafka.m5.large' })).toBe('pubsub');
    expect(choose('queue', { engine: 'rabbitmq', instance: 'e2-medium' })).toBe('self-managed');
    expect(choose('wide-column', {})).toBe('self-managed');
    expect(choose('wide-column', { engine: 'bigtable' })).toBe('bigtable');
    expect(choose('kv-store', {})).toBe('firestore');
    expect(choose('kv-store', { nodes: 3 })).toBe('bigtable');
    expect(choose('cache', { instance: 'redis-highmem-medium' })).toBe('memorystore-redis-cluster');
    expect(choose('cache', { instance: '5 GB' })).toBe('memorystore-redis');
    expect(choose('load-balancer', {})).toBe('application-lb');
  });

  /** What every kind makes of a component and a load. */
  const load = (rate: number, bytes: number): Load => {
    const flow = {
      from: -1,
      to: 0,
      async: false,
      zoneAffinity: false,
      rate,
      peakRate: rate * 3,
      requestBytesPerSecond: rate * bytes,
      responseBytesPerSecond: rate * bytes * 10,
      classBytes: new Map(),
    };
    const requestClass = { name: 'all', enters: 'it', rate, peak: rate * 3, cv: 1, profile: 'daily' } as const;
    return {
      arrivalRate: rate,
      peakRate: rate * 3,
      requestBytesPerSecond: rate * bytes,
      responseBytesPerSecond: rate * bytes * 10,
      classes: [
        {
          requestClass,
          rate,
          peakRate: rate * 3,
          isSmoothed: false,
          requestBytesPerSecond: rate * bytes,
          responseBytesPerSecond: rate * bytes * 10,
        },
      ],
      incoming: [flow],
      outgoing: [flow],
    };
  };
  const metersFor = (
    product: Product<never>,
    kind: string,
    options: Record<string, unknown>,
    traffic: Load,
    place: Place,
  ) => {
    const component = {
      name: 'it',
      kind,
      options,
      usage: {},
      calls: [],
      classCalls: new Map(),
      classDemand: new Map(),
      runningShare: options['runningShare'] ?? 1,
      stop: 'stop',
      zones: 3,
    };
    const context = {
      monthSeconds: MONTH_SECONDS,
      vcpus: 4,
      memoryBytes: 16 * GIB,
      sold: product,
      selfManaged: false,
      warn: () => undefined,
    };
    const use = kinds.get(kind)!.consume(component as never, traffic, context);
    return metersOf(product as Product, use, { ...HOME, ...place, options }).meters;
  };

  it('gives finite quantities, none negative, for nothing, for much, and for anything between', () => {
    for (const product of gcpProducts as readonly Product<never>[]) {
      for (const kind of product.kinds) {
        fc.assert(
          fc.property(
            fc.constantFrom(0, 1e-6, 1, 5e6),
            fc.constantFrom(0, 100, 1e7),
            fc.constantFrom(0, 1, 1e15),
            fc.constantFrom('us-central1', 'me-central2'),
            fc.constantFrom(undefined, 'n2-standard-4', 'nonsense'),
            fc.constantFrom(0, 0.3, 1),
            (rate, bytes, storage, region, instance, runningShare) => {
              const options = {
                storage,
                memory: storage,
                hosted_zones: 1,
                runningShare,
                ...(instance && { instance }),
                volumes: [{ type: 'hyperdisk-balanced', size: storage, iops: 9000 }],
              };
              const place = { region, ...(instance && { instance }) };
              const meters = metersFor(product, kind, options, load(rate, bytes), place);
              for (const meter of meters) {
                expect(Number.isFinite(meter.quantity)).toBe(true);
                expect(meter.quantity).toBeGreaterThanOrEqual(0);
                if (meter.type === 'table' && meter.copies !== undefined) expect(meter.copies).toBeGreaterThan(0);
              }
              for (const { amount } of linesOf(product.name, meters, { ...HOME, region }))
                expect(amount ?? 0n).toBeGreaterThanOrEqual(0n);
            },
          ),
          { seed: 7, numRuns: 60 },
        );
      }
    }
  });
});
