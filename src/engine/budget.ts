/** Whether a bill keeps the budgets of its topology. */
import { compare, parseAmount, sum, type Amount } from '../billing/money.ts';
import type { Topology } from '../topology/model.ts';
import type { Bill } from './bill.ts';

export interface BudgetVerdict {
  /** What it is for: the whole bill, a component, or a tag such as `team:web`. */
  readonly scope: string;
  /** In US dollars. */
  readonly limit: Amount;
  readonly actual: Amount;
  /** Unknown where the bill is only a lower bound that lies within the budget. */
  readonly met: boolean | undefined;
}

/** A verdict for the whole bill, each component and each tag that has a budget. */
export function judgeBudgets(topology: Topology, bill: Bill): BudgetVerdict[] {
  const { budget } = topology;
  if (!budget) return [];
  const verdicts: BudgetVerdict[] = [];
  const judge = (scope: string, limit: string, actual: Amount, isLowerBound: boolean) => {
    const most = parseAmount(limit);
    const within = compare(actual, most) <= 0;
    verdicts.push({ scope, limit: most, actual, met: within && isLowerBound ? undefined : within });
  };
  const lacking = new Set(bill.unpriced.map((line) => line.component));
  if (budget.monthly !== undefined) judge('total', budget.monthly, bill.total, bill.atLeast);
  for (const [name, limit] of Object.entries(budget.components ?? {})) {
    const one = bill.components.find((candidate) => candidate.component === name);
    if (one) judge(`component ${name}`, limit, one.total, lacking.has(name));
  }
  for (const [tag, limit] of Object.entries(budget.tags ?? {})) {
    const { total, isLowerBound } = costOfTag(topology, bill, tag);
    judge(`tag ${tag}`, limit, total, isLowerBound);
  }
  return verdicts;
}

/**
 * What the components that bear a tag cost.
 *
 * @param tag with its value, `team:web`
 */
export function costOfTag(
  topology: Topology,
  bill: Bill,
  tag: string,
): { readonly total: Amount; readonly isLowerBound: boolean } {
  const [key, value] = [tag.slice(0, tag.indexOf(':')), tag.slice(tag.indexOf(':') + 1)];
  const tagged = topology.components.filter((component) => component.tags[key] === value);
  const names = new Set(tagged.map((component) => component.name));
  return {
    total: sum(bill.components.filter((one) => names.has(one.component)).map((one) => one.total)),
    isLowerBound: bill.unpriced.some((line) => names.has(line.component)),
  };
}
