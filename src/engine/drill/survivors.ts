/**
 * The topology and the plans of what is left: calls that lead elsewhere, fewer nodes, caches that pass everything on.
 */
import type { Load } from '../../kinds/kind.ts';
import type { Plan, Work } from '../../kinds/performance.ts';
import type { Call, RequestClass } from '../../topology/model.ts';
import type { Placed } from '../placed.ts';
import type { ComponentPlan, Remains } from '../component-plan.ts';
import { fallbackCall, passingAll } from '../replaced.ts';
import type { Condition } from './losses.ts';
import type { Fare } from './ways.ts';

/** The components with what the classes still call, and with caches that hold nothing. */
export function placedThen(
  placed: readonly Placed[],
  fares: readonly Fare[],
  conditions: ReadonlyMap<number, Condition>,
): { readonly placed: readonly Placed[]; readonly changed: ReadonlySet<number> } {
  const changed = new Set<number>();
  const made = [...placed];
  const others = new Map<Call, Call>();
  const alone = new Map<Call, Call>();
  const calls = new Map<number, Map<string, readonly Call[]>>();
  for (const { way, isUp, changed: ends, reached } of fares) {
    if (!isUp) continue;
    for (const component of reached) {
      let isSame = true;
      const own = way.calls.get(component)!.flatMap((one): readonly Call[] => {
        const { call, other } = one;
        const end = ends.get(one);
        if (end === undefined) {
          if (other === undefined || reached.has(other)) return [call];
          isSame = false;
          return [remembered(alone, call, () => ({ ...call, fallback: undefined }))];
        }
        isSame = false;
        if (end === 'out') return [];
        return [remembered(others, call, () => fallbackCall(call))];
      });
      if (isSame) continue;
      let byClass = calls.get(component);
      if (!byClass) calls.set(component, (byClass = new Map(placed[component]!.component.classCalls)));
      byClass.set(way.requestClass.name, own);
    }
  }
  for (const [index, classCalls] of calls) {
    changed.add(index);
    made[index] = { ...made[index]!, component: { ...made[index]!.component, classCalls } };
  }
  for (const [index, { state, regions }] of conditions) {
    const { component, kind: known } = made[index]!;
    const options = regions.size > 0 ? known.without?.(component.options as never, regions) : undefined;
    if (options !== undefined && options !== component.options) {
      changed.add(index);
      made[index] = { ...made[index]!, component: { ...component, options: options as typeof component.options } };
    }
    if (state !== 'bypassed' && state !== 'cold') continue;
    changed.add(index);
    made[index] = passingAll(made[index]!);
  }
  return { placed: made, changed };
}

function remembered(known: Map<Call, Call>, call: Call, make: () => Call): Call {
  let made = known.get(call);
  if (!made) known.set(call, (made = make()));
  return made;
}

/**
 * A class as the file gives it: of a closed one the most that its users can reach, from which the solution starts
 * again.
 */
export const asGiven = (requestClass: RequestClass): RequestClass => {
  const { closed } = requestClass;
  if (!closed || closed.thinkTimeSeconds === 0) return requestClass;
  return {
    ...requestClass,
    rate: closed.users / closed.thinkTimeSeconds,
    peak: closed.peakUsers / closed.thinkTimeSeconds,
  };
};

const PASSED: ComponentPlan = {
  plan: { tiers: [], work: () => [] },
  limits: [],
  assumptions: [],
  scaling: [],
  unknown: new Map(),
  surplusCpu: 0,
};

/**
 * How the plans follow: a plan whose load and nodes are what they were still holds, so that only what has changed is
 * planned again.
 *
 * @param changed components whose calls or share of misses have changed
 * @param isScaled whether a component's nodes follow its load
 */
