/** The outside world as one value, so that commands can be run against a made-up one. */
import type { FolderEntry } from '../estimate/batch/find.ts';
import type { WarningCode } from '../diagnostics/warnings.ts';
import type { Paint } from '../report/report.ts';

/** Somewhere to write to bit by bit. */
export interface Sink {
  /** A promise where the reader is slower than the writer. */
  write(text: string): void | Promise<void>;
  /** Everything is written. */
  close(): void;
  /** Nothing is to be left. */
  abandon(): void;
}

/** A repository as it was at a commit. Paths are files as they are called now; links are followed as they led then. */
export interface Past {
  /** The folder of the repository. */
  readonly root: string;
  /**
   * Files as they were, in the order asked; undefined for what the commit does not have.
   *
   * @throws Error where one is in another repository or in none, was a folder or a link that leads out, or is lacking
   *   although the commit has it
   */
  read(paths: readonly string[]): readonly (Uint8Array | undefined)[];
  /** Files that were below a folder, links left out, by their paths with the folder's in front. */
  list(folder: string): readonly string[];
}

/** Why there is no past: no git, no repository, no such commit. Its message says what to do. */
export class NoPast extends Error {
  override readonly name = 'NoPast';
}

export interface Io {
  /** Bytes of a file; throws the system's error where it cannot be read. */
  readFile(path: string): Uint8Array;
  /**
   * The git repository that a file or folder is in, as it was at a ref.
   *
   * @throws NoPast where there is no git, no repository or no such commit
   */
  past(ref: string, near: string): Past;
  /**
   * A file's path from the root of its repository, by which pipelines know it; as it is given, without `./`, where it
   * is in none.
   */
  place(path: string): string;
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
  /** What a file or folder is, however it is called or linked to; undefined for what is neither, or is not there. */
  identity(path: string): string | undefined;
  /** Says that something is an input that is read by other ways. */
  noteInput?(path: string): void;
  /** Throws where what is to be written is an input of the command. */
  refuseInput?(path: string): void;
  /** The same without anything that was read. */
  afresh?(): Io;
  /** A variable of the environment. */
  env(name: string): string | undefined;
  out(text: string): void;
  err(text: string): void;
  /** Whether standard output is a terminal that takes control characters. */
  readonly isTerminal: boolean;
  /** Columns of the terminal that standard output is; undefined where it is none. */
  readonly width?: number | undefined;
  /**
   * Shows how far a long work is, on a line that the next call replaces and '' takes away; none where nobody watches.
   */
  readonly progress?: ((line: string) => void) | undefined;
  readonly now: () => Date;
  /** Where the package's own data files are: pricing, templates. */
  readonly dataFolder: string;
  /** The folder of prices that --prices names; it counts before all others. */
  readonly prices?: string | undefined;
  /** A file of overrides and discounts that --overrides names; it is merged after the topology. */
  readonly overrides?: string | undefined;
  /** Codes of warnings that --allow names. */
  readonly allow?: readonly WarningCode[] | undefined;
  /** Colours for standard output and for standard error. */
  readonly paint: Paint;
  readonly errPaint: Paint;
  readonly quiet: boolean;
}
