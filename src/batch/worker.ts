/* oxlint-disable unicorn/require-post-message-target-origin -- that is for windows; threads have no origin */
/** A thread that estimates files: is sent the name of one, and sends back its entry. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { assumptionFiles } from '../assumption-files.ts';
import { ownPricesFolder } from '../own-prices.ts';
import { reason } from '../reason.ts';
import { rateFolders } from '../rate-files.ts';
import { entryOf } from './entry.ts';
import type { BatchWorkerData } from './run.ts';

/** Begins to listen. */
export function serve(): void {
  const { dataFolder, prices, overrides, today, sets } = workerData as BatchWorkerData;
  // Tables that one file needed are there for the next.
  const options = {
    rates: rateFolders(prices.folders),
    assumptions: assumptionFiles(join(dataFolder, 'assumptions')),
    today: new Date(today),
  };

  parentPort?.on('message', ({ index, file }: { index: number; file: string }) => {
    const entry = entryOf(
      file,
      () => readFileSync(file),
      reason,
      sets,
      (sources) => {
        const folder = prices.named ? undefined : ownPricesFolder(sources);
        if (folder === undefined) return options;
        if (!existsSync(folder)) throw new Error(`prices.from: there is no folder ${folder}`);
        return { ...options, rates: rateFolders([...prices.folders, folder]) };
      },
      overrides,
    );
    parentPort?.postMessage({ index, entry });
  });
}
