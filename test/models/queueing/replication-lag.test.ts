import { describe, expect, it } from 'vitest';

import { replicationLag, staleReads } from '../../../src/models/queueing/replication-lag.ts';

const queue = { writeRate: 500, meanApply: 1e-3, applyScv: 1, transit: 0 };

describe('the lag of a copy', () => {
  it('is the response of M/M/1 and the way there', () => {
    // 1 ms/(1 − 1/2); ln 100 of it
    expect(replicationLag(queue).mean).toBeCloseTo(2e-3, 12);
    expect(replicationLag(queue).p99).toBeCloseTo(9.21034e-3, 8);
    expect(replicationLag({ ...queue, transit: 5e-3 }).mean).toBeCloseTo(7e-3, 12);
    expect(replicationLag({ ...queue, transit: 5e-3 }).p99).toBeCloseTo(14.21034e-3, 8);
  });

  it('is that of M/D/1 for fixed times', () => {
    // Half the wait of M/M/1
    expect(replicationLag({ ...queue, applyScv: 0 }).mean).toBeCloseTo(1.5e-3, 12);
    // Erlang (1909): P(W ≤ t) = (1 − ρ)·Σ e^(λ(t − kD))·(−λ(t − kD))ᵏ/k! over k up to t/D, in services with λ = 1/2
    const wait = replicationLag({ ...queue, applyScv: 0 }).p99 / 1e-3 - 1;
    let within = 0;
    for (let k = 0, factorial = 1; k <= wait; k++, factorial *= k) {
      const x = (wait - k) / 2;
      within += (0.5 * Math.exp(x) * (-x) ** k) / factorial;
    }
    expect(within).toBeCloseTo(0.99, 8);
  });

  it('lies between them for Erlang times', () => {
    const of = (applyScv: number) => replicationLag({ ...queue, applyScv }).p99;
    expect(of(0.5)).toBeGreaterThan(of(0));
    expect(of(0.5)).toBeLessThan(of(1));
    expect(Math.abs(of(1 - 1e-6) / of(1) - 1)).toBeLessThan(1e-4);
  });

  it('has no end where more is written than is applied', () => {
    expect(replicationLag({ ...queue, writeRate: 1000 })).toEqual({ mean: Infinity, p99: Infinity });
    expect(staleReads({ ...queue, writeRate: 1000 }, 5)).toBe(1);
    expect(() => replicationLag({ ...queue, meanApply: 0 })).toThrow(RangeError);
    expect(() => staleReads(queue, 0)).toThrow(RangeError);
  });
});

describe('stale reads', () => {
  it('are as many as the copy is busy where there is one row', () => {
    expect(staleReads(queue, 1)).toBeCloseTo(0.5, 12);
    expect(staleReads({ ...queue, applyScv: 0 }, 1)).toBeCloseTo(0.5, 12);
    expect(staleReads({ ...queue, applyScv: 0.25 }, 1)).toBeCloseTo(0.5, 12);
    // 1 − (1 − 1/2)·e^(−500 × 1 ms)
    expect(staleReads({ ...queue, transit: 1e-3 }, 1)).toBeCloseTo(1 - 0.5 * Math.exp(-0.5), 12);
  });

  it('are those of an exponential lag for M/M/1', () => {
    // The lag is exponential with 500/s: a/(a + 500) at a = 500/20 a row
    expect(staleReads(queue, 20)).toBeCloseTo(25 / 525, 12);
    // Rarely written rows: the mean lag times their rate
    expect(staleReads({ ...queue, transit: 1e-3 }, 1e6) / (5e-4 * 3e-3)).toBeCloseTo(1, 5);
    expect(staleReads({ ...queue, writeRate: 0 }, 10)).toBe(0);
  });
});
