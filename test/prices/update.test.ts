/** What goes wrong on the way, or in the lists: the old table stands, and the reason is told. */
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Fetcher } from '../../src/prices/fetch.ts';
import { readTable } from '../../src/prices/stored.ts';
import { update, type UpdateOptions, type UpdateReport } from '../../src/prices/update.ts';
import { RATES, TODAY } from '../support.ts';
import { LISTS, newFolder, quoinOnDisk, serveProviders, type Providers, type Trouble } from './providers.ts';

let providers: Providers;
let folder: string;
let waits: number[];
beforeEach(async () => {
  providers = await serveProviders();
  folder = newFolder();
  waits = [];
});
afterEach(() => providers.close());

type Provider = 'aws' | 'azure' | 'gcp';
const REGION = { aws: 'eu-west-2', azure: 'westeurope', gcp: 'europe-west1' };

/** Updates one service without waiting between tries. */
function updateOne(
  provider: Provider,
  service: string,
  more: Partial<UpdateOptions> = {},
  region = REGION[provider],
): Promise<UpdateReport> {
  const to = join(folder, 'prices');
  return update({
    wanted: [{ provider, services: new Set([service]), regions: new Set([region]) }],
    to,
    from: { url: providers.url },
    fetcher: new Fetcher({
      folder: join(folder, 'downloads'),
      now: () => new Date(),
      silenceMs: 2000,
      sleep: async (milliseconds) => void waits.push(milliseconds),
    }),
    today: TODAY.toISOString().slice(0, 10),
    googleKey: undefined,
    specs: (one) => RATES.instances(one),
    before(one, name, place) {
      const table = readTable(join(to, one, name, `${place}.json`));
      return table && { table, isOwn: true };
    },
    writeFile(path, text) {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
    },
    force: false,
    onList: () => {},
    ...more,
  });
}

const OLD = '{"provider":"aws","service":"alb","region":"eu-west-2","rows":[["lb-hour","hour","0",null,"0.02"]]}';

/** Updates the load balancers of London over an old table, with something going wrong. */
async function refusal(
  trouble: Trouble,
  provider: Provider = 'aws',
  service = 'alb',
  region = REGION[provider],
): Promise<string> {
  const path = join(folder, 'prices', provider, service, `${region}.json`);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, OLD);
  providers.trouble = trouble;
  const { tables } = await updateOne(provider, service, {}, region);
  expect(tables.map(({ state }) => state)).toEqual(['refused']);
  expect(readFileSync(path, 'utf8')).toBe(OLD);
  expect(readdirSync(dirname(path))).toHaveLength(1);
  return tables[0]!.reason!;
}

const isList = (url: URL) => url.pathname.endsWith('.csv');
const aws = (code: string, region = 'eu-west-2') => readFileSync(join(LISTS, `aws/${code}-${region}.csv`), 'utf8');
/** Serves this text as the list. */
const instead =
  (text: string): Trouble =>
  (_, response, url) => {
    if (!isList(url)) return false;
    response.end(text);
    return true;
  };

