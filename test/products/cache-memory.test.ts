import { describe, expect, it } from 'vitest';
import { estimate } from '../../src/estimate/estimate.ts';
import { readSources } from '../../src/topology/merge.ts';
import { estimateOf, RATES, TODAY } from '../support.ts';

const file = (cache: object, provider = 'aws', region = 'us-east-1') => ({
  provider,
  region,
  workload: { w: { enters: 'app', rate: '100/s', response: '1 KB' } },
  components: {
    app: { kind: 'custom', service: { mean: '2ms' }, calls: [{ to: 'c', request: '100 B', response: '1 KB' }] },
    c: {
      kind: 'cache',
      catalog: { objects: 1_000_000, zipf: 0.8, mean_size: '50 KB' },
      calls: [{ to: 'db', request: '100 B', response: '1 KB' }],
      ...cache,
    },
    db: { kind: 'external', latency: '5ms' },
  },
});
const gib = (cache: object, provider?: string, region?: string) => {
  const { placed } = estimateOf(file(cache, provider, region));
  return placed.find(({ component }) => component.name === 'c')!.context.memoryBytes! / 2 ** 30;
};
const problems = (cache: object, provider?: string, region?: string) => {
  const sources = readSources([{ name: 'a.yaml', text: JSON.stringify(file(cache, provider, region)) }]);
  const result = estimate(sources, { rates: RATES, today: TODAY });
  return result.ok ? [] : result.diagnostics.map(({ path, message }) => `${path.join('.')}: ${message}`);
};

/** @see docs.aws.amazon.com AmazonElastiCache ParameterGroups.Engine: maxmemory by node type */
describe('memory of a cache node', () => {
  it('is what ElastiCache leaves: 6.38 GiB of an m7g.large, 0.5 of a t4g.micro, 52.82 of an r7g.2xlarge', () => {
    expect(gib({ instance: 'cache.m7g.large' })).toBeCloseTo(6_854_542_746 / 2 ** 30, 2);
    expect(gib({ instance: 'cache.t4g.micro' })).toBe(0.5);
    expect(gib({ instance: 'cache.r7g.2xlarge' })).toBeCloseTo(52.82, 2);
  });

  it('differs for Memcached where AWS says so: 3.285 GiB on t3.medium', () => {
    expect(gib({ instance: 'cache.t3.medium', engine: 'memcached' })).toBeCloseTo(3.285, 3);
    expect(gib({ instance: 'cache.t3.medium' })).toBeCloseTo(3.09, 2);
  });

  it('is the size’s on Azure and the node type’s on Google', () => {
    expect(gib({ instance: 'C1', tier: 'standard' }, 'azure', 'eastus')).toBe(1);
    expect(gib({ instance: 'P2' }, 'azure', 'eastus')).toBe(13);
    expect(gib({ instance: 'highmem-medium' }, 'gcp', 'us-central1')).toBe(13);
    expect(gib({ instance: 'standard-5' }, 'gcp', 'us-central1')).toBe(5);
  });

  it('decides what hits, as if it had been written down', () => {
    const misses = (cache: object) => estimateOf(file(cache)).traffic.carried[1]!;
    const node = { instance: 'cache.m7g.large' };
    expect(misses(node)).toBeCloseTo(misses({ ...node, memory: '6.384 GB' }), 9);
  });

  it('is not more than the node has: an error at its place', () => {
    expect(problems({ instance: 'cache.t4g.micro', memory: '50 GB' })).toEqual([
      expect.stringContaining(
        'components.c.memory: a node of Amazon ElastiCache of type cache.t4g.micro keeps 0.5 GB, not 50 GB',
      ),
    ]);
    expect(problems({ instance: 'C1', memory: '6 GB' }, 'azure', 'eastus')[0]).toContain('components.c.memory');
    expect(problems({ instance: 'highmem-medium', memory: '20 GB' }, 'gcp', 'us-central1')[0]).toContain('13 GB');
    expect(problems({ instance: 'cache.m7g.large', memory: '6 GB' })).toEqual([]);
  });
});
