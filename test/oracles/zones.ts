import { convolve, downTail, numberDown } from './blocks.ts';

/** Members that share the fate of their zone. */
export interface Zone {
  /** Of the zone, 0..1. */
  readonly unavailability: number;
  /** Of each member while its zone is up. */
  readonly members: readonly number[];
}

/**
 * How many members of all zones are down, each zone's conditioned on whether the zone is: entry i is P(i down).
 *
 * @throws RangeError for an unavailability outside 0..1.
 * Accuracy: exact for independent zones; sums of positive terms.
 */
export function numberDownInZones(zones: readonly Zone[]): number[] {
  let down = [1];
  for (const { unavailability, members } of zones) {
    const within = numberDown(members).map((probability) => probability * (1 - unavailability));
    within[within.length - 1]! += unavailability;
    down = convolve(down, within);
  }
  return down;
}

/**
 * The unavailability of a system that needs so many members, wherever they are.
 *
 * @throws RangeError for arguments outside their ranges.
 * Accuracy: exact for independent zones.
 * @see `kOfN`, which forgets that zones fail as a whole and is far too hopeful.
 * @example zonedKOfN(2, [zone, zone, zone]) // with one member each: two zones must be up
 */
export function zonedKOfN(needed: number, zones: readonly Zone[]): number {
  return downTail(needed, numberDownInZones(zones));
}
