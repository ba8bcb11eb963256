/** Joins the plans of all components into one system of queues, as the solver and the simulation read it. */
import { warned } from '../diagnostics/warnings.ts';
import { CROSS_ZONE, SAME_ZONE } from '../assumptions/network.ts';
import { protocolCost } from '../assumptions/protocols.ts';
import type { Work } from '../kinds/performance.ts';
import type { Dispatch, Routine, Source, Step, System, SystemCall, Tier, Time } from '../models/system/system.ts';
import { zoneCrossingShare } from '../models/traffic/zone-crossing.ts';
import { staysInZone } from './zones.ts';
import type { Call, RequestClass, Topology } from '../topology/model.ts';
import type { Placed } from './placed.ts';
import { callsOf, payloadOf, timeOf } from './plans.ts';
import type { ComponentPlan } from './component-plan.ts';
import type { Traffic } from './traffic.ts';
import type { Loaded } from './scenario.ts';

export interface Joined {
  readonly system: System;
  /** Routine of each component, by class name; classes that do the same share one. */
  readonly routineOf: readonly ReadonlyMap<string, number>[];
  /** Component of each tier. */
  readonly componentOfTier: readonly number[];
  /** By routine, its calls in the order of the file. */
  readonly callsOfRoutine: readonly (readonly SystemCall[])[];
  /** The way of each call that has one, for explaining: what it is made of. */
  readonly wires: ReadonlyMap<string, Wire>;
}

/** What the way of a call takes. */
export interface Wire {
  readonly roundTrip: number;
  readonly crossing: number;
  readonly setup: number;
  readonly serialization: number;
  readonly time: Time;
}

/**
 * Bandwidth of one flow: what a TCP connection outside a placement group gets on EC2. @see docs.aws.amazon.com/AWSEC2
 * (5 Gbit/s single-flow)
 */
export const FLOW_BITS_PER_SECOND = 5e9;

/** Dispatches from best to worst mean wait: of several callers the worst counts. */
const DISPATCHES: readonly Dispatch[] = ['shared', 'least-connections', 'power-of-two', 'round-robin', 'random'];

/** Where a call leads, on which way and by which rules. */
interface Way {
  readonly call: Call;
  readonly to: number;
  readonly wire: Time | undefined;
  readonly other: number | undefined;
}

/** What decides how a call is made, beside where it leads. */
const RULES = [
  'times',
  'async',
  'optional',
  'parallel',
  'errors',
  'retries',
  'timeoutSeconds',
  'hedgeSeconds',
  'optional',
] as const satisfies readonly (keyof Call)[];

/** A routine that other classes may share: those that do the same work and call the same routines. */
interface Shared {
  readonly routine: number;
  /** The closed class whose it is; none's by default. */
  readonly owner: string;
  /** Share of the requests that go on to its calls, or to who works through what it keeps. */
  readonly goingOn: number;
  /** The same array is the same work. */
  readonly work: readonly Work[];
  readonly ways: readonly Way[];
}

