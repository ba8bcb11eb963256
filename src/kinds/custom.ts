/** A component of the user's own: a textbook station with its own prices, or one that runs on instances. */
import { count, list, monthAmount, number, optional, type FieldsOutput } from '../topology/fields.ts';
import { fleetGroups } from './failure.ts';
import { fleet } from './fleet.ts';
import { defineKind } from './kind.ts';
import { meanNodes, nodeUse, type NodeOptions, type NodeUse } from './nodes.ts';
import { priceLine, priceUse, type PriceUse } from './price-lines.ts';

const fields = {
  servers: optional(count('Servers of each node (default 1).', 1, 100_000)),
  capacity: optional(count('Requests that find room, those in service included.', 1, 100_000)),
  required: optional(count('Nodes that must be up (default: what the peak needs).')),
  price: optional(list(priceLine, 'What it costs.')),
  cv: optional(number('Coefficient of variation of the service time.')),
} as const;

export type CustomOptions = FieldsOutput<typeof fields> & NodeOptions;

export interface CustomUse extends PriceUse {
  /** Its nodes, where it names an instance or disks. */
  readonly nodes: NodeUse | undefined;
}

export const custom = defineKind<CustomOptions, CustomUse>({
  name: 'custom',
  summary: 'A component of your own: servers, service time, limits, mtbf/mttr, price lines.',
  fields,
  nodes: true,
  sold: false,
  usage: { requests: optional(monthAmount('Requests.')) },
  placement: 'zonal',
  nodeCount: (options) => options.autoscale?.max ?? options.count,
  // A textbook station: one queue for all servers unless a load balancer says otherwise.
  perform: (component, _, context) =>
    fleet(component, context, {
      count: component.options.count ?? 1,
      servers: component.options.servers ?? (component.options.instance === undefined ? 1 : context.cpuServers),
      direct: 'shared',
      room: component.options.capacity,
    }),
  fail({ options }, _, context) {
    const { required } = options;
    const groups = fleetGroups(context);
    if (required === undefined) return { groups };
    return { groups: groups.map((group) => ({ ...group, keeps: { as: 'fleet', needed: required } })) };
  },
  consume(component, load, context) {
    const { options, usage } = component;
    const nodes = nodeUse(component, load, context);
    return {
      ...priceUse(options.price, {
        requests: load.arrivalRate * context.monthSeconds + (usage.requests ?? 0),
        bytes: (load.requestBytesPerSecond + load.responseBytesPerSecond) * context.monthSeconds,
        nodes: meanNodes(nodes),
        hours: (component.runningShare * context.monthSeconds) / 3600,
      }),
      nodes: options.instance === undefined && nodes.volumes.length === 0 ? undefined : nodes,
    };
  },
});
