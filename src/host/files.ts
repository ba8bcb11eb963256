/** Files as they are on the disk: read as far as needed, written whole or not at all. */
import {
  chmodSync,
  closeSync,
  fsyncSync,
  lstatSync,
  openSync,
  readSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { FolderEntry } from '../estimate/batch/find.ts';
import { MIB } from '../topology/quantity/bytes.ts';
import type { Sink } from './io.ts';

/** Bytes of a file that are read at most; one more than the reader accepts, so that it can say that it is too long. */
export const MOST_BYTES = 10 * MIB + 1;
const CHUNK_BYTES = MIB;
const MOST_LINKS = 40;

/** Bytes of a file, no more of them than are needed to see that it is too long (/dev/zero never ends). */
export function readStart(path: string): Uint8Array {
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
export function* readLines(path: string): Iterable<string> {
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

/**
 * Writes beside the target and renames, so that a full disk or a crash leaves no half-written file. A file that was
 * there keeps its permissions, and a link to it stays a link. A device or a pipe (/dev/stdout) is not replaced.
 */
export function openWhole(path: string): Sink {
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

export function writeWhole(path: string, text: string): void {
  const sink = openWhole(path);
  try {
    void sink.write(text);
    sink.close();
  } catch (error) {
    sink.abandon();
    throw error;
  }
}

export function identityOf(path: string): string | undefined {
  try {
    const stat = statSync(path, { bigint: true });
    return stat.isFile() || stat.isDirectory() ? `${stat.dev}:${stat.ino}` : undefined;
  } catch {
    return undefined;
  }
}

export const list = (folder: string): FolderEntry[] =>
  readdirSync(folder === '' ? '.' : folder, { withFileTypes: true }).map((entry) => ({
    name: entry.name,
    type: entry.isDirectory() ? 'folder' : entry.isFile() ? 'file' : 'other',
  }));
