/** A comparison for a terminal. */
import type { Column, SideBySide } from '../comparison/compare.ts';
import { printable } from '../diagnostics/render.ts';
import {
  changeCells,
  changeTexts,
  costRows,
  figureRows,
  mappingText,
  markTexts,
  notComparable,
  reasonTexts,
  regionText,
  termRows,
  toldMappings,
  totalCells,
} from './compare.ts';
import { newTable } from './text-table.ts';
import { indented, type WrapOptions } from './wrapped-table.ts';

interface Options extends WrapOptions {
  /** Reasons and rejected sizes too. */
  readonly verbose: boolean;
}

export function compareTable(comparison: SideBySide, options: Options): string {
  const { paint } = options;
  const { columns, caveats } = comparison;
  const topologies = [...new Set(columns.map(({ side }) => printable(side.topology)))];
  const parts = [
    paint.bold(topologies.join(', ')),
    headTable(comparison, options),
    costTable(comparison, options),
    ...columns.map((column, index) => mappingLines(column, notComparable(comparison, index), options)),
    caveats.map((caveat) => indented(paint.yellow(caveat), 0, options)).join('\n'),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

/** Columns of figures: all but the first, which names the rows. */
const rightOf = ({ columns }: SideBySide) => columns.map((_, index) => 1 + index);
const currencyOf = ({ columns }: SideBySide) => columns[0]?.side.cost.currency ?? 'USD';
const namesOf = ({ columns }: SideBySide) => columns.map(({ name }) => printable(name));

/** What each column comes to: the month, what it is against the baseline, and how well it serves. */
function headTable(comparison: SideBySide, options: Options): string {
  const { paint } = options;
  const table = newTable(['', ...namesOf(comparison)], rightOf(comparison), options);
  table.push([
    paint.bold(`${currencyOf(comparison)} a month`),
    ...totalCells(comparison).map((cell) => paint.bold(cell)),
  ]);
  const changes = changeCells(comparison);
  const tinted = (cell: string) =>
    cell.startsWith('+') ? paint.red(cell) : cell.startsWith('−') ? paint.green(cell) : cell;
  if (changes.length > 1) table.push(['vs baseline', ...changes.map(tinted)]);
  for (const { name, cells } of termRows(comparison)) table.push([name, ...cells]);
  for (const { name, cells } of figureRows(comparison)) table.push([printable(name), ...cells.map(printable)]);
  return table.toString();
}

function costTable(comparison: SideBySide, options: Options): string {
  const head = [`${currencyOf(comparison)} a month`, ...namesOf(comparison)];
  const table = newTable(head, rightOf(comparison), options);
  for (const { name, cells } of costRows(comparison)) table.push([printable(name), ...cells]);
  return table.toString();
}

function mappingLines(column: Column, unlike: readonly string[], options: Options): string {
  const { paint, verbose } = options;
  const { name, rehomed } = column;
  const lines: string[] = [];
  const tell = (text: string, indentation = 2) => lines.push(indented(text, indentation, options));
  for (const text of markTexts(column)) tell(paint.yellow(`! ${printable(text)}`));
  for (const text of unlike) tell(paint.yellow(`! not comparable: ${printable(text)}`));
  for (const match of rehomed?.regions ?? []) tell(printable(regionText(match, verbose)));
  for (const gap of rehomed?.gaps ?? []) tell(paint.yellow(`! ${printable(gap)}`));
  if (verbose) for (const text of changeTexts(rehomed?.changes ?? [])) tell(paint.dim(printable(text)));
  for (const mapping of rehomed ? toldMappings(rehomed) : []) {
    const { gaps, changes } = mapping;
    const [component, text] = mappingText(mapping, verbose);
    tell(`${paint.bold(printable(component))}: ${printable(text)}`);
    if (!verbose) continue;
    for (const reason of reasonTexts(mapping)) tell(paint.dim(printable(reason)), 4);
    for (const change of changeTexts(changes)) tell(printable(change), 4);
    for (const gap of gaps) tell(paint.yellow(`! ${printable(gap)}`), 4);
  }
  return lines.length === 0 ? '' : [paint.bold(printable(name)), ...lines].join('\n');
}
