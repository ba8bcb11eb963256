import { describe, expect, it } from 'vitest';
import { CALLS, delay, exponential, performed } from './perform-context.ts';
import { aws, azure, estimated, gcp, one } from './topologies.ts';

describe('dns', () => {
  it('bills the lookups that no resolver answers from its cache', () => {
    // Each of 1,000 resolvers sees 1/s and misses once in 61 s: 1,000/61 × 2,628,000 = 43,081,967.2 queries × 0.0000004
    const name = { kind: 'dns', ttl: '60s', resolvers: 1000 };
    const { quantities, amounts, warnings } = estimated(aws({ name }, one('name', '1000/s')));
    expect(quantities('name')['standard-queries']).toBeCloseTo((1000 / 61) * 2_628_000, 3);
    expect(amounts('name')).toEqual({ 'hosted-zone': '0.50', 'standard-queries': '17.23' });
    expect(warnings).not.toContain('without ttl and resolvers every request is billed as a lookup');
  });

  it('bills every request, and says so, where nothing is known of caches', () => {
    // 2,628 M: 1,000 M × 0.60 + 1,628 M × 0.30
    const { amounts, warnings } = estimated(aws({ name: { kind: 'dns', routing: 'latency' } }, one('name', '1000/s')));
    expect(amounts('name')['latency-queries']).toBe('1088.40');
    expect(warnings).toContain('without ttl and resolvers every request is billed as a lookup');
  });

  it('passes requests on as they came, for the names are all that it sees', () => {
    const name = { kind: 'dns', ttl: '60s', resolvers: 100, calls: [{ to: 'lb' }] };
    const { flow } = estimated(
      aws(
        { name, lb: { kind: 'load-balancer' } },
        one('name', '2/s', { request: '1 MB', response: '2 MB', peak: '4x' }),
      ),
    );
    expect(flow('name', 'lb')).toEqual({ rate: 2, peak: 8, sent: 2, got: 4 });
  });

  it('bills zones by the month, cheaper from the 26th on', () => {
    // 25 × 0.50 + 5 × 0.10; at Google 25 × 0.20 + 5 × 0.10
    expect(estimated(aws({ name: { kind: 'dns', hosted_zones: 30 } })).total).toBe('13.00');
    expect(estimated(azure({ name: { kind: 'dns', hosted_zones: 30 } })).total).toBe('13.00');
    expect(estimated(gcp({ name: { kind: 'dns', hosted_zones: 30 } })).total).toBe('5.50');
  });

  it('bills queries given by usage', () => {
    // 0.50 + 10 M × 0.0000004
    expect(estimated(azure({ name: { kind: 'dns', usage: { queries: '10M/month' } } })).total).toBe('4.50');
  });

  it('waits for a resolver’s cache, and for the rest where that has not the name', () => {
    // At the peak of 200/s over 100 resolvers each asks 2/s: of 2 × 60 + 1 lookups one gets through.
    const names = { kind: 'dns', ttl: '60s', resolvers: 100 };
    const { work } = performed(aws({ names }, one('names', '100/s', { peak: '2x' })), 'names');
    expect(work).toEqual([
      {
        do: 'either',
        branches: [
          // 200 ms are the 95th percentile of an exponential time with a mean of 200 ÷ ln 20
          { probability: 1 / 121, steps: [delay(exponential(0.2 / Math.log(20)))] },
          { probability: 1 - 1 / 121, steps: [delay(exponential(10e-3))] },
        ],
      },
      CALLS,
    ]);
  });

  it('says that no answer is cached where nobody says for how long', () => {
    const { work, warnings } = performed(aws({ names: { kind: 'dns' } }, one('names', '100/s')), 'names');
    expect(work).toEqual([delay(exponential(0.2 / Math.log(20))), CALLS]);
    expect(warnings).toEqual([
      'without ttl and resolvers every request waits for a lookup that no resolver has cached',
    ]);
  });
});
