import { describe, expect, it } from 'vitest';
import { batchStates } from '../../../src/models/queueing/batch.ts';
import { erlangC } from '../../../src/models/queueing/erlang.ts';
import { latencyOf, solve, type Latency } from '../../../src/models/system/solve.ts';
import type { Step, System, Time } from '../../../src/models/system/system.ts';
import { call, open, routine, tier, time, visit } from './textbook.ts';

const solved = (system: System): Latency => {
  const solution = solve(system);
  return latencyOf(solution.sources[0], solution.lattice())!;
};
const serving = (service: Time): Step => ({ do: 'serve', station: 0, time: service });

/** A component that calls another so many times at once. */
const crowd = (servers: number, size: number, rho: number, service: Time): System => ({
  tiers: [tier(servers)],
  routines: [
    routine(0, { do: 'fork', needed: size, branches: Array.from({ length: size }, () => [call(1)]) }),
    routine(1, visit(0, serving(service))),
  ],
  sources: [open((rho * servers) / size / service.mean)],
});

describe('batches at a queue', () => {
  it('one by one are M/M/c', () => {
    const states = batchStates({ servers: 4, meanService: 1, batchRate: 1, size: 1, singleRate: 2 })!;
    const waiting = states.slice(4).reduce((sum, one) => sum + one, 0);
    expect(waiting).toBeCloseTo(erlangC(4, 3), 7);
  });

  it('at one server leave as much to do as Pollaczek and Khinchine say', () => {
    // λ·E[(work of a batch)²]/(2(1 − ρ)) = 0.1·(5 + 25)/(2·0.5), each in line being a service.
    const states = batchStates({ servers: 1, meanService: 1, batchRate: 0.1, size: 5, singleRate: 0 })!;
    expect(states.reduce((sum, one, n) => sum + one * n, 0)).toBeCloseTo(3, 6);
    expect(states[0]).toBeCloseTo(0.5, 7);
  });
});

describe('forks into one pool', () => {
  it.each<[string, number, number, number, Time, number, number]>([
    // Simulated by a program of its own, 3 million forks each: means ± 0.5 %, p99 ± 2 %.
    ['fifty into 64 servers', 64, 50, 0.8, time(0.01), 0.059312, 0.13181],
    ['twenty into 4 servers', 4, 20, 0.7, time(0.01), 0.1227, 0.40625],
    ['five of cv 2 into 16 servers', 16, 5, 0.6, time(0.01, 4), 0.031144, 0.18016],
    ['eight fixed ones into one server', 1, 8, 0.7, time(0.01, 0), 0.173076, 0.59656],
  ])('%s take as long as simulated', (_, servers, size, rho, service, mean, p99) => {
    const found = solved(crowd(servers, size, rho, service));
    expect(Math.abs(found.mean / mean - 1)).toBeLessThan(0.06);
    expect(Math.abs(found.p99 / p99 - 1)).toBeLessThan(0.1);
  });
});
