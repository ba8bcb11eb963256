/** A check as a JUnit report: a test case for each verdict. */
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
  for (const verdict of verdicts) {
    const { rule, status, level, position } = verdict;
    const message = messageOf(verdict, result);
    const place = position ? `${position.file}:${position.line}:${position.column}: ` : files[0] ? `${files[0]}: ` : '';
    const open = `    <testcase name="${attribute(titleOf(verdict))}" classname="quoin.${rule}" time="0"`;
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
