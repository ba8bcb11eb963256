import { describeValue, quote } from '../diagnostics/catalog.ts';
import { didYouMean } from '../diagnostics/suggest.ts';

/**
 * What a quantity measures. In brackets what `value` counts:
 *
 * - `rate`: how often something happens (per second);
 * - `rate-or-factor`: a rate (per second) or a multiple of another one, `3x` (the multiple);
 * - `duration` (seconds); `size` (bytes); `bit-rate` (bits per second); `byte-rate` (bytes per second);
 * - `share`: a part of a whole (0 to 1);
 * - `money`: an amount, or an amount per month (US dollars);
 * - `month-amount`: how much of anything comes up in a month (per month: bytes of sizes, seconds of
 *   durations, else a plain count);
 * - `hours`: the part of the time that something runs, `40h/week` (0 to 1);
 * - `number`: any number; `count`: a whole number from 0.
 */
export type QuantityKind =
  | 'rate'
  | 'rate-or-factor'
  | 'duration'
  | 'size'
  | 'bit-rate'
  | 'byte-rate'
  | 'share'
  | 'money'
  | 'month-amount'
  | 'hours'
  | 'number'
  | 'count';

export interface Quantity {
  /** In the unit of the kind; of a range its `mid`, or the arithmetic middle. */
  readonly value: number;
  /** The ends of a range; absent where the quantity is certain. */
  readonly low?: number;
  readonly high?: number;
  /**
   * `money`, `number`, `count`: the exact decimal, `6000.5`. `rate-or-factor`: `rate` or `factor`.
   * `month-amount`: `bytes`, `seconds` or `count`.
   */
  readonly text?: string;
}

export type QuantityResult =
  | { readonly ok: true; readonly quantity: Quantity }
  | {
      readonly ok: false;
      /** `syntax`: not written as this kind is; `value`: written well, and impossible. */
      readonly reason: 'syntax' | 'value';
      /** What is wrong, as the message of a diagnostic. */
      readonly problem: string;
      readonly fix: string;
    };

/** A month of 730 hours, as cloud bills count it: a twelfth of 365 days. */
const MONTH_SECONDS = 2_628_000;

const LONGEST_TEXT = 200;
/** Beyond this, in base units, a quantity is a slip of the keyboard. */
const LARGEST = 1e18;
/** Money is counted in exact decimals; a price of less than 10^-30 dollars is none. */
const MOST_DECIMALS = 30;

// --- Units ---------------------------------------------------------------------------------------

/** A unit as `number × 10^exponent × factor ÷ divisor`: powers of ten go into the text, so that 9 ms is exactly 0.009. */
interface Unit {
  readonly exponent: number;
  readonly factor: number;
  readonly divisor: number;
  /** Which of several readings of the kind it is. */
  readonly form?: string;
}

const PERIOD_SECONDS: Readonly<Record<string, number>> = {
  s: 1,
  min: 60,
  h: 3600,
  hour: 3600,
  d: 86_400,
  day: 86_400,
  w: 604_800,
  week: 604_800,
  y: 31_536_000,
  year: 31_536_000,
};

const DURATIONS: Readonly<Record<string, readonly [exponent: number, factor: number]>> = {
  ns: [-9, 1],
  us: [-6, 1],
  µs: [-6, 1], // micro sign, U+00B5
  μs: [-6, 1], // Greek mu, U+03BC
  ms: [-3, 1],
  s: [0, 1],
  min: [0, 60],
  h: [0, 3600],
  d: [0, 86_400],
  day: [0, 86_400],
  days: [0, 86_400],
  w: [0, 604_800],
  week: [0, 604_800],
  weeks: [0, 604_800],
  y: [0, 31_536_000],
  year: [0, 31_536_000],
  years: [0, 31_536_000],
};

const SIZES: Readonly<Record<string, number>> = {
  B: 1,
  KB: 2 ** 10,
  KiB: 2 ** 10,
  MB: 2 ** 20,
  MiB: 2 ** 20,
  GB: 2 ** 30,
  GiB: 2 ** 30,
  TB: 2 ** 40,
  TiB: 2 ** 40,
  PB: 2 ** 50,
  PiB: 2 ** 50,
};

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

const SUFFIXES: Readonly<Record<string, number>> = { k: 3, M: 6, G: 9 };

const any = (words: Iterable<string>): string => `(?:${[...words].join('|')})`;

const NUMBER = String.raw`(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?`;
const PERIOD = any([...Object.keys(PERIOD_SECONDS), 'month']);
const RATE = `[kMG]? ?/ ?${PERIOD}`;
const DURATION = any(Object.keys(DURATIONS));
const SIZE = any(Object.keys(SIZES));

