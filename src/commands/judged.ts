/** What checks of one topology and of many have in common: the rules of the command line, the verdicts, what is told of them. */
import { judge, type Asked } from '../checks/judge.ts';
import { loosenedBetween, type Loosening } from '../checks/loosened.ts';
import type { CheckResult } from '../checks/verdict.ts';
import type { Position } from '../diagnostics/diagnostic.ts';
import { printable } from '../diagnostics/render.ts';
import { UsageError } from '../diagnostics/usage-error.ts';
import type { Io } from '../host/io.ts';
import { loosenedText, messageOf } from '../report/check.ts';
import type { Bound } from '../topology/check-rule.ts';
import { parseBound } from '../topology/checks.ts';
import { brokenText, compareSides, isBroken, isSame, type Broken, type Estimator, type Loaded } from './sides.ts';

export interface JudgeCommandOptions {
  readonly budget?: string;
  readonly baseline?: string;
  readonly maxIncrease?: string;
  readonly allowUnpriced?: boolean;
  readonly allowUnknown?: boolean;
}

/** The rules that the command line adds. */
export function askedOf(options: JudgeCommandOptions): Asked {
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
 * @param old what it is compared with; text that says why there is nothing. One with errors must not stand in the way of who mends it: nothing is compared.
 */
export function judged(
  now: Checked,
  old: Loaded | Broken | string | undefined,
  asked: Asked,
  run: Estimator,
  io: Pick<Io, 'now'>,
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
    today: io.now(),
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

/** Says on standard error what failed, and what only warns unless it is to be quiet. */
export function tellFailures(result: CheckResult, io: Io): void {
  const tell = (position: Position | undefined, word: string, message: string) => {
    const place = position ? `${position.file}:${position.line}:${position.column}: ` : '';
    io.err(`${printable(place)}${word}: ${printable(message)}\n`);
  };
  const warning = io.errPaint.yellow('warning');
  for (const verdict of result.verdicts) {
    if (verdict.status !== 'failed') continue;
    const isError = verdict.level === 'error';
    if (isError || !io.quiet)
      tell(verdict.position, isError ? io.errPaint.red('failed') : warning, messageOf(verdict, result));
  }
  if (io.quiet) return;
  for (const one of result.loosened ?? [])
    tell(one.position, warning, loosenedText(one, result.estimate.topology.currency));
}

/** Runners of GitHub take commands from standard error too: what a topology says is never one. */
export const withoutCommands = (text: string): string =>
  text.replaceAll('##[', '##\\[').replace(/^(\s*)::/gm, (_, space: string) => `${space}\\::`);
