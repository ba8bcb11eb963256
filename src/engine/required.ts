/**
 * What a request of a class needs, as units that are up or down: components, calls that succeed, and room for the load.
 */
import type { Requirement } from '../models/reliability/requirement.ts';
import type { RegionState } from '../models/reliability/surroundings.ts';
import type { Solution } from '../models/system/solve.ts';
import { routineRates } from '../models/system/load.ts';
import type { Call, Topology } from '../topology/model.ts';
import type { FailureUnit, Failures } from './failing.ts';
import type { Performance } from './performance.ts';
import type { Placed } from './placed.ts';
import { callsOf } from './plans.ts';
import { fallbackCall, passingAll } from './replaced.ts';
import type { Traffic } from './traffic.ts';
import { FULL } from '../models/system/full.ts';

export interface RequiredFrom {
  readonly topology: Topology;
  readonly placed: readonly Placed[];
  readonly traffic: Traffic;
  readonly performance: Performance;
  readonly failures: Failures;
  /**
   * Units that there are; those of calls, of outages that outlast a buffer and of loads that are too much are added.
   */
  readonly units: FailureUnit[];
}

export interface RequiredOfClass {
  readonly requirement: Requirement;
  /** Components of which nobody says how often they fail. */
  readonly unknown: ReadonlySet<number>;
}

/** Outages that outlast a buffer less often than this do not count. */
const NEVER = 1e-18;
/** Calls that fail less often than this never do. */
const RARE = 1e-12;
/**
 * Components looked at in alternatives, and alternatives within each other: beyond them each component counts by
 * itself, as often as it is called.
 */
const MOST_LOOKS = 4000;
const DEEPEST = 60;
/** Shares of the peak at which calls are looked at; between them the share that fails is interpolated. */
const LOOKED = [1, 0.85, 0.7, 0.55, 0.4, 0.25, 0.1];

class TooManyAlternatives extends Error {}

/** Share of outages of a mean length that last longer than so many seconds, which are exponential as repairs are. */
function outlasts(mean: number, seconds: number): number {
  const share = mean > 0 ? Math.exp(-seconds / mean) : 0;
  return share < NEVER ? 0 : share;
}

/** A call of a component: the one in that place among those for a class. */
interface CallAt {
  readonly at: number;
  readonly name: string;
  readonly position: number;
}

