import { solveTraffic } from '../../src/models/traffic/linear-equations.ts';
import { mmc } from '../../src/models/queueing/mmc.ts';

/** An open Jackson network: Poisson arrivals from outside, exponential service times, routing by chance. */
export interface JacksonNetwork {
  /** Arrivals from outside at each node, ≥ 0. */
  readonly external: readonly number[];
  /** Share of what leaves node i that goes to node j, [i][j]; the rest leaves the network. */
  readonly routing: readonly (readonly number[])[];
  /** E[S] of each node, > 0. */
  readonly meanService: readonly number[];
  /** c of each node. */
  readonly servers: readonly number[];
}

/**
 * Means of an open Jackson network: each node behaves as an M/M/c queue of its own. Exact.
 *
 * @returns per node, and for the whole the mean number in it and the mean time from arrival to departure; `Infinity`
 *   where a node is full.
 * @throws RangeError for arguments outside their ranges, or traffic that never leaves.
 * @see J. R. Jackson, "Networks of waiting lines", Operations Research 5 (1957).
 */
export function openJackson({ external, routing, meanService, servers }: JacksonNetwork): {
  readonly throughputs: readonly number[];
  readonly utilization: readonly number[];
  readonly responses: readonly number[];
  readonly meanInSystem: number;
  readonly meanResponse: number;
} {
  const size = external.length;
  const solved = solveTraffic({
    size,
    external: Float64Array.from(external),
    from: Int32Array.from(routing.flatMap((row, i) => row.map(() => i))),
    to: Int32Array.from(routing.flatMap((row) => row.map((_, j) => j))),
    gain: Float64Array.from(routing.flat()),
  });
  if (!solved.ok) throw new RangeError(`traffic never leaves the cycle ${solved.cycle.join(', ')}`);
  const throughputs = Array.from(solved.rates);
  const nodes = throughputs.map((arrivalRate, i) =>
    mmc({ arrivalRate, meanService: meanService[i]!, servers: servers[i]! }),
  );
  const meanInSystem = nodes.reduce((sum, node) => sum + node.meanInSystem, 0);
  const arrivals = external.reduce((sum, rate) => sum + rate, 0);
  return {
    throughputs,
    utilization: nodes.map((node) => node.utilization),
    responses: nodes.map((node) => node.meanResponse),
    meanInSystem,
    // Little's law
    meanResponse: meanInSystem / arrivals,
  };
}
