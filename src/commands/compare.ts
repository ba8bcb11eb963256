/**
 * quoin compare FILE...: a topology on other providers, in other regions, bought in other ways; or several files side
 * by side.
 */
import { besideEachOther, columnsOf, refuseTooMany, wishesOf } from '../comparison/columns.ts';
import type { Column, SideBySide } from '../comparison/compare.ts';
import type { Matching } from '../comparison/instances.ts';
import { unscaledDemands } from '../comparison/speeds.ts';
import { headline, printable } from '../diagnostics/render.ts';
import { UsageError } from '../diagnostics/usage-error.ts';
import type { Io } from '../host/io.ts';
import type { WrapOptions } from '../report/wrapped-table.ts';
import { bundled, namesPrices } from './bundled.ts';
import { formatOf } from './choices.ts';
import { DEFAULT_FILE, deliver, showDiagnostics, shownBy } from './read.ts';
import { estimator, loadFile } from './sides.ts';

export interface CompareCommandOptions {
  readonly providers?: string;
  readonly regions?: string;
  readonly purchases?: string;
  readonly match: string;
  readonly verbose?: boolean;
  readonly format?: string;
  readonly out?: string;
  readonly set: readonly string[];
}

type Format = 'table' | 'json' | 'markdown';
type CompareReporter = (comparison: SideBySide, options: WrapOptions & { readonly verbose: boolean }) => string;

/** Each format is loaded when it is asked for. */
const REPORTERS: Record<Format, () => Promise<CompareReporter>> = {
  table: async () => (await import('../report/compare-table.ts')).compareTable,
  json: async () => (await import('../report/compare-json.ts')).compareJson,
  markdown: async () => (await import('../report/compare-markdown.ts')).compareMarkdown,
};

/** Columns beside the first; more would not fit. */
const MOST_SORTED = 6;

export async function compareCommand(
  files: readonly string[],
  options: CompareCommandOptions,
  io: Io,
): Promise<number> {
  const reporter = REPORTERS[formatOf(options, REPORTERS, 'table')]();
  const tables = bundled(io);
  const { rates } = tables;
  const wishes = wishesOf(files, options, rates);
  const run = estimator(io, tables);
  const names = files.length > 0 ? files : [DEFAULT_FILE];
  if (names.filter((name) => name === '-').length > 1) throw new UsageError('standard input (-) can be read only once');
  const columns: Column[] = [];
  const leftOut: string[] = [];
  for (const name of names) {
    const loaded = await loadFile(name, options.set, run, io);
    if (!loaded) return 2;
    columns.push(
      ...columnsOf(
        loaded,
        wishes,
        names.length > 1,
        run,
        namesPrices(loaded.sources) ? bundled(io, loaded.sources).rates : rates,
        leftOut,
      ),
    );
    refuseTooMany(columns, wishes);
    if (loaded.estimate && loaded.sources) showDiagnostics(loaded.estimate.warnings, loaded.sources.texts, io);
  }
  const { shown: seen, more } = shownOf(columns, wishes.isSorted && formatOf(options, REPORTERS, 'table') !== 'json');
  const comparison = besideEachOther(seen, options.match as Matching, names, [...leftOut, ...more]);
  const shown = { ...shownBy(io, options.out), verbose: options.verbose === true };
  deliver((await reporter)(comparison, shown), options.out, io);
  if (!io.quiet)
    for (const { name, warnings, estimate } of columns) {
      for (const warning of warnings) io.err(`${printable(name)}: ${headline(warning, io.errPaint)}\n`);
      for (const warning of unscaledDemands(columns[0]!.estimate, estimate, rates))
        io.err(`${printable(name)}: ${headline(warning, io.errPaint)}\n`);
    }
  return 0;
}

/** Of places by the dozen the cheapest, as many as fit beside each other. */
function shownOf(columns: readonly Column[], isCut: boolean): { shown: readonly Column[]; more: string[] } {
  const rest = columns.length - MOST_SORTED - 1;
  if (!isCut || rest <= 0) return { shown: columns, more: [] };
  return {
    shown: columns.slice(0, MOST_SORTED + 1),
    more: [`${rest} more are more expensive (--format json has all)`],
  };
}
