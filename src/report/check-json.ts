/** A check as JSON, version `quoin/check/1`: every verdict, the estimate, and what it is compared with. */
import { atRate, exactAmount } from '../billing/money.ts';
import type { Guard } from '../checks/verdict.ts';
import type { CheckResult, Figure } from '../checks/verdict.ts';
import { formatPath, type Position } from '../diagnostics/diagnostic.ts';
import { printableJson } from '../diagnostics/render.ts';
import { loosenedText, messageOf, type CheckReporter } from './check.ts';
import { differenceJson } from './diff-json.ts';

export const CHECK_SCHEMA = 'quoin/check/1';

/** The JSON object of a check. Money is exact, as text, in the currency of the topology; everything else a number. */
export function checkToJson(result: CheckResult) {
  const { estimate, side, comparison, verdicts, loosened, passed } = result;
  const { currency } = estimate.topology;
  const figure = (one: Figure | undefined) =>
    one === undefined
      ? null
      : one.unit === 'usd'
        ? { unit: currency.code, value: exactAmount(atRate(one.amount, currency.perUsd)) }
        : { unit: one.unit, value: one.value };
  const guard = ({ level, limit }: Guard) => ({ level, limit: figure(limit) });
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
      ...(verdict.isLowerBound === true && { at_least: true }),
      ...placed(verdict.position),
    })),
    ...(loosened && {
      loosened: loosened.map((one) => ({
        part: one.part,
        rule: one.old.rule,
        subject: one.old.subject,
        ...(one.old.objective !== undefined && { objective: one.old.objective }),
        ...(one.component !== undefined && { component: one.component }),
        old: guard(one.old),
        new: one.new ? guard(one.new) : null,
        message: loosenedText(one, currency),
        path: formatPath(one.path),
        ...placed(one.position),
      })),
    }),
    ...(comparison && { baseline: { name: comparison.old.name, difference: differenceJson(comparison.difference) } }),
    estimate: side,
  };
}

const placed = (position: Position | undefined) =>
  position && { file: position.file, line: position.line, column: position.column };

export type CheckJson = ReturnType<typeof checkToJson>;

export const checkJson: CheckReporter = (result) => `${printableJson(JSON.stringify(checkToJson(result), null, 2))}\n`;
