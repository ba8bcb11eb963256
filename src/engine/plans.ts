/** What each component's kind plans for the peak, from its instance, its disks and the figures that are published. */
import { textOf, warned } from '../diagnostics/warnings.ts';
import type { Figure, SpreadFigure } from '../assumptions/figure.ts';
import { CROSS_ZONE, SAME_ZONE } from '../assumptions/network.ts';
import { protocolCost } from '../assumptions/protocols.ts';
import type { RateSource } from '../billing/rate-table.ts';
import type { KindContext, Load } from '../kinds/kind.ts';
import { cpuDemand, type NodeOptions } from '../kinds/nodes.ts';
import type { LimitPlan, PerformContext, Plan } from '../kinds/performance.ts';
import { slowdown as scalabilityLaw } from '../models/queueing/scalability.ts';
import type { Shape, Time } from '../models/system/system.ts';
import { creditMode, hoursSaved } from '../products/credits.ts';
import { nodeDisks } from '../products/node-disks.ts';
import { quotasOf } from '../products/quota.ts';
import { speedRatio } from '../products/speed.ts';
import type { Call, Demand, Topology } from '../topology/model.ts';
import { fleetLoad, type FleetLoad } from './fleet-load.ts';
import { atBaseline, creditsOf } from './credits.ts';
import type { Placed } from './placed.ts';
import type { Assumption, ComponentPlan, Remains } from './component-plan.ts';
import type { Loaded } from './scenario.ts';
import type { Traffic } from './traffic.ts';

/** The time that a mean, a coefficient of variation and perhaps a named shape describe. */
export function timeOf(mean: number, cv: number, shape?: Shape): Time {
  const scv = cv * cv;
  if (shape === 'exponential') return { mean, scv: 1, shape };
  if (shape === 'deterministic') return { mean, scv: 0, shape };
  if (shape === 'hyperexponential' && scv <= 1) return { mean, scv, shape: shapeOf(scv) };
  return { mean, scv, shape: shape ?? shapeOf(scv) };
}

function shapeOf(scv: number): Shape {
  if (scv === 0) return 'deterministic';
  if (Math.abs(scv - 1) < 1e-9) return 'exponential';
  return scv > 1 ? 'hyperexponential' : 'gamma';
}

/** A time that passes on the way between places. */
const onWire = (time: Time): Time => ({ ...time, onWire: true });

/**
 * Plans every component. Missing demands and spent credits are said as notices.
 *
 * @param held by component, how long a request of each class holds a thread, as far as that is known: autoscaling
 *   follows that too
 */
export function planAll(
  scenario: Loaded,
  remains?: Remains,
  held?: readonly (ReadonlyMap<string, number> | undefined)[],
): ComponentPlan[] {
  const { topology, placed, traffic } = scenario;
  const messages = messageCpu(topology, placed, traffic);
  return placed.map((_, index) => {
    const left = remains && {
      nodes: (count: number) => remains.nodes(index, count),
      adjust: (plan: Plan) => remains.adjust(index, plan),
    };
    return remains?.known(index) ?? planOne(scenario, index, messages[index]!, { left, held: held?.[index] });
  });
}

/** What a plan is made for beside its load: what is left of the nodes, and how long requests hold their threads. */
interface PlanWith {
  readonly left: { nodes(count: number): number; adjust(plan: Plan): Plan } | undefined;
  readonly held: ReadonlyMap<string, number> | undefined;
}

