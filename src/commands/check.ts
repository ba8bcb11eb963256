/** quoin check FILE...: budgets, increase, service levels, prices; exit status 1 where a rule of level error fails. */
import { judge, type Asked } from '../checks/judge.ts';
import type { CheckResult } from '../checks/verdict.ts';
import type { Comparison } from '../comparison/comparison.ts';
import { printable } from '../diagnostics/render.ts';
import { UsageError, type Io } from '../io.ts';
import { messageOf, summaryOf, type CheckReporter } from '../report/check.ts';
import { PLAIN } from '../report/report.ts';
import type { Bound } from '../topology/check-rule.ts';
import { parseBound } from '../topology/checks.ts';
import { formatOf } from './choices.ts';
import { DEFAULT_FILE, deliver, showDiagnostics } from './read.ts';
import { reason } from '../reason.ts';
import { baselineOf } from './baseline.ts';
import { compareSides, estimator, loadFiles } from './sides.ts';

export interface CheckCommandOptions {
  readonly budget?: string;
  readonly baseline?: string;
  readonly maxIncrease?: string;
  readonly allowUnpriced?: boolean;
  readonly allowUnknown?: boolean;
  readonly format?: string;
  readonly out?: string;
  readonly set: readonly string[];
}

type Format = 'table' | 'json' | 'markdown' | 'github' | 'gitlab' | 'junit' | 'sarif';

/** Each format is loaded when it is asked for. */
const REPORTERS: Record<Format, () => Promise<CheckReporter>> = {
  table: async () => (await import('../report/check-table.ts')).checkTable,
  json: async () => (await import('../report/check-json.ts')).checkJson,
  markdown: async () => (await import('../report/check-markdown.ts')).checkMarkdown,
  github: async () => (await import('../report/github.ts')).githubReport,
  gitlab: async () => (await import('../report/gitlab.ts')).gitlabReport,
  junit: async () => (await import('../report/junit.ts')).junitReport,
  sarif: async () => (await import('../report/sarif.ts')).sarifReport,
};

/** Where GitHub Actions shows markdown of a job. */
const JOB_SUMMARY = 'GITHUB_STEP_SUMMARY';

export async function checkCommand(files: readonly string[], options: CheckCommandOptions, world: Io): Promise<number> {
  const format = formatOf(options, REPORTERS, 'table');
  const io = format === 'github' ? { ...world, err: (text: string) => world.err(withoutCommands(text)) } : world;
  const reporter = REPORTERS[format]();
  const asked: Asked = {
    budget: boundOf('--budget', options.budget, ['usd']),
    maxIncrease: boundOf('--max-increase', options.maxIncrease, ['usd', 'percent']),
    allowUnpriced: options.allowUnpriced ?? false,
    allowUnknown: options.allowUnknown ?? false,
  };
  if (asked.maxIncrease && options.baseline === undefined)
    throw new UsageError('--max-increase needs something to compare with: give --baseline main, or a saved estimate');
  const run = estimator(io);
  const now = await loadFiles(files, options.set, run, io);
  if (!now?.estimate || !now.sources) return 2;
  const { estimate, sources } = now;

  let comparison: Comparison | undefined;
  let noBaseline: string | undefined;
  if (options.baseline !== undefined) {
    const old = await baselineOf(options.baseline, files, options.set, now, run, io);
    if (old === undefined) return 2;
    if (typeof old === 'string') noBaseline = old;
    else comparison = compareSides(old, now, run);
  }

  const verdicts = judge(estimate, { asked, comparison, noBaseline, today: io.now(), sources });
  const passed = !verdicts.some(({ level, status }) => level === 'error' && status === 'failed');
  const result: CheckResult = { estimate, comparison, verdicts, passed };
  const names = (files.length > 0 ? files : [DEFAULT_FILE]).filter((name) => name !== '-');
  const paint = options.out === undefined ? io.paint : PLAIN;
  // The report comes before the verdict: whoever stops at the exit status can still read why.
  deliver((await reporter)(result, { paint, files: names }), options.out, io);
  const summary = format === 'github' ? io.env(JOB_SUMMARY) : undefined;
  if (summary) {
    const { checkMarkdown } = await import('../report/check-markdown.ts');
    try {
      io.appendFile(summary, checkMarkdown(result, { paint: PLAIN, files: names }));
    } catch (error) {
      throw new UsageError(`cannot write the job summary: ${reason(error)}`);
    }
  }
  showDiagnostics(estimate.warnings, sources.texts, io);
  for (const verdict of verdicts) {
    if (verdict.status !== 'failed') continue;
    const isError = verdict.level === 'error';
    if (!isError && io.quiet) continue;
    const { position } = verdict;
    const place = position ? `${position.file}:${position.line}:${position.column}: ` : '';
    const word = isError ? io.errPaint.red('failed') : io.errPaint.yellow('warning');
    io.err(`${printable(place)}${word}: ${printable(messageOf(verdict, result))}\n`);
  }
  if (!passed || !io.quiet) io.err(`${printable(summaryOf(result))}\n`);
  return passed ? 0 : 1;
}

/** Runners of GitHub take commands from standard error too: what a topology says is never one. */
const withoutCommands = (text: string): string =>
  text.replaceAll('##[', '##\\[').replace(/^(\s*)::/gm, (_, space: string) => `${space}\\::`);

function boundOf(option: string, text: string | undefined, units: readonly Bound['unit'][]): Bound | undefined {
  if (text === undefined) return undefined;
  // Money is in dollars where nothing else is said.
  const read = parseBound(/^\s*[\d.]+\s*$/.test(text) ? `${text.trim()} USD` : text, units);
  if (!read.ok) throw new UsageError(`${option} ${text}: ${read.problem} (${read.fix})`);
  return read.bound;
}
