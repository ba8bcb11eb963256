/**
 * quoin check --recursive and quoin diff --recursive: every topology of a tree against what it was, in process and in a
 * repository of its own.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Ajv from 'ajv';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { validateXML } from 'xmllint-wasm';
import { outputSchemas } from '../../src/report/json-schemas.ts';
import { GIT_ENVIRONMENT, ROOT, quoin, readText } from '../support.ts';

/** A month of t2.micro in us-east-1. */
const MONTH = 730 * 0.0116;
const vm = (count: number, name = 'shop', more = '') =>
  `name: ${name}\nprovider: aws\nregion: us-east-1\ncomponents:\n  web: { kind: ec2, instance: t2.micro, count: ${count}, public_ip: false }\n${more}`;

/** Five services, all of one name: as they were, dearer, new, gone, with errors. */
const files = {
  'services/same/quoin.yaml': vm(1),
  'main:services/same/quoin.yaml': vm(1),
  'services/dearer/quoin.yaml': vm(4),
  'main:services/dearer/quoin.yaml': vm(2),
  'services/new/quoin.yaml': vm(
    9,
    'new',
    'zones: 2\n# Of its own\ndescription: Something else\nbudget: { monthly: 5 USD }\n',
  ),
  'main:services/gone/quoin.yaml':
    'name: gone\nprovider: azure\nregion: eastus\ncomponents: { store: { kind: blob-storage, storage: 1 TB } }\n',
  'services/broken.quoin.yaml': 'components: { web: { kind: nosuch } }\n',
};
const without = (...names: string[]) =>
  Object.fromEntries(Object.entries(files).filter(([name]) => !names.some((one) => name.includes(one))));
const run = (args: readonly string[], world = files as Readonly<Record<string, string>>) =>
  quoin(args, { files: world });
const check = (...args: string[]) => [
  'check',
  'services',
  '-r',
  '--baseline',
  'main',
  '--max-increase',
  '10%',
  ...args,
];

const ajv = new Ajv.default({ strict: false });

