import { describe, expect, it } from 'vitest';
import { CALLS, delay, exponential, performed, rounded, serve, visit } from './perform-context.ts';
import { aws, estimated, one } from './topologies.ts';

describe('lock', () => {
  it('is met as often as it is called, and costs nothing itself', () => {
    const app = {
      kind: 'service',
      instance: 'm5.large',
      count: 3,
      calls: [{ to: 'row', times: 1.5, request: '1 MB', response: '1 MB' }],
    };
    const { flow, amounts, total } = estimated(
      aws({ app, row: { kind: 'lock', rows: 1000 } }, one('app', '10/s', { peak: '2x' })),
    );
    expect(flow('app', 'row')).toEqual({ rate: 15, peak: 30, sent: 15, got: 15 });
    expect(amounts('row')).toEqual({});
    // 3 × 730 × (0.096 + 0.005 for an address), and no byte crosses a zone
    expect(total).toBe('221.19');
  });

  it('carries on along its calls', () => {
    const components = {
      row: { kind: 'lock', calls: [{ to: 'db', times: 2 }] },
      db: { kind: 'kv-store', read_ratio: 1 },
    };
    expect(estimated(aws(components, one('row', '10/s'))).flow('row', 'db').rate).toBe(20);
  });

  it('is held by one request at a time, for its actions', () => {
    const row = { kind: 'lock', actions: 4, action_time: '2ms' };
    const { plan, work } = performed(aws({ row }, one('row', '10/s')), 'row');
    expect(plan.tiers).toEqual([{ nodes: 1, dispatch: 'shared', stations: [{ resource: 'lock', servers: 1 }] }]);
    expect(work).toEqual([visit(0, serve(0, exponential(8e-3)))]);
  });

  it('is held for its demand where the file gives no actions', () => {
    const row = { kind: 'lock', demand: { cpu: '3ms' } };
    expect(performed(aws({ row }, one('row', '10/s')), 'row').work).toEqual([visit(0, serve(0, exponential(3e-3)))]);
  });

  it('is held while it calls', () => {
    const components = {
      row: { kind: 'lock', action_time: '2ms', calls: [{ to: 'db' }] },
      db: { kind: 'kv-store', read_ratio: 1 },
    };
    const { plan, work } = performed(aws(components, one('row', '10/s')), 'row');
    expect(plan.tiers).toEqual([{ nodes: 1, dispatch: 'shared', threads: 1, stations: [] }]);
    expect(work).toEqual([visit(0, delay(exponential(2e-3)), CALLS)]);
  });

  const asked = (fields: object, rate: string) =>
    performed(aws({ row: { kind: 'lock', ...fields } }, one('row', rate)), 'row');

  it('is found locked as often as it is held where there is one', () => {
    const { plan } = asked({ actions: 4, action_time: '2ms' }, '50/s');
    // 50/s × 8 ms
    expect(rounded(plan.details)).toEqual({
      wait_probability: { value: 0.4, unit: 'share' },
      wait_rate: { value: 20, unit: '/s' },
    });
  });

  it('spreads the waiting over the rows', () => {
    const { plan, work } = asked({ actions: 4, action_time: '10ms', rows: 1000 }, '100/s');
    // 2 × 1000/(4 × 5) rows a lock, held for 9/12 of the transaction
    expect(plan.tiers).toEqual([{ nodes: 75, dispatch: 'random', stations: [{ resource: 'lock', servers: 1 }] }]);
    expect(work).toEqual([visit(0, serve(0, exponential(30e-3))), delay(exponential(10e-3))]);
    // Four under way: 4 × 16/2000; 100² × 0.01 × 4⁵/(4 × 10⁶)
    expect(rounded(plan.details)).toEqual({
      wait_probability: { value: 0.032, unit: 'share' },
      wait_rate: { value: 3.2, unit: '/s' },
      deadlock_rate: { value: 0.0256, unit: '/s' },
    });
  });

  it('has a thousand times the deadlocks at ten times the nodes and requests, a hundred times with masters', () => {
    const rates = (fields: object, rate: string) => {
      const { details } = asked({ actions: 3, action_time: '1ms', rows: 100_000, ...fields }, rate).plan;
      return Object.fromEntries(Object.entries(details!).map(([name, { value }]) => [name, value]));
    };
    const growth = (replication: string, name: string) =>
      rates({ nodes: 10, replication }, '1000/s')[name]! / rates({ nodes: 1, replication }, '100/s')[name]!;
    expect(growth('eager', 'deadlock_rate')).toBeCloseTo(1000, 6);
    expect(growth('eager', 'wait_rate')).toBeCloseTo(1000, 6);
    expect(growth('lazy', 'reconciliation_rate')).toBeCloseTo(1000, 6);
    expect(growth('lazy-master', 'deadlock_rate')).toBeCloseTo(100, 6);
    expect(rates({ nodes: 10, replication: 'lazy-master' }, '1000/s')).not.toHaveProperty('reconciliation_rate');
  });

  it('takes its actions at every node where replication is eager', () => {
    const row = { actions: 2, action_time: '5ms', nodes: 3 };
    expect(asked(row, '10/s').work).toEqual([visit(0, serve(0, exponential(30e-3)))]);
    expect(asked({ ...row, replication: 'lazy' }, '10/s').work).toEqual([visit(0, serve(0, exponential(10e-3)))]);
  });

  it('keeps the lock for all of its calls, and says nothing of waits that only the solution knows', () => {
    const components = {
      row: { kind: 'lock', action_time: '2ms', actions: 4, rows: 1000, calls: [{ to: 'db' }] },
      db: { kind: 'kv-store', read_ratio: 1 },
    };
    const { plan } = performed(aws(components, one('row', '10/s')), 'row');
    // 2 × 1000/(4 × 5)
    expect(plan.tiers).toEqual([{ nodes: 100, dispatch: 'random', threads: 1, stations: [] }]);
    expect(plan.details).toEqual({});
  });
});
