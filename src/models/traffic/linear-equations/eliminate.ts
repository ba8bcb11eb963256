/** The direct way: exact elimination, for cores that are small. */
import type { Tangle } from './tangle.ts';

/**
 * Gaussian elimination of the core, without pivoting: the pivots' signs are the verdict, false if one isn't positive.
 */
export function eliminate({ own, outOf, flow, tolerance }: Tangle, core: readonly number[]): boolean {
  const n = core.length;
  const indexOf = new Map(core.map((node, k) => [node, k]));
  // gains[i * n + j] is the gain from i to j.
  const gains = new Float64Array(n * n);
  const v = Float64Array.from(core, (node) => flow[node]!);
  for (const [i, node] of core.entries()) {
    gains[i * n + i] = own[node]!;
    for (const [target, gain] of outOf[node]!) gains[i * n + indexOf.get(target)!] = gain;
  }
  for (let k = 0; k < n; k++) {
    const pivot = 1 - gains[k * n + k]!;
    if (!(pivot > tolerance)) return false;
    v[k]! /= pivot;
    for (let i = k + 1; i < n; i++) {
      const gain = gains[i * n + k]! / pivot;
      if (gain === 0) continue;
      gains[i * n + k] = gain;
      for (let j = k + 1; j < n; j++) gains[i * n + j]! += gain * gains[k * n + j]!;
    }
    for (let j = k + 1; j < n; j++) {
      const onward = gains[k * n + j]!;
      if (onward > 0) v[j]! += v[k]! * onward;
    }
  }
  for (let k = n - 1; k >= 0; k--) {
    for (let i = k + 1; i < n; i++) {
      const gain = gains[i * n + k]!;
      if (gain > 0) v[k]! += v[i]! * gain;
    }
    flow[core[k]!] = v[k]!;
  }
  return true;
}
