import { describe, expect, it } from 'vitest';
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
});
