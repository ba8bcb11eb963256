/** Amazon MQ: brokers by the hour, alone or in a deployment over zones, and their storage. */
import { meanNodes } from '../../kinds/nodes.ts';
import type { QueueUse } from '../../kinds/queue.ts';
import { defineProduct, toGb } from '../product.ts';
import {
  isOfFamily,
  isVirtualMachine,
  managedInstance,
  managedSizes,
  nodeHourMeters,
  unnamedNodes,
} from './managed-nodes.ts';
import { tableMeters } from '../table-meters.ts';
import { moveBroker } from '../move.ts';
import { FSYNC } from '../../assumptions/published.ts';

const TITLE = 'Amazon MQ';
/** Deployments over zones, whose price by the hour is that of all their brokers together. */
const CLUSTERS = {
  rabbitmq: { brokers: 3, deployment: 'cluster-multi-az' },
  activemq: { brokers: 2, deployment: 'active-standby-multi-az' },
} as const;

export const mq = defineProduct<QueueUse>({
  name: 'mq',
  title: TITLE,
  provider: 'aws',
  kinds: ['queue'],
  defaultFor: [],
  suits: ({ engine, type, instance }) =>
    isOfFamily(instance, 'mq') ||
    (!isVirtualMachine(instance) &&
      (engine === 'rabbitmq' ||
        engine === 'activemq' ||
        (engine === undefined && (type === 'classic' || type === 'quorum')))),
  aliases: ['amazon-mq', 'aws-mq', 'aws_mq_broker'],
  ignores: ['batch', 'tier', 'units', 'receives', 'usage.messages', 'os'],
  sizes: ({ engine = 'rabbitmq' }, _, region, rates) =>
    managedSizes('mq', `${String(engine)}-`, '-single-instance', region, rates),
  // Brokers by themselves, and a network of them, are promised nothing that is known.
  sla({ engine, type, brokers, count }) {
    const { brokers: clustered } = engine === 'activemq' ? CLUSTERS.activemq : CLUSTERS.rabbitmq;
    const all = brokers ?? count ?? (type === 'quorum' ? clustered : 1);
    return all === clustered ? { service: 'mq', scope: 'region' } : undefined;
  },
  translate: moveBroker,
  flush: FSYNC.ebsGp3,
  focus: { mq: ['Amazon MQ', 'messaging'] },
  source: 'https://aws.amazon.com/amazon-mq/pricing/ (read 2026-11)',
  meters(use, context) {
    const { instance, warn } = context;
    const { meters, add } = tableMeters('mq');
    if (use.engine !== undefined && use.engine !== 'rabbitmq' && use.engine !== 'activemq')
      warn('engine-not-offered', { product: 'Amazon MQ', engine: use.engine, offered: ['rabbitmq', 'activemq'] });
    const engine = use.engine ?? 'rabbitmq';
    const brokers = meanNodes(use.nodes);
    const cluster = CLUSTERS[engine as keyof typeof CLUSTERS] as (typeof CLUSTERS)[keyof typeof CLUSTERS] | undefined;
    const clustered = cluster !== undefined && brokers === cluster.brokers;
    // Three ActiveMQ brokers are a network of single ones; RabbitMQ runs alone or as three.
    const odd = engine === 'rabbitmq' && brokers > 0 && brokers !== 1 && !clustered;
    if (odd) warn('brokers-not-offered', { brokers });
    const deployment = clustered ? cluster.deployment : odd ? `${brokers}-brokers` : 'single-instance';
    const hours =
      instance === undefined
        ? unnamedNodes(TITLE, 'mq', brokers, use.runningShare, 'mq.m5.large', context)
        : nodeHourMeters(
            TITLE,
            [
              {
                service: 'mq',
                meter: `${engine}-${managedInstance(instance, 'mq')}-${deployment}`,
                nodes: clustered || odd ? 1 : brokers,
              },
            ],
            use.nodes,
            context,
          );
    // ActiveMQ keeps its messages on EFS by default, which an active broker shares with its standby.
    if (engine === 'activemq') add('activemq-efs-storage', toGb(use.storageBytesPerBroker) * (clustered ? 1 : brokers));
    else add(`${engine}-ebs-storage`, toGb(use.storageBytesPerBroker) * brokers);
    return [...hours, ...meters];
  },
});
