/** A comparison of two estimates with what caused the difference, as reports take it. */
import type { Difference } from './diff.ts';
import type { Edit } from './edits.ts';
import type { Side } from './side.ts';

/** Edits of the file and what they change by themselves, after those before them. */
export interface Cause {
  readonly edits: readonly Edit[];
  readonly difference: Difference;
}

export interface Comparison {
  readonly old: { readonly name: string; readonly side: Side };
  readonly new: { readonly name: string; readonly side: Side };
  readonly difference: Difference;
  /** Undefined where a side is a saved estimate, of which nobody knows the file. */
  readonly causes: readonly Cause[] | undefined;
}