export function joinPlans(
  { topology, placed, traffic, trips, notice }: Loaded,
  plans: readonly ComponentPlan[],
): Joined {
  const wires = new Map<string, Wire>();
  const dispatchOf = callerDispatch(topology, placed, traffic);
  const tiers: Tier[] = [];
  const firstTier: number[] = [];
  const componentOfTier: number[] = [];
  for (const [index, { plan }] of plans.entries()) {
    firstTier.push(tiers.length);
    const { name } = placed[index]!.component;
    for (const tier of plan.tiers) {
      const label = tier.name === undefined ? name : `${name}.${tier.name}`;
      componentOfTier.push(index);
      tiers.push({
        name: label,
        nodes: tier.nodes,
        dispatch: typeof tier.dispatch === 'string' ? tier.dispatch : (dispatchOf[index] ?? tier.dispatch.direct),
        threads: tier.threads,
        room: tier.room,
        stations: tier.stations.map(({ resource, servers }) => ({ name: `${label}.${resource}`, servers })),
      });
    }
  }

  // One routine a component and class, callees first, so that equal ones are found and shared.
  const routines: Routine[] = [];
  const callsOfRoutine: SystemCall[][] = [];
  const routineOf = placed.map(() => new Map<string, number>());
  const shared: Shared[][] = placed.map(() => []);
  const closedNames = new Set(topology.classes.filter((one) => one.closed).map((one) => one.name));
  const entriesOf = new Map<string, number>();
  /** Calls along a cycle, whose routine was not described yet when they were. */
  const pending: ((requestClass: string) => void)[] = [];
  for (const requestClass of topology.classes) {
    const entry = topology.indexOf.get(requestClass.enters)!;
    if (traffic.loads[entry]!.classes.every((one) => one.requestClass !== requestClass)) continue;
    const order = calleesFirst(topology, placed, entry, requestClass.name);
    const kept = keptIn(topology, placed, order, requestClass.name);
    // What a queue or a log keeps is worked through evenly over the day: at the peak as at the mean.
    const even = requestClass.peak > 0 && !requestClass.closed ? requestClass.rate / requestClass.peak : 1;
    for (const index of order) addRoutine(index, requestClass.name, kept.has(index) ? even : 1);
    for (const back of pending.splice(0)) back(requestClass.name);
    entriesOf.set(requestClass.name, routineOf[entry]!.get(requestClass.name)!);
  }
  const sources = topology.classes.flatMap((requestClass): Source[] => {
    const routine = entriesOf.get(requestClass.name);
    if (routine === undefined || !(requestClass.peak > 0) || requestClass.closed?.peakUsers === 0) return [];
    return [sourceOf(requestClass, routine)];
  });
  return { system: { tiers, routines, sources }, routineOf, componentOfTier, callsOfRoutine, wires };

  function addRoutine(index: number, requestClass: string, goingOn: number): void {
    const { component } = placed[index]!;
    const { plan } = plans[index]!;
    const work = plan.work(requestClass);
    const carried = traffic.carried[index]!;
    // A call back into a component that is being described names the routine that this will be.
    const own = routines.length;
    const resolved = callsOf(component, requestClass).map((call) => {
      const to = topology.indexOf.get(call.to)!;
      const other = call.fallback === undefined ? undefined : topology.indexOf.get(call.fallback)!;
      return {
        call,
        to: routineOf[to]!.get(requestClass) ?? (to === index ? own : -1),
        wire: wireOf(index, to, call, requestClass),
        other: other === undefined ? undefined : (routineOf[other]!.get(requestClass) ?? (other === index ? own : -1)),
        otherWire: other === undefined ? undefined : wireOf(index, other, call, requestClass),
      };
    });
    const isCounted = countsItsCalls(work);
    const isOpen = resolved.some(({ to, other }) => to < 0 || to === own || other === -1);
    // Users of a closed class wait by the rules of their own number.
    const owner = closedNames.has(requestClass) ? requestClass : '';
    const isSame = ({ work: known, owner: other, goingOn: share, ways }: Shared) =>
      known === work &&
      other === owner &&
      share === goingOn &&
      ways.length === resolved.length &&
      ways.every(isSameWay);
    const isSameWay = (way: Way, at: number) => {
      const { call, to, wire, other } = resolved[at]!;
      return (
        way.to === to &&
        way.other === other &&
        (way.wire?.mean ?? 0) === (wire?.mean ?? 0) &&
        (way.call === call || RULES.every((rule) => way.call[rule] === call[rule]))
      );
    };
    const same = isOpen ? undefined : shared[index]!.find(isSame);
    if (same !== undefined) {
      routineOf[index]!.set(requestClass, same.routine);
      return;
    }
    const calls: Step[] = [];
    const callsMade: SystemCall[] = [];
    const groups = new Map<string, Step[][]>();
    const groupAround = (at: number): string | undefined => {
      const last = calls.at(-1);
      const isLast = (name: string) => last?.do === 'fork' && last.branches === groups.get(name);
      const own = resolved[at]!.call.parallel;
      if (own !== undefined && isLast(own)) return own;
      return resolved
        .slice(at + 1)
        .map(({ call }) => (isCounted || call.async ? undefined : call.parallel))
        .find((name) => name !== undefined && isLast(name));
    };
    for (const [at, { call, to, wire, other, otherWire }] of resolved.entries()) {
      const back = other === undefined ? undefined : { to: other, wire: otherWire };
      const made = {
        to,
        wire,
        async: call.async || isCounted,
        optional: call.optional,
        errors: call.errors,
        retries: call.retries,
        timeout: call.timeoutSeconds,
        hedge: call.hedgeSeconds,
        fallback: back,
      } satisfies SystemCall;
      callsMade.push(made);
      if (to < 0 || other === -1)
        pending.push((name) => {
          made.to = routineOf[topology.indexOf.get(call.to)!]!.get(name)!;
          if (back) back.to = routineOf[topology.indexOf.get(call.fallback!)!]!.get(name)!;
        });
      const step: Step =
        call.times === 1
          ? { do: 'call', call: made }
          : { do: 'repeat', times: call.times, steps: [{ do: 'call', call: made }] };
      // What nobody waits for starts in its turn: with a group that it is in or amid, else by itself.
      const around = made.async ? groupAround(at) : call.parallel;
      if (around === undefined) {
        calls.push(step);
        continue;
      }
      const group = groups.get(around);
      if (group) group.push([step]);
      else {
        const branches: Step[][] = [[step]];
        groups.set(around, branches);
        calls.push({ do: 'fork', needed: 0, branches });
      }
    }
    for (const [at, step] of calls.entries())
      if (step.do === 'fork') calls[at] = { ...step, needed: step.branches.length };
    const made =
      carried === 1 || calls.length === 0
        ? calls
        : [{ do: 'either' as const, branches: [{ probability: carried, steps: calls }] }];
    callsOfRoutine.push(callsMade);
    routines.push({
      name: `${component.name} (${requestClass})`,
      component: index,
      steps: stepsOf(work, firstTier[index]!, { made, ungated: calls, goingOn }),
    });
    routineOf[index]!.set(requestClass, own);
    if (!isOpen) shared[index]!.push({ routine: own, owner, goingOn, work, ways: resolved });
  }

  function wireOf(from: number, to: number, call: Call, requestClass: string): Time | undefined {
    const a = placed[from]!;
    const b = placed[to]!;
    if (call.protocol === 'none') return undefined;
    // The way to somebody else's service is part of its latency; a lookup's answer is used by the client itself.
    if (b.placement === 'outside' || (a.placement === 'outside' && b.placement === 'edge')) return undefined;
    if (a.placement === 'edge' && b.placement === 'edge') return undefined;
    // A station of one's own that stands nowhere is reached at once.
    if (a.component.region === '' || b.component.region === '') return undefined;
    const { network } = topology;
    const provider = b.component.provider;
    const region = call.region ?? b.component.region;
    let roundTrip: number;
    let cv = CROSS_ZONE[provider].cv.value;
    let crossing = 0;
    if (a.component.provider === provider && a.component.region === region) {
      const same = network.same_zone ?? SAME_ZONE[provider].typical.value;
      const cross = network.cross_zone ?? CROSS_ZONE[provider].typical.value;
      crossing =
        a.placement === 'zonal' && b.placement === 'zonal'
          ? zoneCrossingShare(a.component.zones, b.component.zones, staysInZone(a, b, call.zoneAffinity))
          : zoneCrossingShare(a.component.zones, b.component.zones, false);
      roundTrip = crossing * cross + (1 - crossing) * same;
    } else {
      const own = network.regions?.[a.component.region]?.[region] ?? network.regions?.[region]?.[a.component.region];
      const published = own ?? trips.roundTrip(a.component.provider, a.component.region, provider, region)?.value;
      if (published === undefined)
        notice({
          component: a.component.name,
          ...warned('round-trip-unknown', { from: a.component.region, to: region, callee: b.component.name }),
        });
      roundTrip = published ?? 0;
      cv = 0.1;
    }
    const [request, response] = payloadOf(call, traffic.loads[from]!, requestClass);
    const cost = call.protocol && protocolCost(call.protocol, request, response);
    const setup = cost ? (cost.setupRoundTrips / cost.requestsPerConnection) * roundTrip : 0;
    const bytes = cost ? cost.requestWireBytes + cost.responseWireBytes : request + response;
    const serialization = (bytes * 8) / (network.bandwidth ?? FLOW_BITS_PER_SECOND);
    const mean = roundTrip + setup + serialization;
    if (mean === 0) return undefined;
    const time = timeOf(mean, (cv * roundTrip) / mean);
    wires.set(`${from}\n${to}\n${requestClass}`, { roundTrip, crossing, setup, serialization, time });
    return time;
  }
}

