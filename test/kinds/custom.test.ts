import { describe, expect, it } from 'vitest';
import { aws, azure, estimated, gcp, one } from './topologies.ts';

describe('custom', () => {
  it('charges its own prices by month, hour, node, request and byte', () => {
    const station = {
      kind: 'custom',
      count: 2,
      hours: '12h/day',
      price: [
        { meter: 'licence', per: 'month', usd: 100 },
        { meter: 'call', per: 'request', usd: 0.0001 },
        { meter: 'core', per: 'node-hour', usd: 0.1 },
        { meter: 'seat', per: 'node-month', usd: 5 },
        { meter: 'site', per: 'hour', usd: 1 },
        { meter: 'byte', per: 'gb', usd: 0.5 },
      ],
    };
    const app = { kind: 'custom', calls: [{ to: 'station', request: '1 MB', response: '0 B' }] };
    const { amounts } = estimated({ workload: one('app', '1/s'), components: { app, station } });
    // 2.628 M × 0.0001; 2 × 365 × 0.1; 2 × 5; 365 × 1; 2,566.40625 × 0.5
    expect(amounts('station')).toEqual({
      licence: '100.00',
      call: '262.80',
      core: '73.00',
      seat: '10.00',
      site: '365.00',
      byte: '1283.20',
    });
  });

  it('adds the requests of its usage', () => {
    const price = [{ meter: 'call', per: 'request', usd: '0.001' }];
    expect(estimated({ components: { s: { kind: 'custom', price, usage: { requests: '1000/month' } } } }).total).toBe(
      '1.00',
    );
  });

  it('bills its instances and their disks', () => {
    const volumes = [{ type: 'gp3', size: '100 GB' }];
    // 2 × 730 × 0.096 + 2 × 100 × 0.08
    expect(estimated(aws({ s: { kind: 'custom', instance: 'm5.large', count: 2, volumes } })).total).toBe('156.16');
    // Disks alone, beside machines that somebody else sells
    expect(estimated(aws({ s: { kind: 'custom', volumes } })).total).toBe('8.00');
    // 730 × 0.0475 × 70 % + 10 × 0.17
    const ssd = [{ type: 'pd-ssd', size: '10 GB' }];
    expect(estimated(gcp({ s: { kind: 'custom', instance: 'n1-standard-1', volumes: ssd } })).total).toBe('25.97');
    // 730 × 0.099 + P10
    const premium = [{ type: 'premium-ssd', size: '128 GB' }];
    expect(estimated(azure({ s: { kind: 'custom', instance: 'F2', volumes: premium } })).total).toBe('91.98');
  });

  it('moves its bytes for nothing where it stands nowhere', () => {
    const app = { kind: 'custom', count: 3, calls: [{ to: 's', request: '1 MB', response: '1 MB' }] };
    expect(estimated({ workload: one('app', '1/s'), components: { app, s: { kind: 'custom', count: 3 } } }).total).toBe(
      '0.00',
    );
  });
});
