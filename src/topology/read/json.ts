/** JSON, whose places are looked for only when somebody asks: the fast way for files that programs write. */
import { compose, type Composition } from './composer.ts';
import type { SourceText } from './decode.ts';
import { DEEPEST, MOST_KEYS, MOST_VALUES, isForbiddenKey, isSoundNumber } from './limits.ts';
import type { Places } from './places.ts';
import { emptyMapping } from './tree.ts';

/** The mapping or list that a JSON text holds, as `JSON.parse` gives it; `undefined` where it is neither. */
export function parseJson(text: string): object | undefined {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text) as object;
  } catch {
    // Not JSON: flow-style YAML, or a mistake that the YAML parser places better.
    return undefined;
  }
}

/**
 * Copies parsed JSON into mappings without a prototype.
 *
 * @returns The copy, or `undefined` where something must be refused: then the slow way says what and where.
 *   Fewer pairs in the values than in the text mean that a key was given twice.
 */
export function copyJson(parsed: object, text: string): unknown {
  let pairs = 0;
  let values = 0;
  let sound = true;
  const copy = (value: unknown, depth: number): unknown => {
    values += 1;
    if (typeof value === 'number') {
      if (!isSoundNumber(value)) sound = false;
      return value === 0 ? 0 : value;
    }
    if (typeof value !== 'object' || value === null) return value;
    if (depth > DEEPEST || values > MOST_VALUES) sound = false;
    if (!sound) return undefined;
    if (Array.isArray(value)) return value.map((item) => copy(item, depth + 1));
    const mapping = emptyMapping();
    const keys = Object.keys(value);
    if (keys.length > MOST_KEYS) sound = false;
    for (const key of sound ? keys : []) {
      pairs += 1;
      if (isForbiddenKey(key)) sound = false;
      mapping[key] = copy((value as Record<string, unknown>)[key], depth + 1);
    }
    return mapping;
  };
  const result = copy(parsed, 1);
  return sound && values <= MOST_VALUES && pairs === countPairs(text) ? result : undefined;
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

/** Walks text that `JSON.parse` has accepted, so that nothing here need be checked again. */
export function composeJson(source: SourceText, places: Places): Composition {
  const { text } = source;
  const word = /[^\s,:\]}]+/y;
  return compose(source, places, (composer) => {
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
  });
}

function stringEnd(text: string, start: number): number {
  for (let at = start + 1; ; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x5c) at++;
    else if (code === 0x22) return at + 1;
  }
}
