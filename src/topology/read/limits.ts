/** What a file may not hold, however it is written: too much, too deep, or what no value of ours can be. */

/** Mappings and lists inside each other; a topology needs about eight. */
export const DEEPEST = 64;
/** Values in one file. Ten thousand components with all their details come to about a third of it. */
export const MOST_VALUES = 1_000_000;
/** Keys of one mapping. */
export const MOST_KEYS = 100_000;
/** Values that all aliases of a file may stand for together. */
export const MOST_ALIASED_VALUES = 100_000;
export const MOST_ERRORS = 100;

const FORBIDDEN_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** Whether a key could reach an object's prototype; such keys are refused wherever they stand. */
export function isForbiddenKey(key: string): boolean {
  return FORBIDDEN_KEYS.has(key);
}

/** Whether a number is finite and, if whole, not so large (beyond 2^53) that its neighbours look the same. */
export function isSoundNumber(value: number): boolean {
  return Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value));
}
