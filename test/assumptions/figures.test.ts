/** What stands in assumptions/figures/: nothing but figures, and values that follow from the formulas beside them. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const FOLDER = new URL('../../assumptions/figures/', import.meta.url);
const FIELDS = ['value', 'unit', 'formula', 'conditions', 'year', 'source', 'note'];

interface Raw {
  readonly value: number;
  readonly unit: string;
  readonly formula?: string;
  readonly conditions: string;
  readonly source: string;
}

function figuresIn(tree: object, path: string): [string, Raw][] {
  if ('value' in tree) return [[path, tree as Raw]];
  return Object.entries(tree)
    .filter(([name]) => name !== 'note')
    .flatMap(([name, member]) => figuresIn(member as object, `${path}.${name}`));
}

const figures = readdirSync(FOLDER).flatMap((name) =>
  figuresIn(JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8')) as object, name.replace('.json', '')),
);

/** Numbers, the four operations, brackets and square roots. */
function worth(formula: string): number {
  expect(formula).toMatch(/^(?:sqrt|[\d.e+\-*/() ])+$/);
  return (Function('sqrt', `return ${formula}`) as (sqrt: (x: number) => number) => number)(Math.sqrt);
}

describe('figures', () => {
  it('are nothing else', () => {
    expect(figures.length).toBeGreaterThan(190);
    for (const [path, figure] of figures) {
      const { value, unit, conditions, source } = figure;
      const strange = Object.keys(figure).filter((name) => !FIELDS.includes(name));
      const isWhole = typeof value === 'number' && [unit, conditions, source].every((text) => text !== '');
      expect({ path, strange, isWhole }).toEqual({ path, strange: [], isWhole: true });
    }
  });

  it.each(figures.filter(([, { formula }]) => formula !== undefined))('%s is what its formula gives', (_, figure) => {
    expect(figure.value).toBeCloseTo(worth(figure.formula!), 15 - Math.ceil(Math.log10(figure.value)));
  });
});
