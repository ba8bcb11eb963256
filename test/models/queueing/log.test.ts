import { describe, expect, it } from 'vitest';
import { batches, brokerTraffic, catchUpTime, shareFromDisk } from '../../../src/models/queueing/log.ts';

describe('a log', () => {
  it('spreads what is written, copied and read over its brokers', () => {
    expect(brokerTraffic({ ingress: 30, copies: 3, brokers: 3, groups: 2 })).toEqual({ ingress: 30, egress: 40 });
    expect(brokerTraffic({ ingress: 60, copies: 1, brokers: 6, groups: 0 })).toEqual({ ingress: 10, egress: 0 });
    for (const wrong of [{ ingress: -1 }, { copies: 0 }, { copies: 4 }, { groups: -1 }])
      expect(() => brokerTraffic({ ingress: 1, copies: 1, brokers: 3, groups: 0, ...wrong })).toThrow(RangeError);
  });

  it('catches up with what it can read beyond what keeps coming', () => {
    expect(catchUpTime({ rate: 50, capacity: 150, outage: 600 })).toBe(300);
    expect(catchUpTime({ rate: 50, capacity: 50, outage: 600 })).toBe(Infinity);
    expect(catchUpTime({ rate: 50, capacity: 10, outage: 0 })).toBe(0);
    for (const wrong of [{ rate: -1 }, { capacity: -1 }, { outage: -1 }])
      expect(() => catchUpTime({ rate: 1, capacity: 2, outage: 1, ...wrong })).toThrow(RangeError);
  });

  it('reads from disk what memory no longer holds', () => {
    expect(shareFromDisk({ memory: 100, ingress: 10, behind: 40 })).toBe(0.75);
    expect(shareFromDisk({ memory: 100, ingress: 10, behind: 10 })).toBe(0);
    expect(shareFromDisk({ memory: 100, ingress: 0, behind: 10 })).toBe(0);
    for (const wrong of [{ memory: -1 }, { ingress: -1 }, { behind: -1 }])
      expect(() => shareFromDisk({ memory: 1, ingress: 1, behind: 1, ...wrong })).toThrow(RangeError);
  });
});

describe('batches', () => {
  it('of any size wait L(1 + m/2)/(1 + m), with m more records a linger', () => {
    for (const m of [0.01, 1, 40, 3000]) {
      const { records, rate, wait, first, others, fullShare } = batches({
        rate: m / 0.01,
        most: Infinity,
        linger: 0.01,
      });
      expect(records / (1 + m)).toBeCloseTo(1, 9);
      expect((rate * records * 0.01) / m).toBeCloseTo(1, 9);
      expect(wait.mean / ((0.01 * (1 + m / 2)) / (1 + m))).toBeCloseTo(1, 9);
      expect(first.mean / 0.01).toBeCloseTo(1, 9);
      expect(first.scv).toBeCloseTo(0, 9);
      // Those that came at any time alike.
      expect(others!.mean / 0.005).toBeCloseTo(1, 6);
      expect(others!.scv).toBeCloseTo(1 / 3, 5);
      expect(fullShare).toBe(0);
    }
  });

  it('that fill long before their linger wait for the records that are missing', () => {
    // The j-th of 16 waits for 16 − j more: 7.5 on average, the first for 15, an Erlang time.
    const { records, wait, first, fullShare } = batches({ rate: 1e5, most: 16, linger: 5e-3 });
    expect(records).toBeCloseTo(16, 9);
    expect(wait.mean).toBeCloseTo(7.5e-5, 12);
    expect(first.mean).toBeCloseTo(15e-5, 12);
    expect(first.scv).toBeCloseTo(1 / 15, 9);
    expect(fullShare).toBe(1);
  });

  it('of any length are summed in no time, and alike where both ways are open', () => {
    // A hundred million records an hour: no batch ever fills, or each does.
    expect(batches({ rate: 1e8, most: Infinity, linger: 3600 }).wait.mean).toBeCloseTo(1800, 3);
    expect(batches({ rate: 1e8, most: 1e9, linger: 3600 }).wait.mean).toBeCloseTo(5, 6);
    // Beside sums term by term, with m = 100: 12 deviations and more above, as many below.
    for (const most of [261, 262])
      expect(batches({ rate: 1000, most, linger: 0.1 }).wait.mean).toBeCloseTo((0.1 * 51) / 101, 12);
  });

  it('of two wait for the second or the linger', () => {
    // E[min(X, L)] = (1 − e^(−λL))/λ, by the first alone; full with 1 − e^(−λL).
    const p = 1 - Math.exp(-0.5);
    const { records, wait, others, fullShare } = batches({ rate: 50, most: 2, linger: 10e-3 });
    expect(records).toBeCloseTo(1 + p, 12);
    expect(wait.mean).toBeCloseTo(p / 50 / (1 + p), 12);
    expect(others!.mean).toBeCloseTo(0, 12);
    expect(fullShare).toBeCloseTo(p, 12);
  });

  it('of one wait for nothing', () => {
    for (const one of [
      { most: 1, linger: 5e-3 },
      { most: 100, linger: 0 },
    ])
      expect(batches({ rate: 10, ...one })).toMatchObject({
        records: 1,
        rate: 10,
        wait: { mean: 0 },
        others: undefined,
      });
    for (const wrong of [{ rate: 0 }, { rate: Infinity }, { most: 0 }, { linger: -1 }, { linger: Infinity }])
      expect(() => batches({ rate: 1, most: 2, linger: 1, ...wrong })).toThrow(RangeError);
  });
});
