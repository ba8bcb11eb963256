/** What the traffic crosses on its way: zones, regions, the border to the internet. */
import { zoneCrossingShare } from '../models/traffic/zone-crossing.ts';
import { toGb, type MeterUse } from '../products/product.ts';
import type { TransferProduct } from '../products/transfer.ts';
import type { Component, Topology } from '../topology/model.ts';
import type { Placed } from './placed.ts';
import type { Traffic } from './traffic.ts';
import { staysInZone } from './zones.ts';
import type { Scenario } from './scenario.ts';

/** Bytes that cross a border, for which one component pays. */
export interface Crossing {
  /** The component that the line belongs to: the sender, or the callee where the sender stands outside. */
  readonly component: number;
  readonly border: 'internet' | 'zone' | 'region';
  /** Region in which it is charged, and the other one where regions are crossed (`''` = not known). */
  readonly region: string;
  readonly otherRegion: string;
  /** What moves, such as `app → db`. */
  readonly label: string;
  readonly bytesPerSecond: number;
  /** The part of each class, in bytes per second, for sharing the cost out. */
  readonly classBytes: ReadonlyMap<string, number>;
  /** Why the provider does not charge for it. */
  readonly free: string | undefined;
  /** Why one side alone pays for crossing zones. */
  readonly oneSided?: string | undefined;
}

export interface TransferUse {
  readonly component: number;
  readonly meter: MeterUse;
  readonly region: string;
  readonly provider: Component['provider'];
  readonly classBytes: ReadonlyMap<string, number>;
}

const NO_CLASS: ReadonlyMap<string, number> = new Map();

/** What is sent: as a line of the bill calls it, and by whom. */
interface Sent {
  readonly label: string;
  readonly classBytes: ReadonlyMap<string, number>;
}

/**
 * Every border that bytes cross, one entry a component, border and label.
 *
 * Calls between components spread over z zones cross with probability (z − 1)/z unless they keep to their zone, by the
 * file's word or by how they are built (`staysInZone`); responses to clients leave to the internet at the entry, or at
 * the edge, whose product counts them itself.
 */
