import { expect, it } from 'vitest';

import { zoneCrossingShare } from '../../../src/models/traffic/zone-crossing.ts';

it.each([
  [1, 1, 0],
  [2, 2, 1 / 2],
  [3, 3, 2 / 3],
  [1, 3, 2 / 3],
  [3, 1, 2 / 3],
  [2, 3, 2 / 3],
])('of calls from %s to %s zones is %s', (a, b, share) => {
  expect(zoneCrossingShare(a, b, false)).toBeCloseTo(share, 15);
  expect(zoneCrossingShare(a, b, true)).toBe(0);
});

it('agrees with counting all pairs of zones', () => {
  for (let a = 1; a <= 6; a++) {
    for (let b = 1; b <= 6; b++) {
      let crossing = 0;
      for (let i = 0; i < a; i++) for (let j = 0; j < b; j++) if (i !== j) crossing++;
      expect(zoneCrossingShare(a, b, false)).toBeCloseTo(crossing / (a * b), 14);
    }
  }
});

it.each([0, -1, 1.5, NaN, Infinity])('refuses %s zones', (zones) => {
  expect(() => zoneCrossingShare(zones, 1, false)).toThrow(RangeError);
  expect(() => zoneCrossingShare(1, zones, true)).toThrow(RangeError);
});
