/** Every number about a component or a class with its formula, its inputs and its source. */
import { explain as explained } from '../explain/explain.ts';
import { findSubject } from '../explain/subject.ts';
import { UsageError } from '../diagnostics/usage-error.ts';
import { explanationToJson, type ExplanationJson } from '../report/explanation.ts';
import { estimatorOf, isEstimate, load, tablesOf } from './input.ts';
import type { LibraryOptions, Refused, Reported, TopologyInput } from './types.ts';
import type { Estimate } from '../estimate/estimate.ts';

export type ExplainResult = Reported<ExplanationJson> | Refused;

/**
 * Explains a component or a class.
 *
 * @param topology a topology, or the `estimate` of one
 * @param subject its name; `component:NAME` or `class:NAME` where both have it
 * @returns as `report` what `quoin explain --format json` prints: `sections` of entries with `value`, `unit`,
 *   `formula`, `inputs` and `source`, in SI units.
 * With `ok: false` the errors of the topology.
 * @throws UsageError where the topology has no such component or class, with a guess
 */
export function explain(
  topology: TopologyInput | Estimate,
  subject: string,
  options: LibraryOptions = {},
): ExplainResult {
  const loaded = isEstimate(topology) ? { estimate: topology } : load(topology, options, estimatorOf(options));
  if ('diagnostics' in loaded) return loaded;
  const { estimate } = loaded;
  const found = findSubject(estimate.topology, subject);
  if (!found.ok) throw new UsageError(found.problem);
  const { assumptions } = tablesOf(options);
  return { ok: true, report: explanationToJson(explained(estimate, found.subject, assumptions)), estimate };
}
