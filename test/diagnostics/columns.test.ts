/** Columns of a terminal, for every character of the basic plane. */
import { expect, it } from 'vitest';
import { columns } from '../../src/diagnostics/render.ts';

it('counts a letter once, an East Asian wide one twice and a mark over another not at all', () => {
  expect(columns('lb → app')).toBe(8);
  expect(columns('naïve × µ …')).toBe(11);
  expect(columns('料金')).toBe(4);
  expect(columns('e\u0301')).toBe(1);
  const wide =
    /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/;
  const mark = /\p{Mn}|\p{Me}|[\u200b-\u200d]/u;
  const wrong: string[] = [];
  for (let code = 0x300; code < 0xfffe; code++) {
    if (code >= 0xd800 && code < 0xe000) continue;
    const character = String.fromCharCode(code);
    const expected = wide.test(character) ? 2 : mark.test(character) ? 0 : 1;
    if (columns(character) !== expected) wrong.push(code.toString(16));
  }
  expect(wrong).toEqual([]);
});
