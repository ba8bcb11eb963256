/** A group that elects its leader by random time-outs. */
export interface RaftGroup {
  /** An integer ≥ 3 or so; 2 at least. */
  readonly members: number;
  /** Election time-outs are uniform between these. */
  readonly timeoutFrom: number;
  readonly timeoutTo: number;
  /** Time of the vote after the first time-out. */
  readonly roundTrip: number;
}

/**
 * How long a Raft group has no leader when its leader dies right after a heartbeat: the first of n − 1 uniform
 * time-outs, at a + (b − a)/n on the average, and a round trip for the votes.
 *
 * @returns mean times in the unit given, and the chance that a second follower stands before the first has been heard
 *   of, which splits the vote.
 * @throws RangeError for arguments outside their ranges.
 * Accuracy: exact for one election without a split vote.
 * @see D. Ongaro and J. Ousterhout, "In search of an understandable consensus algorithm", USENIX ATC (2014), section
 *   9.3; the spacings are those of uniform order statistics.
 */
export function raftElection({ members, timeoutFrom, timeoutTo, roundTrip }: RaftGroup): {
  readonly detection: number;
  readonly leaderless: number;
  readonly splitVote: number;
} {
  if (!(Number.isInteger(members) && members >= 2))
    throw new RangeError(`members must be an integer of 2 or more: ${members}`);
  if (!(timeoutFrom >= 0 && timeoutTo >= timeoutFrom && roundTrip >= 0)) {
    throw new RangeError(`time-outs from ${timeoutFrom} to ${timeoutTo}, round trip ${roundTrip}`);
  }
  const spread = timeoutTo - timeoutFrom;
  const detection = timeoutFrom + spread / members;
  const splitVote = roundTrip >= spread ? 1 : -Math.expm1((members - 1) * Math.log1p(-roundTrip / spread));
  return { detection, leaderless: detection + roundTrip, splitVote };
}
