import { describe, expect, it } from 'vitest';

import { asymptoticBounds, balancedJobBounds } from '../../oracles/bounds.ts';
import { finiteSource, mmc } from '../../../src/models/queueing/mmc.ts';
import {
  exactMultiClass,
  exactSingleClass,
  linearizer,
  mixedMva,
  mva,
  openNetwork,
  type ClosedNetwork,
} from '../../../src/models/queueing/mva.ts';

/** A cheap source of numbers that look random. */
function numbers(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 16807) % 2147483647) / 2147483647;
}

function randomNetwork(seed: number, classes: number, servers: boolean): ClosedNetwork {
  const next = numbers(seed);
  const stations = 2 + Math.floor(next() * 4);
  return {
    demands: Array.from({ length: classes }, () => Array.from({ length: stations }, next)),
    servers: servers ? Array.from({ length: stations }, () => 1 + Math.floor(next() * 8)) : undefined,
    populations: Array.from({ length: classes }, () => 1 + Math.floor(next() * (classes === 1 ? 60 : 9))),
    thinkTimes: Array.from({ length: classes }, () => 10 * next()),
  };
}

describe('exact solutions', () => {
  it('one station with several servers is the finite source model, where naive analysis breaks down', () => {
    for (const servers of [1, 2, 8, 64]) {
      for (const population of [1, 5, 60, 200, 1000]) {
        for (const thinkTime of [0.1, 2, 30]) {
          const source = finiteSource({ population, thinkTime, meanService: 1, servers });
          const network = { demands: [[1]], servers: [servers], populations: [population], thinkTimes: [thinkTime] };
          const solved = exactSingleClass(network);
          expect(solved.throughputs[0]! / source.throughput).toBeCloseTo(1, 10);
          expect(solved.queueLengths[0]! / source.meanInSystem).toBeCloseTo(1, 9);
        }
      }
    }
  });

  it('convolution and mean value analysis agree', () => {
    for (let seed = 1; seed <= 50; seed++) {
      const network = randomNetwork(seed, 1, false);
      const [a, b] = [exactSingleClass(network), exactMultiClass(network)];
      expect(a.throughputs[0]! / b.throughputs[0]!).toBeCloseTo(1, 10);
      a.residence[0]!.forEach((time, k) => expect(time / b.residence[0]![k]!).toBeCloseTo(1, 9));
    }
  });

  it('a class split in two equal halves stays what it was', () => {
    const whole = exactMultiClass({ demands: [[0.3, 0.5]], populations: [10], thinkTimes: [2] });
    const row = [0.3, 0.5];
    const halves = exactMultiClass({ demands: [row, row], populations: [4, 6], thinkTimes: [2, 2] });
    expect(halves.throughputs[0]! + halves.throughputs[1]!).toBeCloseTo(whole.throughputs[0]!, 10);
    expect(halves.responses[0]).toBeCloseTo(whole.responses[0]!, 10);
  });

  it('users are thinking or at a station', () => {
    for (let seed = 1; seed <= 40; seed++) {
      for (const [classes, servers] of [
        [1, true],
        [3, false],
      ] as const) {
        const network = randomNetwork(seed, classes, servers);
        for (const solved of [mva(network), linearizer(network)]) {
          const thinking = network.thinkTimes.reduce((sum, time, r) => sum + time * solved.throughputs[r]!, 0);
          const there = solved.queueLengths.reduce((sum, length) => sum + length, 0);
          const users = network.populations.reduce((sum, count) => sum + count, 0);
          expect((thinking + there) / users).toBeCloseTo(1, 6);
        }
      }
    }
  });

  it('a delay is a station with endless servers', () => {
    const delay = mva({ demands: [[0.4, 3]], servers: [2, Infinity], populations: [20], thinkTimes: [1] });
    const think = mva({ demands: [[0.4]], servers: [2], populations: [20], thinkTimes: [4] });
    expect(delay.throughputs[0]).toBeCloseTo(think.throughputs[0]!, 12);
    expect(delay.residence[0]![1]).toBeCloseTo(3, 12);
  });
});

