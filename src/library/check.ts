/** Budgets, increase, service levels and prices, judged. */
import { askedOf, judged } from '../checks/judged.ts';
import { checkToJson, type CheckJson } from '../report/check-json.ts';
import type { EstimateJson } from '../estimate/published.ts';
import { estimatorOf, isRefused, load, loadEither, tablesOf } from './input.ts';
import type { LibraryOptions, Refused, Reported, TopologyInput } from './types.ts';

export interface CheckOptions extends LibraryOptions {
  /** What a month may cost, beside what the topology says: US dollars, or text such as `5000 USD`. */
  readonly budget?: number | string | undefined;
  /** What the topology is compared with: as it was, or its estimate's `report` as it was saved. */
  readonly baseline?: TopologyInput | EstimateJson | undefined;
  /** What a month may cost more than the baseline: text such as `10%` or `200 USD`, or US dollars. */
  readonly maxIncrease?: number | string | undefined;
  /** Lines without a price are warnings. */
  readonly allowUnpriced?: boolean | undefined;
  /** Times and capacities that are not known are warnings. */
  readonly allowUnknown?: boolean | undefined;
}

const NO_TEXTS: ReadonlyMap<string, string> = new Map();

export type CheckResult = Reported<CheckJson> | Refused;

/**
 * Judges a topology by its own `budget`, `checks` and `slo`, and by what the options add.
 *
 * @returns as `report` what `quoin check --format json` prints: `passed`, and `verdicts`, of which one with `level:
 *   "error"` and `status: "failed"` fails the check. A baseline with errors does not stand in the way: the increase is
 *   then unknown. With `ok: false` the topology's own errors.
 * @throws UsageError where a bound cannot be read, `maxIncrease` has no baseline, or the two are in different
 *   currencies
 */
export function check(topology: TopologyInput, options: CheckOptions = {}): CheckResult {
  const { budget, maxIncrease, baseline, allowUnpriced = false, allowUnknown = false } = options;
  const asked = askedOf({
    ...(budget !== undefined && { budget: String(budget) }),
    ...(maxIncrease !== undefined && { maxIncrease: String(maxIncrease) }),
    ...(baseline !== undefined && { baseline: 'baseline' }),
    allowUnpriced,
    allowUnknown,
  });
  const run = estimatorOf(options);
  const now = load(topology, options, run);
  if (isRefused(now)) return now;
  const old = baseline === undefined ? undefined : loadEither(baseline, options, run, 'baseline');
  const { today } = tablesOf(options);
  const before = old && isRefused(old) ? { ...old, name: 'the baseline', texts: NO_TEXTS } : old;
  const result = judged(now, before, asked, run, today);
  return { ok: true, report: checkToJson(result), estimate: result.estimate };
}
