import { describe, expect, it } from 'vitest';
import { aws, azure, estimated, gcp, GB_PER_MBPS, one } from './topologies.ts';

const app = (call: object) => ({ kind: 'service', instance: 'm5.large', count: 3, calls: [{ to: 'etcd', ...call }] });

describe('consensus', () => {
  it('sends every write from the leader to the members in other zones', () => {
    const etcd = { kind: 'consensus', instance: 'm5.large' };
    const { quantities, amounts } = estimated(
      aws({ app: app({ request: '1 MB', response: '0 B' }), etcd }, one('app', '1/s')),
    );
    // Three members in three zones: two copies cross. 2 × 2,566.40625 GB × 2 × 0.01
    expect(quantities('etcd')['inter-az replicate within etcd']).toBeCloseTo(2 * GB_PER_MBPS, 6);
    expect(amounts('etcd')['inter-az replicate within etcd']).toBe('102.66');
    // 3 × 730 × 0.096
    expect(amounts('etcd')['m5.large on-demand']).toBe('210.24');
  });

  it('does not copy reads, whether the call or the component says so', () => {
    const etcd = { kind: 'consensus', instance: 'm5.large' };
    const call = { request: '1 MB', response: '0 B' };
    expect(
      estimated(aws({ app: app({ ...call, operation: 'read' }), etcd }, one('app', '1/s'))).amounts('etcd'),
    ).toEqual({ 'm5.large on-demand': '210.24' });
    const most = estimated(aws({ app: app(call), etcd: { ...etcd, read_ratio: '75%' } }, one('app', '1/s')));
    expect(most.quantities('etcd')['inter-az replicate within etcd']).toBeCloseTo(GB_PER_MBPS / 2, 6);
  });

  it('spreads five members over three zones', () => {
    // A zone holds 5/3 of them on average: 5 − 5/3 copies cross
    const etcd = { kind: 'consensus', instance: 'm5.large', members: 5 };
    const { quantities, amounts } = estimated(
      aws({ app: app({ request: '1 MB', response: '0 B' }), etcd }, one('app', '3/s')),
    );
    expect(quantities('etcd')['inter-az replicate within etcd']).toBeCloseTo(10 * GB_PER_MBPS, 5);
    expect(amounts('etcd')['m5.large on-demand']).toBe('350.40');
  });

  it('runs on machines and disks of each provider', () => {
    const volumes = [{ type: 'premium-ssd', size: '100 GB' }];
    // 3 × (730 × 0.096 + 19.71): a disk of 100 GB is a P10
    expect(estimated(azure({ etcd: { kind: 'consensus', instance: 'Standard_D2s_v5', volumes } })).total).toBe(
      '269.37',
    );
    // 3 × (730 × 0.097118 × 80 % + 10 × 0.17)
    const gke = { kind: 'consensus', instance: 'n2-standard-2', volumes: [{ type: 'pd-ssd', size: '10 GB' }] };
    expect(estimated(gcp({ etcd: gke })).total).toBe('175.25');
  });
});
