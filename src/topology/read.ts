import { EVENT_ID, COLLECTION_STYLE, SCALAR_STYLE, YAMLException, getScalarValue, parseEvents } from 'js-yaml';
import type { Event, ScalarEvent } from 'js-yaml';
import { diagnose } from '../diagnostics/catalog.ts';
import type { Diagnostic, Path, Position } from '../diagnostics/diagnostic.ts';

/** The text of one file, and the name by which messages call it. */
export interface SourceText {
  readonly name: string;
  readonly text: string;
}

export interface ReadResult {
  /**
   * The plain values of the file: mappings without a prototype, lists, text, finite numbers, booleans
   * and null. Shared where the file uses aliases, so not to be changed. `undefined` where the text could not be
   * read as a whole; beside lesser errors (a duplicate key) it holds everything else.
   */
  readonly value: unknown | undefined;
  readonly diagnostics: readonly Diagnostic[];
  /**
   * Where a path stands in this file, or `undefined` where it does not. `'key'` asks for the key of the
   * last segment, `'value'` (the default) for what stands after it; an empty value is placed at its key.
   */
  locate(path: Path, at?: 'key' | 'value'): Position | undefined;
}

/** Files beyond this are refused before they are decoded. */
const LONGEST_FILE_BYTES = 10 * 2 ** 20;
/** Mappings and lists inside each other; a topology needs about eight. */
const DEEPEST = 64;
/** Values in one file. Ten thousand components with all their details come to about a third of it. */
const MOST_VALUES = 1_000_000;
/** Values that all aliases of a file may stand for together. */
const MOST_ALIASED_VALUES = 100_000;
const MOST_ERRORS = 100;

const FORBIDDEN_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** Whether a key could reach an object's prototype; such keys are refused wherever they stand. */
export function isForbiddenKey(key: string): boolean {
  return FORBIDDEN_KEYS.has(key);
}

// --- Bytes ---------------------------------------------------------------------------------------

function decodes(bytes: Uint8Array, { stream }: { stream: boolean }): boolean {
  try {
    // As a stream, an incomplete last character is no error: only an invalid one is.
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream });
    return true;
  } catch {
    return false;
  }
}

/** Offset of the first byte of the first character that is not valid. */
function firstInvalidByte(bytes: Uint8Array): number {
  let good = 0;
  let bad = bytes.length + 1;
  while (bad - good > 1) {
    const middle = (good + bad) >>> 1;
    if (decodes(bytes.subarray(0, middle), { stream: true })) good = middle;
    else bad = middle;
  }
  // What was good may end in the first bytes of a character, at most three of them.
  while (good > 0 && !decodes(bytes.subarray(0, good), { stream: false })) good--;
  return good;
}

function utf16Name(bytes: Uint8Array): string | undefined {
  const [first, second] = bytes;
  if (first === undefined || second === undefined) return undefined;
  if ((first === 0xff && second === 0xfe) || (first !== 0 && second === 0)) return 'UTF-16LE';
  if ((first === 0xfe && second === 0xff) || (first === 0 && second !== 0)) return 'UTF-16BE';
  return undefined;
}

/**
 * Turns the bytes of a file into text: UTF-8, without a byte order mark.
 *
 * @returns The text, or one diagnostic: longer than 10 MB (10 × 2^20 bytes), UTF-16, or not valid
 *   UTF-8 (with the line of the first bad byte).
 */
export function decodeUtf8(name: string, bytes: Uint8Array): { source?: SourceText; diagnostics: Diagnostic[] } {
  const start = { file: name, line: 1, column: 1, length: 1 };
  if (bytes.length > LONGEST_FILE_BYTES) {
    const details = { bytes: bytes.length, limitBytes: LONGEST_FILE_BYTES };
    return { diagnostics: [diagnose('file-too-large', details, { path: [], position: start })] };
  }
  const encoding = utf16Name(bytes);
  if (encoding !== undefined) {
    return { diagnostics: [diagnose('not-utf8', { encoding, offset: 0 }, { path: [], position: start })] };
  }
  try {
    return { source: { name, text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) }, diagnostics: [] };
  } catch {
    const offset = firstInvalidByte(bytes);
    const before = new TextDecoder().decode(bytes.subarray(0, offset));
    const lines = before.split(/\r\n|\n|\r/);
    const position = { file: name, line: lines.length, column: lines.at(-1)!.length + 1, length: 1 };
    return { diagnostics: [diagnose('not-utf8', { offset }, { path: [], position })] };
  }
}

