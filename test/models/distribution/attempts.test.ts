import { describe, expect, it } from 'vitest';
import { callTime, hedged } from '../../../src/models/distribution/attempts.ts';
import { constant, exponential, sum } from '../../../src/models/distribution/distribution.ts';
import { kthOf } from '../../../src/models/distribution/order.ts';
import { percentiles, tail } from '../../../src/models/distribution/percentile.ts';
import { randomNumbers } from '../system/generated.ts';

describe('the k-th of n', () => {
  const harmonic = (from: number, to: number) => {
    let total = 0;
    for (let i = from; i <= to; i++) total += 1 / i;
    return total;
  };

  it.each([
    [1, 3],
    [2, 3],
    [3, 5],
    [5, 5],
  ])('%d of %d exponentials take 1/(n − k + 1) + … + 1/n on average (Rényi 1953)', (k, n) => {
    const one = kthOf(
      k,
      Array.from({ length: n }, () => exponential(1)),
    );
    expect(one.mean).toBeCloseTo(harmonic(n - k + 1, n), 5);
  });

  it('is still found where many answers make it all but certain', () => {
    const one = kthOf(
      51,
      Array.from({ length: 100 }, () => exponential(1)),
    );
    expect(Math.abs(one.mean / harmonic(50, 100) - 1)).toBeLessThan(1e-3);
  });

  it('of constants is one of them', () => {
    expect(kthOf(2, [constant(1), constant(5), constant(3)]).mean).toBe(3);
  });

  it('of three with round trips before them waits for the second', () => {
    // Replicas 60 and 80 ms away from a leader that is here: the second answer is the nearer replica's, mostly.
    const parts = [exponential(1), sum([constant(60), exponential(3)]), sum([constant(80), exponential(3)])];
    const quorum = kthOf(2, parts);
    expect(quorum.shift).toBe(60);
    expect(quorum.mean).toBeCloseTo(62.998, 2);
  });

  it('refuses what cannot be waited for', () => {
    expect(() => kthOf(4, [exponential(1)])).toThrow(RangeError);
    expect(() => kthOf(0, [exponential(1)])).toThrow(RangeError);
  });
});

describe('a hedge', () => {
  it('multiplies the tails after its delay: S(t)·S(t − d)', () => {
    const one = hedged(exponential(10), 20);
    expect(tail(one, 10)).toBeCloseTo(Math.exp(-1), 6);
    expect(tail(one, 30)).toBeCloseTo(Math.exp(-3) * Math.exp(-1), 6);
    // E = ∫ e^(−t/10) up to 20, then e^(−2)·∫ e^(−u/5): 10·(1 − e^(−2)) + 5·e^(−2).
    expect(one.mean).toBeCloseTo(10 * (1 - Math.exp(-2)) + 5 * Math.exp(-2), 4);
  });

  it('sends a second copy as often as the first is late', () => {
    const { sent, attempts } = callTime(exponential(10), { errors: 0, retries: 0, hedge: 20 });
    expect(attempts).toBe(1);
    expect(sent).toBeCloseTo(1 + Math.exp(-2), 6);
  });
});

describe('attempts', () => {
  it('that fail with p are 1 + p + p² on average, and take as long each (Wald)', () => {
    const { time, attempts, failed } = callTime(exponential(10), { errors: 0.2, retries: 2 });
    expect(attempts).toBeCloseTo(1.24, 12);
    expect(failed).toBeCloseTo(0.008, 12);
    expect(time.mean).toBeCloseTo(12.4, 9);
  });

  it('that are cut off take E[min(X, τ)] = m·(1 − e^(−τ/m))', () => {
    const { time, timedOut, attempts } = callTime(exponential(10), { errors: 0, retries: 1, timeout: 25 });
    expect(timedOut).toBeCloseTo(Math.exp(-2.5), 6);
    expect(attempts).toBeCloseTo(1 + Math.exp(-2.5), 6);
    expect(time.mean).toBeCloseTo((1 + Math.exp(-2.5)) * 10 * (1 - Math.exp(-2.5)), 4);
  });

  it('that can never be in time end at the fallback', () => {
    const { time, failed } = callTime(
      sum([constant(5), exponential(1)]),
      { errors: 0, retries: 2, timeout: 2 },
      exponential(1),
    );
    expect(failed).toBe(1);
    expect(time.shift).toBe(2);
    expect(time.mean).toBeCloseTo(7, 9);
  });

  it('leaves alone what cannot fail', () => {
    const one = exponential(1);
    expect(callTime(one, { errors: 0, retries: 3 }).time).toBe(one);
    // Ten thousand times the mean is never reached.
    expect(callTime(one, { errors: 0, retries: 3, timeout: 10_000 }).time).toBe(one);
  });

  it.each([
    { name: 'errors, retries and a timeout', shift: 0, errors: 0.1, retries: 2, timeout: 25, hedge: undefined },
    { name: 'a round trip and a tight timeout', shift: 1, errors: 0, retries: 1, timeout: 12, hedge: undefined },
    { name: 'a hedge within a timeout', shift: 2, errors: 0.05, retries: 2, timeout: 30, hedge: 15 },
  ])('agree with a million draws: $name', ({ shift, errors, retries, timeout, hedge }) => {
    const random = randomNumbers(7);
    const draw = () => shift - 10 * Math.log(1 - random());
    const times = new Float64Array(1_000_000).map(() => {
      let total = 0;
      for (let r = 0; r <= retries; r++) {
        let one = draw();
        if (hedge !== undefined) one = Math.min(one, hedge + draw());
        const isLate = one > timeout;
        total += isLate ? timeout : one;
        if (!isLate && random() >= errors) return total;
      }
      return total - 5 * Math.log(1 - random());
    });
    times.sort();
    const { time } = callTime(
      sum([constant(shift), exponential(10)]),
      { errors, retries, timeout, hedge },
      exponential(5),
    );
    const mean = times.reduce((total, one) => total + one, 0) / times.length;
    expect(Math.abs(time.mean / mean - 1)).toBeLessThan(0.005);
    for (const [level, value] of [0.5, 0.95, 0.99].map(
      (level) => [level, times[Math.floor(level * times.length)]!] as const,
    ))
      expect(Math.abs(percentiles(time, [level], undefined, true)[0]! / value - 1)).toBeLessThan(0.02);
  });
});
