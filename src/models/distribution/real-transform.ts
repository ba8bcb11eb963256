/**
 * Transforms of times at real arguments, and their third moments: what the roots of a queue's equations are found with.
 */

/** A time as far as the exact formulas need it. */
export interface RealTransform {
  readonly mean: number;
  /** E[X²] and E[X³]. */
  readonly second: number;
  readonly third: number;
  /** E[e^(−zX)] for real z ≥ 0; 1 at 0, falling. */
  readonly at: (z: number) => number;
}

/** Points of the sum over the normal that a lognormal time is taken by, and half its width in deviations. */
const POINTS = 161;
const HALF_WIDTH = 9;

/**
 * The transform of a time of a mean, an SCV and a shape, which gives way where the SCV contradicts it as in
 * `timeDistribution`.
 *
 * Accuracy: exact; of lognormal times, by the trapezoid rule over the normal, to about 1e-12.
 * @param time `mean` > 0, `scv` ≥ 0
 */
export function realTransform({ mean, scv, shape }: { mean: number; scv: number; shape: string }): RealTransform {
  const second = mean * mean * (1 + scv);
  if (shape === 'lognormal' && scv > 1e-6) {
    const deviation = Math.sqrt(Math.log1p(scv));
    const middle = Math.log(mean) - (deviation * deviation) / 2;
    const step = (2 * HALF_WIDTH) / (POINTS - 1);
    const terms = Array.from({ length: POINTS }, (_, i) => {
      const u = -HALF_WIDTH + i * step;
      return {
        weight: (step * Math.exp((-u * u) / 2)) / Math.sqrt(2 * Math.PI),
        time: Math.exp(middle + deviation * u),
      };
    });
    const at = (z: number) => terms.reduce((sum, { weight, time }) => sum + weight * Math.exp(-z * time), 0);
    return { mean, second, third: (mean * (1 + scv)) ** 3, at };
  }
  if (shape === 'deterministic' || scv < 1e-6)
    return { mean, second: mean * mean, third: mean ** 3, at: (z) => Math.exp(-z * mean) };
  if (shape === 'exponential' || Math.abs(scv - 1) < 1e-9)
    return { mean, second: 2 * mean * mean, third: 6 * mean ** 3, at: (z) => 1 / (1 + z * mean) };
  if (shape === 'hyperexponential' && scv > 1) {
    const { probabilities, means } = balancedBranches(mean, scv);
    const [p, q] = probabilities;
    const [a, b] = means;
    return {
      mean,
      second,
      third: 6 * (p * a ** 3 + q * b ** 3),
      at: (z) => p / (1 + z * a) + q / (1 + z * b),
    };
  }
  return {
    mean,
    second,
    third: mean ** 3 * (1 + scv) * (1 + 2 * scv),
    at: (z) => Math.exp(-Math.log1p(z * mean * scv) / scv),
  };
}

/** The two branches of a hyperexponential time with balanced means, the quicker first; for an SCV above 1. */
export function balancedBranches(mean: number, scv: number): Branches {
  const p = (1 + Math.sqrt((scv - 1) / (scv + 1))) / 2;
  return { probabilities: [p, 1 - p], means: [mean / (2 * p), mean / (2 * (1 - p))] };
}

/** Two exponential branches: their probabilities add up to 1. */
export interface Branches {
  readonly probabilities: readonly [number, number];
  readonly means: readonly [number, number];
}

/** One of several times, by shares that add up to 1. */
export function mixedTransform(
  parts: readonly { readonly share: number; readonly time: RealTransform }[],
): RealTransform {
  const sum = (of: (time: RealTransform) => number) =>
    parts.reduce((total, { share, time }) => total + share * of(time), 0);
  return {
    mean: sum(({ mean }) => mean),
    second: sum(({ second }) => second),
    third: sum(({ third }) => third),
    at: (z) => sum(({ at }) => at(z)),
  };
}
