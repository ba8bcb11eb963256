/**
 * quoin check FOLDER... --recursive: every topology of a tree by itself, against a git ref; 1 where one fails, 2 where
 * one has errors.
 */
import { headline, printable } from '../diagnostics/render.ts';
import { UsageError } from '../diagnostics/usage-error.ts';
import type { Io } from '../host/io.ts';
import type { CheckReportOptions } from '../report/check.ts';
import { CheckSums, withoutRemoved, type CheckTreeCollector } from '../report/check-tree.ts';
import { PLAIN, type Paint } from '../report/report.ts';
import { baselineNamed } from './baseline.ts';
import {
  JOB_SUMMARY,
  append,
  recorded,
  replaceReports,
  reportsOf,
  type CheckCommandOptions,
} from './further-reports.ts';
import { formatOf, type CHECK_FORMATS } from './choices.ts';
import { visitEach } from './each.ts';
import { askedOf, judged } from '../checks/judged.ts';
import { tellFailures, withoutCommands } from './judged.ts';
import { treeAtRef, type PastTree } from './past-tree.ts';
import { deliver } from './read.ts';
import { estimator } from './sides.ts';
import { noTopology, topologiesBelow } from './tree.ts';

type Format = (typeof CHECK_FORMATS)[number];

/** Each format is loaded when it is asked for. */
const COLLECTORS: Record<Format, (paint: Paint, identity: string) => Promise<CheckTreeCollector>> = {
  table: async (paint) => (await import('../report/check-tree-table.ts')).checkTreeTable(paint),
  json: async () => (await import('../report/check-tree-json.ts')).checkTreeJson(),
  markdown: async (_, identity) => (await import('../report/check-tree-markdown.ts')).checkTreeMarkdown(identity),
  github: async () => withoutRemoved((await import('../report/github.ts')).githubReport()),
  gitlab: async () => withoutRemoved((await import('../report/gitlab.ts')).gitlabReport()),
  junit: async () => withoutRemoved((await import('../report/junit.ts')).junitReport()),
  sarif: async () => withoutRemoved((await import('../report/sarif.ts')).sarifReport()),
};

interface Output {
  readonly collector: CheckTreeCollector;
  readonly told: CheckReportOptions['told'];
  deliver(text: string): void;
}

export async function checkRecursiveCommand(
  folders: readonly string[],
  options: CheckCommandOptions,
  world: Io,
): Promise<number> {
  const format = formatOf(options, COLLECTORS, 'table');
  const reports = reportsOf(options.report);
  const roots = folders.length > 0 ? folders : ['.'];
  const report = { paint: PLAIN, files: roots, placeOf: world.place };
  const said = recorded(format === 'github' ? { ...world, err: (text) => world.err(withoutCommands(text)) } : world);
  const summary = format === 'github' ? world.env(JOB_SUMMARY) : undefined;
  try {
    const outputs = await outputsOf(format, options, reports, summary, roots.map(world.place).join(' + '), world);
    const sums = await checkEach(folders, options, outputs, isSilent(format, options), said.io);
    for (const one of outputs) one.deliver(one.collector.text());
    if (sums.failed + sums.broken > 0 || !world.quiet) said.io.err(`${printable(sums.text())}\n`);
    return sums.broken > 0 ? 2 : sums.failed > 0 ? 1 : 0;
  } catch (error) {
    if (error instanceof UsageError)
      await replaceReports(`${said.text()}quoin: ${error.message}`, reports, summary, report, world);
    throw error;
  }
}

/** Annotations and comments have all of it: each failure is told once. */
const isSilent = (format: Format, { out }: CheckCommandOptions): boolean =>
  format === 'github' || (out === undefined && format === 'markdown');

async function outputsOf(
  format: Format,
  { out }: CheckCommandOptions,
  reports: ReturnType<typeof reportsOf>,
  summary: string | undefined,
  identity: string,
  io: Io,
): Promise<Output[]> {
  const told = out === undefined ? (io.quiet ? 'failures' : 'all') : undefined;
  const own: Output = {
    collector: await COLLECTORS[format](out === undefined ? io.paint : PLAIN, identity),
    told,
    deliver: (text) => deliver(text, out, io),
  };
  const further = reports.map(async (one): Promise<Output> => ({
    collector: await COLLECTORS[one.format](PLAIN, identity),
    told: undefined,
    deliver: (text) => deliver(text, one.path, io),
  }));
  const job: Output[] = summary
    ? [
        {
          collector: await COLLECTORS.markdown(PLAIN, identity),
          told: undefined,
          deliver: (text) => append(summary, text, io),
        },
      ]
    : [];
  return [own, ...(await Promise.all(further)), ...job];
}

async function checkEach(
  folders: readonly string[],
  options: CheckCommandOptions,
  outputs: readonly Output[],
  isSilent: boolean,
  io: Io,
): Promise<CheckSums> {
  const asked = askedOf(options);
  const files = topologiesBelow(folders, io);
  const then = treeOf(options.baseline, folders, files, io);
  if (files.length + (then?.removed.length ?? 0) === 0) throw new UsageError(noTopology(folders));
  const sums = new CheckSums();
  const run = estimator(io);
  const optionsOf = (file: string, told: Output['told']): CheckReportOptions => ({
    paint: PLAIN,
    files: [file],
    placeOf: io.place,
    ...(told !== undefined && { told }),
  });
  visitEach(
    files,
    then,
    options.set,
    'checking',
    {
      pair({ file, now, old }) {
        const result = judged(now, old, asked, run, io.now());
        sums.checked++;
        if (!result.passed) sums.failed++;
        for (const { collector, told } of outputs) collector.add(result, optionsOf(file, told));
        if (!isSilent) tellFailures(result, io);
      },
      broken(file, errors) {
        sums.broken++;
        for (const { collector, told } of outputs) collector.addBroken(errors, optionsOf(file, told));
        if (!isSilent) for (const one of errors) io.err(`${headline(one, io.errPaint)}\n`);
      },
      removed(file, old) {
        sums.removed++;
        for (const { collector } of outputs) collector.addRemoved(file, old?.side);
      },
    },
    io,
  );
  return sums;
}

function treeOf(
  baseline: string | undefined,
  folders: readonly string[],
  files: readonly string[],
  io: Io,
): PastTree | undefined {
  if (baseline === undefined) return undefined;
  const named = baselineNamed(baseline, folders[0] ?? '.', io);
  if (named.kind === 'file')
    throw new UsageError(`--baseline ${baseline} is a file: many topologies are compared with a git ref`);
  return treeAtRef(named.past, named.ref, folders, files, io);
}
