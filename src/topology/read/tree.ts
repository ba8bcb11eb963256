/** Values of a file together with where they stand. */
import type { Path } from '../../diagnostics/diagnostic.ts';

/** Offsets in the text: the first, and the one after the last. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** A value of the file and where it stands; `start` is -1 for an empty value, which stands nowhere. */
export interface Node {
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

export interface Entry {
  readonly keyStart: number;
  readonly keyEnd: number;
  readonly node: Node;
}

/** A mapping without a prototype, so that no key of a file means anything to JavaScript. */
export const emptyMapping = (): Record<string, unknown> => Object.create(null) as Record<string, unknown>;

/** Where a path stands below `root`: its last key, or what stands after it (the key too where that is empty). */
export function rangeAt(root: Node | undefined, path: Path, at: 'key' | 'value'): Range | undefined {
  let node = root;
  let key: Range | undefined;
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
  return key !== undefined && (at === 'key' || node.start < 0) ? key : node;
}
