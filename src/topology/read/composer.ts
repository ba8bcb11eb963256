/**
 * Builds values and places from what a parser meets, in order, and checks on the way what no schema
 * can: duplicate and forbidden keys, depth, number of values, aliases, numbers. JSON and YAML both end here.
 */
import { diagnose } from '../../diagnostics/catalog.ts';
import type { DiagnosticCode, DiagnosticDetails } from '../../diagnostics/catalog.ts';
import type { Diagnostic, Path } from '../../diagnostics/diagnostic.ts';
import type { SourceText } from './decode.ts';
import {
  DEEPEST,
  MOST_ALIASED_VALUES,
  MOST_ERRORS,
  MOST_KEYS,
  MOST_VALUES,
  isForbiddenKey,
  isSoundNumber,
} from './limits.ts';
import type { Places } from './places.ts';
import { emptyMapping } from './tree.ts';
import type { Node, Range } from './tree.ts';

/** What a file says; without `root` where it could not be read as a whole. */
export interface Composition {
  readonly root: Node | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

/** Composes what `feed` hands over, up to the first thing that must not be read further. */
export function compose(source: SourceText, places: Places, feed: (composer: Composer) => void): Composition {
  const composer = new Composer(source.text, places);
  try {
    feed(composer);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { root: undefined, diagnostics: [...composer.diagnostics, error.diagnostic] };
  }
  return { root: composer.root, diagnostics: composer.diagnostics };
}

/** Ends the reading of a file that must not be read further. */
class Refusal extends Error {
  readonly diagnostic: Diagnostic;
  constructor(diagnostic: Diagnostic) {
    super(diagnostic.message);
    this.diagnostic = diagnostic;
  }
}

/** A key that waits for its value. */
interface Key extends Range {
  readonly text: string;
  /** Its value is read, and forgotten. */
  readonly drop: boolean;
  /** `<<`, whose value is merged into the mapping. */
  readonly merge: boolean;
}

/** A mapping or list that is open. */
interface Frame {
  readonly node: Node;
  readonly anchor: string | undefined;
  /** A mapping or list that stands where a key belongs: it is read, and forgotten. */
  readonly asKey: boolean;
  readonly block: boolean;
  key: Key | undefined;
  /** Keys that came by `<<` and that a key of the mapping's own may replace. */
  merged: Set<string> | undefined;
  /** Where the last key or value of a flow collection ends. */
  lastEnd: number;
}

const complexKey = (start: number, end: number): Key => ({ text: '', start, end, drop: true, merge: false });

export class Composer {
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

  #path(): Path {
    const path: (string | number)[] = [];
    for (const frame of this.#stack) {
      if (frame.node.items !== undefined) path.push(frame.node.items.length);
      else if (frame.key !== undefined) path.push(frame.key.text);
    }
    return path;
  }

  /** Notes an error from which reading goes on, unless there are too many already. */
  report<Code extends DiagnosticCode>(
    code: Code,
    details: DiagnosticDetails<Code>,
    start: number,
    end: number,
    related?: Diagnostic['related'],
  ): void {
    const position = this.#places.position(start, end);
    if (this.diagnostics.length === MOST_ERRORS) {
      throw new Refusal(diagnose('too-many-errors', { limit: MOST_ERRORS }, { path: [], position }));
    }
    this.diagnostics.push(diagnose(code, details, { path: this.#path(), position, related }));
  }

  #refuse<Code extends DiagnosticCode>(
    code: Code,
    details: DiagnosticDetails<Code>,
    start: number,
    end: number,
    path = this.#path(),
  ): never {
    throw new Refusal(diagnose(code, details, { path, position: this.#places.position(start, end) }));
  }

  #count(start: number): void {
    this.#values += 1;
    if (this.#values > MOST_VALUES) this.#refuse('too-many-values', { limit: MOST_VALUES }, start, start, []);
  }

  #checkDepth(depth: number, start: number, end: number): void {
    if (depth > DEEPEST) this.#refuse('too-deep', { limit: DEEPEST }, start, end);
  }

  /** A mapping or list begins. */
  open(kind: 'mapping' | 'list', start: number, block: boolean, anchor?: string): void {
    this.#count(start);
    this.#checkDepth(this.#stack.length + 1, start, start + 1);
    const asKey = this.#awaitsKey;
    if (asKey) this.report('complex-key', {}, start, start + 1);
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

  /** The mapping or list that was opened last ends. */
  close(): void {
    const frame = this.#stack.pop()!;
    const { node } = frame;
    if (!frame.block) {
      // A single pair in a list, [a: 1], is a mapping without brackets of its own.
      const bracketed = '{['.includes(this.#text[node.start]!);
      node.end = bracketed ? this.#closingBracket(frame.lastEnd) : frame.lastEnd;
    }
    if (frame.anchor !== undefined) this.#anchors.set(frame.anchor, node);
    if (frame.asKey) this.#top!.key = complexKey(node.start, node.end);
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
      if (!isSoundNumber(value)) {
        this.report('bad-number', { text }, start, end);
        checked = text;
      } else if (value === 0) checked = 0;
    }
    const node: Node = { start, end, value: checked, size: 1, height: 0 };
    if (anchor !== undefined) this.#anchors.set(anchor, node);
    this.#attach(node);
  }

  /** What stands behind an anchor, once more: as a key, where one is due, or else as a value. */
  alias(name: string, start: number, end: number): void {
    const target = this.#anchors.get(name);
    if (target === undefined) {
      if (this.#anchors.has(name)) this.#refuse('cyclic-alias', { name }, start, end);
      this.report('unknown-alias', { name, known: [...this.#anchors.keys()] }, start, end);
      this.scalar(null, `*${name}`, start, end, false);
      return;
    }
    this.#aliased += target.size;
    if (this.#aliased > MOST_ALIASED_VALUES) this.#refuse('alias-bomb', { limit: MOST_ALIASED_VALUES }, start, end);
    this.#checkDepth(this.#stack.length + target.height, start, end);
    if (this.#awaitsKey) {
      if (target.height > 0) {
        this.report('complex-key', {}, start, end);
        this.#top!.key = complexKey(start, end);
      } else this.#key(String(target.value), start, end, false);
      return;
    }
    this.#count(start);
    this.#attach({ ...target, start, end });
  }

  #key(text: string, start: number, end: number, plain: boolean): void {
    const frame = this.#top!;
    if (frame.node.entries!.size >= MOST_KEYS)
      this.#refuse('too-many-values', { limit: MOST_KEYS, what: 'a mapping of the file holds' }, start, end);
    const merge = plain && text === '<<';
    const forbidden = isForbiddenKey(text);
    const earlier = merge ? undefined : frame.node.entries!.get(text);
    const duplicate = !forbidden && earlier !== undefined && !frame.merged?.has(text);
    frame.key = { text, start, end, drop: forbidden || duplicate, merge };
    if (frame.block && frame.node.entries!.size === 0 && start === frame.node.start) frame.node.end = end;
    if (forbidden) this.report('forbidden-key', { key: text }, start, end);
    else if (duplicate) {
      const first = this.#places.position(earlier.keyStart, earlier.keyEnd);
      this.report('duplicate-key', { key: text }, start, end, [{ message: 'first given here', position: first }]);
    }
  }

  /** Puts a value where it belongs: at the root, at the end of the open list, or behind the waiting key. */
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
      this.report('bad-merge-key', { found: (bad ?? node).value }, at.start, at.end);
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
}
