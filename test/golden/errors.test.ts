/** A message without a fixture does not exist: one topology a code, with what the program says about it beside it. */
import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { diagnosticCodes } from '../../src/diagnostics/catalog.ts';
import { REACHED } from '../diagnostics/reached.ts';
import { ROOT, quoin } from '../support.ts';

const codes = readdirSync(new URL('fixtures/errors/', ROOT))
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => name.replace('.yaml', ''))
  .toSorted();

/** Codes that no text of a small file can show; the tests named here do. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  'bad-set': 'test/topology/merge.test.ts',
  conflict: 'test/diagnostics/catalog.test.ts',
  'file-too-large': 'test/topology/read.test.ts',
  'not-utf8': 'test/topology/read.test.ts',
  'round-trip-unknown': 'test/kinds/consensus.test.ts',
  'too-many-errors': 'test/topology/read.test.ts',
  'too-many-values': 'test/topology/read.test.ts',
  'unscaled-demand': 'test/comparison/speeds.test.ts',
};

describe('messages', () => {
  it.each(codes)('%s is shown as its fixture shows it', async (code) => {
    const { status, out, err } = await quoin(['validate', `fixtures/errors/${code}.yaml`]);
    await expect(err).toMatchFileSnapshot(`../../fixtures/errors/${code}.txt`);
    expect(err).not.toBe('');
    const json = await quoin(['validate', `fixtures/errors/${code}.yaml`, '--format', 'json']);
    const { valid, diagnostics } = JSON.parse(json.out) as {
      valid: boolean;
      diagnostics: { code: string; severity: string }[];
    };
    expect(diagnostics.map((one) => one.code)).toContain(code);
    expect(valid).toBe(diagnostics.every((one) => one.severity === 'warning'));
    expect(status).toBe(valid ? 0 : 2);
    expect(out === '').toBe(!valid);
  });

  it('has a fixture or a test for every code', () => {
    expect([...codes, ...Object.keys(ELSEWHERE), ...Object.keys(REACHED)].toSorted()).toEqual([...diagnosticCodes]);
  });
});