export function remainsOf(
  base: { readonly plans: readonly ComponentPlan[]; readonly loads: readonly Load[] },
  loads: readonly Load[],
  conditions: ReadonlyMap<number, Condition>,
  { changed, isScaled }: { readonly changed: ReadonlySet<number>; isScaled(component: number): boolean },
): Remains {
  return {
    nodes(component, count) {
      // The fleet as it stands when it happens: what autoscaling adds takes minutes.
      const whole = isScaled(component) ? (base.plans[component]!.plan.tiers[0]?.nodes ?? count) : count;
      return Math.max(1, whole - (conditions.get(component)?.lost ?? 0));
    },
    adjust(component, plan) {
      const condition = conditions.get(component);
      if (!condition) return plan;
      if (condition.state === 'cold') return coldPlan(plan);
      return condition.state === 'reduced' ? reducedPlan(plan, base.plans[component]!.plan, condition) : plan;
    },
    known(component) {
      const state = conditions.get(component)?.state;
      if (state === 'bypassed') return PASSED;
      if (state === 'gone') return base.plans[component]!;
      if (state !== undefined || changed.has(component)) return undefined;
      return isSameLoad(base.loads[component]!, loads[component]!) ? base.plans[component]! : undefined;
    },
  };
}

/** Rounding of sums in another order. */
const isClose = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-12 * Math.max(Math.abs(a), Math.abs(b));

function isSameLoad(a: Load, b: Load): boolean {
  if (a === b) return true;
  return (
    a.classes.length === b.classes.length &&
    a.incoming.length === b.incoming.length &&
    a.outgoing.length === b.outgoing.length &&
    isClose(a.requestBytesPerSecond, b.requestBytesPerSecond) &&
    isClose(a.responseBytesPerSecond, b.responseBytesPerSecond) &&
    a.classes.every(
      (one, i) =>
        one.requestClass.name === b.classes[i]!.requestClass.name && isClose(one.peakRate, b.classes[i]!.peakRate),
    ) &&
    a.incoming.every(
      (one, i) => one.operation === b.incoming[i]!.operation && isClose(one.peakRate, b.incoming[i]!.peakRate),
    ) &&
    a.outgoing.every((one, i) => one.to === b.outgoing[i]!.to && isClose(one.peakRate, b.outgoing[i]!.peakRate))
  );
}

/** A cache that holds nothing: what it had to miss for is what every request does. */
function coldPlan(plan: Plan): Plan {
  const isGated = (steps: readonly Work[]): boolean =>
    steps.some(
      (step) =>
        (step.do === 'calls' && step.gated) ||
        (step.do === 'either' && step.branches.some((branch) => isGated(branch.steps))) ||
        ((step.do === 'visit' || step.do === 'repeat') && isGated(step.steps)),
    );
  const missed = (steps: readonly Work[]): readonly Work[] =>
    steps.flatMap((step): readonly Work[] => {
      if (step.do === 'either') {
        const gated = step.branches.find((branch) => isGated(branch.steps));
        return gated ? missed(gated.steps) : [step];
      }
      if (step.do === 'visit' || step.do === 'repeat') return [{ ...step, steps: missed(step.steps) }];
      return [step];
    });
  return { ...plan, work: rewritten(plan, missed) };
}

/** Steps rewritten once for each array, so that classes that do the same still do. */
function rewritten(plan: Plan, rewrite: (steps: readonly Work[]) => readonly Work[]): Plan['work'] {
  const known = new Map<readonly Work[], readonly Work[]>();
  return (requestClass) => {
    const steps = plan.work(requestClass);
    let made = known.get(steps);
    if (!made) known.set(steps, (made = rewrite(steps)));
    return made;
  };
}

/**
 * A plan with the nodes that are left.
 *
 * Visits to a tier without any node left go to the tier that has most of them: reads of replicas to the primary. Of
 * answers that are raced for, as many as copies or members are missing do not come: those of the regions that are lost,
 * else the nearest ones, for the slowest row is shown. What is done at each node of a tier beside the request (applying
 * a write at each replica) is done as often as there are nodes.
 *
 * @param before the plan with all nodes
 */
