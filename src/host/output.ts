/**
 * Standard output and standard error. A file or a pipe takes what is written at a call of the system; the streams of
 * Node.js, whose modules take a tenth of a start to load, are for terminals, for readers that are slower than the
 * writer, and for what goes wrong.
 */
import { fstatSync, statSync, writeSync } from 'node:fs';

export interface Output {
  readonly isTerminal: boolean;
  /** Columns of the terminal; undefined where it is none. */
  readonly width: number | undefined;
  write(text: string): void;
  /** The stream of Node.js, which all that follows goes through. */
  stream(): NodeJS.WriteStream;
  /** Whether nothing waits to be written, and nothing has failed. */
  isDone(): boolean;
}

/** @param failed is told when it cannot be written to */
export function outputTo(descriptor: 1 | 2, failed: (error: NodeJS.ErrnoException) => void): Output {
  let opened: NodeJS.WriteStream | undefined;
  const stream = () => (opened ??= (descriptor === 1 ? process.stdout : process.stderr).on('error', failed));
  const isDirect = takesAll(descriptor);
  return {
    isTerminal: !isDirect && stream().isTTY,
    width: isDirect || !stream().isTTY ? undefined : stream().columns,
    write(text) {
      const rest = isDirect && opened === undefined ? writeDirectly(descriptor, text) : text;
      if (rest.length > 0) stream().write(rest);
    },
    stream,
    isDone: () => opened === undefined || (opened.writableLength === 0 && !opened.errored),
  };
}

/** What is left to write: the stream waits for a reader that is behind, and says what else is wrong. */
function writeDirectly(descriptor: number, text: string): Buffer {
  let rest = Buffer.from(text);
  try {
    while (rest.length > 0) rest = rest.subarray(writeSync(descriptor, rest));
  } catch {
    // It is not taken.
  }
  return rest;
}

/**
 * Whether a call of the system writes all that it is given: no terminal, and no other device but the one that forgets
 * everything.
 */
function takesAll(descriptor: number): boolean {
  if (process.platform === 'win32') return false;
  try {
    const stat = fstatSync(descriptor);
    if (stat.isCharacterDevice()) return stat.rdev === statSync('/dev/null').rdev;
    return stat.isFile() || stat.isFIFO() || stat.isSocket();
  } catch {
    return false;
  }
}
