/** How traffic moves over the day: a named shape, or 24 shares, the first for the hour after midnight. */
export type DailyProfile = 'flat' | 'daily' | 'business-hours' | readonly number[];

const HOURS = 24;

/** First hour of the working day, and its length: 09:00 to 17:00. */
const BUSINESS_START = 9;
const BUSINESS_HOURS = 8;

/**
 * The busiest hour of `daily`. It lies in the middle of the working day so that the shapes peak together,
 * as the peak that a topology is judged at takes them to.
 */
const DAILY_PEAK_HOUR = 13;

/**
 * Multipliers of a mean rate for each hour of a day, with mean 1.
 *
 * - `flat`: 1 all day, whatever the peak.
 * - `daily`: one smooth swell around 13:00. With c = (1 + cos(2π(h − 13)/24))/2 it is peak × c^k, with the k ≥ 1 that
 *   makes the mean 1. Below a peak of 2 that would need k < 1, a plateau with one dead hour; there it is
 *   1 + (peak − 1)·cos(…), which meets the other at k = 1 and leaves the quietest hour 2 − peak.
 * - `business-hours`: the peak from 09:00 to 17:00 and one even level outside; 0 outside from a peak of 3. Above
 *   3 eight hours would already exceed the mean: the block is 24/peak hours from 09:00, the last one partial.
 * - 24 shares: scaled to mean 1. They carry their own peak, so `peakFactor` doesn't matter.
 *
 * @param profile shape, or 24 finite shares ≥ 0 with a positive sum.
 * @param peakFactor busiest hour over the mean, ≥ 1. Above 24 it is taken as 24: a day whose traffic all falls in one
 *   hour has a busiest hour of 24 times the mean, and none can be busier.
 * @returns 24 factors ≥ 0, index = hour of the day. Mean 1 within 1e-12. For `daily` and `business-hours` the
 *   largest is exactly the peak factor.
 * @throws RangeError if the peak factor is below 1 or NaN, or if there aren't 24 valid shares.
 * @example hourlyFactors('business-hours', 2)[9] // 2; at night 0.5
 */
export function hourlyFactors(profile: DailyProfile, peakFactor: number): Float64Array {
  if (!(peakFactor >= 1)) throw new RangeError(`peak factor must be 1 or more: ${peakFactor}`);
  const peak = Math.min(peakFactor, HOURS);
  if (profile === 'flat') return new Float64Array(HOURS).fill(1);
  if (profile === 'daily') return peak <= 2 ? cosine(peak) : cosinePower(peak);
  if (profile === 'business-hours') return businessHours(peak);
  return normalised(profile);
}

/** cos(2π(h − 13)/24) for each hour; exactly 1 at the busiest, exactly symmetric, exactly −1 opposite. */
function cosineOfHour(hour: number): number {
  const away = Math.abs(hour - DAILY_PEAK_HOUR);
  const distance = Math.min(away, HOURS - away);
  return Math.cos((2 * Math.PI * distance) / HOURS);
}

function cosine(peak: number): Float64Array {
  return Float64Array.from({ length: HOURS }, (_, hour) =>
    // 1 + (peak − 1) can miss the peak by a rounding; the contract says exactly.
    hour === DAILY_PEAK_HOUR ? peak : 1 + (peak - 1) * cosineOfHour(hour),
  );
}

function cosinePower(peak: number): Float64Array {
  const base = Float64Array.from({ length: HOURS }, (_, hour) => (1 + cosineOfHour(hour)) / 2);
  const k = exponentForSum(base, HOURS / peak);
  // 1 to the power of infinity, the busiest hour of a peak of 24, is NaN in JavaScript.
  return base.map((c) => (c === 1 ? peak : peak * c ** k));
}

/**
 * The k at which Σ c^k = target. The sum falls and is convex in k, so Newton's method from k = 1, where it is at least
 * the target, climbs to the root without overshooting. It has arrived when rounding stops it climbing.
 */
function exponentForSum(base: Float64Array, target: number): number {
  if (target <= 1) return Infinity;
  let k = 1;
  for (let step = 0; step < 1000; step++) {
    let sum = 0;
    let slope = 0;
    for (const c of base) {
      // The busiest hour counts 1 for any k; an hour of nothing, 0.
      const power = c ** k;
      sum += power;
      if (power > 0) slope += power * Math.log(c);
    }
    const next = k + (target - sum) / slope;
    if (!(next > k)) break;
    k = next;
  }
  return k;
}

function businessHours(peak: number): Float64Array {
  const factors = new Float64Array(HOURS);
  const end = BUSINESS_START + BUSINESS_HOURS;
  if (peak * BUSINESS_HOURS <= HOURS) {
    factors.fill((HOURS - BUSINESS_HOURS * peak) / (HOURS - BUSINESS_HOURS));
    return factors.fill(peak, BUSINESS_START, end);
  }
  const full = Math.floor(HOURS / peak);
  factors.fill(peak, BUSINESS_START, BUSINESS_START + full);
  // Rounding may put the quotient on the wrong side of a whole number of hours.
  factors[BUSINESS_START + full] = Math.min(Math.max(HOURS - full * peak, 0), peak);
  return factors;
}

function normalised(shares: readonly number[]): Float64Array {
  if (shares.length !== HOURS || !shares.every((share) => share >= 0 && share < Infinity)) {
    throw new RangeError(`a profile needs ${HOURS} shares of 0 or more`);
  }
  // Scaled by the largest first: a sum of huge shares would overflow.
  const most = Math.max(...shares);
  if (most === 0) throw new RangeError('the shares of a profile are all 0');
  const scaled = shares.map((share) => share / most);
  const mean = scaled.reduce((sum, share) => sum + share, 0) / HOURS;
  return Float64Array.from(scaled, (share) => share / mean);
}
