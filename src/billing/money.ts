/**
 * Exact money. Quantities, prices and amounts are decimals held in scaled `bigint`s, so that
 * quantity × price is exact and a total doesn't depend on the order of its lines. Nothing is
 * rounded until `formatAmount` shows it.
 *
 * | what     | places | example                                    |
 * |----------|--------|--------------------------------------------|
 * | Quantity | 12     | 730 h is 730 × 10^12                       |
 * | Price    | 15     | 0.0000166667 is 16 666 700 000             |
 * | Amount   | 27     | quantity × price, the two scales added     |
 *
 * The three types are branded: the compiler refuses to mix them, or to pass a bare `bigint`.
 */

declare const scaledAs: unique symbol;

/** Decimal places of a `Quantity`. */
export const QUANTITY_SCALE = 12;
/** Decimal places of a `Price`. */
export const PRICE_SCALE = 15;
/** Decimal places of an `Amount`: a quantity's and a price's together. */
export const AMOUNT_SCALE = 27;

/** How much was used, in the meter's unit; ≥ 0; a decimal with 12 places. */
export type Quantity = bigint & { readonly [scaledAs]: 'quantity' };
/** What one unit costs; ≥ 0; a decimal with 15 places. */
export type Price = bigint & { readonly [scaledAs]: 'price' };
/** What is owed; negative for a credit or a saving; a decimal with 27 places. */
export type Amount = bigint & { readonly [scaledAs]: 'amount' };

type Scaled = Quantity | Price | Amount;

/** No usage. */
export const ZERO_QUANTITY = 0n as Quantity;
/** Free of charge. */
export const ZERO_PRICE = 0n as Price;
/** Nothing owed. */
export const ZERO_AMOUNT = 0n as Amount;

/** Longest run of digits, and largest exponent, that is still a figure and not an attack. */
const MAX_DIGITS = 400;

/** Significant digits that survive of a floating-point quantity. */
const SIGNIFICANT_DIGITS = 12;

const TENS: bigint[] = [1n];

function powerOfTen(exponent: number): bigint {
  for (let i = TENS.length; i <= exponent; i++) TENS.push(TENS[i - 1]! * 10n);
  return TENS[exponent]!;
}

const DECIMAL = /^(-)?(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,3}))?$/;

/**
 * A decimal string as an integer at `scale` places. An exponent is understood because
 * `String(0.0000001)` writes one. A digit that the scale can't hold is refused, never dropped.
 */
function parseScaled(text: string, scale: number, what: string): bigint {
  const match = text.length <= MAX_DIGITS ? DECIMAL.exec(text) : null;
  if (match === null) throw new RangeError(`not a decimal ${what}: "${text.slice(0, 40)}"`);
  const [, minus, whole = '', decimals = '', exponent = '0'] = match;
  const digits = BigInt(whole + decimals);
  const shift = scale - decimals.length + Number(exponent);
  if (Math.abs(Number(exponent)) > MAX_DIGITS) {
    throw new RangeError(`exponent of ${what} "${text}" is outside ±${MAX_DIGITS}`);
  }
  let value: bigint;
  if (shift >= 0) {
    value = digits * powerOfTen(shift);
  } else {
    const divisor = powerOfTen(-shift);
    if (digits % divisor !== 0n) {
      throw new RangeError(`${what} "${text}" has more than ${scale} decimal places`);
    }
    value = digits / divisor;
  }
  return minus === undefined ? value : -value;
}

function refuseNegative(value: bigint, text: string, what: string): void {
  if (value < 0n) throw new RangeError(`${what} "${text}" is negative`);
}

/**
 * A unit price from a decimal string.
 *
 * @param text plain decimal, at most 15 places, ≥ 0; an exponent (`1e-7`) is understood.
 * @returns the exact price.
 * @throws RangeError if `text` is no decimal, is negative, or has more places than a price holds.
 * @example parsePrice('0.0000166667') // a Lambda GB-second
 */
export function parsePrice(text: string): Price {
  const value = parseScaled(text, PRICE_SCALE, 'price');
  refuseNegative(value, text, 'price');
  return value as Price;
}

/**
 * A quantity from a decimal string.
 *
 * @param text plain decimal, at most 12 places, ≥ 0; an exponent is understood.
 * @returns the exact quantity.
 * @throws RangeError if `text` is no decimal, is negative, or has more places than a quantity holds.
 * @example parseQuantity('10240')
 */
export function parseQuantity(text: string): Quantity {
  const value = parseScaled(text, QUANTITY_SCALE, 'quantity');
  refuseNegative(value, text, 'quantity');
  return value as Quantity;
}

/**
 * An amount from a decimal string: a budget, a figure that was formatted before.
 *
 * @param text plain decimal, at most 27 places, of either sign; an exponent is understood.
 * @returns the exact amount.
 * @throws RangeError if `text` is no decimal or has more places than an amount holds.
 * @example parseAmount('6000')
 */
