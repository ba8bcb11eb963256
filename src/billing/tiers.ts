import { add, compare, formatQuantity, multiply, subtract, sum, ZERO_PRICE, ZERO_QUANTITY } from './money.ts';
import type { Amount, Price, Quantity } from './money.ts';

/** One step of a price ladder. It reaches up to the next step's `from`. */
export interface Tier {
  /** First unit of the month that this price holds for; inclusive, counted from 0. */
  readonly from: Quantity;
  /** Price of one unit within the step. */
  readonly price: Price;
}

/** The part of a quantity that fell into one step. */
export interface TierSlice {
  /** Where the slice begins, in units of the month. */
  readonly from: Quantity;
  /** Where the step ends (which the quantity may not reach); absent where it is open. */
  readonly to?: Quantity;
  /** Units that fell into it; > 0. */
  readonly quantity: Quantity;
  /** Price of one unit. Zero in the free allowance, and past the end of a capped ladder. */
  readonly price: Price;
  /** quantity × price, exact. */
  readonly amount: Amount;
}

/** A quantity and the ladder that prices it. */
export interface TieredQuantity {
  /** Units used in the month, over everything that the vendor pools. */
  readonly quantity: Quantity;
  /** The ladder: at least one step, the first from 0, each from higher than the one before. */
  readonly tiers: readonly Tier[];
  /** Units that cost nothing. They still count towards the steps' bounds. None unless given. */
  readonly free?: Quantity | undefined;
  /** Where the published ladder ends; open unless given. Above the last step's `from`. */
  readonly endsAt?: Quantity | undefined;
  /** True if the charge stops at `endsAt` (a maximum), rather than being unpublished beyond it. */
  readonly capped?: boolean | undefined;
}

/** What a tiered quantity costs, and how that came about. */
export interface TieredPrice {
  /** The sum of the slices' amounts, exact. */
  readonly amount: Amount;
  /** The quantity cut at every change of price, lowest first; their quantities add up to it. Empty for zero. */
  readonly slices: readonly TierSlice[];
  /**
   * True if part of the quantity lies past the end of the published ladder. That part is a slice of
   * its own at the last published price: vendors negotiate there, so it is an upper bound.
   */
  readonly beyondLadder: boolean;
}

/**
 * The price of a quantity on a graduated ladder: each unit costs what its own step says, not what
 * the last step reached says.
 *
 * @returns amount and slices, exact.
 * @throws RangeError if the ladder is empty, doesn't begin at 0 or doesn't ascend, if it ends before
 *   its last step begins, or if it is capped without an end: rate tables are checked before this.
 * @example
 * // 57,000 GB out of AWS us-east-1 in a month: 921.60 + 3,481.60 + 406.00
 * priceTiered({ quantity: parseQuantity('57000'), tiers: [
 *   { from: parseQuantity('0'), price: parsePrice('0.09') },
 *   { from: parseQuantity('10240'), price: parsePrice('0.085') },
 *   { from: parseQuantity('51200'), price: parsePrice('0.07') } ] })
 */
export function priceTiered(tiered: TieredQuantity): TieredPrice {
  checkLadder(tiered);
  const { quantity, tiers, endsAt } = tiered;
  const free = tiered.free ?? ZERO_QUANTITY;
  const capped = tiered.capped ?? false;
  const slices: TierSlice[] = [];
  let beyondLadder = false;
  let step = 0;
  let at = ZERO_QUANTITY;
  while (compare(at, quantity) < 0) {
    while (step + 1 < tiers.length && compare(tiers[step + 1]!.from, at) <= 0) step++;
    let price = tiers[step]!.price;
    let to = tiers[step + 1]?.from ?? endsAt;
    if (compare(at, free) < 0) {
      price = ZERO_PRICE;
      to = free;
    } else if (endsAt !== undefined && compare(at, endsAt) >= 0) {
      to = undefined;
      if (capped) price = ZERO_PRICE;
      else beyondLadder = true;
    }
    const end = to !== undefined && compare(to, quantity) < 0 ? to : quantity;
    const units = subtract(end, at);
    slices.push({
      from: at,
      ...(to === undefined ? {} : { to }),
      quantity: units,
      price,
      amount: multiply(units, price),
    });
    at = add(at, units);
  }
  return { amount: sum(slices.map((slice) => slice.amount)), slices, beyondLadder };
}

function checkLadder({ quantity, tiers, free, endsAt, capped }: TieredQuantity): void {
  if (quantity < 0n) throw new RangeError(`quantity ${formatQuantity(quantity)} is negative`);
  if (free !== undefined && free < 0n) {
    throw new RangeError(`free allowance ${formatQuantity(free)} is negative`);
  }
  const first = tiers[0];
  if (first === undefined) throw new RangeError('a price ladder needs at least one step');
  if (first.from !== 0n) {
    throw new RangeError(`a price ladder begins at 0, not at ${formatQuantity(first.from)}`);
  }
  let last = first.from;
  for (const { from } of tiers.slice(1)) {
    if (compare(from, last) <= 0) {
      throw new RangeError(`step ${formatQuantity(from)} follows ${formatQuantity(last)}`);
    }
    last = from;
  }
  if (endsAt !== undefined && compare(endsAt, last) <= 0) {
    throw new RangeError(
      `the ladder ends at ${formatQuantity(endsAt)}, but its last step begins at ${formatQuantity(last)}`,
    );
  }
  if (capped === true && endsAt === undefined) {
    throw new RangeError('a capped ladder needs an end');
  }
}
