/** One row a line of the bill, for spreadsheets (RFC 4180). */
import { exactAmount, formatPrice, formatQuantity } from '../billing/money.ts';
import { printable } from '../diagnostics/render.ts';
import type { Reporter } from './report.ts';

const HEAD = [
  'component',
  'kind',
  'product',
  'service',
  'meter',
  'region',
  'quantity',
  'unit',
  'unit_price',
  'amount',
  'currency',
  'as_of',
  'source',
  'unpriced',
  'notes',
];

/**
 * A spreadsheet runs a cell that begins like a formula (in some locales with wide signs too); an apostrophe makes it text.
 * A terminal obeys control characters, a line break in a name among them: they become visible.
 */
export function cell(value: string): string {
  const safe = printable(/^[\s\0]*[=+\-@＝＋－＠]/.test(value) ? `'${value}` : value);
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export const csvReport: Reporter = ({ placed, bill }) => {
  const rows = bill.components.flatMap((one, index) =>
    one.items.map((item) =>
      [
        one.component,
        placed[index]!.component.kind,
        item.product,
        item.service,
        item.meter,
        item.region,
        formatQuantity(item.quantity),
        item.unit,
        item.unitPrice === undefined ? '' : formatPrice(item.unitPrice),
        item.amount === undefined ? '' : exactAmount(item.amount),
        // Amounts are in the tables' currency, so that quantity × price can be checked.
        'USD',
        item.asOf ?? '',
        item.source ?? '',
        item.unpriced ?? '',
        item.notes.join('; '),
      ]
        .map(cell)
        .join(','),
    ),
  );
  return `${[HEAD.join(','), ...rows].join('\r\n')}\r\n`;
};
