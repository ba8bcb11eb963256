/** What the executable runs: the real world as an Io, and the exit status. */
import {
  appendFileSync,
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  lstatSync,
  openSync,
  readSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  watch,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import type { FolderEntry } from './batch/find.ts';
import { reason } from './reason.ts';
import { run } from './cli.ts';
import { pastAt, placeInRepository } from './git.ts';
import type { Io, Sink } from './io.ts';
import { outputTo, type Output } from './output.ts';
import { PLAIN, type Paint } from './report/report.ts';

/** Parameters of the bundle: the version of the package, and its own folder. */
declare const QUOIN_VERSION: string;
declare const QUOIN_FOLDER: string;

/** Bytes of a file that are read at most; one more than the reader accepts, so that it can say that it is too long. */
const MOST_BYTES = 10 * 2 ** 20 + 1;
const CHUNK_BYTES = 2 ** 20;
const MOST_LINKS = 40;
/** An editor saves in several steps. */
const SETTLE_MILLISECONDS = 50;

const out = outputTo(1, (error) => {
  // A reader that has seen enough (head) closes the pipe; that is no fault, and a failed check stays one.
  if (error.code === 'EPIPE') return;
  err.write(`quoin: cannot write to standard output: ${reason(error)}\n`);
  process.exit(2);
});
// Nobody is left to be told, and the result and the exit status still matter.
const err = outputTo(2, () => {});

async function painter({ isTerminal }: Output, color: boolean | undefined): Promise<Paint> {
  const { env } = process;
  const forced = env['FORCE_COLOR'];
  const able = forced === undefined ? isTerminal && env['TERM'] !== 'dumb' : forced !== '0' && forced !== 'false';
  const wanted = color !== false && !env['NO_COLOR'] && able;
  if (!wanted) return PLAIN;
  const { Chalk } = await import('chalk');
  return new Chalk({ level: 1 });
}

async function readStdin(): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of process.stdin) {
    chunks.push(chunk as Buffer);
    length += (chunk as Buffer).length;
    if (length >= MOST_BYTES) break;
  }
  return Buffer.concat(chunks);
}

/** Bytes of a file, no more of them than are needed to see that it is too long (/dev/zero never ends). */
function readStart(path: string): Uint8Array {
  const descriptor = openSync(path, 'r');
  try {
    const chunks: Buffer[] = [];
    for (let length = 0; length < MOST_BYTES;) {
      const chunk = Buffer.allocUnsafe(Math.min(CHUNK_BYTES, MOST_BYTES - length));
      const read = readSync(descriptor, chunk);
      if (read === 0) break;
      chunks.push(chunk.subarray(0, read));
      length += read;
    }
    return Buffer.concat(chunks);
  } finally {
    closeSync(descriptor);
  }
}

/** The file that a chain of symbolic links ends at, whether it exists or not. */
function linked(path: string): string {
  let target = path;
  for (let hops = 0; hops < MOST_LINKS; hops++) {
    if (!lstatSync(target, { throwIfNoEntry: false })?.isSymbolicLink()) return target;
    target = resolve(dirname(target), readlinkSync(target));
  }
  return target;
}

/** Lines of a file, a piece at a time. */
function* readLines(path: string): Iterable<string> {
  const descriptor = openSync(path, 'r');
  try {
    const decoder = new TextDecoder('utf-8', { fatal: true });
    const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
    let rest = '';
    for (;;) {
      const length = readSync(descriptor, chunk);
      const lines = (rest + decoder.decode(chunk.subarray(0, length), { stream: length > 0 })).split('\n');
      rest = lines.pop()!;
      yield* lines;
      if (length === 0) break;
    }
    if (rest !== '') yield rest;
  } finally {
    closeSync(descriptor);
  }
}

function openOut(path: string | undefined): Sink {
  if (path === undefined)
    return {
      write(text) {
        const stream = out.stream();
        if (stream.write(text) || stream.destroyed || stream.errored) return undefined;
        return new Promise((resolve) => {
          stream.once('drain', resolve).once('close', resolve);
        });
      },
      close() {},
      abandon() {},
    };
  return openWhole(path);
}

/**
 * Writes beside the target and renames, so that a full disk or a crash leaves no half-written file. A file that was
 * there keeps its permissions, and a link to it stays a link. A device or a pipe (/dev/stdout) is not replaced.
 */
