/* oxlint-disable unicorn/require-post-message-target-origin -- that is for windows; threads have no origin */
/** A thread that estimates files: is sent the name of one, and sends back its entry. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { assumptionFiles } from '../assumption-files.ts';
import { reason } from '../reason.ts';
import { rateFiles } from '../rate-files.ts';
import { entryOf } from './entry.ts';
import type { BatchWorkerData } from './run.ts';

const { dataFolder, today, sets } = workerData as BatchWorkerData;
// Tables that one file needed are there for the next.
const options = {
  rates: rateFiles(join(dataFolder, 'pricing')),
  assumptions: assumptionFiles(join(dataFolder, 'assumptions')),
  today: new Date(today),
};

parentPort?.on('message', ({ index, file }: { index: number; file: string }) => {
  const entry = entryOf(file, () => readFileSync(file), reason, sets, options);
  parentPort?.postMessage({ index, entry });
});
