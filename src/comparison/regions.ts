/** Which region of one provider stands for a region of another: by geography. */
import { HOME_REGIONS } from '../billing/home-regions.ts';
import type { Provider, RateSource, Region } from '../billing/rate-table.ts';
import { jurisdictionOf } from './jurisdictions.ts';
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
  /** What law it leaves, and for which; undefined where it stays, or that is not known. */
  readonly leaves?: string | undefined;
  /** Regions that are nearer, and why they were not taken. */
  readonly rejected: readonly { readonly region: string; readonly reason: string }[];
}

/** Rejected regions that are kept. */
const MOST_REJECTED = 5;

/**
 * The region of a provider that a region is matched with: its home region for another's, else the nearest of the same
 * sort (public, government, China) of which prices of machines are known, with availability zones where the other has
 * some.
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
  const law = jurisdictionOf(from.region);
  const ordered = nearest(from, provider, rates);
  // Distance decides among those of the same law; what lies elsewhere is the next best.
  const isLike = (region: string) => law === undefined || jurisdictionOf(region) === law;
  for (const { region } of [
    ...ordered.filter((one) => isLike(one.region.region)),
    ...ordered.filter((one) => !isLike(one.region.region)),
  ]) {
    const reason = taken.has(region.region)
      ? 'it stands for another region'
      : region.partition !== (source?.partition ?? 'public')
        ? `a region of another sort (${region.partition})`
        : !priced.has(region.region)
          ? 'no prices of machines are known there'
          : region.zones === 0 && source?.zones !== 0
            ? 'it has no availability zones'
            : undefined;
    if (reason === undefined) {
      const match = to(
        region.region,
        isLike(region.region) ? `the nearest${law === undefined ? '' : ` in ${titled(law)}`}` : 'the nearest',
      );
      const passed = ordered
        .filter((one) => one.kilometres < (match.kilometres ?? Infinity) && !isLike(one.region.region))
        .map((one) => ({ region: one.region.region, reason: `it is not in ${titled(law!)}` }));
      return { ...match, rejected: [...rejected, ...passed].slice(0, MOST_REJECTED), ...leaving(from, region.region) };
    }
    rejected.push({ region: region.region, reason });
  }
  return undefined;
}

const titled = (law: string): string => law.replaceAll(/\b(?!the\b)[a-z]/g, (letter) => letter.toUpperCase());

/** What changes where a region leaves the law of another. */
function leaving(from: RegionPlace, to: string): { readonly leaves?: string } {
  const [before, now] = [jurisdictionOf(from.region), jurisdictionOf(to)];
  if (before === undefined || before === now) return {};
  return { leaves: `it leaves ${titled(before)}${now === undefined ? '' : ` for ${titled(now)}`}` };
}

/** The match with a region that is already chosen. */
export function placedMatch(from: RegionPlace, to: RegionPlace, reason: string): RegionMatch {
  return { from, to, kilometres: distanceBetween(from, to), reason, rejected: [], ...leaving(from, to.region) };
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
