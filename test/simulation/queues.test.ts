/** Queues and networks whose exact figures are known. Seeds are fixed; bands are a few standard errors wide. */
import { describe, expect, it } from 'vitest';
import type { Dispatch, System, Time } from '../../src/models/system/system.ts';
import type { SimulationResult } from '../../src/simulation/result.ts';
import { simulate } from '../../src/simulation/simulate.ts';
import { closed, constant, delay, exponential, fork, open, queue, serve, system, tier, visit } from './systems.ts';

const run = (system: System, maxEvents = 1_000_000, seed = 1) => simulate(system, { seed, maxEvents });
const responseOf = (result: SimulationResult) => result.sources[0]!.responseTime!;

/** Expects a figure within a share of what theory says. */
function near(value: number | undefined, exact: number, share = 0.02): void {
  expect(value! / exact).toBeGreaterThan(1 - share);
  expect(value! / exact).toBeLessThan(1 + share);
}

describe('one queue', () => {
  it('M/M/1: response times are exponential with mean S/(1 − ρ)', () => {
    const result = run(queue(exponential(1), exponential(0.7)), 2_000_000);
    const mean = 0.7 / 0.3;
    const found = responseOf(result);
    near(found.mean.value, mean);
    near(found.p50.value, mean * Math.LN2);
    near(found.p90.value, mean * Math.log(10));
    near(found.p95.value, mean * Math.log(20));
    near(found.p99.value, mean * Math.log(100), 0.03);
    near(found.p999.value, mean * Math.log(1000), 0.06);
    near(result.sources[0]!.throughput, 1, 0.01);
    const [cpu] = result.tiers[0]!.stations;
    near(cpu!.utilization, 0.7, 0.01);
    near(cpu!.waitTime, mean - 0.7);
    near(cpu!.queueLength, 0.49 / 0.3, 0.03);
    near(result.tiers[0]!.population, 0.7 / 0.3);
  });

  it('has intervals that hold the true mean about 19 times out of 20', () => {
    const mean = 0.7 / 0.3;
    let [means, quantiles] = [0, 0];
    for (let seed = 0; seed < 30; seed++) {
      const { mean: found, p95 } = responseOf(run(queue(exponential(1), exponential(0.7)), 150_000, seed));
      if (Math.abs(found.value - mean) < found.halfWidth!) means++;
      if (Math.abs(p95.value - mean * Math.log(20)) < p95.halfWidth!) quantiles++;
    }
    expect(means).toBeGreaterThanOrEqual(25);
    expect(quantiles).toBeGreaterThanOrEqual(25);
  });

  it('M/M/c: waits as by Erlang C', () => {
    // Offered load 4 on 5 servers: C = 0.5541; wait C·S/(c − a).
    const result = run(queue(exponential(0.25), exponential(1), { nodes: 1, servers: 5 }));
    near(responseOf(result).mean.value, 1 + 0.5541);
    // The same servers on five nodes that share one queue.
    const shared = run(queue(exponential(0.25), exponential(1), { nodes: 5, servers: 1 }));
    expect(responseOf(shared)).toEqual(responseOf(result));
  });

  it.each<[string, Time]>([
    ['deterministic', constant(0.7)],
    ['hyperexponential', { mean: 0.7, scv: 4, shape: 'hyperexponential' }],
    ['erlang', { mean: 0.7, scv: 0.25, shape: 'erlang' }],
    ['gamma', { mean: 0.7, scv: 2, shape: 'gamma' }],
    ['lognormal', { mean: 0.7, scv: 1.5, shape: 'lognormal' }],
  ])('M/G/1 with %s service: waits as by Pollaczek and Khinchine', (_, service) => {
    const result = run(queue(exponential(1), service), 2_000_000);
    near(result.tiers[0]!.stations[0]!.waitTime, (0.49 * (1 + service.scv)) / 2 / 0.3, 0.03);
  });

  it('E2/M/1: response time S/(1 − σ)', () => {
    const result = run(queue({ mean: 1.25, scv: 0.5, shape: 'erlang' }, exponential(1)));
    near(responseOf(result).mean.value, 3.84398);
  });

  it('D/D/1: nothing ever waits, and the quantiles are the service time', () => {
    const found = responseOf(run(queue(constant(1), constant(0.5)), 10_000));
    for (const { value } of [found.mean, found.p50, found.p999]) expect(value).toBeCloseTo(0.5, 9);
  });

  it('M/M/1/K: refuses the visit of one more than the room', () => {
    const result = run(queue(exponential(1), exponential(0.9), { room: 4 }));
    const weights = [0, 1, 2, 3, 4].map((n) => 0.9 ** n);
    const sum = weights.reduce((a, b) => a + b);
    const refused = weights[4]! / sum;
    const population = weights.reduce((total, weight, n) => total + n * weight, 0) / sum;
    near(result.tiers[0]!.refusedShare, refused);
    near(result.sources[0]!.refusedShare, refused);
    near(result.tiers[0]!.population, population, 0.01);
    near(responseOf(result).mean.value, population / (1 - refused), 0.01);
    near(result.sources[0]!.throughput, 1 - refused, 0.01);
  });

  it('threads are servers of their own: one thread makes two servers an M/M/1', () => {
    const result = run(queue(exponential(1), exponential(0.7), { servers: 2, threads: 1 }), 2_000_000);
    near(responseOf(result).mean.value, 0.7 / 0.3, 0.03);
    near(result.tiers[0]!.threads!.utilization, 0.7, 0.01);
    near(result.tiers[0]!.threads!.waitTime, 0.49 / 0.3, 0.04);
    near(result.tiers[0]!.stations[0]!.utilization, 0.35, 0.01);
    expect(result.tiers[0]!.stations[0]!.waitTime).toBe(0);
  });
});

