/** Demands that two estimates take as they stand though their processors differ. */
import type { RateSource } from '../billing/rate-table.ts';
import { diagnoseWarning } from '../diagnostics/catalog.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { warned } from '../diagnostics/warnings.ts';
import type { Estimate } from '../estimate/estimate.ts';
import { speedRatio } from '../products/speed.ts';

/** Speeds that are nearer to each other than this are alike: scores of one processor differ by as much. */
const ALIKE = 0.03;

/**
 * Warnings about components that run on instances of different speed on the two sides while their CPU times are not
 * said to be measured on any (`demand.on`), so that each side takes them as its own.
 *
 * @returns one a component, without its place in a file; none where a side is a saved estimate, whose demands are
 * not known
 */
export function unscaledDemands(
  old: Estimate | undefined,
  now: Estimate | undefined,
  rates: RateSource,
): readonly Diagnostic[] {
  if (!old || !now || old === now || now.allowed.includes('unscaled-demand')) return [];
  const before = new Map(old.placed.map((one) => [one.component.name, one]));
  return now.placed.flatMap(({ component, spec }) => {
    const other = before.get(component.name);
    if (!spec || !other?.spec || other.spec.instance === spec.instance) return [];
    const demands = [component.demand, ...component.classDemand.values()];
    const isGiven = demands.some((demand) => demand?.cpu !== undefined) || component.service?.mean !== undefined;
    if (!isGiven || demands.some((demand) => demand?.on !== undefined)) return [];
    const from = other.spec;
    const isAcrossProviders = other.component.provider !== component.provider;
    const ratio = isAcrossProviders ? undefined : speedRatio(component.provider, from, spec, rates);
    if (ratio !== undefined && Math.abs(ratio - 1) < ALIKE) return [];
    const details = { from: from.instance, to: spec.instance, ratio, isAcrossProviders };
    return [diagnoseWarning(warned('unscaled-demand', details), { path: ['components', component.name] })];
  });
}
