/**
 * Systems made at random in which pools of threads are scarce: on each node, nested, held for other stations, with
 * bursts and several classes.
 */
import type { Dispatch, Routine, Shape, Source, Step, System, Tier, Time } from '../../../src/models/system/system.ts';
import { solve } from '../../../src/models/system/solve.ts';
import { randomNumbers } from './generated.ts';

const TIMES: readonly { scv: number; shape: Shape }[] = [
  { scv: 1, shape: 'exponential' },
  { scv: 1, shape: 'exponential' },
  { scv: 1, shape: 'exponential' },
  { scv: 0, shape: 'deterministic' },
  { scv: 0.5, shape: 'gamma' },
  { scv: 4, shape: 'hyperexponential' },
];
const DISPATCHES: readonly Dispatch[] = ['random', 'round-robin', 'power-of-two', 'least-connections'];

/**
 * A front with threads that calls a store, perhaps through a middle layer with threads of its own; the fullest pool or
 * station is used as
 * `utilization` says of what it carries.
 */
export function generatedPools(seed: number, utilization: number): System {
  const random = randomNumbers(seed);
  const pick = <Value>(list: readonly Value[]): Value => list[Math.floor(random() * list.length)]!;
  const time = (mean: number): Time => ({ mean, ...pick(TIMES) });
  const nodes = pick([1, 1, 1, 2, 4]);
  const isNested = random() < 0.3;
  const servers = pick([2, 4, 8]);
  const tier = (name: string, own: number, threads: number | undefined, cores: number): Tier => ({
    name,
    nodes: own,
    dispatch: own === 1 ? 'shared' : pick(DISPATCHES),
    threads,
    stations: [{ name: `${name}.cpu`, servers: cores }],
  });
  const tiers: Tier[] = [tier('front', nodes, pick([4, 6, 8, 12, 20, 40]), pick([2, 4, 64]))];
  if (isNested) tiers.push(tier('middle', 1, pick([4, 8, 16]), pick([4, 64])));
  tiers.push(tier('store', 1, undefined, servers));
  const store = tiers.length - 1;
  const wire: Time = { mean: 0.0005, scv: 0.25, shape: 'gamma' };
  const call = (to: number): Step => ({
    do: 'call',
    call: { to, wire, async: false, errors: 0, retries: 0 },
  });
  const routines: Routine[] = [];
  const classes = pick([1, 1, 2, 3]);
  const shares = Array.from({ length: classes }, () => 0.2 + random());
  const cv = pick([1, 1, 1, 2, 3]);
  const storeTime = time(0.01);
  routines.push({
    name: 'store',
    component: store,
    steps: [{ do: 'visit', tier: store, steps: [{ do: 'serve', station: 0, time: storeTime }] }],
  });
  if (isNested)
    routines.push({
      name: 'middle',
      component: 1,
      steps: [{ do: 'visit', tier: 1, steps: [{ do: 'serve', station: 0, time: time(0.002) }, call(0)] }],
    });
  for (let c = 0; c < classes; c++) {
    const times = pick([1, 1, 2, 0.5]);
    const inner: Step = call(isNested ? 1 : 0);
    const steps: Step[] = [
      { do: 'serve', station: 0, time: time(0.002 + 0.004 * random()) },
      times === 1 ? inner : { do: 'repeat', times, steps: [inner] },
    ];
    if (random() < 0.3) steps.push({ do: 'delay', time: { mean: 0.01, scv: 1, shape: 'exponential' } });
    routines.push({ name: `front ${c}`, component: 0, steps: [{ do: 'visit', tier: 0, steps }] });
  }
  const made = (rate: number): System => ({
    tiers,
    routines,
    sources: shares.map((share, c): Source => {
      const mean = 1 / (rate * share);
      const isEven = c > 0 || cv === 1;
      return {
        name: `c${c}`,
        routine: routines.length - classes + c,
        type: 'open',
        interarrival: isEven
          ? { mean, scv: 1, shape: 'exponential' }
          : { mean, scv: cv * cv, shape: 'hyperexponential' },
      };
    }),
  });
  const offered = (rate: number): number =>
    Math.max(
      ...solve(made(rate)).tiers.flatMap((one) => [
        ...one.stations.map((station) => station.offered),
        one.threads?.offered ?? 0,
      ]),
    );
  let [low, high] = [1e-3, 1e5];
  for (let step = 0; step < 40; step++) {
    const middle = Math.sqrt(low * high);
    if (offered(middle) < utilization) low = middle;
    else high = middle;
  }
  return made(low);
}
