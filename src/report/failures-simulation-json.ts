/** Simulated failures as JSON, version `quoin/simulate-failures/1`: shares of time from 0 to 1. */
import { formatPath } from '../diagnostics/diagnostic.ts';
import { printableJson } from '../diagnostics/render.ts';
import type { FailureComparison } from '../validation/failures.ts';
import type { FailureReporter } from './failures-simulation.ts';

export const FAILURES_SCHEMA = 'quoin/simulate-failures/1';

const inverse = (share: number | undefined) => (share === undefined ? null : 1 - share);

/** The JSON object of a comparison: stable keys. */
export function failuresToJson({ topology, seed, events, classes, warnings }: FailureComparison) {
  return {
    schema: FAILURES_SCHEMA,
    topology,
    seed,
    events,
    classes: classes.map(({ requestClass, analytic, simulated, difference, agrees }) => {
      const { value, low, high } = simulated.unavailability;
      return {
        class: requestClass,
        analytic: {
          unavailability: analytic.unavailability,
          availability: 1 - analytic.unavailability,
          error: analytic.error,
          unknown: analytic.unknown,
        },
        simulated: {
          unavailability: { value, low: low ?? null, high: high ?? null },
          availability: { value: 1 - value, low: inverse(high), high: inverse(low) },
        },
        difference: difference ?? null,
        agree: agrees ?? null,
        method: simulated.method,
        cycles: simulated.cycles,
        effective_cycles: simulated.effective,
        years: simulated.years,
        events: simulated.events,
      };
    }),
    warnings: warnings.map(({ code, path, message, fix }) => ({
      code,
      path: formatPath(path),
      message,
      ...(fix !== undefined && { fix }),
    })),
  };
}

export type FailuresJson = ReturnType<typeof failuresToJson>;

/** Two-space JSON with a final newline. */
export const failureJson: FailureReporter = (comparison) =>
  `${printableJson(JSON.stringify(failuresToJson(comparison), null, 2))}\n`;
