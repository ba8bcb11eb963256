import { describe, expect, it } from 'vitest';
import { balancedBranches, realTransform } from '../../../src/models/distribution/real-transform.ts';
import { erlangC } from '../../../src/models/queueing/erlang.ts';
import { gimc } from '../../../src/models/queueing/gimc.ts';
import { h2g1 } from '../../../src/models/queueing/h2g1.ts';
import { renewalWait } from '../../../src/models/queueing/renewal.ts';
import { latencyOf, solve, type Latency } from '../../../src/models/system/solve.ts';
import type { System, Time } from '../../../src/models/system/system.ts';
import { call, open, routine, serve, station, tier, time, visit } from '../system/textbook.ts';

const solved = (system: System): Latency => {
  const solution = solve(system);
  return latencyOf(solution.sources[0], solution.lattice())!;
};
const pool = (interarrival: Time, servers: number, meanService = 1) =>
  gimc({ interarrival: realTransform(interarrival).at, meanInterarrival: interarrival.mean, servers, meanService });

describe('GI/M/c', () => {
  it('D/M/1 has the root of the reference', () => {
    const { waitProbability, meanWait } = pool(time(1.25, 0), 1);
    expect(waitProbability).toBeCloseTo(0.628629796497, 10);
    expect(meanWait).toBeCloseTo(1.69273083992, 9);
  });

  it('E2/M/1 and E2/M/2 wait as the references do', () => {
    expect(pool(time(1.25, 0.5, 'erlang'), 1).meanWait).toBeCloseTo(2.84397976699, 9);
    // Two independent simulations: 1.235 and 1.221, 0.643.
    const { meanWait, waitProbability } = pool(time(0.625, 0.5, 'erlang'), 2);
    expect(meanWait / 1.2350184).toBeCloseTo(1, 2);
    expect(waitProbability).toBeCloseTo(0.643, 2);
  });

  it.each([1, 4, 64, 200])('with Poisson arrivals at %d servers is Erlang C', (servers) => {
    const { waitProbability } = pool(time(1 / (0.8 * servers)), servers);
    expect(waitProbability / erlangC(servers, 0.8 * servers)).toBeCloseTo(1, 7);
  });

  it('has no gap where a term of the sum is a limit', () => {
    // 2·(1 − σ) = 1 at some rate between: the wait grows smoothly through it.
    const waits = Array.from({ length: 60 }, (_, i) => pool(time(1 / (1.3 + i * 0.005), 4), 2).meanWait);
    for (let i = 2; i < waits.length; i++) {
      const [a, b, c] = [waits[i - 2]!, waits[i - 1]!, waits[i]!];
      expect(Math.abs(c - 2 * b + a) / b).toBeLessThan(1e-3);
    }
  });
});

describe('H2/G/1', () => {
  it('has the mean of the case that two simulators agree on', () => {
    const { meanWait } = h2g1(balancedBranches(1 / 30, 9), realTransform(time(0.01)));
    expect(meanWait + 0.01).toBeCloseTo(0.02056, 5);
  });

  it('has the answer of the reference for H2/H2/1, by its own branches', () => {
    // gg1-007: a root of a spectral solution, of an independent program.
    const service = {
      mean: 1,
      second: 2 * (0.2 * 2.5 ** 2 + 0.8 * 0.625 ** 2),
      third: 6 * (0.2 * 2.5 ** 3 + 0.8 * 0.625 ** 3),
      at: (z: number) => 0.2 / (1 + 2.5 * z) + 0.8 / (1 + 0.625 * z),
    };
    const { meanWait } = h2g1({ probabilities: [0.4, 0.6], means: [2, 0.75] }, service);
    expect(meanWait).toBeCloseTo(7.27740245708, 9);
  });

  it('is Pollaczek and Khinchine’s where the branches are next to equal', () => {
    const arrivals = { probabilities: [0.5, 0.5], means: [1.25 - 1e-4, 1.25 + 1e-4] } as const;
    const { meanWait, waitProbability } = h2g1(arrivals, realTransform(time(1, 2.25, 'lognormal')));
    expect(meanWait / 6.5).toBeCloseTo(1, 6);
    expect(waitProbability).toBeCloseTo(0.8, 6);
  });
});

