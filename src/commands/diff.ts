/** quoin diff OLD NEW, quoin diff --git REF [FILE...]: what changes in cost, throughput, latency and availability, and why. */
import type { Comparison } from '../comparison/comparison.ts';
import { unscaledDemands } from '../comparison/speeds.ts';
import { printable } from '../diagnostics/render.ts';
import { UsageError, type Io } from '../io.ts';
import { PLAIN, type Paint } from '../report/report.ts';
import { bundled } from './bundled.ts';
import { formatOf } from './choices.ts';
import { deliver, showDiagnostics } from './read.ts';
import { compareSides, estimator, loadAtRef, loadFile, loadFiles } from './sides.ts';

export interface DiffCommandOptions {
  readonly git?: string;
  readonly format?: string;
  readonly out?: string;
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
  const reporter = REPORTERS[formatOf(options, REPORTERS, 'table')]();
  if (options.git === undefined && files.length !== 2)
    throw new UsageError('diff compares two files: quoin diff OLD NEW, or quoin diff --git REF [FILE...]');
  const run = estimator(io);
  const old =
    options.git === undefined
      ? await loadFile(files[0]!, options.set, run, io)
      : loadAtRef(options.git, files, options.set, run, io);
  const now =
    options.git === undefined
      ? await loadFile(files[1]!, options.set, run, io)
      : await loadFiles(files, options.set, run, io);
  if (!old || !now) return 2;
  const comparison = compareSides(old, now, run);
  deliver((await reporter)(comparison, { paint: options.out === undefined ? io.paint : PLAIN }), options.out, io);
  for (const warning of unscaledDemands(old.estimate, now.estimate, bundled(io).rates))
    io.err(`${printable(warning)}\n`);
  if (now.estimate && now.sources) showDiagnostics(now.estimate.warnings, now.sources.texts, io);
  return 0;
}
