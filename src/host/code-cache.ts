/**
 * The code cache: what V8 compiled of the program, kept from one start to the next in a folder of the user's own.
 *
 * It makes a start faster and never changes what the program does: what is stale, cut short, damaged, unreadable or
 * open to others counts as absent, and a folder that can't be written stays as it is.
 */
import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readSync,
  readdirSync,
} from 'node:fs';
import { renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { crc32 } from 'node:zlib';

/** What compiled code is good for. V8 tells by itself when its own version or flags differ. */
export interface CodeKey {
  readonly version: string;
  /** A hash of the program as it was built. */
  readonly build: string;
  readonly node: string;
  /** Operating system and processor. */
  readonly platform: string;
  /** Of the program's file: one that was changed by hand is compiled again. */
  readonly size: number;
  readonly mtimeMs: number;
}

type Environment = Readonly<Record<string, string | undefined>>;

const ENDING = '.code';
const MAGIC = 'quoin code cache 3';
/** Length of the part before the code: JSON, filled up with spaces. A multiple of 8, since V8 reads words. */
const HEAD_BYTES = 512;
/** A program as long as quoin compiles to some 2 MB. */
const MOST_BYTES = 64 * 2 ** 20;
/** Code that has not been written for so long belongs to a version that is gone. */
const STALE_MS = 30 * 24 * 3600 * 1000;
/** No user may write but the owner. */
const OTHERS_WRITE = 0o022;

/**
 * Where the code of a command is kept.
 *
 * @param env QUOIN_CACHE=off (or 0, false, no) turns the cache off
 * @returns undefined where there is none: turned off, or no folder of the user's known
 */
export function cacheFile(
  { version, build, node, platform }: CodeKey,
  command: string,
  env: Environment,
  system: NodeJS.Platform,
): string | undefined {
  if (/^(off|0|false|no)$/i.test(env['QUOIN_CACHE'] ?? '')) return undefined;
  const folder = cacheFolder(env, system);
  return folder && join(folder, 'quoin', `${version}-${build}-${node}-${platform}-${command}${ENDING}`);
}

/** The folder for caches of this user: XDG_CACHE_HOME, or what is usual on the system. */
function cacheFolder(env: Environment, system: NodeJS.Platform): string | undefined {
  const absolute = (path: string | undefined, ...rest: string[]) =>
    path !== undefined && isAbsolute(path) ? join(path, ...rest) : undefined;
  const xdg = absolute(env['XDG_CACHE_HOME']);
  if (xdg !== undefined) return xdg;
  if (system === 'win32') return absolute(env['LOCALAPPDATA']);
  if (system === 'darwin') return absolute(env['HOME'], 'Library', 'Caches');
  return absolute(env['HOME'], '.cache');
}

/** The code of a file, or undefined where it is not to be had whole, or others could have written it. */
export function readCode(path: string, key: CodeKey): Buffer | undefined {
  try {
    if (!isOwn(lstatSync(dirname(path)))) return undefined;
    const file = openSync(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0));
    try {
      const stat = fstatSync(file);
      if (!stat.isFile() || !isOwn(stat) || stat.size <= HEAD_BYTES || stat.size > MOST_BYTES) return undefined;
      const bytes = Buffer.allocUnsafe(stat.size);
      let length = 0;
      for (let read = 1; read > 0 && length < bytes.length; length += read)
        read = readSync(file, bytes.subarray(length));
      // V8 trusts what it is given: a flipped bit would end the process.
      const isGood =
        length === bytes.length && bytes.toString('latin1', 0, HEAD_BYTES) === headOf(key, bytes.subarray(HEAD_BYTES));
      return isGood ? bytes.subarray(HEAD_BYTES) : undefined;
    } finally {
      closeSync(file);
    }
  } catch {
    return undefined;
  }
}

/** Keeps code, whole or not at all; where that can't be done nothing happens. */
export function writeCode(path: string, key: CodeKey, compile: () => Buffer): void {
  const folder = dirname(path);
  const draft = `${path}.${process.pid}.tmp`;
  try {
    // Node.js makes folders within /proc for ever when it is asked to make those above as well.
    makeFolder(dirname(folder));
    makeFolder(folder);
    if (!isOwn(lstatSync(folder))) return;
    const file = openSync(draft, 'wx', 0o600);
    try {
      try {
        const code = compile();
        writeFileSync(file, Buffer.concat([Buffer.from(headOf(key, code), 'latin1'), code]));
      } finally {
        closeSync(file);
      }
      renameSync(draft, path);
    } catch (error) {
      rmSync(draft, { force: true });
      throw error;
    }
    sweep(folder);
  } catch {
    // A cache that can't be written is none.
  }
}

function makeFolder(path: string): void {
  if (!existsSync(path)) mkdirSync(path, { mode: 0o700 });
}

/** Removes code that no version in use writes any more. */
function sweep(folder: string): void {
  const oldest = Date.now() - STALE_MS;
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (/\.code(\.\d+\.tmp)?$/.test(name) && statSync(path).mtimeMs < oldest) rmSync(path, { force: true });
  }
}

/** What the code is good for, and a checksum of it. */
function headOf(key: CodeKey, code: Uint8Array): string {
  const head = JSON.stringify({ magic: MAGIC, ...key, length: code.length, sum: crc32(code) });
  if (head.length > HEAD_BYTES) throw new RangeError(`the head of the code cache is too long: ${head.length}`);
  return head.padEnd(HEAD_BYTES);
}

/** Whether it belongs to this user and nobody else may write it; on Windows the user's folders are the user's own. */
function isOwn({ uid, mode }: { readonly uid: number; readonly mode: number }): boolean {
  return process.getuid === undefined || (uid === process.getuid() && (mode & OTHERS_WRITE) === 0);
}
