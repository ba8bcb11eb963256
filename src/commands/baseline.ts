/** What --baseline names: a git ref, a topology or a saved estimate. */
import { UsageError } from '../diagnostics/usage-error.ts';
import { NoPast, type Io, type Past } from '../host/io.ts';
import { reason } from '../diagnostics/reason.ts';
import { filesAtRef, pastNamed } from './past.ts';
import { DEFAULT_FILE } from './read.ts';
import { attemptAtRef, loadFile } from './sides.ts';
import type { Broken, Estimator, Loaded } from '../comparison/loaded.ts';

export type Baseline =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'ref'; readonly ref: string; readonly past: Past };

/**
 * Tells a ref from a file: by `git:` or `file:` before it, else it is the ref where there is one.
 *
 * @param near a file of the repository; undefined where there is none
 */
export function baselineNamed(text: string, near: string | undefined, io: Io): Baseline {
  const [, kind, name = ''] = /^(?:(git|file):)?(.*)$/s.exec(text)!;
  if (name.trim() === '')
    throw new UsageError(
      `--baseline ${JSON.stringify(text)} names nothing: give a git ref or a file (is the variable set that it is taken from?)`,
    );
  if (kind === 'file') return { kind: 'file', path: name };
  if (kind === 'git') return { kind: 'ref', ref: name, past: pastNamed(name, near ?? '.', io) };
  if (near === undefined) return { kind: 'file', path: name };
  try {
    return { kind: 'ref', ref: name, past: io.past(name, near) };
  } catch (error) {
    if (error instanceof NoPast && isFile(name, io)) return { kind: 'file', path: name };
    throw new UsageError(`cannot read ${near} at ${name}: ${reason(error)}`);
  }
}

/**
 * What the files are compared with; text where the ref has none of them.
 *
 * @returns what is at a ref with its errors, which nobody can mend there; undefined where those of a file have been
 *   shown, which may be the wrong one
 */
export async function baselineOf(
  text: string,
  files: readonly string[],
  sets: readonly string[],
  now: Loaded,
  run: Estimator,
  io: Io,
): Promise<Loaded | Broken | string | undefined> {
  const names = files.length > 0 ? files : [DEFAULT_FILE];
  const baseline = baselineNamed(
    text,
    names.find((name) => name !== '-'),
    io,
  );
  if (baseline.kind === 'file') return loadFile(baseline.path, sets, run, io);
  const then = filesAtRef(baseline.past, baseline.ref, names, io);
  return attemptAtRef(then, files, sets, now, run, io);
}

function isFile(name: string, io: Io): boolean {
  try {
    io.readFile(name);
    return true;
  } catch {
    return false;
  }
}
