/** What can be lost: one failure after the other, or two at once. */
import type { Topology } from '../../topology/model.ts';
import type { Availability } from '../availability.ts';
import type { Placed } from '../placed.ts';
import { NOTHING, union, type Loss } from './losses.ts';
import { regionName, zoneName, type Places } from './places.ts';

export type Scope = 'node' | 'zone' | 'region' | 'product' | 'cache' | 'partition' | 'pair';

/** Who can no longer reach whom: a zone and the rest of its region, or two regions. */
export type Cut =
  | { readonly between: 'zones'; readonly region: string; readonly zone: number }
  | { readonly between: 'regions'; readonly regions: readonly [string, string] };

export interface Scenario {
  readonly name: string;
  readonly scope: Scope;
  /** Of a partition between zones what those on the larger side have lost. */
  readonly loss: Loss;
  readonly cut?: Cut;
}

/** Pairs that are looked at. */
const MOST_PAIRS = 3000;

/** Every single failure, by scope. */
export function scenariosOf(
  topology: Topology,
  placed: readonly Placed[],
  { failures }: Availability,
  places: Places,
): Scenario[] {
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
    // A product of which nobody promises anything can be lost as well.
    if (names.length === 0 && groups.length === 0 && !plan.isPart) {
      const isShared =
        product !== undefined && product.name !== 'own' && placement !== 'outside' && placement !== 'zonal';
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
        name: `${zoneName(region, zone)} cut off`,
        scope: 'partition',
        loss: zoneLoss(region, zone),
        cut: { between: 'zones', region, zone },
      })),
    ...regions.flatMap((a, at) =>
      regions.slice(at + 1).map((b): Scenario => ({
        name: `${regionName(a)} and ${regionName(b)} cut off from each other`,
        scope: 'partition',
        loss: NOTHING,
        cut: { between: 'regions', regions: [a, b] },
      })),
    ),
  ];
}

/** Every two losses at once, two nodes of the same group among them; as many as are looked at, and how many are left out. */
export function pairsOf(scenarios: readonly Scenario[]): {
  readonly pairs: readonly Scenario[];
  readonly leftOut: number;
} {
  const single = scenarios.filter(({ scope }) => scope !== 'partition');
  const pairs: Scenario[] = [];
  let leftOut = 0;
  for (const [at, a] of single.entries())
    for (const b of single.slice(a.scope === 'node' ? at : at + 1)) {
      if (isWithin(a, b)) continue;
      if (pairs.length === MOST_PAIRS) leftOut++;
      else pairs.push({ name: `${a.name} + ${b.name}`, scope: 'pair', loss: union(a.loss, b.loss) });
    }
  return { pairs, leftOut };
}

/** Whether a region is lost together with its own zone, which is no more than the region. */
const isWithin = (a: Scenario, b: Scenario): boolean =>
  [...a.loss.zones.keys()].some((region) => b.loss.regions.has(region));
