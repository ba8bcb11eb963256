/**
 * What `quoin check` prints is what the published schemas and grammars of its formats say, whatever names a topology
 * holds.
 */
import { readFileSync } from 'node:fs';
import Ajv from 'ajv';
import Ajv04 from 'ajv-draft-04';
import addFormats from 'ajv-formats';
import { describe, expect, it } from 'vitest';
import { validateXML } from 'xmllint-wasm';
import { quoin } from '../support.ts';
import { NASTY, STEERING, nastyTopology } from './nasty.ts';

const schemaText = (name: string) => readFileSync(new URL(`schemas/${name}`, import.meta.url), 'utf8');

const ajv04 = new Ajv04.default({ strict: false, allErrors: true, unicodeRegExp: false });
addFormats.default(ajv04);
const isSarif = ajv04.compile(JSON.parse(schemaText('sarif-2.1.0.json')));
const isCodeQuality = new Ajv.default({ strict: false }).compile(JSON.parse(schemaText('gitlab-codeclimate.json')));
const JUNIT = schemaText('junit-10.xsd');

interface Entry {
  readonly check_name: string;
  readonly description: string;
  readonly fingerprint: string;
  readonly severity: string;
  readonly location: { readonly path: string; readonly lines: { readonly begin: number } };
}
interface Sarif {
  readonly runs: readonly {
    readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } };
    readonly results: readonly {
      readonly ruleId: string;
      readonly ruleIndex: number;
      readonly level: string;
      readonly message: { readonly text: string };
      readonly locations?: readonly {
        readonly physicalLocation: {
          readonly artifactLocation: { readonly uri: string };
          readonly region: Readonly<Record<string, number>>;
        };
      }[];
      readonly partialFingerprints: Readonly<Record<string, string>>;
    }[];
  }[];
}

/** The verdicts themselves, as JSON has them. */
interface Verdict {
  readonly rule: string;
  readonly level: string;
  readonly status: string;
  readonly message: string;
  readonly line?: number;
  readonly column?: number;
}

async function check(format: string, text: string, file = 'quoin.yaml', ...args: string[]) {
  const { status, out, err } = await quoin(['check', file, '--format', format, ...args], { files: { [file]: text } });
  expect([0, 1]).toContain(status);
  return { status, out, err };
}
const verdictsOf = async (text: string, file = 'quoin.yaml') =>
  (JSON.parse((await check('json', text, file)).out) as { verdicts: Verdict[] }).verdicts;
const notMet = (verdicts: readonly Verdict[]) => verdicts.filter(({ status }) => status !== 'met');

/** What `printable` makes of text, told apart from it: each unit that steers is written as its number. */
const visible = (text: string) =>
  text
    .replaceAll('\t', ' ')
    .replace(new RegExp(`${STEERING.source}|[\n\r]`, 'g'), (unit) => `\\u{${unit.charCodeAt(0).toString(16)}}`);

const names = Object.entries(NASTY);

