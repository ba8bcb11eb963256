/** How a class is judged while something has failed, and what is said about it. */
import type { FailPlan } from '../../kinds/failure.ts';
import { formatQuantity } from '../../topology/quantity.ts';
import type { Topology } from '../../topology/model.ts';
import type { DrilledClass } from './result.ts';
import type { ObjectiveVerdict, Performance } from '../performance.ts';
import type { Placed } from '../placed.ts';
import type { Condition } from './losses.ts';
import type { Served } from './partition.ts';
import type { Fare } from './ways.ts';
import { FULL } from '../../models/system/full.ts';

/** A class with the performance of what is left, and its index there. */
export interface Judged {
  readonly fare: Fare;
  readonly index: number;
  readonly performance: Performance;
}

const figures = (value: number): string => String(Number(value.toPrecision(3)));
const percent = (share: number): string => `${figures(share * 100)} %`;
const time = (seconds: number): string => {
  const text = formatQuantity('duration', Number(seconds.toPrecision(3)));
  return text.replace('us', 'µs').replace(/(?=[a-zµ])/, ' ');
};

export function availabilityNotes(
  topology: Topology,
  placed: readonly Placed[],
  plans: readonly FailPlan[],
  base: Performance,
) {
  const nameOf = (index: number) => placed[index]!.component.name;

  return function judge(
    { fare, index, performance }: Judged,
    conditions: ReadonlyMap<number, Condition>,
    partition: Served | undefined,
  ): DrilledClass {
    const { requestClass } = fare.way;
    const others = partition ? sideNotes(fare, partition) : [];
    if (!fare.isUp)
      return {
        requestClass: requestClass.name,
        state: 'down',
        headroom: 0,
        latency: undefined,
        notes: [...causesOf(fare, conditions), ...others],
      };
    const notes: string[] = [];
    for (const component of fare.required) {
      const condition = conditions.get(component);
      if (!condition) continue;
      const name = nameOf(component);
      if (condition.state === 'bypassed')
        notes.push(`${name} is lost: all of its requests go on to ${calleesOf(component, requestClass.name)}`);
      if (condition.state === 'cold')
        notes.push(`${name} holds nothing: all of its requests go on to ${calleesOf(component, requestClass.name)}`);
      const { takeover } = plans[component]!;
      if (condition.takenOver > 0 && takeover)
        notes.push(
          condition.takenOver >= FULL
            ? `${name} answers nothing until another node has taken over: ${time(takeover.seconds)}${meanwhile(fare, component)}`
            : `${percent(condition.takenOver)} of the requests at ${name} wait until another node has taken over: ${time(takeover.seconds)}${meanwhile(fare, component)}`,
        );
    }
    for (const [{ from, to, other, as }, end] of fare.changed) {
      if (end === 'other') notes.push(`${nameOf(other!)} answers ${nameOf(from)} in place of ${nameOf(to)}`);
      else if (as === 'buffered') notes.push(`${nameOf(from)} keeps what ${nameOf(to)} has to do until that is back`);
      else
        notes.push(`${nameOf(from)} goes on without ${nameOf(to)} (${as === 'async' ? 'asynchronous' : 'optional'})`);
    }
    const { headroom, bottleneck, latency } = performance.classes[index]!;
    const response = latency();
    const isShort = headroom !== undefined && headroom < FULL;
    if (isShort) notes.push(`${percent(headroom)} of the peak is carried: ${bottleneck} is used up`);
    else if (response === undefined && requestClass.peak > 0) notes.push('its responses have no end');
    for (const component of fare.required) {
      const { refused } = performance.components[component]!;
      if (refused > base.components[component]!.refused * (1 + 1e-9) + 1e-12)
        notes.push(`${percent(refused)} of the requests at ${nameOf(component)} find no room`);
    }
    for (const verdict of verdictsOf(performance, requestClass.name)) notes.push(missed(verdict));
    const isDegraded = notes.length > 0;
    if (isDegraded) notes.push(...scaling(fare, performance));
    return {
      requestClass: requestClass.name,
      state: isDegraded ? 'degraded' : 'up',
      headroom,
      latency: response,
      notes: [...notes, ...others],
    };
  };

  /** Who stands in for it with its callers. */
  function meanwhile({ way, reached }: Fare, component: number): string {
    const others = (way.callers.get(component) ?? []).flatMap(({ from, to, other }) =>
      to === component && other !== undefined && reached.has(from) && reached.has(other) ? [nameOf(other)] : [],
    );
    return others.length > 0 ? `; ${[...new Set(others)].join(', ')} stands in meanwhile` : '';
  }

  /** The objectives that are missed, other than the availability's. Each performance is judged once. */
  function verdictsOf(performance: Performance, requestClass: string): readonly ObjectiveVerdict[] {
    return performance.slo().filter((one) => one.requestClass === requestClass && !one.met);
  }

  function calleesOf(component: number, requestClass: string): string {
    const { calls, classCalls } = placed[component]!.component;
    return [...new Set((classCalls.get(requestClass) ?? calls).map(({ to }) => to))].join(', ');
  }

  function causesOf({ causes, cut }: Fare, conditions: ReadonlyMap<number, Condition>): string[] {
    return [
      ...causes.map((component) => `cannot do without ${nameOf(component)}: ${conditions.get(component)!.reason}`),
      ...cut.map(({ from, to }) => `${nameOf(from)} cannot reach ${nameOf(to)}`),
    ];
  }

  /** Fleets on its way that are short and may grow. */
  function scaling({ reached }: Fare, performance: Performance): string[] {
    return [...reached].flatMap((component) => {
      const { autoscale } = placed[component]!.component.options as { autoscale?: { max: number } };
      const nodes = performance.plans[component]!.plan.tiers[0]?.nodes ?? 0;
      const isShort = performance.components[component]!.resources.some(({ offered }) => offered >= FULL);
      return autoscale && isShort && autoscale.max > nodes
        ? [`${nameOf(component)} may grow from ${nodes} to ${autoscale.max} nodes, which is not counted`]
        : [];
    });
  }

  /** What those on the other side of a partition get of what the class needs. */
  function sideNotes(fare: Fare, { writes, inconsistent, result: { sides } }: Served): string[] {
    const notes: string[] = [];
    for (const component of fare.way.components) {
      const serving = writes.get(component);
      if (!serving) continue;
      const name = nameOf(component);
      if (serving.length === 2) {
        if (inconsistent.has(component))
          notes.push(`${name}: both sides accept writes and differ until they are joined`);
      } else if (serving.length === 0) notes.push(`${name} refuses writes on both sides`);
      else {
        notes.push(`clients in ${sides[1 - serving[0]!]}: ${name} refuses their writes`);
      }
    }
    return [...new Set(notes)];
  }

  function missed({ objective, target, actual }: ObjectiveVerdict): string {
    if (objective === 'headroom')
      return `misses headroom ${figures(target)}: ${actual === undefined ? 'none' : figures(actual)}`;
    const name = objective.replace('latency.', '');
    return `misses ${name} ${time(target)}: ${actual === undefined ? 'unbounded' : time(actual)}`;
  }
}
