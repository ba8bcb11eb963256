/** A topology as the solver and the simulation see it, side by side. */
import { planAll } from '../../src/engine/plans.ts';
import { joinPlans } from '../../src/engine/system.ts';
import { latencyOf, solve } from '../../src/models/system/solve.ts';
import { simulate } from '../../src/simulation/simulate.ts';
import { estimateOf, RATES } from '../support.ts';

const SEED = 20_261_122;

export interface SideBySide {
  /** The busiest station or tier of threads. */
  readonly utilization: number;
  readonly analytic: { readonly mean: number; readonly p99: number };
  readonly simulated: { readonly mean: number; readonly p99: number };
  /** Simulated over analytic, less 1. */
  readonly meanError: number;
  readonly p99Error: number;
}

/** The response time of a topology's first class, by its formulas and by a simulation of so many events. */
export function sideBySide(topology: object, maxEvents = 150_000): SideBySide {
  const { topology: resolved, placed, traffic } = estimateOf(topology);
  const trips = { roundTrip: () => undefined };
  const loaded = { topology: resolved, placed, traffic, rates: RATES, trips, notice: () => {} };
  const plans = planAll(loaded);
  const { system } = joinPlans(loaded, plans);
  const solution = solve(system);
  const { mean, p99 } = latencyOf(solution.sources[0], solution.lattice())!;
  const { responseTime } = simulate(system, { seed: SEED, maxEvents }).sources[0]!;
  const simulated = { mean: responseTime!.mean.value, p99: responseTime!.p99.value };
  return {
    utilization: Math.max(
      0,
      ...solution.tiers.flatMap(({ stations, threads }) => [
        ...stations.map((station) => station.utilization),
        threads?.utilization ?? 0,
      ]),
    ),
    analytic: { mean, p99 },
    simulated,
    meanError: simulated.mean / mean - 1,
    p99Error: simulated.p99 / p99 - 1,
  };
}
