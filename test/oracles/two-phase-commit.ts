/** Two-phase commit with fixed times. */

/** One that takes part in a distributed transaction. Seconds. */
export interface Participant {
  /** Between the coordinator and it, there and back. */
  readonly roundTrip: number;
  /** To make what it votes for durable, and again what becomes of it. */
  readonly flush: number;
  /** What else it does before it votes; none by default. */
  readonly work?: number;
}

/**
 * How long two-phase commit takes with fixed times: every participant is asked to prepare, flushes and votes; the
 * coordinator flushes its decision and tells all of them, who flush it and say so. A phase is over with its last
 * participant.
 *
 * In a call graph: the coordinator calls every participant with `parallel: prepare`, then its own log, then every
 * participant again with
 * `parallel: commit`; calls of one name run at once, and those of another begin when they are done. The commit's are
 * `async` where the client is answered once it is decided.
 *
 * @param coordinatorFlush seconds in which the coordinator makes its decision durable.
 * @returns `decided`: the client may be told; `released`: the last lock is free. 0 and 0 without participants.
 * @throws RangeError for a negative time.
 * @see J. Gray, "Notes on data base operating systems", LNCS 60 (1978), section 5.8.3.3.
 * @example twoPhaseCommit([{ roundTrip: 1, flush: 2 }, { roundTrip: 4, flush: 1 }], 2) // { decided: 7, released: 12 }
 */
export function twoPhaseCommit(
  participants: readonly Participant[],
  coordinatorFlush: number,
): { readonly decided: number; readonly released: number } {
  check('flush', coordinatorFlush, 0);
  if (participants.length === 0) return { decided: 0, released: 0 };
  let prepare = 0;
  let commit = 0;
  for (const { roundTrip, flush, work = 0 } of participants) {
    for (const [name, value] of Object.entries({ roundTrip, flush, work })) check(name, value, 0);
    prepare = Math.max(prepare, work + roundTrip + flush);
    commit = Math.max(commit, roundTrip + flush);
  }
  const decided = prepare + coordinatorFlush;
  return { decided, released: decided + commit };
}

function check(name: string, value: number, least: number): void {
  if (!(value >= least && value < Infinity)) throw new RangeError(`${name} must be ${least} or more: ${value}`);
}
