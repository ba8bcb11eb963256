/**
 * quoin prices update: the official lists of the providers as rate tables on the user's disk. The only command that
 * uses the network.
 */
import { join, resolve } from 'node:path';
import type { Provider } from '../billing/rate-table.ts';
import { didYouMean } from '../diagnostics/suggest.ts';
import { estimate } from '../estimate/estimate.ts';
import { UsageError } from '../diagnostics/usage-error.ts';
import type { Io } from '../host/io.ts';
import { countsOf, percent } from '../prices/changes.ts';
import { Fetcher } from '../prices/fetch.ts';
import { folderOf, isFolder, readTable } from '../prices/stored.ts';
import { readableServices, update, type TableReport, type UpdateOptions, type Wanted } from '../prices/update.ts';
import { rateFiles } from '../host/rate-files.ts';
import { PROVIDERS } from '../topology/grammar.ts';
import { bundled, downloadsFolder, pricesFolder } from './bundled.ts';
import { print, type Format } from './prices.ts';
import { DEFAULT_FILE, readTopology, showDiagnostics } from './read.ts';

/** The environment's names of the key to Google's catalogue. */
const GOOGLE_KEYS = ['QUOIN_GOOGLE_API_KEY', 'GOOGLE_API_KEY'];
/** Changes that the report shows, the largest first. */
const MOST_SHOWN = 20;
const REPORT_MS = 200;

export interface PricesUpdateOptions {
  readonly provider?: Provider;
  readonly regions?: string;
  readonly services?: string;
  readonly to?: string;
  readonly from?: string;
  readonly force?: boolean;
  readonly set: readonly string[];
  readonly format: Format;
}

export async function pricesUpdateCommand(
  files: readonly string[],
  options: PricesUpdateOptions,
  io: Io,
): Promise<number> {
  const wanted = await wantedOf(files, options, io);
  const to = options.to ?? pricesFolder(io);
  if (to === undefined)
    throw new UsageError('where prices are kept is not known: neither XDG_DATA_HOME nor HOME is set (give --to DIR)');
  const from = fromOf(options.from);
  const googleKey = GOOGLE_KEYS.map((name) => io.env(name)).find((key) => key !== undefined && key !== '');
  if (from === undefined && googleKey === undefined && wanted.some(({ provider }) => provider === 'gcp'))
    throw new UsageError(
      `Google gives its prices to nobody without a key: set ${GOOGLE_KEYS[0]} (console.cloud.google.com/apis/credentials, for the Cloud Billing API), or leave Google out with --provider`,
    );
  const pricing = join(io.dataFolder, 'pricing');
  const specs = rateFiles(pricing);
  let lists = 0;
  const show = progressOf(
    io,
    () => lists,
    () => fetcher.progress(),
  );
  const fetcher: Fetcher = new Fetcher({
    folder: downloadsFolder(io) ?? join(to, '.downloads'),
    now: io.now,
    onProgress: show,
  });
  const report = await update({
    wanted,
    to,
    from,
    fetcher,
    today: io.now().toISOString().slice(0, 10),
    googleKey,
    specs: (provider) => specs.instances(provider),
    before(provider, service, region) {
      const own = readTable(join(to, provider, service, `${region}.json`));
      if (own) return { table: own, isOwn: true };
      const table = readTable(join(pricing, provider, service, `${region}.json`));
      return table && { table, isOwn: false };
    },
    writeFile(path, text) {
      folderOf(path);
      io.writeFile(path, text);
    },
    force: options.force ?? false,
    onList(left) {
      lists = left;
      show(true);
    },
  });
  io.progress?.('');
  printReport(report.tables, options.format, io);
  if (!io.quiet && options.format === 'table') notes(report, to, io);
  for (const { provider, service, region, state, reason } of report.tables)
    if (state === 'refused') io.err(`quoin: ${provider} ${service} in ${region} is not updated: ${reason}\n`);
  return report.tables.some(({ state }) => state === 'refused') ? 1 : 0;
}

