/** A distribution as nothing but its values on a lattice: what a large system keeps of a response time. */
import { balancedHyperexponential, distribution, erlangMixture, valuesAt, type Distribution } from './distribution.ts';
import { tailAt, type Complex, type Points } from './inversion.ts';
import { interpolatedTail } from './percentile.ts';

/**
 * Evaluates a distribution on a lattice and forgets what it is made of.
 *
 * Elsewhere than on that lattice its tail is interpolated and its transform is that of a fit to mean and variance.
 */
export function freeze(one: Distribution, points: Points): { distribution: Distribution; release(): void } {
  const { latticeStart, times } = points;
  const values = valuesAt(one, points);
  let kept: Complex | undefined = { re: values.re.slice(), im: values.im.slice() };
  const tails = Float64Array.from(times, (_, j) => tailAt(values, points, j));
  for (let j = 1; j < tails.length; j++) tails[j] = Math.min(tails[j]!, tails[j - 1]!);
  const rest = one.mean - one.shift;
  const scv = rest > 0 ? one.variance / (rest * rest) : 0;
  const fit = scv > 1 ? balancedHyperexponential(rest, scv) : erlangMixture(rest, scv);
  const isAtom = one.variance === 0;
  return {
    distribution: {
      ...distribution(one.mean, one.variance, one.shift, (at, out) => {
        if (kept && at.latticeStart === latticeStart && at.count === points.count) {
          out.re.set(kept.re);
          out.im.set(kept.im);
        } else if (isAtom) {
          out.re.fill(1);
          out.im.fill(0);
        } else fit.compute(at, out);
      }),
      exactTail: isAtom ? undefined : (time) => interpolatedTail(times, tails, time - one.shift),
      tails,
    },
    release: () => {
      kept = undefined;
    },
  };
}
