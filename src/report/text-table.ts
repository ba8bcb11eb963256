/** Tables of text: columns without lines, easy to read and easy to copy. */
import { columns } from '../diagnostics/render.ts';
import type { Paint } from './report.ts';

export const BETWEEN_COLUMNS = '  ';

// oxlint-disable-next-line no-control-regex -- colours take no room
const COLOR = /\u001b\[[\d;]*m/g;
/** Columns that a cell takes, its colours none. */
export const width = (cell: string): number => columns(cell.includes('\u001B') ? cell.replace(COLOR, '') : cell);

/** A table that grows row by row. */
export interface TextTable {
  push(row: readonly string[]): void;
  /** Lines without trailing blanks, in time linear in their number. */
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
    toString() {
      const widths = rows.map((row) => head.map((_, index) => width(row[index] ?? '')));
      const widest = head.map((_, index) => widths.reduce((most, row) => Math.max(most, row[index]!), 0));
      return rows
        .map((row, at) =>
          widest
            .map((most, index) => {
              const cell = row[index] ?? '';
              const blanks = ' '.repeat(most - widths[at]![index]!);
              return right.includes(index) ? `${blanks}${cell}` : `${cell}${blanks}`;
            })
            .join(BETWEEN_COLUMNS)
            .trimEnd(),
        )
        .join('\n');
    },
  };
}
