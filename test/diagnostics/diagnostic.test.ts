import { describe, expect, it } from 'vitest';
import { formatPath } from '../../src/diagnostics/diagnostic.ts';

describe('formatPath', () => {
  it.each([
    [[], ''],
    [['components', 'app', 'calls', 1, 'to'], 'components.app.calls[1].to'],
    [['components', 'my app', 'count'], 'components["my app"].count'],
    [['components', 'm7g.xlarge'], 'components["m7g.xlarge"]'],
    [['a-b', 'c_d', 'größe', '3'], 'a-b.c_d.größe.3'],
    [['my app', 'a'], '["my app"].a'],
    [['a', ''], 'a[""]'],
    [['a', 'say "x"'], 'a["say \\"x\\""]'],
  ])('writes %j as %s', (path, text) => {
    expect(formatPath(path)).toBe(text);
  });
});
