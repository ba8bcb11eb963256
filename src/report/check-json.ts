/** A check as JSON, version `quoin/check/1`: every verdict, the estimate, and what it is compared with. */
import { atRate, exactAmount } from '../billing/money.ts';
import type { CheckResult, Figure } from '../checks/verdict.ts';
import { formatPath } from '../diagnostics/diagnostic.ts';
import { printableJson } from '../diagnostics/render.ts';
import { messageOf, type CheckReporter } from './check.ts';
import { differenceJson } from './diff-json.ts';
import { toJson } from './json.ts';

export const CHECK_SCHEMA = 'quoin/check/1';

/** The JSON object of a check. Money is exact, as text, in the currency of the topology; everything else a number. */
export function checkToJson(result: CheckResult) {
  const { estimate, comparison, verdicts, passed } = result;
  const { currency } = estimate.topology;
  const figure = (one: Figure | undefined) =>
    one === undefined
      ? null
      : one.unit === 'usd'
        ? { unit: currency.code, value: exactAmount(atRate(one.amount, currency.perUsd)) }
        : { unit: one.unit, value: one.value };
  return {
    schema: CHECK_SCHEMA,
    topology: estimate.topology.name,
    passed,
    verdicts: verdicts.map((verdict) => ({
      rule: verdict.rule,
      level: verdict.level,
      status: verdict.status,
      subject: verdict.subject,
      ...(verdict.objective !== undefined && { objective: verdict.objective }),
      actual: figure(verdict.actual),
      limit: figure(verdict.limit),
      message: messageOf(verdict, result),
      path: formatPath(verdict.path),
      ...(verdict.cause !== undefined && { cause: verdict.cause }),
      ...(verdict.position && {
        file: verdict.position.file,
        line: verdict.position.line,
        column: verdict.position.column,
      }),
    })),
    ...(comparison && { baseline: { name: comparison.old.name, difference: differenceJson(comparison.difference) } }),
    estimate: toJson(estimate),
  };
}

export const checkJson: CheckReporter = (result) => `${printableJson(JSON.stringify(checkToJson(result), null, 2))}\n`;
