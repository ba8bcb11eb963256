/** Clusters that run on Compute Engine machines of their own: hours of the machines and their disks. */
import type { ConsensusUse } from '../../kinds/consensus.ts';
import type { LogUse } from '../../kinds/log.ts';
import { meanNodes } from '../../kinds/nodes.ts';
import type { QueueUse } from '../../kinds/queue.ts';
import type { WideColumnUse } from '../../kinds/wide-column.ts';
import { instanceMeters } from '../compute.ts';
import { MANAGED_FIELDS } from '../ignored-fields.ts';
import { defineProduct } from '../product.ts';
import { isVirtualMachine, singleInstanceSla, unnamedInstances } from './bought-hours.ts';
import { diskMeters } from './disks.ts';
import { tableMeters } from '../table-meters.ts';
import { moveOwnCluster, OWN_BROKERS } from '../move.ts';

export const selfManaged = defineProduct<WideColumnUse | ConsensusUse | LogUse | QueueUse>({
  name: 'self-managed',
  title: 'Self-managed on Compute Engine',
  provider: 'gcp',
  kinds: ['wide-column', 'consensus', 'log', 'queue'],
  defaultFor: ['wide-column', 'consensus'],
  machines: true,
  suits: ({ instance }) => isVirtualMachine(instance),
  ignores: MANAGED_FIELDS,
  nodeSla: singleInstanceSla,
  engines: OWN_BROKERS,
  translate: moveOwnCluster,
  source: 'https://cloud.google.com/compute/vm-instance-pricing (read 2026-11)',
  meters({ nodes }, context) {
    const { component, instance, warn } = context;
    const { meters, push } = tableMeters('compute');
    const disks = diskMeters(nodes, context);
    if (nodes.volumes.length === 0 && (component.options as { storage?: number }).storage)
      warn('storage-not-billed', { example: 'pd-ssd' });
    if (instance !== undefined) return [...instanceMeters(nodes, context), ...disks];
    const { runningShare } = nodes;
    if (meanNodes(nodes) > 0)
      warn('instance-not-set', { what: 'a cluster', needs: 'machines', example: 'n2-standard-4' });
    push(
      unnamedInstances(
        'compute',
        { instances: meanNodes(nodes), runningShare, reason: 'the file names no instance' },
        context,
      ),
    );
    return [...meters, ...disks];
  },
});
