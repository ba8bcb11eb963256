import { describe, expect, it } from 'vitest';

import { betaFactor } from '../../oracles/common-cause.ts';
import { alternating, nines } from '../../../src/models/reliability/downtime.ts';
import { lossProbability, meanTimeToDataLoss } from '../../../src/models/reliability/durability.ts';
import { birnbaum, parseStructure } from '../../oracles/importance.ts';
import { performability } from '../../oracles/performability.ts';
import { raftElection } from '../../../src/models/reliability/raft.ts';
import { composite } from '../../oracles/sla.ts';
import { majority } from '../../../src/models/reliability/zones.ts';
import { kOfN, numberDown, parallel, series } from '../../oracles/blocks.ts';
import { failoverOutage, failuresIn } from '../../oracles/downtime.ts';
import { coveragePair, failoverPair, repairable, steadyState } from '../../oracles/markov.ts';
import { zonedKOfN } from '../../oracles/zones.ts';

describe('blocks', () => {
  const different = [1e-9, 0.02, 0.5, 1e-4];

  it('all needed is series, one needed is parallel, none needed never fails', () => {
    expect(kOfN(4, different) / series(different)).toBeCloseTo(1, 13);
    expect(kOfN(1, different) / parallel(different)).toBeCloseTo(1, 13);
    expect(kOfN(0, different)).toBe(0);
    expect(kOfN(5, different)).toBe(1);
    expect(numberDown(different).reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 14);
  });

  it('unavailabilities keep their digits where availabilities have none left', () => {
    expect(series([1e-20, 2e-20]) / 3e-20).toBeCloseTo(1, 12);
    // five of six down at 1e-5: C(6, 5)·1e-25
    expect(
      kOfN(
        2,
        Array.from({ length: 6 }, () => 1e-5),
      ) / 6e-25,
    ).toBeCloseTo(1, 4);
  });

  it('zones that never fail don’t matter, members that never fail leave zones', () => {
    const never = (members: number[]) => ({ unavailability: 0, members });
    expect(zonedKOfN(2, [never([0.1]), never([0.2, 0.3])])).toBeCloseTo(kOfN(2, [0.1, 0.2, 0.3]), 14);
    const sound = Array.from({ length: 3 }, () => ({ unavailability: 0.01, members: [0, 0] }));
    expect(zonedKOfN(3, sound)).toBeCloseTo(kOfN(2, [0.01, 0.01, 0.01]), 14);
    expect([1, 2, 3, 4, 5].map(majority)).toEqual([1, 2, 2, 3, 3]);
  });

  it('a common cause at beta 0 is none, at beta 1 all', () => {
    const units = { needed: 1, count: 3, unavailability: 0.01 };
    expect(betaFactor({ ...units, beta: 0 })).toBeCloseTo(1e-6, 18);
    expect(betaFactor({ ...units, beta: 1 })).toBeCloseTo(0.01, 14);
  });

  it('a dependency of no request costs nothing', () => {
    expect(composite([{ unavailability: 0.5, share: 0 }, { unavailability: 0.01 }])).toBeCloseTo(0.01, 14);
  });

  it.each([-0.1, 1.1, NaN])('refuse an unavailability of %s', (u) => {
    expect(() => series([u])).toThrow(RangeError);
    expect(() => kOfN(1, [u])).toThrow(RangeError);
  });
});

describe('chains', () => {
  it('with a crew for each unit are independent units', () => {
    const system = { needed: 2, units: 4, mttf: 1000, mttr: 10, crews: 4 };
    const unit = alternating(1000, 10);
    expect(repairable(system).unavailability / kOfN(2, [unit, unit, unit, unit])).toBeCloseTo(1, 12);
    expect(repairable({ ...system, crews: 1 }).unavailability).toBeGreaterThan(repairable(system).unavailability);
  });

  it('elimination agrees with the balance of two states, however rare one is', () => {
    const [up, down] = steadyState([
      [0, 1e-15],
      [10, 0],
    ]);
    expect(down! / 1e-16).toBeCloseTo(1, 12);
    expect(up).toBeCloseTo(1, 14);
    expect(() =>
      steadyState([
        [0, 1],
        [0, 0],
      ]),
    ).toThrow(RangeError);
  });

  it('full coverage is a repairable pair, a perfect failover costs its time only', () => {
    const pair = coveragePair({ mttf: 500, mttr: 4, coverage: 1, restart: 1 });
    const { unavailability } = repairable({ needed: 1, units: 2, mttf: 500, mttr: 4, crews: 1 });
    expect(pair.unavailability / unavailability).toBeCloseTo(1, 12);
    const failover = failoverPair({ mttf: 500, mttr: 4, failover: 1e-9, success: 1 });
    expect(failover.unavailability / unavailability).toBeCloseTo(1, 6);
  });

  it('data without redundancy lasts as long as the first unit', () => {
    const store = { units: 5, tolerated: 0, unitMttf: 1000, rebuild: 10, parallelRebuilds: 1 };
    expect(meanTimeToDataLoss(store)).toBe(200);
    expect(meanTimeToDataLoss({ ...store, tolerated: 1 })).toBeGreaterThan(200);
    expect(lossProbability(1, 1e20)).toBeCloseTo(1e-20, 30);
  });
});

it('an election among two waits for one time-out', () => {
  const two = raftElection({ members: 2, timeoutFrom: 100, timeoutTo: 200, roundTrip: 10 });
  expect(two).toEqual({ detection: 150, leaderless: 160, splitVote: expect.closeTo(0.1, 14) });
  expect(raftElection({ members: 3, timeoutFrom: 100, timeoutTo: 105, roundTrip: 10 }).splitVote).toBe(1);
});

it('outages and nines', () => {
  expect(failoverOutage({ detection: 5, failover: 20, success: 0.9, manualRepair: 100 })).toBeCloseTo(35, 12);
  expect(failuresIn(8760, 999, 1)).toBeCloseTo(8.76, 12);
  expect(nines(1e-5)).toBeCloseTo(5, 14);
});

it('servers without need of each other serve what they can', () => {
  const served = performability({ unavailabilities: [0.1, 0.2], capacity: 10, demand: 20 });
  expect(served.expectedServed).toBeCloseTo(17, 12);
  expect(served.expectedCapacity).toBeCloseTo(17, 12);
  expect(served.shortfallProbability).toBeCloseTo(1 - 0.72, 12);
});

describe('importance', () => {
  it('of a series is what the others let through', () => {
    const { isUp } = parseStructure('a and b');
    const { importance, unavailability, criticality } = birnbaum(isUp, new Map(Object.entries({ a: 0.1, b: 0.3 })));
    expect(unavailability).toBeCloseTo(0.37, 14);
    expect(importance.get('a')).toBeCloseTo(0.7, 14);
    expect(criticality.get('a')).toBeCloseTo(0.07 / 0.37, 14);
  });

  it('structures are read with their precedence', () => {
    const { isUp, components } = parseStructure('a or b and (c + d + e >= 2)');
    expect(components).toEqual(['a', 'b', 'c', 'd', 'e']);
    expect(isUp(new Set(['a']))).toBe(true);
    expect(isUp(new Set(['b', 'c']))).toBe(false);
    expect(isUp(new Set(['b', 'c', 'e']))).toBe(true);
  });

  it.each(['', 'a and', 'a b', '(a', 'a >= b', 'a && b', 'or'])('refuses "%s"', (text) => {
    expect(() => parseStructure(text)).toThrow(RangeError);
  });
});
