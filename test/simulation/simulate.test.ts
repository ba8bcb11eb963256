/** The run as a whole: seeds, stop rules, warm-up, memory, what is refused. */
import { describe, expect, it } from 'vitest';
import type { System } from '../../src/models/system/system.ts';
import { compile } from '../../src/simulation/compile.ts';
import { Engine } from '../../src/simulation/engine.ts';
import { simulate } from '../../src/simulation/simulate.ts';
import {
  call,
  closed,
  constant,
  delay,
  exponential,
  fork,
  open,
  queue,
  serve,
  system,
  tier,
  visit,
} from './systems.ts';

/** Something of everything. */
const busy = system(
  [
    tier({ nodes: 3, dispatch: 'power-of-two', threads: 4, room: 20 }),
    tier({ nodes: 4, dispatch: 'least-connections' }),
  ],
  open(exponential(0.5), { client: { mean: 0.1, scv: 2, shape: 'gamma' } }),
  [
    visit(
      0,
      serve({ mean: 0.5, scv: 0.5, shape: 'erlang' }),
      call(1, { timeout: 1.5, hedge: 0.5, retries: 2, errors: 0.05, wire: exponential(0.05), fallback: { to: 2 } }),
      call(2, { async: true, timeout: 0.3, retries: 1 }),
    ),
  ],
  [fork(2, [visit(1, serve(exponential(0.3)))], [visit(1, serve(exponential(0.3)))], [delay(exponential(1))])],
  [delay({ mean: 0.2, scv: 3, shape: 'hyperexponential' })],
);

describe('seeds', () => {
  it('give the same result, byte for byte, and another seed another', () => {
    const run = (seed: number) => JSON.stringify(simulate(busy, { seed, maxEvents: 100_000 }));
    expect(run(5)).toBe(run(5));
    expect(run(6)).not.toBe(run(5));
  });

  it('give systems that differ in one place the same arrivals', () => {
    const arrivals = (service: number) => {
      const result = simulate(queue(exponential(1), constant(service)), { seed: 9, duration: 10_000, warmup: 0 });
      return result.sources[0]!.arrivalRate;
    };
    expect(arrivals(0.1)).toBe(arrivals(0.6));
  });
});

describe('memory', () => {
  it('is bounded by what is in progress, with timeouts that are long past their use', () => {
    const steps = [call(1, { timeout: 1e6, hedge: 1e5 })];
    const program = compile(system([tier()], open(exponential(1)), steps, [visit(0, serve(exponential(0.5)))]));
    const engine = new Engine(program, 1, { record() {} }, 1e6);
    engine.run(Infinity, 10_000);
    const before = process.memoryUsage().arrayBuffers;
    engine.run(Infinity, 1_000_000);
    expect(engine.inProgress).toBeLessThan(100);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(100_000);
  });

  it('loses no strand: after a request nothing of it is left in the end', () => {
    // A request every 1000 s leaves behind orphans of every sort, which are done long before the next one.
    const program = compile({ ...busy, sources: [open(constant(1000))] });
    const engine = new Engine(program, 1, { record() {} }, 1e6);
    for (let until = 999; until < 1_000_000; until += 1000) {
      engine.run(until, Infinity);
      expect(engine.inProgress).toBe(0);
    }
    expect(engine.events).toBeGreaterThan(5000);
  });

  it('is not eaten by a queue that grows for ever', () => {
    const result = simulate(queue(exponential(1), exponential(2)), { seed: 1, duration: 1e9, maxInProgress: 50_000 });
    expect(result).toMatchObject({ isUnstable: true, stopped: 'full' });
  });

  it('is not eaten by a routine that calls itself', () => {
    const result = simulate(system([], open(exponential(1)), [call(0)]), {
      seed: 1,
      duration: 10,
      maxInProgress: 9000,
    });
    expect(result).toMatchObject({ isUnstable: true, stopped: 'full' });
  });
});

