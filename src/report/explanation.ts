/** An explanation as a table, as JSON and as markdown. */
import { printable, printableJson } from '../diagnostics/render.ts';
import { fillIn, type Entry, type Explanation, type Input } from '../explain/explanation.ts';
import { decimals, figure } from './figures.ts';
import { plain } from './plain.ts';
import { newWrappedTable, type WrapOptions } from './wrapped-table.ts';

export const EXPLANATION_SCHEMA = 'quoin/explanation/1';

export type ExplanationReporter = (explanation: Explanation, options: WrapOptions) => string;

/** The JSON object of an explanation: SI units, money as its digits, null for what has no end. */
export const explanationToJson = ({ topology, subject, sections }: Explanation) => ({
  schema: EXPLANATION_SCHEMA,
  topology,
  subject,
  sections,
});

export type ExplanationJson = ReturnType<typeof explanationToJson>;

/** Two-space JSON with a final newline. */
export const explanationJson: ExplanationReporter = (explanation) =>
  `${printableJson(JSON.stringify(explanationToJson(explanation), null, 2))}\n`;

/** How a value reads. */
function shown({ value, unit }: Input): string {
  if (value === null) return 'unbounded';
  if (typeof value === 'number') return figure(value, unit);
  if (unit === '' || !/^-?\d/.test(value)) return value;
  return `${decimals(value, /^[A-Z]{3}$/.test(unit))} ${unit}`;
}

/** Columns that what stands beside a value may take; longer lines are wrapped. */
const WIDTH = 96;

/** What stands beside a value: its formula with and without numbers, how good it is, where it is from. */
function remarks({ formula, inputs = [], exactness, note, source }: Entry): { formula: string[]; rest: string[] } {
  const filled = formula === undefined ? '' : fillIn(formula, inputs, shown);
  const found =
    formula !== undefined
      ? filled === formula
        ? [`= ${formula}`]
        : [`= ${formula}`, `= ${filled}`]
      : inputs.length > 0
        ? [inputs.map((one) => `${one.name} ${shown(one)}`).join(', ')]
        : [];
  // A word alone needs no line of its own.
  const isShort = note === undefined && exactness !== undefined && found.length > 0;
  if (isShort) found.push(`${found.pop()!} (${exactness})`);
  const remark = isShort ? '' : [exactness, note].filter((part) => part !== undefined).join('; ');
  return {
    formula: found,
    rest: [...(remark === '' ? [] : [remark]), ...(source === undefined ? [] : [`source: ${source}`])],
  };
}

/** Short parts of a formula on one line. */
const joined = (parts: readonly string[]): readonly string[] =>
  parts.length === 2 && parts[0]!.length + parts[1]!.length < WIDTH ? [parts.join(' ')] : parts;

/** Lines of whole words; a longer word (an address) stays whole. */
function wrapped(text: string): string[] {
  const found: string[] = [];
  for (const word of text.split(' ')) {
    const last = found.at(-1);
    if (last !== undefined && (last === 'source:' || last.length + word.length < WIDTH))
      found[found.length - 1] = `${last} ${word}`;
    else found.push(found.length === 0 ? word : `  ${word}`);
  }
  return found;
}

const title = ({ topology, subject }: Explanation) => `${topology}: ${subject.type} ${subject.name}`;

/** Longer names stand where formulas do, so that they don't widen the column of figures. */
const LONGEST_VALUE = 24;

export const explanationTable: ExplanationReporter = (explanation, options) => {
  const { paint, width } = options;
  // The table wraps to a terminal itself.
  const lines = width === undefined ? wrapped : (text: string) => [text];
  const parts = [paint.bold(printable(title(explanation)))];
  for (const { title: heading, entries } of explanation.sections) {
    const table = newWrappedTable(['', '', ''], [], [2], options);
    for (const one of entries) {
      const { formula, rest } = remarks(one);
      const value = printable(shown(one));
      const isLong = value.length > LONGEST_VALUE;
      const beside = [
        ...(isLong ? lines(value) : []),
        ...joined(formula).map(printable).flatMap(lines),
        ...rest.map(printable).flatMap(lines).map(paint.dim),
      ];
      const cell = isLong ? '' : one.value === null ? paint.red(value) : value;
      table.push([`  ${printable(one.name)}`, cell, beside[0] ?? '']);
      for (const line of beside.slice(1)) table.push(['', '', line]);
    }
    // The table has no head.
    parts.push(`${paint.bold(printable(heading))}${table.toString()}`);
  }
  return `${parts.join('\n\n')}\n`;
};

export const explanationMarkdown: ExplanationReporter = (explanation) => {
  const out = [`## ${plain(title(explanation))}`, ''];
  for (const { title: heading, entries } of explanation.sections) {
    out.push(`### ${plain(heading)}`, '', '| figure | value | how, and where it is from |', '|---|---|---|');
    for (const one of entries) {
      const { formula, rest } = remarks(one);
      const beside = [...joined(formula), ...rest].map(plain).join('<br>');
      out.push(`| ${plain(one.name)} | ${plain(shown(one))} | ${beside} |`);
    }
    out.push('');
  }
  return out.join('\n');
};
