/**
 * A topology on another provider or in another region: the same kinds, each provider's own product, sizes that do the
 * same work. What changes is noted with its reason, and so is what has no counterpart.
 */
import type { RateSource } from '../billing/rate-table.ts';
import type { Path } from '../diagnostics/diagnostic.ts';
import type { Placed } from '../engine/placed.ts';
import type { Estimate } from '../estimate/estimate.ts';
import { purchaseProblems, purchaseSoldBy } from '../products/purchase-problems.ts';
import { raisedTier } from '../products/ceiling.ts';
import { creditProblems } from '../products/credits.ts';
import { products } from '../products/index.ts';
import { localDiskProblems } from '../products/node-disks.ts';
import { volumeProblems } from '../products/volume-limits.ts';
import type { Product } from '../products/product.ts';
import { impliedBy } from '../topology/generic.ts';
import type { Provider, Purchase, PurchaseMix } from '../topology/model.ts';
import { counterpartOf, type Counterpart } from './counterparts.ts';
import { draftOf, valueAt, type Draft, type FieldChange } from './draft.ts';
import { isMapping } from './edits.ts';
import type { SizeMatch } from './instances.ts';
import type { RegionMatch, RegionPlace } from './regions.ts';
import { translate } from './words.ts';
import type { Target } from './target.ts';
import { dropRoundTrips, regionMap, type RegionMap } from './region-map.ts';
import { consumedBy, matcherOf, resize, sizeWord, type Matcher } from './resize.ts';
import { buy } from './buying.ts';
import { scaleDemand } from './demands.ts';

/** What one component stands on. */
export interface Standing {
  readonly provider: Provider;
  /** Empty for what stands nowhere. */
  readonly region: string;
  readonly product: string;
  /** Instance or size; undefined where it has none. */
  readonly size?: string | undefined;
}

export interface ComponentMapping {
  readonly component: string;
  readonly kind: string;
  readonly from: Standing;
  readonly to: Standing;
  /** Why this product. */
  readonly reason: string;
  readonly rejectedProducts: Counterpart['rejected'];
  /** How the size was chosen; undefined where there is none, or it stays. */
  readonly match?: SizeMatch | undefined;
  /** Why the size is what it is, where it was not chosen anew. */
  readonly sizeReason?: string | undefined;
  readonly changes: readonly FieldChange[];
  /** What has no counterpart. */
  readonly gaps: readonly string[];
  /** Why it is not bought in the way that is asked for, or not sold at all. */
  readonly unlike: readonly string[];
  /** Whether scores of CoreMark of two clouds were compared. */
  readonly comparesSpeedAcrossClouds: boolean;
}

export interface Rehomed {
  /** The file's value; the same one where nothing changes. */
  readonly value: unknown;
  readonly regions: readonly RegionMatch[];
  readonly mappings: readonly ComponentMapping[];
  /** Changes outside the components. */
  readonly changes: readonly FieldChange[];
  readonly gaps: readonly string[];
}

/**
 * The provider and the region that most of a topology stands in: those that the file sets for all, else the most
 * frequent.
 */
export function homeOf({ topology, placed }: Estimate, value: unknown): RegionPlace | undefined {
  const places = placed.map(({ component }) => component).filter(({ region }) => region !== '');
  const isDefault = ({ name }: (typeof places)[number]) => {
    const raw = valueAt(value, ['components', name]);
    return isMapping(raw) && raw['provider'] === undefined && raw['region'] === undefined;
  };
  const inherited = places.filter(isDefault).find(({ provider }) => provider === valueAt(value, ['provider']));
  if (inherited && valueAt(value, ['region']) !== undefined)
    return { provider: inherited.provider, region: inherited.region };
  const times = new Map<string, { place: RegionPlace; count: number }>();
  for (const { provider, region } of places) {
    const key = `${provider}/${region}`;
    times.set(key, { place: { provider, region }, count: (times.get(key)?.count ?? 0) + 1 });
  }
  const [most] = [...times.values()].toSorted((a, b) => b.count - a.count);
  return topology.components.length > 0 ? most?.place : undefined;
}

/** What a re-homed value was made of: sizes grow on the way, and would not come back. */
const ORIGINS = new WeakMap<object, { readonly value: unknown; readonly estimate: Estimate }>();

/**
 * Re-homes a topology whose estimate is known. A value that was re-homed before, and is the same object still, is
 * re-homed from what it was made of: there and back gives what it was.
 */
