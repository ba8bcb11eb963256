/**
 * The hours of a day as their load has them: how much of its peak each component gets, and how many of a class's
 * requests come then.
 */
import { classProfile } from '../kinds/nodes.ts';
import type { RequestClass, Topology } from '../topology/model.ts';
import type { Traffic } from './traffic.ts';

export const HOURS = 24;

export interface Hours {
  /** By hour: share of its peak that a component gets. */
  shares(component: number): Float64Array;
  /** By hour: share of the day's requests of a class, which add up to 1. */
  weights(requestClass: number): Float64Array;
  /** The same of all requests of a component; evenly where it has none. */
  weightsAt(component: number): Float64Array;
}

const EVEN = new Float64Array(HOURS).fill(1 / HOURS);
const WHOLE = new Float64Array(HOURS).fill(1);

/** Looks at a topology's day; each part is worked out when it is asked for. */
export function hoursOf(topology: Topology, { loads }: Traffic): Hours {
  const profiles = new Map<RequestClass, Float64Array>();
  const profileOf = (one: RequestClass): Float64Array => {
    let found = profiles.get(one);
    if (!found) profiles.set(one, (found = classProfile(one)));
    return found;
  };
  const hourly = (component: number): Float64Array => {
    const found = new Float64Array(HOURS);
    for (const { requestClass, rate, isSmoothed } of loads[component]!.classes) {
      const factors = isSmoothed ? WHOLE : profileOf(requestClass);
      for (let hour = 0; hour < HOURS; hour++) found[hour]! += rate * factors[hour]!;
    }
    return found;
  };
  const shares: (Float64Array | undefined)[] = [];
  return {
    shares: (component) =>
      (shares[component] ??= (() => {
        const { peakRate } = loads[component]!;
        return peakRate > 0 ? hourly(component).map((rate) => rate / peakRate) : WHOLE;
      })()),
    weights: (requestClass) => profileOf(topology.classes[requestClass]!).map((factor) => factor / HOURS),
    weightsAt(component) {
      const found = hourly(component);
      const total = found.reduce((sum, rate) => sum + rate, 0);
      return total > 0 ? found.map((rate) => rate / total) : EVEN;
    },
  };
}
