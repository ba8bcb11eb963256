/** Whitt's queueing network analyzer: streams of requests by their rate and the SCV of the gaps, through nodes that change both. */
import { solveTraffic } from '../traffic/linear-equations.ts';

/** A stream. */
export interface Flow {
  /** ≥ 0. */
  readonly rate: number;
  /** SCV of the gaps, ≥ 0. */
  readonly scv: number;
}

/**
 * The SCV of several streams together as the queue that they meet feels it: w·Σ pᵢcᵢ² + 1 − w, with w = 1/(1 + 4(1 − ρ)²(v − 1)) and v = 1/Σ pᵢ². Many streams
 * look like Poisson arrivals to a queue that is often empty, and like what they are to one that never is.
 *
 * @param flows of rates that aren't all 0; those without traffic don't count.
 * @param utilization ρ of the queue, 0..1.
 * @throws RangeError for arguments outside their ranges.
 * Accuracy: approximate. 1 without traffic.
 * @see W. Whitt, "The queueing network analyzer", Bell System Tech. J. 62 (1983), (29), (30), (33).
 */
export function superpositionScv(flows: readonly Flow[], utilization: number): number {
  checkUtilization(utilization);
  const rate = flows.reduce((sum, flow) => sum + flow.rate, 0);
  if (!(rate >= 0) || flows.some((flow) => !(flow.rate >= 0 && flow.scv >= 0))) {
    throw new RangeError('rates and SCVs must be 0 or more');
  }
  if (rate === 0) return 1;
  const weight = superpositionWeight(
    flows.map((flow) => flow.rate / rate),
    utilization,
  );
  return weight * flows.reduce((sum, flow) => sum + (flow.rate / rate) * flow.scv, 0) + 1 - weight;
}

/**
 * The SCV of a share of a stream, each request of it picked by chance: 1 + p·(c² − 1).
 *
 * @param share p, 0..1.
 * @throws RangeError for arguments outside their ranges.
 * Accuracy: exact for a renewal stream.
 * @see Whitt (1983), (37).
 */
export function splitScv(scv: number, share: number): number {
  if (!(scv >= 0)) throw new RangeError(`SCV must be 0 or more: ${scv}`);
  if (!(share >= 0 && share <= 1)) throw new RangeError(`share must be 0 to 1: ${share}`);
  return 1 + share * (scv - 1);
}

/**
 * The SCV of what leaves a GI/G/c queue: 1 + (1 − ρ²)(ca² − 1) + ρ²(max(cs², 0.2) − 1)/√c.
 *
 * @param node its utilization is 0..1; beyond 1 it puts out all it can, as at 1.
 * @throws RangeError for arguments outside their ranges.
 * Accuracy: approximate; exact for M/M/c.
 * @see Whitt (1983), (39).
 */
export function departureScv(node: {
  readonly arrivalScv: number;
  readonly serviceScv: number;
  readonly servers: number;
  readonly utilization: number;
}): number {
  const { arrivalScv, serviceScv, servers } = node;
  if (!(arrivalScv >= 0 && serviceScv >= 0 && servers >= 1 && node.utilization >= 0)) {
    throw new RangeError(`arrival SCV ${arrivalScv}, service SCV ${serviceScv}, servers ${servers}`);
  }
  const busy = Math.min(1, node.utilization) ** 2;
  return 1 + (1 - busy) * (arrivalScv - 1) + busy * (departureFactor(serviceScv, servers) - 1);
}

/** A network of GI/G/c nodes. */
export interface QnaNetwork {
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
 * Rate, utilization and arrival SCV of every node of an open network: linear equations for the rates, then for the SCVs.
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

function checkUtilization(utilization: number): void {
  if (!(utilization >= 0 && utilization <= 1)) throw new RangeError(`utilization must be 0 to 1: ${utilization}`);
}
