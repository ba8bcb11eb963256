/**
 * Public IPv4 addresses, which every provider charges by the hour: on AWS since February 2024 for each that is in use,
 * on Google for those of machines and of Cloud NAT, on Azure for standard static ones.
 * @see https://aws.amazon.com/vpc/pricing/ "Public IPv4 address",
 *   https://azure.microsoft.com/pricing/details/ip-addresses/, https://cloud.google.com/vpc/network-pricing#ipaddress
 *   (read 2026-11)
 */
import type { Warn } from '../diagnostics/warnings.ts';
import type { MeterUse } from '../billing/meter.ts';
import { meanNodes, type NodeUse } from '../kinds/nodes.ts';
import type { Addresses } from '../kinds/kind.ts';
import type { Component, Provider } from '../topology/model.ts';

/** Service and meter of an address that is in use. */
const IN_USE: Readonly<Record<Provider, { readonly service: string; readonly meter: string }>> = {
  aws: { service: 'public-ipv4', meter: 'in-use-address-hour' },
  azure: { service: 'public-ip', meter: 'standard-static' },
  gcp: { service: 'external-ip', meter: 'standard-vm-hour' },
};
/** Google charges half for an address of a spot machine. */
const GOOGLE_SPOT = 'spot-vm-hour';

/** What a component is asked for and what it runs on. */
export interface Addressed {
  readonly component: Component;
  /** By its kind: what has an address at all; undefined for what runs on nodes or as a service. */
  readonly addresses: Addresses | undefined;
  /** Whether its product is machines that the file's owner runs. */
  readonly isMachine: boolean;
  /** Whether clients reach it over the internet: a class enters it, or a name lookup leads there. */
  readonly isEntered: boolean;
  /**
   * Whether it stands on something of its own: a service of the whole region or at the edge has the provider's
   * addresses.
   */
  readonly isAddressable: boolean;
  /** Its nodes, where it has any. */
  readonly nodes: NodeUse | undefined;
  readonly monthHours: number;
  readonly warn: Warn;
}

/**
 * How many addresses a component has while it runs: one a NAT gateway, one in each zone for a balancer of AWS that a
 * class enters and one for one of Azure, one a machine that a class enters; none for anything else, unless `public_ip`
 * says so.
 */
export function publicAddresses({
  component,
  addresses,
  isMachine,
  isEntered,
  isAddressable,
  nodes,
}: Omit<Addressed, 'monthHours' | 'warn'>): number {
  const { public_ip: asked, count } = component.options as { public_ip?: boolean; count?: number };
  if (asked === false || !isAddressable) return 0;
  if (addresses === 'gateway') return count ?? 1;
  if (addresses === 'balancer') {
    const isPublic = asked ?? (isEntered && component.provider !== 'gcp');
    return isPublic ? (component.provider === 'aws' ? component.zones : 1) : 0;
  }
  if (asked === true) return nodes ? meanNodes(nodes) : (count ?? 1);
  return isMachine && isEntered && nodes ? meanNodes(nodes) : 0;
}

/** The addresses of a component as meters; those of Google's forwarding rules are free. */
export function addressMeters(addressed: Addressed): readonly MeterUse[] {
  const { component, addresses, nodes, monthHours, isAddressable, warn } = addressed;
  if (!isAddressable && (component.options as { public_ip?: boolean }).public_ip === true) warn('public-ip-ignored');
  const count = publicAddresses(addressed);
  const quantity = count * component.runningShare * monthHours;
  if (!(quantity > 0)) return [];
  const { service, meter } = IN_USE[component.provider];
  const label = 'public IPv4 addresses';
  if (component.provider === 'gcp' && addresses === 'balancer')
    return [
      {
        type: 'included',
        service,
        label,
        unit: 'hour',
        quantity,
        reason: 'addresses of forwarding rules are not charged (cloud.google.com/vpc/network-pricing#ipaddress)',
      },
    ];
  const isSpot = component.provider === 'gcp' && nodes?.purchase === 'spot';
  return [
    {
      type: 'table',
      service,
      meter: isSpot ? GOOGLE_SPOT : meter,
      label,
      quantity,
      note: `${Number(count.toPrecision(6))} in use: public_ip: false where there is none`,
    },
  ];
}
