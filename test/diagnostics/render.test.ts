import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diagnose } from '../../src/diagnostics/catalog.ts';
import type { Diagnostic, Position } from '../../src/diagnostics/diagnostic.ts';
import { printable, renderDiagnostics } from '../../src/diagnostics/render.ts';

const position = (line: number, column: number, length = 1, file = 'quoin.yaml'): Position => ({
  file,
  line,
  column,
  length,
});
const plain = { color: false };
const render = (diagnostics: Diagnostic[], text: string, options = plain) =>
  renderDiagnostics(diagnostics, new Map([['quoin.yaml', text]]), options);

const text = `components:
  app:
    calls:
      - { to: sessions, times: 2 }
      - { to: dbb, times: 0.8 }
`;
const unknown = diagnose(
  'unknown-component',
  { name: 'dbb', components: ['app', 'db'] },
  { path: ['components', 'app', 'calls', 1, 'to'], position: position(5, 15, 3) },
);

describe('renderDiagnostics', () => {
  it('shows the place, the problem, the fix and the line with a caret', () => {
    expect(render([unknown], text))
      .toBe(`quoin.yaml:5:15: components.app.calls[1].to: no component "dbb" (did you mean "db"?)
  4 |       - { to: sessions, times: 2 }
  5 |       - { to: dbb, times: 0.8 }
    |               ^^^
`);
  });

  it('marks warnings', () => {
    const warning: Diagnostic = {
      code: 'x',
      severity: 'warning',
      path: ['components'],
      message: 'old prices',
      position: position(1, 1, 10),
    };
    expect(render([warning], text)).toBe(
      'quoin.yaml:1:1: components: warning[x]: old prices\n  1 | components:\n    | ^^^^^^^^^^\n',
    );
  });

  it('shows related places', () => {
    const duplicate = diagnose(
      'duplicate-key',
      { key: 'a' },
      {
        path: ['a'],
        position: position(2, 1),
        related: [{ message: 'first given here', position: position(1, 1) }],
      },
    );
    expect(render([duplicate], 'a: 1\na: 2\n')).toBe(`quoin.yaml:2:1: a: the key "a" is given twice (keep one of them)
  1 | a: 1
  2 | a: 2
    | ^
  quoin.yaml:1:1: first given here
  1 | a: 1
    | ^
`);
  });

  it('goes on without an excerpt where there is none', () => {
    const bare: Diagnostic = { code: 'x', severity: 'error', path: [], message: 'm' };
    expect(render([bare], text)).toBe('m\n');
    expect(render([{ ...bare, position: position(99, 1) }], text)).toBe('quoin.yaml:99:1: m\n');
    expect(render([{ ...bare, position: position(1, 1, 1, 'other') }], text)).toBe('other:1:1: m\n');
    expect(render([], text)).toBe('');
  });

  it('sorts by file, line and column, those without a place last', () => {
    const at = (message: string, where?: Position): Diagnostic => ({
      code: 'x',
      severity: 'error',
      path: [],
      message,
      ...(where ? { position: where } : {}),
    });
    const sources = new Map([
      ['b', ''],
      ['a', ''],
    ]);
    const all = [
      at('5'),
      at('4', position(1, 1, 1, 'a')),
      at('3', position(2, 3, 1, 'b')),
      at('2', position(2, 1, 1, 'b')),
      at('1', position(1, 9, 1, 'b')),
      at('6'),
    ];
    const lines = renderDiagnostics(all, sources, plain)
      .split('\n')
      .filter((line) => /\d$/.test(line));
    expect(lines.map((line) => line.at(-1))).toEqual(['1', '2', '3', '4', '5', '6']);
  });

  it('cuts long lines around the caret', () => {
    const long = `a: ${'x'.repeat(500)}HERE${'y'.repeat(500)}`;
    const out = render(
      [{ code: 'x', severity: 'error', path: [], message: 'm', position: position(1, 504, 4) }],
      long,
    ).split('\n');
    expect(out[1]!.length).toBeLessThan(115);
    const caret = out[2]!.indexOf('^');
    expect(out[1]!.slice(caret, caret + 4)).toBe('HERE');
    expect(out[2]!.trimEnd().slice(caret)).toBe('^^^^');
  });

  it('puts the caret under wide characters, tabs and escapes', () => {
    const line = '日本\t\u001b: x';
    const out = render(
      [{ code: 'x', severity: 'error', path: [], message: 'm', position: position(1, 7, 1) }],
      line,
    ).split('\n');
    expect(out[1]).toBe('  1 | 日本 \\u{1b}: x');
    // Two wide characters, a tab shown as a blank, an escape of six, ": ".
    expect(out[2]).toBe(`    | ${' '.repeat(2 * 2 + 1 + 6 + 2)}^`);
  });

  it('colours only when asked, through the paint it is given', () => {
    expect(render([unknown], text)).not.toContain('\u001b');
    const wrap = (name: string) => (part: string) => `<${name}>${part}</${name}>`;
    const paint = { red: wrap('r'), yellow: wrap('y'), dim: wrap('d'), bold: wrap('b') };
    const out = renderDiagnostics([unknown], new Map([['quoin.yaml', text]]), { color: true, paint });
    expect(out).toContain(
      '<b>quoin.yaml:5:15: </b>components.app.calls[1].to: <r>no component "dbb"</r> (did you mean "db"?)',
    );
    expect(out).toContain('<r>^^^</r>');
    expect(render([unknown], text, { color: true })).toContain('\u001b[31m^^^\u001b[39m');
  });

  it('lets nothing of the user steer the terminal', () => {
    const evil = '\u001b[2Ja\u0007\u202eb\u009bc\u2066\u007f\r\n';
    const diagnostic: Diagnostic = {
      code: 'x',
      severity: 'error',
      path: [evil, evil],
      message: evil,
      fix: evil,
      position: position(1, 1, 5, evil),
      related: [{ message: evil, position: position(1, 2, 1, evil) }],
    };
    const out = renderDiagnostics([diagnostic], new Map([[evil, `${evil}${evil}`]]), plain);
    // eslint-disable-next-line no-control-regex
    expect(out).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
    expect(out.split('\n')[0]).toMatch(/^\\u\{1b\}\[2Ja\\u\{7\}\\u\{202e\}b/);
  });

  it('shows any place in any text without throwing', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 300 }),
        fc.nat(20),
        fc.nat(400),
        fc.nat(400),
        (source, line, column, length) => {
          const out = render(
            [
              {
                code: 'x',
                severity: 'error',
                path: [],
                message: 'm',
                position: position(line + 1, column + 1, length),
              },
            ],
            source,
          );
          expect(out).toMatch(/^quoin\.yaml:\d+:\d+: m\n/);
          expect(out).toBe(printable(out).replaceAll('\\u{a}', '\n'));
        },
      ),
      { seed: 20260729, numRuns: 1000 },
    );
  });
});

describe('printable', () => {
  it.each([
    ['a\tb', 'a b'],
    ['\u001b[31mred', '\\u{1b}[31mred'],
    ['line\nbreak', 'line\\u{a}break'],
    ['\u202eabc\u2069', '\\u{202e}abc\\u{2069}'],
    ['\u0085\u009b\u007f', '\\u{85}\\u{9b}\\u{7f}'],
    ['\ud800x', '\\u{d800}x'],
    ['x\udc00', 'x\\u{dc00}'],
    ['größe 日本 👍', 'größe 日本 👍'],
  ])('%j becomes %s', (input, output) => {
    expect(printable(input)).toBe(output);
  });
});
