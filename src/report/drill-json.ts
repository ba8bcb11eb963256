/** A drill as JSON, version `quoin/drill/1`: seconds, shares from 0 to 1, `null` for what has no end or is not known. */
import { printableJson } from '../diagnostics/render.ts';
import type { Drill, DrilledClass, DrilledScenario } from '../engine/drill/result.ts';
import type { DrillReporter } from './drill.ts';

export const DRILL_SCHEMA = 'quoin/drill/1';

const finite = (value: number | undefined) => (value !== undefined && Number.isFinite(value) ? value : null);

const classJson = ({ requestClass, state, headroom, latency, notes }: DrilledClass) => ({
  class: requestClass,
  state,
  headroom: finite(headroom),
  latency: latency ?? null,
  notes,
});

const scenarioJson = ({ scenario, scope, classes, surges, data, partition }: DrilledScenario) => ({
  scenario,
  scope,
  classes: classes.map(classJson),
  surges: surges.map(({ component, rate, resource, utilization }) => ({
    component,
    rate: { before: finite(rate.before), after: finite(rate.after) },
    resource: resource ?? null,
    utilization: utilization ? { before: finite(utilization.before), after: finite(utilization.after) } : null,
  })),
  data: data.map(({ component, copies, left, recoveryPoint, recoveryTime }) => ({
    component,
    copies,
    left,
    recovery_point: finite(recoveryPoint),
    recovery_time: finite(recoveryTime),
  })),
  partition: partition
    ? {
        sides: partition.sides,
        components: partition.components.map(({ component, writes, reads, isConsistent, note }) => ({
          component,
          writes,
          reads,
          consistent: isConsistent,
          note,
        })),
      }
    : null,
});

/** The JSON object of a drill: stable keys. */
export function drillToJson({ topology, base, scenarios, leftOut }: Drill) {
  return {
    schema: DRILL_SCHEMA,
    topology,
    base: base.map(classJson),
    scenarios: scenarios.map(scenarioJson),
    left_out: leftOut,
  };
}

export type DrillJson = ReturnType<typeof drillToJson>;

/** Two-space JSON with a final newline. */
export const drillJson: DrillReporter = (drill) => `${printableJson(JSON.stringify(drillToJson(drill), null, 2))}\n`;
