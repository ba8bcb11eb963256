/** What the reader of an estimate should know of it: warnings about what was assumed, left out or not found. */
import { matchesLine } from '../billing/discount.ts';
import { diagnose, type DiagnosticCode, type DiagnosticDetails } from '../diagnostics/catalog.ts';
import type { Diagnostic, Path, Position } from '../diagnostics/diagnostic.ts';
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
  const warn = <Code extends DiagnosticCode>(
    code: Code,
    details: DiagnosticDetails<Code>,
    path: Path,
    at?: 'key' | 'value',
  ) => warnings.push(diagnose(code, details, { path, position: () => locate(path, at), severity: 'warning' }));
  for (const { component, message, fix } of notices) {
    const path: Path = ['components', component];
    warn('notice', { message, fix }, path, 'key');
  }
  for (const requestClass of topology.classes) {
    const path: Path = ['workload', requestClass.name];
    const isMoving = requestClass.profile === 'daily' || requestClass.profile === 'business-hours';
    if (isMoving && requestClass.peak <= requestClass.rate) warn('flat-profile', {}, [...path, 'profile']);
    if (requestClass.responseBytes === undefined) warn('unsized-class', { name: requestClass.name }, path, 'key');
  }
  for (const [index, { component, items }] of bill.components.entries()) {
    if (items.length > 0 || traffic.loads[index]!.classes.length > 0) continue;
    warn('idle-component', { name: component }, ['components', component], 'key');
  }
  if (unknownFailures.length > 0) warn('unknown-failures', { components: unknownFailures }, ['components'], 'key');
  if (traffic.unsized.length > 0) warn('unsized-calls', { calls: traffic.unsized }, ['components'], 'key');
  for (const line of bill.unpriced) {
    const { service, meter, region, unit } = line;
    const details = { service, meter, region, unit, reason: line.unpriced! };
    warn('unpriced', details, ['components', line.component], 'key');
  }
  const lines = bill.components.flatMap((one) => one.items);
  for (const [what, rules] of [
    ['discounts', topology.discounts],
    ['overrides', topology.overrides],
  ] as const) {
    for (const [index, { match }] of rules.entries()) {
      if (lines.some((line) => matchesLine(match, line))) continue;
      warn('unmatched-price', { what: what.slice(0, -1) }, ['prices', what, index]);
    }
  }
  if (bill.oldest !== undefined) {
    const days = Math.floor((today.getTime() - Date.parse(bill.oldest)) / DAY_MILLISECONDS);
    // It is about the tables, so it has no place in the file.
    const most = oldestAllowed(topology);
    if (days > most) {
      const limit = new Date(today.getTime() - most * DAY_MILLISECONDS).toISOString().slice(0, 10);
      const dated = lines.filter((line) => line.asOf !== undefined);
      const oldest = dated.find((line) => line.asOf === bill.oldest)!;
      const details = {
        oldest: bill.oldest,
        days,
        line: `${oldest.component} ${oldest.service} ${oldest.meter}`,
        old: dated.filter((line) => line.asOf! < limit).length,
        lines: dated.length,
        limit: most,
      };
      warnings.push(diagnose('stale-prices', details, { path: [], severity: 'warning' }));
    }
  }
  return warnings;
}

/** Days that prices may be old: as the strictest rule of the file allows. */
function oldestAllowed({ checks }: Topology): number {
  const limits = checks.flatMap(({ rule, atMost }) =>
    rule === 'price-age' && atMost?.unit === 's' ? [Math.floor(atMost.seconds / DAY_SECONDS)] : [],
  );
  return limits.length > 0 ? Math.min(...limits) : STALE_DAYS;
}
