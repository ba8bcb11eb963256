import { describe, expect, it } from 'vitest';
import { eachState, type RegionState } from '../../../src/models/reliability/surroundings.ts';
import { fleetDown, nodesInZones, rowsDown, shardsDown } from '../../../src/models/reliability/places.ts';
import { evaluator, type Requirement } from '../../../src/models/reliability/requirement.ts';
import { randomNumbers } from '../system/generated.ts';

const units = (...all: number[]): Requirement => ({ units: all, choices: [] });
const isMet = ({ units: all, choices }: Requirement, isUp: readonly boolean[]): boolean =>
  all.every((unit) => isUp[unit]) && choices.every((choice) => choice.some((one) => isMet(one, isUp)));

/** A fleet of a generated system: nodes over zones of a region, of which so many are needed. */
interface Fleet {
  readonly region: number;
  readonly zones: number;
  readonly nodes: number;
  readonly needed: number;
  readonly q: number;
}

interface Generated {
  readonly regions: readonly { readonly region: number; readonly zones: readonly number[] }[];
  readonly fleets: readonly Fleet[];
  readonly requirement: Requirement;
}

/** At most so many events: regions, zones, nodes. */
function generate(random: () => number, events: number): Generated {
  const pick = (count: number) => Math.floor(random() * count);
  const share = () => (random() < 0.5 ? random() * 0.5 : 10 ** -(1 + 4 * random()));
  const regions = Array.from({ length: 1 + pick(2) }, () => ({
    region: random() < 0.3 ? 0 : share(),
    zones: Array.from({ length: 1 + pick(3) }, share),
  }));
  let left = events - regions.reduce((sum, { zones }) => sum + 1 + zones.length, 0);
  const fleets: Fleet[] = [];
  while (left > 0 && fleets.length < 6) {
    const nodes = Math.min(left, 1 + pick(4));
    const region = pick(regions.length);
    const zones = Math.min(nodes, 1 + pick(regions[region]!.zones.length));
    fleets.push({ region, zones, nodes, needed: 1 + pick(nodes), q: share() });
    left -= nodes;
  }
  const some = (least: number) => Array.from({ length: least + pick(2) }, () => pick(fleets.length));
  const requirement = (depth: number): Requirement => ({
    units: some(depth === 0 ? 1 : 0),
    choices:
      depth < 3
        ? Array.from({ length: pick(3) }, () => Array.from({ length: 1 + pick(3) }, () => requirement(depth + 1)))
        : [],
  });
  return { regions, fleets, requirement: requirement(0) };
}

/** By going through all states of all events. */
function enumerated({ regions, fleets, requirement }: Generated): number {
  const events: number[] = [];
  const regionAt = regions.map(({ region, zones }) => events.push(region, ...zones) - zones.length - 1);
  const nodesAt = fleets.map(({ nodes, q }) => events.push(...Array.from({ length: nodes }, () => q)) - nodes);
  let down = 0;
  // A million terms are summed with what rounding takes from each (Kahan).
  let rest = 0;
  for (let state = 0; state < 2 ** events.length; state++) {
    const isUp = (event: number) => ((state >> event) & 1) === 0;
    const met = isMet(
      requirement,
      fleets.map(({ region, zones, nodes, needed }, index) => {
        if (!isUp(regionAt[region]!)) return false;
        let up = 0;
        for (let node = 0; node < nodes; node++)
          if (isUp(nodesAt[index]! + node) && isUp(regionAt[region]! + 1 + (node % zones))) up++;
        return up >= needed;
      }),
    );
    if (met) continue;
    const term = events.reduce((product, q, event) => product * (isUp(event) ? 1 - q : q), 1) - rest;
    const sum = down + term;
    rest = sum - down - term;
    down = sum;
  }
  return down;
}

function computed({ regions, fleets, requirement }: Generated): number {
  const { unavailability } = evaluator(requirement);
  let down = 0;
  const left = eachState(regions, (states, probability) => {
    const q = fleets.map((fleet) => downOf(fleet, states[fleet.region]));
    down += probability * unavailability(q).value;
  });
  expect(left).toBe(0);
  return down;
}

function downOf({ zones, nodes, needed, q }: Fleet, state: RegionState): number {
  if (!state) return 1;
  const up = nodesInZones({ nodes, zones }).reduce((sum, count, zone) => sum + (state[zone] ? count : 0), 0);
  return fleetDown(needed, up, q);
}

describe('availability of generated systems', () => {
  it('is that of enumeration within 1e-12, over 500 systems with shared zones and repeated units', () => {
    const random = randomNumbers(20261122);
    let worst = 0;
    for (let i = 0; i < 500; i++) {
      // Enumeration takes a second for each system of 20 events.
      const system = generate(random, i % 50 === 0 ? 20 : 12);
      worst = Math.max(worst, Math.abs(computed(system) - enumerated(system)));
    }
    expect(worst).toBeLessThan(1e-12);
  }, 120_000);
});

