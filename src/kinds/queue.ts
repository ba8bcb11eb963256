/** A message broker (RabbitMQ; SQS, Amazon MQ, Service Bus, Pub/Sub): each message goes to one consumer. */
import { unspread } from '../assumptions/figure.ts';
import { QUEUE } from '../assumptions/published.ts';
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
import type { Component } from '../topology/model.ts';
import { defineKind } from './kind.ts';
import { nodeUse, type NodeOptions, type NodeUse } from './nodes.ts';
import type { PerformContext, Plan } from './performance.ts';
import { byClass, CALLS, copyTrips, delay, flushOf, forked, nodeStations, unawaited, visit } from './steps.ts';

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

/**
 * A service of the provider's. From send to handler is published for SQS; it counts where the consumer's answer is waited
 * for. A send by itself is published for none.
 */
function managedQueue(component: Component<QueueOptions>, context: PerformContext): Plan {
  const { options, calls, classCalls, provider } = component;
  return {
    tiers: [],
    work: byClass((requestClass) => {
      const isWaitedFor = (classCalls.get(requestClass) ?? calls).some((call) => !call.async);
      if (isWaitedFor && provider === 'aws')
        return [
          delay(context.assumeTime('from send to consumer', options.type === 'fifo' ? QUEUE.sqsFifo : QUEUE.sqs)),
          CALLS,
        ];
      context.warn(
        isWaitedFor
          ? 'how long a message takes to its consumer is not published: only the ways there are counted'
          : 'how long it takes to send a message is not published: only the way there is counted',
      );
      return [CALLS];
    }),
  };
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
  unused: ['consumers', 'prefetch', 'retention', 'dead_letter'],
  // Consumers fetch when they are free.
  dispatches: () => 'shared',
  /**
   * A broker takes the message in and hands it out. In a quorum queue a majority must have it on disk before, the broker
   * itself among them; flushes are shared, so that nobody waits for one. Without confirms the publisher waits for none of it.
   */
  perform(component, _, context) {
    const { options, zones } = component;
    const isQuorum = options.type === 'quorum';
    const given = options.brokers ?? options.count;
    if (!context.selfManaged && options.instance === undefined && given === undefined)
      return managedQueue(component, context);
    const brokers = Math.max(1, context.nodes(given ?? (isQuorum ? 3 : 1)));
    const copies = Math.min(options.replication ?? (isQuorum ? 3 : 1), brokers);
    const node = nodeStations(component, context);
    const { cpu, cv } = QUEUE.rabbitmq;
    return {
      // A queue lives on one broker.
      tiers: [{ nodes: brokers, dispatch: 'random', threads: options.threads, stations: node.stations }],
      work: byClass((requestClass) => {
        const steps = [
          visit(0, [
            node.cpu(context.cpuTime(requestClass, { typical: cpu, cv })),
            ...node.disk(context.diskOperations(requestClass)),
          ]),
        ];
        if (isQuorum) {
          const flush = delay(context.assumeTime('flush of a message', unspread(flushOf(component))));
          const followers = copyTrips(copies, zones, context).map((trip) => [delay(trip), flush]);
          steps.push(...forked(Math.floor(copies / 2) + 1, [[flush], ...followers]));
        }
        return [...(options.confirms === false ? unawaited(steps) : steps), CALLS];
      }),
    };
  },
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
