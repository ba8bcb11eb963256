/**
 * Figures that papers publish, as whole topologies. Others stand beside their kinds: the commit latency of five regions
 * in consensus.test.ts, deadlocks by the number of nodes (Gray and others 1996) in lock.test.ts and
 * ../models/queueing/contention.test.ts, logs of three brokers (LinkedIn 2014, Confluent 2020) in log.test.ts, writes
 * of a ring (Netflix 2011) in wide-column.test.ts.
 */
import { describe, expect, it } from 'vitest';
import { constant, exponential, mixture } from '../../src/models/distribution/distribution.ts';
import { kthOf } from '../../src/models/distribution/order.ts';
import { percentiles, tail } from '../../src/models/distribution/percentile.ts';
import { estimateOf } from '../support.ts';
import { aws, one } from './topologies.ts';

/** Share of the first class's requests that take longer than so many seconds. */
function shareOver(topology: object, seconds: number): number {
  const { solution } = estimateOf(topology).performance;
  return tail(solution.sources[0]!, seconds);
}

describe('the tail at scale', () => {
  /**
   * J. Dean and L. A. Barroso, "The tail at scale", CACM 56(2), 2013: where one request in a hundred takes more than a
   * second at a server, 63 % of those that need a hundred servers at once do; with one in ten thousand and two thousand
   * servers almost one in five.
   */
  const PUBLISHED: readonly (readonly [fanOut: number, slow: number, published: number])[] = [
    [100, 0.01, 0.63],
    [2000, 0.0001, 0.18],
  ];
  const slowShare = (fanOut: number, slow: number) => 1 - (1 - slow) ** fanOut;
  const leaves = (fanOut: number, leaf: object, more: object = {}) => ({
    components: {
      root: {
        kind: 'custom',
        servers: 1000,
        service: { mean: '1us' },
        calls: Array.from({ length: fanOut }, () => ({ to: 'leaf', parallel: 'leaves', protocol: 'none' })),
      },
      leaf: { kind: 'custom', servers: 100_000, ...leaf },
      ...more,
    },
    workload: one('root', '0.01/s'),
  });

  it.each(PUBLISHED)('makes %i answers at once slow where %d of each are: %d', (fanOut, slow, published) => {
    const leaf = mixture([
      { probability: 1 - slow, time: exponential(10e-3) },
      { probability: slow, time: constant(2) },
    ]);
    const all = kthOf(
      fanOut,
      Array.from({ length: fanOut }, () => leaf),
    );
    expect(tail(all, 1)).toBeCloseTo(slowShare(fanOut, slow), 6);
    expect(tail(all, 1)).toBeCloseTo(published, 2);
  });

  it('makes 63 % of the requests slow that call a hundred servers with one slow answer in a hundred', () => {
    // An exponential time of this mean takes longer than a second with a probability of e^(−ln 100).
    const exponentially = { service: { mean: `${1 / Math.log(100)}s` } };
    expect(shareOver(leaves(1, exponentially), 1)).toBeCloseTo(0.01, 4);
    const share = shareOver(leaves(100, exponentially), 1);
    // The last of a hundred is kept at eight times a decade, between which its tail is taken to fall exponentially.
    expect(Math.abs(share - slowShare(100, 0.01))).toBeLessThan(0.01);
  });

  it('makes as many slow where most answers take ten milliseconds', () => {
    const topology = (fanOut: number) =>
      leaves(
        fanOut,
        { service: { mean: '10ms' }, calls: [{ to: 'pause', times: 0.01, protocol: 'none' }] },
        { pause: { kind: 'custom', servers: 100_000, service: { mean: '2s', cv: 0 } } },
      );
    expect(shareOver(topology(1), 1)).toBeCloseTo(0.01, 4);
    const { performance } = estimateOf(topology(100));
    const [source] = performance.solution.sources;
    expect(Math.abs(tail(source!, 1) - slowShare(100, 0.01))).toBeLessThan(0.002);
    // More than half of them are slow: the median is that of a pause, and 1 − 0.634 of them have none.
    expect(Math.abs(performance.classes[0]!.latency()!.p50 / 2 - 1)).toBeLessThan(0.02);
    expect(percentiles(source!, [0.35])[0]!).toBeLessThan(0.1);
    expect(percentiles(source!, [0.39])[0]!).toBeGreaterThan(1.9);
  });
});

