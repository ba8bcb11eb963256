/**
 * A file that is no YAML: all of its mistakes at once, in the words of somebody who writes a topology, and what could
 * be read all the same. The fast parser stops at the first mistake; the `yaml` package goes on, names each by a code
 * and gives a value.
 */
import type { ErrorCode, Node as YamlNode, Scalar, YAMLMap, YAMLParseError, YAMLSeq } from 'yaml';
import { diagnose } from '../../diagnostics/catalog.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { compose, type Composer, type Composition } from './composer.ts';
import type { SourceText } from './decode.ts';
import { MOST_ERRORS } from './limits.ts';
import type { Places } from './places.ts';
import { CORE_TAGS, resolvePlain } from './yaml-core.ts';
import { yamlLibrary } from './yaml-library.ts';

/** Longer files are not read a second time: the first mistake is all that is said of them. */
const LONGEST_RECOVERED = 2 ** 18;

/** What js-yaml found first, said where the other parser finds nothing. */
interface First {
  readonly reason: string;
  readonly offset: number;
}

/** All mistakes of a text that the fast parser refused, and the value without them. */
export function recover(source: SourceText, places: Places, first: First): Composition {
  const { text } = source;
  const found = controlCharacters(text, places);
  const read = text.length <= LONGEST_RECOVERED ? parse(text) : undefined;
  if (!read) {
    const fix = text.length > LONGEST_RECOVERED ? ONE_AT_A_TIME : undefined;
    return { root: undefined, diagnostics: found.length > 0 ? found : [unknownMistake(first, text, places, fix)] };
  }
  const { node, errors, warnings } = read;
  const open = node === null ? NOTHING_OPEN : openIn(node, text);
  const tags = warnings.filter(({ code }) => code === 'TAG_RESOLVE_FAILED');
  const lines = new Set<number>();
  // A mistake that is repeated without end is not looked at without end.
  const mistakes = [...errors, ...tags].toSorted((one, other) => one.pos[0] - other.pos[0]).slice(0, 10 * MOST_ERRORS);
  for (const mistake of mistakes) {
    const isOpen = open.quotes.has(mistake.pos[0]) || (open.brackets.get(mistake.pos[0])?.length ?? 0) > 0;
    const diagnostic = say(mistake, text, open, places);
    const line = diagnostic?.position?.line ?? 0;
    // One slip upsets what follows it on its line, and a bracket that closes nothing all the rest.
    if (!diagnostic || (lines.has(line) && !isOpen && !CERTAIN.has(mistake.code))) continue;
    lines.add(line);
    if (!isOpen) lines.add(places.position(mistake.pos[0], mistake.pos[0] + 1).line);
    found.push(diagnostic);
    if (found.length > MOST_ERRORS) break;
    if (mistake.code === 'UNEXPECTED_TOKEN' && ']}'.includes(text[mistake.pos[0]] ?? ' ')) break;
  }
  const composed = compose(source, places, (composer) => {
    if (node !== null) feed(composer, node, text);
  });
  if (found.length === 0 && composed.diagnostics.length === 0) found.push(unknownMistake(first, text, places));
  const all = [...found, ...composed.diagnostics.filter(({ position }) => !lines.has(position?.line ?? 0))];
  if (all.length <= MOST_ERRORS) return { root: composed.root, diagnostics: all };
  const { position } = all[MOST_ERRORS]!;
  const more = diagnose('too-many-errors', { limit: MOST_ERRORS }, { path: [], position });
  return { root: composed.root, diagnostics: [...all.slice(0, MOST_ERRORS), more] };
}

/** What is wrong by itself, whatever stands before it. */
const CERTAIN: ReadonlySet<ErrorCode> = new Set(['BAD_SCALAR_START', 'BAD_DQ_ESCAPE', 'TAG_RESOLVE_FAILED']);

interface Parsed {
  readonly node: YamlNode | null;
  readonly errors: readonly YAMLParseError[];
  readonly warnings: readonly { readonly code: ErrorCode; readonly pos: [number, number] }[];
}

function parse(text: string): Parsed | undefined {
  // Each mistake is an Error: where it was made tells nobody anything, and takes most of the time.
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    const [document] = yamlLibrary().parseAllDocuments(text, {
      schema: 'failsafe',
      merge: false,
      uniqueKeys: false,
      prettyErrors: false,
      logLevel: 'silent',
    });
    if (!document) return undefined;
    const { contents, errors, warnings } = document;
    return { node: contents as YamlNode | null, errors, warnings };
  } catch (error) {
    // So deep that its recursion does not reach the bottom.
    if (error instanceof RangeError) return undefined;
    throw error;
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

const ONE_AT_A_TIME = 'of a file over 256 KB the first mistake alone is told: more may follow';

const unknownMistake = ({ reason, offset }: First, text: string, places: Places, fix?: string): Diagnostic => {
  const at = Math.min(offset, text.length);
  return diagnose(
    'yaml-syntax',
    { problem: `this is not YAML: ${reason}`, ...(fix !== undefined && { fix }) },
    { path: [], position: places.position(at, at + 1) },
  );
};

// --- What is written -------------------------------------------------------------------------------

// oxlint-disable-next-line no-control-regex -- they are what is looked for
const CONTROL = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u0084\u0086-\u009F\uFFFE\uFFFF]/g;

