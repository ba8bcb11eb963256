/** Tables of text: columns without lines, easy to read and easy to copy. */
import Table from 'cli-table3';
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

/** An empty table with dim heads; `right` are the columns of figures. */
export function newTable(head: readonly string[], right: readonly number[], { paint }: { readonly paint: Paint }) {
  return new Table({
    head: head.map((word) => paint.dim(word)),
    chars: CHARS,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0, compact: true },
    colAligns: head.map((_, index) => (right.includes(index) ? 'right' : 'left')),
  });
}

/** The table as lines without trailing blanks. */
export const tableText = (table: { toString(): string }) =>
  table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
