/** What the executable runs: the real world as an Io, and the exit status. */
import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { run } from './cli.ts';
import type { Io } from './io.ts';
import { PLAIN, type Paint } from './report/report.ts';

/** The package's own folder, as seen from the bundle. */
const PACKAGE = new URL('../', import.meta.url);

/** Bytes of a file that are read at most; one more than the reader accepts, so that it can say that it is too long. */
const MOST_BYTES = 10 * 2 ** 20 + 1;

async function painter(stream: NodeJS.WriteStream, color: boolean | undefined): Promise<Paint> {
  const { env } = process;
  const forced = env['FORCE_COLOR'] !== undefined && env['FORCE_COLOR'] !== '0' && env['FORCE_COLOR'] !== 'false';
  const wanted = color !== false && !env['NO_COLOR'] && (forced || (stream.isTTY && env['TERM'] !== 'dumb'));
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

/** Writes beside the target and renames, so that a full disk or a crash leaves no half-written file. */
function writeWhole(path: string, text: string): void {
  if (existsSync(path) && !statSync(path).isFile()) {
    // A device or a pipe (/dev/stdout) is not replaced.
    const descriptor = openSync(path, 'w');
    writeSync(descriptor, text);
    closeSync(descriptor);
    return;
  }
  const draft = `${path}.${process.pid}.tmp`;
  try {
    const descriptor = openSync(draft, 'wx');
    try {
      writeSync(descriptor, text);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(draft, path);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}

async function makeIo({ color, quiet }: { color: boolean | undefined; quiet: boolean }): Promise<Io> {
  return {
    readFile: (path) => readFileSync(path),
    readStdin,
    writeFile: writeWhole,
    exists: existsSync,
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    now: () => new Date(),
    dataFolder: PACKAGE,
    paint: await painter(process.stdout, color),
    errPaint: await painter(process.stderr, color),
    width: process.stdout.columns ?? 120,
    quiet,
  };
}

// A reader that has seen enough (head) closes the pipe; that is no fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

const { version } = JSON.parse(readFileSync(new URL('package.json', PACKAGE), 'utf8')) as { version: string };
process.exitCode = await run(process.argv.slice(2), {
  version,
  makeIo,
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
});
