/** A component of the file while it is re-homed: every field that changes is noted with its reason. */
import type { Path } from '../diagnostics/diagnostic.ts';
import type { MovedFields } from '../products/move.ts';
import { edited, isMapping } from './edits.ts';

/** A field that differs in the re-homed file. */
export interface FieldChange {
  readonly path: Path;
  /** Undefined where the file does not have it. */
  readonly old: unknown;
  /** Undefined where it is dropped. */
  readonly new: unknown;
  readonly reason: string;
}

export interface Draft extends MovedFields {
  readonly value: unknown;
  readonly changes: readonly FieldChange[];
}

/** The value at a path; undefined where there is none. */
export function valueAt(value: unknown, path: Path): unknown {
  let at = value;
  for (const key of path) {
    if (Array.isArray(at) && typeof key === 'number') at = at[key];
    else if (isMapping(at) && Object.hasOwn(at, key)) at = at[key];
    else return undefined;
  }
  return at;
}

/** A draft of a value, which is left as it is. */
export function draftOf(start: unknown): Draft {
  let value = start;
  const changes: FieldChange[] = [];
  const write = (path: Path, now: unknown, reason: string | undefined) => {
    const old = valueAt(value, path);
    if (old === now) return;
    value = edited(value, { path, old, new: now });
    if (reason !== undefined) changes.push({ path, old, new: now, reason });
  };
  return {
    get value() {
      return value;
    },
    changes,
    get: (path) => valueAt(value, path),
    set: write,
    drop: (path, reason) => write(path, undefined, reason),
  };
}
