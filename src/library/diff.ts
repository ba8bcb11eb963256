/** What differs between two topologies, and which edits did it. */
import { compareSides } from '../comparison/loaded.ts';
import type { Estimate } from '../estimate/estimate.ts';
import { diffToJson, type DiffJson } from '../report/diff-json.ts';
import type { EstimateJson } from '../estimate/published.ts';
import { estimatorOf, isRefused, loadEither } from './input.ts';
import type { LibraryOptions, Refused, TopologyInput } from './types.ts';

/** A difference; the new side's estimate, which a saved one has not. */
export interface Diffed {
  readonly ok: true;
  readonly report: DiffJson;
  readonly estimate: Estimate | undefined;
}

export type DiffResult = Diffed | Refused;

/**
 * Compares two topologies, or estimates whose `report` was saved.
 *
 * @returns as `report` what `quoin diff --format json` prints: both estimates whole, the `difference` in cost,
 *   throughput, latency and availability, and, of two topologies, the `causes`. With `ok: false` the errors of both.
 * @throws UsageError where they are in different currencies, or a saved estimate is none
 */
export function diff(
  old: TopologyInput | EstimateJson,
  now: TopologyInput | EstimateJson,
  options: LibraryOptions = {},
): DiffResult {
  const run = estimatorOf(options);
  const before = loadEither(old, options, run, 'old');
  const after = loadEither(now, options, run, 'new');
  if (isRefused(before) || isRefused(after)) {
    const errors = [before, after].flatMap((one) => (isRefused(one) ? one.diagnostics : []));
    return { ok: false, diagnostics: errors };
  }
  return { ok: true, report: diffToJson(compareSides(before, after, run)), estimate: after.estimate };
}
