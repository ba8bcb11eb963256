/** Kafka, RabbitMQ, Cassandra, etcd and the like on virtual machines of your own. */
import type { ConsensusUse } from '../../kinds/consensus.ts';
import type { LogUse } from '../../kinds/log.ts';
import type { QueueUse } from '../../kinds/queue.ts';
import type { WideColumnUse } from '../../kinds/wide-column.ts';
import { MANAGED_FIELDS } from '../ignored-fields.ts';
import { defineProduct } from '../product.ts';
import { singleInstanceSla, virtualMachineMeters } from './nodes.ts';
import { moveOwnCluster, OWN_BROKERS } from '../move.ts';

/** Engines that Azure sells nothing like as a service. */
const OWN_ENGINES = new Set(['redpanda', 'pulsar']);

export const selfManaged = defineProduct<WideColumnUse | ConsensusUse | LogUse | QueueUse>({
  name: 'self-managed',
  title: 'Virtual machines of your own',
  provider: 'azure',
  kinds: ['wide-column', 'consensus', 'log', 'queue'],
  defaultFor: ['wide-column', 'consensus'],
  machines: true,
  // Event Hubs and Service Bus take no instance: one that is given, or a shape, asks for machines.
  suits: ({ instance, engine }) => instance !== undefined || OWN_ENGINES.has(String(engine)),
  ignores: MANAGED_FIELDS,
  nodeSla: singleInstanceSla,
  engines: OWN_BROKERS,
  translate: moveOwnCluster,
  source: 'https://azure.microsoft.com/pricing/details/virtual-machines/linux/ (read 2026-11)',
  meters({ nodes }, context) {
    if (nodes.volumes.length === 0 && (context.component.options as { storage?: number }).storage)
      context.warn('storage-not-billed', { example: 'premium-ssd' });
    return virtualMachineMeters(nodes, context);
  },
});
