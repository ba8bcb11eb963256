/**
 * What is bound for a term: the month, the cash of day one, and the use from which it pays; against figures worked out
 * by hand.
 */
import { describe, expect, it } from 'vitest';
import type { ComputeTable, RateSource, RateTable } from '../../src/billing/rate-table.ts';
import { instanceMeters } from '../../src/products/compute.ts';
import { rds } from '../../src/products/aws/rds.ts';
import { toJson } from '../../src/estimate/published.ts';
import { commitmentLines } from '../../src/report/commitment-text.ts';
import { indexInstancePrices, indexRates } from '../../src/billing/rate-index.ts';
import type { SqlUse } from '../../src/kinds/sql.ts';
import type { Component } from '../../src/topology/model.ts';
import { PURCHASES, wayOf } from '../../src/topology/purchase.ts';
import { formatAmount, ZERO_AMOUNT } from '../../src/billing/money.ts';
import { priceUses } from '../../src/billing/price-uses.ts';
import { purchaseSoldBy } from '../../src/products/purchase-problems.ts';
import { nodes } from '../products/one.ts';
import { estimateOf, itemsOf, quoin, RATES } from '../support.ts';

const aws = (components: object) => ({ provider: 'aws', region: 'us-east-1', components });
const azure = (components: object) => ({ provider: 'azure', region: 'eastus', components });
const gcp = (components: object) => ({ provider: 'gcp', region: 'us-central1', components });
type Topology = Parameters<typeof itemsOf>[0];

const vm = (instance: string, purchase: unknown, more: object = {}) => ({
  app: { kind: 'service', instance, purchase, ...more },
});
/** Month, day one, the use from which it pays (in thousandths) and what is used of a component's committed lines. */
const committed = (topology: Topology, component = 'app') =>
  itemsOf(topology, component).flatMap(({ meter, amount, up_front: upFront, commitment }) =>
    commitment
      ? [
          [
            meter,
            amount,
            upFront ?? '0.00',
            commitment.break_even === null ? null : Math.round(commitment.break_even * 1000),
            commitment.used,
          ],
        ]
      : [],
  );
const amounts = (topology: Topology, component = 'app') =>
  Object.fromEntries(itemsOf(topology, component).map(({ meter, amount }) => [meter, amount ?? 'unpriced']));
const warningsOf = (topology: Topology) =>
  estimateOf(topology).warnings.map(({ message, fix }) => `${message} (${fix ?? ''})`);

describe('names', () => {
  it('say what they bind to', () => {
    expect(PURCHASES.slice(0, 6)).toEqual([
      'on-demand',
      'spot',
      'reserved-1y',
      'reserved-3y',
      'savings-1y',
      'savings-3y',
    ]);
    expect(PURCHASES).toHaveLength(2 + 2 * 2 * 2 * 4);
    expect(wayOf('reserved-3y-convertible-partial-upfront')).toEqual({
      sort: 'reserved',
      years: 3,
      convertible: true,
      instance: false,
      payment: 'partial-upfront',
    });
    expect(wayOf('savings-1y-instance')).toEqual({ sort: 'savings', years: 1, convertible: false, instance: true });
  });
});

