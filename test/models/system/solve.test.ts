import { describe, expect, it } from 'vitest';
import { mmcResponsePercentile, mmc, mmck } from '../../../src/models/queueing/mmc.ts';
import { latencyOf, solve, type Latency, type Solution } from '../../../src/models/system/solve.ts';
import type { Dispatch, System } from '../../../src/models/system/system.ts';
import { generatedSystem } from './generated.ts';
import { call, open, routine, serve, station, tandem, tier, time, users, visit } from './textbook.ts';

const latency = (solution: Solution): Latency | undefined => latencyOf(solution.sources[0], solution.lattice());
const solved = (system: System) => latency(solve(system))!;

describe('product-form networks', () => {
  it.each([
    [1, 50, 0.01],
    [1, 990, 0.001],
    [4, 8, 1 / 3],
    [32, 28.8, 1],
    [10_000, 9990, 1],
  ])('M/M/%d with %d/s of %d s has its mean within 1e-9 and its percentiles within 0.1 %%', (servers, rate, mean) => {
    const found = solved(station(tier(servers), serve(mean), open(rate)));
    const queue = { arrivalRate: rate, meanService: mean, servers };
    expect(Math.abs(found.mean / mmc(queue).meanResponse - 1)).toBeLessThan(1e-9);
    for (const [key, share] of [
      ['p50', 0.5],
      ['p95', 0.95],
      ['p99', 0.99],
    ] as const)
      expect(Math.abs(found[key] / mmcResponsePercentile(queue, share) - 1)).toBeLessThan(1e-3);
  });

  it('a tandem of M/M/1 has the reference answers', () => {
    const found = solved(
      tandem(
        [
          [1, 1 / 200],
          [1, 1 / 120],
          [1, 1 / 150],
        ],
        open(100),
      ),
    );
    // Reference problem "tandem LB->app->db".
    expect(found.mean).toBeCloseTo(0.08, 12);
    expect(found.p50).toBeCloseTo(0.0668885204096, 6);
    expect(found.p95).toBeCloseTo(0.186365526126, 6);
    expect(found.p99).toBeCloseTo(0.266946321804, 5);
  });

  it('M/D/1 has the reference answers', () => {
    const found = solved(station(tier(1), serve(1, 0), open(0.8)));
    expect(found.mean).toBeCloseTo(3, 12);
    expect(found.p95 / 7.62032499684).toBeCloseTo(1, 3);
    expect(found.p99 / 11.355886792).toBeCloseTo(1, 3);
  });

  it('a closed network has the throughput of exact mean value analysis', () => {
    const system = tandem(
      [
        [1, 0.005],
        [1, 0.03],
        [1, 0.027],
      ],
      users(20, 4),
    );
    const found = solve(system);
    // Reference problem closed_mva-002.
    expect(Math.abs(found.throughput[0]! / 4.9130179306 - 1)).toBeLessThan(1e-9);
    expect(Math.abs(latency(found)!.mean / 0.0708176282928 - 1)).toBeLessThan(1e-9);
  });

  it('a hundred thousand users keep a station busy', () => {
    const found = solve(station(tier(8), serve(0.01), users(100_000, 10)));
    expect(found.throughput[0]).toBeCloseTo(800, 6);
    // The response time law: R = N/X − Z.
    expect(latency(found)!.mean).toBeCloseTo(100_000 / 800 - 10, 3);
  });
});

