import { describe, expect, it } from 'vitest';

import { hotRows, lockConflicts, type Locking } from '../../../src/models/queueing/contention.ts';
import { twoPhaseCommit } from '../../oracles/two-phase-commit.ts';

const node: Locking = { ratePerNode: 100, actions: 4, actionTime: 0.01, rows: 1000, nodes: 1, replication: 'eager' };

describe('conflicts of transactions', () => {
  it('are those of Gray and others (1996) on a node', () => {
    const { duration, concurrent, waitProbability, waitRate, deadlockRate, reconciliationRate } = lockConflicts(node);
    // (1) TPS·Actions·Action_Time, (2) Transactions·Actions²/2DB, (5) TPS²·Action_Time·Actions⁵/4DB²
    expect(duration).toBeCloseTo(0.04, 12);
    expect(concurrent).toBeCloseTo(4, 12);
    expect(waitProbability).toBeCloseTo(0.032, 12);
    expect(waitRate).toBeCloseTo(3.2, 12);
    expect(deadlockRate).toBeCloseTo((1e4 * 0.01 * 1024) / 4e6, 12);
    expect(reconciliationRate).toBe(0);
  });

  it('are those of eager replication', () => {
    const found = lockConflicts({ ...node, nodes: 3 });
    expect(found.duration).toBeCloseTo(0.12, 12);
    // (7) 100 × 4 × 0.01 × 9
    expect(found.concurrent).toBeCloseTo(36, 12);
    // (9) 100 × 0.01 × 64 × 9/2000, (10) 10⁴ × 0.01 × 12³/2000, (12) 10⁴ × 0.01 × 1024 × 27/4·10⁶
    expect(found.waitProbability).toBeCloseTo(0.288, 12);
    expect(found.waitRate).toBeCloseTo(86.4, 10);
    expect(found.deadlockRate).toBeCloseTo(0.6912, 12);
  });

  it('are those of lazy replication', () => {
    // (14) as many reconciliations as eager waits, (19) (300)² × 0.01 × 1024/4·10⁶
    const group = lockConflicts({ ...node, nodes: 3, replication: 'lazy' });
    expect(group.reconciliationRate).toBeCloseTo(86.4, 10);
    expect(group.deadlockRate).toBeCloseTo(0.2304, 12);
    expect(group.duration).toBeCloseTo(0.04, 12);
    const master = lockConflicts({ ...node, nodes: 3, replication: 'lazy-master' });
    expect(master).toEqual({ ...group, reconciliationRate: 0 });
  });

  it.each([
    ['eager', 'deadlockRate', 1000],
    ['eager', 'waitRate', 1000],
    ['lazy', 'reconciliationRate', 1000],
    ['lazy-master', 'deadlockRate', 100],
  ] as const)('grow at ten times the nodes: %s, %s × %i', (replication, name, factor) => {
    const few = lockConflicts({ ...node, replication, nodes: 2 });
    const many = lockConflicts({ ...node, replication, nodes: 20 });
    expect(many[name] / few[name]).toBeCloseTo(factor, 6);
  });

  it('are none without transactions, and never more than all', () => {
    expect(lockConflicts({ ...node, ratePerNode: 0 })).toMatchObject({ waitProbability: 0, deadlockRate: 0 });
    expect(lockConflicts({ ...node, rows: 1 }).waitProbability).toBe(1);
  });

  it.each([
    { rows: 0 },
    { actions: 0.5 },
    { nodes: 0 },
    { ratePerNode: -1 },
    { actionTime: Number.NaN },
    { actionTime: Infinity },
  ])('are not told of %j', (wrong) => {
    expect(() => lockConflicts({ ...node, ...wrong })).toThrow(RangeError);
  });
});

describe('rows as servers', () => {
  it('are the rows where a transaction locks one', () => {
    expect(hotRows({ actions: 1, rows: 10 })).toEqual({ servers: 10, held: 1 });
    expect(hotRows({ actions: 1, rows: 1 })).toEqual({ servers: 1, held: 1 });
  });

  it('are found busy as often as the rows, for a third of the transaction', () => {
    const { servers, held } = hotRows({ actions: 10, rows: 5000 });
    // held 21/30 of it: 2 × 5000 × 0.7/110 = 63.6
    expect(servers).toBe(64);
    // Of two under way: busy 2 × held/64 is A(A + 1)/2D of them.
    expect((2 * held) / servers).toBeCloseTo((2 * 55) / 5000, 12);
    expect(held / 2).toBeCloseTo(21 / 60, 2);
    expect(hotRows({ actions: 10, rows: 5000 }, true)).toEqual({ servers: 91, held: 1 });
  });

  it('are one where there are fewer rows than a transaction locks', () => {
    expect(hotRows({ actions: 10, rows: 5 })).toEqual({ servers: 1, held: 1 });
    expect(hotRows({ actions: 1, rows: 1e12 }).servers).toBe(1e6);
    expect(() => hotRows({ actions: 0, rows: 5 })).toThrow(RangeError);
  });
});

describe('two-phase commit', () => {
  it('waits for the last vote, the decision, and the last answer', () => {
    const near = { roundTrip: 1e-3, flush: 2.6e-3 };
    const far = { roundTrip: 80e-3, flush: 1e-3 };
    const { decided, released } = twoPhaseCommit([near, far], 1e-3);
    // 81 ms for the votes, 1 ms for the decision, 81 ms until it is known
    expect(decided).toBeCloseTo(82e-3, 12);
    expect(released).toBeCloseTo(163e-3, 12);
  });

  it('waits for work before the vote alone', () => {
    // The first votes last, the second ends last.
    const { decided, released } = twoPhaseCommit(
      [
        { roundTrip: 1, flush: 1, work: 9 },
        { roundTrip: 4, flush: 1 },
      ],
      2,
    );
    expect([decided, released]).toEqual([13, 18]);
  });

  it('takes no time with nobody', () => {
    expect(twoPhaseCommit([], 1)).toEqual({ decided: 0, released: 0 });
    expect(() => twoPhaseCommit([{ roundTrip: -1, flush: 0 }], 0)).toThrow(RangeError);
    expect(() => twoPhaseCommit([], -1)).toThrow(RangeError);
  });
});