/** Prepares the requirements of a topology's classes; each is made when it is asked for. */
export function requirementsOf(from: RequiredFrom): (requestClass: number) => RequiredOfClass {
  const { topology, placed, traffic, performance, failures, units } = from;
  const { joined, solution } = performance;
  const made = new Map<string, number>();
  // Nothing is out for longer than in one of these: everything up, all zones down, all regions lost.
  const extremes: readonly (readonly RegionState[])[] = [
    failures.regions.map(() => []),
    failures.regions.map(({ zones }) => zones.map(() => false)),
    failures.regions.map(() => undefined),
  ];
  const found: (RequiredOfClass | undefined)[] = [];
  const visitsOf: (Float64Array | undefined)[] = [];
  const stress = stressOf(from);
  const solutions = new Map<number, Solution | undefined>([[1, solution]]);

  return (requestClass) => (found[requestClass] ??= requiredBy(requestClass));

  function requiredBy(index: number): RequiredOfClass {
    const unknown = new Set<number>();
    try {
      return { requirement: exactly(index, unknown), unknown };
    } catch (error) {
      if (!(error instanceof TooManyAlternatives)) throw error;
      unknown.clear();
      return { requirement: oneByOne(index, unknown), unknown };
    }
  }

  /** A unit that is made once for a key. */
  function unit(key: string, make: () => FailureUnit): number {
    let index = made.get(key);
    if (index === undefined) made.set(key, (index = units.push(make()) - 1));
    return index;
  }

  /** Everything that a request of a class needs. */
  function exactly(index: number, unknown: Set<number>): Requirement {
    const { name, enters } = topology.classes[index]!;
    const entry = topology.indexOf.get(enters)!;
    let looks = 0;
    const whole = need([entry], () => false, 0, ALWAYS);
    const own = [...whole.units, ...entryUnits(index, whole)];
    return { units: own, choices: whole.choices };

    /**
     * What must be up so that components are, given that others already are. A call back into one of those asks for
     * nothing more.
     *
     * @param scale of the chances of calls within: what fails once is tried again by whoever called
     */
    function need(
      roots: readonly number[],
      isGiven: (component: number) => boolean,
      depth: number,
      scale: Scale,
    ): Requirement {
      if (depth > DEEPEST) throw new TooManyAlternatives();
      const own = new Set<number>();
      const needed = new Set<number>();
      const choices: (readonly Requirement[])[] = [];
      const alternatives: (() => void)[] = [];
      const stack: { at: number; within: Scale }[] = roots.map((at) => ({ at, within: scale }));
      const isKnown = (component: number) => own.has(component) || isGiven(component);
      const inside = (at: number, within: Scale) => need([at], isKnown, depth + 1, within);
      for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
        const { at, within } = next;
        if (own.has(at) || isGiven(at)) continue;
        if (depth > 0 && ++looks > MOST_LOOKS) throw new TooManyAlternatives();
        own.add(at);
        const { plan, units: mine, isKnown: isFigured } = failures.components[at]!;
        if (!isFigured) unknown.add(at);
        const overload = overloadUnit(at);
        if (overload !== undefined) needed.add(overload);
        const carried = traffic.carried[at]!;
        const calls = requiredCalls(at);
        const isPassing = carried < FULL && calls.length > 0;
        if (plan.isBypassed && calls.length > 0) {
          // Answered by itself where it has it; else by what it calls, which without it must carry everything.
          const fits = stress.without(at);
          const hit = isPassing ? [conditionUnit(at, carried)] : undefined;
          alternatives.push(() => {
            const called = allOf(calls.map((call) => needOf(call)));
            choices.push([
              ...(hit ? [{ units: [...hit, ...mine], choices: [] }] : []),
              ...(fits === undefined
                ? [called]
                : [
                    { ...called, units: [...called.units, ...mine] },
                    { ...called, units: [...called.units, fits] },
                  ]),
            ]);
          });
          continue;
        }
        for (const one of mine) needed.add(one);
        if (isPassing) {
          alternatives.push(() =>
            choices.push([
              { units: [conditionUnit(at, carried)], choices: [] },
              allOf(calls.map((call) => needOf(call))),
            ]),
          );
          continue;
        }
        for (const call of calls) {
          const { to, fallback, buffers, made: share, position } = call;
          if (buffers !== undefined) {
            alternatives.push(() => choices.push(...outlasted(inside(to, ALWAYS), buffers)));
          } else if (share >= 1 && fallback === undefined) {
            const failing = callUnit({ at, name, position }, index, within);
            if (failing !== undefined) needed.add(failing);
            stack.push({ at: to, within: retried(at, name, position, within) });
          } else
            alternatives.push(() => {
              const { units: more, choices: further } = needOf(call);
              for (const one of more) needed.add(one);
              choices.push(...further);
            });
        }

        function needOf({ to, fallback, buffers, made: share, position }: RequiredCall): Requirement {
          if (buffers !== undefined) return { units: [], choices: outlasted(inside(to, ALWAYS), buffers) };
          const failing = callUnit({ at, name, position }, index, within);
          const first = inside(to, retried(at, name, position, within));
          const answered = failing === undefined ? first : { ...first, units: [...first.units, failing] };
          if (share >= 1 && fallback === undefined) return answered;
          const other = fallback === undefined ? undefined : inside(fallback, within);
          const fits = fallback === undefined ? undefined : stress.instead(to, fallback);
          return {
            units: [],
            choices: [
              [
                ...(share < 1 ? [{ units: [callCondition(at, position, share)], choices: [] }] : []),
                answered,
                ...(other ? [fits === undefined ? other : { ...other, units: [...other.units, fits] }] : []),
              ],
            ],
          };
        }
      }
      // Alternatives are looked at when everything is known that is needed anyway.
      for (const look of alternatives) look();
      return { units: [...needed], choices };

      /** Calls whose failure fails a request. */
      function requiredCalls(at: number): RequiredCall[] {
        const { buffers } = failures.components[at]!.plan;
        return callsOf(placed[at]!.component, name).flatMap((call, position): RequiredCall[] => {
          if (call.optional || call.times === 0) return [];
          const to = topology.indexOf.get(call.to)!;
          // Nobody waits for the answer; only what keeps the work must be there to take it.
          if (call.async && failures.components[to]!.plan.buffers === undefined) return [];
          const fallback = call.fallback === undefined ? undefined : topology.indexOf.get(call.fallback)!;
          return [{ to, fallback, buffers, made: Math.min(1, call.times), position }];
        });
      }
    }
  }

  /**
   * Chances that hang on the class alone: that its entry finds no room, that retries have no steady state though
   * nothing is full.
   */
  function entryUnits(index: number, { units: needed }: Requirement): number[] {
    const { name } = topology.classes[index]!;
    const source = joined.system.sources.findIndex((one) => one.name === name);
    if (source < 0) return [];
    const { routine } = joined.system.sources[source]!;
    const own: number[] = [];
    const entry = joined.system.routines[routine]!.component;
    if (refusedBy(solution, routine) > 0) {
      const refused = byLoad((then) => refusedBy(then, routine));
      own.push(
        unit(`refused ${routine}`, () => chance(`${placed[entry]!.component.name}: refused`, entry, refused, true)),
      );
    }
    const performed = performance.classes[index]!;
    const isExplained = needed.some((one) => units[one]!.cause.as === 'overload');
    if (performed.status === 'unbounded' && !isExplained) {
      const above = performed.headroom ?? 0;
      own.push(unit(`overload of ${name}`, () => overload(`${name}: overload`, entry, above)));
    }
    return own;
  }

  /** Requirements that only outages of more than so many seconds break: each unit is up, or down for less. */
  function outlasted({ units: needed, choices }: Requirement, seconds: number): (readonly Requirement[])[] {
    const kept: (readonly Requirement[])[] = [];
    for (const one of needed) {
      // A request that fails by chance is fetched again, and no outage of most units is as long as that.
      if (outlasts(Math.max(...extremes.map((states) => units[one]!.outage(states))), seconds) === 0) continue;
      kept.push([
        { units: [one], choices: [] },
        { units: [briefUnit(one, seconds)], choices: [] },
      ]);
    }
    for (const choice of choices)
      kept.push(
        choice.map((one) => ({ units: [], choices: outlasted(one, seconds) })).filter((one) => one.choices.length > 0),
      );
    return kept.filter((choice) => choice.length > 0);
  }

  /**
   * Down while an outage of a unit has lasted longer than that, given that it is down: with probability e^(−seconds /
   * mean).
   */
  function briefUnit(of: number, seconds: number): number {
    const { name, scope, component, outage } = units[of]!;
    return unit(`brief ${of} ${seconds}`, () => ({
      name: `${name}, longer than it is buffered`,
      scope,
      component,
      cause: { as: 'outlasting', of, seconds },
      outage,
      down: (states) => outlasts(outage(states), seconds),
    }));
  }

  /** More than a component carries is asked of it in some hours: then it is down for those that wait for it. */
  function overloadUnit(at: number): number | undefined {
    const { resources } = performance.components[at]!;
    const full = resources.find(({ isStill, offered }) => !isStill && offered >= FULL);
    const { name: own, options } = placed[at]!.component;
    // A fleet of no nodes answers nobody, whether or not it is known what a request would take.
    const isEmpty = placed[at]!.kind.nodes && (options as { count?: number }).count === 0;
    if (!full && isEmpty) return unit(`overload ${at}`, () => overload(`${own}: no nodes`, at, 0));
    if (!full) return undefined;
    return unit(`overload ${at}`, () => {
      const bound = performance.multipleOf(at);
      const { name } = placed[at]!.component;
      return overload(`overload of ${name}.${bound?.resource ?? full.resource}`, at, bound?.multiple ?? 0);
    });
  }

  /** A request that its component answers by itself, for a cache that has it: up as often as that. */
  function conditionUnit(at: number, carried: number): number {
    const { name } = placed[at]!.component;
    return unit(`hit ${at}`, () => condition(`${name}: passed on`, at, carried));
  }

  function callCondition(at: number, position: number, share: number): number {
    return unit(`made ${at} ${position} ${share}`, () => condition(`${placed[at]!.component.name}: calls`, at, share));
  }

  /** Where a class's call at a component stands in the system; undefined where it makes no requests. */
  function siteOf(at: number, name: string, position: number): { call: number; routine: number } | undefined {
    const routine = joined.routineOf[at]!.get(name);
    const call = routine === undefined ? undefined : joined.callsOfRoutine[routine]![position];
    const site = call && solution.flat.callOf.get(call);
    return site && { call: solution.flat.calls.indexOf(site), routine: routine! };
  }

  /** A call that fails by itself, after all its attempts: by errors, by timeouts, by a room that is full. */
  function callUnit({ at, name, position }: CallAt, index: number, scale: Scale): number | undefined {
    const call = callsOf(placed[at]!.component, name)[position]!;
    const site = siteOf(at, name, position);
    const runs = site ? Math.max(1, visitsFor(index)?.[site.routine] ?? 1) : 1;
    const to = topology.indexOf.get(call.to)!;
    const times = (call.times < 1 ? 1 : call.times) * runs;
    if (!site) {
      if (call.errors === 0) return undefined;
      const q = afterAll(call.errors ** (call.retries + 1), times);
      return unit(`errors ${at} ${position} ${name}`, () => chance(label(call, at, 'errors'), to, () => q, false));
    }
    const own = (then: Solution) => failsBy(then, site.call).failed;
    const peak = failsBy(solution, site.call);
    if (peak.failed < RARE && call.errors === 0) return undefined;
    const isLoaded = peak.timedOut > 0 || peak.refused > 0;
    const failing = isLoaded ? byLoad(own) : () => peak.failed;
    const q = (share: number) => Math.min(1, afterAll(failing(share), times) * scale.of(share));
    const why = peak.timedOut > 0 ? 'timeouts' : peak.refused > 0 ? 'refused' : 'errors';
    return unit(`call ${site.call} ${times} ${scale.key}`, () => chance(label(call, at, why), to, q, isLoaded));
  }

  /** The chances within a call that is tried again: what fails within it has to fail every time. */
  function retried(at: number, name: string, position: number, scale: Scale): Scale {
    const { retries } = callsOf(placed[at]!.component, name)[position]!;
    const site = siteOf(at, name, position);
    if (retries === 0 || !site) return scale;
    const peak = failsBy(solution, site.call);
    if (peak.attempt < RARE) return scale;
    const attempt = byLoad((then) => failsBy(then, site.call).attempt);
    return {
      key: `${scale.key}/${site.call}`,
      of: (share) => scale.of(share) * attempt(share) ** retries,
    };
  }

  function label({ to }: Call, at: number, why: string): string {
    return `${placed[at]!.component.name} → ${to}: ${why}`;
  }

  /** A share of the peak's solution, by the loads that are looked at. */
  function byLoad(of: (then: Solution) => number): (share: number) => number {
    const values: (number | undefined)[] = [];
    const valueAt = (i: number): number => {
      if (values[i] !== undefined) return values[i];
      const share = LOOKED[i]!;
      if (!solutions.has(share)) solutions.set(share, performance.at(share));
      const then = solutions.get(share);
      return (values[i] = then ? Math.min(1, of(then)) : 1);
    };
    return (share) => {
      if (share >= 1) return valueAt(0);
      const below = LOOKED.findIndex((one) => one <= share);
      if (below < 0) return valueAt(LOOKED.length - 1);
      const [high, low] = [LOOKED[below - 1] ?? 1, LOOKED[below]!];
      if (share === low) return valueAt(below);
      const [a, b] = [valueAt(below), valueAt(below - 1)];
      const weight = (share - low) / (high - low);
      // Tails grow by factors.
      return a > 0 && b > 0 ? a ** (1 - weight) * b ** weight : a + weight * (b - a);
    };
  }

  /** By routine, its runs for one request of a class when nothing is tried again. */
  function visitsFor(index: number): Float64Array | undefined {
    if (visitsOf[index]) return visitsOf[index];
    const source = joined.system.sources.find(({ name }) => name === topology.classes[index]!.name);
    if (!source) return undefined;
    const entering = new Float64Array(joined.system.routines.length);
    entering[source.routine] = 1;
    const calls = solution.flat.calls.map((site) => ({ ...site, sent: 1, failed: 0 }));
    return (visitsOf[index] = routineRates({ ...solution.flat, calls }, entering));
  }

  /** Each component by itself, as often as a request comes to it: for graphs of which no diagram can be made. */
  function oneByOne(index: number, unknown: Set<number>): Requirement {
    const { name, enters } = topology.classes[index]!;
    const visits = visitsFor(index);
    const reached = new Map<number, number>([[topology.indexOf.get(enters)!, 1]]);
    const needed: number[] = [];
    for (const [at, share] of reached) {
      const { plan, units: mine, isKnown } = failures.components[at]!;
      if (!isKnown) unknown.add(at);
      const overload = overloadUnit(at);
      for (const one of overload === undefined ? mine : [...mine, overload])
        needed.push(share >= FULL ? one : sharedUnit(one, share));
      if (plan.buffers !== undefined) continue;
      for (const [position, call] of callsOf(placed[at]!.component, name).entries()) {
        if (call.optional || call.times === 0) continue;
        const to = topology.indexOf.get(call.to)!;
        if (call.async && failures.components[to]!.plan.buffers === undefined) continue;
        const failing = callUnit({ at, name, position }, index, ALWAYS);
        if (failing !== undefined && call.fallback === undefined)
          needed.push(share >= FULL ? failing : sharedUnit(failing, share));
        if (reached.has(to)) continue;
        const routine = joined.routineOf[to]!.get(name);
        const often = routine === undefined ? 1 : (visits?.[routine] ?? 1);
        if (often > 0) reached.set(to, Math.min(1, often));
      }
    }
    return { units: needed, choices: [] };
  }

  function sharedUnit(of: number, share: number): number {
    const one = units[of]!;
    return unit(`share ${of} ${share}`, () => ({
      ...one,
      down: (states, load) => share * one.down(states, load),
    }));
  }
}

