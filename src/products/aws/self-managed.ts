/** Clusters that run on EC2 instances of their own: hours of the instances and their EBS volumes. */
import type { ConsensusUse } from '../../kinds/consensus.ts';
import type { LogUse } from '../../kinds/log.ts';
import { meanNodes } from '../../kinds/nodes.ts';
import type { QueueUse } from '../../kinds/queue.ts';
import type { WideColumnUse } from '../../kinds/wide-column.ts';
import { diskNodeMonths, instanceMeters } from '../compute.ts';
import { MANAGED_FIELDS } from '../ignored-fields.ts';
import { defineProduct } from '../product.ts';
import { ebsDurability, ebsMeters } from './ebs.ts';
import { isVirtualMachine, unnamedNodes } from './managed-nodes.ts';
import { moveOwnCluster, OWN_BROKERS } from '../move.ts';
import { FSYNC } from '../../assumptions/published.ts';

const TITLE = 'a cluster on EC2';

/** Engines that AWS does not sell as a service. */
const OWN_ENGINES = new Set(['redpanda', 'pulsar', 'cassandra', 'scylla']);

export const selfManaged = defineProduct<WideColumnUse | ConsensusUse | LogUse | QueueUse>({
  name: 'self-managed',
  title: 'Self-managed on Amazon EC2',
  provider: 'aws',
  kinds: ['wide-column', 'consensus', 'log', 'queue'],
  defaultFor: ['wide-column', 'consensus'],
  machines: true,
  suits: ({ instance, engine }) =>
    isVirtualMachine(instance) || (instance === undefined && OWN_ENGINES.has(String(engine))),
  ignores: MANAGED_FIELDS,
  nodeSla: () => ({ service: 'ec2', scope: 'single-instance' }),
  durability: ebsDurability,
  engines: OWN_BROKERS,
  translate: moveOwnCluster,
  flush: FSYNC.ebsGp3,
  source: 'https://aws.amazon.com/ec2/pricing/on-demand/ (read 2026-11)',
  meters({ nodes }, context) {
    const { component, instance, warn } = context;
    if (nodes.volumes.length === 0 && (component.options as { storage?: number }).storage)
      warn('storage-not-billed', { example: 'gp3' });
    return [
      ...(instance === undefined
        ? unnamedNodes(TITLE, 'compute', meanNodes(nodes), nodes.runningShare, 'm7g.large', context)
        : instanceMeters(nodes, context)),
      ...ebsMeters(nodes.volumes, diskNodeMonths(nodes), context),
    ];
  },
});
