/** Cloud NAT: an hourly price by the machines behind a gateway, up to 32 of them, and bytes both ways. */
import type { NatGatewayUse } from '../../kinds/nat-gateway.ts';
import { defineProduct, toGb } from '../product.ts';
import { tableMeters } from '../table-meters.ts';
import { fromTable, type Limits } from '../quota.ts';
import { NAT_GATEWAY } from '../../assumptions/published.ts';

const limits: Limits = (asked) => [
  fromTable(asked, ['connections', 'concurrent', 'default'], 'ports-per-vm-default', {
    times: asked.number('machines') ?? 1,
    note: 'to one destination, of all machines behind it; more ports a machine can be set',
  }),
];

export const cloudNat = defineProduct<NatGatewayUse>({
  name: 'cloud-nat',
  title: 'Cloud NAT',
  provider: 'gcp',
  kinds: ['nat-gateway'],
  defaultFor: ['nat-gateway'],
  aliases: ['gcp-nat', 'google-cloud-nat', 'google_compute_router_nat'],
  freeZoneTransfer: {
    calls:
      'addresses are translated where a machine runs: there is no gateway in another zone (cloud.google.com/nat/docs/overview)',
  },
  sla: () => ({ service: 'cloud-nat', scope: 'region' }),
  limits,
  portsPerAddress: NAT_GATEWAY.connections.gcp,
  focus: { 'cloud-nat': ['Cloud NAT', 'connectivity'] },
  source: 'https://cloud.google.com/nat/pricing (read 2026-11)',
  meters(use, { monthHours, component, warn }) {
    if ((component.options as { machines?: number }).machines === undefined) warn('machines-not-set');
    const { meters, add } = tableMeters('cloud-nat');
    // The tiers of the meter count machines and end at 32: each hour of each gateway is priced by itself.
    const gatewayHours = use.gateways * use.runningShare * monthHours;
    if (gatewayHours > 0) add('gateway-vm-hour', use.machines * gatewayHours, { copies: gatewayHours });
    add('data-processed', toGb(use.processedBytes));
    return meters;
  },
});
