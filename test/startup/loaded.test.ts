/** What a command loads and reads: the modules that it needs, and of the tables those that the topology names. */
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from '../support.ts';

const root = fileURLToPath(ROOT);
const home = mkdtempSync(join(tmpdir(), 'quoin-test-'));
const log = join(home, 'log.json');
const topology = join(home, 'quoin.yaml');
afterAll(() => rmSync(home, { recursive: true }));

beforeAll(async () => {
  writeFileSync(
    topology,
    `
provider: aws
region: eu-west-1
workload: { page: { enters: app, rate: 10/s, request: 1 KB, response: 2 KB } }
components:
  app: { kind: service, instance: m7g.large, demand: { cpu: 1ms }, calls: [{ to: images, request: 1 KB, response: 2 KB }] }
  images: { kind: object-store, storage: 1 TB }
`,
  );
  // The program as it is built, but that each of its modules says when it is evaluated.
  await build({
    absWorkingDir: root,
    entryPoints: { program: 'src/host/main.ts', estimate: 'src/host/main.ts' },
    outdir: join(home, 'dist'),
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    supported: { 'dynamic-import': false },
    define: { 'import.meta.url': '__meta.url' },
    banner: { js: '(function (require, __meta, QUOIN_VERSION, QUOIN_FOLDER) {' },
    footer: { js: '})' },
    plugins: [
      {
        name: 'say what is evaluated',
        setup({ onLoad }) {
          onLoad({ filter: /[\\/]src[\\/].*\.ts$/ }, ({ path }) => ({
            contents: `${readFileSync(path, 'utf8')}\n;(globalThis as any).loaded?.push(${JSON.stringify(
              relative(join(root, 'src'), path).replaceAll('\\', '/'),
            )});`,
            loader: 'ts',
          }));
        },
      },
    ],
  });
  copyFileSync(join(root, 'dist/start.cjs'), join(home, 'dist/start.cjs'));
  for (const name of ['pricing', 'assumptions', 'templates'])
    symlinkSync(join(root, name), join(home, name), 'junction');
  mkdirSync(join(home, 'cache'));
  writeFileSync(
    join(home, 'watch.cjs'),
    `const fs = require('node:fs');
const { openSync, readFileSync } = fs;
const files = new Map();
globalThis.loaded = [];
const note = (file) => typeof file === 'string' && files.set(file, (files.get(file) ?? 0) + 1);
fs.openSync = (file, ...rest) => { note(file); return openSync(file, ...rest); };
fs.readFileSync = (file, ...rest) => { note(file); return readFileSync(file, ...rest); };
process.on('exit', () => fs.writeFileSync(${JSON.stringify(log)}, JSON.stringify({ files: [...files], loaded })));
`,
  );
}, 60_000);