describe('dispatch', () => {
  const at = (dispatch: Dispatch) =>
    responseOf(run(queue(exponential(0.3125), exponential(1), { nodes: 4, dispatch }))).mean.value;

  it('round robin makes Erlang arrivals at each of two nodes', () => {
    const result = run(queue(exponential(0.625), exponential(1), { nodes: 2, dispatch: 'round-robin' }), 2_000_000);
    near(responseOf(result).mean.value, 3.84398);
  });

  it('is better the more it knows', () => {
    const random = at('random');
    near(random, 5, 0.03);
    const [turn, two, least, shared] = [at('round-robin'), at('power-of-two'), at('least-connections'), at('shared')];
    expect(turn).toBeLessThan(random);
    expect(two).toBeLessThan(turn);
    expect(least).toBeLessThan(two);
    expect(shared).toBeLessThan(least);
  });

  it('of two, power of two is least connections', () => {
    const [two, least] = (['power-of-two', 'least-connections'] as const).map(
      (dispatch) => run(queue(exponential(0.625), exponential(1), { nodes: 2, dispatch })).sources[0]!.responseTime!,
    );
    near(two!.mean.value, least!.mean.value, 0.02);
  });
});

describe('networks', () => {
  it('a tandem of M/M/1 queues adds up', () => {
    const result = run(
      system([tier(), tier()], open(exponential(1)), [
        visit(0, serve(exponential(0.5))),
        visit(1, serve(exponential(0.6))),
      ]),
    );
    near(responseOf(result).mean.value, 1 + 1.5);
  });

  it('a closed network is as by exact mean value analysis', () => {
    const result = run(
      system([tier(), tier()], closed(8, exponential(1)), [
        visit(0, serve(exponential(0.1))),
        visit(1, serve(exponential(0.15))),
        visit(0, serve(exponential(0.1))),
      ]),
    );
    // Demands 0.2 and 0.15 s; equal mean service at each visit of a station, as FCFS in a product form needs.
    let [first, second, throughput] = [0, 0, 0];
    for (let users = 1; users <= 8; users++) {
      const [r1, r2] = [0.2 * (1 + first), 0.15 * (1 + second)];
      throughput = users / (1 + r1 + r2);
      [first, second] = [throughput * r1, throughput * r2];
    }
    near(result.sources[0]!.throughput, throughput, 0.01);
    near(responseOf(result).mean.value, 8 / throughput - 1);
    near(result.tiers[0]!.population, first);
    near(result.tiers[1]!.stations[0]!.utilization, 0.15 * throughput, 0.01);
  });

  it("a user's cycle has the way to the client in it, as the response time has", () => {
    const source = { ...closed(1, constant(1)), client: constant(0.5) };
    const result = run(system([tier()], source, [visit(0, serve(constant(0.25)))]), 10_000);
    expect(responseOf(result).mean.value).toBeCloseTo(0.75, 9);
    near(result.sources[0]!.throughput, 1 / 1.75, 0.001);
  });

  it("Little's law holds in every tier", () => {
    const result = run(
      system([tier({ threads: 8 }), tier({ nodes: 3, dispatch: 'random', room: 10 })], open(exponential(1)), [
        visit(0, serve(exponential(0.5)), visit(1, serve(exponential(1)))),
      ]),
    );
    for (const { population, throughput, responseTime } of result.tiers)
      near(population, throughput * responseTime!, 1e-3);
  });
});

describe('forks', () => {
  const exponentials = (n: number) => Array.from({ length: n }, () => [delay(exponential(1))]);

  it.each([1, 2, 3, 5])('waiting for %d of 5 is an order statistic', (needed) => {
    const result = run(system([], open(exponential(1)), [fork(needed, ...exponentials(5))]), 500_000);
    let mean = 0;
    for (let i = 0; i < needed; i++) mean += 1 / (5 - i);
    near(responseOf(result).mean.value, mean, 0.01);
  });

  it('branches that are not needed run to their end', () => {
    const branches = [1, 2, 3].map(() => [serve(exponential(0.1))]);
    const result = run(
      system([tier({ servers: 100 })], open(exponential(1)), [visit(0, fork(1, ...branches))]),
      200_000,
    );
    near(result.tiers[0]!.stations[0]!.utilization, 0.3 / 100);
    near(responseOf(result).mean.value, 0.1 / 3);
  });

  it('needing none waits for none', () => {
    const result = run(system([], open(exponential(1)), [fork(0, ...exponentials(3))]), 10_000);
    expect(responseOf(result).max).toBe(0);
  });

  it('of an M/M/1 queue each: two of two, by Flatto and Hahn', () => {
    // Mean response (12 − ρ)/8 times that of M/M/1 (Nelson and Tantawi 1988, exact for two).
    const branch = (at: number) => [visit(at, serve(exponential(0.6)))];
    const result = run(system([tier(), tier()], open(exponential(1)), [fork(2, branch(0), branch(1))]));
    near(responseOf(result).mean.value, ((12 - 0.6) / 8) * 1.5);
  });
});
