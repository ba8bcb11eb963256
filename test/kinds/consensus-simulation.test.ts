/** Groups that commit, read and vote as solved stand beside the same groups simulated. */
import { describe, expect, it } from 'vitest';
import { beside, systemOf } from './beside-simulation.ts';
import { aws, one } from './topologies.ts';

const REGIONS = ['us-east-1', 'us-west-2', 'eu-west-1', 'ap-northeast-1', 'sa-east-1'];

const SETS: readonly (readonly [object, string])[] = [
  [{}, '2000/s'],
  [{}, '8000/s'],
  [{ members: 5 }, '6000/s'],
  [{ members: 7, demand: { cpu: '1ms' } }, '1200/s'],
  [{ members: 5, placement: REGIONS, demand: { cpu: '1ms' } }, '1000/s'],
  [{ placement: REGIONS.slice(0, 3), leader: 'us-west-2', demand: { cpu: '1ms' } }, '1500/s'],
  [{ batch: 4, fsync: '2ms' }, '1000/s'],
  [{ batch: 10, fsync: '2ms', members: 5 }, '3000/s'],
  [{ pipeline: false }, '100/s'],
  [{ pipeline: false }, '300/s'],
  [{ pipeline: false, batch: 8, members: 5, fsync: '5ms' }, '600/s'],
  [{ pipeline: false, placement: REGIONS.slice(0, 3) }, '8/s'],
  [{ read_ratio: 0.9, reads: 'lease', demand: { cpu: '1ms' } }, '1400/s'],
  [{ read_ratio: 0.9, reads: 'index', demand: { cpu: '1ms' } }, '1400/s'],
  [{ read_ratio: 0.9, reads: 'follower', demand: { cpu: '1ms' }, members: 5 }, '4000/s'],
];

describe('consensus', () => {
  it.each(SETS)('%j at %s is as simulated', (fields, rate) => {
    const etcd = { kind: 'consensus', instance: 'm5.large', ...fields };
    const { utilization, mean, p99 } = beside(systemOf(aws({ etcd }, one('etcd', rate))));
    expect(utilization).toBeLessThan(0.81);
    expect(Math.abs(mean)).toBeLessThan(0.05);
    expect(Math.abs(p99)).toBeLessThan(0.15);
  });
});
