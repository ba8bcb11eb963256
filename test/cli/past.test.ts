/**
 * What a topology was at a git ref, in repositories of their own: which refs there are, which files, and which
 * repository is meant.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { GIT_ENVIRONMENT, ROOT } from '../support.ts';

const BIN = fileURLToPath(new URL('bin/quoin.js', ROOT));
const base = mkdtempSync(join(tmpdir(), 'quoin-past-'));
const origin = join(base, 'origin');
// A hidden folder above a repository is no matter of its own.
const folder = join(base, '.work/repository');
const environment = { ...process.env, NO_COLOR: '1', ...GIT_ENVIRONMENT };

/** A month of `count` m7g.large at 0.0816 an hour. */
const month = (count: number) => count * 730 * 0.0816;
const fleet = (count: number, more = '') =>
  `name: shop\nprovider: aws\nregion: us-east-1\ncomponents:\n  app: { kind: ec2, instance: m7g.large, count: ${count}, public_ip: false }\n${more}`;

const git = (cwd: string, ...args: string[]) => {
  const { status, stdout, stderr } = spawnSync('git', args, { cwd, env: environment, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return stdout.trim();
};
const quoin = (args: readonly string[], { cwd = folder, env = {} }: { cwd?: string; env?: object } = {}) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [BIN, ...args], {
    cwd,
    env: { ...environment, ...env },
    encoding: 'utf8',
  });
  return { status, out: stdout, err: stderr };
};
const write = (path: string, text: string) => {
  mkdirSync(join(folder, path, '..'), { recursive: true });
  writeFileSync(join(folder, path), text);
};
/** The increase that a check finds, in US dollars; its status where it finds none. */
function increase(args: readonly string[], where: { cwd?: string; env?: object } = {}) {
  const { status, out, err } = quoin(['check', ...args, '--max-increase', '10%', '--format', 'json'], where);
  if (status === 2) return err;
  const { verdicts, baseline } = JSON.parse(out) as {
    verdicts: { rule: string; status: string; message: string }[];
    baseline?: { difference: { cost: { change: string } } };
  };
  const verdict = verdicts.find(({ rule }) => rule === 'increase')!;
  return baseline ? Number(baseline.difference.cost.change) : verdict.message;
}

let first = '';
beforeAll(() => {
  mkdirSync(origin);
  git(origin, 'init', '--initial-branch=main', '--quiet');
  writeFileSync(join(origin, 'quoin.yaml'), fleet(2));
  mkdirSync(join(origin, 'envs/prod'), { recursive: true });
  writeFileSync(join(origin, 'envs/prod/quoin.yaml'), fleet(3));
  symlinkSync('envs/prod', join(origin, 'current'));
  symlinkSync('quoin.yaml', join(origin, 'link.yaml'));
  symlinkSync('/etc/hostname', join(origin, 'out.yaml'));
  git(origin, 'add', '.');
  git(origin, 'commit', '--quiet', '-m', 'The shop');
  first = git(origin, 'rev-parse', 'HEAD');
  git(origin, 'tag', 'v1');
  git(origin, 'checkout', '--quiet', '-b', 'change');
  git(origin, 'commit', '--quiet', '--allow-empty', '-m', 'Nothing');
  git(origin, 'config', 'uploadpack.allowAnySHA1InWant', 'true');
});
beforeEach(() => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(base, '.work'), { recursive: true });
  git(base, 'clone', '--quiet', '--branch=change', origin, folder);
  git(folder, 'branch', '--quiet', 'main', 'origin/main');
  write('quoin.yaml', fleet(4));
});
afterAll(() => rmSync(base, { recursive: true }));

