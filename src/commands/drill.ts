/** quoin drill FILE...: one failure at a time, and what is left. */
import { drill } from '../engine/drill.ts';
import type { Drill } from '../engine/drill/result.ts';
import { estimate } from '../estimate/estimate.ts';
import type { Io } from '../host/io.ts';
import type { DrillReporter } from '../report/drill.ts';
import { bundled } from './bundled.ts';
import { formatOf } from './choices.ts';
import { progressOf } from './progress.ts';
import { deliver, readTopology, showDiagnostics, shownBy } from './read.ts';

export interface DrillCommandOptions {
  readonly pairs?: boolean;
  readonly format?: string;
  readonly out?: string;
  readonly set: readonly string[];
}

type Format = 'table' | 'json' | 'markdown';

/** Each format is loaded when it is asked for. */
const REPORTERS: Record<Format, () => Promise<DrillReporter>> = {
  table: async () => (await import('../report/drill.ts')).drillTable,
  json: async () => (await import('../report/drill-json.ts')).drillJson,
  markdown: async () => (await import('../report/drill.ts')).drillMarkdown,
};

export async function drillCommand(files: readonly string[], options: DrillCommandOptions, io: Io): Promise<number> {
  const reporter = REPORTERS[formatOf(options, REPORTERS, 'table')]();
  const sources = await readTopology(files, options.set, io);
  const tables = bundled(io, sources);
  const result = estimate(sources, tables);
  if (!result.ok) {
    showDiagnostics(result.diagnostics, sources.texts, io);
    return 2;
  }
  const onProgress = progressOf(io, 'drilling');
  let tried: Drill;
  try {
    tried = drill(result.estimate, { ...tables, pairs: options.pairs, onProgress });
  } finally {
    io.progress?.('');
  }
  deliver((await reporter)(tried, shownBy(io, options.out)), options.out, io);
  showDiagnostics(result.estimate.warnings, sources.texts, io);
  return 0;
}
