/** Rules of the bill, against figures worked out by hand from published prices. */
import { describe, expect, it } from 'vitest';
import { toJson } from '../../src/estimate/published.ts';
import { estimateOf, itemsOf, totalOf } from '../support.ts';

const aws = (components: object, more: object = {}) => ({ provider: 'aws', region: 'us-east-1', ...more, components });
const azure = (components: object, more: object = {}) => ({ provider: 'azure', region: 'eastus', ...more, components });
const gcp = (components: object, more: object = {}) => ({
  provider: 'gcp',
  region: 'us-central1',
  ...more,
  components,
});

type Topology = Parameters<typeof itemsOf>[0];
const line = (topology: Topology, component: string, meter: RegExp) =>
  itemsOf(topology, component).find((item) => meter.test(item.meter));
const amount = (topology: Topology, component: string, meter: RegExp) => line(topology, component, meter)?.amount;
const quantity = (topology: Topology, component: string, meter: RegExp) =>
  Number(line(topology, component, meter)?.quantity);

describe('usage of which one key is a part of another', () => {
  it('processes once what leaves through a NAT gateway', () => {
    const nat = (usage: object) => aws({ n: { kind: 'nat-gateway', usage } });
    const both = nat({ processed: '1000 GB/month', egress: '1000 GB/month' });
    // 1,000 × 0.045, and 1,000 × 0.09 to the internet.
    expect(amount(both, 'n', /processed/)).toBe('45.00');
    expect(amount(both, 'n', /egress/)).toBe('90.00');
    expect(quantity(nat({ egress: '1000 GB/month' }), 'n', /processed/)).toBe(1000);
    expect(quantity(nat({ processed: '400 GB/month', egress: '1000 GB/month' }), 'n', /processed/)).toBe(1000);
    // The other names mean the same.
    expect(quantity(nat({ processed: '300 GB/month', bytes: '300 GB/month' }), 'n', /processed/)).toBe(300);
  });

  it('processes once what leaves through a load balancer', () => {
    const lb = gcp({ l: { kind: 'application-lb', usage: { processed: '1000 GB/month', egress: '400 GB/month' } } });
    expect(quantity(lb, 'l', /ingress-data/)).toBe(600);
    expect(quantity(lb, 'l', /egress-data/)).toBe(400);
  });

  it('has consumers read once what their groups read of the month’s ingress', () => {
    const log = (usage: object) => gcp({ t: { kind: 'pubsub', consumers: 2, usage } });
    // 1 TiB in and 2 TiB out at 40 a TiB; 3 TiB out where the file counts more.
    const both = log({ ingress: '1 TB/month', consumed: '2 TB/month' });
    expect(amount(both, 't', /publish/)).toBe('40.00');
    expect(amount(both, 't', /subscribe/)).toBe('80.00');
    expect(amount(log({ ingress: '1 TB/month', consumed: '3 TB/month' }), 't', /subscribe/)).toBe('120.00');
    expect(amount(log({ consumed: '3 TB/month' }), 't', /subscribe/)).toBe('120.00');
  });

  it('has the requests of the bill deal with the messages of the month', () => {
    // 3 M requests at 0.40 a million deal with 1 M messages.
    const sqs = (usage: object) => aws({ q: { kind: 'sqs', usage } });
    expect(totalOf(sqs({ messages: '1M/month', requests: '3M/month' }))).toBe('1.20');
    expect(totalOf(sqs({ messages: '1M/month', requests: '5M/month' }))).toBe('2.00');
    expect(totalOf(sqs({ requests: '5M/month' }))).toBe('2.00');
    // Two operations a message; what is beyond them is charged.
    const bus = (usage: object) => azure({ q: { kind: 'service-bus', usage } });
    expect(quantity(bus({ messages: '1M/month', requests: '2M/month' }), 'q', /operations/)).toBe(2e6);
    expect(quantity(bus({ messages: '1M/month', requests: '3M/month' }), 'q', /operations/)).toBe(3e6);
  });

  it('counts the time of tasks once, where the file counts it itself', () => {
    const run = (usage: object) =>
      gcp({ c: { kind: 'cloud-run', vcpu: 1, memory: '1 GB', billing: 'request', duration: '100ms', usage } });
    expect(quantity(run({ requests: '1M/month', task_time: '30h/month' }), 'c', /vcpu/)).toBe(108_000);
    expect(quantity(run({ requests: '1M/month' }), 'c', /vcpu/)).toBe(100_000);
  });
});

