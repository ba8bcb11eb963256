/** Tables on a terminal: nothing is lost, lines keep to the terminal, and time grows with the rows. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { columns } from '../../src/diagnostics/render.ts';
import { PLAIN } from '../../src/report/report.ts';
import { newTable } from '../../src/report/text-table.ts';
import { indented, newWrappedTable } from '../../src/report/wrapped-table.ts';
import { quoin } from '../support.ts';

const HEAD = ['what', 'p99', 'effects'];

function laidOut(rows: readonly (readonly string[])[], width?: number): string[] {
  const table = newWrappedTable(HEAD, [1], [0, 2], { paint: PLAIN, width });
  for (const row of rows) table.push(row);
  return table.toString().split('\n');
}

const letters = (text: string) => text.replace(/\s/g, '').split('').toSorted().join('');

describe('a table that wraps', () => {
  const LONG = ['db: a node', '31.7 ms', 'db unavailable during failover: 1.5 min; fallback: the replica'];

  it('is the plain one where there is no terminal, and where it fits', () => {
    const plain = newTable(HEAD, [1], { paint: PLAIN });
    plain.push(LONG);
    for (const width of [undefined, 300]) expect(laidOut([LONG], width)).toEqual(plain.toString().split('\n'));
  });

  it('wraps between words, the figures where they were', () => {
    expect(laidOut([LONG], 46)).toEqual([
      'what            p99  effects',
      'db: a node  31.7 ms  db unavailable during',
      '                     failover: 1.5 min;',
      '                     fallback: the replica',
    ]);
  });

  it('cuts a word that is too long, and says all of it', () => {
    const address = 'https://example.org/a/long/address/of/a/page/that/has/no/blank';
    const lines = laidOut([['x', '1', address]], 40);
    expect(Math.max(...lines.map(columns))).toBeLessThanOrEqual(40);
    expect(lines.join('').replace(/\s/g, '')).toContain(address);
  });

  it('loses no letter of any text, and keeps to the terminal', () => {
    const word = fc.stringMatching(/^[a-zé→]{1,40}$/);
    const cell = fc.array(word, { minLength: 1, maxLength: 12 }).map((words) => words.join(' '));
    const row = fc.tuple(cell, fc.constantFrom('1', '31.7 ms'), cell);
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 8 }), fc.integer({ min: 48, max: 120 }), (rows, width) => {
        const lines = laidOut(rows, width);
        for (const line of lines) expect(columns(line)).toBeLessThanOrEqual(width);
        expect(letters(lines.join(''))).toBe(letters([HEAD, ...rows].flat().join('')));
      }),
      { numRuns: 60, seed: 16 },
    );
  });

  it('lays out 2,000 rows as it lays out each fifty of them', () => {
    const rows = Array.from({ length: 2000 }, () => LONG);
    const lines = laidOut(rows, 46);
    expect(lines).toHaveLength(1 + 3 * 2000);
    expect(new Set(lines.slice(1)).size).toBe(3);
  });
});

describe('a line that wraps', () => {
  it('keeps its indentation', () => {
    expect(indented('one two three four five', 4, { paint: PLAIN, width: 20 })).toBe(
      '    one two three\n    four five',
    );
    expect(indented('one two three four five', 4, { paint: PLAIN })).toBe('    one two three four five');
  });
});

describe('on a terminal of 80 columns', () => {
  const SHOP = 'fixtures/shop/quoin.yaml';
  it.each([
    ['drill', SHOP],
    ['compare', '--providers', 'gcp', '--verbose', SHOP],
    ['explain', SHOP, 'events'],
  ])('%s says what it says to a file, in shorter lines', async (...args) => {
    const narrow = await quoin(['-q', ...args], { width: 80 });
    const wide = await quoin(['-q', ...args]);
    const longest = (text: string) => Math.max(...text.split('\n').map(columns));
    expect(longest(wide.out)).toBeGreaterThan(80);
    expect(longest(narrow.out)).toBeLessThan(85);
    expect(letters(narrow.out)).toBe(letters(wide.out));
  });

  it('prices search wraps its heads alone', async () => {
    const { out } = await quoin(['prices', 'search', '--vcpu', '4'], { width: 80 });
    expect(out).toMatch(/^instance +provider +region +vcpu +memory +arch +usd per +usd +coremark/m);
    expect(out).toContain('Standard_B4pls_v2');
  });
});
