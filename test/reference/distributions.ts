/** The reference problems about independent random times, put to the distributions: no queues. */
import { callTime, hedged } from '../../src/models/distribution/attempts.ts';
import {
  constant,
  exponential,
  gamma,
  hyperexponential,
  lognormal,
  mixture,
  sum,
  type Distribution,
} from '../../src/models/distribution/distribution.ts';
import { kthOf } from '../../src/models/distribution/order.ts';
import { percentiles, tail } from '../../src/models/distribution/percentile.ts';

interface Shape {
  readonly type: string;
  readonly mean: number;
  readonly k: number;
  readonly cv: number;
  readonly p: readonly number[];
  readonly means: readonly number[];
}

function timeOf(shape: Shape): Distribution {
  switch (shape.type) {
    case 'exponential':
      return exponential(shape.mean);
    case 'deterministic':
      return constant(shape.mean);
    case 'erlang':
      return gamma(shape.mean, 1 / shape.k);
    case 'lognormal':
      return lognormal(shape.mean, shape.cv ** 2);
    case 'hyperexponential':
      return hyperexponential(shape.p.map((probability, i) => ({ probability, mean: shape.means[i]! })));
    default:
      throw new Error(`no distribution ${shape.type}`);
  }
}

const NAMES = { p50: 0.5, p95: 0.95, p99: 0.99, p999: 0.999 } as const;

function described(one: Distribution): Record<string, number> {
  const values = percentiles(one, Object.values(NAMES), undefined, true);
  return { mean: one.mean, ...Object.fromEntries(Object.keys(NAMES).map((name, i) => [name, values[i]!])) };
}

/* oxlint-disable typescript/no-explicit-any */
export const distributionSolvers: Readonly<Record<string, (inputs: any) => Record<string, unknown>>> = {
  latency_sum: ({ stages }) => described(sum(stages.map(timeOf))),
  cache_latency_mixture: ({ hit_ratio, hit_path, miss_path }) =>
    described(
      mixture([
        { probability: hit_ratio, time: sum(hit_path.map(timeOf)) },
        { probability: 1 - hit_ratio, time: sum(miss_path.map(timeOf)) },
      ]),
    ),
  max_of_n: ({ n, leaf }) =>
    described(
      kthOf(
        n,
        Array.from({ length: n }, () => timeOf(leaf)),
      ),
    ),
  quorum_latency: ({ replicas, needed, replica_latency, rtt_ms, jitter_mean_ms }) =>
    described(
      kthOf(
        needed,
        rtt_ms
          ? rtt_ms.map((rtt: number, i: number) => sum([constant(rtt), exponential(jitter_mean_ms[i])]))
          : Array.from({ length: replicas }, () => timeOf(replica_latency)),
      ),
    ),
  hedged_request: ({ latency, hedge_after }) => {
    const one = timeOf(latency);
    const call = callTime(one, { errors: 0, retries: 0, hedge: hedge_after });
    return {
      ...described(hedged(one, hedge_after)),
      extra_request_fraction: call.sent - 1,
      unhedged_p99: percentiles(one, [0.99])[0],
    };
  },
  // A leaf that is slow with some probability is an answer that takes 1 instead of 0: the fan-out is slow when any is.
  tail_at_scale: ({ fan_out, prob_slow_per_leaf, target_quantile }) =>
    target_quantile === undefined
      ? { prob_request_slow: slowShare(fan_out, prob_slow_per_leaf) }
      : { required_leaf_quantile: target_quantile ** (1 / fan_out) },
};

function slowShare(fanOut: number, slow: number): number {
  const leaf = mixture([
    { probability: slow, time: exponential(1e9) },
    { probability: 1 - slow, time: exponential(1e-9) },
  ]);
  // Where slow answers have hardly begun to come and quick ones are all there.
  return tail(
    kthOf(
      fanOut,
      Array.from({ length: fanOut }, () => leaf),
    ),
    1,
  );
}
