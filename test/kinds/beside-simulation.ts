/** A topology's response times as solved and as simulated. */
import { latencyOf, solve } from '../../src/models/system/solve.ts';
import type { System } from '../../src/models/system/system.ts';
import { simulate } from '../../src/simulation/simulate.ts';
import { estimateOf } from '../support.ts';

export interface Beside {
  /** Of the busiest station or pool of threads. */
  readonly utilization: number;
  /** Analytic over simulated, less 1. */
  readonly mean: number;
  readonly p99: number;
}

/** The joined system of a topology's components. */
export const systemOf = (topology: object): System => estimateOf(topology).performance.joined.system;

/** Solves and simulates the first class of a system. */
export function beside(system: System, seed = 1, maxEvents = 200_000): Beside {
  const solution = solve(system);
  const analytic = latencyOf(solution.sources[0], solution.lattice())!;
  const simulated = simulate(system, { seed, maxEvents }).sources[0]!.responseTime!;
  return {
    utilization: Math.max(
      0,
      ...solution.tiers.flatMap(({ stations, threads }) => [
        ...stations.map((one) => one.utilization),
        ...(threads ? [threads.utilization] : []),
      ]),
    ),
    mean: analytic.mean / simulated.mean.value - 1,
    p99: analytic.p99 / simulated.p99.value - 1,
  };
}
