import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { nodesFor, runningShares } from '../../../src/models/traffic/autoscale.ts';
import type { Fleet } from '../../../src/models/traffic/autoscale.ts';

const seed = 20260720;

interface FleetDay extends Fleet {
  readonly hourlyLoad: readonly number[];
}

const nodesOverDay = ({ hourlyLoad, ...one }: FleetDay): number[] => hourlyLoad.map((load) => nodesFor(load, one));

function fleet(over: Partial<FleetDay>): FleetDay {
  return {
    hourlyLoad: [1],
    capacityPerNode: 4,
    targetUtilization: 0.6,
    min: 1,
    max: 10,
    ...over,
  };
}

describe('nodes over the day', () => {
  it('hold the target utilization', () => {
    // 2.4 vCPUs a node: 2 → 0.83, 9 → 3.75, 12 → exactly 5
    const hourlyLoad = [2, 9, 12];
    expect([...nodesOverDay(fleet({ hourlyLoad }))]).toEqual([1, 4, 5]);
  });

  it('stay within their limits', () => {
    const hourlyLoad = [0, 2, 1000, Infinity];
    expect([...nodesOverDay(fleet({ hourlyLoad, min: 2, max: 6 }))]).toEqual([2, 2, 6, 6]);
    expect([...nodesOverDay(fleet({ hourlyLoad, min: 0, max: 6 }))]).toEqual([0, 1, 6, 6]);
  });

  it('do not add a node for a rounding error', () => {
    // 0.1 + 0.2 is just above 0.3, which is one node at a capacity of 0.3 and a target of 1.
    const noisy = fleet({
      hourlyLoad: [0.1 + 0.2, 0.3 + 1e-7],
      capacityPerNode: 0.3,
      targetUtilization: 1,
    });
    expect([...nodesOverDay(noisy)]).toEqual([1, 2]);
  });

  it('are enough, and one fewer would not be', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.integer({ min: 0, max: 1e7 }).map((n) => n / 1000),
          { minLength: 24, maxLength: 24 },
        ),
        fc.double({ min: 0.5, max: 64, noNaN: true }),
        fc.double({ min: 0.1, max: 1, noNaN: true }),
        (load, capacityPerNode, targetUtilization) => {
          const hourlyLoad = load;
          const nodes = nodesOverDay({
            hourlyLoad,
            capacityPerNode,
            targetUtilization,
            min: 0,
            max: 1e6,
          });
          for (const [hour, n] of nodes.entries()) {
            const each = capacityPerNode * targetUtilization;
            expect(n * each).toBeGreaterThanOrEqual(load[hour]! * (1 - 1e-8));
            if (load[hour]! > 0) expect((n - 1) * each).toBeLessThan(load[hour]!);
          }
        },
      ),
      { seed },
    );
  });

  it.each([
    [{ capacityPerNode: 0 }],
    [{ capacityPerNode: NaN }],
    [{ targetUtilization: 0 }],
    [{ targetUtilization: 1.1 }],
    [{ min: -1 }],
    [{ min: 3, max: 2 }],
    [{ max: 2.5 }],
    [{ max: Infinity }],
    [{ hourlyLoad: [NaN] }],
    [{ hourlyLoad: [-1] }],
  ])('refuse %o', (over) => {
    expect(() => nodesOverDay(fleet(over))).toThrow(RangeError);
  });
});

describe('running shares', () => {
  it('fall from the node that always runs to the one that seldom does', () => {
    expect([...runningShares(Int32Array.of(1, 4, 2, 1))]).toEqual([1, 0.5, 0.25, 0.25]);
    expect([...runningShares(Int32Array.of(0, 2))]).toEqual([0.5, 0.5]);
    expect([...runningShares(new Int32Array(24))]).toEqual([]);
    expect([...runningShares(new Int32Array(0))]).toEqual([]);
  });

  it('add up to the mean number of nodes', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 200 }), { minLength: 1 }), (nodes) => {
        const shares = runningShares(Int32Array.from(nodes));
        const mean = nodes.reduce((a, b) => a + b, 0) / nodes.length;
        expect(shares.reduce((a, b) => a + b, 0)).toBeCloseTo(mean, 9);
        expect(shares.length).toBe(Math.max(...nodes));
        for (const [i, share] of shares.entries()) {
          expect(share).toBe(nodes.filter((n) => n >= i + 1).length / nodes.length);
        }
      }),
      { seed },
    );
  });
});
