/** Tables of text: columns without lines, easy to read and easy to copy. */
import Table from 'cli-table3';
import { columns } from '../diagnostics/render.ts';
import type { Paint } from './report.ts';

const CHARS = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '  ',
} as const;

/** Rows that cli-table3 lays out in no time; it compares every cell with every other, 30,000 rows take a minute. */
const MOST_LIBRARY_ROWS = 200;

// eslint-disable-next-line no-control-regex
const COLOR = /\u001b\[[\d;]*m/g;
const width = (cell: string) => columns(cell.replace(COLOR, ''));

/** A table that grows row by row. */
export interface TextTable {
  push(row: readonly string[]): void;
  toString(): string;
}

/** An empty table with dim heads; `right` are the columns of figures. */
export function newTable(
  head: readonly string[],
  right: readonly number[],
  { paint }: { readonly paint: Paint },
): TextTable {
  const rows: (readonly string[])[] = [head.map((word) => paint.dim(word))];
  return {
    push: (row) => void rows.push(row),
    toString: () => (rows.length > MOST_LIBRARY_ROWS ? longLayout(rows, right) : shortLayout(rows, right)),
  };
}

function shortLayout(rows: readonly (readonly string[])[], right: readonly number[]): string {
  const table = new Table({
    chars: CHARS,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0, compact: true },
    colAligns: rows[0]!.map((_, index) => (right.includes(index) ? 'right' : 'left')),
  });
  for (const row of rows) table.push([...row]);
  return table.toString();
}

/** The same layout in linear time. */
function longLayout(rows: readonly (readonly string[])[], right: readonly number[]): string {
  const widest = rows[0]!.map((_, index) => rows.reduce((most, row) => Math.max(most, width(row[index] ?? '')), 0));
  const lines = rows.map((row) =>
    widest
      .map((most, index) => {
        const cell = row[index] ?? '';
        const blanks = ' '.repeat(most - width(cell));
        return right.includes(index) ? `${blanks}${cell}` : `${cell}${blanks}`;
      })
      .join(CHARS.middle),
  );
  return lines.join('\n');
}

/** The table as lines without trailing blanks. */
export const tableText = (table: TextTable) =>
  table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
