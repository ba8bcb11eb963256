/** How much of the time each class and component is up, exactly: what they share is counted once. */
import { evaluator, type Bounded, type Evaluator, type Requirement } from '../models/reliability/requirement.ts';
import { eachState, type RegionState } from '../models/reliability/surroundings.ts';
import type { Topology } from '../topology/model.ts';
import { durabilityOf, type Durability } from './durability.ts';
import { failuresOf } from './failures.ts';
import type { FailureUnit, Failures, PromiseSource } from './failing.ts';
import type { ObjectiveVerdict, Performance } from './performance.ts';
import { hoursOf } from './hours.ts';
import { requirementsOf } from './required.ts';
import type { Carried } from './scenario.ts';

/** Hours of a day that are alike to everything that a class needs. */
export interface LoadOfHours {
  readonly weight: number;
  shareOf(unit: number): number;
}

/** Something whose failures bring a class down. */
export interface Contributor {
  /** `zone us-east-1/1`, `app: nodes`. */
  readonly event: string;
  readonly scope: FailureUnit['scope'] | 'zone' | 'region';
  readonly component: string | undefined;
  /** Share of time in which it is down by itself. */
  readonly unavailability: number;
  /** P(class down | it down) − P(class down | it up), after Birnbaum. */
  readonly birnbaum: number;
  /** Share of the class's downtime that would go if it never failed (Fussell and Vesely's importance). */
  readonly share: number;
}

/** A part of the peak that is carried at least, and the share of time in which it is. */
export interface CapacityLevel {
  readonly share: number;
  readonly probability: number;
}

export interface AvailabilityResult {
  /**
   * Share of a class's requests that fail, each hour of its day with its own load; of a component the share of time in
   * which it is not up, weighted by what is asked of it. At most, where `error` is above 0.
   */
  readonly unavailability: number;
  /** How far below that it can be: 0 where it is exact. */
  readonly error: number;
  /** Components on its way of which nobody says how often they fail: it is down at least so long. */
  readonly unknown: readonly string[];
  /** Largest first. */
  contributors(): readonly Contributor[];
  /** From the whole peak downwards. */
  levels(): readonly CapacityLevel[];
  /** Share of the peak that is served on average. */
  served(): number;
}

export interface Availability {
  readonly failures: Failures;
  /** By class, in the order of the topology; computed when first asked for. */
  classes(index: number): AvailabilityResult;
  /** Of the component alone, without what it calls. */
  components(index: number): AvailabilityResult;
  /** Of what a component stores; undefined where that is nothing. */
  durability(index: number): Durability | undefined;
  /** Components that a class cannot do without, and choices among others; units of `failures` and of its calls. */
  requirement(index: number): Requirement;
  /**
   * All units: those of the components, then those of calls, of outages that outlast a buffer and of loads that are too
   * much.
   */
  readonly units: readonly FailureUnit[];
  /**
   * Hours of a class's day that are alike, with the share of its requests that come in them and the share of its peak
   * that each unit has then.
   */
  day(index: number): readonly LoadOfHours[];
  slo(): readonly ObjectiveVerdict[];
}

/** Contributors that are told apart. */
const MOST_CONTRIBUTORS = 12;

/**
 * What must be up, with the components of which nobody knows how often they fail, and shares of the load that may be
 * served.
 */
interface Asked {
  readonly requirement: Requirement;
  readonly unknown: ReadonlySet<number>;
  readonly steps: readonly number[];
}

