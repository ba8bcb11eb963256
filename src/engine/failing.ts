/** How things fail, as the stages after pass it on: units with their causes, regions, and components. */
import type { Figure } from '../assumptions/figure.ts';
import type { FailPlan, NodeGroup, Takeover } from '../kinds/failure.ts';
import type { RegionEvents, RegionState } from '../models/reliability/surroundings.ts';
import type { Provider } from '../topology/model.ts';
import type { Assumption } from './component-plan.ts';

/** Where promises of availability are looked up. */
export interface PromiseSource {
  sla(provider: Provider, service: string, scope: string): Figure | undefined;
}

/**
 * What a component's figures stand on: the file's alone; published observations; its provider's promises, which the
 * file asks for (`sla`) or which stand in where nothing has been observed (`promised`); nothing.
 */
export type Basis = 'own' | 'observed' | 'promised' | 'sla' | 'unknown';

/** What fails behind a unit, in time: `down` is the share of it that this comes to. Times in seconds. */
export type FailureCause =
  /** Nodes that fail one by one, not at all where `node` is undefined, and with their zones and regions. */
  | {
      readonly as: 'group';
      readonly group: NodeGroup;
      readonly standings: readonly Standing[];
      readonly node: { readonly mtbf: number; readonly mttr: number } | undefined;
    }
  /** Begins when one of the first nodes of a group, that of a unit, fails. */
  | { readonly as: 'takeover'; readonly takeover: Takeover; readonly of: number }
  /** Up and down by turns as a whole; `region` is an index into the regions that it goes down with. */
  | { readonly as: 'whole'; readonly mtbf: number; readonly mttr: number; readonly region: number | undefined }
  /** Another unit's outages, once they have lasted so long. */
  | { readonly as: 'outlasting'; readonly of: number; readonly seconds: number }
  /** Hits a request by chance, as often as the load has it. */
  | { readonly as: 'chance'; readonly probability: (share: number) => number }
  /** More is asked for than there is: in all hours in which the load is above a share of the peak. */
  | { readonly as: 'overload'; readonly above: number };

/** Something that is up or down by itself, given which zones and regions are up. */
export interface FailureUnit {
  /** `app: nodes`. */
  readonly name: string;
  readonly scope: 'node' | 'failover' | 'product' | 'call' | 'overload';
  /** Undefined where several components share it. */
  readonly component: number | undefined;
  /** Whose load it hangs on, where that is another's. */
  readonly loadOf?: number | undefined;
  /** Whether it is no failure, but a call that is not made: it brings nothing down by itself. */
  readonly isCondition?: boolean;
  readonly cause: FailureCause;
  /** Mean seconds of an outage that there is in some states of the regions: without end where it is never up. */
  outage(states: readonly RegionState[]): number;
  /**
   * Share of time in which it is down.
   * @param states of the regions, in the order of `Failures.regions`
   * @param share of the peak that is to be carried, 0..1
   */
  down(states: readonly RegionState[], share: number): number;
  /** What of a share matters to it: shares of the same level are alike. Nothing does where there is none. */
  readonly level?: ((share: number) => number) | undefined;
  /** Of a fleet: its nodes, and those that are needed, at a share of the peak. */
  readonly fleetAt?: ((share: number) => { readonly nodes: number; readonly needed: number }) | undefined;
}

/** A region in which something can be lost with it. */
export interface FailingRegion extends RegionEvents {
  readonly provider: Provider;
  readonly name: string;
  readonly mttr: number;
  readonly zoneMttr: number;
}

/** Where the nodes of a group stand. */
export interface Standing {
  /** Index into the regions; undefined where neither it nor its zones are counted. */
  readonly region: number | undefined;
  /** Whether they go down with the region, and with their zones. */
  readonly isInRegion: boolean;
  readonly isInZones: boolean;
  readonly nodes: number;
  readonly zones: number;
}

/** How one component fails. */
export interface ComponentFailure {
  readonly basis: Basis;
  readonly plan: FailPlan;
  /** Of each group, in the order of the plan's. */
  readonly standings: readonly (readonly Standing[])[];
  /** Units that must be up for it to be. */
  readonly units: readonly number[];
  /** Whether anybody says how often it fails; it is taken never to where not. */
  readonly isKnown: boolean;
  readonly assumptions: readonly Assumption[];
  /** Of a node, in seconds: undefined where its nodes do not fail. */
  readonly node: { readonly mtbf: number; readonly mttr: number } | undefined;
}

export interface Failures {
  readonly regions: readonly FailingRegion[];
  readonly units: readonly FailureUnit[];
  readonly components: readonly ComponentFailure[];
  /** Shares of the peak at which fleets of a component come up short: with one node less, and so on. */
  readonly steps: readonly (readonly number[])[];
}
