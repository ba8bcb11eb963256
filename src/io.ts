/** The outside world as one value, so that commands can be run against a made-up one. */
import type { FolderEntry } from './batch/find.ts';
import type { Paint } from './report/report.ts';

/** Somewhere to write to bit by bit. */
export interface Sink {
  /** A promise where the reader is slower than the writer. */
  write(text: string): void | Promise<void>;
  /** Everything is written. */
  close(): void;
  /** Nothing is to be left. */
  abandon(): void;
}

export interface Io {
  /** Bytes of a file; throws the system's error where it cannot be read. */
  readFile(path: string): Uint8Array;
  /** Bytes of a file as it was at a git ref; throws where there is no git, no such ref, and with code ENOENT where the file is not there. */
  readAtRef(ref: string, path: string): Uint8Array;
  readStdin(): Promise<Uint8Array>;
  /** Writes a file whole or not at all. */
  writeFile(path: string, text: string): void;
  /** Opens a file for writing bit by bit, or standard output where there is no path: whole or not at all, too. */
  openOut(path: string | undefined): Sink;
  /** Lines of a file of any length, without their ends; throws the system's error where it cannot be read. */
  readLines(path: string): Iterable<string>;
  /** What a folder holds; throws where it is none. */
  list(folder: string): readonly FolderEntry[];
  /** Calls back when one of some files may have changed, until the program is interrupted. */
  watch(paths: readonly string[], changed: () => void): Promise<void>;
  /** Adds to the end of a file. */
  appendFile(path: string, text: string): void;
  exists(path: string): boolean;
  /** A variable of the environment. */
  env(name: string): string | undefined;
  out(text: string): void;
  err(text: string): void;
  /** Whether standard output is a terminal that takes control characters. */
  readonly isTerminal: boolean;
  /** Shows how far a long work is, on a line that the next call replaces and '' takes away; none where nobody watches. */
  readonly progress?: ((line: string) => void) | undefined;
  readonly now: () => Date;
  /** Where the package's own data files are: pricing, templates. */
  readonly dataFolder: string;
  /** The folder of prices that --prices names; it counts before all others. */
  readonly prices?: string | undefined;
  /** A file of overrides and discounts that --overrides names; it is merged after the topology. */
  readonly overrides?: string | undefined;
  /** Colours for standard output and for standard error. */
  readonly paint: Paint;
  readonly errPaint: Paint;
  readonly quiet: boolean;
}

/** Wrong input or a wrong command line; its message is all that the user sees. Exit status 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
