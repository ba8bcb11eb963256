/** Git, the only program that is ever started: it shows files as they were. */
import { spawnSync } from 'node:child_process';
import { existsSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { NoPast, type Past } from './io.ts';
import { GIB, MIB } from '../topology/quantity/bytes.ts';

/** Bytes of all files that are read at once. */
const MOST_BATCH_BYTES = 64 * MIB;
/** Bytes of what git says otherwise: names of a million files. */
const MOST_LIST_BYTES = GIB;
/** How the modes of files begin that are neither links nor repositories. */
const REGULAR = '100';
/** Names on one command line. */
const MOST_NAMES = 200;

/**
 * The repository that a file or folder is in, as it was at a ref.
 *
 * The ref is resolved to a commit before anything is read: what does not resolve is an error, never a commit without
 * files.
 * @param near a file, whether it is there or not, or a folder
 * @param mostBytes of a file that are read
 * @throws NoPast
 */
export function pastAt(ref: string, near: string, mostBytes: number): Past {
  const root = rootOf(near);
  const commit = commitOf(ref, root);
  return {
    root,
    read: (paths) => {
      const found = objectsOf(
        paths.map((path) => treePath(root, path)),
        commit,
        root,
        ref,
      );
      return contentsOf(found, root, mostBytes);
    },
    list: (folder) => {
      const prefix = treePath(root, folder);
      const listed = git(root, [
        'ls-tree',
        '-r',
        '-z',
        '--full-tree',
        commit,
        ...(prefix === '' ? [] : ['--', `${prefix}/`]),
      ]);
      if (listed.status !== 0) throw new Error(saidBy(listed));
      const start = prefix === '' ? 0 : prefix.length + 1;
      return namesIn(listed.stdout).flatMap((line) => {
        const [mode, name] = [line.slice(0, 3), line.slice(line.indexOf('\t') + 1)];
        return mode === REGULAR ? [joined(folder, name.slice(start))] : [];
      });
    },
  };
}

/** A path from the root of the repository that it is in; as it is given, without `./`, where it is in none. */
export function placeInRepository(path: string): string {
  const absolute = resolve(path);
  for (let at = absolute; ; at = dirname(at)) {
    if (existsSync(join(at, '.git'))) return relative(at, absolute).split(sep).join('/') || '.';
    if (dirname(at) === at) return path.replace(/^(?:\.[\\/]+)+/, '');
  }
}

// --- Where ---------------------------------------------------------------------------------------

function rootOf(near: string): string {
  const absolute = resolve(near);
  const asked = ask(isFolder(absolute) ? absolute : dirname(absolute));
  if (asked.root !== undefined) return asked.root;
  // A link from outside leads to a repository too.
  const target = realOf(absolute);
  const again = target === undefined || target === absolute ? asked : ask(isFolder(target) ? target : dirname(target));
  if (again.root !== undefined) return again.root;
  throw new NoPast(asked.problem);
}

function ask(folder: string): { readonly root: string } | { readonly root?: undefined; readonly problem: string } {
  // What is gone was in what is left of its path.
  let at = folder;
  while (!isFolder(at) && dirname(at) !== at) at = dirname(at);
  const ran = git(at, ['rev-parse', '--show-toplevel']);
  if (ran.status === 0) return { root: real(ran.stdout.toString('utf8').replace(/\r?\n$/, '')) };
  const said = saidBy(ran);
  if (said.includes('not a git repository')) return { problem: 'it is in no git repository' };
  if (said.includes('dubious ownership'))
    return {
      problem: `${said} (allow it: git config --global --add safe.directory '*', or the folder's own path)`,
    };
  return { problem: said };
}

/** A path from the root of the repository, with slashes; the root's own is empty. */
function treePath(root: string, path: string): string {
  const absolute = resolve(path);
  const below: string[] = [];
  for (let at = absolute; ; at = dirname(at)) {
    if (realOf(at) === root) return inTree(below, path);
    if (at !== absolute && existsSync(join(at, '.git')))
      throw new Error(`${path} is in another git repository than the first file: check it by itself`);
    if (dirname(at) === at) break;
    below.unshift(basename(at));
  }
  const target = realOf(absolute);
  const rest = target === undefined ? '..' : relative(root, target);
  if (rest === '..' || rest.startsWith(`..${sep}`) || resolve(rest) === rest)
    throw new Error(`${path} is outside the git repository of the first file`);
  return inTree(rest.split(sep), path);
}

function inTree(names: readonly string[], path: string): string {
  const joined = names.join('/');
  if (joined.includes('\n')) throw new Error(`${path.replaceAll('\n', ' ')} has a line break in its name`);
  return joined;
}

const joined = (folder: string, name: string): string =>
  folder === '' || folder === '.' ? name : `${folder.replace(/[\\/]+$/, '')}/${name}`;

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

const real = (path: string): string => realOf(path) ?? path;

function realOf(path: string): string | undefined {
  try {
    return realpathSync.native(path);
  } catch {
    return undefined;
  }
}

// --- Which commit --------------------------------------------------------------------------------

const FULL_HASH = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

function commitOf(ref: string, root: string): string {
  if (ref.trim() === '') throw new NoPast('it is empty: name a branch, a tag or a commit');
  if (ref.startsWith('-')) throw new NoPast('no git ref begins with "-"');
  if (/^0+$/.test(ref) && FULL_HASH.test(ref))
    throw new NoPast('forty zeros stand for no commit at all: name the branch that it is compared with');
  const ran = git(root, ['rev-parse', '--verify', `${ref}^{commit}`]);
  const hash = ran.stdout.toString('utf8').trim();
  if (ran.status !== 0 || !FULL_HASH.test(hash)) throw new NoPast(unresolved(ref, root));
  // A tag of the name of a branch would be taken, which nobody who names the branch means.
  if (ran.stderr.toString('utf8').includes('is ambiguous'))
    throw new NoPast(`it is both a branch and a tag (write refs/heads/${ref} or refs/tags/${ref})`);
  return hash;
}

/** Why a ref does not resolve, and what to fetch. */
function unresolved(ref: string, root: string): string {
  if (FULL_HASH.test(ref)) return `this clone has no such commit (fetch it: git fetch --depth=1 origin ${ref})`;
  const base = /^[^~^@:]*/.exec(ref)![0];
  const isThere = (name: string) => git(root, ['rev-parse', '--verify', '--quiet', `${name}^{commit}`]).status === 0;
  if (
    base !== '' &&
    base !== ref &&
    isThere(base) &&
    git(root, ['rev-parse', '--is-shallow-repository']).stdout.toString('utf8').trim() === 'true'
  )
    return `this shallow clone does not go back so far (fetch more: git fetch --deepen=100)`;
  const branch = ref.replace(/^(?:refs\/(?:remotes|heads)\/)?(?:origin\/)?/, '');
  if (!ref.includes('origin/') && isThere(`refs/remotes/origin/${branch}`))
    return `there is no such branch, tag or commit (did you mean origin/${branch}?)`;
  return `there is no such branch, tag or commit (fetch it: git fetch --depth=1 origin ${branch}:refs/remotes/origin/${branch}, and name origin/${branch})`;
}

// --- What is in it -------------------------------------------------------------------------------

interface Found {
  readonly hash: string;
  readonly bytes: number;
}

/** The objects of paths, undefined where the commit has none: one process for all. */
function objectsOf(
  paths: readonly string[],
  commit: string,
  root: string,
  ref: string,
): readonly (Found | undefined)[] {
  if (paths.length === 0) return [];
  const input = paths.map((path) => `${commit}:${path}\n`).join('');
  const ran = git(root, ['cat-file', '--batch-check', '--follow-symlinks'], input);
  if (ran.status !== 0) throw new Error(saidBy(ran));
  const out = ran.stdout;
  let at = 0;
  const line = (): string => {
    const end = out.indexOf(10, at);
    const text = out.toString('utf8', at, end < 0 ? out.length : end);
    at = end < 0 ? out.length : end + 1;
    return text;
  };
  const missing: string[] = [];
  const found = paths.map((path): Found | undefined => {
    const text = line();
    const object = /^([0-9a-f]{40,64}) (\w+) (\d+)$/.exec(text);
    if (object) {
      if (object[2] !== 'blob') throw new Error(`${path} is a folder at ${ref}`);
      return { hash: object[1]!, bytes: Number(object[3]) };
    }
    const link = /^(symlink|dangling|loop|notdir) (\d+)$/.exec(text);
    if (link) {
      const target = out.toString('utf8', at, at + Number(link[2]));
      at += Number(link[2]) + 1;
      if (link[1] === 'symlink')
        throw new Error(`${path} is a link to ${target} at ${ref}, which is outside the repository`);
      if (link[1] === 'loop') throw new Error(`${path} is a link that leads to itself at ${ref}`);
      return undefined;
    }
    missing.push(path);
    return undefined;
  });
  refuseLacking(missing, commit, root);
  return found;
}

/** What the commit lists and the clone does not have is no new file. */
function refuseLacking(missing: readonly string[], commit: string, root: string): void {
  for (let start = 0; start < missing.length; start += MOST_NAMES) {
    const names = missing.slice(start, start + MOST_NAMES).filter((name) => name !== '');
    const listed = git(root, ['ls-tree', '-z', '--full-tree', '--name-only', commit, '--', ...names]);
    if (listed.status !== 0) throw new Error(saidBy(listed));
    const [lacking] = namesIn(listed.stdout);
    if (lacking !== undefined)
      throw new Error(
        `this clone lacks what ${lacking} was (fetch it: git fetch --refetch, or clone without --filter)`,
      );
  }
}

/** Bytes of objects, in as few processes as memory allows. */
function contentsOf(
  found: readonly (Found | undefined)[],
  root: string,
  mostBytes: number,
): readonly (Uint8Array | undefined)[] {
  const contents = new Map<string, Uint8Array>();
  let batch: Found[] = [];
  let bytes = 0;
  const take = () => {
    for (const [hash, content] of batchOf(batch, root)) contents.set(hash, content);
    batch = [];
    bytes = 0;
  };
  for (const one of new Map(found.flatMap((one) => (one ? [[one.hash, one] as const] : []))).values()) {
    // Whoever reads it says that it is too long.
    if (one.bytes > mostBytes) contents.set(one.hash, startOf(one, root, mostBytes));
    else {
      if (bytes + one.bytes > MOST_BATCH_BYTES) take();
      batch.push(one);
      bytes += one.bytes;
    }
  }
  take();
  return found.map((one) => one && contents.get(one.hash));
}

function* batchOf(objects: readonly Found[], root: string): Generator<[hash: string, content: Uint8Array]> {
  if (objects.length === 0) return;
  const ran = git(root, ['cat-file', '--batch'], objects.map(({ hash }) => `${hash}\n`).join(''));
  if (ran.status !== 0) throw new Error(saidBy(ran));
  let at = 0;
  for (const { hash, bytes } of objects) {
    const start = ran.stdout.indexOf(10, at) + 1;
    if (start === 0 || ran.stdout.toString('latin1', at, start - 1) !== `${hash} blob ${bytes}`)
      throw new Error(`git cannot read the object ${hash}`);
    yield [hash, ran.stdout.subarray(start, start + bytes)];
    at = start + bytes + 1;
  }
}

function startOf({ hash }: Found, root: string, mostBytes: number): Uint8Array {
  return git(root, ['cat-file', 'blob', hash], '', mostBytes).stdout;
}

const namesIn = (bytes: Buffer): string[] => bytes.toString('utf8').split('\0').filter(Boolean);

// --- The program ---------------------------------------------------------------------------------

interface Ran {
  /** Null where it was ended because it had said enough. */
  readonly status: number | null;
  readonly stdout: Buffer;
  readonly stderr: Buffer;
}

/**
 * How git is set up, and how it reaches a remote. Everything else that begins with GIT_ says which repository is meant:
 * in a hook another one.
 */
const INHERITED =
  /^GIT_(?:CONFIG_(?:GLOBAL|SYSTEM|NOSYSTEM|COUNT|PARAMETERS|KEY_\d+|VALUE_\d+)|EXEC_PATH|SSH|SSH_COMMAND|SSH_VARIANT|ASKPASS|TERMINAL_PROMPT|SSL_\w+|HTTP_\w+|PROXY_\w+|ALLOW_PROTOCOL|PROTOCOL\w*|NO_LAZY_FETCH)$/;

function environment(): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !/^GIT_/i.test(name) || INHERITED.test(name));
  // Its messages are looked at.
  return { ...Object.fromEntries(own), LC_ALL: 'C' };
}

function git(cwd: string, args: readonly string[], input = '', mostBytes = MOST_LIST_BYTES): Ran {
  const ran = spawnSync('git', args, {
    cwd,
    input,
    maxBuffer: mostBytes,
    env: environment(),
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const { code } = (ran.error ?? {}) as NodeJS.ErrnoException;
  if (code === 'ENOENT') throw new NoPast('git is not installed');
  // It may have ended before it read all that it was sent.
  if (ran.error && code !== 'ENOBUFS' && code !== 'EPIPE') throw ran.error;
  return ran;
}

const saidBy = ({ stderr }: Ran): string =>
  stderr
    .toString('utf8')
    .trim()
    .split('\n')[0]
    ?.replace(/^fatal: /, '') || 'git failed';
