/** Simulated failures against closed forms, and against every state of small models gone through one by one. */
import { describe, expect, it } from 'vitest';
import type { Requirement } from '../../src/models/reliability/requirement.ts';
import { simulateFailures, type FailureOptions } from '../../src/simulation/failures.ts';
import type { FailureModel, FailureProcess, FailureUnit } from '../../src/simulation/structure.ts';

const HOUR = 3600;
const process = (kind: number, mtbf: number, mttr: number): FailureProcess => ({ kind, mtbf, mttr });
const all = (...units: number[]): Requirement => ({ units, choices: [] });
const either = (...requirements: Requirement[]): Requirement => ({ units: [], choices: [requirements] });
const fleet = (needed: number, ...nodes: number[][]): FailureUnit => ({ as: 'fleet', nodes, needed });
const alone = (process: number) => fleet(1, [process]);

/** Share of time down of a process, which is up and down by turns. */
const downOf = ({ mtbf, mttr }: FailureProcess) => mttr / (mtbf + mttr);

/**
 * P(not up) by going through all states of the processes; `isUp` says of processes that are up whether the whole is.
 */
function bruteForce(processes: readonly FailureProcess[], isUp: (up: readonly boolean[]) => boolean): number {
  let sum = 0;
  for (let mask = 0; mask < 2 ** processes.length; mask++) {
    const up = processes.map((_, index) => ((mask >> index) & 1) === 0);
    if (isUp(up)) continue;
    sum += processes.reduce((product, one, index) => product * (up[index] ? 1 - downOf(one) : downOf(one)), 1);
  }
  return sum;
}

const simulate = (model: FailureModel, more: Partial<FailureOptions> = {}) =>
  simulateFailures(model, { seed: 1, maxEvents: 20_000, ...more });

const SEEDS = Array.from({ length: 20 }, (_, index) => index + 1);

/**
 * The intervals of 16 of 20 seeds hold the value (fewer do by chance once in 400 times), and are no wider than that
 * share of it.
 */
function expectHolds(model: FailureModel, truth: number, width = 0.2, maxEvents = 20_000): void {
  const intervals = SEEDS.map((seed) => simulate(model, { seed, maxEvents }).unavailability);
  // Where nothing is left to chance the interval is a point.
  const held = intervals.filter(({ low, high }) => truth >= low! * (1 - 1e-12) && truth <= high! * (1 + 1e-12));
  expect(held.length).toBeGreaterThanOrEqual(16);
  for (const { low, value, high } of intervals) {
    expect(low!).toBeLessThanOrEqual(value);
    expect(high!).toBeGreaterThanOrEqual(value);
    expect(high! - low!).toBeLessThan(width * truth);
  }
}

describe('what is up and down by turns', () => {
  it('is down for MTTR / (MTBF + MTTR)', () => {
    const model = { processes: [process(0, 99 * HOUR, HOUR)], units: [alone(0)], requirement: all(0) };
    expectHolds(model, 0.01);
    const { method, events, cycles } = simulate(model);
    // A failure and a repair to a cycle, in pairs of cycles.
    expect([method, events, cycles]).toEqual(['cycles', 20_000, 5000]);
  });

  it.each([
    [2, 3, 3 * 0.01 ** 2 * 0.99 + 0.01 ** 3],
    [1, 3, 0.01 ** 3],
    [3, 3, 1 - 0.99 ** 3],
    // Σ over 3 or more of 5 down, of the binomial distribution.
    [3, 5, 10 * 0.01 ** 3 * 0.99 ** 2 + 5 * 0.01 ** 4 * 0.99 + 0.01 ** 5],
  ])('%i of %i nodes follow the binomial distribution', (needed, nodes, truth) => {
    const processes = Array.from({ length: nodes }, () => process(0, 99, 1));
    const nodeOf = processes.map((_, index) => [index]);
    expectHolds({ processes, units: [fleet(needed, ...nodeOf)], requirement: all(0) }, truth);
  });

  it('is as often down where one fails and comes back many times while another is down', () => {
    const processes = [process(0, 99, 1), process(1, 990, 10), process(2, 9.9, 0.1)];
    expectHolds({ processes, units: [fleet(1, [0], [1], [2])], requirement: all(0) }, 1e-6, 0.6, 100_000);
  });

  it('counts a database that two services share once', () => {
    const processes = [process(0, 49, 1), process(1, 24, 1), process(2, 99, 1)];
    const units = [alone(0), alone(1), alone(2)];
    // Each is asked for both, in series: 0.98 · 0.96 · 0.99 up, however often the database is named.
    expectHolds({ processes, units, requirement: all(0, 2, 1, 2) }, 1 - 0.98 * 0.96 * 0.99);
    // One stands in for the other, and both ask the database: 0.99 · (1 − 0.02 · 0.04).
    expectHolds({ processes, units, requirement: either(all(0, 2), all(1, 2)) }, 1 - 0.99 * (1 - 0.02 * 0.04));
  });
});