interface Syntax {
  /** The regular expression of a number, without sign unless the kind has one. */
  readonly number: string;
  /** The regular expression of a unit; none where the kind is a bare number. */
  readonly unit?: string;
  /** Whether the unit may be left out. */
  readonly bare?: boolean;
  /** Whether one bare number may be written as text, in quotes. */
  readonly single: boolean;
  readonly description: string;
  readonly examples: readonly string[];
}

const SYNTAX: Readonly<Record<QuantityKind, Syntax>> = {
  rate: {
    number: NUMBER,
    unit: RATE,
    single: true,
    description: 'How often: a number, k, M or G for thousands, millions or thousand millions, and a period',
    examples: ['400/s', '5k/min', '3.5M/month'],
  },
  'rate-or-factor': {
    number: NUMBER,
    unit: `(?:x|${RATE})`,
    single: true,
    description: 'A rate, or a multiple of the mean rate',
    examples: ['3x', '1200/s'],
  },
  duration: {
    number: NUMBER,
    unit: DURATION,
    single: true,
    description: 'A time in ns, us, ms, s, min, h, d (days), w (weeks) or y (365 days)',
    examples: ['250us', '9ms', '1.5s', '7d'],
  },
  size: {
    number: NUMBER,
    unit: SIZE,
    single: true,
    description: 'An amount of data in B, KB, MB, GB, TB or PB, each 1024 times the one before (KiB … are the same)',
    examples: ['512 B', '2 KB', '4 TB'],
  },
  'bit-rate': {
    number: NUMBER,
    unit: any(Object.keys(BIT_RATES)),
    single: true,
    description: 'Bits per second, decimal: bps, kbps, Mbps, Gbps or Tbps',
    examples: ['100 Mbps', '10 Gbps'],
  },
  'byte-rate': {
    number: NUMBER,
    unit: `${SIZE} ?/ ?${PERIOD}`,
    single: true,
    description: 'An amount of data per period',
    examples: ['250 MB/s', '100 GB/month'],
  },
  share: {
    number: NUMBER,
    unit: '%',
    bare: true,
    single: true,
    description: 'A part of the whole, in percent or from 0 to 1',
    examples: ['90%', '0.9'],
  },
  money: {
    number: NUMBER,
    unit: 'USD(?: ?/ ?month)?',
    single: true,
    description: 'An amount in US dollars',
    examples: ['6000 USD', '0.05 USD'],
  },
  'month-amount': {
    number: NUMBER,
    unit: `(?:(?:${SIZE}|${DURATION}) ?/ ?${PERIOD}|${RATE})`,
    single: true,
    description: 'How much comes up in a month (or another period): a count, an amount of data, or a time',
    examples: ['2M/month', '100 GB/month', '730 h/month'],
  },
  hours: {
    number: NUMBER,
    unit: `(?:s|min|h|d|day|days) ?/ ?(?:d|day|w|week|month|y|year)`,
    single: true,
    description: 'How long something runs in each day, week, month or year',
    examples: ['40h/week', '4h/day', '300h/month'],
  },
  number: {
    number: `[+-]?${NUMBER}`,
    single: false,
    description: 'A number, or a range of numbers',
    examples: ['1.2..1.8'],
  },
  count: {
    number: String.raw`\d+`,
    single: false,
    description: 'A whole number from 0, or a range of them',
    examples: ['2..6'],
  },
};

function pattern({ number, unit, bare, single }: Syntax, open: string): string {
  const end = unit === undefined ? '' : bare ? `(?: ?${open}${unit}))?` : ` ?${open}${unit})`;
  // Before the dots the unit may be left out: `200..600/s`.
  const left = unit === undefined ? '' : `(?: ?${open}${unit}))?`;
  const range = `${open}${number})${left} ?\\.\\. ?${open}${number})${end}`;
  return single ? `^(?:${range}|${open}${number})${end})$` : `^${range}$`;
}

const entries = Object.entries(SYNTAX) as [QuantityKind, Syntax][];

/**
 * For each kind the regular expression (ECMAScript, for the JSON Schema) of the text that the parser
 * takes, ranges included; what it cannot say is what a number may be: `150%` fits, and is refused.
 * Numbers that stand alone, as a `number`, `count` or `share`, are JSON numbers and not text.
 */
export const QUANTITY_PATTERNS = Object.fromEntries(
  entries.map(([kind, syntax]) => [
    kind,
    { pattern: pattern(syntax, '(?:'), description: syntax.description, examples: syntax.examples },
  ]),
) as unknown as Record<QuantityKind, { pattern: string; description: string; examples: readonly string[] }>;

