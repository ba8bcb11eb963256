import { describe, expect, it } from 'vitest';
import { latencyOf, solve } from '../../../src/models/system/solve.ts';
import type { System } from '../../../src/models/system/system.ts';
import { call, open, routine, serve, tier, visit } from './textbook.ts';

const hedged = (servers: number, nodes: number, rate: number, hedge: number): System => ({
  tiers: [tier(servers, { nodes, dispatch: 'random' })],
  routines: [routine(0, call(1, { hedge })), routine(1, visit(0, serve(0.01)))],
  sources: [open(rate)],
});

describe('hedges into one queue', () => {
  it('come behind what they hedge: at one server they only make it longer', () => {
    const solution = solve(hedged(1, 1, 35, 0.02));
    const { mean } = latencyOf(solution.sources[0], solution.lattice())!;
    // A recursion of its own over two million requests: 29.56 ms, 42.5 % of them hedged; without hedges it is 15.38.
    expect(Math.abs(mean / 0.02956 - 1)).toBeLessThan(0.04);
    expect(Math.abs(solution.flat.calls[0]!.sent - 1.425)).toBeLessThan(0.03);
  });

  it('help where there are queues enough to come to another', () => {
    const solution = solve(hedged(1, 20, 700, 0.05));
    const { p99 } = latencyOf(solution.sources[0], solution.lattice())!;
    const without = solve({
      ...hedged(1, 20, 700, 0.05),
      routines: [routine(0, call(1)), routine(1, visit(0, serve(0.01)))],
    });
    expect(p99).toBeLessThan(latencyOf(without.sources[0], without.lattice())!.p99);
  });
});
