/** Judges an estimate by the rules of its topology and of whoever asks. */
import { atRate, compare, parseAmount, scaleAmount, sum, type Amount } from '../billing/money.ts';
import type { Cause, Comparison } from '../comparison/comparison.ts';
import { ratio, type Difference } from '../comparison/diff.ts';
import { valueAt } from '../comparison/draft.ts';
import { formatPath, type Path } from '../diagnostics/diagnostic.ts';
import { costOfTag, type BudgetVerdict } from '../engine/budget.ts';
import type { ObjectiveVerdict } from '../engine/performance.ts';
import type { Estimate } from '../estimate/estimate.ts';
import type { Bound, CheckRule } from '../topology/check-rule.ts';
import type { Sources } from '../topology/merge.ts';
import type { Figure, Verdict } from './verdict.ts';
import { FULL } from '../models/system/full.ts';

/** Rules that the command line adds. */
export interface Asked {
  /** Most that the month may cost. */
  readonly budget?: Bound | undefined;
  /** Most that the month may cost more than the baseline. */
  readonly maxIncrease?: Bound | undefined;
  /** Whether lines without a price only warn. */
  readonly allowUnpriced: boolean;
  /** Whether latencies and capacities that nobody knows only warn. */
  readonly allowUnknown: boolean;
}

export interface JudgeOptions {
  readonly asked: Asked;
  /** What the estimate is compared with; the new side is the estimate. */
  readonly comparison: Comparison | undefined;
  /** Why there is nothing to compare with, where a baseline was asked for. */
  readonly noBaseline?: string | undefined;
  /** Whether that is for its errors, which is told though no rule asks for the increase. */
  readonly isBaselineBroken?: boolean | undefined;
  /** The day that the age of the prices is counted to. */
  readonly today: Date;
  readonly sources: Sources;
}

/** Where the file itself gives no path. */
const COMMAND_LINE: Path = [];

/** Every rule's verdicts, in the order of the rules: budgets, cost, increase, service levels, prices. */
export function judge(estimate: Estimate, options: JudgeOptions): Verdict[] {
  const { topology } = estimate;
  const { asked } = options;
  const own = (rule: CheckRule['rule']) => topology.checks.filter((one) => one.rule === rule);
  const increase = own('increase');
  const all = [
    ...estimate.budgets.map(budgetVerdict),
    ...(asked.budget?.unit === 'usd'
      ? [costVerdict(estimate, { rule: 'cost', level: 'error', path: COMMAND_LINE, atMost: asked.budget })]
      : []),
    ...own('cost').map((rule) => costVerdict(estimate, rule)),
    ...own('component-cost').flatMap((rule) => componentVerdicts(estimate, rule)),
    ...own('tag-cost').map((rule) => costVerdict(estimate, rule)),
    ...own('cost-per-million').flatMap((rule) => perMillionVerdicts(estimate, rule)),
    ...(asked.maxIncrease
      ? [
          increaseVerdict(
            estimate,
            { rule: 'increase', level: 'error', path: COMMAND_LINE, atMost: asked.maxIncrease },
            options,
          ),
        ]
      : []),
    ...increase.map((rule) => increaseVerdict(estimate, rule, options)),
    ...(options.isBaselineBroken && !asked.maxIncrease && increase.length === 0 ? [unknownIncrease(options)] : []),
    ...objectiveVerdicts(estimate, own('slo'), options),
    ...capacityVerdicts(estimate, own('capacity')),
    ...unknownVerdicts(estimate, own('unknown'), asked.allowUnknown),
    ...unpricedVerdicts(estimate, own('unpriced'), asked.allowUnpriced),
    ...own('price-age').map((rule) => ageVerdict(estimate, rule, options.today)),
  ];
  return all.map((verdict) => placed(verdict, topology.currency.perUsd, options));
}

// --- Money ---------------------------------------------------------------------------------------

type Bounded = CheckRule & { readonly atMost?: Bound };

const usd = (amount: Amount): Figure => ({ unit: 'usd', amount });

function budgetVerdict({ scope, limit, actual, met }: BudgetVerdict): Verdict {
  const [kind, name] = [scope.split(' ')[0]!, scope.slice(scope.indexOf(' ') + 1)];
  const path: Path =
    kind === 'total' ? ['budget', 'monthly'] : ['budget', kind === 'component' ? 'components' : 'tags', name];
  const rule = kind === 'total' ? 'cost' : kind === 'component' ? 'component-cost' : 'tag-cost';
  return overBound({ rule, level: 'error', path }, scope, actual, limit, met === undefined);
}