function planOne(
  { topology, placed, traffic, rates, trips, notice }: Loaded,
  index: number,
  messages: ReadonlyMap<string, number>,
  { left, held }: PlanWith,
): ComponentPlan {
  const one = placed[index]!;
  const load = traffic.loads[index]!;
  const { component, kind, spec } = one;
  const options = component.options as NodeOptions & { cv?: number; vcpu?: number; servers?: number };
  const assumptions = new Map<string, Figure>();
  const unknown = new Map<string, string>();
  const scaling: { factor: number; why: string }[] = [];
  const { network } = topology;
  const warn: PerformContext['warn'] = (code, ...details) => notice({ component: component.name, code, details });

  const assume = (name: string, figure: Figure): number => {
    assumptions.set(name, figure);
    return figure.value;
  };
  const assumeTime = (name: string, figure: SpreadFigure): Time => {
    assumptions.set(name, figure.typical);
    return spread(figure);
  };
  const trip = (name: string, own: number | undefined, published: SpreadFigure): Time => {
    if (own !== undefined) return onWire(timeOf(own, own > 0 ? published.cv.value : 0));
    return onWire(assumeTime(name, published));
  };
  const sameZone = () => trip('round trip within a zone', network.same_zone, SAME_ZONE[component.provider]);
  const crossZone = () => trip('round trip between zones', network.cross_zone, CROSS_ZONE[component.provider]);

  const cpuServers = spec?.vcpu ?? options.vcpu ?? options.servers ?? 1;
  const fleet = options.autoscale && fleetOf(one, options.autoscale, { load, messages, cpuServers, rates, held });
  const nodes = (count: number): number => left?.nodes(scaledTo(count)) ?? scaledTo(count);
  const scaledTo = (count: number): number => {
    const scale = options.autoscale;
    if (!scale || !fleet) return count;
    const peaks = new Map(load.classes.map(({ requestClass, peakRate }) => [requestClass.name, peakRate]));
    const busy = fleet.busy((name) => peaks.get(name) ?? 0);
    // Without a demand the fleet is taken as large as it gets; without traffic it stands at its least.
    return busy === undefined ? scale.max : Math.max(1, fleet.nodes(busy));
  };

  const slowdown = (count: number): number => {
    let factor = 1;
    if (component.contention) {
      const n = count * cpuServers;
      const law = scalabilityLaw(component.contention, n);
      factor *= law;
      scaling.push({ factor: law, why: `contention over ${n} processors (Universal Scalability Law)` });
    }
    return factor;
  };
  let slowed: number | undefined;

  const cpuTime = (requestClass: string, published?: SpreadFigure, what = 'CPU time of a request'): Time => {
    const demand: Demand | undefined = { ...component.demand, ...component.classDemand.get(requestClass) };
    const given = demand.cpu ?? component.service?.mean;
    let mean = given ?? 0;
    let cv =
      demand.cv ??
      (component.classDemand.get(requestClass)?.cpu === undefined ? component.service?.cv : undefined) ??
      options.cv ??
      1;
    if (given === undefined && published) {
      mean = assume(what, published.typical);
      cv = published.cv.value;
    } else if (given === undefined) {
      unknown.set(requestClass, textOf(warned('demand-not-set')).fix!);
      warn('demand-not-set');
    }
    if (demand.on !== undefined && spec) {
      const ratio = speedOn(component, demand.on, spec, rates);
      if (ratio === undefined) warn('speed-unknown', { on: demand.on, instance: spec.instance });
      else {
        mean /= ratio;
        if (!scaling.some((other) => other.why.includes(demand.on!)))
          scaling.push({
            factor: 1 / ratio,
            why: `measured on ${demand.on}: CoreMark per vCPU of ${spec.instance} is ${ratio.toFixed(3)} × as high (medians of their families)`,
          });
      }
    }
    slowed ??= slowdown(nodes(kind.nodeCount?.(component.options as never) ?? 1));
    mean *= slowed;
    const protocol = (messages.get(requestClass) ?? 0) * slowed;
    if (protocol === 0 || mean + protocol === 0)
      return timeOf(mean, cv, demand.distribution ?? component.service?.distribution);
    // A message's CPU time varies little; the request's own spread stays what it is.
    const whole = mean + protocol;
    return timeOf(
      whole,
      (cv * mean) / whole,
      protocol > mean ? undefined : (demand.distribution ?? component.service?.distribution),
    );
  };

  const withinRegion = (): Time => {
    const same = sameZone();
    if (component.zones <= 1) return same;
    const cross = crossZone();
    const share = (component.zones - 1) / component.zones;
    const mean = share * cross.mean + (1 - share) * same.mean;
    return { ...cross, mean };
  };

  const context = new PlanContext({
    kind: one.context,
    warn,
    nodes,
    cpuServers,
    cpuTime,
    diskOperations: (requestClass) => component.classDemand.get(requestClass)?.io ?? component.demand?.io ?? 0,
    disk: (volume, engine) => nodeDisks(component.provider, spec, [volume], engine, rates),
    disks: (volumes) => nodeDisks(component.provider, spec, volumes, undefined, rates),
    brokerLimits: one.product?.brokers?.(one.instance, component.options as Readonly<Record<string, unknown>>, rates),
    networkBytesPerSecond: spec?.networkGbpsBaseline === undefined ? undefined : (spec.networkGbpsBaseline * 1e9) / 8,
    sameZone,
    crossZone,
    withinRegion,
    betweenRegions: (from, to) => {
      if (from === to) return withinRegion();
      const own = network.regions?.[from]?.[to] ?? network.regions?.[to]?.[from];
      if (own !== undefined) return onWire(timeOf(own, 0.1));
      const figure = trips.roundTrip(component.provider, from, component.provider, to);
      if (!figure) {
        warn('round-trip-unknown', { from, to });
        return undefined;
      }
      return onWire(timeOf(assume(`round trip between ${from} and ${to}`, figure), 0.1));
    },
    readShare: (requestClass, readRatio, otherwise) => readShareOf(load, requestClass, readRatio, otherwise),
    unknown: (requestClass, code, ...details) => {
      unknown.set(requestClass, textOf({ code, details }).fix!);
      warn(code, ...details);
    },
    assume,
    assumeTime,
  });

  const whole: Plan = kind.perform?.(component as never, load, context) ?? { tiers: [], work: () => NO_WORK };
  const credits = withCredits(one, load, left?.adjust(whole) ?? whole, { scaling, warn });
  const { plan } = credits;
  const limits = [...(plan.limits ?? []), ...networkLimit(one, load, plan, context), ...quotaLimits(one, load, rates)];
  return new Planned({ plan, limits, scaling, fleet, unknown, surplusCpu: credits.surplus }, assumptions);
}

