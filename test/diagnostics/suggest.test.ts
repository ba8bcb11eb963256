import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { didYouMean } from '../../src/diagnostics/suggest.ts';

describe('didYouMean', () => {
  it.each([
    ['dbb', ['app', 'db', 'lb'], 'db'],
    ['compnents', ['components', 'workload'], 'components'],
    ['cuont', ['count', 'cost'], 'count'],
    ['hit-ratio', ['hit_ratio'], 'hit_ratio'],
    ['COUNT', ['county', 'count'], 'count'],
    ['Kidn', ['kind'], 'kind'],
    ['reginos', ['regions', 'region'], 'regions'],
    ['x', ['y'], undefined],
    ['ab', ['xy'], undefined],
    ['cat', ['dog', 'cow'], undefined],
    ['', ['a'], undefined],
    ['anything', [], undefined],
  ])('%s among %j is %s', (word, candidates, expected) => {
    expect(didYouMean(word, candidates)).toBe(expected);
  });

  it('takes the nearest, and the first of equally near ones', () => {
    expect(didYouMean('replicsas', ['replica', 'replicas', 'replicator'])).toBe('replicas');
    expect(didYouMean('appx', ['app1', 'app2'])).toBe('app1');
  });

  it('finds any word again after one slip', () => {
    const word = fc.stringMatching(/^[a-z]{5,12}$/);
    fc.assert(
      fc.property(word, fc.nat(), fc.constantFrom('drop', 'double', 'swap'), (original, at, slip) => {
        const i = at % (original.length - 1);
        const slipped = {
          drop: original.slice(0, i) + original.slice(i + 1),
          double: original.slice(0, i) + original[i] + original.slice(i),
          swap: original.slice(0, i) + original[i + 1] + original[i] + original.slice(i + 2),
        }[slip]!;
        expect(didYouMean(slipped, [original])).toBe(original);
      }),
      { seed: 20260729 },
    );
  });

  it('does not labour over huge words or long lists', () => {
    expect(didYouMean('a'.repeat(1e6), ['b'.repeat(1e6)])).toBeUndefined();
    expect(
      didYouMean(
        'service-x',
        Array.from({ length: 10_000 }, (_, i) => `component-${i}`),
      ),
    ).toBeUndefined();
    expect(
      didYouMean(
        'component-99x9',
        Array.from({ length: 10_000 }, (_, i) => `component-${i}`),
      ),
    ).toBe('component-999');
  });
});
