/** A check of many topologies as JSON, version `quoin/checks/1`: an entry a line, each with the whole check. */
import { exactAmount } from '../billing/money.ts';
import { headline, printableJson } from '../diagnostics/render.ts';
import { checkToJson } from './check-json.ts';
import { CheckSums, type CheckTreeCollector } from './check-tree.ts';
import { costOfSide, type TreeTotal } from './tree.ts';

export const CHECKS_SCHEMA = 'quoin/checks/1';

export function checkTreeJson(): CheckTreeCollector {
  const sums = new CheckSums();
  const checks: string[] = [];
  const removed: string[] = [];
  return {
    add(result, { files }) {
      sums.addResult(result);
      checks.push(JSON.stringify({ file: files[0]!, check: checkToJson(result) }));
    },
    addBroken(errors, { files }) {
      sums.broken++;
      checks.push(JSON.stringify({ file: files[0]!, errors: errors.map((one) => headline(one)) }));
    },
    addRemoved(file, old) {
      sums.removed++;
      if (old) sums.add('old', costOfSide(old));
      const { currency, total_exact: total } = old?.cost ?? { currency: null, total_exact: null };
      removed.push(JSON.stringify({ file, currency, total_exact: total }));
    },
    text() {
      const summary = {
        topologies: sums.checked + sums.broken,
        failed: sums.failed,
        broken: sums.broken,
        removed: sums.removed,
        totals: totalsJson(sums.totals()),
      };
      const lines = [
        '{',
        `"schema": ${JSON.stringify(CHECKS_SCHEMA)},`,
        `"passed": ${sums.failed + sums.broken === 0},`,
        '"checks": [',
        checks.join(',\n'),
        '],',
        `"removed": [${removed.join(', ')}],`,
        `"summary": ${JSON.stringify(summary)}`,
        '}',
      ].filter(Boolean);
      return `${printableJson(lines.join('\n'))}\n`;
    },
  };
}

/** Sums by currency; money exact, as text. */
export const totalsJson = (totals: readonly TreeTotal[]) =>
  Object.fromEntries(
    totals.map(({ currency, old, new: now, change, share, atLeast }) => [
      currency,
      {
        old: exactAmount(old),
        new: exactAmount(now),
        change: exactAmount(change),
        share: share ?? null,
        at_least: atLeast,
      },
    ]),
  );
