/** Demands that two estimates take as they stand though their processors differ. */
import type { RateSource } from '../billing/rate-table.ts';
import type { Estimate } from '../estimate/estimate.ts';
import { speedRatio } from '../products/speed.ts';

/** Speeds that are nearer to each other than this are alike: scores of one processor differ by as much. */
const ALIKE = 0.03;

/**
 * Warnings about components that run on instances of different speed on the two sides while their CPU times are not said to be
 * measured on any (`demand.on`), so that each side takes them as its own.
 *
 * @returns one sentence a component; none where a side is a saved estimate, whose demands are not known
 */
export function unscaledDemands(
  old: Estimate | undefined,
  now: Estimate | undefined,
  rates: RateSource,
): readonly string[] {
  if (!old || !now || old === now) return [];
  const before = new Map(old.placed.map((one) => [one.component.name, one]));
  return now.placed.flatMap(({ component, spec }) => {
    const other = before.get(component.name);
    if (!spec || !other?.spec || other.spec.instance === spec.instance) return [];
    const demands = [component.demand, ...component.classDemand.values()];
    const isGiven = demands.some((demand) => demand?.cpu !== undefined) || component.service?.mean !== undefined;
    if (!isGiven || demands.some((demand) => demand?.on !== undefined)) return [];
    const from = other.spec;
    const fix = `write demand: { on: ${from.instance} } where it was measured there`;
    if (other.component.provider !== component.provider)
      return [
        `warning: components.${component.name}: its CPU time is taken alike on ${from.instance} and ${spec.instance}, of two providers whose speeds are not comparable: ${fix}`,
      ];
    const ratio = speedRatio(component.provider, from, spec, rates);
    if (ratio !== undefined && Math.abs(ratio - 1) < ALIKE) return [];
    const speeds =
      ratio === undefined
        ? `how fast ${spec.instance} is against ${from.instance} is not known`
        : `a vCPU of ${spec.instance} is ${ratio.toFixed(2)} × as fast as one of ${from.instance} (CoreMark)`;
    return [
      `warning: components.${component.name}: ${speeds}, and its CPU time is taken alike on both without demand.on: ${fix}`,
    ];
  });
}
