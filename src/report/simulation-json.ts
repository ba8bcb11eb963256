/** The comparison with the simulation as JSON, version `quoin/simulation/1`: seconds, and shares from 0 to 1. */
import { formatPath } from '../diagnostics/diagnostic.ts';
import { printableJson } from '../diagnostics/render.ts';
import { METRICS, type Comparison, type Interval, type Metric } from '../validation/peak.ts';
import type { SimulationReporter } from './simulation.ts';

export const SIMULATION_SCHEMA = 'quoin/simulation/1';

const finite = (value: number | undefined) => (value !== undefined && Number.isFinite(value) ? value : null);
const interval = ({ value, low, high }: Interval) => ({ value, low: low ?? null, high: high ?? null });

const metrics = <Value>(show: (metric: Metric) => Value) =>
  Object.fromEntries(METRICS.map((metric) => [metric, show(metric)])) as Record<Metric, Value>;

/** The JSON object of a comparison: stable keys. */
export function simulationToJson({ topology, seed, run, classes, resources, warnings }: Comparison) {
  return {
    schema: SIMULATION_SCHEMA,
    topology,
    seed,
    simulated_seconds: run.measured,
    warmup_seconds: run.warmup,
    replications: run.replications,
    events: run.events,
    stable: !run.isUnstable && run.stopped !== 'stalled',
    classes: classes.map(
      ({ requestClass, state, analytic, simulated, success, difference, within, requests, refusedShare }) => ({
        class: requestClass,
        state,
        analytic: analytic ?? null,
        simulated: simulated ? metrics((metric) => interval(simulated[metric])) : null,
        success: success.simulated
          ? {
              ...interval(success.simulated),
              analytic: success.analytic ?? null,
              difference: finite(success.difference),
              within: success.within ?? null,
            }
          : null,
        difference: metrics((metric) => finite(difference[metric])),
        within: { mean: within.mean ?? null, p99: within.p99 ?? null },
        events: requests,
        refused: refusedShare,
      }),
    ),
    components: resources.map(({ component, resource, analytic, simulated }) => ({
      component,
      resource,
      analytic: finite(analytic),
      simulated: finite(simulated),
    })),
    warnings: warnings.map(({ code, path, message, fix }) => ({
      code,
      path: formatPath(path),
      message,
      ...(fix !== undefined && { fix }),
    })),
  };
}

export type SimulationJson = ReturnType<typeof simulationToJson>;

/** Two-space JSON with a final newline. */
export const simulationJson: SimulationReporter = (comparison) =>
  `${printableJson(JSON.stringify(simulationToJson(comparison), null, 2))}\n`;