// --- Places --------------------------------------------------------------------------------------

/** Turns offsets into lines and columns; the table of lines is made when it is first needed. */
class Places {
  readonly #source: SourceText;
  #starts: number[] | undefined;

  constructor(source: SourceText) {
    this.#source = source;
  }

  /** The place of a range of offsets, as far as its first line goes; an empty value, at -1, is put at the start. */
  position(from: number, end: number): Position {
    const { name, text } = this.#source;
    const start = Math.max(from, 0);
    this.#starts ??= lineStarts(text);
    const starts = this.#starts;
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (starts[middle]! <= start) low = middle;
      else high = middle - 1;
    }
    const lineStart = starts[low]!;
    let last = start;
    while (last < end && last < text.length && text[last] !== '\n' && text[last] !== '\r') last++;
    return { file: name, line: low + 1, column: start - lineStart + 1, length: Math.max(1, last - start) };
  }
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (const match of text.matchAll(/\r\n|\n|\r/g)) starts.push(match.index + match[0].length);
  return starts;
}

// --- Values with their places --------------------------------------------------------------------

/** A value of the file and where it stands; `start` is -1 for an empty value, which stands nowhere. */
interface Node {
  start: number;
  end: number;
  value: unknown;
  /** Values in it, itself and what its aliases stand for included. */
  size: number;
  /** Mappings and lists inside each other, itself included. */
  height: number;
  entries?: Map<string, Entry>;
  items?: Node[];
}

interface Entry {
  readonly keyStart: number;
  readonly keyEnd: number;
  readonly node: Node;
}

interface Frame {
  readonly node: Node;
  readonly anchor: string | undefined;
  /** A mapping that stands where a key belongs: it is read, and forgotten. */
  readonly asKey: boolean;
  readonly block: boolean;
  /** The key that waits for its value. */
  key:
    | {
        readonly text: string;
        readonly start: number;
        readonly end: number;
        readonly drop: boolean;
        readonly merge: boolean;
      }
    | undefined;
  /** Keys that came by `<<` and that a key of the mapping's own may replace. */
  merged: Set<string> | undefined;
  /** Where the last key or value of a flow collection ends. */
  lastEnd: number;
}

/** Ends the reading of a file that must not be read further. */
class Refusal extends Error {
  readonly diagnostic: Diagnostic;
  constructor(diagnostic: Diagnostic) {
    super(diagnostic.message);
    this.diagnostic = diagnostic;
  }
}

const emptyMapping = (): Record<string, unknown> => Object.create(null) as Record<string, unknown>;

/**
 * Builds values and places from what a parser meets, in order, and checks on the way what no schema
 * can: duplicate and forbidden keys, depth, number of values, aliases, numbers. JSON and YAML both end here.
 */
class Composer {
  readonly diagnostics: Diagnostic[] = [];
  root: Node | undefined;
  readonly #text: string;
  readonly #places: Places;
  readonly #stack: Frame[] = [];
  /** `undefined` for an anchor whose value is still open. */
  readonly #anchors = new Map<string, Node | undefined>();
  #values = 0;
  #aliased = 0;

  constructor(text: string, places: Places) {
    this.#text = text;
    this.#places = places;
  }

