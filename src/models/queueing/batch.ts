/**
 * M^[X]/M/c: requests that come in batches of a fixed size, besides others that come one by one, to c exponential
 * servers.
 */

export interface BatchPool {
  /** c, an integer ≥ 1. */
  readonly servers: number;
  /** E[S] > 0. */
  readonly meanService: number;
  /** Batches per unit of time, Poisson, and how many requests each of them brings. */
  readonly batchRate: number;
  readonly size: number;
  /** Single requests per unit of time, Poisson. */
  readonly singleRate: number;
}

/** States that together are rarer than this are left out. */
const NEGLIGIBLE = 1e-9;
const MOST_STATES = 100_000;

/**
 * P(n are there), n = 0, 1, …: what an arriving batch finds.
 *
 * By the cut between n and n + 1: min(n + 1, c)·μ·pₙ₊₁ = λ₁·pₙ + λ·Σ pⱼ over the j ≤ n from which a batch leads beyond
 * n; all terms are positive.
 *
 * @returns undefined where ρ ≥ 1 or there are too many states to tell
 * Accuracy: exact.
 * @see M. L. Chaudhry & J. G. C. Templeton, "A first course in bulk queues" (1983), section 3.3
 * @example
 * // M/M/1 at one half: 1/2, 1/4, …
 * batchStates({ servers: 1, meanService: 1, batchRate: 0, size: 1, singleRate: 0.5 })
 */
export function batchStates({
  servers,
  meanService,
  batchRate,
  size,
  singleRate,
}: BatchPool): Float64Array | undefined {
  const utilization = ((batchRate * size + singleRate) * meanService) / servers;
  if (!(utilization < 1)) return undefined;
  const states = [1];
  let total = 1;
  let window = 1;
  // The tail falls at last by a ratio; what is left beyond n is about pₙ·size/(1 − ρ).
  const rest = (size + 1) / (1 - utilization);
  for (let n = 0; n < MOST_STATES; n++) {
    const next = ((singleRate * states[n]! + batchRate * window) * meanService) / Math.min(n + 1, servers);
    states.push(next);
    total += next;
    window += next - (n + 1 - size >= 0 ? states[n + 1 - size]! : 0);
    if (n + 1 >= servers && next * rest < total * NEGLIGIBLE)
      return Float64Array.from(states, (weight) => weight / total);
    if (total > 1e250) {
      for (let i = 0; i < states.length; i++) states[i]! /= total;
      window /= total;
      total = 1;
    }
  }
  return undefined;
}

/** Some of what a batch finds, taken together. */
export interface BatchClass {
  readonly probability: number;
  /** What all of the batch wait: the mean of n − c + 1 services' ends, and its SCV; 0 where a server is free. */
  readonly common: { readonly mean: number; readonly scv: number };
  /** Servers that are free at once, on average. */
  readonly free: number;
}

/**
 * What a batch finds, in few classes: all servers busy, or some of them free, the latter in parts of about the same
 * probability.
 *
 * @param serviceScv scales the wait that all of the batch have: (cs² + k)/(1 + k) times that of exponential service,
 *   exact for one server
 * @param parts of the states with a free server
 */
export function batchClasses(
  states: Float64Array,
  { servers, meanService, batchRate, size, singleRate }: BatchPool,
  serviceScv: number,
  parts = 4,
): BatchClass[] {
  const each = meanService / servers;
  let [busy, first, second] = [0, 0, 0];
  for (let n = servers; n < states.length; n++) {
    const stages = n - servers + 1;
    busy += states[n]!;
    first += states[n]! * stages;
    second += states[n]! * stages * (stages + 1);
  }
  const classes: BatchClass[] = [];
  const rate = batchRate * size + singleRate;
  const typical = rate > 0 ? (batchRate * size * size + singleRate) / rate : 1;
  if (busy > 0) {
    const mean = (first / busy) * each * ((serviceScv + typical) / (1 + typical));
    classes.push({ probability: busy, common: { mean, scv: second / busy / (first / busy) ** 2 - 1 }, free: 0 });
  }
  const none = { mean: 0, scv: 1 };
  let [probability, free] = [0, 0];
  const share = (1 - busy) / parts;
  for (let n = 0; n < Math.min(servers, states.length); n++) {
    probability += states[n]!;
    free += states[n]! * (servers - n);
    if (probability < share && n + 1 < Math.min(servers, states.length)) continue;
    if (probability > 1e-12) classes.push({ probability, common: none, free: free / probability });
    [probability, free] = [0, 0];
  }
  return classes;
}