describe('a quorum read', () => {
  /** ∫ P(X > t) dt by Simpson's rule. */
  function integral(of: (time: number) => number, end: number, steps = 20_000): number {
    let sum = of(0) + of(end);
    for (let i = 1; i < steps; i++) sum += of((end * i) / steps) * (i % 2 === 1 ? 4 : 2);
    return (sum * end) / steps / 3;
  }

  /** P(Erlang of four stages + exponential ≤ t), the mean of a stage and of the exponential given. */
  function delayed(stage: number, mean: number, time: number): number {
    if (time <= 0) return 0;
    const erlang = (at: number) => {
      const x = at / stage;
      return (x ** 3 * Math.exp(-x)) / 6 / stage;
    };
    return integral((at) => erlang(at) * -Math.expm1(-(time - at) / mean), time, 400);
  }

  it.each(['aws', 'azure', 'gcp'] as const)('waits for the way to another zone as published on %s', (provider) => {
    // Round trips between zones, mean with a coefficient of variation of 1/2 (an Erlang of four stages): eu-west-1
    // (2022) 0.825 ms, half of
    // Microsoft's 2 ms and of Google's 1 ms
    const roundTrip = { aws: 0.825, azure: 1, gcp: 0.5 }[provider];
    const region = { aws: 'us-east-1', azure: 'eastus', gcp: 'us-central1' }[provider];
    const instance = { aws: 'm5.large', azure: 'D2s_v5', gcp: 'n2-standard-2' }[provider];
    const ring = {
      kind: 'wide-column',
      instance,
      count: 6,
      read_ratio: 1,
      consistency: 'quorum',
      demand: { cpu: '3ms' },
    };
    const { performance } = estimateOf({ provider, region, components: { ring }, workload: one('ring', '1/s') });
    const { mean, p99 } = performance.classes[0]!.latency()!;
    // A coordinator's millisecond; then both of the replica beside it and of one in another zone
    const both = (time: number) => -Math.expm1(-time) * delayed(roundTrip / 4, 1, time);
    const asked = integral((time) => 1 - both(time), 40, 2000);
    expect(Math.abs(mean * 1e3 - (1 + asked))).toBeLessThan(0.005 * (1 + asked));
    // P(coordinator + both > p99) = ∫ e^(−u)·P(both > p99 − u) du + e^(−p99)
    const end = p99 * 1e3;
    const over = integral((at) => Math.exp(-at) * (1 - both(end - at)), end, 2000) + Math.exp(-end);
    expect(Math.abs(over - 0.01)).toBeLessThan(0.0005);
  });

  it('reads the more replicas the slower: one, a quorum of three, a quorum of five, all five', () => {
    // Nothing but the replicas' milliseconds: the last of k of them, H(k), and the coordinator's
    const network = { same_zone: '0s', cross_zone: '0s' };
    const meanOf = (consistency: string, replication: number, asked: number) => {
      const demand = { cpu: `${asked + 1}ms` };
      const fields = { kind: 'wide-column', instance: 'm5.large', count: 10, read_ratio: 1, demand };
      const topology = aws({ ring: { ...fields, consistency, replication } }, one('ring', '1/s'), { network });
      return estimateOf(topology).performance.classes[0]!.latency()!.mean * 1e3;
    };
    const harmonic = (n: number): number => (n === 0 ? 0 : harmonic(n - 1) + 1 / n);
    expect(meanOf('one', 3, 1)).toBeCloseTo(1 + harmonic(1), 2);
    expect(meanOf('quorum', 3, 2)).toBeCloseTo(1 + harmonic(2), 2);
    expect(meanOf('quorum', 5, 3)).toBeCloseTo(1 + harmonic(3), 2);
    expect(meanOf('all', 5, 5)).toBeCloseTo(1 + harmonic(5), 2);
  });
});
