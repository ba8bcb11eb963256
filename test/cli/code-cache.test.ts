/**
 * The code cache changes how long a start takes and nothing else: the real executable over good, bad and hostile
 * caches.
 */
import { spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cacheFile, readCode, writeCode, type CodeKey } from '../../src/host/code-cache.ts';
import { ROOT } from '../support.ts';

const bin = fileURLToPath(new URL('bin/quoin.js', ROOT));
const topology = fileURLToPath(new URL('fixtures/classic/quoin.yaml', ROOT));
const ARGS = ['estimate', topology, '-q'];
/** 730 × 0.0116 + 100 × 0.023, as in fixtures/classic. */
const TOTAL = 'classic  10.77 USD a month';

/** Whether the system tells whose a file is, and who may write it: Windows keeps a user's folders to the user. */
const hasOwners = process.getuid !== undefined;

let home: string;
beforeEach(() => void (home = mkdtempSync(join(tmpdir(), 'quoin-test-'))));
afterEach(() => rmSync(home, { recursive: true, force: true }));

const envOf = (more: Record<string, string> = {}) => ({ PATH: process.env['PATH'], XDG_CACHE_HOME: home, ...more });
const run = (
  args: readonly string[] = ARGS,
  env: Record<string, string | undefined> = envOf(),
  flags: readonly string[] = [],
) => spawnSync(process.execPath, [...flags, bin, ...args], { encoding: 'utf8', env, timeout: 30_000 });
const folder = () => join(home, 'quoin');
const kept = () => (existsSync(folder()) ? readdirSync(folder()) : []);
const only = () => {
  const [name, ...more] = kept();
  expect(more).toEqual([]);
  return join(folder(), name!);
};
const EXPECTED = spawnSync(process.execPath, [bin, ...ARGS], {
  encoding: 'utf8',
  env: { PATH: process.env['PATH'], QUOIN_CACHE: 'off' },
});

/** Runs and compares with a run that has no cache. */
function runsAsEver(env?: Record<string, string | undefined>, flags?: readonly string[]): void {
  const { status, stdout, stderr, signal } = run(ARGS, env, flags);
  expect({ status, stdout, stderr, signal }).toEqual({
    status: 0,
    stdout: EXPECTED.stdout,
    stderr: EXPECTED.stderr,
    signal: null,
  });
  expect(stdout).toContain(TOTAL);
}

