/** Azure NAT Gateway: gateways by the hour, bytes processed both ways. */
import type { NatGatewayUse } from '../../kinds/nat-gateway.ts';
import { defineProduct, toGb, type MeterUse } from '../product.ts';
import { fromTable, type Limits } from '../quota.ts';
import { NAT_GATEWAY } from '../../assumptions/published.ts';

const limits: Limits = (asked) => {
  const times = asked.number('count') ?? 1;
  return [
    fromTable(asked, ['connections', 'concurrent', 'limit'], 'snat-ports-per-ip', {
      times,
      note: 'to one destination, with one address a gateway',
    }),
    fromTable(asked, ['egress', 'bytes/s', 'limit'], 'throughput', { times, note: 'of the gateways together' }),
  ];
};

export const natGateway = defineProduct<NatGatewayUse>({
  name: 'nat-gateway',
  title: 'Azure NAT Gateway',
  provider: 'azure',
  kinds: ['nat-gateway'],
  defaultFor: ['nat-gateway'],
  aliases: ['azure-nat-gateway', 'nat'],
  ignores: ['machines'],
  sla: () => ({ service: 'nat-gateway', scope: 'region' }),
  limits,
  portsPerAddress: NAT_GATEWAY.connections.azure,
  focus: { 'nat-gateway': ['Azure NAT Gateway', 'connectivity'] },
  source: 'https://azure.microsoft.com/pricing/details/azure-nat-gateway/ (read 2026-11)',
  meters(use, { monthHours }) {
    const meters: MeterUse[] = [];
    const add = (meter: string, quantity: number) => {
      if (quantity > 0) meters.push({ type: 'table', service: 'nat-gateway', meter, quantity });
    };
    add('gateway-hour', use.gateways * use.runningShare * monthHours);
    add('data-processed', toGb(use.processedBytes));
    return meters;
  },
});
