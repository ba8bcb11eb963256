/** A difference for a pull request or a page. */
import type { Comparison } from '../comparison/comparison.ts';
import {
  editText,
  effectText,
  figureText,
  shownAmount,
  signed,
  signedShare,
  tellingClasses,
  tellingComponents,
  tellingFigures,
  tellingItems,
} from './diff.ts';
import { plain } from './plain.ts';

export function diffMarkdown({ old, new: now, difference, causes }: Comparison): string {
  const { cost, share, currency, atLeast } = difference;
  const components = tellingComponents(difference);
  const classes = tellingClasses(difference);
  const out = [
    `## ${plain(now.side.topology)}: ${atLeast ? 'at least ' : ''}${shownAmount(cost.old)} → ${shownAmount(cost.new)} ${currency} a month, ${signed(cost.change)} (${signedShare(share)})`,
    '',
    `${plain(old.name)} → ${plain(now.name)}`,
    '',
  ];
  if (components.length > 0) {
    out.push('| component | meter | old | new | change | why |', '|---|---|---:|---:|---:|---|');
    for (const one of components) {
      out.push(
        `| **${plain(one.component)}** | ${one.change === 'changed' ? '' : one.change} | ${shownAmount(one.cost.old)} | ${shownAmount(one.cost.new)} | **${signed(one.cost.change)}** | |`,
      );
      for (const item of tellingItems(one))
        out.push(
          `| | ${plain(item.meter)} | ${item.old?.amount_exact === null ? '*unpriced*' : shownAmount(item.amount.old)} | ${item.new?.amount_exact === null ? '*unpriced*' : shownAmount(item.amount.new)} | ${signed(item.amount.change)} | ${plain(item.reason)} |`,
        );
    }
    out.push('');
  } else out.push('The bill does not change.', '');
  if (classes.length > 0) {
    out.push('| class | figure | old | new |', '|---|---|---:|---:|');
    for (const one of classes)
      for (const figure of tellingFigures(one))
        out.push(
          `| ${plain(one.class)} | ${figure.figure} | ${one.change === 'added' ? '' : plain(figureText(figure, figure.old))} | ${one.change === 'removed' ? '' : plain(figureText(figure, figure.new))} |`,
        );
    out.push('');
  }
  if (causes && causes.length > 0) {
    out.push('What caused it:', '');
    for (const { edits, difference: own } of causes)
      out.push(`- ${edits.map((edit) => plain(editText(edit))).join('; ')}: ${plain(effectText(own))}`);
    out.push('');
  }
  return out.join('\n');
}
