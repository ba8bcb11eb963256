/** A drill for a terminal. */
import { printable } from '../diagnostics/render.ts';
import { DRILL_HEAD, drillRemarks, drillRows, type DrillReporter } from './drill.ts';
import { indented, newWrappedTable } from './wrapped-table.ts';

export const drillTable: DrillReporter = (drill, options) => {
  const { paint } = options;
  const tints = { up: paint.green, degraded: paint.yellow, down: paint.red };
  const table = newWrappedTable(DRILL_HEAD, [3, 4, 5], [0, 6], options);
  for (const { scenario, requestClass, state, headroom, p50, p99, notes } of drillRows(drill)) {
    // A note a line: the first beside the figures.
    const [first = '', ...more] = notes.map(printable);
    const tinted = state === undefined ? '' : tints[state](state);
    table.push([printable(scenario), printable(requestClass), tinted, headroom, p50, p99, first]);
    for (const note of more) table.push(['', '', '', '', '', '', note]);
  }
  const parts = [
    `${paint.bold(printable(drill.topology))}  what is left of the peak when something fails`,
    table.toString(),
    drillRemarks(drill, printable)
      .map((note) => indented(paint.dim(note), 0, options))
      .join('\n'),
  ];
  return `${parts.join('\n\n')}\n`;
};
