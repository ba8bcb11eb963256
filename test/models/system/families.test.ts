import { describe, expect, it } from 'vitest';
import { accuracyIn, FAMILIES, familiesOf, type Family } from '../../../src/models/system/families.ts';
import { MEASURED } from '../../../src/models/system/measured.ts';
import { solve } from '../../../src/models/system/solve.ts';
import type { System } from '../../../src/models/system/system.ts';
import { FAMILY_SYSTEMS, familyError, familySystem } from './families.ts';
import { call, open, routine, serve, station, tandem, tier, users, visit } from './textbook.ts';

const sure = (system: System) => familiesOf(solve(system))([0]);
const called = (service: number, ...steps: Parameters<typeof routine>[1][]): System => ({
  tiers: [tier(64), tier(4)],
  routines: [routine(0, visit(0, serve(0.001)), ...steps), routine(1, visit(1, serve(0.01, service)))],
  sources: [open(200)],
});
const fork = (...branches: Parameters<typeof routine>[1][]): Parameters<typeof routine>[1] => ({
  do: 'fork',
  needed: branches.length,
  branches: branches.map((branch) => [branch]),
});

describe('what is exact', () => {
  it.each<[string, System]>([
    ['M/M/c', station(tier(4), serve(0.01), open(300))],
    ['M/G/1', station(tier(1), serve(0.01, 9), open(30))],
    ['GI/M/c straight from its source', station(tier(3), serve(0.01), open(90, 9))],
    [
      'nodes that take turns, exponential',
      station(tier(1, { nodes: 3, dispatch: 'round-robin' }), serve(0.01), open(90)),
    ],
    [
      'a random split of Poisson arrivals',
      station(tier(1, { nodes: 3, dispatch: 'random' }), serve(0.01, 4), open(90)),
    ],
    [
      'a row of M/M/1',
      tandem(
        [
          [1, 0.01],
          [1, 0.008],
          [1, 0.005],
        ],
        open(50),
      ),
    ],
  ])('%s', (_, system) => {
    const { accuracy, error } = sure(system);
    expect(accuracy).toBe('exact');
    expect(error.mean).toBe(0);
  });
});

describe('what is approximate falls into its family', () => {
  it.each<[Family, System]>([
    ['service', station(tier(4), serve(0.01, 9), open(300))],
    ['arrivals', station(tier(4), serve(0.01, 9), open(300, 9))],
    [
      'arrivals',
      tandem(
        [
          [1, 0.01],
          [1, 0.008],
        ],
        open(50, 4),
      ),
    ],
    ['dispatch', station(tier(1, { nodes: 3, dispatch: 'least-connections' }), serve(0.01), open(90))],
    [
      'markov',
      tandem(
        [
          [1, 0.01],
          [4, 0.008],
          [1, 0.005],
        ],
        open(50),
      ),
    ],
    ['repeats', called(1, call(1), call(1))],
    ['crowd', called(1, fork(call(1), call(1)))],
    ['crowd', called(1, call(1, { async: true }), call(1))],
    ['hedges', called(1, call(1, { hedge: 0.02 }))],
    ['retries', called(1, call(1, { timeout: 0.05, retries: 1 }))],
    ['classes', station(tier(2), serve(0.01), users(20, 0.1))],
    ['closed', station(tier(2), serve(0.01, 4), users(20, 0.1))],
    ['room', station(tier(2, { room: 4 }), serve(0.01), open(150))],
    ['pools', station(tier(4, { threads: 2 }), serve(0.01), open(150))],
    [
      'tandem',
      {
        ...tandem(
          [
            [1, 0.01],
            [1, 0.008],
          ],
          open(50),
        ),
        routines: [routine(0, visit(0, serve(0.01, 4)), call(1)), routine(1, visit(1, serve(0.008)))],
      },
    ],
  ])('%s', (family, system) => {
    const { accuracy, families } = sure(system);
    expect(accuracy).toBe('approximate');
    expect(families).toContain(family);
  });

  it('also where others make it so: their hedges, their bursts', () => {
    const own = called(1, call(1));
    const beside = (step: Parameters<typeof routine>[1], scv: number): System => ({
      ...own,
      routines: [...own.routines, routine(2, step)],
      sources: [...own.sources, { ...open(50, scv), routine: 2 }],
    });
    expect(sure(own).accuracy).toBe('exact');
    expect(sure(beside(call(1, { hedge: 0.02 }), 1)).families).toContain('hedges');
    expect(sure(beside(call(1), 9)).families).toContain('arrivals');
  });

  it('and takes the worst of several', () => {
    const both = accuracyIn(['service', 'hedges']).error;
    for (const key of ['mean', 'p99'] as const)
      expect(both[key]).toBe(Math.max(MEASURED.families.service[key].worst, MEASURED.families.hedges[key].worst));
  });
});

describe('measured errors', () => {
  it('are of every family, some systems of each', () => {
    expect(Object.keys(MEASURED.families)).toEqual(Object.keys(FAMILIES));
    expect(Object.keys(FAMILY_SYSTEMS).toSorted()).toEqual(Object.keys(FAMILIES).toSorted());
    for (const { systems, mean, p99 } of Object.values(MEASURED.families)) {
      expect(systems).toBeGreaterThanOrEqual(16);
      expect(mean.worst).toBeGreaterThanOrEqual(mean.median);
      expect(p99.worst).toBeGreaterThanOrEqual(p99.median);
    }
  });

  it.each(Object.keys(FAMILIES) as Family[])('%s: its systems belong to it, and are off by no more', (family) => {
    // Short simulations: the bench runs long ones.
    for (let seed = 1; seed <= 4; seed++) {
      expect(
        sure(familySystem(family, seed)).accuracy === 'exact' ? [family] : sure(familySystem(family, seed)).families,
      ).toContain(family);
      const { mean, noise } = familyError(family, seed, 150_000);
      expect(Math.abs(mean)).toBeLessThan(MEASURED.families[family].mean.worst + 2 * noise + 0.01);
    }
  });
});
