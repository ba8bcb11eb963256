/** Lines of the bill: what holds for every one of them, on every fixture. */
import { describe, expect, it } from 'vitest';
import { toJson } from '../../src/estimate/published.ts';
import { estimateOf, FIXTURES, itemsOf, readText, totalOf } from '../support.ts';

const bills = FIXTURES.map((name) => ({ name, json: toJson(estimateOf(readText(`fixtures/${name}/quoin.yaml`))) }));
type Item = (typeof bills)[number]['json']['cost']['components'][number]['items'][number];

const itemsIn = ({ json }: (typeof bills)[number]): readonly Item[] =>
  json.cost.components.flatMap((bill) => bill.items);

/** Meters of the lines for which something does not hold. */
const without = (bill: (typeof bills)[number], holds: (item: Item) => boolean) =>
  itemsIn(bill)
    .filter((item) => !holds(item))
    .map((item) => item.meter);

const near = (a: number, b: number, within: number) => Math.abs(a - b) < within;

describe.each(bills)('every line of fixtures/$name', (bill) => {
  it('is its quantity times its unit price, to the cent', () => {
    const holds = ({ quantity, unit_price: price, amount, amount_exact: exact }: Item) =>
      near(Number(quantity) * Number(price), Number(exact), 0.005) && near(Number(exact), Number(amount), 0.005001);
    expect(without(bill, holds)).toEqual([]);
  });

  it('is the sum of its tiers', () => {
    const holds = ({ tiers = [], quantity, amount_exact: exact }: Item) => {
      if (tiers.length === 0) return true;
      const amount = tiers.reduce((total, tier) => total + Number(tier.quantity) * Number(tier.unit_price), 0);
      const units = tiers.reduce((total, tier) => total + Number(tier.quantity), 0);
      return near(amount, Number(exact), 0.005) && near(units, Number(quantity), 1e-9 * units);
    };
    expect(without(bill, holds)).toEqual([]);
  });

  it('says where its price is from, and of what day if it is a table’s', () => {
    expect(without(bill, (item) => Boolean(item.source))).toEqual([]);
    const isOwn = (item: Item) => item.source === 'prices.overrides' || item.amount === '0.00';
    expect(without(bill, (item) => isOwn(item) || /^\d{4}-\d\d-\d\d$/.test(item.as_of ?? ''))).toEqual([]);
  });

  it('is borne by a class, or by none', () => {
    const { cost, classes } = bill.json;
    const borne = classes.reduce((sum, one) => sum + Number(one.cost.month), Number(cost.unattributed));
    expect(near(borne, Number(cost.total), 0.005 * (classes.length + 2))).toBe(true);
    for (const { rate, cost: share } of classes)
      expect(near(Number(share.month) / (rate * 2.628), Number(share.per_million_requests), 0.02)).toBe(true);
  });
});

describe('a discount', () => {
  it('lowers the tiers of a line with it', () => {
    // 51,200 × 0.023, 460,800 × 0.022 and 102,400 × 0.021, less 10 %
    const discounts = [{ match: { service: 's3' }, percent: 10 }];
    const [line] = itemsOf(
      {
        provider: 'aws',
        region: 'us-east-1',
        prices: { discounts },
        components: { s: { kind: 's3', storage: '600 TB' } },
      },
      's',
    );
    expect(line!.amount).toBe('12119.04');
    expect(line!.tiers!.map(({ unit_price: price, amount }) => [price, amount])).toEqual([
      ['0.0207', '1059.84'],
      ['0.0198', '9123.84'],
      ['0.0189', '1935.36'],
    ]);
  });
});

describe('a free allowance', () => {
  const withFreeTier = (components: object) => ({
    provider: 'aws',
    region: 'us-east-1',
    billing: { free_tier: true },
    components,
  });
  const lambda = (gbSeconds: string, more: object = {}) => ({
    kind: 'lambda',
    usage: { gb_seconds: gbSeconds },
    ...more,
  });

  it('is given once to meters that share it', () => {
    // 400,000 GB-s in all: 1,000,000 of one, or 500,000 of each: 600,000 × 0.0000166667; 300,000 × (0.0000166667 +
    // 0.0000133334)
    expect(totalOf(withFreeTier({ a: lambda('1M/month') }))).toBe('10.00');
    expect(totalOf(withFreeTier({ a: lambda('500k/month'), b: lambda('500k/month', { arch: 'arm64' }) }))).toBe('9.00');
  });

  it('is given once to regions that share it', () => {
    const far = { region: 'us-west-2' };
    expect(totalOf(withFreeTier({ a: lambda('500k/month'), b: lambda('500k/month', far) }))).toBe('10.00');
  });
});

describe('what is not charged', () => {
  it('stands in the bill with the reason', () => {
    const app = { kind: 'service', instance: 'm5.large', count: 3 };
    const lines = itemsOf(
      {
        provider: 'aws',
        region: 'us-east-1',
        workload: { c: { enters: 'lb', rate: '1/s', request: '1 KB', response: '1 KB' } },
        components: { lb: { kind: 'load-balancer', calls: [{ to: 'app' }] }, app },
      },
      'lb',
    );
    const line = lines.find((item) => item.meter === 'inter-az lb → app')!;
    expect(line).toMatchObject({ amount: '0.00', unit_price: '0' });
    expect(line.source).toContain('aws.amazon.com/ec2/pricing');
  });
});