describe('a renewal stream at a tier', () => {
  // Kiefer and Wolfowitz’s recursion over 30 million arrivals: mean response in services (± 1 %), and the error
  // allowed.
  it.each<[number, number, Time, number, number]>([
    [2, 0.4, time(1, 9), 2.779, 0.04],
    [4, 0.65, time(1, 9), 3.542, 0.04],
    [16, 0.65, time(1, 4), 1.219, 0.03],
    [4, 0.65, time(1, 0), 2.446, 0.03],
  ])('waits at %d servers and %d as simulated', (servers, rho, service, response, within) => {
    const { meanWait } = renewalWait({
      interarrival: time(1 / (rho * servers), 9),
      probability: 1,
      nodes: 1,
      servers,
      services: [{ rate: 1, time: service }],
      dispatch: 'shared',
    })!;
    expect(Math.abs((meanWait + 1) / response - 1)).toBeLessThan(within);
  });

  it('is followed from its source to the queue, and thinned on the way', () => {
    const behind = (probability: number, rate: number): System => ({
      tiers: [tier(1)],
      routines: [
        routine(0, { do: 'either', branches: [{ probability, steps: [call(1)] }] }),
        routine(1, visit(0, serve(0.01))),
      ],
      sources: [open(rate, 9)],
    });
    const straight = solved(station(tier(1), serve(0.01), open(30, 9)));
    expect(straight.mean).toBeCloseTo(0.02056, 5);
    expect(straight.p99 / 0.0947).toBeCloseTo(1, 3);
    expect(solved(behind(1, 30)).mean).toBeCloseTo(straight.mean, 9);
    // Half of 60 a second: σ of p·A/(1 − (1 − p)·A), found by an independent bisection.
    const thinned = solved(behind(0.5, 60)).mean * 2;
    const { at } = realTransform(time(1 / 60, 9));
    let sigma = 0.5;
    for (let i = 0; i < 5000; i++) {
      const a = at(100 * (1 - sigma));
      sigma = (0.5 * a) / (1 - 0.5 * a);
    }
    expect(thinned).toBeCloseTo(0.01 / (1 - sigma), 6);
  });
});

describe('fixed services one after the other', () => {
  const row = (...services: readonly (readonly [number, number])[]): System => ({
    tiers: services.map(([servers]) => tier(servers)),
    routines: services.map(([, mean], i) =>
      routine(i, visit(i, serve(mean, 0)), ...(i + 1 < services.length ? [call(i + 1)] : [])),
    ),
    sources: [open(80)],
  });

  it('wait at the first alone where they are equal', () => {
    // M/D/1 at 80 % waits two services.
    expect(solved(row([1, 0.01], [1, 0.01], [1, 0.01])).mean).toBeCloseTo(0.05, 9);
    expect(solved(row([1, 0.01], [1, 0.005], [2, 0.01])).mean).toBeCloseTo(0.045, 9);
  });

  it('wait altogether what the longest would make alone', () => {
    // H. D. Friedman, "Reduction methods for tandem queuing systems", Operations Research 13 (1965): the order does not
    // matter.
    expect(solved(row([1, 0.005], [1, 0.01])).mean).toBeCloseTo(0.035, 9);
    expect(solved(row([1, 0.01], [1, 0.005])).mean).toBeCloseTo(0.035, 9);
  });

  it('do wait where others join them', () => {
    const joined = row([1, 0.01], [1, 0.01]);
    const both: System = { ...joined, sources: [open(40), { ...open(10), routine: 1 }] };
    expect(solved(both).mean).toBeGreaterThan(0.0235);
  });
});
