/**
 * What a change takes from the bounds that it is judged by: budgets, rules and objectives that are looser or gone, tags
 * that rules name.
 */
import { compare, parseAmount } from '../billing/money.ts';
import { valueAt } from '../comparison/draft.ts';
import type { Side } from '../comparison/side.ts';
import type { Path } from '../diagnostics/diagnostic.ts';
import type { CheckRule, RuleName } from '../topology/check-rule.ts';
import type { Sources } from '../topology/merge.ts';
import type { Figure, Guard, Loosening } from './verdict.ts';

/** One side of a change, with its rules; those of a saved estimate are not known. */
export interface Guarded {
  readonly side: Side;
  readonly checks: readonly CheckRule[] | undefined;
}

/** Everything that is looser on the new side, in the order of the old one: budgets, rules, objectives, levels, tags. */
export function loosenedBetween(
  old: Guarded,
  now: Guarded,
  { locate, value }: Pick<Sources, 'locate' | 'value'>,
): Loosening[] {
  const after = guardsOf(now);
  // An objective of all classes stands once.
  const standing = (path: Path): Path => {
    const whole = ['slo', path.at(-1)!];
    return partOf(path) === 'slo' && valueAt(value, path) === undefined && valueAt(value, whole) !== undefined
      ? whole
      : path;
  };
  const bounds = guardsOf(old).flatMap((guard): Omit<Loosening, 'position'>[] => {
    const same = after.filter((one) => isFor(one, guard));
    if (same.some((one) => isAsTight(one, guard))) return [];
    const next = same[0];
    return [{ part: partOf(guard.path), old: guard, new: next, path: standing(next?.path ?? guard.path) }];
  });
  const levels = old.checks && now.checks ? levelsLoosened(old.checks, now.checks, now.side) : [];
  return [...bounds, ...levels, ...tagsLost(old, now)].map((one) => ({
    ...one,
    position: locate(one.path, one.new?.limit === undefined ? 'key' : 'value'),
  }));
}

const partOf = ([first, , third]: Path): Loosening['part'] =>
  first === 'budget' || first === 'checks' ? first : first === 'slo' || third === 'slo' ? 'slo' : 'checks';

// --- Bounds --------------------------------------------------------------------------------------

const SUBJECTS = { component: 'component', tag: 'tag', class: 'class' } as const;

function guardsOf({ side, checks = [] }: Guarded): Guard[] {
  return [...budgetGuards(side), ...checks.flatMap(ruleGuard), ...objectiveGuards(side)];
}

function budgetGuards({ budget }: Side): Guard[] {
  return (budget?.scopes ?? []).map(({ scope, limit }) => {
    const [kind, name] = [scope.split(' ')[0]!, scope.slice(scope.indexOf(' ') + 1)];
    return {
      rule: kind === 'total' ? 'cost' : kind === 'component' ? 'component-cost' : 'tag-cost',
      subject: scope,
      level: 'error',
      limit: { unit: 'usd', amount: parseAmount(limit) },
      path: kind === 'total' ? ['budget', 'monthly'] : ['budget', kind === 'component' ? 'components' : 'tags', name],
    };
  });
}

/** Rules without a bound of their own only set a level. */
function ruleGuard({ rule, level, atMost, path, ...scopes }: CheckRule): Guard[] {
  if (atMost === undefined) return [];
  const scope = (['component', 'tag', 'class'] as const).find((one) => scopes[one] !== undefined);
  const whole = rule === 'cost' || rule === 'increase' || rule === 'price-age' ? 'total' : '';
  const limit: Figure =
    atMost.unit === 'usd'
      ? { unit: 'usd', amount: parseAmount(atMost.amount) }
      : atMost.unit === 'percent'
        ? { unit: 'percent', value: Number(atMost.percent) }
        : { unit: 's', value: atMost.seconds };
  return [{ rule, subject: scope ? `${SUBJECTS[scope]} ${scopes[scope]}` : whole, level, limit, path }];
}

