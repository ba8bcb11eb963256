/** Turns the schema library's issues into diagnostics with paths and fixes. */
import type * as v from 'valibot';
import { diagnose } from '../diagnostics/catalog.ts';
import type { Diagnostic, Path, Position } from '../diagnostics/diagnostic.ts';
import { FIX_SEPARATOR } from './fields.ts';

export type Locate = (path: Path, at?: 'key' | 'value') => Position | undefined;

const EXPECTED: Readonly<Record<string, string>> = {
  string: 'text',
  boolean: 'true or false',
  array: 'a list',
  loose_object: 'a mapping',
  strict_object: 'a mapping',
  record: 'a mapping',
};

export function toDiagnostic(issue: v.BaseIssue<unknown>, base: Path, locate: Locate): Diagnostic {
  const path: Path = [...base, ...(issue.path ?? []).map((item) => item.key as string | number)];
  const [problem = '', fix = ''] = issue.message.split(FIX_SEPARATOR);
  if (problem === 'unknown-key') {
    return diagnose(
      'unknown-key',
      { key: String(path.at(-1)), allowed: fix.split(',') },
      { path, position: locate(path, 'key') },
    );
  }
  if (issue.type === 'raw_transform' || issue.type === 'raw_check') {
    return diagnose('bad-quantity', { problem, fix }, { path, position: locate(path, 'value') });
  }
  if (issue.type === 'loose_object' && issue.received === 'undefined') {
    const key = String(path.at(-1));
    return diagnose('missing-key', { key }, { path, position: locate(path.slice(0, -1), 'key') });
  }
  const place = { path, position: locate(path, 'value') };
  if (issue.type === 'picklist') {
    const allowed = [...(issue.expected ?? '').matchAll(/"([^"]*)"/g)].map((match) => match[1]!);
    return diagnose('unknown-value', { found: issue.input, allowed }, place);
  }
  if (issue.type === 'max_length' || issue.type === 'min_length') {
    return diagnose('out-of-range', { found: `a length of ${issue.received}`, allowed: issue.expected ?? '' }, place);
  }
  return diagnose(
    'wrong-type',
    { found: issue.input, allowed: EXPECTED[issue.type] ?? issue.expected ?? 'something else' },
    place,
  );
}
