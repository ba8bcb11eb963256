import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatPath } from '../../src/diagnostics/diagnostic.ts';
import type { Path } from '../../src/diagnostics/diagnostic.ts';
import { decodeUtf8, readFragment, readSource } from '../../src/topology/read.ts';

const seed = 20260729;
const read = (text: string) => readSource({ name: 'quoin.yaml', text });

/** Diagnostics as `code line:column path`, the related places behind. */
function findings(text: string): string[] {
  return read(text).diagnostics.map(({ code, position, path, related = [] }) =>
    [
      code,
      ...[position, ...related.map((other) => other.position)].map((at) => `${at?.line}:${at?.column}`),
      formatPath(path),
    ]
      .join(' ')
      .trim(),
  );
}

/** The text that a path is located at. */
function located(text: string, path: Path, at: 'key' | 'value' = 'value'): string | undefined {
  const position = read(text).locate(path, at);
  if (position === undefined) return undefined;
  const line = text.split(/\r\n|\n|\r/)[position.line - 1]!;
  return line.slice(position.column - 1, position.column - 1 + position.length);
}

const shop = `# a shop
name: shop
workload:
  browse: { enters: edge, rate: 400/s, peak: 3x }
components:
  edge:
    kind: cdn
    calls: [{ to: lb }, { to: "images", times: 2 }]
  lb:
    kind: load-balancer
    calls:
      - to: app
        timeout: 250ms
      - { to: 'log' }
  "my app": {}
  app:
`;

