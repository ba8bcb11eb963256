/** A check as a comment of a pull request. */
import type { CheckResult, Verdict } from '../checks/verdict.ts';
import { percentEncoded, printable } from '../diagnostics/render.ts';
import {
  figureText,
  identityOf,
  loosenedText,
  messageOf,
  summaryOf,
  titleOf,
  type CheckReporter,
  type CheckReportOptions,
} from './check.ts';
import { diffMarkdown } from './diff-markdown.ts';
import { moneyWithCode } from './figures.ts';
import { plain } from './plain.ts';

/**
 * Stands in the comment unseen, so that the next run finds it and writes over it; one for each topology by its files,
 * whatever its name is.
 */
export const markerOf = (identity: string): string =>
  `<!-- quoin-check: ${identity.split('/').map(percentEncoded).join('/')} -->`;

const STATES: Readonly<Record<Verdict['status'], string>> = { met: '✅', failed: '❌', unknown: '❔' };

export const checkMarkdown: CheckReporter = (result, options) =>
  `${markerOf(identityOf(options, result.estimate.topology.name))}\n${checkSection(result)}`;

/** What takes the place of the report where there is none: what quoin says instead, taken literally. */
export function brokenMarkdown(said: string, options: CheckReportOptions): string {
  const lines = said.trim().split('\n');
  const shown = lines.slice(0, MOST_LINES).map((line) => `    ${printable(line)}`);
  const more = lines.length > MOST_LINES ? ['', `(${lines.length - MOST_LINES} more lines)`] : [];
  const name = identityOf(options, 'topology');
  return [markerOf(name), `## ${plain(name)} cannot be checked`, '', ...shown, ...more, ''].join('\n');
}

const MOST_LINES = 60;

/** A check without its marker. */
export function checkSection(result: CheckResult): string {
  const { estimate, comparison, verdicts, loosened = [] } = result;
  const { topology, bill } = estimate;
  const out: string[] = [];
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
  if (loosened.length > 0) {
    out.push('What the change takes from the bounds:', '');
    for (const one of loosened) {
      const { position } = one;
      const place = position ? ` (${plain(position.file)}:${position.line})` : '';
      out.push(`- ⚠️ ${plain(loosenedText(one, topology.currency))}${place}`);
    }
    out.push('');
  }
  // Its own heading names the two sides and the sum; it is one level lower here.
  if (comparison) out.push(`#${diffMarkdown(comparison)}`);
  return out.join('\n');
}