describe('what goes down with something else', () => {
  // Three zones, two nodes in each, and a region of all.
  const processes = [
    ...[0, 1, 2].map(() => process(0, 199, 1)),
    ...Array.from({ length: 6 }, () => process(1, 19.8, 0.2)),
    process(2, 999, 1),
  ];
  const node = (i: number) => [3 + i, i % 3, 9];

  it('is down with its zone and its region', () => {
    const nodes = [0, 1, 2, 3, 4, 5].map(node);
    const truth = bruteForce(
      processes,
      (up) => up[9]! && [0, 1, 2, 3, 4, 5].filter((i) => up[3 + i] && up[i % 3]).length >= 4,
    );
    expectHolds({ processes, units: [fleet(4, ...nodes)], requirement: all(0) }, truth);
  });

  it('is down together with what stands in the same zones', () => {
    // Two fleets of three, of which two are needed: independent they would be down for nearly twice as long.
    const units = [fleet(2, node(0), node(1), node(2)), fleet(2, node(3), node(4), node(5))];
    const isUp = (up: readonly boolean[], first: number) =>
      [0, 1, 2].filter((i) => up[3 + first + i] && up[i]).length >= 2;
    const truth = bruteForce(processes, (up) => up[9]! && isUp(up, 0) && isUp(up, 3));
    expectHolds({ processes, units, requirement: all(0, 1) }, truth);
  });

  it('is down while a shard has lost all its copies', () => {
    const shards = [0, 1, 2].map((shard) => [node(shard), node(3 + ((shard + 1) % 3))]);
    const isNodeUp = (up: readonly boolean[], i: number) => up[3 + i]! && up[i % 3]!;
    const truth = bruteForce(
      processes,
      (up) => up[9]! && [0, 1, 2].every((s) => isNodeUp(up, s) || isNodeUp(up, 3 + ((s + 1) % 3))),
    );
    expectHolds({ processes, units: [{ as: 'shards', shards }], requirement: all(0) }, truth);
  });

  it.each([
    [2, 0],
    [3, 1],
    [4, 1],
    [4, 2],
    [5, 2],
  ])('is down while one of the rows with %i copies has lost more than %i', (copies, tolerated) => {
    const zones = [0, 1, 2].map((zone) => [node(zone), node(zone + 3)]);
    // Rows are all sets of so many nodes with counts by zone that differ by 1 at most.
    const rows = Array.from({ length: 2 ** 6 }, (_, mask) => [0, 1, 2, 3, 4, 5].filter((i) => (mask >> i) & 1)).filter(
      (row) => {
        const counts = [0, 1, 2].map((zone) => row.filter((i) => i % 3 === zone).length);
        return row.length === copies && Math.max(...counts) - Math.min(...counts) <= 1;
      },
    );
    const truth = bruteForce(processes, (up) =>
      rows.every((row) => row.filter((i) => !(up[9] && up[i % 3] && up[3 + i])).length <= tolerated),
    );
    const units: FailureUnit[] = [{ as: 'rows', regions: [{ zones, copies }], tolerated }];
    expectHolds({ processes, units, requirement: all(0) }, truth);
  });
});

