import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatPath } from '../../src/diagnostics/diagnostic.ts';
import type { Path } from '../../src/diagnostics/diagnostic.ts';
import { readSources } from '../../src/topology/merge.ts';

const base = `name: shop
components:
  app:
    kind: service
    count: 6
    calls: [{ to: db, times: 2 }, { to: cache }]
    autoscale: { min: 3, max: 20 }
  db:
    kind: sql
`;
const prod = `components:
  app:
    count: 12
    autoscale: null
    calls:
      - to: db
  cache: { kind: cache, note: null }
`;
const files = [
  { name: 'base.yaml', text: base },
  { name: 'prod.yaml', text: prod },
];

const place = (path: Path, at: 'key' | 'value' = 'value', sets: string[] = []) => {
  const position = readSources(files, sets).locate(path, at);
  return position && `${position.file}:${position.line}:${position.column}+${position.length}`;
};

const one = (text: string, sets: string[]) => readSources([{ name: 'f', text }], sets);

describe('readSources', () => {
  it('merges mappings, replaces the rest, and takes null keys away', () => {
    const { value, diagnostics } = readSources(files);
    expect(diagnostics).toEqual([]);
    expect(value).toEqual({
      name: 'shop',
      components: {
        app: { kind: 'service', count: 12, calls: [{ to: 'db' }] },
        db: { kind: 'sql' },
        cache: { kind: 'cache' },
      },
    });
  });

  it('keeps an empty value of a single file', () => {
    expect(one('a:\nb: {c: null}', []).value).toEqual({ a: null, b: { c: null } });
  });

  it('merges nothing where a file cannot be read, and reports the errors of all', () => {
    const { value, diagnostics } = readSources([
      { name: 'a', text: 'x: 1\nx: 2' },
      { name: 'b', text: '[' },
      { name: 'c', text: '' },
    ]);
    expect(value).toBeUndefined();
    expect(diagnostics.map(({ code, position }) => `${position?.file} ${code}`)).toEqual([
      'a duplicate-key',
      'b yaml-syntax',
      'c empty-file',
    ]);
  });

  it('shares no mapping with what an alias stands for', () => {
    const { value } = one('a: &a {x: {y: 1}}\nb: *a', ['b.x.y=2']);
    expect(value).toEqual({ a: { x: { y: 1 } }, b: { x: { y: 2 } } });
  });

  // RFC 7396, appendix A, as far as its examples are mappings.
  it.each([
    ['{"a":"b"}', '{"a":"c"}', '{"a":"c"}'],
    ['{"a":"b"}', '{"b":"c"}', '{"a":"b","b":"c"}'],
    ['{"a":"b"}', '{"a":null}', '{}'],
    ['{"a":"b","b":"c"}', '{"a":null}', '{"b":"c"}'],
    ['{"a":["b"]}', '{"a":"c"}', '{"a":"c"}'],
    ['{"a":"c"}', '{"a":["b"]}', '{"a":["b"]}'],
    ['{"a":{"b":"c"}}', '{"a":{"b":"d","c":null}}', '{"a":{"b":"d"}}'],
    ['{"a":[{"b":"c"}]}', '{"a":[1]}', '{"a":[1]}'],
    ['{"e":null}', '{"a":1}', '{"e":null,"a":1}'],
    ['{}', '{"a":{"bb":{"ccc":null}}}', '{"a":{"bb":{}}}'],
  ])('lays over %s the patch %s', (original, patch, expected) => {
    const { value } = readSources([
      { name: 'original', text: original },
      { name: 'patch', text: patch },
    ]);
    expect(value).toEqual(JSON.parse(expected));
  });
});

