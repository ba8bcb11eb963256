/** Money in the currency that the topology asks to be shown. */
import { atRate, formatAmount, parseAmount, type Amount, type Price } from '../billing/money.ts';
import type { Topology } from '../topology/model.ts';

/** An amount as digits with two decimals. */
export function shown(amount: Amount, { perUsd }: Topology['currency'], places = 2): string {
  return formatAmount(atRate(amount, perUsd), places);
}

const ONE = parseAmount('1');

/** A price of the tables, which is in dollars, in the currency that is shown. */
export const converted = (price: Price, { perUsd }: Topology['currency']): Price =>
  ((price * parseAmount(perUsd)) / ONE) as bigint as Price;
