/**
 * Files one of whose mappings has too many keys: refused by the part of them up to there, so that nobody waits for the
 * rest to be parsed.
 */
import type { Composition } from './composer.ts';
import type { SourceText } from './decode.ts';
import { MOST_KEYS } from './limits.ts';

/** Characters of a key and its value at least. */
const SHORTEST = 4;

/**
 * Composes the beginning of such a file.
 *
 * @param compose of JSON or of YAML
 * @param limitOf where a mapping seems to have too many keys
 * @returns undefined where it has not: the file is to be read as a whole
 */
export function refuseOversized(
  source: SourceText,
  limitOf: (text: string) => number | undefined,
  compose: (beginning: SourceText) => Composition,
): Composition | undefined {
  if (source.text.length < SHORTEST * MOST_KEYS) return undefined;
  const end = limitOf(source.text);
  if (end === undefined) return undefined;
  let composition: Composition;
  try {
    composition = compose({ ...source, text: source.text.slice(0, end) });
  } catch (error) {
    // It only looked like JSON.
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
  return composition.diagnostics.some(({ code }) => code === 'too-many-values') ? composition : undefined;
}

/** Behind the key that is one too many of a mapping in brackets, in what may be JSON. */
export function limitInJson(text: string): number | undefined {
  const counts: number[] = [];
  for (let at = 0; at < text.length; at++) {
    switch (text.charCodeAt(at)) {
      case 0x22:
        for (at++; at < text.length && text.charCodeAt(at) !== 0x22; at++) if (text.charCodeAt(at) === 0x5c) at++;
        break;
      case 0x7b:
      case 0x5b:
        counts.push(0);
        break;
      case 0x7d:
      case 0x5d:
        if (counts.pop() === undefined) return undefined;
        break;
      case 0x3a:
        if (counts.length === 0) return undefined;
        if (++counts[counts.length - 1]! > MOST_KEYS) return at;
        break;
    }
  }
  return undefined;
}

/**
 * Behind the line that is one too many of those that begin with a key and the same spaces, with none between that
 * begins with fewer.
 */
export function limitInLines(text: string): number | undefined {
  const counts: { readonly indent: number; keys: number }[] = [];
  for (const { 1: spaces = '', 2: key, index, 0: line } of text.matchAll(/^( *)([^\s#][^\n]*?:(?=\s))?[^\s#]?/gm)) {
    if (line.length === spaces.length) continue;
    while (counts.length > 0 && counts.at(-1)!.indent > spaces.length) counts.pop();
    if (key === undefined) continue;
    if (counts.at(-1)?.indent !== spaces.length) counts.push({ indent: spaces.length, keys: 0 });
    if (++counts.at(-1)!.keys > MOST_KEYS) {
      const end = text.indexOf('\n', index + line.length);
      return end < 0 ? text.length : end + 1;
    }
  }
  return undefined;
}
