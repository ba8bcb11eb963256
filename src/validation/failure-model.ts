/**
 * What can fail in an estimate as a model in time: every node, zone, region and product for itself, with the figures of
 * the analysis.
 */
import type { FailureCause, Standing } from '../engine/failing.ts';
import type { Estimate } from '../estimate/estimate.ts';
import {
  usedUnits,
  type FailureModel,
  type FailureNode,
  type FailureProcess,
  type FailureUnit,
} from '../simulation/structure.ts';

type Group = Extract<FailureCause, { as: 'group' }>;

/** Nodes of a group by standing, by zone; those of its leaders. */
interface Placement {
  readonly unit: FailureUnit;
  /** In the order in which they lead: of shards the first copy of each. */
  readonly leaders: readonly FailureNode[];
}

/** What can fail in hours that are alike, and the share of the requests that come in them. */
export interface HourlyModel {
  readonly weight: number;
  readonly model: FailureModel;
  /** The same where the same is asked of the same units: one simulation then tells of both. */
  readonly key: string;
}

/**
 * Models for each class, in the order of the topology: one for all hours of the day in which it needs the same. Their
 * units are those of the availability.
 */
export function failureModels({ topology, availability }: Estimate): readonly (readonly HourlyModel[])[] {
  // Looking at what classes require makes the units of their calls and buffers.
  const requirements = topology.classes.map((_, index) => availability.requirement(index));
  const processes: FailureProcess[] = [];
  const kinds = new Map<string, number>();
  const add = (kind: string, mtbf: number, mttr: number): number => {
    if (!kinds.has(kind)) kinds.set(kind, kinds.size);
    return processes.push({ kind: kinds.get(kind)!, mtbf, mttr }) - 1;
  };
  const regions = availability.failures.regions.map(({ region, mttr, zones, zoneMttr }, index) => ({
    region: add(`region ${index}`, between(region, mttr), mttr),
    zones: zones.map((zone, z) => add(`zone ${index} ${z}`, between(zone, zoneMttr), zoneMttr)),
  }));

  const placements = new Map<number, Placement>();
  const units = availability.units.map(({ cause }, index): FailureUnit => {
    switch (cause.as) {
      case 'group': {
        const placement = place(cause, index);
        placements.set(index, placement);
        return placement.unit;
      }
      case 'takeover': {
        const { seconds, nodes, share } = cause.takeover;
        return { as: 'takeover', leaders: placements.get(cause.of)!.leaders.slice(0, nodes), seconds, share };
      }
      case 'whole': {
        const own = add(`unit ${index}`, cause.mtbf, cause.mttr);
        const node = cause.region === undefined ? [own] : [own, regions[cause.region]!.region];
        return { as: 'fleet', nodes: [node], needed: 1 };
      }
      case 'outlasting':
        return cause;
      // How often depends on the hour.
      case 'chance':
      case 'overload':
        return { as: 'chance', probability: 0 };
    }
  });
  // The regions are up by themselves here: what hits a request by chance hits it whatever is up.
  const allUp = availability.failures.regions.map(({ zones }) => zones.map(() => true));
  const unitAt = (unit: FailureUnit, index: number, share: number): FailureUnit => {
    const { down, fleetAt } = availability.units[index]!;
    if (unit.as === 'chance') return { as: 'chance', probability: down(allUp, share) };
    if (unit.as !== 'fleet' || !fleetAt) return unit;
    const { nodes, needed } = fleetAt(share);
    return { ...unit, nodes: unit.nodes.slice(0, nodes), needed };
  };
  return requirements.map((requirement, index) => {
    const used = usedUnits({ processes, units, requirement });
    const models = new Map<string, { weight: number; key: string; model: FailureModel }>();
    for (const { shareOf, weight } of availability.day(index)) {
      const own = [...units];
      const varied = used.map((unit) => {
        const one = (own[unit] = unitAt(units[unit]!, unit, shareOf(unit)));
        return one.as === 'fleet' ? `${one.needed}/${one.nodes.length}` : one.as === 'chance' ? one.probability : 0;
      });
      const key = JSON.stringify([requirement, varied]);
      const known = models.get(key);
      if (known) known.weight += weight;
      else models.set(key, { weight, key, model: { processes, units: own, requirement } });
    }
    return [...models.values()];
  });

  function place({ group, standings, node }: Group, index: number): Placement {
    const { keeps } = group;
    const hostsIn = ({ region, isInRegion, isInZones }: Standing, zone: number): number[] => {
      if (region === undefined) return [];
      const { region: whole, zones } = regions[region]!;
      return [...(isInRegion ? [whole] : []), ...(isInZones ? [zones[zone]!] : [])];
    };
    const nodeAt = (standing: number, zone: number): FailureNode => {
      const hosts = hostsIn(standings[standing]!, zone);
      return node ? [add(`node ${index} ${standing} ${zone}`, node.mtbf, node.mttr), ...hosts] : hosts;
    };
    if (keeps.as === 'shards') {
      const places = standings.flatMap(({ zones }, s) =>
        Array.from({ length: zones }, (_, zone) => [s, zone] as const),
      );
      const copies = Math.round(group.nodes / keeps.shards);
      const shards = Array.from({ length: keeps.shards }, (_, shard) =>
        Array.from({ length: copies }, (_, copy) => nodeAt(...places[(shard + copy) % places.length]!)),
      );
      return { unit: { as: 'shards', shards }, leaders: shards.map(([first]) => first!) };
    }
    // Node i of a region stands in zone i mod zones.
    const byStanding = standings.map(({ nodes, zones }, s) =>
      Array.from({ length: nodes }, (_, i) => ({ zone: i % zones, node: nodeAt(s, i % zones) })),
    );
    const nodes = byStanding.flat().map(({ node }) => node);
    if (keeps.as === 'fleet') return { unit: { as: 'fleet', nodes, needed: keeps.needed }, leaders: nodes };
    const zonesOf = (s: number) =>
      Array.from({ length: standings[s]!.zones }, (_, zone) =>
        byStanding[s]!.filter((one) => one.zone === zone).map((one) => one.node),
      );
    const perRegion = keeps.copies / standings.length;
    const over = Number.isInteger(perRegion)
      ? standings.map((_, s) => ({ zones: zonesOf(s), copies: perRegion }))
      : [{ zones: standings.flatMap((_, s) => zonesOf(s)), copies: keeps.copies }];
    return { unit: { as: 'rows', regions: over, tolerated: keeps.tolerated }, leaders: nodes };
  }
}

/** The time between failures that makes something down for this share of the time. */
const between = (unavailability: number, mttr: number): number =>
  unavailability > 0 ? (mttr * (1 - unavailability)) / unavailability : Number.POSITIVE_INFINITY;
