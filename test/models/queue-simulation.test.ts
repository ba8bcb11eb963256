/**
 * What a message waits for, by formulas and by simulation: its broker, a majority of copies, a consumer that is free.
 */
import { describe, expect, it } from 'vitest';
import { catchUpTime } from '../../src/models/queueing/log.ts';
import { sideBySide } from '../kinds/joined.ts';
import { aws, one } from '../kinds/topologies.ts';

const broker = {
  kind: 'queue',
  product: 'self-managed',
  instance: 'm5.xlarge',
  volumes: [{ type: 'gp3', size: '500 GB' }],
};
const cpu = { cpu: '1ms' };
/** Consumers that are called: machines enough that nobody waits for their CPUs, 20 ms a message. */
const worker = { kind: 'service', instance: 'm5.xlarge', count: 40, demand: { cpu: '20ms' } };

/** Rate, what the file says, utilisation of the busiest of brokers and consumers. */
const SETS: readonly (readonly [rate: string, fields: object, utilization: number, work?: object])[] = [
  ['800/s', { demand: cpu }, 0.2],
  ['2000/s', { demand: cpu }, 0.5],
  ['3200/s', { demand: cpu }, 0.8],
  // Each copy takes as much as the first.
  ['3200/s', { demand: cpu, brokers: 2, replication: 2 }, 0.8],
  ['2000/s', { demand: cpu, type: 'quorum' }, 0.5],
  ['3200/s', { demand: cpu, type: 'quorum' }, 0.8],
  ['1920/s', { demand: cpu, type: 'quorum', brokers: 5, replication: 5 }, 0.48],
  ['2400/s', { demand: cpu, dead_letter: 0.25 }, 0.75],
  ['200/s', { consumers: 8, prefetch: 1 }, 0.5, worker],
  ['300/s', { consumers: 8, prefetch: 1 }, 0.75, worker],
  ['40/s', { consumers: 1 }, 0.8, worker],
  ['200/s', { consumers: 8, prefetch: 100 }, 0.5, worker],
  ['320/s', { consumers: 8 }, 0.8, worker],
  ['320/s', { consumers: 8 }, 0.8, { ...worker, demand: { cpu: '20ms', cv: 0.5 } }],
  ['120/s', { consumers: 4, prefetch: 1 }, 0.6, { ...worker, demand: { cpu: '20ms', cv: 2 } }],
  ['240/s', { consumers: 8, type: 'quorum' }, 0.6, worker],
];

describe('a queue beside its simulation', () => {
  for (const [rate, fields, utilization, work] of SETS)
    it(`${rate} ${JSON.stringify(fields)}`, () => {
      const calls = work ? [{ to: 'worker', protocol: 'none' }] : [];
      const components = { queue: { ...broker, ...fields, calls }, ...(work && { worker: work }) };
      const found = sideBySide(aws(components, one('queue', rate)));
      expect(found.utilization).toBeGreaterThanOrEqual(utilization - 1e-9);
      expect(found.utilization).toBeLessThanOrEqual(0.81);
      expect(Math.abs(found.meanError)).toBeLessThan(0.05);
      expect(Math.abs(found.p99Error)).toBeLessThan(0.15);
    });
});

describe('a backlog', () => {
  it('drains in λT/(μ − λ), as consumers that stood still take to have nothing waiting again', () => {
    // Fluid: messages every 20 ms, a consumer that takes 8 ms for each and stood still for 600 s.
    let waiting = 600 / 0.02;
    let now = 0;
    let arrived = 0;
    while (waiting > 0) {
      now += 8e-3;
      waiting--;
      while ((arrived + 1) * 0.02 <= now) {
        arrived++;
        waiting++;
      }
    }
    expect(now / catchUpTime({ rate: 50, capacity: 125, outage: 600 })).toBeCloseTo(1, 3);
  });
});