describe('what nobody chose', () => {
  const topic = (retention?: string) =>
    gcp(
      { t: { kind: 'pubsub', consumers: 1, ...(retention && { retention }) } },
      { workload: { a: { enters: 't', rate: '10240/s', request: '1 KB', response: '1 B' } } },
    );

  it('keeps nothing on Pub/Sub once it is acknowledged', () => {
    // 10,240 KiB/s × 2,628,000 s = 25.0625 TiB, in and out at 40; sent to the client 1 byte each.
    expect(amount(topic(), 't', /publish/)).toBe('1002.50');
    expect(amount(topic(), 't', /subscribe/)).toBe('1002.50');
    expect(line(topic(), 't', /retained/)).toBeUndefined();
    // A day of it: 843.75 GiB at 0.27.
    expect(amount(topic('1d'), 't', /retained/)).toBe('227.81');
  });

  it('stores no more than the included day on Event Hubs', () => {
    const hub = (more: object) =>
      azure(
        { h: { kind: 'event-hubs', units: 10, ...more } },
        { workload: { a: { enters: 'h', rate: '10240/s', request: '1 KB', response: '1 B' } } },
      );
    expect(line(hub({}), 'h', /storage/)).toBeUndefined();
    expect(line(hub({ tier: 'premium', units: 1 }), 'h', /retention/)).toBeUndefined();
    // Two days are 1,687.5 GB, less 10 × 84 that the units include.
    expect(quantity(hub({ retention: '2d' }), 'h', /storage/)).toBe(847.5);
  });

  it('says what Kafka keeps by itself', () => {
    const log = (more: object) =>
      aws({ l: { kind: 'msk', instance: 'kafka.m7g.large', usage: { ingress: '100 GB/month' }, ...more } });
    const notes = (more: object) => line(log(more), 'l', /^storage/)!.notes?.join(' ') ?? '';
    expect(notes({})).toContain('unless told otherwise');
    expect(notes({ retention: '7d' })).not.toContain('unless told otherwise');
  });
});

