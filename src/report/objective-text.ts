/** Objectives and budgets in words that the table and markdown share. */
import type { Estimate } from '../estimate/estimate.ts';
import type { Topology } from '../topology/model.ts';
import { moneyWithCode, objectiveText } from './figures.ts';

export const MET = '✓';
export const MISSED = '✗';

/** What is promised, and what comes of it. */
interface Slo {
  readonly objective: string;
  readonly target: number;
  readonly actual: number | undefined;
  readonly met: boolean | undefined;
}

/** An objective and whether it is met: `SLO browse p95 ≤ 250 ms: 16.9 ms ✓`. */
export function sloLine({ objective, target, actual, met }: Slo, name: string, verdict: string): string {
  const most = objective.startsWith('latency.') ? '≤' : '≥';
  const head = `SLO ${name} ${objective.replace('latency.', '')} ${most} ${objectiveText(objective, target)}`;
  return met === undefined ? `${head}: ${verdict}` : `${head}: ${objectiveText(objective, actual)} ${verdict}`;
}

/** A budget and whether it is kept: `budget (total): 12.50 USD / 10.00 USD ✗`; unknown where something has no price. */
export const budgetLine = (
  { actual, limit }: Estimate['budgets'][number],
  scope: string,
  currency: Topology['currency'],
  verdict: string,
): string => `budget (${scope}): ${moneyWithCode(actual, currency)} / ${moneyWithCode(limit, currency)} ${verdict}`;