class Planned implements ComponentPlan {
  readonly plan: Plan;
  readonly limits: readonly LimitPlan[];
  readonly scaling: ComponentPlan['scaling'];
  readonly fleet: FleetLoad | undefined;
  readonly unknown: ReadonlyMap<string, string>;
  readonly surplusCpu: number;
  readonly #assumptions: ReadonlyMap<string, Figure>;

  constructor(
    { plan, limits, scaling, fleet, unknown, surplusCpu }: Omit<ComponentPlan, 'assumptions'>,
    assumptions: ReadonlyMap<string, Figure>,
  ) {
    this.fleet = fleet;
    this.unknown = unknown;
    this.surplusCpu = surplusCpu;
    this.plan = plan;
    this.limits = limits;
    this.scaling = scaling;
    this.#assumptions = assumptions;
  }

  // Read after the steps have been asked for: a kind may take a figure when it describes a class's work.
  get assumptions(): readonly Assumption[] {
    return [...this.#assumptions].map(([name, figure]) => ({ name, figure }));
  }
}

type RoundTrip = 'sameZone' | 'crossZone' | 'withinRegion';

type ContextParts = Omit<PerformContext, keyof KindContext | RoundTrip> &
  Readonly<Record<RoundTrip, () => Time>> & {
    readonly kind: KindContext;
    readonly warn: PerformContext['warn'];
  };

/**
 * What a kind may ask. A class, since an object literal with getters, or with all this behind a spread, took longer to
 * make than the plan that is made with it.
 */
class PlanContext implements PerformContext {
  readonly monthSeconds: number;
  readonly vcpus: number | undefined;
  readonly memoryBytes: number | undefined;
  readonly sold: PerformContext['sold'];
  readonly selfManaged: boolean;
  readonly warn: PerformContext['warn'];
  readonly nodes: PerformContext['nodes'];
  readonly cpuServers: number;
  readonly cpuTime: PerformContext['cpuTime'];
  readonly diskOperations: PerformContext['diskOperations'];
  readonly disk: PerformContext['disk'];
  readonly disks: PerformContext['disks'];
  readonly brokerLimits: PerformContext['brokerLimits'];
  readonly networkBytesPerSecond: number | undefined;
  readonly betweenRegions: PerformContext['betweenRegions'];
  readonly readShare: PerformContext['readShare'];
  readonly unknown: PerformContext['unknown'];
  readonly assume: PerformContext['assume'];
  readonly assumeTime: PerformContext['assumeTime'];
  readonly #roundTrips: Readonly<Record<RoundTrip, () => Time>>;

