/** Offsets in a text made into lines and columns. */
import type { Position } from '../../diagnostics/diagnostic.ts';
import type { SourceText } from './decode.ts';

/** The places of one source; the table of lines is made when it is first needed. */
export class Places {
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
