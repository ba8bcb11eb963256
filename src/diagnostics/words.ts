/** How messages name what a file holds: quoted, listed, and the word that was meant. */
import { didYouMean } from './suggest.ts';

/** What is wrong, and what to do about it. */
export interface Text {
  readonly message: string;
  readonly fix?: string;
}

export const LONGEST_QUOTE = 60;
const LONGEST_LIST = 12;

/** A user's text in double quotes, shortened so that a message stays one line long. */
export function quote(text: string): string {
  return text.length > LONGEST_QUOTE ? `"${text.slice(0, LONGEST_QUOTE - 1)}…"` : `"${text}"`;
}

/** Names a value of the file in a message: `a list`, `the number 5`, `"eight"`, `nothing`. */
export function describeValue(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  switch (typeof value) {
    case 'string':
      return quote(value);
    case 'number':
      return `the number ${value}`;
    case 'object':
      return 'a mapping';
    case 'boolean':
      return String(value);
    default:
      return `a ${typeof value}`;
  }
}

/** Words one after the other, as many and as long as fit on a line. */
export function list(words: readonly string[], most = LONGEST_LIST): string {
  const first = words
    .slice(0, most)
    .map((word) => (word.length > LONGEST_QUOTE ? `${word.slice(0, LONGEST_QUOTE - 1)}…` : word))
    .join(', ');
  return words.length <= most ? first : `${first} … (${words.length} in all)`;
}

/** The fix for a word outside a set: the one that was meant, or else the set. */
export function oneOf(word: string, words: readonly string[], lead: string): { fix?: string } {
  const meant = didYouMean(word, words);
  if (meant !== undefined) return { fix: `did you mean ${quote(meant)}?` };
  return words.length > 0 ? { fix: `${lead}: ${list(words)}` } : {};
}