describe('check --recursive', () => {
  it('judges each by itself, and says what is new, gone and wrong', async () => {
    const { status, out, err } = await run(check('-f', 'json'));
    expect(status).toBe(2);
    const json = JSON.parse(out);
    expect([ajv.validate(outputSchemas.checks, json), ajv.errors]).toEqual([true, null]);
    const entries = new Map(json.checks.map((one: { file: string }) => [one.file, one])) as Map<string, any>;
    expect([...entries.keys()]).toEqual([
      'services/broken.quoin.yaml',
      'services/dearer/quoin.yaml',
      'services/new/quoin.yaml',
      'services/same/quoin.yaml',
    ]);
    expect(entries.get('services/broken.quoin.yaml').errors[0]).toContain('services/broken.quoin.yaml:1:');
    const increase = (name: string) =>
      entries
        .get(`services/${name}/quoin.yaml`)
        .check.verdicts.find((one: { rule: string }) => one.rule === 'increase');
    expect(['dearer', 'new', 'same'].map((name) => increase(name).status)).toEqual(['failed', 'unknown', 'met']);
    expect([increase('dearer').cause, increase('dearer').file]).toEqual([
      'components.web.count',
      'services/dearer/quoin.yaml',
    ]);
    expect(json.removed.map((one: { file: string }) => one.file)).toEqual(['services/gone/quoin.yaml']);
    expect(json.summary).toMatchObject({ topologies: 4, failed: 2, broken: 1, removed: 1 });
    // 1 + 4 + 9 nodes now, 1 + 2 and what is gone then.
    expect(Number(json.summary.totals.USD.new)).toBeCloseTo(14 * MONTH, 6);
    expect(Number(json.summary.totals.USD.old)).toBeCloseTo(3 * MONTH + Number(json.removed[0].total_exact), 6);
    expect(err).toMatch(/4 topologies: 2 failed, 1 with errors, 1 removed\n$/);
    // An entry is what a check of the file alone prints.
    const alone = await run([
      'check',
      'services/dearer/quoin.yaml',
      '--baseline',
      'main',
      '--max-increase',
      '10%',
      '-f',
      'json',
    ]);
    expect(entries.get('services/dearer/quoin.yaml').check).toEqual(JSON.parse(alone.out));
  });

  it('ends with 1 where one fails and none has errors, else with 0', async () => {
    expect((await run(check('-q'), without('broken'))).status).toBe(1);
    const { status, out, err } = await run(check('-q'), without('broken', 'dearer', 'new'));
    expect([status, err]).toEqual([0, '']);
    expect(out).toContain('1 topology: none failed, 1 removed');
  });

  it('tells topologies of one name apart, in every format and from run to run', async () => {
    const world = {
      ...without('broken', 'new', 'same'),
      'services/other/quoin.yaml': vm(5),
      'main:services/other/quoin.yaml': vm(2),
    };
    const gitlab = JSON.parse((await run(check('-f', 'gitlab'), world)).out) as {
      fingerprint: string;
      location: { path: string };
    }[];
    expect(gitlab.map((one) => one.location.path)).toEqual(['services/dearer/quoin.yaml', 'services/other/quoin.yaml']);
    expect(new Set(gitlab.map((one) => one.fingerprint)).size).toBe(2);
    const alone = async (name: string) =>
      (
        await run(
          ['check', `services/${name}/quoin.yaml`, '--baseline', 'main', '--max-increase', '10%', '-f', 'gitlab'],
          world,
        )
      ).out;
    const marks = [...JSON.parse(await alone('dearer')), ...JSON.parse(await alone('other'))] as typeof gitlab;
    expect(marks).toEqual(gitlab);
    const sarif = JSON.parse((await run(check('-f', 'sarif'), world)).out);
    expect(sarif.runs).toHaveLength(1);
    expect(sarif.runs[0].results).toHaveLength(2);
    const github = (await run(check('-f', 'github'), world)).out.trimEnd().split('\n');
    expect(github.map((line) => /file=([^,]+)/.exec(line)![1])).toEqual([
      'services/dearer/quoin.yaml',
      'services/other/quoin.yaml',
    ]);
    const junit = (await run(check('-f', 'junit'), world)).out;
    expect([...junit.matchAll(/<testsuite name="([^"]+)"/g)].map((match) => match[1])).toEqual([
      'quoin check shop (services/dearer/quoin.yaml)',
      'quoin check shop (services/other/quoin.yaml)',
    ]);
    const marker = async (...args: string[]) => (await run([...args, '-f', 'markdown'], world)).out.split('\n')[0];
    expect(await marker('check', 'services/dearer/quoin.yaml')).toBe(
      '<!-- quoin-check: services/dearer/quoin.yaml -->',
    );
    expect(await marker('check', 'services/other/quoin.yaml')).toBe('<!-- quoin-check: services/other/quoin.yaml -->');
    expect(await marker('check', 'services', '-r')).toBe('<!-- quoin-check: services -->');
  });

  it('shows what has errors in every format', async () => {
    for (const format of ['table', 'json', 'markdown', 'github', 'gitlab', 'junit', 'sarif']) {
      const { status, out } = await run(check('-f', format));
      expect([format, status]).toEqual([format, 2]);
      expect(out).toContain('services/broken.quoin.yaml');
    }
    const { out } = await run(check('-f', 'junit'));
    const schema = { fileName: 'junit.xsd', contents: readText('test/report/schemas/junit-10.xsd') };
    expect((await validateXML({ xml: { fileName: 'r.xml', contents: out }, schema })).errors).toEqual([]);
    expect(out).toMatch(/<testsuites name="quoin check" tests="\d+" failures="2" errors="1"/);
  });

  it('counts what passes and does not change in the comment, and shows the rest', async () => {
    const { out } = await run(check('-f', 'markdown'));
    expect(out).toMatch(/^<!-- quoin-check: services -->\n## 4 topologies: 2 failed, 1 with errors, 1 removed\n/);
    expect(out).toContain('1 topology passes and does not change.');
    expect(out).toContain('### services/dearer/quoin.yaml');
    expect(out).not.toContain('services/same');
    expect(out).toMatch(/\| ➖ \| services\/gone\/quoin\.yaml \|/);
  });

  it('writes further reports, a summary, and prints each failure once', async () => {
    for (const format of ['table', 'markdown', 'github']) {
      const { out, err, written } = await quoin(
        check('-f', format, '--report', 'junit=j.xml', '--report', 'json=j.json'),
        {
          files,
          env: { GITHUB_STEP_SUMMARY: 'summary.md' },
        },
      );
      expect((out + err).split('USD allowed').length - 1).toBe(1);
      expect((out + err).split('costs 16.94 USD').length - 1).toBe(1);
      expect([...written.keys()]).toEqual(['j.xml', 'j.json', ...(format === 'github' ? ['summary.md'] : [])]);
    }
  });

  it('goes without a baseline, takes files by their names and values to set', async () => {
    const { status, out } = await run([
      'check',
      'services/same/quoin.yaml',
      'services/dearer/quoin.yaml',
      '-r',
      '--set',
      'components.web.count=1',
      '-f',
      'json',
    ]);
    expect(status).toBe(0);
    const { checks } = JSON.parse(out);
    expect(checks.map((one: any) => one.check.estimate.cost.total)).toEqual(['8.47', '8.47']);
    expect(checks[0].check.baseline).toBeUndefined();
  });

  it.each([
    [['check', 'empty', '-r'], 'no topology in empty'],
    [['check', 'services', '-r', '--baseline', 'nosuch'], 'no such branch'],
    [['check', 'services', '-r', '--baseline', ''], 'names nothing'],
    [['check', 'services', '-r', '--baseline', 'file:services/same/quoin.yaml'], 'is a file'],
    [['check', '-', '-r'], 'standard input (-) is one topology'],
    [['diff', 'services', '-r'], '--recursive compares with a git ref'],
    [['diff', '--git', 'nosuch', 'services', '-r'], 'no such branch'],
    [['diff', '--git', '', 'services', '-r'], 'cannot read services at ""'],
  ])('%j is a usage error', async (args, message) => {
    const { status, err } = await run(args, { ...files, 'empty/other.yaml': 'a: 1\n' });
    expect([status, err.includes(message) ? message : err]).toEqual([2, message]);
  });
});

