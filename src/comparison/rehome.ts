/**
 * A topology on another provider or in another region: the same kinds, each provider's own product, sizes that do the same work. What
 * changes is noted with its reason, and so is what has no counterpart.
 */
import type { RateSource } from '../billing/rate-table.ts';
import type { Path } from '../diagnostics/diagnostic.ts';
import { specNamed, type Placed } from '../engine/placed.ts';
import type { Estimate } from '../estimate/estimate.ts';
import { purchaseProblems, purchaseSoldBy } from '../products/purchase-problems.ts';
import type { NodeOptions, NodeUse } from '../kinds/nodes.ts';
import type { Bought } from '../products/compute.ts';
import { raisedTier } from '../products/ceiling.ts';
import { isLocalDisk } from '../products/machine-disks.ts';
import { priceOf } from '../products/terms.ts';
import { creditProblems } from '../products/credits.ts';
import { products } from '../products/index.ts';
import { localDiskProblems } from '../products/node-disks.ts';
import { volumeProblems } from '../products/volume-limits.ts';
import { speedRatio } from '../products/speed.ts';
import type { Product, SizeNeed } from '../products/product.ts';
import { impliedBy } from '../topology/generic.ts';
import type { Provider, Purchase, PurchaseMix, Volume } from '../topology/model.ts';
import { parseQuantity } from '../topology/quantity.ts';
import { counterpartOf, type Counterpart } from './counterparts.ts';
import { draftOf, valueAt, type Draft, type FieldChange } from './draft.ts';
import { isMapping } from './edits.ts';
import {
  featuresOf,
  machineCandidates,
  matchSize,
  sizeCandidates,
  type Candidate,
  type Features,
  type Matching,
  type Need,
  type SizeMatch,
} from './instances.ts';
import { matchRegion, placedMatch, type RegionMatch, type RegionPlace } from './regions.ts';
import { isFastDisk } from '../products/volume-moves.ts';
import { translate } from './words.ts';
import { GIB } from '../topology/quantity/bytes.ts';

/** What a topology is re-homed to; what is left out stays as it is. */
export interface Target {
  /** Where the file's own region goes; its other regions are matched by geography. */
  readonly place?: RegionPlace | undefined;
  /** Why there, where geography from the file's own region does not tell. */
  readonly placeReason?: string | undefined;
  /** How machines are bought. */
  readonly purchase?: Purchase | undefined;
  /** Components for which no price is known in that way. */
  readonly unsold?: ReadonlySet<string> | undefined;
  readonly matching: Matching;
}

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

/** The provider and the region that most of a topology stands in: those that the file sets for all, else the most frequent. */
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
 * Re-homes a topology whose estimate is known. A value that was re-homed before, and is the same object still, is re-homed from what it was
 * made of: there and back gives what it was.
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

// --- Regions -------------------------------------------------------------------------------------

interface RegionMap {
  readonly matches: readonly RegionMatch[];
  readonly gaps: readonly string[];
  of(place: RegionPlace): RegionPlace | undefined;
  /** The region that a word of the file names, which a component of this provider stands in. */
  named(provider: Provider, word: string): string | undefined;
}