/** Of the whole month, or of a tag. */
function costVerdict(estimate: Estimate, rule: Bounded): Verdict {
  const { topology, bill } = estimate;
  const limit = amountOf(rule.atMost);
  if (rule.tag === undefined) return overBound(rule, 'total', bill.total, limit, bill.atLeast);
  const { total, isLowerBound } = costOfTag(topology, bill, rule.tag);
  return overBound(rule, `tag ${rule.tag}`, total, limit, isLowerBound);
}

function componentVerdicts(estimate: Estimate, rule: Bounded): Verdict[] {
  const { bill } = estimate;
  const lacking = new Set(bill.unpriced.map((line) => line.component));
  return bill.components
    .filter((one) => rule.component === undefined || one.component === rule.component)
    .map((one) =>
      overBound(rule, `component ${one.component}`, one.total, amountOf(rule.atMost), lacking.has(one.component)),
    );
}

function perMillionVerdicts(estimate: Estimate, rule: Bounded): Verdict[] {
  const { bill } = estimate;
  return bill.classes
    .filter((one) => rule.class === undefined || one.requestClass === rule.class)
    .flatMap(({ requestClass, perMillion }): Verdict[] =>
      perMillion === undefined
        ? []
        : [overBound(rule, `class ${requestClass}`, perMillion, amountOf(rule.atMost), bill.atLeast)],
    );
}

const amountOf = (bound: Bound | undefined): Amount => parseAmount(bound?.unit === 'usd' ? bound.amount : '0');

function overBound(
  { rule, level, path }: Pick<CheckRule, 'rule' | 'level' | 'path'>,
  subject: string,
  actual: Amount,
  limit: Amount,
  isLowerBound: boolean,
): Verdict {
  const isOver = compare(actual, limit) > 0;
  return {
    rule,
    level,
    status: isOver ? 'failed' : isLowerBound ? 'unknown' : 'met',
    subject,
    actual: usd(actual),
    limit: usd(limit),
    isLowerBound,
    ...(!isOver && isLowerBound && { reason: 'some lines have no price' }),
    path,
  };
}

// --- Increase ------------------------------------------------------------------------------------

const unknownIncrease = ({ noBaseline }: JudgeOptions): Verdict => ({
  rule: 'increase',
  level: 'warn',
  status: 'unknown',
  subject: 'total',
  ...(noBaseline !== undefined && { reason: noBaseline }),
  path: COMMAND_LINE,
});

function increaseVerdict(estimate: Estimate, rule: Bounded, { comparison, noBaseline }: JudgeOptions): Verdict {
  const bound = rule.atMost!;
  const subject = rule.component === undefined ? 'total' : `component ${rule.component}`;
  const base = { rule: rule.rule, level: rule.level, path: rule.path, subject };
  const limit: Figure =
    bound.unit === 'percent' ? { unit: 'percent', value: Number(bound.percent) } : usd(amountOf(bound));
  if (!comparison) return { ...base, status: 'unknown', limit, reason: noBaseline ?? 'no --baseline is given' };
  const { perUsd } = estimate.topology.currency;
  const cost = costOf(rule.component, comparison);
  // Exact: a bound in per cent is one in money, of the old cost.
  const most =
    bound.unit === 'percent'
      ? scaleAmount(cost.old, parseAmount(bound.percent), parseAmount('100'))
      : atRate(amountOf(bound), perUsd);
  const isOver = compare(cost.change, most) > 0;
  const { more, less } = unknownsOf(rule.component, comparison.difference);
  // What may be more takes nothing from what is known to be too much, and what may be less adds nothing to what is
  // kept.
  const isUnknown = isOver ? less : more;
  const isLowerBound = isOver && more && !less;
  const share = cost.old === NOTHING ? undefined : ratio(cost.change, cost.old);
  const increase = { amount: scaleAmount(cost.change, parseAmount('1'), parseAmount(perUsd)), share };
  return {
    ...base,
    status: isUnknown ? 'unknown' : isOver ? 'failed' : 'met',
    actual:
      bound.unit !== 'percent'
        ? usd(increase.amount)
        : share === undefined
          ? undefined
          : { unit: 'percent', value: share * 100 },
    limit,
    increase,
    ...(isLowerBound && { isLowerBound }),
    ...(isUnknown && { reason: 'a line that changed has no price' }),
  };
}

