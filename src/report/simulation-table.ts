/** The comparison with the simulation for a terminal. */
import { printable } from '../diagnostics/render.ts';
import {
  CLASS_HEAD,
  RESOURCE_HEAD,
  classRows,
  footer,
  remarks,
  resourceRows,
  verdict,
  type SimulationReporter,
} from './simulation.ts';
import { newTable } from './text-table.ts';

export const simulationTable: SimulationReporter = (comparison, options) => {
  const { paint } = options;
  const tinted = (text: string, good: boolean | undefined) =>
    good === undefined || text === '' ? text : good ? paint.green(text) : paint.red(text);

  const classes = newTable(CLASS_HEAD, [2, 3, 4, 5], options);
  for (const row of classRows(comparison)) classes.push(row.map(({ text, good }) => tinted(printable(text), good)));
  const resources = newTable(RESOURCE_HEAD, [2, 3], options);
  const used = resourceRows(comparison);
  for (const row of used) resources.push(row.map(printable));
  const { text, good } = verdict(comparison, printable);
  const parts = [
    `${paint.bold(printable(comparison.topology))}  the peak, analytic beside simulated`,
    classes.toString(),
    [tinted(text, good), ...remarks(comparison, printable).map((note) => paint.yellow(note))].join('\n'),
    ...(used.length > 0 ? [resources.toString()] : []),
    paint.dim(footer(comparison)),
  ];
  return `${parts.join('\n\n')}\n`;
};
