/** What calls, retries, timeouts, hedges, refusals and threads do. */
import { describe, expect, it } from 'vitest';
import type { Step, System } from '../../src/models/system/system.ts';
import { simulate } from '../../src/simulation/simulate.ts';
import { call, constant, delay, exponential, fork, open, repeat, serve, system, tier, visit } from './systems.ts';

const run = (system: System, maxEvents = 500_000) => simulate(system, { seed: 2, maxEvents });

function near(value: number | undefined, exact: number, share = 0.01): void {
  expect(value! / exact).toBeGreaterThan(1 - share);
  expect(value! / exact).toBeLessThan(1 + share);
}

describe('calls', () => {
  it('go there and back by the wire, and count in the routine without it', () => {
    const result = run(
      system([], open(exponential(1)), [call(1, { wire: constant(0.5) })], [delay(constant(0.25))]),
      9000,
    );
    expect(result.sources[0]!.responseTime!.mean.value).toBeCloseTo(0.75, 9);
    expect(result.routines.map((routine) => routine.responseTime)).toEqual([
      expect.closeTo(0.75, 9),
      expect.closeTo(0.25, 9),
    ]);
  });

  it('are made so many times on average', () => {
    const result = run(system([], open(exponential(1)), [repeat(2.3, call(1))], [delay(exponential(0.1))]));
    near(result.sources[0]!.responseTime!.mean.value, 0.23);
    near(result.calls[0]!.calls / result.sources[0]!.requests, 2.3);
    expect(result.calls[0]).toMatchObject({ from: 0, to: 1, attemptsPerCall: 1, timeouts: 0, hedges: 0 });
  });

  it('fail with their share of errors, each attempt by itself', () => {
    const result = run(
      system([], open(exponential(1)), [call(1, { errors: 0.3, retries: 2, optional: true })], [delay(constant(1))]),
    );
    near(result.calls[0]!.attemptsPerCall, 1 + 0.3 + 0.09);
    near(result.calls[0]!.failed / result.calls[0]!.calls, 0.027, 0.05);
    near(result.sources[0]!.responseTime!.mean.value, 1.39);
  });

  it('are given up after their timeout and made again', () => {
    const p = Math.exp(-0.5);
    const steps = [call(1, { timeout: 0.5, retries: 3, optional: true })];
    const result = run(system([], open(exponential(1)), steps, [delay(exponential(1))]));
    const attempts = (1 - p ** 4) / (1 - p);
    near(result.calls[0]!.attemptsPerCall, attempts);
    near(result.calls[0]!.timeouts / result.calls[0]!.calls, attempts * p);
    near(result.calls[0]!.failed / result.calls[0]!.calls, p ** 4, 0.02);
    near(result.sources[0]!.responseTime!.mean.value, attempts * (1 - p));
  });

  it('go on when they have been given up: the work is done all the same', () => {
    const steps = [call(1, { timeout: 0.1, optional: true })];
    const result = run(system([tier({ servers: 50 })], open(exponential(1)), steps, [visit(0, serve(exponential(1)))]));
    near(result.tiers[0]!.stations[0]!.utilization, 1 / 50);
    expect(result.sources[0]!.responseTime!.max).toBeCloseTo(0.1, 9);
    near(result.routines[1]!.responseTime, 1);
  });

  it('time the wire too', () => {
    const steps = [call(1, { timeout: 0.3, wire: constant(0.5), retries: 1, optional: true })];
    const result = run(system([], open(exponential(1)), steps, [delay(constant(0))]), 9000);
    expect(result.calls[0]).toMatchObject({ attemptsPerCall: 2 });
    expect(result.sources[0]!.responseTime!.mean.value).toBeCloseTo(0.6, 9);
  });

  it('fall back once, after the last attempt', () => {
    const fallback = { to: 2, wire: constant(0.125) };
    const steps = [call(1, { errors: 1, retries: 1, fallback })];
    const result = run(system([], open(exponential(1)), steps, [delay(constant(1))], [delay(constant(0.25))]), 9000);
    expect(result.sources[0]!.responseTime!.mean.value).toBeCloseTo(2.375, 9);
    near(result.routines[2]!.count, result.sources[0]!.requests, 0.01);
  });

  it('are not waited for when they are asynchronous', () => {
    const steps = [call(1, { async: true, errors: 0.5, retries: 1 }), delay(constant(0.1))];
    const result = run(system([tier({ servers: 9 })], open(exponential(1)), steps, [visit(0, serve(exponential(1)))]));
    expect(result.sources[0]!.responseTime!.max).toBeCloseTo(0.1, 6);
    near(result.calls[0]!.attemptsPerCall, 1.5);
    near(result.tiers[0]!.stations[0]!.utilization, 1.5 / 9);
  });
});