describe('what the other side of the estimate knows', () => {
  const MB = 2 ** 20;
  const page = { workload: { w: { enters: 'app', rate: '100/s', request: '0 B', response: '0 B' } } };
  const app = (to: string, more: object = {}) => ({
    kind: 'service',
    instance: 'm5.large',
    count: 3,
    demand: { cpu: '1ms' },
    calls: [{ to, request: '1 MB', response: '1 MB', ...more }],
  });
  /** GB a month of 100 requests a second with 2 MB, both ways together. */
  const monthly = (100 * 2 * MB * 730 * 3600) / 2 ** 30;

  it('takes two units for a transactional write and one for another', () => {
    const table = (consistency: string) =>
      aws({
        kv: { kind: 'dynamodb', consistency, usage: { writes: '1M/month', deletes: '1M/month', reads: '1M/month' } },
      });
    // 2 M × 2 × 0.625 a million; a read of 1 KB is 2 × 0.125.
    expect(amount(table('transactional'), 'kv', /write/)).toBe('2.50');
    expect(amount(table('transactional'), 'kv', /read/)).toBe('0.25');
    expect(amount(table('strong'), 'kv', /write/)).toBe('1.25');
  });

  it('charges one side of a call to a cache', () => {
    const topology = aws({ app: app('r'), r: { kind: 'elasticache', instance: 'cache.m6g.large', replicas: 2 } }, page);
    // Two thirds of it × 0.01, where a database would take 0.02.
    expect(Number(amount(topology, 'app', /inter-az app → r/))).toBeCloseTo((monthly * 2 * 0.01) / 3, 1);
    const sql = aws({ app: app('db'), db: { kind: 'rds', instance: 'db.m5.large', storage: '10 GB' } }, page);
    expect(Number(amount(sql, 'app', /inter-az app → db/))).toBeCloseTo((monthly * 2 * 0.02) / 3, 1);
  });

  it('keeps traffic to a gateway in its zone where one stands in each', () => {
    const nat = (count: number) =>
      aws(
        { app: app('nat'), nat: { kind: 'nat-gateway', count, calls: [{ to: 'x' }] }, x: { kind: 'external' } },
        page,
      );
    expect(line(nat(3), 'app', /inter-az/)).toBeUndefined();
    expect(Number(amount(nat(2), 'app', /inter-az/))).toBeCloseTo((monthly * 2 * 0.02) / 3, 1);
    expect(Number(amount(nat(1), 'app', /inter-az/))).toBeCloseTo((monthly * 2 * 0.02) / 3, 1);
  });

  it('has a network load balancer keep to its zone unless it is told otherwise', () => {
    const lb = (more: object) =>
      aws(
        {
          lb: { kind: 'nlb', calls: [{ to: 'app', request: '1 MB', response: '1 MB' }], ...more },
          app: { ...app('x'), calls: [] },
        },
        { workload: { w: { enters: 'lb', rate: '100/s', request: '0 B', response: '0 B' } } },
      );
    expect(line(lb({}), 'lb', /inter-az/)).toBeUndefined();
    expect(Number(amount(lb({ cross_zone: true }), 'lb', /inter-az/))).toBeCloseTo((monthly * 2 * 0.02) / 3, 1);
  });
});

