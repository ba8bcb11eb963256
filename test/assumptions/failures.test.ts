import { describe, expect, it } from 'vitest';
import { DISK_VOLUME, FAILOVER, NODE, PRODUCT_MTTR, REBUILD, REGION, ZONE } from '../../src/assumptions/failures.ts';
import { isAssumed } from '../../src/assumptions/figure.ts';
import { CONSENSUS, listFigures } from '../../src/assumptions/published.ts';
import { alternating } from '../../src/models/reliability/downtime.ts';

const YEAR = 31_536_000;

describe('failure figures', () => {
  it.each(
    listFigures({ NODE, ZONE, REGION, DISK_VOLUME, REBUILD, FAILOVER, PRODUCT_MTTR } as never).map(
      ({ path, figure }) => [path, figure] as const,
    ),
  )('%s has a value, a unit, conditions and a source', (_, figure) => {
    expect(figure.value > 0 && figure.value < Infinity).toBe(true);
    expect(figure.unit).toMatch(/^(s|share)$/);
    expect(figure.conditions.length).toBeGreaterThan(5);
    expect(figure.source.length).toBeGreaterThan(5);
    if (isAssumed(figure)) expect(figure.year).toBeUndefined();
  });

  it('a server fails 0.56 times a year (Google 2008): every 652 days', () => {
    expect(NODE.mtbf.value).toBeCloseTo(56_314_285.7, 0);
    expect(NODE.mtbf.value / 86_400).toBeCloseTo(651.8, 1);
    expect(NODE.mttr.value).toBe(300);
    expect(isAssumed(NODE.mttr)).toBe(true);
  });

  it('a data centre fails once in 5.46 years, for √(22 min · 6 h) = 89 min', () => {
    expect(ZONE.mtbf.value / YEAR).toBeCloseTo(5.4555, 3);
    // 1320 s · 21600 s = 28 512 000 s².
    expect(ZONE.mttr.value).toBeCloseTo(5339.663, 3);
    expect(PRODUCT_MTTR.value).toBe(ZONE.mttr.value);
  });

  it('a region of AWS is down 2.43 h / 8 a year', () => {
    const { unavailability, mtbf, mttr } = REGION.aws;
    expect(unavailability.value).toBeCloseTo(3.4675e-5, 9);
    // 0.30375 h of 8760 h.
    expect(unavailability.value * 8760).toBeCloseTo(0.303_75, 10);
    expect(mttr.value).toBe(14_400);
    // An outage of 4 h every 13.17 years has 0.30375 h a year.
    expect(mtbf.value / YEAR).toBeCloseTo(4 / 0.303_75, 2);
  });

  it('a region of Azure is down 63 parts in a million, one of Google Cloud as much as one of AWS, as an assumption', () => {
    expect(REGION.azure.unavailability.value).toBe(0.000_063);
    expect(REGION.gcp.unavailability.value).toBe(REGION.aws.unavailability.value);
    expect(isAssumed(REGION.gcp.mtbf)).toBe(true);
    expect(isAssumed(REGION.azure.mtbf)).toBe(false);
  });

  it.each(['aws', 'azure', 'gcp'] as const)('gives back the unavailability of a region of %s', (provider) => {
    const { unavailability, mtbf, mttr } = REGION[provider];
    expect(alternating(mtbf.value, mttr.value)).toBeCloseTo(unavailability.value, 15);
  });

  it('loses volumes of EBS at √(0.1 % · 0.2 %) and drives at 1.57 % a year', () => {
    expect(YEAR / DISK_VOLUME.aws.mttf.value).toBeCloseTo(0.001_414_214, 9);
    expect(YEAR / DISK_VOLUME.local.mttf.value).toBeCloseTo(0.0157, 12);
    expect(YEAR / DISK_VOLUME.io2.mttf.value).toBeCloseTo(0.000_01, 12);
    expect(DISK_VOLUME.gcp.mttf.value).toBe(DISK_VOLUME.aws.mttf.value);
    expect(isAssumed(DISK_VOLUME.gcp.mttf)).toBe(true);
    expect(REBUILD.value).toBe(21_600);
  });

  it('fails over in the times that are published', () => {
    expect(FAILOVER.rdsMultiAzInstance.value).toBe((60 + 120) / 2);
    expect(FAILOVER.rdsMultiAzCluster.value).toBe(35);
    expect(FAILOVER.aurora.value).toBe(60);
    expect(FAILOVER.redisSentinel.value).toBe(5);
    expect(FAILOVER.mongodb.value).toBe(12);
    expect(FAILOVER.raft.value).toBeCloseTo((0.15 + 0.3) / 2, 12);
    expect(FAILOVER.zookeeper).toBe(CONSENSUS.zookeeperElection);
  });
});
