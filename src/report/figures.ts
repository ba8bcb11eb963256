/** How figures read in tables: money with two decimals, everything else with three significant figures. */
import type { AvailabilityResult } from '../engine/availability.ts';
import {
  formatAmount,
  formatPrice,
  formatQuantity,
  parseAmount,
  type Amount,
  type Price,
  type Quantity,
} from '../billing/money.ts';
import type { Bill } from '../engine/bill.ts';
import type { Accuracy } from '../models/system/families.ts';
import type { LineItem } from '../billing/line.ts';
import { converted, shown } from '../estimate/shown.ts';
import type { Topology } from '../topology/model.ts';
import { GIB, KIB, MIB, TIB } from '../topology/quantity/bytes.ts';

/** Groups the whole part in threes. */
export function grouped(digits: string): string {
  const [whole = '', decimals] = digits.split('.');
  const marked = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',');
  return decimals === undefined ? marked : `${marked}.${decimals}`;
}

export const money = (amount: Amount, currency: Topology['currency']) => grouped(shown(amount, currency));

/** Money with its currency: `1,234.56 USD`. */
export const moneyWithCode = (amount: Amount, currency: Topology['currency']) =>
  `${money(amount, currency)} ${currency.code}`;

/** Whether a component's sum lacks a line whose price is not known. */
export const isLowerBound = ({ items }: Bill['components'][number]) => items.some((item) => item.amount === undefined);

/** A quantity to three significant figures, all digits where it has few: `4,380`, `0.0125`, `1.05 G`. */
export function quantity(value: Quantity): string {
  const text = formatQuantity(value);
  const number = Number(text);
  if (number >= 1e6) return compact(number);
  if (text.replace('.', '').replace(/^0+/, '').length <= 7) return grouped(text);
  return grouped(trimmed(number.toPrecision(number >= 1000 ? String(Math.round(number)).length : 4)));
}

function trimmed(text: string): string {
  return text.includes('.') && !text.includes('e') ? text.replace(/\.?0+$/, '') : text;
}

const SCALES = [
  { scale: 1e15, prefix: 'P' },
  { scale: 1e12, prefix: 'T' },
  { scale: 1e9, prefix: 'G' },
  { scale: 1e6, prefix: 'M' },
  { scale: 1e3, prefix: 'k' },
];

/** A count with a metric prefix: `1.05G`, `400`. */
export function compact(value: number): string {
  const found = SCALES.find(({ scale }) => value >= scale);
  return found ? `${trimmed((value / found.scale).toPrecision(3))}${found.prefix}` : trimmed(value.toPrecision(3));
}

/** Requests per second: `400/s`, `0.5/s`. */
export const perSecond = (rate: number) => `${compact(rate)}/s`;

/** A unit price in the currency that is shown, with the digits that it has, at most eight significant. */
export const unitPrice = (price: Price, currency: Topology['currency']): string =>
  shortPrice(formatPrice(converted(price, currency)));

/** A unit price with at most eight significant digits. */
export function shortPrice(text: string): string {
  const significant = text.replace('.', '').replace(/^0+/, '');
  return significant.length <= 8
    ? text
    : trimmed(formatAmount(parseAmount(text), Math.min(15, text.split('.')[1]!.length - (significant.length - 6))));
}

/** A line's region in brackets, where it is not its component's. */
export const elsewhere = (item: LineItem, region: string) =>
  item.region === region || item.region === '' ? '' : ` (${item.region})`;

const TIMES = [
  [1, 's'],
  [1e-3, 'ms'],
  [1e-6, 'µs'],
] as const;

/** A time with three significant figures: `1.25 s`, `36 ms`, `0 s`. */
export function seconds(value: number): string {
  if (value >= 1000) return `${compact(value)} s`;
  for (const [scale, unit] of TIMES) {
    // 999.9 µs reads as a millisecond.
    const rounded = Number((value / scale).toPrecision(3));
    if (rounded >= 1) return `${rounded} ${unit}`;
  }
  return value >= 1e-9 ? `${trimmed((value / 1e-9).toPrecision(3))} ns` : value > 0 ? '< 1 ns' : '0 s';
}

/** A share in per cent: `45.2 %`, `312 %`. */
export const percent = (share: number) => (share < Infinity ? `${compact(share * 100)} %` : '∞ %');

/** An availability in per cent, to the digits that tell it from the next nine; never rounded up to all of the time. */
export function availabilityText(unavailability: number): string {
  if (unavailability <= 0) return '100 %';
  const digits = Math.min(15, Math.max(2, Math.ceil(-Math.log10(unavailability))));
  return `${((1 - unavailability) * 100).toFixed(digits)} %`;
}

