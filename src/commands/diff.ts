/**
 * quoin diff OLD NEW, quoin diff --git REF [FILE...]: what changes in cost, throughput, latency and availability, and
 * why.
 */
import type { Comparison } from '../comparison/comparison.ts';
import { unscaledDemands } from '../comparison/speeds.ts';
import { headline } from '../diagnostics/render.ts';
import { UsageError } from '../diagnostics/usage-error.ts';
import type { Io } from '../host/io.ts';
import { PLAIN, type Paint } from '../report/report.ts';
import { bundled } from './bundled.ts';
import { formatOf } from './choices.ts';
import { filesAtRef, pastNamed } from './past.ts';
import { DEFAULT_FILE, deliver, showDiagnostics } from './read.ts';
import { compareSides, type Estimator, type Loaded } from '../comparison/loaded.ts';
import { estimator, loadAtRef, loadFile, loadFiles } from './sides.ts';

export interface DiffCommandOptions {
  readonly git?: string;
  readonly format?: string;
  readonly out?: string;
  readonly recursive?: boolean;
  readonly set: readonly string[];
}

type Format = 'table' | 'json' | 'markdown';
type DiffReporter = (comparison: Comparison, options: { readonly paint: Paint }) => string;

/** Each format is loaded when it is asked for. */
const REPORTERS: Record<Format, () => Promise<DiffReporter>> = {
  table: async () => (await import('../report/diff-table.ts')).diffTable,
  json: async () => (await import('../report/diff-json.ts')).diffJson,
  markdown: async () => (await import('../report/diff-markdown.ts')).diffMarkdown,
};

export async function diffCommand(files: readonly string[], options: DiffCommandOptions, io: Io): Promise<number> {
  if (options.recursive) return (await import('./diff-recursive.ts')).diffRecursiveCommand(files, options, io);
  const reporter = REPORTERS[formatOf(options, REPORTERS, 'table')]();
  if (options.git === undefined && files.length !== 2)
    throw new UsageError('diff compares two files: quoin diff OLD NEW, or quoin diff --git REF [FILE...]');
  const run = estimator(io);
  const sides =
    options.git === undefined
      ? await sidesOf(files as [string, string], options.set, run, io)
      : await sidesAtRef(options.git, files, options.set, run, io);
  if (!sides) return 2;
  const { old, now } = sides;
  const comparison = compareSides(old, now, run);
  deliver((await reporter)(comparison, { paint: options.out === undefined ? io.paint : PLAIN }), options.out, io);
  for (const warning of unscaledDemands(old.estimate, now.estimate, bundled(io).rates))
    io.err(`${headline(warning, io.errPaint)}\n`);
  if (now.estimate && now.sources) showDiagnostics(now.estimate.warnings, now.sources.texts, io);
  return 0;
}

interface Sides {
  readonly old: Loaded;
  readonly now: Loaded;
}

/** Both sides are read, so that one run shows the errors of both. */
async function sidesOf(
  [older, newer]: readonly [string, string],
  sets: readonly string[],
  run: Estimator,
  io: Io,
): Promise<Sides | undefined> {
  const old = await loadFile(older, sets, run, io);
  const now = await loadFile(newer, sets, run, io);
  return old && now && { old, now };
}

async function sidesAtRef(
  ref: string,
  files: readonly string[],
  sets: readonly string[],
  run: Estimator,
  io: Io,
): Promise<Sides | undefined> {
  const names = files.length > 0 ? files : [DEFAULT_FILE];
  const then = filesAtRef(pastNamed(ref, names[0]!, io), ref, names, io);
  const now = await loadFiles(files, sets, run, io);
  const old = loadAtRef(then, files, sets, now, run, io);
  if (typeof old === 'string') throw new UsageError(`${old}: there is nothing to compare with`);
  return old && now && { old, now };
}
