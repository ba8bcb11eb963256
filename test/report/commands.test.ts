/** Names that a pipeline would take for commands, and a forge for people, do nothing in any report. */
import { describe, expect, it } from 'vitest';
import { quoin } from '../support.ts';
import { nastyTopology } from './nasty.ts';

const NAMES = [
  '##vso[task.setvariable variable=x]y',
  '##[add-path]/tmp',
  '::add-mask::x',
  ' ::error::x',
  'ask @everyone and @team/x',
  'see #123, x/y#4, !5, $6, &7, %8, %next, ~bug and GH-9',
];
const COMMAND = /##(vso)?\[/;
const LINE = /^\s*::/m;

const RUNS: readonly (readonly string[])[] = [
  ...['table', 'json', 'csv', 'markdown', 'infracost', 'focus'].map((format) => [
    'estimate',
    'a.yaml',
    '--format',
    format,
  ]),
  ...['table', 'json', 'markdown', 'gitlab', 'junit', 'sarif'].map((format) => ['check', 'a.yaml', '--format', format]),
  ...['table', 'json', 'markdown'].flatMap((format) => [
    ['diff', 'b.yaml', 'a.yaml', '--format', format],
    ['compare', 'a.yaml', '--format', format],
    ['drill', 'a.yaml', '--format', format],
  ]),
];

describe.each(NAMES)('%j', (name) => {
  const files = { 'a.yaml': nastyTopology(name), 'b.yaml': nastyTopology(name).replace('"count":2', '"count":1') };

  it.each(RUNS)('does nothing in quoin %s %s %s %s %s', async (...args) => {
    const { status, out, err } = await quoin(args, { files });
    expect(status).toBeLessThan(2);
    for (const stream of [out, err]) {
      expect(stream).not.toMatch(COMMAND);
      expect(stream).not.toMatch(LINE);
    }
    if (args.includes('markdown')) {
      expect(out).not.toMatch(/@(?!&#8203;)\w/);
      // Backslashes are taken off before references are looked for; entities are not yet read then.
      expect(out.replaceAll('&#8203;', '\u200B')).not.toMatch(/[#!$&%~](?!lt;|gt;|amp;)["\w]|\bGH-\d/);
    }
  });

  it('is no command of its own among those of GitHub', async () => {
    const { out } = await quoin(['check', 'a.yaml', '--format', 'github'], { files });
    expect(out).not.toMatch(COMMAND);
    for (const line of out.trimEnd().split('\n')) expect(line).toMatch(/^::(error|warning|notice) /);
  });

  it('does nothing in an error', async () => {
    const { status, err } = await quoin(['validate', `${name}.yaml`], {
      files: { [`${name}.yaml`]: `components: { "${name}": { kind: "${name}" }, b: { kind: "${name}" } }` },
    });
    expect(status).toBe(2);
    expect(err).not.toMatch(COMMAND);
    expect(err).not.toMatch(LINE);
  });
});
