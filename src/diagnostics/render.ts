import { formatPath } from './diagnostic.ts';
import type { Diagnostic, Position } from './diagnostic.ts';

/** The colours that a rendering uses; each gives its text back wrapped in escape sequences, or as it is. */
export interface Paint {
  red(text: string): string;
  yellow(text: string): string;
  dim(text: string): string;
  bold(text: string): string;
}

export interface RenderOptions {
  readonly color: boolean;
  /** Used where `color` is true; by default the plain ANSI sequences. */
  readonly paint?: Paint;
}

const ansi = (on: number, off: number) => (text: string) => `\u001b[${on}m${text}\u001b[${off}m`;
const ANSI: Paint = { red: ansi(31, 39), yellow: ansi(33, 39), dim: ansi(2, 22), bold: ansi(1, 22) };
const asIs = (text: string): string => text;
const NO_PAINT: Paint = { red: asIs, yellow: asIs, dim: asIs, bold: asIs };

/** Columns of an excerpt; longer lines are cut around the caret. */
const EXCERPT_COLUMNS = 100;

/**
 * C0 and C1 controls, DEL, line separators, the controls that reorder text (a file could use them to
 * show something else than it says), and surrogates without their other half.
 */
const UNPRINTABLE =
  // eslint-disable-next-line no-control-regex
  /[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

const ABOVE_ASCII_UNPRINTABLE = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

/**
 * Text that is safe to print on a terminal: a tab becomes a space, and what would steer the terminal
 * or reorder the line becomes visible, as in `\u{1b}[31m`; so does what a pipeline would take for a command.
 */
export function printable(text: string): string {
  return text
    .replaceAll('\t', ' ')
    .replace(UNPRINTABLE, (character) => `\\u{${character.charCodeAt(0).toString(16)}}`)
    .replace(LOGGING_COMMAND, '\\u{23}#')
    .replace(WORKFLOW_COMMAND, '$1\\u{3a}');
}

/** What Azure Pipelines and GitHub Actions take for a command, wherever on a line of a log it stands. */
const LOGGING_COMMAND = /##(?=vso\[|\[)/g;
/** What GitHub Actions takes for one where a line begins with it. */
const WORKFLOW_COMMAND = /^(\s*):(?=:)/;

/**
 * Text in per cent, as in a URI; half a surrogate pair, which has no UTF-8, as the character that stands for what is
 * broken.
 */
export const percentEncoded = (text: string): string =>
  encodeURIComponent(text.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd'));

/** The same in JSON, whose own escapes leave the controls above 0x7f as they are: the value stays what it was. */
export function printableJson(json: string): string {
  return json
    .replace(ABOVE_ASCII_UNPRINTABLE, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .replace(LOGGING_COMMAND, '\\u0023#');
}

/**
 * Latin letters, then punctuation, currencies, arrows and mathematical signs: a column each, and no table is compiled
 * for them.
 */
const NARROW = /^[ -\u02ff\u2010-\u20cf\u2100-\u2bff]*$/;

// In functions, so that their tables are made when something is neither Latin nor a sign.
const isWide = (character: string) =>
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1f64f}\u{1f680}-\u{1f6ff}\u{1f900}-\u{1f9ff}\u{20000}-\u{3fffd}]/u.test(
    character,
  );
const isZeroWidth = (character: string) => /[\p{Mn}\p{Me}\u200b-\u200d]/u.test(character);

/** Columns that printable text takes on a terminal: 2 for East Asian wide characters, 0 for combining marks. */
export function columns(text: string): number {
  if (NARROW.test(text)) return text.length;
  let count = 0;
  for (const character of text) {
    if (NARROW.test(character)) count += 1;
    else if (isWide(character)) count += 2;
    else if (!isZeroWidth(character)) count += 1;
  }
  return count;
}

/** Moves a cut out of the middle of a surrogate pair. */
function wholeCharacter(line: string, index: number): number {
  const unit = line.charCodeAt(index);
  return index > 0 && unit >= 0xdc00 && unit <= 0xdfff ? index - 1 : index;
}

interface Window {
  readonly from: number;
  readonly to: number;
}

function windowAround(line: string, column: number, length: number): Window {
  if (line.length <= EXCERPT_COLUMNS) return { from: 0, to: line.length };
  const at = Math.min(column - 1, line.length);
  const lead = Math.max(0, EXCERPT_COLUMNS - Math.min(length, EXCERPT_COLUMNS / 2));
  const from = Math.max(0, Math.min(at - Math.floor(lead / 2), line.length - EXCERPT_COLUMNS));
  return { from: wholeCharacter(line, from), to: wholeCharacter(line, from + EXCERPT_COLUMNS) };
}

function cut(line: string, { from, to }: Window): string {
  const end = Math.min(to, line.length);
  return `${from > 0 ? '…' : ''}${printable(line.slice(from, end))}${end < line.length ? '…' : ''}`;
}

function excerpt(position: Position, lines: readonly string[], paint: Paint, mark: (text: string) => string): string[] {
  const line = lines[position.line - 1];
  if (line === undefined) return [];
  const window = windowAround(line, position.column, position.length);
  const width = String(position.line).length;
  const row = (number: string, text: string) => `  ${paint.dim(`${number.padStart(width)} |`)} ${text}`.trimEnd();
  const rows: string[] = [];
  const before = lines[position.line - 2];
  // In a cut line the one before would show an unrelated stretch, so it is only shown in place.
  if (before !== undefined && before.trim() !== '' && window.from === 0) {
    rows.push(row(String(position.line - 1), cut(before, { from: 0, to: wholeCharacter(before, EXCERPT_COLUMNS) })));
  }
  rows.push(row(String(position.line), cut(line, window)));
  const start = Math.min(Math.max(position.column - 1, window.from), line.length);
  const end = Math.min(start + Math.max(position.length, 1), window.to);
  const lead = columns(printable(line.slice(window.from, start))) + (window.from > 0 ? 1 : 0);
  const carets = Math.max(1, columns(printable(line.slice(start, end))));
  rows.push(row('', `${' '.repeat(lead)}${mark('^'.repeat(carets))}`));
  return rows;
}

function place(position: Position): string {
  return `${printable(position.file)}:${position.line}:${position.column}: `;
}

/** A path may hold a name as long as its file. */
const LONGEST_PATH = 300;
const shortened = (path: string) => (path.length > LONGEST_PATH ? `${path.slice(0, LONGEST_PATH)}…` : path);

/** A diagnostic on one line: `file:line:column: path: what is wrong (the fix)`. */
export function headline(diagnostic: Diagnostic, paint: Paint = NO_PAINT): string {
  const { code, position, path, message, fix, severity } = diagnostic;
  const where = position === undefined ? '' : place(position);
  const what = path.length === 0 ? '' : `${printable(shortened(formatPath(path)))}: `;
  const label = severity === 'warning' ? paint.yellow(`warning[${code}]: `) : '';
  const text = printable(message);
  const remedy = fix === undefined ? '' : ` (${printable(fix)})`;
  return `${where === '' ? '' : paint.bold(where)}${what}${label}${severity === 'error' ? paint.red(text) : text}${remedy}`;
}

/**
 * Diagnostics as text for people: each a line that editors can follow, then the line before, the line
 * itself and a caret under what is meant. In file order (that of `sources`), those without a place last.
 *
 * @param sources The text of each file, by the name that positions use.
 * @returns Lines that end in a line feed; the empty string for no diagnostics. No control character
 *   or escape sequence from the user's text is in it.
 */
export function renderDiagnostics(
  diagnostics: readonly Diagnostic[],
  sources: ReadonlyMap<string, string>,
  options: RenderOptions,
): string {
  const paint = options.color ? (options.paint ?? ANSI) : NO_PAINT;
  const split = new Map<string, readonly string[]>();
  const linesOf = (file: string): readonly string[] => {
    let lines = split.get(file);
    if (lines === undefined) {
      lines = sources.get(file)?.split(/\r\n|\n|\r/) ?? [];
      split.set(file, lines);
    }
    return lines;
  };

  const out: string[] = [];
  for (const diagnostic of inFileOrder(diagnostics, sources)) {
    const mark = diagnostic.severity === 'error' ? paint.red : paint.yellow;
    out.push(headline(diagnostic, paint));
    if (diagnostic.position !== undefined) {
      out.push(...excerpt(diagnostic.position, linesOf(diagnostic.position.file), paint, mark));
    }
    for (const { message, position } of diagnostic.related ?? []) {
      out.push(`  ${place(position)}${printable(message)}`);
      out.push(...excerpt(position, linesOf(position.file), paint, paint.dim));
    }
  }
  return out.length === 0 ? '' : `${out.join('\n')}\n`;
}

/** Sorts by file (in the order of `sources`), line and column; equal places keep their order. */
export function inFileOrder(diagnostics: readonly Diagnostic[], sources: ReadonlyMap<string, string>): Diagnostic[] {
  const rank = new Map([...sources.keys()].map((file, index) => [file, index]));
  const fileRank = (diagnostic: Diagnostic) =>
    diagnostic.position === undefined ? Infinity : (rank.get(diagnostic.position.file) ?? rank.size);
  return [...diagnostics].sort((a, b) => {
    const byFile = fileRank(a) - fileRank(b);
    if (byFile !== 0 && !Number.isNaN(byFile)) return byFile;
    if (a.position === undefined || b.position === undefined) return 0;
    return a.position.line - b.position.line || a.position.column - b.position.column;
  });
}
