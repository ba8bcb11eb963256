/** The comparison with the simulation for a pull request or a page. */
import { plain } from './markdown.ts';
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

const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;

export const simulationMarkdown: SimulationReporter = (comparison) => {
  const out = [`## ${plain(comparison.topology)}: the peak, analytic beside simulated`, ''];
  out.push(line(CLASS_HEAD), '|---|---|---:|---:|---:|---:|');
  for (const row of classRows(comparison))
    out.push(line(row.map(({ text, good }) => (good === false && text !== '' ? `**${plain(text)}**` : plain(text)))));
  out.push('', `${verdict(comparison, plain).text}.`, '');
  for (const note of remarks(comparison, plain)) out.push(`${note}.`, '');
  const used = resourceRows(comparison);
  if (used.length > 0) {
    out.push(line(RESOURCE_HEAD), '|---|---|---:|---:|');
    for (const row of used) out.push(line(row.map(plain)));
    out.push('');
  }
  if (comparison.warnings.length > 0) {
    out.push('<details><summary>Warnings</summary>', '');
    for (const { code, message, fix } of comparison.warnings)
      out.push(`- \`${code}\`: ${plain(message)}${fix === undefined ? '' : ` (${plain(fix)})`}`);
    out.push('', '</details>', '');
  }
  out.push(`${footer(comparison)}.`, '');
  return out.join('\n');
};
