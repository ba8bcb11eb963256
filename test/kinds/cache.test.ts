import { describe, expect, it } from 'vitest';
import { CALLS, performed, serve, visit } from './perform-context.ts';
import { aws, azure, estimated, gcp, GB_PER_MBPS, one } from './topologies.ts';

const app = (call: object) => ({ kind: 'service', instance: 'm5.large', count: 3, calls: [{ to: 'cache', ...call }] });
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
    // 3 nodes of 1 GB hold half of 6,291,456 objects of 1 KB
    const cache = {
      kind: 'cache',
      engine: 'memcached',
      instance: 'cache.t3.micro',
      count: 3,
      memory: '1 GB',
      catalog: { objects: 6_291_456, zipf: 0, mean_size: '1 KB' },
      calls: [{ to: 'files' }],
    };
    const { flow, amounts } = estimated(aws({ app: app({}), cache, files: bucket }, one('app', '100/s')));
    expect(flow('cache', 'files').rate).toBeCloseTo(50, 4);
    // 3 × 730 × 0.017
    expect(amounts('cache')['cache.t3.micro node']).toBe('37.23');
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
    const { plan, work } = performed(aws({ redis }, one('redis', '1000/s')), 'redis');
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
});
