import { describe, expect, it } from 'vitest';
import type { Detail } from '../../src/kinds/kind.ts';
import {
  BETWEEN_REGIONS,
  CALLS,
  constant,
  CROSS_ZONE,
  delay,
  exponential,
  performed,
  serve,
  visit,
} from './perform-context.ts';
import { solve } from '../../src/models/system/solve.ts';
import { estimateOf, RATES } from '../support.ts';
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

  describe('over several regions', () => {
    const call = { request: '1 MB', response: '0 B' };
    const quantitiesOf = (more: object) => {
      const etcd = { kind: 'consensus', instance: 'm5.large', ...more };
      const { quantities, amounts } = estimated(aws({ app: app(call), etcd }, one('app', '1/s')));
      const [sent, paid] = [quantities('etcd'), amounts('etcd')];
      const moved = Object.keys(sent).filter((meter) => meter.startsWith('inter-'));
      return moved.map((meter) => [
        meter.replace('replicate within etcd', '').trim(),
        Math.round((sent[meter]! / GB_PER_MBPS) * 1e9) / 1e9,
        paid[meter],
      ]);
    };
    const five = ['us-east-1', 'us-east-1', 'us-east-2', 'eu-west-1', 'eu-west-1'];

    it('sends every write from the leader to each member elsewhere, and across zones to those beside it', () => {
      const price = (meter: string) => RATES.rate('aws', 'data-transfer', 'us-east-1', meter)?.tiers[0]?.price;
      expect([price('inter-az'), price('inter-region-us-east'), price('inter-region')]).toEqual([
        '0.01',
        '0.01',
        '0.02',
      ]);
      // 2,566.40625 GB × 2 × 0.01 to the other member of Virginia, × 0.01 to Ohio, × 2 members × 0.02 to Ireland
      expect(quantitiesOf({ members: 5, placement: five })).toEqual([
        ['inter-az', 1, '51.33'],
        ['inter-region , us-east-1 → us-east-2', 1, '25.66'],
        ['inter-region , us-east-1 → eu-west-1', 2, '102.66'],
      ]);
      expect(quantitiesOf({ members: 5, placement: five, leader: 'us-east-2' })).toEqual([
        ['inter-region , us-east-2 → us-east-1', 2, '51.33'],
        ['inter-region , us-east-2 → eu-west-1', 2, '102.66'],
      ]);
    });

    it('crosses no zone with a member in each, and no region with all in one', () => {
      expect(quantitiesOf({ placement: ['us-east-1', 'us-west-2', 'eu-west-1'] })).toEqual([
        ['inter-region , us-east-1 → us-west-2', 1, '51.33'],
        ['inter-region , us-east-1 → eu-west-1', 1, '51.33'],
      ]);
      expect(quantitiesOf({ placement: ['us-east-1'] })).toEqual([['inter-az', 2, '102.66']]);
    });

    it('pays on Google Cloud by the continents of both regions', () => {
      const placement = ['us-central1', 'us-east1', 'europe-west1'];
      const etcd = { kind: 'consensus', instance: 'n2-standard-2', placement };
      const { amounts } = estimated(gcp({ app: { ...app(call), instance: 'n2-standard-2' }, etcd }, one('app', '1/s')));
      const price = (meter: string) => RATES.rate('gcp', 'network-egress', 'global', meter)?.tiers[0]?.price;
      expect([
        price('inter-region-north-america-to-north-america'),
        price('inter-region-north-america-to-europe'),
      ]).toEqual(['0.02', '0.05']);
      // 2,566.40625 GB × 0.02 and × 0.05
      expect(amounts('etcd')).toMatchObject({
        'inter-region replicate within etcd, us-central1 → us-east1': '51.33',
        'inter-region replicate within etcd, us-central1 → europe-west1': '128.32',
      });
    });
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

  // Constant times without a flush: the order of the round trips is all there is.
  const ROUND_TRIPS: Readonly<Record<string, number>> = {
    ab: 10,
    ac: 20,
    ad: 30,
    ae: 40,
    bc: 5,
    bd: 6,
    be: 50,
    cd: 7,
    ce: 8,
    de: 9,
  };
  const between = (from: string, to: string) =>
    constant(from === to ? 1e-3 : ROUND_TRIPS[[from, to].toSorted().join('')]! * 1e-3);
  const spread = (more: object) =>
    performed(
      aws({ etcd: { ...group, members: 5, placement: [...'abcde'], fsync: '0s', ...more } }, one('etcd', '10/s')),
      'etcd',
      {
        betweenRegions: between,
        assumeTime: () => constant(0),
      },
    );

  it('commits with the middle one of its members', () => {
    const commit = (more: object) => spread(more).plan.details!['commit_latency']!.value;
    // a: 10, 20, 30, 40; b: 5, 6, 10, 50; of five the leader and two others, of three the leader and one
    expect(commit({})).toBeCloseTo(20e-3, 12);
    expect(commit({ leader: 'b' })).toBeCloseTo(6e-3, 12);
    expect(commit({ members: 3 })).toBeCloseTo(10e-3, 12);
    expect(commit({ members: 1 })).toBe(0);
    // Seven members begin again with a and b: 1, 10, 10, 20 …
    expect(commit({ members: 7 })).toBeCloseTo(10e-3, 12);
  });

  it('adds what a flush takes to each of them', () => {
    // Three members in a region: of E, 1 ms + E and 1 ms + E (exponential with mean 1 ms) the middle one. Before 1 ms
    // nobody else is done; after it all three are: 1 + with u = P(own still flushing) = 1/e: u·(middle of three: 5/6) +
    // (1 − u)·(least of two: 1/2)
    const own = 1 / Math.E;
    const { value, unit } = asked({ members: 3 }).plan.details!['commit_latency']!;
    expect(value * 1e3).toBeCloseTo(1 + own * (5 / 6) + (1 - own) / 2, 4);
    expect(unit).toBe('s');
  });

  it('names the region that would lead best, where the file names another', () => {
    // From a (where requests come from: us-east-1 is none of them): no way is known but between members
    const at = (leader: string, more: object = {}) =>
      performed(
        aws(
          {
            etcd: {
              ...group,
              region: 'us-east-1',
              members: 5,
              placement: ['us-east-1', 'b', 'c', 'd', 'e'],
              fsync: '0s',
              leader,
              ...more,
            },
          },
          one('etcd', '10/s'),
        ),
        'etcd',
        {
          betweenRegions: (from, to) => between(from.replace('us-east-1', 'a'), to.replace('us-east-1', 'a')),
          assumeTime: () => constant(0),
        },
      ).warnings;
    // us-east-1 20; b 10 + 6; c 20 + 7; d 30 + 7; e 40 + 9
    expect(at('d')).toEqual([
      'a leader in b would answer in 16.0 ms on the average, the one in d takes 37.0 ms: 21.0 ms more',
    ]);
    expect(at('b')).toEqual([]);
    // Half of them read with a lease, which is the way to the leader alone: us-east-1 10, b 10 + 3
    expect(at('b', { read_ratio: 0.5 })).toEqual([
      'a leader in us-east-1 would answer in 10.0 ms on the average, the one in b takes 13.0 ms: 3.00 ms more',
    ]);
    // Asked for an index they wait for two others as well: us-east-1 20, b 10 + 6
    expect(at('b', { read_ratio: 0.5, reads: 'index' })).toEqual([]);
    // Any member answers: 1/2 × 20, 1/2 × 16
    expect(at('b', { read_ratio: 0.5, reads: 'follower' })).toEqual([]);
  });

  it('commits over the published round trips of five regions', () => {
    const regions = ['us-east-1', 'us-west-2', 'eu-west-1', 'ap-northeast-1', 'sa-east-1'];
    const latency = (leader: string) => {
      const etcd = { ...group, members: 5, placement: regions, leader };
      const { details, warnings } = estimated(aws({ etcd }, one('etcd', '1/s')));
      const { commit_latency: commit } = details('etcd') as Record<string, Detail>;
      return { commit: commit!.value, warnings };
    };
    // The second shortest way to another region (Skyplane 2022), 1 ms of flush; what ways vary by hardly shows in a
    // middle one
    const second = {
      'us-east-1': 84.9,
      'us-west-2': 97.6,
      'eu-west-1': 122.3,
      'ap-northeast-1': 168.4,
      'sa-east-1': 179.6,
    };
    for (const [leader, trip] of Object.entries(second)) {
      const { commit, warnings } = latency(leader);
      expect(Math.abs(commit / (trip * 1e-3 + 1e-3) - 1)).toBeLessThan(0.05);
      expect(warnings.some((one) => one.startsWith('a leader in us-east-1 would answer'))).toBe(leader !== 'us-east-1');
    }
  });

  it('is without a leader for a timeout and a vote', () => {
    const leaderless = (more: object) => spread(more).plan.details!['leaderless_time']?.value;
    // The first of four timeouts between 1 and 2 s: 1.2 s, less half a heartbeat; a vote waits for the second of three
    // others.
    // Without a: b 5, 6, 50; c 5, 7, 8; d 6, 7, 9; e 8, 9, 50
    const votes = (6 + 7 + 7 + 9) / 4 / 1e3;
    expect(leaderless({})).toBeCloseTo(1.2 - 0.05 + votes, 9);
    expect(leaderless({ election_timeout: '150ms', heartbeat: '50ms' })).toBeCloseTo(0.15 * 1.2 - 0.025 + votes, 9);
    expect(leaderless({ engine: 'zookeeper' })).toBeCloseTo(1.2 - 0.05 + 0.2, 9);
    // One of one
    expect(leaderless({ members: 3 })).toBeCloseTo(1 + 1 / 3 - 0.05 + 5e-3, 9);
    expect(leaderless({ members: 2 })).toBeUndefined();
    // Two members of a region: a millisecond between zones, and one of flush
    expect(asked({}).plan.details!['leaderless_time']!.value).toBeCloseTo(1 + 1 / 3 - 0.05 + 2e-3, 9);
  });

  it('commits one batch after the other without a pipeline', () => {
    const { plan, work } = asked({ pipeline: false });
    expect(plan.tiers[2]).toEqual({
      name: 'log',
      nodes: 1,
      dispatch: 'shared',
      stations: [{ resource: 'commit', servers: 1 }],
    });
    const { value } = plan.details!['commit_latency']!;
    expect(work).toMatchObject([
      { tier: 0, steps: [WRITE, { tier: 2, steps: [{ do: 'serve', time: { mean: value } }] }] },
      CALLS,
    ]);
    // One of four takes the log for all of them.
    const batch = asked({ pipeline: false, batch: 4 });
    expect(batch.work[0]).toMatchObject({
      steps: [
        WRITE,
        {
          branches: [{ probability: 0.25, steps: [{ tier: 2 }] }, { steps: [{ do: 'delay', time: { mean: value } }] }],
        },
      ],
    });
    expect(batch.plan.tiers[0]!.stations).toHaveLength(1);
    expect(asked({ pipeline: false, members: 1 }).plan.tiers).toHaveLength(2);
  });

  it('reads from the nearest follower where none stands beside the requests', () => {
    const away = { placement: ['eu-west-1', 'eu-west-2', 'eu-west-3'], reads: 'follower', read_ratio: 1 };
    expect(asked(away).work[0]).toEqual(delay(BETWEEN_REGIONS));
    expect(asked({ ...away, placement: ['us-east-1', 'eu-west-2', 'eu-west-3'] }).work[0]).toMatchObject({
      do: 'either',
    });
  });

  it('says once that a way is not known, and proposes no leader over it', () => {
    const regions = ['us-east-1', 'mars-1', 'eu-west-1'];
    const etcd = { ...group, placement: regions, leader: 'eu-west-1' };
    const { warnings } = estimated(aws({ etcd }, one('etcd', '1/s')));
    expect(warnings.filter((one) => one.includes('mars-1'))).toEqual([
      'no round trip between eu-west-1 and mars-1 is published: it is left out of every latency',
      'no round trip between us-east-1 and mars-1 is published: it is left out of every latency',
    ]);
  });

  it('writes as fast as etcd was measured', () => {
    // Three members of 8 vCPUs with SSDs in one zone; 1000 clients: 44,341 writes/s of 22 ms; one client: 1.6 ms
    const etcd = { ...group, instance: 'm5.2xlarge', zones: 1 };
    const { system } = estimateOf(aws({ etcd }, one('etcd', '1/s'))).performance.joined;
    const { routine } = system.sources[0]!;
    const measured = (users: number) => {
      const clients = { name: 'clients', routine, type: 'closed', users, think: constant(1e-9) } as const;
      const solution = solve({ ...system, sources: [clients] });
      return { rate: solution.throughput[0]!, mean: solution.sources[0]!.mean };
    };
    const many = measured(1000);
    expect(Math.abs(many.rate / 44_341 - 1)).toBeLessThan(0.02);
    expect(Math.abs(many.mean / 22e-3 - 1)).toBeLessThan(0.1);
    // What a client and its connection add is left out: some two thirds of what was measured.
    const single = measured(1);
    expect(single.mean).toBeLessThan(1.6e-3);
    expect(single.mean).toBeGreaterThan(1.6e-3 * 0.6);
  });
});
