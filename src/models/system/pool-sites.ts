/** Where pools of threads and connections are visited, and in which order they are solved. */
import type { Flat } from './load.ts';
import type { Step } from './system.ts';

/** Visits of a pool in a routine's steps. */
interface PoolVisit {
  readonly routine: number;
  readonly times: number;
  readonly steps: readonly Step[];
}

/** Where pools are visited, found once for a system. */
export interface PoolSites {
  /** Tiers with threads, those that are held by others first. */
  readonly order: readonly number[];
  readonly visits: ReadonlyMap<number, readonly PoolVisit[]>;
  /** Routines, callees first. */
  readonly calls: Int32Array;
}

/** The pools of a system; undefined where it has none. */
export function poolSites({ system }: Flat, calls: Int32Array): PoolSites | undefined {
  if (system.tiers.every(({ threads }) => threads === undefined)) return undefined;
  const visits = new Map<number, PoolVisit[]>();
  const walk = (steps: readonly Step[], routine: number, times: number): void => {
    for (const step of steps) {
      if (step.do === 'visit') {
        if (system.tiers[step.tier]!.threads !== undefined) {
          const own = { routine, times, steps: step.steps };
          const known = visits.get(step.tier);
          if (known) known.push(own);
          else visits.set(step.tier, [own]);
        }
        walk(step.steps, routine, times);
      } else if (step.do === 'repeat') walk(step.steps, routine, times * step.times);
      else if (step.do === 'either') for (const one of step.branches) walk(one.steps, routine, times * one.probability);
      else if (step.do === 'fork') for (const branch of step.branches) walk(branch, routine, times);
    }
  };
  for (const [routine, { steps }] of system.routines.entries()) walk(steps, routine, 1);
  // Pools that others hold come before those: by what the routines called within a visit reach.
  const order: number[] = [];
  const seen = new Set<number>();
  const routineSeen = new Set<number>();
  const visitSteps = (steps: readonly Step[]): void => {
    for (const step of steps) {
      if (step.do === 'visit') {
        if (visits.has(step.tier)) visitPool(step.tier);
        else visitSteps(step.steps);
      } else if (step.do === 'repeat') visitSteps(step.steps);
      else if (step.do === 'either') for (const one of step.branches) visitSteps(one.steps);
      else if (step.do === 'fork') for (const branch of step.branches) visitSteps(branch);
      else if (step.do === 'call' && !step.call.async) {
        for (const to of step.call.fallback ? [step.call.to, step.call.fallback.to] : [step.call.to]) {
          if (routineSeen.has(to)) continue;
          routineSeen.add(to);
          visitSteps(system.routines[to]!.steps);
        }
      }
    }
  };
  const visitPool = (tier: number): void => {
    if (seen.has(tier)) return;
    seen.add(tier);
    for (const { steps } of visits.get(tier)!) visitSteps(steps);
    order.push(tier);
  };
  for (const tier of visits.keys()) {
    routineSeen.clear();
    visitPool(tier);
  }
  return { order, visits, calls };
}