describe.each(names)('names that attack with %s', (_, name) => {
  const text = nastyTopology(name);

  it('make SARIF 2.1.0 by its schema, a result for each verdict that is not met', async () => {
    const { out } = await check('sarif', text);
    expect(out).not.toMatch(STEERING);
    const log = JSON.parse(out) as Sarif;
    isSarif(log);
    expect(isSarif.errors).toBeNull();
    const [run] = log.runs;
    const found = notMet(await verdictsOf(text));
    const levels = { unknown: 'note', error: 'error', warn: 'warning' } as const;
    expect(run!.results.map(({ ruleId, level, message }) => [ruleId, level, message.text])).toEqual(
      found.map(({ rule, level, status, message }) => [
        rule,
        levels[status === 'unknown' ? 'unknown' : (level as 'error' | 'warn')],
        message,
      ]),
    );
    for (const { ruleId, ruleIndex } of run!.results) expect(run!.tool.driver.rules[ruleIndex]!.id).toBe(ruleId);
    const marks = run!.results.map((one) => one.partialFingerprints['quoinVerdict/v1']);
    expect(new Set(marks).size).toBe(marks.length);
  });

  it('make a code quality report by GitLab’s schema and what its documentation asks beside', async () => {
    const { out } = await check('gitlab', text);
    expect(out).not.toMatch(STEERING);
    const entries = JSON.parse(out) as Entry[];
    const found = notMet(await verdictsOf(text));
    expect(entries).toHaveLength(found.length);
    for (const [index, entry] of entries.entries()) {
      expect(isCodeQuality(entry)).toBe(true);
      expect(['info', 'minor', 'major', 'critical', 'blocker']).toContain(entry.severity);
      expect([entry.check_name, entry.description]).toEqual([`quoin/${found[index]!.rule}`, found[index]!.message]);
      expect(entry.location).toEqual({ path: 'quoin.yaml', lines: { begin: found[index]!.line ?? 1 } });
    }
    expect(new Set(entries.map((one) => one.fingerprint)).size).toBe(entries.length);
  });

  it('make JUnit by the schema of Jenkins, a case of its own for each verdict', async () => {
    const { out } = await check('junit', text);
    expect(out).not.toMatch(STEERING);
    const { valid, errors } = await validateXML({
      xml: { fileName: 'report.xml', contents: out },
      schema: { fileName: 'junit.xsd', contents: JUNIT },
    });
    expect(errors).toEqual([]);
    expect(valid).toBe(true);
    const found = await verdictsOf(text);
    const count = (pattern: RegExp) => out.match(pattern)?.length ?? 0;
    const failed = found.filter(({ status, level }) => status === 'failed' && level === 'error').length;
    const unknown = found.filter(({ status }) => status === 'unknown').length;
    expect([count(/<testcase /g), count(/<failure /g), count(/<skipped /g)]).toEqual([found.length, failed, unknown]);
    expect(out).toContain(`tests="${found.length}" failures="${failed}" errors="0" skipped="${unknown}"`);
    const cases = [...out.matchAll(/<testcase name="([^"]*)" classname="([^"]*)"/g)].map(
      ([, one, of]) => `${of} ${one}`,
    );
    expect(new Set(cases).size).toBe(cases.length);
  });

  it('make workflow commands that GitHub reads back as they were meant', async () => {
    const { out } = await check('github', text);
    expect(out).not.toMatch(STEERING);
    const found = notMet(await verdictsOf(text));
    const commands = out.trimEnd().split('\n').map(readCommand);
    const words = { unknown: 'notice', error: 'error', warn: 'warning' } as const;
    expect(
      commands.map(({ command, properties, data }) => [command, properties['line'], properties['col'], data]),
    ).toEqual(
      found.map(({ level, status, message, line, column }) => [
        words[status === 'unknown' ? 'unknown' : (level as 'error' | 'warn')],
        line === undefined ? undefined : String(line),
        column === undefined ? undefined : String(column),
        visible(message),
      ]),
    );
    for (const { properties } of commands)
      expect(Object.keys(properties).filter((key) => !['file', 'line', 'col', 'title'].includes(key))).toEqual([]);
  });
});

/**
 * A workflow command as the runner reads it: `::name key=value,key=value::data`, where values and data have `%25`,
 * `%0D` and
 * `%0A` for a per cent sign and the ends of lines, values `%3A` and `%2C` for a colon and a comma as well.
 * @see https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
 */
function readCommand(line: string) {
  const [, command, list, data] = /^::([a-z-]+) (.*?)::(.*)$/.exec(line) ?? [];
  if (data === undefined) throw new Error(`no workflow command: ${line}`);
  const unescaped = (text: string) => text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%');
  const properties = Object.fromEntries(
    list!.split(',').map((pair) => {
      const at = pair.indexOf('=');
      return [
        pair.slice(0, at),
        unescaped(
          pair
            .slice(at + 1)
            .replaceAll('%3A', ':')
            .replaceAll('%2C', ','),
        ),
      ];
    }),
  );
  return { command: command!, properties, data: unescaped(data) };
}

describe('what is said beside annotations', () => {
  it.each(['::set-output name=status::0', '  ::add-mask::x', '##[add-mask]x'])(
    'is no command of the runner, whatever %j holds',
    async (name) => {
      const { out, err } = await check('github', nastyTopology(name));
      expect(err).toContain('checks failed');
      for (const line of err.split('\n')) {
        expect(line.trimStart().startsWith('::')).toBe(false);
        expect(line).not.toContain('##[');
      }
      // A line that is a command is nothing else, wherever the older mark stands in it.
      for (const line of out.trimEnd().split('\n')) expect(line).toMatch(/^::(error|warning|notice) /);
    },
  );
});

