/** An estimate as the sections look at it: whose routines, tiers and times are whose. */
import type { RoundTripSource } from '../engine/component-plan.ts';
import type { Estimate } from '../estimate/estimate.ts';
import { routineRates, type CallSite, type Flat } from '../models/system/load.ts';
import type { Step, SystemCall } from '../models/system/system.ts';
import { FULL } from '../models/system/full.ts';

export interface View {
  readonly estimate: Estimate;
  /** Where round trips between regions were looked up. */
  readonly trips: RoundTripSource | undefined;
  /** By routine: its calls, and its uses of stations. */
  readonly calls: readonly (readonly MadeCall[])[];
  readonly uses: readonly (readonly Flat['uses'][number][])[];
}

/** A call of a routine with all places where it is made: in several branches, once, as often as in all of them. */
export interface MadeCall extends Pick<CallSite, 'call' | 'times' | 'sent' | 'failed' | 'timedOut'> {}

export function viewOf(estimate: Estimate, trips: RoundTripSource | undefined): View {
  const { flat, system } = estimate.performance.solution;
  const calls = system.routines.map(() => new Map<SystemCall, MadeCall>());
  for (const { from, call, times, sent, failed, timedOut } of flat.calls) {
    const found = calls[from]!;
    found.set(call, { call, times: times + (found.get(call)?.times ?? 0), sent, failed, timedOut });
  }
  const uses: Flat['uses'][number][][] = system.routines.map(() => []);
  for (const use of flat.uses) uses[use.routine]!.push(use);
  return { estimate, trips, calls: calls.map((found) => [...found.values()]), uses };
}

/** Indices of a component's tiers in the system. */
export function tiersOf({ estimate }: View, index: number): number[] {
  return [...estimate.performance.joined.componentOfTier.keys()].filter(
    (tier) => estimate.performance.joined.componentOfTier[tier] === index,
  );
}

/** What a component does for the classes: classes that do the same share a routine. */
export function routinesOf({ estimate }: View, index: number): { routine: number; classes: readonly string[] }[] {
  const byRoutine = new Map<number, string[]>();
  for (const [name, routine] of estimate.performance.joined.routineOf[index]!) {
    const known = byRoutine.get(routine);
    if (known) known.push(name);
    else byRoutine.set(routine, [name]);
  }
  return Array.from(byRoutine, ([routine, classes]) => ({ routine, classes }));
}

/** Runs of each routine for one request of a class; those that it waits for, or all. */
export function runsPerRequest({ estimate }: View, routine: number, which: 'all' | 'awaited'): Float64Array {
  const { flat } = estimate.performance.solution;
  const entering = new Float64Array(flat.system.routines.length);
  entering[routine] = 1;
  const calls = which === 'all' ? flat.calls : flat.calls.filter(({ call }) => !call.async);
  return routineRates({ ...flat, calls }, entering) ?? entering;
}

/**
 * Mean time of a run of a routine at its own component: waiting, being served, delays; Infinity where it has no end.
 */
export interface OwnTime {
  readonly mean: number;
  /** Whether the mean is put together of parts that happen at once, of which one is waited for. */
  readonly hasForks: boolean;
}

export function ownTime({ estimate }: View, routine: number): OwnTime {
  const { system, tiers } = estimate.performance.solution;
  let hasForks = false;
  const walk = (steps: readonly Step[], tier: number): number =>
    steps.reduce((sum, step) => sum + timeOf(step, tier), 0);
  const timeOf = (step: Step, tier: number): number => {
    switch (step.do) {
      case 'visit':
        return (tiers[step.tier]!.threads?.meanWait ?? 0) + walk(step.steps, step.tier);
      case 'serve':
        return step.time.mean + (step.time.mean > 0 ? tiers[tier]!.stations[step.station]!.meanWait : 0);
      case 'delay':
        return step.time.mean;
      case 'repeat':
        return step.times === 0 ? 0 : step.times * walk(step.steps, tier);
      case 'either':
        return step.branches.reduce(
          (sum, { probability, steps }) => (probability > 0 ? sum + probability * walk(steps, tier) : sum),
          0,
        );
      case 'fork': {
        const branches = step.branches.map((branch) => walk(branch, tier)).toSorted((a, b) => a - b);
        if (branches.some((branch) => branch > 0)) hasForks = true;
        return branches[Math.min(step.needed, branches.length) - 1] ?? 0;
      }
      case 'call':
        return 0;
    }
  };
  const mean = walk(system.routines[routine]!.steps, -1);
  return { mean, hasForks };
}

/** Components that routines wait for, themselves included, in the order in which they are met. */
function awaited({ estimate, calls }: View, roots: readonly number[]): number[] {
  const { system } = estimate.performance.solution;
  const seen = new Set(roots);
  const components = new Set<number>();
  for (const routine of seen) {
    components.add(system.routines[routine]!.component);
    for (const { call } of calls[routine]!)
      if (!call.async) {
        seen.add(call.to);
        if (call.fallback) seen.add(call.fallback.to);
      }
  }
  return [...components];
}

/** Resources that cannot keep up, among those that are waited for: `app.cpu` is at 1.32. */
function overrun(view: View, roots: readonly number[]): { name: string; utilization: number }[] {
  const { placed, performance } = view.estimate;
  return awaited(view, roots).flatMap((index) =>
    performance.components[index]!.resources.filter(({ utilization }) => utilization >= FULL).map(
      ({ resource, utilization }) => ({ name: `${placed[index]!.component.name}.${resource}`, utilization }),
    ),
  );
}

/** Why a response time has no end, in words. */
export function whyUnbounded(view: View, roots: readonly number[]): string | undefined {
  const over = overrun(view, roots);
  if (over.length === 0) return undefined;
  const parts = over.map(({ name, utilization }) =>
    utilization === Number.POSITIVE_INFINITY
      ? `${name} has no capacity for its offered load`
      : `${name} has an offered load of ${Number((utilization * 100).toPrecision(4))} % of its capacity: ${Number(((utilization - 1) * 100).toPrecision(3))} % too much`,
  );
  return `unbounded, since ${parts.join('; ')}`;
}
