/** quoin check FILE...: budgets, increase, service levels, prices; exit status 1 where a rule of level error fails. */
import type { CheckResult } from '../checks/verdict.ts';
import { printable } from '../diagnostics/render.ts';
import { UsageError } from '../diagnostics/usage-error.ts';
import type { Io } from '../host/io.ts';
import { summaryOf, type CheckCollector, type CheckReporter, type CheckReportOptions } from '../report/check.ts';
import { PLAIN } from '../report/report.ts';
import type { Sources } from '../topology/merge.ts';
import { baselineOf } from './baseline.ts';
import { formatOf, type CHECK_FORMATS } from './choices.ts';
import { askedOf, judged, type Checked } from '../checks/judged.ts';
import { tellFailures, withoutCommands } from './judged.ts';
import { DEFAULT_FILE, deliver, showDiagnostics } from './read.ts';
import {
  JOB_SUMMARY,
  append,
  recorded,
  replaceReports,
  reportsOf,
  type CheckCommandOptions,
} from './further-reports.ts';
import { estimator, loadFiles } from './sides.ts';
import type { Estimator } from '../comparison/loaded.ts';

type Format = (typeof CHECK_FORMATS)[number];

/** Each format is loaded when it is asked for. */
const REPORTERS: Record<Format, () => Promise<CheckReporter>> = {
  table: async () => (await import('../report/check-table.ts')).checkTable,
  json: async () => (await import('../report/check-json.ts')).checkJson,
  markdown: async () => (await import('../report/check-markdown.ts')).checkMarkdown,
  github: async () => alone((await import('../report/github.ts')).githubReport),
  gitlab: async () => alone((await import('../report/gitlab.ts')).gitlabReport),
  junit: async () => alone((await import('../report/junit.ts')).junitReport),
  sarif: async () => alone((await import('../report/sarif.ts')).sarifReport),
};

/** A report for many topologies, of one. */
const alone =
  (collector: () => CheckCollector): CheckReporter =>
  (result, options) => {
    const report = collector();
    report.add(result, options);
    return report.text();
  };

export async function checkCommand(files: readonly string[], options: CheckCommandOptions, world: Io): Promise<number> {
  if (options.recursive) return (await import('./check-recursive.ts')).checkRecursiveCommand(files, options, world);
  const format = formatOf(options, REPORTERS, 'table');
  const reports = reportsOf(options.report);
  const names = (files.length > 0 ? files : [DEFAULT_FILE]).filter((name) => name !== '-');
  const report: CheckReportOptions = { paint: PLAIN, files: names, placeOf: world.place };
  const said = recorded(format === 'github' ? { ...world, err: (text) => world.err(withoutCommands(text)) } : world);
  const summary = format === 'github' ? world.env(JOB_SUMMARY) : undefined;
  try {
    const found = await resultOf(files, options, estimator(said.io), said.io);
    if (!found) {
      await replaceReports(said.text(), reports, summary, report, world);
      return 2;
    }
    const { result, sources } = found;
    const isShown = options.out === undefined;
    const own: CheckReportOptions = isShown
      ? { ...report, paint: world.paint, told: world.quiet ? 'failures' : 'all' }
      : report;
    // The report comes before the verdict: whoever stops at the exit status can still read why.
    deliver((await REPORTERS[format]())(result, own), options.out, world);
    for (const one of reports) deliver((await REPORTERS[one.format]())(result, report), one.path, world);
    if (summary) append(summary, (await REPORTERS.markdown())(result, report), world);
    showDiagnostics(result.estimate.warnings, sources.texts, said.io);
    // Annotations and comments have all of it: each failure is told once.
    if (format !== 'github' && !(isShown && format === 'markdown')) tellFailures(result, said.io);
    if (!result.passed || !world.quiet) said.io.err(`${printable(summaryOf(result))}\n`);
    return result.passed ? 0 : 1;
  } catch (error) {
    if (error instanceof UsageError)
      await replaceReports(`${said.text()}quoin: ${error.message}`, reports, summary, report, world);
    throw error;
  }
}

/** What comes of it; undefined where errors of the files have been shown. */
async function resultOf(
  files: readonly string[],
  options: CheckCommandOptions,
  run: Estimator,
  io: Io,
): Promise<{ readonly result: CheckResult; readonly sources: Sources } | undefined> {
  const asked = askedOf(options);
  const now = await loadFiles(files, options.set, run, io);
  if (!now?.estimate || !now.sources) return undefined;
  const { sources } = now;
  const old =
    options.baseline === undefined ? undefined : await baselineOf(options.baseline, files, options.set, now, run, io);
  if (options.baseline !== undefined && old === undefined) return undefined;
  return { result: judged(now as Checked, old, asked, run, io.now()), sources };
}
