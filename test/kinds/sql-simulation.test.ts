/** Databases as solved stand beside the same databases simulated, and the lag of a replica beside an apply queue. */
import { describe, expect, it } from 'vitest';
import { replicationLag, staleReads } from '../../src/models/queueing/replication-lag.ts';
import { RandomStreams } from '../../src/simulation/random.ts';
import { simulate } from '../../src/simulation/simulate.ts';
import { beside, systemOf } from './beside-simulation.ts';
import { aws, one } from './topologies.ts';

const SETS: readonly (readonly [object, string])[] = [
  [{ read_ratio: 0 }, '1500/s'],
  [{ read_ratio: 0, multi_az: true }, '1500/s'],
  [{ read_ratio: 1 }, '7000/s'],
  [{ read_ratio: 0.8 }, '4000/s'],
  [{ read_ratio: 0.8, read_replicas: 1 }, '5000/s'],
  [{ read_ratio: 0.8, read_replicas: 2, multi_az: true }, '6000/s'],
  [{ read_ratio: 0.5, read_replicas: 3 }, '3000/s'],
  [{ read_ratio: 0.9, read_replicas: 2, apply_time: '1ms' }, '5000/s'],
  [{ read_ratio: 1, demand: { cpu: '0.5ms', io: 4 }, buffer_hit_ratio: '80%' }, '2500/s'],
  [{ read_ratio: 0.7, demand: { cpu: '0.5ms', io: 2 }, buffer_hit_ratio: '90%', read_replicas: 1 }, '2500/s'],
  [{ read_ratio: 1, demand: { cpu: '2ms', cv: 0.5 }, connections: 20 }, '700/s'],
  [{ read_ratio: 0, multi_az: true, demand: { cpu: '1ms' }, connections: 10 }, '1200/s'],
  [{ engine: 'aurora-postgres', read_ratio: 0.8, read_replicas: 2 }, '5000/s'],
];

const db = { kind: 'sql', instance: 'db.m6g.large', storage: '100 GB' };

describe('sql', () => {
  it.each(SETS)('%j at %s is as simulated', (fields, rate) => {
    const { utilization, mean, p99 } = beside(systemOf(aws({ db: { ...db, ...fields } }, one('db', rate))));
    expect(utilization).toBeLessThan(0.81);
    expect(Math.abs(mean)).toBeLessThan(0.05);
    expect(Math.abs(p99)).toBeLessThan(0.15);
  });

  it('has its replicas apply as busily as the details take them to be', () => {
    const fields = { read_ratio: 0.5, read_replicas: 2, apply_time: '1ms' };
    const system = systemOf(aws({ db: { ...db, ...fields } }, one('db', '1400/s')));
    const { tiers } = simulate(system, { seed: 1, maxEvents: 200_000 });
    const [apply] = tiers[2]!.stations;
    expect(Math.abs(apply!.utilization / 0.7 - 1)).toBeLessThan(0.05);
    // Without the way there
    const { mean } = replicationLag({ writeRate: 700, meanApply: 1e-3, applyScv: 1, transit: 0 });
    expect(Math.abs(tiers[2]!.responseTime! / mean - 1)).toBeLessThan(0.1);
  });
});

describe('the replicas of a leader', () => {
  it.each([
    { writeRate: 500, rows: 1 },
    { writeRate: 800, rows: 20 },
    { writeRate: 800, rows: 1000 },
  ])(
    'show as many stale reads at $writeRate writes a second of $rows rows as an apply queue does',
    ({ writeRate, rows }) => {
      const meanApply = 1e-3;
      const transit = 1e-3;
      const random = new RandomStreams(3, [[0]]);
      const exponential = (mean: number) => -Math.log1p(-random.uniform(0)) * mean;
      // When the latest write of each row is applied; reads come one a write on the average, in between.
      const applied = new Float64Array(rows);
      let [now, free, stale, reads, nextRead, lag] = [0, 0, 0, 0, 0, 0];
      const writes = 400_000;
      for (let i = 0; i < writes; i++) {
        now += exponential(1 / writeRate);
        for (; nextRead < now; nextRead += exponential(1 / writeRate)) {
          reads++;
          if (applied[Math.floor(random.uniform(0) * rows)]! > nextRead) stale++;
        }
        free = Math.max(free, now + transit) + exponential(meanApply);
        applied[Math.floor(random.uniform(0) * rows)] = free;
        lag += free - now;
      }
      const queue = { writeRate, meanApply, applyScv: 1, transit };
      expect(Math.abs(replicationLag(queue).mean / (lag / writes) - 1)).toBeLessThan(0.05);
      expect(Math.abs(staleReads(queue, rows) / (stale / reads) - 1)).toBeLessThan(0.05);
    },
  );
});
