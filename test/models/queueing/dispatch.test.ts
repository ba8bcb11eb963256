import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

import { dispatchWait, type DispatchedTier } from '../../../src/models/queueing/dispatch.ts';
import { waitMoments } from '../../../src/models/queueing/ggc.ts';

const rows = readFileSync(new URL('dispatch.csv', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'))
  .slice(1)
  .map((line) => {
    const [dispatch, ...numbers] = line.split(',');
    const [nodes, servers, utilization, serviceScv, arrivalScv, waitProbability, meanWait, , half] =
      numbers.map(Number);
    const tier: DispatchedTier = {
      dispatch: dispatch as DispatchedTier['dispatch'],
      nodes: nodes!,
      servers: servers!,
      arrivalRate: utilization! * nodes! * servers!,
      meanService: 1,
      arrivalScv: arrivalScv!,
      serviceScv: serviceScv!,
    };
    return { tier, waitProbability: waitProbability!, meanWait: meanWait!, half: half! };
  });

describe('the mean response', () => {
  it.each([
    ['power-of-two', 1, 0.045],
    ['least-connections', 1, 0.04],
    ['round-robin', 1, 0.08],
    ['power-of-two', 0.25, 0.08],
    ['least-connections', 0.25, 0.08],
    ['round-robin', 0.25, 0.06],
    ['power-of-two', 4, 0.16],
    ['least-connections', 4, 0.12],
    ['round-robin', 4, 0.14],
  ] as const)('of %s with an arrival SCV of %s is within %s of simulation', (dispatch, arrivalScv, bound) => {
    const cases = rows.filter(({ tier }) => tier.dispatch === dispatch && tier.arrivalScv === arrivalScv);
    expect(cases.length).toBeGreaterThan(50);
    for (const { tier, meanWait } of cases) {
      const error = (dispatchWait(tier).meanWait - meanWait) / (1 + meanWait);
      expect({ tier, close: Math.abs(error) < bound }).toEqual({ tier, close: true });
    }
  });

  it('has a median error below 1.5 % for Poisson arrivals', () => {
    const errors = rows
      .filter(({ tier }) => tier.arrivalScv === 1)
      .map(({ tier, meanWait }) => Math.abs(dispatchWait(tier).meanWait - meanWait) / (1 + meanWait))
      .sort((a, b) => a - b);
    expect(errors[errors.length >> 1]).toBeLessThan(0.015);
  });
});

it('the probability of waiting is near the simulated one for Poisson arrivals', () => {
  for (const { tier, waitProbability } of rows.filter(({ tier }) => tier.arrivalScv === 1)) {
    expect({ tier, close: Math.abs(dispatchWait(tier).waitProbability - waitProbability) < 0.17 }).toEqual({
      tier,
      close: true,
    });
  }
});

const SPACE = [0, 0.25, 1, 4].flatMap((arrivalScv) =>
  [0, 0.25, 1, 8].flatMap((serviceScv) =>
    [2, 5, 50, 200].flatMap((nodes) =>
      [1, 4, 64].flatMap((servers) =>
        [0.05, 0.5, 0.9, 0.99].map((utilization) => ({
          arrivalScv,
          serviceScv,
          nodes,
          servers,
          meanService: 0.02,
          arrivalRate: (utilization * nodes * servers) / 0.02,
        })),
      ),
    ),
  ),
);

it('the better a dispatch knows the nodes the less one waits', () => {
  for (const tier of SPACE) {
    const wait = (dispatch: DispatchedTier['dispatch']) => dispatchWait({ ...tier, dispatch }).meanWait;
    const [shared, least, two, turns, random] = [
      wait('shared'),
      wait('least-connections'),
      wait('power-of-two'),
      wait('round-robin'),
      wait('random'),
    ];
    expect({ tier, ordered: shared <= least }).toEqual({ tier, ordered: true });
    expect({ tier, ordered: least <= two }).toEqual({ tier, ordered: true });
    expect({ tier, ordered: two <= random }).toEqual({ tier, ordered: true });
    expect({ tier, ordered: shared <= turns }).toEqual({ tier, ordered: true });
    expect({ tier, ordered: turns <= random }).toEqual({ tier, ordered: true });
  }
});

it('probabilities stay probabilities and waits finite', () => {
  for (const tier of SPACE) {
    for (const dispatch of ['shared', 'random', 'round-robin', 'power-of-two', 'least-connections'] as const) {
      const { waitProbability, meanWait, conditionalScv } = dispatchWait({ ...tier, dispatch });
      expect(waitProbability).toBeGreaterThanOrEqual(0);
      expect(waitProbability).toBeLessThanOrEqual(1);
      expect(meanWait).toBeGreaterThanOrEqual(0);
      expect(meanWait).toBeLessThan(Infinity);
      expect(conditionalScv).toBeGreaterThan(0);
    }
  }
});

it('more traffic waits longer', () => {
  for (const dispatch of ['random', 'round-robin', 'power-of-two', 'least-connections'] as const) {
    for (const [nodes, servers] of [
      [2, 1],
      [10, 4],
      [100, 16],
    ] as const) {
      let before = 0;
      for (let utilization = 0.02; utilization < 1; utilization += 0.02) {
        const { meanWait } = dispatchWait({
          dispatch,
          nodes,
          servers,
          arrivalRate: utilization * nodes * servers,
          meanService: 1,
          arrivalScv: 1,
          serviceScv: 2,
        });
        expect(meanWait).toBeGreaterThanOrEqual(before);
        before = meanWait;
      }
    }
  }
});

it('the limit of many nodes is Mitzenmacher’s sum Σ ρ^(2^i − 2)', () => {
  const utilization = 0.9;
  let response = 0;
  for (let i = 1; i < 12; i++) response += utilization ** (2 ** i - 2);
  const { meanWait } = dispatchWait({
    dispatch: 'power-of-two',
    nodes: 100_000,
    servers: 1,
    arrivalRate: utilization * 100_000,
    meanService: 1,
    arrivalScv: 1,
    serviceScv: 1,
  });
  expect(meanWait / (response - 1)).toBeCloseTo(1, 2);
});

it('fixed service times make round robin as good as a shared queue', () => {
  const tier = { nodes: 5, servers: 2, arrivalRate: 8, meanService: 1, arrivalScv: 1, serviceScv: 0 };
  const turns = dispatchWait({ ...tier, dispatch: 'round-robin' }).meanWait;
  expect(turns).toBeCloseTo(dispatchWait({ ...tier, dispatch: 'shared' }).meanWait, 12);
});

it('one node is one queue, whatever the dispatch', () => {
  const queue = { servers: 3, arrivalRate: 2.5, meanService: 1, arrivalScv: 2, serviceScv: 0.5 };
  for (const dispatch of ['shared', 'random', 'round-robin', 'power-of-two', 'least-connections'] as const) {
    expect(dispatchWait({ ...queue, nodes: 1, dispatch })).toEqual(waitMoments(queue));
  }
});

it('without a steady state the wait is endless', () => {
  const tier = { nodes: 2, servers: 1, arrivalRate: 2, meanService: 1, arrivalScv: 1, serviceScv: 1 };
  expect(dispatchWait({ ...tier, dispatch: 'power-of-two' }).meanWait).toBe(Infinity);
});

it.each([
  { nodes: 0, servers: 1 },
  { nodes: 1.5, servers: 1 },
  { nodes: 2, servers: 0 },
])('refuses %o', (wrong) => {
  const tier = { arrivalRate: 1, meanService: 0.1, arrivalScv: 1, serviceScv: 1, dispatch: 'random' as const };
  expect(() => dispatchWait({ ...tier, ...wrong })).toThrow(RangeError);
});
