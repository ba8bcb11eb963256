/** quoin compare, in process. */
import { describe, expect, it } from 'vitest';
import { FIXTURES, quoin } from '../support.ts';

const SHOP = 'fixtures/shop/quoin.yaml';
const VM = 'provider: aws\nregion: us-east-1\ncomponents:\n  web: { kind: ec2, instance: m6i.large }\n';

interface Json {
  readonly schema: string;
  readonly match: string;
  readonly caveats: readonly string[];
  readonly columns: readonly {
    readonly name: string;
    readonly as_written: boolean;
    readonly estimate: {
      readonly schema: string;
      readonly cost: { readonly total: string; readonly at_least: boolean };
    };
    readonly rehomed?: {
      readonly mappings: readonly {
        readonly component: string;
        readonly to: { readonly provider: string; readonly product: string; readonly size: string | null };
        readonly reason: string;
        readonly match?: {
          readonly considered: number;
          readonly rejected: readonly { readonly reasons: readonly string[] }[];
        };
      }[];
    };
    readonly difference?: { readonly against: string; readonly cost: { readonly change: string } };
  }[];
}

async function compared(...args: readonly string[]): Promise<Json> {
  const { status, out, err } = await quoin(['compare', ...args, '--format', 'json']);
  expect(err).not.toContain('quoin:');
  expect(status).toBe(0);
  return JSON.parse(out) as Json;
}

