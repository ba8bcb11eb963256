import { describe, expect, it } from 'vitest';
import { estimateOf } from '../support.ts';

const through = (rate: string, more: object = {}, place: object = { provider: 'aws', region: 'us-east-1' }) => {
  const { performance } = estimateOf({
    ...place,
    workload: { w: { enters: 'n', rate, response: '1 KB', request: '1 KB' } },
    components: {
      n: { kind: 'nat-gateway', calls: [{ to: 'x', request: '1 KB', response: '1 KB' }], ...more },
      x: { kind: 'external', latency: '500ms', availability: '99.9%' },
      y: { kind: 'external', latency: '50ms' },
    },
  });
  return { performance, resources: performance.components[0]!.resources };
};
const connections = (found: ReturnType<typeof through>, name = 'connections') =>
  found.resources.find(({ resource }) => resource === name)!;

/**
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/vpc-nat-gateway.html: 55,000 connections to each unique
 * destination
 */
describe('connections through a NAT gateway', () => {
  it('are rate times response: 200 000/s of 500 ms are 100 000 of 55 000', () => {
    const found = through('200000/s');
    expect(connections(found).utilization).toBeCloseTo(100_000 / 55_000, 3);
    expect(connections(found).capacity).toBeCloseTo(110_000, -2);
    expect(found.performance.classes[0]!.headroom).toBeCloseTo(0.55, 3);
    expect(found.performance.classes[0]!.latency()).toBeUndefined();
  });

  it('grow with gateways', () => {
    expect(connections(through('200000/s', { count: 3 })).utilization).toBeCloseTo(100_000 / 165_000, 3);
  });

  it('are counted by destination', () => {
    const found = through('50000/s', { calls: [{ to: 'x' }, { to: 'y', times: 2 }] });
    expect(connections(found, 'connections to x').utilization).toBeCloseTo(25_000 / 55_000, 3);
    expect(connections(found, 'connections to y').utilization).toBeCloseTo(5000 / 55_000, 3);
  });

  it('are 64 512 of an address on Azure and Google Cloud', () => {
    const azure = through('100000/s', {}, { provider: 'azure', region: 'eastus' });
    const gcp = through('100000/s', {}, { provider: 'gcp', region: 'us-central1' });
    for (const found of [azure, gcp]) expect(connections(found).utilization).toBeCloseTo(50_000 / 64_512, 3);
  });
});
