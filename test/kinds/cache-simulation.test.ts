/**
 * Caches whose replicas answer reads as solved stand beside the same caches simulated, and beside one simulated here.
 */
import { describe, expect, it } from 'vitest';
import { RandomStreams } from '../../src/simulation/random.ts';
import { simulate } from '../../src/simulation/simulate.ts';
import { beside, systemOf } from './beside-simulation.ts';
import { aws, one } from './topologies.ts';

const redis = { kind: 'cache', instance: 'cache.m6g.large', read_from_replicas: true };

const SETS: readonly (readonly [object, string])[] = [
  [{ replicas: 1, read_ratio: 1 }, '100000/s'],
  [{ replicas: 1, read_ratio: 0.8 }, '90000/s'],
  [{ replicas: 2, read_ratio: 0.9 }, '130000/s'],
  [{ replicas: 3, read_ratio: 0.5, shards: 2 }, '150000/s'],
  [{ replicas: 5, read_ratio: 0.95 }, '200000/s'],
  [{ replicas: 2, read_ratio: 0.7, demand: { cpu: '50us' } }, '24000/s'],
  [{ replicas: 1, read_ratio: 0.9, demand: { cpu: '50us', cv: 2 }, shards: 2, threads: 500 }, '40000/s'],
];

describe('a cache whose replicas answer reads', () => {
  it.each(SETS)('%j at %s is as simulated', (fields, rate) => {
    const { utilization, mean, p99 } = beside(systemOf(aws({ redis: { ...redis, ...fields } }, one('redis', rate))));
    expect(utilization).toBeGreaterThan(0.5);
    expect(utilization).toBeLessThan(0.81);
    expect(Math.abs(mean)).toBeLessThan(0.05);
    expect(Math.abs(p99)).toBeLessThan(0.15);
  });

  it.each([
    { replicas: 1, reads: 0.8, rate: 26_000 },
    { replicas: 2, reads: 0.6, rate: 28_000 },
    { replicas: 3, reads: 0.9, rate: 50_000 },
  ])(
    'answers as one does that copies every write to all of $replicas replicas at once, $reads of $rate/s reading',
    ({ replicas, reads, rate }) => {
      const fields = { replicas, read_ratio: reads, demand: { cpu: '50us' } };
      const { sources, tiers } = simulate(
        systemOf(aws({ redis: { ...redis, ...fields } }, one('redis', `${rate}/s`))),
        {
          seed: 5,
          maxEvents: 300_000,
        },
      );
      const random = new RandomStreams(3, [[0]]);
      const exponential = (mean: number) => -Math.log1p(-random.uniform(0)) * mean;
      // When each node is free again; the first is the primary.
      const free = new Float64Array(1 + replicas);
      const serve = (node: number, now: number) => (free[node] = Math.max(free[node]!, now) + exponential(50e-6));
      let [now, total, busyReplica] = [0, 0, 0];
      const requests = 400_000;
      for (let i = 0; i < requests; i++) {
        now += exponential(1 / rate);
        const isRead = random.uniform(0) < reads;
        const node = isRead ? Math.floor(random.uniform(0) * (1 + replicas)) : 0;
        total += serve(node, now) - now;
        if (node > 0 || !isRead) busyReplica += isRead ? 1 : replicas;
        if (!isRead) for (let copy = 1; copy <= replicas; copy++) serve(copy, now);
      }
      expect(Math.abs(sources[0]!.responseTime!.mean.value / (total / requests) - 1)).toBeLessThan(0.05);
      const utilization = (busyReplica / replicas) * (50e-6 / now);
      expect(Math.abs(tiers[1]!.stations[0]!.utilization / utilization - 1)).toBeLessThan(0.03);
    },
  );
});
