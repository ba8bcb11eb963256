/** Where each region of a file goes. */
import type { RateSource } from '../billing/rate-table.ts';
import type { Placed } from '../engine/placed.ts';
import type { Estimate } from '../estimate/estimate.ts';
import type { Provider } from '../topology/model.ts';
import type { Draft } from './draft.ts';
import { matchRegion, placedMatch, type RegionMatch, type RegionPlace } from './regions.ts';
import type { Target } from './target.ts';

export interface RegionMap {
  readonly matches: readonly RegionMatch[];
  readonly gaps: readonly string[];
  of(place: RegionPlace): RegionPlace | undefined;
  /** The region that a word of the file names, which a component of this provider stands in. */
  named(provider: Provider, word: string): string | undefined;
}

/** Where each region of the file goes. Two regions of one provider stay two. */
export function regionMap(
  { placed }: Estimate,
  home: RegionPlace | undefined,
  { place, placeReason }: Target,
  rates: RateSource,
): RegionMap {
  const key = ({ provider, region }: RegionPlace) => `${provider}/${region}`;
  const resolve = (provider: Provider, word: string): string | undefined => {
    const wanted = word.toLowerCase();
    const all = rates.regions(provider);
    return (
      all.find(({ region }) => region === wanted) ??
      all.find(({ aliases }) => aliases.some((alias) => alias.toLowerCase() === wanted))
    )?.region;
  };
  const matched = new Map<string, RegionMatch>();
  const gaps: string[] = [];
  if (home && place) {
    matched.set(key(home), placedAt(home, place, placeReason, rates));
    for (const from of regionsUsed(placed, resolve)) {
      if (matched.has(key(from))) continue;
      const taken = new Set(
        [...matched.values()].filter((one) => one.from.provider === from.provider).map((one) => one.to.region),
      );
      const match = matchRegion(from, place.provider, rates, taken);
      if (match) matched.set(key(from), match);
      else gaps.push(`${from.region}: ${place.provider} has no region for it`);
    }
  }
  return {
    matches: [...matched.values()],
    gaps,
    of: (one) => (place === undefined ? one : matched.get(key(one))?.to),
    named: (provider, word) => {
      const region = resolve(provider, word);
      if (region === undefined) return undefined;
      return place === undefined ? region : matched.get(key({ provider, region }))?.to.region;
    },
  };
}

/** The match with a region that is already chosen, with the reason of geography where there is one. */
function placedAt(from: RegionPlace, to: RegionPlace, reason: string | undefined, rates: RateSource): RegionMatch {
  const usual = matchRegion(from, to.provider, rates);
  if (usual?.to.region === to.region) return usual;
  return placedMatch(from, to, reason ?? 'asked for');
}

/** Every region that something of the file stands in or calls. */
function regionsUsed(
  placed: readonly Placed[],
  resolve: (provider: Provider, word: string) => string | undefined,
): RegionPlace[] {
  const found: RegionPlace[] = [];
  const note = (provider: Provider, word: unknown) => {
    const region = typeof word === 'string' ? resolve(provider, word) : undefined;
    if (region !== undefined) found.push({ provider, region });
  };
  for (const { component } of placed) {
    const { provider, calls, classCalls } = component;
    const { placement, leader } = component.options as { placement?: readonly string[]; leader?: string };
    note(provider, component.region);
    for (const word of [...(placement ?? []), leader]) note(provider, word);
    for (const { region } of [...calls, ...[...classCalls.values()].flat()]) note(provider, region);
  }
  return found;
}

/** Round trips of the file's own are between regions that it no longer stands in. */
export function dropRoundTrips(draft: Draft, { matches }: RegionMap): void {
  if (matches.every(({ from, to }) => from.provider === to.provider && from.region === to.region)) return;
  draft.drop(
    ['network', 'regions'],
    'round trips between regions that it no longer stands in: the published ones count',
  );
}
