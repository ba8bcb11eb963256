/** Bounds of a closed network with one class of users at single servers. */
export interface ThroughputBounds {
  readonly throughput: { readonly lower: number; readonly upper: number };
  /** Without the think time. */
  readonly response: { readonly lower: number; readonly upper: number };
}

/** One class at single-server stations. */
export interface BoundedNetwork {
  /** At each station, ≥ 0, one of them above 0. */
  readonly demands: readonly number[];
  /** N, an integer ≥ 1. */
  readonly population: number;
  /** Z ≥ 0. */
  readonly thinkTime: number;
}

/**
 * Asymptotic bounds: nobody waits, or everybody waits for everybody. N* is where the two upper bounds of the throughput
 * meet.
 *
 * @throws RangeError for arguments outside their ranges.
 * @see P. J. Denning and J. P. Buzen, "The operational analysis of queueing network models", Computing Surveys 10
 *   (1978);
 *   E. D. Lazowska et al., "Quantitative System Performance" (1984), section 5.2.
 */
export function asymptoticBounds(network: BoundedNetwork): ThroughputBounds & { readonly saturation: number } {
  const { total, largest } = check(network);
  const { population, thinkTime } = network;
  return {
    saturation: (total + thinkTime) / largest,
    throughput: {
      lower: population / (population * total + thinkTime),
      upper: Math.min(1 / largest, population / (total + thinkTime)),
    },
    response: { lower: Math.max(total, population * largest - thinkTime), upper: population * total },
  };
}

/**
 * Balanced job bounds: those of networks whose stations share the demand evenly, which are the best there are.
 *
 * @throws RangeError for arguments outside their ranges.
 * @see J. Zahorjan, K. C. Sevcik, D. L. Eager and B. Galler, "Balanced job bound analysis of queueing networks", Comm.
 *   ACM 25 (1982);
 *   Lazowska et al. (1984), section 5.4.
 */
export function balancedJobBounds(network: BoundedNetwork): ThroughputBounds {
  const { total, largest, average } = check(network);
  const { population, thinkTime } = network;
  const others = population - 1;
  const slowest = total + (largest * others) / (1 + thinkTime / (population * total));
  const fastest = total + (average * others) / (1 + thinkTime / total);
  const upper = Math.min(1 / largest, population / (thinkTime + fastest));
  return {
    throughput: { lower: population / (thinkTime + slowest), upper },
    response: { lower: Math.max(population * largest - thinkTime, fastest), upper: slowest },
  };
}

function check({ demands, population, thinkTime }: BoundedNetwork): {
  total: number;
  largest: number;
  average: number;
} {
  const total = demands.reduce((sum, demand) => sum + demand, 0);
  if (!(total > 0 && total < Infinity) || demands.some((demand) => demand < 0)) {
    throw new RangeError('demands must be 0 or more, and one above 0');
  }
  if (!(Number.isInteger(population) && population >= 1)) {
    throw new RangeError(`population must be an integer of 1 or more: ${population}`);
  }
  if (!(thinkTime >= 0 && thinkTime < Infinity)) throw new RangeError(`think time must be 0 or more: ${thinkTime}`);
  return { total, largest: Math.max(...demands), average: total / demands.length };
}
