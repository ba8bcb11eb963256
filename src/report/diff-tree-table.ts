/** What changes in many topologies, for a terminal: a row each that changes, the sums, then each in full. */
import { printable } from '../diagnostics/render.ts';
import { diffTable } from './diff-table.ts';
import { changeOf, costsOf, treeSummary, treeTotals, type TreeChange } from './diff-tree.ts';
import { shownAmount } from './diff.ts';
import type { Paint } from './report.ts';
import { newTable } from './text-table.ts';
import { changeText, costText } from './tree.ts';

export function diffTreeTable(changes: readonly TreeChange[], options: { readonly paint: Paint }): string {
  const { paint } = options;
  const table = newTable(['', 'file', 'old', 'new', 'change'], [2, 3, 4], options);
  const telling = changes.filter((one) => one.change !== 'unchanged');
  for (const one of telling) {
    const [old, now] = costsOf(one);
    const state = one.change === 'errors' ? paint.red(one.change) : one.change;
    table.push([state, printable(one.file), old ? costText(old) : '', now ? costText(now) : '', changeOf(one)]);
  }
  for (const total of treeTotals(changes)) {
    const amount = (value: typeof total.old) => `${total.atLeast ? '≥ ' : ''}${shownAmount(value)} ${total.currency}`;
    table.push(
      ['', 'total', amount(total.old), amount(total.new), changeText(total.change, total.share)].map((cell) =>
        paint.bold(cell),
      ),
    );
  }
  const each = telling.flatMap((one) =>
    one.change === 'changed'
      ? [`${paint.bold(printable(one.file))}\n${diffTable(one.comparison, options).trimEnd()}`]
      : [],
  );
  return `${[table.toString(), ...each, treeSummary(changes)].join('\n\n')}\n`;
}