describe('what a provider refuses', () => {
  const problem = (topology: object): string => {
    try {
      totalOf(topology);
      return '';
    } catch (error) {
      return (error as Error).message;
    }
  };
  const db = (more: object) => aws({ d: { kind: 'rds', instance: 'db.m5.large', ...more } });
  const vm = (provider: typeof aws, instance: string, volume: object) =>
    problem(provider({ v: { kind: 'service', instance, volumes: [volume] } }));

  it('fixes gp3 storage of RDS below 400 GB, with the limit and its page', () => {
    const message = problem(db({ engine: 'mysql', storage: '200 GB', iops: 15_000 }));
    expect(message).toContain('components.d.iops');
    expect(message).toContain('3,000 IOPS');
    expect(message).toContain('CHAP_Storage.html');
    expect(problem(db({ storage: '399 GB', throughput: '250 MB/s' }))).toContain('125 MiB/s');
    expect(problem(db({ storage: '200 GB', iops: 3000, throughput: '125 MB/s' }))).toBe('');
    expect(problem(db({ storage: '400 GB', iops: 64_000, throughput: '4000 MiB/s' }))).toBe('');
    expect(problem(db({ storage: '400 GB', iops: 64_001 }))).toContain('64,000 IOPS');
    expect(problem(db({ storage: '1 TB', throughput: '5000 MiB/s', iops: 64_000 }))).toContain('4,000 MiB/s');
    const sqlserver = { engine: 'sqlserver', edition: 'web', storage: '200 GB' };
    expect(problem(db({ ...sqlserver, iops: 16_000, throughput: '1000 MiB/s' }))).toBe('');
    expect(problem(db({ ...sqlserver, storage: '1 TB', iops: 17_000 }))).toContain('16,000 IOPS');
    expect(problem(db({ storage: '100 GB', storage_type: 'io1', iops: 6000 }))).toContain('5,000 IOPS');
    // Aurora provisions none of it.
    expect(problem(aws({ d: { kind: 'aurora', instance: 'db.r6g.large', storage: '1 GB', iops: 9000 } }))).toBe('');
  });

  it('bounds volumes of EBS by their size and type', () => {
    expect(vm(aws, 'm5.large', { type: 'gp3', size: '10 GB', iops: 5001 })).toContain('5,000 IOPS');
    expect(vm(aws, 'm5.large', { type: 'gp3', size: '10 GB', iops: 5000 })).toBe('');
    expect(vm(aws, 'm5.large', { type: 'gp3', size: '100 GB', throughput: '1000 MiB/s' })).toContain('750 MiB/s');
    expect(vm(aws, 'm5.large', { type: 'gp3', size: '100 GB', iops: 4000, throughput: '1000 MiB/s' })).toBe('');
    expect(vm(aws, 'm5.large', { type: 'io1', size: '100 GB', iops: 6000 })).toContain('5,000 IOPS');
    expect(vm(aws, 'm5.large', { type: 'io2', size: '10 GB', iops: 64_000 })).toContain('10,000 IOPS');
    expect(vm(aws, 'm5.large', { type: 'st1', size: '20 TB' })).toContain('16 TB');
  });

  it('bounds premium SSD v2 and ultra disks', () => {
    const size = 'Standard_D4s_v5';
    expect(vm(azure, size, { type: 'premium-ssd-v2', size: '8 GB', iops: 5000 })).toContain('4,000 IOPS');
    expect(vm(azure, size, { type: 'premium-ssd-v2', size: '8 GB', iops: 4000, throughput: '1000 MB/s' })).toBe('');
    expect(vm(azure, size, { type: 'premium-ssd-v2', size: '1 TB', iops: 90_000 })).toContain('80,000 IOPS');
    expect(vm(azure, size, { type: 'ultra', size: '4 GB', iops: 5000 })).toContain('4,000 IOPS');
    const flexible = { kind: 'postgresql-flexible', instance: 'Standard_D4ds_v5', storage_type: 'premium-ssd-v2' };
    expect(problem(azure({ d: { ...flexible, storage: '32 GB', iops: 20_000 } }))).toContain('16,000 IOPS');
  });

  it('bounds Hyperdisks', () => {
    expect(vm(gcp, 'n4-standard-4', { type: 'hyperdisk-balanced', size: '10 GB', iops: 6000 })).toContain('5,000 IOPS');
    expect(vm(gcp, 'n4-standard-4', { type: 'hyperdisk-extreme', size: '100 GB', iops: 350_000 })).toContain('100,000');
  });
});

describe('two items of a price list under one name', () => {
  it('restores an archived object at its own price', () => {
    const store = (name: string) =>
      aws({ g: { kind: 's3', class: name, usage: { get: '1M/month', retrieval: '10 GB/month' } } });
    // 0.05 a thousand, and 0.10 from the deep archive; a GET costs 0.0004 a thousand.
    expect(amount(store('glacier'), 'g', /retrieval-requests/)).toBe('50.00');
    expect(amount(store('deep-archive'), 'g', /retrieval-requests/)).toBe('100.00');
    expect(amount(store('glacier'), 'g', /get-requests/)).toBe('0.40');
  });

  it('stores infrequent access at another price with elastic throughput', () => {
    const files = (more: object) => aws({ e: { kind: 'efs', class: 'standard-ia', storage: '1 TB', ...more } });
    // 1,024 × 0.016, else 1,024 × 0.025; One Zone has one price.
    expect(amount(files({ throughput_mode: 'elastic' }), 'e', /storage/)).toBe('16.38');
    expect(amount(files({ throughput_mode: 'bursting' }), 'e', /storage/)).toBe('25.60');
    expect(amount(files({ class: 'one-zone-ia', throughput_mode: 'elastic' }), 'e', /storage/)).toBe('13.62');
  });

  it('bills the two nodes of a standard cache', () => {
    const cache = (region: string) =>
      azure({ c: { kind: 'redis-cache', instance: 'C1', tier: 'standard' } }, { region });
    // 2 × 0.0759 × 730 in Norway, 2 × 0.069 × 730 in Virginia.
    expect(totalOf(cache('norwayeast'))).toBe('110.81');
    expect(totalOf(cache('eastus'))).toBe('100.74');
  });
});