describe('the network', () => {
  test('an answer of 429 is waited out as it says, one of 503 with longer and longer waits', async () => {
    let tries = 0;
    providers.trouble = (_, response, url) => {
      if (!isList(url)) return false;
      tries++;
      if (tries > 3) return false;
      response.statusCode = tries === 1 ? 429 : 503;
      if (tries === 1) response.setHeader('retry-after', '7');
      response.end('not now');
      return true;
    };
    const { tables } = await updateOne('aws', 'alb');
    expect(tables.map(({ state, prices }) => [state, prices])).toEqual([['written', 2]]);
    expect(waits).toEqual([7000, 2000, 4000]);
  });

  test('a provider that stays away is given up', async () => {
    const why = await refusal((_, response, url) => {
      if (!isList(url)) return false;
      response.statusCode = 503;
      response.end();
      return true;
    });
    expect(why).toMatch(
      /^AWS AWSELB in eu-west-2: 127\.0\.0\.1:\d+ answers 503 Service Unavailable \(tried 5 times\)$/,
    );
    expect(waits).toEqual([1000, 2000, 4000, 8000]);
  });

  test('an answer of 403 is not asked for again', async () => {
    const why = await refusal((_, response, url) => {
      if (!isList(url)) return false;
      response.statusCode = 403;
      response.end();
      return true;
    });
    expect(why).toMatch(/answers 403 Forbidden$/);
    expect(waits).toEqual([]);
  });

  test('a connection that is cut is resumed where it broke off', async () => {
    const bytes = Buffer.from(aws('AWSELB'));
    const ranges: (string | undefined)[] = [];
    providers.trouble = (request, response, url) => {
      if (!isList(url)) return false;
      ranges.push(request.headers.range);
      if (ranges.length > 1) return false;
      response.setHeader('etag', `"AWSELB-${bytes.length}"`);
      response.setHeader('content-length', bytes.length);
      response.write(bytes.subarray(0, 1000));
      setTimeout(() => response.destroy(), 50);
      return true;
    };
    const { tables } = await updateOne('aws', 'alb');
    expect(tables.map(({ state, prices }) => [state, prices])).toEqual([['written', 2]]);
    expect(ranges).toEqual([undefined, 'bytes=1000-']);
  });

  test('what an interrupted run has is not downloaded again', async () => {
    providers.trouble = (_, response, url) => {
      if (url.searchParams.get('$skip') === null) return false;
      response.statusCode = 403;
      response.end();
      return true;
    };
    expect((await updateOne('azure', 'blob-storage')).tables[0]!.state).toBe('refused');
    const first = providers.asked.length;
    providers.trouble = undefined;
    expect((await updateOne('azure', 'blob-storage')).tables[0]!.state).toBe('written');
    expect(providers.asked.slice(first).every((address) => address.includes('skip='))).toBe(true);
    expect(readdirSync(join(folder, 'downloads'))).toEqual([]);
  });

  test('a length that is not the announced one', async () => {
    const why = await refusal((_, response, url) => {
      if (!isList(url)) return false;
      response.setHeader('content-length', aws('AWSELB').length + 100);
      response.write(aws('AWSELB'));
      setTimeout(() => response.destroy(), 20);
      return true;
    });
    expect(why).toMatch(/the connection was cut|terminated|closed/);
  });

  test('silence', async () => {
    const why = await refusal((_, response, url) => {
      if (!isList(url)) return false;
      response.write('"FormatVersion"');
      return true;
    });
    expect(why).toMatch(/nothing came for 2 s \(tried 5 times\)$/);
  }, 30_000);

  test('no more than three downloads at once', async () => {
    let open = 0;
    let most = 0;
    providers.trouble = (_, response, url) => {
      if (!isList(url)) return false;
      most = Math.max(most, ++open);
      setTimeout(() => {
        open--;
        response.statusCode = 404;
        response.end();
      }, 60);
      return true;
    };
    await update({
      wanted: [
        {
          provider: 'aws',
          services: new Set(['alb', 'lambda', 'sqs', 'data-transfer']),
          regions: new Set(['eu-west-2']),
        },
      ],
      to: folder,
      from: { url: providers.url },
      fetcher: new Fetcher({ folder: join(folder, 'downloads'), now: () => new Date() }),
      today: '2026-11-22',
      googleKey: undefined,
      specs: () => [],
      before: () => undefined,
      writeFile: () => {},
      force: false,
      onList: () => {},
    });
    expect(most).toBe(3);
  });
});

