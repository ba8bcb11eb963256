/** Caches, edge caches and swarms: the analysis beside the simulation of the same topology. */
import { describe, expect, it } from 'vitest';
import { simulate } from '../../src/simulation/simulate.ts';
import { estimateOf } from '../support.ts';
import { aws } from './topologies.ts';

/** How far the analysis is from the simulation, relative, of the first class. */
function differences(topology: object, events = 150_000) {
  const { performance } = estimateOf(topology);
  const analytic = performance.classes[0]!.latency()!;
  const simulated = simulate(performance.joined.system, { seed: 3, maxEvents: events }).sources[0]!.responseTime!;
  const busiest = Math.max(
    0,
    ...performance.components.flatMap(({ resources }) => resources.map(({ utilization }) => utilization)),
  );
  // Beyond what the short run itself does not know: its 95 % interval.
  const beyond = ({ value, halfWidth = 0 }: { value: number; halfWidth?: number | undefined }, found: number) =>
    Math.max(0, Math.abs(found - value) - halfWidth) / value;
  return { busiest, mean: beyond(simulated.mean, analytic.mean), p99: beyond(simulated.p99, analytic.p99) };
}

const classOf = (enters: string, rate: number) => ({
  c: { enters, rate: `${rate}/s`, request: '0 B', response: '10 KB' },
});
const db = { kind: 'sql', instance: 'db.m6g.large', storage: '100 GB', read_ratio: 1, demand: { cpu: '4ms' } };

describe('a cache before a database', () => {
  it.each([0.1, 0.3, 0.5, 0.7, 0.9].flatMap((hits) => [0.4, 0.75].map((rho) => [hits, rho, 1] as const)))(
    'that hits %d of the requests, the database at %d',
    (hits, rho) => {
      // Two vCPUs of 4 ms: 500/s; the cache's own commands are 13 µs.
      const rate = (rho * 500) / (1 - hits);
      const cache = {
        kind: 'cache',
        instance: 'cache.m7g.large',
        hit_ratio: hits,
        calls: [{ to: 'db', request: '0 B', response: '1 KB' }],
      };
      const found = differences(aws({ cache, db }, classOf('cache', rate)));
      expect(found.busiest).toBeCloseTo(rho, 2);
      expect(found.mean).toBeLessThan(0.05);
      expect(found.p99).toBeLessThan(0.15);
    },
  );

  it.each([1, 2, 4])('of %d shards that are busy themselves', (shards) => {
    const cache = { kind: 'cache', instance: 'cache.m7g.large', shards, demand: { cpu: '100us' } };
    const found = differences(aws({ cache }, classOf('cache', shards * 7500)));
    expect(found.busiest).toBeCloseTo(0.75, 2);
    expect(found.mean).toBeLessThan(0.05);
    expect(found.p99).toBeLessThan(0.15);
  });
});

describe('an edge cache', () => {
  const origin = { kind: 'service', instance: 'm7g.large', count: 2, demand: { cpu: '5ms', cv: 1.5 } };
  it.each([0.2, 0.5, 0.8, 0.95].flatMap((hits) => [0.3, 0.55, 0.75].map((rho) => [hits, rho] as const)))(
    'that hits %d, its origin at %d',
    (hits, rho) => {
      const edge = { kind: 'cdn', hit_ratio: hits, calls: [{ to: 'app', request: '0 B' }] };
      const found = differences(aws({ edge, app: origin }, classOf('edge', (rho * 800) / (1 - hits))));
      expect(found.mean).toBeLessThan(0.05);
      expect(found.p99).toBeLessThan(0.15);
    },
  );

  it('with a shield behind it', () => {
    const edge = {
      kind: 'cdn',
      catalog: { objects: 10_000, zipf: 0.8, mean_size: '10 KB' },
      memory: '5000 KB',
      shield: '30000 KB',
      calls: [{ to: 'app', request: '0 B' }],
    };
    const found = differences(aws({ edge, app: origin }, classOf('edge', 1000)));
    expect(found.mean).toBeLessThan(0.05);
    expect(found.p99).toBeLessThan(0.15);
  });
});

describe('a swarm before its seed', () => {
  const seed = { kind: 'service', instance: 'm7g.large', count: 2, demand: { cpu: '5ms' } };
  it.each([0.1, 0.3, 0.5, 0.7, 0.9].flatMap((offload) => [0.4, 0.75].map((rho) => [offload, rho] as const)))(
    'that takes %d off it, the seed at %d',
    (offload, rho) => {
      const swarm = { kind: 'peer-swarm', offload, download: '50 Mbps', calls: [{ to: 'seed', request: '0 B' }] };
      const found = differences(aws({ swarm, seed }, classOf('swarm', (rho * 800) / (1 - offload))));
      expect(found.mean).toBeLessThan(0.05);
      expect(found.p99).toBeLessThan(0.15);
    },
  );
});