/** What is multiplied onto the chances of calls, by the share of the peak. */
interface Scale {
  readonly key: string;
  of(share: number): number;
}

const ALWAYS: Scale = { key: '', of: () => 1 };

interface RequiredCall {
  readonly to: number;
  readonly fallback: number | undefined;
  /** Seconds that the caller keeps it. */
  readonly buffers: number | undefined;
  /** Share of the runs in which it is made. */
  readonly made: number;
  readonly position: number;
}

/** All of several requirements. */
function allOf(all: readonly Requirement[]): Requirement {
  return { units: all.flatMap(({ units }) => units), choices: all.flatMap(({ choices }) => choices) };
}

/** P(one of so many fails), the fraction with that probability. */
function afterAll(failing: number, times: number): number {
  if (failing >= 1) return 1;
  const whole = Math.floor(times + 1e-9);
  const rest = Math.max(0, times - whole);
  return 0 - Math.expm1(whole * Math.log1p(-failing) + Math.log1p(-rest * failing));
}

function chance(name: string, at: number, probability: (share: number) => number, isLoaded: boolean): FailureUnit {
  return {
    name,
    scope: 'call',
    component: undefined,
    loadOf: at,
    cause: { as: 'chance', probability },
    outage: () => 0,
    down: (_, share) => probability(share),
    level: isLoaded ? probability : undefined,
  };
}