function objectiveGuards({ slo = [] }: Side): Guard[] {
  return slo.map(({ class: requestClass, component, objective, target }) => ({
    rule: 'slo',
    subject: component === undefined ? `class ${requestClass}` : `component ${component}`,
    objective,
    level: 'error',
    limit: { unit: unitOf(objective), value: target },
    path: [
      ...(component === undefined ? ['workload', requestClass!] : ['components', component]),
      'slo',
      objective.split('.').at(-1)!,
    ],
  }));
}

const unitOf = (objective: string): 's' | 'share' | '×' =>
  objective === 'availability' ? 'share' : objective === 'headroom' ? '×' : 's';

/** Whether a guard judges what another does, and in the same unit. */
const isFor = (one: Guard, other: Guard): boolean =>
  one.rule === other.rule &&
  (one.subject === other.subject || one.subject === '') &&
  one.objective === other.objective &&
  one.limit?.unit === other.limit?.unit;

const RANKS = { warn: 0, error: 1 } as const;

function isAsTight(one: Guard, other: Guard): boolean {
  if (RANKS[one.level] < RANKS[other.level]) return false;
  const [a, b] = [one.limit!, other.limit!];
  if (a.unit === 'usd' || b.unit === 'usd')
    return a.unit === 'usd' && b.unit === 'usd' && compare(a.amount, b.amount) <= 0;
  // An objective of these is met from its bound upwards.
  return a.unit === 'share' || a.unit === '×' ? a.value >= b.value : a.value <= b.value;
}

// --- Levels --------------------------------------------------------------------------------------

/** What is judged without a rule, as an error, and which subjects a rule may set another level for. */
const JUDGED = {
  slo: ['class'],
  capacity: ['class', 'component'],
  unknown: ['class'],
  unpriced: ['component'],
} as const;

function levelsLoosened(
  old: readonly CheckRule[],
  now: readonly CheckRule[],
  side: Side,
): Omit<Loosening, 'position'>[] {
  return Object.entries(JUDGED).flatMap(([name, scopes]) => {
    const rule = name as keyof typeof JUDGED;
    const subjects = scopes.flatMap((scope) =>
      (scope === 'class' ? side.classes.map((one) => one.class) : side.cost.components.map((one) => one.component)).map(
        (subject) => ({ scope, subject }),
      ),
    );
    const looser = subjects.filter(
      ({ scope, subject }) =>
        ruleFor(old, rule, scope, subject)?.level !== 'warn' && ruleFor(now, rule, scope, subject)?.level === 'warn',
    );
    if (looser.length === 0) return [];
    const subject =
      looser.length === subjects.length ? '' : looser.map((one) => `${one.scope} ${one.subject}`).join(', ');
    const { path } = ruleFor(now, rule, looser[0]!.scope, looser[0]!.subject)!;
    const guard = { rule, subject, path };
    return [{ part: 'checks', old: { ...guard, level: 'error' }, new: { ...guard, level: 'warn' }, path }];
  });
}

const ruleFor = (
  rules: readonly CheckRule[],
  name: RuleName,
  scope: 'class' | 'component',
  subject: string,
): CheckRule | undefined => {
  const own = rules.filter(({ rule }) => rule === name);
  return (
    own.find((one) => one[scope] === subject) ??
    own.find((one) => one.class === undefined && one.component === undefined)
  );
};

// --- Tags ----------------------------------------------------------------------------------------

function tagsLost(old: Guarded, now: Guarded): Omit<Loosening, 'position'>[] {
  const named = new Map(
    [...guardsOf(now), ...guardsOf(old)].flatMap((one) => (one.rule === 'tag-cost' ? [[one.subject, one]] : [])),
  );
  return [...named].flatMap(([subject, guard]) => {
    const tag = subject.slice(subject.indexOf(' ') + 1);
    const key = tag.slice(0, tag.indexOf(':'));
    const bears = ({ tags }: { readonly tags?: Readonly<Record<string, string>> }) => `${key}:${tags?.[key]}` === tag;
    const after = new Map((now.side.components ?? []).map((one) => [one.component, one]));
    return (old.side.components ?? []).flatMap((one): Omit<Loosening, 'position'>[] => {
      const next = after.get(one.component);
      if (!next || !bears(one) || bears(next)) return [];
      const path = ['components', one.component, 'tags', key];
      return [{ part: 'tags', old: guard, new: undefined, component: one.component, path }];
    });
  });
}
