import { describe, expect, it } from 'vitest';
import { estimateOf } from '../support.ts';

const resources = (cache: object, place: object = { provider: 'aws', region: 'us-east-1' }, rate = '1000/s') =>
  estimateOf({
    ...place,
    workload: { w: { enters: 'c', rate, request: '64 B', response: '64 B' } },
    components: { c: { kind: 'cache', ...cache } },
  }).performance.components[0]!.resources;
const capacity = (cache: object, place?: object, resource = 'cpu') =>
  resources(cache, place).find((one) => one.resource === resource)!.capacity!;

describe('Redis by the size of its node', () => {
  it('executes on one core of a small one: 74,239 commands a second (redis-benchmark)', () => {
    expect(capacity({ instance: 'cache.m7g.large' })).toBeCloseTo(74_239, -1);
  });

  it('does over a million on cache.r7g.4xlarge (AWS database blog), and 1.72 times a core on cache.r6g.xlarge', () => {
    expect(capacity({ instance: 'cache.r7g.4xlarge' }) / 1e6).toBeCloseTo(1, 6);
    expect(capacity({ instance: 'cache.r6g.xlarge' }) / (1.72 * 74_239)).toBeCloseTo(1, 6);
    const middle = capacity({ instance: 'cache.r7g.2xlarge' });
    // Valkey 7.2 did 360,000 on 16 vCPUs.
    expect(middle).toBeGreaterThan(1.72 * 74_239);
    expect(middle).toBeLessThan(1e6);
  });

  it('is no more than was published of each size on Azure, with TLS: C0 7500, C1 20,720, P1 172,000', () => {
    const azure = { provider: 'azure', region: 'eastus' };
    expect(capacity({ instance: 'C0', tier: 'basic' }, azure, 'requests')).toBeCloseTo(7500, 6);
    expect(capacity({ instance: 'C1', tier: 'standard' }, azure, 'requests')).toBeCloseTo(20_720, 6);
    expect(capacity({ instance: 'P1', shards: 2 }, azure, 'requests')).toBeCloseTo(344_000, 6);
  });
});
