import { describe, expect, it } from 'vitest';
import {
  balancedHyperexponential,
  constant,
  erlangMixture,
  exponential,
  gamma,
  lognormal,
  mixture,
  repeated,
  sum,
  timeDistribution,
  ZERO,
  valuesAt,
  type Distribution,
} from '../../../src/models/distribution/distribution.ts';
import { freeze, rememberingValues } from '../../../src/models/distribution/frozen.ts';
import { lattice, type Points } from '../../../src/models/distribution/inversion.ts';
import { copyOf } from '../../../src/models/kernels.ts';
import { percentiles, tail } from '../../../src/models/distribution/percentile.ts';

const LEVELS = [0.5, 0.9, 0.99, 0.999];
const close = (one: Distribution) => percentiles(one, LEVELS, undefined, true);
/** As whole systems are looked at: read off a lattice. */
const onLattice = (one: Distribution) => percentiles(one, LEVELS, undefined, false);

function expectWithin(found: readonly number[], expected: readonly number[], relative: number): void {
  for (const [i, value] of expected.entries()) expect(Math.abs(found[i]! / value - 1)).toBeLessThan(relative);
}

describe('an exponential time', () => {
  const expected = LEVELS.map((level) => -Math.log(1 - level) * 0.02);

  it('has the percentiles −m·ln(1 − p)', () => {
    expectWithin(close(exponential(0.02)), expected, 1e-5);
    expectWithin(onLattice(exponential(0.02)), expected, 2e-3);
  });

  it.each([1e-6, 1, 3600])('keeps them on a scale of %d s', (mean) => {
    expectWithin(
      close(exponential(mean)),
      expected.map((value) => (value / 0.02) * mean),
      1e-5,
    );
  });
});

describe('sums', () => {
  it('of two exponentials of one rate are Erlang 2: P(X > t) = (1 + t/m)·e^(−t/m)', () => {
    const both = sum([exponential(1), exponential(1)]);
    expect(both.mean).toBe(2);
    expect(both.variance).toBe(2);
    for (const t of [0.1, 1, 3, 8]) expect(tail(both, t)).toBeCloseTo((1 + t) * Math.exp(-t), 6);
  });

  it('of two exponentials of different means are hypoexponential', () => {
    const both = sum([exponential(1), exponential(3)]);
    for (const t of [0.5, 2, 10, 20]) expect(tail(both, t)).toBeCloseTo((3 * Math.exp(-t / 3) - Math.exp(-t)) / 2, 6);
  });

  it('with a constant shift everything by it', () => {
    const shifted = sum([constant(5), exponential(1)]);
    expect(tail(shifted, 5)).toBeCloseTo(1, 6);
    expect(tail(shifted, 4.9)).toBe(1);
    expectWithin(
      close(shifted),
      LEVELS.map((level) => 5 - Math.log(1 - level)),
      1e-5,
    );
  });

  it('of nothing are nothing', () => {
    expect(sum([])).toBe(ZERO);
    expect(percentiles(sum([ZERO, constant(0)]), [0.5, 0.99])).toEqual([0, 0]);
  });

  it('of n copies are Erlang n', () => {
    expectWithin(close(repeated(4, exponential(0.5))), close(gamma(2, 0.25)), 1e-9);
  });

  it('of 1.5 copies are one, and a second one half the time', () => {
    const some = repeated(1.5, exponential(1));
    expect(some.mean).toBeCloseTo(1.5, 12);
    for (const t of [0.5, 2, 6]) {
      const expected = 0.5 * Math.exp(-t) + 0.5 * (1 + t) * Math.exp(-t);
      expect(tail(some, t)).toBeCloseTo(expected, 6);
    }
  });
});

describe('mixtures', () => {
  it('weigh the tails', () => {
    const mixed = mixture([
      { probability: 0.9, time: exponential(1) },
      { probability: 0.1, time: exponential(50) },
    ]);
    expect(mixed.mean).toBeCloseTo(5.9, 12);
    for (const t of [0.5, 3, 40, 200])
      expect(tail(mixed, t)).toBeCloseTo(0.9 * Math.exp(-t) + 0.1 * Math.exp(-t / 50), 6);
  });

  it('of constants and times keep their own shifts', () => {
    const mixed = mixture([
      { probability: 0.5, time: constant(1) },
      { probability: 0.5, time: sum([constant(3), exponential(1)]) },
    ]);
    expect(mixed.shift).toBe(1);
    expect(mixed.mean).toBe(2.5);
    // 90 % of it lie below 3 + ln 5.
    expect(close(mixed)[1]).toBeCloseTo(3 + Math.log(5), 1);
  });
});

