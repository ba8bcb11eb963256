/** Comments keep to the width of the code. */
import { readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { ROOT, readText } from '../support.ts';

const COLUMNS = 120;
const COMMENT = /^\s*(?:\/\/|\/?\*)|[;,{}()] +\/\/ /;
const ADDRESS = /https?:\/\/\S+/;

const files = ['src', 'scripts', 'bench', 'test'].flatMap((folder) =>
  readdirSync(new URL(`${folder}/`, ROOT), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(?:ts|mjs|js)$/.test(name))
    .map((name) => `${folder}/${name}`),
);

it('has no comment of more than 120 columns but for addresses', () => {
  const long = files.flatMap((file) =>
    readText(file)
      .split('\n')
      .flatMap((line, index) =>
        line.length > COLUMNS && COMMENT.test(line) && !ADDRESS.test(line) ? [`${file}:${index + 1}`] : [],
      ),
  );
  expect(files.length).toBeGreaterThan(0);
  expect(long).toEqual([]);
});
