/**
 * What a check writes beside its report: further formats, the summary of a job, and what takes their place where the
 * input is wrong.
 */
import { UsageError } from '../diagnostics/usage-error.ts';
import type { Io } from '../host/io.ts';
import { reason } from '../diagnostics/reason.ts';
import type { CheckReportOptions } from '../report/check.ts';
import { CHECK_FORMATS } from './choices.ts';
import type { JudgeOptions } from '../checks/judged.ts';
import { deliver } from './read.ts';

export interface CheckCommandOptions extends JudgeOptions {
  readonly format?: string;
  readonly out?: string;
  /** Further reports, `format=path` each. */
  readonly report?: readonly string[];
  readonly recursive?: boolean;
  readonly set: readonly string[];
}

type Format = (typeof CHECK_FORMATS)[number];

/** Where GitHub Actions shows markdown of a job. */
export const JOB_SUMMARY = 'GITHUB_STEP_SUMMARY';

interface FurtherReport {
  readonly format: Format;
  readonly path: string;
}

export function reportsOf(texts: readonly string[] = []): FurtherReport[] {
  return texts.map((text) => {
    const at = text.indexOf('=');
    const [format, path] = [text.slice(0, at), text.slice(at + 1)];
    if (at < 0 || path === '' || !(CHECK_FORMATS as readonly string[]).includes(format))
      throw new UsageError(
        `--report ${text}: write a format and a file, such as junit=report.xml (formats: ${CHECK_FORMATS.join(', ')})`,
      );
    return { format: format as Format, path };
  });
}

/** Where there is nothing to report, a comment or summary that says so takes the place of the one before it. */
export async function replaceReports(
  said: string,
  reports: readonly FurtherReport[],
  summary: string | undefined,
  options: CheckReportOptions,
  io: Io,
): Promise<void> {
  const markdowns = reports.filter(({ format }) => format === 'markdown');
  if (markdowns.length === 0 && !summary) return;
  const { brokenMarkdown } = await import('../report/check-markdown.ts');
  const text = brokenMarkdown(said, options);
  for (const { path } of markdowns) deliver(text, path, io);
  if (summary) append(summary, text, io);
}

export function append(path: string, text: string, io: Io): void {
  try {
    io.appendFile(path, text);
  } catch (error) {
    throw new UsageError(`cannot write the job summary: ${reason(error)}`);
  }
}

/** The world, and what was said on its standard error, without colours. */
export function recorded(io: Io): { readonly io: Io; text(): string } {
  let all = '';
  return {
    io: {
      ...io,
      err(text) {
        all += text;
        io.err(text);
      },
    },
    // oxlint-disable-next-line no-control-regex -- colours are no part of it
    text: () => all.replace(/\u001B\[[\d;]*m/g, ''),
  };
}
