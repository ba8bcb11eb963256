/** What failures come to by hand. */

/**
 * Failures in a time, of something that fails every MTTF + MTTR on the average.
 *
 * @param period in the unit of the others.
 * @throws RangeError as `alternating`.
 */
export function failuresIn(period: number, mttf: number, mttr: number): number {
  if (!(mttf >= 0 && mttr >= 0 && mttf + mttr > 0)) throw new RangeError(`MTTF ${mttf}, MTTR ${mttr}`);
  return period / (mttf + mttr);
}

/**
 * The mean outage of a failure that is noticed and failed over from: detection + failover, and the repair by hand in
 * the cases in which that fails.
 *
 * @param outage times in one unit; `success` is the share of failovers that work, 0..1.
 * @throws RangeError for arguments outside their ranges.
 */
export function failoverOutage(outage: {
  readonly detection: number;
  readonly failover: number;
  readonly success: number;
  readonly manualRepair: number;
}): number {
  const { detection, failover, success, manualRepair } = outage;
  if (!(success >= 0 && success <= 1 && detection >= 0 && failover >= 0 && manualRepair >= 0)) {
    throw new RangeError(`detection ${detection}, failover ${failover}, success ${success}, repair ${manualRepair}`);
  }
  return detection + failover + (1 - success) * manualRepair;
}
