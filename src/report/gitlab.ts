/** A check as a code quality report of GitLab: an entry for each finding. */
import { printableJson } from '../diagnostics/render.ts';
import {
  brokenFindings,
  findingsOf,
  firstOf,
  type CheckCollector,
  type CheckReportOptions,
  type Finding,
} from './check.ts';

const SEVERITIES: Readonly<Record<Finding['severity'], string>> = { error: 'major', warning: 'minor', note: 'info' };

/** @see https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format */
export function gitlabReport(): CheckCollector {
  const entries: object[] = [];
  return {
    add: (result, options) => void entries.push(...findingsOf(result, options).map((one) => entryOf(one, options))),
    addBroken: (errors, options) =>
      void entries.push(
        ...brokenFindings(errors, options).map((one) => ({ ...entryOf(one, options), severity: 'blocker' })),
      ),
    text: () => `${printableJson(JSON.stringify(entries, null, 2))}\n`,
  };
}

const entryOf = ({ rule, severity, message, place, fingerprint }: Finding, options: CheckReportOptions) => ({
  description: message,
  check_name: `quoin/${rule}`,
  fingerprint,
  severity: SEVERITIES[severity],
  // An entry without a place is not shown: what the command line asks for stands at the first line.
  location: { path: place?.file ?? firstOf(options) ?? '-', lines: { begin: place?.line ?? 1 } },
});
