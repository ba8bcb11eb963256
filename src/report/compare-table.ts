/** A comparison for a terminal. */
import type { Column, SideBySide } from '../comparison/compare.ts';
import { printable } from '../diagnostics/render.ts';
import {
  changeCells,
  changeTexts,
  costRows,
  figureRows,
  reasonTexts,
  regionText,
  standingText,
  toldMappings,
  totalCells,
  unpricedTexts,
} from './compare.ts';
import type { Paint } from './report.ts';
import { newTable } from './text-table.ts';

interface Options {
  readonly paint: Paint;
}

export function compareTable(comparison: SideBySide, options: Options): string {
  const { paint } = options;
  const { columns, caveats } = comparison;
  const topologies = [...new Set(columns.map(({ side }) => printable(side.topology)))];
  const parts = [
    paint.bold(topologies.join(', ')),
    costTable(comparison, options),
    figureTable(comparison, options),
    ...columns.map((column) => mappingLines(column, options)),
    caveats.map((caveat) => paint.yellow(caveat)).join('\n'),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

/** Columns of figures: all but the first ones, which name the rows. */
const rightOf = (names: number, { columns }: SideBySide) => columns.map((_, index) => names + index);

function costTable(comparison: SideBySide, options: Options): string {
  const { paint } = options;
  const { columns } = comparison;
  const currency = columns[0]?.side.cost.currency ?? 'USD';
  const head = [`${currency} a month`, ...columns.map(({ name }) => printable(name))];
  const table = newTable(head, rightOf(1, comparison), options);
  for (const { name, cells } of costRows(comparison)) table.push([printable(name), ...cells]);
  table.push([paint.bold('total'), ...totalCells(comparison).map((cell) => paint.bold(cell))]);
  const changes = changeCells(comparison);
  const tinted = (cell: string) =>
    cell.startsWith('+') ? paint.red(cell) : cell.startsWith('−') ? paint.green(cell) : cell;
  if (changes.length > 1) table.push(['against the first', ...changes.map(tinted)]);
  return table.toString();
}

function figureTable(comparison: SideBySide, options: Options): string {
  const classes = figureRows(comparison);
  if (classes.length === 0) return '';
  const head = ['class', 'figure', ...comparison.columns.map(({ name }) => printable(name))];
  const table = newTable(head, rightOf(2, comparison), options);
  for (const one of classes)
    for (const [index, { name, cells }] of one.rows.entries())
      table.push([index === 0 ? options.paint.bold(printable(one.class)) : '', name, ...cells.map(printable)]);
  return table.toString();
}

function mappingLines(column: Column, { paint }: Options): string {
  const { name, rehomed } = column;
  const lines: string[] = [];
  for (const match of rehomed?.regions ?? []) lines.push(`  ${printable(regionText(match))}`);
  for (const gap of rehomed?.gaps ?? []) lines.push(`  ${paint.yellow(`! ${printable(gap)}`)}`);
  for (const text of changeTexts(rehomed?.changes ?? [])) lines.push(`  ${paint.dim(printable(text))}`);
  for (const mapping of rehomed ? toldMappings(rehomed) : []) {
    const { component, kind, from, to, gaps, changes } = mapping;
    const [was, is] = [standingText(from, kind), standingText(to, kind)];
    lines.push(`  ${paint.bold(printable(component))}: ${printable(was === is ? is : `${was} → ${is}`)}`);
    for (const reason of reasonTexts(mapping)) lines.push(`    ${paint.dim(printable(reason))}`);
    for (const text of changeTexts(changes)) lines.push(`    ${printable(text)}`);
    for (const gap of gaps) lines.push(`    ${paint.yellow(`! ${printable(gap)}`)}`);
  }
  for (const text of unpricedTexts(column)) lines.push(`  ${paint.yellow(`unpriced: ${printable(text)}`)}`);
  return lines.length === 0 ? '' : [paint.bold(printable(name)), ...lines].join('\n');
}
