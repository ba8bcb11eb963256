/** A topology on other providers, in other regions, bought in other ways; or several side by side. */
import type { Provider } from '../billing/rate-table.ts';
import { besideEachOther, columnsOf, refuseTooMany, wishesOf } from '../comparison/columns.ts';
import type { Column } from '../comparison/compare.ts';
import type { Matching } from '../comparison/instances.ts';
import { ownPricesFolder } from '../host/own-prices.ts';
import { compareToJson, type CompareJson } from '../report/compare-json.ts';
import type { EstimateJson } from '../estimate/published.ts';
import type { Purchase } from '../topology/model.ts';
import { estimatorOf, isRefused, loadEither, tablesOf } from './input.ts';
import type { LibraryOptions, Refused, TopologyInput } from './types.ts';

export interface CompareOptions extends LibraryOptions {
  /** Providers that the topology is put on; all three where one topology comes without any wish. */
  readonly providers?: readonly Provider[] | undefined;
  /** Regions by the names that providers give them, matched by geography where a provider lacks them. */
  readonly regions?: readonly string[] | undefined;
  /** Ways of buying what runs by the hour. */
  readonly purchases?: readonly Purchase[] | undefined;
  /**
   * Sizes by CoreMark, architecture and network too (`performance`, the default), or by vCPUs and memory alone
   * (`vcpu`).
   */
  readonly match?: Matching | undefined;
}

export type CompareResult = { readonly ok: true; readonly report: CompareJson } | Refused;

/**
 * Puts a topology on other providers, in other regions or bought otherwise, or several beside each other.
 *
 * @param topologies one, or a list of them; of a saved estimate its `report`
 * @returns as `report` what `quoin compare --format json` prints: a column each, with its estimate, what every
 *   component was mapped to and why, and the difference to the first. With `ok: false` the errors of all that are
 *   given.
 * @throws UsageError where a provider, region or way of buying is not known, or there are more than 36 columns
 */
export function compare(
  topologies: TopologyInput | EstimateJson | readonly (TopologyInput | EstimateJson)[],
  options: CompareOptions = {},
): CompareResult {
  const all: readonly (TopologyInput | EstimateJson)[] = Array.isArray(topologies) ? topologies : [topologies];
  const { providers, regions, purchases, match = 'performance' } = options;
  const { rates } = tablesOf(options);
  const wishes = wishesOf(
    all,
    {
      ...(providers && { providers: providers.join() }),
      ...(regions && { regions: regions.join() }),
      ...(purchases && { purchases: purchases.join() }),
      match,
    },
    rates,
  );
  const run = estimatorOf(options);
  const loaded = all.map((one, index) =>
    loadEither(one, options, run, all.length === 1 ? 'quoin.yaml' : `topology ${index + 1}`),
  );
  const errors = loaded.flatMap((one) => (isRefused(one) ? one.diagnostics : []));
  if (loaded.some(isRefused)) return { ok: false, diagnostics: errors };
  const columns: Column[] = [];
  const leftOut: string[] = [];
  for (const one of loaded) {
    if (isRefused(one)) continue;
    const own =
      one.sources && ownPricesFolder(one.sources) !== undefined ? tablesOf(options, one.sources).rates : rates;
    columns.push(...columnsOf(one, wishes, all.length > 1, run, own, leftOut));
    refuseTooMany(columns, wishes);
  }
  const names = loaded.flatMap((one) => (isRefused(one) ? [] : one.name));
  return { ok: true, report: compareToJson(besideEachOther(columns, match, names, leftOut)) };
}