describe('volume tiers', () => {
  it('hold in Ireland as they do in Virginia', () => {
    // 51,200 × 0.023 + 460,800 × 0.022 + 102,400 × 0.021
    expect(totalOf(aws({ b: { kind: 's3', storage: '600 TB' } }, { region: 'eu-west-1' }))).toBe('13465.60');
  });
});

describe('Azure SQL Database', () => {
  it('bills 30 % more storage for the log', () => {
    const one = (more: object) => azure({ s: { kind: 'sql-database', instance: 'GP_Gen5_2', ...more } });
    // 730 × 2 × (0.15222 + 0.099965) = 368.19; 128 × 1.3 × 0.115
    expect(totalOf(one({ storage: '128 GB' }))).toBe('387.33');
    // Its replica has the same: 2 × (368.19 + 19.136)
    expect(totalOf(one({ storage: '128 GB', read_replicas: 1 }))).toBe('774.65');
    // Hyperscale keeps its log elsewhere: 100 × 0.25.
    expect(amount(one({ instance: 'HS_Gen5_2', storage: '100 GB' }), 's', /storage/)).toBe('25.00');
  });
});

describe('Azure Container Apps', () => {
  const app = (calls: object[] = [], more: object = {}) => ({
    kind: 'container-apps',
    vcpu: 1,
    memory: '2 GB',
    count: 2,
    demand: { cpu: '0.5ms' },
    calls: calls.map((call) => ({ request: '100 B', response: '1 KB', ...call })),
    ...more,
  });
  const workload = { ev: { enters: 'front', rate: '100/s', request: '1 KB', response: '1 KB' } };
  const month = 100 * 730 * 3600;

  it('charges HTTP requests from outside the environment alone', () => {
    const topology = azure({ front: app([{ to: 'back', times: 10 }]), back: app() }, { workload });
    // 262.8 M × 0.40 a million, and nothing for ten times as many within.
    expect(amount(topology, 'front', /^requests$/)).toBe('105.12');
    expect(line(topology, 'back', /^requests$/)).toBeUndefined();
    expect(amount(topology, 'back', /within the environment/)).toBe('0.00');
    // What the file counts by the month comes from outside.
    const own = azure(
      { front: app([{ to: 'back' }]), back: app([], { usage: { requests: '1M/month' } }) },
      { workload },
    );
    expect(quantity(own, 'back', /^requests$/)).toBe(1e6);
  });

  it('charges what comes from another region or from a machine, and nothing that a queue hands out', () => {
    const far = azure({ front: app([{ to: 'back' }]), back: app([], { region: 'westeurope' }) }, { workload });
    expect(quantity(far, 'back', /^requests$/)).toBe(month);
    const front = { kind: 'service', instance: 'Standard_D4s_v5', demand: { cpu: '1ms' } };
    const machine = azure({ front: { ...front, calls: [{ to: 'back' }] }, back: app() }, { workload });
    expect(quantity(machine, 'back', /^requests$/)).toBe(month);
    const queue = azure(
      {
        front: { ...front, calls: [{ to: 'q', async: true }] },
        q: { kind: 'service-bus', calls: [{ to: 'back' }] },
        back: app(),
      },
      { workload },
    );
    expect(line(queue, 'back', /^requests$/)).toBeUndefined();
  });
});