export function computeAvailability(carried: Carried, performance: Performance, promises: PromiseSource): Availability {
  const { topology, placed, traffic } = carried;
  const failures = failuresOf(carried, performance, promises);
  const units: FailureUnit[] = [...failures.units];
  const everyState = onceListed(failures.regions);
  let unavailabilities = new Float64Array(units.length);
  const classes: (AvailabilityResult | undefined)[] = [];
  const components: (AvailabilityResult | undefined)[] = [];
  const requiredBy = requirementsOf({ topology, placed, traffic, performance, failures, units });
  const hours = hoursOf(topology, traffic);

  const availability: Availability = {
    failures,
    units,
    day(index) {
      const shareOf = sharesFor(entryOf(index));
      return differentHours(usedUnits(requiredBy(index).requirement), hours.weights(index), shareOf).map(
        ({ hour, weight }) => ({ weight, shareOf: (unit) => shareOf(unit, hour) }),
      );
    },
    classes: (index) => {
      const { requirement, unknown } = requiredBy(index);
      const entry = entryOf(index);
      return (classes[index] ??= resultOf(
        { requirement, unknown, steps: stepsFor(index) },
        hours.weights(index),
        entry,
      ));
    },
    components: (index) =>
      (components[index] ??= resultOf(
        {
          requirement: { units: failures.components[index]!.units, choices: [] },
          unknown: failures.components[index]!.isKnown ? NOBODY : new Set([index]),
          steps: [1, ...failures.steps[index]!],
        },
        hours.weightsAt(index),
        index,
      )),
    durability: (index) => durabilityOf(placed[index]!, failures.components[index]!, promises),
    requirement: (index) => requiredBy(index).requirement,
    slo: () => judge(topology, availability),
  };
  return availability;

  function entryOf(index: number): number {
    return topology.indexOf.get(topology.classes[index]!.enters)!;
  }

  /**
   * Share of the peak that a unit has at an hour of the day: its own, that of the entry where it is nobody's; all of it
   * where that makes no difference.
   */
  function sharesFor(entry: number): (unit: number, hour: number) => number {
    return (unit, hour) => {
      const { level, loadOf, component } = units[unit]!;
      return level ? hours.shares(loadOf ?? component ?? entry)[hour]! : 1;
    };
  }

  /** Unavailabilities by unit: one array for all, of which each evaluation fills and reads what it uses. */
  function scratch(): Float64Array {
    if (unavailabilities.length < units.length) unavailabilities = new Float64Array(2 * units.length);
    return unavailabilities;
  }

  /** Parts of the peak at which fleets on the way of a class come up short. */
  function stepsFor(index: number): readonly number[] {
    const names = new Set<number>();
    const walk = ({ units: needed, choices }: Requirement) => {
      for (const unit of needed) {
        const { component } = units[unit]!;
        if (component !== undefined) names.add(component);
      }
      for (const choice of choices) for (const one of choice) walk(one);
    };
    walk(availability.requirement(index));
    return [1, ...[...names].flatMap((name) => failures.steps[name]!)];
  }

  function resultOf({ requirement, unknown, steps }: Asked, weights: Float64Array, entry: number): AvailabilityResult {
    const evaluate = evaluator(requirement);
    const used = usedUnits(requirement);
    const q = scratch();
    const shareOf = sharesFor(entry);
    const hourly: Fill = (states, hour) => {
      for (const unit of used) q[unit] = units[unit]!.down(states, shareOf(unit, hour));
    };
    const even: Fill = (states, share) => {
      for (const unit of used) q[unit] = units[unit]!.down(states, share);
    };
    const day = differentHours(used, weights, shareOf);
    let value = 0;
    let error = 0;
    for (const { hour, weight } of day) {
      const own = average(hourly, hour);
      value += weight * own.value;
      error += weight * own.error;
    }
    let levels: readonly CapacityLevel[] | undefined;
    let contributors: readonly Contributor[] | undefined;
    const result: AvailabilityResult = {
      unavailability: value,
      error,
      unknown: [...unknown].map((index) => placed[index]!.component.name),
      contributors: () => (contributors ??= contributorsOf(evaluate, { used, fill: hourly, q }, day)),
      levels: () => (levels ??= coarse(steps).map((share) => ({ share, probability: 1 - average(even, share).value }))),
      served: () => {
        const all = result.levels();
        return all.reduce(
          (sum, { share, probability }, at) => sum + (share - (all[at + 1]?.share ?? 0)) * probability,
          0,
        );
      },
    };
    return result;

    function average(set: Fill, load: number): Bounded {
      let sum = 0;
      let off = 0;
      const left = everyState((states, probability) => {
        set(states, load);
        const own = evaluate.unavailability(q);
        sum += probability * own.value;
        off += probability * own.error;
      });
      return { value: Math.min(1, sum + left), error: off + left };
    }
  }

  /** Hours in which the units that something needs are down unlike each other, with the requests that come in each. */
  function differentHours(
    used: readonly number[],
    weights: Float64Array,
    shareOf: (unit: number, hour: number) => number,
  ): readonly Part[] {
    const moving = used.filter((unit) => units[unit]!.level);
    if (moving.length === 0) return [{ hour: 0, weight: 1 }];
    const parts = new Map<string, { hour: number; weight: number }>();
    for (const [hour, weight] of weights.entries()) {
      if (weight === 0) continue;
      const key = moving.map((unit) => units[unit]!.level!(shareOf(unit, hour)).toPrecision(9)).join(' ');
      const known = parts.get(key);
      if (known) known.weight += weight;
      else parts.set(key, { hour, weight });
    }
    // What rounding leaves of the sum is no hour.
    return parts.size === 1 ? [{ hour: [...parts.values()][0]!.hour, weight: 1 }] : [...parts.values()];
  }

  function contributorsOf(
    evaluate: Evaluator,
    { used, fill, q }: { readonly used: readonly number[]; readonly fill: Fill; readonly q: Float64Array },
    day: readonly Part[],
  ): readonly Contributor[] {
    const { regions } = failures;
    const importance = new Map<number, number>();
    const weighted = new Map<number, number>();
    const downAlone = new Map<number, number>();
    const allUp = regions.map(({ zones }) => zones.map(() => true));
    // Of the class while a region, or a zone of a region that is up, is down, and while it is up.
    const regionDown = regions.map(() => ({ down: 0, up: 0 }));
    const zoneDown = regions.map(({ zones }) => zones.map(() => ({ down: 0, up: 0 })));
    let total = 0;
    for (const { hour, weight } of day) {
      everyState((states, chance) => {
        const probability = chance * weight;
        fill(states, hour);
        const { value } = evaluate.importance(q, (unit, own) => {
          importance.set(unit, (importance.get(unit) ?? 0) + probability * own);
          weighted.set(unit, (weighted.get(unit) ?? 0) + probability * own * q[unit]!);
        });
        total += probability * value;
        for (const [index, state] of states.entries()) {
          regionDown[index]![state ? 'up' : 'down'] += probability * value;
          if (state)
            for (const [zone, isUp] of state.entries())
              zoneDown[index]![zone]![isUp ? 'up' : 'down'] += probability * value;
        }
      });
      fill(allUp, hour);
      for (const unit of used) downAlone.set(unit, (downAlone.get(unit) ?? 0) + weight * q[unit]!);
    }
    if (!(total > 0)) return [];
    const found: Contributor[] = [];
    for (const unit of used) {
      const { name, scope, component, isCondition } = units[unit]!;
      const lost = weighted.get(unit) ?? 0;
      if (lost === 0 || isCondition) continue;
      found.push({
        event: name,
        scope,
        component: component === undefined ? undefined : placed[component]!.component.name,
        unavailability: downAlone.get(unit)!,
        birnbaum: importance.get(unit)!,
        share: lost / total,
      });
    }
    for (const [index, { name, region, zones }] of regions.entries()) {
      const regional = differenceOf(regionDown[index]!, region);
      if (regional > 0 && region > 0)
        found.push({
          event: `region ${name}`,
          scope: 'region',
          component: undefined,
          unavailability: region,
          birnbaum: regional,
          share: (region * regional) / total,
        });
      for (const [zone, zoneQ] of zones.entries()) {
        const zonal = differenceOf(zoneDown[index]![zone]!, zoneQ) / (1 - region);
        if (zonal > 0 && zoneQ > 0)
          found.push({
            event: `zone ${name}/${zone + 1}`,
            scope: 'zone',
            component: undefined,
            unavailability: zoneQ,
            birnbaum: zonal,
            share: (zoneQ * zonal * (1 - region)) / total,
          });
      }
    }
    // What is never down by itself is no cause, whatever takes it down.
    return found
      .filter(({ share, unavailability }) => share > 0 && unavailability > 0)
      .toSorted((a, b) => b.share - a.share)
      .slice(0, MOST_CONTRIBUTORS);
  }
}

