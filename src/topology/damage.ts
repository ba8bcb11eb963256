/** Errors of what a file means beside errors of how it is written: those that stand on what could be read. */
import type { Diagnostic, Path, Position } from '../diagnostics/diagnostic.ts';

/** Codes of mistakes in writing, behind which something may be missing or taken for something else. */
const WRITTEN: ReadonlySet<string> = new Set(['yaml-syntax', 'tab-indent']);

/** What may be there in what could not be read. */
const LACKS: ReadonlySet<string> = new Set(['missing-key', 'unknown-component', 'no-components']);

/** On a line whose indentation is wrong all that stands on it may belong elsewhere. */
const WHOLE_LINE: ReadonlySet<string> = new Set(['tab-indent']);

const overlap = (one: Position, other: Position): boolean =>
  one.file === other.file &&
  one.line === other.line &&
  one.column < other.column + other.length &&
  other.column < one.column + one.length;

const wholeLine = (position: Position): Position => ({ ...position, column: 1, length: Number.POSITIVE_INFINITY });

/**
 * Further errors of a file that could not be read as a whole, without those that its mistakes in writing bring about.
 *
 * @param value what could be read
 */
export function standing(
  further: readonly Diagnostic[],
  read: readonly Diagnostic[],
  value: unknown,
): readonly Diagnostic[] {
  const damaged = read.flatMap(({ code, position }) =>
    WRITTEN.has(code) && position ? [WHOLE_LINE.has(code) ? wholeLine(position) : position] : [],
  );
  if (damaged.length === 0) return further;
  return further.filter(
    ({ code, path, position }) =>
      !LACKS.has(code) && isThere(value, path) && !damaged.some((one) => position && overlap(one, position)),
  );
}

function isThere(value: unknown, path: Path): boolean {
  let at = value;
  for (const key of path) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return false;
    at = (at as Record<string | number, unknown>)[key];
  }
  return true;
}