describe('transfer between regions', () => {
  const moved = (provider: typeof aws, [from, to]: readonly [string, string], instance: string) =>
    provider(
      {
        app: {
          kind: 'service',
          instance,
          count: 1,
          demand: { cpu: '1ms' },
          region: from,
          calls: [{ to: 'far', request: '1 MB', response: '0 B' }],
        },
        far: { kind: 'service', instance, count: 1, demand: { cpu: '1ms' }, region: to },
      },
      { region: from, workload: { w: { enters: 'app', rate: '1/s', request: '0 B', response: '0 B' } } },
    );
  /** 1 MB a second for 730 hours, in GB. */
  const month = (3600 * 730) / 1024;
  const google = (from: string, to: string) =>
    Number(amount(moved(gcp, [from, to], 'e2-standard-2'), 'app', /inter-region/)) / month;

  it.each([
    ['us-central1', 'europe-west1', 0.05],
    ['europe-west1', 'us-central1', 0.05],
    ['us-central1', 'us-east4', 0.02],
    ['northamerica-northeast1', 'us-west1', 0.02],
    ['us-central1', 'asia-east1', 0.08],
    ['us-central1', 'me-west1', 0.11],
    ['europe-west1', 'africa-south1', 0.11],
    ['asia-southeast2', 'africa-south1', 0.14],
    ['australia-southeast1', 'me-west1', 0.11],
    ['me-west1', 'me-central1', 0.08],
    ['asia-southeast3', 'me-west1', 0.18],
    ['southamerica-east1', 'europe-west1', 0.14],
    // Two of the pairs that differ from those of their continents, one way and not the other.
    ['me-west1', 'northamerica-south1', 0.05],
    ['northamerica-south1', 'me-west1', 0.11],
  ])('costs on Google Cloud from %s to %s %d a GiB', (from, to, price) => {
    expect(google(from, to)).toBeCloseTo(price, 5);
  });

  it('costs on Azure by the continent that it leaves, and whether it does', () => {
    const price = (from: string, to: string) =>
      Number(amount(moved(azure, [from, to], 'Standard_D2s_v5'), 'app', /inter-region/)) / month;
    expect(price('eastus', 'westus2')).toBeCloseTo(0.02, 5);
    expect(price('eastus', 'westeurope')).toBeCloseTo(0.05, 5);
  });
});

describe('prices that stood wrong', () => {
  it('provision io2 operations in three tiers of each volume', () => {
    const vm = aws({
      v: { kind: 'service', instance: 'm5.large', volumes: [{ type: 'io2', size: '1 TB', iops: 100_000 }] },
    });
    // 32,000 × 0.065 + 32,000 × 0.0455 + 36,000 × 0.03185
    expect(amount(vm, 'v', /io2-iops/)).toBe('4682.60');
  });

  it('charge Cloud Run in Mumbai at the price of tier 1', () => {
    const run = (region: string) =>
      gcp(
        { c: { kind: 'cloud-run', vcpu: 1, memory: '1 GB', usage: { task_time: '1000h/month' }, count: 0 } },
        { region },
      );
    expect(amount(run('asia-south1'), 'c', /vcpu/)).toBe(amount(run('us-central1'), 'c', /vcpu/));
    expect(amount(run('asia-southeast1'), 'c', /vcpu/)).not.toBe(amount(run('us-central1'), 'c', /vcpu/));
  });

  it('have Front Door’s tiers in zone 1', () => {
    const door = azure({ d: { kind: 'front-door', usage: { egress: '20000 GB/month', requests: '300M/month' } } });
    // 10,000 × 0.0825 + 10,000 × 0.065002; 250 M × 0.90 + 50 M × 0.81 a million
    expect(amount(door, 'd', /edge-egress/)).toBe('1475.02');
    expect(amount(door, 'd', /requests/)).toBe('265.50');
  });

  it('count operations on buckets over regions at the price of several', () => {
    const bucket = gcp({ b: { kind: 'gcs', redundancy: 'grs', usage: { put: '1M/month', get: '1M/month' } } });
    // 0.01 and 0.0004 a thousand
    expect(amount(bucket, 'b', /class-a/)).toBe('10.00');
    expect(amount(bucket, 'b', /class-b/)).toBe('0.40');
  });

  it('have Filestore in Oregon and a confidential H100 without Windows', () => {
    const share = gcp({ f: { kind: 'filestore', class: 'basic-hdd', storage: '1 TB' } }, { region: 'us-west1' });
    expect(totalOf(share)).toBe('163.84');
    const vm = azure({ v: { kind: 'service', instance: 'Standard_NCC40ads_H100_v5' } }, { region: 'centralus' });
    // 730 × 7.89
    expect(totalOf(vm)).toBe('5759.70');
  });
});

