/** How much of the time each class and component is up, exactly: what they share is counted once. */
import { evaluator, type Bounded, type Evaluator, type Requirement } from '../models/reliability/requirement.ts';
import { eachState, type RegionState } from '../models/reliability/surroundings.ts';
import type { Call, Topology } from '../topology/model.ts';
import { durabilityOf, type Durability } from './durability.ts';
import { failuresOf, type FailureUnit, type Failures, type PromiseSource } from './failures.ts';
import type { ObjectiveVerdict, Performance } from './performance.ts';
import type { Placed } from './placed.ts';
import { callsOf } from './plans.ts';
import { solveTopologyTraffic, type Traffic } from './traffic.ts';

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
  /** Share of time in which it is not up; at most, where `error` is above 0. */
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
  /** All units: those of the components, then those of calls and of outages that outlast a buffer. */
  readonly units: readonly FailureUnit[];
  /** Whether requests go on without a cache that is lost: what it calls can carry all of them. */
  isBypassed(component: number): boolean;
  slo(): readonly ObjectiveVerdict[];
}

/** At and above this a resource has no steady state. */
const FULL = 1 - 1e-9;

/** Outages that outlast a buffer less often than this do not count. */
const NEVER = 1e-18;

/** Share of outages of a mean length that last longer than so many seconds, which are exponential as repairs are. */
function outlasts(mean: number, seconds: number): number {
  const share = mean > 0 ? Math.exp(-seconds / mean) : 0;
  return share < NEVER ? 0 : share;
}

/** Requirements of alternatives that are described; beyond them an alternative is taken not to be there. */
const MOST_BRANCHES = 20_000;

/** Contributors that are told apart. */
const MOST_CONTRIBUTORS = 12;

