/**
 * What a comparison is asked for, and its columns: a topology as it is written, then re-homed to every place and bought
 * in every way.
 */
import { HOME_REGIONS } from '../billing/home-regions.ts';
import { parseAmount } from '../billing/money.ts';
import type { Provider, RateSource } from '../billing/rate-table.ts';
import { didYouMean } from '../diagnostics/suggest.ts';
import { UsageError } from '../diagnostics/usage-error.ts';
import type { Estimate, EstimateResult } from '../estimate/estimate.ts';
import { toJson } from '../estimate/published.ts';
import { paymentOf } from '../products/terms.ts';
import { PROVIDERS } from '../topology/grammar.ts';
import type { Purchase } from '../topology/model.ts';
import { PURCHASES, wayOf } from '../topology/purchase.ts';
import { ownWarnings, sideBySide, type Column, type SideBySide } from './compare.ts';
import { valueAt } from './draft.ts';
import { isMapping } from './edits.ts';
import type { Matching } from './instances.ts';
import { AREAS, areaOf } from './jurisdictions.ts';
import type { Estimator, Loaded } from './loaded.ts';
import { carries, marksOf } from './marks.ts';
import { matchRegion, type RegionPlace } from './regions.ts';
import { homeOf, rehome, type ComponentMapping, type Rehomed } from './rehome.ts';
import type { Target } from './target.ts';

/** More would not fit beside each other. */
const MOST_COLUMNS = 36;

export function refuseTooMany({ length }: readonly Column[], { isSorted }: Pick<Wishes, 'isSorted'>): void {
  if (length > MOST_COLUMNS && !isSorted)
    throw new UsageError(`${length} columns are more than the ${MOST_COLUMNS} that are shown: ask for fewer`);
}

/** @throws UsageError where they are in different currencies */
export function besideEachOther(
  columns: readonly Column[],
  matching: Matching,
  names: readonly string[],
  leftOut: readonly string[],
): SideBySide {
  try {
    return sideBySide(columns, matching, leftOut);
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(`cannot compare ${names.join(' with ')}: ${error.message}`);
    throw error;
  }
}

// --- What is asked for ---------------------------------------------------------------------------

export interface Wishes {
  /** Undefined where none is named: the regions say which, else the file's own. */
  readonly providers: readonly Provider[] | undefined;
  /** Each with the providers that have a region of that name. */
  readonly regions: readonly (readonly RegionPlace[])[];
  readonly isSorted: boolean;
  readonly purchases: readonly Purchase[];
  readonly matching: Matching;
}

/** What is asked for, as text: lists with commas between. */
export interface WishOptions {
  readonly providers?: string;
  readonly regions?: string;
  readonly purchases?: string;
  readonly match: string;
}

export function wishesOf(files: readonly unknown[], options: WishOptions, rates: RateSource): Wishes {
  const providers = options.providers === undefined ? undefined : chosen('--providers', options.providers, PROVIDERS);
  const regions = options.regions === undefined ? [] : words('--regions', options.regions);
  const purchases = options.purchases === undefined ? [] : chosen('--purchases', options.purchases, PURCHASES);
  const isBare = providers === undefined && regions.length === 0 && purchases.length === 0;
  return {
    // One file without any wish is put on all three.
    providers: isBare && files.length < 2 ? PROVIDERS : providers,
    regions: regions.flatMap((name) => regionsNamed(name, providers ?? PROVIDERS, rates)),
    // Places that nobody named one by one come in the order of what they cost.
    isSorted: regions.some((name) => areaOf(name) !== undefined),
    purchases,
    matching: options.match as Matching,
  };
}

function words(option: string, text: string): string[] {
  const all = [...new Set(text.split(',').map((word) => word.trim().toLowerCase()))].filter((word) => word !== '');
  if (all.length === 0) throw new UsageError(`${option} names nothing: write them with commas between`);
  return all;
}

function chosen<Word extends string>(option: string, text: string, allowed: readonly Word[]): Word[] {
  return words(option, text).map((word) => {
    const found = allowed.find((one) => one === word);
    if (found !== undefined) return found;
    const meant = didYouMean(word, allowed);
    throw new UsageError(
      `${option}: there is no ${JSON.stringify(word)}${meant === undefined ? '' : ` (did you mean ${meant}?)`}, one of ${allowed.join(', ')}`,
    );
  });
}

/**
 * All that are asked for: one by one, or by the part of the world; the latter those of which prices of machines are
 * known.
 */
function regionsNamed(name: string, providers: readonly Provider[], rates: RateSource): readonly RegionPlace[][] {
  const isIn = areaOf(name);
  if (!isIn) return [regionNamed(name, rates)];
  const found = providers.flatMap((provider) => {
    const priced = new Set(rates.regionsOf(provider, 'compute'));
    return rates
      .regions(provider)
      .filter(({ region, partition }) => partition === 'public' && isIn(region) && priced.has(region))
      .map(({ region }) => [{ provider, region }]);
  });
  if (found.length > 0) return found;
  throw new UsageError(
    `--regions: prices of machines are known in no region of ${name}: one of ${AREAS.join(', ')} or a region`,
  );
}

