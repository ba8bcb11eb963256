/**
 * How a kind performs: the queues that its requests wait in, the limits that bind without one, and the steps of a
 * request.
 *
 * A kind returns a plan; the engine joins the plans of all components into one system of queues.
 */
import type { WarningCode, WarningDetails } from '../diagnostics/warnings.ts';
import type { Figure, SpreadFigure } from '../assumptions/figure.ts';
import type { Dispatch, Time } from '../models/system/system.ts';
import type { Volume } from '../topology/model.ts';
import type { Detail, KindContext } from './context.ts';

/** What a request does at a component, step by step; tiers and stations are indices into the plan's. */
export type Work =
  /** Picks a node of a tier, holds one of its threads meanwhile. */
  | { readonly do: 'visit'; readonly tier: number; readonly steps: readonly Work[] }
  /** Waits for a server of the node that is being visited, and uses it. */
  | { readonly do: 'serve'; readonly station: number; readonly time: Time }
  | { readonly do: 'delay'; readonly time: Time }
  /** The whole part every time, the fraction with that probability. */
  | { readonly do: 'repeat'; readonly times: number; readonly steps: readonly Work[] }
  | {
      readonly do: 'either';
      readonly branches: readonly { readonly probability: number; readonly steps: readonly Work[] }[];
    }
  /**
   * All branches at once, until `needed` of them are done; `regions` says who answers, by branch, where members stand
   * in several.
   */
  | {
      readonly do: 'fork';
      readonly needed: number;
      readonly branches: readonly (readonly Work[])[];
      readonly regions?: readonly (string | undefined)[] | undefined;
    }
  /**
   * Where the component's calls are made; at the end where no step says so. `async` where their time is counted
   * already,
   * `gated` where the step stands in a branch that is taken as often as the component carries on, which else is seen
   * to.
   */
  | { readonly do: 'calls'; readonly async?: boolean; readonly gated?: boolean };

export interface StationPlan {
  readonly resource: string;
  readonly servers: number;
  /** Where what it can do comes from. */
  readonly source?: string | undefined;
}

export interface TierPlan {
  /** What tells it from the component's other tiers: `replica`. */
  readonly name?: string;
  readonly nodes: number;
  /** `caller`: as the load balancer or the queue that it is called from says, else `direct`. */
  readonly dispatch: Dispatch | { readonly direct: Dispatch };
  readonly threads?: number | undefined;
  readonly room?: number | undefined;
  /** What each node has: `cpu` with so many servers. */
  readonly stations: readonly StationPlan[];
}

/** A resource that binds and in which nothing waits: bandwidth, a quota. */
export interface LimitPlan {
  readonly resource: string;
  readonly unit: string;
  /** What there is and what the peak uses of it, in the unit. */
  readonly capacity: number;
  readonly use: number;
  /** Whether the use stays what it is however many requests come: space, say. It then binds no rate. */
  readonly isStill?: boolean;
  /**
   * Makes the use what the calls to this component hold at once, known once response times are: their rate in the
   * busiest hour times the mean response (Little's law). The plan's own `use` is added to it.
   */
  readonly heldBy?: string | undefined;
  readonly source: string;
}

export interface Plan {
  readonly tiers: readonly TierPlan[];
  readonly limits?: readonly LimitPlan[];
  /** The kind's own figures at the peak that follow from the plan: `commit_latency`, `lag`, `deadlock_rate`. */
  readonly details?: Readonly<Record<string, Detail>>;
  /** What a request of a class does. The same array for classes that do the same. */
  work(requestClass: string): readonly Work[];
}

/** What a disk or several of them give a node. */
export interface DiskPlan {
  readonly iops: number;
  readonly bytesPerSecond: number;
  readonly latency: SpreadFigure;
  readonly sources: readonly string[];
}

/** In place of a class's name, where something is unknown for all of them. */
export const EVERY_CLASS = '*';

/** What kinds may ask while they plan. All rates are those of the busiest hour. */
export interface PerformContext extends KindContext {
  /** Nodes at the peak: `count`, or what autoscaling makes of it. */
  nodes(count: number): number;
  /** vCPUs of a node. */
  readonly cpuServers: number;
  /**
   * CPU time of a request (or of `what` it is called) on this component's instance: the file's demand, or a published
   * default, scaled from the instance that it was measured on, slowed where burst credits are spent or nodes contend,
   * protocols' CPU added.
   */
  cpuTime(requestClass: string, published?: SpreadFigure, what?: string): Time;
  /** Disk operations of a request, and what a volume gives; with an `engine` that of a managed database's storage. */
  diskOperations(requestClass: string): number;
  disk(volume: Volume, engine?: string): DiskPlan | undefined;
  /** What all disks of a node do together, as far as the machine lets them; the latency of the first. */
  disks(volumes: readonly Volume[]): DiskPlan | undefined;
  /** What each managed broker carries by its size, in bytes a second, where the product says so. */
  readonly brokerLimits?:
    | {
        readonly storage?: number;
        readonly ingress?: number;
        readonly egress?: number;
        readonly source: string;
      }
    | undefined;
  /** Bytes per second of a node's network, where known. */
  readonly networkBytesPerSecond: number | undefined;
  /** Round trips between nodes of this component's region. */
  readonly sameZone: Time;
  readonly crossZone: Time;
  /** Between nodes spread over the component's zones. */
  readonly withinRegion: Time;
  betweenRegions(from: string, to: string): Time | undefined;
  /** Share of requests of a class that read; of the calls' operations, or what the file says, or `otherwise`. */
  readShare(requestClass: string, readRatio: number | undefined, otherwise: number): number;
  /**
   * Says that nobody knows how long requests of a class take here: neither their latency nor their capacity is known
   * then.
   */
  unknown<Code extends WarningCode>(requestClass: string, code: Code, ...details: WarningDetails<Code>): void;
  /** Uses a published figure: it is listed among the assumptions that the result rests on. */
  assume(name: string, figure: Figure): number;
  /** The same for a time with its spread. */
  assumeTime(name: string, figure: SpreadFigure): Time;
}