/** Where each region of the file goes. Two regions of one provider stay two. */
function regionMap(
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
function dropRoundTrips(draft: Draft, { matches }: RegionMap): void {
  if (matches.every(({ from, to }) => from.provider === to.provider && from.region === to.region)) return;
  draft.drop(
    ['network', 'regions'],
    'round trips between regions that it no longer stands in: the published ones count',
  );
}

// --- Components ----------------------------------------------------------------------------------

/** What every component is re-homed with. */
interface Context {
  readonly target: Target;
  readonly regions: RegionMap;
  readonly matcher: Matcher;
  readonly rates: RateSource;
  /** Of the file as it stands. */
  readonly estimate: Estimate;
}

/** Matches machines; lists of candidates and answers are kept, since fleets of one kind are many. */
interface Matcher {
  (
    need: Need,
    place: RegionPlace,
    bought: Bought,
    acrossClouds: boolean,
  ): { readonly candidates: readonly Candidate[]; match(): SizeMatch | undefined };
}

/** What the tables say of sizes, by the tables: several columns of a comparison ask the same. */
interface Sizes {
  readonly machines: Map<string, readonly Candidate[]>;
  readonly managed: Map<string, readonly Candidate[]>;
  readonly own: WeakMap<Placed, Features>;
}

const SIZES = new WeakMap<RateSource, Sizes>();

function sizesIn(rates: RateSource): Sizes {
  const sizes = SIZES.get(rates) ?? { machines: new Map(), managed: new Map(), own: new WeakMap() };
  SIZES.set(rates, sizes);
  return sizes;
}

function matcherOf(matching: Matching, rates: RateSource): Matcher {
  const lists = sizesIn(rates).machines;
  const answers = new Map<string, SizeMatch | undefined>();
  return (need, { provider, region }, bought, acrossClouds) => {
    const list = JSON.stringify([provider, region, bought]);
    const candidates = lists.get(list) ?? machineCandidates(provider, region, bought, rates);
    lists.set(list, candidates);
    const answer = JSON.stringify([list, acrossClouds, need]);
    return {
      candidates,
      match() {
        if (!answers.has(answer))
          answers.set(answer, matchSize(need, candidates, { matching, acrossClouds, machines: true }));
        return answers.get(answer);
      },
    };
  };
}

/** The sizes of a managed service; many components ask for those of one. */
function managedSizes(
  product: Product,
  options: Readonly<Record<string, unknown>>,
  { vcpu, memoryGib }: SizeNeed,
  region: string,
  rates: RateSource,
): readonly Candidate[] {
  const need = { vcpu, memoryGib };
  const lists = sizesIn(rates).managed;
  const list = JSON.stringify([product.provider, product.name, region, options, need]);
  const candidates = lists.get(list) ?? sizeCandidates(product, options, need, region, rates);
  lists.set(list, candidates);
  return candidates;
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

/** What a component of the file consumes in a month. */
function consumedBy(placed: Placed, { placed: all, traffic }: Estimate): unknown {
  const { component, kind, context } = placed;
  return kind.consume(component as never, traffic.loads[all.indexOf(placed)]!, { ...context, warn: () => undefined });
}

/**
 * Takes away what the size that was chosen does not have: memory that a file writes down beside a cache's own, storage throughput, local
 * disks, credits. The same in the file would be an error.
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

/** The size of a component that has no instance, in words. */
function sizeWord({ memory, nodes }: Readonly<Record<string, unknown>>): string | undefined {
  if (typeof memory === 'number') return `${trimmed(memory / GIB)} GB`;
  return typeof nodes === 'number' ? `${nodes} nodes` : undefined;
}

const trimmed = (value: number) => String(Number(value.toFixed(2)));

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

interface Resized {
  readonly size?: string | undefined;
  readonly match?: SizeMatch | undefined;
  readonly reason?: string | undefined;
}

interface ResizeContext extends Context {
  /** The component's options after translation. */
  readonly after: Readonly<Record<string, unknown>>;
  readonly gaps: string[];
}

/** Chooses the size of the new product that does the work of the old one. */
function resize(draft: Draft, placed: Placed, to: Product, place: RegionPlace, context: ResizeContext): Resized {
  const { target, after, rates, gaps, matcher } = context;
  const { component, kind, spec, instance } = placed;
  const acrossClouds = place.provider !== component.provider;
  const option = (component.options as { instance?: unknown }).instance;
  if (to.ignores?.includes('instance') === true) return {};
  if (isMapping(option)) {
    if (acrossClouds) {
      draft.drop(['instance', 'family'], 'a family of another provider');
      draft.drop(['instance', 'name'], 'a type of another provider');
    }
    return { reason: 'a shape: the cheapest type that fits, as before' };
  }
  const machines = to.sizes === undefined;
  if (option === undefined && (!kind.nodes || !acrossClouds))
    return kind.nodes ? { size: sizeWord(component.options as Readonly<Record<string, unknown>>) } : {};
  const own = placed.product!.sizes && ownSize(placed, rates);
  const need: Features = {
    ...(spec && featuresOf(component.provider, spec)),
    ...own,
    ...memoryOf(component.options),
  };
  if (option === undefined && need.memoryGib === undefined) {
    gaps.push(`${component.product} has no instance in the file that one of ${to.name} could be matched with`);
    return {};
  }
  if (instance !== undefined && need.vcpu === undefined && need.memoryGib === undefined) {
    gaps.push(`what ${instance} has is not known: nothing can be matched with it`);
    if (acrossClouds) keepUnknown(draft, placed);
    return { size: instance };
  }
  const machine = machines
    ? matcher(
        { ...need, disks: disksNeeded(component, place.provider) },
        place,
        boughtAs(placed, context),
        acrossClouds,
      )
    : undefined;
  const candidates = machine?.candidates ?? managedSizes(to, after, need, place.region, rates);
  if (!acrossClouds && instance !== undefined) {
    const isSold = machines
      ? rates.instancePrice(place.provider, place.region, instance) !== undefined
      : candidates.some(
          ({ name, pricePerHour }) => plainName(name) === plainName(instance) && pricePerHour !== undefined,
        );
    if (isSold) return { size: instance, reason: 'the same is sold there' };
  }
  const match = machine
    ? machine.match()
    : matchSize(need, candidates, { matching: target.matching, acrossClouds, machines });
  if (!match) {
    const asked = `${need.vcpu === undefined ? '' : `${need.vcpu} vCPU and `}${need.memoryGib ?? '?'} GiB`;
    const none =
      candidates.length === 0
        ? `no price of any size of ${to.name} is known in ${place.region}`
        : `no size of ${to.name} in ${place.region} has ${asked}`;
    gaps.push(`${none}: ${instance ?? 'it'} stays as it is`);
    if (acrossClouds) keepUnknown(draft, placed);
    return { size: instance };
  }
  for (const [field, value] of Object.entries(match.chosen.fields)) draft.set([field], value);
  if (match.chosen.fields['instance'] === undefined) draft.drop(['instance']);
  gaps.push(...match.waived);
  return { size: match.chosen.name, match };
}

/** How the nodes of a component will be bought, and for how long they run: as long as they do where the file has them. */
function boughtAs(placed: Placed, { target, after, estimate }: ResizeContext): Bought {
  const { component } = placed;
  const { os = 'linux', purchase, autoscale, count } = after as Partial<NodeOptions>;
  const base = { os, purchase: target.purchase ?? purchase ?? 'on-demand', runningShare: component.runningShare };
  if (autoscale === undefined) return { ...base, shares: Array.from({ length: count ?? 1 }, () => 1) };
  const consumed = consumedBy(placed, estimate) as { nodes?: NodeUse; shares?: readonly number[] };
  return { ...base, shares: consumed.nodes?.shares ?? consumed.shares ?? [1] };
}

/** What the disks of a component ask of the machine. */
function disksNeeded({ options }: Placed['component'], provider: Provider): Need['disks'] {
  const { volumes = [] } = options as { volumes?: readonly Volume[] };
  const isLocal = ({ type }: Volume) => isLocalDisk(type);
  // Google's local disks are bought by the piece.
  const local = provider === 'gcp' ? [] : volumes.filter(isLocal);
  const bytes = local.reduce((sum, { size, count = 1 }) => sum + size * count, 0);
  return { premium: volumes.some((one) => !isLocal(one) && isFastDisk(one.type)), localGib: bytes / GIB };
}

/** An instance that the new provider does not sell, as a type that its tables do not know: by that name there would be none. */
function keepUnknown(draft: Draft, { instance, spec }: Placed): void {
  if (instance === undefined) return;
  if (spec?.vcpu === undefined || spec.memoryGib === undefined) draft.drop(['instance']);
  else draft.set(['instance'], { name: instance, vcpu: spec.vcpu, memory: `${spec.memoryGib} GB` });
}

/** What a managed product says of the size that the component has. */
function ownSize(placed: Placed, rates: RateSource): Features {
  const known = sizesIn(rates).own;
  const size = known.get(placed) ?? readOwnSize(placed, rates);
  known.set(placed, size);
  return size;
}

function readOwnSize({ component, instance, product, spec }: Placed, rates: RateSource): Features {
  const options = component.options as Readonly<Record<string, unknown>>;
  const sizes = managedSizes(product!, options, {}, component.region, rates);
  const found = sizes.find(({ name }) => instance !== undefined && plainName(name) === plainName(instance));
  // Of a managed service that does not say its machines no score is known, even where a machine is called the same.
  return { ...(spec && { coremark: undefined }), ...found };
}

/** A size's name without the family or the tier that may stand before it: db.m7g.large and m7g.large, C3 and standard-c3 are the same. */
const plainName = (name: string): string =>
  name.toLowerCase().replace(/^(db|cache|kafka|mq|express)\.|^(basic|standard|premium)[-_ ]/, '');

/** The memory of a node that the file gives itself, which counts for more than that of its instance. */
const memoryOf = (options: unknown): Features => {
  const { memory } = options as { memory?: unknown };
  return typeof memory === 'number' ? { memoryGib: memory / GIB } : {};
};

// --- Purchases -----------------------------------------------------------------------------------

/** Buys a component's machines in another way where they are sold so; says why where they are not. */
function buy(
  draft: Draft,
  { component, kind }: Placed,
  to: Product,
  size: string | undefined,
  region: string,
  { purchase, unsold: known }: Target,
  rates: RateSource,
): string | undefined {
  if (purchase === undefined || to.ignores?.includes('instance') === true) return undefined;
  const { os = 'linux', purchase: before = 'on-demand' } = component.options as {
    os?: 'linux' | 'windows';
    purchase?: unknown;
  };
  if (!kind.nodes || before === purchase) return undefined;
  const [unsold] = purchaseProblems({ options: { purchase } }, to);
  if (unsold) return `${unsold.message}: it stays ${typeof before === 'string' ? before : 'bought as before'}`;
  if (size === undefined) {
    // What a shape becomes is not known yet; the bill says so where it is not sold in that way.
    if (isMapping((component.options as { instance?: unknown }).instance))
      draft.set(['purchase'], purchase, 'asked for');
    return undefined;
  }
  const price = to.sizes ? undefined : rates.instancePrice(to.provider, region, size);
  // Whether a managed service is sold so its bill says.
  const isSold = to.sizes !== undefined || (price && priceOf(to.provider, price, os, purchase) !== undefined);
  if (isSold === true && known?.has(component.name) !== true) {
    draft.set(['purchase'], purchase, 'asked for');
    return undefined;
  }
  const now = typeof before === 'string' ? before : 'bought as before';
  return `no ${purchase} price of ${size} (${to.name}) is known in ${region}: it stays ${now}`;
}

// --- Demands -------------------------------------------------------------------------------------

/**
 * CPU times belong to the processor that they were measured on. Within a cloud CoreMark scales them to the new one; across clouds scores do
 * not compare, and a demand is taken as that of the machine that the component ran on.
 */
function scaleDemand(
  draft: Draft,
  { component, spec }: Placed,
  chosen: Candidate | undefined,
  isOtherCloud: boolean,
  rates: RateSource,
): void {
  const classes = draft.get(['classes']);
  const paths: Path[] = [
    ['demand'],
    ...(isMapping(classes) ? Object.keys(classes).map((name): Path => ['classes', name, 'demand']) : []),
  ];
  const common = component.demand?.on;
  for (const path of paths) {
    const demand = draft.get(path);
    if (!isMapping(demand)) continue;
    if (!isOtherCloud) {
      // A demand of a class takes what it leaves out from the component's.
      const inherits = path.length > 1 && isMapping(draft.get(['demand']));
      if (chosen && spec && demand['on'] === undefined && !inherits)
        draft.set([...path, 'on'], spec.instance, 'CPU times are scaled by CoreMark within a cloud');
      continue;
    }
    const on = demand['on'] ?? common;
    if (typeof on !== 'string') continue;
    const measured = specNamed(component.provider, on, rates);
    const ratio = measured && spec && speedRatio(component.provider, measured, spec, rates);
    const cpu = demand['cpu'] === undefined ? undefined : parseQuantity('duration', demand['cpu']);
    if (ratio !== undefined && ratio !== 1 && cpu?.ok === true)
      draft.set(
        [...path, 'cpu'],
        `${cpu.quantity.value / ratio}s`,
        `as on ${spec!.instance}, by CoreMark within ${component.provider}`,
      );
    draft.drop([...path, 'on'], `an instance of ${component.provider}`);
  }
}
