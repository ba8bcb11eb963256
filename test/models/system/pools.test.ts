/** Pools of threads as closed systems: by closed forms, by other algorithms, and beside the simulation. */
import { describe, expect, it } from 'vitest';
import { flowEquivalent, type InnerStation } from '../../../src/models/queueing/flow-equivalent.ts';
import { renewalChain } from '../../../src/models/queueing/renewal-chain.ts';
import { returningArrivals, returningService } from '../../../src/models/queueing/returning.ts';
import { stationInNetwork } from '../../../src/models/queueing/station-in-network.ts';
import { flatten } from '../../../src/models/system/load.ts';
import { askedIn } from '../../../src/models/system/pool-asked.ts';
import { latencyOf, solve } from '../../../src/models/system/solve.ts';
import type { Step, System } from '../../../src/models/system/system.ts';
import { simulate } from '../../../src/simulation/simulate.ts';
import { generatedPools } from './generated-pools.ts';
import { median } from './accuracy.ts';

const station = (demand: number, servers: number, serviceScv = 1): InnerStation => ({
  demand,
  meanService: demand,
  serviceScv,
  speed: (n) => Math.min(n, servers),
  most: servers,
  background: 0,
});

describe('a flow-equivalent server', () => {
  // Buzen's algorithm by hand for 5, 6, 8 and 20 customers.
  it.each([
    [5, 322.709],
    [6, 361.585],
    [8, 394.131],
    [20, 400],
  ])('of %i customers on 5 ms and four servers of 10 ms', (most, rate) => {
    expect(flowEquivalent({ delay: 0.005, stations: [station(0.01, 4)], most }).rates.at(-1)).toBeCloseTo(rate, 2);
  });

  // Simulated with three million events each.
  it.each([
    [8, 4, 9, 390.5],
    [6, 4, 9, 358],
    [4, 1, 9, 99.3],
    [8, 4, 0, 398.7],
  ])('of %i customers on %i servers whose services have an SCV of %i', (most, servers, scv, rate) => {
    const found = flowEquivalent({ delay: 0.005, stations: [station(0.01, servers, scv)], most }).rates.at(-1)!;
    expect(Math.abs(found / rate - 1)).toBeLessThan(0.01);
  });

  it('lets nobody through where others take all of a station', () => {
    const full = { ...station(0.01, 2), background: 2 };
    expect([...flowEquivalent({ delay: 0, stations: [full], most: 4 }).rates]).toEqual([0, 0]);
  });

  it('of far more customers than there are servers is the bottleneck, and all wait there', () => {
    const { rates, at } = flowEquivalent({ delay: 0.005, stations: [station(0.01, 4), station(0.002, 4)], most: 5000 });
    expect(rates.at(-1)).toBeCloseTo(400, 3);
    expect(at[0]!.at(-1)! + at[1]!.at(-1)! + 400 * 0.005).toBeCloseTo(5000, -1);
  });
});

describe('a station in a network', () => {
  it('lets customers go as fast as its servers are where services are exponential', () => {
    const gone = stationInNetwork({
      arrivalRate: () => 50,
      population: 6,
      servers: 2,
      meanService: 0.1,
      serviceScv: 1.0000001,
    });
    for (const n of [1, 2, 3, 6]) expect(gone[n]).toBeCloseTo(Math.min(n, 2) / 0.1, 3);
  });

  it('keeps its figures where customers come a thousand times as fast as they go', () => {
    const gone = stationInNetwork({
      arrivalRate: () => 1e6,
      population: 80,
      servers: 16,
      meanService: 0.0115,
      serviceScv: 0.79,
    });
    for (let n = 1; n <= 80; n++) expect(gone[n]).toBeGreaterThan(0);
    expect(gone[80]).toBeLessThan(16 / 0.0115 / 0.79);
  });
});

describe('a chain before a door', () => {
  it('is M/M/c: an arrival at four servers of 75 % waits with 50.94 %', () => {
    const { waitProbability, meanWait } = renewalChain({ arrivalRate: 3, arrivalScv: 1, rate: (k) => k, most: 4 });
    expect(waitProbability).toBeCloseTo(0.5094339623, 9);
    expect(meanWait).toBeCloseTo(0.5094339623, 9);
  });

  // W = σ/(μ(1 − σ)), σ the root of σ = A*(μ(1 − σ)) by bisection: near 1 the tail is long and all of it counts.
  it.each([
    [0.97, 0.7, 27.3960704],
    [0.97, 9, 161.568941],
    [0.999, 9, 4994.996795],
    [0.97, 100, 1631.334615],
    [0.999, 100, 50_449.4516],
    [0.97, 10_000, 161_528.2424],
  ])('is GI/M/1 at a load of %d with arrivals of an SCV of %d', (load, arrivalScv, wait) => {
    const { meanWait } = renewalChain({ arrivalRate: load, arrivalScv, rate: () => 1, most: 1 });
    expect(Math.abs(meanWait / wait - 1)).toBeLessThan(1e-7);
  });

  it('has those who wait wait exponentially where all come in one renewal stream', () => {
    const { conditionalScv } = renewalChain({ arrivalRate: 0.8, arrivalScv: 9, rate: (k) => k / 4, most: 4 });
    expect(conditionalScv).toBeCloseTo(1, 9);
  });

  it('has those who wait wait otherwise beside a Poisson stream: in bursts longer, between them as in M/M/1', () => {
    const { conditionalScv } = renewalChain({ arrivalRate: 0.3, arrivalScv: 9, others: 0.3, rate: () => 1, most: 1 });
    expect(conditionalScv).toBeGreaterThan(1.05);
  });

  it('with a renewal stream beside a Poisson one keeps the flow', () => {
    const { shares } = renewalChain({ arrivalRate: 2, arrivalScv: 9, others: 1, rate: (k) => k, most: 5 });
    const through = shares.reduce((sum, share, k) => sum + share * k, 0);
    expect(through).toBeCloseTo(3, 9);
  });
});

