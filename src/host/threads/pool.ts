/* oxlint-disable unicorn/require-post-message-target-origin -- that is for windows; threads have no origin */
/** The pool of threads: tasks are done in any order, and their results are taken in the order of the tasks. */
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { Worker, parentPort, workerData } from 'node:worker_threads';

/** What a thread is sent. */
interface Sent<Task> {
  readonly index: number;
  readonly task: Task;
}

/** What a thread sends: how much of a task is done, then its result. */
type Heard<Result> =
  | { readonly index: number; readonly share: number }
  | { readonly index: number; readonly result: Result };

export interface Taking<Result> {
  /** Results that may wait for an earlier one: bounds the memory, however many tasks there are. */
  readonly waiting?: number;
  /** Told the share of a task that is done, where its thread tells it. */
  readonly onShare?: (index: number, share: number) => void;
  /** One result; the next waits until its promise is kept. */
  readonly take: (result: Result) => void | Promise<void>;
}

/**
 * Threads for so many tasks: as many as are wanted, one a processor by default; 0 for the caller's own.
 *
 * @param file what a thread runs; where the sources are run as they are there is none, and 0 threads
 */
export const threadsFor = (file: URL, wanted: number | undefined, tasks: number): number =>
  existsSync(file) ? Math.min(wanted ?? availableParallelism(), tasks) : 0;

/**
 * Does tasks in threads, each of which is given the next one as soon as it is done with one.
 *
 * @param file what a thread runs, which calls `serve`
 * @param data what it is started with
 * @param threads 1 or more, and no more than there are tasks
 */
export async function inThreads<Data, Task, Result>(
  file: URL,
  data: Data,
  threads: number,
  tasks: readonly Task[],
  { waiting = Infinity, onShare, take }: Taking<Result>,
): Promise<void> {
  const pool: Worker[] = [];
  try {
    await new Promise<void>((resolve, reject) => {
      const done = new Map<number, Result>();
      const idle: Worker[] = [];
      let given = 0;
      let next = 0;
      let isTaking = false;
      const give = () => {
        while (idle.length > 0 && given < tasks.length && given < next + waiting) {
          const sent: Sent<Task> = { index: given, task: tasks[given]! };
          idle.pop()!.postMessage(sent);
          given++;
        }
      };
      const drain = async () => {
        if (isTaking) return;
        isTaking = true;
        while (done.has(next)) {
          const result = done.get(next)!;
          done.delete(next);
          await take(result);
          next++;
          give();
        }
        isTaking = false;
        if (next === tasks.length) resolve();
      };
      for (let thread = 0; thread < threads; thread++) {
        const worker = new Worker(file, { workerData: data });
        pool.push(worker);
        worker.on('error', reject);
        worker.on('exit', (code) => reject(new Error(`a thread stopped with status ${code}`)));
        worker.on('message', (heard: Heard<Result>) => {
          if ('share' in heard) {
            onShare?.(heard.index, heard.share);
            return;
          }
          done.set(heard.index, heard.result);
          idle.push(worker);
          give();
          drain().catch(reject);
        });
        idle.push(worker);
      }
      give();
    });
  } finally {
    await Promise.all(pool.map((worker) => worker.terminate()));
  }
}

/** The thread's side of `inThreads`: begins to listen. */
export function serve<Data, Task, Result>(
  start: (data: Data) => (task: Task, tell: (share: number) => void) => Result,
): void {
  const work = start(workerData as Data);
  const send = (message: Heard<Result>) => parentPort?.postMessage(message);
  parentPort?.on('message', ({ index, task }: Sent<Task>) => {
    send({ index, result: work(task, (share) => send({ index, share })) });
  });
}
