/**
 * Systems of each family whose errors are measured: the same few ingredients, drawn at random from a seed. What family
 * a system belongs to is said by `familiesOf` in src; here are systems that meet one of them at a time.
 */
import { FAMILIES, familiesOf, type Family } from '../../../src/models/system/families.ts';
import type { MEASURED } from '../../../src/models/system/measured.ts';
import { latencyOf, solve } from '../../../src/models/system/solve.ts';
import type { Dispatch, Source, Step, System, Time } from '../../../src/models/system/system.ts';
import { simulate } from '../../../src/simulation/simulate.ts';
import { randomNumbers } from './generated.ts';
import { call, open, routine, tier, time, users, visit } from './textbook.ts';

interface Dice {
  readonly random: () => number;
  readonly pick: <Value>(list: readonly Value[]) => Value;
  /** 0.3 to 0.9, evenly over the seeds. */
  readonly rho: number;
}

const serving = (service: Time): Step => ({ do: 'serve', station: 0, time: service });

/** Components in a row, each calling the next. */
function row(stages: readonly (readonly [servers: number, service: Time])[], source: Source): System {
  return {
    tiers: stages.map(([servers]) => tier(servers)),
    routines: stages.map(([, service], i) =>
      routine(i, visit(i, serving(service)), ...(i + 1 < stages.length ? [call(i + 1)] : [])),
    ),
    sources: [source],
  };
}

/** One component that calls others in its own way; they call nobody. */
function star(
  front: readonly [number, Time],
  others: readonly (readonly [number, Time])[],
  calls: readonly Step[],
  source: Source,
): System {
  return {
    tiers: [tier(front[0]), ...others.map(([servers]) => tier(servers))],
    routines: [
      routine(0, visit(0, serving(front[1])), ...calls),
      ...others.map(([, service], i) => routine(i + 1, visit(i + 1, serving(service)))),
    ],
    sources: [source],
  };
}

const fork = (branches: readonly Step[]): Step => ({
  do: 'fork',
  needed: branches.length,
  branches: branches.map((branch) => [branch]),
});
const variable = ({ pick }: Dice, mean: number): Time =>
  pick([time(mean, 0), time(mean, 0.25, 'erlang'), time(mean, 2.25, 'lognormal'), time(mean, 4), time(mean, 9)]);
const any = (dice: Dice, mean: number): Time => (dice.random() < 0.4 ? time(mean) : variable(dice, mean));
const times = (count: number, step: Step): Step[] => Array.from({ length: count }, () => step);
const IDLE = [64, time(0.001, 0)] as const;

