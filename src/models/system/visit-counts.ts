/** How often a run of a routine comes to each queue, and waits for it. */
import type { Flat } from './load.ts';
import type { Step } from './system.ts';

/** Of one routine: by station, and by tier whose threads are waited for. */
export interface VisitCounts {
  readonly stations: ReadonlyMap<number, number>;
  readonly threads: ReadonlyMap<number, number>;
}

/**
 * The visits of every routine, with those of what it calls and waits for; branches that are made at once are left out.
 *
 * @param isCertain counts what every run does: not a branch that may not be taken, nor the half of a repeat
 */
export function visitCounts({ system, firstStation }: Flat, order: Int32Array, isCertain: boolean): VisitCounts[] {
  const found = system.routines.map(() => ({
    stations: new Map<number, number>(),
    threads: new Map<number, number>(),
  }));
  for (const routine of order) {
    const own = found[routine]!;
    const walk = (steps: readonly Step[], times: number, tier: number): void => {
      for (const step of steps) {
        if (step.do === 'visit') {
          if (system.tiers[step.tier]!.threads !== undefined) count(own.threads, step.tier, times);
          walk(step.steps, times, step.tier);
        } else if (step.do === 'serve') count(own.stations, firstStation[tier]! + step.station, times);
        else if (step.do === 'repeat') {
          const repeats = isCertain ? Math.floor(step.times + 1e-9) : step.times;
          if (repeats > 0) walk(step.steps, times * repeats, tier);
        } else if (step.do === 'either') {
          if (!isCertain) for (const one of step.branches) walk(one.steps, times * one.probability, tier);
        } else if (step.do === 'call' && !step.call.async) {
          const callee = found[step.call.to]!;
          for (const [at, visits] of callee.stations) count(own.stations, at, times * visits);
          for (const [at, visits] of callee.threads) count(own.threads, at, times * visits);
        }
      }
    };
    walk(system.routines[routine]!.steps, 1, -1);
  }
  return found;
}

function count(to: Map<number, number>, at: number, times: number): void {
  to.set(at, (to.get(at) ?? 0) + times);
}
