import { describe, expect, it } from 'vitest';

import { birthDeath } from '../../../src/models/queueing/birth-death.ts';
import { erlangB, erlangC } from '../../../src/models/queueing/erlang.ts';
import {
  batchArrivals,
  erlangA,
  finiteSource,
  mmc,
  mmck,
  mmcInSystemTail,
  mmcResponsePercentile,
  mmcResponseTail,
  mmcWaitPercentile,
  mmcWaitTail,
} from '../../../src/models/queueing/mmc.ts';
import { serversForBlocking, serversForWait } from '../../oracles/erlang.ts';

describe('Erlang’s formulas', () => {
  it('are the closed forms of few servers', () => {
    for (const load of [0, 0.1, 1, 1.9]) {
      expect(erlangB(1, load)).toBeCloseTo(load / (1 + load), 14);
      expect(erlangB(2, load)).toBeCloseTo(load ** 2 / 2 / (1 + load + load ** 2 / 2), 14);
      expect(erlangC(2, load)).toBeCloseTo(load ** 2 / (2 + load), 14);
    }
  });

  it('hold for ten thousand servers: 1/B(n, n) = √(πn/2) + 2/3 + …', () => {
    // Jagerman (1974), theorem 14, the next term is √(2π/n)/24
    const servers = 10_000;
    const series = Math.sqrt((Math.PI * servers) / 2) + 2 / 3 + Math.sqrt((2 * Math.PI) / servers) / 24;
    expect(1 / erlangB(servers, servers)).toBeCloseTo(series, 4);
    expect(erlangC(servers, servers * 0.999)).toBeLessThan(1);
    expect(erlangC(servers, servers)).toBe(1);
  });

  it('sizes are the least that will do', () => {
    for (const load of [0.5, 7, 300]) {
      const servers = serversForBlocking(load, 0.01);
      expect(erlangB(servers, load)).toBeLessThanOrEqual(0.01);
      expect(erlangB(servers - 1, load)).toBeGreaterThan(0.01);
      const wanted = { arrivalRate: load, meanService: 1, waitLimit: 0.3, target: 0.05 };
      const enough = serversForWait(wanted);
      const late = (count: number) => mmcWaitTail({ arrivalRate: load, meanService: 1, servers: count }, 0.3);
      expect(late(enough)).toBeLessThanOrEqual(0.05);
      expect(late(enough - 1)).toBeGreaterThan(0.05);
    }
    expect(serversForBlocking(0, 0.01)).toBe(1);
  });

  it.each([
    [-1, 1],
    [1.5, 1],
    [1, -1],
    [1, NaN],
  ])('refuse %s servers at a load of %s', (servers, load) => {
    expect(() => erlangB(servers, load)).toThrow(RangeError);
    expect(() => erlangC(servers, load)).toThrow(RangeError);
  });
});

describe('M/M/c', () => {
  it('with one server has exponential responses', () => {
    const queue = { arrivalRate: 0.9, meanService: 1, servers: 1 };
    for (const time of [0.01, 1, 30, 200]) expect(mmcResponseTail(queue, time)).toBeCloseTo(Math.exp(-0.1 * time), 13);
    expect(mmcInSystemTail(queue, 4)).toBeCloseTo(0.9 ** 5, 14);
  });

  it('is smooth where the two rates of the response agree', () => {
    const at = (load: number) => mmcResponseTail({ arrivalRate: load, meanService: 1, servers: 3 }, 2.5);
    expect(at(2)).toBeCloseTo((at(2 - 1e-7) + at(2 + 1e-7)) / 2, 10);
    expect(at(2 - 1e-12)).toBeCloseTo(at(2), 11);
  });

  it('percentiles undo tails', () => {
    for (const queue of [
      { arrivalRate: 1.9e6, meanService: 1e-6, servers: 2 },
      { arrivalRate: 0.3, meanService: 120, servers: 40 },
      { arrivalRate: 9990, meanService: 1, servers: 10_000 },
    ]) {
      for (const share of [0, 0.5, 0.99, 0.99999]) {
        expect(mmcResponseTail(queue, mmcResponsePercentile(queue, share))).toBeCloseTo(1 - share, 9);
        expect(mmcWaitTail(queue, mmcWaitPercentile(queue, share))).toBeLessThanOrEqual(1 - share + 1e-9);
      }
    }
  });

  it('is the limit of finite rooms, finite sources and endless patience', () => {
    const queue = { arrivalRate: 3.2, meanService: 1, servers: 4 };
    const { meanWait, waitProbability, meanResponse } = mmc(queue);
    expect(mmck({ ...queue, capacity: 400 })).toMatchObject({
      meanWait: expect.closeTo(meanWait, 9),
      waitProbability: expect.closeTo(waitProbability, 9),
    });
    expect(erlangA({ ...queue, meanPatience: 1e9 }).waitProbability).toBeCloseTo(waitProbability, 6);
    const source = finiteSource({ population: 200_000, thinkTime: 200_000 / 3.2, meanService: 1, servers: 4 });
    expect(source.meanResponse / meanResponse).toBeCloseTo(1, 3);
  });

  it('loses as Erlang’s B without room to wait', () => {
    expect(mmck({ arrivalRate: 5, meanService: 1, servers: 10, capacity: 10 }).blocking).toBeCloseTo(
      erlangB(10, 5),
      14,
    );
    expect(mmck({ arrivalRate: 5, meanService: 1, servers: 10, capacity: 10 }).waitProbability).toBeCloseTo(0, 14);
  });

  it('counts what goes in and out', () => {
    const blocked = mmck({ arrivalRate: 30, meanService: 0.1, servers: 2, capacity: 9 });
    expect(blocked.throughput).toBeCloseTo(30 * (1 - blocked.blocking), 11);
    const impatient = erlangA({ arrivalRate: 30, meanService: 0.1, servers: 2, meanPatience: 0.2 });
    expect(impatient.throughput).toBeCloseTo(30 * (1 - impatient.abandonment), 11);
  });

  it('with batches of one is M/M/1', () => {
    const batches = batchArrivals({ batchRate: 0.7, meanBatch: 1, batchScv: 0, meanService: 1 });
    expect(batches.meanResponse).toBeCloseTo(mmc({ arrivalRate: 0.7, meanService: 1, servers: 1 }).meanResponse, 13);
  });

  it('is endless without a steady state', () => {
    const queue = { arrivalRate: 3, meanService: 1, servers: 3 };
    expect(mmc(queue)).toMatchObject({ waitProbability: 1, meanWait: Infinity, meanResponse: Infinity });
    expect(mmcResponsePercentile(queue, 0.5)).toBe(Infinity);
  });

  it.each([{ arrivalRate: -1 }, { meanService: 0 }, { servers: 0 }])('refuses %o', (wrong) => {
    const queue = { arrivalRate: 1, meanService: 1, servers: 2, ...wrong };
    expect(() => mmc(queue)).toThrow(RangeError);
    expect(() => mmck({ ...queue, capacity: 5 })).toThrow(RangeError);
    expect(() => erlangA({ ...queue, meanPatience: 1 })).toThrow(RangeError);
  });
});

it('a birth–death chain of a thousand busy servers keeps its smallest probabilities', () => {
  const states = birthDeath(
    () => 600,
    (k) => k,
    1000,
  );
  expect(states[0]! / Math.exp(-600)).toBeCloseTo(1, 10);
});
