/** The estimate for a terminal. */
import { printable } from '../diagnostics/render.ts';
import { groupBill } from '../engine/group.ts';
import type { Estimate } from '../estimate.ts';
import { elsewhere, isLowerBound, money, moneyWithCode, perSecond, quantity, unitPrice } from './figures.ts';
import type { Reporter, ReportOptions } from './report.ts';
import { newTable } from './text-table.ts';

export const tableReport: Reporter = (estimate, options) => {
  const { topology, bill } = estimate;
  const { paint } = options;
  const parts: string[] = [];
  const atLeast = bill.atLeast ? 'at least ' : '';
  parts.push(
    `${paint.bold(printable(topology.name))}  ${atLeast}${paint.bold(moneyWithCode(bill.total, topology.currency))} a month`,
  );
  parts.push(
    options.groupBy === undefined ? componentTable(estimate, options) : groupTable(estimate, options.groupBy, options),
  );
  if (estimate.bill.classes.length > 0) parts.push(classTable(estimate, options));
  parts.push(footer(estimate, options));
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
};

function componentTable({ topology, placed, bill }: Estimate, options: ReportOptions): string {
  const { paint } = options;
  const table = newTable(
    ['component', 'product', 'meter', 'quantity', 'unit', 'unit price', 'month'],
    [3, 5, 6],
    options,
  );
  for (const [index, one] of bill.components.entries()) {
    const { component } = placed[index]!;
    const total = money(one.total, topology.currency);
    table.push([
      paint.bold(printable(component.name)),
      component.product === 'own' ? component.kind : component.product,
      '',
      '',
      '',
      '',
      `${isLowerBound(one) ? '≥ ' : ''}${paint.bold(total)}`,
    ]);
    for (const item of one.items) {
      const price = item.unitPrice === undefined ? '' : unitPrice(item.unitPrice, topology.currency);
      const amount = item.amount === undefined ? paint.yellow('unpriced') : money(item.amount, topology.currency);
      table.push([
        '',
        '',
        `${printable(item.meter)}${elsewhere(item, component.region)}`,
        quantity(item.quantity),
        item.unit,
        price,
        amount,
      ]);
      if (item.tiers.length > 1) {
        for (const tier of item.tiers)
          table.push([
            '',
            '',
            paint.dim(`  from ${quantity(tier.from)}`),
            paint.dim(quantity(tier.quantity)),
            '',
            paint.dim(unitPrice(tier.price, topology.currency)),
            paint.dim(money(tier.amount, topology.currency)),
          ]);
      }
    }
  }
  table.push([
    paint.bold('total'),
    '',
    '',
    '',
    '',
    '',
    `${bill.atLeast ? '≥ ' : ''}${paint.bold(money(bill.total, topology.currency))}`,
  ]);
  return table.toString();
}

/** Names in a cell; more would make every line of the table as wide. */
const MOST_NAMES = 8;

function someOf(names: readonly string[]): string {
  const shown = names.slice(0, MOST_NAMES).map(printable).join(', ');
  return names.length > MOST_NAMES ? `${shown} and ${names.length - MOST_NAMES} more` : shown;
}

function groupTable({ topology, bill }: Estimate, by: string, options: ReportOptions): string {
  const table = newTable([by, 'components', 'month'], [2], options);
  const lacking = new Set(bill.unpriced.map((line) => line.component));
  for (const { name, components, total } of groupBill(topology, bill, by) ?? []) {
    table.push([
      printable(name),
      someOf(components),
      `${components.some((one) => lacking.has(one)) ? '≥ ' : ''}${money(total, topology.currency)}`,
    ]);
  }
  table.push([
    options.paint.bold('total'),
    '',
    `${bill.atLeast ? '≥ ' : ''}${options.paint.bold(money(bill.total, topology.currency))}`,
  ]);
  return table.toString();
}

function classTable({ topology, bill }: Estimate, options: ReportOptions): string {
  const table = newTable(['class', 'rate', 'peak', 'month', 'per million requests'], [1, 2, 3, 4], options);
  for (const [index, requestClass] of topology.classes.entries()) {
    const cost = bill.classes[index]!;
    table.push([
      printable(requestClass.name),
      perSecond(requestClass.rate),
      perSecond(requestClass.peak),
      money(cost.monthly, topology.currency),
      cost.perMillion === undefined ? '—' : money(cost.perMillion, topology.currency),
    ]);
  }
  if (bill.unattributed > 0n)
    table.push([options.paint.dim('(no class)'), '', '', money(bill.unattributed, topology.currency), '']);
  return table.toString();
}

function footer({ topology, bill, budgets }: Estimate, { paint }: ReportOptions): string {
  const notes: string[] = [];
  if (bill.upFront > 0n)
    notes.push(
      `paid on day one for commitments: ${moneyWithCode(bill.upFront, topology.currency)} (the month above holds its amortised share)`,
    );
  for (const { scope, limit, actual, met } of budgets) {
    const verdict = met === undefined ? paint.yellow('not known') : met ? paint.green('kept') : paint.red('exceeded');
    notes.push(
      `budget of ${printable(scope)}: ${moneyWithCode(actual, topology.currency)} of ${moneyWithCode(limit, topology.currency)}, ${verdict}`,
    );
  }
  if (bill.asOf !== undefined)
    notes.push(`prices as of ${bill.asOf}${bill.oldest === bill.asOf ? '' : `, the oldest of ${bill.oldest}`}`);
  return notes.join('\n');
}
