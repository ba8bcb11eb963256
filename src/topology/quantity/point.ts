/** One value: a number and its unit made into SI units, and checked against what its kind can be. */
import { MOST_PLACES, exactText, withinPlaces } from './decimal.ts';
import { isExact, refuse } from './result.ts';
import type { QuantityKind, QuantityResult, Refused } from './result.ts';
import { SYNTAX, likeExamples } from './syntax.ts';
import { unitOf } from './units.ts';

/** Beyond this, in base units, a quantity is a slip of the keyboard. */
const LARGEST = 1e18;
/** Below this, in base units, a quantity is one too: what is computed with its square would be nothing. */
const SMALLEST = 1e-18;
/** A picosecond. */
const SHORTEST = 1e-12;

/** The unit that the largest value is told in. */
const BASE_UNITS: Readonly<Partial<Record<QuantityKind, string>>> = {
  rate: '/s',
  duration: 's',
  size: ' B',
  'bit-rate': ' bps',
  'byte-rate': ' B/s',
  money: ' USD',
  'month-amount': '/month',
};

/** Checks what every value must be, and what the kind asks for. `written` is how the user put it. */
function refusal(kind: QuantityKind, value: number, written: string): Refused | undefined {
  if (Math.abs(value) > LARGEST) {
    return refuse('value', `${written} is beyond anything real`, `write at most 1e18${BASE_UNITS[kind] ?? ''}`);
  }
  if (kind !== 'money' && value !== 0 && Math.abs(value) < (kind === 'duration' ? SHORTEST : SMALLEST)) {
    return refuse('value', `${written} is too small to tell from 0`, 'write 0, or a larger value');
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
  return undefined;
}

/** A value that is written as text; number and unit are of the kind's syntax. */
export function pointFromText(
  kind: QuantityKind,
  number: string,
  unitText: string,
  monthSeconds: number,
): QuantityResult {
  const unit = unitOf(kind, unitText, monthSeconds);
  const [mantissa, written10 = '0'] = (/[eE]/.test(number) ? number.toLowerCase().split('e') : [number]) as [
    string,
    string?,
  ];
  // Beyond a thousand any exponent means the same, and longer ones would not read back as numbers.
  const exponent = Math.max(-1000, Math.min(1000, Number(written10)));
  const value = (Number(`${mantissa}e${exponent + unit.exponent}`) * unit.factor) / unit.divisor;
  const written = `${number}${/^[A-Z]/.test(unitText) ? ' ' : ''}${unitText}`;
  if (value === 0 && /[1-9]/.test(mantissa)) {
    return refuse('value', `${written} is too small to tell from 0`, 'write 0, or a larger value');
  }
  const refused = refusal(kind, value, written);
  if (refused !== undefined) return refused;
  if (!isExact(kind)) {
    return { ok: true, quantity: unit.form === undefined ? { value } : { value, text: unit.form } };
  }
  if (value === 0) return { ok: true, quantity: { value: 0, text: '0' } };
  const text = exactText(number);
  if (kind === 'money' && withinPlaces(number) !== text) return tooManyPlaces(written, number);
  return { ok: true, quantity: { value, text } };
}

/** Refuses a figure of money that has more decimals than money is counted with. */
export function tooManyPlaces(written: string, number: string): Refused {
  const nearest = withinPlaces(number);
  const fix = nearest === '0' ? 'write 0, or a larger value' : `write ${nearest}`;
  return refuse('value', `${written} has more than ${MOST_PLACES} decimals`, fix);
}

/** A value that is a number of the file, not text: right for a `number`, a `count` or a `share` only. */
export function pointFromNumber(kind: QuantityKind, value: number): QuantityResult {
  if (!Number.isFinite(value)) return refuse('value', `${value} is not a finite number`, likeExamples(kind));
  const { withUnit } = SYNTAX[kind];
  if (withUnit !== undefined) {
    if (value < 0) return refuse('syntax', `${value} is negative`, likeExamples(kind));
    return refuse('syntax', `${value} has no unit`, withUnit(String(value)));
  }
  const written = String(value);
  const refused = refusal(kind, value, written);
  if (refused !== undefined) return refused;
  if (!isExact(kind)) return { ok: true, quantity: { value } };
  // Without an exponent JavaScript writes a number in that one form already.
  return { ok: true, quantity: { value, text: written.includes('e') ? exactText(written) : written } };
}