export function rehome(value: unknown, estimate: Estimate, target: Target, rates: RateSource): Rehomed {
  const origin = (isMapping(value) ? ORIGINS.get(value) : undefined) ?? { value, estimate };
  const rehomed = rehomeFrom(origin.value, origin.estimate, target, rates);
  if (isMapping(rehomed.value) && rehomed.value !== origin.value) ORIGINS.set(rehomed.value, origin);
  return rehomed;
}

function rehomeFrom(value: unknown, estimate: Estimate, target: Target, rates: RateSource): Rehomed {
  const home = homeOf(estimate, value);
  const regions = regionMap(estimate, home, target, rates);
  const draft = draftOf(value);
  const matcher = matcherOf(target.matching, rates);
  // All components are written at once: one by one each would copy all the others.
  const components: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  Object.assign(components, valueAt(value, ['components']));
  let isSame = true;
  const mappings = estimate.placed.map((placed) => {
    const { name } = placed.component;
    const own = draftOf(components[name]);
    const mapping = rehomeComponent(own, placed, { target, regions, matcher, rates, estimate });
    isSame &&= own.value === components[name];
    components[name] = own.value;
    return mapping;
  });
  if (!isSame) draft.set(['components'], components);
  const provider = target.place?.provider;
  if (home && target.place && (home.provider !== provider || home.region !== target.place.region)) {
    draft.set(['provider'], target.place.provider);
    draft.set(['region'], target.place.region);
    dropRoundTrips(draft, regions);
  }
  return {
    value: draft.value,
    regions: regions.matches,
    mappings,
    changes: draft.changes,
    gaps: regions.gaps,
  };
}

/** What every component is re-homed with. */
interface Context {
  readonly target: Target;
  readonly regions: RegionMap;
  readonly matcher: Matcher;
  readonly rates: RateSource;
  /** Of the file as it stands. */
  readonly estimate: Estimate;
}

function rehomeComponent(draft: Draft, placed: Placed, context: Context): ComponentMapping {
  const { target, regions, rates } = context;
  const { component, kind, instance } = placed;
  const product = placed.product!;
  const options = component.options as Readonly<Record<string, unknown>>;
  const standsSomewhere = component.region !== '';
  const moved = standsSomewhere ? regions.of(component) : undefined;
  const stays: RegionPlace = { provider: component.provider, region: component.region };
  // What stands nowhere goes to the provider with the rest of the file.
  const follows = !standsSomewhere && regions.matches.length > 0 && target.place;
  const place = moved ?? (follows ? { provider: follows.provider, region: '' } : stays);
  if (standsSomewhere && !moved) {
    draft.set(['provider'], component.provider);
    draft.set(['region'], component.region);
  }
  const from: Standing = {
    provider: component.provider,
    region: component.region,
    product: component.product,
    size: instance ?? sizeWord(options),
  };
  const base = { component: component.name, kind: component.kind, from };
  const isMoved = place.provider !== component.provider || place.region !== component.region;
  if (!isMoved) {
    const bought = buy(draft, placed, product, instance, component.region, target, rates);
    return {
      ...base,
      to: from,
      reason: 'it stays where it is',
      rejectedProducts: [],
      changes: draft.changes,
      gaps: [],
      unlike: bought === undefined ? [] : [bought],
      comparesSpeedAcrossClouds: false,
    };
  }
  const isOtherCloud = place.provider !== component.provider;
  const counterpart = counterpartOf(component.kind, product, options, place.provider, ofKind(component.kind));
  if (!counterpart)
    return {
      ...base,
      to: { ...place, product: component.product },
      reason: 'no counterpart',
      rejectedProducts: [],
      changes: draft.changes,
      gaps: [],
      unlike: [`${place.provider} sells no ${component.kind}`],
      comparesSpeedAcrossClouds: false,
    };
  const gaps: string[] = [];
  const { product: to } = counterpart;
  move(draft, placed, place, to, regions, isOtherCloud);
  if (isOtherCloud)
    translate({
      draft,
      kind: component.kind,
      from: product,
      to,
      options,
      spec: placed.spec,
      region: place.region,
      rates,
      lose: (what) => gaps.push(what),
    });
  if (isOtherCloud) raiseTier(draft, placed, to, context.estimate);
  const after: Record<string, unknown> = { ...options };
  for (const { path, new: now } of draft.changes) if (path.length === 1) after[path[0]!] = now;
  const sized = resize(draft, placed, to, place, { ...context, after, gaps });
  dropRefused(draft, placed, to, place, rates);
  const bought = buy(draft, placed, to, sized.size, place.region, target, rates);
  scaleDemand(draft, placed, sized.match?.chosen, isOtherCloud, rates);
  return {
    ...base,
    kind: kind.name,
    to: { ...place, product: to.name, size: sized.size },
    reason: counterpart.reason,
    rejectedProducts: counterpart.rejected,
    match: sized.match,
    sizeReason: sized.reason,
    changes: draft.changes.filter(({ path }) => !UNSPOKEN.has(path.join('.'))),
    gaps,
    unlike: bought === undefined ? [] : [bought],
    comparesSpeedAcrossClouds: isOtherCloud && sized.match?.bySpeed === true,
  };
}