describe('requirements', () => {
  const of = (requirement: Requirement, q: readonly number[]) => evaluator(requirement).unavailability(q).value;
  const q = [0.1, 0.2, 0.3, 0.4];

  it('series, choice, and a unit of both counted once', () => {
    expect(of(units(0, 1), q)).toBeCloseTo(1 - 0.9 * 0.8, 15);
    expect(of({ units: [], choices: [[units(0), units(1)]] }, q)).toBeCloseTo(0.02, 15);
    // Each of two ways needs unit 2: 1 − 0.7·(1 − 0.1·0.2).
    expect(of({ units: [], choices: [[units(0, 2), units(1, 2)]] }, q)).toBeCloseTo(1 - 0.7 * 0.98, 15);
    expect(of({ units: [0], choices: [[units(0), units(1)]] }, q)).toBeCloseTo(0.1, 15);
    expect(of({ units: [], choices: [] }, q)).toBe(0);
  });

  it('keeps the digits of rare failures', () => {
    const rare = [1e-9, 1e-9, 1e-12];
    expect(of({ units: [2], choices: [[units(0), units(1)]] }, rare) / (1e-12 + 1e-18)).toBeCloseTo(1, 12);
  });

  it('gives Birnbaum’s importance as the difference that a unit makes', () => {
    const requirement: Requirement = {
      units: [3],
      choices: [
        [units(0, 2), units(1, 2)],
        [units(0), units(1)],
      ],
    };
    const made = evaluator(requirement);
    const found = new Map<number, number>();
    const { value } = made.importance(q, (unit, importance) => found.set(unit, importance));
    expect(value).toBeCloseTo(made.unavailability(q).value, 15);
    for (const unit of q.keys()) {
      const at = (own: number) => made.unavailability(q.with(unit, own)).value;
      expect(found.get(unit)).toBeCloseTo(at(1) - at(0), 14);
    }
  });

  it('gives the importance where something is down for certain', () => {
    const made = evaluator(units(0, 1));
    const found = new Map<number, number>();
    made.importance([1, 0.2], (unit, importance) => found.set(unit, importance));
    expect(found.get(0)).toBeCloseTo(0.8, 15);
    expect(found.get(1)).toBe(0);
  });

  it('says how far off a bound is where the exact function is too large', () => {
    // A grid of choices that all hang together: (0 or 1), (1 or 2), … is small; each with 40 random ways of 20 units is
    // not.
    const random = randomNumbers(7);
    const many = Array.from({ length: 60 }, () =>
      Array.from({ length: 30 }, () => units(...Array.from({ length: 12 }, () => Math.floor(random() * 400)))),
    );
    const low = Array.from({ length: 400 }, () => 0.001);
    const { value, error } = evaluator({ units: [], choices: many }).unavailability(low);
    expect(error).toBeGreaterThan(0);
    expect(value - error).toBeGreaterThanOrEqual(0);
    // Simulated: what is true lies within the bound.
    let down = 0;
    for (let i = 0; i < 20_000; i++) {
      const isUp = low.map((own) => random() >= own);
      if (!isMet({ units: [], choices: many }, isUp)) down++;
    }
    expect(down / 20_000).toBeLessThanOrEqual(value + 0.005);
  });
});

describe('nodes in zones', () => {
  it('a fleet is the binomial tail, to 100,000 nodes', () => {
    expect(fleetDown(2, 3, 0.1)).toBeCloseTo(0.028, 15);
    // 4 of 6 at 0.001: reference problem of k-of-n.
    expect(fleetDown(4, 6, 0.001) / 1.9955044958e-8).toBeCloseTo(1, 6);
    expect(fleetDown(0, 5, 0.5)).toBe(0);
    expect(fleetDown(6, 5, 0)).toBe(1);
    // The median of a binomial with mean 500 that is a whole number is its mean.
    const half = fleetDown(99_500, 100_000, 0.005);
    expect(half).toBeGreaterThan(0.47);
    expect(half).toBeLessThan(0.5);
    // Everything down: 0.5^1000.
    expect(fleetDown(1, 1000, 0.5) / 2 ** -1000).toBeCloseTo(1, 9);
    expect(fleetDown(999, 1000, 0.5)).toBeCloseTo(1, 12);
  });

  it('shards need one copy each', () => {
    // Two shards of two copies in two zones: 1 − (1 − q²)².
    expect(shardsDown({ shards: 2, copies: 2 }, [true, true], 0.1)).toBeCloseTo(1 - 0.99 ** 2, 15);
    // With a zone lost each has one copy.
    expect(shardsDown({ shards: 2, copies: 2 }, [true, false], 0.1)).toBeCloseTo(1 - 0.9 ** 2, 15);
    expect(shardsDown({ shards: 1, copies: 1 }, [false], 0)).toBe(1);
  });

  it('rows of a store in racks: nodes of one zone hold one copy of a row', () => {
    // Six nodes in three zones, three copies, one may be lost: two zones each with a node down.
    const impaired = 1 - 0.9 ** 2;
    expect(rowsDown({ copies: 3, tolerated: 1 }, [2, 2, 2], [true, true, true], 0.1)).toBeCloseTo(
      3 * impaired ** 2 * (1 - impaired) + impaired ** 3,
      14,
    );
    // One zone lost: no other node may be down.
    expect(rowsDown({ copies: 3, tolerated: 1 }, [2, 2, 2], [true, true, false], 0.1)).toBeCloseTo(
      1 - (1 - impaired) ** 2,
      14,
    );
    // One zone for all copies: nodes count one by one.
    expect(rowsDown({ copies: 3, tolerated: 1 }, [3], [true], 0.1)).toBeCloseTo(0.028, 14);
  });
});
