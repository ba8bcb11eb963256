/** The data centres of a ring: in which regions its nodes stand, and how far each replica is from the coordinator. */
import type { Time } from '../models/system/system.ts';
import type { Component } from '../topology/model.ts';
import type { PerformContext } from './performance.ts';
import { constantTime, copyTrips } from './steps.ts';

export interface Replica {
  /** The data centre that it stands in, by its index; the coordinator's is 0. */
  readonly at: number;
  /** From the node of its region that it stands beside or is reached from, and back: nothing for the first replica. */
  readonly within: readonly Time[];
}

export interface DataCentre {
  readonly region: string;
  /** There and back from the coordinator's region; nothing for that itself. */
  readonly way: readonly Time[];
  readonly nodes: number;
  readonly replicas: readonly Replica[];
}

export interface DataCentres {
  /** From the component's region to the coordinator's and back; nothing where that is the same. */
  readonly toCoordinator: readonly Time[];
  /** The coordinator's, then the others from the nearest to the farthest; one at least. */
  readonly all: readonly DataCentre[];
}

/** Regions of a ring's data centres. */
export const regionsOf = (placement: readonly string[] | undefined, region: string): readonly string[] =>
  placement === undefined || placement.length === 0 ? [region] : placement;

/**
 * The region that coordinates as far as is known without round trips: the component's own, else the one that is named
 * first.
 */
export const homeOf = (regions: readonly string[], region: string): string =>
  regions.includes(region) ? region : regions[0]!;

/**
 * Spreads nodes and replicas over the regions of a placement.
 *
 * Requests are coordinated in the component's region or, where no data centre stands in it, in the nearest one's. Nodes
 * that can't be spread evenly go to the regions that are named first.
 *
 * @param nodes of all regions together
 * @param replication replicas in each region, of which no more are kept than there are nodes
 * @see Apache Cassandra documentation, "Dynamo", NetworkTopologyStrategy,
 *   https://cassandra.apache.org/doc/latest/cassandra/architecture/dynamo.html
 */
export function dataCentresOf(
  { options, region, zones }: Component<{ readonly placement?: readonly string[] | undefined }>,
  { nodes, replication }: { readonly nodes: number; readonly replication: number },
  context: PerformContext,
): DataCentres {
  const regions = regionsOf(options.placement, region);
  const { home, toCoordinator } = coordinatorOf(regions, region, context);
  const between = new Map(regions.flatMap((one) => (one === home ? [] : [[one, context.betweenRegions(home, one)]])));
  // Of a region to which no way is known nobody can say that it is near.
  const distance = (one: string) => (one === home ? -1 : (between.get(one)?.mean ?? Infinity));
  const all = regions
    .map((one, index) => ({ region: one, nodes: nodesIn(index, nodes, regions.length) }))
    .toSorted((a, b) => distance(a.region) - distance(b.region))
    .map(({ region: one, nodes: count }, at): DataCentre => {
      const trips = copyTrips(Math.min(replication, count), Math.min(zones, count), context);
      // The first replica stands beside the coordinator, or is the one that hands a write on.
      const replicas = [{ at, within: [] }, ...trips.map((trip) => ({ at, within: [trip] }))];
      return { region: one, way: at === 0 ? [] : [between.get(one) ?? constantTime(0)], nodes: count, replicas };
    });
  return { toCoordinator, all };
}

/**
 * One way of a round trip, of which both ways take equally long and vary by themselves: half of its mean and of its
 * variance.
 */
export function oneWay({ mean, scv, onWire }: Time): Time {
  if (scv === 0) return { ...constantTime(mean / 2), onWire };
  return { mean: mean / 2, scv: 2 * scv, shape: 2 * scv > 1 ? 'hyperexponential' : 'gamma', onWire };
}

/** Nodes of the index-th of so many regions. */
const nodesIn = (index: number, nodes: number, regions: number): number =>
  Math.max(1, Math.floor(nodes / regions) + (index < nodes % regions ? 1 : 0));

/** The region that coordinates, and the way to it. */
function coordinatorOf(
  regions: readonly string[],
  region: string,
  context: PerformContext,
): { readonly home: string; readonly toCoordinator: readonly Time[] } {
  if (regions.includes(region)) return { home: region, toCoordinator: [] };
  // What stands nowhere is as near to one of them as to the next.
  if (region === '') return { home: regions[0]!, toCoordinator: [] };
  const [nearest] = regions
    .flatMap((home) => {
      const way = context.betweenRegions(region, home);
      return way ? [{ home, way }] : [];
    })
    .toSorted((a, b) => a.way.mean - b.way.mean);
  return nearest ? { home: nearest.home, toCoordinator: [nearest.way] } : { home: regions[0]!, toCoordinator: [] };
}