describe('two moments', () => {
  it.each([
    ['gamma', gamma(3, 0.4), 0.4],
    ['Erlang mixture', erlangMixture(3, 0.4), 0.4],
    ['balanced hyperexponential', balancedHyperexponential(3, 4), 4],
    ['lognormal', lognormal(3, 2), 2],
  ])('%s keeps mean and scv', (_, one, scv) => {
    expect(one.mean).toBeCloseTo(3, 9);
    expect(one.variance / 9).toBeCloseTo(scv, 9);
    // The mean is also the integral of the tail: E[X] = ∫ P(X > t) dt, here in ln t.
    let integral = 0;
    const step = 0.05;
    for (let x = -12; x < 8; x += step) integral += tail(one, Math.exp(x)) * Math.exp(x) * step;
    expect(integral).toBeCloseTo(3, 3);
  });

  it.each([0.25, 1, 4])('lognormal of scv %d has its percentiles within 1 %%', (scv) => {
    const sigma = Math.sqrt(Math.log(1 + scv));
    const z = [0, 1.2815515655, 2.326347874, 3.090232306];
    expectWithin(
      close(lognormal(1, scv)),
      z.map((one) => Math.exp(sigma * one - (sigma * sigma) / 2)),
      0.01,
    );
  });

  it('gives way where shape and scv contradict each other', () => {
    expect(timeDistribution({ mean: 1, scv: 0.5, shape: 'hyperexponential' }).variance).toBeCloseTo(0.5, 12);
    expect(timeDistribution({ mean: 1, scv: 0, shape: 'gamma' }).shift).toBe(1);
    expect(timeDistribution({ mean: 0, scv: 1, shape: 'exponential' })).toBe(ZERO);
  });
});

describe('a frozen distribution', () => {
  it('keeps its percentiles and its tail', () => {
    const whole = sum([exponential(0.01), gamma(0.03, 0.25)]);
    const points = lattice(0.001, 1);
    const frozen = freeze(whole, points).distribution;
    expectWithin(
      percentiles(frozen, LEVELS, lattice(0.001, 1)),
      percentiles(whole, LEVELS, lattice(0.001, 1), false),
      1e-9,
    );
    // Between the times of the lattice it is interpolated.
    expect(Math.abs(tail(frozen, 0.08) / tail(whole, 0.08) - 1)).toBeLessThan(0.03);
    expect(tail(frozen, 0)).toBe(1);
  });

  it('takes the room of one that was given up, and leaves those that were not alone', () => {
    const points = lattice(0.001, 1);
    const spare: Float64Array[] = [];
    const first = freeze(exponential(0.01), points, spare);
    const second = freeze(exponential(0.02), points, spare);
    first.release();
    const third = freeze(exponential(0.05), points, spare);
    expect(spare).toEqual([]);
    expectTransform(second.distribution, 0.02, lattice(0.001, 1));
    expectTransform(third.distribution, 0.05, lattice(0.001, 1));
  });
});

describe('a distribution that keeps its values', () => {
  it('has the transform 1/(1 + ms) however often it is asked, on one lattice and on another', () => {
    const one = rememberingValues(exponential(0.02));
    for (const [from, to] of [
      [0.001, 1],
      [0.001, 1],
      [0.001, 1],
      [0.01, 10],
      [0.001, 1],
    ] as const)
      expectTransform(one, 0.02, lattice(from, to));
    expect(Math.abs(tail(one, 0.04) / Math.exp(-2) - 1)).toBeLessThan(1e-5);
  });
});

/** That of an exponential time. */
function expectTransform(one: Distribution, mean: number, points: Points): void {
  const values = copyOf(valuesAt(one, points), 2 * points.count);
  const at = copyOf(points.at, 2 * points.count);
  for (let i = 0; i < points.count; i++) {
    const a = 1 + mean * at[i]!;
    const b = mean * at[points.count + i]!;
    const norm = a * a + b * b;
    expect(Math.hypot(values[i]! - a / norm, values[points.count + i]! + b / norm)).toBeLessThan(1e-14);
  }
}
