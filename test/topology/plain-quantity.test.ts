/** The usual spellings are read by tables; the regular expressions say what is right. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainParts } from '../../src/topology/quantity/plain.ts';
import type { QuantityKind } from '../../src/topology/quantity/result.ts';
import { SYNTAX, parserOf } from '../../src/topology/quantity/syntax.ts';
import { BIT_RATE_UNITS, DURATION_UNITS, PERIODS, SIZE_UNITS } from '../../src/topology/quantity/units.ts';

const kinds = Object.keys(SYNTAX) as QuantityKind[];
const AMOUNTS = ['', 'k', 'M', 'G', 'x', 'K', '%', 'USD', ...BIT_RATE_UNITS, ...DURATION_UNITS, ...SIZE_UNITS];
const UNITS = AMOUNTS.flatMap((amount) => [
  amount,
  ...[...PERIODS, 'days', 'months'].flatMap((period) => [`${amount}/${period}`, `${amount} / ${period}`]),
]);

describe('plainParts', () => {
  it.each(kinds)('%s: splits as the regular expression does, for every unit there is', (kind) => {
    let taken = 0;
    for (const unit of UNITS) {
      for (const text of [`7${unit}`, `7.25 ${unit}`]) {
        const plain = plainParts(kind, text);
        const groups = parserOf(kind).exec(text)?.groups;
        const isUsual = groups?.['number'] !== undefined && !unit.includes(' ');
        expect([text, plain]).toEqual([
          text,
          isUsual ? { number: groups['number'], unit: groups['unit'] ?? '' } : undefined,
        ]);
        if (plain) taken++;
      }
    }
    if (SYNTAX[kind].single) expect(taken).toBeGreaterThan(0);
  });

  it('takes nothing that the regular expression refuses, or splits otherwise', () => {
    const text = fc
      .array(
        fc.constantFrom('1', '0', '12', '.', '..', ' ', '  ', 'e', 'E3', '-', '+', '\n', '٣', ...AMOUNTS, '/s', '/'),
        {
          maxLength: 6,
        },
      )
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(fc.constantFrom(...kinds), text, (kind, written) => {
        const plain = plainParts(kind, written);
        if (!plain) return;
        const groups = parserOf(kind).exec(written)?.groups;
        expect({ number: groups?.['number'], unit: groups?.['unit'] ?? '' }).toEqual(plain);
      }),
      { numRuns: 20_000 },
    );
  });
});
