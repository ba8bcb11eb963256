/** Amazon MSK: Kafka brokers by the hour and their storage. */
import type { LogUse } from '../../kinds/log.ts';
import { meanNodes } from '../../kinds/nodes.ts';
import { defineProduct, toGb } from '../product.ts';
import { DEFAULT_STORAGE, mskBrokerLimits, mskThroughputProblems } from './msk-limits.ts';
import {
  isOfFamily,
  isVirtualMachine,
  managedInstance,
  managedSizes,
  nodeHourMeters,
  unnamedNodes,
  tableOffers,
} from './managed-nodes.ts';
import { tableMeters } from '../table-meters.ts';
import { MIB } from '../../topology/quantity/bytes.ts';
import { moveBroker } from '../move.ts';

const TITLE = 'Amazon MSK';

/**
 * @see https://docs.aws.amazon.com/msk/latest/developerguide/msk-default-configuration.html (as recalled:
 * log.retention.hours=168)
 */
const KAFKA_DEFAULT =
  'room for seven days of records, for which Kafka keeps them unless told otherwise: give retention';

export const msk = defineProduct<LogUse>({
  name: 'msk',
  title: TITLE,
  provider: 'aws',
  kinds: ['log'],
  defaultFor: ['log'],
  suits: ({ engine, instance }) =>
    isOfFamily(instance, 'kafka') ||
    isOfFamily(instance, 'express') ||
    (engine === 'kafka' && !isVirtualMachine(instance)),
  aliases: ['aws-msk', 'aws_msk_cluster'],
  freeZoneTransfer: {
    betweenNodes: 'replication between the brokers of a cluster is not charged (aws.amazon.com/msk/pricing)',
  },
  offers: tableOffers('msk', 'broker-', ''),
  sizes: (_, __, region, rates) => managedSizes('msk', 'broker-', '', region, rates),
  ignores: ['shards', 'mode', 'enhanced_fan_out', 'tier', 'units', 'usage.records', 'os'],
  brokers: (instance, { throughput }, rates) => mskBrokerLimits(instance, throughput as number | undefined, rates),
  check: ({ options }) => {
    const { instance, throughput } = options as { instance?: unknown; throughput?: number };
    return mskThroughputProblems(instance, throughput);
  },
  // The agreement is about clusters in two zones or more.
  sla: (_, zones) => (zones >= 2 ? { service: 'msk', scope: 'region' } : undefined),
  translate: moveBroker,
  focus: { msk: ['Amazon MSK', 'streaming'] },
  source: 'https://aws.amazon.com/msk/pricing/ (read 2026-11)',
  meters(use, context) {
    const { component, instance, warn } = context;
    const { meters, add } = tableMeters('msk');
    const options = component.options as { engine?: string; storage?: number };
    const { engine } = options;
    if (engine !== undefined && engine !== 'kafka')
      warn('engine-not-offered', {
        product: 'Amazon MSK',
        engine,
        runs: 'Kafka',
        offered: ['kafka', 'product: self-managed'],
      });
    const brokers = meanNodes(use.nodes);
    const name = instance === undefined ? undefined : managedInstance(instance, 'kafka');
    const hours =
      name === undefined
        ? unnamedNodes(TITLE, 'msk', brokers, use.runningShare, 'kafka.m7g.large', context)
        : nodeHourMeters(TITLE, [{ service: 'msk', meter: `broker-${name}`, nodes: brokers }], use.nodes, context);
    // Kafka keeps records for a week unless told otherwise: what nobody chose is at least said.
    const note = use.isRetentionGiven || options.storage !== undefined ? {} : { note: KAFKA_DEFAULT };
    if (name !== undefined && isOfFamily(name, 'express')) {
      // Express brokers pay for what is kept, once whatever the copies, and for what is written.
      add('express-storage', toGb(use.retainedBytes), note);
      add('express-data-in', toGb(use.ingressBytes));
    } else add('storage', toGb(use.provisionedBytes), note);
    if (use.brokerThroughput !== undefined && use.brokerThroughput > DEFAULT_STORAGE * MIB)
      add('provisioned-storage-throughput', (use.brokerThroughput / MIB - DEFAULT_STORAGE) * brokers);
    return [...hours, ...meters];
  },
});
