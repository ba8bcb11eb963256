/** Many estimates for a terminal. */
import { printable } from '../diagnostics/render.ts';
import { BATCH_COLUMNS, batchCells, batchSummary, batchTotals, type BatchReporter } from './batch.ts';
import { newTable } from './text-table.ts';

export const batchTable: BatchReporter = (lines, sums, options) => {
  const { paint } = options;
  const table = newTable(BATCH_COLUMNS, [2, 4, 5, 6], options);
  for (const line of lines) {
    const cells = batchCells(line).map(printable);
    table.push(line.row ? cells : cells.map((cell, index) => (index === 1 ? paint.red(cell) : cell)));
  }
  for (const cells of batchTotals(sums)) table.push(cells.map((cell) => paint.bold(cell)));
  return `${table.toString()}\n\n${batchSummary(sums)}\n`;
};
