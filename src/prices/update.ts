/**
 * Official lists → rate tables on the user's disk: which lists, read one by one, each table written whole or left as it
 * is.
 */
import { join } from 'node:path';
import type { ComputeTable, InstanceSpec, Provider, RateTable } from '../billing/rate-table.ts';
import { reason } from '../diagnostics/reason.ts';
import { AwsList } from './aws/list.ts';
import { COMPUTE_COMMITMENTS, OFFERS } from './aws/offers.ts';
import { SAVINGS_PLANS, SavingsPlans } from './aws/savings-plans.ts';
import { AzureList, pageOf as azurePage } from './azure/list.ts';
import { SERVICES as AZURE } from './azure/meters.ts';
import { changesOf, type Change } from './changes.ts';
import { Collector, type Collected } from './collector.ts';
import { Downloaded } from './downloaded.ts';
import { DownloadError, readFileInto, textOf, type Fetcher } from './fetch.ts';
import { GcpList, pageOf as gcpPage } from './gcp/list.ts';
import { SERVICES as GCP } from './gcp/meters.ts';
import { AbsentError, ListError } from './official.ts';
import { tableOf } from './tables.ts';

const HOSTS: Readonly<Record<Provider, string>> = {
  aws: 'https://pricing.us-east-1.amazonaws.com',
  azure: 'https://prices.azure.com',
  gcp: 'https://cloudbilling.googleapis.com',
};
/** China's prices are in a list of their own. */
const AWS_CHINA = 'https://pricing.cn-north-1.amazonaws.com.cn';
/** The version of Azure's API that gives savings plans. */
const AZURE_VERSION = '2023-01-01-preview';
/** A list has no more pages than this. */
const MOST_PAGES = 2000;
const GOOGLE_PAGE = 5000;
/** A list that lacks more of what the table had than this is not taken for a new one. */
const MOST_GONE = 0.5;

/** What is to be updated: services and regions by Quoin's names. */
export interface Wanted {
  readonly provider: Provider;
  readonly services: ReadonlySet<string>;
  readonly regions: ReadonlySet<string>;
}

export interface UpdateOptions {
  readonly wanted: readonly Wanted[];
  /** The folder whose tables are written. */
  readonly to: string;
  /** Another host, or a folder of lists that are here. */
  readonly from: { readonly url: string } | { readonly folder: string } | undefined;
  readonly fetcher: Fetcher;
  readonly today: string;
  /** Sent to Google alone. */
  readonly googleKey: string | undefined;
  readonly specs: (provider: Provider) => readonly InstanceSpec[];
  /** A table as it is, of the folder or of those that come with the program. */
  readonly before: (
    provider: Provider,
    service: string,
    region: string,
  ) => { readonly table: RateTable | ComputeTable; readonly isOwn: boolean } | undefined;
  /** Writes a file whole or not at all, in a folder that is made where it is not there. */
  readonly writeFile: (path: string, text: string) => void;
  /** Takes a table that lacks much of what was there. */
  readonly force: boolean;
  /** Called when a list is read, and how many are left. */
  readonly onList: (left: number) => void;
}

export interface TableReport {
  readonly provider: Provider;
  readonly service: string;
  readonly region: string;
  /** refused: something is wrong; absent: the provider lists nothing of it. The one that was there stands. */
  readonly state: 'written' | 'refused' | 'absent';
  readonly reason?: string;
  readonly prices: number;
  readonly changes: readonly Change[];
  readonly same: number;
  readonly remarks: readonly string[];
}

export interface UpdateReport {
  readonly tables: readonly TableReport[];
  /** Lists read. */
  readonly lists: number;
  /** What was asked for and stands in no list. */
  readonly absent: readonly string[];
}

interface Job {
  readonly provider: Provider;
  readonly label: string;
  readonly services: ReadonlySet<string>;
  /** Quoin's names of the tables, where they are known before the list is read. */
  readonly regions: ReadonlySet<string>;
  run(collector: Collector): Promise<{ readonly files: readonly string[] }>;
}

const intersection = (a: readonly string[], b: ReadonlySet<string>) => new Set(a.filter((one) => b.has(one)));

/** Services that can be updated, by provider. */
export function readableServices(provider: Provider): readonly string[] {
  const lists = provider === 'aws' ? OFFERS : provider === 'azure' ? AZURE : GCP;
  return [...new Set(Object.values(lists).flatMap(({ services }) => services))].sort();
}

