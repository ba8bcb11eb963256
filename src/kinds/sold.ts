/** What a kind asks of whoever sells it: figures and limits that differ from product to product. */
import type { Figure, SpreadFigure } from '../assumptions/figure.ts';
import type { Component } from '../topology/model.ts';
import type { Detail } from './context.ts';
import type { Load } from './kind.ts';
import type { LimitPlan, PerformContext } from './performance.ts';

type Options = Readonly<Record<string, unknown>>;

/** What a product carries, with the figures of its own that are shown beside it. */
export interface Carried {
  readonly limits: readonly LimitPlan[];
  readonly details: Readonly<Record<string, Detail>>;
}

/** The face of a product that kinds see. */
export interface Sold {
  /**
   * How long an answer takes: `delivery` is from a send or put to its consumer. Undefined where nothing is published.
   */
  latency?(options: Options, what: 'read' | 'write' | 'delivery' | 'cold-start'): SpreadFigure | undefined;
  /** How long it takes until a standby has taken over; undefined where there is none. */
  failover?(options: Options): Figure | undefined;
  /** What its limits are beside those of its nodes, and what the peak uses of them. */
  carries?(component: Component<never>, load: Load, context: PerformContext): Carried;
  /** Messages a second that it hands out at most. */
  handsOut?(options: Options, context: PerformContext): number | undefined;
  /** Executions at once where the file does not limit them. */
  atOnce?(options: Options): Figure;
  /** Instances that are always ready. */
  ready?(options: Options): number;
  /** How long what has nothing to answer is kept. */
  readonly keptIdle?: Figure;
  /** Memory of an instance where the file does not say, in bytes. */
  readonly memoryBytes?: number;
  /** What a command takes on a node of so many vCPUs, where that is more than one of them does. */
  commandTime?(vcpus: number): Figure | undefined;
  /** What a flush takes on the disks that its machines stand on. */
  readonly flush?: Figure;
  /** The disks that a database stands on where the file does not say. */
  readonly storageType?: string;
  /** What a byte read counts against a throughput that is bought, beside one written; undefined where none is sold. */
  readonly readWeight?: number;
  /** Whether operations are sold by themselves. */
  sellsOperations?(options: Options): boolean;
  /** Connections of an address to a destination at a time. */
  readonly portsPerAddress?: Figure;
  /** The bucket of requests that an account may make: a second, and at once. */
  readonly throttle?: { readonly rate: Figure; readonly burst: Figure };
}
