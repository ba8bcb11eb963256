/** How nodes perform: their CPU, their disks, and the threads that a request holds while it calls on. */
import type { SpreadFigure } from '../assumptions/figure.ts';
import type { Dispatch, Time } from '../models/system/system.ts';
import type { Component } from '../topology/model.ts';
import type { NodeOptions } from './nodes.ts';
import type { DiskPlan, LimitPlan, PerformContext, Plan, TierPlan, Work } from './performance.ts';

export interface FleetSetting {
  /** Nodes that answer, before autoscaling. */
  readonly count: number;
  /** Servers of a node's CPU; its vCPUs by default. */
  readonly servers?: number;
  /** How requests find a node where no load balancer says; at random by default. */
  readonly direct?: Dispatch;
  readonly room?: number | undefined;
  /** Used where the file gives no demand. */
  readonly published?: SpreadFigure;
  /** What the nodes' storage gives, where it is not a volume of the file. */
  readonly disk?: DiskPlan | undefined;
}

/**
 * The disks of a node taken together: operations and bytes of all of them as far as the machine goes, the latency of
 * the first.
 */
export function disksOf(component: Component<NodeOptions>, context: PerformContext): DiskPlan | undefined {
  const { volumes } = component.options;
  return volumes && volumes.length > 0 ? context.disks(volumes) : undefined;
}

/**
 * A disk as a station: as many operations at once as its latency and its rate allow, so that alone an operation takes
 * the latency and under load no more than the provisioned rate gets through (Little's law).
 */
export function diskStation(disk: DiskPlan, context: PerformContext): { servers: number; time: Time } {
  const latency = context.assumeTime('latency of a disk operation', disk.latency);
  const servers = Math.max(1, Math.round(disk.iops * latency.mean));
  return { servers, time: { ...latency, mean: servers / disk.iops } };
}

/** One tier of nodes, and the work of a request: its CPU time, its disk operations, its calls. */
export function fleet(component: Component<NodeOptions>, context: PerformContext, setting: FleetSetting): Plan {
  const { options } = component;
  const disk = setting.disk ?? disksOf(component, context);
  const station = disk && diskStation(disk, context);
  const tier: TierPlan = {
    nodes: context.nodes(setting.count),
    dispatch: { direct: setting.direct ?? 'random' },
    threads: options.threads,
    room: setting.room,
    stations: [
      { resource: 'cpu', servers: setting.servers ?? context.cpuServers },
      ...(station ? [{ resource: 'disk', servers: station.servers, source: disk.sources.join('; ') }] : []),
    ],
  };
  const works = new Map<string, readonly Work[]>();
  return {
    tiers: [tier],
    work(requestClass) {
      const time = context.cpuTime(requestClass, setting.published);
      const operations = context.diskOperations(requestClass);
      // Classes that ask for the same are described once.
      const key = `${time.mean} ${time.scv} ${time.shape} ${operations}`;
      let work = works.get(key);
      if (!work) {
        work = [
          {
            do: 'visit',
            tier: 0,
            steps: [
              { do: 'serve', station: 0, time },
              ...(station && operations > 0
                ? [
                    {
                      do: 'repeat' as const,
                      times: operations,
                      steps: [{ do: 'serve' as const, station: 1, time: station.time }],
                    },
                  ]
                : []),
              { do: 'calls' },
            ],
          },
        ];
        works.set(key, work);
      }
      return work;
    },
  };
}

/** A plan of a component that has no nodes of its own: a time that passes, then its calls. */
export function passing(steps: readonly Work[], limits: readonly LimitPlan[] = []): Plan {
  const work: readonly Work[] = [...steps, { do: 'calls' }];
  return { tiers: [], limits, work: () => work };
}
