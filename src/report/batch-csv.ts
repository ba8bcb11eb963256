/** Many estimates for spreadsheets: a row for each file, figures in full (RFC 4180). */
import { csvFile, textCell } from './csv.ts';
import type { BatchReporter } from './batch.ts';

const HEAD = ['file', 'topology', 'month', 'at_least', 'currency', 'headroom', 'p99_seconds', 'availability', 'status'];

export const batchCsv: BatchReporter = (lines) =>
  csvFile([
    HEAD,
    ...lines.map(({ file, row }) =>
      row
        ? [
            textCell(file),
            textCell(row.topology),
            row.totalExact,
            String(row.atLeast),
            textCell(row.currency),
            row.headroom === null ? '' : String(row.headroom),
            row.p99 === undefined ? '' : row.p99 === null ? 'unbounded' : String(row.p99),
            row.availability === undefined ? '' : String(row.availability),
            'ok',
          ]
        : [textCell(file), '', '', '', '', '', '', '', 'errors'],
    ),
  ]);