/** Groups: low and its unit, high and its unit, or else a single number and its unit. */
const PARSERS = Object.fromEntries(
  entries.map(([kind, syntax]) => [kind, new RegExp(pattern(syntax, '('), 'u')]),
) as unknown as Record<QuantityKind, RegExp>;

function periodSeconds(period: string, monthSeconds: number): number {
  return period === 'month' ? monthSeconds : PERIOD_SECONDS[period]!;
}

/** The unit that a text of the kind's syntax stands for; blanks do not matter. */
function unitOf(kind: QuantityKind, text: string, monthSeconds: number): Unit {
  const written = text.replaceAll(' ', '');
  switch (kind) {
    case 'rate':
      return rateUnit(written, monthSeconds);
    case 'rate-or-factor':
      if (written === 'x') return { exponent: 0, factor: 1, divisor: 1, form: 'factor' };
      return { ...rateUnit(written, monthSeconds), form: 'rate' };
    case 'duration': {
      const [exponent, factor] = DURATIONS[written]!;
      return { exponent, factor, divisor: 1 };
    }
    case 'size':
      return { exponent: 0, factor: SIZES[written]!, divisor: 1 };
    case 'bit-rate':
      return { exponent: BIT_RATES[written]!, factor: 1, divisor: 1 };
    case 'byte-rate': {
      const [size, period] = written.split('/') as [string, string];
      return { exponent: 0, factor: SIZES[size]!, divisor: periodSeconds(period, monthSeconds) };
    }
    case 'share':
      return { exponent: written === '%' ? -2 : 0, factor: 1, divisor: 1 };
    case 'month-amount':
      return monthUnit(written, monthSeconds);
    case 'hours': {
      const [time, period] = written.split('/') as [string, string];
      return { exponent: 0, factor: DURATIONS[time]![1], divisor: periodSeconds(period, monthSeconds) };
    }
    case 'money':
    case 'number':
    case 'count':
      return { exponent: 0, factor: 1, divisor: 1 };
  }
}

function rateUnit(written: string, monthSeconds: number): Unit {
  const [suffix, period] = written.split('/') as [string, string];
  return { exponent: SUFFIXES[suffix] ?? 0, factor: 1, divisor: periodSeconds(period, monthSeconds) };
}

function monthUnit(written: string, monthSeconds: number): Unit {
  const [what, period] = written.split('/') as [string, string];
  // Not multiplied and divided by the month where the amount is for one: that would round twice.
  const scale =
    period === 'month'
      ? { factor: 1, divisor: 1 }
      : { factor: monthSeconds, divisor: periodSeconds(period, monthSeconds) };
  const size = SIZES[what];
  if (size !== undefined) return { exponent: 0, factor: scale.factor * size, divisor: scale.divisor, form: 'bytes' };
  const duration = DURATIONS[what];
  if (duration !== undefined) {
    return { exponent: duration[0], factor: scale.factor * duration[1], divisor: scale.divisor, form: 'seconds' };
  }
  return { exponent: SUFFIXES[what] ?? 0, ...scale, form: 'count' };
}

// --- Exact decimals ------------------------------------------------------------------------------

/** A decimal as digits × 10^-scale. */
interface Decimal {
  readonly digits: bigint;
  readonly scale: number;
}

function toDecimal(text: string): Decimal {
  const [mantissa, exponent = '0'] = text.toLowerCase().split('e') as [string, string?];
  const [whole, fraction = ''] = mantissa.split('.') as [string, string?];
  const negative = whole.startsWith('-');
  const digits = BigInt(`${whole.replace(/^[+-]/, '')}${fraction}` || '0');
  const scale = fraction.length - Number(exponent);
  return scale < 0
    ? { digits: (negative ? -digits : digits) * 10n ** BigInt(-scale), scale: 0 }
    : { digits: negative ? -digits : digits, scale };
}

function decimalText({ digits, scale }: Decimal): string {
  const sign = digits < 0n ? '-' : '';
  const text = (digits < 0n ? -digits : digits).toString().padStart(scale + 1, '0');
  const whole = text.slice(0, text.length - scale);
  const fraction = text.slice(text.length - scale).replace(/0+$/, '');
  return `${sign}${whole}${fraction === '' ? '' : `.${fraction}`}`;
}

function middleText(low: string, high: string): string {
  const [a, b] = [toDecimal(low), toDecimal(high)];
  const scale = Math.max(a.scale, b.scale);
  const sum = a.digits * 10n ** BigInt(scale - a.scale) + b.digits * 10n ** BigInt(scale - b.scale);
  return decimalText({ digits: sum * 5n, scale: scale + 1 });
}