describe('hedges', () => {
  it('answer with S(t)·S(t − d), and both copies run to their end', () => {
    const steps = [call(1, { hedge: 1 })];
    const result = run(system([tier({ servers: 99 })], open(exponential(1)), steps, [visit(0, serve(exponential(1)))]));
    const found = result.sources[0]!.responseTime!;
    near(found.mean.value, 1 - Math.exp(-1) / 2);
    near(found.p50.value, Math.LN2);
    // exp(1 − 2t) beyond the hedge.
    near(found.p99.value, (1 + Math.log(100)) / 2);
    near(found.p999.value, (1 + Math.log(1000)) / 2, 0.03);
    near(result.calls[0]!.hedges / result.calls[0]!.calls, Math.exp(-1));
    near(result.tiers[0]!.stations[0]!.utilization, (1 + Math.exp(-1)) / 99);
    expect(result.calls[0]!.attemptsPerCall).toBe(1);
  });

  it('are not sent at the timeout or after it', () => {
    const steps = [call(1, { hedge: 0.5, timeout: 0.5 })];
    const result = run(system([], open(exponential(1)), steps, [delay(exponential(1))]), 9000);
    expect(result.calls[0]!.hedges).toBe(0);
  });

  it('are sent anew for every attempt', () => {
    const steps = [call(1, { hedge: 0.2, timeout: 0.5, retries: 1, optional: true })];
    const result = run(system([], open(exponential(10)), steps, [delay(constant(1))]), 9000);
    expect(result.calls[0]).toMatchObject({ attemptsPerCall: 2 });
    near(result.calls[0]!.hedges / result.calls[0]!.calls, 2);
    expect(result.sources[0]!.responseTime!.mean.value).toBeCloseTo(1, 9);
  });
});

describe('refusals', () => {
  /** A tier that refuses everything. */
  const full = tier({ room: 0 });
  const refused = [visit(0, serve(exponential(1)))];

  it('skip the rest of the routine and give back what it held', () => {
    const steps = [visit(1, visit(0, serve(exponential(1))), delay(constant(1))), delay(constant(1))];
    const result = run(system([full, tier({ threads: 1 })], open(exponential(1)), steps), 9000);
    expect(result.sources[0]).toMatchObject({ requests: 0, refusedShare: 1, responseTime: undefined });
    expect(result.tiers[1]!.threads!.utilization).toBe(0);
    expect(result.routines[0]).toMatchObject({ count: 0, responseTime: undefined });
  });

  it('fail the call, which is made again at once', () => {
    const steps = [call(1, { retries: 3, optional: true }), delay(constant(1))];
    const result = run(system([full], open(exponential(1)), steps, refused), 9000);
    expect(result.calls[0]!.attemptsPerCall).toBe(4);
    expect(result.calls[0]!.refused).toBe(4 * result.calls[0]!.calls);
    expect(result.sources[0]!.responseTime!.mean.value).toBeCloseTo(1, 9);
  });

  it('of a hedge are no answer while the other copy is on its way', () => {
    // Room for one: every hedge is refused.
    const steps = [call(1, { hedge: 0.5 })];
    const tiers = [tier({ room: 1 })];
    const result = run(system(tiers, open(constant(10)), steps, [visit(0, serve(constant(1)))]), 9000);
    expect(result.sources[0]!.responseTime!.mean.value).toBeCloseTo(1, 9);
    expect(result.calls[0]).toMatchObject({ refused: 0, failed: 0 });
    near(result.calls[0]!.hedges, result.calls[0]!.calls);
  });

  it('of branches fail the fork when it cannot have enough of them any more', () => {
    const good = [delay(constant(1))];
    const enough = run(system([full], open(exponential(1)), [fork(2, refused, good, good), delay(constant(1))]), 9000);
    expect(enough.sources[0]!.responseTime!.mean.value).toBeCloseTo(2, 9);
    const tooFew = run(system([full], open(exponential(1)), [fork(3, good, refused, good), delay(constant(1))]), 9000);
    expect(tooFew.sources[0]).toMatchObject({ requests: 0, refusedShare: 1 });
  });
});