function controlCharacters(text: string, places: Places): Diagnostic[] {
  const found: Diagnostic[] = [];
  for (const { index } of text.matchAll(CONTROL)) {
    if (found.length > MOST_ERRORS) break;
    const problem = 'a control character stands here';
    const fix = 'remove it, or write it as an escape in double quotes';
    found.push(diagnose('yaml-syntax', { problem, fix }, { path: [], position: places.position(index, index + 1) }));
  }
  return found;
}

/** Quotes and brackets that are never closed, by where what they began ends; and where brackets are. */
interface Open {
  readonly quotes: ReadonlyMap<number, number>;
  /** Those of one end from the outside in; one is taken for each mistake. */
  readonly brackets: ReadonlyMap<number, number[]>;
  readonly flows: readonly (readonly [start: number, end: number])[];
}

const NOTHING_OPEN: Open = { quotes: new Map(), brackets: new Map(), flows: [] };

function openIn(root: YamlNode, text: string): Open {
  const quotes = new Map<number, number>();
  const brackets = new Map<number, number[]>();
  const flows: (readonly [number, number])[] = [];
  const look = (node: YamlNode | null) => {
    if (!node?.range) return;
    const [start, end, after] = node.range;
    const first = text[start];
    if (isCollection(node)) {
      if (first === '{' || first === '[') {
        flows.push([start, end]);
        const isClosed = end > start + 1 && text[end - 1] === (first === '{' ? '}' : ']');
        if (!isClosed) for (const at of new Set([after, end])) brackets.set(at, [...(brackets.get(at) ?? []), start]);
      }
      for (const child of childrenOf(node)) look(child);
    } else if (isScalar(node) && (first === '"' || first === "'")) {
      const isClosed = end > start + 1 && text[end - 1] === first;
      if (!isClosed) for (const at of [after, end]) quotes.set(at, start);
    }
  };
  look(root);
  return { quotes, brackets, flows };
}

const isCollection = (node: YamlNode): node is YAMLMap | YAMLSeq => 'items' in node;
const isScalar = (node: YamlNode): node is Scalar => 'value' in node;

function* childrenOf(node: YAMLMap | YAMLSeq): Generator<YamlNode | null> {
  for (const item of node.items) {
    if (isPair(item)) {
      yield item.key as YamlNode | null;
      yield item.value as YamlNode | null;
    } else yield item as YamlNode;
  }
}

const isPair = (item: unknown): item is { readonly key: unknown; readonly value: unknown } =>
  typeof item === 'object' && item !== null && 'key' in item;

// --- What is wrong ---------------------------------------------------------------------------------

type Saying = readonly [problem: string, fix: string];

const NO_COLON: Saying = [
  'this line has no ": " between key and value',
  'write "key: value", with a space after the colon',
];
const INDENTED: Saying = [
  'this line is not indented like the lines it belongs to',
  'indent the keys of one mapping alike',
];
const ITEM: Saying = ['this list item is not in line with the others', 'indent all "-" of a list alike'];
const UNQUOTED: Saying = ['this does not belong here', 'quote the text'];

/** What a code means wherever it comes up. */
const BY_CODE: Partial<Record<ErrorCode, Saying>> = {
  BAD_DQ_ESCAPE: ['this is no escape sequence', 'double the backslash, or use single quotes'],
  MULTILINE_IMPLICIT_KEY: NO_COLON,
  KEY_OVER_1024_CHARS: ['a key is longer than 1,024 characters', 'shorten it, or look for a quote left open'],
  BAD_ALIAS: ['"*" or "&" stands here and no name follows', 'quote the text'],
  ALIAS_PROPS: ['an alias takes no anchor and no tag', 'leave them out'],
  BAD_PROP_ORDER: ['an anchor or tag stands before what it cannot be of', 'put it behind "-", "?" or ":"'],
  MULTIPLE_ANCHORS: ['a value has two anchors', 'keep one of them'],
  MULTIPLE_TAGS: ['a value has two tags', 'keep one of them'],
  BAD_DIRECTIVE: ['this directive means nothing here', 'leave the line out'],
};

