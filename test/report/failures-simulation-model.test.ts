/** What failures are simulated for the hours of a class's day. */
import { describe, expect, it } from 'vitest';
import { hoursOfDay, type AlikeHours } from '../../src/engine/hours.ts';
import { failureModels } from '../../src/report/failures-simulation-model.ts';
import { joinHours, simulateFailures } from '../../src/simulation/failures.ts';
import { estimateOf } from '../support.ts';

/** Four nodes, each down 1 % of the time, of which the peak keeps 1.5 busy; a business day at three times the mean: idle outside of it. */
const desk = (workload: object) =>
  estimateOf({
    name: 'desk',
    provider: 'aws',
    region: 'us-east-1',
    failure: { basis: 'own' },
    workload: { ask: { enters: 'app', rate: '50/s', ...workload } },
    components: { app: { kind: 'custom', count: 4, service: { mean: '10ms' }, mtbf: '99h', mttr: '1h' } },
  });

/** As an estimate's availability tells of the hours that it is an average of. */
function withHours(estimated: ReturnType<typeof desk>): ReturnType<typeof desk> {
  const hours = (index: number): readonly AlikeHours[] => hoursOfDay(estimated.topology.classes[index]!);
  return { ...estimated, availability: { ...estimated.availability, hours } as typeof estimated.availability };
}

describe('hours of the day', () => {
  it('are weighted by their requests', () => {
    const [ask] = desk({ peak: '2x', profile: 'business-hours' }).topology.classes;
    // Eight hours at twice the mean bring 16 of 24 parts, sixteen at one half the rest.
    expect(hoursOfDay(ask!)).toEqual([
      { share: 1, weight: expect.closeTo(2 / 3, 12) },
      { share: 0.25, weight: expect.closeTo(1 / 3, 12) },
    ]);
  });

  it('of a flat day are all alike, and those without requests are none', () => {
    expect(hoursOfDay(desk({}).topology.classes[0]!)).toEqual([{ share: 1, weight: expect.closeTo(1, 12) }]);
    const [ask] = desk({ peak: '3x', profile: 'business-hours' }).topology.classes;
    expect(hoursOfDay(ask!)).toEqual([{ share: 1, weight: expect.closeTo(1, 12) }]);
  });

  it('of a smooth day add up', () => {
    const hours = hoursOfDay(desk({ peak: '4x' }).topology.classes[0]!);
    expect(hours.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 12);
    // 13:00, eleven pairs beside it, 01:00: which has none.
    expect(hours).toHaveLength(12);
  });
});

describe('simulated failures', () => {
  it('are those of the peak where the availability is', () => {
    const [models] = failureModels(desk({ peak: '2x', profile: 'business-hours' }));
    expect(models).toMatchObject([{ weight: 1 }]);
  });

  it('need as many nodes as the hour does, and average over the requests', () => {
    const estimated = withHours(
      desk({ rate: '100/s', peak: '3x', profile: Array.from({ length: 24 }, (_, h) => (h < 12 ? 3 : 1)) }),
    );
    const [models] = failureModels(estimated);
    // 300/s keep 3 of the nodes busy, which then need a fourth or not at all; 100/s keep one.
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