describe('the lists', () => {
  test('a page of HTML', async () => {
    expect(await refusal(instead('<!DOCTYPE html><title>Sign in</title>'))).toBe(
      'AWS AWSELB in eu-west-2: it is a page of HTML, not a price list',
    );
    const html: Trouble = (_, response) => {
      response.end('<html>');
      return true;
    };
    expect(await refusal(html, 'azure', 'functions')).toBe(
      'Azure Functions in westeurope: it is a page of HTML, not a price list',
    );
    expect(await refusal(html, 'gcp', 'cloud-sql')).toBe('Google Cloud SQL: it is a page of HTML, not a price list');
    expect(await refusal(html)).toBe('AWS AWSELB in eu-west-2: the index is a page of HTML');
  });

  test('a list that breaks off', async () => {
    const text = aws('AWSELB');
    expect(await refusal(instead(text.slice(0, -30)))).toContain('the list breaks off inside a cell');
    expect(await refusal(instead(text.slice(0, text.lastIndexOf(',"'))))).toMatch(/cells where the header has/);
    expect(await refusal(instead(text.trimEnd()))).toContain('the list breaks off: its last line does not end');
    const half: Trouble = (_, response) => {
      response.end('{"Items":[{"retailPrice":1');
      return true;
    };
    expect(await refusal(half, 'azure', 'functions')).toContain('it is no JSON, or breaks off');
  });

  test('a list of something else, or with other columns', async () => {
    expect(await refusal(instead(aws('AWSLambda')))).toContain('it is the list of AWSLambda, not of AWSELB');
    expect(await refusal(instead(aws('AWSELB').replace('"PricePerUnit"', '"Price"')))).toContain(
      'the list has changed: it has no column PricePerUnit',
    );
    const other: Trouble = (_, response) => {
      response.end('{"items":[]}');
      return true;
    };
    expect(await refusal(other, 'azure', 'functions')).toContain('the list has changed: it has no Items');
    expect(await refusal(other, 'gcp', 'cloud-sql')).toContain('the list has changed: it has no skus');
  });

  test('a page that links to itself', async () => {
    const why = await refusal(
      (_, response, url) => {
        response.end(
          JSON.stringify({ Items: [], NextPageLink: `https://prices.azure.com${url.pathname}${url.search}` }),
        );
        return true;
      },
      'azure',
      'functions',
    );
    expect(why).toBe('Azure Functions in westeurope: page 1 links to a page that was read before');
  });

  test('a negative price', async () => {
    expect(await refusal(instead(aws('AWSELB').replace('"0.0264600000"', '"-0.0264600000"')))).toBe(
      'the price of 6AP766DZF74JPTE2 is negative: -0.02646',
    );
  });

  test('an unknown unit', async () => {
    expect(await refusal(instead(aws('AWSELB').replaceAll('"Hrs"', '"Fortnights"')))).toMatch(
      / is by "Fortnights", an unknown unit, where hour is expected$/,
    );
  });

  test('a list that lacks most of what the table had', async () => {
    expect((await updateOne('aws', 'lambda')).tables[0]!.state).toBe('written');
    const path = join(folder, 'prices/aws/lambda/eu-west-2.json');
    const before = readFileSync(path, 'utf8');
    providers.trouble = instead(
      aws('AWSLambda')
        .split('\n')
        .filter((line) => !line.includes('EUW2-Lambda-GB-Second'))
        .join('\n'),
    );
    expect((await updateOne('aws', 'lambda')).tables[0]!.reason).toBe(
      'the list has changed: 3 of 4 prices would be gone (--force takes it all the same)',
    );
    expect(readFileSync(path, 'utf8')).toBe(before);
    expect((await updateOne('aws', 'lambda', { force: true })).tables[0]!.state).toBe('written');
  });

  test.each([
    ['AmazonEC2', aws('AmazonEC2', 'eu-west-1').replace('"0.0880000000"', '"-1"'), ['ebs']],
    ['AWSComputeSavingsPlan', '<html>', ['compute', 'compute-commitments']],
  ])('what is wrong with one table of %s leaves the others alone', async (code, text, bad) => {
    providers.trouble = (_, response, url) => {
      if (!isList(url) || !url.pathname.includes(code)) return false;
      response.end(text);
      return true;
    };
    const services = ['compute', 'ebs', 'nat-gateway'];
    const wanted = [{ provider: 'aws' as const, services: new Set(services), regions: new Set(['eu-west-1']) }];
    const { tables } = await updateOne('aws', 'ebs', { wanted });
    expect(tables.map(({ service, state }) => [service, state])).toEqual(
      // Commitments without a column of their own come with the table of instances.
      ['compute', 'compute-commitments', 'ebs', 'nat-gateway'].map((service) => [
        service,
        bad.includes(service) ? 'refused' : 'written',
      ]),
    );
  });

  test('a full disk', async () => {
    const full = () => {
      throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
    };
    const { tables } = await updateOne('aws', 'alb', { writeFile: full });
    expect(tables[0]).toMatchObject({
      state: 'refused',
      reason: expect.stringMatching(/^cannot write .*alb\/eu-west-2\.json: the disk is full$/),
    });
  });

  test('no place for a download', async () => {
    writeFileSync(join(folder, 'downloads'), 'a file where a folder should be');
    const { tables } = await updateOne('aws', 'alb');
    expect(tables[0]!.reason).toMatch(/cannot keep the download in .*downloads/);
  });

  test('an index that names an address elsewhere', async () => {
    const why = await refusal((_, response, url) => {
      if (!url.pathname.endsWith('/AWSELB/current/region_index.json')) return false;
      response.end(JSON.stringify({ regions: { 'eu-west-2': { currentVersionUrl: '.evil.example/index.json' } } }));
      return true;
    });
    expect(why).toBe('AWS AWSELB in eu-west-2: ".evil.example/index.csv" is no address of a list');
  });

  test('what a provider does not sell in a region is no fault', async () => {
    expect((await updateOne('aws', 'alb', {}, 'ap-south-1')).tables[0]).toMatchObject({
      state: 'absent',
      reason: 'AWS AWSELB in ap-south-1: AWS does not sell it in ap-south-1',
    });
    expect((await updateOne('azure', 'functions', {}, 'uksouth')).tables[0]!.state).toBe('absent');
  });
});

