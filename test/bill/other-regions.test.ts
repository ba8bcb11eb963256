/** Bills outside the home regions, worked out by hand from the figures of the sources. */
import { describe, expect, it } from 'vitest';
import { estimateOf, itemsOf } from '../support.ts';

/** Amounts of one component by meter, and what each line says. */
function billOf(provider: string, region: string, component: object) {
  const items = itemsOf({ provider, region, components: { x: component } }, 'x');
  return {
    amounts: Object.fromEntries(items.map(({ meter, amount }) => [meter, amount])),
    notes: items.flatMap((item) => item.notes ?? []),
  };
}

const ec2 = (more: object) => ({ kind: 'ec2', instance: 'm5.large', ...more });
const vm = (more: object) => ({ kind: 'vm', instance: 'Standard_D4s_v5', ...more });
const engine = (more: object) => ({ kind: 'compute-engine', instance: 'n2-standard-4', ...more });

describe('AWS', () => {
  it.each([
    // 730 × 0.02646; an LCU-hour for each GB: 100 × 0.0084
    ['eu-west-3', { kind: 'alb', usage: { processed: '100 GB/month' } }, { 'lb-hour': '19.32', 'lcu-hour': '0.84' }],
    // 200 × 0.152; 1,000 × 0.0095; 75 × 0.076
    [
      'sa-east-1',
      ec2({ volumes: [{ type: 'gp3', size: '200 GB', iops: 4000, throughput: '200 MB/s' }] }),
      { 'gp3-storage': '30.40', 'gp3-iops-over-3000': '9.50', 'gp3-throughput-over-125': '5.70' },
    ],
    // 51,200 × 0.0405 + 51,200 × 0.039
    [
      'sa-east-1',
      { kind: 's3', storage: '100 TB', usage: { get: '10M/month', put: '1M/month' } },
      { 'standard-storage': '4070.40', 'standard-get-requests': '5.60', 'standard-put-requests': '7.00' },
    ],
    // 10,000,000 × 0.0000002; 2,000,000 × 0.0000166667
    [
      'ap-south-1',
      { kind: 'lambda', usage: { requests: '10M/month', gb_seconds: '2M/month' } },
      { requests: '2.00', 'x86-duration': '33.33' },
    ],
    // 730 × (0.0356 + 2 × 0.00392)
    [
      'eu-north-1',
      { kind: 'ecs-fargate', vcpu: 1, memory: '2 GB', count: 1, arch: 'arm64' },
      { 'linux-arm-vcpu': '25.99', 'linux-arm-memory': '5.72' },
    ],
    // 3 × 730 × 0.2275
    [
      'ca-central-1',
      { kind: 'msk', instance: 'kafka.m7g.large', brokers: 3, storage: '300 GB' },
      { 'broker-kafka.m7g.large': '498.23' },
    ],
    // 300 M × 0.00000117 + 100 M × 0.00000105
    ['eu-west-3', { kind: 'api-gateway', usage: { requests: '400M/month' } }, { 'http-requests': '456.00' }],
    // 100 × 0.33
    ['eu-west-2', { kind: 'efs', storage: '100 GB' }, { 'standard-storage': '33.00' }],
    // 100 × 0.276; 100 × 0.095
    [
      'ap-northeast-1',
      { kind: 'rds', instance: 'db.m5.large', multi_az: true, storage: '100 GB', backup: '100 GB' },
      { 'gp3-storage-multi-az': '27.60', 'backup-storage': '9.50' },
    ],
    // 730 × 1.057
    [
      'ap-northeast-1',
      { kind: 'rds', engine: 'sqlserver', edition: 'standard', instance: 'db.m5.large', storage: '100 GB' },
      { 'sqlserver-standard-li-db.m5.large-single-az': '771.61' },
    ],
  ])('%s %j', (region, component, expected) => {
    const { amounts } = billOf('aws', region, component);
    expect(amounts).toMatchObject(expected);
  });

  it('bills Windows at Linux and a surcharge, and says so', () => {
    // 730 × 0.199 as the list of eu-west-1 has it; 730 × (0.096 + 0.092) in us-west-2
    expect(billOf('aws', 'eu-west-1', ec2({ os: 'windows' })).amounts).toEqual({
      'm5.large on-demand windows': '145.27',
    });
    const { amounts, notes } = billOf('aws', 'us-west-2', ec2({ os: 'windows' }));
    expect(amounts).toEqual({ 'm5.large on-demand windows': '137.24' });
    expect(notes).toEqual(['derived: Linux price + Windows surcharge seen in other regions']);
  });

  it('says where a rule stands behind a figure', () => {
    // 1 M × 0.0000004; 730 × 0.1568
    const { amounts, notes } = billOf('aws', 'ap-southeast-1', { kind: 'sqs', usage: { requests: '1M/month' } });
    expect(amounts).toEqual({ 'standard-requests': '0.40' });
    expect(notes).toContain('derived: one price wherever it was seen');
    const valkey = { kind: 'elasticache', engine: 'valkey', instance: 'cache.m7g.large' };
    expect(billOf('aws', 'ap-southeast-2', valkey)).toMatchObject({
      amounts: { 'cache.m7g.large node': '114.46' },
      notes: ['derived: 0.8 × a Redis node'],
    });
  });
});

