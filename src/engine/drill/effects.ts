/** How a class is judged while something has failed, and what the failure does to it. */
import type { FailPlan } from '../../kinds/failure.ts';
import type { Topology } from '../../topology/model.ts';
import type { DrilledClass, Effect } from './result.ts';
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

export function effectsOf(
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
    const others = partition ? sideEffects(fare, partition) : [];
    if (!fare.isUp)
      return {
        requestClass: requestClass.name,
        state: 'down',
        headroom: 0,
        latency: undefined,
        effects: [...causesOf(fare, conditions), ...others],
      };
    const effects: Effect[] = [];
    for (const component of fare.required) {
      const condition = conditions.get(component);
      if (!condition) continue;
      const name = nameOf(component);
      if (condition.state === 'bypassed' || condition.state === 'cold')
        effects.push({
          effect: condition.state === 'cold' ? 'cold-cache' : 'bypassed',
          component: name,
          callees: calleesOf(component, requestClass.name),
        });
      const { takeover } = plans[component]!;
      if (condition.takenOver > 0 && takeover)
        effects.push({
          effect: 'failover',
          component: name,
          share: condition.takenOver,
          seconds: takeover.seconds,
          standIns: standInsOf(fare, component),
        });
    }
    for (const [{ from, to, other, as }, end] of fare.changed) {
      const call = { caller: nameOf(from), callee: nameOf(to) };
      if (end === 'other') effects.push({ effect: 'fallback', component: nameOf(other!), ...call });
      else if (as === 'buffered') effects.push({ effect: 'deferred', ...call });
      else effects.push({ effect: 'skipped', ...call, because: as === 'async' ? 'asynchronous' : 'optional' });
    }
    const { headroom, bottleneck, latency } = performance.classes[index]!;
    const response = latency();
    if (headroom !== undefined && headroom < FULL) effects.push({ effect: 'saturated', share: headroom, bottleneck });
    else if (response === undefined && requestClass.peak > 0) effects.push({ effect: 'unbounded-latency' });
    for (const component of fare.required) {
      const { refused } = performance.components[component]!;
      if (refused > base.components[component]!.refused * (1 + 1e-9) + 1e-12)
        effects.push({ effect: 'blocked', component: nameOf(component), share: refused });
    }
    for (const { objective, target, actual } of verdictsOf(performance, requestClass.name))
      effects.push({ effect: 'objective-missed', objective, target, actual });
    const isDegraded = effects.length > 0;
    if (isDegraded) effects.push(...growthOf(fare, performance));
    return {
      requestClass: requestClass.name,
      state: isDegraded ? 'degraded' : 'up',
      headroom,
      latency: response,
      effects: [...effects, ...others],
    };
  };

  /** Who stands in for it with its callers. */
  function standInsOf({ way, reached }: Fare, component: number): string[] {
    const others = (way.callers.get(component) ?? []).flatMap(({ from, to, other }) =>
      to === component && other !== undefined && reached.has(from) && reached.has(other) ? [nameOf(other)] : [],
    );
    return [...new Set(others)];
  }

  /** The objectives that are missed, other than the availability's. Each performance is judged once. */
  function verdictsOf(performance: Performance, requestClass: string): readonly ObjectiveVerdict[] {
    return performance.slo().filter((one) => one.requestClass === requestClass && !one.met);
  }

  function calleesOf(component: number, requestClass: string): string[] {
    const { calls, classCalls } = placed[component]!.component;
    return [...new Set((classCalls.get(requestClass) ?? calls).map(({ to }) => to))];
  }

  function causesOf({ causes, cut }: Fare, conditions: ReadonlyMap<number, Condition>): Effect[] {
    return [
      ...causes.map((component): Effect => ({
        effect: 'required-lost',
        component: nameOf(component),
        gone: conditions.get(component)!.gone!,
      })),
      ...cut.map(({ from, to }): Effect => ({ effect: 'unreachable', caller: nameOf(from), callee: nameOf(to) })),
    ];
  }

  /** Fleets on its way that are short and may grow. */
  function growthOf({ reached }: Fare, performance: Performance): Effect[] {
    return [...reached].flatMap((component): Effect[] => {
      const { autoscale } = placed[component]!.component.options as { autoscale?: { max: number } };
      const nodes = performance.plans[component]!.plan.tiers[0]?.nodes ?? 0;
      const isShort = performance.components[component]!.resources.some(({ offered }) => offered >= FULL);
      return autoscale && isShort && autoscale.max > nodes
        ? [{ effect: 'may-grow', component: nameOf(component), nodes, most: autoscale.max }]
        : [];
    });
  }

  /** What those on the other side of a partition get of what the class needs. */
  function sideEffects(fare: Fare, { writes, inconsistent, result: { sides } }: Served): Effect[] {
    const effects: Effect[] = [];
    for (const index of fare.way.components) {
      const serving = writes.get(index);
      if (!serving) continue;
      const component = nameOf(index);
      if (serving.length < 2) {
        const side = serving.length === 0 ? undefined : sides[1 - serving[0]!];
        effects.push({ effect: 'writes-refused', component, side });
      } else if (inconsistent.has(index)) effects.push({ effect: 'diverges', component });
    }
    return effects;
  }
}