export function crossings(topology: Topology, placed: readonly Placed[], traffic: Traffic): Crossing[] {
  const found = new Map<string, Crossing>();
  const add = (crossing: Crossing) => {
    // A component that stands nowhere (a textbook station without a region) moves its bytes for nothing.
    if (!(crossing.bytesPerSecond > 0) || crossing.region === '') return;
    const key = `${crossing.component}\n${crossing.border}\n${crossing.region}\n${crossing.otherRegion}\n${crossing.label}`;
    const before = found.get(key);
    found.set(
      key,
      before
        ? {
            ...before,
            bytesPerSecond: before.bytesPerSecond + crossing.bytesPerSecond,
            classBytes: merged(before.classBytes, crossing.classBytes),
          }
        : crossing,
    );
  };
  const toInternet = (component: number, bytesPerSecond: number, classBytes: ReadonlyMap<string, number>) =>
    add({
      component,
      border: 'internet',
      region: placed[component]!.component.region,
      otherRegion: '',
      label: '',
      bytesPerSecond,
      classBytes,
      free: undefined,
    });
  const acrossZones = (
    component: number,
    bytesPerSecond: number,
    { label, classBytes }: Sent,
    { free, oneSided }: { readonly free?: string | undefined; readonly oneSided?: string | undefined } = {},
  ) =>
    add({
      component,
      border: 'zone',
      region: placed[component]!.component.region,
      otherRegion: '',
      label,
      bytesPerSecond,
      classBytes,
      free,
      oneSided,
    });
  const acrossRegions = (
    component: number,
    bytesPerSecond: number,
    [region, otherRegion]: readonly [string, string],
    { label, classBytes }: Sent,
  ) => add({ component, border: 'region', region, otherRegion, label, bytesPerSecond, classBytes, free: undefined });

  for (const flow of traffic.flows) {
    const { classBytes, requestBytesPerSecond: requests, responseBytesPerSecond: responses } = flow;
    const from = flow.from < 0 ? undefined : placed[flow.from]!;
    const to = placed[flow.to]!;
    if (from === undefined || from.placement === 'outside') {
      if (to.placement === 'edge' || to.placement === 'outside') continue;
      // Clients get what leaves the provider, unless they stand inside: producers of a log, users of a database.
      if (from === undefined && to.kind.inside) {
        if (to.placement !== 'zonal') continue;
        const { zones, name } = to.component;
        acrossZones(
          flow.to,
          (requests + responses) * zoneCrossingShare(zones, zones, flow.zoneAffinity),
          { label: `clients → ${name}`, classBytes },
          { free: to.product?.freeZoneTransfer?.calls, oneSided: to.product?.oneSidedZoneTransfer },
        );
      } else toInternet(flow.to, responses, classBytes);
    } else if (to.placement === 'outside') {
      if (from.placement !== 'edge') toInternet(flow.from, requests, classBytes);
    } else if (from.placement === 'edge') {
      // The edge's product counts what it fetches from its own provider; anybody else's origin pays for sending it.
      if (to.placement !== 'edge' && to.component.provider !== from.component.provider)
        toInternet(flow.to, responses, classBytes);
    } else if (to.placement === 'edge') {
      toInternet(flow.from, requests, classBytes);
    } else if (from.component.provider !== to.component.provider) {
      toInternet(flow.from, requests, classBytes);
      toInternet(flow.to, responses, classBytes);
    } else {
      const label = `${from.component.name} → ${to.component.name}`;
      const [here, there] = [from.component.region, flow.region ?? to.component.region];
      if (here !== there) {
        acrossRegions(flow.from, requests, [here, there], { label, classBytes });
        acrossRegions(flow.to, responses, [there, here], { label: `${label} (responses)`, classBytes });
      } else if (from.placement === 'zonal' && to.placement === 'zonal') {
        const stays = staysInZone(from, to, flow.zoneAffinity);
        const share = zoneCrossingShare(from.component.zones, to.component.zones, stays);
        const free = from.product?.freeZoneTransfer?.calls ?? to.product?.freeZoneTransfer?.calls;
        const oneSided = from.product?.oneSidedZoneTransfer ?? to.product?.oneSidedZoneTransfer;
        acrossZones(flow.from, (requests + responses) * share, { label, classBytes }, { free, oneSided });
      }
    }
  }
  const monthSeconds = topology.monthHours * 3600;
  for (const [index, { component, kind, placement, product, context }] of placed.entries()) {
    const load = traffic.loads[index]!;
    if (placement === 'zonal' && kind.innerTraffic) {
      const classBytes = new Map(
        load.classes.map((one) => [one.requestClass.name, one.requestBytesPerSecond + one.responseBytesPerSecond]),
      );
      for (const { label, betweenNodes, zoneCrossingBytesPerSecond, regionCrossings = [] } of kind.innerTraffic(
        component as never,
        load,
        context,
      )) {
        const { betweenNodes: freeInside, calls } = product?.freeZoneTransfer ?? {};
        const free = betweenNodes ? freeInside : calls;
        const oneSided = betweenNodes ? undefined : product?.oneSidedZoneTransfer;
        acrossZones(index, zoneCrossingBytesPerSecond, { label, classBytes }, { free, oneSided });
        for (const { from, to, bytesPerSecond } of regionCrossings)
          acrossRegions(index, bytesPerSecond, [from, to], { label: `${label}, ${from} → ${to}`, classBytes });
      }
    }
    const { egress = 0, zone_transfer: zoneTransfer = 0, region_transfer: regionTransfer = 0 } = component.usage;
    // A cdn's egress goes to viewers and is counted by its product.
    if (placement !== 'edge') toInternet(index, egress / monthSeconds, NO_CLASS);
    acrossZones(index, zoneTransfer / monthSeconds, { label: `of ${component.name}`, classBytes: NO_CLASS });
    acrossRegions(index, regionTransfer / monthSeconds, [component.region, ''], {
      label: `of ${component.name}`,
      classBytes: NO_CLASS,
    });
  }
  return [...found.values()];
}

function merged(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
  const sums = new Map(a);
  for (const [name, bytes] of b) sums.set(name, (sums.get(name) ?? 0) + bytes);
  return sums;
}

/** Crossings as meters of their providers. */
export function transferUses(
  { topology, placed, rates }: Pick<Scenario, 'topology' | 'placed' | 'rates'>,
  crossed: readonly Crossing[],
  transfers: ReadonlyMap<string, TransferProduct>,
): TransferUse[] {
  const monthSeconds = topology.monthHours * 3600;
  const uses: TransferUse[] = [];
  for (const crossing of crossed) {
    const { component, border, region, otherRegion, label, classBytes, free, oneSided } = crossing;
    const { provider } = placed[component]!.component;
    const transfer = transfers.get(provider);
    if (!transfer) continue;
    const gb = toGb(crossing.bytesPerSecond * monthSeconds);
    const charged =
      border === 'internet'
        ? transfer.toInternet(gb, region)
        : border === 'zone'
          ? transfer.acrossZones(gb, label, oneSided)
          : transfer.acrossRegions(gb, region, otherRegion, label, rates);
    const meter: MeterUse =
      free === undefined
        ? charged
        : {
            type: 'included',
            service: charged.service,
            label: charged.label ?? charged.meter,
            unit: 'gb',
            quantity: gb,
            reason: free,
          };
    uses.push({ component, meter, region, provider, classBytes });
  }
  return uses;
}