function regionNamed(name: string, rates: RateSource): RegionPlace[] {
  const all = PROVIDERS.flatMap((provider) => rates.regions(provider));
  const found = all.filter(({ region }) => region === name);
  const places =
    found.length > 0 ? found : all.filter(({ aliases }) => aliases.some((alias) => alias.toLowerCase() === name));
  if (places.length > 0) return places.map(({ provider, region }) => ({ provider, region }));
  const meant = didYouMean(
    name,
    all.map(({ region }) => region),
  );
  throw new UsageError(
    `--regions: no provider has a region ${JSON.stringify(name)}${meant === undefined ? ` (such as ${Object.values(HOME_REGIONS).join(', ')})` : ` (did you mean ${meant}?)`}`,
  );
}

// --- Columns -------------------------------------------------------------------------------------

/** The file as it is written, then re-homed to every place and bought in every way that is asked for. */
export function columnsOf(
  loaded: Loaded,
  wishes: Wishes,
  severalFiles: boolean,
  run: Estimator,
  rates: RateSource,
  leftOut: string[],
): Column[] {
  const { estimate, sources, name } = loaded;
  const home = estimate && sources ? homeOf(estimate, sources.value) : undefined;
  const titled = (title: string) => (severalFiles ? (title === '' ? name : `${name}: ${title}`) : title);
  const written = home && !severalFiles ? `${home.provider} ${home.region} (baseline)` : severalFiles ? '' : name;
  const first: Column = {
    name: titled(written),
    side: loaded.side,
    estimate,
    rehomed: undefined,
    marks: [],
    unlike: [],
    warnings: [],
  };
  const { providers = [], regions, purchases } = wishes;
  if ((!estimate || !sources) && providers.length + regions.length + purchases.length > 0)
    throw new UsageError(`${name} is a saved estimate, which cannot be re-homed: name its topology`);
  if (!estimate || !sources) return [first];
  const columns = [first];
  const runOnce = sharing(run, sources.value, estimate);
  for (const target of targetsOf(home, wishes, rates)) {
    const place = target.place ?? home;
    const title = [place && `${place.provider} ${place.region}`, target.purchase].filter(Boolean).join(' ');
    const [rehomed, result] = boughtWhereSold(loaded, target, runOnce, rates, title);
    // Where it already is nothing changes, and it is there already.
    if (rehomed.value === sources.value && !hasGaps(rehomed)) continue;
    if (target.purchase !== undefined && target.purchase !== 'on-demand' && !rehomed.mappings.some(isBoughtSo)) {
      const reasons = rehomed.mappings.flatMap(({ component, unlike }) => unlike.map((why) => `${component}: ${why}`));
      const [reason = 'nothing of it is bought by the hour', ...more] = reasons;
      const others = more.length > 0 ? `, and ${more.length} more of the kind` : '';
      leftOut.push(`${titled(title)} is left out: nothing of it has a price in that way (${reason}${others})`);
      continue;
    }
    const side = toJson(result);
    columns.push({
      name: titled(title),
      side,
      estimate: result,
      rehomed,
      marks: marksOf({ estimate, side: loaded.side }, { estimate: result, side }),
      unlike: [],
      ...(target.purchase !== undefined && place && { bought: termsOf(place.provider, target.purchase) }),
      warnings: ownWarnings(result.warnings, estimate.warnings),
    });
  }
  // Bought in that way in one column and not in the other of that name: their totals are of two kinds.
  const told = unlikeOnes(columns);
  return wishes.isSorted ? [first, ...cheapestFirst(told.slice(1))] : told;
}

/** Estimates re-homed topologies; of those that differ in how they are bought alone the load is solved once. */
function sharing(run: Estimator, value: unknown, estimate: Estimate): (value: unknown) => EstimateResult {
  const known = new Map([[withoutPurchases(value), estimate]]);
  return (rehomed) => {
    const key = withoutPurchases(rehomed);
    const sources = { value: rehomed, diagnostics: [], texts: new Map<string, string>(), locate: () => undefined };
    const result = run(sources, known.get(key));
    if (result.ok && !known.has(key)) known.set(key, result.estimate);
    return result;
  };
}

/** The text of a topology without how its components are bought. */
function withoutPurchases(value: unknown): string {
  const components = valueAt(value, ['components']);
  if (!isMapping(value) || !isMapping(components)) return JSON.stringify(value);
  const others = Object.entries(components).map(([name, one]) =>
    isMapping(one) ? [name, { ...one, purchase: undefined }] : [name, one],
  );
  return JSON.stringify({ ...value, components: others });
}