  constructor(parts: ContextParts) {
    const { kind } = parts;
    this.monthSeconds = kind.monthSeconds;
    this.vcpus = kind.vcpus;
    this.memoryBytes = kind.memoryBytes;
    this.sold = kind.sold;
    this.selfManaged = kind.selfManaged;
    this.warn = parts.warn;
    this.nodes = parts.nodes;
    this.cpuServers = parts.cpuServers;
    this.cpuTime = parts.cpuTime;
    this.diskOperations = parts.diskOperations;
    this.disk = parts.disk;
    this.disks = parts.disks;
    this.brokerLimits = parts.brokerLimits;
    this.networkBytesPerSecond = parts.networkBytesPerSecond;
    this.betweenRegions = parts.betweenRegions;
    this.readShare = parts.readShare;
    this.unknown = parts.unknown;
    this.assume = parts.assume;
    this.assumeTime = parts.assumeTime;
    this.#roundTrips = parts;
  }

  // A round trip is listed among the assumptions once a kind has asked for it.
  get sameZone(): Time {
    return this.#roundTrips.sameZone();
  }

  get crossZone(): Time {
    return this.#roundTrips.crossZone();
  }

  get withinRegion(): Time {
    return this.#roundTrips.withinRegion();
  }
}

/** A published time: where percentiles are, the lognormal through them, else what its cv suggests. */
function spread({ typical, p99, cv }: SpreadFigure): Time {
  if (!p99) return timeOf(typical.value, cv.value);
  return timeOf(typical.value * Math.sqrt(1 + cv.value ** 2), cv.value, 'lognormal');
}

const NO_WORK: readonly never[] = [];

/**
 * Speed of a component's instance against the one that its demand was measured on; undefined where that is not known.
 */
function speedOn(
  { provider }: Placed['component'],
  on: string,
  spec: NonNullable<Placed['spec']>,
  rates: RateSource,
): number | undefined {
  const from = rates.instance(provider, on.toLowerCase().replace(/^(db|cache|kafka|mq)\./, ''));
  return from && speedRatio(provider, from, spec, rates);
}

/** What a fleet follows: its load, protocols' CPU for each message, and how long requests hold their threads. */
interface FleetWith {
  readonly load: Load;
  readonly messages: ReadonlyMap<string, number>;
  readonly cpuServers: number;
  readonly rates: RateSource;
  readonly held: ReadonlyMap<string, number> | undefined;
}

/** The rule by which a component's nodes follow its load. */
function fleetOf(
  { component, spec }: Placed,
  scale: NonNullable<NodeOptions['autoscale']>,
  { load, messages, cpuServers, rates, held }: FleetWith,
): FleetLoad {
  const cpu = new Map<string, number | undefined>();
  const network = new Map<string, number>();
  const perSecond = spec?.networkGbpsBaseline === undefined ? undefined : (spec.networkGbpsBaseline * 1e9) / 8;
  const { threads } = component.options as NodeOptions;
  for (const { requestClass, rate, requestBytesPerSecond, responseBytesPerSecond } of load.classes) {
    const { name } = requestClass;
    const demand: Demand | undefined = { ...component.demand, ...component.classDemand.get(name) };
    const own = cpuDemand(component, name);
    const ratio = demand.on !== undefined && spec ? (speedOn(component, demand.on, spec, rates) ?? 1) : 1;
    cpu.set(name, own === undefined ? undefined : own / ratio + (messages.get(name) ?? 0));
    if (perSecond === undefined || rate === 0) continue;
    let [inward, outward] = [requestBytesPerSecond, responseBytesPerSecond];
    for (const flow of load.outgoing) {
      const both = flow.requestBytesPerSecond + flow.responseBytesPerSecond;
      const share = both > 0 ? (flow.classBytes.get(name) ?? 0) / both : 0;
      inward += share * flow.responseBytesPerSecond;
      outward += share * flow.requestBytesPerSecond;
    }
    network.set(name, Math.max(inward, outward) / rate / perSecond);
  }
  return fleetLoad({
    scale,
    vcpus: cpuServers,
    cpu,
    network,
    threads:
      held && threads !== undefined ? new Map([...held].map(([name, time]) => [name, time / threads])) : undefined,
    contention: (nodes) =>
      component.contention ? scalabilityLaw(component.contention, Math.max(1, nodes) * cpuServers) : 1,
  });
}

/**
 * The plan as burstable machines carry it out: at their baseline where credits don't last, or what they are charged for
 * beyond.
 */
function withCredits(
  { component, spec }: Placed,
  load: Load,
  plan: Plan,
  { scaling, warn }: { readonly scaling: { factor: number; why: string }[]; readonly warn: PerformContext['warn'] },
): { readonly plan: Plan; readonly surplus: number } {
  const run = creditMode(component, spec);
  if (!run || !spec || plan.tiers.length === 0) return { plan, surplus: 0 };
  const baseline = spec.baselineVcpuFraction!;
  const { autoscale } = component.options as NodeOptions;
  const { out, surplus } = creditsOf(plan, load, {
    vcpus: spec.vcpu ?? 1,
    baseline,
    hoursSaved: hoursSaved(component.provider),
    mode: run.mode,
    least: autoscale?.min,
    runningShare: component.runningShare,
  });
  for (const [tier, { factor, asked }] of out) {
    const name = plan.tiers[tier]!.name;
    scaling.push({
      factor,
      why: `${spec.instance}${name === undefined ? '' : ` (${name})`} is out of credits at the peak (${run.source})`,
    });
    warn('out-of-credits', { instance: spec.instance, tier: name, asked, baseline });
  }
  return { plan: atBaseline(plan, out), surplus: surplus / 24 };
}

/** CPU seconds that protocols take of a request of each class, at every component: as the callee and as the caller. */
function messageCpu(topology: Topology, placed: readonly Placed[], traffic: Traffic): Map<string, number>[] {
  const perSecond: Map<string, number>[] = placed.map(() => new Map<string, number>());
  const add = (index: number, name: string, seconds: number) => {
    if (seconds > 0) perSecond[index]!.set(name, (perSecond[index]!.get(name) ?? 0) + seconds);
  };
  for (const [index, { component, kind }] of placed.entries()) {
    for (const { requestClass, rate, peakRate } of traffic.loads[index]!.classes) {
      for (const call of callsOf(component, requestClass.name)) {
        if (call.protocol === undefined || call.protocol === 'none' || call.times === 0) continue;
        const [request, response] = payloadOf(call, traffic.loads[index]!, requestClass.name);
        const cost = protocolCost(call.protocol, request, response);
        const share = traffic.carried[index]!;
        const to = topology.indexOf.get(call.to)!;
        const callee = traffic.loads[to]!.classes.find((one) => one.requestClass === requestClass);
        // What a queue keeps is called for at the mean rate.
        const made = (kind.buffers && callee?.isSmoothed ? rate : peakRate) * share * call.times;
        add(index, requestClass.name, made * cost.callerCpuSeconds);
        add(to, requestClass.name, made * cost.calleeCpuSeconds);
      }
    }
  }
  for (const [index, map] of perSecond.entries())
    for (const { requestClass, peakRate } of traffic.loads[index]!.classes) {
      const seconds = map.get(requestClass.name);
      if (seconds !== undefined) map.set(requestClass.name, peakRate > 0 ? seconds / peakRate : 0);
    }
  return perSecond;
}

/** The calls that a class makes at a component. */
export const callsOf = (component: Placed['component'], requestClass: string): readonly Call[] =>
  component.classCalls.get(requestClass) ?? component.calls;

/** Bytes of one call's request and response: its own, or what came in where it passes that on. */
export function payloadOf(call: Call, load: Load, requestClass: string): [number, number] {
  const own = load.classes.find((entry) => entry.requestClass.name === requestClass);
  const mean = (bytes: number) => (own && own.rate > 0 ? bytes / own.rate : 0);
  return [
    call.requestBytes ?? mean(own?.requestBytesPerSecond ?? 0),
    call.responseBytes ?? (call.async ? 0 : mean(own?.responseBytesPerSecond ?? 0)),
  ];
}

/** The share of a class's requests at a component that read. */
function readShareOf(load: Load, requestClass: string, readRatio: number | undefined, otherwise: number): number {
  let reads = 0;
  let total = 0;
  for (const flow of load.incoming) {
    if (flow.classBytes.size > 0 && !flow.classBytes.has(requestClass)) continue;
    total += flow.peakRate;
    if (flow.operation === 'read' || flow.operation === 'list') reads += flow.peakRate;
    else if (flow.operation === undefined) reads += flow.peakRate * (readRatio ?? otherwise);
  }
  return total > 0 ? reads / total : (readRatio ?? otherwise);
}

/** The nodes' network cards: the busier direction. */
function networkLimit(
  { spec }: Placed,
  load: Load,
  plan: Plan,
  { networkBytesPerSecond }: PerformContext,
): LimitPlan[] {
  const nodes = plan.tiers.reduce((sum, tier) => sum + tier.nodes, 0);
  if (networkBytesPerSecond === undefined || nodes === 0 || load.arrivalRate === 0) return [];
  const factor = load.peakRate / load.arrivalRate;
  const sum = (flows: Load['incoming'], pick: (flow: Load['incoming'][number]) => number) =>
    flows.reduce((total, flow) => total + pick(flow), 0);
  const inward = load.requestBytesPerSecond + sum(load.outgoing, (flow) => flow.responseBytesPerSecond);
  const outward = load.responseBytesPerSecond + sum(load.outgoing, (flow) => flow.requestBytesPerSecond);
  return [
    {
      resource: 'network',
      unit: 'bytes/s',
      capacity: networkBytesPerSecond * nodes,
      use: Math.max(inward, outward) * factor,
      source: `instance table: ${spec!.instance}, ${spec!.networkGbpsBaseline} Gbit/s`,
    },
  ];
}

/** Quotas of the product that count requests, messages or bytes. */
function quotaLimits({ component, product }: Placed, load: Load, rates: RateSource): LimitPlan[] {
  if (load.peakRate === 0) return [];
  const factor = load.arrivalRate > 0 ? load.peakRate / load.arrivalRate : 1;
  if (!product) return [];
  const { options, region } = component;
  const found = quotasOf(product, options as Readonly<Record<string, unknown>>, rates, region);
  const reads = load.incoming.reduce(
    (sum, { operation, peakRate }) => sum + (operation === 'write' || operation === 'delete' ? 0 : peakRate),
    0,
  );
  const uses: Partial<Record<string, number>> = {
    requests: load.peakRate,
    messages: load.peakRate,
    'get-requests': reads,
    'put-requests': load.peakRate - reads,
    ingress: load.requestBytesPerSecond * factor,
    egress: load.responseBytesPerSecond * factor,
  };
  return found.flatMap(({ resource, capacity, unit, note, source }) => {
    const use = uses[resource];
    return use === undefined ? [] : [{ resource, unit, capacity, use, source: `${source}: ${note}` }];
  });
}
