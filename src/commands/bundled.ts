/** The tables that come with the program. */
import { assumptionFiles } from '../assumption-files.ts';
import type { EstimateOptions } from '../estimate.ts';
import type { Io } from '../io.ts';
import { rateFiles } from '../rate-files.ts';

/** What every estimate of one run is made with; tables that were read once are read for all. */
export function bundled(io: Io): Required<EstimateOptions> {
  return {
    rates: rateFiles(new URL('pricing/', io.dataFolder)),
    assumptions: assumptionFiles(new URL('assumptions/', io.dataFolder)),
    today: io.now(),
  };
}