describe('reservations of EC2', () => {
  // m5.xlarge in us-east-1: 989 for a year all up front (0.1129 × 8,760), 0.192 an hour on demand.
  it.each([
    // 730 × 0.1129; 0.1129 ÷ 0.192
    ['reserved-1y', '82.42', '989.00', 588],
    ['reserved-1y-all-upfront', '82.42', '989.00', 588],
    // AWS asks for 505 and 0.0576 an hour: 0.1152 over the year. Half of 0.1129 × 1.02041 × 8,760.
    ['reserved-1y-partial-upfront', '84.10', '504.59', 600],
    // AWS asks for 0.12096 an hour.
    ['reserved-1y-no-upfront', '88.30', '0.00', 630],
    // 1,897 for three years; 0.072184 × 26,280
    ['reserved-3y', '52.69', '1897.00', 376],
    // 1,009 and 0.0384 an hour
    ['reserved-3y-partial-upfront', '56.06', '1009.04', 400],
    // 0.08293 an hour
    ['reserved-3y-no-upfront', '60.54', '0.00', 432],
  ] as const)('%s', (purchase, month, dayOne, breakEven) => {
    expect(committed(aws(vm('m5.xlarge', purchase)))).toEqual([[`m5.xlarge ${purchase}`, month, dayOne, breakEven, 1]]);
  });

  it('may be of several sorts, the longest term filled first', () => {
    const purchase = { 'reserved-1y-no-upfront': 2, 'reserved-3y': 1, spot: 1 };
    expect(amounts(aws(vm('m5.xlarge', purchase, { count: 5 })))).toEqual({
      'm5.xlarge reserved-3y': '52.69',
      'm5.xlarge reserved-1y-no-upfront': '176.61',
      'm5.xlarge spot': '59.64',
      'm5.xlarge on-demand': '140.16',
    });
  });

  it('have no price where none is known, and never that on demand', () => {
    for (const purchase of ['reserved-1y-convertible', 'savings-1y', 'savings-3y-instance-all-upfront']) {
      const topology = aws(vm('m5.xlarge', purchase));
      expect(amounts(topology)).toEqual({ [`m5.xlarge ${purchase}`]: 'unpriced' });
      expect(itemsOf(topology, 'app')[0]!.unpriced).toBe(
        `no linux ${purchase} price of m5.xlarge is known in us-east-1 (quoin prices update may read it)`,
      );
    }
    expect(amounts(aws(vm('m5.xlarge', 'reserved-1y', { os: 'windows' })))).toEqual({
      'm5.xlarge reserved-1y windows': 'unpriced',
    });
  });
});

describe('money an hour', () => {
  it('covers in every hour what its rate makes of it; the rest is on demand or spot', () => {
    // A savings plan of D4s_v5 for a year is 0.131674 an hour, on demand 0.192: 0.30 covers 2.27836 of five, one is
    // spot.
    const topology = azure(vm('D4s_v5', { 'savings-1y': '0.30 USD/h', spot: 1 }, { count: 5 }));
    expect(amounts(topology)).toEqual({
      'Standard_D4s_v5 savings-1y commitment': '219.00',
      'Standard_D4s_v5 covered by savings-1y': '0.00',
      // 730 × 0.040531; (5 − 1 − 2.27836) × 730 × 0.192
      'Standard_D4s_v5 spot': '29.59',
      'Standard_D4s_v5 on-demand': '241.31',
    });
    // 0.131674 ÷ 0.192
    expect(committed(topology)).toEqual([['Standard_D4s_v5 savings-1y commitment', '219.00', '0.00', 686, 1]]);
    expect(warningsOf(topology).filter((text) => text.includes('commit'))).toEqual([]);
  });

  it('is paid where it buys nothing, and says how much', () => {
    // Two need 0.263348 an hour of 0.40; both are stopped for half of the month.
    const topology = azure(vm('D4s_v5', { 'savings-1y': '$0.4/h' }, { count: 2, hours: '12h/day' }));
    const [line] = itemsOf(topology, 'app');
    expect(line).toMatchObject({ amount: '292.00', commitment: { used: expect.closeTo(0.32919, 4) as number } });
    // 292 − 2 × 365 × 0.131674
    expect(line!.commitment!.unused).toBe('195.88');
    expect(warningsOf(topology)).toContain(
      'of 0.4 USD an hour that savings-1y commits, 0.27 go unused (write savings-1y: 0.13 USD/h)',
    );
    expect(commitmentLines(estimateOf(topology))).toEqual([
      'commitment of app, Standard_D4s_v5 savings-1y commitment: 1 year, nothing up front; pays from 68.6 % of the hours on, used 32.9 %, 195.88 USD a month unused',
    ]);
  });

  it('comes after reservations, and before it a longer term', () => {
    const purchase = { 'reserved-3y': 1, 'savings-1y': '0.131674 USD/h', 'savings-3y': '0.088358 USD/h' };
    // 730 × 0.075837, 0.088358, 0.131674; one of the four is left: 730 × 0.192
    expect(amounts(azure(vm('D4s_v5', purchase, { count: 4 })))).toMatchObject({
      'Standard_D4s_v5 reserved-3y': '55.36',
      'Standard_D4s_v5 savings-3y commitment': '64.50',
      'Standard_D4s_v5 savings-1y commitment': '96.12',
      'Standard_D4s_v5 on-demand': '140.16',
    });
  });

  it('leaves without a price what it may cover where its rate is not known', () => {
    const topology = aws(vm('m5.xlarge', { 'savings-1y': '0.10 USD/h', spot: 1 }, { count: 3 }));
    expect(amounts(topology)).toEqual({
      'm5.xlarge spot': '59.64',
      'm5.xlarge savings-1y commitment': '73.00',
      'm5.xlarge with savings-1y': 'unpriced',
    });
    expect(estimateOf(topology).bill.atLeast).toBe(true);
    expect(itemsOf(topology, 'app')[1]!.commitment).toEqual({
      years: 1,
      payment: 'no-upfront',
      break_even: null,
      used: null,
      unused: null,
    });
  });

  it('is paid on day one where the plan is', () => {
    const topology = azure(vm('D4s_v5', { 'savings-3y-all-upfront': '0.0884 USD/h' }));
    // 0.0884 × 3 × 8,760
    expect(toJson(estimateOf(topology)).cost.up_front).toBe('2323.15');
  });
});

