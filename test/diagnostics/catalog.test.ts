import { describe, expect, it } from 'vitest';
import { diagnose, diagnosticCodes } from '../../src/diagnostics/catalog.ts';
import { describeValue } from '../../src/diagnostics/words.ts';

const at = { path: ['a'] };
const line = ({ message, fix }: { message: string; fix?: string }) =>
  fix === undefined ? message : `${message} (${fix})`;

describe('diagnose', () => {
  it('carries place, severity and related places', () => {
    const position = { file: 'f', line: 1, column: 2, length: 3 };
    expect(diagnose('tab-indent', {}, { path: [], position, related: [{ message: 'm', position }] })).toEqual({
      code: 'tab-indent',
      severity: 'error',
      path: [],
      message: 'a tab is used for indentation',
      fix: 'use spaces',
      position,
      related: [{ message: 'm', position }],
    });
  });

  it('works a position out once, when somebody looks at it', () => {
    const position = { file: 'f', line: 1, column: 2, length: 3 };
    let asked = 0;
    const locate = () => {
      asked++;
      return position;
    };
    const found = diagnose('tab-indent', {}, { path: [], position: locate });
    expect(asked).toBe(0);
    expect(found.position).toBe(position);
    expect(JSON.parse(JSON.stringify(found))).toEqual(diagnose('tab-indent', {}, { path: [], position }));
    expect(asked).toBe(1);
  });

  it('is an error without a place unless told', () => {
    expect(diagnose('tab-indent', {}, { path: [], position: undefined })).toEqual({
      code: 'tab-indent',
      severity: 'error',
      path: [],
      message: 'a tab is used for indentation',
      fix: 'use spaces',
    });
  });

  it('says what was found and what is allowed', () => {
    expect(line(diagnose('unknown-component', { name: 'dbb', components: ['app', 'db'] }, at))).toBe(
      'no component "dbb" (did you mean "db"?)',
    );
    expect(line(diagnose('unknown-component', { name: 'x', components: [] }, at))).toBe('no component "x"');
    expect(line(diagnose('unknown-key', { key: 'cuont', allowed: ['count', 'kind'] }, at))).toBe(
      'unknown key "cuont" (did you mean "count"?)',
    );
    expect(line(diagnose('unknown-key', { key: 'zzz', allowed: ['count', 'kind'] }, at))).toBe(
      'unknown key "zzz" (allowed are: count, kind)',
    );
    expect(
      line(diagnose('unknown-value', { found: 'asw', allowed: ['aws', 'azure', 'gcp'], what: 'unknown provider' }, at)),
    ).toBe('unknown provider "asw" (did you mean "aws"?)');
    expect(line(diagnose('unknown-value', { found: 3, allowed: ['aws', 'gcp'] }, at))).toBe(
      'unknown value the number 3 (allowed are: aws, gcp)',
    );
    expect(line(diagnose('missing-key', { key: 'kind', example: 'kind: service' }, at))).toBe(
      'the key "kind" is missing (add kind: service)',
    );
    expect(line(diagnose('wrong-type', { found: [1], allowed: 'a mapping' }, at))).toBe(
      'found a list, expected a mapping',
    );
    expect(line(diagnose('out-of-range', { found: 0, allowed: 'at least 1' }, at))).toBe(
      '0 is out of range, allowed is at least 1',
    );
    expect(line(diagnose('conflict', { keys: ['rate', 'users'] }, at))).toBe(
      '"rate" and "users" exclude each other (keep one of them)',
    );
  });

  it('keeps long lists and long words short', () => {
    const many = Array.from({ length: 500 }, (_, i) => `component-${i}`);
    const { message, fix } = diagnose('unknown-component', { name: 'z'.repeat(10_000), components: many }, at);
    expect(message.length).toBeLessThan(100);
    expect(fix).toMatch(/component-11 … \(500 in all\)$/);
  });

  it('has kebab-case codes only', () => {
    expect(diagnosticCodes.length).toBeGreaterThan(25);
    for (const code of diagnosticCodes) expect(code).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
  });
});

describe('describeValue', () => {
  it.each([
    [null, 'nothing'],
    [[1], 'a list'],
    [{}, 'a mapping'],
    ['x', '"x"'],
    [5, 'the number 5'],
    [true, 'true'],
    ['x'.repeat(100), `"${'x'.repeat(59)}…"`],
  ])('names %j %s', (value, words) => {
    expect(describeValue(value)).toBe(words);
  });
});