/** Where the lists come from, if not from the providers. */
function fromOf(from: string | undefined): UpdateOptions['from'] {
  if (from === undefined) return undefined;
  if (/^https?:\/\//i.test(from)) {
    const url = URL.canParse(from) ? new URL(from) : undefined;
    if (!url || url.username !== '' || url.search !== '')
      throw new UsageError(`--from ${from}: write an address such as https://mirror.example, or a folder`);
    return { url: from };
  }
  if (!isFolder(from))
    throw new UsageError(`--from ${from}: there is no such folder (an address begins with https://)`);
  return { folder: resolve(from) };
}

const listOf = (text: string): string[] => [
  ...new Set(
    text
      .split(',')
      .map((one) => one.trim().toLowerCase())
      .filter((one) => one !== ''),
  ),
];

/** Providers, services and regions: those that are named, and what a topology names where they are not. */
async function wantedOf(files: readonly string[], options: PricesUpdateOptions, io: Io): Promise<Wanted[]> {
  const { provider, regions, services } = options;
  const rates = rateFiles(join(io.dataFolder, 'pricing'));
  const providers = provider ? [provider] : PROVIDERS;
  const asksTopology = files.length > 0 || (regions === undefined && io.exists(DEFAULT_FILE));
  const named = asksTopology
    ? await namedBy(files, options.set, io)
    : new Map<Provider, { services: Set<string>; regions: Set<string> }>();
  if (!asksTopology && regions === undefined)
    throw new UsageError(
      `say which prices: a topology file (quoin prices update ${DEFAULT_FILE}), or --regions, such as --regions eu-west-1`,
    );

  const places = new Map<Provider, Set<string>>();
  for (const region of regions === undefined ? [] : listOf(regions)) {
    const owners = providers.filter((one) => rates.regions(one).some((known) => known.region === region));
    if (owners.length === 0) {
      const meant = didYouMean(
        region,
        providers.flatMap((one) => rates.regions(one).map((known) => known.region)),
      );
      throw new UsageError(`--regions: no provider has a region ${region}${meant ? ` (did you mean ${meant}?)` : ''}`);
    }
    for (const owner of owners) places.set(owner, (places.get(owner) ?? new Set()).add(region));
  }
  const asked = services === undefined ? undefined : listOf(services);
  for (const service of asked ?? []) {
    const known = providers.flatMap(readableServices);
    if (known.includes(service)) continue;
    const meant = didYouMean(service, known);
    throw new UsageError(
      `--services: no official list is read for ${service}${meant ? ` (did you mean ${meant}?)` : ` (one of ${[...new Set(known)].sort().join(', ')})`}`,
    );
  }
  const wanted = providers.flatMap((one): Wanted[] => {
    const readable = new Set(readableServices(one));
    const own = asked ?? (asksTopology ? [...(named.get(one)?.services ?? [])] : [...readable]);
    const there =
      regions === undefined ? (named.get(one)?.regions ?? new Set<string>()) : (places.get(one) ?? new Set<string>());
    const chosen = new Set(own.filter((service) => readable.has(service)));
    return chosen.size === 0 || there.size === 0 ? [] : [{ provider: one, services: chosen, regions: there }];
  });
  if (wanted.length === 0)
    throw new UsageError('nothing to update: what is named is in none of the lists that are read');
  return wanted;
}

