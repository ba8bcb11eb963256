import { describe, expect, it } from 'vitest';
import { CALLS, delay, exponential, performed } from './perform-context.ts';
import { aws, azure, estimated, gcp, GB_PER_MBPS, one } from './topologies.ts';

const bank = { kind: 'external' };
const nat = { kind: 'nat-gateway', calls: [{ to: 'bank' }] };
const app = (instance: string, call: object = {}) => ({
  kind: 'service',
  instance,
  count: 3,
  calls: [{ to: 'nat', request: '1 MB', response: '2 MB', ...call }],
});

describe('nat-gateway', () => {
  it('processes bytes both ways, of which those out are egress too, and is reached across zones', () => {
    const { amounts, quantities } = estimated(aws({ app: app('m5.large'), nat, bank }, one('app', '1/s')));
    // 730 × 0.045; 7,699.21875 × 0.045; 2,566.40625 × 0.09; 730 × 0.005
    expect(amounts('nat')).toEqual({
      'gateway-hour': '32.85',
      'data-processed': '346.46',
      'internet-egress': '230.98',
      'public IPv4 addresses': '3.65',
    });
    // One gateway in one of three zones: two thirds cross
    expect(quantities('app')['inter-az app → nat']).toBeCloseTo(2 * GB_PER_MBPS, 6);
  });

  it('keeps the traffic in its zone where each has one', () => {
    const { amounts } = estimated(
      aws({ app: { ...app('m5.large'), public_ip: false }, nat: { ...nat, count: 3 }, bank }, one('app', '1/s')),
    );
    expect(amounts('nat')['gateway-hour']).toBe('98.55');
    expect(Object.keys(amounts('app'))).toEqual(['m5.large on-demand']);
  });

  it('bills Azure by gateway and byte', () => {
    expect(estimated(azure({ app: app('D2s_v5'), nat, bank }, one('app', '1/s'))).amounts('nat')).toEqual({
      'gateway-hour': '32.85',
      'data-processed': '346.46',
      'internet-egress': '223.28',
      'public IPv4 addresses': '3.65',
    });
  });

  it('bills Google by the machines behind it, up to 32, and says so where they are not counted', () => {
    const bill = (more: object) => estimated(gcp({ nat: { kind: 'nat-gateway', public_ip: false, ...more } }));
    // 730 × 12 × 0.0014; 2 × 730 × 32 × 0.0014
    expect(bill({ machines: 12 }).amounts('nat')).toEqual({ 'gateway-vm-hour': '12.26' });
    expect(bill({ machines: 50, count: 2 }).amounts('nat')).toEqual({ 'gateway-vm-hour': '65.41' });
    const message = 'how many machines are behind the gateway is not given: one is billed, of up to 32';
    expect(bill({}).warnings).toContain(message);
    expect(bill({ machines: 12 }).warnings).not.toContain(message);
  });

  it('bills usage, and egress given by usage as processed too', () => {
    // 730 × (0.045 + 0.005) + 100 × 0.045
    expect(estimated(aws({ nat: { kind: 'nat-gateway', usage: { processed: '100 GB/month' } } })).total).toBe('41.00');
    // and 100 × 0.09
    expect(estimated(aws({ nat: { kind: 'nat-gateway', usage: { egress: '100 GB/month' } } })).total).toBe('50.00');
  });

  it('adds a hop', () => {
    const { work, assumed } = performed(aws({ nat: { kind: 'nat-gateway' } }, one('nat', '4/s')), 'nat');
    expect(work).toEqual([delay(exponential(50e-6)), CALLS]);
    expect(assumed).toEqual({ 'address translation': 50e-6 });
  });
});
