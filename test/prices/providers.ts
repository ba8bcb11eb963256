/** The three providers on 127.0.0.1: small lists in the official layout, and whatever goes wrong on the way. */
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';
import { run } from '../../src/cli.ts';
import { OFFERS } from '../../src/prices/aws/offers.ts';
import { SAVINGS_PLANS } from '../../src/prices/aws/savings-plans.ts';
import { SERVICES as GCP } from '../../src/prices/gcp/meters.ts';
import { PLAIN } from '../../src/report/report.ts';
import { ROOT, TODAY } from '../support.ts';

export const LISTS = fileURLToPath(new URL('test/prices/lists/', ROOT));
const PAGE = 20;

/** What happens to an answer; true: it was given. */
export type Trouble = (request: IncomingMessage, response: ServerResponse, url: URL) => boolean | void;

export interface Providers {
  readonly url: string;
  /** Addresses asked for, in order. */
  readonly asked: string[];
  /** Replaced by what goes wrong. */
  trouble: Trouble | undefined;
  close(): Promise<void>;
}

const json = (response: ServerResponse, value: unknown) => {
  const text = JSON.stringify(value);
  response.setHeader('content-type', 'application/json');
  response.setHeader('content-length', Buffer.byteLength(text));
  response.end(text);
};

const GCP_FILES: Readonly<Record<string, string>> = {
  '6F81-5844-456A': 'compute-engine',
  '95FF-2EF5-5EA1': 'cloud-storage',
  '9662-B51E-5089': 'cloud-sql',
  'FA26-5236-B8B5': 'cloud-dns',
  'E505-1604-58F8': 'networking',
  'A1E8-BE35-7EBC': 'pubsub',
};

const read = (path: string): unknown => JSON.parse(readFileSync(join(LISTS, path), 'utf8'));

/** AWS's index → index of regions → CSV, Azure's pages by $filter, Google's by token. */
function answer(request: IncomingMessage, response: ServerResponse, url: URL): void {
  const { pathname, searchParams } = url;
  if (pathname === '/offers/v1.0/aws/index.json') {
    const offers = Object.fromEntries(
      Object.keys(OFFERS).map((code) => [
        code,
        { offerCode: code, currentRegionIndexUrl: `/offers/v1.0/aws/${code}/current/region_index.json` },
      ]),
    );
    json(response, { formatVersion: 'v1.0', offers });
    return;
  }
  const index = /^\/offers\/v1\.0\/aws\/(\w+)\/current\/region_index\.json$/.exec(pathname)?.[1];
  if (index !== undefined) {
    const regions = ['eu-west-1', 'eu-west-2'].filter((region) =>
      existsSync(join(LISTS, `aws/${index}-${region}.csv`)),
    );
    json(response, {
      regions: Object.fromEntries(
        regions.map((region) => [
          region,
          { regionCode: region, currentVersionUrl: `/offers/v1.0/aws/${index}/20260101000000/${region}/index.json` },
        ]),
      ),
    });
    return;
  }
  const [, code, region] = /^\/offers\/v1\.0\/aws\/(\w+)\/\d+\/([a-z0-9-]+)\/index\.csv$/.exec(pathname) ?? [];
  if (code !== undefined) {
    const bytes = readFileSync(join(LISTS, `aws/${code}-${region}.csv`));
    response.setHeader('etag', `"${code}-${bytes.length}"`);
    const [, from] = /^bytes=(\d+)-$/.exec(request.headers.range ?? '') ?? [];
    if (from !== undefined && request.headers['if-range'] === `"${code}-${bytes.length}"`) {
      response.statusCode = 206;
      response.setHeader('content-range', `bytes ${from}-${bytes.length - 1}/${bytes.length}`);
    }
    const part = bytes.subarray(response.statusCode === 206 ? Number(from) : 0);
    response.setHeader('content-length', part.length);
    response.end(part);
    return;
  }
  if (pathname === SAVINGS_PLANS) {
    json(response, {
      regions: [
        {
          regionCode: 'eu-west-1',
          versionUrl: '/savingsPlan/v1.0/aws/AWSComputeSavingsPlan/20260101000000/eu-west-1/index.json',
        },
      ],
    });
    return;
  }
  if (pathname.endsWith('/AWSComputeSavingsPlan/20260101000000/eu-west-1/index.csv')) {
    response.end(readFileSync(join(LISTS, 'aws/AWSComputeSavingsPlan-eu-west-1.csv')));
    return;
  }
  if (pathname === '/api/retail/prices') {
    const [, service, place] =
      /^serviceName eq '(.*)' and armRegionName eq '(.*)'$/.exec(searchParams.get('$filter') ?? '') ?? [];
    const all = (read('azure/items.json') as { Items: { serviceName: string; armRegionName: string }[] }).Items.filter(
      (item) => item.serviceName === service && item.armRegionName === place,
    );
    const skip = Number(searchParams.get('$skip') ?? 0);
    const next = new URL(url);
    next.searchParams.set('$skip', String(skip + PAGE));
    // As the API does: the address of the next page is on its own host, with the port.
    const link = `https://prices.azure.com:443${next.pathname}${next.search}`;
    json(response, {
      BillingCurrency: 'USD',
      Items: all.slice(skip, skip + PAGE),
      NextPageLink: skip + PAGE < all.length ? link : null,
      Count: PAGE,
    });
    return;
  }
  const id = /^\/v1\/services\/([^/]+)\/skus$/.exec(pathname)?.[1];
  if (id !== undefined && id in GCP) {
    const file = GCP_FILES[id];
    const skus = file === undefined ? [] : (read(`gcp/${file}.json`) as unknown[]);
    const at = Number(searchParams.get('pageToken') ?? 0);
    json(response, {
      skus: skus.slice(at, at + PAGE),
      nextPageToken: at + PAGE < skus.length ? String(at + PAGE) : '',
    });
    return;
  }
  response.statusCode = 404;
  response.end('there is nothing here');
}

export async function serveProviders(): Promise<Providers> {
  const asked: string[] = [];
  const providers: Providers = { url: '', asked, trouble: undefined, close: async () => {} };
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    asked.push(`${url.pathname}${url.search}`);
    if (providers.trouble?.(request, response, url) !== true) answer(request, response, url);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return Object.assign(providers, {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  });
}

const folders: string[] = [];
/** A folder that is gone when the tests of the file are done. */
export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'quoin-prices-'));
  folders.push(folder);
  return folder;
}
afterAll(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

export interface Ran {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

/** The program, in process, on the real disk. */
export async function quoinOnDisk(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  progress?: (line: string) => void,
): Promise<Ran> {
  let out = '';
  let err = '';
  const status = await run(args, {
    version: '0.0.0-test',
    out: (text) => (out += text),
    err: (text) => (err += text),
    makeIo: ({ quiet }) => ({
      readFile: (path) => readFileSync(path),
      past: () => ({ root: '.', read: () => [], list: () => [] }),
      place: (path) => path,
      readStdin: async () => new Uint8Array(),
      writeFile: (path, text) => writeFileSync(path, text),
      progress,
      openOut: () => ({ write: (text) => void (out += text), close: () => {}, abandon: () => {} }),
      readLines: () => [],
      list: () => [],
      watch: async () => {},
      appendFile: () => {},
      exists: existsSync,
      identity: () => undefined,
      env: (name) => env[name],
      out: (text) => (out += text),
      err: (text) => (err += text),
      isTerminal: false,
      now: () => TODAY,
      dataFolder: fileURLToPath(ROOT),
      paint: PLAIN,
      errPaint: PLAIN,
      quiet,
    }),
  });
  return { status, out, err };
}
