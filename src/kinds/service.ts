/** A fleet of virtual machines: application servers (EC2, Azure VM, Compute Engine). */
import { fleetGroups } from './failure.ts';
import { fleet } from './fleet.ts';
import { defineKind } from './kind.ts';
import { fleetSize, nodeUse, type NodeOptions, type NodeUse } from './nodes.ts';

export interface ServiceUse {
  readonly nodes: NodeUse;
}

export const service = defineKind<NodeOptions, ServiceUse>({
  name: 'service',
  summary: 'A fleet of virtual machines: application servers.',
  fields: {},
  nodes: true,
  usage: {},
  placement: 'zonal',
  nodeCount: fleetSize,
  consume: (component, load, context) => ({ nodes: nodeUse(component, load, context) }),
  perform: (component, _, context) => fleet(component, context, { count: component.options.count ?? 1 }),
  fail: (_, __, context) => ({ groups: fleetGroups(context) }),
  check({ options, usage }) {
    // A fleet that is known by its traffic of the month alone has no nodes to bill.
    const byUsage = Object.keys(usage).length > 0 && options.count === undefined && !options.autoscale;
    if (options.instance !== undefined || options.count === 0 || byUsage) return [];
    return [
      {
        field: 'instance',
        message: 'a service runs on an instance and none is given',
        fix: 'give instance: m7g.xlarge, or a shape { vcpu: 4, memory: 16 GB }',
      },
    ];
  },
});