describe('what a visit asks of one thing', () => {
  const serve = (mean: number): Step => ({ do: 'serve', station: 0, time: { mean, scv: 1, shape: 'exponential' } });
  const system = (steps: readonly Step[]): System => ({
    tiers: [{ name: 'app', nodes: 1, dispatch: 'shared', stations: [{ name: 'cpu', servers: 1 }] }],
    routines: [{ name: 'app', component: 0, steps }],
    sources: [],
  });
  const asked = (steps: readonly Step[]) => askedIn(flatten(system(steps)), steps, 0, { station: 0, pool: undefined });

  it('varies more where it is asked now and then: E[X²] = p·2m²', () => {
    const { mean, variance } = asked([{ do: 'repeat', times: 0.5, steps: [serve(2)] }]);
    expect(mean).toBe(1);
    expect(variance).toBeCloseTo(0.5 * 8 - 1, 12);
  });

  it('varies less where it is asked twice, and as a mixture where it is one or the other', () => {
    expect(asked([{ do: 'repeat', times: 2, steps: [serve(2)] }])).toEqual({ mean: 4, variance: 8 });
    const mixed = asked([
      {
        do: 'either',
        branches: [
          { probability: 0.25, steps: [serve(4)] },
          { probability: 0.75, steps: [serve(1)] },
        ],
      },
    ]);
    expect(mixed.mean).toBe(1.75);
    expect(mixed.variance).toBeCloseTo(0.25 * 32 + 0.75 * 2 - 1.75 ** 2, 12);
  });

  it('is all that is held where the threads themselves bind', () => {
    const steps: Step[] = [serve(1), { do: 'delay', time: { mean: 2, scv: 0, shape: 'deterministic' } }];
    const whole = askedIn(flatten(system(steps)), steps, 0, { station: undefined, pool: undefined });
    expect(whole).toEqual({ mean: 3, variance: 1 });
  });
});

describe('customers who come back to one queue', () => {
  it('wait as a product form says with Poisson arrivals and exponential services', () => {
    for (const visits of [1, 2, 5]) {
      expect(returningArrivals(1, visits)).toBe(1);
      expect(returningService(1, visits)).toBe(1);
    }
  });

  const returning = (visits: number, scv: number, servers: number, between: number, threads?: number): System => {
    const time = { mean: 0.01, scv: 1, shape: 'exponential' } as const;
    const delay: Step[] = between > 0 ? [{ do: 'delay', time: { ...time, mean: between } }] : [];
    const call: Step = { do: 'call', call: { to: 1, async: false, errors: 0, retries: 0 } };
    const steps: Step[] = [{ do: 'repeat', times: visits, steps: [call, ...delay] }];
    return {
      tiers: [
        { name: 'app', nodes: 1, dispatch: 'shared', threads, stations: [] },
        { name: 'store', nodes: 1, dispatch: 'shared', stations: [{ name: 'cpu', servers }] },
      ],
      routines: [
        { name: 'app', component: 0, steps: threads === undefined ? steps : [{ do: 'visit', tier: 0, steps }] },
        { name: 'store', component: 1, steps: [{ do: 'visit', tier: 1, steps: [{ do: 'serve', station: 0, time }] }] },
      ],
      sources: [
        {
          name: 'c',
          routine: 0,
          type: 'open',
          interarrival: { mean: (visits * 0.01) / (0.75 * servers), scv, shape: 'hyperexponential' },
        },
      ],
    };
  };

  // Without what coming back does they would wait a fifth too short.
  it.each([
    ['an open queue', returning(2, 9, 2, 0)],
    ['an open queue, after a while', returning(2, 9, 2, 0.05)],
    ['an open queue, three times', returning(3, 4, 1, 0)],
    ['what a pool holds', returning(2, 9, 2, 0, 40)],
  ])('in bursts wait as long as simulated ones: %s', (_, system) => {
    const analytic = solve(system).sources[0]!.mean;
    const simulated = simulate(system, { seed: 1, maxEvents: 2_000_000 }).sources[0]!.responseTime!.mean.value;
    expect(Math.abs(analytic / simulated - 1)).toBeLessThan(0.1);
  });
});

describe('generated pools beside the simulation', () => {
  it('are never unbounded where the simulation is stable, and within the bands as a rule', () => {
    const means: number[] = [];
    const tails: number[] = [];
    for (let seed = 1; seed <= 24; seed++) {
      const system = generatedPools(seed, 0.3 + 0.5 * ((seed * 0.618) % 1));
      const solution = solve(system);
      const simulated = simulate(system, { seed, maxEvents: 250_000 });
      for (const index of system.sources.keys()) {
        const analytic = latencyOf(solution.sources[index], solution.lattice());
        const found = simulated.sources[index]!.responseTime!;
        expect([seed, analytic]).not.toEqual([seed, undefined]);
        means.push(analytic!.mean / found.mean.value - 1);
        tails.push(analytic!.p99 / found.p99.value - 1);
      }
    }
    expect(median(means)).toBeLessThan(0.02);
    expect(median(tails)).toBeLessThan(0.05);
    expect(means.filter((one) => Math.abs(one) <= 0.05).length).toBeGreaterThan(0.8 * means.length);
    expect(tails.filter((one) => Math.abs(one) <= 0.15).length).toBeGreaterThan(0.85 * tails.length);
  }, 60_000);
});
