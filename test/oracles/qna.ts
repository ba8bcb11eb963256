/**
 * Whitt's queueing network analyzer: streams of requests by their rate and the SCV of the gaps, through nodes that
 * change both.
 */
import { solveTraffic } from '../../src/models/traffic/linear-equations.ts';

/** A stream. */
interface Flow {
  /** ≥ 0. */
  readonly rate: number;
  /** SCV of the gaps, ≥ 0. */
  readonly scv: number;
}

/** A network of GI/G/c nodes. */
interface QnaNetwork {
  /** Arrivals from outside at each node. */
  readonly external: readonly Flow[];
  /** Share of what leaves node i that goes to node j, [i][j]; the rest leaves the network. */
  readonly routing: readonly (readonly number[])[];
  /** c of each node. */
  readonly servers: readonly number[];
  /** E[S] of each node. */
  readonly meanService: readonly number[];
  /** cs² of each node. */
  readonly serviceScv: readonly number[];
}

/**
 * Rate, utilization and arrival SCV of every node of an open network: linear equations for the rates, then for the
 * SCVs.
 *
 * @returns per node; utilizations of 1 and more are reported, and their departures taken as those of a full node.
 * @throws RangeError for arguments outside their ranges, or a cycle that traffic never leaves.
 * Accuracy: approximate; exact where all streams are Poisson.
 * @see Whitt (1983), (24)–(26); the gains are non-negative, so that `solveTraffic` solves both systems.
 */
export function solveQna(network: QnaNetwork): {
  readonly rates: readonly number[];
  readonly utilization: readonly number[];
  readonly arrivalScv: readonly number[];
} {
  const { external, routing, servers, meanService, serviceScv } = network;
  const size = external.length;
  if (![routing, servers, meanService, serviceScv].every((list) => list.length === size)) {
    throw new RangeError('every node needs routing, servers and a service time');
  }
  const rates = solveLinear(
    external.map((flow) => flow.rate),
    routing,
  );
  const utilization = rates.map((rate, i) => (rate * meanService[i]!) / servers[i]!);
  const busy = utilization.map((share) => Math.min(1, share) ** 2);
  const constants: number[] = [];
  const gains = routing.map((row) => row.map(() => 0));
  for (let j = 0; j < size; j++) {
    if (rates[j] === 0) {
      constants.push(1);
      continue;
    }
    const outside = external[j]!.rate / rates[j]!;
    const shares = routing.map((row, i) => (rates[i]! * row[j]!) / rates[j]!);
    const weight = superpositionWeight([outside, ...shares], Math.min(1, utilization[j]!));
    let sum = outside * external[j]!.scv;
    for (let i = 0; i < size; i++) {
      const split = routing[i]![j]!;
      sum += shares[i]! * (1 - split + split * busy[i]! * departureFactor(serviceScv[i]!, servers[i]!));
      gains[i]![j] = weight * shares[i]! * split * (1 - busy[i]!);
    }
    constants.push(1 - weight + weight * sum);
  }
  return { rates, utilization, arrivalScv: solveLinear(constants, gains) };
}

/** v = e + Gᵀv. */
function solveLinear(constants: readonly number[], gains: readonly (readonly number[])[]): number[] {
  const from: number[] = [];
  const to: number[] = [];
  const gain: number[] = [];
  gains.forEach((row, i) =>
    row.forEach((value, j) => {
      if (value === 0) return;
      from.push(i);
      to.push(j);
      gain.push(value);
    }),
  );
  const solved = solveTraffic({
    size: constants.length,
    external: Float64Array.from(constants),
    from: Int32Array.from(from),
    to: Int32Array.from(to),
    gain: Float64Array.from(gain),
  });
  if (!solved.ok) throw new RangeError(`traffic never leaves the cycle ${solved.cycle.join(', ')}`);
  return Array.from(solved.rates);
}

function superpositionWeight(shares: readonly number[], utilization: number): number {
  const flows = 1 / shares.reduce((sum, share) => sum + share * share, 0);
  return 1 / (1 + 4 * (1 - utilization) ** 2 * (flows - 1));
}

function departureFactor(serviceScv: number, servers: number): number {
  return 1 + (Math.max(serviceScv, 0.2) - 1) / Math.sqrt(servers);
}
