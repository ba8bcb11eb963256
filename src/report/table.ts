/** The estimate for a terminal. */
import { printable } from '../diagnostics/render.ts';
import type { AvailabilityResult } from '../engine/availability.ts';
import { groupBill } from '../engine/group.ts';
import type { Estimate } from '../estimate/estimate.ts';
import { HOURS_PER_YEAR, nines } from '../models/reliability/downtime.ts';
import {
  compact,
  accuracyText,
  elsewhere,
  isLowerBound,
  availabilityText,
  boundOf,
  downtime,
  judgedText,
  latencyText,
  money,
  moneyWithCode,
  percent,
  perSecond,
  quantity,
  seconds,
  unitPrice,
} from './figures.ts';
import { commitmentLines } from './commitment-text.ts';
import { budgetLine, MET, MISSED, sloLine } from './objective-text.ts';
import { capacityText, headroomText, latencyTexts, successText, troubleLines, UNKNOWN } from './performance-text.ts';
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
  if (estimate.bill.classes.length > 0) {
    parts.push(classTable(estimate, options));
    parts.push(
      latencyTable(estimate, options),
      accuracyLine(estimate),
      resourceTable(estimate, options),
      spentLines(estimate),
    );
    parts.push(availabilityTable(estimate, options));
  }
  parts.push(footer(estimate, options));
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
};