describe('Azure', () => {
  it('asks the same up front and by the month', () => {
    // 730 × 0.118493; 8,760 × 0.118493
    expect(committed(azure(vm('D4s_v5', 'reserved-1y')))).toEqual([
      ['Standard_D4s_v5 reserved-1y', '86.50', '0.00', 617, 1],
    ]);
    expect(committed(azure(vm('D4s_v5', 'reserved-1y-all-upfront')))).toEqual([
      ['Standard_D4s_v5 reserved-1y-all-upfront', '86.50', '1038.00', 617, 1],
    ]);
    // 730 × 0.131674 and 0.088358
    expect(amounts(azure(vm('D4s_v5', 'savings-1y')))).toEqual({ 'Standard_D4s_v5 savings-1y': '96.12' });
    expect(amounts(azure(vm('D4s_v5', 'savings-3y')))).toEqual({ 'Standard_D4s_v5 savings-3y': '64.50' });
  });
});

describe('Google Cloud', () => {
  it('sells resource-based and flexible commitments', () => {
    // n2-standard-4: 730 × 0.122364; 730 × 0.194236 × 0.72 and × 0.54
    expect(committed(gcp(vm('n2-standard-4', 'reserved-1y')))).toEqual([
      ['n2-standard-4 reserved-1y', '89.33', '0.00', 630, 1],
    ]);
    expect(committed(gcp(vm('n2-standard-4', 'savings-1y')))).toEqual([
      ['n2-standard-4 savings-1y', '102.09', '0.00', 720, 1],
    ]);
    expect(committed(gcp(vm('n2-standard-4', 'savings-3y')))).toEqual([
      ['n2-standard-4 savings-3y', '76.57', '0.00', 540, 1],
    ]);
    expect(itemsOf(gcp(vm('n2-standard-4', 'savings-1y')), 'app')[0]!.notes).toEqual([
      expect.stringContaining('derived: 28 % off 0.194236 on demand'),
    ]);
  });

  it.each(['e2-medium', 't2d-standard-4', 'm1-megamem-96', 'a2-highgpu-1g', 'c3-standard-8-lssd'])(
    'has no flexible commitment for %s',
    (instance) => {
      expect(amounts(gcp(vm(instance, 'savings-1y')))).toMatchObject({ [`${instance} savings-1y`]: 'unpriced' });
    },
  );

  it('discounts by sustained use what a flexible commitment leaves, the rest of a machine too', () => {
    // 0.30 ÷ 0.13984992 = 2.14516 of three; 0.85484 × 730 × 0.194236 × 80 %
    expect(amounts(gcp(vm('n2-standard-4', { 'savings-1y': '0.30 USD/h' }, { count: 3 })))).toEqual({
      'n2-standard-4 savings-1y commitment': '219.00',
      'n2-standard-4 covered by savings-1y': '0.00',
      'n2-standard-4 on-demand': '96.97',
    });
  });

  const sql = (more: object) => ({
    app: { kind: 'sql', engine: 'postgres', instance: 'db-custom-4-15360', storage: '10 GB', ...more },
  });

  it('takes 25 and 52 % off vCPUs and memory of Cloud SQL', () => {
    // 4 × 730 × 0.0413 and 15 × 730 × 0.007, × 0.75 and × 0.48; storage 10 × 0.17
    expect(amounts(gcp(sql({ purchase: 'reserved-1y' })))).toEqual({
      'vcpu-zonal-reserved-1y': '90.45',
      'memory-zonal-reserved-1y': '57.49',
      'ssd-storage-zonal': '1.70',
    });
    expect(amounts(gcp(sql({ purchase: 'savings-3y' })))).toMatchObject({
      'vcpu-zonal-savings-3y': '57.89',
      'memory-zonal-savings-3y': '36.79',
    });
    // Shared cores are left out.
    expect(amounts(gcp(sql({ instance: 'db-f1-micro', purchase: 'reserved-1y' })))).toMatchObject({
      'db-f1-micro-zonal-reserved-1y': 'unpriced',
    });
  });

  it('covers Cloud SQL with money an hour', () => {
    // An hour is (4 × 0.0413 + 15 × 0.007) × 0.75 = 0.20265: 0.1 covers 0.49346; the rest is 0.50654 × 730 × 0.1652,
    // 0.105
    const topology = gcp(sql({ purchase: { 'savings-1y': '0.1 USD/h' } }));
    expect(amounts(topology)).toMatchObject({
      'cloud-sql savings-1y commitment': '73.00',
      'vcpu-zonal covered by savings-1y': '0.00',
      'vcpu-zonal': '61.09',
      'memory-zonal': '38.83',
    });
    expect(committed(topology)).toEqual([['cloud-sql savings-1y commitment', '73.00', '0.00', 750, 1]]);
  });

  it('takes 20 and 40 % off Memorystore and Bigtable', () => {
    const cache = (more: object) => gcp({ app: { kind: 'memorystore', memory: '10 GB', replicas: 1, ...more } });
    const [full] = itemsOf(cache({}), 'app');
    const price = Number(full!.unit_price);
    const [year] = itemsOf(cache({ purchase: 'reserved-1y' }), 'app');
    const [three] = itemsOf(cache({ purchase: 'reserved-3y' }), 'app');
    expect([Number(year!.unit_price) / price, Number(three!.unit_price) / price]).toEqual([
      expect.closeTo(0.8, 12),
      expect.closeTo(0.6, 12),
    ]);
    // Instances below 5 GB are left out.
    expect(itemsOf(cache({ memory: '4 GB', purchase: 'reserved-1y' }), 'app')[0]!.amount).toBeNull();
    // 3 × 730 × 0.65 × 0.8
    const ring = gcp({ app: { kind: 'wide-column', product: 'bigtable', count: 3, purchase: 'reserved-1y' } });
    expect(amounts(ring)).toMatchObject({ 'node-hour-reserved-1y': '1138.80' });
  });
});