/** Runs a command, and gives the modules that it evaluated and how often it read which file of the package. */
function watch(args: readonly string[]): { loaded: readonly string[]; files: ReadonlyMap<string, number> } {
  const { status, stderr } = spawnSync(
    process.execPath,
    ['-r', join(home, 'watch.cjs'), join(home, 'dist/start.cjs'), ...args],
    { encoding: 'utf8', env: { PATH: process.env['PATH'], QUOIN_CACHE: 'off' } },
  );
  if (status !== 0) throw new Error(stderr);
  const { loaded, files } = JSON.parse(readFileSync(log, 'utf8')) as { loaded: string[]; files: [string, number][] };
  return {
    loaded,
    files: new Map(
      files
        .map(([path, count]): [string, number] => [relative(home, path).replaceAll('\\', '/'), count])
        .filter(([path]) => /^(dist|pricing|assumptions|templates)\//.test(path)),
    ),
  };
}

const within = (loaded: readonly string[], ...folders: readonly string[]) =>
  loaded.filter((path) => folders.some((folder) => path.startsWith(folder)));

describe('loaded', () => {
  it('by --version: nothing of the program', () => {
    for (const option of ['--version', '-V']) {
      const { loaded, files } = watch([option]);
      expect(loaded).toEqual([]);
      expect([...files.keys()].filter((path) => path !== 'dist/start.cjs')).toEqual([]);
    }
  });

  it('by --help: no command', () => {
    expect(watch(['--help']).loaded.toSorted()).toEqual(
      [
        'cli.ts',
        'commands/choices.ts',
        'commands/examples.ts',
        'diagnostics/reason.ts',
        'diagnostics/usage-error.ts',
        'diagnostics/diagnostic.ts',
        'diagnostics/render.ts',
        'host/colour.ts',
        'host/files.ts',
        'host/git.ts',
        'host/inputs.ts',
        'host/io.ts',
        'host/main.ts',
        'host/output.ts',
        'host/watch.ts',
        'topology/quantity/bytes.ts',
        'report/report.ts',
      ].toSorted(),
    );
  });

  it('by validate: what an estimate takes, since that finds what is wrong, and no report', () => {
    const { loaded } = watch(['validate', topology]);
    expect(loaded).toContain('commands/validate.ts');
    expect(loaded).not.toContain('commands/estimate.ts');
    expect(loaded).toEqual(expect.arrayContaining(['topology/resolve.ts', 'kinds/service.ts']));
    expect(within(loaded, 'simulation/', 'explain/', 'validation/', 'comparison/', 'checks/')).toEqual([]);
    expect(within(loaded, 'report/').filter((path) => path !== 'report/report.ts')).toEqual([]);
  });

  it('by estimate: one report, and no other command', () => {
    const { loaded } = watch(['estimate', topology]);
    const commands = ['bundled', 'choices', 'estimate', 'examples', 'read'].map((name) => `commands/${name}.ts`);
    expect(within(loaded, 'commands/').toSorted()).toEqual(commands);
    expect(within(loaded, 'report/').toSorted()).toEqual(
      ['commitment-text', 'figures', 'objective-text', 'performance-text', 'report', 'table', 'text-table'].map(
        (name) => `report/${name}.ts`,
      ),
    );
    expect(within(loaded, 'simulation/', 'explain/', 'validation/', 'comparison/', 'checks/')).toEqual([]);
    expect(new Set(loaded).size).toBe(loaded.length);
    const json = watch(['estimate', topology, '--format', 'json']).loaded;
    expect(json).toContain('estimate/published.ts');
    expect(loaded).not.toContain('estimate/published.ts');
    expect(json).not.toContain('report/table.ts');
  });
});

describe('the file of estimate', () => {
  const text = readFileSync(join(root, 'dist/estimate.cjs'), 'utf8');

  it('lacks the other commands, and nothing else', () => {
    const lacking = new Set(text.match(/(?<=require\(")\.[^"]*/g));
    expect([...lacking].toSorted()).toEqual(
      [
        'check',
        'compare',
        'completion',
        'coverage',
        'diff',
        'drill',
        'explain',
        'init',
        'man',
        'prices-diff',
        'prices-update',
        'prices',
        'schema',
        'simulate',
        'validate',
      ].map((name) => `./commands/${name}.ts`),
    );
    expect(text.length).toBeLessThan(0.75 * readFileSync(join(root, 'dist/program.cjs')).length);
  });

  it('is taken for whatever begins with that word, after options or not', () => {
    for (const args of [['estimate'], ['-q', 'estimate'], ['--no-color', 'estimate', 'diff']])
      expect([...watch([...args, '--help']).files.keys()].toSorted()).toEqual(['dist/estimate.cjs', 'dist/start.cjs']);
    for (const args of [['help', 'estimate'], ['validate', '--help'], ['--help']])
      expect([...watch(args).files.keys()]).not.toContain('dist/estimate.cjs');
  });
});

describe('read', () => {
  it('by estimate: each table once, of the provider, the services and the region that the topology names', () => {
    const { files } = watch(['estimate', topology]);
    const data = [...files].filter(([path]) => !path.startsWith('dist/')).toSorted();
    expect(data).toEqual(
      [
        'pricing/aws/compute/eu-west-1.json',
        'pricing/aws/data-transfer/eu-west-1.json',
        'pricing/aws/instances.json',
        'pricing/aws/limits.json',
        'pricing/aws/public-ipv4/eu-west-1.json',
        'pricing/aws/regions.json',
        'pricing/aws/s3/eu-west-1.json',
      ].map((path) => [path, 1]),
    );
  });

  it('by init: its template alone', () => {
    const { files } = watch(['init', '--out', join(home, 'new.yaml')]);
    expect([...files.keys()].filter((path) => !path.startsWith('dist/'))).toEqual(['templates/web.yaml']);
  });
});
