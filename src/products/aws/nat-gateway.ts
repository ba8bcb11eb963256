/** NAT gateway: hours of each gateway and every byte through it. */
import type { NatGatewayUse } from '../../kinds/nat-gateway.ts';
import { defineProduct, toGb } from '../product.ts';
import { tableMeters } from '../table-meters.ts';
import { fromTable, type Limits } from '../quota.ts';
import { NAT_GATEWAY } from '../../assumptions/published.ts';

const limits: Limits = (asked) => {
  const times = asked.number('count') ?? 1;
  return [
    fromTable(asked, ['connections', 'concurrent', 'limit'], 'connections-per-destination', {
      times,
      note: 'to one destination, with one address a gateway',
    }),
    fromTable(asked, ['egress', 'bytes/s', 'limit'], 'bandwidth-max', { times, note: 'of the gateways together' }),
  ];
};

export const natGateway = defineProduct<NatGatewayUse>({
  name: 'nat-gateway',
  title: 'NAT gateway',
  provider: 'aws',
  kinds: ['nat-gateway'],
  defaultFor: ['nat-gateway'],
  aliases: ['nat', 'aws-nat-gateway', 'aws_nat_gateway'],
  ignores: ['machines'],
  sla: () => ({ service: 'nat-gateway', scope: 'region' }),
  limits,
  portsPerAddress: NAT_GATEWAY.connections.aws,
  focus: { 'nat-gateway': ['Amazon VPC', 'connectivity'] },
  source: 'https://aws.amazon.com/vpc/pricing/ (read 2026-11)',
  meters(use, { monthHours }) {
    const { meters, add } = tableMeters('nat-gateway');
    add('gateway-hour', use.gateways * use.runningShare * monthHours);
    add('data-processed', toGb(use.processedBytes));
    return meters;
  },
});
