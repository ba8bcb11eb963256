/** A batch as it is written: entry by entry, in the order of the files, with sums at the end. */
import type { Shard } from './find.ts';
import { ZERO_AMOUNT, add, exactAmount, formatAmount, parseAmount, type Amount } from '../../billing/money.ts';

export const BATCH_SCHEMA = 'quoin/batch/1';

/** Sums over the entries that were written. */
export class BatchSums {
  files = 0;
  failed = 0;
  readonly #totals = new Map<string, { amount: Amount; atLeast: boolean }>();

  /** @param total of the file's bill; undefined where it has errors */
  add(total: { readonly currency: string; readonly totalExact: string; readonly atLeast: boolean } | undefined): void {
    this.files++;
    if (!total) {
      this.failed++;
      return;
    }
    const before = this.#totals.get(total.currency) ?? { amount: ZERO_AMOUNT, atLeast: false };
    this.#totals.set(total.currency, {
      amount: add(before.amount, parseAmount(total.totalExact)),
      atLeast: before.atLeast || total.atLeast,
    });
  }

  /** By currency, in the order of their codes. */
  totals(): readonly { readonly currency: string; readonly amount: Amount; readonly atLeast: boolean }[] {
    return [...this.#totals]
      .map(([currency, one]) => ({ currency, ...one }))
      .toSorted((a, b) => (a.currency < b.currency ? -1 : 1));
  }
}

/** Which part of a run a batch is, and of how many files the run is; undefined for a whole one. */
export interface ShardMark extends Shard {
  readonly files: number;
}

/** The lines of the JSON around its entries, one line each. */
export function batchHead(shard?: ShardMark): string {
  const mark = shard ? `"shard": ${JSON.stringify(shard)},\n` : '';
  return `{\n"schema": ${JSON.stringify(BATCH_SCHEMA)},\n${mark}"estimates": [\n`;
}

export function batchFoot(sums: BatchSums): string {
  const totals = Object.fromEntries(
    sums
      .totals()
      .map(({ currency, amount, atLeast }) => [
        currency,
        { total: formatAmount(amount), total_exact: exactAmount(amount), at_least: atLeast },
      ]),
  );
  const summary = { files: sums.files, failed: sums.failed, totals };
  return `${sums.files > 0 ? '\n' : ''}],\n"summary": ${JSON.stringify(summary)}\n}\n`;
}

/** An entry behind others, or the first. */
export const batchLine = (json: string, isFirst: boolean): string => `${isFirst ? '' : ',\n'}${json}`;
