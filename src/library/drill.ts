/** One failure at a time, and what is left. */
import { drill as tried, type DrillOptions } from '../engine/drill.ts';
import type { Estimate } from '../estimate/estimate.ts';
import { drillToJson, type DrillJson } from '../report/drill-json.ts';
import { inWords, type WordedDrill } from '../report/drill-text.ts';
import { isEstimate, load, estimatorOf, tablesOf } from './input.ts';
import type { LibraryOptions, Refused, Reported, TopologyInput } from './types.ts';

export interface DrillLibraryOptions extends LibraryOptions, Partial<Pick<DrillOptions, 'pairs' | 'onProgress'>> {}

/** A drill: what was tried, and what `quoin drill --format json` prints of it. */
export interface Drilled extends Reported<DrillJson> {
  readonly drill: WordedDrill;
}

export type DrillResult = Drilled | Refused;

/**
 * Takes each failure in turn: nodes, zones, regions, products, and partitions between zones or regions.
 *
 * @param subject the `estimate` of a topology
 * @param options `rates` and `assumptions` as the estimate was made with, those of the package where none are given;
 *   `pairs` for every two failures at once as well
 * @returns the base and the `scenarios`, each with the state, headroom (a multiple of the peak) and latency (seconds)
 *   of every class
 */
export function drill(subject: Estimate, options?: Partial<DrillOptions>): WordedDrill;
/**
 * The same of a topology.
 *
 * @returns as `report` what `quoin drill --format json` prints, as `drill` the same with figures as they are. With `ok:
 *   false` the errors of the topology.
 * @throws UsageError as `estimate` does
 */
export function drill(subject: TopologyInput, options?: DrillLibraryOptions): DrillResult;
export function drill(subject: TopologyInput | Estimate, options: DrillLibraryOptions | Partial<DrillOptions> = {}) {
  if (isEstimate(subject)) {
    const rates = options.rates ?? tablesOf({}).rates;
    const assumptions = options.assumptions ?? tablesOf({}).assumptions;
    return inWords(tried(subject, { ...options, rates, assumptions }));
  }
  const given: DrillLibraryOptions = options as DrillLibraryOptions;
  const loaded = load(subject, given, estimatorOf(given));
  if ('diagnostics' in loaded) return loaded;
  const { estimate, sources } = loaded;
  const found = tried(estimate, { ...tablesOf(given, sources), pairs: given.pairs, onProgress: given.onProgress });
  return { ok: true, report: drillToJson(found), drill: inWords(found), estimate };
}
