/**
 * What differs between two tables of prices, or two folders of them: new, gone, more expensive, cheaper, and by how
 * much.
 */
import type { Cell, ComputeTable, RateTable } from '../billing/rate-table.ts';
import { compareDecimals, isZero } from './decimal.ts';
import { WAYS } from './official.ts';

export type ChangeKind = 'new' | 'gone' | 'more expensive' | 'cheaper' | 'other unit';

export interface Change {
  readonly kind: ChangeKind;
  /** Meter, or instance and how it is bought. */
  readonly meter: string;
  /** Unit and beginning of the step. */
  readonly unit: string;
  readonly from: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
  /** After ÷ before − 1; undefined where either is nothing or zero. */
  readonly share: number | undefined;
}

export interface Changes {
  readonly changes: readonly Change[];
  /** Prices that are the same. */
  readonly same: number;
  /** Prices that there were before. */
  readonly before: number;
}

interface Step {
  readonly meter: string;
  readonly unit: string;
  readonly from: string;
  readonly price: string;
}

type Table = RateTable | ComputeTable;

function stepsOf(table: Table): Map<string, Step> {
  const steps = new Map<string, Step>();
  const text = (cell: Cell) => cell ?? '';
  if ('notes' in table) {
    for (const row of table.rows)
      for (const [way, index] of Object.entries(WAYS)) {
        const price = row[index];
        if (price === null || price === undefined) continue;
        const meter = `${text(row[0])} ${way.replace('_', ' ').replace('ondemand', 'on-demand')}`;
        steps.set(meter.toLowerCase(), { meter, unit: 'hour', from: '0', price });
      }
    return steps;
  }
  let free: string | undefined;
  for (const row of table.rows) {
    const meter = text(row[0]);
    // What is free on request is no price of the first units: the step after it begins at nothing.
    if (row[7] === 'allowance' && isZero(text(row[4]))) {
      free = meter;
      continue;
    }
    const isFirstPaid = free === meter || row[7] === 'allowance';
    free = undefined;
    const step = { meter, unit: text(row[1]), from: isFirstPaid ? '0' : text(row[2]), price: text(row[4]) };
    steps.set(`${meter} from ${step.from}`, step);
  }
  return steps;
}

/**
 * Compares two tables of one service and region.
 * @param before undefined: there was none
 * @param after undefined: there is none any more
 */
export function changesOf(before: Table | undefined, after: Table | undefined): Changes {
  const old = before ? stepsOf(before) : new Map<string, Step>();
  const now = after ? stepsOf(after) : new Map<string, Step>();
  const changes: Change[] = [];
  let same = 0;
  for (const [key, { meter, unit, from, price }] of now) {
    const was = old.get(key);
    const change = { meter, unit, from, before: was?.price, after: price };
    if (was === undefined) changes.push({ ...change, kind: 'new', share: undefined });
    else if (was.unit !== unit)
      changes.push({ ...change, kind: 'other unit', unit: `${was.unit} → ${unit}`, share: undefined });
    else {
      const order = isRounded(price, was.price) ? 0 : compareDecimals(price, was.price);
      if (order === 0) same++;
      else {
        const share = isZero(was.price) ? undefined : Number(price) / Number(was.price) - 1;
        changes.push({ ...change, kind: order > 0 ? 'more expensive' : 'cheaper', share });
      }
    }
  }
  for (const [key, { meter, unit, from, price }] of old)
    if (!now.has(key))
      changes.push({ kind: 'gone', meter, unit, from, before: price, after: undefined, share: undefined });
  return { changes, same, before: old.size };
}

/** Less than this share is no change: sums are rounded here and there. */
const LEAST_SHARE = 0.00005;

const isRounded = (price: string, before: string): boolean =>
  !isZero(before) && Math.abs(Number(price) / Number(before) - 1) < LEAST_SHARE;

/** How many there are of each kind. */
export function countsOf(changes: readonly Change[]): Readonly<Record<ChangeKind, number>> {
  const counts: Record<ChangeKind, number> = { new: 0, gone: 0, 'more expensive': 0, cheaper: 0, 'other unit': 0 };
  for (const { kind } of changes) counts[kind]++;
  return counts;
}

/** "+4.2%". */
export const percent = (share: number | undefined): string =>
  share === undefined
    ? ''
    : `${share > 0 ? '+' : '−'}${Math.abs(share * 100).toFixed(Math.abs(share) < 0.0995 ? 1 : 0)}%`;
