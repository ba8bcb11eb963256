import { describe, expect, it } from 'vitest';

import { openJackson } from '../../oracles/jackson.ts';
import { layered, type LayeredModel } from '../../../src/models/queueing/layered.ts';
import { finiteSource, mmc } from '../../../src/models/queueing/mmc.ts';
import { departureScv, splitScv, superpositionScv } from '../../../src/models/queueing/qna.ts';
import { solveQna } from '../../oracles/qna.ts';

describe('Whitt’s flows', () => {
  it('Poisson streams stay Poisson', () => {
    expect(superpositionScv(1, 0.4 ** 2 + 0.6 ** 2, 0.7)).toBeCloseTo(1, 14);
    expect(splitScv(1, 0.3)).toBe(1);
    expect(departureScv(1, 1, 4, 0.8)).toBe(1);
    const { arrivalScv, rates } = solveQna({
      external: [
        { rate: 4, scv: 1 },
        { rate: 0, scv: 1 },
      ],
      routing: [
        [0, 0.5],
        [0.4, 0],
      ],
      servers: [1, 2],
      meanService: [0.1, 0.1],
      serviceScv: [1, 1],
    });
    expect(rates).toEqual([expect.closeTo(5, 12), expect.closeTo(2.5, 12)]);
    for (const scv of arrivalScv) expect(scv).toBeCloseTo(1, 12);
  });

  it('one stream stays what it is, many slow ones look like Poisson to an idle queue', () => {
    expect(superpositionScv(3, 1, 0.2)).toBeCloseTo(3, 14);
    expect(superpositionScv(4, 1 / 500, 0.1)).toBeCloseTo(1, 2);
    expect(superpositionScv(4, 1 / 500, 1)).toBeCloseTo(4, 14);
  });

  it('a full node puts out its services, an idle one what comes in', () => {
    expect(departureScv(3, 0.5, 1, 1)).toBeCloseTo(0.5, 14);
    expect(departureScv(3, 0.5, 1, 0)).toBeCloseTo(3, 14);
    expect(departureScv(3, 0.5, 1, 7)).toBeCloseTo(0.5, 14);
  });

  it('a tandem is worked through from its head', () => {
    const { arrivalScv } = solveQna({
      external: [
        { rate: 0.8, scv: 4 },
        { rate: 0, scv: 1 },
      ],
      routing: [
        [0, 1],
        [0, 0],
      ],
      servers: [1, 1],
      meanService: [1, 1],
      serviceScv: [0.25, 1],
    });
    expect(arrivalScv[0]).toBeCloseTo(4, 14);
    const departures = departureScv(4, 0.25, 1, 0.8);
    expect(arrivalScv[1]).toBeCloseTo(departures, 12);
  });

  it('traffic that never leaves is refused', () => {
    const external = [{ rate: 1, scv: 1 }];
    const loop = { external, routing: [[1]], servers: [1], meanService: [1], serviceScv: [1] };
    expect(() => solveQna(loop)).toThrow(RangeError);
    expect(() => openJackson({ external: [1], routing: [[1]], servers: [1], meanService: [1] })).toThrow(RangeError);
  });
});

describe('layered models', () => {
  const pair = (threads: number, clients: LayeredModel['clients']): LayeredModel => ({
    cores: [4, Infinity],
    tasks: [
      { processor: 0, threads, demand: 0.02 },
      { processor: 1, threads: 1000, demand: 0.1 },
    ],
    calls: [{ from: 0, to: 1, meanCalls: 1 }],
    entry: 0,
    clients,
  });

  it('with threads for everybody are queues at processors', () => {
    const open = layered(pair(Infinity, { type: 'open', arrivalRate: 150 }));
    const cpu = mmc({ arrivalRate: 150, meanService: 0.02, servers: 4 });
    expect(open.response).toBeCloseTo(cpu.meanResponse + 0.1, 12);
    const closed = layered(pair(50, { type: 'closed', users: 50, thinkTime: 0.3 }));
    const source = finiteSource({ population: 50, thinkTime: 0.4, meanService: 0.02, servers: 4 });
    expect(closed.throughput / source.throughput).toBeCloseTo(1, 6);
    expect(closed.response).toBeCloseTo(source.meanResponse + 0.1, 6);
  });

  it('with few threads are queues for threads', () => {
    // Ten threads that are held for 0.12 s let 83/s through, whatever the users want.
    const { throughput, threadUtilization } = layered(pair(10, { type: 'closed', users: 500, thinkTime: 0.1 }));
    expect(throughput).toBeGreaterThan(80);
    expect(throughput).toBeLessThan(10 / 0.12);
    expect(threadUtilization[0]).toBeGreaterThan(0.99);
    expect(layered(pair(10, { type: 'open', arrivalRate: 90 })).response).toBe(Infinity);
  });

  it('more threads, cores or fewer users never make anybody wait longer', () => {
    let before = Infinity;
    for (const threads of [2, 5, 10, 20, 40, 80]) {
      const { response } = layered(pair(threads, { type: 'closed', users: 60, thinkTime: 0.5 }));
      expect(response).toBeLessThanOrEqual(before * (1 + 1e-9));
      before = response;
    }
  });

  it('users obey their law in a graph with a shared callee', () => {
    const model: LayeredModel = {
      cores: [2, 8, 2],
      tasks: [
        { processor: 0, threads: 50, demand: 0.002 },
        { processor: 1, threads: 20, demand: 0.02 },
        { processor: 1, threads: 10, demand: 0.03 },
        { processor: 2, threads: 8, demand: 0.004 },
      ],
      calls: [
        { from: 0, to: 1, meanCalls: 1 },
        { from: 0, to: 2, meanCalls: 0.5 },
        { from: 1, to: 3, meanCalls: 2 },
        { from: 2, to: 3, meanCalls: 1 },
      ],
      entry: 0,
      clients: { type: 'closed', users: 200, thinkTime: 1 },
    };
    const { throughput, response, processorUtilization } = layered(model);
    expect(throughput * (1 + response)).toBeCloseTo(200, 6);
    expect(processorUtilization[2]).toBeCloseTo((throughput * 2.5 * 0.004) / 2, 10);
    for (const busy of processorUtilization) expect(busy).toBeLessThanOrEqual(1);
  });

  it('refuses calls in a cycle', () => {
    const model = pair(4, { type: 'open', arrivalRate: 1 });
    const calls = [...model.calls, { from: 1, to: 0, meanCalls: 0.1 }];
    expect(() => layered({ ...model, calls })).toThrow(RangeError);
    expect(() => layered({ ...model, entry: 7 })).toThrow(RangeError);
  });
});
