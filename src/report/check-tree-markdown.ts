/**
 * A check of many topologies as one comment of a pull request: what passes and does not change is counted, all else
 * shown.
 */
import { headline } from '../diagnostics/render.ts';
import { checkSection, markerOf } from './check-markdown.ts';
import { CheckSums, countsText, stateOf, type CheckTreeCollector, type TreeState } from './check-tree.ts';
import { plain } from './plain.ts';
import { changeText, costOfEstimate, costOfSide, costText, topologies } from './tree.ts';

const STATES: Readonly<Record<TreeState, string>> = {
  ok: '✅',
  warning: '⚠️',
  failed: '❌',
  errors: '❌',
  removed: '➖',
};

/** @param identity the folders, by which the next run finds its comment */
export function checkTreeMarkdown(identity: string): CheckTreeCollector {
  const sums = new CheckSums();
  const rows: string[] = [];
  const sections: string[] = [];
  let silent = 0;
  const row = (...cells: readonly string[]) => void rows.push(`| ${cells.join(' | ')} |`);
  return {
    add(result, { files }) {
      sums.addResult(result);
      const state = stateOf(result);
      const { difference } = result.comparison ?? {};
      const isChanged = difference !== undefined && difference.components.length + difference.classes.length > 0;
      if (state === 'ok' && !isChanged && (difference || !result.verdicts.some(({ status }) => status === 'unknown'))) {
        silent++;
        return;
      }
      row(
        STATES[state],
        plain(files[0]!),
        plain(costText(costOfEstimate(result.estimate))),
        plain(difference ? changeText(difference.cost.change, difference.share) : ''),
        countsText(result),
      );
      // One level lower than in a comment of its own.
      if (state !== 'ok' || isChanged)
        sections.push(`### ${plain(files[0]!)}\n\n${checkSection(result).replaceAll(/^##/gm, '####')}`);
    },
    addBroken(errors, { files }) {
      sums.broken++;
      row(STATES.errors, plain(files[0]!), '', '', 'cannot be checked');
      const lines = errors.map((one) => `- ${plain(headline(one))}`);
      sections.push([`### ${plain(files[0]!)}`, '', ...lines, ''].join('\n'));
    },
    addRemoved(file, old) {
      sums.removed++;
      if (old) sums.add('old', costOfSide(old));
      row(STATES.removed, plain(file), '', old ? plain(`−${costText(costOfSide(old))}`) : '', 'removed');
    },
    text() {
      const totals = sums
        .totals()
        .map((one) =>
          plain([`${one.currency} together`, changeText(one.change, one.share)].filter(Boolean).join(': ')),
        );
      return [
        markerOf(identity),
        `## ${sums.text()}`,
        '',
        ...(rows.length > 0
          ? ['| | topology | cost/month | change | checks |', '|---|---|---:|---:|---|', ...rows, '']
          : []),
        ...(silent > 0
          ? [`${topologies(silent)} ${silent === 1 ? 'passes and does' : 'pass and do'} not change.`, '']
          : []),
        ...(sums.totals().some((one) => one.change !== 0n && one.old !== 0n) ? [totals.join('; '), ''] : []),
        ...sections,
      ].join('\n');
    },
  };
}
