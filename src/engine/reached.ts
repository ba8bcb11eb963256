/** Which components the requests of a routine come to. */
import type { Solution } from '../models/system/solve.ts';

export type Reached = ReturnType<typeof reachedRoutines>;

/** Components that a routine's requests reach: all of them, and those that they wait for. */
export function reachedRoutines({ system, flat }: Solution): {
  all(routine: number): readonly number[];
  sync(routine: number): readonly number[];
} {
  const callees: { to: number; async: boolean }[][] = system.routines.map(() => []);
  for (const { from, call } of flat.calls) {
    callees[from]!.push({ to: call.to, async: call.async });
    if (call.fallback) callees[from]!.push({ to: call.fallback.to, async: call.async });
  }
  const walk = (root: number, follow: (async: boolean) => boolean): number[] => {
    const seen = new Set([root]);
    const stack = [root];
    const components = new Set<number>();
    for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
      components.add(system.routines[next]!.component);
      for (const { to, async } of callees[next]!)
        if (follow(async) && !seen.has(to)) {
          seen.add(to);
          stack.push(to);
        }
    }
    return [...components];
  };
  const remembered = (follow: (async: boolean) => boolean) => {
    const known: (readonly number[] | undefined)[] = [];
    return (routine: number) => (known[routine] ??= walk(routine, follow));
  };
  return { all: remembered(() => true), sync: remembered((async) => !async) };
}
