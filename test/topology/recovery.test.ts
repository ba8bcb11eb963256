/** A file that is no YAML: all of its mistakes in one run, and what could be read is checked all the same. */
import { describe, expect, it } from 'vitest';
import { readSource } from '../../src/topology/read.ts';
import { quoin } from '../support.ts';

async function placesOf(text: string): Promise<string[]> {
  const { status, err } = await quoin(['validate', 'a.yaml'], { files: { 'a.yaml': text } });
  expect(status).toBe(2);
  return [...err.matchAll(/^a\.yaml:(\d+:\d+): (.*)$/gm)].map(([, place, message]) => `${place!} ${message!}`);
}

const head = 'name: case\nprovider: aws\nregion: us-east-1\ncomponents:\n';

describe('mistakes in writing', () => {
  it('are shown together, with those of what could be read', async () => {
    const text = `${head}  web:\n    kind: sqll\n    count 3\n  x: @foo\n  y: [a b: c\n`;
    expect(await placesOf(text)).toEqual([
      '6:11 components.web.kind: no kind or product is called "sqll" (did you mean "sql"?)',
      '7:5 this line has no ": " between key and value (write "key: value", with a space after the colon)',
      '8:6 unquoted text cannot start with "@" (quote the text)',
      '9:6 this bracket is never closed (close it with "]")',
    ]);
  });

  it('bring about no further ones: what may stand in what is lost is not missed', async () => {
    const text = `${head}  web: { kind: service, instance: m5.large, count: 1, calls: [{ to: db }] }\n  db: "kind: sql\n`;
    expect(await placesOf(text)).toEqual(['6:7 this quote is never closed (close it)']);
    expect(await placesOf('components: @\n')).toEqual(['1:13 unquoted text cannot start with "@" (quote the text)']);
  });

  it('are found beside lesser ones', async () => {
    const text = `${head}  a: { kind: s3, storage: 1 TB, storage: 2 TB }\n  b: *nobody\n  c: { kind: s3, storage: 12 }\n  d: \`x\`\n`;
    const places = await placesOf(text);
    expect(places.map((place) => place.split(' ')[0])).toEqual(['5:33', '6:6', '7:27', '8:6']);
  });

  it('leave what they do not touch', () => {
    const text =
      'base: &b { x: 1, y: ~ }\nmore: { <<: *b, y: true, z: "1" }\nlist:\n  - 1\n  - { a: 0x10 }\nbad: @\nlast: |\n  a\n  b\n';
    const { value, diagnostics, locate } = readSource({ name: 'a.yaml', text });
    expect(value).toEqual({
      base: { x: 1, y: null },
      more: { x: 1, y: true, z: '1' },
      list: [1, { a: 16 }],
      bad: '@',
      last: 'a\nb\n',
    });
    expect(diagnostics).toHaveLength(1);
    expect(locate(['list', 1, 'a'])).toMatchObject({ line: 5, column: 10 });
    expect(locate(['more', 'z'], 'key')).toMatchObject({ line: 2, column: 26 });
  });

  it('are answered in time however often they come up', () => {
    for (const [piece, times] of [
      ['a: @x\n', 40_000],
      ['a: [1, 2\n', 28_000],
      ['[', 200_000],
      ['- ', 60_000],
      ['"\\q', 80_000],
      ['key: value\n', 900_000],
    ] as const) {
      const start = process.cpuUsage();
      const { diagnostics } = readSource({ name: 'a.yaml', text: `${piece.repeat(times)}\n@` });
      expect(diagnostics.length).toBeGreaterThan(0);
      expect(process.cpuUsage(start).user).toBeLessThan(6e6);
    }
  });
});
