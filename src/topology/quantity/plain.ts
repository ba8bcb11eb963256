/**
 * The usual way to write a quantity, one number and its unit: `400/s`, `4 TB`. It is told apart by tables of units,
 * since the regular expressions of all ways take a fifth of a command's time to compile.
 */
import type { QuantityKind } from './result.ts';
import { HOURS_PERIODS, HOURS_TIMES } from './syntax.ts';
import { BIT_RATE_UNITS, DURATION_UNITS, PERIODS, SIZE_UNITS } from './units.ts';

const PLAIN = /^(\d+(?:\.\d+)?)( ?)(\D*)$/;

const each = (amounts: readonly string[], periods: readonly string[]) =>
  amounts.flatMap((amount) => periods.map((period) => `${amount}/${period}`));
const rates = () => each(['', 'k', 'M', 'G'], PERIODS);

/** Units of a kind, written without blanks within; '' where it may be left out. */
const UNITS: Readonly<Partial<Record<QuantityKind, () => readonly string[]>>> = {
  rate: rates,
  'rate-or-factor': () => ['x', ...rates()],
  duration: () => DURATION_UNITS,
  size: () => SIZE_UNITS,
  'bit-rate': () => BIT_RATE_UNITS,
  'byte-rate': () => each(SIZE_UNITS, PERIODS),
  share: () => ['%', ''],
  money: () => ['USD', 'USD/month'],
  'month-amount': () => [...each([...SIZE_UNITS, ...DURATION_UNITS], PERIODS), ...rates()],
  hours: () => each(HOURS_TIMES, HOURS_PERIODS),
};
const known = new Map<QuantityKind, ReadonlySet<string>>();

/** Number and unit of a text that is written the usual way; undefined for every other, right or wrong. */
export function plainParts(kind: QuantityKind, text: string): { number: string; unit: string } | undefined {
  const units = UNITS[kind];
  const parts = units && PLAIN.exec(text);
  if (!units || !parts) return undefined;
  const [, number, blank, unit] = parts as unknown as [string, string, string, string];
  let ofKind = known.get(kind);
  if (!ofKind) known.set(kind, (ofKind = new Set(units())));
  // A blank stands before a unit or nowhere.
  return ofKind.has(unit) && (unit !== '' || blank === '') ? { number, unit } : undefined;
}
