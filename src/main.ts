/** What the executable runs: the real world as an Io, and the exit status. */
import {
  appendFileSync,
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  lstatSync,
  openSync,
  readFileSync,
  readSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, resolve } from 'node:path';
import { reason } from './commands/reason.ts';
import { run } from './cli.ts';
import { readAtRef } from './git.ts';
import type { Io } from './io.ts';
import { PLAIN, type Paint } from './report/report.ts';

/** The package's own folder, as seen from the bundle. */
const PACKAGE = new URL('../', import.meta.url);

/** Bytes of a file that are read at most; one more than the reader accepts, so that it can say that it is too long. */
const MOST_BYTES = 10 * 2 ** 20 + 1;
const CHUNK_BYTES = 2 ** 20;
const MOST_LINKS = 40;

async function painter(stream: NodeJS.WriteStream, color: boolean | undefined): Promise<Paint> {
  const { env } = process;
  const forced = env['FORCE_COLOR'];
  const able = forced === undefined ? stream.isTTY && env['TERM'] !== 'dumb' : forced !== '0' && forced !== 'false';
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

/**
 * Writes beside the target and renames, so that a full disk or a crash leaves no half-written file. A file that was
 * there keeps its permissions, and a link to it stays a link.
 */
function writeWhole(path: string, text: string): void {
  const before = statSync(path, { throwIfNoEntry: false });
  if (before && !before.isFile()) {
    // A device or a pipe (/dev/stdout) is not replaced.
    const descriptor = openSync(path, 'w');
    try {
      writeFileSync(descriptor, text);
    } finally {
      closeSync(descriptor);
    }
    return;
  }
  const target = linked(path);
  const draft = `${target}.${process.pid}.tmp`;
  let descriptor: number | undefined;
  try {
    descriptor = openSync(draft, 'wx');
    writeFileSync(descriptor, text);
    fsyncSync(descriptor);
    closeSync(descriptor);
    if (before) chmodSync(draft, before.mode);
    renameSync(draft, target);
  } catch (error) {
    // A draft that was there before is somebody else's.
    if (descriptor !== undefined) rmSync(draft, { force: true });
    throw error;
  }
}

async function makeIo({ color, quiet }: { color: boolean | undefined; quiet: boolean }): Promise<Io> {
  return {
    readFile: readStart,
    readAtRef: (ref, path) => readAtRef(ref, path, MOST_BYTES),
    readStdin,
    writeFile: writeWhole,
    appendFile: (path, text) => appendFileSync(path, text),
    exists: existsSync,
    env: (name) => process.env[name],
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    // To the start of the line, which is emptied.
    progress:
      process.stderr.isTTY && process.env['TERM'] !== 'dumb' && !quiet
        ? (line) => void process.stderr.write(`\r\u001B[K${line}`)
        : undefined,
    now: () => new Date(),
    dataFolder: PACKAGE,
    paint: await painter(process.stdout, color),
    errPaint: await painter(process.stderr, color),
    quiet,
  };
}

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // A reader that has seen enough (head) closes the pipe; that is no fault, and a failed check stays one.
  if (error.code === 'EPIPE') return;
  process.stderr.write(`quoin: cannot write to standard output: ${reason(error)}\n`);
  process.exit(2);
});
// Nobody is left to be told, and the result and the exit status still matter.
process.stderr.on('error', () => {});

const { version } = JSON.parse(readFileSync(new URL('package.json', PACKAGE), 'utf8')) as { version: string };
process.exitCode = await run(process.argv.slice(2), {
  version,
  makeIo,
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
});
