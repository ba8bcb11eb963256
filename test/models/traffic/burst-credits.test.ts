import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { burstCredits } from '../../../src/models/traffic/burst-credits.ts';
import type { BurstDay } from '../../../src/models/traffic/burst-credits.ts';

const SEED = 20261122;

/** A day at one load but for some hours, the first of them at the given hour. */
function day(rest: number, busy: { at: number; hours: number; load: number } = { at: 0, hours: 0, load: 0 }) {
  return Float64Array.from({ length: 24 }, (_, hour) =>
    hour >= busy.at && hour < busy.at + busy.hours ? busy.load : rest,
  );
}

/** AWS: 2 vCPUs at 10 % earn 12 credits (vCPU-minutes) an hour and save 288 at most, 24 hours of them. */
const t3micro = (hourlyLoad: Float64Array): BurstDay => ({ hourlyLoad, vcpus: 2, baseline: 0.1, hoursSaved: 24 });

describe('CPU credits over the day', () => {
  it('last for ever at the baseline: a t3.nano at 5 % earns 6 credits and spends 6 (Amazon EC2 User Guide)', () => {
    const nano = { hourlyLoad: day(2 * 0.05), vcpus: 2, baseline: 0.05, hoursSaved: 24 };
    expect(burstCredits(nano)).toMatchObject({ lasts: true, hoursThrottled: 0, shortfall: 0 });
  });

  it('save no more than 24 hours of earnings: 288 credits of a t3.micro', () => {
    expect(burstCredits(t3micro(day(0))).leastSaved * 60).toBeCloseTo(288, 9);
  });

  it('last through a burst that the rest of the day earns', () => {
    // 2 hours at both vCPUs spend 4 and 22 idle hours earn 4.4.
    expect(burstCredits(t3micro(day(0, { at: 9, hours: 2, load: 2 })))).toMatchObject({ lasts: true, shortfall: 0 });
  });

  it('run out in a burst that is longer, and hold the machine to its baseline', () => {
    // 4 hours ask for 8; the day earns 4.8: 3.2 are missing, at 2 − 0.2 an hour.
    const credits = burstCredits(t3micro(day(0, { at: 9, hours: 4, load: 2 })));
    expect(credits.lasts).toBe(false);
    expect(credits.shortfall).toBeCloseTo(3.2, 9);
    expect(credits.hoursThrottled).toBeCloseTo(3.2 / 1.8, 9);
    expect(credits.hourlyVcpus[12]).toBeCloseTo(0.2, 9);
    expect(credits.leastSaved).toBe(0);
  });

  it('are worth nothing where the load never falls below the baseline', () => {
    const credits = burstCredits(t3micro(day(0.5)));
    expect(credits.hoursThrottled).toBeCloseTo(24, 9);
    expect([...credits.hourlyVcpus]).toEqual(Array.from({ length: 24 }, () => 0.2));
  });

  it('spend on vCPUs that there are: more load than they take asks for no more credits', () => {
    const full = burstCredits(t3micro(day(0, { at: 3, hours: 1, load: 2 })));
    expect(burstCredits(t3micro(day(0, { at: 3, hours: 1, load: 200 })))).toEqual(full);
  });

  it('carry over midnight: the hour at which a day begins is indifferent', () => {
    const late = burstCredits(t3micro(day(0.1, { at: 22, hours: 2, load: 1.3 })));
    const early = burstCredits(t3micro(day(0.1, { at: 0, hours: 2, load: 1.3 })));
    expect(late.lasts).toBe(early.lasts);
    expect(late.shortfall).toBeCloseTo(early.shortfall, 9);
  });

  it('give what they are asked for but the shortfall, repeat from day to day, and never do better under more load', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 3, noNaN: true }), { minLength: 24, maxLength: 24 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.nat(23),
        (loads, baseline, turn) => {
          const make = (values: number[]) =>
            burstCredits({ hourlyLoad: Float64Array.from(values), vcpus: 2, baseline, hoursSaved: 24 });
          const credits = make(loads);
          const asked = loads.reduce((sum, load) => sum + Math.min(load, 2), 0);
          const given = credits.hourlyVcpus.reduce((sum, vcpus) => sum + vcpus, 0);
          expect(given + credits.shortfall).toBeCloseTo(asked, 6);
          expect(given).toBeLessThanOrEqual(24 * 2 * baseline + 1e-9 + (credits.lasts ? asked : 0));
          expect(make([...loads.slice(turn), ...loads.slice(0, turn)]).shortfall).toBeCloseTo(credits.shortfall, 6);
          expect(make(loads.map((load) => load * 1.1)).shortfall).toBeGreaterThanOrEqual(credits.shortfall - 1e-9);
        },
      ),
      { seed: SEED },
    );
  });

  it('refuses values that mean nothing', () => {
    expect(() => burstCredits(t3micro(Float64Array.of(1)))).toThrow('24 hours');
    expect(() => burstCredits(t3micro(day(-1)))).toThrow('0 or more');
    expect(() => burstCredits({ ...t3micro(day(0)), vcpus: 0 })).toThrow('positive');
    expect(() => burstCredits({ ...t3micro(day(0)), baseline: 2 })).toThrow('share');
    expect(() => burstCredits({ ...t3micro(day(0)), hoursSaved: -1 })).toThrow('0 or more');
  });
});
