/** What the reports of many topologies share: a row for each, and what they cost together. */
import { ZERO_AMOUNT, add, atRate, parseAmount, subtract, type Amount } from '../billing/money.ts';
import { ratio } from '../comparison/diff.ts';
import type { Side } from '../comparison/side.ts';
import type { Estimate } from '../estimate/estimate.ts';
import { shownAmount, signed, signedShare } from './diff.ts';
import { grouped } from './figures.ts';

/** What topologies cost together on both sides, in one currency. */
export interface TreeTotal {
  readonly currency: string;
  readonly old: Amount;
  readonly new: Amount;
  readonly change: Amount;
  /** Of the whole; undefined where there was nothing. */
  readonly share: number | undefined;
  /** Whether one of them is only a lower bound. */
  readonly atLeast: boolean;
}

/** Sums over topologies, by currency in the order of their codes. */
export class TreeSums {
  readonly #totals = new Map<string, { old: Amount; new: Amount; atLeast: boolean }>();

  add(side: 'old' | 'new', { currency, total, atLeast }: TreeCost): void {
    const before = this.#totals.get(currency) ?? { old: ZERO_AMOUNT, new: ZERO_AMOUNT, atLeast: false };
    this.#totals.set(currency, {
      ...before,
      [side]: add(before[side], total),
      atLeast: before.atLeast || atLeast,
    });
  }

  totals(): TreeTotal[] {
    return [...this.#totals]
      .map(([currency, one]) => {
        const change = subtract(one.new, one.old);
        return { currency, ...one, change, share: one.old === ZERO_AMOUNT ? undefined : ratio(change, one.old) };
      })
      .toSorted((a, b) => (a.currency < b.currency ? -1 : 1));
  }
}

/** What a topology costs, in the currency that it is shown in. */
export interface TreeCost {
  readonly currency: string;
  readonly total: Amount;
  readonly atLeast: boolean;
}

export const costOfSide = ({ cost }: Pick<Side, 'cost'>): TreeCost => ({
  currency: cost.currency,
  total: parseAmount(cost.total_exact),
  atLeast: cost.at_least,
});

/** The same of an estimate whose JSON nobody asks for. */
export const costOfEstimate = ({ bill, topology: { currency } }: Estimate): TreeCost => ({
  currency: currency.code,
  total: atRate(bill.total, currency.perUsd),
  atLeast: bill.atLeast,
});

/** `≥ 1,234.50 USD` */
export const costText = ({ currency, total, atLeast }: TreeCost): string =>
  `${atLeast ? '≥ ' : ''}${shownAmount(total)} ${currency}`;

/** What changes: `+12.00 (+3 %)`; empty where nothing does. */
export const changeText = (change: Amount, share: number | undefined): string =>
  change === 0n ? '' : `${signed(change)} (${signedShare(share)})`;

/** `1 topology`, `2,000 topologies`. */
export const topologies = (count: number): string =>
  `${grouped(String(count))} ${count === 1 ? 'topology' : 'topologies'}`;
