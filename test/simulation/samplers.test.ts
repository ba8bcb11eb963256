import { describe, expect, it } from 'vitest';
import type { Shape, Time } from '../../src/models/system/system.ts';
import { RandomStreams, replicationSeed } from '../../src/simulation/random.ts';
import { Samplers } from '../../src/simulation/samplers.ts';

describe('RandomStreams', () => {
  it('draws uniform numbers that are independent of their neighbours', () => {
    const random = new RandomStreams(1, [[0], [1]]);
    const n = 200_000;
    const bins = new Float64Array(64);
    let products = 0;
    let before = 0;
    for (let i = 0; i < n; i++) {
      const u = random.uniform(0);
      bins[Math.floor(u * 64)]!++;
      products += (u - 0.5) * (before - 0.5);
      before = u;
    }
    const chiSquare = bins.reduce((sum, count) => sum + (count - n / 64) ** 2 / (n / 64), 0);
    // 0.1 % and 99.9 % quantiles of chi-square with 63 degrees of freedom.
    expect(chiSquare).toBeGreaterThan(32);
    expect(chiSquare).toBeLessThan(104);
    expect(Math.abs(products / n / (1 / 12))).toBeLessThan(4 / Math.sqrt(n));
  });

  it('gives a stream the same numbers whatever streams stand beside it', () => {
    const alone = new RandomStreams(7, [[3, 4]]);
    const among = new RandomStreams(7, [[1], [2, 2], [3, 4]]);
    const other = new RandomStreams(8, [[3, 4]]);
    const numbers = (random: RandomStreams, stream: number) => Array.from({ length: 5 }, () => random.uniform(stream));
    const expected = numbers(alone, 0);
    expect(numbers(among, 2)).toEqual(expected);
    expect(numbers(among, 1)).not.toEqual(expected);
    expect(numbers(other, 0)).not.toEqual(expected);
  });

  it('does not correlate streams of neighbouring keys and seeds', () => {
    const random = new RandomStreams(1, [[0], [1]]);
    const next = new RandomStreams(2, [[0]]);
    let [keys, seeds] = [0, 0];
    const n = 100_000;
    for (let i = 0; i < n; i++) {
      const u = random.uniform(0) - 0.5;
      keys += u * (random.uniform(1) - 0.5);
      seeds += u * (next.uniform(0) - 0.5);
    }
    expect(Math.abs(keys / n) * 12).toBeLessThan(4 / Math.sqrt(n));
    expect(Math.abs(seeds / n) * 12).toBeLessThan(4 / Math.sqrt(n));
  });

  it('derives a different seed for every replication', () => {
    const seeds = Array.from({ length: 1000 }, (_, replication) => replicationSeed(5, replication));
    expect(new Set(seeds).size).toBe(1000);
    expect(seeds.every((seed) => Number.isSafeInteger(seed) && seed >= 0)).toBe(true);
  });

  it.each([-1, 0.5, 2 ** 53, Number.NaN])('refuses %d as a seed', (seed) => {
    expect(() => new RandomStreams(seed, [])).toThrow(RangeError);
  });
});

const sampler = (time: Time) => new Samplers([time], [0], new RandomStreams(11, [[0]]));

/** Mean, squared coefficient of variation, and share of the numbers above the mean. */
function moments(time: Time, n: number) {
  const samplers = sampler(time);
  let [sum, squares, above] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    const x = samplers.sample(0);
    sum += x;
    squares += x * x;
    if (x > time.mean) above++;
  }
  const mean = sum / n;
  return { mean, scv: squares / n / mean ** 2 - 1, above: above / n };
}

describe('Samplers', () => {
  // P(X > mean): 1/e; Erlang-2 3e⁻²; gamma by its regularised incomplete function (α = 2.5, 10, 0.5, 0.25); two
  // branches of balanced means p·exp(−2p) each; lognormal 1 − Φ(σ/2).
  const p = (1 + Math.sqrt(3 / 5)) / 2;
  it.each<[Shape, number, number]>([
    ['exponential', 1, 0.367879],
    ['erlang', 0.5, 0.406006],
    ['erlang', 0.4, 0.41588],
    ['gamma', 0.1, 0.45793],
    ['gamma', 2, 0.317311],
    ['gamma', 4, 0.256322],
    ['hyperexponential', 1, 0.367879],
    ['hyperexponential', 4, p * Math.exp(-2 * p) + (1 - p) * Math.exp(-2 * (1 - p))],
    ['lognormal', 1, 0.338613],
    ['lognormal', 0.25, 0.40666],
  ])('%s times of scv %d have their mean, scv and share above the mean', (shape, scv, above) => {
    const n = 400_000;
    const found = moments({ mean: 0.02, scv, shape }, n);
    expect(Math.abs(found.mean / 0.02 - 1)).toBeLessThan(4 * Math.sqrt(scv / n));
    expect(Math.abs(found.scv / scv - 1)).toBeLessThan(0.06);
    expect(Math.abs(found.above - above)).toBeLessThan(0.004);
  });

  it.each<[Shape, number, number]>([
    ['deterministic', 0, 3],
    ['deterministic', 1, 3],
    ['gamma', 0, 3],
    ['lognormal', 0, 3],
    ['exponential', 1, 0],
  ])('%s times of scv %d are constant', (shape, scv, mean) => {
    const samplers = sampler({ mean, scv, shape });
    expect([samplers.sample(0), samplers.sample(0)]).toEqual([mean, mean]);
  });

  it.each<Time>([
    { mean: -1, scv: 1, shape: 'exponential' },
    { mean: Infinity, scv: 1, shape: 'exponential' },
    { mean: 1, scv: -1, shape: 'gamma' },
    { mean: 1, scv: 0.5, shape: 'hyperexponential' },
  ])('refuses %o', (time) => {
    expect(() => sampler(time)).toThrow(RangeError);
  });
});
