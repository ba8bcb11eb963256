/** What the traffic crosses on its way: zones, regions, the border to the internet. */
import { zoneCrossingShare } from '../models/traffic/zone-crossing.ts';
import { toGb, type MeterUse } from '../products/product.ts';
import type { TransferProduct } from '../products/transfer.ts';
import type { RateSource } from '../billing/rate-table.ts';
import type { Component, Topology } from '../topology/model.ts';
import type { Placed } from './placed.ts';
import type { Traffic } from './traffic.ts';

export interface TransferUse {
  /** Component that the line belongs to. */
  readonly component: number;
  readonly meter: MeterUse;
  /** Region in which it is charged. */
  readonly region: string;
  readonly provider: Component['provider'];
  /** The part of each class, in bytes per second, for sharing the cost out. */
  readonly classBytes: ReadonlyMap<string, number>;
}

export function transferUses(
  topology: Topology,
  placed: readonly Placed[],
  traffic: Traffic,
  transfers: ReadonlyMap<string, TransferProduct>,
  rates: RateSource,
): TransferUse[] {
  const monthSeconds = topology.monthHours * 3600;
  const uses: TransferUse[] = [];
  const monthlyGb = (bytesPerSecond: number) => toGb(bytesPerSecond * monthSeconds);

  const add = (
    component: number,
    gb: number,
    region: string,
    classBytes: ReadonlyMap<string, number>,
    meter: (transfer: TransferProduct) => MeterUse,
  ) => {
    const { provider } = placed[component]!.component;
    const transfer = transfers.get(provider);
    // A component that stands nowhere (a textbook station without a region) moves its bytes for nothing.
    if (!(gb > 0) || region === '' || !transfer) return;
    uses.push({ component, meter: meter(transfer), region, provider, classBytes });
  };
  const toInternet = (
    component: number,
    bytesPerSecond: number,
    classBytes: ReadonlyMap<string, number>,
    region = placed[component]!.component.region,
  ) =>
    add(component, monthlyGb(bytesPerSecond), region, classBytes, (transfer) =>
      transfer.toInternet(monthlyGb(bytesPerSecond), region),
    );
  const acrossZones = (
    component: number,
    bytesPerSecond: number,
    label: string,
    classBytes: ReadonlyMap<string, number>,
    free: string | undefined,
  ) => {
    const gb = monthlyGb(bytesPerSecond);
    add(component, gb, placed[component]!.component.region, classBytes, (transfer) => {
      const meter = transfer.acrossZones(gb, label);
      if (free === undefined) return meter;
      return {
        type: 'included',
        service: meter.service,
        label: meter.type === 'table' ? (meter.label ?? meter.meter) : meter.label,
        unit: 'gb',
        quantity: gb,
        reason: free,
      };
    });
  };
  const acrossRegions = (
    component: number,
    bytesPerSecond: number,
    from: string,
    to: string,
    label: string,
    classBytes: ReadonlyMap<string, number>,
  ) =>
    add(component, monthlyGb(bytesPerSecond), from, classBytes, (transfer) =>
      transfer.acrossRegions(monthlyGb(bytesPerSecond), from, to, label, rates),
    );

  for (const flow of traffic.flows) {
    const to = placed[flow.to]!;
    const bytes = flow.requestBytesPerSecond + flow.responseBytesPerSecond;
    const from = flow.from < 0 ? undefined : placed[flow.from]!;
    if (from === undefined || from.placement === 'outside') {
      // Clients: what they get leaves the provider, unless they stand inside (producers of a log, users of a database).
      if (to.placement === 'edge' || to.placement === 'outside') continue;
      if (from === undefined && to.kind.inside) {
        if (to.placement !== 'zonal') continue;
        const share = zoneCrossingShare(to.component.zones, to.component.zones, flow.zoneAffinity);
        acrossZones(
          flow.to,
          bytes * share,
          `clients → ${to.component.name}`,
          flow.classBytes,
          to.product?.freeZoneTransfer?.calls,
        );
      } else toInternet(flow.to, flow.responseBytesPerSecond, flow.classBytes);
      continue;
    }
    if (to.placement === 'outside') {
      if (from.placement !== 'edge') toInternet(flow.from, flow.requestBytesPerSecond, flow.classBytes);
      continue;
    }
    if (from.placement === 'edge') {
      // The edge's product counts what it fetches from its own provider's regions; anybody else's origin pays for sending it.
      if (to.placement !== 'edge' && to.component.provider !== from.component.provider)
        toInternet(flow.to, flow.responseBytesPerSecond, flow.classBytes);
      continue;
    }
    if (to.placement === 'edge') {
      toInternet(flow.from, flow.requestBytesPerSecond, flow.classBytes);
      continue;
    }
    if (from.component.provider !== to.component.provider) {
      toInternet(flow.from, flow.requestBytesPerSecond, flow.classBytes);
      toInternet(flow.to, flow.responseBytesPerSecond, flow.classBytes);
      continue;
    }
    const [here, there] = [from.component.region, flow.region ?? to.component.region];
    const label = `${from.component.name} → ${to.component.name}`;
    if (here !== there) {
      acrossRegions(flow.from, flow.requestBytesPerSecond, here, there, label, flow.classBytes);
      acrossRegions(flow.to, flow.responseBytesPerSecond, there, here, `${label} (responses)`, flow.classBytes);
    } else if (from.placement === 'zonal' && to.placement === 'zonal') {
      const share = zoneCrossingShare(from.component.zones, to.component.zones, flow.zoneAffinity);
      acrossZones(flow.from, bytes * share, label, flow.classBytes, freeCalls(from, to));
    }
  }
  const none: ReadonlyMap<string, number> = new Map();
  for (const [index, { component, kind, placement, product }] of placed.entries()) {
    const load = traffic.loads[index]!;
    const classBytes = new Map(
      load.classes.map((one) => [one.requestClass.name, one.requestBytesPerSecond + one.responseBytesPerSecond]),
    );
    if (placement === 'zonal') {
      for (const inner of kind.innerTraffic?.(component as never, load) ?? []) {
        acrossZones(
          index,
          inner.zoneCrossingBytesPerSecond,
          inner.label,
          classBytes,
          inner.betweenNodes ? product?.freeZoneTransfer?.betweenNodes : product?.freeZoneTransfer?.calls,
        );
      }
    }
    const { egress, zone_transfer: zoneTransfer, region_transfer: regionTransfer } = component.usage;
    // A cdn's egress goes to viewers and is counted by its product.
    if (egress && placement !== 'edge') toInternet(index, egress / monthSeconds, none);
    if (zoneTransfer) acrossZones(index, zoneTransfer / monthSeconds, `of ${component.name}`, none, undefined);
    if (regionTransfer)
      acrossRegions(index, regionTransfer / monthSeconds, component.region, '', `of ${component.name}`, none);
  }
  return uses;
}

function freeCalls(from: Placed, to: Placed): string | undefined {
  return from.product?.freeZoneTransfer?.calls ?? to.product?.freeZoneTransfer?.calls;
}
