/** The lines of a bill as files for other programs have them: to the last digit, in the currency of the topology. */
import type { LineItem } from '../billing/line.ts';
import { atRate, exactAmount, ZERO_AMOUNT, type Amount, type Quantity } from '../billing/money.ts';
import type { Estimate } from '../estimate/estimate.ts';
import type { Component } from '../topology/model.ts';

export interface ExactLine {
  readonly item: LineItem;
  /** What it costs; absent where no price is known. The amounts of all lines add up to the total, to the last digit. */
  readonly amount?: Amount;
}

export interface ExactComponent {
  readonly component: Component;
  /** The sum of its lines that have a price. */
  readonly total: Amount;
  readonly lines: readonly ExactLine[];
}

/**
 * Components with their lines, in the order of the bill.
 *
 * A currency may have no decimal of 27 places for an amount. What is cut off of the sum so far is taken from the sum,
 * never from the single amount, so that nothing is lost on the way to the total.
 */
export function exactComponents({ topology, placed, bill }: Estimate): ExactComponent[] {
  let dollars: Amount = ZERO_AMOUNT;
  let sum: Amount = ZERO_AMOUNT;
  return bill.components.map(({ items }, index) => {
    const before = sum;
    const lines = items.map((item): ExactLine => {
      if (item.amount === undefined) return { item };
      dollars = (dollars + item.amount) as Amount;
      const now = atRate(dollars, topology.currency.perUsd);
      const amount = (now - sum) as Amount;
      sum = now;
      return { item, amount };
    });
    return { component: placed[index]!.component, total: (sum - before) as Amount, lines };
  });
}

/** One unit of a quantity, as a quantity. */
const ONE = 10n ** 12n;

/**
 * What one unit costs, in the currency of the topology: the price where there is one for all, else the mean.
 *
 * @param amount in US dollars, of all of the quantity
 * @returns a decimal with 27 places at most; undefined for no quantity
 */
export function unitPriceOf(
  amount: Amount,
  quantity: Quantity,
  currency: Estimate['topology']['currency'],
): string | undefined {
  if (quantity === 0n) return undefined;
  return exactAmount(atRate(((amount * ONE) / quantity) as Amount, currency.perUsd));
}
