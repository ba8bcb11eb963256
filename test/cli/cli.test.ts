/** The command line, in process. */
import { describe, expect, it } from 'vitest';
import { quoin, readText } from '../support.ts';

const SHOP = 'fixtures/shop/quoin.yaml';
const VM = 'provider: aws\nregion: us-east-1\ncomponents:\n  web: { kind: ec2, instance: t2.micro }\n';

const failure = (code: string): NodeJS.ErrnoException => Object.assign(new Error(code), { code });

describe('quoin estimate', () => {
  it('reads quoin.yaml where no file is named', async () => {
    const { status, out } = await quoin(['estimate'], { files: { 'quoin.yaml': VM } });
    expect(status).toBe(0);
    // 730 × 0.0116
    expect(out).toContain('8.47');
  });

  it('reads standard input', async () => {
    const { status, out } = await quoin(['estimate', '-', '--format', 'json'], { stdin: VM });
    expect(status).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      schema: 'quoin/estimate/1',
      cost: { total: '8.47', currency: 'USD', period: 'month', at_least: false },
    });
  });

  it('reads JSON as it reads YAML', async () => {
    const { out } = await quoin(['estimate', '-', '--format', 'json'], {
      stdin: '{"provider":"aws","region":"us-east-1","components":{"web":{"kind":"ec2","instance":"t2.micro"}}}',
    });
    expect(JSON.parse(out).cost.total).toBe('8.47');
  });

  it('merges files from left to right, and --set comes last', async () => {
    const files = { 'base.yaml': VM, 'prod.yaml': 'components:\n  web: { count: 3, instance: m5.large }\n' };
    const { out } = await quoin(
      ['estimate', 'base.yaml', 'prod.yaml', '--set', 'components.web.count=8', '-f', 'json'],
      { files },
    );
    // 8 × 730 × 0.096
    expect(JSON.parse(out).cost.total).toBe('560.64');
  });

  it('writes the report to --out, and nothing to standard output', async () => {
    const { status, out, written } = await quoin(['estimate', SHOP, '--out', 'report.json']);
    expect([status, out]).toEqual([0, '']);
    expect([...written.keys()]).toEqual(['report.json']);
    expect(JSON.parse(written.get('report.json')!).topology).toBe('shop');
  });

  it('writes no file at all without --out', async () => {
    expect((await quoin(['estimate', SHOP])).written.size).toBe(0);
  });

  it.each([
    ['ENOSPC', 'the disk is full'],
    ['EACCES', 'permission denied'],
    ['ENOENT', 'there is no such file'],
  ])('says why a report cannot be written (%s)', async (code, words) => {
    const { status, err } = await quoin(['estimate', SHOP, '--out', 'x/report.json'], { writeError: failure(code) });
    expect(status).toBe(2);
    expect(err).toContain(`cannot write x/report.json: ${words}`);
  });

  it('keeps results on standard output and warnings on standard error', async () => {
    const { out, err } = await quoin(['estimate', SHOP]);
    expect(out).not.toContain('warning');
    expect(err).toContain('warning');
    expect((await quoin(['--quiet', 'estimate', SHOP])).err).toBe('');
  });

  it('sums by kind, product or tag', async () => {
    const files = {
      'quoin.yaml':
        'provider: aws\nregion: us-east-1\ncomponents:\n  a: { kind: ec2, instance: t2.micro, tags: { team: web } }\n  b: { kind: ec2, instance: t2.micro, tags: { team: web } }\n  c: { kind: s3, storage: 100 GB }\n',
    };
    expect((await quoin(['estimate', '--group-by', 'tag:team'], { files })).out).toMatch(/web\s+a, b\s+16\.94/);
    expect((await quoin(['estimate', '--group-by', 'kind'], { files })).out).toMatch(/object-store\s+c\s+2\.30/);
    expect((await quoin(['estimate', '--group-by', 'colour'], { files })).status).toBe(2);
  });

  it('neutralises names that a spreadsheet would run and a terminal would obey', async () => {
    const stdin = JSON.stringify({
      provider: 'aws',
      region: 'us-east-1',
      name: '\u001B[31mred',
      components: { '=1+1': { kind: 'ec2', instance: 't2.micro' }, 'a\u001B[2Jb': { kind: 's3', storage: '1 GB' } },
    });
    expect((await quoin(['estimate', '-', '-f', 'csv'], { stdin })).out).toContain("\n'=1+1,");
    for (const format of ['table', 'markdown']) {
      const { out, err } = await quoin(['estimate', '-', '-f', format], { stdin });
      expect(`${out}${err}`).not.toContain('\u001B');
    }
  });

  it('exits with 2 for wrong input and shows every error at once', async () => {
    const { status, out, err } = await quoin(['estimate', '-'], {
      stdin:
        'provider: aws\nregion: us-east-1\ncomponents:\n  app: { kind: service, instance: m5.large, cuont: 2, calls: [{ to: dbb }] }\n  db: { kind: sqll }\n',
    });
    expect([status, out]).toEqual([2, '']);
    expect(err).toContain('<stdin>:4:45: components.app.cuont: unknown key "cuont" (did you mean "count"?)');
    expect(err).toContain('components.app.calls[0].to: no component "dbb" (did you mean "db"?)');
    expect(err).toContain('components.db.kind: no kind or product is called "sqll" (did you mean "sql"?)');
  });

  it('exits with 2 for a file that does not exist', async () => {
    const { status, err } = await quoin(['estimate', 'nowhere.yaml']);
    expect([status, err]).toEqual([2, 'quoin: cannot read nowhere.yaml: there is no such file\n']);
  });

  it('refuses what is no UTF-8', async () => {
    const { status, err } = await quoin(['estimate', '-'], { stdin: new Uint8Array([0x61, 0x3a, 0x20, 0xff]) });
    expect(status).toBe(2);
    expect(err).toContain('not valid UTF-8');
  });

  it('says what a region lacks', async () => {
    const { status, out, err } = await quoin(['estimate', SHOP, '--set', 'region=eu-north-1', '-f', 'json']);
    expect(status).toBe(0);
    expect(JSON.parse(out).cost.at_least).toBe(true);
    expect(err).toContain('is unpriced: no price of');
  });
});

