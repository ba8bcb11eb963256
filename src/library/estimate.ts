/** Cost, throughput, latency and availability of a topology. */
import { estimate as run, type Estimate, type EstimateOptions } from '../estimate/estimate.ts';
import { toJson, type EstimateJson } from '../estimate/published.ts';
import { sourcesOf, tablesOf } from './input.ts';
import type { LibraryOptions, Refused, TopologyInput } from './types.ts';

/** An estimate, and what `quoin estimate --format json` prints of it, made when it is asked for. */
export interface Estimated {
  readonly ok: true;
  readonly estimate: Estimate;
  readonly report: EstimateJson;
}

export type EstimateResult = Estimated | Refused;

/**
 * Estimates a topology.
 *
 * @param topology its text, its data, or what `readSources` made of files
 * @param options none need be given: `rates` and `assumptions` are those of the package, of which the files that the
 *   topology names are read, once; `today` is the present day
 * @returns `estimate`, with exact amounts of money (`estimate.bill.total`), and `report`, the data of
 *   `estimate.schema.json`: seconds, requests a second, bytes, shares from 0 to 1, money as decimal text, null for what
 *   has no bound or is not known. With `ok: false` the errors of the topology, all at once.
 * @throws UsageError where an option, or a folder that `prices.from` names, cannot be used; TypeError for what is
 *   neither text nor an object
 */
export function estimate(topology: TopologyInput, options: LibraryOptions | EstimateOptions = {}): EstimateResult {
  const sources = sourcesOf(topology, options);
  const result = run(sources, tablesOf(options, sources));
  if (!result.ok) return result;
  return new Found(result.estimate);
}

/**
 * A getter of the class: one of each object keeps what it reads from being collected for a while, which costs a third
 * of the speed.
 */
class Found implements Estimated {
  readonly ok = true;
  readonly estimate: Estimate;
  #report: EstimateJson | undefined;

  constructor(estimate: Estimate) {
    this.estimate = estimate;
  }

  get report(): EstimateJson {
    return (this.#report ??= toJson(this.estimate));
  }
}
