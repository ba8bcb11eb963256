/** A source's text → plain values, and where in the text each of them stands. */
import { diagnose } from '../diagnostics/catalog.ts';
import type { Diagnostic, Path, Position } from '../diagnostics/diagnostic.ts';
import type { Composition } from './read/composer.ts';
import type { SourceText } from './read/decode.ts';
import { composeJson, copyJson, parseJson } from './read/json.ts';
import { limitInJson, limitInLines, refuseOversized } from './read/oversized.ts';
import { Places } from './read/places.ts';
import { rangeAt, type Node } from './read/tree.ts';
import { composeYaml } from './read/yaml.ts';

export { decodeUtf8 } from './read/decode.ts';
export { isForbiddenKey } from './read/limits.ts';
export type { SourceText };

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
  const oversized = /^\s*\{/.test(source.text)
    ? refuseOversized(source, limitInJson, (beginning) => composeJson(beginning, places))
    : refuseOversized(source, limitInLines, (beginning) => composeYaml(beginning, places));
  if (oversized) return mappingOf(oversized, places);
  const json = parseJson(source.text);
  if (json === undefined) return mappingOf(composeYaml(source, places), places);
  const value = Array.isArray(json) ? undefined : copyJson(json, source.text);
  if (value === undefined) return mappingOf(composeJson(source, places), places);
  let root: Node | undefined;
  return resultOf(value, [], places, () => (root ??= composeJson(source, places).root));
}

/**
 * Reads one value, of any type, in YAML or JSON.
 *
 * @returns Its value with its places; `block` tells whether it is written over lines of its own (a block
 *   mapping or list) rather than as a scalar or in brackets.
 */
export function readFragment(source: SourceText): ReadResult & { readonly block: boolean } {
  const places = new Places(source);
  const { root, diagnostics } = composeYaml(source, places);
  const collection = root?.entries !== undefined || root?.items !== undefined;
  const block = collection && !'{['.includes(source.text[root.start] ?? ' ');
  return { ...resultOf(root?.value, diagnostics, places, () => root), block };
}

/** What was composed, provided that it is a mapping. */
function mappingOf({ root, diagnostics }: Composition, places: Places): ReadResult {
  if (root?.entries !== undefined) return resultOf(root.value, diagnostics, places, () => root);
  const nothing = (why: readonly Diagnostic[]) => resultOf(undefined, why, places, () => undefined);
  if (diagnostics.length > 0) return nothing(diagnostics);
  const at = { path: [], position: places.position(root?.start ?? 0, root?.end ?? 0) };
  const empty = root === undefined || (root.start < 0 && root.value === null);
  return nothing([empty ? diagnose('empty-file', {}, at) : diagnose('not-a-mapping', { found: root.value }, at)]);
}

/** `tree` gives the values with their places, when somebody asks for one. */
function resultOf(
  value: unknown,
  diagnostics: readonly Diagnostic[],
  places: Places,
  tree: () => Node | undefined,
): ReadResult {
  return {
    value,
    diagnostics,
    locate: (path, at = 'value') => {
      const range = rangeAt(tree(), path, at);
      return range && places.position(range.start, range.end);
    },
  };
}
