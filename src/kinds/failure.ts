/**
 * How a kind fails: the nodes that fail one by one, how many of them must be left, and what a takeover costs.
 *
 * A kind returns a plan; the engine adds what it shares with others (zones, regions, its product) and how often things
 * fail.
 */
import type { Figure } from '../assumptions/figure.ts';
import type { KindContext } from './context.ts';
import { FULL } from '../models/system/full.ts';

/** Of which nodes how many must be up. */
export type Keeps =
  /**
   * Any `needed` of them. `busy` is how many the peak keeps busy, where `needed` follows from that: fewer of them then
   * carry a part of the peak. `answers` is how many answer at all, if not the whole peak: by default `needed`, and one
   * where `busy` is given.
   */
  | { readonly as: 'fleet'; readonly needed: number; readonly busy?: number; readonly answers?: number }
  /** One copy of every shard; copies of a shard stand in different zones as far as there are. */
  | { readonly as: 'shards'; readonly shards: number }
  /** Of the copies of every row all but so many; copies of a row stand in different zones as far as there are. */
  | { readonly as: 'rows'; readonly copies: number; readonly tolerated: number };

/** Nodes that are alike, spread evenly over the zones of where they stand. */
export interface NodeGroup {
  /** `nodes`, `replicas`, `brokers`. */
  readonly name: string;
  readonly nodes: number;
  readonly keeps: Keeps;
  /** Regions that they are spread over one by one, where it is not the component's alone. */
  readonly regions?: readonly string[] | undefined;
}

/** What is lost although enough is left: until a standby has taken over, or a leader is elected. */
export interface Takeover {
  readonly seconds: number;
  /** Nodes whose failure begins one: the primary, each broker. */
  readonly nodes: number;
  /** Share of the requests that each of them affects. */
  readonly share: number;
}

/** Data that is kept. */
export interface StorePlan {
  /** Copies on disks of their own; all of them lost is data lost. */
  readonly copies: number;
  /** Whether they are kept apart from the nodes, evenly over the zones, so that no node takes one with it. */
  readonly isApart?: boolean;
  /**
   * Written data that a failure of the primary loses: 0 where copies are written before the answer; undefined where
   * nobody says.
   */
  readonly recoveryPoint: number | undefined;
  /** Until it answers again after the failure of a node. */
  readonly recoveryTime: number | undefined;
}

/** Who goes on when nodes can no longer reach each other. */
export type PartitionPlan =
  /** The side with so many of the members, if any; the other refuses. */
  | {
      readonly writes: 'majority';
      readonly members: number;
      readonly needed: number;
      readonly regions?: readonly string[] | undefined;
    }
  /** The side with the primary. */
  | { readonly writes: 'primary' }
  /** Every side that has so many copies of each row: both, where one copy is enough, and they then differ. */
  | {
      readonly writes: 'copies';
      readonly copies: number;
      readonly needed: number;
      readonly reads: number;
      readonly regions?: readonly string[] | undefined;
      /**
       * Whether all of these are counted in one region alone, of which each side of a partition between regions has
       * some.
       */
      readonly isLocal?: boolean;
    };

export interface FailPlan {
  readonly groups: readonly NodeGroup[];
  /** Whether there is nothing of its own that could fail: a part of something else. */
  readonly isPart?: boolean;
  readonly takeover?: Takeover | undefined;
  /**
   * Seconds until its clients are sent to the fallbacks of its calls once what they replace is down: a name is looked
   * up no sooner. By default a call that fails goes to its fallback at once.
   */
  readonly switchover?: number | undefined;
  /** Seconds that work waits for those that it calls: their outages count only as far as they last longer. */
  readonly buffers?: number | undefined;
  /** Whether requests go on to what it calls when it is lost. */
  readonly isBypassed?: boolean;
  readonly store?: StorePlan | undefined;
  readonly partition?: PartitionPlan | undefined;
}

/** What kinds may ask while they say how they fail. */
export interface FailContext extends KindContext {
  /** Nodes of a tier of the performance plan; 0 where it has no such tier. */
  nodes(tier: number): number;
  /** How many of them the peak keeps busy. */
  busy(tier: number): number;
  /** A figure of the performance plan's details. */
  detail(name: string): number | undefined;
  /** The file's own time until a standby has taken over. */
  readonly failover: number | undefined;
  assume(name: string, figure: Figure): number;
}

/** Fewest nodes that carry what keeps so many busy, at least one. */
export const neededFor = (busy: number): number => Math.floor(busy / FULL) + 1;

/** The nodes of a tier, of which as many are needed as the peak keeps busy; none where the plan has no such tier. */
export function fleetGroups(context: FailContext, tier = 0): readonly NodeGroup[] {
  const nodes = context.nodes(tier);
  const busy = context.busy(tier);
  return nodes > 0 ? [{ name: 'nodes', nodes, keeps: { as: 'fleet', needed: neededFor(busy), busy } }] : [];
}