describe('quoin compare', () => {
  it('puts the shop on three providers, each priced without a gap and every mapping with its reason', async () => {
    const json = await compared(SHOP);
    expect(json.schema).toBe('quoin/compare/1');
    expect(json.columns.map(({ name }) => name)).toEqual([
      'aws us-east-1 (baseline)',
      'azure eastus',
      'gcp us-central1',
    ]);
    for (const { estimate, rehomed, as_written: asWritten } of json.columns) {
      expect(estimate.schema).toBe('quoin/estimate/1');
      expect(estimate.cost.at_least).toBe(false);
      expect(Number(estimate.cost.total)).toBeGreaterThan(0);
      if (asWritten) continue;
      expect(rehomed!.mappings).toHaveLength(7);
      for (const { reason, match } of rehomed!.mappings) {
        expect(reason).not.toBe('');
        for (const { reasons } of match?.rejected ?? []) expect(reasons.length).toBeGreaterThan(0);
      }
    }
    expect(json.caveats.join(' ')).toContain('CoreMark scores of two clouds');
  });

  it('carries what differs from the first column, to the last digit', async () => {
    const [first, ...others] = (await compared(SHOP)).columns;
    for (const { estimate, difference } of others) {
      expect(difference!.against).toBe(first!.name);
      expect(Number(difference!.cost.change)).toBeCloseTo(
        Number(estimate.cost.total) - Number(first!.estimate.cost.total),
        1,
      );
    }
  });

  it.each(FIXTURES)('compares %s without a crash, as table and as markdown', async (name) => {
    for (const format of ['table', 'markdown']) {
      const { status, out, err } = await quoin(['compare', `fixtures/${name}/quoin.yaml`, '--format', format]);
      expect(err).not.toContain('fault');
      expect(status).toBe(0);
      for (const column of ['aws us-east-1', 'azure eastus', 'gcp us-central1']) expect(out).toContain(column);
      expect(out).not.toMatch(/undefined|NaN|\[object/);
    }
  });

  it('shows for every column what estimate shows for the file', async () => {
    const { columns } = await compared(SHOP);
    const { out } = await quoin(['estimate', SHOP, '--format', 'json']);
    expect(columns[0]!.estimate).toEqual(JSON.parse(out));
  });

  it('puts several files side by side as they are', async () => {
    const json = await compared(SHOP, 'fixtures/shop-azure/quoin.yaml', 'fixtures/shop-gcp/quoin.yaml');
    expect(json.columns.map(({ name, as_written: asWritten }) => [name, asWritten])).toEqual([
      [SHOP, true],
      ['fixtures/shop-azure/quoin.yaml', true],
      ['fixtures/shop-gcp/quoin.yaml', true],
    ]);
  });

  it('puts a saved estimate beside a topology', async () => {
    const { out: saved } = await quoin(['estimate', '-', '--format', 'json'], { stdin: VM });
    const { status, out } = await quoin(
      ['compare', 'old.json', 'new.yaml', '-f', 'json', '--set', 'components.web.count=2'],
      {
        files: { 'old.json': saved, 'new.yaml': VM },
      },
    );
    expect(status).toBe(0);
    // An m6i.large is 0.096 USD an hour.
    expect((JSON.parse(out) as Json).columns.map(({ estimate }) => estimate.cost.total)).toEqual(['70.08', '140.16']);
  });

  it('matches a region by geography on every provider that is named', async () => {
    const json = await compared(SHOP, '--providers', 'aws,azure,gcp', '--regions', 'eu-central-1');
    expect(json.columns.map(({ name }) => name)).toEqual([
      'aws us-east-1 (baseline)',
      'aws eu-central-1',
      'azure germanywestcentral',
      'gcp europe-west3',
    ]);
  });

  it('takes a region alone for the provider that has it', async () => {
    const json = await compared(SHOP, '--regions', 'eu-west-1,westeurope');
    expect(json.columns.map(({ name }) => name).slice(1)).toEqual(['aws eu-west-1', 'azure westeurope']);
  });

  it('buys machines in every way that is named, and skips the one that the file has', async () => {
    const { columns } = await compared(SHOP, '--purchases', 'on-demand,reserved-1y');
    expect(columns.map(({ name }) => name)).toEqual(['aws us-east-1 (baseline)', 'aws us-east-1 reserved-1y']);
    const { status, out } = await quoin(['compare', '-', '--purchases', 'spot', '-f', 'json'], { stdin: VM });
    expect(status).toBe(0);
    const [written, spot] = (JSON.parse(out) as Json).columns;
    expect(Number(spot!.estimate.cost.total)).toBeLessThan(Number(written!.estimate.cost.total));
  });

  it('matches by vCPUs and memory alone where it is told to', async () => {
    const json = await compared(SHOP, '--match', 'vcpu', '--providers', 'gcp');
    const app = json.columns[1]!.rehomed!.mappings.find(({ component }) => component === 'app')!;
    // The cheapest machine of four vCPUs and 16 GB, which is no Arm.
    expect(app.to.size).toBe('e2-standard-4');
    expect(json.caveats[0]).toContain('--match vcpu');
  });

  it('marks a total without all its prices, and what it is vs baseline', async () => {
    const { out } = await quoin(['compare', SHOP, '--providers', 'azure', '--regions', 'francecentral', '-q']);
    expect(out).toMatch(/^USD a month .* ≥ [\d,.]+$/m);
    expect(out).toMatch(/^vs baseline +not comparable$/m);
    expect(out).toMatch(/! not comparable: lb: application-gateway .* has no price/);
  });

  it('says first what each column comes to, and why it became what it is where it is asked', async () => {
    const { out } = await quoin(['compare', SHOP, '-q']);
    const [, , head, total, change, ...rest] = out.split('\n');
    expect([head, total, change]).toEqual([
      expect.stringMatching(/^ +aws us-east-1 \(baseline\) /),
      expect.stringMatching(/^USD a month +[\d,.]+ /),
      expect.stringMatching(/^vs baseline +[−+]/),
    ]);
    expect(rest[0]).toMatch(/^browse: headroom /);
    expect(out).toMatch(/^ {2}lb: alb → application-gateway$/m);
    expect(out).not.toContain('more expensive (');
    const { out: all } = await quoin(['compare', SHOP, '-q', '--verbose']);
    expect(all).toContain('more expensive (');
  });

  const KAFKA = (more: string) =>
    `provider: aws\nregion: us-east-1\nworkload: { w: { enters: k, rate: 2k/s, request: 1 KB, response: 1 B } }\ncomponents: { k: { kind: log, engine: kafka, instance: kafka.m7g.large, brokers: 3, ${more} } }\n`;

  it('takes the tier above where the usual one has too little', async () => {
    // Seven days and 20 consumer groups are the most of the standard tier, 90 and 100 of the premium one.
    const stdin = KAFKA('retention: 30d, partitions: 32, consumers: 30');
    const { out } = await quoin(['compare', '-', '--providers', 'azure', '-q', '--verbose'], { stdin });
    expect(out).toContain('tier: premium added');
    expect(out).not.toContain('cannot carry');
  });

  it('marks what no tier has in the cell, in the sum and in every format', async () => {
    const stdin = KAFKA('retention: 30d, partitions: 200, consumers: 30');
    const run = async (format: string) =>
      (await quoin(['compare', '-', '--providers', 'azure', '-q', '-f', format], { stdin })).out;
    const table = await run('table');
    expect(table).toMatch(/^USD a month .* !$/m);
    expect(table).toMatch(/^vs baseline .* !$/m);
    expect(table).toMatch(/^k .* !$/m);
    expect(table).toContain('! k: Azure Event Hubs cannot carry it: partitions of an event hub: 200 (100 at most)');
    expect(await run('markdown')).toMatch(/^\| k \|.* ! \|$/m);
    const { columns } = JSON.parse(await run('json')) as {
      columns: { carries: boolean; marks: { component: string }[] }[];
    };
    expect(columns.map(({ carries }) => carries)).toEqual([true, false]);
    expect(columns[1]!.marks[0]!.component).toBe('k');
  });

  it('asks of the other disk what one gives without asking', async () => {
    // 800 operations a second at the peak: a gp3 does 3,000 by itself and a P10 500.
    const stdin =
      'provider: aws\nregion: us-east-1\nworkload: { w: { enters: s, rate: 400/s, response: 1 KB, request: 1 KB } }\ncomponents: { s: { kind: service, instance: m5.xlarge, count: 1, demand: { cpu: 1ms, io: 2 }, volumes: [{ type: gp3, size: 100 GB }] } }\n';
    const { out } = await quoin(['compare', '-', '-f', 'json'], { stdin });
    const { columns } = JSON.parse(out) as {
      columns: { carries: boolean; estimate: { classes: { throughput: { headroom: number } }[] } }[];
    };
    const [written, ...others] = columns.map(({ estimate }) => estimate.classes[0]!.throughput.headroom);
    expect(written).toBeCloseTo(3.75, 2);
    for (const headroom of others) expect(headroom).toBeGreaterThanOrEqual(3.74);
    expect(columns.every(({ carries }) => carries)).toBe(true);
  });

  it('puts a part of the world in the order of what it costs', async () => {
    const { out } = await quoin(['compare', '-', '--providers', 'aws', '--regions', 'germany,ireland', '-f', 'json'], {
      stdin: VM,
    });
    const { columns } = JSON.parse(out) as Json;
    // An m6i.large is 0.107 USD an hour in Ireland and 0.115 in Frankfurt.
    expect(columns.map(({ name, estimate }) => [name, estimate.cost.total])).toEqual([
      ['aws us-east-1 (baseline)', '70.08'],
      ['aws eu-west-1', '78.11'],
      ['aws eu-central-1', '83.95'],
    ]);
    const all = await quoin(['compare', '-', '--regions', 'all', '-q'], { stdin: VM });
    expect(all.out).toMatch(/^\d+ more are more expensive \(--format json has all\)$/m);
  });

  it('says how each commitment is paid, and leaves out a column of which nothing is sold so', async () => {
    const { out } = await quoin(['compare', '-', '--providers', 'aws,azure', '--purchases', 'reserved-1y', '-q'], {
      stdin: VM,
    });
    expect(out).toMatch(/^commitment .*1 y, all upfront .*1 y, monthly$/m);
    expect(out).toMatch(/^due on day one +0\.00 +[1-9][\d,.]+ +0\.00$/m);
    const stdin = 'provider: aws\nregion: us-east-1\ncomponents: { q: { kind: sqs, usage: { messages: 1M/month } } }\n';
    const none = await quoin(['compare', '-', '--purchases', 'reserved-1y', '-f', 'json'], { stdin });
    expect((JSON.parse(none.out) as Json).columns).toHaveLength(1);
  });

  it.each([
    [['--providers', 'aws,gpc'], '--providers: there is no "gpc" (did you mean gcp?)'],
    [['--regions', 'eu-wst-1'], '--regions: no provider has a region "eu-wst-1" (did you mean eu-west-1?)'],
    [['--purchases', 'reserved-2y'], '--purchases: there is no "reserved-2y" (did you mean reserved-1y?)'],
    [['--providers', ','], '--providers names nothing'],
    [['--match', 'speed'], "argument 'speed' is invalid"],
  ])('refuses %j with a word on what is meant', async (args, message) => {
    const { status, out, err } = await quoin(['compare', SHOP, ...args]);
    expect([status, out]).toEqual([2, '']);
    expect(err).toContain(message);
  });

  it('refuses currencies that do not compare, saved estimates that cannot move, and files that are wrong', async () => {
    const euro = `${VM}billing: { currency: { code: EUR, per_usd: 0.9 } }\n`;
    const files = { 'usd.yaml': VM, 'eur.yaml': euro, 'bad.yaml': 'components: { web: { kind: ec22 } }\n' };
    const currencies = await quoin(['compare', 'usd.yaml', 'eur.yaml'], { files });
    expect([currencies.status, currencies.err.includes('USD') && currencies.err.includes('EUR')]).toEqual([2, true]);
    const { out: saved } = await quoin(['estimate', 'usd.yaml', '--format', 'json'], { files });
    const moved = await quoin(['compare', 'old.json'], { files: { 'old.json': saved } });
    expect([moved.status, moved.err.includes('saved estimate')]).toEqual([2, true]);
    const bad = await quoin(['compare', 'bad.yaml'], { files });
    expect([bad.status, bad.out, bad.err.includes('bad.yaml:1:')]).toEqual([2, '', true]);
    expect((await quoin(['compare', 'none.yaml'], { files })).status).toBe(2);
  });

  it('writes what names contain harmlessly', async () => {
    const name = 'a|b\u001b[31m<i>';
    const stdin = JSON.stringify({
      name,
      provider: 'aws',
      region: 'us-east-1',
      components: { [name]: { kind: 'ec2', instance: 'm6i.large' } },
    });
    for (const format of ['table', 'json', 'markdown']) {
      const { status, out, err } = await quoin(['compare', '-', '--format', format], { stdin });
      expect(status).toBe(0);
      expect(out + err).not.toContain('\u001b');
      if (format === 'markdown') expect(out).not.toMatch(/[^\\]<i>|a\|b/);
    }
  });

  it('writes a file in the format of its ending', async () => {
    const { out, written } = await quoin(['compare', SHOP, '--out', 'shop.md']);
    expect(out).toBe('');
    expect(written.get('shop.md')).toMatch(/^## shop\n/);
  });
});