describe('stop rules', () => {
  it('stops at the duration', () => {
    const result = simulate(queue(exponential(1), exponential(0.5)), { seed: 1, duration: 1000, warmup: 0 });
    expect(result).toMatchObject({ stopped: 'time', measured: 1000, warmup: 0, isUnstable: false });
  });

  it('stops at the number of events, with or without a duration', () => {
    for (const duration of [undefined, 1e9]) {
      const result = simulate(queue(exponential(1), exponential(0.5)), { seed: 1, duration, maxEvents: 5000 });
      expect(result).toMatchObject({ stopped: 'events', events: 5000 });
      expect(result.measured).toBeGreaterThan(1800);
    }
  });

  it('stops a loop that takes no time', () => {
    const result = simulate(system([], closed(1, constant(0)), []), { seed: 1, duration: 1 });
    expect(result).toMatchObject({ stopped: 'stalled', measured: 0 });
  });

  it('stops when nothing will ever happen', () => {
    expect(simulate({ tiers: [], routines: [], sources: [] }, { seed: 1, maxEvents: 5 }).stopped).toBe('idle');
  });

  it('says that a queue grows though its limit is far', () => {
    const unstable = (service: number) =>
      simulate(queue(exponential(1), exponential(service)), { seed: 4, duration: 20_000 }).isUnstable;
    expect([0.5, 0.95, 1.1, 1.5].map(unstable)).toEqual([false, false, true, true]);
  });

  it('tells how far it is', () => {
    const shares: number[] = [];
    simulate(busy, { seed: 1, duration: 500, onProgress: (share) => shares.push(share) });
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect(shares.at(-1)).toBe(1);
    expect(shares.length).toBeGreaterThan(20);
  });
});

describe('warm-up', () => {
  it('is a tenth of the run at least', () => {
    const { warmup, measured } = simulate(queue(exponential(1), exponential(0.3)), { seed: 1, duration: 64_000 });
    expect(warmup).toBeGreaterThanOrEqual(6400);
    expect(warmup + measured).toBe(64_000);
  });

  it('is longer where the response times take longer to settle', () => {
    // Half of the requests take 300 s: for so long only short ones are done.
    const branches = [{ probability: 0.5, steps: [delay(constant(300))] }];
    const slow = system([], open(exponential(0.1)), [delay(exponential(1)), { do: 'either', branches }]);
    const { warmup, sources } = simulate(slow, { seed: 1, duration: 1000 });
    expect(warmup).toBeGreaterThan(290);
    expect(warmup).toBeLessThan(400);
    expect(sources[0]!.responseTime!.mean.value).toBeCloseTo(151, -1);
  });

  it('is what it is told to be, rounded up to a 64th of the run', () => {
    const { warmup } = simulate(queue(exponential(1), exponential(0.3)), { seed: 1, duration: 6400, warmup: 450 });
    expect(warmup).toBe(500);
  });
});

describe('compile', () => {
  const one = [tier()];
  const source = open(exponential(1));
  it.each<[string, System]>([
    ['a serve outside of every visit', system(one, source, [serve(exponential(1))])],
    ['a station that is not there', system(one, source, [visit(0, serve(exponential(1), 1))])],
    ['a tier that is not there', system(one, source, [visit(1)])],
    ['a routine that is not there', system(one, source, [call(1)])],
    ['a fork that needs too many', system(one, source, [fork(2, [])])],
    ['half a server', system([tier({ servers: 0.5 })], source, [])],
    ['errors above 1', system(one, source, [call(0, { errors: 1.5 })])],
    ['arrivals without end', system(one, open(constant(0)), [])],
    [
      'probabilities above 1',
      system(one, source, [{ do: 'either', branches: [0.6, 0.6].map((probability) => ({ probability, steps: [] })) }]),
    ],
  ])('refuses %s', (_, system) => {
    expect(() => compile(system)).toThrow(RangeError);
  });

  it('refuses a run without an end', () => {
    expect(() => simulate(queue(exponential(1), exponential(1)), { seed: 1 })).toThrow(RangeError);
  });
});
