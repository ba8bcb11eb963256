/** What the published package holds, and the real executable. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
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

describe('the package', () => {
  const [packed] = JSON.parse(
    execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }),
  ) as {
    unpackedSize: number;
    files: { path: string }[];
  }[];
  const paths = packed!.files.map((file) => file.path);

  it('holds the program, its data and its licence, and no source, test or fixture', () => {
    for (const path of [
      'bin/quoin.js',
      'dist/main.js',
      'dist/index.js',
      'pricing/aws/compute/us-east-1.json',
      'pricing/SOURCES.md',
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

  it('stays small: with its dependencies under 25 MB', () => {
    // The dependencies take less than 8 MB installed.
    expect(packed!.unpackedSize).toBeLessThan(17e6);
  });
});