describe('a ref', () => {
  it('is a branch, a tag, a hash, a remote’s branch, or a step back', () => {
    for (const ref of ['main', 'v1', first, first.slice(0, 9), 'origin/main', 'HEAD', 'HEAD~1', 'git:main', '@'])
      expect([ref, increase(['--baseline', ref])]).toEqual([ref, expect.closeTo(month(2), 6)]);
  });

  it.each([
    ['', 'names nothing'],
    [' ', 'names nothing'],
    ['git:', 'names nothing'],
    ['file:', 'names nothing'],
    ['nosuch', 'git fetch --depth=1 origin nosuch'],
    ['0'.repeat(40), 'stand for no commit'],
    ['1'.repeat(40), `git fetch --depth=1 origin ${'1'.repeat(40)}`],
    ['^main', 'no such branch'],
    ['main..change', 'no such branch'],
    [':quoin.yaml', 'no such branch'],
    [':0', 'no such branch'],
    ['main:quoin.yaml', 'no such branch'],
    ['--output=x', 'begins with "-"'],
    ['git:nosuch', 'no such branch'],
    ['HEAD~99', 'no such branch'],
  ])('%j is none, and never passes for files that are new', (ref, message) => {
    const { status, out, err } = quoin(['check', `--baseline=${ref}`, '--max-increase', '10%']);
    expect([status, out]).toEqual([2, '']);
    expect(err).toContain(message);
    // diff takes a ref alone.
    if (ref.includes('file:') || ref === 'git:') return;
    const diff = quoin(['diff', `--git=${ref}`, 'quoin.yaml']);
    expect([diff.status, diff.out]).toEqual([2, '']);
  });

  it('that only the remote has is named', () => {
    git(folder, 'branch', '-D', 'main', '--quiet');
    expect(increase(['--baseline', 'main'])).toContain('did you mean origin/main?');
  });

  it('of a branch and a tag of one name is neither', () => {
    git(folder, 'tag', 'main', 'change');
    expect(increase(['--baseline', 'main'])).toContain('refs/heads/main');
    expect(increase(['--baseline', 'refs/heads/main'])).toBeCloseTo(month(2), 6);
  });

  it('counts before a file of its name, unless it is said which is meant', () => {
    write('main', fleet(1));
    expect(increase(['--baseline', 'main'])).toBeCloseTo(month(2), 6);
    expect(increase(['--baseline', 'git:main'])).toBeCloseTo(month(2), 6);
    expect(increase(['--baseline', 'file:main'])).toBeCloseTo(month(3), 6);
    write('other.yaml', fleet(1));
    expect(increase(['--baseline', 'other.yaml'])).toBeCloseTo(month(3), 6);
  });

  it('is looked for in a depth-1 clone, which says what to fetch', () => {
    rmSync(folder, { recursive: true });
    git(base, 'clone', '--quiet', '--depth=1', '--branch=change', `file://${origin}`, folder);
    write('quoin.yaml', fleet(4));
    expect(increase(['--baseline', first])).toContain(`git fetch --depth=1 origin ${first}`);
    expect(increase(['--baseline', 'HEAD~1'])).toContain('--deepen');
    expect(increase(['--baseline', 'main'])).toContain('git fetch');
    git(folder, 'fetch', '--quiet', '--depth=1', 'origin', first);
    expect(increase(['--baseline', first])).toBeCloseTo(month(2), 6);
    // As the message says it.
    git(folder, 'fetch', '--quiet', '--depth=1', 'origin', 'main:refs/remotes/origin/main');
    expect(increase(['--baseline', 'origin/main'])).toBeCloseTo(month(2), 6);
  });

  it('is looked for where nobody has a branch checked out', () => {
    git(folder, 'checkout', '--quiet', '--detach', '--force', first);
    write('quoin.yaml', fleet(4));
    expect(increase(['--baseline', 'main'])).toBeCloseTo(month(2), 6);
  });

  it('needs a repository, and git', () => {
    const outside = mkdtempSync(join(tmpdir(), 'quoin-outside-'));
    writeFileSync(join(outside, 'quoin.yaml'), fleet(4));
    writeFileSync(join(outside, 'base.yaml'), fleet(2));
    expect(increase(['--baseline', 'main'], { cwd: outside })).toContain('in no git repository');
    expect(increase(['--baseline', 'base.yaml'], { cwd: outside })).toBeCloseTo(month(2), 6);
    const env = { PATH: outside };
    expect(increase(['--baseline', 'main'], { env })).toContain('git is not installed');
    expect(increase(['--baseline', join(outside, 'base.yaml')], { env })).toBeCloseTo(month(2), 6);
    rmSync(outside, { recursive: true });
  });
});

