/** What the reports of many topologies share: a row for each, and what they cost together. */
import { ZERO_AMOUNT, add, parseAmount, subtract, type Amount } from '../billing/money.ts';
import { ratio } from '../comparison/diff.ts';
import type { Side } from '../comparison/side.ts';
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

  add(side: 'old' | 'new', { cost }: Side): void {
    const before = this.#totals.get(cost.currency) ?? { old: ZERO_AMOUNT, new: ZERO_AMOUNT, atLeast: false };
    this.#totals.set(cost.currency, {
      ...before,
      [side]: add(before[side], parseAmount(cost.total_exact)),
      atLeast: before.atLeast || cost.at_least,
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

/** What a topology costs: `≥ 1,234.50 USD`. */
export const sideCost = ({ cost }: Side): string =>
  `${cost.at_least ? '≥ ' : ''}${shownAmount(parseAmount(cost.total_exact))} ${cost.currency}`;

/** What changes in a topology's cost: `+12.00 (+3 %)`, `new`, `removed`; empty where nothing does, or nothing is known. */
export function changeText(old: Side | undefined, now: Side | undefined): string {
  if (!old) return '';
  if (!now) return 'removed';
  const before = parseAmount(old.cost.total_exact);
  const change = subtract(parseAmount(now.cost.total_exact), before);
  if (change === 0n) return '';
  return `${signed(change)} (${signedShare(before === 0n ? undefined : ratio(change, before))})`;
}

/** A sum's change as a row has it. */
export const totalText = ({ change, share }: TreeTotal): string =>
  change === 0n ? '' : `${signed(change)} (${signedShare(share)})`;

/** `1 topology`, `2,000 topologies`. */
export const topologies = (count: number): string =>
  `${grouped(String(count))} ${count === 1 ? 'topology' : 'topologies'}`;
