/** What rides through the stages of an estimate. */
import type { RateSource } from '../billing/rate-table.ts';
import type { Topology } from '../topology/model.ts';
import type { Notice, Placed } from './placed.ts';
import type { Remains, RoundTripSource } from './component-plan.ts';
import type { Traffic } from './traffic.ts';

/** A topology in its places, with the tables that it is worked out by. */
export interface Scenario {
  readonly topology: Topology;
  readonly placed: readonly Placed[];
  readonly rates: RateSource;
  readonly trips: RoundTripSource;
  /** Tells the reader of the estimate. */
  readonly notice: (notice: Notice) => void;
  /** What is left under a load, while something has failed. */
  readonly remains?: ((traffic: Traffic) => Remains) | undefined;
}

/** With the traffic that it carries. */
export interface Loaded extends Scenario {
  readonly traffic: Traffic;
}

/** A topology, its places and its traffic: what needs no tables. */
export type Carried = Pick<Loaded, 'topology' | 'placed' | 'traffic'>;

/** The same scenario, of which nothing is told: a look at another load, or at what has failed. */
export const quietly = <Of extends Scenario>(scenario: Of): Of => ({ ...scenario, notice: () => undefined });