const EXACT: ReadonlySet<QuantityKind> = new Set(['money', 'number', 'count']);

// --- Parsing -------------------------------------------------------------------------------------

export interface QuantityOptions {
  /** Length of a month in seconds; 730 hours by default. */
  readonly monthSeconds?: number;
}

interface Point {
  readonly value: number;
  readonly form?: string;
  readonly text?: string;
}

type PointResult = { readonly ok: true; readonly point: Point } | Extract<QuantityResult, { ok: false }>;

function refuse(reason: 'syntax' | 'value', problem: string, fix: string): Extract<QuantityResult, { ok: false }> {
  return { ok: false, reason, problem, fix };
}

function inWords(examples: readonly string[]): string {
  return examples.length === 1 ? examples[0]! : `${examples.slice(0, -1).join(', ')} or ${examples.at(-1)}`;
}

function likeExamples(kind: QuantityKind): string {
  // Their examples are ranges: only those are text.
  if (kind === 'number') return 'write a number like 1.5';
  if (kind === 'count') return 'write a whole number like 3';
  return `write it like ${inWords(SYNTAX[kind].examples)}`;
}

/** How a bare number of the kind would be written with its unit. */
const WITH_UNIT: Readonly<Partial<Record<QuantityKind, (number: string) => string>>> = {
  rate: (n) => `write ${n}/s`,
  'rate-or-factor': (n) => `write ${n}x for a multiple, or ${n}/s`,
  duration: (n) => `write ${n}ms or ${n}s`,
  size: (n) => `write ${n} B, ${n} MB or ${n} GB`,
  'bit-rate': (n) => `write ${n} Mbps or ${n} Gbps`,
  'byte-rate': (n) => `write ${n} MB/s`,
  money: (n) => `write ${n} USD`,
  'month-amount': (n) => `write ${n}/month`,
  hours: (n) => `write ${n}h/week or ${n}h/day`,
};

/** Checks what every value must be, and what the kind asks for. `written` is how the user put it. */
function checkPoint(kind: QuantityKind, point: Point, written: string): PointResult {
  const { value } = point;
  if (Math.abs(value) > LARGEST) {
    return refuse('value', `${written} is beyond anything real`, `write at most ${describeLimit(kind)}`);
  }
  if (value < 0 && kind !== 'number') return refuse('value', `${written} is negative`, 'write at least 0');
  if (kind === 'share' && value > 1) {
    const percent = /^[\d.]+$/.test(written) && value <= 100 ? `did you mean ${written}%?` : 'write at most 100%';
    return refuse('value', `${written} is more than the whole`, percent);
  }
  if (kind === 'hours' && value > 1) {
    return refuse('value', `${written} is more than the whole time`, 'write at most 24h/day or 168h/week');
  }
  if (kind === 'count' && !Number.isInteger(value)) {
    return refuse('value', `${written} is not a whole number`, `write ${Math.floor(value)} or ${Math.ceil(value)}`);
  }
  return { ok: true, point };
}

function describeLimit(kind: QuantityKind): string {
  const units: Partial<Record<QuantityKind, string>> = {
    rate: '/s',
    duration: 's',
    size: ' B',
    'bit-rate': ' bps',
    'byte-rate': ' B/s',
    money: ' USD',
    'month-amount': '/month',
  };
  return `1e18${units[kind] ?? ''}`;
}

function textPoint(kind: QuantityKind, number: string, unitText: string, monthSeconds: number): PointResult {
  const unit = unitOf(kind, unitText, monthSeconds);
  const [mantissa, written10 = '0'] = number.toLowerCase().split('e') as [string, string?];
  // Beyond a thousand any exponent means the same, and longer ones would not read back as numbers.
  const exponent = Math.max(-1000, Math.min(1000, Number(written10)));
  const value = (Number(`${mantissa}e${exponent + unit.exponent}`) * unit.factor) / unit.divisor;
  const written = `${number}${/^[A-Z]/.test(unitText) ? ' ' : ''}${unitText}`;
  if (value === 0 && /[1-9]/.test(mantissa)) {
    return refuse('value', `${written} is too small to tell from 0`, 'write 0, or a larger value');
  }
  const checked = checkPoint(kind, { value }, written);
  if (!checked.ok) return checked;
  if (!EXACT.has(kind)) {
    return { ok: true, point: unit.form === undefined ? { value } : { value, form: unit.form } };
  }
  if (value === 0) return { ok: true, point: { value: 0, text: '0' } };
  if (exponent < -MOST_DECIMALS) {
    return refuse('value', `${written} has too many decimals`, `write at most ${MOST_DECIMALS}`);
  }
  return { ok: true, point: { value, text: decimalText(toDecimal(number)) } };
}

