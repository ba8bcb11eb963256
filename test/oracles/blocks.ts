/**
 * Blocks of independent components. Everything is reckoned in unavailabilities, the shares of time that something is
 * down: of an availability close to 1 nothing would be left after rounding.
 */

/**
 * The unavailability of components that are all needed: 1 − Π(1 − uᵢ).
 *
 * @param unavailabilities each 0..1.
 * @throws RangeError for one outside 0..1.
 * Accuracy: exact, small values to full precision.
 * @see K. S. Trivedi, "Probability and Statistics with Reliability, Queuing and Computer Science Applications" (2002),
 *   section 1.11.
 */
export function series(unavailabilities: readonly number[]): number {
  check(unavailabilities);
  return -Math.expm1(unavailabilities.reduce((sum, u) => sum + Math.log1p(-u), 0));
}

/**
 * The unavailability of components of which one is enough: Πuᵢ.
 *
 * @throws RangeError for one outside 0..1.
 * @see Trivedi (2002), section 1.11.
 */
export function parallel(unavailabilities: readonly number[]): number {
  check(unavailabilities);
  return unavailabilities.reduce((product, u) => product * u, 1);
}

/**
 * The unavailability of components of which k are needed, which may differ: P(more than n − k are down), the number
 * down being Poisson-binomial.
 *
 * @param needed k, an integer ≥ 0.
 * @returns 1 where more are needed than there are.
 * @throws RangeError for arguments outside their ranges.
 * Accuracy: exact; a sum of positive terms.
 * @see Trivedi (2002), section 2.5, on the binomial case; R. E. Barlow and K. D. Heidtmann, "Computing k-out-of-n
 *   system reliability", IEEE Trans. Reliability 33 (1984).
 * @example kOfN(4, Array(6).fill(0.001)) // 2.0e-8
 */
export function kOfN(needed: number, unavailabilities: readonly number[]): number {
  return downTail(needed, numberDown(unavailabilities));
}

/**
 * How many of some independent components are down: entry i is P(i down).
 *
 * @throws RangeError for an unavailability outside 0..1.
 */
export function numberDown(unavailabilities: readonly number[]): number[] {
  check(unavailabilities);
  let down = [1];
  for (const u of unavailabilities) down = convolve(down, [1 - u, u]);
  return down;
}

/** The distribution of the sum of two independent numbers. */
export function convolve(a: readonly number[], b: readonly number[]): number[] {
  const sum = Array.from({ length: a.length + b.length - 1 }, () => 0);
  for (let i = 0; i < a.length; i++) for (let j = 0; j < b.length; j++) sum[i + j]! += a[i]! * b[j]!;
  return sum;
}

/**
 * P(fewer than `needed` are up), from the distribution of the number down.
 *
 * @throws RangeError if `needed` isn't an integer of 0 or more.
 */
export function downTail(needed: number, down: readonly number[]): number {
  if (!(Number.isInteger(needed) && needed >= 0))
    throw new RangeError(`needed must be an integer of 0 or more: ${needed}`);
  const members = down.length - 1;
  if (needed > members) return 1;
  let tail = 0;
  // From the rarest upwards, so that small terms aren't lost against large ones.
  for (let i = members; i > members - needed; i--) tail += down[i]!;
  return Math.min(1, tail);
}

function check(unavailabilities: readonly number[]): void {
  for (const u of unavailabilities) {
    if (!(u >= 0 && u <= 1)) throw new RangeError(`unavailability must be 0 to 1: ${u}`);
  }
}