describe('the executable with a code cache', { timeout: 60_000 }, () => {
  it('keeps one file of its own a command, and takes it the next time', () => {
    runsAsEver();
    const path = only();
    expect(path).toMatch(/-estimate\.code$/);
    const before = statSync(path);
    if (process.platform !== 'win32') {
      expect(before.mode & 0o777).toBe(0o600);
      expect(statSync(folder()).mode & 0o777).toBe(0o700);
    }
    runsAsEver();
    expect(statSync(path)).toEqual({ ...before, atime: expect.anything(), atimeMs: expect.anything() });
    run(['validate', topology]);
    expect(kept()).toHaveLength(2);
  });

  it('keeps nothing where it is turned off, has no folder, prints its version or fails', () => {
    runsAsEver(envOf({ QUOIN_CACHE: 'off' }));
    runsAsEver({ PATH: process.env['PATH'] });
    runsAsEver(envOf({ XDG_CACHE_HOME: 'relative' }));
    expect(run(['--version']).status).toBe(0);
    expect(run(['estimate', 'no-such-file.yaml']).status).toBe(2);
    expect(run(['nonsense']).status).toBe(2);
    expect(kept()).toEqual([]);
    expect(existsSync('relative')).toBe(false);
  });

  it('compiles anew what is damaged, and mends it', () => {
    runsAsEver();
    const path = only();
    const good = readFileSync(path);
    const damages: readonly (readonly [string, Buffer])[] = [
      ['empty', Buffer.alloc(0)],
      ['no code', good.subarray(0, 512)],
      ['cut short', good.subarray(0, 100_000)],
      ['a byte short', good.subarray(0, -1)],
      ['longer', Buffer.concat([good, Buffer.alloc(8)])],
      ['zeros', Buffer.alloc(good.length)],
      ['a page of zeros', Buffer.concat([good.subarray(0, 8192), Buffer.alloc(4096), good.subarray(12_288)])],
      ['text', Buffer.from('not a cache'.repeat(1000))],
      ...[0, 100, 511, 512, 520, 700, 5000, good.length >> 1, good.length - 1].map((at) => {
        const flipped = Buffer.from(good);
        flipped[at]! ^= 4;
        return [`a bit flipped at ${at}`, flipped] as const;
      }),
    ];
    for (const [what, content] of damages) {
      writeFileSync(path, content, { mode: 0o600 });
      runsAsEver();
      const mended = readFileSync(path);
      expect([what, mended.length > 10_000]).toEqual([what, true]);
      expect(mended.subarray(0, 60)).toEqual(good.subarray(0, 60));
    }
  });

  it('leaves code of other flags to V8, which refuses it', () => {
    runsAsEver();
    const path = only();
    const before = readFileSync(path);
    runsAsEver(envOf(), ['--no-opt']);
    expect(readFileSync(path).equals(before)).toBe(false);
    runsAsEver(envOf({ NODE_OPTIONS: '--max-old-space-size=512' }));
    runsAsEver();
    expect(kept()).toHaveLength(1);
  });

  it('starts where the folder cannot be made, read or written', () => {
    writeFileSync(join(home, 'file'), '');
    for (const folderOf of [join(home, 'file'), '/dev/null', '/proc/self', join(home, 'long'.repeat(100))])
      runsAsEver(envOf({ XDG_CACHE_HOME: folderOf }));
    mkdirSync(folder(), { mode: 0o500 });
    runsAsEver();
    chmodSync(folder(), 0o000);
    runsAsEver();
    chmodSync(folder(), 0o700);
  });

  it('starts where a folder, or a pipe that nobody writes to, stands for the file', () => {
    runsAsEver();
    const path = only();
    rmSync(path);
    mkdirSync(path);
    runsAsEver();
    expect(kept()).toHaveLength(1);
    if (process.platform === 'win32') return;
    rmSync(path, { recursive: true });
    expect(spawnSync('mkfifo', [path]).status).toBe(0);
    runsAsEver();
  });

  it('neither reads nor writes what others may write', () => {
    runsAsEver();
    const path = only();
    const before = statSync(path).mtimeMs;
    chmodSync(folder(), 0o777);
    runsAsEver();
    expect(statSync(path).mtimeMs).toBe(before);
    chmodSync(folder(), 0o700);
    // A file of others is replaced by one's own.
    chmodSync(path, 0o666);
    runsAsEver();
    expect(statSync(path).mode & 0o777).toBe(hasOwners ? 0o600 : 0o666);
  });

  it('is written by many at once, and whole', async () => {
    const runs = await Promise.all(
      Array.from(
        { length: 6 },
        () =>
          new Promise<string>((done) => {
            const child = spawn(process.execPath, [bin, ...ARGS], { env: envOf() });
            let out = '';
            child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
            child.on('close', (code) => done(`${code} ${out}`));
          }),
      ),
    );
    for (const one of runs) expect(one).toBe(`0 ${EXPECTED.stdout}`);
    const before = statSync(only()).mtimeMs;
    runsAsEver();
    expect(statSync(only()).mtimeMs).toBe(before);
  });
});