function numberPoint(kind: QuantityKind, value: number): PointResult {
  if (!Number.isFinite(value)) return refuse('value', `${value} is not a finite number`, likeExamples(kind));
  if (kind === 'number' || kind === 'count' || kind === 'share') {
    const checked = checkPoint(kind, { value }, String(value));
    if (!checked.ok || kind === 'share') return checked;
    return { ok: true, point: { value, text: decimalText(toDecimal(String(value))) } };
  }
  if (value < 0) return refuse('syntax', `${value} is negative`, likeExamples(kind));
  return refuse('syntax', `${value} has no unit`, WITH_UNIT[kind]!(String(value)));
}

function quantityOf(kind: QuantityKind, point: Point): Quantity {
  const text = point.text ?? point.form;
  return text === undefined ? { value: point.value } : { value: point.value, text };
}

function rangeOf(kind: QuantityKind, low: Point, mid: Point | undefined, high: Point, written: string): QuantityResult {
  const points = mid === undefined ? [low, high] : [low, mid, high];
  if (new Set(points.map(({ form }) => form)).size > 1) {
    return refuse('value', `${written} mixes different units`, 'give all ends of a range the same unit');
  }
  for (let i = 1; i < points.length; i++) {
    if (points[i]!.value < points[i - 1]!.value) {
      const fix = mid === undefined ? 'write the smaller one first' : 'write low, mid and high in rising order';
      return refuse('value', `${written} falls`, fix);
    }
  }
  let middle = mid;
  if (middle === undefined) {
    // Not (low + high) / 2, so that the middle of a range of equal ends is that end to the last digit.
    const value = low.value + (high.value - low.value) / 2;
    middle = {
      ...low,
      value: kind === 'count' ? Math.round(value) : value,
      ...(low.text === undefined ? {} : { text: middleText(low.text, high.text!) }),
    };
    if (kind === 'count') middle = { value: middle.value, text: String(middle.value) };
  }
  return { ok: true, quantity: { ...quantityOf(kind, middle), low: low.value, high: high.value } };
}

/**
 * Reads a quantity as it stands in the file.
 *
 * @param kind What it must measure.
 * @param input Text with its unit, a range (`200..600/s`, or a mapping of `low`, `high` and perhaps
 *   `mid`), or for a `number`, `count` or `share` a number.
 * @param options The length of the month that `/month` means.
 * @returns The quantity in SI units, or what is wrong and how to mend it. Never throws.
 */
export function parseQuantity(kind: QuantityKind, input: unknown, options: QuantityOptions = {}): QuantityResult {
  const monthSeconds = options.monthSeconds ?? MONTH_SECONDS;
  if (typeof input === 'object' && input !== null && !Array.isArray(input)) {
    return parseRange(kind, input as Record<string, unknown>, monthSeconds);
  }
  if (typeof input === 'number') {
    const result = numberPoint(kind, input);
    return result.ok ? { ok: true, quantity: quantityOf(kind, result.point) } : result;
  }
  if (typeof input !== 'string') {
    return refuse('syntax', `found ${describeValue(input)}, expected ${A_QUANTITY[kind]}`, likeExamples(kind));
  }
  return parseText(kind, input, monthSeconds);
}

const A_QUANTITY: Readonly<Record<QuantityKind, string>> = {
  rate: 'a rate',
  'rate-or-factor': 'a rate or a multiple',
  duration: 'a time',
  size: 'a size',
  'bit-rate': 'a bit rate',
  'byte-rate': 'an amount of data per period',
  share: 'a share',
  money: 'an amount of money',
  'month-amount': 'an amount per month',
  hours: 'a running time per period',
  number: 'a number',
  count: 'a whole number',
};

function parseText(kind: QuantityKind, text: string, monthSeconds: number): QuantityResult {
  if (text.length > LONGEST_TEXT) {
    return refuse('syntax', `${quote(text)} is too long for ${A_QUANTITY[kind]}`, likeExamples(kind));
  }
  const match = PARSERS[kind].exec(text);
  if (match === null) return explain(kind, text);

  const hasUnit = SYNTAX[kind].unit !== undefined;
  const [, low, second, third, fourth, fifth, sixth] = match;
  if (low === undefined) {
    const single = textPoint(kind, fifth!, sixth ?? '', monthSeconds);
    return single.ok ? { ok: true, quantity: quantityOf(kind, single.point) } : single;
  }
  const [lowUnit, high, highUnit] = hasUnit ? [second, third!, fourth] : [undefined, second!, undefined];
  const lower = textPoint(kind, low, lowUnit ?? highUnit ?? '', monthSeconds);
  if (!lower.ok) return lower;
  const upper = textPoint(kind, high, highUnit ?? lowUnit ?? '', monthSeconds);
  if (!upper.ok) return upper;
  return rangeOf(kind, lower.point, undefined, upper.point, text);
}

