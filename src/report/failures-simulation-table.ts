/** Simulated failures beside the analytic availability for a terminal. */
import { printable } from '../diagnostics/render.ts';
import {
  FAILURE_HEAD,
  failureFooter,
  failureRemarks,
  failureRows,
  failureVerdict,
  type FailureReporter,
} from './failures-simulation.ts';
import { newTable } from './text-table.ts';

export const failureTable: FailureReporter = (comparison, options) => {
  const { paint } = options;
  const tinted = (text: string, good: boolean | undefined) =>
    good === undefined || text === '' ? text : good ? paint.green(text) : paint.red(text);

  const table = newTable(FAILURE_HEAD, [2, 3, 4, 5, 6], options);
  for (const row of failureRows(comparison)) table.push(row.map(({ text, good }) => tinted(printable(text), good)));
  const { text, good } = failureVerdict(comparison, printable);
  const parts = [
    `${paint.bold(printable(comparison.topology))}  availability, analytic beside simulated`,
    table.toString(),
    [tinted(text, good), ...failureRemarks(comparison, printable).map((note) => paint.yellow(note))].join('\n'),
    paint.dim(printable(failureFooter(comparison))),
  ];
  return `${parts.join('\n\n')}\n`;
};
