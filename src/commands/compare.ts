/** quoin compare FILE...: a topology on other providers, in other regions, bought in other ways; or several files side by side. */
import { HOME_REGIONS } from '../billing/home-regions.ts';
import type { Provider, RateSource } from '../billing/rate-table.ts';
import { ownWarnings, sideBySide, type Column, type SideBySide } from '../comparison/compare.ts';
import type { Matching } from '../comparison/instances.ts';
import { homeOf, rehome, type Target } from '../comparison/rehome.ts';
import { matchRegion, type RegionPlace } from '../comparison/regions.ts';
import { unscaledDemands } from '../comparison/speeds.ts';
import { didYouMean } from '../diagnostics/suggest.ts';
import { headline, printable } from '../diagnostics/render.ts';
import { UsageError, type Io } from '../io.ts';
import { toJson } from '../report/json.ts';
import { PLAIN, type Paint } from '../report/report.ts';
import { PROVIDERS } from '../topology/grammar.ts';
import { PURCHASES } from '../topology/purchase.ts';
import type { Purchase } from '../topology/model.ts';
import { bundled, namesPrices } from './bundled.ts';
import { formatOf } from './choices.ts';
import { DEFAULT_FILE, deliver, showDiagnostics } from './read.ts';
import { estimator, loadFile, type Estimator, type Loaded } from './sides.ts';

export interface CompareCommandOptions {
  readonly providers?: string;
  readonly regions?: string;
  readonly purchases?: string;
  readonly match: string;
  readonly format?: string;
  readonly out?: string;
  readonly set: readonly string[];
}

type Format = 'table' | 'json' | 'markdown';
type CompareReporter = (comparison: SideBySide, options: { readonly paint: Paint }) => string;

/** Each format is loaded when it is asked for. */
const REPORTERS: Record<Format, () => Promise<CompareReporter>> = {
  table: async () => (await import('../report/compare-table.ts')).compareTable,
  json: async () => (await import('../report/compare-json.ts')).compareJson,
  markdown: async () => (await import('../report/compare-markdown.ts')).compareMarkdown,
};

/** More would not fit beside each other. */
const MOST_COLUMNS = 24;

export async function compareCommand(
  files: readonly string[],
  options: CompareCommandOptions,
  io: Io,
): Promise<number> {
  const reporter = REPORTERS[formatOf(options, REPORTERS, 'table')]();
  const tables = bundled(io);
  const { rates } = tables;
  const wishes = wishesOf(files, options, rates);
  const run = estimator(io, tables);
  const names = files.length > 0 ? files : [DEFAULT_FILE];
  if (names.filter((name) => name === '-').length > 1) throw new UsageError('standard input (-) can be read only once');
  const columns: Column[] = [];
  for (const name of names) {
    const loaded = await loadFile(name, options.set, run, io);
    if (!loaded) return 2;
    columns.push(
      ...columnsOf(
        loaded,
        wishes,
        names.length > 1,
        run,
        namesPrices(loaded.sources) ? bundled(io, loaded.sources).rates : rates,
      ),
    );
    refuseTooMany(columns);
    if (loaded.estimate && loaded.sources) showDiagnostics(loaded.estimate.warnings, loaded.sources.texts, io);
  }
  const comparison = besideEachOther(columns, options.match as Matching, names);
  deliver((await reporter)(comparison, { paint: options.out === undefined ? io.paint : PLAIN }), options.out, io);
  if (!io.quiet)
    for (const { name, warnings, estimate } of columns) {
      for (const warning of warnings) io.err(`${printable(name)}: ${headline(warning, io.errPaint)}\n`);
      for (const warning of unscaledDemands(columns[0]!.estimate, estimate, rates))
        io.err(`${printable(name)}: ${printable(warning)}\n`);
    }
  return 0;
}

export function refuseTooMany({ length }: readonly Column[]): void {
  if (length > MOST_COLUMNS)
    throw new UsageError(`${length} columns are more than the ${MOST_COLUMNS} that are shown: ask for fewer`);
}

/** @throws UsageError where they are in different currencies */
export function besideEachOther(columns: readonly Column[], matching: Matching, names: readonly string[]): SideBySide {
  try {
    return sideBySide(columns, matching);
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(`cannot compare ${names.join(' with ')}: ${error.message}`);
    throw error;
  }
}

// --- What is asked for ---------------------------------------------------------------------------

interface Wishes {
  /** Undefined where none is named: the regions say which, else the file's own. */
  readonly providers: readonly Provider[] | undefined;
  /** Each with the providers that have a region of that name. */
  readonly regions: readonly (readonly RegionPlace[])[];
  readonly purchases: readonly Purchase[];
  readonly matching: Matching;
}

export function wishesOf(
  files: readonly unknown[],
  options: Pick<CompareCommandOptions, 'providers' | 'regions' | 'purchases' | 'match'>,
  rates: RateSource,
): Wishes {
  const providers = options.providers === undefined ? undefined : chosen('--providers', options.providers, PROVIDERS);
  const regions = options.regions === undefined ? [] : words('--regions', options.regions);
  const purchases = options.purchases === undefined ? [] : chosen('--purchases', options.purchases, PURCHASES);
  const isBare = providers === undefined && regions.length === 0 && purchases.length === 0;
  return {
    // One file without any wish is put on all three.
    providers: isBare && files.length < 2 ? PROVIDERS : providers,
    regions: regions.map((name) => regionsNamed(name, rates)),
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

function regionsNamed(name: string, rates: RateSource): RegionPlace[] {
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
): Column[] {
  const { estimate, sources, name } = loaded;
  const home = estimate && sources ? homeOf(estimate, sources.value) : undefined;
  const titled = (title: string) => (severalFiles ? (title === '' ? name : `${name}: ${title}`) : title);
  const written = home && !severalFiles ? `${home.provider} ${home.region} (as written)` : severalFiles ? '' : name;
  const first: Column = { name: titled(written), side: loaded.side, estimate, rehomed: undefined, warnings: [] };
  const { providers = [], regions, purchases } = wishes;
  if ((!estimate || !sources) && providers.length + regions.length + purchases.length > 0)
    throw new UsageError(`${name} is a saved estimate, which cannot be re-homed: name its topology`);
  if (!estimate || !sources) return [first];
  const columns = [first];
  for (const target of targetsOf(home, wishes, rates)) {
    const rehomed = rehome(sources.value, estimate, target, rates);
    // Where it already is nothing changes, and it is there already.
    if (rehomed.value === sources.value && !hasGaps(rehomed)) continue;
    const place = target.place ?? home;
    const title = [place && `${place.provider} ${place.region}`, target.purchase].filter(Boolean).join(' ');
    const result = run({ value: rehomed.value, diagnostics: [], texts: new Map(), locate: () => undefined });
    if (!result.ok) {
      const problems = result.diagnostics.map((one) => `${one.path.join('.')}: ${one.message}`).join('; ');
      throw new Error(`${name} on ${title} is no topology: ${problems}`);
    }
    columns.push({
      name: titled(title),
      side: toJson(result.estimate),
      estimate: result.estimate,
      rehomed,
      warnings: ownWarnings(result.estimate.warnings, estimate.warnings),
    });
  }
  return columns;
}

const hasGaps = ({ gaps, mappings }: ReturnType<typeof rehome>): boolean =>
  gaps.length > 0 || mappings.some((one) => one.gaps.length > 0);

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
