/** A check for a terminal. */
import type { Verdict } from '../checks/verdict.ts';
import type { Position } from '../diagnostics/diagnostic.ts';
import { printable } from '../diagnostics/render.ts';
import { figureText, loosenedText, messageOf, titleOf, type CheckReporter } from './check.ts';
import { effectOf } from './diff.ts';
import { moneyWithCode } from './figures.ts';
import type { Paint } from './report.ts';
import { newTable } from './text-table.ts';

export const checkTable: CheckReporter = (result, options) => {
  const { paint } = options;
  const { estimate, comparison, verdicts, loosened = [] } = result;
  const { topology, bill } = estimate;
  const head = `${paint.bold(printable(topology.name))}  ${bill.atLeast ? 'at least ' : ''}${paint.bold(moneyWithCode(bill.total, topology.currency))} a month${
    comparison ? `  ${paint.dim(printable(effectOf(comparison)))}` : ''
  }`;
  const table = newTable(['', 'check', 'is', 'bound'], [2, 3], options);
  for (const verdict of verdicts) {
    const { actual, limit } = verdict;
    table.push([
      stateText(verdict, paint),
      printable(titleOf(verdict)),
      isLatencyWithoutEnd(verdict) ? 'unbounded' : figureText(actual, topology.currency),
      figureText(limit, topology.currency),
    ]);
  }
  // What failed is told once: beside the report, or here.
  const isTold = ({ status, level }: Verdict) =>
    status === 'failed' && (options.told === 'all' || (options.told === 'failures' && level === 'error'));
  const told = verdicts.filter((verdict) => verdict.status !== 'met' && !isTold(verdict));
  const lines = [
    ...told.map((verdict) => line(stateText(verdict, paint), verdict.position, messageOf(verdict, result))),
    ...(options.told === 'all' ? [] : loosened).map((one) =>
      line(paint.yellow('looser'), one.position, loosenedText(one, topology.currency)),
    ),
  ];
  return `${[head, table.toString(), lines.join('\n')].filter((part) => part !== '').join('\n\n')}\n`;
};

const line = (state: string, position: Position | undefined, message: string): string =>
  `${state}  ${position ? `${printable(position.file)}:${position.line}:${position.column}: ` : ''}${printable(message)}`;

const isLatencyWithoutEnd = ({ status, actual, limit }: Verdict) =>
  status === 'failed' && actual === undefined && limit?.unit === 's';

function stateText({ status, level }: Verdict, paint: Paint): string {
  if (status === 'met') return paint.green('ok');
  if (status === 'unknown') return paint.yellow('not known');
  return level === 'error' ? paint.red('failed') : paint.yellow('warning');
}