describe('the repository', () => {
  it('is the one of the file, whatever a hook or a caller sets', () => {
    const other = join(base, 'other');
    mkdirSync(other, { recursive: true });
    git(other, 'init', '--initial-branch=main', '--quiet');
    git(other, 'commit', '--quiet', '--allow-empty', '-m', 'Empty');
    for (const env of [
      { GIT_DIR: join(other, '.git') },
      { GIT_DIR: join(other, '.git'), GIT_WORK_TREE: other },
      { GIT_INDEX_FILE: join(other, 'nosuch') },
      { GIT_PREFIX: 'nosuch/' },
      { GIT_OBJECT_DIRECTORY: join(other, '.git/objects') },
      { GIT_COMMON_DIR: join(other, '.git') },
      { GIT_CEILING_DIRECTORIES: folder },
      { GIT_NAMESPACE: 'other' },
      { GIT_SHALLOW_FILE: join(other, 'nosuch') },
      { GIT_LITERAL_PATHSPECS: '1', GIT_REPLACE_REF_BASE: 'refs/nosuch/' },
    ])
      expect([env, increase(['--baseline', 'main'], { env })]).toEqual([env, expect.closeTo(month(2), 6)]);
  });

  it('is the worktree’s own in its hook', () => {
    const tree = join(base, 'tree');
    git(folder, 'worktree', 'add', '--quiet', '-b', 'side', tree, 'main');
    writeFileSync(
      join(folder, '.git/hooks/pre-commit'),
      `#!/bin/sh\nexec "${process.execPath}" "${BIN}" check --baseline HEAD --max-increase 10% --format json >"${join(base, 'hook.json')}"\n`,
      { mode: 0o755 },
    );
    writeFileSync(join(tree, 'quoin.yaml'), fleet(5));
    const { status } = spawnSync('git', ['commit', '-qam', 'More'], { cwd: tree, env: environment });
    expect(status).toBe(1);
    const { baseline } = JSON.parse(readFileSync(join(base, 'hook.json'), 'utf8'));
    expect(Number(baseline.difference.cost.change)).toBeCloseTo(month(3), 6);
  });

  it('is read from any folder, and through links that led elsewhere then', () => {
    expect(increase([join(folder, 'quoin.yaml'), '--baseline', 'main'], { cwd: tmpdir() })).toBeCloseTo(month(2), 6);
    expect(increase(['../quoin.yaml', '--baseline', 'main'], { cwd: join(folder, 'envs') })).toBeCloseTo(month(2), 6);
    expect(increase(['link.yaml', '--baseline', 'main'])).toBeCloseTo(month(2), 6);
    mkdirSync(join(folder, 'envs/next'));
    write('envs/next/quoin.yaml', fleet(7));
    rmSync(join(folder, 'current'));
    symlinkSync('envs/next', join(folder, 'current'));
    expect(increase(['current/quoin.yaml', '--baseline', 'main'])).toBeCloseTo(month(4), 6);
    const link = join(base, 'link-to-work');
    symlinkSync(folder, link);
    expect(increase([join(link, 'quoin.yaml'), '--baseline', 'main'], { cwd: base })).toBeCloseTo(month(2), 6);
    const outside = join(base, 'outside.yaml');
    symlinkSync(join(folder, 'quoin.yaml'), outside);
    expect(increase([outside, '--baseline', 'main'], { cwd: base })).toBeCloseTo(month(2), 6);
    rmSync(link);
    rmSync(outside);
  });

  it('does not hold what is outside of it, in another one, or a link that leads out', () => {
    writeFileSync(join(base, 'alone.yaml'), fleet(4));
    expect(increase(['../../alone.yaml', '--baseline', 'main'])).toContain('in no git repository');
    expect(increase(['quoin.yaml', '../../alone.yaml', '--baseline', 'main'])).toContain('outside the git repository');
    git(folder, 'init', '--quiet', join(folder, 'sub'));
    write('sub/over.yaml', 'name: other\n');
    expect(increase(['quoin.yaml', 'sub/over.yaml', '--baseline', 'main'])).toContain('another git repository');
    rmSync(join(folder, 'out.yaml'));
    write('out.yaml', fleet(1));
    expect(increase(['out.yaml', '--baseline', 'main'])).toContain('is a link to /etc/hostname');
    rmSync(join(folder, 'envs'), { recursive: true });
    write('envs', fleet(1));
    expect(increase(['envs', '--baseline', 'main'])).toContain('is a folder at main');
    expect(quoin(['diff', '--git', 'main', 'gone/deep/quoin.yaml']).err).toContain('there is no such file');
  });

  it('that lacks a file which the commit has takes it for no new one', () => {
    const blob = git(folder, 'rev-parse', 'main:quoin.yaml');
    // As in a clone without its objects.
    rmSync(join(folder, '.git/objects', blob.slice(0, 2), blob.slice(2)), { force: true });
    expect(increase(['--baseline', 'main'])).toContain('lacks');
  });
});

