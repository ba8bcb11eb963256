/** Files of now as they were at a git ref, under the names that they had then. */
import { isTopologyFile } from '../estimate/batch/find.ts';
import { UsageError } from '../diagnostics/usage-error.ts';
import type { Io, Past } from '../host/io.ts';
import { reason } from '../diagnostics/reason.ts';

/** A file as it was. */
export interface PastFile {
  /** What it was called, as the file of now is named where it has not been moved. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Files as they were at a ref. */
export interface PastFiles {
  readonly ref: string;
  /** By the name of now; files that are new are not in it. */
  readonly files: ReadonlyMap<string, PastFile>;
}

const NO_STDIN = 'standard input (-) has no past in git: name the file';

/** The repository that a file is in, as it was at a ref. */
export function pastNamed(ref: string, near: string, io: Io): Past {
  if (near === '-') throw new UsageError(NO_STDIN);
  try {
    return io.past(ref, near);
  } catch (error) {
    throw new UsageError(`cannot read ${near} at ${ref === '' ? '""' : ref}: ${reason(error)}`);
  }
}

/** Files as they were, those too that have been moved since; everything is read at once. */
export function filesAtRef(past: Past, ref: string, names: readonly string[], io: Io): PastFiles {
  if (names.includes('-')) throw new UsageError(NO_STDIN);
  const read = (paths: readonly string[]) => {
    try {
      return past.read(paths);
    } catch (error) {
      throw new UsageError(`cannot read ${names.length === 1 ? names[0]! : 'the files'} at ${ref}: ${reason(error)}`);
    }
  };
  const files = new Map<string, PastFile>();
  for (const [index, bytes] of read(names).entries())
    if (bytes) files.set(names[index]!, { name: names[index]!, bytes });
  const added = names.filter((name) => !files.has(name));
  if (added.length > 0) {
    const gone = goneFiles(past, past.root, io);
    const contents = read(gone);
    const were = gone.flatMap((name, index) =>
      contents[index] ? [{ name: io.place(name), bytes: contents[index] }] : [],
    );
    for (const [name, file] of movedFrom(added, were, io)) files.set(name, file);
  }
  return { ref, files };
}

/** Files below a folder that may have been topologies, and are not there any more. */
export function goneFiles(past: Past, folder: string, io: Io): string[] {
  // Hidden folders above this one are no matter of its own.
  const below = (path: string) => (folder === '.' ? path : path.slice(folder.length));
  return past.list(folder).filter((path) => isTopologyFile(below(path)) && !io.exists(path));
}

// --- Files that have been moved --------------------------------------------------------------------

/** Share of the lines that a file keeps where it is said to have been moved, as git has it. */
const LEAST_ALIKE = 0.5;
/** Files that are compared with one another at most. */
const MOST_COMPARED = 2000;

/** Which file each new one was; each was one alone, the most alike first. */
function movedFrom(added: readonly string[], gone: readonly PastFile[], io: Io): Map<string, PastFile> {
  const found = new Map<string, PastFile>();
  if (added.length * gone.length > MOST_COMPARED * MOST_COMPARED) return found;
  const before = gone.map((file) => ({ file, lines: linesOf(file.bytes) }));
  const pairs = added.flatMap((name) => {
    const lines = linesOf(contentOf(name, io));
    return before.map((one) => ({ name, file: one.file, alike: alike(one.lines, lines) }));
  });
  const taken = new Set<PastFile>();
  for (const { name, file } of pairs.filter((one) => one.alike >= LEAST_ALIKE).toSorted((a, b) => b.alike - a.alike)) {
    if (found.has(name) || taken.has(file)) continue;
    found.set(name, file);
    taken.add(file);
  }
  return found;
}

function contentOf(name: string, io: Io): Uint8Array {
  try {
    return io.readFile(name);
  } catch {
    // Whoever estimates it says what is wrong.
    return new Uint8Array();
  }
}

/** How often each line stands in a file. */
function linesOf(bytes: Uint8Array): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const line of new TextDecoder().decode(bytes).split(/\r?\n/)) {
    const text = line.trim();
    if (text !== '') counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  return counts;
}

/** The share of the longer file's lines that both have. */
function alike(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): number {
  const size = (lines: ReadonlyMap<string, number>) => [...lines.values()].reduce((sum, count) => sum + count, 0);
  const longer = Math.max(size(a), size(b));
  let common = 0;
  for (const [line, count] of a) common += Math.min(count, b.get(line) ?? 0);
  return longer === 0 ? 0 : common / longer;
}
