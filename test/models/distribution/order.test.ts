/**
 * Order statistics of times that fall within a small part of themselves, beside numerical integrals of what their
 * parts' densities say.
 */
import { describe, expect, it } from 'vitest';
import {
  constant,
  exponential,
  gamma,
  mixture,
  sum,
  type Distribution,
} from '../../../src/models/distribution/distribution.ts';
import { kthOf } from '../../../src/models/distribution/order.ts';
import { percentiles, tail } from '../../../src/models/distribution/percentile.ts';
import { stretchNodes, tabulated } from '../../../src/models/distribution/table.ts';

const LEVELS = [0.5, 0.9, 0.99, 0.999];
const STEP = 5e-5;
/** Until a third of a second, beyond which none of these times is. */
const TIMES = Float64Array.from({ length: 6667 }, (_, i) => i * STEP);

/**
 * P(Erlang of n stages + an exponential > t) at every time, in seconds: of E' = (density − E)/mean, where E is the
 * sum's density.
 */
function erlangAndExponential(mean: number, stages: number, exponentialMean: number): Float64Array {
  const stage = mean / stages;
  let logFactorial = 0;
  for (let i = 2; i < stages; i++) logFactorial += Math.log(i);
  const density = (time: number) =>
    time === 0 ? 0 : Math.exp((stages - 1) * Math.log(time / stage) - time / stage - logFactorial) / stage;
  const keep = Math.exp(-STEP / exponentialMean);
  let own = 1;
  let waiting = 0;
  return TIMES.map((time) => {
    if (time === 0) return 1;
    // Those that end within a step end in the middle of it.
    const ended = density(time - STEP / 2) * STEP;
    own -= ended;
    waiting = waiting * keep + ended * Math.sqrt(keep);
    return Math.min(1, own + waiting);
  });
}

const exponentialTail = (mean: number): Float64Array => TIMES.map((time) => Math.exp(-time / mean));

/** P(fewer than `needed` are done) at every time, over all sets of those that are. */
function undone(needed: number, tails: readonly Float64Array[]): Float64Array {
  return TIMES.map((_, i) => {
    let total = 0;
    for (let set = 0; set < 2 ** tails.length; set++) {
      const isDone = tails.map((_, part) => ((set >> part) & 1) === 1);
      if (isDone.filter(Boolean).length >= needed) continue;
      total += tails.reduce((product, one, part) => product * (isDone[part] ? 1 - one[i]! : one[i]!), 1);
    }
    return total;
  });
}

const meanOf = (tails: Float64Array): number => tails.reduce((total, one) => total + one * STEP, -STEP / 2);
function deviationOf(tails: Float64Array): number {
  const second = tails.reduce((total, one, i) => total + 2 * one * TIMES[i]! * STEP, 0);
  return Math.sqrt(second - meanOf(tails) ** 2);
}
const percentileOf = (tails: Float64Array, level: number): number => tails.findIndex((one) => one <= 1 - level) * STEP;

/** Response times of a replica across an ocean: 85 ± 8.5 ms on the way, a millisecond there. */
const far = (): Distribution => sum([exponential(1e-3), gamma(85e-3, 0.01)]);
const FAR = erlangAndExponential(85e-3, 100, 1e-3);
const near = (one: number, other: number, tolerance: number) =>
  expect(Math.abs(one / other - 1)).toBeLessThan(tolerance);

describe('times that are over for certain', () => {
  it('leave nothing to chance: the first of no time and of anything is no time', () => {
    const first = kthOf(1, [constant(0), exponential(1)]);
    expect(first.mean).toBe(0);
    expect(first.variance).toBe(0);
  });

  it('are the second of three where the third cannot be over before', () => {
    const later = sum([constant(0.3), exponential(1)]);
    const second = kthOf(2, [constant(0.1), later, constant(0.2)]);
    expect(second.mean).toBe(0.2);
    expect(second.variance).toBe(0);
  });

  it('do not hide what may be over before them', () => {
    expect(kthOf(1, [constant(0.5), exponential(1)]).mean).toBeCloseTo(1 - Math.exp(-0.5), 6);
  });
});

