/**
 * What stores and gateways without nodes take, by formulas and by simulation; and a token bucket against one of its
 * own.
 */
import { describe, expect, it } from 'vitest';
import { sideBySide } from '../kinds/joined.ts';
import { aws, azure, gcp, one } from '../kinds/topologies.ts';

/** Behind a gateway: a machine of four vCPUs. */
const app = { kind: 'service', instance: 'm5.xlarge', demand: { cpu: '10ms' } };
const behind = { calls: [{ to: 'app', protocol: 'none' }] };

/** Kind, provider, fields, rate and sizes. */
const SETS: readonly (readonly [kind: string, topology: typeof aws, fields: object, rate: string, sizes?: object])[] = [
  ['kv-store', aws, { read_ratio: 1 }, '100/s'],
  ['kv-store', azure, { read_ratio: '50%' }, '100/s'],
  ['kv-store', gcp, { read_ratio: '50%' }, '100/s'],
  ['kv-store', gcp, { read_ratio: 1, nodes: 3 }, '1000/s'],
  ['kv-store', aws, { read_ratio: '80%', item_size: '10 KB', consistency: 'strong' }, '1000/s'],
  ['kv-store', aws, { mode: 'provisioned', read_ratio: '80%', read_capacity: 500, write_capacity: 250 }, '1000/s'],
  ['kv-store', azure, { mode: 'provisioned', read_ratio: '80%', request_units: 2250 }, '1000/s'],
  ['kv-store', aws, { read_ratio: 0 }, '1/s'],
  ['kv-store', azure, { read_ratio: 1, consistency: 'strong' }, '5000/s'],
  ['kv-store', gcp, { read_ratio: 0 }, '100/s'],
  ['object-store', aws, { read_ratio: 1 }, '100/s'],
  ['object-store', aws, { read_ratio: 1 }, '100/s', { response: '1 MB' }],
  ['object-store', aws, { read_ratio: 1 }, '100/s', { response: '85 MB' }],
  ['object-store', aws, { read_ratio: 0 }, '100/s', { request: '10 MB' }],
  ['object-store', aws, { read_ratio: '80%', prefixes: 2 }, '4400/s', { response: '100 KB' }],
  ['object-store', aws, { read_ratio: 1, class: 'express-one-zone' }, '1000/s'],
  ['object-store', aws, { read_ratio: 1, class: 'express-one-zone' }, '1000/s', { response: '1 MB' }],
  ['object-store', azure, { read_ratio: '50%' }, '100/s', { response: '5 MB' }],
  ['object-store', gcp, { read_ratio: '50%' }, '100/s', { response: '20 MB' }],
  ['object-store', gcp, { read_ratio: 1 }, '1/s'],
  ['api-gateway', aws, {}, '100/s'],
  ['api-gateway', aws, { type: 'rest' }, '1000/s'],
  ['api-gateway', azure, {}, '100/s'],
  ['api-gateway', gcp, {}, '100/s'],
  ['api-gateway', gcp, { quota: '125/s' }, '100/s'],
  ['api-gateway', aws, behind, '80/s'],
  ['api-gateway', aws, behind, '200/s'],
  ['api-gateway', aws, behind, '280/s'],
  ['api-gateway', aws, behind, '320/s'],
  ['api-gateway', aws, { ...behind, quota: '400/s' }, '320/s'],
];

describe('stores and gateways beside their simulation', () => {
  for (const [kind, topology, fields, rate, sizes] of SETS)
    it(`${kind} ${JSON.stringify(fields)} at ${rate} ${JSON.stringify(sizes ?? {})}`, () => {
      const components = { it: { kind, ...fields }, ...('calls' in fields && { app }) };
      const found = sideBySide(topology(components, one('it', rate, sizes)), 'calls' in fields ? 150_000 : 60_000);
      expect(found.utilization).toBeLessThanOrEqual(0.81);
      expect(Math.abs(found.meanError)).toBeLessThan(0.05);
      expect(Math.abs(found.p99Error)).toBeLessThan(0.15);
    });
});

describe('a token bucket', () => {
  it('lets a burst through for b/(λ − r), and then refuses 1 − r/λ', () => {
    const [rate, quota, burst] = [12_500, 10_000, 5000];
    let tokens = burst;
    let firstRefusal = 0;
    let refused = 0;
    let after = 0;
    for (let request = 1; request <= 250_000; request++) {
      tokens = Math.min(burst, tokens + quota / rate);
      if (firstRefusal > 0) after++;
      if (tokens >= 1) tokens--;
      else {
        firstRefusal ||= request / rate;
        refused++;
      }
    }
    expect(firstRefusal).toBeCloseTo(burst / (rate - quota), 2);
    expect(refused / after).toBeCloseTo(1 - quota / rate, 3);
  });
});
