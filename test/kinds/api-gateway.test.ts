import { describe, expect, it } from 'vitest';
import { CALLS, delay, exponential, performed } from './perform-context.ts';
import { aws, azure, estimated, gcp, GB_PER_MBPS, one } from './topologies.ts';

describe('api-gateway', () => {
  it('passes on what came in where its call gives no sizes', () => {
    const { flow } = estimated(
      aws(
        { api: { kind: 'api-gateway', calls: [{ to: 'f', times: 2 }] }, f: { kind: 'function', duration: '10ms' } },
        one('api', '4/s', { request: '512 KB', response: '1 MB', peak: '3x' }),
      ),
    );
    expect(flow(null, 'api')).toEqual({ rate: 4, peak: 12, sent: 2, got: 4 });
    expect(flow('api', 'f')).toEqual({ rate: 8, peak: 24, sent: 4, got: 8 });
  });

  it('counts HTTP calls in steps of 512 KB of the larger side, through their volume tiers', () => {
    // 262.8 M calls of 1,100 KB are 3 steps each: 300 M × 1.00 + 488.4 M × 0.90
    const topology = aws(
      { api: { kind: 'api-gateway' } },
      one('api', '100/s', { request: '600 KB', response: '1100 KB' }),
    );
    expect(estimated(topology).amounts('api')['http-requests']).toBe('739.56');
    // Without bytes a call is a step: 262.8 M × 1.00
    expect(estimated(aws({ api: { kind: 'api-gateway' } }, one('api', '100/s'))).total).toBe('262.80');
  });

  it('counts REST calls whatever their size', () => {
    // 525.6 M: 333 M × 3.50 + 192.6 M × 2.80
    const topology = aws({ api: { kind: 'api-gateway', type: 'rest' } }, one('api', '200/s', { request: '2 MB' }));
    expect(estimated(topology).total).toBe('1704.78');
  });

  it('counts messages both ways in steps of 32 KB, and the minutes of connections', () => {
    // 525.6 M × (2 steps in + 1 out) = 1,576.8 M: 1,000 M × 1.00 + 576.8 M × 0.80; 10 M minutes × 0.25
    const api = { kind: 'api-gateway', type: 'websocket', usage: { connection_minutes: '10M/month' } };
    const { amounts } = estimated(aws({ api }, one('api', '200/s', { request: '33 KB', response: '1 KB' })));
    expect(amounts('api')['websocket-messages']).toBe('1461.44');
    expect(amounts('api')['websocket-connection-minutes']).toBe('2.50');
  });

  it('charges what leaves to clients as egress', () => {
    // 1 MB/s: 2,566.40625 GB × 0.09
    const { amounts, quantities } = estimated(
      aws({ api: { kind: 'api-gateway' } }, one('api', '1/s', { response: '1 MB' })),
    );
    expect(quantities('api')['internet-egress']).toBeCloseTo(GB_PER_MBPS, 6);
    expect(amounts('api')['internet-egress']).toBe('230.98');
  });

  it('bills Azure by call or by unit, with the calls that each unit includes', () => {
    // Consumption: 262.8 M × 3.50
    expect(estimated(azure({ api: { kind: 'api-gateway' } }, one('api', '100/s'))).total).toBe('919.80');
    // Three Standard v2 units: 730 × 0.9589 + 2 × 730 × 0.68493; calls beyond 3 × 50 M: 112.8 M × 2.50
    expect(
      estimated(azure({ api: { kind: 'api-gateway', tier: 'StandardV2', units: 3 } }, one('api', '100/s'))).amounts(
        'api',
      ),
    ).toEqual({ 'standard-v2-unit': '700.00', 'standard-v2-secondary-unit': '1000.00', 'standard-v2-calls': '282.00' });
  });

  it('bills Google by call', () => {
    // 262.8 M × 3.00
    expect(estimated(gcp({ api: { kind: 'api-gateway' } }, one('api', '100/s'))).total).toBe('788.40');
  });

  it('adds the calls of its own usage', () => {
    expect(estimated(aws({ api: { kind: 'api-gateway', usage: { requests: '50M/month' } } })).total).toBe('50.00');
  });

  it('adds its published latency before what it calls', () => {
    const { plan, work } = performed(aws({ api: { kind: 'api-gateway', quota: '100/s' } }, one('api', '4/s')), 'api');
    // Its quota is a limit of the product's
    expect(plan).toMatchObject({ tiers: [], limits: [] });
    expect(work).toEqual([delay(exponential(20e-3)), CALLS]);
  });

  it('tells how long a burst above its quota lasts, and what is refused then', () => {
    const details = (topology: typeof aws, more: object, rate: string) =>
      performed(topology({ api: { kind: 'api-gateway', ...more } }, one('api', rate)), 'api').plan.details;
    // 5,000 tokens for 2,500 requests a second too many
    expect(details(aws, {}, '12500/s')).toEqual({
      throttled_share: { value: expect.closeTo(0.2, 12), unit: 'share' },
      burst_duration: { value: 2, unit: 's' },
    });
    expect(details(aws, {}, '10000/s')).toEqual({});
    expect(details(aws, { quota: '100/s' }, '200/s')).toMatchObject({
      throttled_share: { value: 0.5 },
      burst_duration: { value: 50 },
    });
    expect(details(gcp, { quota: '100/s' }, '200/s')).toEqual({ throttled_share: { value: 0.5, unit: 'share' } });
    expect(details(azure, {}, '1e6/s')).toEqual({});
  });
});
