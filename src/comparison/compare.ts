/**
 * Estimates side by side: one file on several providers, in several regions, bought in several ways; or several files.
 */
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Estimate } from '../estimate/estimate.ts';
import { differenceOf, type Difference } from './diff.ts';
import type { Mark } from './marks.ts';
import type { Payment } from '../topology/purchase.ts';
import type { Matching } from './instances.ts';
import type { Rehomed } from './rehome.ts';
import type { Side } from './side.ts';

/** An estimate beside others. */
export interface Column {
  readonly name: string;
  readonly side: Side;
  /** Undefined where the side was saved. */
  readonly estimate: Estimate | undefined;
  /** How the file was re-homed; undefined where the column is the file as it is written. */
  readonly rehomed: Rehomed | undefined;
  /** What it does worse than the file as it is written, or cannot do. */
  readonly marks: readonly Mark[];
  /** Why its total says nothing against that of the file as it is written, but for prices that are not known. */
  readonly unlike: readonly string[];
  /** How all that can be is bought, where that was asked for; without a payment: nothing is committed. */
  readonly bought?: { readonly way: string; readonly years: number; readonly payment?: Payment };
  /** Its warnings that the file as it is written does not have. */
  readonly warnings: readonly Diagnostic[];
}

export interface SideBySide {
  readonly matching: Matching;
  /** The first is what the others are compared with. */
  readonly columns: readonly Column[];
  /** What differs from the first column, by column; undefined for the first. */
  readonly differences: readonly (Difference | undefined)[];
  /** What holds for the whole comparison. */
  readonly caveats: readonly string[];
}

const ACROSS_CLOUDS =
  'CoreMark scores of two clouds come from different compilers and years: across clouds a size counts as equally fast up to 10 % below, and CPU times are taken as they stand; within one cloud the scores decide';
const BY_SIZE_ALONE =
  'sizes are matched on vCPU and memory alone (--match vcpu): they may be slower, and CPU times are taken as they stand across clouds';

/**
 * Puts columns side by side.
 *
 * @param remarks what is to be said of the whole besides
 * @throws RangeError where two of them are in different currencies
 */
export function sideBySide(
  columns: readonly Column[],
  matching: Matching,
  remarks: readonly string[] = [],
): SideBySide {
  const [first, ...others] = columns;
  const mappings = columns.flatMap(({ rehomed }) => rehomed?.mappings ?? []);
  const caveats: string[] = [...remarks];
  if (matching === 'performance' && mappings.some((one) => one.comparesSpeedAcrossClouds)) caveats.push(ACROSS_CLOUDS);
  if (matching === 'vcpu' && mappings.some(({ match }) => match !== undefined)) caveats.push(BY_SIZE_ALONE);
  return {
    matching,
    columns,
    differences: first ? [undefined, ...others.map(({ side }) => differenceOf(first.side, side))] : [],
    caveats,
  };
}

/** Warnings of a re-homed topology that it does not share with the one it was made of. */
export function ownWarnings(all: readonly Diagnostic[], before: readonly Diagnostic[]): readonly Diagnostic[] {
  const key = ({ code, path, message }: Diagnostic) => `${code}\n${path.join('.')}\n${message}`;
  const known = new Set(before.map(key));
  return all.filter((one) => !known.has(key(one)));
}