function condition(name: string, at: number, share: number): FailureUnit {
  return { ...chance(name, at, () => share, false), isCondition: true };
}

function overload(name: string, at: number, above: number): FailureUnit {
  const down = (share: number) => (share > above * (1 + 1e-9) ? 1 : 0);
  return {
    name,
    scope: 'overload',
    component: at,
    cause: { as: 'overload', above },
    // Work that waits is done when the load is less.
    outage: () => 0,
    down: (_, share) => down(share),
    level: down,
  };
}

/**
 * How a call fails at some load: attempts, and calls after the last attempt, without what fails within the callee's own
 * calls.
 */
function failsBy(
  then: Solution,
  index: number,
): { readonly timedOut: number; readonly refused: number; readonly attempt: number; readonly failed: number } {
  const site = then.flat.calls[index]!;
  const { to, errors, retries } = site.call;
  const refused = refusedBy(then, to);
  const { timedOut } = site;
  const own = timedOut + (1 - timedOut) * (1 - (1 - errors) * (1 - refused));
  const attempt = timedOut + (1 - timedOut) * (1 - (1 - errors) * then.routineSuccess[to]!);
  const failed = attempt > own * (1 + 1e-12) ? site.failed * (own / attempt) ** (retries + 1) : site.failed;
  // A call that may neither time out nor be hedged nor fail is not looked at by the composition.
  return { timedOut, refused, attempt, failed: own === 0 ? 0 : failed };
}

