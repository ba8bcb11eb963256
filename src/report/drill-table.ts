/** A drill for a terminal. */
import { printable } from '../diagnostics/render.ts';
import { DRILL_HEAD, drillRemarks, drillRows, type DrillReporter } from './drill.ts';
import { newTable } from './text-table.ts';

export const drillTable: DrillReporter = (drill, options) => {
  const { paint } = options;
  const tints = { up: paint.green, degraded: paint.yellow, down: paint.red };
  const table = newTable(DRILL_HEAD, [3, 4, 5], options);
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
      .map((note) => paint.dim(note))
      .join('\n'),
  ];
  return `${parts.join('\n\n')}\n`;
};
