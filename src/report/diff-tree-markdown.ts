/** What changes in many topologies, for a pull request or a page. */
import { diffMarkdown } from './diff-markdown.ts';
import { changeOf, costsOf, treeSummary, treeTotals, type DiffTreeReporter } from './diff-tree.ts';
import { shownAmount } from './diff.ts';
import { plain } from './plain.ts';
import { changeText, costText } from './tree.ts';

export const diffTreeMarkdown: DiffTreeReporter = (changes) => {
  const row = (...cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const telling = changes.filter((one) => one.change !== 'unchanged');
  const rows = telling.map((one) => {
    const [old, now] = costsOf(one);
    return row(
      one.change,
      plain(one.file),
      old ? plain(costText(old)) : '',
      now ? plain(costText(now)) : '',
      plain(changeOf(one)),
    );
  });
  const totals = treeTotals(changes).map((total) => {
    const amount = (value: typeof total.old) => `${total.atLeast ? '≥ ' : ''}${shownAmount(value)} ${total.currency}`;
    return row(
      '',
      '**total**',
      plain(amount(total.old)),
      plain(amount(total.new)),
      plain(changeText(total.change, total.share)),
    );
  });
  return [
    `## ${treeSummary(changes)}`,
    '',
    '| | topology | old | new | change |',
    '|---|---|---:|---:|---:|',
    ...rows,
    ...totals,
    '',
    ...telling.flatMap((one) =>
      one.change === 'changed'
        ? [`### ${plain(one.file)}`, '', diffMarkdown(one.comparison).replaceAll(/^##/gm, '####')]
        : [],
    ),
  ].join('\n');
};