describe('what takes its time', () => {
  it('a takeover loses requests for so long after each failure', () => {
    const [mtbf, mttr, seconds] = [1000, 100, 60];
    const model = (share: number): FailureModel => ({
      processes: [process(0, mtbf, mttr)],
      units: [{ as: 'takeover', leaders: [[0]], seconds, share }],
      requirement: all(0),
    });
    // P(the last failure is less than so long ago), of a renewal process whose intervals are the sum of both times.
    const truth =
      (mtbf ** 2 * (1 - Math.exp(-seconds / mtbf)) - mttr ** 2 * (1 - Math.exp(-seconds / mttr))) /
      (mtbf - mttr) /
      (mtbf + mttr);
    expectHolds(model(1), truth);
    expectHolds(model(0.25), truth / 4);
  });

  it('of many leaders each loses its share', () => {
    const processes = Array.from({ length: 4 }, () => process(0, 1e6, 100));
    const units: FailureUnit[] = [
      { as: 'takeover', leaders: processes.map((_, index) => [index]), seconds: 10, share: 0.25 },
    ];
    // 4 leaders · a quarter · 10 s each time.
    expectHolds({ processes, units, requirement: all(0) }, 10 / 1_000_100);
  });

  it('a takeover is not longer than the mean repair of what failed', () => {
    const units: FailureUnit[] = [{ as: 'takeover', leaders: [[0, 1]], seconds: 60, share: 1 }];
    const model = { processes: [process(0, 1e6, 30), process(1, 1e6, 600)], units, requirement: all(0) };
    expectHolds(model, 1 - (1 - 30 / 1_000_030) * (1 - 60 / 1_000_600));
  });

  it.each([0.5, 3, 20])('a buffer of %d mean repairs lets e to the minus so many of an outage through', (ratio) => {
    const model: FailureModel = {
      processes: [process(0, 99 * HOUR, HOUR)],
      units: [alone(0), { as: 'outlasting', of: 0, seconds: ratio * HOUR }],
      requirement: either(all(0), all(1)),
    };
    expectHolds(model, 0.01 * Math.exp(-ratio));
  });

  it('buffers in a row add up', () => {
    const model: FailureModel = {
      processes: [process(0, 99 * HOUR, HOUR)],
      units: [alone(0), { as: 'outlasting', of: 0, seconds: HOUR }, { as: 'outlasting', of: 1, seconds: 2 * HOUR }],
      requirement: all(2),
    };
    expectHolds(model, 0.01 * Math.exp(-3));
  });

  it('chance hits requests whatever is up, and only those that it is asked for', () => {
    const processes = [process(0, 99, 1)];
    const units: FailureUnit[] = [alone(0), { as: 'chance', probability: 0.3 }, { as: 'chance', probability: 0.2 }];
    expectHolds({ processes, units, requirement: all(0, 1) }, 1 - 0.99 * 0.7);
    // 0.3 while it is up, 1 − 0.8 · 0.7 of both, where only the fallback is left.
    const requirement: Requirement = { units: [1], choices: [[all(0), all(2)]] };
    expectHolds({ processes, units, requirement }, 1 - 0.7 * (1 - 0.01 * 0.2));
  });

  it('chances in many choices are as exact as in few', () => {
    const processes = [process(0, 99, 1)];
    const chances: FailureUnit[] = Array.from({ length: 16 }, () => ({ as: 'chance', probability: 0.5 }));
    const requirement: Requirement = {
      units: [],
      choices: Array.from({ length: 8 }, (_, i) => [all(1 + 2 * i), all(2 + 2 * i), all(0)]),
    };
    // While the third of each choice is down, a quarter of the requests find none, eight times over.
    const truth = 0.01 * (1 - 0.75 ** 8);
    expectHolds({ processes, units: [alone(0), ...chances], requirement }, truth);
  });
});

describe('what is rare', () => {
  it.each([
    ['three nodes of 0.1 % each', [1e-3, 1e-3, 1e-3]],
    ['unequal nodes', [1e-2, 1e-3, 1e-4]],
    ['two good ones', [31_622.8e-9, 31_622.8e-9]],
  ])(
    'is found within 10 %% in a million events: %s',
    (_, shares) => {
      const processes = shares.map((q, kind) => process(kind, (HOUR * (1 - q)) / q, HOUR));
      const units = [fleet(1, ...shares.map((_, index) => [index]))];
      const truth = shares.reduce((product, q) => product * q, 1);
      expect(truth).toBeCloseTo(1e-9, 13);
      const model = { processes, units, requirement: all(0) };
      const { value, low, high } = simulate(model, { maxEvents: 1_000_000 }).unavailability;
      expect(Math.abs(value / truth - 1)).toBeLessThan(0.1);
      expect(high! / low!).toBeLessThan(1.1);
      expectHolds(model, truth, 0.5);
    },
    10_000,
  );
});

