/** What the executable runs: the real world as an Io, and the exit status. */
import { appendFileSync, existsSync } from 'node:fs';
import { run } from '../cli.ts';
import { reason } from '../diagnostics/reason.ts';
import { painter } from './colour.ts';
import { MOST_BYTES, identityOf, list, openWhole, readLines, readStart, writeWhole } from './files.ts';
import { pastAt, placeInRepository } from './git.ts';
import type { Io, Sink } from './io.ts';
import { outputTo } from './output.ts';
import { watchFiles } from './watch.ts';

/** Parameters of the bundle: the version of the package, and its own folder. */
declare const QUOIN_VERSION: string;
declare const QUOIN_FOLDER: string;

const out = outputTo(1, (error) => {
  // A reader that has seen enough (head) closes the pipe; that is no fault, and a failed check stays one.
  if (error.code === 'EPIPE') return;
  err.write(`quoin: cannot write to standard output: ${reason(error)}\n`);
  process.exit(2);
});
// Nobody is left to be told, and the result and the exit status still matter.
const err = outputTo(2, () => {});

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
    width: out.width,
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
  err.write('quoin: this Node.js has no WebAssembly, by which response times are computed (leave --jitless out)\n');
  process.exit(2);
}

void run(process.argv.slice(2), {
  version: QUOIN_VERSION,
  makeIo,
  out: out.write,
  err: err.write,
}).then((status) => {
  process.exitCode = status;
  // Once all is written nothing is waited for, least of all a collection of garbage; what cannot be written is said
  // first.
  if (out.isDone() && err.isDone()) process.exit();
});
