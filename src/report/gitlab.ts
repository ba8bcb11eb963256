/** A check as a code quality report of GitLab: an entry for each verdict that is not met. */
import { printableJson } from '../diagnostics/render.ts';
import { fingerprintsOf, firstOf, messageOf, placeIn, type CheckReporter } from './check.ts';

/** @see https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format */
export const gitlabReport: CheckReporter = (result, { files }) => {
  const fingerprints = fingerprintsOf(result);
  const entries = result.verdicts.flatMap((verdict, index) => {
    if (verdict.status === 'met') return [];
    const place = placeIn(verdict, files);
    return {
      description: messageOf(verdict, result),
      check_name: `quoin/${verdict.rule}`,
      fingerprint: fingerprints[index]!,
      severity: verdict.status === 'unknown' ? 'info' : verdict.level === 'error' ? 'major' : 'minor',
      // An entry without a place is not shown: what the command line asks for stands at the first line.
      location: { path: place?.file ?? firstOf(files) ?? '-', lines: { begin: place?.line ?? 1 } },
    };
  });
  return `${printableJson(JSON.stringify(entries, null, 2))}\n`;
};
