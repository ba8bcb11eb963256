import { describe, expect, it } from 'vitest';
import { aws, azure, estimated, gcp, GB_PER_MBPS, one } from './topologies.ts';

const fleet = { kind: 'service', instance: 'm5.large', count: 3 };

describe('load-balancer', () => {
  it.each([
    // 1,000 new connections a second ÷ 25
    { largest: 'new connections', lb: {}, lcus: 40 },
    // 100/s of 600 s each stay open: 60,000 ÷ 3,000
    { largest: 'open connections', lb: { requests_per_connection: 10, connection_duration: '600s' }, lcus: 20 },
    // 1,000/s × 100 rules beyond the ten that are free ÷ 1,000
    { largest: 'rules', lb: { requests_per_connection: 100, rules: 110 }, lcus: 100 },
  ])('takes the capacity units of an ALB from $largest', ({ lb, lcus }) => {
    const { amounts, quantities } = estimated(aws({ lb: { kind: 'load-balancer', ...lb } }, one('lb', '1000/s')));
    expect(quantities('lb')['lcu-hour']).toBeCloseTo(lcus * 730, 6);
    // 730 × 0.0225
    expect(amounts('lb')['lb-hour']).toBe('16.43');
    expect(amounts('lb')['lcu-hour']).toBe((lcus * 730 * 0.008).toFixed(2));
  });

  it('takes them from the bytes both ways where these need the most', () => {
    // 4 MB/s: 10,265.625 GB a month are as many LCU-hours
    const { quantities } = estimated(
      aws({ lb: { kind: 'load-balancer' } }, one('lb', '1/s', { request: '1 MB', response: '3 MB' })),
    );
    expect(quantities('lb')['lcu-hour']).toBeCloseTo(4 * GB_PER_MBPS, 4);
    expect(quantities('lb')['internet-egress']).toBeCloseTo(3 * GB_PER_MBPS, 4);
  });

  it('is a Network Load Balancer on layer 4, with dimensions of its own', () => {
    // 1,000 connections/s ÷ 800 = 1.25; with TLS ÷ 50 = 20: × 730 × 0.006
    expect(
      estimated(aws({ lb: { kind: 'load-balancer', layer: 4 } }, one('lb', '1000/s'))).amounts('lb')['nlcu-hour'],
    ).toBe('5.48');
    expect(
      estimated(aws({ lb: { kind: 'load-balancer', layer: 4, tls: true } }, one('lb', '1000/s'))).amounts('lb')[
        'nlcu-hour'
      ],
    ).toBe('87.60');
  });

  it('passes on what came in, free of charge between zones where it is an ALB and not where it is an NLB', () => {
    const bill = (kind: string, more: object = {}) =>
      estimated(
        aws(
          { lb: { kind, ...more, calls: [{ to: 'app' }] }, app: fleet },
          one('lb', '1/s', { request: '1 MB', response: '2 MB', peak: '5x' }),
        ),
      );
    expect(bill('alb').flow('lb', 'app')).toEqual({ rate: 1, peak: 5, sent: 1, got: 2 });
    expect(bill('alb').quantities('lb')['inter-az lb → app']).toBeCloseTo(2 * GB_PER_MBPS, 6);
    expect(bill('alb').amounts('lb')['inter-az lb → app']).toBe('0.00');
    // Two thirds of 3 MB/s: 5,132.8125 × 2 × 0.01; an NLB keeps to its zone unless it is told otherwise.
    expect(bill('nlb', { cross_zone: true }).amounts('lb')['inter-az lb → app']).toBe('102.66');
    expect(bill('nlb').amounts('lb')['inter-az lb → app']).toBeUndefined();
  });

  it('takes the capacity units of an Application Gateway from connections or throughput', () => {
    // 1,000/s × 60 s ÷ 2,500 = 24 units × 730 × 0.008; 730 × 0.20; an address, 730 × 0.005
    expect(
      estimated(azure({ lb: { kind: 'load-balancer', connection_duration: '60s' } }, one('lb', '1000/s'))).amounts(
        'lb',
      ),
    ).toEqual({
      'standard-v2-fixed': '146.00',
      'standard-v2-capacity-unit': '140.16',
      'public IPv4 addresses': '3.65',
    });
    // 1 MB/s = 8.388608 Mbit/s ÷ 2.22
    expect(
      estimated(azure({ lb: { kind: 'load-balancer' } }, one('lb', '1/s', { request: '1 MB' }))).quantities('lb')[
        'standard-v2-capacity-unit'
      ],
    ).toBeCloseTo((8.388608 / 2.22) * 730, 5);
  });

  it('bills rules and bytes of an Azure Load Balancer', () => {
    // 730 × 0.025 for five rules, 3 × 730 × 0.01; 2,566.40625 × 0.005; an address, 730 × 0.005
    expect(
      estimated(
        azure({ lb: { kind: 'load-balancer', layer: 4, rules: 8 } }, one('lb', '1/s', { request: '1 MB' })),
      ).amounts('lb'),
    ).toEqual({
      'standard-first-5-rules-hour': '18.25',
      'standard-additional-rule-hour': '21.90',
      'standard-data-processed': '12.83',
      'public IPv4 addresses': '3.65',
    });
  });

  it('bills bytes both ways through a proxy of Google, and only those in where packets pass', () => {
    const workload = one('lb', '1/s', { request: '1 MB', response: '1 MB' });
    // 730 × 0.025; 2,566.40625 × 0.008 each way; 1,024 × 0.12 + 1,542.40625 × 0.11
    expect(estimated(gcp({ lb: { kind: 'load-balancer' } }, workload)).amounts('lb')).toEqual({
      'forwarding-rule-first-5-hour': '18.25',
      'ingress-data': '20.53',
      'egress-data': '20.53',
      'internet-premium-worldwide': '292.54',
    });
    expect(estimated(gcp({ lb: { kind: 'load-balancer', layer: 4 } }, workload)).amounts('lb')).not.toHaveProperty(
      'egress-data',
    );
  });

  it('needs as many capacity units for the month’s traffic in half the hours', () => {
    const bill = estimated(
      aws({ lb: { kind: 'load-balancer', hours: '12h/day', public_ip: false } }, one('lb', '1000/s')),
    );
    expect(bill.quantities('lb')).toEqual({ 'lb-hour': 365, 'lcu-hour': 29_200 });
  });
});