describe('diff --recursive', () => {
  it('says what changes in each, what comes and what goes', async () => {
    const { status, out, err } = await run(['diff', '--git', 'main', 'services', '-r', '-f', 'json']);
    expect(status).toBe(2);
    expect(err).toContain('services/broken.quoin.yaml:1:');
    const json = JSON.parse(out);
    expect([ajv.validate(outputSchemas.diffs, json), ajv.errors]).toEqual([true, null]);
    expect(json.diffs.map((one: any) => [one.file, one.change])).toEqual([
      ['services/broken.quoin.yaml', undefined],
      ['services/dearer/quoin.yaml', 'changed'],
      ['services/new/quoin.yaml', 'added'],
      ['services/same/quoin.yaml', 'unchanged'],
      ['services/gone/quoin.yaml', 'removed'],
    ]);
    const alone = await run(['diff', '--git', 'main', 'services/dearer/quoin.yaml', '-f', 'json']);
    expect(json.diffs[1].diff).toEqual(JSON.parse(alone.out));
    expect(json.summary).toMatchObject({ topologies: 5, changed: 1, added: 1, removed: 1, broken: 1 });
  });

  it('is a table and a page', async () => {
    const args = ['diff', '--git', 'main', 'services', '-r'];
    const { out, status } = await run(args, without('broken'));
    expect(status).toBe(0);
    expect(out).toMatch(/^changed +services\/dearer\/quoin\.yaml +16\.94 USD +33\.87 USD +\+16\.94 \(\+100 %\)$/m);
    expect(out).toContain('components.web.count: 2 → 4');
    expect(out).toMatch(/4 topologies, 1 changed, 1 added, 1 removed\n$/);
    const { out: page } = await run([...args, '-f', 'markdown'], without('broken'));
    expect(page).toContain('### services/dearer/quoin.yaml');
    expect(page).toContain('## 4 topologies, 1 changed, 1 added, 1 removed');
  });
});

