/** What every kind that runs on instances shares: how many nodes run for how long, and their disks. */
import { runningShares } from '../models/traffic/autoscale.ts';
import { hourlyFactors } from '../models/traffic/profile.ts';
import type { FieldsOutput } from '../topology/fields.ts';
import type { nodeFields } from '../topology/grammar.ts';
import type { Component, Purchase, PurchaseMix, RequestClass, Volume } from '../topology/model.ts';
import type { KindContext, Load } from './kind.ts';

export type NodeOptions = FieldsOutput<typeof nodeFields>;

/** Nodes of one component over the month. */
export interface NodeUse {
  /** Share of the running time in which at least i + 1 nodes run; its length is the largest number of nodes. */
  readonly shares: readonly number[];
  /** Share of the month in which the component runs at all. */
  readonly runningShare: number;
  readonly stop: 'stop' | 'terminate';
  readonly os: 'linux' | 'windows';
  readonly purchase: PurchaseMix | Purchase;
  readonly volumes: readonly Volume[];
}

/** Nodes running on average while the component runs. */
export function meanNodes(use: NodeUse): number {
  return use.shares.reduce((sum, share) => sum + share, 0);
}

/** Most nodes of a fleet, where the file says. */
export const fleetSize = (options: NodeOptions): number => options.autoscale?.max ?? options.count ?? 1;

/** CPU seconds that one request of a class uses at a component, or `undefined` where the file gives none. */
export function cpuDemand(component: Component, requestClass: string): number | undefined {
  return component.classDemand.get(requestClass)?.cpu ?? component.demand?.cpu ?? component.service?.mean;
}

/** Hourly multiples of a class's mean rate over its day. */
export function classProfile(requestClass: RequestClass): Float64Array {
  const peakFactor = requestClass.rate > 0 ? Math.max(1, requestClass.peak / requestClass.rate) : 1;
  return hourlyFactors(requestClass.profile, peakFactor);
}

/**
 * The nodes of a component: as many as `count` says, or what its autoscaling makes of the day's load.
 *
 * @param count nodes without autoscaling; by default what the file counts, or one
 */
export function nodeUse(
  component: Component<NodeOptions>,
  load: Load,
  context: KindContext,
  count = component.options.count ?? 1,
): NodeUse {
  const { options } = component;
  return {
    shares: options.autoscale
      ? autoscaledShares(options.autoscale, load, { ...context, node: 'node' })
      : Array.from({ length: count }, () => 1),
    runningShare: component.runningShare,
    stop: component.stop,
    os: options.os ?? 'linux',
    purchase: options.purchase ?? 'on-demand',
    volumes: options.volumes ?? [],
  };
}

/** What is added and taken away as the load moves: a `node`, a `task`. */
interface Scaled extends Pick<KindContext, 'fleetNodes' | 'warn'> {
  readonly node: string;
}

const HOURS = 24;

/**
 * Share of the time in which at least i + 1 nodes run, for an autoscaled fleet: as many in each hour of the day as its
 * load then asks for.
 *
 * Without a CPU demand or known vCPUs the load of a node is unknown; the fleet is then taken to move between `min` and
 * `max` with the arrival rate, and a warning says so.
 */
export function autoscaledShares(
  { min, max }: NonNullable<NodeOptions['autoscale']>,
  load: Load,
  { fleetNodes, warn, node }: Scaled,
): number[] {
  const hourly = new Map(
    load.classes.map(({ requestClass, rate }) => [
      requestClass.name,
      classProfile(requestClass).map((factor) => factor * rate),
    ]),
  );
  const nodes = new Int32Array(HOURS);
  const isKnown =
    fleetNodes !== undefined &&
    nodes.every((_, hour) => {
      const found = fleetNodes((name) => hourly.get(name)?.[hour] ?? 0);
      nodes[hour] = found ?? 0;
      return found !== undefined;
    });
  if (isKnown) return Array.from(runningShares(nodes));
  warn('autoscale-without-demand', { node });
  const rates = Float64Array.from({ length: HOURS }, (_, hour) => {
    let sum = 0;
    for (const one of hourly.values()) sum += one[hour]!;
    return sum;
  });
  const busiest = Math.max(...rates);
  return Array.from(
    runningShares(
      Int32Array.from(rates, (rate) => Math.max(min, Math.ceil(min + ((max - min) * rate) / (busiest || 1) - 1e-9))),
    ),
  );
}