describe('narrow times', () => {
  it.each([
    { needed: 1, here: [] },
    { needed: 2, here: [] },
    { needed: 3, here: [] },
    { needed: 4, here: [1e-3, 2e-3, 2e-3] },
    { needed: 5, here: [1e-3, 2e-3, 2e-3] },
  ])('of three far replicas are as integrated: $needed of them and $here', ({ needed, here }) => {
    const one = kthOf(needed, [...here.map(exponential), far(), far(), far()]);
    const expected = undone(needed, [...here.map(exponentialTail), FAR, FAR, FAR]);
    near(one.mean, meanOf(expected), 1e-3);
    near(Math.sqrt(one.variance), deviationOf(expected), 0.01);
    // As a part of something longer it is known by its transform alone.
    const followed = sum([one, constant(1e-9), exponential(1e-6)]);
    const found = percentiles(followed, LEVELS);
    for (const [i, level] of LEVELS.entries()) near(found[i]!, percentileOf(expected, level), 0.01);
  });

  it('are no constant within another order statistic', () => {
    const one = kthOf(2, [exponential(1e-3), kthOf(2, [far(), far(), far()])]);
    const expected = undone(2, [exponentialTail(1e-3), undone(2, [FAR, FAR, FAR])]);
    expect(meanOf(expected)).toBeGreaterThan(85e-3);
    near(one.mean, meanOf(expected), 1e-3);
    const [p99] = percentiles(sum([one, exponential(1e-6)]), [0.99]);
    near(p99!, percentileOf(expected, 0.99), 0.01);
  });
});

describe('a tail that ends', () => {
  it('within a step falls straight to nothing', () => {
    // Uniform between 0 and 1: P(X > t) = 1 − t, of which the lattice sees nothing after 10^(−1/8)
    const nodes = stretchNodes(1);
    const tails = nodes.times.map((time) => Math.max(0, 1 - time));
    const one = tabulated([{ from: 0, nodes, tails, to: Infinity, tailAtEnd: 0 }], 0.5, 1 / 12, 0, 1, () => Number.NaN);
    const known = { ...one, exactTail: undefined };
    for (const time of [0.8, 0.9]) expect(tail(known, time)).toBeCloseTo(1 - time, 2);
    for (const time of [1.1, 2, 10, 1000]) expect(tail(known, time)).toBeLessThan(0.005);
    near(percentiles(known, [0.99])[0]!, 0.99, 0.02);
  });

  it('lies where the last of a hundred is a constant', () => {
    // J. Dean and L. A. Barroso, "The tail at scale" (2013): 1 − 0.99^100 of the requests meet a slow answer, here of 2
    // s
    const leaf = mixture([
      { probability: 0.99, time: exponential(10e-3) },
      { probability: 0.01, time: sum([constant(2), exponential(10e-3)]) },
    ]);
    const all = sum([
      kthOf(
        100,
        Array.from({ length: 100 }, () => leaf),
      ),
      exponential(1e-3),
    ]);
    near(tail(all, 1), 1 - 0.99 ** 100, 1e-3);
    expect(tail(all, 2.3)).toBeLessThan(0.06);
    const [p50, p99] = percentiles(all, [0.5, 0.99]);
    near(p50!, 2, 0.03);
    near(p99!, 2 + 0.05, 0.05);
    // 0.634·(2 s + the last of few exponentials) + 0.366·10 ms·(1 + 1/2 + … + 1/100)
    near(all.mean, 0.634 * 2.013 + 0.366 * 0.0519, 0.01);
  });

  it('of narrow times has a 99th percentile', () => {
    // The first of three normal times of 85 ± 2.55 ms is longer than this with a probability of 0.2154³ = 0.01
    const first = kthOf(1, [gamma(85e-3, 9e-4), gamma(85e-3, 9e-4), gamma(85e-3, 9e-4)]);
    near(percentiles(sum([first, exponential(1e-6)]), [0.99])[0]!, 85e-3 + 0.788 * 2.55e-3, 0.01);
  });
});