function openWhole(path: string): Sink {
  const before = statSync(path, { throwIfNoEntry: false });
  const isDevice = before !== undefined && !before.isFile();
  const target = isDevice ? path : linked(path);
  const draft = isDevice ? path : `${target}.${process.pid}.tmp`;
  // A draft that was there before is somebody else's: it is neither opened nor taken away.
  let descriptor: number | undefined = openSync(draft, isDevice ? 'w' : 'wx');
  const release = () => {
    const open = descriptor;
    descriptor = undefined;
    if (open !== undefined) closeSync(open);
  };
  return {
    write: (text) => void writeFileSync(descriptor!, text),
    close() {
      if (!isDevice) fsyncSync(descriptor!);
      release();
      if (isDevice) return;
      if (before) chmodSync(draft, before.mode);
      renameSync(draft, target);
    },
    abandon() {
      release();
      if (!isDevice) rmSync(draft, { force: true });
    },
  };
}

function writeWhole(path: string, text: string): void {
  const sink = openWhole(path);
  try {
    void sink.write(text);
    sink.close();
  } catch (error) {
    sink.abandon();
    throw error;
  }
}

function identityOf(path: string): string | undefined {
  try {
    const stat = statSync(path, { bigint: true });
    return stat.isFile() || stat.isDirectory() ? `${stat.dev}:${stat.ino}` : undefined;
  } catch {
    return undefined;
  }
}

const list = (folder: string): FolderEntry[] =>
  readdirSync(folder === '' ? '.' : folder, { withFileTypes: true }).map((entry) => ({
    name: entry.name,
    type: entry.isDirectory() ? 'folder' : entry.isFile() ? 'file' : 'other',
  }));

/** Editors write files anew or put others in their place: the folders are watched, not the files. */
function watchFiles(paths: readonly string[], changed: () => void): Promise<void> {
  const names = new Map<string, Set<string>>();
  for (const path of paths) {
    const folder = dirname(resolve(path));
    names.set(folder, (names.get(folder) ?? new Set()).add(basename(path)));
  }
  let timer: NodeJS.Timeout | undefined;
  const watchers = [...names].map(([folder, own]) =>
    watch(folder, (_, name) => {
      if (name !== null && !own.has(name)) return;
      clearTimeout(timer);
      timer = setTimeout(changed, SETTLE_MILLISECONDS);
    }),
  );
  return new Promise((done, failed) => {
    const stop = () => {
      clearTimeout(timer);
      for (const one of watchers) one.close();
      done();
    };
    for (const one of watchers) one.on('error', failed);
    process.once('SIGINT', stop).once('SIGTERM', stop);
  });
}

async function makeIo({ color, quiet }: { color: boolean | undefined; quiet: boolean }): Promise<Io> {
  return {
    readFile: readStart,
    past: (ref, near) => pastAt(ref, near, MOST_BYTES),
    place: placeInRepository,
    readStdin,
    writeFile: writeWhole,
    openOut,
    readLines,
    list,
    watch: watchFiles,
    appendFile: (path, text) => appendFileSync(path, text),
    exists: existsSync,
    identity: identityOf,
    env: (name) => process.env[name],
    out: out.write,
    err: err.write,
    isTerminal: out.isTerminal && process.env['TERM'] !== 'dumb',
    // To the start of the line, which is emptied.
    progress:
      err.isTerminal && process.env['TERM'] !== 'dumb' && !quiet ? (line) => err.write(`\r\u001B[K${line}`) : undefined,
    now: () => new Date(),
    dataFolder: QUOIN_FOLDER,
    paint: await painter(out, color),
    errPaint: await painter(err, color),
    quiet,
  };
}

if (!('WebAssembly' in globalThis)) {
  err.write('quoin: this Node.js has no WebAssembly, by which response times are worked out (leave --jitless out)\n');
  process.exit(2);
}

void run(process.argv.slice(2), {
  version: QUOIN_VERSION,
  makeIo,
  out: out.write,
  err: err.write,
}).then((status) => {
  process.exitCode = status;
  // Once all is written nothing is waited for, least of all a collection of garbage; what cannot be written is said first.
  if (out.isDone() && err.isDone()) process.exit();
});