function say(
  { code, pos: [start, end] }: { readonly code: ErrorCode; readonly pos: readonly [number, number] },
  text: string,
  open: Open,
  places: Places,
): Diagnostic | undefined {
  const at = (from: number, to = from + 1) => ({ path: [], position: places.position(from, to) });
  const syntax = ([problem, fix]: Saying, from = start, to = Math.max(end, start + 1)) =>
    diagnose('yaml-syntax', { problem, fix }, at(from, to));
  if (code === 'TAG_RESOLVE_FAILED') {
    const tag = /^!\S*/.exec(text.slice(start, end))?.[0] ?? '!';
    return CORE_TAGS.has(tag) ? undefined : diagnose('unsupported-tag', { tag }, at(start, start + tag.length));
  }
  const indentTab = indentedByTab(text, start);
  if (code === 'TAB_AS_INDENT' || indentTab !== undefined) return diagnose('tab-indent', {}, at(indentTab ?? start));
  if (code === 'MISSING_CHAR' || code === 'BAD_INDENT') {
    const quote = open.quotes.get(start);
    if (quote !== undefined) return syntax(['this quote is never closed', 'close it'], quote, quote + 1);
    const bracket = open.brackets.get(start)?.pop();
    const closing = bracket !== undefined && (text[bracket] === '{' ? '}' : ']');
    if (bracket !== undefined)
      return syntax(['this bracket is never closed', `close it with "${String(closing)}"`], bracket, bracket + 1);
  }
  if (code === 'BLOCK_AS_IMPLICIT_KEY') {
    const next = keyBelow(text, start);
    if (next !== undefined)
      return syntax(['this line is indented, and the one above it has a value', INDENTED[1]], next, next + 1);
  }
  const saying = BY_CODE[code] ?? byPlace(code, start, end, text, open);
  // Whatever stands on such a line may belong elsewhere.
  return saying === INDENTED ? syntax(saying, start, text.length) : syntax(saying);
}

/** What a code means by the characters that it is about. */
function byPlace(code: ErrorCode, start: number, end: number, text: string, { flows }: Open): Saying {
  const character = text[start] ?? '';
  const isInFlow = flows.some(([from, to]) => from < start && start < to);
  switch (code) {
    case 'BAD_SCALAR_START':
      return [`unquoted text cannot start with "${character}"`, 'quote the text'];
    case 'BLOCK_AS_IMPLICIT_KEY':
      return /^\s*-/.test(text.slice(start, start + 80))
        ? ITEM
        : ['a second ":" stands on this line', 'quote the text that holds a colon'];
    case 'BLOCK_IN_FLOW':
      return text.slice(start, end).includes('\n')
        ? ['a mapping or list over several lines stands inside brackets', 'close the bracket above it']
        : ['a second ":" stands in this entry', 'separate the entries by commas, or quote the text'];
    case 'BAD_INDENT':
      return character === '-' ? ITEM : INDENTED;
    case 'UNEXPECTED_TOKEN':
      if (character === ',') return ['there is nothing before this comma', 'leave the comma out'];
      if (character === ']' || character === '}') return ['this bracket closes nothing', 'leave it out'];
      if (character === '-')
        return ['a list starts on the line of its key', 'start it on the next line, or write [a, b]'];
      return /["'\]}][^\S\n]*$/.test(text.slice(Math.max(0, start - 80), start))
        ? ['something follows a closed quote or bracket', 'quote the whole text']
        : UNQUOTED;
    case 'MISSING_CHAR':
      if (character === '#') return ['there is no space before "#"', 'write a space before a comment'];
      if (text[start - 1] === ':') return ['there is no space after ":"', 'write "key: value"'];
      if (isInFlow) return ['a comma is missing before this', 'separate the entries by commas'];
      return end > start + 1 ? NO_COLON : ['something is missing here', 'write "key: value" or "- item"'];
    default:
      return UNQUOTED;
  }
}

/** The key on a line below, where the line of an offset itself has no further colon. */
function keyBelow(text: string, offset: number): number | undefined {
  const [rest] = /^[^\n]*/.exec(text.slice(offset, offset + 1000))!;
  if (/:(\s|$)/.test(rest)) return undefined;
  const below = /\n\s*(?=[^\s#])/.exec(text.slice(offset, offset + 1000));
  return below === null ? undefined : offset + below.index + below[0].length;
}

/** The tab in the indentation of the line that an offset is on. */
function indentedByTab(text: string, offset: number): number | undefined {
  const start = Math.max(text.lastIndexOf('\n', offset - 1), text.lastIndexOf('\r', offset - 1)) + 1;
  const indent = /^ *\t/.exec(text.slice(start, start + 200));
  return indent === null ? undefined : start + indent[0].length - 1;
}

// --- What could be read ----------------------------------------------------------------------------

function feed(composer: Composer, node: YamlNode | null, text: string): void {
  if (!node?.range) {
    composer.scalar(null, '', -1, -1, true);
    return;
  }
  const [start, end] = node.range;
  const { anchor } = node as { anchor?: string };
  if (isCollection(node)) {
    // Block lists are never empty.
    const isMapping = node.items.length > 0 ? isPair(node.items[0]) : text[start] !== '[';
    composer.open(isMapping ? 'mapping' : 'list', start, node.flow !== true, anchor);
    for (const child of childrenOf(node)) feed(composer, child, text);
    composer.close();
  } else if (isScalar(node)) {
    const plain = node.type === 'PLAIN' && node.tag === undefined;
    const content = plain ? (node.source ?? '') : String(node.value ?? '');
    const isEmpty = plain && content === '' && start === end;
    composer.scalar(
      plain ? resolvePlain(content) : content,
      content,
      isEmpty ? -1 : start,
      isEmpty ? -1 : end,
      plain,
      anchor,
    );
  } else {
    const { source } = node as { source: string };
    composer.alias(source, start, end);
  }
}