export function parseAmount(text: string): Amount {
  return parseScaled(text, AMOUNT_SCALE, 'amount') as Amount;
}

/**
 * A quantity from a computed number, rounded to 12 significant digits and then to 12 decimal
 * places, halves up. Floating-point sums differ in their last digits with the order of their terms;
 * rounding them off first makes the bill the same either way.
 *
 * @param n finite, ≥ 0, in the meter's unit.
 * @returns the rounded quantity. Below 5e-13 that is zero.
 * @throws RangeError for NaN, an infinity or a negative number: such a usage is unknown, not zero.
 * @example quantityFromNumber(0.1 + 0.2) // the same as parseQuantity('0.3')
 */
export function quantityFromNumber(n: number): Quantity {
  if (!(n >= 0 && n < Infinity)) throw new RangeError(`not a quantity: ${n}`);
  if (Number.isInteger(n) && n < 1e12) return (BigInt(n) * powerOfTen(QUANTITY_SCALE)) as Quantity;
  const { digits, exponent } = significantDigits(n);
  const shift = exponent - (SIGNIFICANT_DIGITS - 1) + QUANTITY_SCALE;
  if (shift >= 0) return (digits * powerOfTen(shift)) as Quantity;
  const divisor = powerOfTen(-shift);
  return ((digits + divisor / 2n) / divisor) as Quantity;
}

/** 10^0 to 10^14, all of them exact. */
const POWERS = Float64Array.from({ length: SIGNIFICANT_DIGITS + 3 }, (_, power) => Number(`1e${power}`));
const LEAST_DIGITS = 10 ** (SIGNIFICANT_DIGITS - 1);

/**
 * A number as 12 digits × 10^(exponent − 11), halves up.
 *
 * Most numbers are brought to 12 digits before the point by one multiplication, which is wrong by 10^-4 at most: what
 * lies further from a half rounds as it would exactly. Writing the number out, as is done for the rest, takes five
 * times as long.
 */
function significantDigits(n: number): { readonly digits: bigint; readonly exponent: number } {
  if (n >= 1e-3 && n < 1e12) {
    const exponent = Math.floor(Math.log10(n));
    const shifted = n * POWERS[SIGNIFICANT_DIGITS - 1 - exponent]!;
    const fromHalf = Math.abs(shifted - Math.floor(shifted) - 0.5);
    if (shifted >= LEAST_DIGITS && shifted < LEAST_DIGITS * 10 && fromHalf > 1e-3)
      return { digits: BigInt(Math.round(shifted)), exponent };
  }
  const [mantissa = '', exponent = ''] = n.toExponential(SIGNIFICANT_DIGITS - 1).split('e');
  return { digits: BigInt(mantissa.replace('.', '')), exponent: Number(exponent) };
}

/**
 * What a quantity costs at a price; exact.
 *
 * @example multiply(parseQuantity('4380'), parsePrice('0.1632')) // 714.816
 */
export function multiply(quantity: Quantity, price: Price): Amount {
  return (quantity * price) as Amount;
}

/** The sum of two figures of one sort; exact. Two sorts don't compile. */
export function add<T extends Scaled>(a: T, b: T): T {
  // The compiler takes `+` on a type parameter for a number's.
  return ((a as bigint) + b) as T;
}

/** The first figure less the second, both of one sort; exact. Only an amount may turn out negative. */
export function subtract<T extends Scaled>(a: T, b: T): T {
  return ((a as bigint) - b) as T;
}

/** The sum of figures of one sort; exact, so their order is irrelevant; zero for none. */
export function sum<T extends Scaled>(values: Iterable<T>): T {
  let total = 0n;
  for (const value of values) total += value;
  return total as T;
}

