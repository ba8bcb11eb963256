import { describe, expect, it } from 'vitest';
import { assumed, fromPercentiles, isAssumed, unspread } from '../../src/assumptions/figure.ts';
import {
  CACHE,
  CONSENSUS,
  DISK,
  FUNCTION,
  LOG,
  listFigures,
  PUBLISHED,
  QUEUE,
  SQL,
} from '../../src/assumptions/published.ts';
import { CROSS_ZONE, SAME_ZONE } from '../../src/assumptions/network.ts';
import { kinds } from '../../src/kinds/index.ts';

const UNITS = /^(s|bytes|bytes\/s|\/s|1|connections|requests|partitions|executions)$/;

describe('published figures', () => {
  it.each(listFigures().map(({ path, figure }) => [path, figure] as const))(
    '%s has a value, a unit of SI, conditions and a source',
    (_, figure) => {
      expect(figure.value).toBeGreaterThan(0);
      expect(figure.value).toBeLessThan(Infinity);
      expect(figure.unit).toMatch(UNITS);
      expect(figure.conditions.length).toBeGreaterThan(5);
      expect(figure.source.length).toBeGreaterThan(5);
      if (figure.year !== undefined) expect(figure.year >= 1990 && figure.year <= 2026).toBe(true);
    },
  );

  it('gives every guess of ours a reason and no year', () => {
    for (const { figure } of listFigures().filter((one) => isAssumed(one.figure))) {
      expect(figure.source).toMatch(/^assumption: .{10,}/);
      expect(figure.year).toBeUndefined();
    }
  });

  it('stands under kinds, but for disks', () => {
    const names = Object.keys(PUBLISHED).filter((name) => name !== 'disk' && name !== 'fsync');
    for (const name of names) expect([...kinds.keys()]).toContain(name);
  });

  it('carries what its sources say, in seconds and bytes', () => {
    // Redis documentation: SET 74239 requests/s on one core.
    expect(1 / CACHE.redis.cpu.value).toBeCloseTo(74_239, 6);
    // PostgresBench: RDS of 4 vCPUs, 4750 transactions/s, and of 16, 7525.
    const rds = (n: number) => n / SQL.writeCpu.value / (1 + SQL.writeContention.value * (n - 1));
    expect(rds(4)).toBeCloseTo(4750, 6);
    expect(rds(16)).toBeCloseTo(7525, 6);
    // etcd documentation: 1.6 ms a write.
    expect(CONSENSUS.write.typical.value).toBe(0.0016);
    // Confluent 2020: 605 MB/s of three brokers.
    expect(LOG.brokerThroughput.value * 3).toBeCloseTo(605e6, 3);
    // hivebook: Node.js between 150 and 300 ms.
    expect(FUNCTION.coldStart.nodejs.typical.value).toBeCloseTo(0.225, 12);
    // AWS: io2 Block Express under half a millisecond.
    expect(DISK.aws.io2.typical.value).toBe(0.0005);
  });
});

describe('the spread of a time', () => {
  it('is that of the lognormal through median and 99th percentile', () => {
    // exp(2.3263 σ) = 105/16.2 gives σ = 0.8034 and a coefficient of variation of 0.952.
    expect(QUEUE.sqs.cv.value).toBeCloseTo(0.952, 3);
    const even = assumed(1, 's', 'a time', 'for the test');
    expect(fromPercentiles(even, even).cv.value).toBe(0);
  });

  it('is that of an exponential time where nothing is published, and says so', () => {
    const { cv } = unspread(assumed(1, 's', 'a time', 'for the test'));
    expect(cv.value).toBe(1);
    expect(isAssumed(cv)).toBe(true);
  });
});

describe('round trips within a region', () => {
  it.each(['aws', 'azure', 'gcp'] as const)('are shorter within a zone than between zones on %s', (provider) => {
    expect(SAME_ZONE[provider].typical.value).toBeLessThan(CROSS_ZONE[provider].typical.value);
  });

  it('lie between the least and the most that were measured', () => {
    for (const { least, typical, most } of [...Object.values(SAME_ZONE), ...Object.values(CROSS_ZONE)]) {
      if (least) expect(least.value).toBeLessThanOrEqual(typical.value);
      if (most) expect(most.value).toBeGreaterThanOrEqual(typical.value);
    }
  });

  it('say that Azure’s are ours', () => {
    expect(isAssumed(SAME_ZONE.azure.typical)).toBe(true);
    expect(isAssumed(CROSS_ZONE.azure.typical)).toBe(true);
    expect(isAssumed(SAME_ZONE.aws.typical)).toBe(false);
  });
});
