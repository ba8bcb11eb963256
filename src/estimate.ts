/** The pipeline, end to end: topology → traffic → bill → estimate. */
import type { RateSource } from './billing/rate-table.ts';
import { matchesLine } from './billing/discount.ts';
import { formatAmount, parseAmount, scaleAmount, compare, type Amount } from './billing/money.ts';
import { catalogueOf } from './catalogue.ts';
import { diagnose, type DiagnosticCode, type DiagnosticDetails, type DiagnosticPlace } from './diagnostics/catalog.ts';
import { formatPath, type Diagnostic, type Path } from './diagnostics/diagnostic.ts';
import { computeBill, type Bill } from './engine/bill.ts';
import { place, type Notice, type Placed } from './engine/placed.ts';
import { solveTopologyTraffic, type Traffic } from './engine/traffic.ts';
import { kinds } from './kinds/index.ts';
import { products, transfers } from './products/index.ts';
import { crossings, type Crossing } from './engine/transfer.ts';
import type { Sources } from './topology/merge.ts';
import type { Topology } from './topology/model.ts';
import { resolve } from './topology/resolve.ts';

/** Past this age the prices deserve a warning. */
const STALE_DAYS = 180;
const DAY_MILLISECONDS = 86_400_000;

export interface EstimateOptions {
  readonly rates: RateSource;
  /** The day that the age of the prices is counted to. */
  readonly today: Date;
}

export interface BudgetVerdict {
  /** What it is for: the whole bill, a component, or a tag such as `team:web`. */
  readonly scope: string;
  /** In US dollars. */
  readonly limit: Amount;
  readonly actual: Amount;
  /** Unknown where the bill is only a lower bound that lies within the budget. */
  readonly met: boolean | undefined;
}

export interface Estimate {
  readonly topology: Topology;
  readonly placed: readonly Placed[];
  readonly traffic: Traffic;
  /** Bytes that leave a zone, a region or the provider. */
  readonly crossings: readonly Crossing[];
  readonly bill: Bill;
  readonly budgets: readonly BudgetVerdict[];
  readonly warnings: readonly Diagnostic[];
}

export type EstimateResult =
  | { readonly ok: true; readonly estimate: Estimate }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

