/** What a command reads: no input is replaced by what it writes, and each is read once, a pipe too. */
import { spawnSync } from 'node:child_process';
import { linkSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from '../support.ts';

const bin = fileURLToPath(new URL('bin/quoin.js', ROOT));
const folder = mkdtempSync(join(tmpdir(), 'quoin-test-'));
afterAll(() => rmSync(folder, { recursive: true }));

const text = 'provider: aws\nregion: us-east-1\ncomponents: { web: { kind: ec2, instance: t2.micro } }\n';
const inputs = ['a.yaml', 'b.yaml', 'more.yaml', 'saved.json', 'sub/quoin.yaml'];
const before = new Map<string, string>();

function run(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...args], { cwd: folder, encoding: 'utf8' });
  return { status, stdout, stderr };
}

beforeAll(() => {
  mkdirSync(join(folder, 'sub'));
  mkdirSync(join(folder, 'prices/aws'), { recursive: true });
  for (const name of ['a.yaml', 'b.yaml', 'sub/quoin.yaml']) writeFileSync(join(folder, name), text);
  writeFileSync(join(folder, 'more.yaml'), 'prices: { discounts: [{ match: {}, percent: 10 }] }\n');
  writeFileSync(join(folder, 'saved.json'), run('estimate', 'a.yaml', '--format', 'json').stdout);
  symlinkSync('a.yaml', join(folder, 'soft.yaml'));
  linkSync(join(folder, 'a.yaml'), join(folder, 'hard.yaml'));
  for (const name of inputs) before.set(name, readFileSync(join(folder, name), 'utf8'));
});

describe('--out', () => {
  it.each([
    [['estimate', 'a.yaml', '--out', 'a.yaml']],
    [['estimate', 'a.yaml', '--out', './sub/../a.yaml']],
    [['estimate', 'a.yaml', '--out', 'soft.yaml']],
    [['estimate', 'a.yaml', '--out', 'hard.yaml']],
    [['estimate', 'soft.yaml', '--out', 'a.yaml']],
    [['estimate', 'a.yaml', 'more.yaml', '--out', 'more.yaml']],
    [['--overrides', 'more.yaml', 'estimate', 'a.yaml', '--out', 'more.yaml']],
    [['--prices', 'prices', 'estimate', 'a.yaml', '--out', 'prices/aws/rds.json']],
    [['check', 'a.yaml', '--baseline', 'saved.json', '--max-increase', '1%', '--out', 'saved.json']],
    [['check', 'a.yaml', '--baseline', 'b.yaml', '--max-increase', '1%', '--out', 'b.yaml']],
    [['diff', 'a.yaml', 'b.yaml', '--out', 'b.yaml']],
    [['diff', 'saved.json', 'b.yaml', '--out', 'saved.json']],
    [['compare', 'a.yaml', 'b.yaml', '--out', 'b.yaml']],
    [['explain', 'a.yaml', 'web', '--out', 'a.yaml']],
    [['drill', 'a.yaml', '--out', 'a.yaml']],
    [['estimate', 'sub', '--recursive', '--out', 'sub/quoin.yaml']],
    [['estimate', '.', '--recursive', '--format', 'json', '--out', 'hard.yaml', '--workers', '0']],
  ])('replaces no input: %j', (args) => {
    const { status, stderr } = run(...args);
    expect([status, stderr]).toEqual([2, expect.stringContaining('is read: write to another file')]);
    for (const [name, content] of before) expect(readFileSync(join(folder, name), 'utf8')).toBe(content);
  });

  it('replaces what is no input', () => {
    writeFileSync(join(folder, 'old.txt'), 'old');
    expect(run('estimate', 'a.yaml', '--out', 'old.txt').status).toBe(0);
    expect(readFileSync(join(folder, 'old.txt'), 'utf8')).toContain('web');
  });
});

describe.skipIf(process.platform === 'win32')('a pipe', () => {
  it.each([
    'diff a.yaml <(cat b.yaml)',
    'diff <(cat a.yaml) <(cat b.yaml)',
    'diff <(cat saved.json) <(cat b.yaml)',
    'compare <(cat a.yaml) <(cat b.yaml)',
    'check <(cat a.yaml) --baseline <(cat saved.json) --max-increase 1%',
    'estimate <(cat a.yaml) <(cat more.yaml)',
    '--overrides <(cat more.yaml) diff <(cat a.yaml) <(cat b.yaml)',
  ])('is read once: quoin %s', (line) => {
    const { status, stderr } = spawnSync('bash', ['-c', `"${process.execPath}" "${bin}" ${line}`], {
      cwd: folder,
      encoding: 'utf8',
      timeout: 20_000,
    });
    expect([status, stderr]).toEqual([0, expect.not.stringContaining('nothing in this file')]);
  });
});
