/** Many estimates side by side: a row for each file, and what they cost together. */
import type { BatchSums } from '../estimate/batch/batch.ts';
import type { BatchRow } from '../estimate/batch/entry.ts';
import { formatAmount, parseAmount } from '../billing/money.ts';
import { availabilityText, compact, grouped, latencyText } from './figures.ts';
import type { Paint } from './report.ts';

/** A file with its row; none where it has errors. */
export interface BatchLine {
  readonly file: string;
  readonly row: BatchRow | undefined;
}

export type BatchReporter = (
  lines: readonly BatchLine[],
  sums: BatchSums,
  options: { readonly paint: Paint },
) => string;

export const BATCH_COLUMNS = ['file', 'topology', 'cost/month', 'currency', 'headroom', 'p99', 'availability'] as const;

/** The cells of a row under `BATCH_COLUMNS`, as a reader wants them. */
export function batchCells({ file, row }: BatchLine): string[] {
  if (!row) return [file, 'errors', '', '', '', '', ''];
  return [
    file,
    row.topology,
    `${row.atLeast ? '≥ ' : ''}${grouped(formatAmount(parseAmount(row.totalExact)))}`,
    row.currency,
    row.headroom === null ? '' : `${compact(row.headroom)} ×`,
    row.p99 === undefined ? '' : row.p99 === null ? 'unbounded' : latencyText(row.p99),
    row.availability === undefined ? '' : availabilityText(1 - row.availability),
  ];
}

/** What the files cost together, by currency. */
export const batchTotals = (sums: BatchSums): string[][] =>
  sums
    .totals()
    .map(({ currency, amount, atLeast }) => [
      'total',
      '',
      `${atLeast || sums.failed > 0 ? '≥ ' : ''}${grouped(formatAmount(amount))}`,
      currency,
      '',
      '',
      '',
    ]);

/** `2,000 files, 3 with errors`. */
export function batchSummary({ files, failed }: BatchSums): string {
  const all = `${grouped(String(files))} ${files === 1 ? 'file' : 'files'}`;
  return failed === 0 ? all : `${all}, ${grouped(String(failed))} with errors`;
}
