/** Classes that meet in a queue: who comes in bursts waits longer than who comes evenly. */
import { describe, expect, it } from 'vitest';
import { latencyOf, solve } from '../../../src/models/system/solve.ts';
import type { System } from '../../../src/models/system/system.ts';
import { simulate } from '../../../src/simulation/simulate.ts';

const MEAN = 0.01;

/** Two classes at servers of 10 ms, of which the first comes with an SCV of its own. */
function meeting(rates: readonly [number, number], scv: number, servers: number, threads?: number): System {
  const visit = {
    do: 'visit' as const,
    tier: 0,
    steps: [{ do: 'serve' as const, station: 0, time: { mean: MEAN, scv: 1, shape: 'exponential' as const } }],
  };
  const source = (routine: number, rate: number, own: number) => ({
    type: 'open' as const,
    name: `s${routine}`,
    routine,
    interarrival: {
      mean: 1 / rate,
      scv: own,
      shape: own === 1 ? ('exponential' as const) : ('hyperexponential' as const),
    },
  });
  return {
    tiers: [
      { name: 'app', nodes: 1, dispatch: 'shared', stations: [{ name: 'cpu', servers }], ...(threads && { threads }) },
    ],
    routines: [0, 1].map((component) => ({ name: `r${component}`, component, steps: [visit] })),
    sources: [source(0, rates[0], scv), source(1, rates[1], 1)],
  } as unknown as System;
}

const means = (system: System) => {
  const solution = solve(system);
  return system.sources.map((_, index) => latencyOf(solution.sources[index], solution.lattice())!.mean);
};

describe('classes of one queue', () => {
  it.each([
    [[30, 30], 9, 1],
    [[40, 20], 4, 1],
    [[20, 45], 9, 1],
    [[100, 40], 9, 2],
    [[150, 150], 4, 4],
  ] as const)('that come with %o a second, the first with an SCV of %d, at %d servers', (rates, scv, servers) => {
    const system = meeting(rates, scv, servers);
    const simulated = simulate(system, { seed: 1, maxEvents: 2_000_000 });
    const found = means(system);
    const real = simulated.sources.map(({ responseTime }) => responseTime!.mean.value);
    const average = ([first, second]: readonly number[]) =>
      (first! * rates[0] + second! * rates[1]) / (rates[0] + rates[1]);
    // By the chain of the queue, which is exact: what is left is the simulation's noise.
    expect(Math.abs(average(found) / average(real) - 1)).toBeLessThan(0.03);
    for (const index of [0, 1])
      expect(Math.abs(found[index]! / average(found) - real[index]! / average(real))).toBeLessThan(0.09);
    expect(found[0]).toBeGreaterThan(found[1]!);
  });

  // Both Poisson: M/M/1 at 60 %, whoever it is.
  it('wait alike where all come evenly', () => {
    for (const mean of means(meeting([40, 20], 1, 1))) expect(mean).toBeCloseTo(MEAN / 0.4, 9);
  });
});
