/** A comparison for a pull request or a page. */
import type { Column, SideBySide } from '../comparison/compare.ts';
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
import { plain } from './markdown.ts';

export function compareMarkdown(comparison: SideBySide): string {
  const { columns, caveats } = comparison;
  const topologies = [...new Set(columns.map(({ side }) => plain(side.topology)))];
  const currency = columns[0]?.side.cost.currency ?? 'USD';
  const heads = columns.map(({ name }) => plain(name));
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rule = (names: number) => `|${'---|'.repeat(names)}${'---:|'.repeat(columns.length)}`;
  const out = [`## ${topologies.join(', ')}`, '', line([`${currency} a month`, ...heads]), rule(1)];
  for (const { name, cells } of costRows(comparison)) out.push(line([plain(name), ...cells]));
  out.push(line(['**total**', ...totalCells(comparison).map((cell) => `**${cell}**`)]));
  const changes = changeCells(comparison);
  if (changes.length > 1) out.push(line(['against the first', ...changes]));
  out.push('');
  const classes = figureRows(comparison);
  if (classes.length > 0) {
    out.push(line(['class', 'figure', ...heads]), rule(2));
    for (const one of classes)
      for (const { name, cells } of one.rows) out.push(line([plain(one.class), name, ...cells.map(plain)]));
    out.push('');
  }
  for (const column of columns) out.push(...mappingLines(column));
  for (const caveat of caveats) out.push(plain(caveat), '');
  return out.join('\n');
}

function mappingLines(column: Column): string[] {
  const { name, rehomed } = column;
  const lines: string[] = [];
  for (const match of rehomed?.regions ?? []) lines.push(`- ${plain(regionText(match))}`);
  for (const gap of rehomed?.gaps ?? []) lines.push(`- **${plain(gap)}**`);
  for (const text of changeTexts(rehomed?.changes ?? [])) lines.push(`- ${plain(text)}`);
  for (const mapping of rehomed ? toldMappings(rehomed) : []) {
    const { component, kind, from, to, gaps, changes } = mapping;
    const [was, is] = [standingText(from, kind), standingText(to, kind)];
    lines.push(`- **${plain(component)}**: ${plain(was === is ? is : `${was} → ${is}`)}`);
    for (const text of [...reasonTexts(mapping), ...changeTexts(changes)]) lines.push(`  - ${plain(text)}`);
    for (const gap of gaps) lines.push(`  - **${plain(gap)}**`);
  }
  for (const text of unpricedTexts(column)) lines.push(`- **unpriced**: ${plain(text)}`);
  return lines.length === 0 ? [] : [`### ${plain(name)}`, '', ...lines, ''];
}