describe('what does not pay', () => {
  it('is said: more committed than there is, or used less than it needs', () => {
    const many = aws(vm('m5.xlarge', { 'reserved-1y': 5 }, { count: 3 }));
    expect(warningsOf(many)).toContain(
      '5 nodes are committed by reserved-1y and at most 3 run: 2 are paid and never used (write reserved-1y: 3)',
    );
    expect(committed(many)[0]!.slice(-1)).toEqual([0.6]);
    // 40 of 168 hours are 23.8 %; 0.1129 ÷ 0.192 = 58.8 %
    expect(warningsOf(aws(vm('m5.xlarge', 'reserved-1y', { hours: '40h/week' })))).toContain(
      'what is committed by reserved-1y is used 23.8 % of the time and pays from 58.8 % on: on demand costs less (commit fewer nodes, or buy them on demand)',
    );
    expect(warningsOf(aws(vm('m5.xlarge', 'reserved-1y'))).filter((text) => text.includes('commit'))).toEqual([]);
    const db = {
      kind: 'sql',
      engine: 'mysql',
      instance: 'db.m5.large',
      storage: '20 GB',
      purchase: { 'reserved-3y': 2 },
    };
    expect(warningsOf(aws({ db }))).toContain(
      '2 nodes are committed by reserved-3y and at most 1 run: 1 is paid and never used (write reserved-3y: 1)',
    );
  });
});

