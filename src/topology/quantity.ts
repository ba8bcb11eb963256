/** Quantities with their units: "400/s", "9ms", "4 TB" → SI numbers, and back for display. */
import { describeValue, quote } from '../diagnostics/words.ts';
import { didYouMean } from '../diagnostics/suggest.ts';
import { explain } from './quantity/explain.ts';
import { plainParts } from './quantity/plain.ts';
import { pointFromNumber, pointFromText } from './quantity/point.ts';
import { rangeOf } from './quantity/range.ts';
import { refuse } from './quantity/result.ts';
import type { Quantity, QuantityKind, QuantityResult } from './quantity/result.ts';
import { SYNTAX, likeExamples, parserOf } from './quantity/syntax.ts';
import { MONTH_SECONDS } from './quantity/units.ts';

export { formatQuantity } from './quantity/format.ts';
export { QUANTITY_PATTERNS } from './quantity/syntax.ts';
export type { Quantity, QuantityKind, QuantityResult };

export interface QuantityOptions {
  /** Length of a month in seconds; 730 hours by default. */
  readonly monthSeconds?: number;
}

const LONGEST_TEXT = 200;
/** The keys of a range that is written as a mapping. */
const ENDS = ['low', 'mid', 'high'];

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
    return parseMapping(kind, input as Record<string, unknown>, monthSeconds);
  }
  if (typeof input === 'number') return pointFromNumber(kind, input);
  if (typeof input === 'string') return parseText(kind, input, monthSeconds);
  return unexpected(kind, input);
}

function unexpected(kind: QuantityKind, input: unknown): QuantityResult {
  return refuse('syntax', `found ${describeValue(input)}, expected ${SYNTAX[kind].name}`, likeExamples(kind));
}

/** A value, or a range with dots, whose ends may share one unit. */
function parseText(kind: QuantityKind, text: string, monthSeconds: number): QuantityResult {
  if (text.length > LONGEST_TEXT) {
    return refuse('syntax', `${quote(text)} is too long for ${SYNTAX[kind].name}`, likeExamples(kind));
  }
  const plain = plainParts(kind, text);
  if (plain) return pointFromText(kind, plain.number, plain.unit, monthSeconds);
  const parts = parserOf(kind).exec(text)?.groups;
  if (parts === undefined) return explain(kind, text);

  const { number, unit, low, lowUnit, high, highUnit } = parts;
  if (number !== undefined) return pointFromText(kind, number, unit ?? '', monthSeconds);
  const lower = pointFromText(kind, low!, lowUnit ?? highUnit ?? '', monthSeconds);
  if (!lower.ok) return lower;
  const upper = pointFromText(kind, high!, highUnit ?? lowUnit ?? '', monthSeconds);
  if (!upper.ok) return upper;
  return rangeOf(kind, lower.quantity, undefined, upper.quantity, text);
}

/** A range as a mapping of its ends. */
function parseMapping(kind: QuantityKind, input: Record<string, unknown>, monthSeconds: number): QuantityResult {
  const stray = Object.keys(input).find((key) => !ENDS.includes(key));
  if (stray !== undefined) {
    const meant = didYouMean(stray, ENDS);
    const fix = meant === undefined ? likeExamples(kind) : `did you mean ${quote(meant)}?`;
    return refuse('syntax', `unknown key ${quote(stray)}, a range has low, mid and high`, fix);
  }
  const points: Record<string, Quantity> = {};
  for (const key of ENDS) {
    const part = Object.hasOwn(input, key) ? input[key] : undefined;
    if (part === undefined) {
      if (key === 'mid') continue;
      const fix = `write low and high, or one value like ${SYNTAX[kind].examples[0]}`;
      return refuse('syntax', `the range has no ${quote(key)}`, fix);
    }
    const result = parseEnd(kind, part, monthSeconds);
    if (!result.ok) return { ...result, problem: `${key}: ${result.problem}` };
    points[key] = result.quantity;
  }
  return rangeOf(kind, points['low']!, points['mid'], points['high']!, 'the range');
}

/** One end of a range that is written as a mapping: a single value. */
function parseEnd(kind: QuantityKind, end: unknown, monthSeconds: number): QuantityResult {
  if (typeof end === 'number') return pointFromNumber(kind, end);
  if (typeof end === 'string' && SYNTAX[kind].single) {
    const parsed = parseText(kind, end, monthSeconds);
    if (!parsed.ok || parsed.quantity.low === undefined) return parsed;
  }
  return unexpected(kind, end);
}
