/** A distribution as nothing but its values on a lattice: what a large system keeps of a response time. */
import { balancedHyperexponential, distribution, erlangMixture, valuesAt, type Distribution } from './distribution.ts';
import { OFF_LATTICE, tailsAt, type Points } from './inversion.ts';
import { copyOf, kernels, memory, type Address } from '../kernels.ts';
import { interpolatedTail } from './percentile.ts';

/**
 * Evaluates a distribution on a lattice and forgets what it is made of.
 *
 * Elsewhere than on that lattice its tail is interpolated and its transform is that of a fit to mean and variance.
 * @param spare room for values on the lattice that is no longer needed; what is released goes there
 */
export function freeze(
  one: Distribution,
  points: Points,
  spare: Float64Array[] = [],
): { distribution: Distribution; release(): void } {
  const { latticeStart, times, count } = points;
  const values = valuesAt(one, points);
  let kept = copied(values, 2 * count, spare.pop());
  const tails = tailsAt(values, points);
  for (let j = 1; j < tails.length; j++) tails[j] = Math.min(tails[j]!, tails[j - 1]!);
  const rest = one.mean - one.shift;
  const scv = rest > 0 ? one.variance / (rest * rest) : 0;
  const fit = scv > 1 ? balancedHyperexponential(rest, scv) : erlangMixture(rest, scv);
  const isAtom = one.variance === 0;
  return {
    distribution: {
      ...distribution(one.mean, one.variance, one.shift, (at, out) => {
        if (isAtom) kernels.fill(out, at.stride, at.count, 1);
        else fit.compute(at, out);
      }),
      recall: (at, out) => recalled(at, out, latticeStart, kept),
      exactTail: isAtom ? undefined : (time) => interpolatedTail(times, tails, time - one.shift),
      tails,
    },
    release: () => {
      if (kept) spare.push(kept);
      kept = undefined;
    },
  };
}

/** A copy of values, in room for as many where there is some. */
function copied(values: Address, length: number, room: Float64Array | undefined): Float64Array | undefined {
  if (!room) return copyOf(values, length);
  room.set(memory().subarray(values / 8, values / 8 + length));
  return room;
}

/** Writes kept values if the points are those that they were kept at. */
function recalled(points: Points, out: Address, latticeStart: number, kept: Float64Array | undefined): boolean {
  if (kept === undefined || points.latticeStart !== latticeStart || kept.length !== 2 * points.count) return false;
  memory().set(kept, out / 8);
  return true;
}

/**
 * A distribution that keeps its values on a lattice once it is asked for them again, for what many times of a large
 * system have in common: a transform takes several operations a point, a copy takes none.
 */
export function rememberingValues(one: Distribution): Distribution {
  let kept: Float64Array | undefined;
  let start = OFF_LATTICE;
  let asked = 0;
  return {
    ...distribution(
      one.mean,
      one.variance,
      one.shift,
      (points, out) => {
        one.compute(points, out);
        const { latticeStart } = points;
        if (latticeStart === OFF_LATTICE || ++asked <= 1) return;
        kept = copyOf(out, 2 * points.count);
        start = latticeStart;
      },
      one.size,
    ),
    recall: (points, out) => recalled(points, out, start, kept),
  };
}
