import { describe, expect, it } from 'vitest';

import {
  conditionalWaitScv,
  kingmanWait,
  meanWait,
  waitMoments,
  waitProbability,
  whittWait,
  type GeneralQueue,
} from '../../../src/models/queueing/ggc.ts';
import { mg1Wait } from '../../../src/models/queueing/mg1.ts';
import { mmc } from '../../../src/models/queueing/mmc.ts';
import { simulated } from './simulated.ts';
import { allenCunneenWait } from '../../oracles/ggc.ts';

const cases = simulated('ggc.csv').map((row) => ({
  row,
  queue: {
    arrivalRate: row.utilization! * row.servers!,
    servers: row.servers!,
    meanService: 1,
    arrivalScv: row.arrival_scv!,
    serviceScv: row.service_scv!,
  } satisfies GeneralQueue,
}));

describe('against simulation', () => {
  it.each([
    [0, 0.05],
    [0.25, 0.06],
    [1, 0.04],
    [4, 0.095],
  ])('the mean response with an arrival SCV of %s is within %s', (arrivalScv, bound) => {
    for (const { queue, row } of cases.filter(({ queue }) => queue.arrivalScv === arrivalScv)) {
      const error = (meanWait(queue) - row.mean_wait!) / (1 + row.mean_wait!);
      expect({ queue, close: Math.abs(error) < bound }).toEqual({ queue, close: true });
    }
  });

  it('the median error of the mean response is below 0.5 %', () => {
    const errors = cases
      .map(({ queue, row }) => Math.abs(meanWait(queue) - row.mean_wait!) / (1 + row.mean_wait!))
      .sort((a, b) => a - b);
    expect(errors[errors.length >> 1]).toBeLessThan(0.005);
  });

  it('the SCV of waits above 0 is near, with Poisson arrivals', () => {
    for (const { queue, row } of cases.filter(
      ({ queue, row }) => queue.arrivalScv === 1 && row.wait_probability! > 0.2,
    )) {
      const error = conditionalWaitScv(queue) - row.conditional_scv!;
      expect({ queue, close: Math.abs(error) < 0.16 }).toEqual({ queue, close: true });
    }
  });
});

describe('exact cases', () => {
  it.each([1, 2, 10, 200, 10_000])('M/M/%s', (servers) => {
    for (const utilization of [0.3, 0.9, 0.999]) {
      const queue = {
        arrivalRate: utilization * servers * 50,
        servers,
        meanService: 0.02,
        arrivalScv: 1,
        serviceScv: 1,
      };
      const exact = mmc(queue);
      expect(meanWait(queue)).toBeCloseTo(exact.meanWait, 12);
      expect(waitProbability(queue)).toBeCloseTo(exact.waitProbability, 12);
      expect(conditionalWaitScv(queue)).toBe(1);
    }
  });

  it('M/G/1', () => {
    for (const serviceScv of [0, 0.3, 1, 5]) {
      const queue = { arrivalRate: 0.8, servers: 1, meanService: 1, arrivalScv: 1, serviceScv };
      expect(meanWait(queue)).toBeCloseTo(mg1Wait(queue), 12);
      expect(waitProbability(queue)).toBeCloseTo(0.8, 12);
      expect(kingmanWait(queue)).toBeCloseTo(mg1Wait(queue), 12);
      expect(allenCunneenWait(queue)).toBeCloseTo(mg1Wait(queue), 12);
    }
  });

  it('the second moment of the M/G/1 wait is Takács’, 2·E[W]² + λE[S³]/(3(1 − ρ))', () => {
    const [arrivalRate, third] = [0.7, 15];
    const queue = { arrivalRate, servers: 1, meanService: 1, arrivalScv: 1, serviceScv: 2 };
    const mean = meanWait(queue);
    const second = 2 * mean ** 2 + (arrivalRate * third) / (3 * 0.3);
    const conditional = mean / 0.7;
    expect(conditionalWaitScv(queue, third)).toBeCloseTo(second / 0.7 / conditional ** 2 - 1, 12);
  });

  it('E_k/D/c waits as M/D/(k·c) does', () => {
    const pooled = { arrivalRate: 10.8, servers: 12, meanService: 1, arrivalScv: 1, serviceScv: 0 };
    expect(meanWait({ ...pooled, arrivalRate: 2.7, servers: 3, arrivalScv: 0.25 })).toBeCloseTo(meanWait(pooled), 12);
  });

  it('nothing waits when nothing varies', () => {
    const queue = { arrivalRate: 9, servers: 10, meanService: 1, arrivalScv: 0, serviceScv: 0 };
    expect(waitMoments(queue)).toMatchObject({ waitProbability: 0, meanWait: 0 });
    expect(whittWait(queue)).toBe(0);
  });
});

it('more traffic waits longer, from microseconds to minutes', () => {
  for (const meanService of [1e-6, 1, 300]) {
    for (const servers of [1, 2, 7, 64, 1000]) {
      for (const [arrivalScv, serviceScv] of [
        [0.1, 0.2],
        [1, 0.5],
        [0.5, 3],
        [4, 4],
      ] as const) {
        let before = 0;
        for (const utilization of [0.01, 0.1, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.99, 0.999]) {
          const arrivalRate = (utilization * servers) / meanService;
          const wait = meanWait({ arrivalRate, servers, meanService, arrivalScv, serviceScv }) / meanService;
          expect(wait).toBeGreaterThanOrEqual(before);
          expect(wait).toBeLessThan(Infinity);
          before = wait;
        }
      }
    }
  }
});

it('little changes where an SCV passes 1', () => {
  for (const servers of [1, 4, 64]) {
    for (const serviceScv of [0, 0.4, 0.999, 1, 2]) {
      const at = (arrivalScv: number) =>
        meanWait({ arrivalRate: 0.8 * servers, servers, meanService: 1, arrivalScv, serviceScv });
      expect(Math.abs(at(1 - 1e-9) - at(1 + 1e-9)) / (1 + at(1))).toBeLessThan(0.002);
    }
  }
});

it('is endless without a steady state', () => {
  const queue = { arrivalRate: 2, servers: 2, meanService: 1, arrivalScv: 1, serviceScv: 2 };
  expect(waitMoments(queue)).toMatchObject({ waitProbability: 1, meanWait: Infinity, conditionalScv: 1 });
});

it.each([
  { arrivalRate: -1 },
  { arrivalRate: NaN },
  { servers: 0 },
  { servers: 1.5 },
  { meanService: 0 },
  { arrivalScv: -1 },
  { serviceScv: Infinity },
])('refuses %o', (wrong) => {
  const queue = { arrivalRate: 1, servers: 2, meanService: 1, arrivalScv: 1, serviceScv: 1, ...wrong };
  expect(() => meanWait(queue)).toThrow(RangeError);
  expect(() => waitProbability(queue)).toThrow(RangeError);
});
