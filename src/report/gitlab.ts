/** A check as a code quality report of GitLab: an entry for each verdict that is not met. */
import { printableJson } from '../diagnostics/render.ts';
import { fingerprintOf, messageOf, placeIn, type CheckReporter } from './check.ts';

/** @see https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format */
export const gitlabReport: CheckReporter = (result, { files }) => {
  const entries = result.verdicts
    .filter(({ status }) => status !== 'met')
    .map((verdict) => {
      const place = placeIn(verdict, files);
      return {
        description: messageOf(verdict, result),
        check_name: `quoin/${verdict.rule}`,
        fingerprint: fingerprintOf(verdict, result),
        severity: verdict.status === 'unknown' ? 'info' : verdict.level === 'error' ? 'major' : 'minor',
        // An entry without a place is not shown: what the command line asks for stands at the first line.
        location: { path: place?.file ?? files[0] ?? '-', lines: { begin: place?.line ?? 1 } },
      };
    });
  return `${printableJson(JSON.stringify(entries, null, 2))}\n`;
};