describe('files', () => {
  const text = nastyTopology('web');

  it.each([
    ['a b%c,d:e;f#g?h/quoin ü.yaml', 'a%20b%25c%2Cd%3Ae%3Bf%23g%3Fh/quoin%20%C3%BC.yaml'],
    ['./infra/quoin.yaml', 'infra/quoin.yaml'],
    ['../quoin.yaml', '../quoin.yaml'],
  ])('%s are named as a repository names them', async (file, uri) => {
    const path = file.replace(/^\.\//, '');
    const commands = (await check('github', text, file)).out.trimEnd().split('\n').map(readCommand);
    expect(new Set(commands.map(({ properties }) => properties['file']))).toEqual(new Set([path]));
    const entries = JSON.parse((await check('gitlab', text, file)).out) as Entry[];
    expect(new Set(entries.map(({ location }) => location.path))).toEqual(new Set([path]));
    const log = JSON.parse((await check('sarif', text, file)).out) as Sarif;
    isSarif(log);
    expect(isSarif.errors).toBeNull();
    const uris = log.runs[0]!.results.map((one) => one.locations![0]!.physicalLocation.artifactLocation.uri);
    expect(new Set(uris)).toEqual(new Set([uri]));
  });

  it('that come from standard input have no place, which every format can say', async () => {
    const run = async (format: string) => (await quoin(['check', '-', '--format', format], { stdin: text })).out;
    expect(await run('github')).not.toMatch(/file=|line=/);
    const log = JSON.parse(await run('sarif')) as Sarif;
    isSarif(log);
    expect(isSarif.errors).toBeNull();
    expect(log.runs[0]!.results.filter((one) => one.locations)).toEqual([]);
    for (const entry of JSON.parse(await run('gitlab')) as Entry[]) {
      expect(isCodeQuality(entry)).toBe(true);
      expect(entry.location).toEqual({ path: '-', lines: { begin: 1 } });
    }
  });
});

describe('what is met', () => {
  const text = JSON.stringify({
    provider: 'aws',
    region: 'us-east-1',
    components: { web: { kind: 'ec2', instance: 't2.micro' } },
  });

  it('makes reports with nothing to say, which are whole all the same', async () => {
    expect((await check('github', text)).out).toBe('');
    expect(JSON.parse((await check('gitlab', text)).out)).toEqual([]);
    const log = JSON.parse((await check('sarif', text)).out) as Sarif;
    isSarif(log);
    expect([isSarif.errors, log.runs[0]!.results]).toEqual([null, []]);
    const { out } = await check('junit', text);
    const { errors } = await validateXML({ xml: out, schema: JUNIT });
    expect(errors).toEqual([]);
    expect(out).toContain('tests="1" failures="0"');
  });
});

describe('the fingerprint of a verdict', () => {
  const marks = async (text: string) => {
    const entries = JSON.parse((await check('gitlab', text)).out) as Entry[];
    return new Map(entries.map((one) => [one.fingerprint, one.check_name]));
  };

  it('stays when figures change, and when other rules come', async () => {
    const text = nastyTopology('web');
    const before = await marks(text);
    const dearer = await marks(text.replace('"count":2', '"count":3'));
    expect([...dearer.keys()]).toEqual([...before.keys()]);
    const more = await marks(text.replace('"checks":[', '"checks":[{"rule":"price-age","at_most":"1d"},'));
    expect([...before.keys()].filter((mark) => !more.has(mark))).toEqual([]);
  });
});

describe('the validators', () => {
  it('find what is wrong', async () => {
    expect(isSarif({ version: '2.1.0', runs: [{}] })).toBe(false);
    expect(isCodeQuality({ description: 'x', fingerprint: 'y', severity: 'major' })).toBe(false);
    const { valid } = await validateXML({ xml: '<testsuites><testsuite/></testsuites>', schema: JUNIT });
    expect(valid).toBe(false);
    expect(() => readCommand('error file=x::y')).toThrow('no workflow command');
  });
});