describe('the code cache', () => {
  const key: CodeKey = {
    version: '1.2.3',
    build: 'abc',
    node: 'v20.0.0',
    platform: 'linux-x64',
    size: 100,
    mtimeMs: 1.5,
  };
  const code = Buffer.from(Array.from({ length: 5000 }, (_, index) => (index * 7) % 256));
  const path = () => join(folder(), 'program.code');

  it('gives back what was kept, to the byte', () => {
    writeCode(path(), key, () => code);
    expect(readCode(path(), key)?.equals(code)).toBe(true);
  });

  it.each([
    ['version', '1.2.4'],
    ['build', 'abd'],
    ['node', 'v22.0.0'],
    ['platform', 'linux-arm64'],
    ['size', 101],
    ['mtimeMs', 2.5],
  ])('is of no use to another %s', (part, value) => {
    writeCode(path(), key, () => code);
    expect(readCode(path(), { ...key, [part]: value })).toBeUndefined();
  });

  it('follows no link and trusts no file or folder that others may write', () => {
    const refused = hasOwners ? undefined : code;
    writeCode(path(), key, () => code);
    symlinkSync(path(), join(folder(), 'link.code'));
    expect(readCode(join(folder(), 'link.code'), key)).toEqual(refused);
    for (const mode of [0o620, 0o602, 0o666]) {
      chmodSync(path(), mode);
      expect(readCode(path(), key)).toEqual(refused);
    }
    chmodSync(path(), 0o644);
    expect(readCode(path(), key)).toBeDefined();
    for (const mode of [0o770, 0o707, 0o1777]) {
      chmodSync(folder(), mode);
      expect(readCode(path(), key)).toEqual(refused);
    }
    chmodSync(folder(), 0o755);
    expect(readCode(path(), key)).toBeDefined();
    symlinkSync(folder(), join(home, 'linked'), 'junction');
    expect(readCode(join(home, 'linked', 'program.code'), key)).toEqual(refused);
  });

  it('leaves nothing half-written behind, and throws nothing', () => {
    writeCode(path(), key, () => {
      throw new Error('no code');
    });
    expect(kept()).toEqual([]);
    mkdirSync(path());
    writeCode(path(), key, () => code);
    expect(kept()).toEqual(['program.code']);
  });

  it('removes code that nobody has written for a month, and nothing else', () => {
    mkdirSync(folder(), { mode: 0o700 });
    const old = new Date(Date.now() - 31 * 24 * 3600 * 1000);
    for (const name of ['0.0.1-estimate.code', '0.0.1-estimate.code.77.tmp', 'notes.txt', 'recent.code']) {
      writeFileSync(join(folder(), name), '');
      if (name !== 'recent.code') utimesSync(join(folder(), name), old, old);
    }
    writeCode(path(), key, () => code);
    expect(kept().toSorted()).toEqual(['notes.txt', 'program.code', 'recent.code']);
  });

  it.each([
    ['linux', { XDG_CACHE_HOME: '/x', HOME: '/h' }, '/x/quoin'],
    ['linux', { HOME: '/h' }, '/h/.cache/quoin'],
    ['linux', { XDG_CACHE_HOME: 'x', HOME: '/h' }, '/h/.cache/quoin'],
    ['darwin', { HOME: '/h' }, '/h/Library/Caches/quoin'],
    ['win32', { LOCALAPPDATA: '/l', HOME: '/h' }, '/l/quoin'],
    ['linux', {}, undefined],
    ['linux', { HOME: '' }, undefined],
    ['linux', { HOME: '/h', QUOIN_CACHE: 'off' }, undefined],
    ['linux', { HOME: '/h', QUOIN_CACHE: 'No' }, undefined],
    ['linux', { HOME: '/h', QUOIN_CACHE: '0' }, undefined],
    ['linux', { HOME: '/h', QUOIN_CACHE: 'on' }, '/h/.cache/quoin'],
  ] as const)('on %s with %o is in %s', (system, env, expected) => {
    const file = cacheFile(key, 'estimate', env, system);
    expect(file).toBe(expected && `${expected}/1.2.3-abc-v20.0.0-linux-x64-estimate.code`);
  });
});
