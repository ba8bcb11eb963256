/** Short ways to write systems down. */
import type { Source, Step, System, SystemCall, Tier, Time } from '../../src/models/system/system.ts';

export const exponential = (mean: number): Time => ({ mean, scv: 1, shape: 'exponential' });
export const constant = (mean: number): Time => ({ mean, scv: 0, shape: 'deterministic' });

export const serve = (time: Time, station = 0): Step => ({ do: 'serve', station, time });
export const delay = (time: Time): Step => ({ do: 'delay', time });
export const visit = (tier: number, ...steps: Step[]): Step => ({ do: 'visit', tier, steps });
export const fork = (needed: number, ...branches: Step[][]): Step => ({ do: 'fork', needed, branches });
export const repeat = (times: number, ...steps: Step[]): Step => ({ do: 'repeat', times, steps });
export const call = (to: number, more: Partial<SystemCall> = {}): Step => ({
  do: 'call',
  call: { to, async: false, errors: 0, retries: 0, ...more },
});

export const tier = (more: Partial<Tier> & { servers?: number } = {}): Tier => {
  const { servers = 1, ...rest } = more;
  return { name: 'tier', nodes: 1, dispatch: 'shared', stations: [{ name: 'cpu', servers }], ...rest };
};

export const open = (interarrival: Time, more: Partial<Source> = {}): Source =>
  ({ name: 'source', routine: 0, type: 'open', interarrival, ...more }) as Source;
export const closed = (users: number, think: Time): Source => ({
  name: 'users',
  routine: 0,
  type: 'closed',
  users,
  think,
});

/** Routines of which the first is that of the source. */
export function system(tiers: readonly Tier[], source: Source, ...routines: Step[][]): System {
  return {
    tiers,
    routines: routines.map((steps, component) => ({ name: `routine ${component}`, component, steps })),
    sources: [source],
  };
}

/** One tier, which every request visits once. */
export const queue = (interarrival: Time, service: Time, more: Parameters<typeof tier>[0] = {}): System =>
  system([tier(more)], open(interarrival), [visit(0, serve(service))]);
