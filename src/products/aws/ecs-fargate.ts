/** AWS Fargate: vCPU and memory of tasks by the time that they run. */
import type { ContainerUse } from '../../kinds/container.ts';
import { defineProduct, fewestNodes, toGb } from '../product.ts';
import { tableMeters } from '../table-meters.ts';

const HOUR = 3600;

export const ecsFargate = defineProduct<ContainerUse>({
  name: 'ecs-fargate',
  title: 'AWS Fargate',
  provider: 'aws',
  kinds: ['container'],
  defaultFor: ['container'],
  aliases: ['fargate', 'ecs', 'aws-fargate', 'aws_ecs_service'],
  ignores: ['usage.requests'],
  // The agreement is about tasks in two zones or more.
  sla: (options, zones) =>
    zones >= 2 && fewestNodes(options) >= 2 ? { service: 'ecs-fargate', scope: 'region' } : undefined,
  translate: ({ draft, from }) => draft.drop(['billing'], `a way of billing of ${from.title}`),
  focus: { 'ecs-fargate': ['AWS Fargate', 'containers'] },
  source: 'https://aws.amazon.com/fargate/pricing/ (read 2026-11)',
  meters(use, { warn }) {
    const { meters, add, push } = tableMeters('ecs-fargate');
    const prefix = use.arch === 'arm64' ? 'linux-arm' : 'linux-x86';
    const parts = [
      { meter: `${prefix}-vcpu`, unit: 'vcpu-hour', quantity: use.vcpuSeconds / HOUR },
      { meter: `${prefix}-memory`, unit: 'gb-hour', quantity: toGb(use.memoryByteSeconds) / HOUR },
    ];
    const byRequest = use.billing === 'request';
    if (byRequest) warn('billing-not-offered');
    for (const { meter, unit, quantity } of parts) {
      if (byRequest)
        push({
          type: 'direct',
          service: 'ecs-fargate',
          label: meter,
          unit,
          quantity,
          price: undefined,
          reason: 'Fargate sells no time by the request, and for how long the tasks exist is not known',
        });
      else add(meter, quantity);
    }
    return meters;
  },
});