describe('a file', () => {
  it('that is new has no increase, and one that was moved has', () => {
    write('new.yaml', fleet(9));
    expect(increase(['new.yaml', '--baseline', 'main'])).toContain('new.yaml is not in main');
    mkdirSync(join(folder, 'infra'));
    const long = fleet(2, 'description: What the shop is.\nzones: 3\n');
    write('quoin.yaml', long);
    git(folder, 'commit', '--quiet', '-am', 'Longer');
    renameSync(join(folder, 'quoin.yaml'), join(folder, 'infra/shop.yaml'));
    write('infra/shop.yaml', long.replace('count: 2', 'count: 6'));
    expect(increase(['infra/shop.yaml', '--baseline', 'HEAD'])).toBeCloseTo(month(4), 6);
    const { out } = quoin(['diff', '--git', 'HEAD', 'infra/shop.yaml']);
    expect(out).toContain('quoin.yaml at HEAD → infra/shop.yaml');
  });

  it('that is laid over others and new is compared with those that were there', () => {
    write('over.yaml', 'components: { app: { count: 8 } }\n');
    expect(increase(['quoin.yaml', 'over.yaml', '--baseline', 'main'])).toBeCloseTo(month(6), 6);
    expect(quoin(['diff', '--git', 'main', 'quoin.yaml', 'over.yaml']).out).toContain(
      'quoin.yaml at main (over.yaml is new) → quoin.yaml + over.yaml',
    );
  });

  it('with spaces and other letters in its name is found', () => {
    write('a b ü’.yaml', fleet(2));
    git(folder, 'add', '.');
    git(folder, 'commit', '--quiet', '-m', 'Named');
    write('a b ü’.yaml', fleet(3));
    expect(increase(['a b ü’.yaml', '--baseline', 'HEAD'])).toBeCloseTo(month(1), 6);
  });

  it('that is too long at the ref is refused as it is elsewhere', () => {
    write('long.yaml', `# ${'x'.repeat(11 * 2 ** 20)}\n${fleet(1)}`);
    git(folder, 'add', '.');
    git(folder, 'commit', '--quiet', '-m', 'Long');
    write('long.yaml', fleet(1));
    expect(increase(['long.yaml', '--baseline', 'HEAD'])).toContain('HEAD:long.yaml');
  });
});
