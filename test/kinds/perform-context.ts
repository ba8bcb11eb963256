/** What a kind plans for a component of a small topology, asked with round numbers in place of instances and disks. */
import type { SpreadFigure } from '../../src/assumptions/figure.ts';
import { cpuDemand } from '../../src/kinds/nodes.ts';
import { kinds } from '../../src/kinds/index.ts';
import type { PerformContext, Plan, Work } from '../../src/kinds/performance.ts';
import type { Shape, Time } from '../../src/models/system/system.ts';
import { textOf } from '../../src/diagnostics/warnings.ts';
import type { Volume } from '../../src/topology/model.ts';
import { estimateOf } from '../support.ts';

export const constant = (mean: number): Time => ({ mean, scv: 0, shape: 'deterministic' });
export const exponential = (mean: number): Time => ({ mean, scv: 1, shape: 'exponential' });
export const SAME_ZONE = constant(0.1e-3);
export const CROSS_ZONE = constant(1e-3);
export const BETWEEN_REGIONS = constant(60e-3);
/** Disks of 3000 operations and 125 MB a second, 1 ms each: three at once. */
export const DISK_SERVERS = 3;
export const DISK_TIME = exponential(1e-3);

const timeOf = (mean: number, cv: number): Time => {
  const shapes: readonly [boolean, Shape][] = [
    [cv === 0, 'deterministic'],
    [cv === 1, 'exponential'],
    [cv > 1, 'hyperexponential'],
  ];
  return { mean, scv: cv * cv, shape: shapes.find(([is]) => is)?.[1] ?? 'gamma' };
};

export interface Performed {
  readonly plan: Plan;
  readonly work: readonly Work[];
  /** Figures that were used, by name. */
  readonly assumed: Readonly<Record<string, number>>;
  readonly warnings: readonly string[];
  /** Disks that were asked for. */
  readonly volumes: readonly Volume[];
}

/** The plan of one component, and what a request of a class does there. Nodes have four vCPUs unless told otherwise. */
export function performed(
  topology: object,
  name: string,
  more: Partial<PerformContext> & { readonly requestClass?: string } = {},
): Performed {
  const { topology: resolved, placed, traffic } = estimateOf(topology);
  const index = resolved.indexOf.get(name)!;
  const { component, kind, context } = placed[index]!;
  const load = traffic.loads[index]!;
  const assumed: Record<string, number> = {};
  const warnings: string[] = [];
  const volumes: Volume[] = [];
  const options = component.options as { vcpu?: number; autoscale?: { max: number } };
  const assumeTime = (what: string, { typical, cv }: SpreadFigure): Time => {
    assumed[what] = typical.value;
    return timeOf(typical.value, cv.value);
  };
  const vcpus = 'vcpus' in more ? more.vcpus : 4;
  const fake: PerformContext = {
    monthSeconds: context.monthSeconds,
    sold: context.sold,
    selfManaged: context.selfManaged,
    memoryBytes: context.memoryBytes,
    vcpus,
    warn: (code, ...details) => void warnings.push(textOf({ code, details }).message),
    nodes: (count) => options.autoscale?.max ?? count,
    cpuServers: vcpus ?? options.vcpu ?? 1,
    cpuTime(requestClass, published, what = 'CPU time of a request') {
      const given = cpuDemand(component, requestClass);
      if (given === undefined && published) assumed[what] = published.typical.value;
      if (given === undefined && !published) warnings.push('no demand');
      return given === undefined && published
        ? timeOf(published.typical.value, published.cv.value)
        : timeOf(given ?? 0, component.demand?.cv ?? 1);
    },
    diskOperations: (requestClass) => component.classDemand.get(requestClass)?.io ?? component.demand?.io ?? 0,
    disk(volume) {
      volumes.push(volume);
      const figure = (value: number, unit: string) => ({ value, unit, conditions: '', source: '' });
      const latency = { typical: figure(DISK_TIME.mean, 's'), cv: figure(1, '1') };
      return { iops: 3000, bytesPerSecond: 125e6, latency, sources: ['the disk'] };
    },
    disks(all) {
      const [first] = all.flatMap((volume) => fake.disk(volume) ?? []);
      return first && { ...first, iops: first.iops * all.length, bytesPerSecond: first.bytesPerSecond * all.length };
    },
    networkBytesPerSecond: undefined,
    sameZone: SAME_ZONE,
    crossZone: CROSS_ZONE,
    withinRegion: CROSS_ZONE,
    betweenRegions: (from, to) => (from === to ? CROSS_ZONE : BETWEEN_REGIONS),
    readShare(_, readRatio, otherwise) {
      const total = load.incoming.reduce((sum, flow) => sum + flow.peakRate, 0);
      const reads = load.incoming.reduce((sum, { operation, peakRate }) => {
        if (operation === undefined) return sum + peakRate * (readRatio ?? otherwise);
        return sum + (operation === 'read' || operation === 'list' ? peakRate : 0);
      }, 0);
      return total > 0 ? reads / total : (readRatio ?? otherwise);
    },
    unknown: (_, code, ...details) => void warnings.push(textOf({ code, details }).message),
    assume(what, figure) {
      assumed[what] = figure.value;
      return figure.value;
    },
    assumeTime,
    ...more,
  };
  const plan = kinds.get(kind.name)!.perform!(component as never, load, fake);
  return { plan, work: plan.work(more.requestClass ?? 'c'), assumed, warnings, volumes };
}

/** Steps of a visit to a tier. */
export const visit = (tier: number, ...steps: readonly Work[]): Work => ({ do: 'visit', tier, steps });
export const serve = (station: number, time: Time): Work => ({ do: 'serve', station, time });
export const delay = (time: Time): Work => ({ do: 'delay', time });
export const CALLS: Work = { do: 'calls' };

/** Work with its times rounded to picoseconds, as products and sums of them differ in their last bits. */
export function rounded<Value>(value: Value): Value {
  return JSON.parse(
    JSON.stringify(value, (_, one) => (typeof one === 'number' ? Number(one.toPrecision(9)) : one)),
  ) as Value;
}
