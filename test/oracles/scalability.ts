import { slowdown } from '../../src/models/queueing/scalability.ts';

/** Gunther's universal scalability law: X(n) = γn / (1 + σ(n − 1) + κn(n − 1)). */
export interface Scalability {
  /** γ > 0: throughput of one. */
  readonly gamma: number;
  /** σ ≥ 0: share of the work that can't be done side by side. */
  readonly sigma: number;
  /** κ ≥ 0: what each pair costs to keep in agreement. */
  readonly kappa: number;
}

/**
 * The throughput of n nodes, threads or users by the universal scalability law.
 *
 * @param n above 0.
 * @throws RangeError for arguments outside their ranges.
 * @see N. J. Gunther, "Guerrilla Capacity Planning" (2007), chapter 4.
 * @example scalabilityThroughput({ gamma: 20, sigma: 0.05, kappa: 0 }, 32) // 250.98
 */
export function scalabilityThroughput({ gamma, sigma, kappa }: Scalability, n: number): number {
  if (!(gamma > 0 && sigma >= 0 && kappa >= 0)) throw new RangeError(`gamma ${gamma}, sigma ${sigma}, kappa ${kappa}`);
  if (!(n > 0)) throw new RangeError(`n must be above 0: ${n}`);
  return (gamma * n) / slowdown({ sigma, kappa }, n);
}

/**
 * Where the throughput is largest, n = √((1 − σ)/κ), and how large.
 *
 * @returns n is `Infinity` where κ = 0; the throughput is then its limit γ/σ (`Infinity` for σ = 0 too), and 1 where
 *   more only harm.
 * @see Gunther (2007), (4.33).
 */
export function scalabilityPeak(law: Scalability): { readonly n: number; readonly throughput: number } {
  if (law.kappa === 0) return { n: Infinity, throughput: law.gamma / law.sigma };
  const n = Math.max(1, Math.sqrt(Math.max(0, 1 - law.sigma) / law.kappa));
  return { n, throughput: scalabilityThroughput(law, n) };
}

const MOST_STEPS = 500;

/**
 * Fits the law to measured throughputs by nonlinear least squares (Levenberg–Marquardt), all three parameters 0 or
 * more.
 *
 * @param points at least three of different n.
 * @returns the parameters and the share of the variance that they explain.
 * @throws RangeError for too few points or numbers that aren't above 0.
 * Accuracy: the least squares' minimum, to about 1e-9 of each parameter.
 * @see D. W. Marquardt, "An algorithm for least-squares estimation of nonlinear parameters", J. SIAM 11 (1963); Gunther
 *   (2007), chapter 5, whose fit of a parabola to n/X weighs the points differently.
 */
export function fitScalability(
  points: readonly { readonly n: number; readonly throughput: number }[],
): Scalability & { readonly rSquared: number } {
  if (points.some(({ n, throughput }) => !(n > 0 && throughput > 0))) throw new RangeError('points must be above 0');
  if (new Set(points.map(({ n }) => n)).size < 3) throw new RangeError('three points of different n are needed');
  // Measured in its own largest value, the throughput's scale doesn't matter to the damping.
  const unit = Math.max(...points.map(({ throughput }) => throughput));
  const measured = points.map(({ n, throughput }) => ({ n, x: throughput / unit }));
  const first = measured.reduce((least, point) => (point.n < least.n ? point : least));
  let parameters = [first.x / first.n, 0.01, 0.0001];
  let damping = 1e-3;
  let error = squares(measured, parameters);
  for (let step = 0; step < MOST_STEPS && damping < 1e16; step++) {
    const { normal, gradient } = normalEquations(measured, parameters);
    // A parameter that stands at 0 and wants to be less stays where it is.
    const free = [0, 1, 2].filter((i) => parameters[i]! > 0 || gradient[i]! > 0);
    const damped = free.map((i) => free.map((j) => normal[i]![j]! * (i === j ? 1 + damping : 1)));
    const move = solveSmall(
      damped,
      free.map((i) => gradient[i]!),
    );
    const next = parameters.slice();
    free.forEach((i, at) => (next[i] = Math.max(0, parameters[i]! + move[at]!)));
    const nextError = squares(measured, next);
    if (nextError < error) {
      const settled = error - nextError <= 1e-15 * error && damping < 1e-6;
      [parameters, error, damping] = [next, nextError, damping / 10];
      if (settled) break;
    } else {
      damping *= 4;
    }
  }
  const mean = measured.reduce((sum, { x }) => sum + x, 0) / measured.length;
  const spread = measured.reduce((sum, { x }) => sum + (x - mean) ** 2, 0);
  return {
    gamma: parameters[0]! * unit,
    sigma: parameters[1]!,
    kappa: parameters[2]!,
    rSquared: spread > 0 ? 1 - error / spread : 1,
  };
}

interface Point {
  readonly n: number;
  readonly x: number;
}

function squares(points: readonly Point[], [gamma, sigma, kappa]: readonly number[]): number {
  return points.reduce(
    (sum, { n, x }) => sum + (x - (gamma! * n) / slowdown({ sigma: sigma!, kappa: kappa! }, n)) ** 2,
    0,
  );
}

function normalEquations(
  points: readonly Point[],
  [gamma, sigma, kappa]: readonly number[],
): { normal: number[][]; gradient: number[] } {
  const normal = [0, 1, 2].map(() => [0, 0, 0]);
  const gradient = [0, 0, 0];
  for (const { n, x } of points) {
    const slow = slowdown({ sigma: sigma!, kappa: kappa! }, n);
    const model = (gamma! * n) / slow;
    const slopes = [n / slow, (-model * (n - 1)) / slow, (-model * n * (n - 1)) / slow];
    for (let i = 0; i < 3; i++) {
      gradient[i]! += slopes[i]! * (x - model);
      for (let j = 0; j < 3; j++) normal[i]![j]! += slopes[i]! * slopes[j]!;
    }
  }
  return { normal, gradient };
}

/** Gaussian elimination of a positive definite system. */
function solveSmall(matrix: number[][], right: number[]): number[] {
  const size = right.length;
  for (let i = 0; i < size; i++) {
    for (let row = i + 1; row < size; row++) {
      const factor = matrix[row]![i]! / matrix[i]![i]!;
      for (let column = i; column < size; column++) matrix[row]![column]! -= factor * matrix[i]![column]!;
      right[row]! -= factor * right[i]!;
    }
  }
  for (let i = size - 1; i >= 0; i--) {
    for (let column = i + 1; column < size; column++) right[i]! -= matrix[i]![column]! * right[column]!;
    right[i]! /= matrix[i]![i]!;
  }
  return right;
}