/** Services and regions of the lines of a topology's bill. */
async function namedBy(files: readonly string[], sets: readonly string[], io: Io) {
  const sources = await readTopology(files, sets, io);
  const result = estimate(sources, bundled(io, sources));
  if (!result.ok) {
    showDiagnostics(result.diagnostics, sources.texts, io);
    throw new UsageError('the topology cannot be read: there is nothing to take services and regions from');
  }
  const { rates } = bundled(io);
  const named = new Map<Provider, { services: Set<string>; regions: Set<string> }>();
  const of = (provider: Provider) => {
    let one = named.get(provider);
    if (!one) named.set(provider, (one = { services: new Set(), regions: new Set() }));
    return one;
  };
  for (const line of result.estimate.bill.components.flatMap(({ items }) => items))
    of(line.provider).services.add(line.service);
  for (const { component } of result.estimate.placed) {
    const provider = component.provider as Provider;
    if (rates.regions(provider).some(({ region }) => region === component.region))
      of(provider).regions.add(component.region);
  }
  return named;
}

const MB = 1e6;
const inMb = (bytes: number) => `${(bytes / MB).toFixed(1)} MB`;

/** "12 lists left, 41.2 of 380.0 MB, 11.3 MB/s, 30 s left", a few times a second. */
function progressOf(
  io: Io,
  listsLeft: () => number,
  downloads: () => ReturnType<Fetcher['progress']>,
): (isNow?: boolean) => void {
  const show = io.progress;
  if (!show || io.quiet) return () => {};
  let last = 0;
  return (isNow = false) => {
    const now = io.now().getTime();
    if (!isNow && now - last < REPORT_MS) return;
    last = now;
    const { bytes, total, seconds } = downloads();
    const speed = seconds > 0 ? bytes / seconds : 0;
    const left = total === undefined || speed === 0 ? '' : `, ${Math.ceil((total - bytes) / speed)} s left`;
    const lists = listsLeft();
    show(
      `prices: ${total === undefined ? inMb(bytes) : `${inMb(bytes).replace(' MB', '')} of ${inMb(total)}`}${speed > 0 ? `, ${inMb(speed)}/s` : ''}${left}${lists > 0 ? `, ${lists} ${lists === 1 ? 'list' : 'lists'} to go` : ''}`,
    );
  };
}

function printReport(tables: readonly TableReport[], format: Format, io: Io): void {
  const rows = tables.map(({ provider, service, region, state, prices, changes, same, reason }) => {
    const counts = countsOf(changes);
    const shares = changes.flatMap(({ share }) => share ?? []);
    return {
      provider,
      service,
      region,
      state,
      prices: state === 'written' ? prices : null,
      new: counts.new,
      gone: counts.gone,
      more_expensive: counts['more expensive'],
      cheaper: counts.cheaper,
      same,
      largest: percent(shares.toSorted((a, b) => Math.abs(b) - Math.abs(a))[0]),
      ...(format === 'table' ? {} : { reason: reason ?? null }),
    };
  });
  print(rows, ['prices', 'new', 'gone', 'more_expensive', 'cheaper', 'same', 'largest'], format, io);
}

function notes(
  { tables, absent }: { tables: readonly TableReport[]; absent: readonly string[] },
  to: string,
  io: Io,
): void {
  const changed = tables
    .flatMap((table) =>
      table.changes.filter(({ share }) => share !== undefined).map((change) => ({ ...table, ...change })),
    )
    .toSorted((a, b) => Math.abs(b.share!) - Math.abs(a.share!));
  for (const { provider, service, region, meter, unit, before, after, share } of changed.slice(0, MOST_SHOWN))
    io.out(
      `${percent(share).padStart(7)}  ${provider} ${service} ${region}: ${meter} ${before} → ${after} by ${unit}\n`,
    );
  if (changed.length > MOST_SHOWN)
    io.out(`${changed.length - MOST_SHOWN} more changed prices (quoin prices diff shows them)\n`);
  const written = tables.filter(({ state }) => state === 'written').length;
  io.err(`${written} ${written === 1 ? 'table' : 'tables'} written to ${to}\n`);
  for (const { service, region, remarks } of tables)
    for (const remark of remarks.slice(0, 3)) io.err(`left out of ${service} in ${region}: ${remark}\n`);
  if (absent.length > 0) io.err(`in no list: ${absent.join(', ')}\n`);
}