describe('Linearizer', () => {
  it('is within 3.5 % of the exact responses at single servers', () => {
    for (let seed = 1; seed <= 100; seed++) {
      const network = randomNetwork(seed, 1 + (seed % 3), false);
      const [exact, close] = [exactMultiClass(network), linearizer(network)];
      exact.responses.forEach((time, r) => expect(Math.abs(close.responses[r]! / time - 1)).toBeLessThan(0.035));
    }
  });

  it('is within 6 % of the exact responses at several servers', () => {
    for (let seed = 1; seed <= 100; seed++) {
      const network = randomNetwork(seed, 1, true);
      const [exact, close] = [exactSingleClass(network), linearizer(network)];
      expect(Math.abs(close.responses[0]! / exact.responses[0]! - 1)).toBeLessThan(0.06);
    }
  });

  it('at a lone station that its users nearly fill it errs by 12 % at most', () => {
    for (const servers of [2, 4, 8, 16, 64]) {
      for (const population of [2, 4, 10, 20, 50, 200, 1000]) {
        for (const thinkTime of [0.1, 0.5, 1, 5, 20]) {
          const source = finiteSource({ population, thinkTime, meanService: 1, servers });
          const network = { demands: [[1]], servers: [servers], populations: [population], thinkTimes: [thinkTime] };
          expect(Math.abs(linearizer(network).responses[0]! / source.meanResponse - 1)).toBeLessThan(0.12);
        }
      }
    }
  });
});

it.each([1, 8, 64])('a hundred thousand users at fifty stations with %s servers each are no matter', (servers) => {
  const demands = [Array.from({ length: 50 }, (_, k) => 0.001 * (1 + k / 50) * servers)];
  const network = { demands, servers: demands[0]!.map(() => servers), populations: [100_000], thinkTimes: [100] };
  const solved = mva(network);
  // The slowest station is full: 1/0.00198.
  expect(solved.throughputs[0]).toBeGreaterThan(0.999 / 0.00198);
  expect(solved.throughputs[0]).toBeLessThanOrEqual(1.0001 / 0.00198);
});

it('large classes share a full station', () => {
  const solved = mva({
    demands: [
      [0.01, 0.02, 0.005],
      [0.003, 0.001, 0.02],
      [0.1, 0.1, 0.1],
    ],
    servers: [4, 16, 2],
    populations: [1000, 5000, 30_000],
    thinkTimes: [10, 60, 3000],
  });
  expect(solved.method).toBe('approximate');
  expect(solved.utilization[2]).toBeCloseTo(1, 3);
  for (const busy of solved.utilization) expect(busy).toBeLessThan(1.001);
});