/** Fills the unavailabilities in some states of the regions, at an hour of the day or at a share of the peak. */
type Fill = (states: readonly RegionState[], load: number) => void;

/** An hour of the day that stands for all that are like it, and the share of the requests that come in these. */
interface Part {
  readonly hour: number;
  readonly weight: number;
}

type Visit = Parameters<typeof eachState>[1];

/** What `eachState` does, with the same states each time: groups of nodes remember what they are in each. */
function onceListed(regions: Failures['regions']): (visit: Visit) => number {
  const listed: { readonly states: readonly RegionState[]; readonly probability: number }[] = [];
  let left: number | undefined;
  return (visit) => {
    left ??= eachState(regions, (states, probability) => void listed.push({ states: [...states], probability }));
    for (const { states, probability } of listed) visit(states, probability);
    return left;
  };
}

const NOBODY: ReadonlySet<number> = new Set();

/** P(class down | event) − P(class down | no event), from both joint probabilities. */
const differenceOf = ({ down, up }: { readonly down: number; readonly up: number }, q: number): number =>
  (q > 0 ? down / q : 0) - (q < 1 ? up / (1 - q) : 0);

/** Levels that are looked at. */
const MOST_LEVELS = 24;

/** From 1 downwards, thinned out where they are many: what is served is then a little more than shown. */
function coarse(steps: readonly number[]): readonly number[] {
  const all = [...new Set(steps.map((step) => Number(step.toPrecision(9))))].toSorted((a, b) => b - a);
  if (all.length <= MOST_LEVELS) return all;
  const stride = all.length / MOST_LEVELS;
  return Array.from({ length: MOST_LEVELS }, (_, index) => all[Math.floor(index * stride)]!);
}

function usedUnits(requirement: Requirement): number[] {
  const found = new Set<number>();
  const walk = ({ units, choices }: Requirement) => {
    for (const unit of units) found.add(unit);
    for (const choice of choices) for (const one of choice) walk(one);
  };
  walk(requirement);
  return [...found];
}

function judge(topology: Topology, { classes }: Availability): ObjectiveVerdict[] {
  return topology.classes.flatMap(({ name, slo }, index) => {
    const target = slo?.availability;
    if (target === undefined) return [];
    const actual = 1 - classes(index).unavailability;
    return [{ requestClass: name, objective: 'availability', target, actual, met: actual >= target }];
  });
}
