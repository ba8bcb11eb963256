/** What kinds make their plans of: times, steps, the stations of a node, how far copies stand apart. */
import { assumed, type Figure, type SpreadFigure } from '../assumptions/figure.ts';
import { FSYNC } from '../assumptions/published.ts';
import type { Time } from '../models/system/system.ts';
import type { Component } from '../topology/model.ts';
import { disksOf, diskStation } from './fleet.ts';
import type { Load } from './kind.ts';
import type { NodeOptions } from './nodes.ts';
import { EVERY_CLASS, type DiskPlan, type PerformContext, type Plan, type TierPlan, type Work } from './performance.ts';

const SPREAD_OF_FILE: Figure = assumed(
  1,
  '1',
  'coefficient of variation of a time that the file gives',
  'the file gives its mean alone; 1 is the spread of an exponential time',
);

/** A time of which the file gives the mean and perhaps how it varies. */
export function givenTime(mean: number, cv: number | undefined, { assume }: PerformContext): Time {
  const scv = (cv ?? assume('spread of times that the file gives', SPREAD_OF_FILE)) ** 2;
  if (scv === 0) return { mean, scv, shape: 'deterministic' };
  if (scv === 1) return { mean, scv, shape: 'exponential' };
  return { mean, scv, shape: scv > 1 ? 'hyperexponential' : 'gamma' };
}

/** A time that is always the same. */
export const constantTime = (mean: number): Time => ({ mean, scv: 0, shape: 'deterministic' });

/** The same time, so many times as long. */
export const scaled = (time: Time, factor: number): Time =>
  factor === 1 ? time : { ...time, mean: time.mean * factor };

export const delay = (time: Time): Work => ({ do: 'delay', time });
export const visit = (tier: number, steps: readonly Work[]): Work => ({ do: 'visit', tier, steps });
export const CALLS: Work = { do: 'calls' };

/** Steps that are done so many times over. */
export const repeated = (times: number, steps: readonly Work[]): readonly Work[] =>
  times === 0 ? [] : times === 1 ? steps : [{ do: 'repeat', times, steps }];

/** One sort of work for this share of the requests, another for the rest. */
export function mixed(share: number, first: readonly Work[], second: readonly Work[]): readonly Work[] {
  if (share >= 1) return first;
  if (share <= 0) return second;
  return [
    {
      do: 'either',
      branches: [
        { probability: share, steps: first },
        { probability: 1 - share, steps: second },
      ],
    },
  ];
}

/** Branches that are begun at once, of which so many are waited for. */
export function forked(
  needed: number,
  branches: readonly (readonly Work[])[],
  regions?: readonly (string | undefined)[],
): readonly Work[] {
  if (branches.length === 0) return [];
  return branches.length === 1 && needed === 1 ? branches[0]! : [{ do: 'fork', needed, branches, regions }];
}

/** Work that is done for a request and that it doesn't wait for: an empty branch beside it is done at once. */
export const unawaited = (steps: readonly Work[]): readonly Work[] =>
  steps.length === 0 ? [] : [{ do: 'fork', needed: 1, branches: [[], steps] }];

/** A plan's `work` that gives classes that do the same the same array. */
export function byClass(describe: (requestClass: string) => readonly Work[]): Plan['work'] {
  const known: (readonly Work[])[] = [];
  return (requestClass) => {
    const work = describe(requestClass);
    const same = known.find((one) => isAlike(one, work));
    if (!same) known.push(work);
    return same ?? work;
  };
}

/** Whether two values of plain data are the same all through. */
function isAlike(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  return keys.every((key) => isAlike((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key]));
}

/** What the busiest hour brings over the mean. */
export const peakFactor = (load: Load): number => (load.arrivalRate > 0 ? load.peakRate / load.arrivalRate : 1);

/** Bytes of one request of a class and of its response, at the mean. */
export function payloadOf(load: Load, requestClass: string): { readonly request: number; readonly response: number } {
  const found = load.classes.find((one) => one.requestClass.name === requestClass);
  if (!found || found.rate === 0) return { request: 0, response: 0 };
  return { request: found.requestBytesPerSecond / found.rate, response: found.responseBytesPerSecond / found.rate };
}

/** CPU time of one sort of requests, whose published figure is listed under its own name beside that of the others. */
export function cpuTimeOf(sort: string, requestClass: string, published: SpreadFigure, context: PerformContext): Time {
  return context.cpuTime(requestClass, published, `CPU time of a ${sort}`);
}

/** The stations of a node, and the steps that use them. */
export interface NodeStations {
  readonly stations: TierPlan['stations'];
  cpu(time: Time): Work;
  disk(operations: number): readonly Work[];
}

/**
 * A node's CPU and disks.
 *
 * Where its vCPUs are not known its CPU time passes without anybody waiting for it, and a warning says so.
 *
 * @param setting.servers requests that its CPU works on at once; its vCPUs by default
 * @param setting.disk storage that is no volume of the file; its volumes by default
 */
export function nodeStations(
  component: Component<NodeOptions>,
  context: PerformContext,
  setting: { readonly servers?: number; readonly disk?: DiskPlan | undefined } = {},
): NodeStations {
  const servers = setting.servers ?? (context.vcpus === undefined ? undefined : Math.max(1, context.cpuServers));
  if (servers === undefined) {
    const { instance } = component.options;
    context.unknown(EVERY_CLASS, 'cpus-unknown', { instance: typeof instance === 'string' ? instance : undefined });
  }
  const disk = setting.disk ?? disksOf(component, context);
  const station = disk && diskStation(disk, context);
  const cpus = servers === undefined ? [] : [{ resource: 'cpu', servers }];
  return {
    stations: [
      ...cpus,
      ...(station ? [{ resource: 'disk', servers: station.servers, source: disk.sources.join('; ') }] : []),
    ],
    cpu: (time) => (servers === undefined ? delay(time) : { do: 'serve', station: 0, time }),
    disk(operations) {
      if (operations === 0) return [];
      if (station) return repeated(operations, [{ do: 'serve', station: cpus.length, time: station.time }]);
      context.unknown(EVERY_CLASS, 'disk-unknown');
      return [];
    },
  };
}

/**
 * Round trips from one copy to each of the others, which are spread evenly over the zones: the next one stands in the
 * next zone, and after the last zone comes the first again.
 */
export function copyTrips(copies: number, zones: number, context: PerformContext): Time[] {
  return Array.from({ length: Math.max(0, copies - 1) }, (_, index) =>
    (index + 1) % zones === 0 ? context.sameZone : context.crossZone,
  );
}

/** What a flush takes on the disks that managed databases and brokers commonly stand on; published for few. */
export const flushOf = ({ sold }: PerformContext): Figure => sold.flush ?? FSYNC.ssd;