describe('readSource', () => {
  it('reads a topology into plain values', () => {
    const { value, diagnostics } = read(shop);
    expect(diagnostics).toEqual([]);
    expect(value).toEqual({
      name: 'shop',
      workload: { browse: { enters: 'edge', rate: '400/s', peak: '3x' } },
      components: {
        edge: { kind: 'cdn', calls: [{ to: 'lb' }, { to: 'images', times: 2 }] },
        lb: { kind: 'load-balancer', calls: [{ to: 'app', timeout: '250ms' }, { to: 'log' }] },
        'my app': {},
        app: null,
      },
    });
  });

  it('resolves scalars by the core schema of YAML 1.2', () => {
    const { value } = read(
      'a: [8, -1.5, .5, 1e3, 0x1f, 0o17, 010, +1]\nb: [true, False, null, ~, ""]\n' +
        'c: [yes, no, on, off, 2026-07-29, 12:30:00, 7d, 400/s, 1_000, "8", !!str 8, ! 8, 1.2.3]\nd:\n5: five\nnull: x\n',
    );
    expect(value).toEqual({
      a: [8, -1.5, 0.5, 1000, 31, 15, 10, 1],
      b: [true, false, null, null, ''],
      c: ['yes', 'no', 'on', 'off', '2026-07-29', '12:30:00', '7d', '400/s', '1_000', '8', '8', '8', '1.2.3'],
      d: null,
      '5': 'five',
      null: 'x',
    });
  });

  it('gives mappings without a prototype, from YAML and from JSON', () => {
    for (const text of ['toString: {valueOf: 1}', '{"toString": {"valueOf": 1}}']) {
      const value = read(text).value as Record<string, unknown>;
      expect(Object.getPrototypeOf(value)).toBeNull();
      expect(Object.getPrototypeOf(value['toString'])).toBeNull();
    }
  });

  it('reads JSON, flow-style YAML that looks like it, CRLF and a byte order mark', () => {
    expect(read('\n\t{"a":\t[1, {"b": null}]}\n').value).toEqual({ a: [1, { b: null }] });
    expect(read("{a: [1, {b: 'x'}]}").value).toEqual({ a: [1, { b: 'x' }] });
    expect(read('a: 1\r\nb:\r\n  c: 2\r\n').value).toEqual({ a: 1, b: { c: 2 } });
    expect(read('\uFEFFa: 1').value).toEqual({ a: 1 });
    expect(read('--- # start\na: 1\n...\n').value).toEqual({ a: 1 });
  });

  it('follows anchors, aliases and merge keys', () => {
    const text =
      'base: &base { kind: service, count: 2 }\na: { <<: *base, count: 3 }\nb: { count: 4, <<: [*base, { zone: x, kind: no }] }\nc: *base\n';
    expect(read(text).diagnostics).toEqual([]);
    expect(read(text).value).toEqual({
      base: { kind: 'service', count: 2 },
      a: { kind: 'service', count: 3 },
      b: { count: 4, kind: 'service', zone: 'x' },
      c: { kind: 'service', count: 2 },
    });
    expect(located(text, ['a', 'count'])).toBe('3');
    expect(read(text).locate(['a', 'kind'])).toMatchObject({ line: 1, column: 21 });
    expect(read(text).locate(['c'])).toMatchObject({ line: 4, column: 4, length: 5 });
    expect(read(text).locate(['c', 'count'], 'key')).toMatchObject({ line: 1, column: 30 });
  });

  describe('refuses', () => {
    it.each([
      ['an empty file', '', ['empty-file 1:1']],
      ['a file of comments', '# nothing\n---\n', ['empty-file 1:1']],
      ['a list', '- a\n- b\n', ['not-a-mapping 1:1']],
      ['a JSON list', ' [1]', ['not-a-mapping 1:2']],
      ['a word', '\nhello\n', ['not-a-mapping 2:1']],
      ['a second document', 'a: 1\n---\nb: 2\n', ['multiple-documents 2:1']],
      ['duplicate keys', 'a: {x: 1, x: 2}\nb: 1\n"b": 2\n', ['duplicate-key 1:11 1:5 a.x', 'duplicate-key 3:1 2:1 b']],
      [
        'duplicate keys in JSON',
        '{"a":{"x":1,\n"x":2},"a":3}',
        ['duplicate-key 2:1 1:7 a.x', 'duplicate-key 2:8 1:2 a'],
      ],
      ['duplicate keys that JSON escapes', '{"a":1,"\\u0061":2}', ['duplicate-key 1:8 1:2 a']],
      [
        'keys that reach prototypes',
        'a: [{__proto__: 1}]\nconstructor: 2\nprototype: 3\n',
        ['forbidden-key 1:6 a[0].__proto__', 'forbidden-key 2:1 constructor', 'forbidden-key 3:1 prototype'],
      ],
      ['such keys in JSON', '{"a":{"__proto__":{"x":1}}}', ['forbidden-key 1:7 a.__proto__']],
      [
        'numbers that are none',
        'a: [.nan, .inf, -.Inf, 1e400, 9007199254740992]',
        [
          'bad-number 1:5 a[0]',
          'bad-number 1:11 a[1]',
          'bad-number 1:17 a[2]',
          'bad-number 1:24 a[3]',
          'bad-number 1:31 a[4]',
        ],
      ],
      ['such numbers in JSON', '{"a":[1e400,-9007199254740993]}', ['bad-number 1:7 a[0]', 'bad-number 1:13 a[1]']],
      ["tags of one's own", 'a: !secret x\nb: !e!x y', ['unsupported-tag 1:4', 'unsupported-tag 2:4']],
      [
        'unknown tags',
        'a: !secret x\nb: !!binary aGk=\nc: !!int x\nd: !!map [1]',
        ['unsupported-tag 1:4 a', 'unsupported-tag 2:4 b', 'unsupported-tag 3:4 c', 'unsupported-tag 4:4 d'],
      ],
      ['redefined tags', '%TAG !! tag:evil,2000:\n---\na: !!str x', ['unsupported-tag 3:4 a']],
      ['a key that is a list', '? [a, b]\n: 1\nc: 2', ['complex-key 1:3']],
      ['an alias of nothing', 'a: *b\n', ['unknown-alias 1:4 a']],
      ['an alias inside its anchor', 'a: &a\n  b: [*a]\n', ['cyclic-alias 2:7 a.b[0]']],
      ['a merge of a number', 'a:\n  <<: 3', ['bad-merge-key 2:7 a["<<"]']],
      ['tabs', 'a:\n\tb: 1', ['tab-indent 2:1']],
      ['tabs after spaces', 'a:\n  b: 1\n \tc: 2', ['tab-indent 3:2']],
      ['a colon too many', 'a: 1\nb: c: d', ['yaml-syntax 2:4']],
      ['a line without colon', 'a: 1\n# why\nfoo:2\n\nb: 3', ['yaml-syntax 3:1']],
      ['a first line without colon', 'foo:2\nb: 3', ['yaml-syntax 1:1']],
      ['a quote left open', 'a: "x\nb: 1\n', ['yaml-syntax 1:4']],
      ['a bracket left open', '{"a": [1, 2}', ['yaml-syntax 1:7', 'yaml-syntax 1:1']],
      ['brackets left open', 'a: [1, {b: 2', ['yaml-syntax 1:8', 'yaml-syntax 1:4']],
      ['a bracket that closes nothing', 'a: [1]]\nb: 1', ['yaml-syntax 1:7']],
      ['a comma that is missing', 'a: {b: 1 c: 2}', ['yaml-syntax 1:8']],
      ['a comma with nothing before it', 'a: [, 1]', ['yaml-syntax 1:5']],
      ['no such escape', 'a: "\\q"', ['yaml-syntax 1:5']],
      ['a list on the line of its key', 'a: - b', ['yaml-syntax 1:4']],
      ['text that must be quoted', 'a: @b\nc: |d\ne: `f`', ['yaml-syntax 1:4', 'yaml-syntax 2:5', 'yaml-syntax 3:4']],
      [
        'every mistake',
        'a: @b\nc: [1, 2\nd 3\ne: "x',
        ['yaml-syntax 1:4', 'yaml-syntax 2:4', 'yaml-syntax 3:1', 'yaml-syntax 4:4'],
      ],
      ['a control character', 'a: \u001b[0m', ['yaml-syntax 1:4']],
      ['NUL', 'a: \u0000', ['yaml-syntax 1:4']],
    ])('%s', (_, text, expected) => {
      expect(findings(text)).toEqual(expected);
    });

    it.each([
      ['YAML', (depth: number) => `${'{a: '.repeat(depth)}1${'}'.repeat(depth)}`],
      ['block YAML', (depth: number) => Array.from({ length: depth }, (_, i) => `${' '.repeat(i)}a:`).join('\n')],
      ['JSON', (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`],
      ['aliases', (depth: number) => `x: &x ${'['.repeat(depth - 3)}1${']'.repeat(depth - 3)}\ny: [[*x]]`],
    ])('more than 64 levels of %s', (_, nested) => {
      expect(findings(nested(64))).toEqual([]);
      expect(findings(nested(65)).map((finding) => finding.split(' ')[0])).toEqual(['too-deep']);
      expect(findings(nested(5000)).map((finding) => finding.split(' ')[0])).toEqual(['too-deep']);
      expect(read(nested(65)).value).toBeUndefined();
    });

    it('aliases that multiply', () => {
      const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
      for (let i = 1; i < 30; i++)
        lines.push(
          `a${i}: &a${i} [${Array(10)
            .fill(`*a${i - 1}`)
            .join(', ')}]`,
        );
      // Up to a3 they stand for 110 + 1,110 + 11,110 values; a4 adds 11,111 each, the eighth too many.
      expect(findings(lines.join('\n'))).toEqual(['alias-bomb 5:45 a4[7]']);
    });

    it('a million values', () => {
      const list = (length: number) => `[${'1,'.repeat(length - 1)}1]`;
      expect(findings(`{"a":${list(999_998)}}`)).toEqual([]);
      expect(findings(`{"a":${list(999_999)}}`)).toEqual(['too-many-values 1:2000003']);
      expect(findings(`a: ${list(999_999)}`)).toEqual(['too-many-values 1:2000001']);
    });

    it('to list more than a hundred errors', () => {
      const all = findings(`a: [${'.nan, '.repeat(1000)}]`);
      expect(all).toHaveLength(101);
      expect(all.at(-1)).toMatch(/^too-many-errors/);
    });
  });

  it('keeps what is sound beside a lesser error', () => {
    expect(read('a: 1\na: 2\nb: {__proto__: 1, c: 3}\n').value).toEqual({ a: 1, b: { c: 3 } });
  });
});

describe('locate', () => {
  it.each([
    [['name'], 'shop', 'name'],
    [['workload', 'browse'], '{ enters: edge, rate: 400/s, peak: 3x }', 'browse'],
    [['workload', 'browse', 'rate'], '400/s', 'rate'],
    [['components'], 'edge', 'components'],
    [['components', 'edge', 'calls'], '[{ to: lb }, { to: "images", times: 2 }]', 'calls'],
    [['components', 'edge', 'calls', 0], '{ to: lb }', '{ to: lb }'],
    [['components', 'edge', 'calls', 1, 'to'], '"images"', 'to'],
    [['components', 'lb', 'calls'], '-', 'calls'],
    [['components', 'lb', 'calls', 0, 'timeout'], '250ms', 'timeout'],
    [['components', 'lb', 'calls', 1, 'to'], "'log'", 'to'],
    [['components', 'my app'], '{}', '"my app"'],
    // Nothing stands after "app:", so its key must do.
    [['components', 'app'], 'app', 'app'],
  ] as [Path, string, string][])('finds %j', (path, value, key) => {
    expect(located(shop, path, 'value')).toBe(value);
    expect(located(shop, path, 'key')).toBe(key);
  });

  it('counts lines and columns from 1', () => {
    expect(read(shop).locate(['components', 'edge', 'calls', 1, 'to'])).toEqual({
      file: 'quoin.yaml',
      line: 8,
      column: 31,
      length: 8,
    });
  });

  it.each([
    [['nowhere']],
    [['name', 'x']],
    [['components', 'edge', 'calls', 2]],
    [['components', 'edge', 'calls', 'to']],
    [['toString']],
  ] as [Path][])('knows no %j', (path) => {
    expect(read(shop).locate(path)).toBeUndefined();
  });

  it('finds everything of a JSON file', () => {
    const text = '\n{"a": [10, {"b\\n": "x\\"}"}], "c": {}}';
    expect(located(text, ['a', 0])).toBe('10');
    expect(located(text, ['a', 1, 'b\n'])).toBe('"x\\"}"');
    expect(located(text, ['a', 1, 'b\n'], 'key')).toBe('"b\\n"');
    expect(located(text, ['c'])).toBe('{}');
  });
});

describe('readFragment', () => {
  it('takes any value and tells block style', () => {
    const fragment = (text: string) => readFragment({ name: '--set', text });
    expect(fragment('8')).toMatchObject({ value: 8, block: false });
    expect(fragment('400/s')).toMatchObject({ value: '400/s', block: false });
    expect(fragment('{min: 2}')).toMatchObject({ value: { min: 2 }, block: false });
    expect(fragment('a: b')).toMatchObject({ block: true });
    expect(fragment('- a')).toMatchObject({ block: true });
  });
});

describe('decodeUtf8', () => {
  const bytes = (...values: (string | number[])[]) =>
    Buffer.concat(values.map((value) => (typeof value === 'string' ? Buffer.from(value) : Buffer.from(value))));

  it('takes a byte order mark away', () => {
    expect(decodeUtf8('f', bytes([0xef, 0xbb, 0xbf], 'a: ü')).source).toEqual({ name: 'f', text: 'a: ü' });
  });

  it.each([
    ['a stray byte', bytes('a: 1\nb: ü', [0xff], 'c'), 2, 5],
    ['an overlong form', bytes('a: 1\r\n\n', [0xc0, 0xaf]), 3, 1],
    ['a surrogate', bytes([0xed, 0xa0, 0x80]), 1, 1],
    ['a cut-off character', bytes('a: ', [0xe2, 0x82]), 1, 4],
  ])('refuses %s where it stands', (_, input, line, column) => {
    const { source, diagnostics } = decodeUtf8('f', input);
    expect(source).toBeUndefined();
    expect(diagnostics).toMatchObject([{ code: 'not-utf8', position: { file: 'f', line, column } }]);
  });

  it.each([
    ['UTF-16LE', Buffer.from('\uFEFFa: 1', 'utf16le')],
    ['UTF-16LE', Buffer.from('a: 1', 'utf16le')],
    ['UTF-16BE', Buffer.from('\uFEFFa: 1', 'utf16le').swap16()],
  ])('names %s', (encoding, input) => {
    expect(decodeUtf8('f', input).diagnostics[0]?.message).toContain(encoding);
  });

  it('takes 10 MB and no byte more', () => {
    const limit = 10 * 2 ** 20;
    expect(decodeUtf8('f', new Uint8Array(limit).fill(0x20)).diagnostics).toEqual([]);
    expect(decodeUtf8('f', new Uint8Array(limit + 1).fill(0xff)).diagnostics).toMatchObject([
      { code: 'file-too-large' },
    ]);
  });
});

// --- Properties ----------------------------------------------------------------------------------

const key = fc
  .oneof(
    fc.constantFrom('a', 'b', 'to', 'my app', '', '日本', '"', '\\', ': ', '#', '<<', '1'),
    fc.string({ maxLength: 6 }),
  )
  .filter((text) => !['__proto__', 'constructor', 'prototype'].includes(text));
const json = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.string(),
    fc.integer(),
    fc.double({ min: -1e6, max: 1e6, noNaN: true }).map((number) => (number === 0 ? 0 : number)),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(key, tie('value'), { maxKeys: 4 }),
  ),
})).value;
const document = fc.dictionary(key, json, { maxKeys: 6 });

function* leaves(value: unknown, path: Path = []): Generator<[Path, unknown]> {
  if (Array.isArray(value)) for (const [index, item] of value.entries()) yield* leaves(item, [...path, index]);
  else if (typeof value === 'object' && value !== null) {
    for (const [name, item] of Object.entries(value)) yield* leaves(item, [...path, name]);
  } else yield [path, value];
}

describe('any JSON', () => {
  it('reads as JSON.parse reads it, and every leaf is found where it stands', () => {
    fc.assert(
      fc.property(document, fc.constantFrom(0, 1, '\t'), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        const result = read(text);
        expect(result.diagnostics).toEqual([]);
        expect(result.value).toEqual(JSON.parse(text));
        for (const [path, leaf] of leaves(value)) expect(JSON.parse(located(text, path)!)).toEqual(leaf);
      }),
      { seed, numRuns: 500 },
    );
  });

  it('reads the same through the YAML parser, every place one line lower', () => {
    fc.assert(
      fc.property(document, fc.constantFrom(0, 2), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        const [asJson, asYaml] = [read(text), read(`#\n${text}`)];
        expect(asYaml.diagnostics).toEqual([]);
        expect(asYaml.value).toEqual(asJson.value);
        for (const [path] of leaves(value)) {
          for (const at of ['key', 'value'] as const) {
            const place = asJson.locate(path, at)!;
            expect(asYaml.locate(path, at)).toEqual({ ...place, line: place.line + 1 });
          }
        }
      }),
      { seed, numRuns: 300 },
    );
  });
});

describe('any text', () => {
  const scraps = fc.constantFrom(
    'a',
    'b: ',
    ': ',
    '- ',
    '? ',
    '{',
    '}',
    '[',
    ']',
    ',',
    '"',
    "'",
    '\n',
    '\n  ',
    '\n    ',
    '\t',
    '#',
    ' #',
    '&a ',
    '*a',
    '!!str ',
    '!x ',
    '|\n ',
    '>-\n  ',
    '---\n',
    '...\n',
    '%YAML 1.2\n',
    '<<: ',
    '1',
    '.nan',
    '~',
    '\\',
    '\\x1',
    '\u0000',
    '\uFEFF',
    '\r',
    '\u2028',
    '\ud800',
    '@',
    '`',
    '__proto__: ',
    'a: 1\n',
    '"a":1',
    '{"a":',
  );
  const garbage = fc.array(scraps, { maxLength: 40 }).map((parts) => parts.join(''));
  const mutated = fc
    .tuple(fc.nat(shop.length), fc.nat(12), scraps)
    .map(([at, cut, scrap]) => shop.slice(0, at) + scrap + shop.slice(at + cut));

  it('is read or refused without throwing, with a place inside it', () => {
    fc.assert(
      fc.property(fc.oneof(garbage, mutated, fc.string({ unit: 'binary', maxLength: 200 })), (text) => {
        const result = read(text);
        if (result.value === undefined) expect(result.diagnostics).not.toEqual([]);
        const lines = text.split(/\r\n|\n|\r/);
        for (const { position, message } of result.diagnostics) {
          expect(message).not.toBe('');
          expect(position!.line).toBeLessThanOrEqual(lines.length);
          expect(position!.column).toBeLessThanOrEqual(lines[position!.line - 1]!.length + 1);
        }
        if (result.value !== undefined)
          for (const [path] of leaves(result.value)) expect(result.locate(path)).toBeDefined();
      }),
      { seed, numRuns: 6000 },
    );
  });

  it('decodes or is refused, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (input) => {
        const { source, diagnostics } = decodeUtf8('f', input);
        expect(source === undefined).toBe(diagnostics.length > 0);
        // Node's own check of UTF-8 is written apart from its decoder.
        if (source !== undefined) expect(Buffer.from(source.text, 'utf8').length).toBeLessThanOrEqual(input.length);
      }),
      { seed, numRuns: 2000 },
    );
  });

  it.each([
    ['open brackets', '['.repeat(2e6)],
    ['open braces', '{a: '.repeat(5e5)],
    ['open quotes', `a: "${'x\n '.repeat(5e5)}`],
    ['questions', '? '.repeat(1e6)],
    ['anchors', '&a '.repeat(1e6)],
    ['aliases', `a: &a x\nb: [${'*a,'.repeat(2e5)}]`],
    ['merges', `a: &a {x: 1}\nb: {${'<<: *a,'.repeat(1e5)}}`],
    ['dashes', '- '.repeat(1e6)],
    ['documents', '---\n'.repeat(2e5)],
    ['unknown aliases', `a: [${'*x,'.repeat(1e5)}]`],
    ['empty lines', `a: x\n${' \n'.repeat(1e6)}b: 1`],
    ['backslashes', `{"a":"${'\\\\'.repeat(1e6)}"}`],
  ])('of a million %s ends', (_, text) => {
    const result = read(text);
    for (const { position } of result.diagnostics) expect(position).toBeDefined();
  });
});

describe('size', () => {
  const topology = (components: number) => ({
    components: Object.fromEntries(
      Array.from({ length: components }, (_, i) => [
        `service-${i}`,
        {
          kind: 'service',
          instance: 'm7g.xlarge',
          count: 6,
          demand: { cpu: '9ms', cv: 1 },
          calls: [{ to: `service-${i + 1}`, times: 0.8, retries: 1 }],
        },
      ]),
    ),
  });

  it('of 10,000 components in JSON is read', () => {
    const text = JSON.stringify(topology(10_000), null, 2);
    const result = read(text);
    expect(result.diagnostics).toEqual([]);
    expect(result.value).toEqual(topology(10_000));
    expect(located(text, ['components', 'service-9999', 'calls', 0, 'to'])).toBe('"service-10000"');
  });
});