/**
 * A plan's steps with its own tiers' indices, and the calls where they belong; what leads to them is done for the share
 * that goes on.
 */
function stepsOf(
  work: readonly Work[],
  firstTier: number,
  {
    made: calls,
    ungated,
    goingOn,
  }: { readonly made: readonly Step[]; readonly ungated: readonly Step[]; readonly goingOn: number },
): Step[] {
  let isPlaced = false;
  const some = (steps: readonly Step[]): Step[] => [
    { do: 'either', branches: [{ probability: goingOn, steps }], isThinned: true },
  ];
  const convert = (steps: readonly Work[], isWhole = goingOn === 1): Step[] => {
    const converted: Step[] = [];
    for (const step of steps) {
      if (!isWhole && leadsToCalls(step)) converted.push(...some(convert([step], true)));
      else if (step.do === 'calls') {
        isPlaced = true;
        converted.push(...(step.gated ? ungated : calls));
      } else if (step.do === 'visit')
        converted.push({ do: 'visit', tier: step.tier + firstTier, steps: convert(step.steps, true) });
      else if (step.do === 'repeat') converted.push({ ...step, steps: convert(step.steps, true) });
      else if (step.do === 'either') {
        const branches = step.branches.map((one) => ({ ...one, steps: convert(one.steps, true) }));
        converted.push({ do: 'either', branches });
      } else if (step.do === 'fork')
        converted.push({ ...step, branches: step.branches.map((one) => convert(one, true)) });
      else converted.push(step);
    }
    return converted;
  };
  const steps = convert(work);
  if (isPlaced || calls.length === 0) return steps;
  return [...steps, ...(goingOn === 1 ? calls : some(calls))];
}

