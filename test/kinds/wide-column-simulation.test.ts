/** Rings as solved stand beside the same rings simulated, and a speculative retry beside a hedged call. */
import { describe, expect, it } from 'vitest';
import { simulate } from '../../src/simulation/simulate.ts';
import { call, exponential, open, serve, system, tier, visit } from '../simulation/systems.ts';
import { latencyOf, solve } from '../../src/models/system/solve.ts';
import { beside, systemOf } from './beside-simulation.ts';
import { aws, one } from './topologies.ts';

const volumes = [{ type: 'gp3', size: '100 GB' }];
const REGIONS = ['us-east-1', 'us-west-2', 'eu-west-1'];
const TWO = { placement: ['us-east-1', 'eu-west-1'], count: 12 };
const THREE = { placement: REGIONS, count: 18 };

const SETS: readonly (readonly [object, string])[] = [
  [{ read_ratio: 0, consistency: 'one' }, '4000/s'],
  [{ read_ratio: 0, consistency: 'two', replication: 2 }, '8000/s'],
  [{ read_ratio: 0, consistency: 'quorum' }, '8000/s'],
  [{ read_ratio: 0, consistency: 'all' }, '6000/s'],
  [{ read_ratio: 0, consistency: 'quorum', replication: 5, count: 9 }, '8000/s'],
  [{ read_ratio: 1, consistency: 'one' }, '10000/s'],
  [{ read_ratio: 1, consistency: 'local_quorum' }, '9000/s'],
  [{ read_ratio: 1, consistency: 'all' }, '8000/s'],
  [{ read_ratio: 0.8, demand: { cpu: '4ms' } }, '2000/s'],
  [{ read_ratio: 0.5, demand: { cpu: '4ms', io: 2 }, volumes }, '1500/s'],
  [{ read_ratio: 0.5, demand: { cpu: '4ms', cv: 0.5 }, count: 12 }, '4000/s'],
  [{ read_ratio: 1, consistency: 'one', speculative_retry: '2ms' }, '9000/s'],
  [{ read_ratio: 1, consistency: 'quorum', speculative_retry: '2ms' }, '8000/s'],
  [{ read_ratio: 0.9, read_repair: '10%' }, '8000/s'],
  [{ ...TWO, read_ratio: 0.5, consistency: 'local_quorum' }, '8000/s'],
  [{ ...TWO, read_ratio: 0, consistency: 'quorum' }, '8000/s'],
  [{ ...TWO, read_ratio: 1, consistency: 'quorum', speculative_retry: '90ms' }, '7000/s'],
  [{ ...TWO, read_ratio: 0, write_consistency: 'each_quorum' }, '8000/s'],
  [{ ...TWO, read_ratio: 0.5, consistency: 'all', demand: { cpu: '4ms', io: 2 }, volumes }, '2500/s'],
  [{ ...THREE, read_ratio: 0.5, consistency: 'quorum', replication: 2 }, '9000/s'],
  [{ ...THREE, read_ratio: 0.8, consistency: 'two', replication: 1, demand: { cpu: '2ms' } }, '6000/s'],
  [
    { ...THREE, read_ratio: 0.9, read_repair: '10%', region: 'eu-central-1', write_consistency: 'each_quorum' },
    '7000/s',
  ],
];

describe('wide-column', () => {
  it.each(SETS)('%j at %s is as simulated', (fields, rate) => {
    const ring = { kind: 'wide-column', instance: 'm5.large', count: 6, ...fields };
    const { utilization, mean, p99 } = beside(systemOf(aws({ ring }, one('ring', rate))));
    expect(utilization).toBeLessThan(0.81);
    expect(Math.abs(mean)).toBeLessThan(0.05);
    expect(Math.abs(p99)).toBeLessThan(0.15);
  });
});

describe('a speculative retry', () => {
  // A coordinator, then one replica of 1 ms, asked again elsewhere after so long.
  it.each([
    ['2ms', '2000/s'],
    ['3ms', '3000/s'],
    ['5ms', '4000/s'],
  ])('after %s at %s takes as long as a call that is hedged', (after, rate) => {
    const part = exponential(1e-3);
    const node = () => [visit(0, serve(part))];
    const steps = [...node(), call(1, { hedge: Number.parseFloat(after) * 1e-3 })];
    const hedged = system(
      [tier({ nodes: 6, dispatch: 'random', servers: 2 })],
      open(exponential(1 / Number.parseFloat(rate))),
      steps,
      node(),
    );
    const ring = {
      kind: 'wide-column',
      instance: 'm5.large',
      count: 6,
      read_ratio: 1,
      consistency: 'one',
      demand: { cpu: '2ms' },
      speculative_retry: after,
    };
    const solution = solve(systemOf(aws({ ring }, one('ring', rate), { network: { cross_zone: '0s' } })));
    const analytic = latencyOf(solution.sources[0], solution.lattice())!;
    const result = simulate(hedged, { seed: 1, maxEvents: 200_000 });
    const simulated = result.sources[0]!.responseTime!;
    expect(Math.abs(analytic.mean / simulated.mean.value - 1)).toBeLessThan(0.05);
    expect(Math.abs(analytic.p99 / simulated.p99.value - 1)).toBeLessThan(0.15);
    const visits = result.tiers[0]!.arrivalRate / result.sources[0]!.arrivalRate;
    const busy = solution.tiers[0]!.stations[0]!.utilization;
    // Twelve vCPUs, each visit of a millisecond
    expect(Math.abs((busy * 12) / (Number.parseFloat(rate) * visits * 1e-3) - 1)).toBeLessThan(0.02);
  });
});
