import { diagnose } from '../diagnostics/catalog.ts';
import { formatPath } from '../diagnostics/diagnostic.ts';
import type { Diagnostic, Path, Position } from '../diagnostics/diagnostic.ts';
import { isForbiddenKey, readFragment, readSource } from './read.ts';
import type { ReadResult, SourceText } from './read.ts';

/** Several files and assignments read as one topology. */
export interface Sources {
  /** The merged values; `undefined` where one of the files could not be read as a whole. */
  readonly value: unknown | undefined;
  readonly diagnostics: readonly Diagnostic[];
  /** The text of each source by the name that positions use; the assignments are the lines of `--set`. */
  readonly texts: ReadonlyMap<string, string>;
  /**
   * Where a path of the merged topology stands: in the right-most source that holds it. Where no source
   * does, the key of the nearest enclosing path that exists, so that a missing key is shown at its parent's.
   */
  locate(path: Path, at?: 'key' | 'value'): Position | undefined;
}

const SET = '--set';
const DEEPEST_SET = 64;

type Mapping = Record<string, unknown>;

const isMapping = (value: unknown): value is Mapping =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const emptyMapping = (): Mapping => Object.create(null) as Mapping;

/**
 * Lays `later` over `base`: mappings key by key, everything else as a whole; null takes a key away.
 * Neither is changed.
 *
 * @see RFC 7396, JSON Merge Patch, section 2.
 */
function overlay(base: unknown, later: unknown): unknown {
  if (!isMapping(later)) return later;
  const merged = emptyMapping();
  if (isMapping(base)) Object.assign(merged, base);
  for (const key of Object.keys(later)) {
    if (later[key] === null) delete merged[key];
    else merged[key] = overlay(merged[key], later[key]);
  }
  return merged;
}

// --- Assignments ---------------------------------------------------------------------------------

interface Segment {
  readonly key: string | number;
  /** Where it stands in the assignment. */
  readonly start: number;
  readonly end: number;
}

interface Assignment {
  readonly line: number;
  readonly segments: readonly Segment[];
  readonly path: Path;
  /** Where the value starts in the assignment. */
  readonly valueStart: number;
  readonly read: ReadResult;
}

interface Complaint {
  readonly problem: string;
  readonly fix: string;
  readonly start: number;
  readonly end: number;
}

const WORD = /[^\s.[\]"'=]+/y;
const QUOTED = /"(?:[^"\\]|\\.)*"|'[^']*'/y;
const INDEX = /\[(\d+)\]/y;

function unquote(text: string): string | undefined {
  if (text.startsWith("'")) return text.slice(1, -1);
  try {
    return JSON.parse(text) as string;
  } catch {
    return undefined;
  }
}

/**
 * Splits `components."my app".calls[1].to=db` at its `=`; keys may also stand as `["my app"]`, as
 * `formatPath` writes them.
 *
 * @returns The segments of the path and where the value starts, or what is wrong.
 */
