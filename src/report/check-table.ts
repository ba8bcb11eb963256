/** A check for a terminal. */
import type { Verdict } from '../checks/verdict.ts';
import { printable } from '../diagnostics/render.ts';
import { figureText, messageOf, titleOf, type CheckReporter } from './check.ts';
import { effectOf } from './diff.ts';
import { moneyWithCode } from './figures.ts';
import type { Paint } from './report.ts';
import { newTable } from './text-table.ts';

export const checkTable: CheckReporter = (result, options) => {
  const { paint } = options;
  const { estimate, comparison, verdicts } = result;
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
  const told = verdicts.filter(({ status }) => status !== 'met');
  const lines = told.map(
    (verdict) =>
      `${stateText(verdict, paint)}  ${verdict.position ? `${printable(verdict.position.file)}:${verdict.position.line}:${verdict.position.column}: ` : ''}${printable(messageOf(verdict, result))}`,
  );
  return `${[head, table.toString(), lines.join('\n')].filter((part) => part !== '').join('\n\n')}\n`;
};

const isLatencyWithoutEnd = ({ status, actual, limit }: Verdict) =>
  status === 'failed' && actual === undefined && limit?.unit === 's';

function stateText({ status, level }: Verdict, paint: Paint): string {
  if (status === 'met') return paint.green('ok');
  if (status === 'unknown') return paint.yellow('not known');
  return level === 'error' ? paint.red('failed') : paint.yellow('warning');
}
