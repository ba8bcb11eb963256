/**
 * What changes in many topologies as JSON, version `quoin/diffs/1`: an entry a line, those that change with the whole
 * difference.
 */
import { exactAmount } from '../billing/money.ts';
import { headline, printableJson } from '../diagnostics/render.ts';
import { totalsJson } from './check-tree-json.ts';
import { diffToJson } from './diff-json.ts';
import { costsOf, treeTotals, type DiffTreeReporter, type TreeChange } from './diff-tree.ts';

export const DIFFS_SCHEMA = 'quoin/diffs/1';

export const diffTreeJson: DiffTreeReporter = (changes) => {
  const count = (change: TreeChange['change']) => changes.filter((one) => one.change === change).length;
  const summary = {
    topologies: changes.length,
    changed: count('changed'),
    added: count('added'),
    removed: count('removed'),
    broken: count('errors'),
    totals: totalsJson(treeTotals(changes)),
  };
  const lines = [
    '{',
    `"schema": ${JSON.stringify(DIFFS_SCHEMA)},`,
    '"diffs": [',
    changes.map((one) => JSON.stringify(entryOf(one))).join(',\n'),
    '],',
    `"summary": ${JSON.stringify(summary)}`,
    '}',
  ].filter(Boolean);
  return `${printableJson(lines.join('\n'))}\n`;
};

function entryOf(one: TreeChange) {
  const { file, change } = one;
  if (change === 'errors') return { file, errors: one.errors.map((error) => headline(error)) };
  const cost = costsOf(one).map((side) =>
    side ? { currency: side.currency, total_exact: exactAmount(side.total), at_least: side.atLeast } : null,
  );
  const [old, now] = cost;
  return { file, change, old, new: now, ...(change === 'changed' && { diff: diffToJson(one.comparison) }) };
}
