import { kOfN, series } from './blocks.ts';

/**
 * The unavailability of k of n equal units of which a share β of the failures hits all at once (the beta-factor model):
 * 1 − (1 − βq)·P(k or more up | each down with (1 − β)q).
 *
 * @param units `unavailability` q and `beta` are 0..1, k and n integers.
 * @throws RangeError for arguments outside their ranges.
 * @see K. N. Fleming, "A reliability model for common mode failures in redundant safety systems", General Atomic report
 *   GA-A13284 (1974).
 */
export function betaFactor(units: {
  readonly needed: number;
  readonly count: number;
  readonly unavailability: number;
  readonly beta: number;
}): number {
  const { needed, count, unavailability, beta } = units;
  if (!(beta >= 0 && beta <= 1)) throw new RangeError(`beta must be 0 to 1: ${beta}`);
  const own = Array.from({ length: count }, () => (1 - beta) * unavailability);
  return series([beta * unavailability, kOfN(needed, own)]);
}