  get #top(): Frame | undefined {
    return this.#stack.at(-1);
  }

  /** Mappings and lists that are open. */
  get depth(): number {
    return this.#stack.length;
  }

  get #awaitsKey(): boolean {
    const top = this.#top;
    return top?.node.entries !== undefined && top.key === undefined;
  }

  path(): Path {
    const path: (string | number)[] = [];
    for (const frame of this.#stack) {
      if (frame.node.items !== undefined) path.push(frame.node.items.length);
      else if (frame.key !== undefined) path.push(frame.key.text);
    }
    return path;
  }

  report(make: (path: Path) => Diagnostic): void {
    if (this.diagnostics.length < MOST_ERRORS) {
      this.diagnostics.push(make(this.path()));
      return;
    }
    const position = make([]).position;
    throw new Refusal(diagnose('too-many-errors', { limit: MOST_ERRORS }, { path: [], position }));
  }

  #count(start: number): void {
    this.#values += 1;
    if (this.#values <= MOST_VALUES) return;
    const position = this.#places.position(start, start);
    throw new Refusal(diagnose('too-many-values', { limit: MOST_VALUES }, { path: [], position }));
  }

  #checkDepth(depth: number, start: number, end: number): void {
    if (depth <= DEEPEST) return;
    const position = this.#places.position(start, end);
    throw new Refusal(diagnose('too-deep', { limit: DEEPEST }, { path: this.path(), position }));
  }

  open(kind: 'mapping' | 'list', start: number, block: boolean, anchor?: string): void {
    this.#count(start);
    this.#checkDepth(this.#stack.length + 1, start, start + 1);
    const asKey = this.#awaitsKey;
    if (asKey) {
      const position = this.#places.position(start, start + 1);
      this.report((path) => diagnose('complex-key', {}, { path, position }));
    }
    const node: Node = { start, end: start + 1, value: undefined, size: 1, height: 1 };
    if (kind === 'mapping') {
      node.value = emptyMapping();
      node.entries = new Map();
    } else {
      node.value = [];
      node.items = [];
    }
    if (anchor !== undefined) this.#anchors.set(anchor, undefined);
    this.#stack.push({ node, anchor, asKey, block, key: undefined, merged: undefined, lastEnd: start + 1 });
  }

  close(): void {
    const frame = this.#stack.pop()!;
    const { node } = frame;
    if (!frame.block) {
      // A single pair in a list, [a: 1], is a mapping without brackets of its own.
      const bracketed = '{['.includes(this.#text[node.start]!);
      node.end = bracketed ? this.#closingBracket(frame.lastEnd) : frame.lastEnd;
    }
    if (frame.anchor !== undefined) this.#anchors.set(frame.anchor, node);
    if (frame.asKey) this.#top!.key = { text: '', start: node.start, end: node.end, drop: true, merge: false };
    else this.#attach(node);
  }

  /** Events do not say where a flow collection ends; only spaces and a comma can stand before its bracket. */
  #closingBracket(from: number): number {
    let end = from;
    while (end < this.#text.length && ' \t,'.includes(this.#text[end]!)) end++;
    return this.#text[end] === ']' || this.#text[end] === '}' ? end + 1 : from;
  }

  /** A key, where one is due, or else a value. `text` is how it reads as a key. */
  scalar(value: unknown, text: string, start: number, end: number, plain: boolean, anchor?: string): void {
    if (start >= 0 && this.#top !== undefined) this.#top.lastEnd = end;
    if (this.#awaitsKey) {
      if (anchor !== undefined) this.#anchors.set(anchor, { start, end, value: text, size: 1, height: 0 });
      this.#key(text, start, end, plain);
      return;
    }
    this.#count(start);
    let checked = value;
    if (typeof value === 'number') {
      if (!Number.isFinite(value) || (Number.isInteger(value) && !Number.isSafeInteger(value))) {
        const position = this.#places.position(start, end);
        this.report((path) => diagnose('bad-number', { text }, { path, position }));
        checked = text;
      } else if (value === 0) checked = 0;
    }
    const node: Node = { start, end, value: checked, size: 1, height: 0 };
    if (anchor !== undefined) this.#anchors.set(anchor, node);
    this.#attach(node);
  }

  #key(text: string, start: number, end: number, plain: boolean): void {
    const frame = this.#top!;
    const merge = plain && text === '<<';
    const forbidden = isForbiddenKey(text);
    const earlier = merge ? undefined : frame.node.entries!.get(text);
    const duplicate = !forbidden && earlier !== undefined && !frame.merged?.has(text);
    frame.key = { text, start, end, drop: forbidden || duplicate, merge };
    if (frame.block && frame.node.entries!.size === 0 && start === frame.node.start) frame.node.end = end;
    if (forbidden) {
      const position = this.#places.position(start, end);
      this.report((path) => diagnose('forbidden-key', { key: text }, { path, position }));
    } else if (duplicate) {
      const position = this.#places.position(start, end);
      const first = this.#places.position(earlier.keyStart, earlier.keyEnd);
      const related = [{ message: 'first given here', position: first }];
      this.report((path) => diagnose('duplicate-key', { key: text }, { path, position, related }));
    }
  }

  #attach(node: Node): void {
    const frame = this.#top;
    if (frame === undefined) {
      this.root = node;
      return;
    }
    const parent = frame.node;
    parent.size += node.size;
    parent.height = Math.max(parent.height, node.height + 1);
    if (node.start >= 0) frame.lastEnd = Math.max(frame.lastEnd, node.end);
    if (parent.items !== undefined) {
      parent.items.push(node);
      (parent.value as unknown[]).push(node.value);
      return;
    }
    const key = frame.key!;
    if (key.merge) this.#merge(frame, node);
    else if (!key.drop) {
      frame.merged?.delete(key.text);
      parent.entries!.set(key.text, { keyStart: key.start, keyEnd: key.end, node });
      (parent.value as Record<string, unknown>)[key.text] = node.value;
    }
    frame.key = undefined;
  }

  /** Takes over the keys that the mapping lacks; of several sources the earlier wins, as YAML has it. */
  #merge(frame: Frame, node: Node): void {
    const sources = node.items ?? [node];
    const bad = sources.find((source) => source.entries === undefined);
    if (bad !== undefined || sources.length === 0) {
      const at = bad !== undefined && bad.start >= 0 ? bad : node.start >= 0 ? node : frame.key!;
      const position = this.#places.position(at.start, at.end);
      this.report((path) => diagnose('bad-merge-key', { found: (bad ?? node).value }, { path, position }));
      return;
    }
    const parent = frame.node;
    frame.merged ??= new Set();
    for (const source of sources) {
      for (const [key, entry] of source.entries!) {
        if (parent.entries!.has(key)) continue;
        frame.merged.add(key);
        parent.entries!.set(key, entry);
        (parent.value as Record<string, unknown>)[key] = entry.node.value;
      }
    }
  }

  alias(name: string, start: number, end: number): void {
    const position = this.#places.position(start, end);
    const target = this.#anchors.get(name);
    if (target === undefined) {
      if (this.#anchors.has(name)) {
        throw new Refusal(diagnose('cyclic-alias', { name }, { path: this.path(), position }));
      }
      const known = [...this.#anchors.keys()];
      this.report((path) => diagnose('unknown-alias', { name, known }, { path, position }));
      this.scalar(null, `*${name}`, start, end, false);
      return;
    }
    this.#aliased += target.size;
    if (this.#aliased > MOST_ALIASED_VALUES) {
      throw new Refusal(diagnose('alias-bomb', { limit: MOST_ALIASED_VALUES }, { path: this.path(), position }));
    }
    this.#checkDepth(this.#stack.length + target.height, start, end);
    if (this.#awaitsKey) {
      if (target.height > 0) {
        this.report((path) => diagnose('complex-key', {}, { path, position }));
        this.#top!.key = { text: '', start, end, drop: true, merge: false };
      } else this.#key(String(target.value), start, end, false);
      return;
    }
    this.#count(start);
    this.#attach({ ...target, start, end });
  }
}