describe('the interval', () => {
  const nodes = (count: number, q: number) => Array.from({ length: count }, () => process(0, 1 - q, q));
  const model = (count: number, needed: number, q: number): FailureModel => ({
    processes: nodes(count, q),
    units: [fleet(needed, ...nodes(count, q).map((_, index) => [index]))],
    requirement: all(0),
  });
  const binomial = (count: number, needed: number, q: number) =>
    bruteForce(nodes(count, q), (up) => up.filter(Boolean).length >= needed);

  it.each([
    ['cycles', 3, 2, 0.02, 4000],
    ['cycles', 4, 1, 0.01, 4000],
    ['time', 12, 9, 0.2, 40_000],
  ] as const)(
    'holds the value in 95 of 100 runs: %s, %i nodes',
    (method, count, needed, q, maxEvents) => {
      const truth = binomial(count, needed, q);
      let held = 0;
      for (let seed = 1; seed <= 200; seed++) {
        const result = simulate(model(count, needed, q), { seed, maxEvents });
        expect(result.method).toBe(method);
        const { low, high } = result.unavailability;
        if (truth >= low! && truth <= high!) held++;
      }
      expect(held).toBeGreaterThanOrEqual(180);
      expect(held).toBeLessThanOrEqual(198);
    },
    30_000,
  );

  it('has no bounds after too few outages, or in stretches too short to be independent', () => {
    const few = simulate(model(3, 1, 0.001), { maxEvents: 20 });
    expect([few.unavailability.low, few.unavailability.high]).toEqual([undefined, undefined]);
    const short = simulate(model(12, 9, 0.2), { maxEvents: 1000 });
    expect(short.unavailability.value).toBeGreaterThan(0);
    expect([short.unavailability.low, short.unavailability.high]).toEqual([undefined, undefined]);
  });
});

describe('what is certain', () => {
  const processes = [process(0, Infinity, HOUR), process(1, 0, HOUR), process(2, 99, 1), process(3, 10, 0)];
  const units = [alone(0), alone(1), alone(2), alone(3)];
  const exact = (share: number) => ({ value: share, low: share, high: share });

  it.each([
    ['nothing is needed', all(), 0],
    ['what never fails', all(0), 0],
    ['failures that do not last', all(3), 0],
    ['what is never up', all(1), 1],
    ['what is never up, and what is by turns', all(2, 1), 1],
    ['what never fails stands in', either(all(1), all(0)), 0],
  ])('has no interval: %s', (_, requirement, share) => {
    const result = simulate({ processes, units, requirement });
    expect(result).toMatchObject({ unavailability: exact(share), method: 'exact', events: 0 });
  });

  it('what is never up leaves the rest to the others', () => {
    expectHolds({ processes, units, requirement: either(all(1), all(2)) }, 0.01);
  });

  it('an outage without end outlasts every buffer', () => {
    const outlasting: FailureUnit = { as: 'outlasting', of: 1, seconds: 1e12 };
    const result = simulate({ processes, units: [...units, outlasting], requirement: either(all(1), all(4)) });
    expect(result.unavailability).toEqual(exact(1));
  });
});

describe('a run', () => {
  const model = {
    processes: [process(0, 99 * HOUR, HOUR), process(0, 99 * HOUR, HOUR)],
    units: [fleet(1, [0], [1])],
    requirement: all(0),
  };

  it('is the same for the same seed and stream, and another for others', () => {
    expect(simulate(model)).toEqual(simulate(model));
    const values = [simulate(model), simulate(model, { seed: 2 }), simulate(model, { stream: 1 })].map(
      ({ unavailability }) => unavailability.value,
    );
    expect(new Set(values).size).toBe(3);
  });

  it('lasts as long as it is told', () => {
    const { years, events } = simulate(model, { years: 1000, maxEvents: undefined });
    expect(years).toBeGreaterThanOrEqual(1000);
    expect(years).toBeLessThan(1001);
    // A failure and a repair of each every 100 hours, and as many cycles that are biased.
    expect(events).toBeGreaterThan((4 * 1000 * 8760) / 100);
  });

  it('tells how far it is', () => {
    const shares: number[] = [];
    simulate(model, { maxEvents: 400_000, onProgress: (share) => shares.push(share) });
    expect(shares.length).toBeGreaterThan(20);
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect(shares.at(-1)).toBe(1);
  });

  it.each([{ years: 0 }, { years: -1 }, { maxEvents: 0 }, { maxEvents: undefined }, { seed: -1 }, { seed: 0.5 }])(
    'refuses %j',
    (options) => {
      expect(() => simulate(model, options)).toThrow(RangeError);
    },
  );
});