/** By family, a system from a seed's numbers. */
export const FAMILY_SYSTEMS: Readonly<Record<Family, (dice: Dice) => System>> = {
  markov({ pick, rho }) {
    const stages = Array.from({ length: pick([2, 3, 5]) }, () => [pick([1, 2, 8]), pick([0.004, 0.01])] as const);
    const rate = rho * Math.min(...stages.map(([servers, mean]) => servers / mean));
    return row(
      stages.map(([servers, mean]) => [servers, time(mean)] as const),
      open(rate),
    );
  },
  repeats(dice) {
    const { pick, rho } = dice;
    const [servers, count] = [pick([1, 2, 4, 16]), pick([2, 3, 5])];
    const rate = (rho * servers) / 0.01 / count;
    return star([64, time(0.005)], [[servers, any(dice, 0.01)]], times(count, call(1)), open(rate));
  },
  service(dice) {
    const servers = dice.pick([1, 2, 4, 16]);
    return row([[servers, variable(dice, 0.01)]], open((dice.rho * servers) / 0.01));
  },
  tandem(dice) {
    const servers = dice.pick([1, 2, 4, 8]);
    const stages = Array.from({ length: dice.pick([2, 3]) }, () => [servers, variable(dice, 0.01)] as const);
    return row(
      dice.random() < 0.3 ? stages.map(([c]) => [c, time(0.01, 0)] as const) : stages,
      open((dice.rho * servers) / 0.01),
    );
  },
  arrivals(dice) {
    const servers = dice.pick([1, 2, 4, 16]);
    return row([[servers, any(dice, 0.01)]], open((dice.rho * servers) / 0.01, dice.pick([0, 0.25, 4, 9, 9])));
  },
  dispatch(dice) {
    const [nodes, servers] = [dice.pick([2, 3, 6, 10]), dice.pick([1, 2, 4])];
    const dispatch = dice.pick<Dispatch>(['random', 'round-robin', 'power-of-two', 'least-connections']);
    return {
      tiers: [tier(servers, { nodes, dispatch })],
      routines: [routine(0, visit(0, serving(any(dice, 0.01))))],
      sources: [open((dice.rho * servers * nodes) / 0.01, dice.pick([1, 1, 1, 4]))],
    };
  },
  fanout(dice) {
    const [branches, servers] = [dice.pick([2, 3, 8, 20, 50]), dice.pick([1, 2, 4])];
    const others = Array.from({ length: branches }, () => [servers, any(dice, 0.01)] as const);
    return star(IDLE, others, [fork(others.map((_, i) => call(i + 1)))], open((dice.rho * servers) / 0.01));
  },
  crowd(dice) {
    const { pick, rho, random } = dice;
    const servers = pick([1, 4, 16, 64]);
    if (random() < 0.35) {
      // A diamond: two branches, both of which call the same third.
      const rate = (rho * servers) / 0.02;
      const ways = [any(dice, 0.01), any(dice, 0.01)];
      return {
        tiers: [tier(64), tier(2 * servers), tier(2 * servers), tier(servers)],
        routines: [
          routine(0, visit(0, serving(time(0.001, 0))), fork([call(1), call(2)])),
          ...ways.map((way, i) => routine(i + 1, visit(i + 1, serving(way)), call(3))),
          routine(3, visit(3, serving(any(dice, 0.01)))),
        ],
        sources: [open(rate)],
      };
    }
    const branches = pick([2, 5, 20, 50]);
    const rate = (rho * servers) / branches / 0.01;
    if (random() < 0.2) {
      // One is waited for, the others come at the same time.
      const others = times(Math.min(branches, 5) - 1, call(1, { async: true }));
      return star(IDLE, [[servers, any(dice, 0.01)]], [...others, call(1)], open((rho * servers) / 0.05));
    }
    return star(IDLE, [[servers, any(dice, 0.01)]], [fork(times(branches, call(1)))], open(rate));
  },
  hedges(dice) {
    const { pick, rho, random } = dice;
    const servers = pick([1, 2, 4, 16]);
    const hedge = pick([0.02, 0.03, 0.06]);
    const branches = pick([1, 1, 4, 20]);
    const others = Array.from({ length: branches }, () => [servers, any(dice, 0.01)] as const);
    const calls = others.map((_, i) => call(i + 1, { hedge }));
    // Hedges add up to as much again: what they would fill has two steady states, and no mean.
    const load = Math.min(rho, 0.9) * 0.45;
    return star(
      random() < 0.5 ? [16, time(0.02)] : IDLE,
      others,
      branches === 1 ? calls : [fork(calls)],
      open(Math.min(load * servers, 12) / 0.01),
    );
  },
  retries(dice) {
    const { pick, rho } = dice;
    const servers = pick([1, 2, 4, 16]);
    const errors = pick([0, 0.05]);
    const timeout = pick([0.04, 0.08, 0.15]);
    const retries = pick([0, 1, 2]);
    // As much as all attempts together leave room for: more has two steady states.
    const load = Math.min(rho, 0.8 / (retries + 1));
    return star(
      IDLE,
      [[servers, any(dice, 0.01)]],
      [call(1, { errors, timeout, retries })],
      open((load * servers) / 0.01),
    );
  },
  room(dice) {
    const { pick, rho } = dice;
    const servers = pick([1, 2, 4, 8]);
    const room = servers * pick([1, 2, 4]);
    return {
      tiers: [tier(64), tier(servers, { room })],
      routines: [
        routine(0, visit(0, serving(time(0.001, 0))), call(1, { retries: pick([0, 0, 1, 2]) })),
        routine(1, visit(1, serving(any(dice, 0.01)))),
      ],
      sources: [open((rho * servers) / 0.01)],
    };
  },
  pools(dice) {
    const { pick, rho } = dice;
    const servers = pick([1, 2, 4, 8]);
    const threads = servers * pick([2, 3, 5, 10]);
    // What so many threads carry: the inner network's throughput is below that of its servers.
    const carried = threads / (threads + servers - 1 + 0.5 * servers);
    return {
      tiers: [tier(16, { threads }), tier(servers)],
      routines: [
        routine(0, visit(0, { do: 'serve', station: 0, time: time(0.005) }, call(1))),
        routine(1, visit(1, serving(any(dice, 0.01)))),
      ],
      sources: [open((rho * 0.95 * carried * servers) / 0.01)],
    };
  },
  closed(dice) {
    const { pick, rho } = dice;
    const [a, b] = [pick([1, 2, 4]), pick([1, 2, 4])];
    const service = [variable(dice, 0.01), any(dice, 0.009)] as const;
    const think = pick([0.1, 0.5, 1]);
    const count = Math.max(2, Math.round(rho * Math.min(a / 0.01, b / 0.009) * (think + 0.05) * pick([0.8, 1, 1.3])));
    return row(
      [
        [a, service[0]],
        [b, service[1]],
      ],
      users(count, think),
    );
  },
  classes(dice) {
    const { pick, rho } = dice;
    const [a, b] = [pick([1, 2, 4]), pick([1, 2, 4])];
    const open2 = (rho * 0.5 * a) / 0.01;
    const count = Math.max(1, Math.round(rho * 0.45 * Math.min(a / 0.01, b / 0.008) * 0.3));
    return {
      tiers: [tier(a), tier(b)],
      routines: [
        routine(0, visit(0, serving(time(0.01))), call(1)),
        routine(1, visit(1, serving(time(0.008)))),
        routine(0, visit(0, serving(time(0.01)))),
      ],
      sources: [
        users(count, 0.3),
        pick([
          { ...open(open2), routine: 2 },
          { ...users(count, 0.3), routine: 2 },
        ]),
      ],
    };
  },
};