describe('public addresses', () => {
  const workload = { w: { enters: 'a', rate: '100/s', response: '100 KB' } };
  const addresses = (topology: object, component = 'a') => amount(topology, component, /public IPv4/);
  const vm = (more: object = {}) => ({
    kind: 'service',
    instance: 'm5.large',
    count: 2,
    demand: { cpu: '1ms' },
    ...more,
  });

  it('are one for each machine that a class enters, at 0.005 an hour', () => {
    // 2 × 730 × 0.005
    expect(addresses(aws({ a: vm() }, { workload }))).toBe('7.30');
    expect(addresses(azure({ a: vm({ instance: 'Standard_D2s_v5' }) }, { workload }))).toBe('7.30');
    expect(addresses(gcp({ a: vm({ instance: 'n2-standard-2' }) }, { workload }))).toBe('7.30');
    // Half of the time, and half the price on spot machines of Google.
    expect(addresses(aws({ a: vm({ hours: '84h/week' }) }, { workload }))).toBe('3.65');
    expect(addresses(gcp({ a: vm({ instance: 'n2-standard-2', purchase: 'spot' }) }, { workload }))).toBe('3.65');
  });

  it('are none for usage alone, behind a balancer, or of a database', () => {
    expect(addresses(aws({ a: vm({ usage: { egress: '100 GB/month' } }) }))).toBeUndefined();
    const behind = aws({ a: { kind: 'alb', calls: [{ to: 'app' }] }, app: vm() }, { workload });
    expect(addresses(behind, 'app')).toBeUndefined();
    const db = aws({ a: { kind: 'rds', instance: 'db.m5.large', storage: '10 GB' } }, { workload });
    expect(addresses(db)).toBeUndefined();
    expect(addresses(aws({ a: { kind: 's3', storage: '1 GB' } }, { workload }))).toBeUndefined();
  });

  it('are one a zone of an AWS balancer that a class enters, one of an Azure one, and one a NAT gateway', () => {
    const lb = (more: object = {}) => ({ kind: 'alb', calls: [{ to: 'app' }], ...more });
    // 3 × 3.65, in two zones 2 × 3.65
    expect(addresses(aws({ a: lb(), app: vm() }, { workload }))).toBe('10.95');
    expect(addresses(aws({ a: lb({ kind: 'nlb', zones: 2 }), app: vm() }, { workload }))).toBe('7.30');
    // Name lookups lead there.
    const named = aws({ a: { kind: 'dns', calls: [{ to: 'lb' }] }, lb: lb(), app: vm() }, { workload });
    expect(addresses(named, 'lb')).toBe('10.95');
    const inner = aws({ a: vm({ calls: [{ to: 'lb' }] }), lb: lb(), app: vm() }, { workload });
    expect(addresses(inner, 'lb')).toBeUndefined();
    // A standard balancer of Azure has one address, for all zones.
    expect(addresses(azure({ a: { kind: 'load-balancer' } }, { workload }))).toBe('3.65');
    expect(addresses(gcp({ a: { kind: 'load-balancer' } }, { workload }))).toBeUndefined();

    const nat = (provider: typeof aws) => provider({ a: { kind: 'nat-gateway', count: 2 } });
    for (const provider of [aws, azure, gcp]) expect(addresses(nat(provider))).toBe('7.30');
    // 32.85 + 1,000 × 0.045 + 1,000 × 0.09 + 3.65
    const usage = { processed: '1000 GB/month', egress: '1000 GB/month' };
    expect(totalOf(aws({ n: { kind: 'nat-gateway', usage } }))).toBe('171.50');
  });

  it('follow the file where it says so', () => {
    expect(addresses(aws({ a: vm({ public_ip: false }) }, { workload }))).toBeUndefined();
    expect(addresses(aws({ a: vm({ public_ip: true }) }))).toBe('7.30');
    expect(addresses(aws({ a: { kind: 'nat-gateway', public_ip: false } }))).toBeUndefined();
    const lb = (provider: typeof aws) => provider({ a: { kind: 'load-balancer', public_ip: true } });
    expect(addresses(lb(aws))).toBe('10.95');
    expect(addresses(lb(azure))).toBe('3.65');
    // A forwarding rule's is free.
    expect(addresses(lb(gcp))).toBe('0.00');
    const db = { kind: 'rds', instance: 'db.m5.large', storage: '10 GB', multi_az: true, public_ip: true };
    expect(addresses(aws({ a: db }))).toBe('7.30');
    expect(addresses(aws({ a: { kind: 's3', storage: '1 GB', public_ip: true } }))).toBeUndefined();
  });
});

