/** Order statistics: what several things at once take until some of them, or all, are done. */
import { constant, ZERO, type Distribution } from './distribution.ts';
import { tail } from './percentile.ts';
import {
  momentsOfStretch,
  steepWindows,
  stretchNodes,
  tabulated,
  tailsFrom,
  windowsOf,
  type Stretch,
} from './table.ts';

/**
 * The time until `needed` of some independent times have passed: the maximum where all are, a quorum's answer else.
 *
 * P(X ≤ t) is the upper tail of a Poisson-binomial distribution over the P(X_i ≤ t).
 * @param needed 1 to the number of parts
 * @param alike probability, 0..1, that all parts are long or short together rather than each by itself
 * @throws RangeError for a number outside
 */
export function kthOf(needed: number, parts: readonly Distribution[], alike = 0): Distribution {
  if (!(needed >= 1 && needed <= parts.length))
    throw new RangeError(`${needed} of ${parts.length} cannot be waited for`);
  if (parts.length === 1) return parts[0]!;
  return statistic(needed, parts, (undone) => tailOfCount(needed, undone, alike));
}

/**
 * The time until the last of some independent times has passed, where many of them are alike: the maximum of
 * `counts[i]` copies of each part.
 * @param counts above 0, whole or not
 */
export function lastOf(parts: readonly Distribution[], counts: readonly number[]): Distribution {
  if (parts.length === 1 && counts[0] === 1) return parts[0]!;
  return statistic(parts.length, parts, (undone) => {
    let log = 0;
    for (let i = 0; i < undone.length; i++) log += counts[i]! * Math.log1p(-Math.min(undone[i]!, 1));
    return -Math.expm1(log);
  });
}

/**
 * A time from its tail, given those of the parts that it is made of; it is over no earlier than `needed` of them can
 * be.
 */
function statistic(
  needed: number,
  parts: readonly Distribution[],
  tailOf: (undone: readonly number[]) => number,
): Distribution {
  const shifts = parts.map((part) => part.shift).toSorted((a, b) => a - b);
  // Before the shift of the needed-th one nobody has enough answers.
  const shift = shifts[needed - 1]!;
  const exactTail = (time: number) => (time < shift ? 1 : tailOf(parts.map((part) => tail(part, time))));
  // Nor does anybody wait longer where so many are over by then for certain.
  const fixed = parts.reduce((count, part) => (part.variance === 0 && part.shift <= shift ? count + 1 : count), 0);
  if (fixed >= needed) return shift === 0 ? ZERO : constant(shift);
  // New stretches begin where a part's own least time does, since the tail has a kink there.
  const breaks = [...new Set(shifts.filter((one) => one > shift))];
  const scale = Math.max(...parts.map((part) => part.mean - part.shift), (shifts.at(-1)! - shift) * 1e-3);
  const stretches: Stretch[] = [];
  let first = 0;
  let second = 0;
  for (const [index, from] of [shift, ...breaks].entries()) {
    const to = breaks[index] ?? Infinity;
    const local = from - shift;
    const windows = windowsOf(parts, from);
    let nodes = stretchNodes(scale, to - from, windows);
    let tails = tailsAt(parts, from, nodes.times, tailOf);
    const steep = steepWindows(nodes, tails);
    if (steep.length > 0) {
      nodes = stretchNodes(scale, to - from, [...windows, ...steep]);
      tails = tailsAt(parts, from, nodes.times, tailOf);
    }
    const stretch = {
      from: local,
      nodes,
      tails,
      to: to - shift,
      tailAtEnd: to === Infinity ? 0 : exactTail(to * (1 - 1e-12)),
    };
    stretches.push(stretch);
    const moments = momentsOfStretch(stretch);
    first += moments.first;
    second += moments.second + 2 * local * moments.first;
  }
  const size = parts.reduce((sum, part) => sum + part.size, 1);
  return tabulated(stretches, shift + first, second - first * first, shift, size, exactTail);
}

/** Tails just after `from` and at `from` + each later time. */
function tailsAt(
  parts: readonly Distribution[],
  from: number,
  times: Float64Array,
  tailOf: (undone: readonly number[]) => number,
): Float64Array {
  const rows = parts.map((part) => tailsFrom(part, from, times));
  const tails = new Float64Array(times.length);
  let least = 1;
  for (let j = 0; j < times.length; j++) {
    least = Math.min(least, tailOf(rows.map((row) => row[j]!)));
    tails[j] = least;
  }
  return tails;
}

/** P(fewer than `needed` are done), from the probabilities that each is not; with some probability they go together. */
function tailOfCount(needed: number, undone: readonly number[], alike: number): number {
  const apart = tailOfIndependent(needed, undone);
  if (alike === 0) return apart;
  // Going together the needed-th quickest is the one with the needed-th smallest tail.
  return alike * undone.toSorted((a, b) => a - b)[needed - 1]! + (1 - alike) * apart;
}

function tailOfIndependent(needed: number, undone: readonly number[]): number {
  if (needed === undone.length) {
    // 1 − Π(1 − q) without losing small q.
    let log = 0;
    for (const q of undone) log += Math.log1p(-Math.min(q, 1));
    return -Math.expm1(log);
  }
  if (needed === 1) return undone.reduce((product, q) => product * q, 1);
  // counts[d]: probability that d are done, up to needed − 1.
  const counts = new Float64Array(needed);
  counts[0] = 1;
  for (const q of undone)
    for (let d = needed - 1; d >= 0; d--) counts[d] = counts[d]! * q + (d > 0 ? counts[d - 1]! * (1 - q) : 0);
  return counts.reduce((sum, one) => sum + one, 0);
}