describe('Azure', () => {
  it.each([
    // One P10; an E30
    [
      'uksouth',
      vm({
        volumes: [
          { type: 'premium-ssd', size: '128 GB' },
          { type: 'standard-ssd', size: '1 TB' },
        ],
      }),
      { 'p10-lrs': '23.85', 'e30-lrs': '84.48' },
    ],
    // 730 × 128 × 0.000127; 730 × 1,000 × 0.000008: what is included is left out once
    [
      'uksouth',
      vm({ volumes: [{ type: 'premium-ssd-v2', size: '128 GB', iops: 4000 }] }),
      { 'premium-ssd-v2-provisioned-capacity': '11.87', 'premium-ssd-v2-provisioned-iops': '5.84' },
    ],
    // 4 × 730 × 0.172005; 4 × 730 × 0.099965
    [
      'japaneast',
      { kind: 'sql-database', instance: 'GP_Gen5_4', storage: '100 GB' },
      { 'gp-gen5-vcore-compute': '502.25', 'gp-sql-license': '291.90' },
    ],
    // 730 × 0.235; 100 × 0.138
    [
      'southeastasia',
      { kind: 'mysql-flexible', instance: 'Standard_D2ads_v5', storage: '100 GB' },
      { 'compute-gp-d2ads-v5': '171.55', storage: '13.80' },
    ],
    // 730 × 0.26
    [
      'swedencentral',
      { kind: 'application-gateway', usage: { processed: '100 GB/month' } },
      { 'standard-v2-fixed': '189.80' },
    ],
    // 1,024 × 0.0184; 2 M × 0.0000004; 1 M × 0.000005
    [
      'westus2',
      { kind: 'blob-storage', storage: '1 TB', usage: { get: '2M/month', put: '1M/month' } },
      { 'hot-lrs-storage': '18.84', 'hot-lrs-read-operations': '0.80', 'hot-lrs-write-operations': '5.00' },
    ],
    // 730 × 0.132078 and 730 × 0.084513
    ['northeurope', vm({ purchase: 'reserved-1y' }), { 'Standard_D4s_v5 reserved-1y': '96.42' }],
    ['northeurope', vm({ purchase: 'reserved-3y' }), { 'Standard_D4s_v5 reserved-3y': '61.69' }],
    // 730 × 0.044352
    ['australiaeast', vm({ purchase: 'spot' }), { 'Standard_D4s_v5 spot': '32.38' }],
  ])('%s %j', (region, component, expected) => {
    expect(billOf('azure', region, component).amounts).toMatchObject(expected);
  });

  it('bills what is sold at one price everywhere at that price, and says so', () => {
    // 730 × 0.045; 100 × 0.045
    const { amounts, notes } = billOf('azure', 'northeurope', {
      kind: 'nat-gateway',
      product: 'nat-gateway',
      usage: { processed: '100 GB/month' },
    });
    expect(amounts).toMatchObject({ 'gateway-hour': '32.85', 'data-processed': '4.50' });
    expect(notes).toContain('derived: one price in all regions');
  });

  it('bills egress by the ladder of its zone', () => {
    // 10,335 × 0.12 + 9,665 × 0.085, the first 100 GB at the first price where the free tier is not asked for
    const { amounts, notes } = billOf('azure', 'japaneast', vm({ usage: { egress: '20000 GB/month' } }));
    expect(amounts['internet-egress']).toBe('2061.73');
    expect(notes).toContain('derived: ladder of egress zone 2');
  });
});

