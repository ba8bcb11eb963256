/** Why a text is no quantity: what is wrong with it, and what was probably meant. */
import { quote } from '../../diagnostics/words.ts';
import { didYouMean } from '../../diagnostics/suggest.ts';
import { refuse } from './result.ts';
import type { QuantityKind, Refused } from './result.ts';
import { NUMBER, SYNTAX, likeExamples, parserOf } from './syntax.ts';
import { BIT_RATE_UNITS, DURATION_UNITS, PERIODS, SIZE_UNITS } from './units.ts';

/** Units that people write, and the one that they mean; looked up as written, then in small letters. */
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
  size: { byte: ' B', bytes: ' B', k: ' KB', M: ' MB', G: ' GB', T: ' TB', P: ' PB' },
  rate: { rps: '/s', qps: '/s', tps: '/s', hz: '/s', rpm: '/min', qpm: '/min' },
  'rate-or-factor': { '×': 'x', X: 'x', rps: '/s', qps: '/s', tps: '/s', rpm: '/min' },
  'byte-rate': { bps: ' B/s', kbps: ' KB/s', mbps: ' MB/s', gbps: ' GB/s' },
  'bit-rate': { 'kb/s': ' kbps', 'mb/s': ' Mbps', 'gb/s': ' Gbps' },
  share: { percent: '%', pct: '%' },
  money: { $: ' USD', US$: ' USD', dollars: ' USD', '$/month': ' USD' },
};

/** Periods that people write, and the one that they mean. */
const OTHER_PERIODS: ReadonlyMap<string, string> = new Map([
  ['sec', 's'],
  ['second', 's'],
  ['m', 'min'],
  ['minute', 'min'],
  ['hr', 'h'],
  ['mo', 'month'],
  ['mon', 'month'],
  ['months', 'month'],
  ['days', 'day'],
  ['weeks', 'week'],
  ['years', 'year'],
]);

const BARE_RANGE = new RegExp(`^(${NUMBER}) ?\\.\\. ?(${NUMBER})$`);
const CURRENCY_BEFORE = /^(?:\$|USD)\s*([\d.]+)$/;
/** A number, also one with a sign or without digits after its point, and whatever follows it. */
const NUMBER_AND_REST = /^([+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)\s*(.*)$/su;
/** What rates count, after a multiple or without: `k`, `req`, `M events`. */
const COUNTED = /^([kKMGB])?\s*(?:r|q|req|reqs|requests?|calls?|messages?|ops|events?)?$/u;

/** Says why a text is not of the kind, as precisely as can be told, with the text that was probably meant. */
export function explain(kind: QuantityKind, text: string): Refused {
  const { name, single, withUnit } = SYNTAX[kind];
  const no = (problem: string, fix: string) => refuse('syntax', problem, fix);
  if (text.trim() === '') return no(`found empty text, expected ${name}`, likeExamples(kind));
  // Only a suggestion that the parser takes is worth making.
  const write = (mended: string) => (parserOf(kind).test(mended) ? `write ${mended}` : likeExamples(kind));
  if (text.trim() !== text) return no(`${quote(text)} has blanks around it`, write(text.trim()));
  if (/^-\s*[\d.]/.test(text) && kind !== 'number') return no(`${text} is negative`, 'write at least 0');
  if (/\d[,_']\d{3}(?!\d)/.test(text)) {
    return no(`${quote(text)} groups its digits`, write(text.replaceAll(/(?<=\d)[,_'](?=\d{3})/g, '')));
  }
  if (/^\d+,\d+/.test(text)) return no(`${quote(text)} has a decimal comma`, write(text.replace(',', '.')));
  if (!single && Number.isFinite(Number(text))) {
    return no(`${quote(text)} is text, expected ${name}`, `write ${text} without quotes`);
  }
  if (kind === 'money') {
    const currency = CURRENCY_BEFORE.exec(text);
    if (currency !== null) return no(`${quote(text)} has the currency in front`, `write ${currency[1]} USD`);
  }
  const range = BARE_RANGE.exec(text);
  if (range !== null && withUnit !== undefined) {
    return no(`${text} has no unit`, withUnit(`${range[1]}..${range[2]}`));
  }

  const wrong = `${quote(text)} is not ${name}`;
  const parts = NUMBER_AND_REST.exec(text);
  if (parts === null) return no(wrong, likeExamples(kind));
  const [, number, unit] = parts as unknown as [string, string, string];
  const shown = number.replace(/^\+/, '').replace(/\.$/, '');
  if (unit === '') {
    if (withUnit === undefined) return no(wrong, write(shown));
    return no(number === shown ? `${text} has no unit` : wrong, withUnit(shown));
  }
  if (kind === 'money' && /^[A-Z]{3}\b/.test(unit)) {
    const currency = unit.slice(0, 3);
    return no(`amounts are in USD, found ${currency}`, `convert it, and set billing.currency to show ${currency}`);
  }
  const meant = meantUnit(kind, unit);
  if (meant !== undefined && parserOf(kind).test(`${shown}${meant}`)) {
    return no(`${quote(unit)} is no unit of ${name}`, `write ${shown}${meant}`);
  }
  return no(wrong, likeExamples(kind));
}

/** The unit that was meant, with the blank before it where it is usual; not sure to be of the kind's syntax. */
function meantUnit(kind: QuantityKind, unit: string): string | undefined {
  const others = OTHER_UNITS[kind] ?? {};
  const other = [unit, unit.toLowerCase()].find((word) => Object.hasOwn(others, word));
  if (other !== undefined) return others[other];
  switch (kind) {
    case 'duration':
      return didYouMean(unit, DURATION_UNITS);
    case 'size':
      return afterBlank(didYouMean(unit, SIZE_UNITS));
    case 'bit-rate':
      return afterBlank(didYouMean(unit, BIT_RATE_UNITS));
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

const afterBlank = (unit: string | undefined): string | undefined => (unit === undefined ? undefined : ` ${unit}`);

/** Of `GB per month`, `req/s` or `5K/min`: the amount and the period that were meant. */
function meantPerPeriod(kind: QuantityKind, unit: string): string | undefined {
  const slash = /^(.*?)\s*(?:\/|\bper\b)\s*(.*)$/u.exec(unit);
  const what = slash?.[1] ?? unit;
  const period = meantPeriod(kind, (slash?.[2] ?? '').toLowerCase());
  if (period === undefined) return undefined;
  if (kind === 'hours') {
    const time = /^ho?u?rs?$/i.test(what) ? 'h' : what.toLowerCase();
    return ['s', 'min', 'h', 'd'].includes(time) ? `${time}/${period}` : undefined;
  }
  if (kind === 'byte-rate' || kind === 'month-amount') {
    const size = SIZE_UNITS.find((word) => word.toLowerCase() === what.toLowerCase());
    if (size !== undefined) return ` ${size}/${period}`;
    if (kind === 'byte-rate') return undefined;
  }
  const counted = COUNTED.exec(what);
  if (counted === null) return undefined;
  const multiple = counted[1] ?? '';
  // B is a thousand millions to some and bytes to others: G says it without doubt.
  return `${multiple === 'K' ? 'k' : multiple === 'B' ? 'G' : multiple}/${period}`;
}

function meantPeriod(kind: QuantityKind, period: string): string | undefined {
  if (period === '') return kind === 'month-amount' || kind === 'hours' ? 'month' : 's';
  return OTHER_PERIODS.get(period) ?? didYouMean(period, PERIODS);
}
