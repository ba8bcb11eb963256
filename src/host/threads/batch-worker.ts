/** A thread that estimates files: is sent the name of one, and sends back its entry. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { entryOf } from '../../estimate/batch/entry.ts';
import { reason } from '../../diagnostics/reason.ts';
import { assumptionFiles } from '../assumption-files.ts';
import { ownPricesFolder } from '../own-prices.ts';
import { rateFolders } from '../rate-files.ts';
import type { BatchData } from './batch.ts';
import { serve } from './pool.ts';

/** Begins to listen. */
export const serveBatch = (): void =>
  serve(({ dataFolder, prices, overrides, today, allow, sets }: BatchData) => {
    // Tables that one file needed are there for the next.
    const options = {
      rates: rateFolders(prices.folders),
      assumptions: assumptionFiles(join(dataFolder, 'assumptions')),
      today: new Date(today),
      allow,
    };
    return (file: string) =>
      entryOf(
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
  });
