/**
 * A request that comes to a busy station several times finds it busy each time: its waits there are not independent.
 */
import { distribution, valuesAt, type Distribution } from '../distribution/distribution.ts';
import { kernels } from '../kernels.ts';
import type { WaitMoments } from '../queueing/ggc.ts';
import type { OwnWaits, OwnWaitsOfSource } from './own-waits.ts';
import { waitDistribution, type StationResult, type ThreadWait } from './waits.ts';

/** Waits below this share of the response matter to no percentile. */
const NEGLIGIBLE = 0.02;

/**
 * A response time with the waits of repeated visits made alike, and each wait as the class has it.
 *
 * Waits Δ apart have a correlation of about e^(−Δ/τ), where τ is the time in which the station forgets: the integral of
 * its autocorrelation, (1 + ρ)·E[S]/(c·(1 − ρ)²) for M/M/1, times (ca² + cs²)/2. The n waits of a station are taken out
 * of the transform and put back as one, with the variance that such a correlation gives their sum.
 *
 * @param own what the class waits beside the average; a visit that is made now and then is moved by as much on average
 * @see W. Whitt, "Planning queueing simulations", Management Science 35(11), 1989, for the time in which a queue
 *   forgets
 */
export function withAlikeWaits(
  response: Distribution,
  visits: ReadonlyMap<number, number>,
  stations: readonly StationResult[],
  scvs: (station: number) => { arrivalScv: number; servers: number },
  threads: readonly (ThreadWait | undefined)[] = [],
  own?: OwnWaitsOfSource,
): Distribution {
  const parts: { wait: Distribution; alike: Distribution; count: number }[] = [];
  let { mean, variance } = response;
  const exchange = (one: WaitMoments & { wait: Distribution }, count: number, alike: WaitMoments) => {
    const wait = waitDistribution(alike);
    parts.push({ wait: one.wait, alike: wait, count });
    mean += wait.mean - one.wait.mean * count;
    variance += wait.variance - one.wait.variance * count;
  };
  const isNegligible = (wait: number) => wait < NEGLIGIBLE * response.mean;
  /** A wait as the class has it, where it is not worth being made alike with others. */
  const asOwn = (one: WaitMoments & { wait: Distribution | undefined }, { visits: count, ratio }: OwnWaits) => {
    const { wait } = one;
    const times = Math.max(1, Math.round(count));
    const moved = 1 + ((ratio - 1) * count) / times;
    if (!wait || wait.mean === 0 || isNegligible(Math.abs(ratio - 1) * count * wait.mean)) return;
    for (let n = 0; n < times; n++) exchange({ ...one, wait }, 1, { ...one, meanWait: one.meanWait * moved });
  };
  for (const [station, count] of visits) {
    const one = stations[station]!;
    const ratio = own?.stations.get(station)?.ratio ?? 1;
    if (count < 2 || !one.wait || isNegligible(one.meanWait * count) || one.wait.mean === 0) continue;
    const { arrivalScv, servers } = scvs(station);
    const { utilization: rho, meanService, serviceScv } = one;
    const forgets =
      (((1 + rho) * meanService) / (servers * (1 - rho) ** 2)) * Math.max(0.25, (arrivalScv + serviceScv) / 2);
    const between = response.mean / count;
    // Mean correlation of two of the visits: those next to each other are closest.
    let sum = 0;
    for (let apart = 1; apart < count; apart++) sum += (count - apart) * Math.exp((-apart * between) / forgets);
    const correlation = (2 * sum) / (count * (count - 1));
    const spread = one.wait.variance * ratio * ratio * count * (1 + (count - 1) * correlation);
    const never = (1 - one.waitProbability) ** (1 + (count - 1) * (1 - correlation));
    const meanWait = one.wait.mean * ratio * count;
    const conditional = meanWait / (1 - never);
    const second = (spread + meanWait * meanWait) / (1 - never);
    exchange({ ...one, wait: one.wait }, count, {
      waitProbability: 1 - never,
      meanWait,
      conditionalScv: Math.max(0.05, second / (conditional * conditional) - 1),
    });
  }
  for (const [station, one] of own?.stations ?? [])
    if ((visits.get(station) ?? 0) < 2 || isNegligible(stations[station]!.meanWait * visits.get(station)!))
      asOwn(stations[station]!, one);
  for (const [tier, one] of own?.threads ?? []) asOwn(threads[tier]!, one);
  if (parts.length === 0) return response;
  return distribution(
    mean,
    variance,
    response.shift,
    (points, out) => {
      const { stride, count } = points;
      kernels.copy(valuesAt(response, points), out, stride, count);
      for (const { wait, alike, count: times } of parts)
        kernels.exchange(out, valuesAt(wait, points), times, valuesAt(alike, points), stride, count);
    },
    response.size + parts.length * 2,
  );
}
