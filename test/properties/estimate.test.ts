/** What holds for every topology, whatever it is made of. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cheHitRatio } from '../../src/models/traffic/che.ts';
import { estimateOf, totalOf } from '../support.ts';
import { topologies, type Generated } from './topologies.ts';

const RUNS = { seed: 20261122, numRuns: 150 } as const;

const total = (topology: Generated) => Number(estimateOf(topology).bill.total) / 1e27;

const withRate = (topology: Generated, change: (rate: number) => string): Generated => ({
  ...topology,
  workload: Object.fromEntries(
    Object.entries(topology.workload).map(([name, one]) => [
      name,
      { ...one, rate: change(Number.parseFloat(String(one['rate']))) },
    ]),
  ),
});

describe('every topology', () => {
  it('has as much flow into a component as arrives there, and as much out as its calls make of it', () => {
    fc.assert(
      fc.property(topologies, (topology) => {
        const { traffic, placed } = estimateOf(topology);
        for (const [index, load] of traffic.loads.entries()) {
          const arriving = traffic.flows.filter((flow) => flow.to === index).reduce((sum, flow) => sum + flow.rate, 0);
          expect(arriving).toBeCloseTo(load.arrivalRate, 6 - Math.ceil(Math.log10(1 + load.arrivalRate)));
          const { component, kind, context } = placed[index]!;
          const carried = kind.carry?.(component as never, context) ?? 1;
          const leaving = traffic.flows.filter((flow) => flow.from === index).reduce((sum, flow) => sum + flow.rate, 0);
          const made = component.calls.reduce((sum, call) => sum + call.times, 0) * carried * load.arrivalRate;
          expect(Math.abs(leaving - made)).toBeLessThanOrEqual(1e-9 * (1 + made));
          const bytesIn = traffic.flows
            .filter((flow) => flow.to === index)
            .reduce((sum, flow) => sum + flow.requestBytesPerSecond, 0);
          expect(Math.abs(bytesIn - load.requestBytesPerSecond)).toBeLessThanOrEqual(1e-9 * (1 + bytesIn));
        }
      }),
      RUNS,
    );
  });

  it('has a total that is the sum of its lines, and of its components', () => {
    fc.assert(
      fc.property(topologies, (topology) => {
        const { bill } = estimateOf(topology);
        const lines = bill.components.flatMap((one) => one.items).reduce((sum, item) => sum + (item.amount ?? 0n), 0n);
        expect(bill.total).toBe(lines);
        // The cost of the classes and what no class causes are the whole bill too.
        expect(bill.classes.reduce((sum, one) => sum + one.monthly, bill.unattributed as bigint)).toBe(bill.total);
      }),
      RUNS,
    );
  });

  it('never costs less with more traffic', () => {
    fc.assert(
      fc.property(topologies, fc.integer({ min: 2, max: 40 }), (topology, factor) => {
        expect(total(withRate(topology, (rate) => `${rate * factor}/s`))).toBeGreaterThanOrEqual(
          total(topology) - 1e-9,
        );
      }),
      RUNS,
    );
  });

  it('does not depend on the order of its components', () => {
    fc.assert(
      fc.property(topologies, (topology) => {
        const reversed = {
          ...topology,
          components: Object.fromEntries(Object.entries(topology.components).toReversed()),
        };
        expect(totalOf(reversed)).toBe(totalOf(topology));
        expect(Math.abs(total(reversed) - total(topology))).toBeLessThan(1e-6);
      }),
      RUNS,
    );
  });

  it('does not change when a class is split into two equal halves', () => {
    fc.assert(
      fc.property(topologies, (topology) => {
        const [name, one] = Object.entries(topology.workload)[0]!;
        const half = { ...one, rate: `${Number.parseFloat(String(one['rate'])) / 2}/s` };
        const split = { ...topology, workload: { ...topology.workload, [name]: half, other: half } };
        expect(Math.abs(total(split) - total(topology))).toBeLessThan(1e-6 * (1 + total(topology)));
      }),
      RUNS,
    );
  });

  it('gives the same bytes out for the same input', () => {
    fc.assert(
      fc.property(topologies, (topology) => {
        const first = estimateOf(topology);
        const second = estimateOf(topology);
        expect(first.bill).toEqual(second.bill);
      }),
      { ...RUNS, numRuns: 30 },
    );
  });
});

describe('the performance of every topology', () => {
  const LEVELS = ['p50', 'p90', 'p95', 'p99', 'p999'] as const;

  it('uses resources in proportion to the rate', () => {
    fc.assert(
      fc.property(topologies, (topology) => {
        const [low, high] = [topology, withRate(topology, (rate) => `${rate * 3}/s`)].map(
          (one) => estimateOf(one).performance,
        );
        for (const [index, { resources }] of low!.components.entries())
          for (const [at, { resource, utilization }] of resources.entries()) {
            // Threads are held while requests wait, which grows faster than the rate.
            if (resource.endsWith('threads') || utilization === Infinity) continue;
            const more = high!.components[index]!.resources[at]!.utilization;
            expect(Math.abs(more - 3 * utilization)).toBeLessThanOrEqual(1e-6 * (more + 1e-9));
          }
      }),
      { ...RUNS, numRuns: 80 },
    );
  });

  it('has percentiles that ascend, and no latency that falls with the load', () => {
    fc.assert(
      fc.property(topologies, (generated) => {
        // More requests find more instances warm: that alone makes a busier function quicker.
        const topology: Generated = {
          ...generated,
          components: Object.fromEntries(
            Object.entries(generated.components).map(([name, one]) => [
              name,
              one['kind'] === 'function' ? { ...one, cold_start: '0s' } : one,
            ]),
          ),
        };
        const before = estimateOf(topology).performance.classes;
        const after = estimateOf(withRate(topology, (rate) => `${rate * 1.5}/s`)).performance.classes;
        for (const [index, one] of before.entries()) {
          const [now, then] = [one.latency(), after[index]!.latency()];
          if (!now) {
            // What had no end has none with more load.
            expect(then).toBeUndefined();
            continue;
          }
          for (const [at, level] of LEVELS.entries())
            if (at > 0) expect(now[level]).toBeGreaterThanOrEqual(now[LEVELS[at - 1]!] * (1 - 1e-9));
          if (then) expect(then.mean).toBeGreaterThanOrEqual(now.mean * (1 - 1e-6));
        }
      }),
      { ...RUNS, numRuns: 80 },
    );
  });

  it('has no class that a faster instance lengthens', () => {
    const on = (topology: Generated, instance: string): Generated => ({
      ...topology,
      provider: 'aws',
      region: 'us-east-1',
      components: Object.fromEntries(
        Object.entries(topology.components).map(([name, one]) => [
          name,
          one['kind'] === 'service'
            ? { ...one, instance, demand: { cpu: '2ms', on: 'm5.large' } }
            : one['kind'] === 'cache'
              ? { ...one, instance: 'cache.m6g.large' }
              : one,
        ]),
      ),
    });
    fc.assert(
      fc.property(topologies, (topology) => {
        const [slow, quick] = ['m5.large', 'm7g.large'].map((one) => estimateOf(on(topology, one)).performance.classes);
        for (const [index, one] of quick!.entries()) {
          const [now, then] = [one.latency(), slow![index]!.latency()];
          if (!then) continue;
          expect(now!.mean).toBeLessThanOrEqual(then.mean * (1 + 1e-9));
          expect(now!.p99).toBeLessThanOrEqual(then.p99 * 1.005);
        }
      }),
      { ...RUNS, numRuns: 60 },
    );
  });
});

describe("Che's approximation", () => {
  it('is the share that fits where all objects are equally popular', () => {
    // Uniform popularity: an LRU cache holds any C of N objects, so C/N of the requests hit.
    for (const capacity of [1, 10, 500, 999])
      expect(cheHitRatio({ objects: 1000, zipf: 0, capacity })).toBeCloseTo(capacity / 1000, 9);
  });

  it.each([
    // Solved independently of this code, and within 0.0002 of simulated LRU (0.436483, 0.665346, 0.482737, 0.261073).
    { objects: 10_000, capacity: 1000, zipf: 0.8, expected: 0.436659722231 },
    { objects: 100_000, capacity: 5000, zipf: 1, expected: 0.665354276669 },
    { objects: 100_000, capacity: 20_000, zipf: 0.7, expected: 0.482643324918 },
    { objects: 10_000, capacity: 100, zipf: 0.9, expected: 0.261201987812 },
  ])('gives $expected for $capacity of $objects objects with exponent $zipf', ({ expected, ...cache }) => {
    expect(Math.abs(cheHitRatio(cache) / expected - 1)).toBeLessThan(1e-6);
  });

  it('grows with the cache, and everything hits when everything fits', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 1e6 }),
        fc.double({ min: 0.4, max: 1.4, noNaN: true }),
        fc.double({ min: 0.01, max: 0.5, noNaN: true }),
        (objects, zipf, share) => {
          const small = cheHitRatio({ objects, zipf, capacity: objects * share });
          const large = cheHitRatio({ objects, zipf, capacity: objects * share * 1.9 });
          expect(large).toBeGreaterThanOrEqual(small);
          expect(cheHitRatio({ objects, zipf, capacity: objects })).toBe(1);
        },
      ),
      { seed: 1, numRuns: 60 },
    );
  });
});
