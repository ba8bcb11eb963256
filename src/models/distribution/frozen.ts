/** A distribution as nothing but its values on a lattice: what a large system keeps of a response time. */
import { balancedHyperexponential, distribution, erlangMixture, valuesAt, type Distribution } from './distribution.ts';
import { tailAt, type Complex, type Points } from './inversion.ts';
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
  spare: Complex[] = [],
): { distribution: Distribution; release(): void } {
  const { latticeStart, times, count } = points;
  const values = valuesAt(one, points);
  let kept = copied(values, spare.pop());
  const tails = new Float64Array(times.length);
  for (let j = 0; j < tails.length; j++) {
    const own = tailAt(values, points, j);
    tails[j] = j > 0 ? Math.min(own, tails[j - 1]!) : own;
  }
  const rest = one.mean - one.shift;
  const scv = rest > 0 ? one.variance / (rest * rest) : 0;
  const fit = scv > 1 ? balancedHyperexponential(rest, scv) : erlangMixture(rest, scv);
  const isAtom = one.variance === 0;
  return {
    distribution: {
      ...distribution(one.mean, one.variance, one.shift, (at, out) => {
        if (isAtom) {
          out.re.fill(1);
          out.im.fill(0);
        } else fit.compute(at, out);
      }),
      known: (at) => (at.latticeStart === latticeStart && at.count === count ? kept : undefined),
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
function copied({ re, im }: Complex, room: Complex | undefined): Complex | undefined {
  if (!room) return { re: re.slice(), im: im.slice() };
  room.re.set(re);
  room.im.set(im);
  return room;
}

/**
 * A distribution that keeps its values on a lattice once it is asked for them again, for what many times of a large system have in
 * common: a transform takes several transcendental functions a point, a copy takes none.
 */
export function rememberingValues(one: Distribution): Distribution {
  let kept: (Complex & { readonly latticeStart: number }) | undefined;
  let asked = 0;
  return {
    ...distribution(
      one.mean,
      one.variance,
      one.shift,
      (points, out) => {
        one.compute(points, out);
        const { latticeStart } = points;
        if (latticeStart !== undefined && ++asked > 1) kept = { latticeStart, re: out.re.slice(), im: out.im.slice() };
      },
      one.size,
    ),
    known: ({ latticeStart, count }) =>
      kept?.latticeStart === latticeStart && kept?.re.length === count ? kept : undefined,
  };
}