describe('Google Cloud', () => {
  it.each([
    // 4 × 730 × 0.0496; 15 × 730 × 0.0084; 100 × 0.204
    [
      'europe-west3',
      { kind: 'cloud-sql', instance: 'db-custom-4-15360', storage: '100 GB' },
      { 'vcpu-zonal': '144.83', 'memory-zonal': '91.98', 'ssd-storage-zonal': '20.40' },
    ],
    // 730 × 0.038
    [
      'asia-northeast1',
      { kind: 'network-lb', usage: { processed: '100 GB/month' } },
      { 'forwarding-rule-first-5-hour': '27.74' },
    ],
    // 100 × 0.15; 100 × 0.51
    [
      'southamerica-east1',
      engine({
        volumes: [
          { type: 'pd-balanced', size: '100 GB' },
          { type: 'pd-ssd', size: '100 GB', redundancy: 'zrs' },
        ],
      }),
      { 'pd-balanced': '15.00', 'pd-ssd-regional': '51.00' },
    ],
    // 1,024 × 0.19
    ['europe-west2', { kind: 'filestore', storage: '1 TB' }, { 'basic-hdd': '194.56' }],
    // 5 × 730 × 0.027
    ['us-east4', { kind: 'memorystore-redis', memory: '5 GB' }, { 'basic-m2': '98.55' }],
    // 3 × 730 × 0.78; 100 × 0.204
    ['us-west2', { kind: 'bigtable', nodes: 3, storage: '100 GB' }, { 'node-hour': '1708.20', 'ssd-storage': '20.40' }],
    // 1 TiB × 40
    [
      'europe-west1',
      { kind: 'pubsub', usage: { records: '1024M/month', ingress: '1 TB/month' } },
      { 'publish-throughput': '40.00' },
    ],
    // 1 M × 0.000005; 2 M × 0.0000004
    [
      'asia-south1',
      { kind: 'cloud-storage', storage: '1 GB', usage: { get: '2M/month', put: '1M/month' } },
      { 'standard-class-a-ops': '5.00', 'standard-class-b-ops': '0.80' },
    ],
  ])('%s %j', (region, component, expected) => {
    expect(billOf('gcp', region, component).amounts).toMatchObject(expected);
  });

  it('bills a custom machine by its vCPUs and memory', () => {
    // 730 × (4 × 0.00555 + 24 × 0.000968)
    const { amounts, notes } = billOf(
      'gcp',
      'europe-west4',
      engine({ instance: 'n2d-custom-4-24576', purchase: 'spot' }),
    );
    expect(amounts).toEqual({ 'n2d-custom-4-24576 spot': '33.17' });
    expect(notes).toEqual(['derived: 4 vCPU at 0.00555 and 24 GiB at 0.000968']);
  });

  it('bills memory beyond 6.5 GiB a vCPU of n1 at the price of extended memory', () => {
    // 730 × (2 × 0.00798 + 13 × 0.001067 + 7 × 0.002401)
    const { amounts } = billOf('gcp', 'asia-south1', engine({ instance: 'custom-2-20480-ext', purchase: 'spot' }));
    expect(amounts).toEqual({ 'custom-2-20480-ext spot': '34.05' });
  });

  it('bills what goes to another region by the continents of both', () => {
    const components = {
      a: { kind: 'service', instance: 'n2-standard-4', count: 4, calls: [{ to: 'b', request: '1 MB' }] },
      b: { kind: 'service', instance: 'n2-standard-4', count: 4, region: 'us-east4' },
    };
    const workload = { w: { enters: 'a', rate: '10/s' } };
    const { bill } = estimateOf({ provider: 'gcp', region: 'europe-west4', components, workload });
    const line = bill.components.flatMap(({ items }) => items).find(({ meter }) => meter === 'inter-region a → b');
    expect(line?.unitPrice).toBe(50_000_000_000_000n);
  });
});