export function computeAvailability(
  topology: Topology,
  placed: readonly Placed[],
  traffic: Traffic,
  performance: Performance,
  promises: PromiseSource,
): Availability {
  const failures = failuresOf(topology, placed, traffic.loads, performance, promises);
  const units: FailureUnit[] = [...failures.units];
  const outlasting = new Map<string, number>();
  // Nothing is out for longer than in one of these: everything up, all zones down, all regions lost.
  const extremes: readonly (readonly RegionState[])[] = [
    failures.regions.map(() => []),
    failures.regions.map(({ zones }) => zones.map(() => false)),
    failures.regions.map(() => undefined),
  ];
  const everyState = onceListed(failures.regions);
  const bypassed = new Map<number, boolean>();
  let unavailabilities = new Float64Array(units.length);
  const classes: (AvailabilityResult | undefined)[] = [];
  const requirements: (Requirement | undefined)[] = [];
  const unknowns: ReadonlySet<number>[] = [];
  const components: (AvailabilityResult | undefined)[] = [];

  const availability: Availability = {
    failures,
    units,
    classes: (index) => {
      // What is not known is found on the way to what is required.
      const requirement = availability.requirement(index);
      return (classes[index] ??= resultOf(requirement, stepsFor(index), unknowns[index]!));
    },
    components: (index) =>
      (components[index] ??= resultOf(
        { units: failures.components[index]!.units, choices: [] },
        [1, ...failures.steps[index]!],
        failures.components[index]!.isKnown ? NOBODY : new Set([index]),
      )),
    durability: (index) => durabilityOf(placed[index]!, failures.components[index]!, promises),
    requirement: (index) => (requirements[index] ??= required(topology.classes[index]!, (unknowns[index] = new Set()))),
    isBypassed: (component) => {
      let known = bypassed.get(component);
      if (known === undefined) bypassed.set(component, (known = carriesWithout(component)));
      return known;
    },
    slo: () => judge(topology, availability),
  };
  return availability;

  /** Unavailabilities by unit: one array for all, of which each evaluation fills and reads what it uses. */
  function scratch(): Float64Array {
    if (unavailabilities.length < units.length) unavailabilities = new Float64Array(2 * units.length);
    return unavailabilities;
  }

  /** Everything that a request of a class needs. */
  function required({ name, enters }: Topology['classes'][number], unknown: Set<number>): Requirement {
    let branches = 0;
    return need([topology.indexOf.get(enters)!], () => false);

    /**
     * What must be up so that components are, given that others already are. A call back into one of those asks for nothing more.
     */
    function need(roots: readonly number[], isGiven: (component: number) => boolean): Requirement {
      const own = new Set<number>();
      const found = new Set<number>();
      const choices: (readonly Requirement[])[] = [];
      const alternatives: (() => void)[] = [];
      const stack = [...roots];
      for (let index = stack.pop(); index !== undefined; index = stack.pop()) {
        if (own.has(index) || isGiven(index)) continue;
        own.add(index);
        const { component } = placed[index]!;
        const { plan, units: mine, isKnown: isFigured } = failures.components[index]!;
        if (!isFigured) unknown.add(index);
        if (!(plan.isBypassed && availability.isBypassed(index))) for (const unit of mine) found.add(unit);
        for (const call of callsOf(component, name)) {
          if (call.optional || call.times === 0) continue;
          const to = topology.indexOf.get(call.to)!;
          const isKept = failures.components[to]!.plan.buffers !== undefined;
          // Nobody waits for the answer; only what keeps the work must be there to take it.
          if (call.async && !isKept) continue;
          if (plan.buffers !== undefined) {
            const { buffers } = plan;
            alternatives.push(() => choices.push(...outlasted(need([to], isKnown), buffers)));
            continue;
          }
          const failing = callUnit(component.name, call);
          if (call.fallback === undefined) {
            if (failing !== undefined) found.add(failing);
            stack.push(to);
            continue;
          }
          const other = topology.indexOf.get(call.fallback)!;
          alternatives.push(() => {
            if (++branches > MOST_BRANCHES) {
              const { units: first, choices: further } = need([to], isKnown);
              for (const unit of first) found.add(unit);
              choices.push(...further);
              return;
            }
            const first = need([to], isKnown);
            choices.push([
              failing === undefined ? first : { ...first, units: [...first.units, failing] },
              need([other], isKnown),
            ]);
          });
        }
      }
      const isKnown = (index: number) => own.has(index) || isGiven(index);
      // Alternatives are looked at when everything is known that is needed anyway.
      for (const look of alternatives) look();
      return { units: [...found], choices };
    }
  }

  /** Requirements that only outages of more than so many seconds break: each unit is up, or down for less. */
  function outlasted({ units: needed, choices }: Requirement, seconds: number): (readonly Requirement[])[] {
    const found: (readonly Requirement[])[] = [];
    for (const unit of needed) {
      // A request that fails by chance is fetched again, and no outage of most units is as long as that.
      if (outlasts(Math.max(...extremes.map((states) => units[unit]!.outage(states))), seconds) === 0) continue;
      found.push([
        { units: [unit], choices: [] },
        { units: [briefUnit(unit, seconds)], choices: [] },
      ]);
    }
    for (const choice of choices)
      found.push(
        choice.map((one) => ({ units: [], choices: outlasted(one, seconds) })).filter((one) => one.choices.length > 0),
      );
    return found.filter((choice) => choice.length > 0);
  }

  /** Down while an outage of a unit has lasted longer than that, given that it is down: with probability e^(−seconds / mean). */
  function briefUnit(unit: number, seconds: number): number {
    const { name, scope, component, outage } = units[unit]!;
    const key = `${unit} ${seconds}`;
    let index = outlasting.get(key);
    if (index === undefined) {
      const cause = { as: 'outlasting', of: unit, seconds } as const;
      const down = (states: readonly RegionState[]) => outlasts(outage(states), seconds);
      index = units.push({ name: `${name}, longer than it is buffered`, scope, component, cause, outage, down }) - 1;
      outlasting.set(key, index);
    }
    return index;
  }

  /** Calls that fail by themselves, after all their attempts. */
  function callUnit(from: string, { to, errors, retries, times }: Call): number | undefined {
    if (errors === 0) return undefined;
    const key = `${from} ${to} ${errors} ${retries} ${times}`;
    let index = outlasting.get(key);
    if (index === undefined) {
      const q = 0 - Math.expm1(times * Math.log1p(-(errors ** (retries + 1))));
      const unit: FailureUnit = {
        name: `${from} → ${to}: errors`,
        scope: 'call',
        component: undefined,
        cause: { as: 'chance', probability: q },
        outage: () => 0,
        down: () => q,
      };
      index = units.push(unit) - 1;
      outlasting.set(key, index);
    }
    return index;
  }

  /** Whether what a cache calls can carry all requests at the peak, and what they call in turn. */
  function carriesWithout(index: number): boolean {
    const without = placed.with(index, {
      ...placed[index]!,
      kind: { ...placed[index]!.kind, carry: () => 1, carryAt: undefined } as never,
    });
    const solved = solveTopologyTraffic(topology, without);
    if (!solved.ok) return false;
    return placed.every((_, other) => {
      const before = traffic.loads[other]!.peakRate;
      const after = solved.traffic.loads[other]!.peakRate;
      if (other === index || before === 0 || after <= before) return true;
      return performance.components[other]!.resources.every(({ offered }) => (offered * after) / before < FULL);
    });
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

  function resultOf(
    requirement: Requirement,
    steps: readonly number[],
    unknown: ReadonlySet<number>,
  ): AvailabilityResult {
    const evaluate = evaluator(requirement);
    const used = usedUnits(requirement);
    const q = scratch();
    const fill = (states: readonly RegionState[], share: number) => {
      for (const unit of used) q[unit] = units[unit]!.down(states, share);
    };
    const { value, error } = average(evaluate, fill, 1);
    let levels: readonly CapacityLevel[] | undefined;
    let contributors: readonly Contributor[] | undefined;
    const result: AvailabilityResult = {
      unavailability: value,
      error,
      unknown: [...unknown].map((index) => placed[index]!.component.name),
      contributors: () => (contributors ??= contributorsOf(evaluate, used, fill, q)),
      levels: () =>
        (levels ??= coarse(steps).map((share) => ({
          share,
          probability: 1 - (share === 1 ? value : average(evaluate, fill, share).value),
        }))),
      served: () => {
        const all = result.levels();
        return all.reduce(
          (sum, { share, probability }, at) => sum + (share - (all[at + 1]?.share ?? 0)) * probability,
          0,
        );
      },
    };
    return result;

    function average(made: Evaluator, set: typeof fill, share: number): Bounded {
      let sum = 0;
      let off = 0;
      const left = everyState((states, probability) => {
        set(states, share);
        const own = made.unavailability(q);
        sum += probability * own.value;
        off += probability * own.error;
      });
      return { value: Math.min(1, sum + left), error: off + left };
    }
  }

  function contributorsOf(
    evaluate: Evaluator,
    used: readonly number[],
    fill: (states: readonly RegionState[], share: number) => void,
    q: Float64Array,
  ): readonly Contributor[] {
    const { regions } = failures;
    const importance = new Map<number, number>();
    const weighted = new Map<number, number>();
    // Of the class while a region, or a zone of a region that is up, is down, and while it is up.
    const regionDown = regions.map(() => ({ down: 0, up: 0 }));
    const zoneDown = regions.map(({ zones }) => zones.map(() => ({ down: 0, up: 0 })));
    let total = 0;
    everyState((states, probability) => {
      fill(states, 1);
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
    if (!(total > 0)) return [];
    const found: Contributor[] = [];
    for (const unit of used) {
      const { name, scope, component } = units[unit]!;
      const lost = weighted.get(unit) ?? 0;
      if (lost === 0) continue;
      found.push({
        event: name,
        scope,
        component: component === undefined ? undefined : placed[component]!.component.name,
        unavailability: units[unit]!.down(
          regions.map(({ zones }) => zones.map(() => true)),
          1,
        ),
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
