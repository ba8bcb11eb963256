/** Rate sources one above the other: what the upper one has counts, and the rest comes from below. */
import type { InstancePrice, Provider, Rate, RateSource } from './rate-table.ts';

/**
 * Two rate sources as one.
 *
 * Meters are taken whole from the upper source; of an instance each price is. An allowance that the upper source does
 * not know of a meter (lists of prices seldom carry it) stays the lower one's. Instances, regions and limits are looked
 * up below first where both have them: lists of prices know little of them.
 * @param upper what counts
 * @param lower what is asked where the upper source has nothing
 */
export function layered(upper: RateSource, lower: RateSource): RateSource {
  // The same question has the same answer, an object: allowances are counted by it.
  const rates = new WeakMap<Rate, Rate>();
  const prices = new WeakMap<InstancePrice, InstancePrice>();

  const rate: RateSource['rate'] = (provider, service, region, meter) => {
    const above = upper.rate(provider, service, region, meter);
    if (above === undefined) return lower.rate(provider, service, region, meter);
    const known = rates.get(above);
    if (known !== undefined) return known;
    const below = above.free === undefined ? lower.rate(provider, service, region, meter) : undefined;
    const merged =
      below?.free === undefined || below.unit !== above.unit || below.region !== above.region
        ? above
        : { ...above, free: below.free };
    rates.set(above, merged);
    return merged;
  };

  const merge = (above: InstancePrice | undefined, below: InstancePrice | undefined): InstancePrice | undefined => {
    if (above === undefined || below === undefined || above.currency !== below.currency) return above ?? below;
    const known = prices.get(above);
    if (known !== undefined) return known;
    const own = Object.fromEntries(Object.entries(above).filter(([, price]) => price !== undefined));
    const merged = { ...below, ...own } as unknown as InstancePrice;
    prices.set(above, merged);
    return merged;
  };

  const union = (above: readonly string[], below: readonly string[]): readonly string[] =>
    above.length === 0 ? below : [...new Set([...above, ...below])].sort();

  return {
    rate,
    rates: (provider, service, region) => {
      const above = upper.rates(provider, service, region);
      const below = lower.rates(provider, service, region);
      if (above.length === 0) return below;
      const meters = union(
        above.map(({ meter }) => meter),
        below.map(({ meter }) => meter),
      );
      return meters.flatMap((meter) => rate(provider, service, region, meter) ?? []);
    },
    services: (provider) => union(upper.services(provider), lower.services(provider)),
    regionsOf: (provider, service) => union(upper.regionsOf(provider, service), lower.regionsOf(provider, service)),
    instancePrice: (provider, region, instance) =>
      merge(upper.instancePrice(provider, region, instance), lower.instancePrice(provider, region, instance)),
    instancePrices: (provider: Provider, region) => {
      const above = upper.instancePrices(provider, region);
      if (above.length === 0) return lower.instancePrices(provider, region);
      const names = union(
        above.map(({ instance }) => instance),
        lower.instancePrices(provider, region).map(({ instance }) => instance),
      );
      return names.flatMap(
        (name) => merge(upper.instancePrice(provider, region, name), lower.instancePrice(provider, region, name)) ?? [],
      );
    },
    pricedInstances: (provider, region) =>
      union(upper.pricedInstances(provider, region), lower.pricedInstances(provider, region)),
    instance: (provider, instance) => lower.instance(provider, instance) ?? upper.instance(provider, instance),
    instances: (provider) => [
      ...lower.instances(provider),
      ...upper.instances(provider).filter(({ instance }) => lower.instance(provider, instance) === undefined),
    ],
    regions: (provider) => lower.regions(provider),
    limit: (provider, service, limit) => lower.limit(provider, service, limit) ?? upper.limit(provider, service, limit),
  };
}
