/** What can be lost: one failure after the other, or two at once. */
import type { Topology } from '../../topology/model.ts';
import type { Availability } from '../availability.ts';
import type { Placed } from '../placed.ts';
import { NOTHING, union, type Loss } from './losses.ts';
import { regionName, zoneName, type Places } from './places.ts';
import type { Way } from './ways.ts';

export type Scope = 'node' | 'zone' | 'region' | 'product' | 'cache' | 'partition' | 'pair';

/**
 * Who can no longer reach whom: a zone and the rest of its region, or regions. A region on neither side reaches both.
 */
export type Cut =
  | { readonly between: 'zones'; readonly region: string; readonly zone: number }
  | { readonly between: 'regions'; readonly sides: readonly [readonly string[], readonly string[]] };

export interface Scenario {
  readonly name: string;
  readonly scope: Scope;
  /** Of a partition between zones what those on the larger side have lost. */
  readonly loss: Loss;
  readonly cut?: Cut;
}

/** Scenarios that are looked at. */
const MOST_SCENARIOS = 3000;

/** Scenarios times classes: the results must find room in memory, and in a string. */
const MOST_RESULTS = 400_000;

/**
 * Scenarios times components on the ways of all classes: some minutes' work at the worst, where all classes hang
 * together.
 */
const MOST_WORK = 500_000_000;

/** How many scenarios are looked at in all: one at least. */
export function mostScenarios(ways: readonly Way[]): number {
  const stops = ways.reduce((sum, { components }) => sum + components.size, 0);
  const most = Math.min(MOST_RESULTS / Math.max(1, ways.length), MOST_WORK / Math.max(1, stops));
  return Math.max(1, Math.min(MOST_SCENARIOS, Math.floor(most)));
}

/** Scenarios, and how many more there are. */
export interface Chosen {
  readonly chosen: readonly Scenario[];
  readonly leftOut: number;
}

/** What something may fail in. */
interface Subject {
  readonly topology: Topology;
  readonly placed: readonly Placed[];
  readonly availability: Availability;
}

/** Every single failure, by scope; where they are too many, the last of the nodes are left out first. */
export function singlesOf(subject: Subject, places: Places, most: number): Chosen {
  const all = scenariosOf(subject, places);
  const leftOut = Math.max(0, all.length - most);
  const nodes = all.filter(({ scope }) => scope === 'node').length;
  const kept = Math.max(0, nodes - leftOut);
  return { chosen: [...all.slice(0, kept), ...all.slice(nodes)].slice(0, most), leftOut };
}

