/** NAT gateway: hours of each gateway and every byte through it. */
import type { NatGatewayUse } from '../../kinds/nat-gateway.ts';
import { defineProduct, toGb } from '../product.ts';
import { tableMeters } from '../table-meters.ts';

export const natGateway = defineProduct<NatGatewayUse>({
  name: 'nat-gateway',
  title: 'NAT gateway',
  provider: 'aws',
  kinds: ['nat-gateway'],
  defaultFor: ['nat-gateway'],
  aliases: ['nat', 'aws-nat-gateway', 'aws_nat_gateway'],
  ignores: ['machines'],
  sla: () => ({ service: 'nat-gateway', scope: 'region' }),
  source: 'https://aws.amazon.com/vpc/pricing/ (read 2026-11)',
  meters(use, { monthHours }) {
    const { meters, add } = tableMeters('nat-gateway');
    add('gateway-hour', use.gateways * use.runningShare * monthHours);
    add('data-processed', toGb(use.processedBytes));
    return meters;
  },
});
