/** Decimals as text, exactly: prices of the lists are by the thousand, by the hundred hours and in exponents. */
import { ListError } from './official.ts';

const DECIMAL = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,2}))?$/;
/** Places kept of a quotient that does not end. */
const PLACES = 15;

interface Scaled {
  readonly digits: bigint;
  readonly places: number;
}

function parse(text: string): Scaled {
  const match = DECIMAL.exec(text);
  if (!match) throw new ListError(`"${text.slice(0, 40)}" is no price`);
  const [, sign, whole, fraction = '', exponent = '0'] = match;
  let digits = BigInt(`${whole}${fraction}`);
  let places = fraction.length - Number(exponent);
  if (places < 0) {
    digits *= 10n ** BigInt(-places);
    places = 0;
  }
  if (places > 40) throw new ListError(`"${text.slice(0, 40)}" is no price`);
  return { digits: sign === '-' ? -digits : digits, places };
}

function print({ digits, places }: Scaled): string {
  if (digits < 0n) return `-${print({ digits: -digits, places })}`;
  const text = digits.toString().padStart(places + 1, '0');
  const whole = text.slice(0, text.length - places);
  const fraction = text.slice(text.length - places).replace(/0+$/, '');
  return fraction === '' ? whole : `${whole}.${fraction}`;
}

function align(a: Scaled, b: Scaled): [bigint, bigint, number] {
  const places = Math.max(a.places, b.places);
  return [a.digits * 10n ** BigInt(places - a.places), b.digits * 10n ** BigInt(places - b.places), places];
}

/** "0.0230000000" → "0.023", "1.6e-05" → "0.000016". */
export const plain = (text: string): string => print(parse(text));

export function plus(a: string, b: string): string {
  const [x, y, places] = align(parse(a), parse(b));
  return print({ digits: x + y, places });
}

export function times(a: string, b: string): string {
  const x = parse(a);
  const y = parse(b);
  return rounded({ digits: x.digits * y.digits, places: x.places + y.places });
}

/** The quotient, to 15 places where it does not end before; halves away from zero. */
export function over(a: string, b: string): string {
  const x = parse(a);
  const y = parse(b);
  if (y.digits === 0n) throw new ListError('a price by nothing');
  const scale = PLACES + 1 + y.places;
  const digits = (x.digits * 10n ** BigInt(scale)) / y.digits;
  return rounded({ digits, places: scale + x.places - y.places });
}

function rounded({ digits, places }: Scaled): string {
  if (places <= PLACES) return print({ digits, places });
  const unit = 10n ** BigInt(places - PLACES);
  const half = digits < 0n ? -unit / 2n : unit / 2n;
  return print({ digits: (digits + half) / unit, places: PLACES });
}

/** Negative, zero or positive as the first is below, equal to or above the second. */
export function compareDecimals(a: string, b: string): number {
  const [x, y] = align(parse(a), parse(b));
  return x < y ? -1 : x > y ? 1 : 0;
}

export const isZero = (text: string): boolean => parse(text).digits === 0n;
export const isNegative = (text: string): boolean => parse(text).digits < 0n;
