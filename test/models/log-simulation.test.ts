/** What a producer waits for, by formulas and by simulation; and batches against a simulation of their own. */
import { describe, expect, it } from 'vitest';
import { batches } from '../../src/models/queueing/log.ts';
import { sideBySide } from '../kinds/joined.ts';
import { aws, one } from '../kinds/topologies.ts';

const kafka = {
  kind: 'log',
  product: 'self-managed',
  instance: 'm5.xlarge',
  volumes: [{ type: 'gp3', size: '500 GB' }],
};
const cpu = { cpu: '1ms' };

/** Rate, what the file says, utilisation of the brokers’ CPUs. */
const SETS: readonly (readonly [rate: string, fields: object, request: string, utilization: number])[] = [
  ['2400/s', { demand: cpu, acks: '1', linger: '0s' }, '1 KB', 0.2],
  ['6000/s', { demand: cpu, acks: '1', linger: '0s' }, '1 KB', 0.5],
  ['9600/s', { demand: cpu, acks: '1', linger: '0s' }, '1 KB', 0.8],
  ['6000/s', { demand: cpu, acks: 'all', linger: '0s' }, '1 KB', 0.5],
  ['9600/s', { demand: cpu, acks: 'all', linger: '0s', brokers: 3 }, '1 KB', 0.8],
  ['9600/s', { demand: cpu, acks: 'all', linger: '0s', brokers: 6, replication: 5 }, '1 KB', 0.4],
  ['9600/s', { demand: cpu, acks: '0' }, '1 KB', 0.8],
  ['2400/s', { demand: cpu, acks: 'all' }, '1 KB', 0.2],
  ['9600/s', { demand: cpu, acks: 'all', linger: '20ms', partitions: 48 }, '1 KB', 0.8],
  ['9600/s', { demand: cpu, acks: '1', linger: '20ms', partitions: 4, batch: '8 KB' }, '1 KB', 0.8],
  [
    '6000/s',
    { demand: { cpu: '1ms', cv: 0.5 }, acks: 'all', linger: '5ms', partitions: 12, batch: '8 KB' },
    '1 KB',
    0.5,
  ],
  ['3000/s', { demand: { cpu: '1ms', cv: 2 }, acks: 'all', linger: '2ms', partitions: 6 }, '300 B', 0.25],
  ['9600/s', { demand: { ...cpu, io: 0.5 }, acks: '1', linger: '0s', brokers: 6 }, '1 KB', 0.4],
];

describe('a log beside its simulation', () => {
  it.each(SETS)('%s %j of %s', (rate, fields, request, utilization) => {
    const found = sideBySide(aws({ log: { ...kafka, ...fields } }, one('log', rate, { request })));
    expect(found.utilization).toBeGreaterThanOrEqual(utilization - 1e-9);
    // Copies add a hundredth.
    expect(found.utilization).toBeLessThanOrEqual(0.82);
    if (found.analytic.mean === 0) expect(found.simulated.mean).toBe(0);
    else {
      expect(Math.abs(found.meanError)).toBeLessThan(0.05);
      expect(Math.abs(found.p99Error)).toBeLessThan(0.15);
    }
  });
});

/** Batches one after the other, with a generator that needs no seed. */
function simulated(rate: number, most: number, linger: number, records = 200_000) {
  let state = 12_345;
  const random = () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
  let count = 0;
  let made = 0;
  let full = 0;
  const waits: number[] = [];
  while (count < records) {
    const times = [0];
    for (let at = 0; times.length < most; times.push(at)) if ((at -= Math.log(random()) / rate) > linger) break;
    const sent = times.length === most ? times.at(-1)! : linger;
    made++;
    count += times.length;
    if (times.length === most) full++;
    for (const time of times) waits.push(sent - time);
  }
  const mean = waits.reduce((sum, wait) => sum + wait, 0) / count;
  const square = waits.reduce((sum, wait) => sum + wait * wait, 0) / count;
  return { records: count / made, fullShare: full / made, mean, scv: square / mean ** 2 - 1 };
}

describe('batches', () => {
  it.each([
    [100, Infinity, 10e-3],
    [1000, 5, 5e-3],
    [1000, 8, 5e-3],
    [2000, 9, 5e-3],
    [1e5, 16, 5e-3],
    [3000, 1e9, 50e-3],
    [50, 2, 5e-3],
  ])('of %f records a second, %f at most, after %f s at the latest', (rate, most, linger) => {
    const formula = batches({ rate, most, linger });
    const found = simulated(rate, most, linger);
    expect(formula.records / found.records).toBeCloseTo(1, 1.5);
    expect(Math.abs(formula.fullShare - found.fullShare)).toBeLessThan(0.01);
    expect(formula.wait.mean / found.mean).toBeCloseTo(1, 1.5);
    expect(Math.abs(formula.wait.scv - found.scv)).toBeLessThan(0.02);
  });
});