const NOTHING = 0n as Amount;

/** What the month, or a component, costs on both sides as far as is known. */
function costOf(component: string | undefined, { old, difference }: Comparison): Difference['cost'] {
  if (component === undefined) return difference.cost;
  const own = difference.components.find((one) => one.component === component);
  if (own) return own.cost;
  const side = old.side.cost.components.find((one) => one.component === component);
  const unchanged = sum((side?.items ?? []).map(({ amount_exact: amount }) => parseAmount(amount ?? '0')));
  return { old: unchanged, new: unchanged, change: NOTHING };
}

/**
 * Whether lines without a price may make the change more, or less, than what is known of it; no price is below zero.
 */
function unknownsOf(
  component: string | undefined,
  { components }: Difference,
): { readonly more: boolean; readonly less: boolean } {
  const items = components
    .filter((one) => component === undefined || one.component === component)
    .flatMap((one) => one.items.filter((item) => item.isUnpriced));
  const isLess = ({ old, new: now }: (typeof items)[number]): boolean =>
    old !== undefined &&
    old.amount_exact === null &&
    // A quantity that grows costs no less, whatever its price.
    !(
      now?.amount_exact === null &&
      now.unit === old.unit &&
      compare(parseAmount(now.quantity), parseAmount(old.quantity)) >= 0
    );
  return { more: items.some((one) => one.new?.amount_exact === null), less: items.some(isLess) };
}

// --- Service levels ------------------------------------------------------------------------------

function objectiveVerdicts(estimate: Estimate, rules: readonly CheckRule[], { sources }: JudgeOptions): Verdict[] {
  const { performance, availability, topology } = estimate;
  const levelOf = (requestClass: string) =>
    (rules.find((one) => one.class === requestClass) ?? rules.find((one) => one.class === undefined))?.level ?? 'error';
  return [...performance.slo(), ...availability.slo()].map((verdict) => {
    const index = topology.classes.findIndex(({ name }) => name === verdict.requestClass);
    const known = index < 0 ? CERTAIN : availability.classes(index);
    return objectiveVerdict(verdict, levelOf(verdict.requestClass), known, sources);
  });
}

const CERTAIN = { error: 0, unknown: [] } as const;

function objectiveVerdict(
  { requestClass, component, objective, target, actual, met }: ObjectiveVerdict,
  level: CheckRule['level'],
  { error, unknown }: { readonly error: number; readonly unknown: readonly string[] },
  sources: Sources,
): Verdict {
  const key = objective.split('.').at(-1)!;
  const own: Path =
    component === undefined ? ['workload', requestClass, 'slo', key] : ['components', component, 'slo', key];
  const path: Path = valueAt(sources.value, own) !== undefined ? own : ['slo', key];
  const unit =
    objective.startsWith('latency') || objective === 'delay' ? 's' : objective === 'availability' ? 'share' : '×';
  const isAvailability = unit === 'share';
  // What may be up more often, or may fail more often than is known, is not judged for certain.
  const isUnknown =
    met === undefined ||
    (isAvailability && (met ? unknown.length > 0 : actual !== undefined && actual + error >= target && error > 0));
  return {
    rule: 'slo',
    level,
    status: isUnknown ? 'unknown' : met ? 'met' : 'failed',
    subject: component === undefined ? `class ${requestClass}` : `component ${component}`,
    objective,
    actual: actual === undefined ? undefined : { unit, value: actual },
    limit: { unit, value: target },
    ...(isUnknown && {
      reason:
        met === undefined
          ? 'something on its way takes a time that is unknown'
          : unknown.length > 0
            ? `how often ${unknown.join(', ')} fail is not known`
            : `it is up to ${error} more of the time up`,
    }),
    path,
  };
}

// --- Capacity and what is unknown ------------------------------------------------------------------

/** Levels of a rule by class or component: the one that names it, else the one that names none. */
const levelBy = (rules: readonly CheckRule[], is: (rule: CheckRule) => boolean): CheckRule['level'] =>
  (rules.find(is) ?? rules.find((one) => one.class === undefined && one.component === undefined))?.level ?? 'error';

