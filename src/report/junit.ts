/** A check as a JUnit report: a suite for each topology, a test case for each verdict. */
import type { CheckResult, Verdict } from '../checks/verdict.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { headline, printable } from '../diagnostics/render.ts';
import { identityOf, loosenedText, messageOf, titleOf, type CheckCollector, type CheckReportOptions } from './check.ts';

/** How many cases a suite has, and how they came out. */
interface Counts {
  readonly tests: number;
  readonly failures: number;
  readonly errors: number;
  readonly skipped: number;
}

interface Suite {
  readonly name: string;
  readonly counts: Counts;
  readonly cases: readonly string[];
}

/** @see https://github.com/testmoapp/junitxml for what readers of it agree on */
export function junitReport(): CheckCollector {
  const suites: Suite[] = [];
  return {
    add: (result, options) => void suites.push(suiteOf(result, options)),
    addBroken: (errors, options) => void suites.push(brokenSuite(errors, options)),
    text: () => documentOf(suites),
  };
}

function documentOf(suites: readonly Suite[]): string {
  const total = (key: keyof Counts) => suites.reduce((sum, { counts }) => sum + counts[key], 0);
  const name = suites.length === 1 ? suites[0]!.name : 'quoin check';
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="${attribute(name)}" tests="${total('tests')}" failures="${total('failures')}" errors="${total('errors')}" time="0">`,
    ...namesOf(suites.map((one) => one.name)).flatMap((own, index) => {
      const { counts, cases } = suites[index]!;
      return [
        `  <testsuite name="${attribute(own)}" tests="${counts.tests}" failures="${counts.failures}" errors="${counts.errors}" skipped="${counts.skipped}" time="0">`,
        ...cases,
        '  </testsuite>',
      ];
    }),
    '</testsuites>',
    '',
  ].join('\n');
}

function suiteOf(result: CheckResult, options: CheckReportOptions): Suite {
  const { estimate, verdicts, loosened = [] } = result;
  const { name, currency } = estimate.topology;
  const titles = namesOf([...verdicts.map(titleOf), ...loosened.map(() => 'a bound is looser')]);
  const place = (position: Verdict['position']) =>
    position
      ? `${position.file}:${position.line}:${position.column}: `
      : options.files[0]
        ? `${options.files[0]}: `
        : '';
  const cases = verdicts.flatMap((verdict, index) => {
    const { rule, status, level, position } = verdict;
    const message = messageOf(verdict, result);
    const inner =
      status === 'met'
        ? undefined
        : status === 'unknown'
          ? `<skipped message="${attribute(message)}"/>`
          : level === 'error'
            ? `<failure message="${attribute(message)}" type="${rule}">${content(`${place(position)}${message}`)}</failure>`
            : warned(`${place(position)}${message}`);
    return caseOf(titles[index]!, rule, inner);
  });
  const looser = loosened.flatMap((one, index) =>
    caseOf(
      titles[verdicts.length + index]!,
      'loosened',
      warned(`${place(one.position)}${loosenedText(one, currency)}`),
    ),
  );
  return {
    name: suiteName(name, options),
    counts: {
      tests: verdicts.length + loosened.length,
      failures: verdicts.filter(({ status, level }) => status === 'failed' && level === 'error').length,
      errors: 0,
      skipped: verdicts.filter(({ status }) => status === 'unknown').length,
    },
    cases: [...cases, ...looser],
  };
}

function brokenSuite(errors: readonly Diagnostic[], options: CheckReportOptions): Suite {
  const text = errors.map((one) => headline(one)).join('\n');
  return {
    name: suiteName('', options),
    counts: { tests: 1, failures: 0, errors: 1, skipped: 0 },
    cases: caseOf(
      'the topology can be checked',
      'input',
      `<error message="${attribute(errors[0] ? headline(errors[0]) : '')}" type="input">${content(text)}</error>`,
    ),
  };
}

/** Topologies of one name are told apart by their files. */
const suiteName = (name: string, options: CheckReportOptions): string =>
  ['quoin check', name, ...(options.files.length > 0 ? [`(${identityOf(options, name)})`] : [])]
    .filter(Boolean)
    .join(' ');

const warned = (text: string): string => `<system-out>${content(`warning: ${text}`)}</system-out>`;

function caseOf(title: string, rule: string, inner: string | undefined): string[] {
  const open = `    <testcase name="${attribute(title)}" classname="quoin.${rule}" time="0"`;
  return inner === undefined ? [`${open}/>`] : [`${open}>`, `      ${inner}`, '    </testcase>'];
}

/** Readers take two cases of one name for one: what is judged twice is numbered. */
function namesOf(titles: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return titles.map((title) => {
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
