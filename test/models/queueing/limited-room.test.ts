import { describe, expect, it } from 'vitest';
import { limitedRoomWait } from '../../../src/models/queueing/finite-source.ts';
import { latencyOf, solve, type Solution } from '../../../src/models/system/solve.ts';
import type { System } from '../../../src/models/system/system.ts';
import { call, open, routine, serve, tier, visit } from '../system/textbook.ts';

describe('limited room', () => {
  it.each([
    // A recursion of its own over 6 million arrivals.
    [1, 4, 0.8, 9, 0.238525, 1.591],
    [2, 8, 1.8, 4, 0.130091, 1.2703],
  ])(
    'of variable service refuses and makes wait as simulated: %d servers, room %d',
    (servers, room, rate, scv, refused, wait) => {
      const found = limitedRoomWait({ servers, room, arrivalRate: rate, meanService: 1, serviceScv: scv });
      expect(Math.abs(found.refused / refused - 1)).toBeLessThan(0.01);
      expect(Math.abs(found.meanWait / wait - 1)).toBeLessThan(0.015);
    },
  );

  it('of fixed service is close', () => {
    const { refused, meanWait } = limitedRoomWait({
      servers: 2,
      room: 4,
      arrivalRate: 1.4,
      meanService: 1,
      serviceScv: 0,
    });
    // Simulated: 0.0633 and 0.2209.
    expect(Math.abs((meanWait + 1) / 1.2209 - 1)).toBeLessThan(0.02);
    expect(Math.abs(refused - 0.0633)).toBeLessThan(0.02);
  });

  it('without places to wait is Erlang’s loss, whatever the service', () => {
    // B(4, 3.6) = (3.6⁴/24)/(1 + 3.6 + 3.6²/2 + 3.6³/6 + 3.6⁴/24).
    const loss = 6.9984 / (1 + 3.6 + 6.48 + 7.776 + 6.9984);
    for (const serviceScv of [0, 0.25, 1, 4])
      expect(
        limitedRoomWait({ servers: 4, room: 4, arrivalRate: 360, meanService: 0.01, serviceScv }).refused,
      ).toBeCloseTo(loss, 9);
  });
});

describe('attempts at a full room', () => {
  const system = (retries: number, way = 0): System => ({
    tiers: [tier(4, { room: 6 })],
    routines: [
      routine(
        0,
        call(1, { retries, ...(way > 0 && { wire: { mean: way, scv: 0, shape: 'deterministic' as const } }) }),
      ),
      routine(1, visit(0, serve(0.01))),
    ],
    sources: [open(360)],
  });
  const mean = (solution: Solution) => latencyOf(solution.sources[0], solution.lattice())!.mean;
  /** Attempts that were refused, of all calls. */
  const failed = (solution: Solution) => solution.flat.calls[0]!.failed;

  it('that come back at once are refused again: M/M/4/6 refuses 15.0 % with and without them', () => {
    for (const retries of [0, 1, 3]) {
      const solution = solve(system(retries));
      expect(failed(solution)).toBeCloseTo(0.15, 3);
      expect(mean(solution)).toBeCloseTo(mean(solve(system(0))), 6);
      expect(solution.flat.calls[0]!.sent).toBeCloseTo(1 + retries * failed(solution), 6);
    }
  });

  it('that take their time find room again', () => {
    expect(failed(solve(system(2, 0.05)))).toBeLessThan(0.05);
  });
});
