/**
 * The contract of a kind: how a component behaves, whoever sells it.
 *
 * A kind returns numbers. It never prices, prints, reads files or knows another kind or a product.
 */
import type * as v from 'valibot';
import type { Dispatch } from '../models/system/system.ts';
import type { Component, RequestClass } from '../topology/model.ts';
import type { Detail, KindContext } from './context.ts';
import type { FailContext, FailPlan } from './failure.ts';
import type { PerformContext, Plan } from './performance.ts';

export type { Detail, KindContext };

/** Where a component stands, which decides what its traffic crosses. */
export type Placement =
  /** At the provider's edge, outside its regions. */
  | 'edge'
  /** On machines that stand in zones: its calls may cross them. */
  | 'zonal'
  /** A service of the whole region: calling it crosses no zone. */
  | 'regional'
  /** Somebody else's, reached over the internet. */
  | 'outside';

/** What one class brings to a component at its mean rate. */
export interface ClassLoad {
  readonly requestClass: RequestClass;
  /** Arrivals per second: mean and in the busiest hour. */
  readonly rate: number;
  readonly peakRate: number;
  /**
   * Whether all of it comes from behind a queue or a log, which spreads it evenly over the day: the busiest hour is
   * then like any other.
   */
  readonly isSmoothed: boolean;
  /** Bytes per second into the component and back out to its callers, at the mean. */
  readonly requestBytesPerSecond: number;
  readonly responseBytesPerSecond: number;
}

/** Who calls: what it is sold as and where it stands, and whether it hands out what it has kept (a queue, a log). */
export interface Caller {
  readonly provider: Component['provider'];
  readonly product: string;
  readonly region: string;
  readonly buffers: boolean;
}

/** One call, of all classes together, at the mean rate. `from` is -1 where requests enter. */
export interface Flow {
  readonly from: number;
  /** Undefined where requests enter. */
  readonly caller?: Caller | undefined;
  readonly to: number;
  readonly operation?: 'read' | 'write' | 'delete' | 'list' | undefined;
  readonly async: boolean;
  readonly zoneAffinity: boolean;
  readonly region?: string | undefined;
  /** Calls per second, mean and in the busiest hour. */
  readonly rate: number;
  readonly peakRate: number;
  readonly requestBytesPerSecond: number;
  readonly responseBytesPerSecond: number;
  /** The part of each class, for allocating cost: bytes per second both ways. */
  readonly classBytes: ReadonlyMap<string, number>;
}

/** Everything that arrives at a component and leaves it. */
export interface Load {
  readonly arrivalRate: number;
  readonly peakRate: number;
  readonly requestBytesPerSecond: number;
  readonly responseBytesPerSecond: number;
  readonly classes: readonly ClassLoad[];
  readonly incoming: readonly Flow[];
  readonly outgoing: readonly Flow[];
}

/** Bytes that one region of a component's nodes sends to another. */
export interface RegionCrossing {
  /** Region that sends and is charged. */
  readonly from: string;
  readonly to: string;
  /** At the mean. */
  readonly bytesPerSecond: number;
}

/**
 * Bytes that cross zones or regions without being a call of the file: copies between nodes, consumers outside the file.
 */
export interface InnerTraffic {
  readonly label: string;
  /** Whether the component's own nodes send it to each other; some products carry that free of charge. */
  readonly betweenNodes: boolean;
  readonly zoneCrossingBytesPerSecond: number;
  /** What goes to other regions, where its nodes stand in several; the same two regions may come more than once. */
  readonly regionCrossings?: readonly RegionCrossing[];
}

/** What has public addresses by itself: each gateway one, to translate to; a balancer where clients reach it. */
export type Addresses = 'gateway' | 'balancer';

export interface Kind<Options = unknown, Use = unknown> {
  readonly name: string;
  /** One sentence for the schema and the documentation. */
  readonly summary: string;
  /** Its own fields, beside those of every component. */
  readonly fields: v.ObjectEntries;
  /** Whether it takes the fields of things that run on instances. */
  readonly nodes: boolean;
  /** Its keys of `usage`. */
  readonly usage: v.ObjectEntries;
  readonly placement: Placement;
  /** False where no provider sells it: what it costs stands in the file. */
  readonly sold?: false;
  /** Whether its requests come from within the region when a class enters here (a log, a database). */
  readonly inside?: true;
  /**
   * Whether it keeps work until whoever it calls has time for it (a queue, a log): callers that do not wait leave their
   * peaks here.
   */
  readonly buffers?: true;
  /** Whether a call without sizes moves what came in (a load balancer), rather than something of its own. */
  readonly passesThrough?: true;
  /** Whether it has public addresses of its own, beside those of machines. */
  readonly addresses?: Addresses;
  /** Most nodes that it runs on, where the file says: traffic spreads over no more zones than nodes. */
  nodeCount?(options: Options): number | undefined;
  /** Whether callers in so many zones find one of its nodes in each of them, and call that one. */
  standsInEach?(options: Options, zones: number): boolean;
  /** Share of its requests that go on along its calls, 0..1; 1 by default. */
  carry?(component: Component<Options>, context: KindContext): number;
  /**
   * The same under a load that it depends on, on average; `undefined` where it depends on none. Traffic is solved until
   * it settles.
   */
  carryAt?(component: Component<Options>, load: Load, context: KindContext): number | undefined;
  /** The part of the month's traffic that the provider counts; pure. */
  consume(component: Component<Options>, load: Load, context: KindContext): Use;
  /** How it performs at the peak; by default its requests pass without using anything. */
  perform?(component: Component<Options>, load: Load, context: PerformContext): Plan;
  /** How it fails; by default it has nothing that fails by itself, and its product may. */
  fail?(component: Component<Options>, load: Load, context: FailContext): FailPlan;
  /**
   * Its options once so many of its nodes are gone, by region: a leader elsewhere. As they were where nothing follows
   * from that.
   */
  without?(options: Options, lost: ReadonlyMap<string, number>): Options;
  /** How it gives its calls to the nodes of what it calls: a balancer's policy; `shared` where consumers fetch. */
  dispatches?(component: Component<Options>): Dispatch | undefined;
  /** Traffic across zones and regions beside the calls of the file. */
  innerTraffic?(component: Component<Options>, load: Load, context: KindContext): readonly InnerTraffic[];
  /** Figures of its own, for the estimate's `details`. */
  details?(component: Component<Options>, load: Load, context: KindContext): Readonly<Record<string, Detail>>;
  /** Problems that only the whole component shows, such as a field that needs another. */
  check?(
    component: Component<Options>,
  ): readonly { readonly field: string; readonly message: string; readonly fix: string }[];
  /** Fields that no result uses yet, said in a warning where the file sets them. */
  readonly unused?: readonly string[];
}

/** Keeps the types of a kind's options and use while it is written. */
export function defineKind<Options, Use>(kind: Kind<Options, Use>): Kind<Options, Use> {
  return kind;
}
