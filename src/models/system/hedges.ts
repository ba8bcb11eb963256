/** A hedge that goes into the same queue as what it hedges: it comes behind it. */
import { hedged } from '../distribution/attempts.ts';
import { mixture, sum, ZERO, type Distribution } from '../distribution/distribution.ts';
import { tail } from '../distribution/percentile.ts';
import { waitDistribution, type StationResult } from './waits.ts';

/** Points by which a wait is averaged. */
const POINTS = 12;

/**
 * The first of two answers, where the second is asked for `delay` after the first and both wait in one queue.
 *
 * At one server a copy never overtakes what it is a copy of. At several, whoever waited w is followed by a copy that is
 * served ρ·d after it, since that much work has come in between, or at once where the queue is gone by then: what is
 * common to both is the wait, what is left to chance is the rest. Who did not wait is followed by a copy that waits as
 * anybody does. At another queue both are independent.
 *
 * @param attempt one answer with its wait, `rest` without it
 * @param same probability that the copy comes to the same queue
 * Accuracy: see the family `hedges` in measured.ts.
 * @see `hedged`
 */
export function hedgedTogether(
  attempt: Distribution,
  rest: Distribution,
  delay: number,
  queue: StationResult & { readonly servers: number },
  same: number,
): Distribution {
  const { waitProbability, meanWait, conditionalScv, utilization, servers } = queue;
  // At one server it never overtakes what it is a copy of.
  const never = servers === 1 && same === 1;
  if (never) return attempt;
  const apart = same < 1 ? hedged(attempt, delay) : ZERO;
  if (!(waitProbability > 1e-6) || !(meanWait > 0) || utilization >= 1) return hedged(attempt, delay);
  if (servers === 1)
    return mixture([
      { probability: 1 - same, time: apart },
      { probability: same, time: attempt },
    ]);
  const waiting = waitDistribution({ waitProbability: 1, meanWait: meanWait / waitProbability, conditionalScv });
  // max(ρ·d, d − w) on average: ρ·d + E[(d·(1 − ρ) − w)⁺].
  const open = delay * (1 - utilization);
  let sooner = 0;
  for (let i = 0; i < POINTS; i++) sooner += ((1 - tail(waiting, ((i + 0.5) / POINTS) * open)) * open) / POINTS;
  return mixture([
    { probability: 1 - same, time: apart },
    { probability: same * (1 - waitProbability), time: hedged(rest, delay + meanWait) },
    {
      probability: same * waitProbability,
      time: sum([waiting === ZERO ? ZERO : waiting, hedged(rest, delay * utilization + sooner)]),
    },
  ]);
}