describe('databases and caches that are reserved', () => {
  const ireland = (components: object) => aws(components, { region: 'eu-west-1' });

  it('cost what three years cost in advance, by the month', () => {
    const db = { kind: 'sql', instance: 'db.r6g.xlarge', storage: '100 GB', purchase: 'reserved-3y' };
    // 5,577 ÷ 26,280 × 730, where 730 × 0.504 = 367.92 are paid on demand; two single ones with a standby cost 11,154.
    expect(amount(ireland({ db }), 'db', /reserved-3y/)).toBe('154.92');
    expect(amount(ireland({ db: { ...db, multi_az: true } }), 'db', /reserved-3y/)).toBe('309.83');
    const cache = { kind: 'elasticache', instance: 'cache.m6g.large', replicas: 1, purchase: 'reserved-3y' };
    // 2 × 1,938 ÷ 26,280 × 730
    expect(amount(ireland({ cache }), 'cache', /reserved-3y/)).toBe('107.67');
    expect(toJson(estimateOf(ireland({ cache }))).cost.up_front).toBe('3876.00');
    // One of the two is committed.
    const mixed = ireland({ cache: { ...cache, purchase: { 'reserved-3y': 1 } } });
    expect(amount(mixed, 'cache', /reserved-3y/)).toBe('53.83');
    expect(amount(mixed, 'cache', /node$/)).toBe('119.72');
  });

  it('stay without a price where none is published', () => {
    const db = { kind: 'sql', instance: 'db.r6g.xlarge', storage: '100 GB', purchase: 'reserved-1y' };
    expect(line(ireland({ db }), 'db', /reserved-1y/)).toMatchObject({ amount: null });
  });
});

describe('the warning about old prices', () => {
  const warned = (checks: readonly object[]) =>
    estimateOf({
      name: 'old',
      provider: 'aws',
      region: 'us-east-1',
      workload: { page: { enters: 'web', rate: '1/s' } },
      components: { web: { kind: 'service', instance: 'm7g.large', demand: { cpu: '1ms' } } },
      checks,
    }).warnings.find(({ code }) => code === 'stale-prices')?.message;

  it('counts the lines beyond the limit of the file, else beyond 180 days', () => {
    expect(warned([])).toMatch(/^1 of 2 prices are older than 180 days, the oldest of 2025-11-04: web public-ipv4 /);
    expect(warned([{ rule: 'price-age', at_most: '30d' }])).toContain('older than 30 days');
    expect(
      warned([
        { rule: 'price-age', at_most: '90d' },
        { rule: 'price-age', at_most: '60d', level: 'warn' },
      ]),
    ).toContain('older than 60 days');
    expect(warned([{ rule: 'price-age', at_most: '3650d' }])).toBeUndefined();
    // Further back than there are dates.
    expect(warned([{ rule: 'price-age', at_most: '999999999999d' }])).toBeUndefined();
  });
});
