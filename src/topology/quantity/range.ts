/** Uncertain values: the ends of a range, and its middle, made into one quantity. */
import { middleText } from './decimal.ts';
import { isExact, refuse } from './result.ts';
import type { Quantity, QuantityKind, QuantityResult } from './result.ts';

/**
 * A range of values that each are sound. `written` is what messages call it.
 *
 * @param mid Where the value most likely lies; the arithmetic middle where it is not given.
 */
export function rangeOf(
  kind: QuantityKind,
  low: Quantity,
  mid: Quantity | undefined,
  high: Quantity,
  written: string,
): QuantityResult {
  const points = mid === undefined ? [low, high] : [low, mid, high];
  if (!isExact(kind) && points.some(({ text }) => text !== low.text)) {
    return refuse('value', `${written} mixes different units`, 'give all ends of a range the same unit');
  }
  for (let i = 1; i < points.length; i++) {
    if (points[i]!.value < points[i - 1]!.value) {
      const fix = mid === undefined ? 'write the smaller one first' : 'write low, mid and high in rising order';
      return refuse('value', `${written} falls`, fix);
    }
  }
  return { ok: true, quantity: { ...(mid ?? middle(kind, low, high)), low: low.value, high: high.value } };
}

function middle(kind: QuantityKind, low: Quantity, high: Quantity): Quantity {
  // Not (low + high) / 2, so that the middle of a range of equal ends is that end to the last digit.
  const value = low.value + (high.value - low.value) / 2;
  if (kind === 'count') return { value: Math.round(value), text: String(Math.round(value)) };
  return isExact(kind) ? { value, text: middleText(low.text!, high.text!) } : { ...low, value };
}