/** A topology re-homed and estimated, with what turns out to have no price in the way asked for left as it was. */
function boughtWhereSold(
  { estimate, sources, name }: Loaded,
  target: Target,
  run: (value: unknown) => EstimateResult,
  rates: RateSource,
  title: string,
): [Rehomed, Estimate] {
  const attempt = (unsold?: ReadonlySet<string>): [Rehomed, Estimate] => {
    const rehomed = rehome(sources!.value, estimate!, { ...target, unsold }, rates);
    const result = run(rehomed.value);
    if (result.ok) return [rehomed, result.estimate];
    const problems = result.diagnostics.map((one) => `${one.path.join('.')}: ${one.message}`).join('; ');
    throw new Error(`${name} on ${title} is no topology: ${problems}`);
  };
  const first = attempt();
  if (target.purchase === undefined) return first;
  const bought = new Set(first[0].mappings.filter(isBoughtSo).map(({ component }) => component));
  const unsold = new Set(first[1].bill.unpriced.map(({ component }) => component).filter((one) => bought.has(one)));
  return unsold.size === 0 ? first : attempt(unsold);
}

const isBoughtSo = ({ changes }: ComponentMapping) => changes.some(({ path }) => path[0] === 'purchase');

/** Columns bought in one way, with what is sold so in another of them and not in this. */
function unlikeOnes(columns: readonly Column[]): Column[] {
  const boughtIn = new Map<string, Set<string>>();
  for (const { bought, rehomed } of columns)
    for (const mapping of rehomed?.mappings ?? [])
      if (bought && isBoughtSo(mapping)) {
        const names = boughtIn.get(bought.way) ?? new Set();
        boughtIn.set(bought.way, names.add(mapping.component));
      }
  return columns.map((column) => {
    const names = column.bought && boughtIn.get(column.bought.way);
    const mappings = column.rehomed?.mappings ?? [];
    const unlike = mappings
      .filter(({ component, unlike: why }) => why.length > 0 && names?.has(component) === true)
      .map(({ component, unlike: why }) => `${component}: ${why.join('; ')}`);
    return { ...column, unlike };
  });
}

/** A way of buying with its term and how it is paid. */
function termsOf(provider: Provider, purchase: Purchase): NonNullable<Column['bought']> {
  const way = wayOf(purchase);
  return way.years === 0
    ? { way: purchase, years: 0 }
    : { way: purchase, years: way.years, payment: paymentOf(provider, way) };
}

/** The cheapest first; those whose price is a bound, and then those that do not carry the load, behind the others. */
function cheapestFirst(columns: readonly Column[]): Column[] {
  const rank = ({ side, marks }: Column) => (carries(marks) ? 0 : 2) + (side.cost.at_least ? 1 : 0);
  return columns.toSorted((a, b) => {
    const [one, other] = [parseAmount(a.side.cost.total_exact), parseAmount(b.side.cost.total_exact)];
    return rank(a) - rank(b) || (one < other ? -1 : one > other ? 1 : 0);
  });
}

const hasGaps = ({ gaps, mappings }: ReturnType<typeof rehome>): boolean =>
  gaps.length > 0 || mappings.some((one) => one.gaps.length + one.unlike.length > 0);

/** Every place with every way of buying; a place that stands for several regions once. */
function targetsOf(home: RegionPlace | undefined, wishes: Wishes, rates: RateSource): Target[] {
  const { providers, regions, purchases, matching } = wishes;
  const places = new Map<string, { readonly place: RegionPlace; readonly placeReason?: string | undefined }>();
  const note = (place: RegionPlace, placeReason?: string) => {
    const key = `${place.provider}/${place.region}`;
    if (!places.has(key)) places.set(key, { place, placeReason });
  };
  const on = (provider: Provider, from: RegionPlace, isAsked: boolean) => {
    const match = matchRegion(from, provider, rates);
    if (!match)
      throw new UsageError(`${provider} has no region like ${from.region}: name one of its own with --regions`);
    note(match.to, isAsked ? `it stands for ${from.region}, which was asked for (${match.reason})` : undefined);
  };
  for (const named of regions) {
    if (providers === undefined) for (const place of named) note(place);
    else
      for (const provider of providers) {
        const own = named.find((place) => place.provider === provider);
        if (own) note(own);
        else on(provider, named[0]!, true);
      }
  }
  if (regions.length === 0 && home) for (const provider of providers ?? []) on(provider, home, false);
  const ways: readonly (Purchase | undefined)[] = purchases.length > 0 ? purchases : [undefined];
  const wanted: readonly Pick<Target, 'place' | 'placeReason'>[] = places.size > 0 ? [...places.values()] : [{}];
  if (places.size === 0 && purchases.length === 0) return [];
  return wanted.flatMap((place) => ways.map((purchase): Target => ({ ...place, purchase, matching })));
}
