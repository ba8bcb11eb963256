/** Many estimates for spreadsheets: a row for each file, figures in full (RFC 4180). */
import { cell } from './csv.ts';
import type { BatchReporter } from './batch.ts';

const HEAD = ['file', 'topology', 'month', 'at_least', 'currency', 'headroom', 'p99_seconds', 'availability', 'status'];

export const batchCsv: BatchReporter = (lines) =>
  `${[
    HEAD,
    ...lines.map(({ file, row }) =>
      row
        ? [
            file,
            row.topology,
            row.totalExact,
            String(row.atLeast),
            row.currency,
            row.headroom === null ? '' : String(row.headroom),
            row.p99 === undefined ? '' : row.p99 === null ? 'unbounded' : String(row.p99),
            row.availability === undefined ? '' : String(row.availability),
            'ok',
          ]
        : [file, '', '', '', '', '', '', '', 'errors'],
    ),
  ]
    .map((cells) => cells.map(cell).join(','))
    .join('\r\n')}\r\n`;
