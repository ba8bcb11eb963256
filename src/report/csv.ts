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
 * Text as a cell.
 *
 * A spreadsheet runs one that begins like a formula (in some locales with wide signs too); an apostrophe makes it text.
 * What begins with a tab or the end of a line may be cut there. A terminal obeys control characters, a line break in a
 * name among them: they become visible.
 */
export function textCell(value: string): string {
  const safe = printable(/^(?:[\t\r\n]|[\s\0]*[=+\-@＝＋－＠])/.test(value) ? `'${value}` : value);
  return /[",]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Rows of cells that are ready, as a file. */
export const csvFile = (rows: readonly (readonly string[])[]): string =>
  `${rows.map((row) => row.join(',')).join('\r\n')}\r\n`;

export const csvReport: Reporter = ({ placed, bill }) => {
  const rows = bill.components.flatMap((one, index) =>
    one.items.map((item) =>
      // Figures are digits, and stay numbers whatever their sign.
      [
        textCell(one.component),
        textCell(placed[index]!.component.kind),
        textCell(item.product),
        textCell(item.service),
        textCell(item.meter),
        textCell(item.region),
        formatQuantity(item.quantity),
        textCell(item.unit),
        item.unitPrice === undefined ? '' : formatPrice(item.unitPrice),
        item.amount === undefined ? '' : exactAmount(item.amount),
        // Amounts are in the tables' currency, so that quantity × price can be checked.
        'USD',
        item.asOf ?? '',
        textCell(item.source ?? ''),
        textCell(item.unpriced ?? ''),
        textCell(item.notes.join('; ')),
      ],
    ),
  );
  return csvFile([HEAD, ...rows]);
};
