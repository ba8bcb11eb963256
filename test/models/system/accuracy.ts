/** How far the analytic solution of generated systems is from their simulation. */
import { familiesOf } from '../../../src/models/system/families.ts';
import { latencyOf, solve } from '../../../src/models/system/solve.ts';
import { simulate } from '../../../src/simulation/simulate.ts';
import { generatedSystem } from './generated.ts';

export interface Difference {
  readonly seed: number;
  /** Of the busiest station. */
  readonly utilization: number;
  /** Analytic over simulated, less 1. */
  readonly mean: number;
  readonly p50: number;
  readonly p99: number;
  /** Half-width of the simulation's own 95 % interval of the mean, relative. */
  readonly noise: number;
  /** The error that the solution states. */
  readonly stated: { readonly mean: number; readonly p99: number };
}

/** Solves and simulates one generated system; the busiest station's utilisation goes from 0.3 to 0.8 over the seeds. */
export function differenceOf(seed: number, events: number): Difference {
  const system = generatedSystem(seed, 0.3 + 0.5 * ((seed * 0.618) % 1));
  const solution = solve(system);
  const analytic = latencyOf(solution.sources[0], solution.lattice())!;
  const simulated = simulate(system, { seed, maxEvents: events }).sources[0]!.responseTime!;
  const relative = (key: 'mean' | 'p50' | 'p99') => analytic[key] / simulated[key].value - 1;
  return {
    seed,
    utilization: Math.max(...solution.tiers.flatMap((tier) => tier.stations.map((one) => one.utilization))),
    mean: relative('mean'),
    p50: relative('p50'),
    p99: relative('p99'),
    noise: (simulated.mean.halfWidth ?? 0) / simulated.mean.value,
    stated: familiesOf(solution)([system.sources[0]!.routine]).error,
  };
}

/** The design's bands. */
export const MEAN_BAND = 0.05;
export const P99_BAND = 0.15;

export const median = (values: readonly number[]): number =>
  values.map(Math.abs).toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