describe('in a repository', () => {
  const bin = fileURLToPath(new URL('bin/quoin.js', ROOT));
  const folder = mkdtempSync(join(tmpdir(), 'quoin-monorepo-'));
  const environment = { ...process.env, NO_COLOR: '1', ...GIT_ENVIRONMENT };
  const write = (path: string, text: string) => {
    mkdirSync(join(folder, dirname(path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  const git = (...args: string[]) => {
    const { status, stderr } = spawnSync('git', args, { cwd: folder, env: environment, encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
  };
  const built = (args: readonly string[], cwd = folder, env = {}) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...args], {
      cwd,
      env: { ...environment, ...env },
      encoding: 'utf8',
    });
    return { status, out: stdout, err: stderr };
  };
  const long = (count: number) => vm(count, 'billing', 'zones: 3\ndescription: Bills what is sold.\n');

  beforeAll(() => {
    git('init', '--initial-branch=main', '--quiet');
    write('a/quoin.yaml', vm(1));
    write('b/quoin.yaml', vm(2));
    write('old place/quoin.yaml', long(2));
    write(
      'gone/quoin.yaml',
      'name: gone\nprovider: gcp\nregion: us-central1\ncomponents: { s: { kind: gcs, storage: 1 TB } }\n',
    );
    symlinkSync('a', join(folder, 'link'));
    git('add', '.');
    git('commit', '--quiet', '-m', 'Base');
    git('checkout', '--quiet', '-b', 'change');
    write('b/quoin.yaml', vm(3));
    rmSync(join(folder, 'gone'), { recursive: true });
    rmSync(join(folder, 'old place'), { recursive: true });
    write('new place/quoin.yaml', long(4));
    write(
      'fresh/quoin.yaml',
      'provider: azure\nregion: eastus\nname: fresh\ncomponents: { box: { kind: blob-storage, storage: 2 TB } }\n',
    );
    git('add', '--all');
    git('commit', '--quiet', '-m', 'Change');
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('compares what was moved with what it was, and knows what is new and gone', () => {
    const { status, out } = built(['check', '-r', '--baseline', 'main', '--max-increase', '10%', '-f', 'json']);
    expect(status).toBe(1);
    const { checks, removed } = JSON.parse(out);
    const increases = checks.map((one: any) => [
      one.file,
      one.check.verdicts.find((verdict: any) => verdict.rule === 'increase').status,
      one.check.baseline?.name,
    ]);
    expect(increases).toEqual([
      ['a/quoin.yaml', 'met', 'a/quoin.yaml at main'],
      ['b/quoin.yaml', 'failed', 'b/quoin.yaml at main'],
      ['fresh/quoin.yaml', 'unknown', undefined],
      ['new place/quoin.yaml', 'failed', 'old place/quoin.yaml at main'],
    ]);
    expect(removed.map((one: any) => one.file)).toEqual(['gone/quoin.yaml']);
  });

  it('gives the same from any folder, with the paths of the repository', () => {
    const from = (cwd: string, ...folders: string[]) => {
      const args = ['check', ...folders, '-r', '--baseline', 'main', '--max-increase', '10%', '-f', 'gitlab'];
      const found = JSON.parse(built(args, cwd).out) as { fingerprint: string; location: { path: string } }[];
      return found.map(({ fingerprint, location }) => ({ fingerprint, location }));
    };
    const whole = from(folder);
    expect(new Set(whole.map((one) => one.location.path))).toEqual(
      new Set(['b/quoin.yaml', 'fresh/quoin.yaml', 'new place/quoin.yaml']),
    );
    expect(from(join(folder, 'b'), '..')).toEqual(whole);
    expect(from(tmpdir(), folder)).toEqual(whole);
    expect(from(join(folder, 'b'))).toEqual(whole.filter((one) => one.location.path === 'b/quoin.yaml'));
    const marker = (cwd: string, ...args: string[]) =>
      built(['check', ...args, '-f', 'markdown'], cwd).out.split('\n')[0];
    expect(marker(join(folder, 'b'))).toBe('<!-- quoin-check: b/quoin.yaml -->');
    expect(marker(join(folder, 'a'))).toBe('<!-- quoin-check: a/quoin.yaml -->');
    expect(marker(folder, '-r')).toBe('<!-- quoin-check: . -->');
  });

  it('does not stop at a repository in the repository, and passes nothing of it', () => {
    mkdirSync(join(folder, 'sub'));
    spawnSync('git', ['init', '--quiet', join(folder, 'sub')], { env: environment });
    write('sub/quoin.yaml', vm(1));
    const { status, out, err } = built(['check', '-r', '--baseline', 'main', '--max-increase', '10%', '-f', 'json']);
    rmSync(join(folder, 'sub'), { recursive: true });
    expect(status).toBe(2);
    expect(JSON.parse(out).summary).toMatchObject({ topologies: 5, failed: 2, broken: 1 });
    expect(err).toContain('another git repository');
  });

  it('starts a few processes of git however many topologies there are', () => {
    const logs = join(folder, '.git/trace');
    built(['check', '-r', '--baseline', 'main'], folder, { GIT_TRACE2_EVENT: logs });
    // What is not inherited is not traced: a git that writes down how it is called stands in front of it.
    const shim = mkdtempSync(join(tmpdir(), 'quoin-git-'));
    const real = spawnSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).stdout.trim();
    writeFileSync(join(shim, 'git'), `#!/bin/sh\necho "$1" >>"${shim}/calls"\nexec "${real}" "$@"\n`, { mode: 0o755 });
    for (let index = 0; index < 40; index++) write(`many/${index}/quoin.yaml`, vm(index + 1, `many${index}`));
    built(['check', '-r', '--baseline', 'main'], folder, { PATH: `${shim}:${process.env['PATH']}` });
    const calls = readFileSync(join(shim, 'calls'), 'utf8').trim().split('\n');
    rmSync(shim, { recursive: true });
    rmSync(join(folder, 'many'), { recursive: true });
    expect(calls.length).toBeLessThanOrEqual(12);
  });
});
