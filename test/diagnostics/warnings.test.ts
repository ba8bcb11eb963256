import { describe, expect, it } from 'vitest';
import { warningCodes } from '../../src/diagnostics/warnings.ts';
import { estimateOf } from '../support.ts';
import { REACHED } from './reached.ts';

describe('warnings', () => {
  it.each(Object.entries(REACHED))('%s is told of what its code names', (code, topology) => {
    const { warnings } = estimateOf(topology);
    const found = warnings.filter((one) => one.code === code);
    expect(warnings.map((one) => one.code)).toContain(code);
    for (const { severity, message } of found) {
      expect(severity).toBe('warning');
      expect(message).not.toMatch(/undefined|NaN|\[object/);
    }
  });

  it.each(Object.entries(REACHED))('%s is not told where the file allows it', (code, topology) => {
    const { warnings } = estimateOf({ ...topology, checks: { allow: [code] } });
    expect(warnings.map((one) => one.code)).not.toContain(code);
  });

  it('have kebab-case codes', () => {
    for (const code of warningCodes) expect(code).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
  });
});