/** Whether everything carries the peak: classes, and limits that are not on the way of any. */
function capacityVerdicts({ topology, placed, performance }: Estimate, rules: readonly CheckRule[]): Verdict[] {
  const found: Verdict[] = [];
  const said = new Set<string>();
  for (const [index, { name }] of topology.classes.entries()) {
    const figures = performance.classes[index]!;
    if (figures.carriesPeak) continue;
    const { headroom, bottleneck } = figures;
    if (bottleneck !== undefined) said.add(bottleneck);
    found.push({
      rule: 'capacity',
      level: levelBy(rules, (one) => one.class === name),
      status: 'failed',
      subject: `class ${name}`,
      actual: headroom === undefined ? undefined : { unit: '×', value: headroom },
      limit: { unit: '×', value: 1 },
      reason: bottleneck ?? 'its retries have no steady state',
      path: ['workload', name],
    });
  }
  for (const [index, { component }] of placed.entries())
    for (const { resource, utilization, offered } of performance.components[index]!.resources) {
      const most = Math.max(utilization, offered);
      if (most < FULL || said.has(`${component.name}.${resource}`)) continue;
      found.push({
        rule: 'capacity',
        level: levelBy(rules, (one) => one.component === component.name),
        status: 'failed',
        subject: `component ${component.name}`,
        actual: { unit: 'share', value: most },
        limit: { unit: 'share', value: 1 },
        reason: resource,
        path: ['components', component.name],
      });
    }
  if (found.length > 0 || topology.classes.length === 0) return found;
  return [{ rule: 'capacity', level: 'error', status: 'met', subject: 'total', path: [] }];
}

/** What nobody knows of the times and capacities of classes. */
function unknownVerdicts(
  { topology, performance }: Estimate,
  rules: readonly CheckRule[],
  isAllowed: boolean,
): Verdict[] {
  return topology.classes.flatMap(({ name }, index): Verdict[] => {
    const { unknown } = performance.classes[index]!;
    if (unknown.length === 0) return [];
    return [
      {
        rule: 'unknown',
        level: isAllowed ? 'warn' : levelBy(rules, (one) => one.class === name),
        status: 'failed',
        subject: `class ${name}`,
        reason: unknown.map(({ component, fix }) => `${component} (${fix})`).join(', '),
        path: ['components', unknown[0]!.component],
      },
    ];
  });
}

// --- Prices --------------------------------------------------------------------------------------

function unpricedVerdicts({ bill }: Estimate, rules: readonly CheckRule[], isAllowed: boolean): Verdict[] {
  if (bill.unpriced.length === 0)
    return [
      {
        rule: 'unpriced',
        level: 'error',
        status: 'met',
        subject: 'total',
        actual: { unit: 'lines', value: 0 },
        path: [],
      },
    ];
  const levelOf = (component: string) =>
    isAllowed
      ? 'warn'
      : ((rules.find((one) => one.component === component) ?? rules.find((one) => one.component === undefined))
          ?.level ?? 'error');
  return bill.unpriced.map(({ component, service, meter, unpriced }) => ({
    rule: 'unpriced',
    level: levelOf(component),
    status: 'failed',
    subject: `component ${component}`,
    reason: `${service} ${meter}: ${unpriced!}`,
    path: ['components', component],
  }));
}

const DAY_SECONDS = 86_400;
const DAY_MILLISECONDS = 1000 * DAY_SECONDS;

function ageVerdict({ bill }: Estimate, { rule, level, path, atMost }: CheckRule, today: Date): Verdict {
  const limit = atMost!.unit === 's' ? atMost!.seconds : 0;
  const base = { rule, level, path, subject: 'total', limit: { unit: 's', value: limit } } as const;
  if (bill.oldest === undefined) return { ...base, status: 'met' };
  // In whole days: the same day gives the same report.
  const age = Math.max(0, Math.floor((today.getTime() - Date.parse(bill.oldest)) / DAY_MILLISECONDS)) * DAY_SECONDS;
  return {
    ...base,
    status: age > limit ? 'failed' : 'met',
    actual: { unit: 's', value: age },
  };
}

// --- Whose fault it is ---------------------------------------------------------------------------

/** Rules whose place is a component or a class, not a value. */
const KEYED: ReadonlySet<string> = new Set(['unpriced', 'capacity', 'unknown']);

