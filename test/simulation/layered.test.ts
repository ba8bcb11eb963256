/**
 * Thread pools against the simulator lqsim: the `layered` problems of the reference collection, figures copied here.
 */
import { describe, expect, it } from 'vitest';
import type { Step, System } from '../../src/models/system/system.ts';
import { simulate } from '../../src/simulation/simulate.ts';
import { call, closed, exponential, open, serve, tier, visit } from './systems.ts';

interface Task {
  readonly cores: number;
  readonly threads: number;
  readonly demand: number;
  /** Mean number of calls of the next task; 0 for the last. */
  readonly calls: number;
}

/**
 * lqsim makes a geometric number of calls and splits the processing into one exponential slice more than there are
 * calls: after each slice another call with probability m/(1 + m). After 60 calls it ends here.
 */
function slices({ demand, calls }: Task, to: number, depth = 60): Step[] {
  const slice = serve(exponential(demand / (1 + calls)));
  if (calls === 0 || depth === 0) return [slice];
  const steps = [call(to), ...slices({ demand, calls } as Task, to, depth - 1)];
  return [slice, { do: 'either', branches: [{ probability: calls / (1 + calls), steps }] }];
}

function layers(tasks: readonly Task[], source: System['sources'][number]): System {
  return {
    tiers: tasks.map(({ cores, threads }) => tier({ servers: cores, threads })),
    routines: tasks.map((task, at) => ({ name: `${at}`, component: at, steps: [visit(at, ...slices(task, at + 1))] })),
    sources: [source],
  };
}

// layeredqueuing/V6@28d0d41, lqsim 6.2.31; half widths are 0.6 %, 1.1 % and 0.9 % of the response times.
const problems = [
  {
    name: 'a pool of 10 threads before a slow database',
    tasks: [
      { cores: 16, threads: 10, demand: 0.01, calls: 1 },
      { cores: 4, threads: 50, demand: 0.08, calls: 0 },
    ],
    source: closed(60, exponential(0.5)),
    responseTime: 0.700258,
    throughput: 49.98925,
    heldTime: [0.199998, 0.18995],
    utilization: [0.0312566, 0.9999975],
  },
  {
    name: 'four tiers',
    tasks: [
      { cores: 1, threads: 100, demand: 0.001, calls: 1 },
      { cores: 2, threads: 20, demand: 0.008, calls: 1 },
      { cores: 4, threads: 30, demand: 0.03, calls: 1.5 },
      { cores: 2, threads: 10, demand: 0.01, calls: 0 },
    ],
    source: closed(100, exponential(2)),
    responseTime: 0.0571539,
    throughput: 48.61085,
    heldTime: [0.0571886, 0.0561962, 0.047907, 0.0114614],
    utilization: [0.0485904, 0.1941515, 0.3638225, 0.3640925],
  },
  {
    name: 'a pool of 5 connections to a fast database',
    tasks: [
      { cores: 8, threads: 40, demand: 0.02, calls: 1 },
      { cores: 8, threads: 5, demand: 0.04, calls: 0 },
    ],
    source: closed(70, exponential(0.4)),
    responseTime: 0.16438,
    throughput: 124.02991,
    heldTime: [0.164263, 0.0399983],
    utilization: [0.3102513, 0.6205625],
  },
  {
    name: 'open arrivals',
    tasks: [
      { cores: 2, threads: 16, demand: 0.04, calls: 2 },
      { cores: 1, threads: 8, demand: 0.012, calls: 0 },
    ],
    source: open(exponential(1 / 30)),
    responseTime: 0.148752,
    throughput: 30,
    heldTime: [0.147086, 0.039736],
    utilization: [0.59985, 0.71962],
  },
];

describe('thread pools', () => {
  it.each(problems)(
    '$name: within 2 % of lqsim',
    ({ tasks, source, responseTime, throughput, heldTime, utilization }) => {
      const result = simulate(layers(tasks, source), { seed: 3, maxEvents: 1_500_000 });
      const near = (value: number, exact: number) => expect(Math.abs(value / exact - 1)).toBeLessThan(0.02);
      near(result.sources[0]!.responseTime!.mean.value, responseTime);
      near(result.sources[0]!.throughput, throughput);
      result.tiers.forEach(({ responseTime, threads, stations }, at) => {
        near(responseTime! - threads!.waitTime!, heldTime[at]!);
        near(stations[0]!.utilization, utilization[at]!);
      });
    },
  );
});
