/** Systems of the textbooks: stations in a row, one station with everything that can be said of it. */
import type { Routine, Shape, Source, Step, System, Tier, Time } from '../../../src/models/system/system.ts';

export const time = (mean: number, scv = 1, shape?: Shape): Time => ({
  mean,
  scv,
  shape: shape ?? (scv === 0 ? 'deterministic' : scv === 1 ? 'exponential' : scv < 1 ? 'gamma' : 'hyperexponential'),
});

export const tier = (servers: number, own: Partial<Tier> = {}): Tier => ({
  name: 'tier',
  nodes: 1,
  dispatch: 'shared',
  stations: [{ name: 'tier.cpu', servers }],
  ...own,
});

export const serve = (mean: number, scv?: number, shape?: Shape): Step => ({
  do: 'serve',
  station: 0,
  time: time(mean, scv, shape),
});

export const visit = (index: number, ...steps: Step[]): Step => ({ do: 'visit', tier: index, steps });

type CallOptions = Partial<Extract<Step, { do: 'call' }>['call']>;
export const call = (to: number, own: CallOptions = {}): Step => ({
  do: 'call',
  call: { to, async: false, errors: 0, retries: 0, ...own },
});

export const open = (rate: number, scv = 1, routine = 0): Source => ({
  name: 'requests',
  routine,
  type: 'open',
  interarrival: time(1 / rate, scv),
});

export const users = (count: number, think: number): Source => ({
  name: 'users',
  routine: 0,
  type: 'closed',
  users: count,
  think: time(think),
});

export const routine = (component: number, ...steps: Step[]): Routine => ({ name: `r${component}`, component, steps });

/** One station. */
export const station = (one: Tier, service: Step, source: Source): System => ({
  tiers: [one],
  routines: [routine(0, visit(0, service))],
  sources: [source],
});

/** Stations one after the other, each called by the one before, without a wire between them. */
export function tandem(services: readonly (readonly [servers: number, mean: number])[], source: Source): System {
  return {
    tiers: services.map(([servers]) => tier(servers)),
    routines: services.map(([, mean], i) =>
      routine(i, visit(i, serve(mean)), ...(i + 1 < services.length ? [call(i + 1)] : [])),
    ),
    sources: [source],
  };
}