describe('limits', () => {
  it('has no figure at full utilisation or above', () => {
    for (const rate of [100, 130]) {
      const found = solve(station(tier(1), serve(0.01), open(rate)));
      expect(latency(found)).toBeUndefined();
      expect(found.tiers[0]!.stations[0]!.utilization).toBeCloseTo(rate / 100, 12);
    }
  });

  it('carries what is unbounded up to its callers, and not to those that do not wait', () => {
    const system = (async: boolean): System => ({
      tiers: [tier(1), tier(1)],
      routines: [routine(0, visit(0, serve(0.001)), call(1, { async })), routine(1, visit(1, serve(1)))],
      sources: [open(10)],
    });
    expect(latency(solve(system(false)))).toBeUndefined();
    expect(latency(solve(system(true)))!.mean).toBeGreaterThan(0.001);
  });

  it('refuses what finds no room: M/M/c/K', () => {
    const found = solve(station(tier(8, { room: 20 }), serve(0.1), open(100)));
    const expected = mmck({ arrivalRate: 100, meanService: 0.1, servers: 8, capacity: 20 });
    expect(found.tiers[0]!.refused).toBeCloseTo(0.205781500574, 9);
    expect(latency(found)!.mean).toBeCloseTo(expected.meanResponse, 9);
  });

  it('goes on where calls go round, as long as they end', () => {
    const round = (times: number): System => ({
      tiers: [tier(1)],
      routines: [routine(0, visit(0, serve(0.01)), { do: 'repeat', times, steps: [call(0)] })],
      sources: [open(10)],
    });
    const found = solve(round(0.5));
    // Each run is followed by another half the time: two visits on average, 20/s of them.
    expect(found.rates[0]).toBeCloseTo(20, 9);
    expect(latency(found)!.mean).toBeCloseTo((2 * 0.01) / (1 - 0.2), 6);
    expect(latency(solve(round(1)))).toBeUndefined();
  });
});

describe('calls', () => {
  it('sends a retried call as often as it fails', () => {
    const system: System = {
      tiers: [tier(1)],
      routines: [routine(0, call(1, { errors: 0.1, retries: 2 })), routine(1, visit(0, serve(0.001)))],
      sources: [open(100)],
    };
    expect(solve(system).rates[1]).toBeCloseTo(111, 9);
  });

  it('adds the load of timeouts and hedges', () => {
    const called = (own: Parameters<typeof call>[1]): System => ({
      tiers: [tier(4)],
      routines: [routine(0, call(1, own)), routine(1, visit(0, serve(0.01)))],
      sources: [open(10)],
    });
    // Hardly anybody waits: the response is exponential, and late with e^(−t/m).
    expect(solve(called({ hedge: 0.02 })).rates[1]).toBeCloseTo(10 * (1 + Math.exp(-2)), 2);
    expect(solve(called({ timeout: 0.03, retries: 1 })).rates[1]).toBeCloseTo(10 * (1 + Math.exp(-3)), 2);
  });

  it('is not shorter for holding a thread meanwhile', () => {
    const held = (threads: number | undefined): System => ({
      tiers: [tier(4, { threads }), tier(1)],
      routines: [routine(0, visit(0, serve(0.001), call(1))), routine(1, visit(1, serve(0.01)))],
      sources: [open(60)],
    });
    const [free, few, many] = [undefined, 4, 1000].map((threads) => solved(held(threads)).mean);
    expect(few).toBeGreaterThan(free!);
    expect(many).toBeCloseTo(free!, 9);
    // One thread is an M/G/1 queue of both services, which nobody else makes longer: 1/(1 + 10 ms) = 90.9/s are its
    // most.
    const rho = 60 * 0.011;
    const second = 2 * (0.001 ** 2 + 0.01 ** 2 + 0.001 * 0.01);
    expect(solved(held(1)).mean / (0.011 + (60 * second) / 2 / (1 - rho))).toBeCloseTo(1, 2);
    expect(solve(held(1)).tiers[0]!.threads!.offered).toBeCloseTo(rho, 6);
  });
});

