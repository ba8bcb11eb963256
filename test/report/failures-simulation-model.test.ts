/** What failures are simulated for the hours of a class's day. */
import { describe, expect, it } from 'vitest';
import { failureModels } from '../../src/validation/failure-model.ts';
import { joinHours, simulateFailures } from '../../src/simulation/failures.ts';
import { estimateOf } from '../support.ts';

/**
 * Four nodes, each down 1 % of the time, of which the peak keeps 1.5 busy; a business day at three times the mean: idle
 * outside of it.
 */
const desk = (workload: object) =>
  estimateOf({
    name: 'desk',
    provider: 'aws',
    region: 'us-east-1',
    failure: { basis: 'own' },
    workload: { ask: { enters: 'app', rate: '50/s', ...workload } },
    components: { app: { kind: 'custom', count: 4, service: { mean: '10ms' }, mtbf: '99h', mttr: '1h' } },
  });

const loadsOf = (workload: object) => {
  const { availability } = desk(workload);
  return availability.day(0).map(({ weight, shareOf }) => ({ weight, share: shareOf(0) }));
};

describe('hours of the day', () => {
  it('are weighted by their requests', () => {
    // Eight hours at twice the mean bring 16 of 24 parts, sixteen at one half the rest; 100/s keep one node busy, 25/s
    // a quarter.
    expect(loadsOf({ rate: '100/s', peak: '2x', profile: 'business-hours' })).toEqual([
      { share: expect.closeTo(0.25, 12), weight: expect.closeTo(1 / 3, 12) },
      { share: 1, weight: expect.closeTo(2 / 3, 12) },
    ]);
  });

  it('of a flat day are all alike, and those without requests are none', () => {
    expect(loadsOf({})).toEqual([{ share: 1, weight: expect.closeTo(1, 12) }]);
    expect(loadsOf({ peak: '3x', profile: 'business-hours' })).toEqual([{ share: 1, weight: expect.closeTo(1, 12) }]);
  });

  it('of a smooth day add up', () => {
    const hours = loadsOf({ rate: '100/s', peak: '4x' });
    expect(hours.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 12);
    // One, two, three and four nodes' worth of work.
    expect(hours.length).toBeGreaterThan(2);
  });
});

describe('simulated failures', () => {
  it('need as many nodes as the hour does, and average over the requests', () => {
    const day = Array.from({ length: 24 }, (_, h) => (h < 12 ? 3 : 1));
    const [models] = failureModels(desk({ rate: '150/s', peak: '2x', profile: day }));
    // 225/s of the peak's 300/s keep 3 of the nodes busy, which then need a fourth or not at all; 100/s keep one.
    const needed = models!.map(({ model }) => model.units.map((unit) => (unit.as === 'fleet' ? unit.needed : 0))[0]);
    expect(models!.map(({ weight }) => weight)).toEqual([expect.closeTo(0.75, 12), expect.closeTo(0.25, 12)]);
    const down = (n: number) => {
      // Of four nodes fewer than n are up.
      const choose = [1, 4, 6, 4, 1];
      let sum = 0;
      for (let up = 0; up < n; up++) sum += choose[up]! * 0.99 ** up * 0.01 ** (4 - up);
      return sum;
    };
    expect(needed[0]).toBeGreaterThan(needed[1]!);
    const exact = 0.75 * down(needed[0]!) + 0.25 * down(needed[1]!);
    const result = joinHours(
      models!.map(({ weight, model }, stream) => ({
        weight,
        result: simulateFailures(model, { seed: 1, stream, maxEvents: 200_000 }),
      })),
    );
    const { value, low, high } = result.unavailability;
    expect(value / exact).toBeCloseTo(1, 1);
    expect([low! <= exact, exact <= high!]).toEqual([true, true]);
  });
});

describe('hours that are joined', () => {
  const result = (value: number, low: number | undefined, high: number | undefined) => ({
    unavailability: { value, low, high },
    method: 'cycles' as const,
    cycles: 10,
    effective: 5,
    years: 100,
    events: 1000,
  });

  it('have the deviations of independent parts', () => {
    const joined = joinHours([
      { weight: 0.5, result: result(0.1, 0.04, 0.18) },
      { weight: 0.5, result: result(0.2, 0.12, 0.26) },
    ]);
    expect(joined.unavailability).toEqual({
      value: expect.closeTo(0.15, 12),
      low: expect.closeTo(0.1, 12),
      high: expect.closeTo(0.2, 12),
    });
    expect(joined).toMatchObject({ method: 'cycles', cycles: 20, years: 200, events: 2000 });
  });

  it('have no bound where one of them has none', () => {
    const joined = joinHours([
      { weight: 0.5, result: result(0.1, undefined, undefined) },
      { weight: 0.5, result: { ...result(0.2, 0.2, 0.2), method: 'exact' } },
    ]);
    expect(joined.unavailability).toEqual({ value: expect.closeTo(0.15, 12), low: undefined, high: undefined });
  });
});
