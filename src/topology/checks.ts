/** The rules of `checks`: which there are, what each takes, and what of that a file got wrong. */
import { notAllowed } from '../diagnostics/allowed.ts';
import { diagnose } from '../diagnostics/catalog.ts';
import { quote } from '../diagnostics/words.ts';
import type { Path } from '../diagnostics/diagnostic.ts';
import type { WarningCode } from '../diagnostics/warnings.ts';
import type { Bound, CheckRule, RuleName } from './check-rule.ts';
import type { TopologyInput } from './grammar.ts';
import { parseQuantity } from './quantity.ts';
import { exactText, withinPlaces } from './quantity/decimal.ts';
import { tooManyPlaces } from './quantity/point.ts';
import { isFull, isMapping, type Report } from './resolution.ts';

type Scope = 'component' | 'tag' | 'class';

/** What a rule takes: the units of its bound, and what it may be narrowed to. */
const TAKES: Readonly<
  Record<
    RuleName,
    { readonly bound: readonly Bound['unit'][]; readonly scopes: readonly Scope[]; readonly needs?: Scope }
  >
> = {
  cost: { bound: ['usd'], scopes: [] },
  'component-cost': { bound: ['usd'], scopes: ['component'] },
  'tag-cost': { bound: ['usd'], scopes: ['tag'], needs: 'tag' },
  'cost-per-million': { bound: ['usd'], scopes: ['class'] },
  increase: { bound: ['usd', 'percent'], scopes: ['component'] },
  slo: { bound: [], scopes: ['class'] },
  unpriced: { bound: [], scopes: ['component'] },
  'price-age': { bound: ['s'], scopes: [] },
  capacity: { bound: [], scopes: ['class', 'component'] },
  unknown: { bound: [], scopes: ['class'] },
};

const EXAMPLES: Readonly<Record<Bound['unit'], string>> = { usd: '500 USD', percent: '10%', s: '180d' };
const SCOPE_EXAMPLES: Readonly<Record<Scope, string>> = { component: 'app', tag: 'team:web', class: 'browse' };
const PERCENT = /^\+?(\d{1,9}(?:\.\d{1,400})?)\s*%$/;

export type BoundResult =
  | { readonly ok: true; readonly bound: Bound }
  | { readonly ok: false; readonly problem: string; readonly fix: string };

/** Reads a bound in one of some units. */
export function parseBound(text: string, units: readonly Bound['unit'][]): BoundResult {
  const percent = PERCENT.exec(text.trim())?.[1];
  if (percent !== undefined && units.includes('percent')) {
    if (withinPlaces(percent) === exactText(percent)) return { ok: true, bound: { unit: 'percent', percent } };
    const { problem, fix } = tooManyPlaces(text.trim(), percent);
    return { ok: false, problem, fix: `${fix}%` };
  }
  const unit = units.find((one) => one !== 'percent')!;
  const read = parseQuantity(unit === 'usd' ? 'money' : 'duration', text);
  if (!read.ok)
    return units.includes('percent')
      ? { ok: false, problem: read.problem, fix: 'write it like 10% or 500 USD' }
      : { ok: false, problem: read.problem, fix: read.fix };
  const { value, low, text: exact } = read.quantity;
  if (low !== undefined) return { ok: false, problem: `${quote(text)} is a range`, fix: 'a bound is one value' };
  return { ok: true, bound: unit === 'usd' ? { unit, amount: exact! } : { unit: 's', seconds: value } };
}

type Allowing = Exclude<NonNullable<TopologyInput['checks']>, readonly unknown[]>;

/** The codes of the warnings that a file allows; words that are none are said and left out. */
export function resolveAllowed(checks: TopologyInput['checks'], { diagnostics, locate }: Report): WarningCode[] {
  const allow = isMapping(checks) ? (checks as Allowing).allow : undefined;
  if (!Array.isArray(allow)) return [];
  return allow.flatMap((word: unknown, index): WarningCode[] => {
    if (typeof word !== 'string' || isFull(diagnostics)) return [];
    const wrong = notAllowed(word);
    if (!wrong) return [word as WarningCode];
    const path: Path = ['checks', 'allow', index];
    diagnostics.push(
      diagnose('bad-check', { message: wrong.problem, fix: wrong.fix }, { path, position: locate(path) }),
    );
    return [];
  });
}

/** The rules of a file; those that are wrong are said and left out. */
export function resolveChecks(
  checks: TopologyInput['checks'],
  components: ReadonlyMap<string, number>,
  classes: ReadonlySet<string>,
  tags: ReadonlySet<string>,
  { diagnostics, locate }: Report,
): CheckRule[] {
  const rules = Array.isArray(checks) ? checks : isMapping(checks) ? (checks as Allowing).rules : undefined;
  if (!Array.isArray(rules)) return [];
  const at: Path = rules === checks ? ['checks'] : ['checks', 'rules'];
  return rules.flatMap((check, index): CheckRule[] => {
    if (!isMapping(check) || isFull(diagnostics)) return [];
    const path: Path = [...at, index];
    const problem = (key: string | undefined, message: string, fix: string) => {
      const at = key === undefined ? path : [...path, key];
      diagnostics.push(diagnose('bad-check', { message, fix }, { path: at, position: locate(at) }));
      return [];
    };
    const { rule, level = 'error', at_most: atMost, ...scopes } = check;
    const { bound: units, scopes: allowed, needs } = TAKES[rule];
    for (const scope of ['component', 'tag', 'class'] as const) {
      const name = scopes[scope];
      if (name === undefined) {
        if (needs === scope)
          return problem(undefined, `a rule of ${rule} needs a ${scope}`, `give ${scope}: ${SCOPE_EXAMPLES[scope]}`);
        continue;
      }
      if (!allowed.includes(scope))
        return problem(
          scope,
          `a rule of ${rule} has no ${scope}`,
          allowed.length > 0 ? `it takes ${allowed.join(' and ')}` : `leave ${scope} out`,
        );
      if (scope === 'tag' && !/^[^:]+:./.test(name))
        return problem(scope, `${quote(name)} is no tag with its value`, 'write it like "team:web"');
      const at = { path: [...path, scope], position: locate([...path, scope]) };
      if (scope === 'tag' && !tags.has(name)) {
        diagnostics.push(diagnose('unknown-tag', { name, tags: [...tags] }, at));
        return [];
      }
      if (scope === 'component' && !components.has(name)) {
        diagnostics.push(diagnose('unknown-component', { name, components: [...components.keys()] }, at));
        return [];
      }
      if (scope === 'class' && !classes.has(name))
        return problem(scope, `no class ${quote(name)}`, `there are: ${[...classes].join(', ') || 'none'}`);
    }
    const own = { rule, level, path, ...scopes };
    if (units.length === 0)
      return atMost === undefined
        ? [own]
        : problem('at_most', `a rule of ${rule} has no bound of its own`, 'leave at_most out');
    if (atMost === undefined)
      return problem(
        undefined,
        `a rule of ${rule} needs a bound`,
        `give at_most: ${units.map((unit) => EXAMPLES[unit]).join(' or ')}`,
      );
    const bound = parseBound(String(atMost), units);
    if (!bound.ok) return problem('at_most', bound.problem, bound.fix);
    return [{ ...own, atMost: bound.bound }];
  });
}
