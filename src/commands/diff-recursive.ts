/** quoin diff --git REF --recursive FOLDER...: what changes in every topology of a tree. */
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { headline } from '../diagnostics/render.ts';
import { UsageError } from '../diagnostics/usage-error.ts';
import type { Io } from '../host/io.ts';
import { hasChanged, type TreeChange } from '../report/diff-tree.ts';
import { PLAIN, type Paint } from '../report/report.ts';
import { formatOf } from './choices.ts';
import { visitEach } from './each.ts';
import { pastNamed } from './past.ts';
import { treeAtRef } from './past-tree.ts';
import { deliver } from './read.ts';
import { compareSides, isBroken } from '../comparison/loaded.ts';
import { estimator } from './sides.ts';
import { noTopology, topologiesBelow } from './tree.ts';

export interface DiffRecursiveOptions {
  readonly git?: string;
  readonly format?: string;
  readonly out?: string;
  readonly set: readonly string[];
}

type Format = 'table' | 'json' | 'markdown';
type Reporter = (changes: readonly TreeChange[], options: { readonly paint: Paint }) => string;

/** Each format is loaded when it is asked for. */
const REPORTERS: Record<Format, () => Promise<Reporter>> = {
  table: async () => (await import('../report/diff-tree-table.ts')).diffTreeTable,
  json: async () => (await import('../report/diff-tree-json.ts')).diffTreeJson,
  markdown: async () => (await import('../report/diff-tree-markdown.ts')).diffTreeMarkdown,
};

export async function diffRecursiveCommand(
  folders: readonly string[],
  options: DiffRecursiveOptions,
  io: Io,
): Promise<number> {
  const reporter = REPORTERS[formatOf(options, REPORTERS, 'table')]();
  if (options.git === undefined)
    throw new UsageError('--recursive compares with a git ref: quoin diff --git REF --recursive [FOLDER...]');
  const past = pastNamed(options.git, folders[0] ?? '.', io);
  const files = topologiesBelow(folders, io);
  const then = treeAtRef(past, options.git, folders, files, io);
  if (files.length + then.removed.length === 0) throw new UsageError(noTopology(folders));
  const changes: TreeChange[] = [];
  const run = estimator(io);
  const broken = (file: string, errors: readonly Diagnostic[]): void => {
    changes.push({ file, change: 'errors', errors });
    for (const one of errors) io.err(`${headline(one, io.errPaint)}\n`);
  };
  visitEach(
    files,
    then,
    options.set,
    'comparing',
    {
      pair({ file, now, old }) {
        if (typeof old === 'object' && isBroken(old)) broken(file, old.diagnostics);
        else if (typeof old !== 'object') changes.push({ file, change: 'added', side: now.side });
        else {
          const comparison = compareSides(old, now, run);
          changes.push({ file, change: hasChanged(comparison) ? 'changed' : 'unchanged', comparison });
        }
      },
      broken,
      removed: (file, old) => void changes.push({ file, change: 'removed', side: old?.side }),
    },
    io,
  );
  deliver((await reporter)(changes, { paint: options.out === undefined ? io.paint : PLAIN }), options.out, io);
  return changes.some((one) => one.change === 'errors') ? 2 : 0;
}
