/** YAML's syntax errors, in the words of somebody who writes a topology. */
import type { YAMLException } from 'js-yaml';
import { diagnose } from '../../diagnostics/catalog.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { DEEPEST } from './limits.ts';
import type { Places } from './places.ts';
import type { Range } from './tree.ts';

const NO_COLON = {
  problem: 'this line has no ": " between key and value',
  fix: 'write "key: value", with a space after the colon',
};

/** What js-yaml says, and what it means here. */
const SYNTAX_ERRORS: readonly (readonly [pattern: RegExp, problem: string, fix: string])[] = [
  [
    /^deficient indentation/,
    'this line is indented less than what it continues',
    'close the quote or bracket that is left open above, or indent',
  ],
  [
    /^bad indentation of a sequence entry/,
    'this list item is not in line with the others',
    'indent all "-" of a list alike',
  ],
  [/^expected ':' after a mapping key|^can not read a block mapping entry/, NO_COLON.problem, NO_COLON.fix],
  [
    /^end of the stream or a document separator is expected/,
    'this line does not continue what stands above it',
    'write "key: value", with a space after the colon, on every line',
  ],
  [
    /^a whitespace character is expected after the key-value separator/,
    'there is no space after ":"',
    'write "key: value"',
  ],
  [/^missed comma between flow collection entries/, 'a comma is missing before this', 'separate the entries by commas'],
  [/^expected the node content, but found ','/, 'there is nothing before this comma', 'leave the comma out'],
  [/^unexpected end of the stream within a flow collection/, 'the file ends inside brackets', 'close the "{" or "["'],
  [
    /^unexpected end of the (?:stream|document) within a (?:single|double) quoted scalar/,
    'the file ends inside a quoted text',
    'close the quote',
  ],
  [
    /^unknown escape sequence|^expected hexadecimal character/,
    'this is no escape sequence',
    'double the backslash, or use single quotes',
  ],
  [
    /^the stream contains non-printable characters|^expected valid JSON character|^null byte/,
    'a control character stands here',
    'remove it, or write it as an escape in double quotes',
  ],
  [/^name of an alias node must contain/, '"*" starts an alias and no name follows', 'quote the text'],
  [/^name of an anchor node must contain/, '"&" starts an anchor and no name follows', 'quote the text'],
];

/** Characters that no unquoted text may begin with. */
const BAD_START = '@`%]},|>';

/** Says what the parser met, where it was written rather than where the parser noticed. */
export function syntaxError(error: YAMLException, text: string, places: Places): Diagnostic {
  const offset = Math.min(error.mark?.position ?? 0, text.length);
  const { start, line } = lineAround(text, offset);
  const at = (from: number, end = from + 1) => ({ path: [], position: places.position(from, end) });
  const { reason } = error;

  if (reason.startsWith('nesting exceeded')) return diagnose('too-deep', { limit: DEEPEST }, at(offset));
  if (reason.startsWith('undeclared tag handle')) {
    const tag = /!\S*$/.exec(text.slice(start, offset))?.[0] ?? '!';
    return diagnose('unsupported-tag', { tag }, at(offset - tag.length));
  }
  const tab = /^ *\t/.exec(line);
  if (tab !== null && reason.includes('indentation')) return diagnose('tab-indent', {}, at(start + tab[0].length - 1));
  if (reason.startsWith('bad indentation of a mapping entry')) {
    const [problem, fix] = misplacedText(line.slice(0, offset - start), text[offset] ?? '');
    return diagnose('yaml-syntax', { problem, fix }, at(offset));
  }

  // The parser notices a line without ": " only when it meets the next one.
  const late =
    reason.startsWith('can not read a block mapping entry') ||
    (reason.startsWith('end of the stream or a document separator') && text[offset] === ':');
  const above = late ? contentLineAbove(text, start) : undefined;
  if (above !== undefined) return diagnose('yaml-syntax', NO_COLON, at(above.start, above.end));

  const known = SYNTAX_ERRORS.find(([pattern]) => pattern.test(reason));
  if (known === undefined) return diagnose('yaml-syntax', { problem: `this is not YAML: ${reason}` }, at(offset));
  const [, problem, fix] = known;
  return diagnose('yaml-syntax', { problem, fix }, at(offset));
}

/** What the parser takes for bad indentation, told by the character that it stopped at and the line before it. */
function misplacedText(before: string, character: string): readonly [problem: string, fix: string] {
  if (character === ':' && /:\s/.test(before)) {
    return ['a second ":" stands on this line', 'quote the text that holds a colon'];
  }
  const startsValue = /:\s+$/.test(before);
  if (startsValue && character === '-') {
    return ['a list starts on the line of its key', 'start it on the next line, or write [a, b]'];
  }
  if (startsValue && BAD_START.includes(character)) {
    return [`unquoted text cannot start with "${character}"`, 'quote the text'];
  }
  if (/["'\]}]\s*$/.test(before)) return ['something follows a closed quote or bracket', 'quote the whole text'];
  return ['this line is not indented like the lines it belongs to', 'indent the keys of one mapping alike'];
}

function lineAround(text: string, offset: number): { start: number; line: string } {
  let start = offset;
  while (start > 0 && text[start - 1] !== '\n' && text[start - 1] !== '\r') start--;
  let end = offset;
  while (end < text.length && text[end] !== '\n' && text[end] !== '\r') end++;
  return { start, line: text.slice(start, end) };
}

/** The nearest line before an offset that is neither blank nor a comment, without the blanks around it. */
function contentLineAbove(text: string, lineStart: number): Range | undefined {
  for (let before = lineStart; before > 0;) {
    const { start, line } = lineAround(text, before - 1);
    const content = line.trim();
    if (content !== '' && !content.startsWith('#')) {
      const from = start + line.indexOf(content);
      return { start: from, end: from + content.length };
    }
    before = start;
  }
  return undefined;
}
