import { describe, expect, it } from 'vitest';
import { CALLS, constant, delay, exponential, performed } from './perform-context.ts';
import { aws, azure, estimated, gcp, GB_PER_MBPS, one } from './topologies.ts';

const service = (instance: string) => ({
  kind: 'service',
  instance,
  calls: [{ to: 'bank', request: '1 MB', response: '4 MB' }],
});

describe('external', () => {
  it('charges its own prices', () => {
    const price = [
      { meter: 'call', per: 'request', usd: '0.001' },
      { meter: 'traffic', per: 'gb', usd: '0.1' },
      { meter: 'fee', per: 'month', usd: '20' },
    ];
    const { amounts } = estimated(
      aws({ app: service('m5.large'), bank: { kind: 'external', price } }, one('app', '1/s')),
    );
    // 2.628 M × 0.001; 5 MB/s: 12,832.03125 GB × 0.1
    expect(amounts('bank')).toEqual({ call: '2628.00', traffic: '1283.20', fee: '20.00' });
  });

  it('is reached over the internet: what is sent is egress, what comes back is free', () => {
    const bank = { kind: 'external' };
    const { quantities, amounts } = estimated(aws({ app: service('m5.large'), bank }, one('app', '1/s')));
    expect(quantities('app')['internet-egress']).toBeCloseTo(GB_PER_MBPS, 6);
    // 2,566.40625 × 0.09
    expect(amounts('app')['internet-egress']).toBe('230.98');
    // 2,566.40625 × 0.087
    expect(
      estimated(azure({ app: service('D2s_v5'), bank }, one('app', '1/s'))).amounts('app')['internet-egress'],
    ).toBe('223.28');
    // 1,024 × 0.12 + 1,542.40625 × 0.11
    expect(
      estimated(gcp({ app: service('e2-standard-2'), bank }, one('app', '1/s'))).amounts('app')[
        'internet-premium-worldwide'
      ],
    ).toBe('292.54');
  });

  it('lets what it calls answer over the internet', () => {
    // A webhook: the answer of 1 MB/s is egress of the service
    const hook = { kind: 'external', calls: [{ to: 'app', request: '5 MB', response: '1 MB' }] };
    const { quantities } = estimated(aws({ hook, app: { kind: 'service', instance: 'm5.large' } }, one('hook', '1/s')));
    expect(quantities('app')['internet-egress']).toBeCloseTo(GB_PER_MBPS, 6);
  });

  it('takes the latency and the limit that the file gives', () => {
    const theirs = { kind: 'external', latency: '120ms', cv: 0, limit: '50/s' };
    const { plan, work } = performed(aws({ theirs }, one('theirs', '4/s', { peak: '3x' })), 'theirs');
    expect(plan.limits).toEqual([
      { resource: 'requests', unit: '/s', capacity: 50, use: 12, source: 'the file: limit' },
    ]);
    expect(work).toEqual([delay(constant(0.12)), CALLS]);
  });

  it('assumes how its latency spreads, and says where there is none', () => {
    const of = (more: object) =>
      performed(aws({ theirs: { kind: 'external', ...more } }, one('theirs', '4/s')), 'theirs');
    expect(of({ latency: '120ms' })).toMatchObject({
      work: [delay(exponential(0.12)), CALLS],
      assumed: { 'spread of times that the file gives': 1 },
    });
    expect(of({})).toMatchObject({
      work: [CALLS],
      warnings: ['latency is not set: response time unknown'],
    });
  });
});