describe('what nobody sells', () => {
  const errors = async (topology: object) => {
    const { err, status } = await quoin(['validate', '-'], { stdin: JSON.stringify(topology, null, 1) });
    return [status, err.split('\n')[0]];
  };

  it.each([
    [
      vm('m5.large', 'reserved-1y-half-upfront'),
      'unknown value "reserved-1y-half-upfront" (did you mean "reserved-1y-all-upfront"?)',
    ],
    [
      vm('m5.large', { 'reserved-1y-no-upfrnt': 1 }),
      'unknown key "reserved-1y-no-upfrnt" (did you mean "reserved-1y-no-upfront"?)',
    ],
    [
      vm('m5.large', { 'savings-1y': '2 EUR/h' }),
      '"2 EUR/h" is no number of nodes and no money an hour (write 4, or 2.5 USD/h)',
    ],
    [
      vm('m5.large', { 'savings-1y': '0 USD/h' }),
      '"0 USD/h" is no number of nodes and no money an hour (write 4, or 2.5 USD/h)',
    ],
    [
      { app: { kind: 'msk', instance: 'kafka.m5.large', purchase: 'savings-1y' } },
      'savings-1y: no savings plan is for Amazon MSK (write on-demand)',
    ],
    [
      { app: { kind: 'rds', instance: 'db.m5.large', purchase: 'reserved-3y-no-upfront' } },
      'reserved-3y-no-upfront: Amazon RDS sells no reservations for three years without anything up front (write reserved-3y-partial-upfront, or reserved-1y-no-upfront)',
    ],
    [
      { app: { kind: 'rds', instance: 'db.m5.large', purchase: 'reserved-1y-convertible' } },
      'reserved-1y-convertible: Amazon RDS sells no convertible reservations (write reserved-1y)',
    ],
    [
      { app: { kind: 'elasticache', instance: 'cache.m5.large', purchase: { 'savings-1y': '1 USD/h' } } },
      'savings-1y: what money an hour buys of Amazon ElastiCache is not known (write how many nodes, such as savings-1y: 2)',
    ],
  ])('%o', async (components, message) => {
    const [status, line] = await errors(aws(components));
    expect(status).not.toBe(0);
    expect(line).toMatch(/^<stdin>:\d+:\d+: components\.app\.purchase/);
    expect(line).toContain(message);
  });

  it.each([
    [azure(vm('D4s_v5', 'reserved-1y-partial-upfront')), 'Azure asks for all of a commitment up front or for none'],
    [azure(vm('D4s_v5', 'reserved-1y-convertible')), 'Azure has one sort of reservation'],
    [azure(vm('D4s_v5', 'savings-1y-instance')), 'a savings plan of Azure is for machines of any family'],
    [gcp(vm('n2-standard-4', 'reserved-1y-all-upfront')), 'Google bills commitments by the month'],
    [gcp(vm('n2-standard-4', 'reserved-1y-convertible')), 'Google has no convertible commitments'],
    [
      gcp(vm('n2-standard-4', { 'savings-1y-instance': 1 })),
      'a flexible commitment of Google is for machines of any family',
    ],
  ])('%o', async (topology, message) => {
    expect((await errors(topology))[1]).toContain(message);
  });
});