/** −1, 0 or 1 as `a` is less than, equal to or more than `b`; for sorting and for budgets. */
export function compare<T extends Scaled>(a: T, b: T): -1 | 0 | 1 {
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * An amount times a fraction, cut off towards zero at 27 places. Ratios stay exact up to here: an
 * eleventh fifteenth has no decimal form.
 *
 * @param numerator of either sign.
 * @param denominator > 0.
 * @throws RangeError if the denominator isn't positive.
 * @example scaleAmount(month, 4n, 5n) // 20 % off
 */
export function scaleAmount(amount: Amount, numerator: bigint, denominator: bigint): Amount {
  if (denominator <= 0n) throw new RangeError(`denominator ${denominator} is not positive`);
  return ((amount * numerator) / denominator) as Amount;
}

/** An amount of dollars in another currency, of which a dollar is worth so many. */
export const atRate = (amount: Amount, perUsd: string): Amount =>
  scaleAmount(amount, parseAmount(perUsd), parseAmount('1'));

/**
 * What is left of an amount after a discount.
 *
 * @param percent decimal string from "0" to "100".
 * @returns amount × (100 − percent) / 100, cut off towards zero at 27 places.
 * @throws RangeError if `percent` is no decimal or outside 0 to 100.
 * @example percentOff(parseAmount('200'), '12.5') // 175
 */
export function percentOff(amount: Amount, percent: string): Amount {
  const share = parseScaled(percent, PRICE_SCALE, 'percentage');
  const whole = 100n * powerOfTen(PRICE_SCALE);
  if (share < 0n || share > whole) {
    throw new RangeError(`percentage "${percent}" is outside 0 to 100`);
  }
  return scaleAmount(amount, whole - share, whole);
}

/**
 * What one unit costs on average.
 *
 * @returns amount / quantity, cut off towards zero at 15 places; `none` for a quantity of zero.
 */
export function meanPrice(amount: Amount, quantity: Quantity, none: Price): Price {
  return quantity === 0n ? none : ((amount / quantity) as bigint as Price);
}

/**
 * An amount shared out in proportion to weights, so that the parts add up to it exactly.
 * Each part is cut off towards zero at 27 places; the few units of 10^-27 left over go one each to
 * the heaviest weights, the earlier of two equal ones first.
 *
 * @param total of either sign.
 * @param weights ≥ 0, in any common unit. If all are zero there is no proportion to keep, and the
 *   whole total goes to the first.
 * @returns one part for each weight, in the order of the weights. A zero weight beside a positive one gets nothing.
 * @throws RangeError for a negative weight, or for a total with nobody to bear it.
 */
export function allocate(total: Amount, weights: readonly Quantity[]): Amount[] {
  if (weights.length === 0) {
    if (total === 0n) return [];
    throw new RangeError('an amount cannot be allocated over no weights');
  }
  let whole = 0n;
  for (const weight of weights) {
    if (weight < 0n) throw new RangeError(`weight ${formatQuantity(weight)} is negative`);
    whole += weight;
  }
  if (weights.length === 1) return [total];
  if (whole === 0n) return weights.map((_, i) => (i === 0 ? total : ZERO_AMOUNT));
  let left: bigint = total;
  const parts = weights.map((weight) => {
    const part = (total * weight) / whole;
    left -= part;
    return part;
  });
  if (left === 0n) return parts as Amount[];
  const unit = left < 0n ? -1n : 1n;
  const heaviestFirst = weights.map((_, i) => i).sort((a, b) => compare(weights[b]!, weights[a]!));
  for (const i of heaviestFirst) {
    if (left === 0n) break;
    parts[i] = parts[i]! + unit;
    left -= unit;
  }
  return parts as Amount[];
}

function formatScaled(value: bigint, scale: number): string {
  const digits = (value < 0n ? -value : value).toString().padStart(scale + 1, '0');
  const whole = digits.slice(0, digits.length - scale);
  const decimals = digits.slice(digits.length - scale).replace(/0+$/, '');
  return `${value < 0n ? '-' : ''}${whole}${decimals === '' ? '' : `.${decimals}`}`;
}

/**
 * An amount as people read it: the only place where money is rounded. Halves go away from zero, so
 * that a credit rounds like the charge that it cancels.
 *
 * @param places decimals shown, 0 to 27; 2 unless given.
 * @returns plain digits without separators; never "-0.00".
 * @throws RangeError if `places` isn't an integer from 0 to 27.
 * @example formatAmount(parseAmount('436.6675')) // "436.67"
 */
export function formatAmount(amount: Amount, places = 2): string {
  if (!Number.isInteger(places) || places < 0 || places > AMOUNT_SCALE) {
    throw new RangeError(`decimal places must be an integer from 0 to ${AMOUNT_SCALE}: ${places}`);
  }
  const unit = powerOfTen(AMOUNT_SCALE - places);
  const magnitude: bigint = amount < 0n ? -amount : amount;
  const rounded = (magnitude + unit / 2n) / unit;
  const digits = rounded.toString().padStart(places + 1, '0');
  const sign = amount < 0n && rounded !== 0n ? '-' : '';
  if (places === 0) return sign + digits;
  return `${sign}${digits.slice(0, -places)}.${digits.slice(-places)}`;
}

/** Every digit of an amount, without trailing zeros: what JSON carries. `parseAmount` reads it back. */
export function exactAmount(amount: Amount): string {
  return formatScaled(amount, AMOUNT_SCALE);
}

/** Every digit of a quantity, without trailing zeros. `parseQuantity` reads it back. */
export function formatQuantity(quantity: Quantity): string {
  return formatScaled(quantity, QUANTITY_SCALE);
}

/** Every digit of a price, without trailing zeros. `parsePrice` reads it back. */
export function formatPrice(price: Price): string {
  return formatScaled(price, PRICE_SCALE);
}
