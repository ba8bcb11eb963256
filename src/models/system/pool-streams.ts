/** The streams that come to pools from outside. */
import type { Flat } from './load.ts';
import type { Step } from './system.ts';

/** What comes to a pool: uneven streams together as one, and `others` as Poisson's. */
export interface Streams {
  readonly arrivalRate: number;
  readonly arrivalScv: number;
  readonly others: number;
}

/**
 * What sources send each routine without it having waited anywhere on the way: directly, or through routines that only
 * pass it on.
 */
export function enteringStreams(
  { system, visits }: Flat,
  throughput: readonly number[],
): { rate: number; scv: number }[][] {
  const found: { rate: number; scv: number }[][] = system.routines.map(() => []);
  const isPassing = new Uint8Array(system.routines.length).fill(1);
  for (const { routine } of visits) isPassing[routine] = 0;
  for (const [index, source] of system.sources.entries()) {
    if (source.type !== 'open') continue;
    const follow = (routine: number, rate: number, scv: number, depth: number): void => {
      found[routine]!.push({ rate, scv });
      if (!isPassing[routine] || depth > 8) return;
      const walk = (steps: readonly Step[], times: number): void => {
        for (const step of steps) {
          if (step.do === 'call' && !step.call.async) {
            const split = Math.min(1, times);
            follow(step.call.to, rate * times, split * scv + 1 - split, depth + 1);
          } else if (step.do === 'repeat') walk(step.steps, times * step.times);
          else if (step.do === 'either') for (const one of step.branches) walk(one.steps, times * one.probability);
          else if (step.do === 'fork') for (const branch of step.branches) walk(branch, times);
        }
      };
      walk(system.routines[routine]!.steps, 1);
    };
    follow(source.routine, throughput[index]!, source.interarrival.scv, 0);
  }
  return found;
}
