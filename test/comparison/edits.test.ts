import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { edited, editsBetween, stepsBetween } from '../../src/comparison/edits.ts';

describe('edits', () => {
  it('are the values that differ, added ones first and removed ones last', () => {
    const old = { a: { b: 1, gone: true }, list: [1, 2], same: { x: [1] } };
    const now = { a: { b: 2, c: 'new' }, list: [1, 3], same: { x: [1] } };
    expect(editsBetween(old, now)).toEqual([
      { path: ['a', 'c'], old: undefined, new: 'new' },
      { path: ['a', 'b'], old: 1, new: 2 },
      { path: ['list', 1], old: 2, new: 3 },
      { path: ['a', 'gone'], old: true, new: undefined },
    ]);
  });

  it('take a list of another length as one value', () => {
    expect(editsBetween({ zones: ['a'] }, { zones: ['a', 'b'] })).toEqual([
      { path: ['zones'], old: ['a'], new: ['a', 'b'] },
    ]);
  });

  it('made one after the other turn any value into any other', () => {
    const value = fc.letrec((tie) => ({
      any: fc.oneof(
        { depthSize: 'small' },
        fc.integer(),
        fc.string(),
        fc.boolean(),
        fc.array(tie('any'), { maxLength: 3 }),
        fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), tie('any'), { maxKeys: 4 }),
      ),
    })).any;
    const plain = (one: unknown) => JSON.stringify(one, sorted);
    const sorted = (_: string, one: unknown): unknown =>
      one !== null && typeof one === 'object' && !Array.isArray(one)
        ? Object.fromEntries(Object.entries(one).toSorted(([a], [b]) => (a < b ? -1 : 1)))
        : one;
    fc.assert(
      fc.property(value, value, (old, now) => {
        const end = editsBetween(old, now).reduce<unknown>((at, edit) => edited(at, edit), old);
        expect(plain(end)).toBe(plain(now));
      }),
    );
  });

  it('leave the value that they start from alone', () => {
    const old = Object.freeze({ a: Object.freeze({ b: 1 }) });
    expect(edited(old, { path: ['a', 'b'], old: 1, new: 2 })).toEqual({ a: { b: 2 } });
    expect(old).toEqual({ a: { b: 1 } });
  });
});

describe('steps', () => {
  const sumOf = (value: unknown) => Object.values(value as Record<string, number>).reduce((sum, one) => sum + one, 0);

  it('add up to the whole, one an edit', () => {
    const [old, now] = [
      { a: 1, b: 2, c: 4 },
      { a: 8, b: 2, d: 16 },
    ];
    const steps = stepsBetween(old, editsBetween(old, now), sumOf, 7, 26);
    expect(steps.map(({ before, after }) => after - before)).toEqual([16, 7, -4]);
  });

  it('make edits together that only together leave something valid', () => {
    const [old, now] = [{ a: 1 }, { b: 2, c: 3 }];
    const estimate = (value: unknown) =>
      'b' in (value as object) && !('c' in (value as object)) ? undefined : sumOf(value);
    const steps = stepsBetween<number>(old, editsBetween(old, now), estimate, 1, 5);
    expect(steps.map(({ edits, before, after }) => [edits.length, before, after])).toEqual([
      [2, 1, 6],
      [1, 6, 5],
    ]);
  });

  it('are bounded: what comes late is one', () => {
    const now = Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`k${index}`, 1]));
    const steps = stepsBetween({}, editsBetween({}, now), sumOf, 0, 100);
    expect(steps).toHaveLength(24);
    expect(steps.reduce((sum, { before, after }) => sum + after - before, 0)).toBe(100);
    expect(steps.at(-1)!.edits).toHaveLength(77);
  });
});
