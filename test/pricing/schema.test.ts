import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { Ajv2020 } from 'ajv/dist/2020.js';
import { beforeAll, describe, expect, it } from 'vitest';

const folder = fileURLToPath(new URL('../../pricing/', import.meta.url));
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
  statSync(join(folder, name)).isFile(),
);
const tables = files.filter((name) => name.endsWith('.json') && !name.endsWith('.schema.json'));
const parse = (name: string): Record<string, unknown> =>
  JSON.parse(readFileSync(join(folder, name), 'utf8')) as Record<string, unknown>;

let isTable: (value: unknown) => boolean;

beforeAll(() => {
  // Tuples may be shorter than their schema: empty cells at a row's end are left out.
  isTable = new Ajv2020({ strict: true, strictTuples: false, allowUnionTypes: true }).compile(
    parse('rate-table.schema.json'),
  );
});

describe('rate-table.schema.json', () => {
  it('accepts every table', () => {
    expect(tables.filter((name) => !isTable(parse(name)))).toEqual([]);
  }, 60_000);

  it.each([
    ['a number for a price', ['m', 'hour', '0', null, 0.1]],
    ['an exponent', ['m', 'hour', '0', null, '1e-7']],
    ['an unknown kind of free', ['m', 'hour', '0', null, '0', null, null, 'trial']],
    ['a tenth cell', ['m', 'hour', '0', null, '0', null, null, '', '', 'more']],
    ['a row without a price', ['m', 'hour', '0', null]],
  ])('refuses %s', (_, row) => {
    const table = parse('aws/ebs/us-east-1.json');
    expect(isTable(table)).toBe(true);
    expect(isTable({ ...table, rows: [row] })).toBe(false);
  });

  it('refuses a key that it does not know', () => {
    expect(isTable({ ...parse('aws/ebs/us-east-1.json'), comment: 'x' })).toBe(false);
  });
});

describe('pricing/', () => {
  // 79 services by region of three providers; a package of 25 MB has room for it, and a start reads only what a file
  // names.
  it('stays below 15 MB', () => {
    const bytes = files.reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
    expect(bytes).toBeLessThan(15e6);
  });

  it('is filed under the names that the tables bear', () => {
    for (const name of tables.filter((path) => path.split(/[\\/]/).length === 3)) {
      const { provider, service, region } = parse(name);
      expect(name.replaceAll('\\', '/')).toBe(`${provider}/${service}/${region}.json`);
    }
  });
});