function reducedPlan(plan: Plan, before: Plan, { tiers: left, missing, regions }: Condition): Plan {
  const most = left.indexOf(Math.max(...left));
  const target = (tier: number): number => ((left[tier] ?? 1) > 0 ? tier : most);
  const shareLeft = (tier: number): number => (left[tier] ?? 1) / (before.tiers[tier]?.nodes || 1);
  /** The tier whose node answers a branch. */
  const answering = (steps: readonly Work[]): number | undefined =>
    steps.flatMap((step) => (step.do === 'visit' ? [step.tier] : []))[0];
  const rewrite = (steps: readonly Work[], isAwaited: boolean): readonly Work[] =>
    steps.flatMap((step): readonly Work[] => {
      switch (step.do) {
        case 'visit':
          if (!isAwaited && left[step.tier] === 0) return [];
          return [{ ...step, tier: target(step.tier), steps: rewrite(step.steps, isAwaited) }];
        case 'repeat': {
          const inner = rewrite(step.steps, isAwaited);
          const tier = isAwaited ? undefined : answering(step.steps);
          const times = tier === undefined ? step.times : step.times * shareLeft(tier);
          return inner.length === 0 || times === 0 ? [] : [{ ...step, times, steps: inner }];
        }
        case 'either':
          return [
            { ...step, branches: step.branches.map((one) => ({ ...one, steps: rewrite(one.steps, isAwaited) })) },
          ];
        case 'fork':
          return [raced(step, isAwaited)];
        default:
          return [step];
      }
    });
  const raced = (step: Extract<Work, { do: 'fork' }>, isAwaited: boolean): Work => {
    const isBeside = step.needed === 1 && step.branches.length === 2 && step.branches[0]!.length === 0;
    if (isBeside) return { ...step, branches: [[], rewrite(step.branches[1]!, false)] };
    let spare = step.branches.length - step.needed;
    const lost = new Set<number>();
    const fastest = [...step.branches.keys()].toSorted(
      (a, b) => delayOf(step.branches[a]!) - delayOf(step.branches[b]!),
    );
    const drop = (isOne: (tier: number | undefined) => boolean, count: number) => {
      for (const at of fastest) {
        if (count === 0 || spare === 0) return;
        // The first branch is the node's own.
        if (lost.has(at) || (at === 0 && left.some((nodes) => nodes > 0) && step.branches.length > count + 1)) continue;
        if (!isOne(answering(step.branches[at]!))) continue;
        lost.add(at);
        spare--;
        count--;
      }
    };
    if (step.regions) {
      for (const [region, count] of regions)
        for (const at of fastest.filter((one) => step.regions![one] === region).slice(0, count)) lost.add(at);
      const rest = step.branches.flatMap((branch, at) => (lost.has(at) ? [] : [rewrite(branch, isAwaited)]));
      return { ...step, branches: rest, regions: step.regions.filter((_, at) => !lost.has(at)) };
    }
    for (const [tier, nodes] of left.entries()) if (nodes === 0) drop((one) => one === tier, step.branches.length);
    const gone = lost.size;
    const tiers = new Set(step.branches.map(answering));
    for (const tier of tiers)
      drop((one) => one === tier, Math.max(0, (tier === undefined ? (missing[0] ?? 0) : (missing[tier] ?? 0)) - gone));
    const branches = step.branches.flatMap((branch, at) => (lost.has(at) ? [] : [rewrite(branch, isAwaited)]));
    return { ...step, branches };
  };
  return {
    ...plan,
    // A tier that nobody asks keeps a node, for there are no tiers without.
    tiers: plan.tiers.map((tier, index) => ({ ...tier, nodes: Math.max(1, left[index] ?? tier.nodes) })),
    work: rewritten(plan, (steps) => rewrite(steps, true)),
  };
}

/** Mean of what passes before and beside the work of a branch. */
const delayOf = (steps: readonly Work[]): number =>
  steps.reduce((sum, step) => sum + (step.do === 'delay' ? step.time.mean : 0), 0);