/** Share of a routine's runs that find no room on a tier that it visits itself. */
function refusedBy({ flat, tiers }: Solution, routine: number): number {
  let passed = 1;
  for (const visit of flat.visits)
    if (visit.routine === routine) passed *= 1 - tiers[visit.tier]!.refused * Math.min(1, visit.times);
  return 1 - passed;
}

/** Whether others carry what comes to them when a component is lost. */
function stressOf({ placed, performance, units }: RequiredFrom): {
  /**
   * A unit that is down in the hours in which what a cache calls cannot carry everything; undefined where it always
   * can.
   */
  without(cache: number): number | undefined;
  /** The same of what is called in a component's place. */
  instead(of: number, fallback: number): number | undefined;
} {
  const known = new Map<string, number | undefined>();
  const looked = (key: string, name: string, at: number, then: () => readonly Placed[]): number | undefined => {
    if (known.has(key)) return known.get(key);
    const fits = performance.fits(then());
    const down = (share: number) => (fits(share) ? 0 : 1);
    const isAlways = down(1) === 0 && LOOKED.every((share) => down(share) === 0);
    const index = isAlways
      ? undefined
      : units.push({
          name,
          scope: 'overload',
          component: at,
          cause: { as: 'chance', probability: down },
          outage: () => 0,
          down: (_, share) => down(share),
          level: down,
        }) - 1;
    known.set(key, index);
    return index;
  };
  const nameOf = (at: number) => placed[at]!.component.name;
  return {
    without: (cache) =>
      looked(`without ${cache}`, `without ${nameOf(cache)}: overload`, cache, () =>
        placed.with(cache, passingAll(placed[cache]!)),
      ),
    instead: (of, fallback) =>
      looked(`${fallback} for ${of}`, `${nameOf(fallback)} in place of ${nameOf(of)}: overload`, of, () =>
        placed.map((one) => redirected(one, nameOf(of), nameOf(fallback))),
      ),
  };

  function redirected(one: Placed, of: string, fallback: string): Placed {
    const { component } = one;
    const lead = (calls: readonly Call[]): readonly Call[] =>
      calls.some((call) => call.to === of && call.fallback === fallback)
        ? calls.map((call) => (call.to === of && call.fallback === fallback ? fallbackCall(call) : call))
        : calls;
    const calls = lead(component.calls);
    const classCalls = new Map([...component.classCalls].map(([name, own]) => [name, lead(own)]));
    const isSame =
      calls === component.calls && [...classCalls].every(([name, own]) => own === component.classCalls.get(name));
    return isSame ? one : { ...one, component: { ...component, calls, classCalls } };
  }
}
