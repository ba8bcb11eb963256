import { describe, expect, it } from 'vitest';
import { CALLS, delay, exponential, performed, serve, visit } from './perform-context.ts';
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
    // 3 × 730 × 0.096, and no byte crosses a zone
    expect(total).toBe('210.24');
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
});
