/** Azure NAT Gateway: gateways by the hour, bytes processed both ways. */
import type { NatGatewayUse } from '../../kinds/nat-gateway.ts';
import { defineProduct, toGb, type MeterUse } from '../product.ts';

export const natGateway = defineProduct<NatGatewayUse>({
  name: 'nat-gateway',
  title: 'Azure NAT Gateway',
  provider: 'azure',
  kinds: ['nat-gateway'],
  defaultFor: ['nat-gateway'],
  aliases: ['azure-nat-gateway', 'nat'],
  ignores: ['machines'],
  sla: () => ({ service: 'nat-gateway', scope: 'region' }),
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
