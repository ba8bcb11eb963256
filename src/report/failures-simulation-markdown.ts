/** Simulated failures beside the analytic availability for a pull request or a page. */
import {
  FAILURE_HEAD,
  failureFooter,
  failureRemarks,
  failureRows,
  failureVerdict,
  type FailureReporter,
} from './failures-simulation.ts';
import { plain } from './markdown.ts';

const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;

export const failureMarkdown: FailureReporter = (comparison) => {
  const out = [`## ${plain(comparison.topology)}: availability, analytic beside simulated`, ''];
  out.push(line(FAILURE_HEAD), '|---|---|---:|---:|---:|---:|---:|---|');
  for (const row of failureRows(comparison)) {
    const cells = row.map(({ text, good }) => (good === false ? `**${plain(text)}**` : plain(text)));
    out.push(line(FAILURE_HEAD.map((_, index) => cells[index] ?? '')));
  }
  out.push('', `${failureVerdict(comparison, plain).text}.`, '');
  for (const note of failureRemarks(comparison, plain)) out.push(`${note}.`, '');
  if (comparison.warnings.length > 0) {
    out.push('<details><summary>Warnings</summary>', '');
    for (const { code, message, fix } of comparison.warnings)
      out.push(`- \`${code}\`: ${plain(message)}${fix === undefined ? '' : ` (${plain(fix)})`}`);
    out.push('', '</details>', '');
  }
  out.push(`${plain(failureFooter(comparison))}.`, '');
  return out.join('\n');
};
