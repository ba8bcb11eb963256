import { describe, expect, it } from 'vitest';
import type { Detail } from '../../src/kinds/kind.ts';
import type { Work } from '../../src/kinds/performance.ts';
import { estimateOf } from '../support.ts';
import { CALLS, performed, rounded, serve, visit } from './perform-context.ts';
import { aws, azure, estimated, gcp, GB_PER_MBPS, one } from './topologies.ts';

const app = (call: object) => ({ kind: 'service', instance: 'm5.large', count: 3, calls: [{ to: 'cache', ...call }] });
const either = (probability: number, first: readonly Work[], second: readonly Work[]): Work => ({
  do: 'either',
  branches: [
    { probability, steps: first },
    { probability: 1 - probability, steps: second },
  ],
});
const detailsOf = ({ details }: ReturnType<typeof estimated>) => details('cache') as Readonly<Record<string, Detail>>;
const bucket = { kind: 's3', read_ratio: 1 };

describe('cache', () => {
  it('calls on only for its misses', () => {
    const cache = { kind: 'cache', instance: 'cache.m7g.large', hit_ratio: '90%', calls: [{ to: 'files', times: 2 }] };
    const { flow } = estimated(aws({ app: app({}), cache, files: bucket }, one('app', '100/s', { peak: '3x' })));
    expect(flow('app', 'cache').rate).toBe(100);
    // 100 × 10 % × 2
    expect(flow('cache', 'files').rate).toBeCloseTo(20, 9);
    expect(flow('cache', 'files').peak).toBeCloseTo(60, 9);
  });

  it('hits as often as it has room where all objects are equally popular, counting every node of Memcached', () => {
    // 3 nodes of 1 GB, of the 1.37 that each keeps, hold half of 6,291,456 objects of 1 KB
    const cache = {
      kind: 'cache',
      engine: 'memcached',
      instance: 'cache.t3.small',
      count: 3,
      memory: '1 GB',
      catalog: { objects: 6_291_456, zipf: 0, mean_size: '1 KB' },
      calls: [{ to: 'files' }],
    };
    const { flow, amounts } = estimated(aws({ app: app({}), cache, files: bucket }, one('app', '100/s')));
    expect(flow('cache', 'files').rate).toBeCloseTo(50, 4);
    // 3 × 730 × 0.034
    expect(amounts('cache')['cache.t3.small node']).toBe('74.46');
  });

  it('says so where it cannot know its hits, and takes none', () => {
    const cache = { kind: 'cache', instance: 'cache.m7g.large', calls: [{ to: 'files' }] };
    const { flow, warnings } = estimated(aws({ app: app({}), cache, files: bucket }, one('app', '10/s')));
    expect(flow('cache', 'files').rate).toBe(10);
    expect(warnings).toContain('no hit_ratio is given: every request is taken as a miss');
  });

  it('copies writes to replicas in other zones, for which no provider charges', () => {
    const cache = { kind: 'cache', instance: 'cache.m7g.large', shards: 2, replicas: 2, read_ratio: '75%' };
    const { quantities, amounts } = estimated(
      aws({ app: app({ request: '1 MB', response: '0 B' }), cache }, one('app', '4/s')),
    );
    // 6 nodes × 730 × 0.158
    expect(amounts('cache')['cache.m7g.large node']).toBe('692.04');
    // A quarter of 4 MB/s, to two replicas
    expect(quantities('cache')['inter-az replicate within cache']).toBeCloseTo(2 * GB_PER_MBPS, 6);
    expect(amounts('cache')['inter-az replicate within cache']).toBe('0.00');
    // Calls cross from three zones to three: 4 MB/s × 2/3
    expect(quantities('app')['inter-az app → cache']).toBeCloseTo((8 / 3) * GB_PER_MBPS, 5);
  });

  it('takes the operation of a call before its own read ratio', () => {
    const cache = { kind: 'cache', instance: 'cache.m7g.large', replicas: 1, read_ratio: '100%' };
    const { quantities } = estimated(
      aws({ app: app({ request: '1 MB', response: '0 B', operation: 'write' }), cache }, one('app', '1/s')),
    );
    expect(quantities('cache')['inter-az replicate within cache']).toBeCloseTo(GB_PER_MBPS, 6);
  });

  it('bills Azure and Google by the size that holds its memory', () => {
    // Basic C3 (6 GB) for 5 GB: 730 × 0.18; with a replica standard C3: 730 × 0.45
    expect(estimated(azure({ cache: { kind: 'cache', memory: '5 GB' } })).total).toBe('131.40');
    expect(estimated(azure({ cache: { kind: 'cache', memory: '5 GB', replicas: 1 } })).total).toBe('328.50');
    // Basic M2 (5–10 GiB): 5 × 730 × 0.027; standard: 5 × 730 × 0.054
    expect(estimated(gcp({ cache: { kind: 'cache', memory: '5 GB' } })).total).toBe('98.55');
    expect(estimated(gcp({ cache: { kind: 'cache', memory: '5 GB', replicas: 1 } })).total).toBe('197.10');
  });

  it('runs part-time', () => {
    // 730 × 40/168 × 0.158
    const cache = { kind: 'cache', instance: 'cache.m7g.large', hours: '40h/week' };
    expect(estimated(aws({ cache })).total).toBe('27.46');
  });

  it('gives each shard of Redis one server, whatever its vCPUs, and keys a shard each', () => {
    const redis = { kind: 'cache', instance: 'cache.m6g.large', shards: 3, replicas: 1, threads: 100 };
    const { plan, work } = performed(aws({ redis }, one('redis', '1000/s')), 'redis', { vcpus: 2 });
    expect(plan.tiers).toEqual([
      { nodes: 3, dispatch: 'random', threads: 100, stations: [{ resource: 'cpu', servers: 1 }] },
    ]);
    // One core does 74,239 operations a second; cv 0.5
    const time = { mean: 1 / 74_239, scv: 0.25, shape: 'gamma' } as const;
    expect(work).toEqual([visit(0, serve(0, time)), CALLS]);
  });

  it('lets Memcached use all vCPUs', () => {
    const mem = { kind: 'cache', engine: 'memcached', instance: 'cache.m6g.large', count: 2 };
    const { plan, work } = performed(aws({ mem }, one('mem', '1000/s')), 'mem');
    expect(plan.tiers).toMatchObject([{ nodes: 2, stations: [{ resource: 'cpu', servers: 4 }] }]);
    // 530,000 a second on 8 cores
    expect(work).toMatchObject([{ steps: [{ time: { mean: 8 / 530_000 } }] }, CALLS]);
  });

  // 1000 objects of 1 KB that all fit: nothing but their time to live makes them miss.
  const kilobytes = {
    instance: 'cache.m7g.large',
    memory: '1 GB',
    catalog: { objects: 1000, zipf: 0, mean_size: '1 KB' },
  };

  it('misses what has expired: once a time to live and the wait for the next request', () => {
    const cache = { kind: 'cache', ...kilobytes, ttl: '90s', calls: [{ to: 'files' }] };
    const found = estimated(aws({ app: app({}), cache, files: bucket }, one('app', '100/s', { peak: '3x' })));
    // An object is asked for 0.1 times a second: 9 hits for a miss.
    expect(found.flow('cache', 'files').rate).toBeCloseTo(10, 9);
    expect(found.flow('cache', 'files').peak).toBeCloseTo(30, 9);
    const { hit_ratio: hits, hottest_key_rate: hottest, expiry_rate: expiries } = detailsOf(found);
    expect(hits!.value).toBeCloseTo(0.9, 12);
    expect(hottest).toEqual({ value: expect.closeTo(0.3, 12), unit: '/s' });
    // At the peak each comes back every 90 s + 1/0.3 s.
    expect(expiries!.value).toBeCloseTo(1000 / (90 + 1 / 0.3), 9);
    expect(detailsOf(found)['surge_if_lost']!.value).toBeCloseTo(270, 9);
    expect(found.warnings.filter((message) => message.includes('ttl'))).toEqual([]);
  });

  it('takes only its reads to keep entries in use', () => {
    const cache = { kind: 'cache', ...kilobytes, ttl: '90s', read_ratio: '50%', calls: [{ to: 'files' }] };
    const found = estimated(aws({ app: app({}), cache, files: bucket }, one('app', '100/s')));
    expect(detailsOf(found)['hit_ratio']!.value).toBeCloseTo(4.5 / 5.5, 12);
  });

  it('misses behind a cache that expires as often as what reaches it says, and around a cycle', () => {
    const front = { kind: 'cache', ...kilobytes, ttl: '90s', calls: [{ to: 'back' }] };
    const back = { kind: 'cache', ...kilobytes, ttl: '100s', calls: [{ to: 'files' }] };
    const row = estimated(
      aws({ app: { ...app({}), calls: [{ to: 'front' }] }, front, back, files: bucket }, one('app', '100/s')),
    );
    // 10/s reach the second: each object 0.01 times a second, 1 hit for a miss.
    expect(row.flow('back', 'files').rate).toBeCloseTo(5, 9);

    const loader = {
      kind: 'service',
      instance: 'm5.large',
      demand: { cpu: '1ms' },
      calls: [{ to: 'cache', times: 0.5 }],
    };
    const cache = { kind: 'cache', ...kilobytes, ttl: '10s', calls: [{ to: 'loader' }] };
    const round = estimated(aws({ app: app({}), cache, loader }, one('app', '100/s')));
    // r = 100 + r/2 ÷ (1 + r/100), solved for r.
    expect(round.load('cache').arrivalRate).toBeCloseTo((0.5 + Math.sqrt(4.25)) / 0.02, 5);
  });

  it('leaves a hit ratio that is given as it is, and says where a ttl decides nothing', () => {
    const given = { kind: 'cache', ...kilobytes, hit_ratio: '80%', ttl: '1s', calls: [{ to: 'files' }] };
    const { flow, details } = estimated(aws({ app: app({}), cache: given, files: bucket }, one('app', '100/s')));
    expect(flow('cache', 'files').rate).toBeCloseTo(20, 9);
    expect(details('cache')).not.toHaveProperty('expiry_rate');
    const unknown = { kind: 'cache', instance: 'cache.m7g.large', ttl: '1s', calls: [{ to: 'files' }] };
    const { warnings } = estimated(aws({ app: app({}), cache: unknown, files: bucket }, one('app', '100/s')));
    expect(warnings).toContain('what a ttl does to the hits follows from a catalog, which is not given');
  });

  it('spreads reads over primaries and replicas that answer them, and writes again at each', () => {
    const redis = {
      kind: 'cache',
      instance: 'cache.m6g.large',
      shards: 3,
      replicas: 2,
      read_from_replicas: true,
      read_ratio: 0.9,
    };
    const { plan, work, assumed } = performed(aws({ redis }, one('redis', '1000/s')), 'redis', { vcpus: 2 });
    const stations = [{ resource: 'cpu', servers: 1 }];
    expect(plan.tiers).toEqual([
      { nodes: 3, dispatch: 'random', threads: undefined, stations },
      { name: 'replica', nodes: 6, dispatch: 'random', threads: undefined, stations },
    ]);
    const command = serve(0, { mean: 1 / 74_239, scv: 0.25, shape: 'gamma' });
    // 403,063 SET a second in a pipeline of 16
    const again = serve(0, { mean: 1 / 403_063, scv: 0.25, shape: 'gamma' });
    expect(rounded(work)).toEqual(
      rounded([
        either(
          0.9,
          [either(1 / 3, [visit(0, command)], [visit(1, command)])],
          [
            visit(0, command),
            { do: 'fork', needed: 1, branches: [[], [{ do: 'repeat', times: 2, steps: [visit(1, again)] }]] },
          ],
        ),
        CALLS,
      ]),
    );
    expect(assumed['CPU time of a replicated write']).toBe(1 / 403_063);
  });

  it('takes who reads and writes from the operations of calls, and has replicas stand by unless told', () => {
    const redis = { kind: 'cache', instance: 'cache.m6g.large', replicas: 1, read_from_replicas: true };
    const reads = { to: 'redis', operation: 'read', times: 3 };
    const caller = { kind: 'service', instance: 'm5.large', demand: { cpu: '1ms' } };
    const both = { ...caller, calls: [reads, { to: 'redis', operation: 'write' }] };
    const { work } = performed(aws({ both, redis }, one('both', '100/s')), 'redis');
    expect(work[0]).toMatchObject({ do: 'either', branches: [{ probability: 0.75 }, { probability: 0.25 }] });
    const { read_from_replicas: _, ...standing } = redis;
    expect(performed(aws({ both, redis: standing }, one('both', '100/s')), 'redis').plan.tiers).toHaveLength(1);
    const silent = performed(aws({ redis }, one('redis', '100/s')), 'redis');
    expect(silent.warnings).toEqual([
      'neither the calls nor the component say which requests write: all are timed as reads',
    ]);
  });

  it('leaves the primary of the hottest shard its part of the reads, and all writes', () => {
    const catalog = { objects: 2, zipf: 0, mean_size: '1 KB' };
    const redis = {
      kind: 'cache',
      instance: 'cache.m6g.large',
      shards: 2,
      replicas: 1,
      catalog,
      read_ratio: 0.8,
      demand: { cpu: '10us' },
    };
    const limit = (more: object) =>
      performed(aws({ redis: { ...redis, ...more } }, one('redis', '1000/s')), 'redis').plan.limits![0]!;
    // Half and half of the rest of two objects: 75 % of 10 ms a second; of that 0.2 + 0.8/2 stay.
    expect(limit({}).use).toBeCloseTo(0.0075, 12);
    expect(limit({ read_from_replicas: true }).use).toBeCloseTo(0.0045, 12);
  });

  it.each([
    [{ replicas: 0 }, 'there are no replicas to read from'],
    [{}, 'there are no replicas to read from'],
    [{ replicas: 1, engine: 'memcached' }, 'Memcached has no replicas'],
  ])('refuses to read from replicas with %j', (fields, message) => {
    const redis = { kind: 'cache', instance: 'cache.m6g.large', read_from_replicas: true, ...fields };
    expect(() => estimateOf(aws({ redis }))).toThrow(message);
  });
});
