import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { shardOf, topologiesIn, type FolderEntry } from '../../src/estimate/batch/find.ts';

const tree: Readonly<Record<string, readonly FolderEntry[]>> = {
  '.': [
    { name: 'z', type: 'folder' },
    { name: 'quoin.yaml', type: 'file' },
    { name: 'Chart.yaml', type: 'file' },
    { name: 'api.yaml', type: 'file' },
    { name: 'shop.yml', type: 'file' },
    { name: 'node_modules', type: 'folder' },
    { name: '.git', type: 'folder' },
    { name: 'link', type: 'other' },
  ],
  z: [
    { name: 'b.quoin.yml', type: 'file' },
    { name: 'quoin.json', type: 'file' },
    { name: 'package.json', type: 'file' },
    { name: 'notquoin.yaml', type: 'file' },
  ],
  node_modules: [{ name: 'quoin.yaml', type: 'file' }],
  '.git': [{ name: 'quoin.yaml', type: 'file' }],
};
const texts: Readonly<Record<string, string>> = {
  'Chart.yaml': 'apiVersion: v2\ncomponents: []\n',
  'api.yaml': 'openapi: 3.1.0\ncomponents: {}\n',
  'shop.yml': 'name: shop\ncomponents:\n  web: {}\n',
  'z/notquoin.yaml': 'spec:\n  components: 1\n',
};

describe('topologies in a tree', () => {
  it('are those that are called so, and YAML files with components that nobody else claims', () => {
    const asked: string[] = [];
    const found = topologiesIn(
      '.',
      (folder) => tree[folder]!,
      (file) => {
        asked.push(file);
        return texts[file];
      },
    );
    expect(found).toEqual(['quoin.yaml', 'shop.yml', 'z/b.quoin.yml', 'z/quoin.json']);
    expect(asked.toSorted()).toEqual(['Chart.yaml', 'api.yaml', 'shop.yml', 'z/notquoin.yaml']);
  });

  it('come in the same order whatever the file system says', () => {
    const names = ['b', 'a', 'C', 'ä', 'aa'].map((name) => ({ name: `${name}.quoin.yaml`, type: 'file' as const }));
    const sorted = (entries: readonly FolderEntry[]) =>
      topologiesIn(
        'x/',
        () => entries,
        () => undefined,
      );
    expect(sorted(names)).toEqual(sorted(names.toReversed()));
    expect(sorted(names)[0]).toBe('x/C.quoin.yaml');
  });

  it('end somewhere in folders without end', () => {
    const found = topologiesIn(
      '.',
      () => [
        { name: 'down', type: 'folder' },
        { name: 'quoin.yaml', type: 'file' },
      ],
      () => undefined,
    );
    expect(found.length).toBe(65);
  });
});

describe('shards', () => {
  it('are together all files, each once, and differ by one file at most', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 1, max: 12 }), (length, count) => {
        const files = Array.from({ length }, (_, index) => `f${index}`);
        const shards = Array.from({ length: count }, (_, index) => shardOf(files, { index: index + 1, count }));
        expect(shards.flat().toSorted()).toEqual(files.toSorted());
        const sizes = shards.map((one) => one.length);
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
      }),
    );
  });
});