/** Updates everything that is wanted. What fails is in the report; nothing is thrown for it. */
export async function update(options: UpdateOptions): Promise<UpdateReport> {
  const jobs = options.wanted.flatMap((wanted) =>
    wanted.provider === 'aws'
      ? awsJobs(wanted, options)
      : wanted.provider === 'azure'
        ? azureJobs(wanted, options)
        : gcpJobs(wanted, options),
  );
  const tables: TableReport[] = [];
  let left = jobs.length;
  let lists = 0;
  await Promise.all(
    jobs.map(async (job) => {
      const collector = new Collector(job.provider);
      let failure: { state: 'refused' | 'absent'; reason: string } | undefined;
      let files: readonly string[] = [];
      try {
        ({ files } = await job.run(collector));
        lists++;
      } catch (error) {
        if (!(error instanceof ListError) && !(error instanceof DownloadError)) throw error;
        failure = {
          state: error instanceof AbsentError ? 'absent' : 'refused',
          reason: `${job.label}: ${error.message}`,
        };
      }
      if (failure === undefined) {
        for (const collected of collector.finish()) tables.push(settle(collected, options));
        options.fetcher.forget(files);
      } else
        for (const service of job.services)
          for (const region of job.regions)
            tables.push({
              provider: job.provider,
              service,
              region,
              ...failure,
              prices: 0,
              changes: [],
              same: 0,
              remarks: [],
            });
      options.onList(--left);
    }),
  );
  const order = ({ provider, service, region }: TableReport) => `${provider}\n${service}\n${region}`;
  tables.sort((a, b) => (order(a) < order(b) ? -1 : 1));
  const found = new Set(tables.map(({ provider, service }) => `${provider}\n${service}`));
  const absent = options.wanted.flatMap(({ provider, services }) =>
    [...services].filter((service) => !found.has(`${provider}\n${service}`)).map((service) => `${provider} ${service}`),
  );
  return { tables, lists, absent };
}

/** Writes a table, or says why the old one stands. */
function settle(collected: Collected, options: UpdateOptions): TableReport {
  const { provider, service, region, prices, remarks } = collected;
  const base = { provider, service, region, prices: prices.length, remarks };
  const refused = (why: string): TableReport => ({ ...base, state: 'refused', reason: why, changes: [], same: 0 });
  if (collected.error !== undefined) return refused(collected.error);
  const text = tableOf(collected);
  if (text === undefined) return { ...refused('the list has no price for it'), state: 'absent' };
  const before = options.before(provider, service, region);
  const { changes, same, before: had } = changesOf(before?.table, JSON.parse(text) as RateTable | ComputeTable);
  const gone = changes.filter(({ kind }) => kind === 'gone').length;
  // The tables that come with the program have more sources than one: what they have beside these lists stays in use.
  if (before?.isOwn && gone > had * MOST_GONE && !options.force)
    return refused(`the list has changed: ${gone} of ${had} prices would be gone (--force takes it all the same)`);
  const path = join(options.to, provider, service, `${region}.json`);
  try {
    options.writeFile(path, text);
  } catch (error) {
    return refused(`cannot write ${path}: ${reason(error)}`);
  }
  return {
    ...base,
    state: 'written',
    changes: before?.isOwn === false ? changes.filter(({ kind }) => kind !== 'gone') : changes,
    same,
  };
}

function downloadedOf(from: UpdateOptions['from']): Downloaded | undefined {
  return from && 'folder' in from ? new Downloaded(from.folder) : undefined;
}

/** An address on a provider's host, or on the one that stands for it. */
function addressOf(provider: Provider, path: string, { from }: UpdateOptions, host = HOSTS[provider]): string {
  // An address that does not begin with a slash would be part of the host's name.
  if (!path.startsWith('/')) throw new ListError(`"${path.slice(0, 80)}" is no address of a list`);
  const base = from && 'url' in from ? from.url.replace(/\/+$/, '') : host;
  return `${base}${path}`;
}