/** Gives a verdict its place: the edit that did most of it, or where the bound stands. */
function placed(verdict: Verdict, perUsd: string, { comparison, sources }: JudgeOptions): Verdict {
  const own = () =>
    verdict.path.length === 0 ? undefined : sources.locate(verdict.path, KEYED.has(verdict.rule) ? 'key' : 'value');
  // Of what has not changed nothing is asked: its figures may take long.
  if (verdict.status !== 'failed' || !comparison?.causes?.length || hadFailed(verdict, comparison, perUsd))
    return { ...verdict, position: own() };
  const harm = harmOf(verdict);
  const worst = comparison.causes.reduce<{ cause: Cause; harm: number } | undefined>((found, cause) => {
    const does = harm(cause.difference);
    return does > (found?.harm ?? 0) ? { cause, harm: does } : found;
  }, undefined);
  if (!worst) return { ...verdict, position: own() };
  const { path, new: now } = worst.cause.edits.at(-1)!;
  const isWhole = typeof now === 'object' && now !== null;
  return {
    ...verdict,
    cause: worst.cause.edits.map((edit) => formatPath(edit.path)).join(', '),
    position: sources.locate(path, isWhole || now === undefined ? 'key' : 'value') ?? own(),
  };
}

/** Whether the baseline broke the same bound: then no edit is to blame. */
function hadFailed(
  { rule, subject, objective, limit }: Verdict,
  { old: { side }, difference }: Comparison,
  perUsd: string,
): boolean {
  const isOver = (cost: Amount, most: Amount) => compare(cost, atRate(most, perUsd)) > 0;
  const name = subject.slice(subject.indexOf(' ') + 1);
  if (rule === 'slo' && limit && limit.unit !== 'usd') {
    const one = side.classes.find((candidate) => candidate.class === name);
    if (!one) return false;
    if (objective === 'availability') return one.availability.value < limit.value;
    if (objective === 'headroom') return (one.throughput.headroom ?? Infinity) < limit.value;
    const latency = one.latency?.[objective!.split('.').at(-1) as keyof typeof one.latency];
    return (latency ?? Infinity) > limit.value;
  }
  if (rule === 'cost' && limit?.unit === 'usd') return isOver(difference.cost.old, limit.amount);
  if (rule === 'tag-cost' && limit?.unit === 'usd') {
    const [key, value] = [name.slice(0, name.indexOf(':')), name.slice(name.indexOf(':') + 1)];
    const tagged = new Set(side.components?.filter((one) => one.tags?.[key] === value).map((one) => one.component));
    const items = side.cost.components.filter((one) => tagged.has(one.component)).flatMap((one) => one.items);
    return isOver(sum(items.map((item) => parseAmount(item.amount_exact ?? '0'))), limit.amount);
  }
  if (rule === 'cost-per-million' && limit?.unit === 'usd') {
    const before = side.classes.find((one) => one.class === name)?.cost.per_million_requests;
    return before !== undefined && before !== null && isOver(parseAmount(before), limit.amount);
  }
  if (rule === 'component-cost' && limit?.unit === 'usd') {
    const own = difference.components.find((one) => one.component === name);
    // Of a component that costs what it did before nothing is said.
    return own === undefined || isOver(own.cost.old, limit.amount);
  }
  return false;
}

/** How much worse a difference makes what was judged; 0 and less where it does not. */
function harmOf({ rule, subject, objective }: Verdict): (difference: Difference) => number {
  const name = subject.slice(subject.indexOf(' ') + 1);
  if (rule === 'slo') {
    const isLow = objective === 'headroom' || objective === 'availability';
    return ({ classes }) => {
      const figure = classes.find((one) => one.class === name)?.figures.find((one) => one.figure === objective);
      if (!figure) return 0;
      // No latency is one without an end; no headroom is one without a bound.
      const [old, now] = [figure.old, figure.new].map((value) => (typeof value === 'number' ? value : Infinity));
      if (old === now) return 0;
      return isLow ? old! - now! : now! - old!;
    };
  }
  if (rule === 'component-cost' || (rule === 'increase' && subject !== 'total') || rule === 'unpriced')
    return ({ components }) => {
      const found = components.find((one) => one.component === name);
      if (!found) return 0;
      return rule === 'unpriced' ? Number(found.items.some((one) => one.isUnpriced)) : Number(found.cost.change);
    };
  if (rule === 'price-age') return () => 0;
  return ({ cost }) => Number(cost.change);
}
