/**
 * Mills' ratio of the normal distribution, (1 − Φ(x))/φ(x): what is left of the tail once its e^(−x²/2) is taken out,
 * so that ratios of tails far out don't become 0/0.
 *
 * @param x ≥ 0.
 * @returns √(π/2) at 0, about 1/x for large x; to about 1e-14.
 * @throws RangeError for x < 0.
 * @see M. Abramowitz and I. A. Stegun, "Handbook of Mathematical Functions" (1964), 26.2.11 and 26.2.14.
 */
export function millsRatio(x: number): number {
  if (!(x >= 0)) throw new RangeError(`x must be 0 or more: ${x}`);
  if (x === Infinity) return 0;
  if (x < 2.5) {
    // Φ(x) − 1/2 = φ(x)·(x + x³/3 + x⁵/15 + …)
    let term = x;
    let sum = x;
    for (let k = 1; term > 1e-17 * sum; k++) {
      term *= (x * x) / (2 * k + 1);
      sum += term;
    }
    return Math.sqrt(Math.PI / 2) * Math.exp((x * x) / 2) - sum;
  }
  // The continued fraction 1/(x + 1/(x + 2/(x + …))), from its end.
  let fraction = x;
  for (let k = 120; k >= 1; k--) fraction = x + k / fraction;
  return 1 / fraction;
}

/**
 * 1 − Φ(x), the upper tail of the standard normal distribution.
 *
 * @param x any number.
 * @returns 0..1.
 */
export function normalTail(x: number): number {
  if (x < 0) return 1 - normalTail(-x);
  return (Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)) * millsRatio(x);
}
