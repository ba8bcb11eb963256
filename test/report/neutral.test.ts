/** No name, whatever it holds, steers a terminal or breaks out of its cell, in any format of any command. */
import { describe, expect, it } from 'vitest';
import { FORMATS } from '../../src/commands/choices.ts';
import { quoin } from '../support.ts';
import { NASTY, STEERING, nastyTopology } from './nasty.ts';

const names = Object.entries(NASTY);

/** Every command that prints a report of a topology, with each of its formats. */
const REPORTS: readonly (readonly [command: string, args: readonly string[]])[] = [
  ...FORMATS.map((format) => ['estimate', ['quoin.yaml', '--format', format]] as const),
  ['estimate', ['quoin.yaml', '--group-by', 'component']],
  ['estimate', ['quoin.yaml', '--group-by', 'tag:team']],
  ...['table', 'json', 'markdown', 'github', 'gitlab', 'junit', 'sarif'].map(
    (format) =>
      ['check', ['quoin.yaml', '--baseline', 'old.yaml', '--max-increase', '1%', '--format', format]] as const,
  ),
  ...['table', 'json', 'markdown', 'github', 'gitlab', 'junit', 'sarif'].map(
    (format) =>
      ['check', ['quoin.yaml', '-r', '--baseline', 'main', '--max-increase', '1%', '--format', format]] as const,
  ),
  ...['table', 'json', 'markdown'].map((format) => ['diff', ['old.yaml', 'quoin.yaml', '--format', format]] as const),
  ...['table', 'json', 'markdown'].map(
    (format) => ['diff', ['--git', 'main', 'quoin.yaml', '-r', '--format', format]] as const,
  ),
  ...['table', 'json', 'markdown'].map(
    (format) => ['simulate', ['quoin.yaml', '--duration', '1s', '--replications', '1', '--format', format]] as const,
  ),
  ...['table', 'json', 'markdown'].map((format) => ['compare', ['quoin.yaml', '--format', format]] as const),
  ...['table', 'json', 'markdown'].map((format) => ['drill', ['quoin.yaml', '--format', format]] as const),
  ...['text', 'json'].map((format) => ['validate', ['quoin.yaml', '--format', format]] as const),
];

describe.each(names)('names that attack with %s', (_, name) => {
  const text = nastyTopology(name);
  const old = text.replace('"count":2', '"count":1');
  const files = { 'quoin.yaml': text, 'old.yaml': old, 'main:quoin.yaml': old };

  it.each(REPORTS)('are harmless in %s %j', async (command, args) => {
    const { out, err, status } = await quoin([command, ...args], { files });
    expect([0, 1]).toContain(status);
    for (const stream of [out, err]) expect(stream).not.toMatch(STEERING);
    if (args.includes('json')) expect(() => JSON.parse(out)).not.toThrow();
  });

  it.each(['table', 'json', 'markdown'])('are harmless in explain as %s', async (format) => {
    for (const subject of [`component:${name}`, `class:${name}`]) {
      const { out, err, status } = await quoin(['explain', 'quoin.yaml', subject, '--format', format], { files });
      expect([err, status]).toEqual([err, 0]);
      for (const stream of [out, err]) expect(stream).not.toMatch(STEERING);
    }
  });

  it('are harmless where an error names them', async () => {
    const broken = text.replace('"kind":"custom"', '"kind":"nosuch"');
    const { err, status } = await quoin(['estimate', 'quoin.yaml'], { files: { 'quoin.yaml': broken } });
    expect(status).toBe(2);
    expect(err).not.toMatch(STEERING);
  });
});

describe('rows of markdown', () => {
  const columns = (line: string) => line.replaceAll(/\\./g, '').split('|').length;

  it.each(names)('have as many cells as their table where names attack with %s', async (_, name) => {
    const files = {
      'quoin.yaml': nastyTopology(name),
      'old.yaml': nastyTopology(name).replace('"count":2', '"count":1'),
      'main:quoin.yaml': nastyTopology(name).replace('"count":2', '"count":1'),
    };
    for (const args of [
      ['estimate', 'quoin.yaml'],
      ['check', 'quoin.yaml', '--baseline', 'old.yaml'],
      ['check', 'quoin.yaml', '-r', '--baseline', 'main'],
      ['diff', '--git', 'main', 'quoin.yaml', '-r'],
      ['diff', 'old.yaml', 'quoin.yaml'],
      ['compare', 'quoin.yaml'],
      ['drill', 'quoin.yaml'],
    ]) {
      const { out } = await quoin([...args, '--format', 'markdown'], { files });
      let expected: number | undefined;
      for (const line of out.split('\n')) {
        if (!line.startsWith('|')) expected = undefined;
        else expected ??= columns(line);
        if (expected !== undefined) expect([line, columns(line)]).toEqual([line, expected]);
        // No tag, comment or entity of the name's own; the marker of the comment is ours.
        if (!line.startsWith('<!-- quoin-check: ') && !/^<\/?details>/.test(line))
          expect(line.replaceAll(/\\./g, '')).not.toMatch(/[<>]/);
      }
    }
  });
});
