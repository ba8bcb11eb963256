/** A message broker (RabbitMQ; SQS, Amazon MQ, Service Bus, Pub/Sub): each message goes to one consumer. */
import {
  choice,
  count,
  duration,
  flag,
  monthAmount,
  number,
  optional,
  size,
  text,
  type FieldsOutput,
} from '../topology/fields.ts';
import { zoneCrossingCopies } from '../models/traffic/replication.ts';
import { defineKind } from './kind.ts';
import { nodeUse, type NodeOptions, type NodeUse } from './nodes.ts';

const fields = {
  engine: optional(choice(['rabbitmq', 'activemq', 'sqs', 'service-bus', 'pubsub'], 'What runs.')),
  type: optional(
    choice(['classic', 'quorum', 'standard', 'fifo'], 'Classic or quorum queues (RabbitMQ), standard or FIFO (SQS).'),
  ),
  brokers: optional(count('Brokers (default 1; 3 with quorum queues).', 1)),
  replication: optional(count('Copies of a message (default 1; 3 with quorum queues).', 1)),
  consumers: optional(count('Concurrent consumers.', 1)),
  prefetch: optional(count('Messages a consumer holds.', 1)),
  batch: optional(number('Messages sent, received and deleted by one request (default 1).', 1)),
  receives: optional(number('Receive requests for each message, empty ones among them (default 1).')),
  retention: optional(duration('How long a message waits at most.')),
  storage: optional(size('Storage of a broker.')),
  tier: optional(text('Service Bus: basic, standard, premium (default standard).')),
  units: optional(count('Service Bus premium: messaging units (default 1).', 1)),
  dead_letter: optional(number('Share of messages that end as dead letters.')),
  confirms: optional(flag('Publisher confirms.')),
} as const;

export type QueueOptions = FieldsOutput<typeof fields> & NodeOptions;

export interface QueueUse {
  readonly engine: string | undefined;
  readonly fifo: boolean;
  readonly nodes: NodeUse;
  readonly runningShare: number;
  /** A month. */
  readonly messages: number;
  readonly messageBytes: number;
  /** Requests that the file counts itself. */
  readonly requests: number;
  /** Requests a message takes: sent, received, deleted, divided by the batch. */
  readonly requestsPerMessage: number;
  /** Operations a message takes where a receive settles it: sent and received. */
  readonly operationsPerMessage: number;
  readonly storageBytesPerBroker: number;
  readonly tier: string | undefined;
  readonly units: number;
}

export const queue = defineKind<QueueOptions, QueueUse>({
  name: 'queue',
  summary: 'A message broker: classic or quorum queues, consumers, backlog.',
  fields,
  nodes: true,
  usage: {
    messages: optional(monthAmount('Messages.')),
    requests: optional(monthAmount('Requests, as the bill counts them.')),
    ingress: optional(monthAmount('Bytes sent.', 'bytes')),
  },
  placement: 'zonal',
  inside: true,
  passesThrough: true,
  unused: ['threads', 'consumers', 'prefetch', 'retention', 'dead_letter', 'confirms'],
  nodeCount: (options) => options.brokers ?? options.count ?? (options.type === 'quorum' ? 3 : 1),
  consume(component, load, context) {
    const { options, usage } = component;
    const messages = load.arrivalRate * context.monthSeconds + (usage.messages ?? 0);
    const bytes = load.requestBytesPerSecond * context.monthSeconds + (usage.ingress ?? 0);
    const batch = options.batch ?? 1;
    const quorum = options.type === 'quorum';
    const receives = options.receives ?? 1;
    return {
      engine: options.engine,
      fifo: options.type === 'fifo',
      nodes: nodeUse(component, load, context, options.brokers ?? options.count ?? (quorum ? 3 : 1)),
      runningShare: component.runningShare,
      messages,
      messageBytes: messages > 0 ? bytes / messages : 0,
      requests: usage.requests ?? 0,
      requestsPerMessage: (2 + receives) / batch,
      operationsPerMessage: (1 + receives) / batch,
      storageBytesPerBroker: options.storage ?? 0,
      tier: options.tier?.toLowerCase(),
      units: options.units ?? 1,
    };
  },
  innerTraffic({ name, options, zones, usage }, load, { monthSeconds }) {
    const copies = options.replication ?? (options.type === 'quorum' ? 3 : 1);
    if (copies <= 1) return [];
    return [
      {
        label: `replicate within ${name}`,
        betweenNodes: true,
        zoneCrossingBytesPerSecond:
          (load.requestBytesPerSecond + (usage.ingress ?? 0) / monthSeconds) * zoneCrossingCopies(copies, zones),
      },
    ];
  },
});
