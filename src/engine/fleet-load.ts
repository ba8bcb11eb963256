/** What keeps an autoscaled fleet busy, and how many nodes its autoscaler makes of that. */
import { nodesFor } from '../models/traffic/autoscale.ts';
import type { NodeOptions } from '../kinds/nodes.ts';

/** An autoscaled fleet's rule, the same for the peak, for each hour of the month and for the bill. */
export interface FleetLoad {
  /**
   * Nodes that are fully used by requests at these rates: of all that a node spends (CPU with that of protocols,
   * network, threads) what it is shortest of. Undefined where a class's CPU time is not known.
   */
  busy(rateOf: (requestClass: string) => number): number | undefined;
  /** Nodes that run while so many would be fully used. */
  nodes(busy: number): number;
}

export interface FleetParts {
  readonly scale: NonNullable<NodeOptions['autoscale']>;
  /** vCPUs of a node. */
  readonly vcpus: number;
  /** CPU seconds of a request with its protocols', by class; undefined where they are not known. */
  readonly cpu: ReadonlyMap<string, number | undefined>;
  /** Seconds that a request keeps a node's network card busy, by class. */
  readonly network: ReadonlyMap<string, number>;
  /** Seconds that a request holds one of a node's threads, as a share of all of them, by class; once that is known. */
  readonly threads?: ReadonlyMap<string, number> | undefined;
  /** By how much so many nodes slow each other down; 1 where they do not. */
  readonly contention: (nodes: number) => number;
}

export function fleetLoad({ scale, vcpus, cpu, network, threads, contention }: FleetParts): FleetLoad {
  return {
    busy(rateOf) {
      let cpuSeconds = 0;
      let networkSeconds = 0;
      let threadSeconds = 0;
      for (const [requestClass, own] of cpu) {
        const rate = rateOf(requestClass);
        if (rate === 0) continue;
        if (own === undefined) return undefined;
        cpuSeconds += rate * own;
        networkSeconds += rate * (network.get(requestClass) ?? 0);
        threadSeconds += rate * (threads?.get(requestClass) ?? 0);
      }
      return Math.max(cpuSeconds / vcpus, networkSeconds, threadSeconds);
    },
    nodes(busy) {
      const fleet = { capacityPerNode: 1, targetUtilization: scale.target, min: scale.min, max: scale.max };
      let nodes = nodesFor(busy, fleet);
      // More nodes slow each other down more: the fleet grows until it carries that too.
      for (;;) {
        const more = nodesFor(busy * contention(nodes), fleet);
        if (more <= nodes) return nodes;
        nodes = more;
      }
    },
  };
}
