/** A fork whose branches meet in one queue: they arrive as a batch, and the last of them is what is waited for. */
import { constant, erlangMixture, mixture, sum, ZERO, type Distribution } from '../distribution/distribution.ts';
import { lastOf } from '../distribution/order.ts';
import { batchClasses, batchStates } from '../queueing/batch.ts';
import { waitDistribution } from './waits.ts';

/** Branches of a fork at the queue that all of them come to first. */
export interface Crowd {
  readonly servers: number;
  /** Of all that arrives there. */
  readonly arrivalRate: number;
  readonly meanService: number;
  readonly serviceScv: number;
  /** Forks in a second. */
  readonly rate: number;
  /** What each branch takes besides the wait there: its way, its service, what follows. */
  readonly branches: readonly Distribution[];
}

/** Places in the batch that are told apart, and classes of what it finds. */
const PLACES = 6;

/**
 * The time until the last branch is done.
 *
 * What the batch finds is that of M^[X]/M/c, exactly. If all servers are busy the whole batch waits for the first of
 * them; then one branch after the other is served, each after i·E[S]/c on average. The maximum is taken over the places
 * as if they were independent from there on.
 *
 * @returns undefined where the queue has no steady state
 * Accuracy: see the family `crowd` in measured.ts
 */
export function crowdTime(crowd: Crowd): Distribution | undefined {
  const { servers, arrivalRate, meanService, serviceScv, rate, branches } = crowd;
  const size = branches.length;
  const pool = { servers, meanService, batchRate: rate, size, singleRate: Math.max(0, arrivalRate - rate * size) };
  const states = batchStates(pool);
  if (!states) return undefined;
  const isAlike = branches.every(
    (branch) => branch.mean === branches[0]!.mean && branch.variance === branches[0]!.variance,
  );
  const each = meanService / servers;
  const spread = Math.sqrt(Math.max(0, ...branches.map(({ variance }) => variance - serviceScv * meanService ** 2)));
  const open = (servers - 1) * (2 + serviceScv) + 1 + (2 * spread) / each;
  const whole = batchClasses(states, pool, serviceScv).map(({ probability, common, free }) => {
    const parts: Distribution[] = [];
    const counts: number[] = [];
    // Those that find a free server begin at once, the others in turn: the first of them when the first service ends.
    const atOnce = Math.min(size, Math.max(common.mean > 0 ? 1 : 0, free));
    const add = (branch: Distribution, ahead: number, count: number) => {
      const wait = ahead <= 0 ? ZERO : gap(ahead * each, Math.min(1, serviceScv) / ahead);
      parts.push(wait === ZERO ? branch : sum([wait, branch]));
      counts.push(count);
    };
    // Whom others follow by more places than there are servers is hardly ever the last: all of the later ones wait for
    // the earlier.
    const left = size - atOnce;
    const telling = Math.min(left, open);
    const earlier = left - telling;
    if (isAlike) {
      if (atOnce > 0 && earlier === 0) add(branches[0]!, 0, atOnce);
      const places = Math.min(PLACES, Math.ceil(telling));
      for (let place = 0; place < places; place++)
        add(branches[0]!, ((place + 0.5) / places) * telling + 0.5, telling / places);
    } else
      for (const [i, branch] of branches.entries()) {
        const ahead = i + 1 - atOnce;
        if (earlier === 0 || ahead > earlier) add(branch, Math.max(0, ahead - earlier), 1);
      }
    const last = lastOf(parts, counts);
    const before: Distribution[] = [last];
    if (common.mean > 0)
      before.push(waitDistribution({ waitProbability: 1, meanWait: common.mean, conditionalScv: common.scv }));
    if (earlier > 0) before.push(gap(earlier * each, serviceScv / earlier));
    return { probability, time: sum(before) };
  });
  return mixture(whole);
}

/** Until as many services have ended as are ahead. */
const gap = (mean: number, scv: number) =>
  scv < 1e-6 ? constant(mean) : erlangMixture(mean, Math.min(1, Math.max(1e-3, scv)));
