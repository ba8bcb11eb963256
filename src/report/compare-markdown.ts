/** A comparison for a pull request or a page. */
import type { Column, SideBySide } from '../comparison/compare.ts';
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
import { plain } from './plain.ts';

export function compareMarkdown(comparison: SideBySide, { verbose }: { readonly verbose: boolean }): string {
  const { columns, caveats } = comparison;
  const topologies = [...new Set(columns.map(({ side }) => plain(side.topology)))];
  const currency = columns[0]?.side.cost.currency ?? 'USD';
  const heads = columns.map(({ name }) => plain(name));
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rule = `|---|${'---:|'.repeat(columns.length)}`;
  const total = totalCells(comparison).map((cell) => `**${cell}**`);
  const out = [
    `## ${topologies.join(', ')}`,
    '',
    line(['', ...heads]),
    rule,
    line([`**${currency} a month**`, ...total]),
  ];
  const changes = changeCells(comparison);
  if (changes.length > 1) out.push(line(['vs baseline', ...changes]));
  for (const { name, cells } of termRows(comparison)) out.push(line([name, ...cells]));
  for (const { name, cells } of figureRows(comparison)) out.push(line([plain(name), ...cells.map(plain)]));
  out.push('', line([`${currency} a month`, ...heads]), rule);
  for (const { name, cells } of costRows(comparison)) out.push(line([plain(name), ...cells]));
  out.push('');
  for (const [index, column] of columns.entries())
    out.push(...mappingLines(column, notComparable(comparison, index), verbose));
  for (const caveat of caveats) out.push(plain(caveat), '');
  return out.join('\n');
}

function mappingLines(column: Column, unlike: readonly string[], isVerbose: boolean): string[] {
  const { name, rehomed } = column;
  const lines: string[] = [];
  for (const text of markTexts(column)) lines.push(`- **! ${plain(text)}**`);
  for (const text of unlike) lines.push(`- **! not comparable**: ${plain(text)}`);
  for (const match of rehomed?.regions ?? []) lines.push(`- ${plain(regionText(match, isVerbose))}`);
  for (const gap of rehomed?.gaps ?? []) lines.push(`- **${plain(gap)}**`);
  if (isVerbose) for (const text of changeTexts(rehomed?.changes ?? [])) lines.push(`- ${plain(text)}`);
  for (const mapping of rehomed ? toldMappings(rehomed) : []) {
    const { gaps, changes } = mapping;
    const [component, said] = mappingText(mapping, isVerbose);
    lines.push(`- **${plain(component)}**: ${plain(said)}`);
    if (!isVerbose) continue;
    for (const text of [...reasonTexts(mapping), ...changeTexts(changes)]) lines.push(`  - ${plain(text)}`);
    for (const gap of gaps) lines.push(`  - **${plain(gap)}**`);
  }
  return lines.length === 0 ? [] : [`### ${plain(name)}`, '', ...lines, ''];
}
