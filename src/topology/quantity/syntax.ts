/** How each kind of quantity is written: the one table behind the parser, the JSON Schema and the messages. */
import type { QuantityKind } from './result.ts';
import { BIT_RATE_UNITS, DURATION_UNITS, PERIODS, SIZE_UNITS } from './units.ts';

interface Syntax {
  /** What messages call a quantity of the kind. */
  readonly name: string;
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
  /** What to write instead of a number that lacks its unit. */
  readonly withUnit?: (number: string) => string;
}

const anyOf = (words: readonly string[]): string => `(?:${words.join('|')})`;

/** The regular expression of a number without sign. */
export const NUMBER = String.raw`(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?`;
const PERIOD = anyOf(PERIODS);
const RATE = `[kMG]? ?/ ?${PERIOD}`;
const DURATION = anyOf(DURATION_UNITS);
const SIZE = anyOf(SIZE_UNITS);
export const HOURS_TIMES: readonly string[] = ['s', 'min', 'h', 'd', 'day', 'days'];
export const HOURS_PERIODS: readonly string[] = ['d', 'day', 'w', 'week', 'month', 'y', 'year'];

export const SYNTAX: Readonly<Record<QuantityKind, Syntax>> = {
  rate: {
    name: 'a rate',
    number: NUMBER,
    unit: RATE,
    single: true,
    description: 'How often: a number, k, M or G for thousands, millions or thousand millions, and a period',
    examples: ['400/s', '5k/min', '3.5M/month'],
    withUnit: (n) => `write ${n}/s`,
  },
  'rate-or-factor': {
    name: 'a rate or a multiple',
    number: NUMBER,
    unit: `(?:x|${RATE})`,
    single: true,
    description: 'A rate, or a multiple of the mean rate',
    examples: ['3x', '1200/s'],
    withUnit: (n) => `write ${n}x for a multiple, or ${n}/s`,
  },
  duration: {
    name: 'a time',
    number: NUMBER,
    unit: DURATION,
    single: true,
    description: 'A time in ns, us, ms, s, min, h, d (days), w (weeks) or y (365 days)',
    examples: ['250us', '9ms', '1.5s', '7d'],
    withUnit: (n) => `write ${n}ms or ${n}s`,
  },
  size: {
    name: 'a size',
    number: NUMBER,
    unit: SIZE,
    single: true,
    description: 'An amount of data in B, KB, MB, GB, TB or PB, each 1024 times the one before (KiB … are the same)',
    examples: ['512 B', '2 KB', '4 TB'],
    withUnit: (n) => `write ${n} B, ${n} MB or ${n} GB`,
  },
  'bit-rate': {
    name: 'a bit rate',
    number: NUMBER,
    unit: anyOf(BIT_RATE_UNITS),
    single: true,
    description: 'Bits per second, decimal: bps, kbps, Mbps, Gbps or Tbps',
    examples: ['100 Mbps', '10 Gbps'],
    withUnit: (n) => `write ${n} Mbps or ${n} Gbps`,
  },
  'byte-rate': {
    name: 'an amount of data per period',
    number: NUMBER,
    unit: `${SIZE} ?/ ?${PERIOD}`,
    single: true,
    description: 'An amount of data per period',
    examples: ['250 MB/s', '100 GB/month'],
    withUnit: (n) => `write ${n} MB/s`,
  },
  share: {
    name: 'a share',
    number: NUMBER,
    unit: '%',
    bare: true,
    single: true,
    description: 'A part of the whole, in percent or from 0 to 1',
    examples: ['90%', '0.9'],
  },
  money: {
    name: 'an amount of money',
    number: NUMBER,
    unit: 'USD(?: ?/ ?month)?',
    single: true,
    description: 'An amount in US dollars',
    examples: ['6000 USD', '0.05 USD'],
    withUnit: (n) => `write ${n} USD`,
  },
  'month-amount': {
    name: 'an amount per month',
    number: NUMBER,
    unit: `(?:(?:${SIZE}|${DURATION}) ?/ ?${PERIOD}|${RATE})`,
    single: true,
    description: 'How much comes up in a month (or another period): a count, an amount of data, or a time',
    examples: ['2M/month', '100 GB/month', '730 h/month'],
    withUnit: (n) => `write ${n}/month`,
  },
  hours: {
    name: 'a running time per period',
    number: NUMBER,
    unit: `${anyOf(HOURS_TIMES)} ?/ ?${anyOf(HOURS_PERIODS)}`,
    single: true,
    description: 'How long something runs in each day, week, month or year',
    examples: ['40h/week', '4h/day', '300h/month'],
    withUnit: (n) => `write ${n}h/week or ${n}h/day`,
  },
  number: {
    name: 'a number',
    number: `[+-]?${NUMBER}`,
    single: false,
    description: 'A number, or a range of numbers',
    examples: ['1.2..1.8'],
  },
  count: {
    name: 'a whole number',
    number: String.raw`\d+`,
    single: false,
    description: 'A whole number from 0, or a range of them',
    examples: ['2..6'],
  },
};

/** The regular expression of a kind; `open` starts the group of each part that it can tell apart. */
function pattern({ number, unit, bare, single }: Syntax, open: (part: string) => string): string {
  const numberAs = (part: string) => `${open(part)}${number})`;
  const unitAs = (part: string, optional = bare) => {
    if (unit === undefined) return '';
    return optional ? `(?: ?${open(part)}${unit}))?` : ` ?${open(part)}${unit})`;
  };
  // Before the dots the unit may be left out: `200..600/s`.
  const low = `${numberAs('low')}${unitAs('lowUnit', true)}`;
  const range = `${low} ?\\.\\. ?${numberAs('high')}${unitAs('highUnit')}`;
  return single ? `^(?:${range}|${numberAs('number')}${unitAs('unit')})$` : `^${range}$`;
}

function forEachKind<T>(make: (syntax: Syntax) => T): Readonly<Record<QuantityKind, T>> {
  return Object.fromEntries(Object.entries(SYNTAX).map(([kind, syntax]) => [kind, make(syntax)])) as Record<
    QuantityKind,
    T
  >;
}

/**
 * For each kind the regular expression (ECMAScript, for the JSON Schema) of the text that the parser
 * takes, ranges included; what it cannot say is what a number may be: `150%` fits, and is refused.
 * Numbers that stand alone, as a `number`, `count` or `share`, are JSON numbers and not text.
 */
export const QUANTITY_PATTERNS = forEachKind((syntax) => ({
  pattern: pattern(syntax, () => '(?:'),
  description: syntax.description,
  examples: syntax.examples,
}));

const parsers = new Map<QuantityKind, RegExp>();

/**
 * Groups: `number` and `unit`, or of a range `low`, `lowUnit`, `high` and `highUnit`. Made when first asked for: usual
 * quantities need none.
 */
export function parserOf(kind: QuantityKind): RegExp {
  let parser = parsers.get(kind);
  if (!parser) {
    parser = new RegExp(
      pattern(SYNTAX[kind], (part) => `(?<${part}>`),
      'u',
    );
    parsers.set(kind, parser);
  }
  return parser;
}

/** How a quantity of the kind is written, as a fix. */
export function likeExamples(kind: QuantityKind): string {
  // Their examples are ranges: only those are text.
  if (kind === 'number') return 'write a number like 1.5';
  if (kind === 'count') return 'write a whole number like 3';
  const { examples } = SYNTAX[kind];
  return `write it like ${examples.slice(0, -1).join(', ')} or ${examples.at(-1)}`;
}
