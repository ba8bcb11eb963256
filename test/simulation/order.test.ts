/** A file's calls start in the order in which they are written. */
import { describe, expect, it } from 'vitest';
import { simulate } from '../../src/simulation/simulate.ts';
import { estimateOf } from '../support.ts';

/** Mean answer of a station of 1 ms that makes these calls: `b` takes 10 ms and has one server, `c` takes 100 ms. */
function answerOf(...calls: readonly object[]): number {
  const station = (mean: string, servers: number) => ({ kind: 'custom', servers, service: { mean, cv: 0 } });
  const { performance } = estimateOf({
    name: 'order',
    provider: 'aws',
    region: 'us-east-1',
    network: { same_zone: '0ms', cross_zone: '0ms' },
    workload: { w: { enters: 'a', rate: '5/s', cv: 0 } },
    components: {
      a: { ...station('1ms', 1000), calls: calls.map((call) => ({ ...call, protocol: 'none' })) },
      b: station('10ms', 1),
      c: station('100ms', 1),
    },
  });
  return simulate(performance.joined.system, { seed: 1, duration: 500 }).sources[0]!.responseTime!.mean.value;
}

describe('calls start in the order of the file', () => {
  const waited = { to: 'b' };
  const apart = { to: 'b', async: true };

  it('an asynchronous one before a synchronous one, and after it', () => {
    expect(answerOf(apart, waited)).toBeCloseTo(0.021, 9);
    expect(answerOf(waited, apart)).toBeCloseTo(0.011, 9);
    expect(answerOf({ ...apart, times: 2 }, { ...waited, times: 2 })).toBeCloseTo(0.041, 9);
  });

  it('an asynchronous one amid a group, or of it, with the group', () => {
    const group = { parallel: 'g' };
    // b's own jobs: the asynchronous one is out of the way after 10 ms, not after the 100 ms of the group.
    expect(answerOf({ to: 'c', ...group }, apart, { ...waited, ...group }, waited)).toBeCloseTo(0.111, 9);
    expect(answerOf(apart, { ...waited, ...group }, { ...waited, ...group })).toBeCloseTo(0.031, 9);
    expect(answerOf({ ...apart, ...group }, { ...waited, ...group })).toBeCloseTo(0.021, 9);
    expect(answerOf({ ...waited, ...group }, { ...apart, ...group })).toBeCloseTo(0.011, 9);
    // Behind the group it starts when that is done.
    expect(answerOf({ ...waited, ...group }, apart, waited)).toBeCloseTo(0.031, 9);
  });
});
