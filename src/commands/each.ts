/** Goes through the topologies of a tree, each beside what it was. */
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { UsageError } from '../diagnostics/usage-error.ts';
import type { Io } from '../host/io.ts';
import { reason } from '../diagnostics/reason.ts';
import { progressOf } from './progress.ts';
import type { PastTree } from './past-tree.ts';
import { attemptAtRef, attemptBytes, estimator } from './sides.ts';
import { isBroken, type Broken, type Loaded } from '../comparison/loaded.ts';
import type { Checked } from '../checks/judged.ts';

/**
 * A topology of the tree and what it was: text that says why there is nothing, undefined where nothing was asked for;
 * it may have errors.
 */
export interface Pair {
  readonly file: string;
  readonly now: Checked;
  readonly old: Loaded | Broken | string | undefined;
}

export interface Visitor {
  pair(pair: Pair): void;
  /** What cannot be estimated now. */
  broken(file: string, errors: readonly Diagnostic[]): void;
  /** What is gone, with what it was as far as that can be estimated. */
  removed(file: string, old: Loaded | undefined): void;
}

/** Visits the topologies in order, then what is gone. */
export function visitEach(
  files: readonly string[],
  then: PastTree | undefined,
  sets: readonly string[],
  doing: string,
  visitor: Visitor,
  io: Io,
): void {
  const run = estimator(io);
  const progress = progressOf(io, doing);
  for (const [index, file] of files.entries()) {
    const found = guarded(file, () => pairOf(file, then, sets, run, io));
    if ('diagnostics' in found) visitor.broken(file, found.diagnostics);
    else {
      const told = guarded(file, () => {
        visitor.pair(found);
        return undefined;
      });
      if (told) visitor.broken(file, told.diagnostics);
    }
    progress?.((index + 1) / files.length);
  }
  io.progress?.('');
  for (const { name, bytes } of then?.removed ?? []) {
    const old = guarded(name, () => attemptBytes(name, [{ name: `${then!.ref}:${name}`, bytes }], sets, run, io));
    visitor.removed(name, 'diagnostics' in old ? undefined : old);
  }
}

type Failed = Pick<Broken, 'diagnostics'>;

function pairOf(
  file: string,
  then: PastTree | undefined,
  sets: readonly string[],
  run: ReturnType<typeof estimator>,
  io: Io,
): Pair | Failed {
  const now = attemptBytes(file, [{ name: file, bytes: bytesOf(file, io) }], sets, run, io);
  if (isBroken(now)) return { diagnostics: now.diagnostics };
  const problem = then?.problems.get(file);
  if (problem !== undefined) throw new UsageError(problem);
  const old = then && attemptAtRef(then, [file], sets, now, run, io);
  return { file, now: now as Checked, old };
}

function bytesOf(file: string, io: Io): Uint8Array {
  try {
    return io.readFile(file);
  } catch (error) {
    throw new UsageError(`cannot be read: ${reason(error)}`);
  }
}

/** What is wrong with one topology does not stop the others. */
function guarded<Result>(file: string, work: () => Result): Result | Failed {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    const place = { file, line: 1, column: 1, length: 1 };
    const diagnostic: Diagnostic = {
      code: 'unusable',
      severity: 'error',
      path: [],
      message: error.message,
      position: place,
    };
    return { diagnostics: [diagnostic] };
  }
}