function scenariosOf({ topology, placed, availability: { failures } }: Subject, places: Places): Scenario[] {
  const nodes: Scenario[] = [];
  const caches: Scenario[] = [];
  const products = new Map<string, Set<number>>();
  for (const [index, { component, kind, placement, product }] of placed.entries()) {
    const { groups } = places.components[index]!;
    for (const [g, { group }] of groups.entries()) {
      const one = group.name.endsWith('s') ? `a ${group.name.slice(0, -1)}` : `the ${group.name}`;
      nodes.push({
        name: `${component.name}: ${one}`,
        scope: 'node',
        loss: { ...NOTHING, nodes: new Map([[index, groups.map((_, at) => (at === g ? 1 : 0))]]) },
      });
    }
    const { plan, units } = failures.components[index]!;
    const names = units.flatMap((unit) =>
      failures.units[unit]!.scope === 'product' ? [failures.units[unit]!.name] : [],
    );
    // A managed product can be lost whether its provider promises anything or its nodes are told apart; plain machines
    // are lost with zones.
    const isSold = product !== undefined && product.name !== 'own';
    const isManaged = isSold && product.name !== 'self-managed' && product.nodeSla === undefined;
    if (names.length === 0 && !plan.isPart && (groups.length === 0 || isManaged)) {
      const isShared = isSold && placement !== 'outside' && (placement !== 'zonal' || groups.length > 0);
      const where = placement === 'edge' ? '' : ` in ${component.region}`;
      const what = component.product === 'own' ? component.kind : component.product;
      names.push(isShared ? `${component.product}${where}` : `${component.name}: ${what}`);
    }
    for (const name of names) {
      const known = products.get(name);
      if (known) known.add(index);
      else products.set(name, new Set([index]));
    }
    if (kind.carry)
      caches.push({ name: `cache ${component.name}`, scope: 'cache', loss: { ...NOTHING, caches: new Set([index]) } });
  }
  const regions = [...places.zones.keys()].filter((region) => regionName(region) !== '' || topology.failure.region);
  const zones = [...places.zones].flatMap(([region, count]) =>
    Array.from({ length: count }, (_, zone) => ({ region, zone, count })),
  );
  const zoneLoss = (region: string, zone: number): Loss => ({
    ...NOTHING,
    zones: new Map([[region, new Set([zone])]]),
  });
  return [
    ...nodes,
    ...zones.map(({ region, zone }): Scenario => ({
      name: `zone ${zoneName(region, zone)}`,
      scope: 'zone',
      loss: zoneLoss(region, zone),
    })),
    ...regions.map((region): Scenario => ({
      name: `region ${regionName(region)}`,
      scope: 'region',
      loss: { ...NOTHING, regions: new Set([region]) },
    })),
    ...[...products].map(([name, components]): Scenario => ({
      name,
      scope: 'product',
      loss: { ...NOTHING, components },
    })),
    ...caches,
    ...zones
      .filter(({ count }) => count > 1)
      .map(({ region, zone }): Scenario => ({
        name: `${zoneName(region, zone)} partitioned`,
        scope: 'partition',
        loss: zoneLoss(region, zone),
        cut: { between: 'zones', region, zone },
      })),
    ...regions.flatMap((a, at) =>
      regions.slice(at + 1).map((b): Scenario => ({
        name: `${regionName(a)} and ${regionName(b)} partitioned`,
        scope: 'partition',
        loss: NOTHING,
        cut: { between: 'regions', sides: [[a], [b]] },
      })),
    ),
    // Of two regions that is the same.
    ...(regions.length < 3 ? [] : regions).map((a): Scenario => ({
      name: `${regionName(a)} partitioned`,
      scope: 'partition',
      loss: NOTHING,
      cut: { between: 'regions', sides: [[a], regions.filter((b) => b !== a)] },
    })),
  ];
}

/**
 * Every unordered pair of losses at once, two nodes of the same group among them; as many as are looked at beside the
 * single ones, and how many are left out. Partitions are not paired.
 *
 * @param singles every single failure
 * @param most scenarios in all
 * @param places whose groups say whether there are two nodes to lose
 */
export function pairsOf(singles: readonly Scenario[], places: Places, most: number): Chosen {
  const room = Math.max(0, most - singles.length);
  const single = singles.filter(({ scope }) => scope !== 'partition');
  const chosen: Scenario[] = [];
  let leftOut = 0;
  for (const [at, a] of single.entries()) {
    const first = a.scope === 'node' && hasTwo(a, places) ? at : at + 1;
    for (let other = first; other < single.length; other++) {
      const b = single[other]!;
      if (isWithin(a, b)) continue;
      if (chosen.length === room) leftOut++;
      else chosen.push({ name: `${a.name} + ${b.name}`, scope: 'pair', loss: union(a.loss, b.loss) });
    }
  }
  return { chosen, leftOut };
}

/** Whether the group whose node is lost has another one. */
const hasTwo = ({ loss }: Scenario, places: Places): boolean =>
  [...loss.nodes].every(([index, lost]) =>
    places.components[index]!.groups.every(({ group }, g) => lost[g] === 0 || group.nodes > 1),
  );

/** Whether a region is lost together with its own zone, which is no more than the region. */
const isWithin = (a: Scenario, b: Scenario): boolean =>
  [...a.loss.zones.keys()].some((region) => b.loss.regions.has(region));
