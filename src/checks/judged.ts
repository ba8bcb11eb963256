/** Checks of one topology: the rules that are added to its own, and the verdicts. */
import { UsageError } from '../diagnostics/usage-error.ts';
import {
  brokenText,
  compareSides,
  isBroken,
  isSame,
  type Broken,
  type Estimator,
  type Loaded,
} from '../comparison/loaded.ts';
import type { Bound } from '../topology/check-rule.ts';
import { parseBound } from '../topology/checks.ts';
import { judge, type Asked } from './judge.ts';
import { loosenedBetween } from './loosened.ts';
import type { Loosening } from './verdict.ts';
import type { CheckResult } from './verdict.ts';

export interface JudgeOptions {
  readonly budget?: string;
  readonly baseline?: string;
  readonly maxIncrease?: string;
  readonly allowUnpriced?: boolean;
  readonly allowUnknown?: boolean;
}

/** The rules that are added to those of the topology. */
export function askedOf(options: JudgeOptions): Asked {
  const asked: Asked = {
    budget: boundOf('--budget', options.budget, ['usd']),
    maxIncrease: boundOf('--max-increase', options.maxIncrease, ['usd', 'percent']),
    allowUnpriced: options.allowUnpriced ?? false,
    allowUnknown: options.allowUnknown ?? false,
  };
  if (asked.maxIncrease && options.baseline === undefined)
    throw new UsageError('--max-increase needs something to compare with: give --baseline main, or a saved estimate');
  return asked;
}

function boundOf(option: string, text: string | undefined, units: readonly Bound['unit'][]): Bound | undefined {
  if (text === undefined) return undefined;
  // Money is in dollars where nothing else is said.
  const read = parseBound(/^\s*[\d.]+\s*$/.test(text) ? `${text.trim()} USD` : text, units);
  if (!read.ok) throw new UsageError(`${option} ${text}: ${read.problem} (${read.fix})`);
  return read.bound;
}

/** A topology whose estimate was just worked out. */
export type Checked = Loaded & {
  readonly estimate: NonNullable<Loaded['estimate']>;
  readonly sources: NonNullable<Loaded['sources']>;
};

/**
 * Judges a topology.
 *
 * @param old what it is compared with; text that says why there is nothing. One with errors must not stand in the way
 *   of who mends it: nothing is compared.
 */
export function judged(
  now: Checked,
  old: Loaded | Broken | string | undefined,
  asked: Asked,
  run: Estimator,
  today: Date,
): CheckResult {
  const { estimate, sources } = now;
  const broken = typeof old === 'object' && isBroken(old) ? old : undefined;
  const before = typeof old === 'object' && !isBroken(old) ? old : undefined;
  const comparison = before && compareSides(before, now, run);
  const noBaseline = broken ? brokenText(broken) : typeof old === 'string' ? old : undefined;
  const verdicts = judge(estimate, {
    asked,
    comparison,
    noBaseline,
    isBaselineBroken: broken !== undefined,
    today,
    sources,
  });
  const loosened = before && loosenedOf(before, now);
  const passed = !verdicts.some(({ level, status }) => level === 'error' && status === 'failed');
  return {
    estimate,
    get side() {
      return now.side;
    },
    comparison,
    verdicts,
    loosened,
    passed,
  };
}

function loosenedOf(old: Loaded, now: Checked): Loosening[] {
  if (isSame(old, now)) return [];
  return loosenedBetween(
    { side: old.side, checks: old.estimate?.topology.checks },
    { side: now.side, checks: now.estimate.topology.checks },
    now.sources,
  );
}