describe('quoin validate', () => {
  it('accepts a sound file', async () => {
    expect(await quoin(['validate', SHOP])).toMatchObject({
      status: 0,
      out: 'fixtures/shop/quoin.yaml is valid: 7 components, 2 request classes\n',
    });
  });

  it('refuses an endless cycle', async () => {
    const { status, err } = await quoin(['validate', 'fixtures/errors/endless-cycle.yaml']);
    expect(status).toBe(2);
    expect(err).toContain('does not converge (gain ≥ 1)');
  });
});

describe('quoin init', () => {
  it.each(['web', 'serverless', 'streaming'])(
    'writes the template %s, which estimates without an unpriced line',
    async (template) => {
      const { status, written } = await quoin(['init', '--template', template]);
      expect(status).toBe(0);
      const text = written.get('quoin.yaml')!;
      expect(text).toBe(readText(`templates/${template}.yaml`));
      const { out } = await quoin(['estimate', '-', '-f', 'json'], { stdin: text });
      expect(JSON.parse(out)).toMatchObject({ cost: { at_least: false }, budget: { met: true } });
    },
  );

  it('does not overwrite a file unless it is told to', async () => {
    const files = { 'quoin.yaml': VM };
    const { status, written, err } = await quoin(['init'], { files });
    expect([status, written.size]).toEqual([2, 0]);
    expect(err).toContain('quoin.yaml exists already');
    expect((await quoin(['init', '--force'], { files })).written.size).toBe(1);
  });

  it('prints the template with --out -', async () => {
    expect((await quoin(['init', '--out', '-'])).out).toBe(readText('templates/web.yaml'));
  });
});

describe('quoin prices', () => {
  it('finds instances that have what is asked, cheapest first', async () => {
    const { status, out } = await quoin([
      'prices',
      'search',
      '--vcpu',
      '4',
      '--memory',
      '16GB',
      '--arch',
      'arm64',
      '--regions',
      'us-east-1,eastus,us-central1',
      '-f',
      'json',
    ]);
    const rows = JSON.parse(out) as Record<string, unknown>[];
    expect(status).toBe(0);
    const prices = rows.map((row) => Number(row['usd_per_hour']));
    expect(prices).toEqual(prices.toSorted((a, b) => a - b));
    expect(new Set(rows.map((row) => row['provider']))).toEqual(new Set(['aws', 'azure', 'gcp']));
    for (const row of rows) expect(row).toMatchObject({ vcpu: 4, arch: 'arm64' });
    // 0.154 / 77,002 × 1,000,000
    expect(rows.find((row) => row['instance'] === 'm6g.xlarge')).toMatchObject({
      usd_per_hour: '0.154',
      usd_hour_per_million_coremark: '1.9999',
    });
  });

  it('shows a price with its tiers, date and source', async () => {
    const { out } = await quoin(['prices', 'show', 's3', 'standard-storage', '-f', 'json']);
    expect(
      (JSON.parse(out) as { from: string; price: string; source: string }[]).map(({ from, price }) => [from, price]),
    ).toEqual([
      ['0', '0.023'],
      ['51200', '0.022'],
      ['512000', '0.021'],
    ]);
    expect((JSON.parse(out) as { source: string }[]).every((row) => row.source !== '')).toBe(true);
    expect((await quoin(['prices', 'show', 'm5.large', '-p', 'aws'])).out).toMatch(
      /m5\.large linux on-demand\s+0\s+0\.096\s+hour\s+2026-07-20/,
    );
  });

  it('lists services, regions and meters', async () => {
    expect((await quoin(['prices', 'list', '-p', 'aws'])).out).toMatch(/aws\s+compute\s+37/);
    expect((await quoin(['prices', 'list', '-s', 'nat-gateway', '-r', 'us-east-1'])).out).toContain('0.045');
  });

  it.each([
    [['prices', 'show', 'm5.lrage']],
    [['prices', 'search', '--vcpu', 'many']],
    [['prices', 'search', '--regions', 'us-est-1']],
    [['prices', 'list', '-s', 's33']],
    [['prices', 'search', '--vcpu', '9999']],
  ])('says what is wrong with %j', async (args) => {
    const { status, err } = await quoin(args);
    expect(status).toBe(2);
    expect(err).toMatch(/^quoin: .+/);
  });
});

describe('the program', () => {
  it('prints its version and its help', async () => {
    expect(await quoin(['--version'])).toMatchObject({ status: 0, out: '0.0.0-test\n' });
    expect((await quoin(['--help'])).out).toContain('Examples:');
  });

  it.each([
    [['estimat']],
    [['estimate', '--fromat', 'json']],
    [['estimate', '--format', 'xml']],
    [['schema', 'price']],
    [['init', '--template', 'nope']],
  ])('exits with 2 for the command line %j', async (args) => {
    expect((await quoin(args)).status).toBe(2);
  });

  it('says that a fault is its own, with the stack, and exits with 70', async () => {
    const { status, err } = await quoin(['estimate', 'x.yaml'], {
      files: Object.defineProperty({}, 'x.yaml', { get: () => Symbol('no text') as never }),
    });
    expect(status).toBe(70);
    expect(err).toContain('at ');
  });
});
