/**
 * Systems of queues made at random: fan-out, caches, retries, timeouts, hedges, nodes under all dispatches, mixed
 * variability.
 */
import type {
  Dispatch,
  Routine,
  Shape,
  Step,
  System,
  SystemCall,
  Tier,
  Time,
} from '../../../src/models/system/system.ts';
import { flatten, routineRates, stationLoad } from '../../../src/models/system/load.ts';

/** Numbers in 0..1 from a seed (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const TIMES: readonly { scv: number; shape: Shape }[] = [
  { scv: 1, shape: 'exponential' },
  { scv: 1, shape: 'exponential' },
  { scv: 0, shape: 'deterministic' },
  { scv: 0.25, shape: 'erlang' },
  { scv: 0.5, shape: 'gamma' as const },
  { scv: 2, shape: 'hyperexponential' },
  { scv: 4, shape: 'hyperexponential' },
  { scv: 1.5, shape: 'lognormal' },
];
const DISPATCHES: readonly Dispatch[] = ['shared', 'random', 'round-robin', 'power-of-two', 'least-connections'];

/**
 * A system whose busiest station is used as `utilization` says, errors counted (timeouts and hedges add a little more).
 *
 * Components call only later ones. Service times are within a factor of ten of each other.
 */
export function generatedSystem(seed: number, utilization: number): System {
  const random = randomNumbers(seed);
  const pick = <Value>(list: readonly Value[]): Value => list[Math.floor(random() * list.length)]!;
  const size = 3 + Math.floor(random() * 5);
  const tiers: Tier[] = [];
  const routines: Routine[] = [];
  const time = (mean: number): Time => ({ mean, ...pick(TIMES) });
  const nodesOf = Array.from({ length: size }, () => pick([1, 1, 2, 3, 6]));
  /** Mean response of each component when nobody waits. */
  const idle: number[] = [];
  for (let c = size - 1; c >= 0; c--) {
    const nodes = nodesOf[c]!;
    tiers.unshift({
      name: `c${c}`,
      nodes,
      dispatch: nodes === 1 ? 'shared' : pick(nodes > 2 ? DISPATCHES.slice(1) : DISPATCHES),
      stations: [{ name: `c${c}.cpu`, servers: pick([1, 2, 4, 8]) }],
    });
    const service = 0.002 * 10 ** (random() * 0.9);
    let together = service;
    const calls: Step[] = [];
    const branches: Step[][] = [];
    for (let to = c + 1; to < size; to++) {
      if (random() < 0.45) continue;
      const policy = random();
      const typical = idle[to]! + 0.0005;
      const call = {
        do: 'call' as const,
        call: {
          to,
          wire: { mean: 0.0005, scv: 0.25, shape: 'gamma' as const },
          async: random() < 0.1,
          errors: policy < 0.25 ? 0.05 : 0,
          retries: policy < 0.5 ? 2 : 0,
          timeout: policy > 0.15 && policy < 0.4 ? typical * (6 + 10 * random()) : undefined,
          // A hedge in one queue comes after what it hedges: it is used where nodes have queues of their own.
          hedge: policy > 0.75 && nodesOf[to]! > 2 ? typical * (2.5 + 3 * random()) : undefined,
        },
      };
      const times = pick([1, 1, 1, 2, 0.3, 1.5]);
      const step: Step = times === 1 ? call : { do: 'repeat', times, steps: [call] };
      if (!call.call.async) together += typical * times;
      if (random() < 0.25) branches.push([step]);
      else calls.push(step);
    }
    if (branches.length > 1) calls.push({ do: 'fork', needed: branches.length, branches });
    else calls.push(...branches.flat());
    // A cache answers most itself.
    const isCache = random() < 0.25;
    const after: Step[] =
      isCache && calls.length > 0 ? [{ do: 'either', branches: [{ probability: 0.2, steps: calls }] }] : calls;
    idle[c] = isCache ? service + 0.2 * (together - service) : together;
    routines.unshift({
      name: `r${c}`,
      component: c,
      steps: [{ do: 'visit', tier: c, steps: [{ do: 'serve', station: 0, time: time(service) }] }, ...after],
    });
  }
  const scv = pick([1, 1, 1, 0.5, 2]);
  const source = (mean: number): System => ({
    tiers,
    routines,
    sources: [
      {
        name: 'class',
        routine: 0,
        type: 'open',
        interarrival: { mean, scv, shape: scv === 1 ? 'exponential' : scv < 1 ? 'gamma' : 'hyperexponential' },
      },
    ],
  });
  /** Utilisation of the busiest station at one request a second, by how many requests each call sends. */
  const busiest = (sent: (call: SystemCall) => number) => {
    const flat = flatten(source(1));
    const entering = new Float64Array(size);
    entering[0] = 1;
    for (const site of flat.calls) site.sent = sent(site.call);
    const load = stationLoad(flat, routineRates(flat, entering)!);
    return Math.max(...tiers.map((tier, t) => load.work[t]! / (tier.nodes * tier.stations[0]!.servers)));
  };
  const usual = busiest(({ errors, retries }) => (1 - errors ** (retries + 1)) / (1 - errors));
  // Where all retries and hedges together would fill a station the system has two states, calm and stormy, and no
  // single mean: those are kept apart from the others.
  const storm = busiest(
    ({ retries, timeout, hedge }) => (timeout === undefined ? 1 : retries + 1) * (hedge === undefined ? 1 : 2),
  );
  return source(Math.max(usual / utilization, storm / 0.8));
}
