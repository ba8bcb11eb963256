/** Where everything stands: the zones and regions of each component's nodes, and what goes with them. */
import type { NodeGroup } from '../../kinds/failure.ts';
import { nodesInZones } from '../../models/reliability/places.ts';
import type { Topology } from '../../topology/model.ts';
import type { Availability } from '../availability.ts';
import type { Performance } from '../performance.ts';
import type { Placed } from '../placed.ts';

/** Nodes in one region: `counts` by zone, from the first. */
export interface Stand {
  readonly region: string;
  readonly counts: readonly number[];
}

export interface GroupPlace {
  readonly group: NodeGroup;
  readonly stands: readonly Stand[];
  /** Of the nodes whose failure begins a takeover, by stand and zone: the first ones. */
  readonly firsts: readonly (readonly number[])[];
}

export interface ComponentPlace {
  /** Region that it stands in as a whole, where that can take it down; undefined at the edge, outside and nowhere. */
  readonly home: string | undefined;
  /** Whether it is a service of one zone, the first. */
  readonly isInOneZone: boolean;
  readonly groups: readonly GroupPlace[];
  /** By tier of the performance plan: where it stands, for tiers that stand in a region of their own. */
  readonly tiers: readonly (Stand | undefined)[];
  /** Regions that its nodes stand in. */
  readonly regions: readonly string[];
}

export interface Places {
  readonly components: readonly ComponentPlace[];
  /** Zones of each region that nodes stand in; regions in the order of the topology. */
  readonly zones: ReadonlyMap<string, number>;
  /** Components that a region, or a zone of it, takes something of. */
  inRegion(region: string): readonly number[];
}

/** Regions are told apart by their provider; people know them by their name. */
export const regionName = (region: string): string => region.slice(region.indexOf('/') + 1);
export const zoneName = (region: string, zone: number): string =>
  regionName(region) === '' ? String(zone + 1) : `${regionName(region)}/${zone + 1}`;

/**
 * Places nodes as the availability does: evenly over the zones of their region, the first node in the first zone, where
 * the primary or the leader is taken to stand. What stands on nothing (a station of one's own without a region) goes
 * down with a zone or a region only where the file says how often these fail.
 */
export function placesOf(
  topology: Topology,
  placed: readonly Placed[],
  { failures }: Availability,
  { plans }: Performance,
): Places {
  const zones = new Map<string, number>();
  const inRegion = new Map<string, Set<number>>();
  const isAsked = topology.failure.zone !== undefined || topology.failure.region !== undefined;
  const components = placed.map(({ component, placement }, index): ComponentPlace => {
    const { provider } = component;
    const { plan } = failures.components[index]!;
    const isSomewhere = placement !== 'edge' && placement !== 'outside' && (component.region !== '' || isAsked);
    const keyOf = (name: string) => `${provider}/${name}`;
    const standOf = (name: string, nodes: number): Stand => ({
      region: isSomewhere ? keyOf(name) : '',
      counts: nodesInZones({ nodes, zones: Math.max(1, Math.min(component.zones, nodes)) }),
    });
    const groups = plan.groups.map((group, at): GroupPlace => {
      const names = group.regions ?? [component.region];
      const counts = new Map<string, number>();
      const firsts = new Map<string, number>();
      const most = plan.takeover?.nodes ?? (plan.partition?.writes === 'primary' ? 1 : group.nodes);
      for (let i = 0; i < group.nodes; i++) {
        const name = names[i % names.length]!;
        counts.set(name, (counts.get(name) ?? 0) + 1);
        if (at === 0 && i < most) firsts.set(name, (firsts.get(name) ?? 0) + 1);
      }
      const stands = [...counts].map(([name, nodes]) => standOf(name, nodes));
      return {
        group,
        stands,
        firsts: [...counts.keys()].map((name, s) =>
          nodesInZones({ nodes: firsts.get(name) ?? 0, zones: stands[s]!.counts.length }),
        ),
      };
    });
    const named = new Set(plan.partition && 'regions' in plan.partition ? plan.partition.regions : undefined);
    const tiers = plans[index]!.plan.tiers.map(({ name, nodes }) =>
      isSomewhere && name !== undefined && named.has(name) ? standOf(name, nodes) : undefined,
    );
    const isWhole = groups.length === 0 && !plan.isPart && isSomewhere;
    const home = isSomewhere ? keyOf(component.region) : undefined;
    const isInOneZone = isWhole && placement === 'zonal' && component.zones === 1;
    const stands = [...groups.flatMap((one) => one.stands), ...tiers.filter((stand) => stand !== undefined)];
    const regions = [...new Set(stands.map(({ region }) => region))].filter((region) => region !== '');
    for (const { region, counts } of stands)
      if (region !== '') zones.set(region, Math.max(zones.get(region) ?? 0, counts.length));
    if (isInOneZone) zones.set(home!, Math.max(zones.get(home!) ?? 0, 1));
    for (const region of new Set([...regions, ...(isWhole ? [home!] : [])])) {
      const known = inRegion.get(region);
      if (known) known.add(index);
      else inRegion.set(region, new Set([index]));
      if (!zones.has(region)) zones.set(region, 0);
    }
    return { home: isWhole || regions.length > 0 ? home : undefined, isInOneZone, groups, tiers, regions };
  });
  const lists = new Map([...inRegion].map(([region, set]) => [region, [...set]]));
  return { components, zones, inRegion: (region) => lists.get(region) ?? [] };
}
