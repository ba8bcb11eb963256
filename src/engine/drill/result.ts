/** What a drill finds. */
import type { Latency } from '../../models/system/solve.ts';
import type { PartitionResult } from './partition.ts';
import type { Scope } from './scenarios.ts';

/**
 * `down`: something that it requires is gone, and nothing stands in. `degraded`: it is answered, but not the whole
 * peak, or only by a fallback, without a part of it, after a failover, or later than an objective says. `up`:
 * everything else.
 */
export type DrillState = 'up' | 'degraded' | 'down';

/** Why a component answers nothing. */
export type Gone =
  /** It is lost itself, or with its region or its zone. */
  | { readonly why: 'lost'; readonly with: 'itself' | 'region' | 'zone' }
  /** None of its nodes is left; `name` says what they are called. */
  | { readonly why: 'no-node'; readonly name: string }
  | {
      readonly why: 'too-few';
      readonly left: number;
      readonly nodes: number;
      readonly needed: number;
      readonly name: string;
    }
  | { readonly why: 'no-copy-of-shard' }
  | { readonly why: 'too-few-copies'; readonly left: number; readonly copies: number; readonly needed: number };

/** Something that a failure does to a class, by what it is and of what. */
export type Effect =
  /** What is called in place of the lost calls back without end. */
  | { readonly effect: 'endless-calls' }
  /** A cache is lost itself, and passes everything on. */
  | { readonly effect: 'bypassed'; readonly component: string; readonly callees: readonly string[] }
  /** It answers, and holds nothing. */
  | { readonly effect: 'cold-cache'; readonly component: string; readonly callees: readonly string[] }
  /** Requests wait until another node has taken over. */
  | {
      readonly effect: 'failover';
      readonly component: string;
      /** Share of the requests. */
      readonly share: number;
      readonly seconds: number;
      /** Who stands in for it with its callers. */
      readonly standIns: readonly string[];
    }
  /** The fallback answers. */
  | { readonly effect: 'fallback'; readonly component: string; readonly caller: string; readonly callee: string }
  /** A buffer keeps the work. */
  | { readonly effect: 'deferred'; readonly caller: string; readonly callee: string }
  /** The call is left out. */
  | {
      readonly effect: 'skipped';
      readonly caller: string;
      readonly callee: string;
      readonly because: 'asynchronous' | 'optional';
    }
  /** Share of the peak that is carried, and what is used up then. */
  | { readonly effect: 'saturated'; readonly share: number; readonly bottleneck: string | undefined }
  | { readonly effect: 'unbounded-latency' }
  /** Share of the requests that find no room. */
  | { readonly effect: 'blocked'; readonly component: string; readonly share: number }
  | {
      readonly effect: 'objective-missed';
      readonly objective: string;
      readonly target: number;
      readonly actual: number | undefined;
    }
  /** An autoscaled fleet that is short may grow, which is not counted. */
  | { readonly effect: 'may-grow'; readonly component: string; readonly nodes: number; readonly most: number }
  | { readonly effect: 'required-lost'; readonly component: string; readonly gone: Gone }
  | { readonly effect: 'unreachable'; readonly caller: string; readonly callee: string }
  /** Both sides of a partition accept writes. */
  | { readonly effect: 'diverges'; readonly component: string }
  /** Writes are refused on a side, or on both. */
  | { readonly effect: 'writes-refused'; readonly component: string; readonly side: string | undefined };

export interface DrilledClass {
  readonly requestClass: string;
  readonly state: DrillState;
  /** Capacity against the peak: 1 just carries it; 0 while it is down; undefined where nothing binds. */
  readonly headroom: number | undefined;
  /** Seconds, at the peak; undefined while it is down, and where it has no end. */
  readonly latency: Latency | undefined;
  readonly effects: readonly Effect[];
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
