/** A file's bytes made into text. */
import { diagnose } from '../../diagnostics/catalog.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { MIB } from '../quantity/bytes.ts';

/** The text of one file, and the name by which messages call it. */
export interface SourceText {
  readonly name: string;
  readonly text: string;
}

/** Files beyond this are refused before they are decoded. */
const LONGEST_FILE_BYTES = 10 * MIB;

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