describe('--set', () => {
  it.each([
    ['a.b=8', { a: { b: 8 } }],
    ['a.b=400/s', { a: { b: '400/s' } }],
    ['a.b= "8" ', { a: { b: '8' } }],
    ['a.b=x=y', { a: { b: 'x=y' } }],
    ['a."my app".c=true', { a: { 'my app': { c: true } } }],
    ["a.'x.y'=1", { a: { 'x.y': 1 } }],
    ['a["x=y"].c=1', { a: { 'x=y': { c: 1 } } }],
    ['a={min: 2, l: [1, 2]}', { a: { min: 2, l: [1, 2] } }],
    ['l[0].to=x', { l: [{ to: 'x', n: 1 }] }],
    ['l[1]=5', { l: [{ to: 'y', n: 1 }, 5] }],
    ['l[0]={n: null}', { l: [{ to: 'y' }] }],
    ['l=null', {}],
    ['q.r=null', { q: {} }],
  ])('%s', (set, expected) => {
    const { value, diagnostics } = one('l: [{to: y, n: 1}]', [set]);
    expect(diagnostics).toEqual([]);
    expect(value).toEqual({ ...(set.startsWith('l') ? {} : { l: [{ to: 'y', n: 1 }] }), ...expected });
  });

  it('applies in order, each over the one before', () => {
    expect(one('a: {b: 1}', ['a.b=2', 'a.c=3', 'a.b=4', 'a.c=null']).value).toEqual({ a: { b: 4 } });
  });

  it.each([
    ['foo', 'bad-set 1:1'],
    ['=1', 'bad-set 1:1'],
    ['a..b=1', 'bad-set 1:3'],
    ['a b=1', 'bad-set 1:2'],
    ['[0]=1', 'bad-set 1:1'],
    ['a["x]=1', 'bad-set 1:2'],
    ['s.x=1', 'bad-set 1:3'],
    ['l.x=1', 'bad-set 1:3'],
    ['s[0]=1', 'bad-set 1:3'],
    ['l[3]=1', 'bad-set 1:3'],
    ['l[0]=null', 'bad-set 1:3'],
    ['a=', 'bad-set 1:2'],
    ['a=b: c', 'bad-set 1:3'],
    ['a=- c', 'bad-set 1:3'],
    ['a="x', 'yaml-syntax 1:3'],
    ['a=[1, .nan]', 'bad-number 1:7'],
    ['a={x: 1, x: 2}', 'duplicate-key 1:10'],
    ['a.__proto__.b=1', 'forbidden-key 1:3'],
    ['a={__proto__: 1}', 'forbidden-key 1:4'],
    [`a${'.a'.repeat(5000)}=1`, 'bad-set 1:1'],
  ])('refuses %s', (set, expected) => {
    const { diagnostics, texts } = one('l: [{to: y}]\ns: 1', [set]);
    expect(diagnostics.map(({ code, position }) => `${code} ${position!.line}:${position!.column}`)).toEqual([
      expected,
    ]);
    expect(diagnostics[0]!.position!.file).toBe('--set');
    expect(texts.get('--set')).toBe(set);
  });

  it('numbers the assignments as lines', () => {
    const { diagnostics, texts } = one('a: 1', ['b=1\n', 'c']);
    expect(diagnostics[0]!.position).toMatchObject({ file: '--set', line: 2 });
    expect(texts.get('--set')).toBe('b=1 \nc');
  });

  it('takes every path as messages write it', () => {
    const key = fc.oneof(
      fc.constantFrom('a', 'my app', 'x.y', '"', "'", ']', '=', '\\', 'ü'),
      fc.string({ minLength: 1, maxLength: 8 }),
    );
    fc.assert(
      fc.property(fc.array(key, { minLength: 1, maxLength: 5 }), (path) => {
        fc.pre(path.every((name) => !['__proto__', 'constructor', 'prototype'].includes(name)));
        const { value, diagnostics } = one('first: 1', [`${formatPath(path)}=7`]);
        expect(diagnostics).toEqual([]);
        let found = value;
        for (const name of path) found = (found as Record<string, unknown>)[name];
        expect(found).toBe(7);
      }),
      { seed: 20260729, numRuns: 500 },
    );
  });

  it('answers any assignment without throwing', () => {
    const scrap = fc.constantFrom(
      'a',
      'l',
      's',
      '.',
      '[0]',
      '[',
      ']',
      '"',
      "'",
      '=',
      '{',
      '}',
      ':',
      ' ',
      '\\',
      '1',
      ',',
      '\n',
      '*x',
      '!',
    );
    fc.assert(
      fc.property(fc.array(scrap, { maxLength: 12 }), (parts) => {
        const set = parts.join('');
        const { diagnostics, texts } = one('l: [{to: y}]\ns: 1', [set]);
        for (const { position } of diagnostics) {
          expect(position!.line).toBe(1);
          expect(position!.column).toBeLessThanOrEqual(texts.get('--set')!.length + 1);
        }
      }),
      { seed: 20260729, numRuns: 3000 },
    );
  });
});

describe('locate', () => {
  it.each([
    [['name'], 'base.yaml:1:7+4'],
    [['components', 'app', 'kind'], 'base.yaml:4:11+7'],
    [['components', 'app', 'count'], 'prod.yaml:3:12+2'],
    [['components', 'app', 'calls', 0, 'to'], 'prod.yaml:6:13+2'],
    // The later list hides the earlier one, whatever the earlier one holds there.
    [['components', 'app', 'calls', 0, 'times'], 'prod.yaml:6:9+2'],
    [['components', 'app', 'calls', 1], 'prod.yaml:5:5+5'],
    // Null hides it too.
    [['components', 'app', 'autoscale', 'min'], 'prod.yaml:4:5+9'],
    // Missing: the key of the nearest parent that is there, in the right-most file that has it.
    [['components', 'app', 'instance'], 'prod.yaml:2:3+3'],
    [['components', 'db', 'instance'], 'base.yaml:8:3+2'],
    [['workload'], 'prod.yaml:1:1+10'],
  ] as [Path, string][])('finds %j', (path, expected) => {
    expect(place(path)).toBe(expected);
  });

  const sets = ['components.app.count=8', 'components.app.calls[0].to={a: bad}', 'new."key x".deep= 400'];
  it.each([
    [['components', 'app', 'count'], 'value', '--set:1:22+1'],
    [['components', 'app', 'count'], 'key', '--set:1:16+5'],
    [['components', 'app'], 'key', 'prod.yaml:2:3+3'],
    [['components', 'app', 'instance'], 'value', 'prod.yaml:2:3+3'],
    [['components', 'app', 'calls', 0], 'value', 'prod.yaml:6:9+2'],
    [['components', 'app', 'calls', 0, 'to', 'a'], 'value', '--set:2:32+3'],
    [['components', 'app', 'calls', 0, 'to', 'a'], 'key', '--set:2:29+1'],
    [['new', 'key x', 'deep'], 'value', '--set:3:19+3'],
    [['new', 'key x', 'other'], 'value', '--set:3:5+7'],
    [['new'], 'key', '--set:3:1+3'],
  ] as [Path, 'key' | 'value', string][])('finds %j (%s) among assignments', (path, at, expected) => {
    expect(place(path, at, sets)).toBe(expected);
  });
});
