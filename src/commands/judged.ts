/** What checks of one topology and of many tell on standard error. */
import type { CheckResult } from '../checks/verdict.ts';
import type { Position } from '../diagnostics/diagnostic.ts';
import { printable } from '../diagnostics/render.ts';
import type { Io } from '../host/io.ts';
import { loosenedText, messageOf } from '../report/check.ts';

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
