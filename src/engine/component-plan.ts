/** What the plan of a component says, and what is left of it while something has failed. */
import type { Figure } from '../assumptions/figure.ts';
import type { LimitPlan, Plan } from '../kinds/performance.ts';
import type { Provider } from '../topology/model.ts';
import type { FleetLoad } from './fleet-load.ts';

/** Something that a result rests on: a published figure, or one of ours. */
export interface Assumption {
  readonly name: string;
  readonly figure: Figure;
}

export interface ComponentPlan {
  readonly plan: Plan;
  /** Resources in which nothing waits: the plan's, the network, the product's quotas. */
  readonly limits: readonly LimitPlan[];
  readonly assumptions: readonly Assumption[];
  /** How its nodes follow its load, where it is autoscaled. */
  readonly fleet?: FleetLoad | undefined;
  /** Classes whose requests take a time here that nobody knows, with the fix. */
  readonly unknown: ReadonlyMap<string, string>;
  /** vCPUs above the baseline of burstable machines that run unlimited, on average over the day. */
  readonly surplusCpu: number;
  /** Factor of what its published or measured CPU times were scaled by, and why. */
  readonly scaling: readonly { readonly factor: number; readonly why: string }[];
}

/** Where round trips between regions are looked up. */
export interface RoundTripSource {
  roundTrip(provider: Provider, region: string, otherProvider: Provider, otherRegion: string): Figure | undefined;
}

/** What is left of the components while something has failed. */
export interface Remains {
  /** Nodes that are left of so many. */
  nodes(component: number, count: number): number;
  /** The plan of those that are left. */
  adjust(component: number, plan: Plan): Plan;
  /** A plan that still holds. */
  known(component: number): ComponentPlan | undefined;
}
