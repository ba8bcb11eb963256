import { describe, expect, it } from 'vitest';
import { mskBrokerLimits, mskThroughputProblems } from '../../src/products/aws/msk-limits.ts';
import { estimateOf } from '../support.ts';
import { MIB, rates } from './one.ts';

const storage = (instance: string, throughput?: number) => mskBrokerLimits(instance, throughput, rates)!.storage! / MIB;

/** @see https://docs.aws.amazon.com/msk/latest/developerguide/msk-provision-throughput.html and limits.html */
describe('brokers of MSK', () => {
  it('write 250 MiB/s without provisioned throughput', () => {
    expect(storage('kafka.m7g.2xlarge')).toBe(250);
    expect(storage('kafka.m5.12xlarge')).toBe(250);
  });

  it('and with it what their size allows: 312.5 of m7g.2xlarge, 1000 of m5.12xlarge', () => {
    expect(storage('kafka.m7g.2xlarge', 5000 * MIB)).toBe(312.5);
    expect(storage('kafka.m5.12xlarge', 5000 * MIB)).toBe(1000);
    expect(storage('kafka.m5.12xlarge', 600 * MIB)).toBe(600);
  });

  it('are bound by the EBS baseline of their machine where that is lower: 78.75 MB/s of m7g.large', () => {
    expect(storage('kafka.m7g.large') * MIB).toBe(78.75e6);
    expect(storage('kafka.t3.small') * MIB).toBe(21.75e6);
  });

  it('refuse throughput that the size does not take', () => {
    expect(mskThroughputProblems('kafka.m7g.large', 300 * MIB)[0]?.message).toContain('no storage throughput');
    expect(mskThroughputProblems('kafka.m7g.2xlarge', 400 * MIB)[0]?.message).toContain('at most 312.5');
    expect(mskThroughputProblems('kafka.m5.12xlarge', 1000 * MIB)).toEqual([]);
  });

  it('Express brokers take 15.6 MB/s on m7g.large and give 31.2', () => {
    expect(mskBrokerLimits('express.m7g.large', undefined, rates)).toMatchObject({ ingress: 15.6e6, egress: 31.2e6 });
  });

  it('three of m7g.2xlarge with three copies take 250 MiB/s of records', () => {
    const { performance } = estimateOf({
      provider: 'aws',
      region: 'us-east-1',
      workload: { a: { enters: 't', rate: '102400/s', request: '1 KB', response: '1 B' } },
      components: {
        t: { kind: 'msk', instance: 'kafka.m7g.2xlarge', brokers: 3, replication: 3, consumers: 2, partitions: 90 },
      },
    });
    const own = performance.components[0]!.resources.find(({ resource }) => resource === 'storage throughput')!;
    expect(own.capacity).toBeCloseTo(250 * 1024, 0);
    expect(own.source).toContain('250 MiB/s of a broker without provisioned throughput');
  });
});
