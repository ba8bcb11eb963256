/** The tables that come with the program. */
import { join } from 'node:path';
import { assumptionFiles } from '../assumption-files.ts';
import type { EstimateOptions } from '../estimate.ts';
import type { Io } from '../io.ts';
import { rateFiles } from '../rate-files.ts';

/** What every estimate of one run is made with; tables that were read once are read for all. */
export function bundled(io: Io): Required<EstimateOptions> {
  return {
    rates: rateFiles(join(io.dataFolder, 'pricing')),
    assumptions: assumptionFiles(join(io.dataFolder, 'assumptions')),
    today: io.now(),
  };
}