describe('the command', () => {
  const env = () => ({ XDG_CACHE_HOME: join(folder, 'cache'), XDG_DATA_HOME: join(folder, 'data') });

  test('says what changed, and keeps prices in the folder of the user where every command finds them', async () => {
    const args = ['prices', 'update', '--regions', 'eu-west-2', '--services', 'alb', '--from', providers.url];
    const first = await quoinOnDisk(args, env());
    expect(first.status).toBe(0);
    expect(first.out).toMatch(/aws +alb +eu-west-2 +written +2 /);
    expect(existsSync(join(folder, 'data/quoin/prices/aws/alb/eu-west-2.json'))).toBe(true);
    const shown = await quoinOnDisk(['prices', 'show', 'alb', 'lcu-hour', '--region', 'eu-west-2'], env());
    expect(shown.out).toContain('aws:AWSELB@20260831000000');
    providers.trouble = instead(aws('AWSELB').replace('"0.0264600000"', '"0.0300000000"'));
    const second = await quoinOnDisk([...args, '--to', join(folder, 'data/quoin/prices')], env());
    expect(second.out).toContain('+13%  aws alb eu-west-2: lb-hour 0.02646 → 0.03 by hour');
  });

  test('shows how many bytes came and how many lists are to go, on a line that goes away', async () => {
    const lines: string[] = [];
    const args = ['prices', 'update', '--regions', 'eu-west-2', '--services', 'alb,lambda', '--from', providers.url];
    await quoinOnDisk(args, env(), (line) => lines.push(line));
    expect(lines.some((line) => /^prices: \d+\.\d( of \d+\.\d)? MB.*, 1 lists? to go$/.test(line))).toBe(true);
    expect(lines.at(-1)).toBe('');
  });

  test('ends with 1 where a table was refused, and says why', async () => {
    providers.trouble = instead('<html>');
    const { status, err } = await quoinOnDisk(
      ['prices', 'update', '--regions', 'eu-west-2', '--services', 'alb', '--from', providers.url],
      env(),
    );
    expect(status).toBe(1);
    expect(err).toContain(
      'quoin: aws alb in eu-west-2 is not updated: AWS AWSELB in eu-west-2: it is a page of HTML, not a price list',
    );
  });

  test('takes services and regions from a topology', async () => {
    const file = join(folder, 'quoin.yaml');
    writeFileSync(
      file,
      'provider: aws\nregion: eu-west-2\nworkload: { page: { enters: lb, rate: 10/s, response: 1 KB } }\ncomponents: { lb: { kind: load-balancer, layer: 7 } }\n',
    );
    const { out, status } = await quoinOnDisk(
      ['prices', 'update', file, '--from', providers.url, '--format', 'json'],
      env(),
    );
    expect(status).toBe(0);
    expect((JSON.parse(out) as { service: string }[]).map(({ service }) => service)).toEqual([
      'alb',
      'data-transfer',
      'public-ipv4',
    ]);
  });

  test('asks for the key to Google’s catalogue, and never prints it', async () => {
    const args = ['prices', 'update', '--provider', 'gcp', '--regions', 'europe-west1', '--services', 'cloud-dns'];
    const without = await quoinOnDisk(args, env());
    expect(without.status).toBe(2);
    expect(without.err).toContain('QUOIN_GOOGLE_API_KEY');
    // A mirror gets none.
    let headers: string[] = [];
    providers.trouble = (request) => {
      headers = Object.keys(request.headers);
    };
    const { status, out, err } = await quoinOnDisk([...args, '--from', providers.url], {
      ...env(),
      QUOIN_GOOGLE_API_KEY: 'secret-key',
    });
    expect(status).toBe(0);
    expect(headers).not.toContain('x-goog-api-key');
    const written = readdirSync(join(folder, 'data'), { recursive: true }).filter((name) =>
      statSync(join(folder, 'data', String(name))).isFile(),
    );
    for (const text of [out, err, ...written.map((name) => readFileSync(join(folder, 'data', String(name)), 'utf8'))])
      expect(text).not.toContain('secret-key');
  });

  test.each([
    [['--regions', 'eu-wes-1'], '--regions: no provider has a region eu-wes-1 (did you mean eu-west-1?)'],
    [['--regions', 'eu-west-1', '--services', 'elb'], '--services: no official list is read for elb'],
    [['--regions', 'eu-west-1', '--from', '/no/such/folder'], '--from /no/such/folder: there is no such folder'],
    [
      ['--regions', 'eu-west-1', '--from', 'https://me:secret@mirror.example'],
      'write an address such as https://mirror.example',
    ],
  ])('refuses %j', async (args, message) => {
    const { status, err } = await quoinOnDisk(['prices', 'update', ...args], env());
    expect(status).toBe(2);
    expect(err).toContain(message);
  });

  test('prices diff tells new, gone, more expensive and cheaper', async () => {
    const table = (rows: string[][]) => JSON.stringify({ provider: 'aws', service: 'alb', region: 'eu-west-2', rows });
    for (const [name, rows] of [
      [
        'old',
        [
          ['a', 'hour', '0', '', '1'],
          ['b', 'hour', '0', '', '2'],
          ['c', 'hour', '0', '', '3'],
          ['d', 'hour', '0', '', '4'],
        ],
      ],
      [
        'new',
        [
          ['a', 'hour', '0', '', '1'],
          ['b', 'hour', '0', '', '2.5'],
          ['c', 'hour', '0', '', '1.5'],
          ['e', 'hour', '0', '', '5'],
        ],
      ],
    ] as const) {
      mkdirSync(join(folder, name, 'aws/alb'), { recursive: true });
      writeFileSync(join(folder, name, 'aws/alb/eu-west-2.json'), table(rows as unknown as string[][]));
    }
    const { out, err } = await quoinOnDisk(
      ['prices', 'diff', join(folder, 'old'), join(folder, 'new'), '--format', 'csv'],
      env(),
    );
    expect(out.split('\r\n')).toEqual([
      'change,provider,service,region,meter,from,before,after,by,unit',
      'more expensive,aws,alb,eu-west-2,b,0,2,2.5,+25%,hour',
      'cheaper,aws,alb,eu-west-2,c,0,3,1.5,−50%,hour',
      'new,aws,alb,eu-west-2,e,0,,5,,hour',
      'gone,aws,alb,eu-west-2,d,0,4,,,hour',
      '',
    ]);
    expect(err).toBe('');
  });
});
