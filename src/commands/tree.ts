/** Every topology below some folders. */
import { byPath, topologiesIn } from '../estimate/batch/find.ts';
import { UsageError } from '../diagnostics/usage-error.ts';
import type { Io } from '../host/io.ts';
import { reason } from '../diagnostics/reason.ts';

/** Topology files below folders, this one by default; a file that is named is taken whatever it is called. */
export function topologiesBelow(folders: readonly string[], io: Io): string[] {
  if (folders.includes('-')) throw new UsageError('standard input (-) is one topology: leave --recursive out');
  const readText = (file: string): string | undefined => {
    try {
      return new TextDecoder().decode(io.readFile(file));
    } catch {
      // Whoever reads it as a topology says what is wrong, if it is one by its name.
      return undefined;
    }
  };
  const found = (folders.length > 0 ? folders : ['.']).flatMap((folder) => {
    try {
      return topologiesIn(folder, (at) => io.list(at), readText);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENOTDIR') return [folder];
      throw new UsageError(`cannot read ${folder}: ${reason(error)}`);
    }
  });
  return [...new Set(found)].toSorted(byPath);
}

export const noTopology = (folders: readonly string[]): string =>
  `no topology in ${folders.length > 0 ? folders.join(', ') : 'this folder'}: files are taken that are called quoin.yaml or something.quoin.yaml, and YAML files with components`;