/**
 * Whether an availability is a bound: from below where it is off by an error, from above where it is not known how
 * often something fails.
 */
export const boundOf = ({ error, unknown }: Pick<AvailabilityResult, 'error' | 'unknown'>): string =>
  unknown.length > 0 ? (error > 0 ? '≈ ' : '≤ ') : error > 0 ? '≥ ' : '';

/** A time in the unit that a person would use, from microseconds to days. */
export function downtime(value: number): string {
  if (value >= 2 * 86_400) return `${compact(value / 86_400)} d`;
  if (value >= 2 * 3600) return `${compact(value / 3600)} h`;
  return value >= 120 ? `${compact(value / 60)} min` : seconds(value);
}

/** The same, marked where it is an approximation. */
export const judgedText = (value: number | undefined, accuracy: Accuracy | undefined) =>
  value !== undefined && accuracy?.accuracy === 'approximate' ? `≈ ${seconds(value)}` : latencyText(value);

/**
 * What the mark of some classes stands for: the largest errors that were measured in the families that they fall into.
 */
export function accuracyText(
  classes: readonly { readonly name: string; readonly accuracy: Accuracy | undefined }[],
): string {
  const byError = new Map<string, string[]>();
  for (const { name, accuracy } of classes) {
    if (accuracy?.accuracy !== 'approximate') continue;
    const { mean, p99 } = accuracy.error;
    const error = `mean ${percent(mean)}, p99 ${percent(p99)}`;
    byError.set(error, [...(byError.get(error) ?? []), name]);
  }
  if (byError.size === 0) return '';
  const parts = Array.from(byError, ([error, names]) => {
    const more = names.length > 3 ? ` and ${names.length - 3} more` : '';
    return `${names.slice(0, 3).join(', ')}${more} ${error}`;
  });
  return `≈ approximate; the largest error measured in its family: ${parts.join('; ')}`;
}

/** A response time, or that it has no end. */
export const latencyText = (value: number | undefined) => (value === undefined ? 'unbounded' : seconds(value));

const SIZES = [
  [TIB, 'TB'],
  [GIB, 'GB'],
  [MIB, 'MB'],
  [KIB, 'KB'],
] as const;

/** Bytes as clouds bill them: `16 GB`, `2.1 KB`, `310 B`. */
export function bytes(value: number): string {
  for (const [scale, unit] of SIZES)
    if (value >= scale) return `${trimmed((value / scale).toPrecision(value / scale >= 1000 ? 4 : 3))} ${unit}`;
  return `${compact(value)} B`;
}

/** Below this a time or a share is nothing that anybody could see. */
const NOTHING = 1e-12;

/** A figure by its unit: `4.5 ms`, `126/s`, `45.2 %`, `16 GB`, `6 nodes`, `714.82 USD`. */
export function figure(value: number, unit: string): string {
  if (unit === 's' && value > 0 && value < NOTHING) return '≈ 0 s';
  if (unit === 'share') return value > 0 && value < NOTHING ? '≈ 0 %' : percent(value);
  if (unit === 's') return downtime(value);
  if (unit === '/s') return perSecond(value);
  if (unit === 'bytes') return bytes(value);
  if (unit === 'bytes/s') return `${bytes(value)}/s`;
  if (unit === 'bits/s') return `${compact(value).replace(/(?=[kMGT]$)/, ' ')}bit/s`;
  if (unit === 's/byte') return `${seconds(value)}/byte`;
  if (unit === '1') return compact(value);
  return `${Number.isInteger(value) && value < 1e6 ? grouped(String(value)) : compact(value)} ${unit}`;
}

/** Digits of money or of a billed quantity, grouped, with as many decimals as matter: `714.82`, `0.1632`. */
export function decimals(digits: string, isAmount: boolean): string {
  const value = Number(digits);
  if (isAmount && Math.abs(value) >= 0.01) return grouped(value.toFixed(2));
  if (value === 0) return isAmount ? '0.00' : '0';
  return value >= 1000 ? grouped(trimmed(value.toFixed(1))) : trimmed(value.toPrecision(4));
}

/** The actual or target value of an objective. */
export function objectiveText(objective: string, value: number | undefined): string {
  if (objective === 'availability') return availabilityText(1 - (value ?? 0));
  if (objective === 'headroom') return value === undefined ? 'unbounded' : `${compact(value)} ×`;
  return latencyText(value);
}
