/** The units that quantities are written in, and what each counts in the unit of its kind. */
import type { QuantityKind } from './result.ts';
import { GIB, KIB, MIB, TIB } from './bytes.ts';

export const MINUTE_SECONDS = 60;
export const HOUR_SECONDS = 3600;
export const DAY_SECONDS = 86_400;
const WEEK_SECONDS = 604_800;
const YEAR_SECONDS = 31_536_000;
/** A month of 730 hours, as cloud bills count it: a twelfth of 365 days. */
export const MONTH_SECONDS = 2_628_000;

/** Periods of rates in seconds; the month is as long as the topology says. */
const PERIOD_SECONDS: Readonly<Record<string, number>> = {
  s: 1,
  min: MINUTE_SECONDS,
  h: HOUR_SECONDS,
  hour: HOUR_SECONDS,
  d: DAY_SECONDS,
  day: DAY_SECONDS,
  w: WEEK_SECONDS,
  week: WEEK_SECONDS,
  y: YEAR_SECONDS,
  year: YEAR_SECONDS,
};

/** Seconds as 10^exponent × factor. */
const DURATIONS: Readonly<Record<string, readonly [exponent: number, factor: number]>> = {
  ns: [-9, 1],
  us: [-6, 1],
  µs: [-6, 1], // micro sign, U+00B5
  μs: [-6, 1], // Greek mu, U+03BC
  ms: [-3, 1],
  s: [0, 1],
  min: [0, MINUTE_SECONDS],
  h: [0, HOUR_SECONDS],
  d: [0, DAY_SECONDS],
  day: [0, DAY_SECONDS],
  days: [0, DAY_SECONDS],
  w: [0, WEEK_SECONDS],
  week: [0, WEEK_SECONDS],
  weeks: [0, WEEK_SECONDS],
  y: [0, YEAR_SECONDS],
  year: [0, YEAR_SECONDS],
  years: [0, YEAR_SECONDS],
};

/** Bytes. */
const SIZES: Readonly<Record<string, number>> = {
  B: 1,
  KB: KIB,
  KiB: KIB,
  MB: MIB,
  MiB: MIB,
  GB: GIB,
  GiB: GIB,
  TB: TIB,
  TiB: TIB,
  PB: 2 ** 50,
  PiB: 2 ** 50,
};

/** Bits per second, as powers of ten. */
const BIT_RATES: Readonly<Record<string, number>> = {
  bps: 0,
  kbps: 3,
  Kbps: 3,
  Mbps: 6,
  Gbps: 9,
  Tbps: 12,
  'bit/s': 0,
  'kbit/s': 3,
  'Mbit/s': 6,
  'Gbit/s': 9,
  'Tbit/s': 12,
};

/** What may stand before the period of a rate, as powers of ten. */
const MULTIPLES: Readonly<Record<string, number>> = { '': 0, k: 3, M: 6, G: 9 };

export const PERIODS: readonly string[] = [...Object.keys(PERIOD_SECONDS), 'month'];
export const DURATION_UNITS: readonly string[] = Object.keys(DURATIONS);
export const SIZE_UNITS: readonly string[] = Object.keys(SIZES);
export const BIT_RATE_UNITS: readonly string[] = Object.keys(BIT_RATES);

/**
 * A unit as `number × 10^exponent × factor ÷ divisor`: powers of ten go into the text, so that 9 ms is exactly 0.009.
 */
export interface Unit {
  readonly exponent: number;
  readonly factor: number;
  readonly divisor: number;
  /** Which of several readings of the kind it is: the quantity's `text`. */
  readonly form?: string;
}

const ONE: Unit = { exponent: 0, factor: 1, divisor: 1 };

/** The unit that a text of the kind's syntax stands for; blanks do not matter. */
export function unitOf(kind: QuantityKind, text: string, monthSeconds: number): Unit {
  const written = text.replaceAll(' ', '');
  switch (kind) {
    case 'rate':
      return rateUnit(written, monthSeconds);
    case 'rate-or-factor':
      if (written === 'x') return { form: 'factor', ...ONE };
      return { form: 'rate', ...rateUnit(written, monthSeconds) };
    case 'duration': {
      const [exponent, factor] = DURATIONS[written]!;
      return { ...ONE, exponent, factor };
    }
    case 'size':
      return { ...ONE, factor: SIZES[written]! };
    case 'bit-rate':
      return { ...ONE, exponent: BIT_RATES[written]! };
    case 'byte-rate': {
      const [size, period] = perPeriod(written);
      return { ...ONE, factor: SIZES[size]!, divisor: periodSeconds(period, monthSeconds) };
    }
    case 'share':
      return { ...ONE, exponent: written === '%' ? -2 : 0 };
    case 'month-amount':
      return monthUnit(written, monthSeconds);
    case 'hours': {
      const [time, period] = perPeriod(written);
      return { ...ONE, factor: DURATIONS[time]![1], divisor: periodSeconds(period, monthSeconds) };
    }
    case 'money':
    case 'number':
    case 'count':
      return ONE;
  }
}

/** Of `GB/month` the amount and the period. */
function perPeriod(written: string): readonly [what: string, period: string] {
  return written.split('/') as [string, string];
}

function periodSeconds(period: string, monthSeconds: number): number {
  return period === 'month' ? monthSeconds : PERIOD_SECONDS[period]!;
}

function rateUnit(written: string, monthSeconds: number): Unit {
  const [multiple, period] = perPeriod(written);
  return { ...ONE, exponent: MULTIPLES[multiple]!, divisor: periodSeconds(period, monthSeconds) };
}

function monthUnit(written: string, monthSeconds: number): Unit {
  const [what, period] = perPeriod(written);
  // Not multiplied and divided by the month where the amount is for one: that would round twice.
  const scale =
    period === 'month' ? ONE : { ...ONE, factor: monthSeconds, divisor: periodSeconds(period, monthSeconds) };
  const size = SIZES[what];
  if (size !== undefined) return { form: 'bytes', ...scale, factor: scale.factor * size };
  const duration = DURATIONS[what];
  if (duration !== undefined) {
    const [exponent, factor] = duration;
    return { form: 'seconds', ...scale, exponent, factor: scale.factor * factor };
  }
  return { form: 'count', ...scale, exponent: MULTIPLES[what]! };
}