function componentTable({ topology, placed, bill }: Estimate, options: ReportOptions): string {
  const { paint } = options;
  const table = newTable(
    ['component', 'product', 'meter', 'quantity', 'unit', 'unit price', 'cost/month'],
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
  const table = newTable([by, 'components', 'cost/month'], [2], options);
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
  const table = newTable(['class', 'rate', 'peak', 'cost/month', 'per million requests'], [1, 2, 3, 4], options);
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
    table.push([options.paint.dim('unattributed'), '', '', money(bill.unattributed, topology.currency), '']);
  return table.toString();
}

/** What the classes get through and how long they take, at the peak. */
function latencyTable({ topology, performance }: Estimate, options: ReportOptions): string {
  const { paint } = options;
  const times = ['mean', 'p50', 'p90', 'p95', 'p99', 'p99.9'];
  const head = ['class (peak)', 'capacity', 'headroom', 'bottleneck', 'success', ...times];
  const table = newTable(head, [1, 2, 4, 5, 6, 7, 8, 9, 10], options);
  for (const [index, requestClass] of topology.classes.entries()) {
    const own = performance.classes[index]!;
    const { rate, status, headroom, bottleneck } = own;
    const isUnknown = status === 'unknown';
    const found = latencyTexts(own, ['mean', 'p50', 'p90', 'p95', 'p99', 'p999']);
    table.push([
      printable(requestClass.name),
      isUnknown ? paint.yellow(UNKNOWN) : capacityText(own),
      isUnknown
        ? paint.yellow(UNKNOWN)
        : headroom !== undefined && headroom < 1
          ? paint.red(headroomText(own))
          : headroomText(own),
      printable(bottleneck ?? '—'),
      successText(own),
      ...(rate === 0 || status === 'ok'
        ? found
        : found.map((time) => (isUnknown ? paint.yellow(time) : paint.red(time)))),
    ]);
  }
  return table.toString();
}

/** What the marks of approximate figures stand for. */
function accuracyLine({ topology, performance }: Estimate): string {
  return accuracyText(
    topology.classes.map(({ name }, index) => ({
      name: printable(name),
      accuracy: performance.classes[index]!.accuracy(),
    })),
  );
}

/** Every resource that the peak uses, and the response time of each component. */
function resourceTable({ placed, performance }: Estimate, options: ReportOptions): string {
  const { paint } = options;
  const head = ['component', 'resource', 'utilisation', 'saturates at', 'wait', 'mean', 'p50', 'p99'];
  const table = newTable(head, [2, 3, 4, 5, 6, 7], options);
  let isEmpty = true;
  for (const [index, { component }] of placed.entries()) {
    const { arrivalRate, resources, isUnknown, latencyInShort, accuracy } = performance.components[index]!;
    if (arrivalRate === 0) continue;
    const found = latencyInShort();
    const sure = accuracy();
    const timeText = (value: number | undefined) => (isUnknown ? UNKNOWN : judgedText(value, sure));
    const times = [timeText(found?.mean), timeText(found?.p50), timeText(found?.p99)];
    const rows = resources.filter(({ utilization }) => utilization > 0);
    for (const [row, one] of (rows.length > 0 ? rows : [undefined]).entries()) {
      isEmpty = false;
      const share = one && percent(one.utilization);
      table.push([
        row === 0 ? paint.bold(printable(component.name)) : '',
        one?.resource ?? '',
        one === undefined ? '' : one.utilization >= 1 ? paint.red(share!) : share!,
        one?.capacity === undefined ? '' : perSecond(one.capacity),
        one?.meanWait === undefined ? '' : latencyText(Number.isFinite(one.meanWait) ? one.meanWait : undefined),
        ...(row === 0 ? times : ['', '', '']),
      ]);
    }
  }
  return isEmpty ? '' : table.toString();
}

/** Contributors that a line names. */
const MOST_CAUSES = 3;

/** Availability of classes and components, with what contributes most to their downtime. */
function availabilityTable({ topology, placed, availability }: Estimate, options: ReportOptions): string {
  const { paint } = options;
  const head = ['class, component', 'availability', 'nines', 'downtime/month', 'downtime/year', 'top contributors'];
  const table = newTable(head, [1, 2, 3, 4], options);
  const rowOf = (name: string, result: AvailabilityResult, causes: string) => {
    const { unavailability } = result;
    table.push([
      name,
      `${boundOf(result)}${availabilityText(unavailability)}`,
      unavailability > 0 ? compact(nines(unavailability)) : '∞',
      downtime(unavailability * topology.monthHours * 3600),
      downtime(unavailability * HOURS_PER_YEAR * 3600),
      causes,
    ]);
  };
  for (const [index, { name }] of topology.classes.entries()) {
    const result = availability.classes(index);
    const causes = result.contributors().filter(({ share }) => share >= 0.001);
    rowOf(
      paint.bold(printable(name)),
      result,
      causes
        .slice(0, MOST_CAUSES)
        .map(({ event, share }) => `${printable(event)} ${percent(share)}`)
        .join(', '),
    );
  }
  for (const [index, { component }] of placed.entries()) {
    const { plan, basis } = availability.failures.components[index]!;
    if (!plan.isPart) rowOf(printable(component.name), availability.components(index), paint.dim(basis));
  }
  return table.toString();
}

/** Parts of a 99th percentile that a line names. */
const MOST_PARTS = 5;

/** Where the 99th percentiles are spent. */
function spentLines({ topology, performance }: Estimate): string {
  return topology.classes
    .flatMap((requestClass, index) => {
      const { latency, breakdown } = performance.classes[index]!;
      const p99 = latency()?.p99;
      const parts = breakdown();
      if (p99 === undefined || parts.length === 0) return [];
      const shown = parts
        .slice(0, MOST_PARTS)
        .map((part) => `${printable(part.component)} ${percent(part.seconds / p99)}`);
      return [`p99 breakdown of ${printable(requestClass.name)} (${seconds(p99)}): ${shown.join(', ')}`];
    })
    .join('\n');
}

const verdictText = (met: boolean | undefined, paint: ReportOptions['paint']): string =>
  met === undefined ? paint.yellow(UNKNOWN) : met ? paint.green(MET) : paint.red(MISSED);

function footer(estimate: Estimate, { paint }: ReportOptions): string {
  const { topology, performance, availability, bill, budgets } = estimate;
  const notes: string[] = [];
  for (const line of troubleLines(estimate)) notes.push(paint.red(printable(line)));
  for (const slo of [...performance.slo(), ...availability.slo()])
    notes.push(sloLine(slo, printable(slo.component ?? slo.requestClass), verdictText(slo.met, paint)));
  if (bill.upFront > 0n)
    notes.push(
      `paid on day one for commitments: ${moneyWithCode(bill.upFront, topology.currency)} (the cost/month above holds its amortised share)`,
    );
  for (const line of commitmentLines(estimate)) notes.push(printable(line));
  for (const budget of budgets)
    notes.push(budgetLine(budget, printable(budget.scope), topology.currency, verdictText(budget.met, paint)));
  if (bill.asOf !== undefined)
    notes.push(`prices as of ${bill.asOf}${bill.oldest === bill.asOf ? '' : `, the oldest of ${bill.oldest}`}`);
  return notes.join('\n');
}