/** Estimates a topology. Errors of the input are returned, all at once; nothing is thrown for them. */
export function estimate(sources: Sources, { rates, today }: EstimateOptions): EstimateResult {
  const unreadable = sources.diagnostics.some((one) => one.severity === 'error');
  if (unreadable && sources.value === undefined) return { ok: false, diagnostics: sources.diagnostics };
  const locate = (path: Path, at?: 'key' | 'value') => sources.locate(path, at);
  const { topology, diagnostics } = resolve(sources.value, locate, catalogueOf(rates));
  if (!topology || unreadable) {
    // What could not be read is not judged a second time.
    const reported = new Set(sources.diagnostics.map((one) => formatPath(one.path)));
    const further = diagnostics.filter((one) => one.severity === 'error' && !reported.has(formatPath(one.path)));
    return { ok: false, diagnostics: [...sources.diagnostics, ...further] };
  }

  const notices = new Map<string, Notice>();
  const notice = (one: Notice) => void notices.set(`${one.component}\n${one.message}`, one);
  const placed = place(topology, kinds, products, rates, notice);
  const solved = solveTopologyTraffic(topology, placed);
  if (!solved.ok) {
    const path: Path = ['components', solved.cycle[0]!, 'calls'];
    const error = diagnose(
      'endless-cycle',
      { components: solved.cycle, requestClass: solved.requestClass },
      { path, position: locate(path) },
    );
    return { ok: false, diagnostics: [...sources.diagnostics, ...diagnostics, error] };
  }
  const { traffic } = solved;
  const crossed = crossings(topology, placed, traffic);
  const bill = computeBill(topology, placed, traffic, crossed, transfers, rates, notice);

  const warnings: Diagnostic[] = [...sources.diagnostics, ...diagnostics];
  const warn = <Code extends DiagnosticCode>(code: Code, details: DiagnosticDetails<Code>, at: DiagnosticPlace) =>
    warnings.push(diagnose(code, details, { ...at, severity: 'warning' }));
  for (const { component, message, fix } of notices.values()) {
    const path: Path = ['components', component];
    warn('notice', { message, fix }, { path, position: locate(path, 'key') });
  }
  for (const requestClass of topology.classes) {
    const path: Path = ['workload', requestClass.name];
    const isMoving = requestClass.profile === 'daily' || requestClass.profile === 'business-hours';
    if (isMoving && requestClass.peak <= requestClass.rate)
      warn('flat-profile', {}, { path: [...path, 'profile'], position: locate([...path, 'profile']) });
    if (requestClass.closed) warn('closed-class-bound', {}, { path, position: locate(path, 'key') });
    if (requestClass.responseBytes === undefined)
      warn('unsized-class', { name: requestClass.name }, { path, position: locate(path, 'key') });
  }
  for (const [index, { component, items }] of bill.components.entries()) {
    if (items.length > 0 || traffic.loads[index]!.classes.length > 0) continue;
    const path: Path = ['components', component];
    warn('idle-component', { name: component }, { path, position: locate(path, 'key') });
  }
  if (traffic.unsized.length > 0)
    warn(
      'unsized-calls',
      { calls: traffic.unsized },
      { path: ['components'], position: locate(['components'], 'key') },
    );
  for (const line of bill.unpriced) {
    const path: Path = ['components', line.component];
    warn(
      'unpriced',
      { meter: `${line.service} ${line.meter}`, reason: line.unpriced! },
      { path, position: locate(path, 'key') },
    );
  }
  const lines = bill.components.flatMap((one) => one.items);
  for (const [what, rules] of [
    ['discounts', topology.discounts],
    ['overrides', topology.overrides],
  ] as const) {
    for (const [index, { match }] of rules.entries()) {
      if (lines.some((line) => matchesLine(match, line))) continue;
      const path: Path = ['prices', what, index];
      warn('unmatched-price', { what: what.slice(0, -1) }, { path, position: locate(path) });
    }
  }
  if (bill.oldest !== undefined) {
    const days = Math.floor((today.getTime() - Date.parse(bill.oldest)) / DAY_MILLISECONDS);
    if (days > STALE_DAYS) warn('stale-prices', { oldest: bill.oldest, days }, { path: [] });
  }
  return {
    ok: true,
    estimate: { topology, placed, traffic, crossings: crossed, bill, budgets: judgeBudgets(topology, bill), warnings },
  };
}

function judgeBudgets(topology: Topology, bill: Bill): BudgetVerdict[] {
  const { budget } = topology;
  if (!budget) return [];
  const verdicts: BudgetVerdict[] = [];
  const judge = (scope: string, limit: string, actual: Amount, isLowerBound: boolean) => {
    const most = parseAmount(limit);
    const within = compare(actual, most) <= 0;
    verdicts.push({ scope, limit: most, actual, met: within && isLowerBound ? undefined : within });
  };
  const lacking = new Set(bill.unpriced.map((line) => line.component));
  if (budget.monthly !== undefined) judge('total', budget.monthly, bill.total, bill.atLeast);
  for (const [name, limit] of Object.entries(budget.components ?? {})) {
    const one = bill.components.find((candidate) => candidate.component === name);
    if (one) judge(`component ${name}`, limit, one.total, lacking.has(name));
  }
  for (const [tag, limit] of Object.entries(budget.tags ?? {})) {
    const [key, value] = [tag.slice(0, tag.indexOf(':')), tag.slice(tag.indexOf(':') + 1)];
    const tagged = topology.components.filter((component) => component.tags[key] === value);
    const names = new Set(tagged.map((component) => component.name));
    const actual = bill.components
      .filter((one) => names.has(one.component))
      .reduce((total, one) => (total + one.total) as Amount, 0n as Amount);
    judge(
      `tag ${tag}`,
      limit,
      actual,
      [...names].some((name) => lacking.has(name)),
    );
  }
  return verdicts;
}

/** An amount in the currency that the topology asks to be shown, as digits with two decimals. */
export function shown(amount: Amount, { perUsd }: Topology['currency'], places = 2): string {
  return formatAmount(scaleAmount(amount, parseAmount(perUsd), parseAmount('1')), places);
}
