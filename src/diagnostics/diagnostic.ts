/**
 * What is wrong with a user's input, as a value: it is returned and collected, never thrown.
 */

export type Severity = 'error' | 'warning';

/**
 * A stretch of one line of a source. `line` and `column` count from 1; `column` and `length` are in
 * UTF-16 code units, as editors and SARIF's default count them.
 */
export interface Position {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly length: number;
}

/** The way from the root of a topology to a value: keys of mappings and indices (from 0) of lists. */
export type Path = readonly (string | number)[];

export interface Diagnostic {
  /** A stable kebab-case word from the catalogue. */
  readonly code: string;
  readonly severity: Severity;
  readonly path: Path;
  /** What is wrong, without place and without fix. */
  readonly message: string;
  /** What to do about it, short enough to stand in brackets after the message. */
  readonly fix?: string;
  readonly position?: Position;
  readonly related?: readonly { readonly message: string; readonly position: Position }[];
}

/** Letters, digits, _ and -. Most are those of ASCII, for which the tables of all scripts are not needed. */
const isPlainKey = (key: string): boolean => /^[\w-]+$/.test(key) || /^[\p{L}\p{N}_-]+$/u.test(key);

/**
 * Writes a path the way the file's author would say it: `components.app.calls[1].to`. Keys that are
 * not plain words are quoted, `components["my app"]`, so that `--set` can read every path back.
 */
export function formatPath(path: Path): string {
  let text = '';
  for (const segment of path) {
    if (typeof segment === 'number') text += `[${segment}]`;
    else if (!isPlainKey(segment)) text += `[${JSON.stringify(segment)}]`;
    else text += text === '' ? segment : `.${segment}`;
  }
  return text;
}
