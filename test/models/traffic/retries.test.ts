import { describe, expect, it } from 'vitest';

import { expectedAttempts, finalFailureShare } from '../../../src/models/traffic/retries.ts';

describe('expected attempts', () => {
  it.each([
    [0, 5, 1],
    [0.1, 0, 1],
    [0.1, 2, 1.11],
    [0.5, 1, 1.5],
    [0.5, 3, 1.875],
    [1, 3, 4],
    [0.5, Infinity, 2],
    [1, Infinity, Infinity],
    [1, 1000, 1001],
    [0, Infinity, 1],
  ])('for failures of %s and %s retries are %s', (failureShare, retries, expected) => {
    expect(expectedAttempts(failureShare, retries)).toBeCloseTo(expected, 13);
  });

  it('keep their digits in long policies', () => {
    // 1 + p + … + p^r summed term by term
    for (const failureShare of [0.3, 0.99, 0.999999, 1 - 1e-12]) {
      let total = 0;
      for (let i = 1000; i >= 0; i--) total += failureShare ** i;
      expect(expectedAttempts(failureShare, 1000) / total).toBeCloseTo(1, 12);
    }
  });
});

describe('the share that fails for good', () => {
  it.each([
    [0.1, 0, 0.1],
    [0.1, 2, 0.001],
    [0, 0, 0],
    [1, 9, 1],
    [0.9, Infinity, 0],
    [1, Infinity, 1],
  ])('for failures of %s and %s retries is %s', (failureShare, retries, expected) => {
    expect(finalFailureShare(failureShare, retries)).toBeCloseTo(expected, 15);
  });

  it('and the attempts account for every failure: failed attempts = p × attempts', () => {
    for (const p of [0.01, 0.2, 0.7]) {
      for (const retries of [0, 1, 4, 120]) {
        // attempts − 1 retries were made, each after a failure; the final failure is retried no more.
        const failed = expectedAttempts(p, retries) - 1 + finalFailureShare(p, retries);
        expect(failed).toBeCloseTo(p * expectedAttempts(p, retries), 13);
      }
    }
  });
});

it.each([
  [-0.1, 1],
  [1.1, 1],
  [NaN, 1],
  [0.1, -1],
  [0.1, 1.5],
  [0.1, NaN],
])('refuses failures of %s with %s retries', (failureShare, retries) => {
  expect(() => expectedAttempts(failureShare, retries)).toThrow(RangeError);
  expect(() => finalFailureShare(failureShare, retries)).toThrow(RangeError);
});
