/** What changes in many topologies, as the reports take it. */
import type { Comparison } from '../comparison/comparison.ts';
import type { Side } from '../comparison/side.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { tellingClasses, tellingComponents } from './diff.ts';
import { TreeSums, changeText, costOfSide, topologies, type TreeCost, type TreeTotal } from './tree.ts';

/** One topology: on both sides, on one, or with errors. */
export type TreeChange =
  | { readonly file: string; readonly change: 'changed' | 'unchanged'; readonly comparison: Comparison }
  | { readonly file: string; readonly change: 'added' | 'removed'; readonly side: Side | undefined }
  | { readonly file: string; readonly change: 'errors'; readonly errors: readonly Diagnostic[] };

export type DiffTreeReporter = (changes: readonly TreeChange[]) => string;

/** What topologies cost together on both sides. */
export function treeTotals(changes: readonly TreeChange[]): TreeTotal[] {
  const sums = new TreeSums();
  for (const one of changes) {
    const [old, now] = costsOf(one);
    if (old) sums.add('old', old);
    if (now) sums.add('new', now);
  }
  return sums.totals();
}

/** What a topology costs on both sides; undefined where it is not there, or has errors. */
export function costsOf(one: TreeChange): [old: TreeCost | undefined, now: TreeCost | undefined] {
  if ('errors' in one) return [undefined, undefined];
  if ('comparison' in one) {
    const { currency, cost, atLeast } = one.comparison.difference;
    return [
      { currency, total: cost.old, atLeast },
      { currency, total: cost.new, atLeast },
    ];
  }
  const cost = one.side && costOfSide(one.side);
  return one.change === 'added' ? [undefined, cost] : [cost, undefined];
}

/** What changes in a topology that both sides have. */
export const changeOf = (one: TreeChange): string =>
  'comparison' in one ? changeText(one.comparison.difference.cost.change, one.comparison.difference.share) : '';

/** Whether anything reads differently, or the file is another. */
export const hasChanged = ({ old, new: now, difference, causes }: Comparison): boolean =>
  tellingComponents(difference).length + tellingClasses(difference).length > 0 ||
  (causes?.length !== 0 && old.side.topology !== now.side.topology);

/** `300 topologies, 2 changed, 1 added`. */
export function treeSummary(changes: readonly TreeChange[]): string {
  const count = (change: TreeChange['change']) => changes.filter((one) => one.change === change).length;
  const parts = [
    ...(['changed', 'added', 'removed'] as const).map((change) =>
      count(change) > 0 ? `${count(change)} ${change}` : '',
    ),
    count('errors') > 0 ? `${count('errors')} with errors` : '',
  ].filter(Boolean);
  return `${topologies(changes.length)}, ${parts.length > 0 ? parts.join(', ') : 'none changed'}`;
}
