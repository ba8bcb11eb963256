/** Tables whose long texts wrap to the width of a terminal. */
import { tableLibrary } from './table-library.ts';
import type { Paint } from './report.ts';
import { BETWEEN_COLUMNS, newTable, width as widthOf, type TextTable } from './text-table.ts';

export interface WrapOptions {
  readonly paint: Paint;
  /** Columns of the terminal; undefined where there is none, and nothing wraps. */
  readonly width?: number | undefined;
}

/** Columns that a text is given at least, however narrow the terminal. */
const LEAST = 16;

/** Rows that are laid out at once: the library looks at all of them for each, and its time grows with their square. */
const PIECE = 50;

/** What the library draws: nothing but what stands between columns. */
const LINES = Object.fromEntries(
  ['top', 'bottom', 'left', 'right', 'mid'].flatMap((side) => [
    [side, ''],
    ...['mid', 'left', 'right'].map((corner) => [`${side}-${corner}`, '']),
  ]),
);

/**
 * A table like `newTable`'s, and on a terminal that is too narrow for it one whose cells wrap: first the heads, then
 * the columns of text.
 *
 * @param texts columns that may wrap
 */
export function newWrappedTable(
  head: readonly string[],
  right: readonly number[],
  texts: readonly number[],
  { paint, width }: WrapOptions,
): TextTable {
  const rows: (readonly string[])[] = [];
  return {
    push: (row) => void rows.push(row),
    toString() {
      const fitted = width === undefined ? undefined : fittedWidths(head, rows, texts, width);
      if (fitted) return wrapped([wordsOf(head).map((words) => paint.dim(words)), ...rows], right, fitted);
      const table = newTable(head, right, { paint });
      for (const row of rows) table.push(row);
      return table.toString();
    },
  };
}

/** Names such as `usd_per_hour` as words, between which they may wrap. */
const wordsOf = (head: readonly string[]): readonly string[] => head.map((name) => name.replaceAll('_', ' '));
const longestWord = (text: string): number => Math.max(...text.split(' ').map(widthOf));

/** A line that wraps with its indentation. */
export function indented(text: string, indentation: number, { width }: WrapOptions): string {
  const indent = ' '.repeat(indentation);
  if (width === undefined || indentation + widthOf(text) <= width) return `${indent}${text}`;
  const lines = wrapped([[text]], [], [Math.max(LEAST, width - indentation)]);
  return lines
    .split('\n')
    .map((line) => `${indent}${line}`)
    .join('\n');
}

/** Widths of the columns on a terminal; undefined where all fits as it is. */
function fittedWidths(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  texts: readonly number[],
  width: number,
): readonly number[] | undefined {
  const body = head.map((_, index) => rows.reduce((most, row) => Math.max(most, widthOf(row[index] ?? '')), 0));
  const widths = head.map((word, index) => Math.max(widthOf(word), body[index]!));
  const room = width - BETWEEN_COLUMNS.length * (head.length - 1);
  let lack = widths.reduce((sum, one) => sum + one, 0) - room;
  if (lack <= 0) return undefined;
  const shrink = (columns: readonly number[], leastOf: (index: number) => number) => {
    // The widest give first.
    while (lack > 0) {
      const [widest] = columns
        .filter((index) => widths[index]! > leastOf(index))
        .toSorted((a, b) => widths[b]! - widths[a]!);
      if (widest === undefined) return;
      widths[widest]!--;
      lack--;
    }
  };
  const words = wordsOf(head).map(longestWord);
  shrink([...head.keys()], (index) => Math.max(body[index]!, words[index]!));
  shrink(texts, () => LEAST);
  return widths;
}

/** Lines of cells in columns of given widths, without trailing blanks. */
function wrapped(rows: readonly (readonly string[])[], right: readonly number[], widths: readonly number[]): string {
  const Table = tableLibrary();
  const found: string[] = [];
  for (let from = 0; from < rows.length; from += PIECE) {
    const piece = rows.slice(from, from + PIECE);
    // A word that is longer than its column is cut between letters: none is lost. The library does not count the
    // blanks that a cell begins with.
    const isWhole = piece.every((row) =>
      row.every((cell, index) => (cell.startsWith(' ') ? widthOf(cell) : longestWord(cell)) <= widths[index]!),
    );
    const table = new Table({
      chars: { ...LINES, middle: BETWEEN_COLUMNS },
      style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
      colWidths: [...widths],
      colAligns: widths.map((_, index) => (right.includes(index) ? 'right' : 'left')),
      wordWrap: true,
      wrapOnWordBoundary: isWhole,
    });
    for (const row of piece) table.push(widths.map((_, index) => row[index] ?? ''));
    found.push(
      ...table
        .toString()
        .split('\n')
        .map((line) => line.trimEnd()),
    );
  }
  return found.join('\n');
}
