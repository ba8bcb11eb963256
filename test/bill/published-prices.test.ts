/** Bills worked out by hand from published prices. */
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

describe('the bill, to the cent', () => {
  it('prices an instance with a gp2 and an io1 volume', () => {
    // 730 × 0.768 + 50 × 0.10 + 1,000 × 0.125 + 800 × 0.065
    const volumes = [
      { type: 'gp2', size: '50 GB' },
      { type: 'io1', size: '1000 GB', iops: 800 },
    ];
    expect(totalOf(aws({ vm: { kind: 'service', instance: 'm5.4xlarge', volumes } }))).toBe('742.64');
  });

  it('prices 600 TB of S3 Standard through its volume tiers', () => {
    // 51,200 × 0.023 + 460,800 × 0.022 + 102,400 × 0.021
    expect(totalOf(aws({ files: { kind: 'object-store', storage: '600 TB' } }))).toBe('13465.60');
  });

  it('pools the tiers of storage over buckets', () => {
    const buckets = Object.fromEntries(
      Array.from({ length: 6 }, (_, index) => [`b${index}`, { kind: 's3', storage: '100 TB' }]),
    );
    expect(totalOf(aws(buckets))).toBe('13465.60');
  });

  it('prices internet egress by tier, without the free tier unless it is asked for', () => {
    const topology = aws({ files: { kind: 's3', usage: { egress: '57000 GB/month' } } });
    // 10,240 × 0.09, 40,960 × 0.085, 5,800 × 0.07
    expect(itemsOf(topology, 'files')[0]!.tiers!.map((tier) => tier.amount)).toEqual(['921.60', '3481.60', '406.00']);
    // With 100 GB free: 9.00 less.
    expect(totalOf({ ...topology, billing: { free_tier: true } })).toBe('4800.20');
  });

  it('prices a NAT gateway with 100 GB', () => {
    // 730 × (0.045 + 0.005) + 100 × 0.045; as published with 50 GB: 32.85 + 2.25 + 3.65
    expect(totalOf(aws({ nat: { kind: 'nat-gateway', usage: { processed: '100 GB/month' } } }))).toBe('41.00');
    expect(totalOf(aws({ nat: { kind: 'nat-gateway', usage: { processed: '50 GB/month' } } }))).toBe('38.75');
  });

  it('prices 100 M Lambda requests with 25 M GB-seconds', () => {
    // 100 M × 0.0000002 + 25 M × 0.0000166667
    expect(totalOf(aws({ f: { kind: 'function', usage: { requests: '100M/month', gb_seconds: '25M/month' } } }))).toBe(
      '436.67',
    );
    // The same from a duration: 0.25 s at 1 GB.
    expect(
      totalOf(aws({ f: { kind: 'lambda', memory: '1 GB', duration: '250ms', usage: { requests: '100M/month' } } })),
    ).toBe('436.67');
  });

  it('prices an Azure F2, with or without the Standard_ prefix', () => {
    // 730 × 0.099
    expect(totalOf(azure({ vm: { kind: 'service', instance: 'Standard_F2' } }))).toBe('72.27');
    expect(totalOf(azure({ vm: { kind: 'azure-vm', instance: 'f2' } }))).toBe('72.27');
  });

  it("applies Google's sustained-use discount to a whole month", () => {
    // 730 × 0.388472 × 80 %
    expect(totalOf(gcp({ vm: { kind: 'service', instance: 'n2-standard-8' } }))).toBe('226.87');
    // N1 gets 30 %: 730 × 0.19 × 70 %
    expect(totalOf(gcp({ vm: { kind: 'service', instance: 'n1-standard-4' } }))).toBe('97.09');
    // E2 gets none: 730 × 0.067011
    expect(totalOf(gcp({ vm: { kind: 'service', instance: 'e2-standard-2' } }))).toBe('48.92');
  });

  it('counts part-time hours and keeps the disks of stopped nodes', () => {
    const vm = { kind: 'service', instance: 'm5.large', hours: '40h/week', volumes: [{ type: 'gp2', size: '100 GB' }] };
    // 730 × 40/168 × 0.096 + 10.00
    expect(totalOf(aws({ vm }))).toBe('26.69');
    // Terminated nodes give up their disks: (16.6857 + 10.00 × 40/168)
    expect(totalOf(aws({ vm: { ...vm, stop: 'terminate' } }))).toBe('19.07');
  });

  it('splits a fleet over ways of buying and shows the cash of day one', () => {
    const estimate = estimateOf(
      aws({ app: { kind: 'service', instance: 'm5.4xlarge', count: 10, purchase: { 'reserved-3y': 4, spot: 2 } } }),
    );
    const items = estimate.bill.components[0]!.items;
    expect(items.map((item) => item.meter)).toEqual([
      'm5.4xlarge reserved-3y',
      'm5.4xlarge spot',
      'm5.4xlarge on-demand',
    ]);
    // 4 × 730 × 0.288775, 2 × 730 × 0.3438, 4 × 730 × 0.768
    expect(
      itemsOf(
        aws({ app: { kind: 'service', instance: 'm5.4xlarge', count: 10, purchase: { 'reserved-3y': 4, spot: 2 } } }),
        'app',
      ).map((item) => item.amount),
    ).toEqual(['843.22', '501.95', '2242.56']);
    // All up front: 4 × 3 × 8,760 × 0.288775
    expect(
      itemsOf(
        aws({ app: { kind: 'service', instance: 'm5.4xlarge', count: 10, purchase: { 'reserved-3y': 4, spot: 2 } } }),
        'app',
      )[0]!.up_front,
    ).toBe('30356.03');
  });

  it('shows what has no price, and says that the total is a lower bound', () => {
    const estimate = estimateOf(
      aws({ vm: { kind: 'service', instance: 'm7g.large', os: 'windows' }, files: { kind: 's3', storage: '1 TB' } }),
    );
    expect(estimate.bill.atLeast).toBe(true);
    expect(estimate.bill.unpriced.map((item) => item.meter)).toEqual(['m7g.large on-demand windows']);
    expect(estimate.warnings.some((warning) => warning.code === 'unpriced')).toBe(true);
  });

  it('takes prices and discounts of your own', () => {
    const prices = {
      overrides: [{ match: { service: 'ec2', meter: 't2.micro*' }, usd: '0.01' }],
      discounts: [{ match: { service: 's3' }, percent: 5 }],
    };
    // 730 × 0.01, and 100 × 0.023 less 5 %
    expect(
      totalOf(
        aws({ web: { kind: 'ec2', instance: 't2.micro' }, files: { kind: 's3', storage: '100 GB' } }, { prices }),
      ),
    ).toBe('9.49');
  });

  it('converts the whole bill once, when it is shown', () => {
    // 742.64 × 0.92 = 683.2288
    const volumes = [
      { type: 'gp2', size: '50 GB' },
      { type: 'io1', size: '1000 GB', iops: 800 },
    ];
    expect(
      totalOf(
        aws(
          { vm: { kind: 'service', instance: 'm5.4xlarge', volumes } },
          { billing: { currency: { code: 'EUR', per_usd: 0.92 } } },
        ),
      ),
    ).toBe('683.23');
  });
});