// --- YAML ----------------------------------------------------------------------------------------

const NULL = /^(?:~|null|Null|NULL)?$/;
const TRUE = /^(?:true|True|TRUE)$/;
const FALSE = /^(?:false|False|FALSE)$/;
const DECIMAL = /^[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?$/;
const OCTAL_OR_HEXADECIMAL = /^0(?:o[0-7]+|x[\da-fA-F]+)$/;
const NOT_A_NUMBER = /^\.(?:nan|NaN|NAN)$/;
const INFINITE = /^[-+]?\.(?:inf|Inf|INF)$/;

/** The value of an unquoted scalar by the core schema of YAML 1.2.2 (section 10.3.2): `no` and dates are text. */
function resolvePlain(text: string): unknown {
  if (NULL.test(text)) return null;
  if (TRUE.test(text)) return true;
  if (FALSE.test(text)) return false;
  if (DECIMAL.test(text)) return Number(text);
  if (OCTAL_OR_HEXADECIMAL.test(text)) return Number(text);
  if (NOT_A_NUMBER.test(text)) return NaN;
  if (INFINITE.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
  return text;
}

/** The tags of the core schema, and the type of the value that each asks for. */
const CORE_TAGS: ReadonlyMap<string, 'string' | 'number' | 'boolean' | 'null' | 'mapping' | 'list'> = new Map([
  ['!', 'string'],
  ['!!str', 'string'],
  ['!!int', 'number'],
  ['!!float', 'number'],
  ['!!bool', 'boolean'],
  ['!!null', 'null'],
  ['!!map', 'mapping'],
  ['!!seq', 'list'],
] as const);

/** What js-yaml calls an error, in the words of somebody who writes a topology. */
const SYNTAX_ERRORS: readonly (readonly [pattern: RegExp, problem: string, fix?: string])[] = [
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
  [
    /^expected ':' after a mapping key|^can not read a block mapping entry/,
    'this line has no ": " between key and value',
    'write "key: value", with a space after the colon',
  ],
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

const BAD_START = '@`%]},|>';

function lineAround(text: string, offset: number): { start: number; line: string } {
  let start = offset;
  while (start > 0 && text[start - 1] !== '\n' && text[start - 1] !== '\r') start--;
  let end = offset;
  while (end < text.length && text[end] !== '\n' && text[end] !== '\r') end++;
  return { start, line: text.slice(start, end) };
}

/** The nearest line before an offset that is neither blank nor a comment, without the blanks around it. */
function contentLineAbove(text: string, lineStart: number): { start: number; end: number } | undefined {
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

function syntaxError(error: YAMLException, text: string, places: Places): Diagnostic {
  const offset = Math.min(error.mark?.position ?? 0, text.length);
  const { start, line } = lineAround(text, offset);
  const at = (from: number) => ({ path: [], position: places.position(from, from + 1) });
  const { reason } = error;

  if (reason.startsWith('nesting exceeded')) return diagnose('too-deep', { limit: DEEPEST }, at(offset));
  if (reason.startsWith('undeclared tag handle')) {
    const tag = /!\S*$/.exec(text.slice(start, offset))?.[0] ?? '!';
    return diagnose('unsupported-tag', { tag }, at(offset - tag.length));
  }
  const tab = /^ *\t/.exec(line);
  if (tab !== null && reason.includes('indentation')) return diagnose('tab-indent', {}, at(start + tab[0].length - 1));

  if (reason.startsWith('bad indentation of a mapping entry')) {
    const before = line.slice(0, offset - start);
    const character = text[offset] ?? '';
    const problem = (problem: string, fix: string) => diagnose('yaml-syntax', { problem, fix }, at(offset));
    if (character === ':' && /:\s/.test(before))
      return problem('a second ":" stands on this line', 'quote the text that holds a colon');
    if (/:\s+$/.test(before)) {
      if (character === '-')
        return problem('a list starts on the line of its key', 'start it on the next line, or write [a, b]');
      if (BAD_START.includes(character))
        return problem(`unquoted text cannot start with "${character}"`, 'quote the text');
    }
    if (/["'\]}]\s*$/.test(before))
      return problem('something follows a closed quote or bracket', 'quote the whole text');
    return problem('this line is not indented like the lines it belongs to', 'indent the keys of one mapping alike');
  }

  // The parser notices a line without ": " only when it meets the next one.
  const late =
    reason.startsWith('can not read a block mapping entry') ||
    (reason.startsWith('end of the stream or a document separator') && text[offset] === ':');
  const above = late ? contentLineAbove(text, start) : undefined;
  if (above !== undefined) {
    const details = {
      problem: 'this line has no ": " between key and value',
      fix: 'write "key: value", with a space after the colon',
    };
    return diagnose('yaml-syntax', details, { path: [], position: places.position(above.start, above.end) });
  }
  const known = SYNTAX_ERRORS.find(([pattern]) => pattern.test(reason));
  if (known === undefined) return diagnose('yaml-syntax', { problem: `this is not YAML: ${reason}` }, at(offset));
  const [, problem, fix] = known;
  return diagnose('yaml-syntax', fix === undefined ? { problem } : { problem, fix }, at(offset));
}

function scalarRange(event: ScalarEvent, text: string): [start: number, end: number] {
  if (event.valueStart < 0) return [-1, -1];
  switch (event.style) {
    case SCALAR_STYLE.SINGLE_QUOTED:
    case SCALAR_STYLE.DOUBLE_QUOTED:
      return [event.valueStart - 1, event.valueEnd + 1];
    case SCALAR_STYLE.LITERAL_BLOCK:
    case SCALAR_STYLE.FOLDED_BLOCK: {
      let start = event.valueStart;
      while (start < event.valueEnd && text[start] === ' ') start++;
      return [start, Math.max(start + 1, event.valueEnd)];
    }
    default:
      return [event.valueStart, event.valueEnd];
  }
}

/** The place of the second document: that of its `---`. */
function secondDocument(events: readonly Event[], text: string): number | undefined {
  let documents = 0;
  let lastOffset = 0;
  for (const event of events) {
    if (event.type === EVENT_ID.DOCUMENT) {
      documents += 1;
      if (documents === 2) {
        const marker = /^(?:---|\.\.\.)(?=\s|$)/gm;
        marker.lastIndex = lastOffset;
        return marker.exec(text)?.index ?? lastOffset;
      }
    } else if (event.type === EVENT_ID.SCALAR) lastOffset = Math.max(lastOffset, event.valueEnd);
    else if (event.type === EVENT_ID.ALIAS) lastOffset = Math.max(lastOffset, event.anchorEnd);
    else if (event.type !== EVENT_ID.POP) lastOffset = Math.max(lastOffset, event.start);
  }
  return undefined;
}

interface Composition {
  readonly root: Node | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

function composeYaml(source: SourceText, places: Places): Composition {
  const { text } = source;
  let events: Event[];
  try {
    // The parser also counts the document and each scalar, so that its own limit lies a little above.
    events = parseEvents(text, { maxDepth: DEEPEST + 4 });
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    return { root: undefined, diagnostics: [syntaxError(error, text, places)] };
  }
  const second = secondDocument(events, text);
  if (second !== undefined) {
    const position = places.position(second, second + 3);
    return { root: undefined, diagnostics: [diagnose('multiple-documents', {}, { path: [], position })] };
  }

  const composer = new Composer(text, places);
  let ownTags = false;
  const slice = (start: number, end: number) => (start < 0 ? undefined : text.slice(start, end));
  const badTag = (event: { tagStart: number; tagEnd: number }) => {
    const tag = text.slice(event.tagStart, event.tagEnd);
    const known = !ownTags && CORE_TAGS.has(tag);
    const position = places.position(event.tagStart, event.tagEnd);
    composer.report((path) => diagnose('unsupported-tag', { tag, known }, { path, position }));
  };
  /** What a tag makes of a value; an unknown tag is reported, and the value taken as it stands. */
  const tagMeaning = (event: { tagStart: number; tagEnd: number }, allowed: readonly string[]) => {
    const tag = slice(event.tagStart, event.tagEnd);
    if (tag === undefined) return undefined;
    const meaning = ownTags ? undefined : CORE_TAGS.get(tag);
    if (meaning !== undefined && allowed.includes(meaning)) return meaning;
    badTag(event);
    return undefined;
  };

  try {
    for (const event of events) {
      switch (event.type) {
        case EVENT_ID.DOCUMENT:
          ownTags = event.directives.some(({ kind }) => kind === 'tag');
          break;
        case EVENT_ID.MAPPING:
        case EVENT_ID.SEQUENCE: {
          const kind = event.type === EVENT_ID.MAPPING ? 'mapping' : 'list';
          tagMeaning(event, [kind]);
          composer.open(
            kind,
            event.start,
            event.style === COLLECTION_STYLE.BLOCK,
            slice(event.anchorStart, event.anchorEnd),
          );
          break;
        }
        case EVENT_ID.SCALAR: {
          const content = getScalarValue(text, event);
          const wanted = tagMeaning(event, ['string', 'number', 'boolean', 'null']);
          const plain = event.style === SCALAR_STYLE.PLAIN && wanted === undefined;
          const resolve = plain || (wanted !== undefined && wanted !== 'string');
          const value = resolve ? resolvePlain(content) : content;
          if (wanted !== undefined && wanted !== (value === null ? 'null' : typeof value)) {
            badTag(event);
          }
          const [start, end] = scalarRange(event, text);
          composer.scalar(value, content, start, end, plain, slice(event.anchorStart, event.anchorEnd));
          break;
        }
        case EVENT_ID.ALIAS:
          composer.alias(text.slice(event.anchorStart, event.anchorEnd), event.anchorStart - 1, event.anchorEnd);
          break;
        case EVENT_ID.POP:
          // The last one closes the document, on which the composer holds no frame.
          if (composer.depth > 0) composer.close();
          break;
      }
    }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { root: undefined, diagnostics: [...composer.diagnostics, error.diagnostic] };
  }
  return { root: composer.root, diagnostics: composer.diagnostics };
}

// --- JSON ----------------------------------------------------------------------------------------

function stringEnd(text: string, start: number): number {
  for (let at = start + 1; ; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x5c) at++;
    else if (code === 0x22) return at + 1;
  }
}

/** Walks text that `JSON.parse` has accepted, so that nothing here need be checked again. */
function composeJson(source: SourceText, places: Places): Composition {
  const { text } = source;
  const composer = new Composer(text, places);
  const word = /[^\s,:\]}]+/y;
  try {
    for (let at = 0; at < text.length;) {
      const character = text[at]!;
      if (character === '{' || character === '[') {
        composer.open(character === '{' ? 'mapping' : 'list', at, false);
        at++;
      } else if (character === '}' || character === ']') {
        composer.close();
        at++;
      } else if (character === '"') {
        const end = stringEnd(text, at);
        const value = JSON.parse(text.slice(at, end)) as string;
        composer.scalar(value, value, at, end, false);
        at = end;
      } else if (character === ',' || character === ':' || /\s/.test(character)) at++;
      else {
        word.lastIndex = at;
        const token = word.exec(text)![0];
        composer.scalar(JSON.parse(token), token, at, at + token.length, false);
        at += token.length;
      }
    }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { root: undefined, diagnostics: [...composer.diagnostics, error.diagnostic] };
  }
  return { root: composer.root, diagnostics: composer.diagnostics };
}

/** Key–value pairs that a JSON text writes down: its colons outside strings. */
function countPairs(text: string): number {
  let pairs = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x3a) pairs++;
    else if (code === 0x22) at = stringEnd(text, at) - 1;
  }
  return pairs;
}

/**
 * Copies parsed JSON into mappings without a prototype.
 *
 * @returns The copy, or `undefined` where something must be refused: then the slow way says what and where.
 *   Fewer pairs in the values than in the text mean that a key was given twice.
 */
function copyJson(parsed: unknown, text: string): unknown {
  let pairs = 0;
  let values = 0;
  let sound = true;
  const copy = (value: unknown, depth: number): unknown => {
    values += 1;
    if (typeof value === 'number') {
      if (!Number.isFinite(value) || (Number.isInteger(value) && !Number.isSafeInteger(value))) sound = false;
      return value === 0 ? 0 : value;
    }
    if (typeof value !== 'object' || value === null) return value;
    if (depth > DEEPEST || values > MOST_VALUES) sound = false;
    if (!sound) return undefined;
    if (Array.isArray(value)) return value.map((item) => copy(item, depth + 1));
    const mapping = emptyMapping();
    for (const key of Object.keys(value)) {
      pairs += 1;
      if (isForbiddenKey(key)) sound = false;
      mapping[key] = copy((value as Record<string, unknown>)[key], depth + 1);
    }
    return mapping;
  };
  const result = copy(parsed, 1);
  return sound && values <= MOST_VALUES && pairs === countPairs(text) ? result : undefined;
}

// --- Reading -------------------------------------------------------------------------------------

function locateIn(root: Node | undefined, places: Places, path: Path, at: 'key' | 'value'): Position | undefined {
  let node = root;
  let key: { readonly start: number; readonly end: number } | undefined;
  for (const segment of path) {
    if (node === undefined) return undefined;
    if (node.items !== undefined) {
      node = typeof segment === 'number' ? node.items[segment] : undefined;
      key = node;
    } else {
      const entry: Entry | undefined = node.entries?.get(String(segment));
      key = entry && { start: entry.keyStart, end: entry.keyEnd };
      node = entry?.node;
    }
  }
  if (node === undefined) return undefined;
  const range = key !== undefined && (at === 'key' || node.start < 0) ? key : node;
  return places.position(range.start, range.end);
}

function result(composition: Composition, places: Places): ReadResult {
  const { root, diagnostics } = composition;
  return {
    value: root?.value,
    diagnostics,
    locate: (path, at = 'value') => locateIn(root, places, path, at),
  };
}

/**
 * Reads one value, of any type, in YAML or JSON.
 *
 * @returns Its value with its places; `block` tells whether it is written over lines of its own (a block
 *   mapping or list) rather than as a scalar or in brackets.
 */
export function readFragment(source: SourceText): ReadResult & { readonly block: boolean } {
  const places = new Places(source);
  const composition = composeYaml(source, places);
  const { root } = composition;
  const collection = root?.entries !== undefined || root?.items !== undefined;
  const block = collection && !'{['.includes(source.text[root.start] ?? ' ');
  return { ...result(composition, places), block };
}

/**
 * Reads a topology's text, YAML 1.2 (core schema) or JSON, into plain values and remembers where each
 * stands. Never throws; the time grows linearly with the text.
 *
 * All errors that can be found are found in one go; a syntax error ends the reading. Refused are duplicate keys,
 * keys that reach prototypes, aliases that expand beyond 100,000 values or contain themselves, nesting
 * beyond 64, more than 1,000,000 values, tags of one's own, several documents, numbers that are not
 * finite or beyond 2^53, and a root that is not a mapping.
 */
export function readSource(source: SourceText): ReadResult {
  const places = new Places(source);
  const { text } = source;
  const first = /\S/.exec(text)?.[0];
  if (first === '{' || first === '[') {
    let parsed: unknown;
    try {
      parsed = JSON.parse(text);
    } catch {
      // Not JSON: flow-style YAML, or a mistake that the YAML parser places better.
    }
    if (parsed !== undefined) {
      const value = first === '{' ? copyJson(parsed, text) : undefined;
      if (value === undefined) return checkRoot(composeJson(source, places), source, places);
      let root: Node | undefined;
      return {
        value,
        diagnostics: [],
        locate: (path, at = 'value') => {
          root ??= composeJson(source, places).root;
          return locateIn(root, places, path, at);
        },
      };
    }
  }
  return checkRoot(composeYaml(source, places), source, places);
}

function checkRoot(composition: Composition, source: SourceText, places: Places): ReadResult {
  const { root, diagnostics } = composition;
  if (root?.entries !== undefined) return result(composition, places);
  if (diagnostics.length > 0) return result({ root: undefined, diagnostics }, places);
  const position = places.position(root?.start ?? 0, root?.end ?? 0);
  const empty = root === undefined || (root.start < 0 && root.value === null);
  const diagnostic = empty
    ? diagnose('empty-file', {}, { path: [], position: { file: source.name, line: 1, column: 1, length: 1 } })
    : diagnose('not-a-mapping', { found: root.value }, { path: [], position });
  return result({ root: undefined, diagnostics: [diagnostic] }, places);
}
