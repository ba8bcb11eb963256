/** Every topology below some folders, as it was at a git ref. */
import { byPath, isTopologyFile, isTopologyText } from '../estimate/batch/find.ts';
import { UsageError } from '../diagnostics/usage-error.ts';
import type { Io, Past } from '../host/io.ts';
import { reason } from '../diagnostics/reason.ts';
import { filesAtRef, goneFiles, type PastFile, type PastFiles } from './past.ts';

/** A tree as it was. */
export interface PastTree extends PastFiles {
  /** Files of now whose past cannot be read, and why. */
  readonly problems: ReadonlyMap<string, string>;
  /** Topologies that are gone, and have not been moved; in order. */
  readonly removed: readonly PastFile[];
}

/** Topologies as they were at a ref, read in one go. */
export function treeAtRef(
  past: Past,
  ref: string,
  folders: readonly string[],
  files: readonly string[],
  io: Io,
): PastTree {
  const { then, problems } = filesOf(past, ref, files, io);
  const moved = new Set([...then.files.values()].map((file) => file.name));
  const gone = (folders.length > 0 ? folders : ['.'])
    .filter((folder) => !isTopologyFile(folder))
    .flatMap((folder) => goneFiles(past, folder, io))
    .filter((path) => !moved.has(io.place(path)));
  const paths = [...new Set(gone)].toSorted(byPath);
  const contents = past.read(paths);
  const removed = paths.flatMap((name, index): PastFile[] => {
    const bytes = contents[index];
    return bytes && isTopologyText(name, new TextDecoder().decode(bytes)) ? [{ name, bytes }] : [];
  });
  return { ...then, problems, removed };
}

function filesOf(
  past: Past,
  ref: string,
  files: readonly string[],
  io: Io,
): { readonly then: PastFiles; readonly problems: ReadonlyMap<string, string> } {
  const problems = new Map<string, string>();
  try {
    return { then: filesAtRef(past, ref, files, io), problems };
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
  }
  // One of them stands in the way of all: which one is found by asking for each.
  const readable = files.filter((file) => {
    try {
      past.read([file]);
      return true;
    } catch (error) {
      problems.set(file, `cannot read ${file} at ${ref}: ${reason(error)}`);
      return false;
    }
  });
  return { then: filesAtRef(past, ref, readable, io), problems };
}