function awsJobs({ services, regions }: Wanted, options: UpdateOptions): Job[] {
  const { fetcher, from, today } = options;
  const local = downloadedOf(from);
  // Several jobs need the same index.
  const indices = new Map<string, Promise<unknown>>();
  function index<Entry>(address: string, part: string): Promise<Readonly<Record<string, Entry>>> {
    let found = indices.get(address);
    if (!found) indices.set(address, (found = readIndex(address, part, fetcher)));
    return found as Promise<Readonly<Record<string, Entry>>>;
  }
  /** The list of savings plans of a region; China's and the government's have none. */
  async function savingsPlans(region: string): Promise<{ address: string; path: string } | undefined> {
    if (region.startsWith('cn-')) return undefined;
    const there = await index<{ regionCode?: string; versionUrl?: string }>(
      addressOf('aws', SAVINGS_PLANS, options),
      'regions',
    );
    const url = Object.values(there).find(({ regionCode }) => regionCode === region)?.versionUrl;
    if (url === undefined) return undefined;
    const address = addressOf('aws', url.replace(/\.json$/, '.csv'), options);
    return { address, path: await fetcher.download({ url: address }) };
  }
  return Object.entries(OFFERS).flatMap(([code, offer]) => {
    const own = intersection(offer.services, services);
    if (own.size === 0) return [];
    return (offer.isGlobal ? ['global'] : [...regions]).map((region): Job => ({
      provider: 'aws',
      label: offer.isGlobal ? `AWS ${code}` : `AWS ${code} in ${region}`,
      services: own,
      regions: new Set([region]),
      async run(collector) {
        let address: string;
        let path: string | undefined;
        if (local) {
          path = local.awsList(code, offer.isGlobal ? '' : region);
          if (path === undefined) throw new ListError(`there is no such list in ${local.folder}`);
          address = `file:${path}`;
        } else {
          const host = region.startsWith('cn-') ? AWS_CHINA : HOSTS.aws;
          const { currentVersionUrl, currentRegionIndexUrl } =
            (await index<OfferFiles>(addressOf('aws', '/offers/v1.0/aws/index.json', options, host), 'offers'))[code] ??
            {};
          let url = currentVersionUrl;
          if (!offer.isGlobal) {
            if (currentRegionIndexUrl === undefined) throw new ListError('the index of offers does not name it');
            const there = await index<OfferFiles>(addressOf('aws', currentRegionIndexUrl, options, host), 'regions');
            url = there[region]?.currentVersionUrl;
            if (url === undefined) throw new AbsentError(`AWS does not sell it in ${region}`);
          }
          if (url === undefined) throw new ListError('the index of offers does not name it');
          address = addressOf('aws', url.replace(/\.json$/, '.csv'), options, host);
          path = await fetcher.download({ url: address });
        }
        const list = new AwsList({ code, offer, region, address, services: own, today, collector });
        try {
          await readFileInto(path, (chunk) => list.push(chunk));
          list.end();
        } catch (error) {
          // What is no list is not kept for the next run.
          if (!local) fetcher.forget([path]);
          throw error;
        }
        const files = local ? [] : [path];
        if (offer.hasInstances && own.has('compute')) {
          try {
            const plans = local ? localPlans(local, region) : await savingsPlans(region);
            if (plans !== undefined) {
              const reader = new SavingsPlans(region, plans.address, today, collector);
              if (!local) files.push(plans.path);
              await readFileInto(plans.path, (chunk) => reader.push(chunk));
              reader.end();
            }
          } catch (error) {
            if (!(error instanceof ListError) && !(error instanceof DownloadError)) throw error;
            // What else the offer has is not made of it.
            for (const one of ['compute', COMPUTE_COMMITMENTS])
              collector.fail(one, region, `savings plans: ${error.message}`);
          }
        }
        return { files };
      },
    }));
  });
}

interface OfferFiles {
  readonly currentVersionUrl?: string;
  readonly currentRegionIndexUrl?: string;
}

/** One part of an index of AWS's: its offers, or the regions of one of them. */
async function readIndex(address: string, part: string, fetcher: Fetcher): Promise<unknown> {
  const path = await fetcher.download({ url: address });
  const text = textOf(path);
  fetcher.forget([path]);
  const found = parsed(text)[part];
  if (typeof found !== 'object' || found === null) throw new ListError(`${new URL(address).pathname} has no ${part}`);
  return found;
}

function localPlans(local: Downloaded, region: string): { address: string; path: string } | undefined {
  const path = local.awsList('AWSComputeSavingsPlan', region);
  return path === undefined ? undefined : { address: `file:${path}`, path };
}

function parsed(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    throw new ListError(/^\s*</.test(text) ? 'the index is a page of HTML' : 'the index is no JSON, or breaks off');
  }
}

