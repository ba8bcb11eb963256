/** What a drill finds. */
import type { Latency } from '../../models/system/solve.ts';
import type { PartitionResult } from './partition.ts';
import type { Scope } from './scenarios.ts';

/**
 * `down`: something that it requires is gone, and nothing stands in. `degraded`: it is answered, but not the whole peak, or only by a
 * fallback, without a part of it, after a failover, or later than an objective says. `up`: everything else.
 */
export type DrillState = 'up' | 'degraded' | 'down';

export interface DrilledClass {
  readonly requestClass: string;
  readonly state: DrillState;
  /** Capacity against the peak: 1 just carries it; 0 while it is down; undefined where nothing binds. */
  readonly headroom: number | undefined;
  /** Seconds, at the peak; undefined while it is down, and where it has no end. */
  readonly latency: Latency | undefined;
  readonly notes: readonly string[];
}

/** A component that others now ask for more, or that has fewer nodes for it. */
export interface Surge {
  readonly component: string;
  /** Requests per second at the peak. */
  readonly rate: { readonly before: number; readonly after: number };
  /** The resource that is then the fullest of those that grow; undefined where none is used. */
  readonly resource: string | undefined;
  /** Asked for, as a share of what there is: above 1 where it cannot keep up. */
  readonly utilization: { readonly before: number; readonly after: number } | undefined;
}

/** Stored data of which copies are lost. */
export interface DataAtRisk {
  readonly component: string;
  readonly copies: number;
  readonly left: number;
  /** Seconds of writes that are lost: 0 for none, undefined where nobody says, or no copy is left. */
  readonly recoveryPoint: number | undefined;
  /** Seconds until it is written again: undefined where nobody says, or no copy is left. */
  readonly recoveryTime: number | undefined;
}

export interface DrilledScenario {
  readonly scenario: string;
  readonly scope: Scope;
  readonly classes: readonly DrilledClass[];
  readonly surges: readonly Surge[];
  readonly data: readonly DataAtRisk[];
  readonly partition: PartitionResult | undefined;
}

export interface Drill {
  readonly topology: string;
  /** While nothing has failed. */
  readonly base: readonly DrilledClass[];
  readonly scenarios: readonly DrilledScenario[];
  /** Scenarios that were not tried, for there are too many. */
  readonly leftOut: { readonly singles: number; readonly pairs: number };
}
