/** What an unavailability means in hours, nines and outages. A year has 365 days. */

/** Hours of a year. */
export const HOURS_PER_YEAR = 8760;

/** Number of nines, −log₁₀ of the unavailability; `Infinity` for none. */
export function nines(unavailability: number): number {
  return -Math.log10(unavailability);
}

/**
 * The unavailability of something that is up for MTTF on the average and then down for MTTR, whatever the
 * distributions.
 *
 * @throws RangeError for times that aren't 0 or more, or both 0.
 * @see the alternating renewal process; Trivedi (2002), section 6.6.
 */
export function alternating(mttf: number, mttr: number): number {
  if (!(mttf >= 0 && mttr >= 0 && mttf + mttr > 0)) throw new RangeError(`MTTF ${mttf}, MTTR ${mttr}`);
  return mttr / (mttf + mttr);
}