describe('zone crossings', () => {
  const kafka = (more: object) => ({
    provider: 'aws',
    region: 'us-east-1',
    zones: 3,
    workload: { write: { enters: 'producers', rate: '30/s', response: '0 B' } },
    components: {
      producers: {
        kind: 'service',
        instance: 'm5.large',
        count: 3,
        calls: [{ to: 'log', async: true, request: '1 MB' }],
      },
      log: {
        kind: 'log',
        product: 'self-managed',
        instance: 'm5.xlarge',
        brokers: 3,
        replication: 3,
        consumers: 3,
        ...more,
      },
    },
  });
  /** MB/s that the inter-az lines of the bill carry. */
  const crossing = (topology: object) =>
    estimateOf(topology)
      .bill.components.flatMap((one) => one.items)
      .filter((item) => item.meter.startsWith('inter-az'))
      .map(
        (item) => [item.meter, Math.round((((Number(item.quantity) / 1e12) * 1024) / 2_628_000) * 1e6) / 1e6] as const,
      );

  it('lets 30 MB/s through a three-zone log with three copies and three groups cross zones at 140 MB/s', () => {
    expect(crossing(kafka({}))).toEqual([
      ['inter-az producers → log', 20],
      ['inter-az replicate within log', 60],
      ['inter-az consume from log (3 other groups)', 60],
    ]);
  });

  it('says what crosses in the JSON, whether it is charged or not', () => {
    const msk = { product: 'msk', instance: 'kafka.m5.large' };
    const crossings = toJson(estimateOf(kafka(msk))).crossings.filter((one) => one.border === 'zone');
    expect(crossings.map((one) => [one.label, one.charged])).toEqual([
      ['producers → log', true],
      ['replicate within log', false],
      ['consume from log (3 other groups)', true],
    ]);
    expect(crossings.reduce((sum, one) => sum + one.bytes_per_second!, 0)).toBeCloseTo(140 * 2 ** 20, 3);
  });

  it('charges both sides of a crossing', () => {
    // 140 MB/s × 2,628,000 s / 1,024 MB × 2 × 0.01
    const items = estimateOf(kafka({}))
      .bill.components.flatMap((one) => one.items)
      .filter((item) => item.meter.startsWith('inter-az'));
    const total = items.reduce((sum, item) => sum + Number(item.amount) / 1e27, 0);
    expect(total).toBeCloseTo(((140 * 2_628_000) / 1024) * 0.02, 6);
  });

  it('does not cross within one zone', () => {
    expect(crossing({ ...kafka({}), zones: 1 })).toEqual([]);
  });
});

describe('usage alone', () => {
  it('bills what a fleet sends without saying what it runs on', () => {
    // 57,000 GB through the tiers of us-east-1: 921.60 + 3,481.60 + 406.00
    expect(totalOf(aws({ fleet: { kind: 'service', usage: { egress: '57000 GB/month' } } }))).toBe('4809.20');
  });
});
