/**
 * A drill as JSON, version `quoin/drill/1`: seconds, shares from 0 to 1, `null` for what has no end or is not known.
 */
import { printableJson } from '../diagnostics/render.ts';
import type { Drill, DrilledClass, DrilledScenario, Effect } from '../engine/drill/result.ts';
import { effectText, outcomeText } from './drill-text.ts';
import type { DrillReporter } from './drill.ts';

export const DRILL_SCHEMA = 'quoin/drill/1';

const finite = (value: number | undefined) => (value !== undefined && Number.isFinite(value) ? value : null);

/** A name as JSON has it: `stand_ins`. */
const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** By its name, with what it is about; `null` for what is not known or has no end. */
const effectJson = (effect: Effect): { readonly effect: Effect['effect'] } & Readonly<Record<string, unknown>> => {
  const entries = Object.entries(effect).map(([name, value]: [string, unknown]) => [
    snake(name),
    value === undefined || value === Infinity ? null : value,
  ]);
  return Object.fromEntries(entries) as ReturnType<typeof effectJson>;
};

const classJson = ({ requestClass, state, headroom, latency, effects }: DrilledClass) => ({
  class: requestClass,
  state,
  headroom: finite(headroom),
  latency: latency ?? null,
  notes: effects.map(effectText),
  effects: effects.map(effectJson),
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
        components: partition.components.map(({ component, writes, reads, isConsistent, outcome }) => ({
          component,
          writes,
          reads,
          consistent: isConsistent,
          note: outcomeText(outcome),
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
