/** The fewest members that outvote the rest: ⌊n/2⌋ + 1. */
export function majority(members: number): number {
  if (!(Number.isInteger(members) && members >= 1))
    throw new RangeError(`members must be an integer of 1 or more: ${members}`);
  return Math.floor(members / 2) + 1;
}
