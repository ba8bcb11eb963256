import { describe, expect, it } from 'vitest';
import { CALLS, delay, exponential, performed } from './perform-context.ts';
import { aws, azure, estimated, gcp, one } from './topologies.ts';

describe('kv-store', () => {
  it('counts DynamoDB items in steps of 4 KB read and 1 KB written', () => {
    // 80 reads/s of 5 KB: 2 steps × 0.5; 20 writes/s of 3 KB: 3 units. 210.24 M × 0.000000125, 157.68 M × 0.000000625,
    // 50 × 0.25
    const table = { kind: 'kv-store', storage: '50 GB', read_ratio: '80%' };
    const { amounts, quantities } = estimated(
      aws({ table }, one('table', '100/s', { request: '3 KB', response: '5 KB' })),
    );
    expect(quantities('table')).toMatchObject({ 'on-demand-read': 210_240_000, 'on-demand-write': 157_680_000 });
    expect(amounts('table')).toEqual({ 'on-demand-read': '26.28', 'on-demand-write': '98.55', storage: '12.50' });
  });

  it('reads strongly for twice as much and in transactions for four times', () => {
    const units = (consistency: string) =>
      estimated(
        aws({ t: { kind: 'kv-store', consistency, item_size: '4 KB', usage: { reads: '1M/month' } } }),
      ).quantities('t');
    expect(units('eventual')).toEqual({ 'on-demand-read': 500_000 });
    expect(units('strong')).toEqual({ 'on-demand-read': 1_000_000 });
    expect(units('transactional')).toEqual({ 'on-demand-read': 2_000_000 });
  });

  it('provisions what the busiest hour needs', () => {
    // Peak 150 reads and 150 writes a second of 10 KB: 150 × 3 RCU, 150 × 10 WCU; × 730 × 0.00013 and 0.00065
    const table = {
      kind: 'kv-store',
      mode: 'provisioned',
      consistency: 'strong',
      item_size: '10 KB',
      read_ratio: '50%',
    };
    expect(estimated(aws({ table }, one('table', '100/s', { peak: '3x' }))).amounts('table')).toEqual({
      'provisioned-rcu': '42.71',
      'provisioned-wcu': '711.75',
    });
    // What the file provisions itself stays as it is: 730 × 10 × 0.00065
    const given = { kind: 'kv-store', mode: 'provisioned', read_capacity: 0, write_capacity: 10 };
    expect(estimated(aws({ table: given })).amounts('table')).toEqual({ 'provisioned-wcu': '4.75' });
  });

  it('writes to every region of a global table, and sends it there', () => {
    // 2 M × 3 × 0.000000625; 3 × 10 × 0.25; the million writes of 1 KB to two other regions: 1.9073 GB × 0.02
    const table = {
      kind: 'dynamodb',
      regions: 3,
      storage: '10 GB',
      usage: { writes: '1M/month', deletes: '1M/month' },
    };
    expect(estimated(aws({ table })).amounts('table')).toEqual({
      'on-demand-write': '3.75',
      storage: '7.50',
      'inter-region replication of table': '0.04',
    });
  });

  it('counts request units of Cosmos DB by the size of items', () => {
    // 50 reads and 50 writes of 1 KB a second: (50 × 1 + 50 × 5) × 2,628,000 × 0.00000025
    const table = { kind: 'kv-store', item_size: '1 KB', read_ratio: '50%' };
    expect(estimated(azure({ table }, one('table', '100/s'))).amounts('table')).toEqual({ 'serverless-ru': '197.10' });
    // Peak of 900 RU/s in two regions: 9 × 730 × 2 × 0.008
    expect(
      estimated(azure({ table: { ...table, mode: 'provisioned', regions: 2 } }, one('table', '100/s', { peak: '3x' })))
        .total,
    ).toBe('105.12');
    // Autoscaled up to 4,000: a mean of 300 is below the tenth that is always paid: 4 × 730 × 0.012
    expect(
      estimated(azure({ table: { ...table, mode: 'autoscale', request_units: 4000 } }, one('table', '100/s'))).total,
    ).toBe('35.04');
  });

  it('counts documents of Firestore, whatever their size', () => {
    // 80/s × 2,628,000 × 0.0000003; 20/s × 0.0000009
    const table = { kind: 'kv-store', read_ratio: '80%' };
    expect(estimated(gcp({ table }, one('table', '100/s', { request: '90 KB' }))).amounts('table')).toEqual({
      'document-reads': '63.07',
      'document-writes': '47.30',
    });
  });

  it('bills the nodes of Bigtable in every region', () => {
    // 3 × 2 × 730 × 0.65; 1,024 × 2 × 0.17
    const table = { kind: 'kv-store', product: 'bigtable', nodes: 3, storage: '1 TB', regions: 2 };
    expect(estimated(gcp({ table })).amounts('table')).toEqual({ 'node-hour': '2847.00', 'ssd-storage': '348.16' });
  });

  it('crosses no zone, and answers callers from inside', () => {
    const app = {
      kind: 'service',
      instance: 'm5.large',
      count: 3,
      public_ip: false,
      calls: [{ to: 'table', request: '1 MB', response: '1 MB' }],
    };
    const { amounts } = estimated(
      aws(
        { app, table: { kind: 'kv-store', read_ratio: 1 } },
        { ...one('app', '1/s'), direct: { enters: 'table', rate: '1/s', response: '1 MB' } },
      ),
    );
    expect(Object.keys(amounts('app'))).toEqual(['m5.large on-demand']);
    expect(Object.keys(amounts('table'))).toEqual(['on-demand-read']);
  });

  it('takes what is published of each provider’s store', () => {
    const time = (topology: object) => performed(topology, 'db').work;
    const db = { kind: 'kv-store', read_ratio: 1 };
    expect(time(aws({ db }, one('db', '1/s')))).toEqual([delay(exponential(5e-3)), CALLS]);
    expect(time(azure({ db }, one('db', '1/s')))).toEqual([delay(exponential(2.2e-3)), CALLS]);
    expect(time(gcp({ db }, one('db', '1/s')))).toEqual([delay(exponential(10e-3)), CALLS]);
    // Bigtable
    expect(time(gcp({ db: { ...db, nodes: 3 } }, one('db', '1/s')))).toEqual([delay(exponential(5e-3)), CALLS]);
  });

  it('holds the peak against the units that are provisioned', () => {
    const db = {
      kind: 'kv-store',
      mode: 'provisioned',
      read_ratio: '75%',
      item_size: '6 KB',
      read_capacity: 200,
      write_capacity: 100,
    };
    const limits = (more: object) =>
      performed(aws({ db: { ...db, ...more } }, one('db', '20/s', { peak: '2x' })), 'db').plan.limits;
    // At the peak 30 reads of 6 KB, each two steps of 4 KB at half a unit; 10 writes of six steps of 1 KB
    expect(limits({})).toEqual([
      { resource: 'read capacity', unit: '/s', capacity: 200, use: 30, source: 'the file: read_capacity' },
      { resource: 'write capacity', unit: '/s', capacity: 100, use: 60, source: 'the file: write_capacity' },
    ]);
    expect(limits({ consistency: 'transactional' })).toMatchObject([{ use: 120 }, { use: 120 }]);
    // Of a table that is paid by request: what an account has by default.
    expect(limits({ mode: 'on-demand' })).toMatchObject([
      { resource: 'read capacity', capacity: 40_000, use: 30 },
      { resource: 'write capacity', capacity: 40_000, use: 60 },
    ]);
  });

  it('tells what share of the load one partition may get', () => {
    const db = { kind: 'kv-store', read_ratio: '50%', item_size: '1 KB' };
    const details = (topology: object, rate: string) =>
      performed(aws({ db: { ...db, ...topology } }, one('db', rate)), 'db').plan.details;
    // 2,000 eventual reads are 1,000 of 3,000 units, 2,000 writes twice what a partition takes.
    expect(details({}, '4000/s')).toEqual({
      read_units: { value: 1000, unit: '/s' },
      write_units: { value: 2000, unit: '/s' },
      hot_partition: { value: 0.5, unit: 'share' },
    });
    // 10,000 strong reads
    expect(details({ read_ratio: 1, consistency: 'strong' }, '10000/s')).toMatchObject({
      hot_partition: { value: 0.3 },
    });
    expect(details({}, '10/s')).toMatchObject({ hot_partition: { value: 1 } });
  });

  it('counts request units of Cosmos DB by the size of items', () => {
    const asked = (more: object) =>
      performed(azure({ db: { kind: 'kv-store', read_ratio: '90%', ...more } }, one('db', '1000/s')), 'db').plan;
    // 900 reads at 1, 100 writes at 5
    const { limits, details } = asked({});
    expect(limits).toMatchObject([{ resource: 'request units', capacity: 1e6, use: 1400 }]);
    expect(details).toEqual({
      request_units: { value: 1400, unit: '/s' },
      hot_partition: { value: 1, unit: 'share' },
    });
    // 100 KB: 10 a read, 50 a write: 14,000, of which a partition has 10,000
    const large = asked({ item_size: '100 KB', mode: 'provisioned', request_units: 20_000 });
    expect(large.limits).toMatchObject([
      { capacity: 20_000, use: expect.closeTo(14_000, 6), source: 'the file: request_units' },
    ]);
    expect(large.details!['hot_partition']!.value).toBeCloseTo(1 / 1.4, 12);
    // Strong reads take twice as many.
    expect(asked({ consistency: 'strong' }).limits).toMatchObject([{ use: 2300 }]);
  });

  it('leaves rows of Bigtable and documents of Firestore to their products', () => {
    const db = { kind: 'kv-store', read_ratio: 1 };
    for (const more of [{}, { nodes: 3 }])
      expect(performed(gcp({ db: { ...db, ...more } }, one('db', '10/s')), 'db').plan.limits).toEqual([]);
  });
});
