/** What the reader of an estimate should know of it: warnings about what was assumed, left out or not found. */
import { matchesLine } from '../billing/discount.ts';
import type { LineItem } from '../billing/line.ts';
import { diagnoseWarning } from '../diagnostics/catalog.ts';
import type { Diagnostic, Path, Position } from '../diagnostics/diagnostic.ts';
import { warned, type Warned } from '../diagnostics/warnings.ts';
import type { Topology } from '../topology/model.ts';
import type { Bill } from './bill.ts';
import type { Notice } from './placed.ts';
import type { Traffic } from './traffic.ts';

/** Past this age the prices deserve a warning, where no rule of the file says how old they may be. */
const STALE_DAYS = 180;
const DAY_SECONDS = 86_400;
const DAY_MILLISECONDS = 86_400_000;

interface Results {
  readonly topology: Topology;
  readonly traffic: Traffic;
  readonly bill: Bill;
  /** What kinds and products had to say. */
  readonly notices: readonly Notice[];
  /** Components of which nobody says how often they fail. */
  readonly unknownFailures: readonly string[];
}

/**
 * Warnings about an estimate.
 *
 * @param today the day that the age of the prices is counted to
 */
export function remarks(
  { topology, traffic, bill, notices, unknownFailures }: Results,
  today: Date,
  locate: (path: Path, at?: 'key' | 'value') => Position | undefined,
): Diagnostic[] {
  const warnings: Diagnostic[] = [];
  const warn = (one: Warned, path: Path, at?: 'key' | 'value') =>
    warnings.push(diagnoseWarning(one, { path, position: () => locate(path, at) }));
  for (const one of notices) warn(one, ['components', one.component], 'key');
  for (const requestClass of topology.classes) {
    const path: Path = ['workload', requestClass.name];
    const isMoving = requestClass.profile === 'daily' || requestClass.profile === 'business-hours';
    if (isMoving && requestClass.peak <= requestClass.rate) warn(warned('flat-profile'), [...path, 'profile']);
    if (requestClass.responseBytes === undefined)
      warn(warned('unsized-class', { name: requestClass.name }), path, 'key');
  }
  for (const [index, { component, items }] of bill.components.entries()) {
    if (items.length > 0 || traffic.loads[index]!.classes.length > 0) continue;
    warn(warned('idle-component', { name: component }), ['components', component], 'key');
  }
  if (unknownFailures.length > 0)
    warn(warned('unknown-failures', { components: unknownFailures }), ['components'], 'key');
  if (traffic.unsized.length > 0) warn(warned('unsized-calls', { calls: traffic.unsized }), ['components'], 'key');
  for (const line of bill.unpriced) {
    const { service, meter, region, unit } = line;
    const details = { service, meter, region, unit, reason: line.unpriced! };
    warn(warned('unpriced', details), ['components', line.component], 'key');
  }
  const lines = bill.components.flatMap((one) => one.items);
  for (const [what, rules] of [
    ['discounts', topology.discounts],
    ['overrides', topology.overrides],
  ] as const) {
    for (const [index, { match }] of rules.entries()) {
      if (lines.some((line) => matchesLine(match, line))) continue;
      warn(warned('unmatched-price', { what: what.slice(0, -1) }), ['prices', what, index]);
    }
  }
  const stale = staleLines(lines, today, oldestAllowed(topology));
  // It is about the tables, so it has no place in the file.
  if (stale) warnings.push(diagnoseWarning(stale, { path: [] }));
  return warnings;
}

/** Days that prices may be old: as the strictest rule of the file allows. */
function oldestAllowed({ checks }: Topology): number {
  const limits = checks.flatMap(({ rule, atMost }) =>
    rule === 'price-age' && atMost?.unit === 's' ? [Math.floor(atMost.seconds / DAY_SECONDS)] : [],
  );
  return limits.length > 0 ? Math.min(...limits) : STALE_DAYS;
}

/** The lines whose prices are older than they may be, the oldest first: one sentence for all of them. */
function staleLines(lines: readonly LineItem[], today: Date, limitDays: number): Warned | undefined {
  const ageOf = (date: string) => Math.floor((today.getTime() - Date.parse(date)) / DAY_MILLISECONDS);
  const dated = lines.filter((line) => line.asOf !== undefined);
  // In days: a limit may reach further back than there are dates.
  const old = dated
    .filter((line) => ageOf(line.asOf!) > limitDays)
    .toSorted((a, b) => (a.asOf! < b.asOf! ? -1 : Number(a.asOf! > b.asOf!)));
  if (old.length === 0) return undefined;
  const names = old.map(({ component, service, meter }) => `${component} ${service} ${meter}`);
  return warned('stale-prices', { oldest: old[0]!.asOf!, lines: names, of: dated.length, limitDays });
}
