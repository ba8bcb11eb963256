/** What a report says, built once: printed as text for a terminal, and as markdown for a pull request or a page. */
import { printable } from '../diagnostics/render.ts';
import { plain } from './plain.ts';
import { indented, newWrappedTable, type WrapOptions } from './wrapped-table.ts';

/** How it stands with what a text says; a terminal colours it, markdown stresses what is bad. */
export type Tone = 'good' | 'middling' | 'bad';

/** Texts are as they are: whoever prints them escapes them. */
export interface Cell {
  /** Several stand below each other. */
  readonly text: string | readonly string[];
  readonly tone?: Tone | undefined;
  /** Whether markdown stresses it: a name under which further rows stand. */
  readonly isHead?: boolean;
}

export interface Column {
  readonly head: string;
  readonly align?: 'right';
  /** Whether it gives way on a terminal that is too narrow. */
  readonly wraps?: boolean;
}

/** A sentence without its full stop. */
export interface Note {
  readonly text: string;
  readonly tone?: Tone | 'dim' | undefined;
}

export type Block =
  | { readonly type: 'table'; readonly columns: readonly Column[]; readonly rows: readonly (readonly Cell[])[] }
  | { readonly type: 'notes'; readonly notes: readonly Note[] }
  /** In markdown alone: a terminal has them on standard error. */
  | { readonly type: 'warnings'; readonly warnings: readonly Warning[] };

interface Warning {
  readonly code: string;
  readonly message: string;
  readonly fix?: string | undefined;
}

export interface Document {
  /** The topology's name. */
  readonly name: string;
  readonly subject: string;
  readonly blocks: readonly Block[];
}

/** Columns named by their heads; `right` are those of figures. */
export const columnsOf = (
  heads: readonly string[],
  right: readonly string[],
  texts: readonly string[] = [],
): Column[] =>
  heads.map((head) => ({ head, ...(right.includes(head) && { align: 'right' }), wraps: texts.includes(head) }));

const linesOf = ({ text }: Cell): readonly string[] => (typeof text === 'string' ? [text] : text);

// --- For a terminal ------------------------------------------------------------------------------

/** Text for a terminal, blocks apart from each other by an empty line. */
export function terminalText({ name, subject, blocks }: Document, options: WrapOptions): string {
  const parts = [`${options.paint.bold(printable(name))}  ${subject}`, ...blocks.map((one) => blockText(one, options))];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function blockText(block: Block, options: WrapOptions): string {
  const { paint } = options;
  const tints = { good: paint.green, middling: paint.yellow, bad: paint.red, dim: paint.dim };
  const tinted = (text: string, tone: Note['tone']) =>
    tone === undefined || text === '' ? printable(text) : tints[tone](printable(text));
  if (block.type === 'warnings') return '';
  if (block.type === 'notes')
    return block.notes.map(({ text, tone }) => indented(tinted(text, tone), 0, options)).join('\n');
  const { columns, rows } = block;
  const indexes = [...columns.keys()];
  const table = newWrappedTable(
    columns.map(({ head }) => head),
    indexes.filter((index) => columns[index]!.align === 'right'),
    indexes.filter((index) => columns[index]!.wraps),
    // Figures never wrap.
    columns.some(({ wraps }) => wraps) ? options : { paint },
  );
  for (const row of rows) {
    const height = Math.max(...row.map((cell) => linesOf(cell).length));
    for (let line = 0; line < height; line++)
      table.push(row.map((cell) => tinted(linesOf(cell)[line] ?? '', cell.tone)));
  }
  return table.toString();
}

// --- As markdown ---------------------------------------------------------------------------------

const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;

/** Markdown under a heading of the second level, each block with an empty line after it. */
export function markdownText({ name, subject, blocks }: Document): string {
  return [`## ${plain(name)}: ${subject}`, '', ...blocks.flatMap(blockMarkdown)].join('\n');
}

function blockMarkdown(block: Block): string[] {
  if (block.type === 'notes') return block.notes.flatMap(({ text }) => [`${plain(text)}.`, '']);
  if (block.type === 'warnings') return warningLines(block.warnings);
  const { columns, rows } = block;
  const rules = columns.map(({ align }) => (align === 'right' ? '---:' : '---'));
  return [
    row(columns.map(({ head }) => head)),
    `|${rules.join('|')}|`,
    ...rows.map((cells) => row(columns.map((_, index) => cellMarkdown(cells[index] ?? { text: '' })))),
    '',
  ];
}

function cellMarkdown(cell: Cell): string {
  const text = linesOf(cell).map(plain).join('<br>');
  return text !== '' && (cell.isHead || cell.tone === 'bad') ? `**${text}**` : text;
}

/** Warnings that a reader unfolds. */
export function warningLines(warnings: readonly Warning[]): string[] {
  if (warnings.length === 0) return [];
  const lines = warnings.map(
    ({ code, message, fix }) => `- \`${code}\`: ${plain(message)}${fix === undefined ? '' : ` (${plain(fix)})`}`,
  );
  return ['<details><summary>Warnings</summary>', '', ...lines, '', '</details>', ''];
}