function parseTarget(text: string): { segments: Segment[]; valueStart: number } | Complaint {
  const segments: Segment[] = [];
  const complain = (problem: string, fix: string, start: number, end = start + 1): Complaint => ({
    problem,
    fix,
    start,
    end,
  });
  const example = 'write it like components.app.count=8';
  const take = (pattern: RegExp, at: number): RegExpExecArray | null => {
    pattern.lastIndex = at;
    return pattern.exec(text);
  };
  let at = 0;
  for (;;) {
    const index = take(INDEX, at);
    const bracketed = index === null && text[at] === '[' ? take(QUOTED, at + 1) : null;
    const expectsKey = segments.length === 0 || text[at] === '.';
    if (index !== null && segments.length > 0) {
      segments.push({ key: Number(index[1]), start: at + 1, end: at + index[0].length - 1 });
      at += index[0].length;
    } else if (bracketed !== null && text[at + 1 + bracketed[0].length] === ']') {
      const key = unquote(bracketed[0]);
      if (key === undefined)
        return complain('this is not a quoted key', 'write ["key"]', at + 1, at + 1 + bracketed[0].length);
      segments.push({ key, start: at + 1, end: at + 1 + bracketed[0].length });
      at += bracketed[0].length + 2;
    } else if (expectsKey) {
      const start = segments.length === 0 ? at : at + 1;
      const word = take(QUOTED, start) ?? take(WORD, start);
      if (word === null) return complain('a key is missing here', example, start);
      const key = /^["']/.test(word[0]) ? unquote(word[0]) : word[0];
      if (key === undefined) return complain('this is not a quoted key', 'write "key"', start, start + word[0].length);
      segments.push({ key, start, end: start + word[0].length });
      at = start + word[0].length;
    } else if (text[at] === '=') {
      return { segments, valueStart: at + 1 };
    } else if (at >= text.length) {
      return complain('the assignment has no "="', example, 0, text.length);
    } else {
      return complain('"." , "[" or "=" belongs here', example, at);
    }
    if (segments.length > DEEPEST_SET) return complain('the path is too deep', example, 0, at);
  }
}

function positionIn(line: number, start: number, end: number): Position {
  return { file: SET, line, column: start + 1, length: Math.max(1, end - start) };
}

function readAssignment(text: string, line: number): { assignment?: Assignment; diagnostics: Diagnostic[] } {
  const target = parseTarget(text);
  if ('problem' in target) {
    const { problem, fix, start, end } = target;
    const position = positionIn(line, start, end);
    return { diagnostics: [diagnose('bad-set', { problem, fix }, { path: [], position })] };
  }
  const { segments } = target;
  const path = segments.map(({ key }) => key);
  const forbidden = segments.find(({ key }) => typeof key === 'string' && isForbiddenKey(key));
  if (forbidden !== undefined) {
    const position = positionIn(line, forbidden.start, forbidden.end);
    return { diagnostics: [diagnose('forbidden-key', { key: String(forbidden.key) }, { path, position })] };
  }
  const written = text.slice(target.valueStart);
  const blank = written.length - written.trimStart().length;
  const valueStart = target.valueStart + blank;
  const bad = (problem: string, fix: string) => {
    const position = positionIn(line, Math.min(valueStart, Math.max(0, text.length - 1)), text.length);
    return { diagnostics: [diagnose('bad-set', { problem, fix }, { path, position })] };
  };
  const name = formatPath(path);
  if (written.trim() === '')
    return bad('the assignment has no value', `write ${name}=null to take the key away, ${name}='""' for empty text`);
  const read = readFragment({ name: SET, text: written.slice(blank) });
  const shift = (position: Position) => ({ ...position, line, column: position.column + valueStart });
  if (read.diagnostics.length > 0) {
    return {
      diagnostics: read.diagnostics.map((diagnostic) => ({
        ...diagnostic,
        path: [...path, ...diagnostic.path],
        ...(diagnostic.position ? { position: shift(diagnostic.position) } : {}),
        ...(diagnostic.related
          ? { related: diagnostic.related.map(({ message, position }) => ({ message, position: shift(position) })) }
          : {}),
      })),
    };
  }
  if (read.block)
    return bad(
      'the value is written as a mapping or list without brackets',
      'write {key: value} or [a, b], or quote the text',
    );
  const located: ReadResult = {
    ...read,
    locate: (within, at) => {
      const position = read.locate(within, at);
      return position && shift(position);
    },
  };
  return { assignment: { line, segments, path, valueStart, read: located }, diagnostics: [] };
}

/** Puts the assigned value into a copy of `base`, of which only the containers on the way are copied. */
function assign(
  base: unknown,
  { segments, path, line, read }: Assignment,
): { value: unknown; diagnostics: Diagnostic[] } {
  const diagnostics: Diagnostic[] = [];
  const stop = (depth: number, problem: string, fix: string) => {
    const { start, end } = segments[depth]!;
    diagnostics.push(diagnose('bad-set', { problem, fix }, { path, position: positionIn(line, start, end) }));
  };
  const put = (at: unknown, depth: number): unknown => {
    if (depth === segments.length) return overlay(at, read.value);
    const { key } = segments[depth]!;
    const name = formatPath(path.slice(0, depth));
    const last = depth === segments.length - 1;
    if (typeof key === 'number') {
      if (!Array.isArray(at)) {
        stop(depth, `${name} is not a list`, `assign the whole list, ${name}=[…]`);
        return at;
      }
      if (key > at.length) {
        stop(
          depth,
          `${name} has ${at.length} ${at.length === 1 ? 'item' : 'items'}`,
          `write [${at.length}] to add one`,
        );
        return at;
      }
      if (last && read.value === null) {
        // The items after it would move up, and no longer stand where the file has them.
        stop(depth, 'an item cannot be taken out of a list', `assign the whole list, ${name}=[…]`);
        return at;
      }
      const items = [...(at as unknown[])];
      items[key] = put(items[key], depth + 1);
      return items;
    }
    if (at !== undefined && at !== null && !isMapping(at)) {
      const fix = Array.isArray(at)
        ? 'name an item of the list by its index, [0]'
        : `assign the whole of it, ${name}={…}`;
      stop(depth, `${name} is ${Array.isArray(at) ? 'a list' : 'a single value'}, not a mapping`, fix);
      return at;
    }
    const mapping = emptyMapping();
    Object.assign(mapping, at);
    if (last && read.value === null) delete mapping[key];
    else mapping[key] = put(mapping[key], depth + 1);
    return mapping;
  };
  return { value: put(base, 0), diagnostics };
}

// --- Places --------------------------------------------------------------------------------------

/** A source on the way down a path. */
interface Holder {
  readonly source: ReadResult | Assignment;
  /** The source's value at this point; `undefined` for an assignment whose own path goes further down. */
  readonly value: unknown;
  /** Whether it is such an assignment: it only passes through here. */
  readonly passing: boolean;
}

function child(value: unknown, key: string | number): { value: unknown } | undefined {
  if (Array.isArray(value)) return typeof key === 'number' && key < value.length ? { value: value[key] } : undefined;
  if (isMapping(value) && Object.hasOwn(value, key)) return { value: value[key] };
  return undefined;
}

function step(holder: Holder, key: string | number, depth: number): Holder | undefined {
  if (!holder.passing) {
    const found = child(holder.value, key);
    return found && { ...holder, value: found.value };
  }
  const { segments, read } = holder.source as Assignment;
  if (segments[depth]!.key !== key) return undefined;
  const arrived = depth + 1 === segments.length;
  return { ...holder, passing: !arrived, value: arrived ? read.value : undefined };
}

/** Drops the sources that a later one hides here: what is not a mapping replaces all that came before. */
function visible(holders: readonly Holder[]): Holder[] {
  const from = holders.findLastIndex(({ passing, value }) => !passing && !isMapping(value));
  return from <= 0 ? [...holders] : holders.slice(from);
}

function positionOf({ source, passing }: Holder, path: Path, at: 'key' | 'value'): Position | undefined {
  if (!('segments' in source)) return source.locate(path, at);
  const { segments, line, read } = source;
  const within = path.slice(segments.length);
  if (passing || within.length === 0) {
    const segment = segments[Math.max(path.length, 1) - 1]!;
    if (passing || at === 'key') return positionIn(line, segment.start, segment.end);
  }
  return read.locate(within, at);
}

function locateAmong(
  sources: readonly (ReadResult | Assignment)[],
  path: Path,
  at: 'key' | 'value',
): Position | undefined {
  let holders: Holder[] = sources.map((source) =>
    'segments' in source
      ? { source, value: undefined, passing: true }
      : { source, value: source.value, passing: false },
  );
  let depth = 0;
  for (; depth < path.length; depth++) {
    const next = holders.flatMap((holder) => step(holder, path[depth]!, depth) ?? []);
    if (next.length === 0) break;
    holders = visible(next);
  }
  const found = path.slice(0, depth);
  // An assignment that only passes through says less about the place than a file that holds it.
  const holder = holders.findLast(({ passing }) => !passing) ?? holders.at(-1);
  return holder && positionOf(holder, found, depth < path.length ? 'key' : at);
}

// --- Reading -------------------------------------------------------------------------------------

/**
 * Reads files that merge left to right, and then assignments.
 *
 * Mappings merge key by key; lists and single values replace what came before; null in a later source takes
 * the key away. An assignment is a path, `=`, and a YAML scalar or a value in brackets; it creates the
 * mappings on its way, and an index may point one past the end of a list.
 *
 * @param sets Assignments such as `components.app.count=8`, applied in their order.
 */
export function readSources(files: readonly SourceText[], sets: readonly string[] = []): Sources {
  const reads = files.map((file) => readSource(file));
  const diagnostics = reads.flatMap((read) => read.diagnostics);
  const texts = new Map(files.map(({ name, text }) => [name, text]));
  const readable = reads.length > 0 && reads.every(({ value }) => value !== undefined);
  const [first, ...later] = reads;
  let value = readable ? later.reduce((base, read) => overlay(base, read.value), first!.value) : undefined;

  // An assignment is one line of its source, so that its positions can be shown.
  const lines = sets.map((set) => set.replaceAll(/[\r\n]/g, ' '));
  if (lines.length > 0) texts.set(SET, lines.join('\n'));
  const assignments: Assignment[] = [];
  for (const [index, line] of lines.entries()) {
    const { assignment, diagnostics: found } = readAssignment(line, index + 1);
    diagnostics.push(...found);
    if (assignment === undefined) continue;
    if (value !== undefined) {
      const assigned = assign(value, assignment);
      diagnostics.push(...assigned.diagnostics);
      if (assigned.diagnostics.length > 0) continue;
      value = assigned.value;
    }
    assignments.push(assignment);
  }

  const sources = [...reads, ...assignments];
  return { value, diagnostics, texts, locate: (path, at = 'value') => locateAmong(sources, path, at) };
}
