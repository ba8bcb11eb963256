/** Which region of one provider stands for a region of another: by geography. */
import { HOME_REGIONS } from '../billing/home-regions.ts';
import type { Provider, RateSource, Region } from '../billing/rate-table.ts';
import { coordinatesOf, kilometresBetween } from './coordinates.ts';

export interface RegionPlace {
  readonly provider: Provider;
  readonly region: string;
}

export interface RegionMatch {
  readonly from: RegionPlace;
  readonly to: RegionPlace;
  /** Between the two; undefined where one of them stands nowhere that is known. */
  readonly kilometres: number | undefined;
  readonly reason: string;
  /** Regions that are nearer, and why they were not taken. */
  readonly rejected: readonly { readonly region: string; readonly reason: string }[];
}

/** Rejected regions that are kept. */
const MOST_REJECTED = 5;

/**
 * The region of a provider that a region is matched with: its home region for another's, else the nearest of the same sort (public,
 * government, China) of which prices of machines are known, with availability zones where the other has some.
 *
 * @param taken regions of the provider that already stand for another one, which is not to share its zones with this
 * @returns undefined where the provider has no such region
 */
export function matchRegion(
  from: RegionPlace,
  provider: Provider,
  rates: RateSource,
  taken: ReadonlySet<string> = new Set(),
): RegionMatch | undefined {
  const to = (region: string, reason: string, rejected: RegionMatch['rejected'] = []): RegionMatch => ({
    from,
    to: { provider, region },
    kilometres: distanceBetween(from, { provider, region }),
    reason,
    rejected,
  });
  if (from.provider === provider && !taken.has(from.region)) return to(from.region, 'the same region');
  const source = regionOf(from, rates);
  const home = HOME_REGIONS[provider];
  if (from.provider !== provider && from.region === HOME_REGIONS[from.provider] && !taken.has(home)) {
    const match = to(home, '');
    const nearer = nearest(from, provider, rates)
      .filter(({ region, kilometres }) => region.region !== home && kilometres < (match.kilometres ?? Infinity))
      .map(({ region }) => ({ region: region.region, reason: `prices are known best in ${home}` }));
    return {
      ...match,
      reason: 'the home regions, whose prices are known best, stand for each other',
      rejected: nearer.slice(0, 1),
    };
  }
  const priced = new Set(rates.regionsOf(provider, 'compute'));
  const rejected: { region: string; reason: string }[] = [];
  for (const { region } of nearest(from, provider, rates)) {
    const reason = taken.has(region.region)
      ? 'it stands for another region'
      : region.partition !== (source?.partition ?? 'public')
        ? `a region of another sort (${region.partition})`
        : !priced.has(region.region)
          ? 'no prices of machines are known there'
          : region.zones === 0 && source?.zones !== 0
            ? 'it has no availability zones'
            : undefined;
    if (reason === undefined) return to(region.region, 'the nearest', rejected.slice(0, MOST_REJECTED));
    rejected.push({ region: region.region, reason });
  }
  return undefined;
}

export const regionOf = ({ provider, region }: RegionPlace, rates: RateSource): Region | undefined =>
  rates.regions(provider).find((one) => one.region === region);

/** Kilometres between two regions; undefined where one of them stands nowhere that is known. */
export function distanceBetween(from: RegionPlace, to: RegionPlace): number | undefined {
  const [a, b] = [coordinatesOf(from.provider, from.region), coordinatesOf(to.provider, to.region)];
  return a && b && kilometresBetween(a, b);
}

/** A provider's regions from the nearest on; those of which nobody knows where they are come not at all. */
function nearest(from: RegionPlace, provider: Provider, rates: RateSource) {
  return rates
    .regions(provider)
    .flatMap((region) => {
      const kilometres = distanceBetween(from, { provider, region: region.region });
      return kilometres === undefined ? [] : [{ region, kilometres }];
    })
    .toSorted((a, b) => a.kilometres - b.kilometres || (a.region.region < b.region.region ? -1 : 1));
}