/** Takes a higher tier of the new product where the usual one lacks something that the component needs. */
function raiseTier(draft: Draft, placed: Placed, to: Product, estimate: Estimate): void {
  const { component } = placed;
  const options: Record<string, unknown> = { ...(component.options as Readonly<Record<string, unknown>>) };
  for (const { path, new: now } of draft.changes) if (path.length === 1) options[path[0]!] = now;
  const raised = raisedTier(to, options, consumedBy(placed, estimate));
  if (raised) draft.set([raised.field], raised.tier, `the tiers below lack ${raised.because.join(', ')}`);
}

/**
 * Takes away what the size that was chosen does not have: memory that a file writes down beside a cache's own, storage
 * throughput, local disks, credits. The same in the file would be an error.
 */
function dropRefused(draft: Draft, { component }: Placed, to: Product, place: RegionPlace, rates: RateSource): void {
  const options: Record<string, unknown> = { ...(component.options as Readonly<Record<string, unknown>>) };
  for (const { path, new: now } of draft.changes) if (path.length === 1) options[path[0]!] = now;
  const moved = { ...component, ...place, product: to.name, options };
  const [unsold] = purchaseProblems(moved, to);
  if (unsold) {
    const { purchase } = options as { purchase: Purchase | PurchaseMix };
    draft.set(['purchase'], purchaseSoldBy(purchase, to), unsold.message);
  }
  for (const { field, message } of [
    ...(to.check?.(moved, rates) ?? []),
    ...creditProblems(moved, rates),
    ...localDiskProblems(moved, rates),
    ...volumeProblems(moved),
  ]) {
    if (draft.get([field]) === undefined) continue;
    draft.drop([field], message);
  }
}

/** Fields whose change the mapping itself tells. */
const UNSPOKEN = new Set(['kind', 'provider', 'region', 'product', 'instance']);

const ofKind = (kind: string): Product[] => [...products.values()].filter((one) => one.kinds.includes(kind));

/** Kind, product, provider, region and every word that names a region. */
function move(
  draft: Draft,
  { component, kind }: Placed,
  place: RegionPlace,
  to: Product,
  regions: RegionMap,
  isOtherCloud: boolean,
): void {
  if (isOtherCloud) {
    // What a word such as redis says beside the kind is said by a field of its own.
    for (const [field, said] of Object.entries(impliedBy(draft.get(['kind']))))
      if (draft.get([field]) === undefined) draft.set([field], said);
    draft.set(['kind'], kind.name);
    if (to.name === 'own') draft.drop(['product']);
    else draft.set(['product'], to.name);
    if (draft.get(['provider']) !== undefined) draft.set(['provider'], place.provider);
  }
  // Written out, so that it is right whether or not it is the file's own.
  if (component.region !== '') draft.set(['region'], place.region);
  const { provider } = component;
  const rename = (path: Path) => {
    const word = draft.get(path);
    if (typeof word !== 'string') return;
    const region = regions.named(provider, word);
    // A word that is no region of the provider is left to the estimate, which says so.
    if (region !== undefined) draft.set(path, region, 'the region that stands for it');
  };
  const placement = draft.get(['placement']);
  if (Array.isArray(placement)) for (const index of placement.keys()) rename(['placement', index]);
  rename(['leader']);
  const renameCalls = (path: Path) => {
    const calls = draft.get(path);
    if (Array.isArray(calls)) for (const index of calls.keys()) rename([...path, index, 'region']);
  };
  renameCalls(['calls']);
  const classes = draft.get(['classes']);
  if (isMapping(classes)) for (const name of Object.keys(classes)) renameCalls(['classes', name, 'calls']);
}
