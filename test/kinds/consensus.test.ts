import { describe, expect, it } from 'vitest';
import { BETWEEN_REGIONS, CALLS, CROSS_ZONE, delay, exponential, performed, serve, visit } from './perform-context.ts';
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

  const group = { kind: 'consensus', instance: 'm5.large' };
  const asked = (more: object) => performed(aws({ etcd: { ...group, ...more } }, one('etcd', '10/s')), 'etcd');
  // All 8 vCPUs over 44,341 writes, all 24 over 185,758 and 141,578 reads
  const WRITE = serve(0, exponential(8 / 44_341));
  const READ = serve(0, exponential(24 / 185_758));
  const INDEX_READ = serve(0, exponential(24 / 141_578));
  const FLUSH = delay(exponential(1e-3));

  it('commits when a majority has flushed, the leader among them', () => {
    const { plan, work } = asked({ threads: 16 });
    const tier = { dispatch: 'random', threads: 16, stations: [{ resource: 'cpu', servers: 4 }] };
    expect(plan.tiers).toEqual([
      { name: 'leader', nodes: 1, ...tier },
      { name: 'follower', nodes: 2, ...tier },
    ]);
    const follower = [delay(CROSS_ZONE), FLUSH];
    expect(work).toEqual([visit(0, WRITE, { do: 'fork', needed: 2, branches: [[FLUSH], follower, follower] }), CALLS]);
    expect(asked({ members: 1 }).work).toEqual([visit(0, WRITE, FLUSH), CALLS]);
  });

  it('asks over the regions that its members stand in', () => {
    const placement = ['us-east-1', 'us-east-1', 'eu-west-1'];
    const write = asked({ placement }).work[0];
    expect(write).toMatchObject({
      steps: [WRITE, { needed: 2, branches: [[FLUSH], [delay(CROSS_ZONE), FLUSH], [delay(BETWEEN_REGIONS), FLUSH]] }],
    });
    // Requests reach the component’s region and go on to the leader's
    const afar = asked({ placement, leader: 'eu-west-1' }).work;
    expect(afar[0]).toEqual(delay(BETWEEN_REGIONS));
    expect(afar[1]).toMatchObject({
      steps: [WRITE, { branches: [[FLUSH], [delay(BETWEEN_REGIONS), {}], [delay(BETWEEN_REGIONS), {}]] }],
    });
    expect(asked({ placement, leader: 'eu-west-3' }).warnings).toEqual([
      'no member stands in eu-west-3: the first is taken to lead from there',
    ]);
  });

  it('flushes a batch once', () => {
    const { plan, work } = asked({ fsync: '2ms', batch: 4 });
    expect(plan.tiers).toMatchObject([
      { stations: [{ resource: 'cpu' }, { resource: 'fsync', servers: 1 }] },
      { stations: [{ resource: 'cpu' }, { resource: 'fsync', servers: 1 }] },
    ]);
    const time = exponential(2e-3);
    const flush = {
      do: 'either',
      branches: [
        { probability: 0.25, steps: [serve(1, time)] },
        { probability: 0.75, steps: [delay(time)] },
      ],
    } as const;
    const follower = [delay(CROSS_ZONE), visit(1, flush)];
    expect(work).toEqual([visit(0, WRITE, { do: 'fork', needed: 2, branches: [[flush], follower, follower] }), CALLS]);
  });

  it('reads by a lease, by an index or from any member', () => {
    const read = (reads: string) => asked({ read_ratio: 1, reads }).work;
    expect(read('lease')).toEqual([visit(0, READ), CALLS]);
    // The leader and one of the two others are a majority
    expect(read('index')).toEqual([
      visit(0, INDEX_READ, { do: 'fork', needed: 1, branches: [[delay(CROSS_ZONE)], [delay(CROSS_ZONE)]] }),
      CALLS,
    ]);
    expect(read('follower')).toMatchObject([
      {
        do: 'either',
        branches: [
          { probability: 1 / 3, steps: [visit(0, READ)] },
          { probability: 1 - 1 / 3, steps: [visit(1, READ)] },
        ],
      },
      CALLS,
    ]);
  });
});
