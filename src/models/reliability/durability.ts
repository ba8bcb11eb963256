import { firstPassage } from './markov.ts';

/** Units that hold data with redundancy. */
export interface RedundantStore {
  /** n. */
  readonly units: number;
  /** Units that may be lost at once without losing data. */
  readonly tolerated: number;
  readonly unitMttf: number;
  /** Mean time of a rebuild. */
  readonly rebuild: number;
  /** Rebuilds that go on at once. */
  readonly parallelRebuilds: number;
}

/**
 * The mean time until data is lost: until one unit more fails than the redundancy bears.
 *
 * @returns in the unit of the arguments.
 * @throws RangeError for arguments outside their ranges.
 * Accuracy: exact for independent exponential times, positive terms only.
 * @see D. A. Patterson, G. Gibson and R. H. Katz, "A case for redundant arrays of inexpensive disks", SIGMOD (1988).
 */
export function meanTimeToDataLoss({ units, tolerated, unitMttf, rebuild, parallelRebuilds }: RedundantStore): number {
  if (!(Number.isInteger(units) && Number.isInteger(tolerated) && tolerated >= 0 && units > tolerated)) {
    throw new RangeError(`${units} units that bear the loss of ${tolerated}`);
  }
  if (!(unitMttf > 0 && rebuild > 0 && parallelRebuilds >= 1)) {
    throw new RangeError(`MTTF ${unitMttf}, rebuild ${rebuild}, ${parallelRebuilds} at once`);
  }
  return firstPassage(
    (lost) => (units - lost) / unitMttf,
    (lost) => Math.min(lost, parallelRebuilds) / rebuild,
    tolerated + 1,
  );
}

/**
 * The chance of losing data within a time, 1 − e^(−time/MTTDL).
 *
 * @throws RangeError for arguments outside their ranges.
 */
export function lossProbability(time: number, mttdl: number): number {
  if (!(time >= 0 && mttdl > 0)) throw new RangeError(`time ${time}, MTTDL ${mttdl}`);
  return -Math.expm1(-time / mttdl);
}