function azureJobs({ services, regions }: Wanted, options: UpdateOptions): Job[] {
  const { fetcher, from, today } = options;
  const local = downloadedOf(from);
  return Object.entries(AZURE).flatMap(([name, service]) => {
    const own = intersection(service.services, services);
    if (own.size === 0) return [];
    const places = service.places
      ? Object.entries(service.places)
      : [...regions].map((region) => [region, region] as const);
    return places.map(([place, region]): Job => ({
      provider: 'azure',
      label: `Azure ${name} in ${place}`,
      services: own,
      regions: new Set([region]),
      async run(collector) {
        const filter = `serviceName eq '${name}' and armRegionName eq '${place}'`;
        const query = new URLSearchParams({ 'api-version': AZURE_VERSION, currencyCode: 'USD', $filter: filter });
        const first = addressOf('azure', `/api/retail/prices?${query.toString().replaceAll('+', '%20')}`, options);
        const list = new AzureList({
          name,
          service,
          places: new Map([[place, region]]),
          services: own,
          address: local ? `file:${local.folder}` : first,
          today,
          collector,
        });
        if (local) {
          for (const path of local.answers('azure')) list.add(azurePage(local.text(path)).items);
          list.end();
          return { files: [] };
        }
        const files = await pages(first, fetcher, (text) => {
          const { items, next } = azurePage(text);
          list.add(items);
          // The next page is on the host that the first was on, whatever host its address names.
          return next === undefined ? undefined : { url: addressOf('azure', pathOf(next), options) };
        });
        list.end();
        return { files };
      },
    }));
  });
}

function pathOf(address: string): string {
  try {
    const { pathname, search } = new URL(address);
    return `${pathname}${search}`;
  } catch {
    throw new ListError(`the address of the next page is none: "${address.slice(0, 80)}"`);
  }
}

/** Page after page, until one names no next. */
async function pages(
  first: string,
  fetcher: Fetcher,
  read: (text: string) => { readonly url: string } | undefined,
  headers: Readonly<Record<string, string>> = {},
): Promise<string[]> {
  const files: string[] = [];
  const seen = new Set<string>();
  for (let url: string | undefined = first; url !== undefined;) {
    if (seen.has(url)) throw failed(files, fetcher, `page ${seen.size} links to a page that was read before`);
    if (seen.size === MOST_PAGES) throw failed(files, fetcher, `the list has more than ${MOST_PAGES} pages`);
    seen.add(url);
    const path = await fetcher.download({ url, headers });
    files.push(path);
    try {
      url = read(textOf(path))?.url;
    } catch (error) {
      fetcher.forget(files);
      throw error;
    }
  }
  return files;
}

function failed(files: readonly string[], fetcher: Fetcher, message: string): ListError {
  fetcher.forget(files);
  return new ListError(message);
}

function gcpJobs({ services, regions }: Wanted, options: UpdateOptions): Job[] {
  const { fetcher, from, today, googleKey } = options;
  const local = downloadedOf(from);
  return Object.entries(GCP).flatMap(([id, service]) => {
    const own = intersection(service.services, services);
    if (own.size === 0) return [];
    return [
      {
        provider: 'gcp',
        label: `Google ${service.name}`,
        services: own,
        regions,
        async run(collector) {
          const address = addressOf('gcp', `/v1/services/${id}/skus`, options);
          const list = new GcpList({
            service,
            regions,
            services: own,
            specs: options.specs('gcp'),
            address: local ? `file:${local.folder}` : address,
            today,
            collector,
          });
          if (local) {
            for (const path of local.answers('gcp', `services/${id}/`)) list.add(gcpPage(local.text(path)).skus);
            list.end();
            return { files: [] };
          }
          const pageAt = (token: string) =>
            `${address}?currencyCode=USD&pageSize=${GOOGLE_PAGE}${token === '' ? '' : `&pageToken=${encodeURIComponent(token)}`}`;
          // The key goes to Google and to nobody who stands for it.
          const headers: Record<string, string> =
            from === undefined && googleKey !== undefined ? { 'x-goog-api-key': googleKey } : {};
          const files = await pages(
            pageAt(''),
            fetcher,
            (text) => {
              const { skus, next } = gcpPage(text);
              list.add(skus);
              return next === undefined ? undefined : { url: pageAt(next) };
            },
            headers,
          );
          list.end();
          return { files };
        },
      } satisfies Job,
    ];
  });
}
