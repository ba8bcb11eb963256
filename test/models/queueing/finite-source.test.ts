import { describe, expect, it } from 'vitest';
import { finiteSource } from '../../../src/models/queueing/finite-source.ts';
import { mva } from '../../../src/models/queueing/mva.ts';
import { latencyOf, solve, type Latency } from '../../../src/models/system/solve.ts';
import type { System } from '../../../src/models/system/system.ts';
import { open, routine, serve, tandem, tier, users, visit, call } from '../system/textbook.ts';

const solved = (system: System): Latency => {
  const solution = solve(system);
  return latencyOf(solution.sources[0], solution.lattice())!;
};

describe('a finite source', () => {
  it.each([
    // Reference problems finite_source-002 and -004.
    [2, 30, 5, 0.5, 2.58048020403],
    [1, 4, 1, 0.2, 0.329661016949],
  ])('of exponential service is exact: %d servers, %d users', (servers, count, away, meanService, response) => {
    const { meanWait } = finiteSource({ servers, meanService, serviceScv: 1, users: count, away });
    expect(meanWait + meanService).toBeCloseTo(response, 9);
  });

  it.each([
    // An event simulation of its own, 12 million requests: ± 0.2 to 0.3 ms.
    [1, 40, 1, 9, 0.03559],
    [2, 130, 1, 9, 0.03253],
    [4, 170, 0.5, 9, 0.02981],
  ])('of variable service waits as simulated: %d servers, %d users', (servers, count, away, serviceScv, response) => {
    const { meanWait } = finiteSource({ servers, meanService: 0.01, serviceScv, users: count, away });
    expect(Math.abs((meanWait + 0.01) / response - 1)).toBeLessThan(0.015);
  });

  it.each([1000, 5000])('of %d users at a full station keeps every one of them waiting', (count) => {
    // A cycle is n services of one of two servers: n·10 ms/2, less what a user is away and served.
    const { meanWait, conditionalScv } = finiteSource({
      servers: 2,
      meanService: 0.01,
      serviceScv: 9,
      users: count,
      away: 1.1,
    });
    expect(meanWait / (count * 0.005 - 1.11)).toBeCloseTo(1, 6);
    expect(conditionalScv).toBeGreaterThan(0);
  });

  it('of fixed service is within 4 % of the simulation', () => {
    const { meanWait } = finiteSource({ servers: 1, meanService: 0.01, serviceScv: 0, users: 9, away: 0.1 });
    expect(Math.abs((meanWait + 0.01) / 0.018932 - 1)).toBeLessThan(0.04);
  });

  it('with endlessly many users is M/G/1', () => {
    const { meanWait, waitProbability } = finiteSource({
      servers: 1,
      meanService: 1,
      serviceScv: 3,
      users: 40_000,
      away: 80_000,
    });
    expect(meanWait).toBeCloseTo(2, 2);
    expect(waitProbability).toBeCloseTo(0.5, 3);
  });
});

describe('closed networks', () => {
  it('wait for service of cv 3 as two simulators agree', () => {
    const row = (scv: number): System => ({
      tiers: [tier(4), tier(2)],
      routines: [routine(0, visit(0, serve(0.01, scv)), call(1)), routine(1, visit(1, serve(0.009, scv)))],
      sources: [users(200, 1)],
    });
    expect(Math.abs(solved(row(9)).mean / 0.086 - 1)).toBeLessThan(0.06);
    // With exponential service nothing is corrected.
    const exact = mva({ demands: [[0.01, 0.009]], servers: [4, 2], populations: [200], thinkTimes: [1] });
    expect(solved(row(1)).mean / exact.responses[0]! - 1).toBeCloseTo(0, 8);
  });

  it('share several servers with open classes', () => {
    const system = tandem(
      [
        [4, 0.01],
        [2, 0.008],
      ],
      users(19, 0.3),
    );
    const both: System = {
      ...system,
      routines: [...system.routines, routine(0, visit(0, serve(0.01)))],
      sources: [...system.sources, { ...open(110), routine: 2 }],
    };
    // An event simulation of its own, 4 million requests of the users: 18.83 and 61.5 ms.
    const { mean, p99 } = solved(both);
    expect(Math.abs(mean / 0.01883 - 1)).toBeLessThan(0.03);
    expect(Math.abs(p99 / 0.0615 - 1)).toBeLessThan(0.05);
  });
});
