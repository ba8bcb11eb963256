/* oxlint-disable unicorn/require-post-message-target-origin -- that is for windows; threads have no origin */
/** A thread that runs replications of a system: is sent the number of one, and sends back its figures. */
import { parentPort, workerData } from 'node:worker_threads';
import { compile } from './compile.ts';
import { runReplication, type WorkerData, type WorkerMessage } from './replicate.ts';

const { system, options } = workerData as WorkerData;
const program = compile(system);

parentPort?.on('message', (replication: number) => {
  const send = (message: WorkerMessage) => parentPort?.postMessage(message);
  const run = runReplication(program, options, replication, (share) => send({ replication, share }));
  send({ replication, run });
});
