/** What the published package holds, and the real executable. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from '../support.ts';

const root = fileURLToPath(ROOT);
const bin = join(root, 'bin/quoin.js');
const folder = mkdtempSync(join(tmpdir(), 'quoin-test-'));
afterAll(() => rmSync(folder, { recursive: true }));

const quoin = (args: readonly string[], options: { input?: string; env?: NodeJS.ProcessEnv } = {}) =>
  spawnSync(process.execPath, [bin, ...args], {
    cwd: folder,
    encoding: 'utf8',
    ...options,
    env: { PATH: process.env['PATH'], ...options.env },
  });

describe('the executable', () => {
  it('estimates, from any folder', () => {
    const { status, stdout } = quoin(['estimate', join(root, 'fixtures/classic/quoin.yaml')]);
    // 730 × 0.0116 + 100 × 0.023
    expect(stdout).toContain('classic  10.77 USD a month');
    expect(status).toBe(0);
  });

  it('writes what --out names, and nothing else', () => {
    const before = readdirSync(folder);
    const { status } = quoin(['estimate', join(root, 'fixtures/classic/quoin.yaml'), '--out', 'bill.json']);
    expect(status).toBe(0);
    expect(readdirSync(folder).filter((name) => !before.includes(name))).toEqual(['bill.json']);
    expect(JSON.parse(readFileSync(join(folder, 'bill.json'), 'utf8')).cost.total).toBe('10.77');
  });

  it('leaves no half-written file where it cannot write', () => {
    const { status, stderr } = quoin([
      'estimate',
      join(root, 'fixtures/classic/quoin.yaml'),
      '--out',
      'no/such/folder/bill.json',
    ]);
    expect(status).toBe(2);
    expect(stderr).toContain('there is no such file');
    expect(readdirSync(folder)).not.toContain('no');
  });

  it('colours only when it is asked to, or on a terminal', () => {
    writeFileSync(
      join(folder, 'quoin.yaml'),
      'provider: aws\nregion: us-east-1\ncomponents: { web: { kind: ec2, instance: t2.micro } }\n',
    );
    expect(quoin(['estimate']).stdout).not.toContain('\u001B[');
    expect(quoin(['estimate'], { env: { FORCE_COLOR: '1' } }).stdout).toContain('\u001B[');
    expect(quoin(['--no-color', 'estimate'], { env: { FORCE_COLOR: '1' } }).stdout).not.toContain('\u001B[');
    expect(quoin(['estimate'], { env: { FORCE_COLOR: '1', NO_COLOR: '1' } }).stdout).not.toContain('\u001B[');
  });

  it('reads standard input and exits with 2 for what is no topology', () => {
    expect(quoin(['estimate', '-'], { input: 'components: []' }).status).toBe(2);
    expect(quoin(['nonsense']).status).toBe(2);
    expect(quoin(['--version']).stdout.trim()).toBe(
      JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version,
    );
  });
});

describe('the package', { timeout: 120_000 }, () => {
  const home = mkdtempSync(join(tmpdir(), 'quoin-package-'));
  const app = join(home, 'app');
  const installed = join(app, 'node_modules', 'quoin');
  // Neither the repository's settings nor a registry.
  const env = {
    PATH: process.env['PATH'],
    HOME: home,
    npm_config_offline: 'true',
    npm_config_update_notifier: 'false',
  };
  const inApp = (command: string, args: readonly string[]) =>
    spawnSync(command, args, { cwd: app, env, encoding: 'utf8' });
  /** Compiles a file of TypeScript for Node.js; what the compiler says. */
  const compiled = (file: string): string => {
    const tsc = join(root, 'node_modules/typescript/bin/tsc');
    const settings = ['--strict', '--target', 'es2022', '--module', 'node16', '--lib', 'es2023,dom', '--types', ''];
    return inApp(process.execPath, [tsc, ...settings, '--skipLibCheck', 'false', file]).stdout;
  };
  let tarball = '';
  let paths: readonly string[] = [];

  beforeAll(() => {
    const [packed] = JSON.parse(
      execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', home], {
        cwd: root,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      }),
    ) as { filename: string; files: { path: string }[] }[];
    tarball = join(home, packed!.filename);
    paths = packed!.files.map((file) => file.path);
    mkdirSync(app);
    writeFileSync(join(app, 'package.json'), '{ "private": true, "type": "module" }\n');
    const { status, stderr } = inApp('npm', ['install', '--no-audit', '--no-fund', '--ignore-scripts', tarball]);
    if (status !== 0) throw new Error(stderr);
  }, 120_000);
  afterAll(() => rmSync(home, { recursive: true }));

  it('holds the program, its data and its licences, and no source, test or fixture', () => {
    for (const path of [
      'bin/quoin.js',
      'bin/package.json',
      'dist/start.cjs',
      'dist/program.cjs',
      'dist/estimate.cjs',
      'dist/simulation-worker.js',
      'dist/batch-worker.cjs',
      'dist/index.js',
      'dist/index.cjs',
      'dist/types/index.d.ts',
      'dist/types/index.d.mts',
      'dist/THIRD-PARTY-NOTICES.txt',
      'assumptions/sla/aws.json',
      'pricing/aws/compute/us-east-1.json',
      'pricing/SOURCES.md',
      'man/quoin.1',
      'templates/web.yaml',
      'topology.schema.json',
      'estimate.schema.json',
      'LICENSE',
      'README.md',
    ]) {
      expect(paths).toContain(path);
    }
    expect(paths.filter((path) => /^(src|test|fixtures|bench|scripts)\//.test(path))).toEqual([]);
  });

  it('passes on the licence of every package that is in its bundles', () => {
    const notices = readFileSync(join(installed, 'dist/THIRD-PARTY-NOTICES.txt'), 'utf8');
    for (const name of ['chalk', 'commander', 'js-yaml', 'valibot', '@valibot/to-json-schema']) {
      const licence = readdirSync(join(root, 'node_modules', name)).find((one) => /^licen[cs]e/i.test(one));
      expect(notices).toContain(readFileSync(join(root, 'node_modules', name, licence!), 'utf8').trim());
    }
  });

  it('brings all that it needs: no other package, no script that runs when it is installed', () => {
    expect(readdirSync(join(app, 'node_modules')).filter((name) => !name.startsWith('.'))).toEqual(['quoin']);
    const manifest = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')) as Record<string, object>;
    expect(manifest['dependencies'] ?? {}).toEqual({});
    expect(Object.keys(manifest['scripts']!)).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/^(pre|post)?(install|prepare)$/)]),
    );
    const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
      packages: Record<string, { dev?: boolean; devOptional?: boolean; resolved?: string; hasInstallScript?: boolean }>;
    };
    const atRunTime = Object.entries(packages).filter(([path, one]) => path !== '' && !one.dev && !one.devOptional);
    expect(atRunTime.filter(([, one]) => one.hasInstallScript)).toEqual([]);
    expect(Object.values(packages).filter((one) => one.resolved !== undefined)).toEqual([]);
  });

  it('takes no more than 25 MB installed', () => {
    let bytes = 0;
    for (const entry of readdirSync(join(app, 'node_modules'), { recursive: true, withFileTypes: true }))
      // Blocks of 4 KB, as most file systems have them.
      if (entry.isFile()) bytes += Math.ceil(statSync(join(entry.parentPath, entry.name)).size / 4096) * 4096;
    expect(bytes).toBeGreaterThan(5e6);
    expect(bytes).toBeLessThan(25e6);
  });

  it('runs where it is installed', () => {
    const command = join(app, 'node_modules', '.bin', process.platform === 'win32' ? 'quoin.cmd' : 'quoin');
    const topology = 'provider: aws\nregion: us-east-1\ncomponents: { web: { kind: ec2, instance: t2.micro } }\n';
    writeFileSync(join(app, 'quoin.yaml'), topology);
    const estimated = inApp(command, ['estimate']);
    expect(estimated.stderr).not.toContain('fault');
    // 730 × 0.0116
    expect(estimated.stdout).toContain('8.47 USD a month');
    expect(inApp(command, ['init', '--template', 'streaming', '--out', 'streaming.yaml']).status).toBe(0);
    expect(inApp(command, ['validate', 'streaming.yaml']).status).toBe(0);
    expect(inApp(command, ['simulate', 'streaming.yaml', '--duration', '50ms', '--workers', '2']).stderr).not.toContain(
      'fault',
    );
    expect(inApp(command, ['completion', 'bash']).stdout).toContain('complete');
    expect(inApp(command, ['man']).stdout).toBe(readFileSync(join(installed, 'man/quoin.1'), 'utf8'));
    expect(JSON.parse(inApp(command, ['schema']).stdout)).toEqual(
      JSON.parse(readFileSync(join(installed, 'topology.schema.json'), 'utf8')),
    );
  });

  it('is a library with types', () => {
    writeFileSync(
      join(app, 'use.ts'),
      `import { assumptionFiles, estimate, rateFiles, readSources, simulate, toJson, type Estimate } from 'quoin';
const folder = import.meta.resolve('quoin/package.json');
const text = 'provider: aws\\nregion: us-east-1\\ncomponents: { web: { kind: ec2, instance: t2.micro } }';
const result = estimate(readSources([{ name: 'web.yaml', text }]), {
  rates: rateFiles(new URL('pricing/', folder)),
  assumptions: assumptionFiles(new URL('assumptions/', folder)),
  today: new Date('2026-11-22'),
});
if (!result.ok) throw new Error(result.diagnostics[0]?.message);
const one: Estimate = result.estimate;
const total: string = toJson(one).cost.total;
// @ts-expect-error -- a total is text: typed as such, not as any
const wrong: number = toJson(one).cost.total;
console.log(total, typeof simulate, wrong === undefined);
`,
    );
    expect(compiled('use.ts')).toBe('');
    // 730 × 0.0116
    expect(inApp(process.execPath, ['use.js']).stdout).toBe('8.47 function false\n');
  });

  it('is a library for CommonJS too, the same one', () => {
    writeFileSync(
      join(app, 'use.cts'),
      `import quoin = require('quoin');
const text = 'provider: aws\\nregion: us-east-1\\ncomponents: { web: { kind: ec2, instance: t2.micro } }';
const result = quoin.estimate(text);
if (!result.ok) throw new Error(result.diagnostics[0]?.message);
const total: string = result.report.cost.total;
// @ts-expect-error -- a total is text: typed as such, not as any
const wrong: number = result.report.cost.total;
void import('quoin').then((module) => console.log(total, module.estimate === quoin.estimate, wrong === undefined));
`,
    );
    expect(compiled('use.cts')).toBe('');
    // 730 × 0.0116; the first of Node.js 20 cannot require an ES module, nor can later ones that are told so.
    const isKnown = process.allowedNodeEnvironmentFlags.has('--experimental-require-module');
    const noModules = isKnown ? ['--no-experimental-require-module'] : [];
    expect(inApp(process.execPath, [...noModules, 'use.cjs']).stdout).toBe('8.47 true false\n');
  });

  it('runs the examples of its page', () => {
    const page = readFileSync(join(root, 'docs/library.md'), 'utf8');
    const examples = [...page.matchAll(/^```(ts|cjs)\n(.*?)^```\n(?:\n```text\n(.*?)^```\n)?/gms)];
    expect(examples.length).toBeGreaterThan(3);
    for (const [index, [, language, code, output = '']] of examples.entries()) {
      const name = `example-${index}`;
      writeFileSync(join(app, `${name}.${language}`), code!);
      if (language === 'ts') expect(compiled(`${name}.ts`)).toBe('');
      const ran = inApp(process.execPath, [`${name}.${language === 'ts' ? 'js' : 'cjs'}`]);
      expect(ran).toMatchObject({ stdout: output, stderr: '', status: 0 });
    }
  });

  it('is well formed for who imports it', () => {
    const tool = (path: string, args: readonly string[]) =>
      spawnSync(process.execPath, [join(root, 'node_modules', path), ...args], { cwd: home, env, encoding: 'utf8' });
    const linted = tool('publint/src/cli.js', ['run', tarball, '--strict']);
    expect(linted).toMatchObject({ status: 0, stderr: '' });
    const typed = tool('@arethetypeswrong/cli/dist/index.js', [tarball, '--profile', 'strict', '--no-color']);
    expect(typed).toMatchObject({ status: 0, stderr: '' });
  });
});
