/** Which edits of a topology cause a difference: one after the other is made, and the estimate looked at again. */
import type { Path } from '../diagnostics/diagnostic.ts';

type Mapping = Readonly<Record<string, unknown>>;

export const isMapping = (value: unknown): value is Mapping =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A value that stands in only one of two files, or differs. */
export interface Edit {
  readonly path: Path;
  /** Undefined where the file does not have it. */
  readonly old: unknown;
  readonly new: unknown;
}

/** Values deeper than this are one edit as a whole. */
const DEEPEST = 8;

/**
 * The edits that make one value of another: keys that come first, then those that change, then those that go, so that
 * nothing that is called goes before its last call does.
 */
export function editsBetween(old: unknown, now: unknown): Edit[] {
  const added: Edit[] = [];
  const changed: Edit[] = [];
  const removed: Edit[] = [];
  const walk = (before: unknown, after: unknown, path: Path) => {
    if (Object.is(before, after)) return;
    if (path.length < DEEPEST && isMapping(before) && isMapping(after)) {
      for (const key of new Set([...Object.keys(after), ...Object.keys(before)]))
        walk(before[key], after[key], [...path, key]);
      return;
    }
    if (path.length < DEEPEST && Array.isArray(before) && Array.isArray(after) && before.length === after.length) {
      for (const [index, one] of before.entries()) walk(one, after[index], [...path, index]);
      return;
    }
    if (isEqual(before, after)) return;
    const list = before === undefined ? added : after === undefined ? removed : changed;
    list.push({ path, old: before, new: after });
  };
  walk(old, now, []);
  return [...added, ...changed, ...removed];
}

/** The value after an edit; the one before is left as it is. */
export function edited(value: unknown, { path, new: now }: Edit): unknown {
  if (path.length === 0) return now;
  const [key, ...rest] = path as [string | number, ...(string | number)[]];
  const inner = { path: rest, old: undefined, new: now };
  if (Array.isArray(value)) return value.with(Number(key), edited(value[Number(key)], inner));
  const copy: Record<string, unknown> = Object.assign(
    Object.create(null) as Record<string, unknown>,
    isMapping(value) ? value : {},
  );
  if (rest.length === 0 && now === undefined) delete copy[key];
  else copy[key] = edited(copy[key], inner);
  return copy;
}

function isEqual(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((one, index) => isEqual(one, b[index]));
  if (!isMapping(a) || !isMapping(b)) return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => key in b && isEqual(a[key], b[key]));
}

/** A step from the old to the new topology: one edit, or several that only together leave a topology that holds. */
export interface Step<Result> {
  readonly edits: readonly Edit[];
  readonly before: Result;
  readonly after: Result;
}

/** Steps that are told apart; the rest is one. */
const MOST_STEPS = 24;

/**
 * Goes from one value to the other edit by edit.
 *
 * @param estimate of a value; undefined where it has errors, so that the next edit is made along with this one
 * @param old the result that the first step starts from
 * @param now the one that the last step leads to
 * @returns steps whose changes add up to the whole difference
 */
export function stepsBetween<Result>(
  value: unknown,
  edits: readonly Edit[],
  estimate: (value: unknown) => Result | undefined,
  old: Result,
  now: Result,
): Step<Result>[] {
  const steps: Step<Result>[] = [];
  let at = value;
  let before = old;
  let pending: Edit[] = [];
  for (const [index, edit] of edits.entries()) {
    at = edited(at, edit);
    pending.push(edit);
    const isLast = index === edits.length - 1;
    if (!isLast && steps.length >= MOST_STEPS - 1) continue;
    const after = isLast ? now : estimate(at);
    if (after === undefined) continue;
    steps.push({ edits: pending, before, after });
    before = after;
    pending = [];
  }
  return steps;
}
