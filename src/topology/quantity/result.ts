/** What reading a quantity gives: a number in SI units, or what is wrong with the text and how to mend it. */

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

export interface Refused {
  readonly ok: false;
  /** `syntax`: not written as this kind is; `value`: written well, and impossible. */
  readonly reason: 'syntax' | 'value';
  /** What is wrong, as the message of a diagnostic. */
  readonly problem: string;
  readonly fix: string;
}

export type QuantityResult = { readonly ok: true; readonly quantity: Quantity } | Refused;

export function refuse(reason: Refused['reason'], problem: string, fix: string): Refused {
  return { ok: false, reason, problem, fix };
}

const EXACT: ReadonlySet<QuantityKind> = new Set(['money', 'number', 'count']);

/** Whether the kind's `text` is its exact decimal. */
export function isExact(kind: QuantityKind): boolean {
  return EXACT.has(kind);
}
