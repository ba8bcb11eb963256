import { describe, expect, it } from 'vitest';
import { estimateOf } from '../support.ts';

const node = (more: object = {}) => ({ kind: 'custom', service: { mean: '1ms' }, mtbf: '999h', mttr: '1h', ...more });
const unavailability = (edge: object, components: object = { one: node(), two: node() }) =>
  estimateOf({
    provider: 'aws',
    region: 'us-east-1',
    failure: { basis: 'sla' },
    workload: { a: { enters: 'edge', rate: '1/s' } },
    components: { edge: { kind: 'dns', calls: [{ to: 'one', fallback: 'two' }], ...edge }, ...components },
  }).availability.classes(0).unavailability;

const DOWN = 1e-3;
const fresh = (seconds: number, mean = 3600) => 1 - Math.exp(-seconds / mean);

describe('a fallback that is behind a name', () => {
  it('takes health checks of 3 × 30 s and a time to live of 60 s by default', () => {
    // One in a thousand of the time the first is down, and for 150 s clients do not know.
    expect(unavailability({})).toBeCloseTo(DOWN * fresh(150) + DOWN ** 2, 7);
  });

  it('takes what the file says', () => {
    expect(unavailability({ ttl: '10s', health_check: '30s' })).toBeCloseTo(DOWN * fresh(40) + DOWN ** 2, 7);
    expect(unavailability({ ttl: '10s', health_check: '30s' })).toBeLessThan(unavailability({}));
  });

  it('counts all that the first waits for', () => {
    const chain = { one: node({ calls: [{ to: 'db' }] }), db: node(), two: node() };
    expect(unavailability({}, chain)).toBeCloseTo(2 * DOWN * fresh(150) + 2 * DOWN ** 2, 6);
  });

  it('is there at once behind anything else', () => {
    expect(unavailability({ kind: 'load-balancer', availability: '100%' })).toBeCloseTo(DOWN ** 2, 9);
  });

  it('two regions of web servers and databases are out for more than 9 s a year (cases/dns-failover)', () => {
    const side = (region: string, web: string, db: string) => ({
      [web]: { kind: 'service', region, instance: 'm7g.large', count: 4, demand: { cpu: '5ms' }, calls: [{ to: db }] },
      [db]: { kind: 'sql', region, instance: 'db.r6g.large', multi_az: true, storage: '100 GB' },
    });
    const { availability } = estimateOf({
      provider: 'aws',
      region: 'us-east-1',
      workload: { a: { enters: 'edge', rate: '100/s', response: '10 KB' } },
      components: {
        edge: { kind: 'dns', routing: 'latency', calls: [{ to: 'web1', fallback: 'web2' }] },
        ...side('us-east-1', 'web1', 'db1'),
        ...side('us-west-2', 'web2', 'db2'),
      },
    });
    expect(availability.classes(0).unavailability).toBeGreaterThan(3e-7);
  });
});