describe('mixed networks', () => {
  it('without open traffic are closed', () => {
    const network = { demands: [[0.3, 0.1]], populations: [5], thinkTimes: [1] };
    const { closed } = mixedMva(network, [{ arrivalRate: 0, demands: [0.2, 0.2] }]);
    expect(closed.throughputs[0]).toBeCloseTo(mva(network).throughputs[0]!, 12);
  });

  it('without users are open', () => {
    const open = [{ arrivalRate: 3, demands: [0.2, 0.1] }];
    const mixed = mixedMva({ demands: [[0.3, 0.1]], populations: [0], thinkTimes: [1] }, open);
    expect(mixed.openResidence[0]![0]).toBeCloseTo(0.2 / 0.4, 12);
    expect(mixed.openResidence).toEqual([openNetwork(open).residence[0]!.map((time) => expect.closeTo(time, 12))]);
    expect(mixed.closed.utilization[0]).toBeCloseTo(0.6, 12);
  });

  it('without users are M/M/c at several servers', () => {
    const open = [{ arrivalRate: 3, demands: [1] }];
    const mixed = mixedMva({ demands: [[1]], servers: [4], populations: [0], thinkTimes: [1] }, open);
    const { meanResponse } = mmc({ arrivalRate: 3, meanService: 1, servers: 4 });
    expect(mixed.openResidence[0]![0]).toBeCloseTo(meanResponse, 10);
  });

  it('are near the chain of users and open requests at several servers', () => {
    // By its balance equations, product form: p(i users there, j open) ∝ N!/(N − i)!·λʲ·(i + j)!/(i!·j!)/Π min(k, c), D
    // = Z = 1.
    const [users, servers, rate] = [6, 3, 1.2];
    let [total, there, openThere] = [0, 0, 0];
    for (let i = 0; i <= users; i++) {
      for (let j = 0; j < 400; j++) {
        let log = j * Math.log(rate);
        for (let k = users; k > users - i; k--) log += Math.log(k);
        for (let k = 1; k <= i + j; k++) log += Math.log(k / Math.min(k, servers));
        for (let k = 1; k <= i; k++) log -= Math.log(k);
        for (let k = 1; k <= j; k++) log -= Math.log(k);
        const weight = Math.exp(log);
        total += weight;
        there += i * weight;
        openThere += j * weight;
      }
    }
    const exact = { throughput: users - there / total, open: openThere / total / rate };
    const mixed = mixedMva({ demands: [[1]], servers: [servers], populations: [users], thinkTimes: [1] }, [
      { arrivalRate: rate, demands: [1] },
    ]);
    expect(Math.abs(mixed.closed.throughputs[0]! / exact.throughput - 1)).toBeLessThan(0.05);
    expect(Math.abs(mixed.openResidence[0]![0]! / exact.open - 1)).toBeLessThan(0.12);
  });

  it('with an open class that fills a station stand still', () => {
    const mixed = mixedMva({ demands: [[0.3]], populations: [2], thinkTimes: [1] }, [
      { arrivalRate: 5, demands: [0.2] },
    ]);
    expect(mixed.closed.throughputs).toEqual([0]);
    expect(mixed.openResidence[0]).toEqual([Infinity]);
  });

  it('agree with the chain of one user and open arrivals at one server', () => {
    // One user (think 1, service 1, processor sharing with Poisson arrivals at 0.5): product form, p(user there, n
    // others) ∝ (n + 1)·0.5ⁿ.
    const { closed } = mixedMva({ demands: [[1]], populations: [1], thinkTimes: [1] }, [
      { arrivalRate: 0.5, demands: [1] },
    ]);
    const [away, there] = [1 / 0.5, 1 / 0.5 ** 2];
    expect(closed.throughputs[0]).toBeCloseTo(away / (away + there), 12);
  });
});

it('bounds hold the exact solution between them', () => {
  for (let seed = 1; seed <= 60; seed++) {
    const network = randomNetwork(seed, 1, false);
    const one = {
      demands: network.demands[0]!,
      population: network.populations[0]!,
      thinkTime: network.thinkTimes[0]!,
    };
    const exact = exactSingleClass(network).throughputs[0]!;
    for (const { throughput } of [asymptoticBounds(one), balancedJobBounds(one)]) {
      expect(throughput.lower).toBeLessThanOrEqual(exact * (1 + 1e-12));
      expect(throughput.upper).toBeGreaterThanOrEqual(exact * (1 - 1e-12));
    }
  }
});

it.each([
  { demands: [[1, 2]], populations: [1, 2], thinkTimes: [1] },
  { demands: [[-1]], populations: [1], thinkTimes: [1] },
  { demands: [[1]], populations: [1.5], thinkTimes: [1] },
  { demands: [[1]], populations: [1], thinkTimes: [-1] },
  { demands: [[1]], servers: [0], populations: [1], thinkTimes: [1] },
  { demands: [[1]], servers: [1, 1], populations: [1], thinkTimes: [1] },
])('refuses %o', (network) => {
  expect(() => mva(network)).toThrow(RangeError);
  expect(() => linearizer(network)).toThrow(RangeError);
});
