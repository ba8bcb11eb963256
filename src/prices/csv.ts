/**
 * Comma-separated values as they come: lists of hundreds of megabytes are read piece by piece, and of their hundred
 * columns those alone are decoded that somebody asks for.
 *
 * A package would be as fast, but not sparing: csv-parse (1.4 MB) and papaparse make a string of every cell, of which
 * an EC2 list has ninety million.
 */
import { ListError } from './official.ts';

const QUOTE = 0x22;
const COMMA = 0x2c;
const LINE_FEED = 0x0a;
const RETURN = 0x0d;

/** A record is longer than this only where a quotation mark is missing. */
const LONGEST_RECORD = 4 * 2 ** 20;

/** One record, valid until the next is read. */
export interface CsvRecord {
  /** Cells of the record. */
  readonly length: number;
  /** The cell of a column by its index, '' where the record is shorter. */
  cell(index: number): string;
}

/**
 * Reads records (RFC 4180: quoted cells may hold commas, line breaks and doubled quotation marks; lines end with LF or
 * CRLF).
 *
 * Empty lines are left out.
 * @throws ListError where the last record breaks off inside a quoted cell
 */
export class CsvReader implements CsvRecord {
  #buffer: Buffer = Buffer.alloc(0);
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];
  readonly #doubled: boolean[] = [];
  length = 0;
  readonly #onRecord: (record: CsvRecord) => void;
  /** Whether the last byte that came ended a record. */
  #isWhole = true;

  constructor(onRecord: (record: CsvRecord) => void) {
    this.#onRecord = onRecord;
  }

  push(chunk: Buffer): void {
    if (chunk.length === 0) return;
    this.#isWhole = chunk[chunk.length - 1] === LINE_FEED;
    const buffer = this.#buffer.length === 0 ? chunk : Buffer.concat([this.#buffer, chunk]);
    this.#buffer = buffer;
    let at = 0;
    for (;;) {
      const next = this.#record(at, false);
      if (next < 0) break;
      this.#emit();
      at = next;
    }
    this.#buffer = at === 0 ? buffer : buffer.subarray(at);
    if (this.#buffer.length > LONGEST_RECORD) throw new ListError('a record does not end: a quotation mark is missing');
  }

  /** The last record, which may have no line break behind it. */
  end(): { readonly endsWithLineBreak: boolean } {
    if (this.#buffer.length > 0) {
      if (this.#record(0, true) < 0) throw new ListError('the list breaks off inside a cell');
      this.#emit();
    }
    this.#buffer = Buffer.alloc(0);
    return { endsWithLineBreak: this.#isWhole };
  }

  cell(index: number): string {
    if (index < 0 || index >= this.length) return '';
    const text = this.#buffer.toString('utf8', this.#starts[index]!, this.#ends[index]!);
    return this.#doubled[index]! ? text.replaceAll('""', '"') : text;
  }

  #emit(): void {
    const isEmpty = this.length === 1 && this.#starts[0] === this.#ends[0];
    if (!isEmpty) this.#onRecord(this);
  }

  /** Finds the cells of the record that begins at an offset; where the next begins, or -1 where it is not all here. */
  #record(start: number, isLast: boolean): number {
    const buffer = this.#buffer;
    const end = buffer.length;
    if (start >= end) return -1;
    let at = start;
    let cells = 0;
    for (;;) {
      let doubled = false;
      if (buffer[at] === QUOTE) {
        const first = at + 1;
        let close = first;
        for (;;) {
          close = buffer.indexOf(QUOTE, close);
          if (close < 0) return -1;
          if (buffer[close + 1] !== QUOTE) break;
          doubled = true;
          close += 2;
        }
        // A quotation mark at the end of a piece may be the first of two.
        if (close + 1 >= end && !isLast) return -1;
        this.#starts[cells] = first;
        this.#ends[cells] = close;
        at = close + 1;
        // What stands between a closing quotation mark and the comma is no part of the cell.
        while (at < end && buffer[at] !== COMMA && buffer[at] !== LINE_FEED) at++;
      } else {
        this.#starts[cells] = at;
        while (at < end && buffer[at] !== COMMA && buffer[at] !== LINE_FEED) at++;
        this.#ends[cells] = at > this.#starts[cells]! && buffer[at - 1] === RETURN ? at - 1 : at;
      }
      this.#doubled[cells] = doubled;
      cells++;
      if (at >= end) {
        if (!isLast) return -1;
        this.length = cells;
        return end;
      }
      if (buffer[at] === LINE_FEED) {
        this.length = cells;
        return at + 1;
      }
      at++;
      if (at >= end) {
        if (!isLast) return -1;
        // A comma at the end: one more cell, an empty one.
        this.#starts[cells] = end;
        this.#ends[cells] = end;
        this.#doubled[cells] = false;
        this.length = cells + 1;
        return end;
      }
    }
  }
}
