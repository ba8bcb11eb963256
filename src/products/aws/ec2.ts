/** Amazon EC2: instances by the hour and their EBS volumes. */
import type { ServiceUse } from '../../kinds/service.ts';
import { diskNodeMonths, instanceMeters } from '../compute.ts';
import { defineProduct, fewestNodes } from '../product.ts';
import { ebsDurability, ebsMeters } from './ebs.ts';

export const ec2 = defineProduct<ServiceUse>({
  name: 'ec2',
  title: 'Amazon EC2',
  provider: 'aws',
  kinds: ['service'],
  defaultFor: ['service'],
  machines: true,
  aliases: ['aws-ec2', 'aws_instance'],
  sla: (options, zones) => ({
    service: 'ec2',
    scope: zones >= 2 && fewestNodes(options) >= 2 ? 'region' : 'single-instance',
  }),
  nodeSla: () => ({ service: 'ec2', scope: 'single-instance' }),
  durability: ebsDurability,
  focus: { compute: ['Amazon EC2', 'vm'], ebs: ['Amazon EBS', 'block'] },
  source: 'https://aws.amazon.com/ec2/pricing/on-demand/ (read 2026-11)',
  meters: ({ nodes }, context) => [
    ...instanceMeters(nodes, context),
    ...ebsMeters(nodes.volumes, diskNodeMonths(nodes), context),
  ],
});
