/** The hours of a class's day, by how much of its peak comes in each. */
import { classProfile } from '../kinds/nodes.ts';
import type { RequestClass } from '../topology/model.ts';

/** Hours of the day that are alike. */
export interface AlikeHours {
  /** Their rate as a share of the peak's, 0..1. */
  readonly share: number;
  /** Share of the class's requests that come in them; those of all add up to 1. */
  readonly weight: number;
}

/** Shares of the peak that differ by less are the same: what rounding makes of symmetric hours. */
const DIGITS = 12;

/**
 * The day of a class, hours that are alike together, the busiest first. Hours without requests are left out.
 *
 * @returns one entry, all of the peak, for a class without a rate.
 * @internal until the availability is an average over it
 */
export function hoursOfDay(requestClass: RequestClass): readonly AlikeHours[] {
  const { rate, peak } = requestClass;
  if (!(rate > 0) || !(peak > 0)) return [{ share: 1, weight: 1 }];
  const factors = classProfile(requestClass);
  const total = factors.reduce((sum, factor) => sum + factor, 0);
  const weights = new Map<number, number>();
  for (const factor of factors) {
    if (factor === 0) continue;
    const share = Number(Math.min(1, (rate * factor) / peak).toPrecision(DIGITS));
    weights.set(share, (weights.get(share) ?? 0) + factor / total);
  }
  return [...weights].map(([share, weight]) => ({ share, weight })).toSorted((a, b) => b.share - a.share);
}
