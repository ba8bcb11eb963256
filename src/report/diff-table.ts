/** A difference for a terminal. */
import type { Comparison } from '../comparison/comparison.ts';
import type { Difference } from '../comparison/diff.ts';
import { printable } from '../diagnostics/render.ts';
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
import { quantity, shortPrice } from './figures.ts';
import { parseQuantity } from '../billing/money.ts';
import type { Paint } from './report.ts';
import { newTable } from './text-table.ts';

export function diffTable(
  { old, new: now, difference, causes }: Comparison,
  options: { readonly paint: Paint },
): string {
  const { paint } = options;
  const { cost, share, currency, atLeast } = difference;
  const parts = [
    `${paint.bold(printable(now.side.topology))}  ${atLeast ? 'at least ' : ''}${shownAmount(cost.old)} → ${paint.bold(shownAmount(cost.new))} ${currency} a month  ${tinted(cost.change, `${signed(cost.change)} (${signedShare(share)})`, paint)}`,
    paint.dim(`${printable(old.name)} → ${printable(now.name)}`),
    costTable(difference, options),
    figureTable(difference, options),
    causeLines(causes, paint),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

const tinted = (change: bigint, text: string, paint: Paint) =>
  change > 0n ? paint.red(text) : change < 0n ? paint.green(text) : text;

function costTable(difference: Difference, options: { readonly paint: Paint }): string {
  const components = tellingComponents(difference);
  if (components.length === 0) return 'the bill does not change';
  const { paint } = options;
  const table = newTable(['component', 'meter', 'old', 'new', 'change', 'why'], [2, 3, 4], options);
  for (const one of components) {
    table.push([
      paint.bold(printable(one.component)),
      one.change === 'changed' ? '' : one.change,
      shownAmount(one.cost.old),
      shownAmount(one.cost.new),
      tinted(one.cost.change, signed(one.cost.change), paint),
      '',
    ]);
    for (const item of tellingItems(one)) {
      const known = (side: typeof item.old, amount: bigint) =>
        side === undefined ? '' : side.amount_exact === null ? paint.yellow('unpriced') : shownAmount(amount as never);
      table.push([
        '',
        printable(item.meter),
        known(item.old, item.amount.old),
        known(item.new, item.amount.new),
        tinted(item.amount.change, signed(item.amount.change), paint),
        paint.dim(whyText(item)),
      ]);
    }
  }
  return table.toString();
}

const price = (text: string | null) => (text === null ? 'unpriced' : shortPrice(text));

function whyText({ reason, old, new: now }: Difference['components'][number]['items'][number]): string {
  if (!old || !now) return reason;
  const shown = (text: string) => quantity(parseQuantity(text));
  const parts: string[] = [];
  if (old.quantity !== now.quantity) parts.push(`${shown(old.quantity)} → ${shown(now.quantity)} ${now.unit}`);
  if (old.unit_price !== now.unit_price) parts.push(`unit price ${price(old.unit_price)} → ${price(now.unit_price)}`);
  return parts.length > 0 ? parts.join(', ') : reason;
}

function figureTable(difference: Difference, options: { readonly paint: Paint }): string {
  const classes = tellingClasses(difference);
  if (classes.length === 0) return '';
  const table = newTable(['class', 'figure', 'old', 'new'], [2, 3], options);
  for (const one of classes)
    for (const [row, figure] of tellingFigures(one).entries())
      table.push([
        row === 0 ? options.paint.bold(printable(one.class)) : '',
        figure.figure,
        one.change === 'added' ? '' : printable(figureText(figure, figure.old)),
        one.change === 'removed' ? '' : printable(figureText(figure, figure.new)),
      ]);
  return table.toString();
}

function causeLines(causes: Comparison['causes'], paint: Paint): string {
  if (causes === undefined || causes.length === 0) return '';
  return causes
    .map(
      ({ edits, difference }) =>
        `${edits.map((edit) => printable(editText(edit))).join('; ')}\n  ${paint.dim('→')} ${printable(effectText(difference))}`,
    )
    .join('\n');
}