describe('properties of generated systems', () => {
  const seeds = Array.from({ length: 25 }, (_, i) => i + 1);
  const at = (system: System, factor: number): System => ({
    ...system,
    sources: system.sources.map((source) =>
      source.type === 'open'
        ? { ...source, interarrival: { ...source.interarrival, mean: source.interarrival.mean / factor } }
        : source,
    ),
  });
  /** Every service time of every component, changed by a factor. */
  const faster = (system: System, factor: number): System =>
    JSON.parse(JSON.stringify(system), (key, value: unknown) =>
      key === 'time' ? { ...(value as object), mean: (value as { mean: number }).mean * factor } : value,
    ) as System;

  it.each(seeds)('percentiles ascend and latency does not fall with load (seed %d)', (seed) => {
    const system = generatedSystem(seed, 0.7);
    let before = 0;
    for (const factor of [0.2, 0.5, 0.8, 1]) {
      const found = solved(at(system, factor));
      const { p50, p90, p95, p99, p999 } = found;
      expect([p50, p90, p95, p99, p999]).toEqual([p50, p90, p95, p99, p999].toSorted((a, b) => a - b));
      expect(found.mean).toBeGreaterThanOrEqual(before * (1 - 1e-9));
      before = found.mean;
    }
  });

  it.each(seeds)('faster components lengthen no request (seed %d)', (seed) => {
    const system = generatedSystem(seed, 0.7);
    const [slow, quick] = [solved(system), solved(faster(system, 0.8))];
    for (const key of ['mean', 'p50', 'p99'] as const) expect(quick[key]).toBeLessThanOrEqual(slow[key] * 1.005);
  });

  it('uses its stations in proportion to the rate', () => {
    const system = station(tier(3, { nodes: 4, dispatch: 'round-robin' }), serve(0.01, 2), open(100));
    for (const factor of [0.1, 1, 7])
      expect(solve(at(system, factor)).tiers[0]!.stations[0]!.utilization).toBeCloseTo((factor * 100 * 0.01) / 12, 12);
  });
});

describe('dispatch', () => {
  it.each([
    [4, 1, 0.9, 1],
    [10, 4, 0.8, 1],
    [6, 2, 0.95, 4],
  ])(
    '%d nodes of %d servers at %d with scv %d: the better the policy the shorter the wait',
    (nodes, servers, rho, scv) => {
      const mean = (dispatch: Dispatch) =>
        solved(station(tier(servers, { nodes, dispatch }), serve(0.01, scv), open((nodes * servers * rho) / 0.01)))
          .mean;
      const order: Dispatch[] = ['shared', 'least-connections', 'power-of-two', 'round-robin', 'random'];
      const means = order.map(mean);
      expect(means).toEqual(means.toSorted((a, b) => a - b));
    },
  );

  it('at random is M/M/1 at every node', () => {
    const found = solved(station(tier(1, { nodes: 5, dispatch: 'random' }), serve(0.01), open(400)));
    expect(found.mean).toBeCloseTo(0.01 / (1 - 0.8), 9);
  });
});

describe('large systems', () => {
  it('gives the same figures kept as values as it does whole', () => {
    // 150 components in a row are kept as values alone; a row of Erlang stages has a known answer.
    const size = 150;
    const system: System = {
      tiers: [],
      routines: Array.from({ length: size }, (_, i) =>
        routine(i, { do: 'delay', time: time(0.001) }, ...(i + 1 < size ? [call(i + 1)] : [])),
      ),
      sources: [open(1)],
    };
    const found = solved(system);
    expect(found.mean).toBeCloseTo(0.15, 9);
    // Erlang 150 by Wilson and Hilferty: 150·(1 − 1/(9·150) + 2.3263/(3·√150))³ milliseconds.
    const p99 = 0.15 * (1 - 1 / 1350 + 2.3263 / (3 * Math.sqrt(150))) ** 3;
    expect(Math.abs(found.p99 / p99 - 1)).toBeLessThan(0.02);
  });

  it('goes ten thousand calls deep', () => {
    const size = 10_000;
    const system: System = {
      tiers: [],
      routines: Array.from({ length: size }, (_, i) =>
        routine(
          i,
          { do: 'delay', time: time(1e-6) },
          ...(i + 1 < size ? [call(i + 1, { timeout: 60, retries: 1 })] : []),
        ),
      ),
      sources: [open(1)],
    };
    expect(solved(system).mean).toBeCloseTo(0.01, 6);
  });
});