/** The system of a family and a seed. */
export function familySystem(family: Family, seed: number): System {
  const random = randomNumbers(seed * 7919);
  const pick = <Value>(list: readonly Value[]): Value => list[Math.floor(random() * list.length)]!;
  return FAMILY_SYSTEMS[family]({ random, pick, rho: 0.3 + 0.6 * ((seed * 0.618) % 1) });
}

export interface FamilyError {
  readonly seed: number;
  readonly utilization: number;
  /** Analytic over simulated, less 1; `Infinity` where the analysis finds no end and the simulation does. */
  readonly mean: number;
  readonly p50: number;
  readonly p99: number;
  /** Half-width of the simulation's 95 % interval of the mean, relative. */
  readonly noise: number;
  /** What the solution says that its way meets. */
  readonly families: readonly Family[];
}

/** Solves and simulates one system of a family. */
export function familyError(family: Family, seed: number, events: number): FamilyError {
  const system = familySystem(family, seed);
  const solution = solve(system);
  const analytic = latencyOf(solution.sources[0], solution.lattice());
  // A request of many branches is many events: as many requests take as many more of them.
  const maxEvents = events * Math.min(6, Math.max(1, system.routines.length / 3));
  const simulated = simulate(system, { seed, maxEvents }).sources[0]!.responseTime!;
  const relative = (key: 'mean' | 'p50' | 'p99') =>
    analytic ? analytic[key] / simulated[key].value - 1 : Number.POSITIVE_INFINITY;
  return {
    seed,
    utilization: Math.max(...solution.tiers.flatMap(({ stations }) => stations.map((one) => one.utilization))),
    mean: relative('mean'),
    p50: relative('p50'),
    p99: relative('p99'),
    noise: (simulated.mean.halfWidth ?? 0) / simulated.mean.value,
    families: familiesOf(solution)([system.sources[0]!.routine]).families,
  };
}

/** The table of docs/latency.md: what was measured of each family. */
export function familyTable(measured: (typeof MEASURED)['families']): string {
  const percent = (share: number) => `${Number((share * 100).toPrecision(3))} %`;
  const rows = (Object.keys(FAMILIES) as Family[]).map((family) => {
    const { systems, mean, p99 } = measured[family];
    const cells = [mean.median, mean.worst, p99.median, p99.worst].map(percent);
    return `| ${FAMILIES[family]} | ${systems} | ${cells.join(' | ')} |`;
  });
  const head = '| family | systems | mean: median | worst | p99: median | worst |';
  return [head, '|---|---:|---:|---:|---:|---:|', ...rows].join('\n');
}
