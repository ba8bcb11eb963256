/** A drill for a pull request or a page. */
import { DRILL_HEAD, drillRemarks, drillRows, type DrillReporter } from './drill.ts';
import { plain } from './markdown.ts';

const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;

export const drillMarkdown: DrillReporter = (drill) => {
  const out = [`## ${plain(drill.topology)}: what is left of the peak when something fails`, ''];
  out.push(line(DRILL_HEAD), '|---|---|---|---:|---:|---:|---|');
  for (const { scenario, requestClass, state = '', headroom, p50, p99, notes } of drillRows(drill))
    out.push(
      line([
        scenario === '' ? '' : `**${plain(scenario)}**`,
        plain(requestClass),
        state === 'down' ? `**${state}**` : state,
        headroom,
        p50,
        p99,
        notes.map(plain).join('<br>'),
      ]),
    );
  out.push('');
  for (const note of drillRemarks(drill, plain)) out.push(`${note}.`, '');
  return out.join('\n');
};
