/** Simulated failures beside the analytic availability. */
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { AvailabilityResult } from '../engine/availability.ts';
import type { Estimate } from '../estimate/estimate.ts';
import type { FailureResult } from '../simulation/failures.ts';

/**
 * How far the analytic unavailability may be from the simulated one, as a share of it, where it is outside the
 * interval.
 */
export const BAND = 0.05;

export interface ClassFailures {
  readonly requestClass: string;
  readonly analytic: Pick<AvailabilityResult, 'unavailability' | 'error' | 'unknown'>;
  readonly simulated: FailureResult;
  /** analytic / simulated − 1, of the unavailability; undefined where the simulated one is 0 and the other not. */
  readonly difference: number | undefined;
  /** Within the interval or `BAND`; undefined where the simulation has no interval. */
  readonly agrees: boolean | undefined;
}

export interface FailureComparison {
  readonly topology: string;
  readonly seed: number;
  readonly classes: readonly ClassFailures[];
  readonly events: number;
  readonly warnings: readonly Diagnostic[];
}

/**
 * Compares simulated failures with an estimate.
 *
 * @param results of the classes, in the order of the topology; classes that need the same may share one.
 */
export function compareFailures(
  { topology, availability, warnings }: Estimate,
  results: readonly FailureResult[],
  seed: number,
): FailureComparison {
  const classes = topology.classes.map(({ name }, index): ClassFailures => {
    const { unavailability, error, unknown } = availability.classes(index);
    const simulated = results[index]!;
    const { value, low, high } = simulated.unavailability;
    const difference = unavailability === value ? 0 : value === 0 ? undefined : unavailability / value - 1;
    const isClose = difference !== undefined && Math.abs(difference) <= BAND;
    const agrees =
      low === undefined || high === undefined
        ? undefined
        : isClose || (unavailability >= low && unavailability - error <= high);
    return { requestClass: name, analytic: { unavailability, error, unknown }, simulated, difference, agrees };
  });
  const events = [...new Set(results)].reduce((sum, one) => sum + one.events, 0);
  return { topology: topology.name, seed, classes, events, warnings };
}