describe('who sells something else', () => {
  const ec2 = { name: 'ec2', title: 'Amazon EC2', provider: 'aws', machines: true } as const;
  const azureVm = {
    name: 'virtual-machine',
    title: 'Azure Virtual Machines',
    provider: 'azure',
    machines: true,
  } as const;
  const cloudSql = { name: 'cloud-sql', title: 'Cloud SQL', provider: 'gcp' } as const;
  const msk = { name: 'msk', title: 'Amazon MSK', provider: 'aws' } as const;

  it.each([
    ['reserved-1y-partial-upfront', azureVm, 'reserved-1y'],
    ['reserved-3y-convertible-all-upfront', cloudSql, 'reserved-3y'],
    ['savings-1y-instance', azureVm, 'savings-1y'],
    ['savings-1y', msk, 'on-demand'],
    [{ 'reserved-1y': 1, 'reserved-1y-partial-upfront': 2, spot: 1 }, azureVm, { 'reserved-1y': 3, spot: 1 }],
    [{ 'savings-1y-instance': { usdPerHour: '2.5' } }, cloudSql, { 'savings-1y': '2.5 USD/h' }],
    [{ 'savings-1y': { usdPerHour: '2.5' } }, msk, 'on-demand'],
    [{ 'reserved-3y-convertible': 2 }, ec2, { 'reserved-3y-convertible': 2 }],
  ] as const)('%o', (purchase, seller, sold) => {
    expect(purchaseSoldBy(purchase, seller)).toEqual(sold);
  });

  it('is asked for what is nearest when a topology moves', async () => {
    const stdin = JSON.stringify(aws(vm('m5.xlarge', { 'reserved-1y-partial-upfront': 1 }, { count: 2 })));
    const { status, out } = await quoin(['compare', '-', '--providers', 'azure', '--verbose', '-q'], { stdin });
    expect(status).toBe(0);
    expect(out).toContain(
      'purchase: {"reserved-1y-partial-upfront":1} → {"reserved-1y":1} (reserved-1y-partial-upfront: Azure asks for all of a commitment up front or for none)',
    );
    const bought = await quoin(
      ['compare', '-', '--providers', 'azure', '--purchases', 'reserved-1y-convertible', '--verbose', '-q'],
      {
        stdin: JSON.stringify(aws(vm('m5.xlarge', 'on-demand'))),
      },
    );
    expect(bought.out).toContain(
      'azure eastus reserved-1y-convertible is left out: nothing of it has a price in that way',
    );
  });
});

