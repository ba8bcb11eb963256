import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { MEASURED } from '../../src/models/system/measured.ts';
import { familyTable } from '../models/system/families.ts';

it('docs/latency.md quotes the errors that the program states', () => {
  expect(readFileSync('docs/latency.md', 'utf8')).toContain(familyTable(MEASURED.families));
});
