/** What a class's requests call while something is lost: what fails with it, what answers instead, what is left out. */
import type { Call, RequestClass, Topology } from '../../topology/model.ts';
import type { Availability } from '../availability.ts';
import type { Placed } from '../placed.ts';
import { callsOf } from '../plans.ts';

export interface WayCall {
  readonly from: number;
  readonly to: number;
  /** What is called in its place. */
  readonly other: number | undefined;
  /**
   * What its failure does, as in the availability: fails the caller (`required`), leaves a part out (`optional`,
   * `async`), or lets work wait (`buffered`).
   */
  readonly as: 'required' | 'optional' | 'async' | 'buffered';
  readonly call: Call;
}

/** Everything that a class may call. */
export interface Way {
  readonly requestClass: RequestClass;
  readonly entry: number;
  readonly components: ReadonlySet<number>;
  readonly calls: ReadonlyMap<number, readonly WayCall[]>;
  /** Calls that lead to a component, directly or in place of another. */
  readonly callers: ReadonlyMap<number, readonly WayCall[]>;
}

export function wayOf(
  requestClass: RequestClass,
  topology: Topology,
  placed: readonly Placed[],
  { failures }: Availability,
): Way {
  const entry = topology.indexOf.get(requestClass.enters)!;
  const components = new Set([entry]);
  const calls = new Map<number, WayCall[]>();
  const callers = new Map<number, WayCall[]>();
  for (const from of components) {
    const own: WayCall[] = [];
    for (const call of callsOf(placed[from]!.component, requestClass.name)) {
      const to = topology.indexOf.get(call.to)!;
      const other = call.fallback === undefined ? undefined : topology.indexOf.get(call.fallback)!;
      const isKept = failures.components[to]!.plan.buffers !== undefined;
      const as =
        call.optional || call.times === 0
          ? 'optional'
          : call.async && !isKept
            ? 'async'
            : failures.components[from]!.plan.buffers === undefined
              ? 'required'
              : 'buffered';
      const made: WayCall = { from, to, other, as, call };
      own.push(made);
      for (const callee of other === undefined ? [to] : [to, other]) {
        components.add(callee);
        const known = callers.get(callee);
        if (known) known.push(made);
        else callers.set(callee, [made]);
      }
    }
    calls.set(from, own);
  }
  return { requestClass, entry, components, calls, callers };
}

/** How a class fares. */
export interface Fare {
  readonly way: Way;
  /** Whether its entry answers. */
  readonly isUp: boolean;
  /** Calls that are not made as ever, and how they end: answered by the other, or left out. */
  readonly changed: ReadonlyMap<WayCall, 'other' | 'out'>;
  /** Components that its requests still reach, and those of them whose answer they cannot do without. */
  readonly reached: ReadonlySet<number>;
  readonly required: ReadonlySet<number>;
  /** What is gone of all that it cannot do without, where it is down. */
  readonly causes: readonly number[];
  /** Required calls that nobody carries between the two sides of a partition, where it is down. */
  readonly cut: readonly WayCall[];
}

/**
 * Follows failures from what is gone to whoever cannot do without it: a component fails with a required call that
 * neither its callee nor its fallback answers. Around a cycle what does not fail by anything else stays up, as in the
 * availability.
 *
 * @param isGone components that answer nothing
 * @param isCut whether one cannot reach the other; `region`: where a call says that the other answers
 */
export function fareOf(
  way: Way,
  isGone: (component: number) => boolean,
  isCut: (from: number, to: number, region?: string) => boolean,
): Fare {
  const down = new Set<number>();
  const stack: number[] = [];
  const isMissing = ({ from, to, call }: WayCall): boolean => down.has(to) || isCut(from, to, call.region);
  const fails = (one: WayCall): boolean =>
    isMissing(one) && (one.other === undefined || down.has(one.other) || isCut(one.from, one.other));
  const fall = (component: number) => {
    if (down.has(component)) return;
    down.add(component);
    stack.push(component);
  };
  for (const component of way.components) {
    if (isGone(component)) fall(component);
    for (const one of way.calls.get(component)!)
      if (
        one.as === 'required' &&
        (isCut(one.from, one.to, one.call.region) || (one.other !== undefined && isCut(one.from, one.other))) &&
        fails(one)
      )
        fall(component);
  }
  for (let next = stack.pop(); next !== undefined; next = stack.pop())
    for (const one of way.callers.get(next) ?? []) if (one.as === 'required' && fails(one)) fall(one.from);

  const isUp = !down.has(way.entry);
  const changed = new Map<WayCall, 'other' | 'out'>();
  const required = new Set<number>();
  const reached = new Set<number>();
  const causes = new Set<number>();
  const cut = new Set<WayCall>();
  if (isUp) {
    reached.add(way.entry);
    for (const component of reached)
      for (const one of way.calls.get(component)!) {
        const isAnswered = !isMissing(one);
        const to = isAnswered ? one.to : fails(one) ? undefined : one.other;
        if (!isAnswered) changed.set(one, to === undefined ? 'out' : 'other');
        if (to !== undefined) reached.add(to);
        // Who stands in is called for errors, too.
        if (isAnswered && one.other !== undefined && !down.has(one.other)) reached.add(one.other);
      }
    required.add(way.entry);
    for (const component of required)
      for (const one of way.calls.get(component)!)
        if (one.as === 'required') required.add(changed.get(one) === 'other' ? one.other! : one.to);
  } else {
    const seen = new Set([way.entry]);
    for (const component of seen) {
      if (isGone(component)) {
        causes.add(component);
        continue;
      }
      for (const one of way.calls.get(component)!) {
        if (one.as !== 'required' || !fails(one)) continue;
        if (down.has(one.to)) seen.add(one.to);
        else cut.add(one);
      }
    }
  }
  return { way, isUp, changed, reached, required, causes: [...causes], cut: [...cut] };
}
