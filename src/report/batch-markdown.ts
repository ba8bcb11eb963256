/** Many estimates for a pull request or a page. */
import { BATCH_COLUMNS, batchCells, batchSummary, batchTotals, type BatchReporter } from './batch.ts';
import { plain } from './plain.ts';

export const batchMarkdown: BatchReporter = (lines, sums) => {
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return `${[
    row(BATCH_COLUMNS),
    '|---|---|---:|---|---:|---:|---:|',
    ...lines.map((line) => row(batchCells(line).map(plain))),
    ...batchTotals(sums).map((cells) => row(cells.map((cell) => (cell === '' ? '' : `**${plain(cell)}**`)))),
    '',
    batchSummary(sums),
  ].join('\n')}\n`;
};
