/** What a command reads: each input once, and none of them replaced by what it writes. */
import { UsageError } from '../diagnostics/usage-error.ts';
import type { Io } from './io.ts';

/** Bytes of inputs that are kept for whoever asks again; beyond them a file is read anew, a pipe never. */
const MOST_KEPT = 2 ** 26;

/**
 * The same world for one command: a path is read once (a pipe has nothing more to give), and what is written anywhere
 * but to an input.
 * `afresh` begins anew, for a command that draws again what has changed.
 */
export function guarded(io: Io): Io {
  const bytes = new Map<string, Uint8Array>();
  let kept = 0;
  const inputs = new Map<string, string>();
  const note = (path: string) => {
    const identity = io.identity(path);
    if (identity !== undefined && !inputs.has(identity)) inputs.set(identity, path);
  };
  return {
    ...io,
    readFile: (path) => {
      const before = bytes.get(path);
      if (before) return before;
      note(path);
      const read = io.readFile(path);
      if (io.identity(path) === undefined || kept + read.length <= MOST_KEPT) {
        kept += read.length;
        bytes.set(path, read);
      }
      return read;
    },
    readLines: (path) => {
      note(path);
      return io.readLines(path);
    },
    openOut: (path) => {
      if (path !== undefined) refuseInput(path, io, inputs);
      return io.openOut(path);
    },
    noteInput: note,
    refuseInput: (path) => refuseInput(path, io, inputs),
    afresh: () => guarded(io),
  };
}

/** Links of both sorts lead to the same file, and what stands in a folder of inputs is one. */
function refuseInput(path: string, io: Io, inputs: ReadonlyMap<string, string>): void {
  for (let at = path, depth = 0; ; depth++) {
    const identity = io.identity(at);
    const input = identity === undefined ? undefined : inputs.get(identity);
    if (input !== undefined) {
      const what =
        depth === 0 ? (input === path ? 'it' : `it is the file ${input}, which`) : `it stands in ${input}, which`;
      throw new UsageError(`cannot write ${path}: ${what} is read: write to another file`);
    }
    const parent = at.replace(/[\\/]+[^\\/]*[\\/]*$/, '');
    if (parent === '' || at === '.') return;
    at = parent === at ? '.' : parent;
  }
}