function parseRange(kind: QuantityKind, input: Record<string, unknown>, monthSeconds: number): QuantityResult {
  const keys = Object.keys(input);
  const stray = keys.find((key) => key !== 'low' && key !== 'mid' && key !== 'high');
  if (stray !== undefined) {
    const meant = didYouMean(stray, ['low', 'mid', 'high']);
    const fix = meant === undefined ? likeExamples(kind) : `did you mean ${quote(meant)}?`;
    return refuse('syntax', `unknown key ${quote(stray)}, a range has low, mid and high`, fix);
  }
  const points: Partial<Record<string, Point>> = {};
  for (const key of ['low', 'mid', 'high']) {
    const part = Object.hasOwn(input, key) ? input[key] : undefined;
    if (part === undefined) {
      if (key === 'mid') continue;
      return refuse(
        'syntax',
        `the range has no ${quote(key)}`,
        `write low and high, or one value like ${SYNTAX[kind].examples[0]}`,
      );
    }
    const result = parsePart(kind, part, monthSeconds);
    if (!result.ok) return { ...result, problem: `${key}: ${result.problem}` };
    points[key] = result.point;
  }
  return rangeOf(kind, points['low']!, points['mid'], points['high']!, 'the range');
}

/** One end of a range that is written as a mapping: a single value. */
function parsePart(kind: QuantityKind, part: unknown, monthSeconds: number): PointResult {
  if (typeof part === 'number') return numberPoint(kind, part);
  if (typeof part === 'string' && SYNTAX[kind].single) {
    const parsed = parseText(kind, part, monthSeconds);
    if (!parsed.ok) return parsed;
    const { value, text, low } = parsed.quantity;
    if (low === undefined) {
      if (text === undefined) return { ok: true, point: { value } };
      return { ok: true, point: EXACT.has(kind) ? { value, text } : { value, form: text } };
    }
  }
  return refuse('syntax', `found ${describeValue(part)}, expected ${A_QUANTITY[kind]}`, likeExamples(kind));
}

// --- Explaining ----------------------------------------------------------------------------------

/** Units that people write, and the one that they mean. */
const OTHER_UNITS: Readonly<Partial<Record<QuantityKind, Readonly<Record<string, string>>>>> = {
  duration: {
    sec: 's',
    secs: 's',
    second: 's',
    seconds: 's',
    msec: 'ms',
    millisecond: 'ms',
    milliseconds: 'ms',
    usec: 'us',
    microseconds: 'us',
    m: 'min',
    mins: 'min',
    minute: 'min',
    minutes: 'min',
    hr: 'h',
    hrs: 'h',
    hour: 'h',
    hours: 'h',
    wk: 'w',
  },
  size: { byte: ' B', bytes: ' B', K: ' KB', k: ' KB', M: ' MB', G: ' GB', T: ' TB', P: ' PB' },
  rate: { rps: '/s', qps: '/s', tps: '/s', hz: '/s', rpm: '/min', qpm: '/min' },
  'rate-or-factor': { '×': 'x', X: 'x', rps: '/s', qps: '/s', tps: '/s', rpm: '/min' },
  'byte-rate': { bps: ' B/s', kbps: ' KB/s', mbps: ' MB/s', gbps: ' GB/s' },
  'bit-rate': { 'kb/s': ' kbps', 'mb/s': ' Mbps', 'gb/s': ' Gbps' },
  share: { percent: '%', pct: '%' },
  money: { $: ' USD', US$: ' USD', dollars: ' USD', '$/month': ' USD' },
};

const PERIOD_WORDS: Readonly<Record<string, string>> = {
  sec: 's',
  second: 's',
  m: 'min',
  minute: 'min',
  hr: 'h',
  mo: 'month',
  mon: 'month',
  months: 'month',
  days: 'day',
  weeks: 'week',
  years: 'year',
};

const CURRENCY_BEFORE = /^(\$|USD)\s*([\d.]+)$/;

