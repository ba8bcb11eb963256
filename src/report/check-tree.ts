/** What the reports of a check of many topologies share. */
import type { CheckResult } from '../checks/verdict.ts';
import type { Side } from '../comparison/side.ts';
import type { CheckCollector } from './check.ts';
import { TreeSums, costOfEstimate, topologies } from './tree.ts';

/** How a topology came out. */
export type TreeState = 'ok' | 'warning' | 'failed' | 'errors' | 'removed';

/** A report of many topologies. */
export interface CheckTreeCollector extends CheckCollector {
  addRemoved(file: string, old: Side | undefined): void;
}

/** What a check of many topologies says in figures. */
export class CheckSums extends TreeSums {
  checked = 0;
  failed = 0;
  broken = 0;
  removed = 0;

  addResult({ comparison, passed, estimate }: CheckResult): void {
    this.checked++;
    if (!passed) this.failed++;
    this.add('new', costOfEstimate(estimate));
    if (!comparison) return;
    const { currency, cost, atLeast } = comparison.difference;
    this.add('old', { currency, total: cost.old, atLeast });
  }

  /** `300 topologies: 2 failed, 1 with errors`. */
  text(): string {
    const parts = [
      this.failed > 0 ? `${this.failed} failed` : '',
      this.broken > 0 ? `${this.broken} with errors` : '',
    ].filter(Boolean);
    const all = topologies(this.checked + this.broken);
    const removed = this.removed > 0 ? `, ${this.removed} removed` : '';
    return `${all}: ${parts.length > 0 ? parts.join(', ') : 'none failed'}${removed}`;
  }
}

export function stateOf({ verdicts, loosened = [], passed }: CheckResult): TreeState {
  if (!passed) return 'failed';
  return loosened.length > 0 || verdicts.some(({ status }) => status === 'failed') ? 'warning' : 'ok';
}

/** `2 of 9 failed`, `9 checks, 1 not known`. */
export function countsText({ verdicts, loosened = [] }: CheckResult): string {
  const count = (status: string, level?: string) =>
    verdicts.filter((one) => one.status === status && (level === undefined || one.level === level)).length;
  const failed = count('failed', 'error');
  const warned = count('failed', 'warn') + loosened.length;
  const unknown = count('unknown');
  return [
    failed > 0
      ? `${failed} of ${verdicts.length} failed`
      : `${verdicts.length} ${verdicts.length === 1 ? 'check' : 'checks'}`,
    warned > 0 ? `${warned} ${warned === 1 ? 'warning' : 'warnings'}` : '',
    unknown > 0 ? `${unknown} not known` : '',
  ]
    .filter(Boolean)
    .join(', ');
}

/** A report for pipelines, to which what is gone is nothing. */
export const withoutRemoved = (collector: CheckCollector): CheckTreeCollector => ({
  ...collector,
  addRemoved: () => {},
});
