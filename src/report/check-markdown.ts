/** A check as a comment of a pull request. */
import type { Verdict } from '../checks/verdict.ts';
import { percentEncoded } from '../diagnostics/render.ts';
import { figureText, messageOf, summaryOf, titleOf, type CheckReporter } from './check.ts';
import { diffMarkdown } from './diff-markdown.ts';
import { moneyWithCode } from './figures.ts';
import { plain } from './markdown.ts';

/** Stands in the comment unseen, so that the next run finds it and writes over it; one for each topology. */
export const markerOf = (topology: string): string => `<!-- quoin-check: ${percentEncoded(topology)} -->`;

const STATES: Readonly<Record<Verdict['status'], string>> = { met: '✅', failed: '❌', unknown: '❔' };

export const checkMarkdown: CheckReporter = (result) => {
  const { estimate, comparison, verdicts } = result;
  const { topology, bill } = estimate;
  const out = [markerOf(topology.name)];
  out.push(
    `## ${plain(topology.name)}: ${bill.atLeast ? 'at least ' : ''}${moneyWithCode(bill.total, topology.currency)} a month`,
    '',
    `**${plain(summaryOf(result))}**`,
    '',
    '| | check | is | bound | |',
    '|---|---|---:|---:|---|',
  );
  for (const verdict of verdicts) {
    const { status, level, actual, limit } = verdict;
    const state = status === 'failed' && level === 'warn' ? '⚠️' : STATES[status];
    const told = status === 'met' ? '' : plain(messageOf(verdict, result));
    const place =
      status !== 'met' && verdict.position ? ` (${plain(verdict.position.file)}:${verdict.position.line})` : '';
    out.push(
      `| ${state} | ${plain(titleOf(verdict))} | ${plain(figureText(actual, topology.currency))} | ${plain(figureText(limit, topology.currency))} | ${told}${place} |`,
    );
  }
  out.push('');
  // Its own heading names the two sides and the sum; it is one level lower here.
  if (comparison) out.push(`#${diffMarkdown(comparison)}`);
  return out.join('\n');
};
