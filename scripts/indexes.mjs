/**
 * Writes the indexes of kinds and products: a file that defines one is in. What is in already keeps its place, which is
 * the order of schema and documentation; what is new comes last. `--check` writes nothing and fails where an index is
 * not as it would be written.
 */
import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const CLOUDS = { aws: 'Amazon Web Services', azure: 'Azure', gcp: 'Google Cloud' };

/** Constants of a folder that are made by a function, with their files. */
function definedIn(folder, maker) {
  const made = new RegExp(`^export const (\\w+)(?:: [^=]+)? = ${maker}[<(]`, 'm');
  return readdirSync(folder)
    .filter((file) => file.endsWith('.ts') && file !== 'index.ts')
    .toSorted()
    .flatMap((file) => {
      const name = made.exec(readFileSync(join(folder, file), 'utf8'))?.[1];
      return name === undefined ? [] : [{ name, file }];
    });
}

/** In the order of the index that is there. */
function ordered(found, index) {
  const list = existsSync(index) ? readFileSync(index, 'utf8').split(' = [')[1].split(']')[0] : '';
  const before = list.split(',').map((name) => name.trim());
  const place = ({ name }) => (before.includes(name) ? before.indexOf(name) : before.length);
  return found.toSorted((a, b) => place(a) - place(b));
}

const imports = (found, others) =>
  [...found.map(({ name, file }) => [file, `import { ${name} } from './${file}';`]), ...others]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, line]) => line)
    .join('\n');

function kindsIndex(folder) {
  const found = definedIn(folder, 'defineKind');
  return `/** Every kind, by name. Written by scripts/indexes.mjs. */
${imports(found, [['kind.ts', "import type { Kind } from './kind.ts';"]])}

const all = [
${ordered(found, join(folder, 'index.ts'))
  .map(({ name }) => `  ${name},`)
  .join('\n')}
] as const;

export const kinds: ReadonlyMap<string, Kind<never, unknown>> = new Map(
  all.map((kind) => [kind.name, kind as Kind<never, unknown>]),
);
`;
}

function productsIndex(folder, cloud) {
  const found = [...definedIn(folder, 'defineProduct'), ...definedIn(folder, 'ownProduct')];
  return `/** Every product of ${CLOUDS[cloud]}. Written by scripts/indexes.mjs. */
import type { Product } from '../product.ts';
${imports(found, [])}

export const ${cloud}Products = [
${ordered(found, join(folder, 'index.ts'))
  .map(({ name }) => `  ${name},`)
  .join('\n')}
] as const satisfies readonly Product<never>[];
`;
}

/** Writes every index below a checkout, or compares: the paths of those that were not as they are now. */
export function writeIndexes(root, isCheck = false) {
  const wanted = [
    ['src/kinds/index.ts', kindsIndex(join(root, 'src/kinds'))],
    ...Object.keys(CLOUDS).map((cloud) => [
      `src/products/${cloud}/index.ts`,
      productsIndex(join(root, 'src/products', cloud), cloud),
    ]),
  ];
  const changed = wanted.filter(([path, text]) => readFileSync(join(root, path), 'utf8') !== text);
  if (!isCheck) for (const [path, text] of changed) writeFileSync(join(root, path), text);
  return changed.map(([path]) => path);
}

if (import.meta.filename === process.argv[1]) {
  const isCheck = process.argv.includes('--check');
  const changed = writeIndexes(join(import.meta.dirname, '..'), isCheck);
  if (isCheck && changed.length > 0) {
    console.error(`${changed.join(', ')}: not as scripts/indexes.mjs writes it (run node scripts/indexes.mjs)`);
    process.exitCode = 1;
  }
}
