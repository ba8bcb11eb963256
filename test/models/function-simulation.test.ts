/**
 * Cold starts by the formula and by a pool of instances of its own, and response times by formulas and by simulation.
 */
import { describe, expect, it } from 'vitest';
import { coldShare, type InstancePool } from '../../src/models/queueing/cold-starts.ts';
import { sideBySide } from '../kinds/joined.ts';
import { aws, gcp, one } from '../kinds/topologies.ts';

/** Numbers between 0 and 1 that are the same every time. @see S. K. Park, K. W. Miller, Comm. ACM 31 (1988) */
function generator(): () => number {
  let state = 20_261_122;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

/**
 * Instances, those that are idle in a stack by when they became so: a request takes the top one, and those at the
 * bottom are given up. With several places an instance, packed, it is enough to remember when so many requests were
 * last in progress.
 */
function simulatedShare(
  { rate, duration, keptIdle, slots = 1, warm = 0 }: InstancePool,
  requests = 100_000,
  isConstant = false,
): number {
  const random = generator();
  const exponential = (mean: number) => -mean * Math.log(random());
  const idle: number[] = Array.from({ length: warm }, () => 0);
  const left: number[] = [];
  let ends: number[] = [];
  let now = 0;
  let cold = 0;
  for (let request = 0; request < requests; request++) {
    now += exponential(1 / rate);
    const done = ends.filter((end) => end <= now).toSorted((a, b) => a - b);
    for (const [index, end] of done.entries()) left[ends.length - index] = end;
    idle.push(...done);
    ends = ends.filter((end) => end > now);
    while (idle.length > 0 && idle.length + ends.length > warm && now - idle[0]! > keptIdle) idle.shift();
    if (slots > 1) {
      const last = left[ends.length + 1] ?? -Infinity;
      if (ends.length % slots === 0 && ends.length >= slots * warm && now - last > keptIdle) cold++;
    } else if (idle.pop() === undefined) cold++;
    ends.push(now + (isConstant ? duration : exponential(duration)));
  }
  return cold / requests;
}

describe('the share of cold starts', () => {
  const pools: readonly InstancePool[] = [
    { rate: 0.01, duration: 1, keptIdle: 100 },
    { rate: 0.01, duration: 20, keptIdle: 100 },
    { rate: 0.1, duration: 5, keptIdle: 30 },
    { rate: 1, duration: 2, keptIdle: 10 },
    { rate: 1, duration: 5, keptIdle: 60 },
    { rate: 5, duration: 2, keptIdle: 20 },
    { rate: 1, duration: 3, keptIdle: 10, warm: 2 },
    { rate: 1, duration: 3, keptIdle: 10, warm: 5 },
    { rate: 2, duration: 3, keptIdle: 20, slots: 4 },
    { rate: 2, duration: 3, keptIdle: 20, slots: 2, warm: 2 },
    { rate: 1, duration: 2, keptIdle: 0 },
  ];
  it.each(pools)('is that of a pool that is used from its top: %j', (pool) => {
    const simulated = simulatedShare(pool);
    // Cold starts come in clusters: three times what independent ones would spread.
    const noise = 3 * 3 * Math.sqrt(simulated / 100_000);
    expect(Math.abs(coldShare(pool) - simulated)).toBeLessThan(Math.max(noise, 1e-4));
  });

  it('is near that of executions that always last the same', () => {
    const pool = { rate: 1, duration: 2, keptIdle: 30 };
    expect(coldShare(pool) / simulatedShare(pool, 100_000, true)).toBeCloseTo(1, 0);
  });

  it('is known where requests take no time, or nobody keeps an instance', () => {
    expect(coldShare({ rate: 0.01, duration: 0, keptIdle: 100 })).toBeCloseTo(Math.exp(-1), 8);
    expect(coldShare({ rate: 3, duration: 2, keptIdle: 0 })).toBeCloseTo(1, 8);
    expect(coldShare({ rate: 0, duration: 1, keptIdle: 600 })).toBe(1);
    expect(coldShare({ rate: 0, duration: 1, keptIdle: 600, warm: 1 })).toBe(0);
    expect(coldShare({ rate: 1, duration: 1, keptIdle: 600, warm: 100 })).toBe(0);
    // P(N ≥ 2) with a mean of 1: all that find two or more.
    expect(coldShare({ rate: 1, duration: 1, keptIdle: 0, warm: 2 })).toBeCloseTo(1 - 2 / Math.E, 8);
    // With a place for one only and one kept: those that find one in progress and no second for K. F₁ starts in phase
    // 1, ends with λ, falls to phase 0 with 1/d and comes back with λ: P(F₁ > K) from the roots of s² + (2λ + μ)s + λ².
    const [rate, mu, keptIdle] = [0.05, 1, 30];
    const sum = 2 * rate + mu;
    const root = Math.sqrt(sum * sum - 4 * rate * rate);
    const [fast, slow] = [(sum + root) / 2, (sum - root) / 2];
    // Both derivatives at 0: P(F₁ > 0) = 1 and −λ.
    const onSlow = (fast - rate) / (fast - slow);
    const first = onSlow * Math.exp(-slow * keptIdle) + (1 - onSlow) * Math.exp(-fast * keptIdle);
    const load = rate / mu;
    const least = load * Math.exp(-load) * first;
    const found = coldShare({ rate, duration: 1 / mu, keptIdle, warm: 1 });
    // And a little from higher levels.
    expect(found).toBeGreaterThan(least);
    expect(found - least).toBeLessThan(1 - Math.exp(-load) * (1 + load));
  });

  it('falls with the rate and with how long instances are kept', () => {
    const share = (rate: number, keptIdle: number) => coldShare({ rate, duration: 0.1, keptIdle });
    for (const rate of [0.01, 0.1, 1, 10, 100, 1000]) {
      expect(share(rate * 2, 600)).toBeLessThan(share(rate, 600));
      expect(share(rate, 900)).toBeLessThanOrEqual(share(rate, 600));
    }
    // A thousand executions at once.
    expect(coldShare({ rate: 10_000, duration: 0.1, keptIdle: 600 })).toBeLessThan(1e-5);
  });

  it('asks for what can be', () => {
    const pool = { rate: 1, duration: 1, keptIdle: 1 };
    for (const wrong of [{ rate: -1 }, { duration: -1 }, { keptIdle: -1 }, { slots: 0 }, { slots: 1.5 }, { warm: -1 }])
      expect(() => coldShare({ ...pool, ...wrong })).toThrow(RangeError);
  });
});

const f = { kind: 'function', duration: '100ms' };
const run = { kind: 'container', billing: 'request', duration: '100ms' };

/** Provider, rate, what the file says, the least utilisation. */
const SETS: readonly (readonly [topology: typeof aws, rate: string, fields: object, utilization: number])[] = [
  [aws, '0.001/s', { ...f, concurrency: 10 }, 0],
  [aws, '0.01/s', { ...f, concurrency: 10 }, 0],
  [aws, '0.001/s', { ...f, concurrency: 10, cold_start: '2s' }, 0],
  [aws, '20/s', { ...f, concurrency: 10 }, 0.2],
  [aws, '50/s', { ...f, concurrency: 10 }, 0.5],
  [aws, '80/s', { ...f, concurrency: 10 }, 0.8],
  [aws, '80/s', { ...f, concurrency: 10, provisioned_concurrency: 10 }, 0.8],
  [aws, '400/s', { ...f, concurrency: 50, demand: { cv: 0.5 } }, 0.8],
  [gcp, '60/s', f, 0.06],
  [aws, '50/s', { kind: 'function', demand: { cpu: '100ms' }, concurrency: 10 }, 0.5],
  [aws, '75/s', { kind: 'function', demand: { cpu: '100ms' }, concurrency: 10 }, 0.75],
  [gcp, '0.001/s', { ...run, autoscale: { min: 0, max: 5 } }, 0],
  [gcp, '20/s', { ...run, concurrency: 5, autoscale: { min: 0, max: 2, target: '90%' } }, 0.2],
  [gcp, '60/s', { ...run, concurrency: 10, autoscale: { min: 0, max: 10, target: '80%' } }, 0.6],
  [gcp, '40/s', { ...run, concurrency: 5, count: 1 }, 0.8],
];

describe('functions and request-billed tasks beside their simulation', () => {
  it.each(SETS)('%o at %s: %j', (topology, rate, fields, utilization) => {
    const found = sideBySide(topology({ it: fields }, one('it', rate)));
    expect(found.utilization).toBeGreaterThanOrEqual(utilization - 1e-9);
    expect(found.utilization).toBeLessThanOrEqual(0.81);
    expect(Math.abs(found.meanError)).toBeLessThan(0.05);
    expect(Math.abs(found.p99Error)).toBeLessThan(0.15);
  });
});