/** Whether the component's calls are made within a step. */
function leadsToCalls(step: Work): boolean {
  if (step.do === 'calls') return true;
  if (step.do === 'visit' || step.do === 'repeat') return step.steps.some(leadsToCalls);
  if (step.do === 'either') return step.branches.some((branch) => branch.steps.some(leadsToCalls));
  return step.do === 'fork' && step.branches.some((branch) => branch.some(leadsToCalls));
}

/** Queues and logs in which a class leaves its work. */
function keptIn(
  topology: Topology,
  placed: readonly Placed[],
  components: readonly number[],
  requestClass: string,
): ReadonlySet<number> {
  const found = new Set<number>();
  for (const index of components)
    for (const call of callsOf(placed[index]!.component, requestClass)) {
      const to = topology.indexOf.get(call.to)!;
      if (call.async && placed[to]!.kind.buffers) found.add(to);
    }
  return found;
}

/** Whether a plan's own time holds that of its calls already, so that they add nothing to it. */
function countsItsCalls(work: readonly Work[]): boolean {
  return work.some((step) => {
    if (step.do === 'calls') return step.async ?? false;
    if (step.do === 'visit' || step.do === 'repeat') return countsItsCalls(step.steps);
    if (step.do === 'either') return step.branches.some((branch) => countsItsCalls(branch.steps));
    return step.do === 'fork' && step.branches.some(countsItsCalls);
  });
}

/** The peak's requests of a class. */
function sourceOf({ name, peak, cv, closed, clientRttSeconds }: RequestClass, routine: number): Source {
  const client = clientRttSeconds ? timeOf(clientRttSeconds, 0) : undefined;
  if (!closed) return { name, routine, client, type: 'open', interarrival: timeOf(1 / peak, cv) };
  return {
    name,
    routine,
    client,
    type: 'closed',
    users: closed.peakUsers,
    think: timeOf(closed.thinkTimeSeconds, 1),
  };
}

/** How each component's nodes are chosen by those that call it; undefined where nobody says. */
function callerDispatch(topology: Topology, placed: readonly Placed[], traffic: Traffic): (Dispatch | undefined)[] {
  const found: (Dispatch | undefined)[] = placed.map(() => undefined);
  for (const [index, { component, kind }] of placed.entries()) {
    const dispatch = kind.dispatches?.(component as never);
    if (!dispatch || traffic.loads[index]!.classes.length === 0) continue;
    for (const call of [...component.calls, ...[...component.classCalls.values()].flat()]) {
      const to = topology.indexOf.get(call.to)!;
      const before = found[to];
      if (before === undefined || DISPATCHES.indexOf(dispatch) > DISPATCHES.indexOf(before)) found[to] = dispatch;
    }
  }
  return found;
}

/** The components that a class reaches, callees before callers as far as there are no cycles. */
function calleesFirst(topology: Topology, placed: readonly Placed[], entry: number, requestClass: string): number[] {
  const order: number[] = [];
  const seen = new Set([entry]);
  const stack: { index: number; next: number; callees: number[] }[] = [];
  const push = (index: number) => {
    const callees: number[] = [];
    for (const { to, fallback } of callsOf(placed[index]!.component, requestClass)) {
      callees.push(topology.indexOf.get(to)!);
      if (fallback !== undefined) callees.push(topology.indexOf.get(fallback)!);
    }
    stack.push({ index, next: 0, callees });
  };
  push(entry);
  while (stack.length > 0) {
    const top = stack.at(-1)!;
    const callee = top.callees[top.next++];
    if (callee === undefined) {
      order.push(top.index);
      stack.pop();
    } else if (!seen.has(callee)) {
      seen.add(callee);
      push(callee);
    }
  }
  return order;
}
