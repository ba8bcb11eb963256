/** A check as a JUnit report: a test case for each verdict. */
import type { Verdict } from '../checks/verdict.ts';
import { printable } from '../diagnostics/render.ts';
import { messageOf, titleOf, type CheckReporter } from './check.ts';

/** @see https://github.com/testmoapp/junitxml for what readers of it agree on */
export const junitReport: CheckReporter = (result, { files }) => {
  const { estimate, verdicts } = result;
  const name = attribute(`quoin check ${estimate.topology.name}`);
  const failures = verdicts.filter(({ status, level }) => status === 'failed' && level === 'error').length;
  const skipped = verdicts.filter(({ status }) => status === 'unknown').length;
  const counts = `tests="${verdicts.length}" failures="${failures}" errors="0" skipped="${skipped}" time="0"`;
  const out = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="${name}" tests="${verdicts.length}" failures="${failures}" errors="0" time="0">`,
    `  <testsuite name="${name}" ${counts}>`,
  ];
  const names = namesOf(verdicts);
  for (const [index, verdict] of verdicts.entries()) {
    const { rule, status, level, position } = verdict;
    const message = messageOf(verdict, result);
    const place = position ? `${position.file}:${position.line}:${position.column}: ` : files[0] ? `${files[0]}: ` : '';
    const open = `    <testcase name="${attribute(names[index]!)}" classname="quoin.${rule}" time="0"`;
    if (status === 'met') out.push(`${open}/>`);
    else {
      const inner =
        status === 'unknown'
          ? `<skipped message="${attribute(message)}"/>`
          : level === 'error'
            ? `<failure message="${attribute(message)}" type="${rule}">${content(`${place}${message}`)}</failure>`
            : `<system-out>${content(`warning: ${place}${message}`)}</system-out>`;
      out.push(`${open}>`, `      ${inner}`, '    </testcase>');
    }
  }
  out.push('  </testsuite>', '</testsuites>', '');
  return out.join('\n');
};

/** Readers take two cases of one name for one: what is judged twice is numbered. */
function namesOf(verdicts: readonly Verdict[]): string[] {
  const seen = new Map<string, number>();
  return verdicts.map((verdict) => {
    const title = titleOf(verdict);
    const count = (seen.get(title) ?? 0) + 1;
    seen.set(title, count);
    return count === 1 ? title : `${title} (${count})`;
  });
}

/** What XML 1.0 has no way to write is written in escapes, or left out. */
const content = (text: string): string =>
  printable(text)
    .replace(/[\uFFFE\uFFFF]/g, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
const attribute = (text: string): string =>
  content(text)
    .replaceAll('"', '&quot;')
    .replace(/[\t\n\r]/g, ' ');
