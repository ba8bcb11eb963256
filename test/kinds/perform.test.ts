/** What holds for every kind: how its plan behaves in the engine's queues. */
import { describe, expect, it } from 'vitest';
import type { Plan, Work } from '../../src/kinds/performance.ts';
import { kinds } from '../../src/kinds/index.ts';
import { joinPlans } from '../../src/engine/system.ts';
import { planAll } from '../../src/engine/plans.ts';
import { solve } from '../../src/models/system/solve.ts';
import { compile } from '../../src/simulation/compile.ts';
import { estimateOf, RATES } from '../support.ts';
import { aws, one } from './topologies.ts';

const volumes = [{ type: 'gp3', size: '100 GB' }];
const machines = { product: 'self-managed', instance: 'm5.large', volumes };
/** A component of each kind, some of them in several ways. */
const COMPONENTS: readonly (readonly [string, object])[] = [
  ['cdn', { hit_ratio: '50%' }],
  ['dns', { ttl: '60s', resolvers: 10 }],
  ['load-balancer', {}],
  ['api-gateway', {}],
  ['service', { instance: 'm5.large', demand: { cpu: '1ms' } }],
  ['container', { vcpu: 1.5, demand: { cpu: '1ms' } }],
  ['container', { vcpu: 0.5, demand: { cpu: '1ms' }, count: 2 }],
  ['function', { duration: '20ms' }],
  ['function', { demand: { cpu: '20ms' } }],
  ['object-store', { read_ratio: 1 }],
  ['file-store', { read_ratio: '50%' }],
  ['sql', { instance: 'db.m5.large', storage: '100 GB', read_ratio: '50%', read_replicas: 2, multi_az: true }],
  ['sql', { instance: 'db.m5.large', storage: '100 GB', read_ratio: '50%', demand: { cpu: '1ms', io: 1.5 } }],
  ['kv-store', { read_ratio: 1 }],
  ['wide-column', { ...machines, read_ratio: '50%', threads: 100 }],
  ['wide-column', { ...machines, read_ratio: '50%', count: 6, demand: { cpu: '1ms', io: 1 }, consistency: 'all' }],
  ['cache', { instance: 'cache.m5.large', shards: 2 }],
  ['log', machines],
  ['log', { ...machines, acks: '0' }],
  ['queue', { ...machines, type: 'quorum' }],
  ['queue', { ...machines, confirms: false }],
  ['consensus', { ...machines, read_ratio: '50%', reads: 'index', threads: 100 }],
  ['consensus', { ...machines, read_ratio: '50%', reads: 'follower', batch: 4 }],
  ['lock', { actions: 2, action_time: '1ms' }],
  ['peer-swarm', { offload: '50%' }],
  ['nat-gateway', {}],
  ['external', { latency: '20ms' }],
  ['custom', { service: { mean: '1ms' } }],
];

function planned(kind: string, fields: object, rate: string) {
  const { topology, placed, traffic } = estimateOf(aws({ it: { kind, ...fields } }, one('it', rate)));
  const trips = { roundTrip: () => undefined };
  const loaded = { topology, placed, traffic, rates: RATES, trips, notice: () => {} };
  const plans = planAll(loaded);
  const { system } = joinPlans(loaded, plans);
  const solution = solve(system);
  return {
    system,
    plan: plans[0]!.plan,
    use: solution.tiers.flatMap(({ stations, threads }) => [
      ...stations.map((station) => station.utilization),
      ...(threads ? [threads.utilization] : []),
    ]),
    limits: plans[0]!.limits.map(({ use }) => use),
    mean: solution.sources[0]!.mean,
  };
}

/** Times of steps one after the other; undefined where some are done at once. */
function sumOf(steps: readonly Work[]): number | undefined {
  let sum = 0;
  for (const step of steps) {
    const own = (): number | undefined => {
      if (step.do === 'calls') return 0;
      if (step.do === 'serve' || step.do === 'delay') return step.time.mean;
      if (step.do === 'fork') return step.branches.some((branch) => branch.length === 0) ? 0 : undefined;
      if (step.do !== 'either') {
        const inner = sumOf(step.steps);
        return inner === undefined || step.do === 'visit' ? inner : inner * step.times;
      }
      const parts = step.branches.map(({ probability, steps: inner }) => [probability, sumOf(inner)] as const);
      if (parts.some(([, part]) => part === undefined)) return undefined;
      return parts.reduce((total, [probability, part]) => total + probability * part!, 0);
    };
    const one = own();
    if (one === undefined) return undefined;
    sum += one;
  }
  return sum;
}

/** Every serve stands in a visit of a tier that has its station, and calls are made in one place. */
function checkSteps(plan: Plan, work: readonly Work[]): number {
  let places = 0;
  const walk = (steps: readonly Work[], tier: number): void => {
    for (const step of steps) {
      if (step.do === 'serve') expect(plan.tiers[tier]?.stations[step.station]).toBeDefined();
      else if (step.do === 'calls') places++;
      else if (step.do === 'visit') walk(step.steps, step.tier);
      else if (step.do === 'repeat') walk(step.steps, tier);
      else if (step.do === 'either') for (const branch of step.branches) walk(branch.steps, tier);
      else if (step.do === 'fork') for (const branch of step.branches) walk(branch, tier);
    }
  };
  walk(work, -1);
  return places;
}

describe('every kind', () => {
  it('performs', () => {
    expect(COMPONENTS.map(([kind]) => kind)).toEqual(expect.arrayContaining([...kinds.keys()]));
    expect([...kinds.values()].filter((kind) => !kind.perform)).toEqual([]);
  });

  describe.each(COMPONENTS)('%s %j', (kind, fields) => {
    const few = planned(kind, fields, '0.001/s');

    it('takes the sum of its parts where nothing is waited for', () => {
      expect(checkSteps(few.plan, few.plan.work('c'))).toBeLessThanOrEqual(1);
      const sum = sumOf(few.plan.work('c'));
      if (sum !== undefined && sum > 0) expect(few.mean / sum).toBeCloseTo(1, 4);
      else if (sum === 0) expect(few.mean).toBe(0);
    });

    it('is described as the simulation reads it', () => {
      expect(() => compile(few.system)).not.toThrow();
    });

    it('is used twice as much by twice as many requests, which take no less time', () => {
      const some = planned(kind, fields, '20/s');
      const more = planned(kind, fields, '40/s');
      for (const [index, use] of some.use.entries()) expect(more.use[index]! / use || 2).toBeCloseTo(2, 6);
      for (const [index, use] of some.limits.entries()) expect(more.limits[index]! / use || 2).toBeCloseTo(2, 6);
      // A resolver that is asked more often has more of the names, a function more warm instances, a batch is full
      // sooner.
      if (!['dns', 'function', 'log'].includes(kind)) expect(more.mean).toBeGreaterThanOrEqual(some.mean * (1 - 1e-9));
    });

    it('takes no longer on a faster instance', () => {
      const { instance } = fields as { instance?: string };
      if (instance === undefined) return;
      const slow = planned(kind, fields, '40/s');
      const fast = planned(kind, { ...fields, instance: instance.replace('large', '4xlarge') }, '40/s');
      expect(fast.mean).toBeLessThanOrEqual(slow.mean * (1 + 1e-9));
      for (const [index, use] of fast.use.entries()) expect(use).toBeLessThanOrEqual(slow.use[index]! * (1 + 1e-6));
    });
  });
});
