/**
 * The wait of a renewal stream at a tier: exact where service is exponential, or there is one server; close elsewhere.
 */
import {
  balancedBranches,
  mixedTransform,
  realTransform,
  type Branches,
  type RealTransform,
} from '../distribution/real-transform.ts';
import { kraemerLangenbachBelzWait, waitMoments } from './ggc.ts';
import { gimc } from './gimc.ts';
import { h2g1 } from './h2g1.ts';
import type { ChosenWait } from './method.ts';

interface Moments {
  readonly mean: number;
  readonly scv: number;
  readonly shape: string;
}

/** A source's requests on their way to equal nodes. */
export interface RenewalTier {
  /** Between the source's requests. */
  readonly interarrival: Moments;
  /** Share of them that come here, each by itself. */
  readonly probability: number;
  readonly nodes: number;
  readonly servers: number;
  /** Parts of the work and how often each is asked for. */
  readonly services: readonly { readonly rate: number; readonly time: Moments }[];
  readonly dispatch: 'shared' | 'random' | 'round-robin';
}

/**
 * A request's wait.
 *
 * Thinning with probability p leaves p·A/(1 − (1 − p)·A), every n-th request Aⁿ: both are renewal streams. Exponential
 * service has
 * GI/M/c, exactly. Other service times take its P(W > 0), and its mean wait times a power of that of GI/G/1 over that
 * of GI/M/1, whose server is as quick as all together; that ratio is exact for arrivals of two branches.
 *
 * @returns undefined where arrivals are more regular than Poisson and service isn't exponential: two moments do as well
 *   there.
 * Accuracy: exact for GI/M/c and H2/G/1; H2/G/c (SCV 4 and 9, service of every shape, 2 to 16 servers, ρ from 0.3 to
 * 0.9): see the
 *   family `arrivals` in measured.ts.
 * @see `gimc`, `h2g1`
 */
export function renewalWait(tier: RenewalTier): ChosenWait | undefined {
  const { interarrival, probability, services } = tier;
  const isSplit = tier.nodes > 1 && tier.dispatch !== 'shared';
  const servers = isSplit ? tier.servers : tier.servers * tier.nodes;
  const one = realTransform(interarrival);
  const share = isSplit && tier.dispatch === 'random' ? probability / tier.nodes : probability;
  const every = isSplit && tier.dispatch === 'round-robin' ? tier.nodes : 1;
  const at = (z: number) => {
    const value = one.at(z);
    const thinned = share === 1 ? value : (share * value) / (1 - (1 - share) * value);
    return every === 1 ? thinned : thinned ** every;
  };
  const mean = (one.mean / share) * every;
  const scv = (1 + share * (interarrival.scv - 1)) / every;
  const total = services.reduce((sum, { rate }) => sum + rate, 0);
  const service = mixedTransform(
    services.map(({ rate, time }) => ({ share: rate / total, time: realTransform(time) })),
  );
  const exponential = gimc({ interarrival: at, meanInterarrival: mean, servers, meanService: service.mean });
  const first = services[0]!.time;
  const isExponential = services.every(({ time }) => time.mean === first.mean && isExponentialTime(time));
  const serviceScv = service.second / service.mean ** 2 - 1;
  const queue = { arrivalRate: 1 / mean, servers, meanService: service.mean, arrivalScv: scv, serviceScv };
  if (isExponential || exponential.meanWait === Infinity) return { ...exponential, formula: 'gimc', given: queue };
  if (scv <= 1) return undefined;
  const quick = scaled(service, 1 / servers);
  const markov = realTransform({ mean: quick.mean, scv: 1, shape: 'exponential' });
  const branches = every === 1 ? branchesOf(interarrival, share) : undefined;
  const fast = { ...queue, servers: 1, meanService: quick.mean };
  const general = branches ? h2g1(branches, quick) : waitMoments(fast);
  if (branches && servers === 1) return { ...general, formula: 'h2g1', given: queue };
  const ratio = branches
    ? general.meanWait / h2g1(branches, markov).meanWait
    : general.meanWait / kraemerLangenbachBelzWait({ ...fast, serviceScv: 1 });
  return {
    waitProbability: exponential.waitProbability,
    meanWait: exponential.meanWait * ratio ** strength(servers, service.mean / mean / servers, serviceScv),
    conditionalScv: servers === 1 ? general.conditionalScv : waitMoments(queue).conditionalScv,
    formula: 'gimc-scaled',
    given: queue,
  };
}

/**
 * How much of the ratio of a quick server is left with many: with many of them a burst finds servers free, the fewer
 * bursts fill them all the less √c·(1 − ρ) is. Fitted to simulations with arrivals of SCV 9 (c of 2, 4 and 16; ρ of
 * 0.4, 0.65, 0.85; service
 * SCVs of 0, 1/4, 4 and 9): of their mean response the worst error is 6 %.
 */
function strength(servers: number, utilization: number, serviceScv: number): number {
  const idle = 1 - utilization;
  const many = Math.sqrt(servers) - 1;
  return Math.max(-1, 1 - many * (serviceScv > 1 ? 1.1 * idle : Math.min(0.45, 3 * idle)));
}

const isExponentialTime = ({ scv, shape }: Moments) =>
  Math.abs(scv - 1) < 1e-9 && shape !== 'lognormal' && shape !== 'deterministic';

const scaled = ({ mean, second, third, at }: RealTransform, by: number): RealTransform => ({
  mean: mean * by,
  second: second * by * by,
  third: third * by ** 3,
  at: (z) => at(z * by),
});

/**
 * The two branches of a hyperexponential time of which every request is kept with a probability: the stream that is
 * left has two branches too, with the roots of (1 + a·s)·(1 + b·s) − (1 − p)·(1 + (α·b + β·a)·s) for rates. Other times
 * are taken by their first two moments.
 * @returns undefined for an SCV of 1 or less
 */
function branchesOf({ mean, scv }: Moments, keep: number): Branches | undefined {
  if (!(scv > 1 + 1e-9)) return undefined;
  const { probabilities, means } = balancedBranches(mean, scv);
  if (keep === 1) return { probabilities, means };
  const [alpha, beta] = probabilities;
  const [a, b] = means;
  // Denominator a·b·s² + (a + b − (1 − p)·(α·b + β·a))·s + p; numerator p·(1 + (α·b + β·a)·s).
  const mixed = alpha * b + beta * a;
  const linear = a + b - (1 - keep) * mixed;
  const root = Math.sqrt(linear * linear - 4 * a * b * keep);
  const [x, y] = [(linear - root) / (2 * keep), (linear + root) / (2 * keep)];
  // (1 + mixed·s)/((1 + x·s)(1 + y·s)) = P/(1 + x·s) + Q/(1 + y·s), P·y + Q·x = mixed.
  const p = (mixed - x) / (y - x);
  return { probabilities: [p, 1 - p], means: [x, y] };
}
