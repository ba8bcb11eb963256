/** Estimates that are compared: saved ones, and those of topologies with what they were made of. */
import { atRate } from '../billing/money.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { headline } from '../diagnostics/render.ts';
import { UsageError } from '../diagnostics/usage-error.ts';
import type { Estimate, EstimateResult } from '../estimate/estimate.ts';
import { toJson } from '../estimate/published.ts';
import type { Sources } from '../topology/merge.ts';
import type { Cause, Comparison } from './comparison.ts';
import { differenceOf, noDifference } from './diff.ts';
import { editsBetween, stepsBetween } from './edits.ts';
import { savedSide, type Side } from './side.ts';

/** One side: a saved estimate, or a topology with its estimate. */
export interface Loaded {
  readonly name: string;
  readonly side: Side;
  readonly sources: Sources | undefined;
  readonly estimate: Estimate | undefined;
}

/**
 * What every estimate of one run is made with; tables that were read once are read for all.
 *
 * @param boughtOtherwise one of the same topology whose components are bought in other ways
 */
export type Estimator = (sources: Sources, boughtOtherwise?: Estimate) => EstimateResult;

/** A topology with errors, and the texts that they are shown in. */
export interface Broken {
  readonly name: string;
  readonly diagnostics: readonly Diagnostic[];
  readonly texts: ReadonlyMap<string, string>;
}

/** Why nothing can be compared with a side that has errors. */
export function brokenText({ name, diagnostics }: Pick<Broken, 'name' | 'diagnostics'>): string {
  const [first, ...others] = diagnostics.filter((one) => one.severity === 'error');
  const more = others.length === 0 ? '' : `, and ${others.length} more`;
  return `${name} has errors${first ? ` (${headline(first)}${more})` : ''}`;
}

export const isBroken = (one: Loaded | Broken): one is Broken => 'diagnostics' in one;

/** A topology with its estimate, whose JSON is made when it is asked for: of what does not change nobody asks. */
export function sideOf(name: string, sources: Sources, estimate: Estimate): Loaded {
  let side: Side | undefined;
  return {
    name,
    sources,
    estimate,
    get side() {
      return (side ??= toJson(estimate));
    },
  };
}

/** A topology with its estimate, or with its errors. */
export function attempt(name: string, sources: Sources, run: Estimator): Loaded | Broken {
  const result = run(sources);
  if (!result.ok) return { name, diagnostics: result.diagnostics, texts: sources.texts };
  return sideOf(name, sources, result.estimate);
}

/** A saved estimate, where the file is one; a topology may be JSON too, and has no schema of ours. */
export function savedIn(name: string, read: () => Uint8Array): Loaded | undefined {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(read());
  } catch {
    // Whoever reads it as a topology says what is wrong.
    return undefined;
  }
  if (!/^\s*\{/.test(text) || !text.includes('"quoin/')) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  return savedAs(name, value);
}

/** A saved estimate, where a value is one. */
export function savedAs(name: string, value: unknown): Loaded | undefined {
  const { schema } = value as { schema?: unknown };
  if (typeof schema !== 'string' || !schema.startsWith('quoin/')) return undefined;
  const result = savedSide(value);
  if (!result.ok) throw new UsageError(`${name}: ${result.problem}`);
  return { name, side: result.side, sources: undefined, estimate: undefined };
}

/** Compares two sides, and finds what caused the difference where both are topologies. */
export function compareSides(old: Loaded, now: Loaded, run: Estimator): Comparison {
  if (isSame(old, now)) return { old, new: now, difference: noDifference(...shownCost(now.estimate!)), causes: [] };
  let difference;
  try {
    difference = differenceOf(old.side, now.side);
  } catch (error) {
    if (error instanceof RangeError)
      throw new UsageError(`cannot compare ${old.name} with ${now.name}: ${error.message}`);
    throw error;
  }
  return { old, new: now, difference, causes: causesOf(old, now, run) };
}

/** Whether both sides are one estimate. */
export const isSame = (old: Loaded, now: Loaded): boolean =>
  now.estimate !== undefined && old.estimate === now.estimate;

const shownCost = ({ bill, topology: { currency } }: Estimate) =>
  [currency.code, atRate(bill.total, currency.perUsd), bill.atLeast] as const;

function causesOf(old: Loaded, now: Loaded, run: Estimator): readonly Cause[] | undefined {
  if (!old.sources || !now.sources) return undefined;
  const { locate } = now.sources;
  const steps = stepsBetween<Side>(
    old.sources.value,
    editsBetween(old.sources.value, now.sources.value),
    (value) => {
      const result = run({ value, diagnostics: [], texts: new Map(), locate });
      return result.ok ? toJson(result.estimate) : undefined;
    },
    old.side,
    now.side,
  );
  return steps.flatMap(({ edits, before, after }) =>
    before.cost.currency === after.cost.currency ? [{ edits, difference: differenceOf(before, after) }] : [],
  );
}
