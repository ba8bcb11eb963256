/** docs/explain.md lists every method of a wait by what the program calls it. */
import { expect, it } from 'vitest';
import { METHODS } from '../../src/explain/methods.ts';
import { readText } from '../support.ts';

const methodRows = () =>
  Object.entries(METHODS).map(([id, { title, source = '' }]) => `| \`${id}\` | ${title} | ${source} |`);

it('docs/explain.md lists the methods of waits', () => {
  expect(readText('docs/explain.md')).toContain(
    ['| id | method | source |', '|---|---|---|', ...methodRows()].join('\n'),
  );
});