/** Says why a text is not of the kind, as precisely as can be told, with the text that was probably meant. */
function explain(kind: QuantityKind, text: string): QuantityResult {
  const no = (problem: string, fix: string) => refuse('syntax', problem, fix);
  if (text.trim() === '') return no(`found empty text, expected ${A_QUANTITY[kind]}`, likeExamples(kind));
  // Only a suggestion that the parser takes is worth making.
  const write = (mended: string) => (PARSERS[kind].test(mended) ? `write ${mended}` : likeExamples(kind));
  if (text.trim() !== text) return no(`${quote(text)} has blanks around it`, write(text.trim()));
  if (/^-\s*[\d.]/.test(text) && kind !== 'number') return no(`${text} is negative`, 'write at least 0');
  if (/\d[,_']\d{3}(?!\d)/.test(text)) {
    return no(`${quote(text)} groups its digits`, write(text.replaceAll(/(?<=\d)[,_'](?=\d{3})/g, '')));
  }
  if (/^\d+,\d+/.test(text)) return no(`${quote(text)} has a decimal comma`, write(text.replace(',', '.')));
  if (!SYNTAX[kind].single && Number.isFinite(Number(text))) {
    return no(`${quote(text)} is text, expected ${A_QUANTITY[kind]}`, `write ${text} without quotes`);
  }
  if (kind === 'money') {
    const currency = CURRENCY_BEFORE.exec(text);
    if (currency !== null) return no(`${quote(text)} has the currency in front`, `write ${currency[2]} USD`);
  }

  const bareRange = new RegExp(`^(${NUMBER}) ?\\.\\. ?(${NUMBER})$`).exec(text);
  if (bareRange !== null) {
    const withUnit = WITH_UNIT[kind];
    if (withUnit !== undefined) return no(`${text} has no unit`, withUnit(`${bareRange[1]}..${bareRange[2]}`));
  }

  const parts = /^([+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)\s*(.*)$/su.exec(text);
  if (parts === null) return no(`${quote(text)} is not ${A_QUANTITY[kind]}`, likeExamples(kind));
  const [, number, unit] = parts as unknown as [string, string, string];
  const shown = number.replace(/^\+/, '').replace(/\.$/, '');
  if (unit === '') {
    const withUnit = WITH_UNIT[kind];
    if (withUnit === undefined) return no(`${quote(text)} is not ${A_QUANTITY[kind]}`, write(shown));
    const problem = number === shown ? `${text} has no unit` : `${quote(text)} is not ${A_QUANTITY[kind]}`;
    return no(problem, withUnit(shown));
  }
  if (kind === 'money' && /^[A-Z]{3}\b/.test(unit)) {
    return no(
      `amounts are in USD, found ${unit.slice(0, 3)}`,
      `convert it, and set billing.currency to show ${unit.slice(0, 3)}`,
    );
  }
  const meant = meantUnit(kind, unit);
  if (meant !== undefined && PARSERS[kind].test(`${shown}${meant}`)) {
    return no(`${quote(unit)} is no unit of ${A_QUANTITY[kind]}`, `write ${shown}${meant}`);
  }
  return no(`${quote(text)} is not ${A_QUANTITY[kind]}`, likeExamples(kind));
}

function meantUnit(kind: QuantityKind, unit: string): string | undefined {
  const known = OTHER_UNITS[kind];
  if (known !== undefined) {
    if (Object.hasOwn(known, unit)) return known[unit];
    const lower = unit.toLowerCase();
    if (Object.hasOwn(known, lower)) return known[lower];
  }
  switch (kind) {
    case 'duration':
      return sameLetters(unit, Object.keys(DURATIONS));
    case 'size':
      return spaced(sameLetters(unit, Object.keys(SIZES)));
    case 'bit-rate':
      return spaced(sameLetters(unit, Object.keys(BIT_RATES)));
    case 'money':
      return unit.toLowerCase() === 'usd' ? ' USD' : undefined;
    case 'number':
    case 'count':
    case 'share':
      return undefined;
    default:
      return meantPerPeriod(kind, unit);
  }
}

const spaced = (unit: string | undefined): string | undefined => (unit === undefined ? undefined : ` ${unit}`);

function sameLetters(unit: string, units: readonly string[]): string | undefined {
  const lower = unit.toLowerCase();
  return units.find((candidate) => candidate.toLowerCase() === lower) ?? didYouMean(unit, units);
}

/** Of `GB per month`, `req/s` or `5K/min`: the amount and the period that were meant. */
function meantPerPeriod(kind: QuantityKind, unit: string): string | undefined {
  const slash = /^(.*?)\s*(?:\/|\bper\b)\s*(.*)$/u.exec(unit);
  const what = slash?.[1] ?? unit;
  const period = slash?.[2] ?? '';
  const periods = [...Object.keys(PERIOD_SECONDS), 'month'];
  const lower = period.toLowerCase();
  const per = periods.includes(lower)
    ? lower
    : (PERIOD_WORDS[lower] ??
      (period === '' ? (kind === 'rate' || kind === 'rate-or-factor' ? 's' : 'month') : didYouMean(lower, periods)));
  if (per === undefined) return undefined;
  if (kind === 'hours') {
    const time = ['s', 'min', 'h', 'd'].find((word) => word === what.toLowerCase());
    return time === undefined ? (/^ho?u?rs?$/i.test(what) ? `h/${per}` : undefined) : `${time}/${per}`;
  }
  if (kind === 'byte-rate' || kind === 'month-amount') {
    const size = Object.keys(SIZES).find((word) => word.toLowerCase() === what.toLowerCase());
    if (size !== undefined) return ` ${size}/${kind === 'byte-rate' && period === '' ? 's' : per}`;
    if (kind === 'byte-rate') return undefined;
  }
  const suffix = /^([kKMGB])?\s*(?:r|q|req|reqs|requests?|calls?|messages?|ops|events?)?$/u.exec(what)?.[1];
  // B is a thousand millions to some and bytes to others: G says it without doubt.
  const sign = suffix === 'K' ? 'k' : suffix === 'B' ? 'G' : (suffix ?? '');
  return what === '' || /^(?:[kKMGB]\s*)?(?:r|q|req|reqs|requests?|calls?|messages?|ops|events?)?$/u.test(what)
    ? `${sign}/${per}`
    : undefined;
}

// --- Formatting ----------------------------------------------------------------------------------

function round(value: number, digits: number): number {
  return Number(value.toPrecision(digits));
}

function inUnits(value: number, units: readonly (readonly [unit: string, size: number])[], digits: number): string {
  for (const [unit, size] of units) {
    const rounded = round(value / size, digits);
    if (rounded >= 1) return `${rounded}${unit}`;
  }
  const [unit, size] = units.at(-1)!;
  return `${round(value / size, digits)}${unit}`;
}

const SHOWN_DURATIONS = [
  ['d', 86_400],
  ['h', 3600],
  ['min', 60],
  ['s', 1],
  ['ms', 1e-3],
  ['us', 1e-6],
  ['ns', 1e-9],
] as const;

const SHOWN_RATES = [
  ['G/s', 1e9],
  ['M/s', 1e6],
  ['k/s', 1e3],
  ['/s', 1],
  ['/min', 1 / 60],
  ['/h', 1 / 3600],
  ['/day', 1 / 86_400],
] as const;

const SHOWN_COUNTS = [
  ['G', 1e9],
  ['M', 1e6],
  ['k', 1e3],
  ['', 1],
] as const;

const SHOWN_SIZES = [
  ['PB', 2 ** 50],
  ['TB', 2 ** 40],
  ['GB', 2 ** 30],
  ['MB', 2 ** 20],
  ['KB', 2 ** 10],
  ['B', 1],
] as const;

const SHOWN_BIT_RATES = [
  ['Tbps', 1e12],
  ['Gbps', 1e9],
  ['Mbps', 1e6],
  ['kbps', 1e3],
  ['bps', 1],
] as const;

const withBlank = (units: readonly (readonly [string, number])[], after = '') =>
  units.map(([unit, size]) => [` ${unit}${after}`, size] as const);

/** A share near 1 keeps as many digits of what is missing from 1, so that 99.95 % never reads 100 %. */
function formatShare(value: number, digits: number): string {
  if (value > 0.9 && value < 1) {
    const missing = 1 - value;
    const decimals = Math.min(15, Math.max(0, digits - 3 - Math.floor(Math.log10(missing))));
    const percent = (value * 100).toFixed(decimals);
    if (Number(percent) < 100) return `${Number(percent)}%`;
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
      return value === 0 ? '0/s' : inUnits(value, SHOWN_RATES, digits);
    case 'rate-or-factor':
      return `${round(value, digits)}x`;
    case 'duration':
      return value === 0 ? '0s' : inUnits(value, SHOWN_DURATIONS, digits);
    case 'size':
      return inUnits(value, withBlank(SHOWN_SIZES), digits);
    case 'bit-rate':
      return inUnits(value, withBlank(SHOWN_BIT_RATES), digits);
    case 'byte-rate':
      return inUnits(value, withBlank(SHOWN_SIZES, '/s'), digits);
    case 'share':
      return formatShare(value, digits);
    case 'money':
      return `${value !== 0 && value < 1 ? round(value, digits) : value.toFixed(2).replace(/\.00$/, '')} USD`;
    case 'month-amount':
      return `${inUnits(value, SHOWN_COUNTS, digits)}/month`;
    case 'hours':
      return `${round(value * 730, digits)}h/month`;
    case 'number':
      return String(round(value, digits));
    case 'count':
      return String(Math.round(value));
  }
}
