import { describe, expect, it } from 'vitest';
import {
  BatchSeries,
  halfWidthOf,
  independentBatches,
  lagOneCorrelation,
  mserTruncation,
  studentT,
} from '../../src/simulation/statistics.ts';
import { RandomStreams } from '../../src/simulation/random.ts';

/** Values of which each keeps a share of the one before. */
function autoregressive(n: number, keeps: number): Float64Array {
  const random = new RandomStreams(3, [[0]]);
  let x = 0;
  return new Float64Array(n).map(() => (x = keeps * x + random.uniform(0) - 0.5));
}

describe('studentT', () => {
  // E. S. Pearson and H. O. Hartley, "Biometrika Tables for Statisticians" (1966), table 12.
  it.each([
    [1, 12.706],
    [2, 4.303],
    [3, 3.182],
    [4, 2.776],
    [5, 2.571],
    [9, 2.262],
    [10, 2.228],
    [29, 2.045],
    [30, 2.042],
    [120, 1.98],
  ])('of %d degrees of freedom is %d', (freedom, t) => {
    expect(studentT(freedom)).toBeCloseTo(t, 3);
  });
});

describe('intervals', () => {
  it('has the half width of a textbook example', () => {
    // Law, "Simulation Modeling and Analysis", example 4.27: 1.34 ± 0.24 at 90 %; at 95 % t is 2.262.
    const values = [1.2, 1.5, 1.68, 1.89, 0.95, 1.49, 1.58, 1.55, 0.5, 1.09];
    expect(halfWidthOf(values)).toBeCloseTo(2.262 * Math.sqrt(0.17 / 10), 2);
    expect(halfWidthOf([1])).toBeUndefined();
  });

  it('joins batches until they look independent', () => {
    const correlated = autoregressive(4096, 0.95);
    expect(lagOneCorrelation(correlated)).toBeGreaterThan(0.9);
    const batches = independentBatches(correlated);
    expect(batches.length).toBeLessThanOrEqual(64);
    expect(lagOneCorrelation(batches)).toBeLessThan(0.25);
    expect(independentBatches(autoregressive(4096, 0)).length).toBe(64);
  });
});

describe('mserTruncation', () => {
  it('leaves off a start that is not like the rest', () => {
    const values = autoregressive(1000, 0).map((x, i) => x + (i < 100 ? 10 : 0));
    expect(mserTruncation(values)).toBe(100);
    expect(mserTruncation([2, 2, 2, 2])).toBe(0);
    expect(mserTruncation([])).toBe(0);
  });
});

describe('BatchSeries', () => {
  it('keeps the mean and the times while it doubles its batches', () => {
    const series = new BatchSeries();
    for (let i = 1; i <= 5 * 4096 * 3; i++) series.add(i, i);
    expect(series.batchSize).toBe(20);
    expect(series.means[0]).toBe(10.5);
    expect(series.ends[series.length - 1]).toBe(5 * 4096 * 3);
    expect(series.since(0).length).toBe(series.length);
    expect(series.since(40)[0]).toBe(50.5);
    expect(series.since(1e9).length).toBe(0);
  });
});
