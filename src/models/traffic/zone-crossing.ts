/**
 * The share of calls between two components that crosses from one availability zone to another.
 *
 * Component A stands in a zones and B in b, evenly in each, and the smaller set of zones lies within the
 * larger. A call starts in any of A's zones with probability 1/a and ends in any of B's with
 * 1/b, whatever its start. Both are in one given zone with 1/(a·b), and min(a, b) zones hold both,
 * so a call stays at home with min(a, b)/(a·b) = 1/max(a, b). With both in z zones, (z − 1)/z cross.
 *
 * @param zonesA zones that the caller stands in; an integer ≥ 1.
 * @param zonesB zones that the called component stands in; an integer ≥ 1.
 * @param affinity true if calls are kept in their zone.
 * @returns 0 to 1; 0 with affinity. That is the best case where A has zones that B lacks.
 * @throws RangeError if a count isn't an integer ≥ 1.
 * @example zoneCrossingShare(3, 3, false) // two thirds
 */
export function zoneCrossingShare(zonesA: number, zonesB: number, affinity: boolean): number {
  for (const zones of [zonesA, zonesB]) {
    if (!Number.isInteger(zones) || zones < 1) {
      throw new RangeError(`zones must be an integer of 1 or more: ${zones}`);
    }
  }
  if (affinity) return 0;
  const most = Math.max(zonesA, zonesB);
  return (most - 1) / most;
}
