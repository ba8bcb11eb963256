/** Exact decimals of any length, as text: for quantities that money is counted from. */

/** A decimal as digits × 10^-scale. */
interface Decimal {
  readonly digits: bigint;
  readonly scale: number;
}

function toDecimal(text: string): Decimal {
  const [mantissa, exponent = '0'] = text.toLowerCase().split('e') as [string, string?];
  const [whole, fraction = ''] = mantissa.split('.') as [string, string?];
  const magnitude = BigInt(`${whole.replace(/^[+-]/, '')}${fraction}`);
  const digits = whole.startsWith('-') ? -magnitude : magnitude;
  const scale = fraction.length - Number(exponent);
  return scale < 0 ? { digits: digits * 10n ** BigInt(-scale), scale: 0 } : { digits, scale };
}

function decimalText({ digits, scale }: Decimal): string {
  const sign = digits < 0n ? '-' : '';
  const text = (digits < 0n ? -digits : digits).toString().padStart(scale + 1, '0');
  const whole = text.slice(0, text.length - scale);
  const fraction = text.slice(text.length - scale).replace(/0+$/, '');
  return `${sign}${whole}${fraction === '' ? '' : `.${fraction}`}`;
}

/** A number in one form: without exponent, plus sign or zeros that say nothing. `1.50e3` is `1500`. */
export function exactText(number: string): string {
  return decimalText(toDecimal(number));
}

/**
 * Decimals of the figures that money is counted with: prices, bounds, percentages. Tables and amounts hold no more of a
 * price.
 */
export const MOST_PLACES = 15;

/** A number with no more decimals than money is counted with, cut off; itself where it has no more. */
export function withinPlaces(number: string): string {
  const text = exactText(number);
  const point = text.indexOf('.');
  if (point < 0 || text.length - point - 1 <= MOST_PLACES) return text;
  return text.slice(0, point + 1 + MOST_PLACES).replace(/\.?0+$/, '');
}

/** The arithmetic middle of two numbers. */
export function middleText(low: string, high: string): string {
  const [a, b] = [toDecimal(low), toDecimal(high)];
  const scale = Math.max(a.scale, b.scale);
  const sum = a.digits * 10n ** BigInt(scale - a.scale) + b.digits * 10n ** BigInt(scale - b.scale);
  return decimalText({ digits: sum * 5n, scale: scale + 1 });
}