describe('tables of their own', () => {
  const head = { as_of: '2026-08-31', source: 'list' };
  const table = (service: string, rows: RateTable['rows']): RateTable => ({
    provider: 'aws',
    service,
    region: 'eu-west-1',
    currency: 'USD',
    defaults: head,
    rows,
  });
  const compute: ComputeTable = {
    provider: 'aws',
    region: 'eu-west-1',
    currency: 'USD',
    notes: {},
    defaults: { source: 'list', sp_source: 'list' },
    as_of: { list: '2026-08-31' },
    payments: { 'partial-upfront': { '1y': '1.02041', '3y': '1.06383', upfront: '0.5' } },
    rows: [['m5.large', '0.107', null, '0.0612', null, null, null, null, 'list', null, '0.078', '0.054']],
  };
  const tables = new Map([
    [
      'compute-commitments',
      indexRates(
        table('compute-commitments', [
          ['m5.large reserved-1y-partial-upfront', 'hour', '0', null, '0.062164'],
          ['m5.large reserved-1y-partial-upfront fee', 'node', '0', null, '273'],
        ]),
      ),
    ],
    [
      'rds-mysql',
      indexRates(
        table('rds-mysql', [
          ['db.m5.large single-az', 'hour', '0', null, '0.189'],
          ['db.m5.large single-az reserved-1y', 'hour', '0', null, '0.125'],
          ['db.m5.large single-az reserved-1y-partial-upfront', 'hour', '0', null, '0.128'],
          ['db.m5.large single-az reserved-1y-partial-upfront fee', 'node', '0', null, '560'],
          ['db.m5.large single-az reserved-3y-partial-upfront', 'hour', '0', null, '0.09'],
        ]),
      ),
    ],
  ]);
  const rates: RateSource = {
    ...RATES,
    rate: (_, service, __, meter) => tables.get(service)?.rate(meter),
    instancePrice: (_, __, instance) => indexInstancePrices(compute).price(instance),
  };
  const context = (kind: string, instance: string) => ({
    component: { name: 'one', kind, options: {} } as unknown as Component,
    provider: 'aws' as const,
    region: 'eu-west-1',
    instance,
    rates,
    monthHours: 730,
    warn: () => undefined,
  });
  const priced = (meters: Parameters<typeof priceUses>[0][number]['meter'][]) =>
    priceUses(
      meters.map((meter) => ({ component: 'one', product: 'one', provider: 'aws', region: 'eu-west-1', meter })),
      rates,
      { freeTier: false, discounts: [], overrides: [] },
    ).map(({ meter, amount, upFront }) => [
      meter,
      amount === undefined ? 'unpriced' : formatAmount(amount),
      formatAmount(upFront ?? ZERO_AMOUNT),
    ]);

  it('go before what follows from another payment, with the fee that the list says', () => {
    const bought = (purchase: 'reserved-1y-partial-upfront' | 'savings-3y') =>
      priced([...instanceMeters(nodes(2, { purchase }), context('service', 'm5.large'))]);
    // 2 × 730 × 0.062164, not × 0.0612 × 1.02041; 2 × 273
    expect(bought('reserved-1y-partial-upfront')).toEqual([
      ['m5.large reserved-1y-partial-upfront', '90.76', '546.00'],
    ]);
    expect(bought('savings-3y')).toEqual([['m5.large savings-3y', '78.84', '0.00']]);
  });

  it('hold the reservations of databases by payment', () => {
    const use = {
      engine: 'mysql',
      multiAz: false,
      storedBytes: 0,
      backupBytes: 0,
      iops: 0,
      throughputBytesPerSecond: 0,
      ioRequests: 0,
      runningShare: 1,
    };
    const bought = (purchase: (typeof PURCHASES)[number]) =>
      priced([
        ...rds.meters({ ...use, nodes: nodes(1, { purchase }) } as unknown as SqlUse, context('sql', 'db.m5.large')),
      ]);
    // 730 × 0.125, and 8,760 × 0.125 on day one; 730 × 0.128 and the fee
    expect(bought('reserved-1y')).toEqual([['db.m5.large single-az reserved-1y', '91.25', '1095.00']]);
    expect(bought('reserved-1y-all-upfront')).toEqual([
      ['db.m5.large single-az reserved-1y-all-upfront', '91.25', '1095.00'],
    ]);
    expect(bought('reserved-1y-partial-upfront')).toEqual([
      ['db.m5.large single-az reserved-1y-partial-upfront', '93.44', '560.00'],
    ]);
    // What is paid on day one is not known: nor is the commitment.
    expect(bought('reserved-3y-partial-upfront')).toEqual([
      ['db.m5.large single-az reserved-3y-partial-upfront', 'unpriced', '0.00'],
    ]);
  });
});
