/** Quantities written for people. */
import type { QuantityKind } from './result.ts';
import { DAY_SECONDS, HOUR_SECONDS, MINUTE_SECONDS, MONTH_SECONDS } from './units.ts';
import { GIB, KIB, MIB, TIB } from './bytes.ts';

/** Units with what each counts, from the largest to the smallest. */
type Shown = readonly (readonly [unit: string, size: number])[];

const DURATIONS: Shown = [
  ['d', DAY_SECONDS],
  ['h', HOUR_SECONDS],
  ['min', MINUTE_SECONDS],
  ['s', 1],
  ['ms', 1e-3],
  ['us', 1e-6],
  ['ns', 1e-9],
];

const RATES: Shown = [
  ['G/s', 1e9],
  ['M/s', 1e6],
  ['k/s', 1e3],
  ['/s', 1],
  ['/min', 1 / MINUTE_SECONDS],
  ['/h', 1 / HOUR_SECONDS],
  ['/day', 1 / DAY_SECONDS],
];

const COUNTS: Shown = [
  ['G', 1e9],
  ['M', 1e6],
  ['k', 1e3],
  ['', 1],
];

const SIZES: Shown = [
  [' PB', 2 ** 50],
  [' TB', TIB],
  [' GB', GIB],
  [' MB', MIB],
  [' KB', KIB],
  [' B', 1],
];

const BIT_RATES: Shown = [
  [' Tbps', 1e12],
  [' Gbps', 1e9],
  [' Mbps', 1e6],
  [' kbps', 1e3],
  [' bps', 1],
];

function round(value: number, digits: number): number {
  return Number(value.toPrecision(digits));
}

function inUnits(value: number, units: Shown, digits: number): string {
  for (const [unit, size] of units) {
    const rounded = round(value / size, digits);
    if (rounded >= 1) return `${rounded}${unit}`;
  }
  const [unit, size] = units.at(-1)!;
  return `${round(value / size, digits)}${unit}`;
}

/** A share near 1 keeps as many digits of what is missing from 1, so that 99.95 % never reads 100 %. */
function formatShare(value: number, digits: number): string {
  if (value > 0.9 && value < 1) {
    const missing = 1 - value;
    const decimals = Math.min(15, Math.max(0, digits - 3 - Math.floor(Math.log10(missing))));
    const percent = Number((value * 100).toFixed(decimals));
    if (percent < 100) return `${percent}%`;
  }
  return `${round(value * 100, digits)}%`;
}

/**
 * Writes a quantity for people: in the largest unit of which there is at least one, with so many
 * significant digits, in a form that `parseQuantity` reads back.
 *
 * @param value In the unit of the kind, at least 0 (a `number` may be negative). A `rate-or-factor` is
 *   taken for a factor, a `month-amount` for a count.
 * @param digits Significant digits. Money from a dollar keeps its cents, a count all its digits, and a share near 1
 *   counts the digits of what is missing from it.
 */
export function formatQuantity(kind: QuantityKind, value: number, digits = 3): string {
  switch (kind) {
    case 'rate':
      return value === 0 ? '0/s' : inUnits(value, RATES, digits);
    case 'rate-or-factor':
      return `${round(value, digits)}x`;
    case 'duration':
      return value === 0 ? '0s' : inUnits(value, DURATIONS, digits);
    case 'size':
      return inUnits(value, SIZES, digits);
    case 'bit-rate':
      return inUnits(value, BIT_RATES, digits);
    case 'byte-rate':
      return `${inUnits(value, SIZES, digits)}/s`;
    case 'share':
      return formatShare(value, digits);
    case 'money':
      return `${value !== 0 && value < 1 ? round(value, digits) : value.toFixed(2).replace(/\.00$/, '')} USD`;
    case 'month-amount':
      return `${inUnits(value, COUNTS, digits)}/month`;
    case 'hours':
      return `${round(value * (MONTH_SECONDS / HOUR_SECONDS), digits)}h/month`;
    case 'number':
      return String(round(value, digits));
    case 'count':
      return String(Math.round(value));
  }
}
