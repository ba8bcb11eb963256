import { QUANTITY_SCALE, quantityFromNumber } from './money.ts';

/** An exact fraction. */
export interface Ratio {
  readonly numerator: bigint;
  /** > 0. */
  readonly denominator: bigint;
}

/**
 * Which of Google's two schedules a machine series is on: `n1` (N1, M1, M2 and the shared-core f1-micro
 * and g1-small; up to 30 % off) or `n2` (N2, N2D and C2; up to 20 % off). Other series get no discount.
 */
export type SustainedUseSchedule = 'n1' | 'n2';

/**
 * Fifteenths of the base price that each successive quarter of the month costs. N1: 100, 80, 60 and
 * 40 %. N2: 100, 13/15 (printed as 86.67 %), 11/15 (73.33 %) and 60 %, which makes the whole month
 * exactly 80 %; the printed, rounded steps would not.
 *
 * Source: Google Cloud, "Sustained use discounts", cloud.google.com/compute/docs/sustained-use-discounts.
 */
const FIFTEENTHS: Readonly<Record<SustainedUseSchedule, readonly bigint[]>> = {
  n1: [15n, 12n, 9n, 6n],
  n2: [15n, 13n, 11n, 9n],
};

/**
 * What share of the base price a fleet of equal machines pays, on average over all their hours.
 *
 * Google adds up the hours of equal machines in a region into as few whole-month machines as possible,
 * so an autoscaled fleet's shares are those of "at least 1 running, at least 2 running …"
 * (`runningShares`), whichever machines they really were.
 *
 * @param usageShares part of the month that each machine ran, 0 to 1.
 * @returns the factor on price × hours run by all; in lowest terms; exact. 1 if none ran.
 * @throws RangeError if a share is outside 0 to 1.
 * @example sustainedUse([1, 0.25], 'n1') // { numerator: 19n, denominator: 25n }
 */
export function sustainedUse(usageShares: Iterable<number | Ratio>, schedule: SustainedUseSchedule): Ratio {
  const rates = FIFTEENTHS[schedule];
  // Paid and used are kept over one common denominator, in quarters of a fifteenth and in wholes.
  let paid = 0n;
  let used = 0n;
  let common = 1n;
  for (const usageShare of usageShares) {
    const { numerator, denominator } = toRatio(usageShare);
    let here = 0n;
    for (const [quarter, rate] of rates.entries()) {
      const into = 4n * numerator - BigInt(quarter) * denominator;
      if (into <= 0n) break;
      here += rate * (into < denominator ? into : denominator);
    }
    const grown = leastCommonMultiple(common, denominator);
    paid = paid * (grown / common) + here * (grown / denominator);
    used = used * (grown / common) + numerator * (grown / denominator);
    common = grown;
  }
  return used === 0n ? { numerator: 1n, denominator: 1n } : lowestTerms(paid, 60n * used);
}

function toRatio(share: number | Ratio): Ratio {
  const ratio =
    typeof share === 'number'
      ? { numerator: quantityFromNumber(share), denominator: 10n ** BigInt(QUANTITY_SCALE) }
      : share;
  const { numerator, denominator } = ratio;
  if (denominator <= 0n || numerator < 0n || numerator > denominator) {
    throw new RangeError(
      `usage share ${typeof share === 'number' ? share : `${numerator}/${denominator}`} is outside 0 to 1`,
    );
  }
  return ratio;
}

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  while (b !== 0n) [a, b] = [b, a % b];
  return a;
}

function leastCommonMultiple(a: bigint, b: bigint): bigint {
  return a === b ? a : (a / greatestCommonDivisor(a, b)) * b;
}

function lowestTerms(numerator: bigint, denominator: bigint): Ratio {
  const divisor = greatestCommonDivisor(numerator, denominator);
  return { numerator: numerator / divisor, denominator: denominator / divisor };
}