describe('success', () => {
  const arrivals = open(exponential(1));
  const successOf = (system: System, maxEvents?: number) => run(system, maxEvents).sources[0]!.success!.value;

  it('is lost by what takes longer than its timeout: P(R > 20 ms) of an M/M/4', () => {
    // Erlang C of 2.4 Erlang and 4 servers is C = 0.28704; P(R > t) = e^(−100t) + C (e^(−100t) − e^(−160t)) · 100 / 60.
    const steps = [call(1, { timeout: 0.02 })];
    const found = run(
      system([tier({ servers: 4 })], open(exponential(1 / 240)), steps, [visit(0, serve(exponential(0.01)))]),
      2_000_000,
    );
    const { success, responseTime, requests, failures } = found.sources[0]!;
    near(1 - success!.value, 0.18058, 0.02);
    expect(Math.abs(success!.value - 0.81942)).toBeLessThan(2 * success!.halfWidth!);
    expect(success!.value).toBe(requests / (requests + failures));
    expect(responseTime!.max).toBeLessThan(0.02);
  });

  it('is lost by what finds no room, whoever called it: an M/M/4/6', () => {
    const b = [visit(0, serve(exponential(0.01)))];
    const found = run(
      system([tier({ servers: 4, room: 6 })], open(exponential(1 / 360)), [call(1)], [call(2)], b),
      2_000_000,
    );
    near(1 - found.sources[0]!.success!.value, 0.15, 0.02);
    expect(found.calls.map(({ refused, downstream }) => [refused > 0, downstream > 0])).toEqual([
      [false, true],
      [true, false],
    ]);
    expect(found.sources[0]!.refusedShare).toBe(0);
  });

  it('is what errors leave through all attempts, at every level', () => {
    // 0.1 of the inner attempts fail, so 0.1 of the runs of routine 1; each is made twice at most.
    const steps = [call(1, { retries: 1 })];
    const found = run(system([], arrivals, steps, [call(2, { errors: 0.1 })], [delay(constant(0.1))]));
    near(1 - found.sources[0]!.success!.value, 0.01, 0.1);
    near(found.calls[0]!.attemptsPerCall, 1.1);
    near(found.calls[0]!.downstream / found.calls[0]!.calls, 0.11, 0.05);
    expect(found.calls[1]!.downstream).toBe(0);
  });

  it('does not need what is optional or asynchronous', () => {
    for (const more of [{ optional: true }, { async: true }]) {
      const found = run(system([], arrivals, [call(1, { errors: 1, ...more })], [delay(constant(0.1))]), 9000);
      expect(found.sources[0]).toMatchObject({ success: { value: 1, halfWidth: 0 }, failures: 0 });
      expect(found.calls[0]!.failed).toBeGreaterThan(0);
    }
  });

  it('is what the fallback leaves', () => {
    const steps = [call(1, { errors: 0.5, fallback: { to: 2 } })];
    const routines = [[delay(constant(0.1))], [call(1, { errors: 0.2 })]];
    near(1 - successOf(system([], arrivals, steps, ...routines)), 0.1, 0.05);
  });

  it('takes no load away: the caller goes on with its further steps', () => {
    const steps = [call(1, { errors: 1 }), visit(0, serve(exponential(0.5)))];
    const found = run(system([tier()], arrivals, steps, [delay(constant(0.1))]));
    near(found.tiers[0]!.stations[0]!.utilization, 0.5, 0.02);
    expect(found.sources[0]).toMatchObject({ requests: 0, success: { value: 0 }, responseTime: undefined });
  });

  it('of all branches, or of as many as are needed', () => {
    const branch = (seconds: number) => [call(1, { errors: 0.1 }), delay(constant(seconds))];
    const routine = [delay(constant(0.1))];
    const all = [fork(2, branch(0.1), branch(0.2))];
    near(1 - successOf(system([], arrivals, all, routine)), 1 - 0.9 ** 2, 0.05);
    const quorum = run(system([], arrivals, [fork(2, branch(1), branch(2), branch(3))], routine));
    near(1 - quorum.sources[0]!.success!.value, 3 * 0.1 ** 2 * 0.9 + 0.1 ** 3, 0.1);
    // The third answers where one of the first two has failed.
    const slow = (2 * 0.1 * 0.9 * 0.9) / (1 - 0.028);
    near(quorum.sources[0]!.responseTime!.mean.value, 0.1 + 2 * (1 - slow) + 3 * slow, 0.01);
  });
});

describe('the order of the file', () => {
  // One server, 1 s a job: of two that come at once the first waits for nobody.
  const routines = [[visit(0, serve(constant(1)))], [visit(0, serve(constant(1)))]];
  const answerOf = (...steps: Step[]) =>
    run(system([tier()], open(constant(10)), steps, ...routines), 9000).sources[0]!.responseTime!.mean.value;

  it('holds for an asynchronous call before a synchronous one', () => {
    expect(answerOf(call(1, { async: true }), call(2))).toBeCloseTo(2, 9);
    expect(answerOf(call(1), call(2, { async: true }))).toBeCloseTo(1, 9);
  });

  it('holds before branches too, and within one', () => {
    expect(answerOf(call(1, { async: true }), fork(1, [call(2)]))).toBeCloseTo(2, 9);
    expect(answerOf(fork(2, [call(1, { async: true })], [call(2)]))).toBeCloseTo(2, 9);
    expect(answerOf(fork(2, [call(2)], [call(1, { async: true })]))).toBeCloseTo(1, 9);
    expect(answerOf(repeat(2, call(1, { async: true })), call(2))).toBeCloseTo(3, 9);
  });
});

describe('threads', () => {
  it('are held during calls', () => {
    // One thread: the caller is an M/G/1 whose service is what the callee takes, 0.2 + 0.4 s of exponentials.
    const steps = [visit(0, serve(exponential(0.2)), call(1))];
    const tiers = [tier({ threads: 1 }), tier()];
    const result = run(system(tiers, open(exponential(1)), steps, [visit(1, serve(exponential(0.4)))]), 2_000_000);
    near(result.tiers[0]!.threads!.utilization, 0.6);
    const square = 0.6 ** 2 + 0.2 ** 2 + 0.4 ** 2;
    near(result.sources[0]!.responseTime!.mean.value, 0.6 + square / 2 / 0.4, 0.02);
  });
});
