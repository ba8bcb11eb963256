import { describe, expect, it } from 'vitest';

import { characteristicTime, fifoHitRatio, lfuHitRatio } from '../../oracles/cache-policies.ts';
import { forkJoinPercentile, forkJoinResponse } from '../../oracles/forkjoin.ts';
import { concurrency, instancesFor, peakBacklog, retryLatency, retryStorm } from '../../oracles/overload.ts';
import { cheHitRatio } from '../../../src/models/traffic/che.ts';
import { fitScalability, scalabilityPeak, scalabilityThroughput } from '../../oracles/scalability.ts';

describe('the universal scalability law', () => {
  it('is found again from points on it', () => {
    for (const law of [
      { gamma: 1000, sigma: 0.03, kappa: 0.0005 },
      { gamma: 2e6, sigma: 0.2, kappa: 0 },
      { gamma: 0.5, sigma: 0, kappa: 0.01 },
    ]) {
      const points = [1, 2, 4, 8, 16, 32, 64].map((n) => ({ n, throughput: scalabilityThroughput(law, n) }));
      const found = fitScalability(points);
      expect(found.gamma / law.gamma).toBeCloseTo(1, 6);
      expect(found.sigma).toBeCloseTo(law.sigma, 6);
      expect(found.kappa).toBeCloseTo(law.kappa, 7);
      expect(found.rSquared).toBeCloseTo(1, 9);
    }
  });

  it('peaks where its neighbours are lower', () => {
    const law = { gamma: 10, sigma: 0.05, kappa: 0.001 };
    const { n, throughput } = scalabilityPeak(law);
    expect(throughput).toBeGreaterThan(scalabilityThroughput(law, n * 1.01));
    expect(throughput).toBeGreaterThan(scalabilityThroughput(law, n * 0.99));
    expect(scalabilityPeak({ gamma: 10, sigma: 0.05, kappa: 0 })).toEqual({ n: Infinity, throughput: 200 });
  });

  it('needs three points', () => {
    const point = { n: 2, throughput: 5 };
    expect(() => fitScalability([point, point, { n: 1, throughput: 3 }])).toThrow(RangeError);
  });
});

describe('fork and join', () => {
  it('of one branch is M/M/1, of two Flatto and Hahn’s (12 − ρ)/8', () => {
    const tasks = { arrivalRate: 0.7, meanService: 1, branches: 1 };
    expect(forkJoinResponse(tasks)).toBeCloseTo(1 / 0.3, 12);
    expect(forkJoinPercentile(tasks, 0.95)).toBeCloseTo(Math.log(20) / 0.3, 9);
    expect(forkJoinResponse({ ...tasks, branches: 2 })).toBeCloseTo(11.3 / 8 / 0.3, 12);
  });

  it('grows with branches and percentiles', () => {
    let [mean, tail] = [0, 0];
    for (const branches of [1, 2, 3, 8, 32, 200]) {
      const tasks = { arrivalRate: 0.9, meanService: 1, branches };
      expect(forkJoinResponse(tasks)).toBeGreaterThan(mean);
      expect(forkJoinPercentile(tasks, 0.99)).toBeGreaterThan(tail);
      expect(forkJoinPercentile(tasks, 0.99)).toBeGreaterThan(forkJoinPercentile(tasks, 0.95));
      [mean, tail] = [forkJoinResponse(tasks), forkJoinPercentile(tasks, 0.99)];
    }
    expect(forkJoinResponse({ arrivalRate: 1, meanService: 1, branches: 3 })).toBe(Infinity);
  });
});

describe('overload', () => {
  it('retries find their own load', () => {
    const storm = retryStorm({ freshRate: 95, meanService: 0.01, servers: 1, capacity: 10, retries: 3 });
    expect(storm.offeredRate).toBeCloseTo(95 * storm.amplification, 8);
    expect(storm.offeredRate * (1 - storm.blocking)).toBeCloseTo(95 * storm.successShare, 8);
    const calm = retryStorm({ freshRate: 1, meanService: 0.01, servers: 1, capacity: 10, retries: 3 });
    expect(calm.amplification).toBeCloseTo(1, 12);
  });

  it('retries without an end never settle beyond the capacity', () => {
    const endless = { meanService: 0.01, servers: 1, capacity: 5, retries: Infinity };
    expect(() => retryStorm({ ...endless, freshRate: 120 })).toThrow(RangeError);
  });

  it('one attempt takes its service or its time-out', () => {
    const policy = { failureShare: 0.25, retries: 0, serviceTime: 8, timeout: 100, backoff: 5 };
    expect(retryLatency(policy)).toBe(31);
  });

  it('a peak piles up and drains', () => {
    const peak = { baseRate: 50, peakRate: 200, peakDuration: 60, capacity: 100 };
    expect(peakBacklog(peak)).toEqual({ maxBacklog: 6000, drainTime: 120, maxDelay: 60 });
    expect(peakBacklog({ ...peak, baseRate: 100 }).drainTime).toBe(Infinity);
    expect(peakBacklog({ ...peak, peakRate: 90 })).toEqual({ maxBacklog: 0, drainTime: 0, maxDelay: 0 });
  });

  it('Little’s law counts instances', () => {
    expect(instancesFor(concurrency(20_000, 0.003), 16, 0.75)).toBe(5);
    expect(instancesFor(60.1, 16, 0.75)).toBe(6);
  });
});

it('caches: uniform popularity makes all policies alike, skew puts LFU before LRU before FIFO', () => {
  const uniform = { objects: 1000, zipf: 0, capacity: 250 };
  for (const ratio of [cheHitRatio(uniform), fifoHitRatio(uniform), lfuHitRatio(uniform)])
    expect(ratio).toBeCloseTo(0.25, 9);
  expect(characteristicTime(uniform)).toBeCloseTo(-1000 * Math.log(0.75), 6);
  const skewed = { objects: 5000, zipf: 0.9, capacity: 400 };
  expect(lfuHitRatio(skewed)).toBeGreaterThan(cheHitRatio(skewed));
  expect(cheHitRatio(skewed)).toBeGreaterThan(fifoHitRatio(skewed));
  expect(fifoHitRatio({ objects: 10, zipf: 1, capacity: 10 })).toBe(1);
});
