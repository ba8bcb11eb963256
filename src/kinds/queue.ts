/** A message broker (RabbitMQ; SQS, Amazon MQ, Service Bus, Pub/Sub): each message goes to one consumer. */
import { FAILOVER } from '../assumptions/failures.ts';
import { assumed, unspread, type Figure } from '../assumptions/figure.ts';
import { QUEUE } from '../assumptions/published.ts';
import { brokerTraffic, catchUpTime } from '../models/queueing/log.ts';
import { majority } from '../models/reliability/zones.ts';
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
import { disksOf } from './fleet.ts';
import { delayObjective } from './delay-objective.ts';
import { defineKind, type Detail, type KindContext, type Load } from './kind.ts';
import { nodeUse, type NodeOptions, type NodeUse } from './nodes.ts';
import {
  EVERY_CLASS,
  type LimitPlan,
  type PerformContext,
  type Plan,
  type TierPlan,
  type Work,
} from './performance.ts';
import {
  byClass,
  CALLS,
  copyTrips,
  delay,
  flushOf,
  forked,
  nodeStations,
  peakFactor,
  repeated,
  unawaited,
  visit,
} from './steps.ts';

const fields = {
  engine: optional(choice(['rabbitmq', 'activemq', 'sqs', 'service-bus', 'pubsub'], 'What runs.')),
  type: optional(
    choice(['classic', 'quorum', 'standard', 'fifo'], 'Classic or quorum queues (RabbitMQ), standard or FIFO (SQS).'),
  ),
  brokers: optional(count('Brokers (default 1; 3 with quorum queues).', 1)),
  replication: optional(count('Copies of a message (default 1; 3 with quorum queues).', 1, 100)),
  queues: optional(count('RabbitMQ: queues that the messages are spread over (default: one a broker).', 1)),
  consumers: optional(count('Concurrent consumers.', 1)),
  prefetch: optional(count('Messages a consumer holds.', 1)),
  batch: optional(number('Messages sent, received and deleted by one request (default 1).', 1)),
  receives: optional(number('Receive requests for each message, empty ones among them (default 1).')),
  retention: optional(duration('How long a message waits at most.')),
  storage: optional(size('Storage of a broker.')),
  slo: optional(delayObjective),
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
  /**
   * Those among the messages that the file counts by the month, and requests that it counts itself, which deal with
   * them.
   */
  readonly monthlyMessages: number;
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
 * Requests as they are billed: what the file counts itself is what the bill counted, the requests for the messages of
 * that month among them, so that the larger of the two counts and not both.
 *
 * @param billed requests that all messages take
 * @param perMessage of them, for one message
 */
export function requestsOf(
  { monthlyMessages, requests }: Pick<QueueUse, 'monthlyMessages' | 'requests'>,
  billed: number,
  perMessage: number,
): number {
  return billed + Math.max(0, requests - monthlyMessages * perMessage);
}

/** The outage of the consumers of which details tell how much has queued up, and how long it takes to drain. */
const OUTAGE_SECONDS = 600;
const PREFETCH: Figure = {
  value: 250,
  unit: 'messages',
  conditions: 'that a consumer holds: the default of Spring AMQP; without a limit RabbitMQ hands out all there are',
  source: 'https://docs.spring.io/spring-amqp/reference/amqp/containerAttributes.html (prefetchCount, as recalled)',
};
const queuesOf = (brokers: number): Figure =>
  assumed(
    brokers,
    'queues',
    'that the messages are spread over',
    'as many as there are brokers: with fewer some would lead none',
  );

/**
 * Whether some class waits for what consumers answer: their calls then keep a consumer busy for as long as they take.
 */
const isWaitedFor = ({ calls, classCalls }: Component, requestClass: string): boolean =>
  (classCalls.get(requestClass) ?? calls).some((call) => !call.async);

/** What messages meet once they have been taken in: a consumer that is free, and its calls. */
interface Consumers {
  readonly tiers: readonly TierPlan[];
  steps(requestClass: string): readonly Work[];
}

/**
 * The consumers of the file, each of which works on one message at a time.
 *
 * With a prefetch of 1 (and wherever consumers poll) the next message goes to the first consumer that is free, and that
 * waits for it from its acknowledgement on: a round trip of the broker's. With more of them messages are handed out in
 * turn beforehand, so that the trip is hidden, and a message waits for its consumer though others be idle: round robin,
 * which is what a prefetch without a limit does, and the worst that one with a limit can.
 * @see https://www.rabbitmq.com/docs/consumer-prefetch; "Some queuing theory: throughput, latency and bandwidth",
 *   https://www.rabbitmq.com/blog/2012/05/11/some-queuing-theory-throughput-latency-and-bandwidth
 * @param firstTier index that their tier gets
 */
function consumersOf(
  component: Component<QueueOptions>,
  load: Load,
  firstTier: number,
  isPolled: boolean,
  context: PerformContext,
): Consumers {
  const { options } = component;
  const { consumers } = options;
  if (consumers === undefined) return { tiers: [], steps: () => [CALLS] };
  if (!load.classes.some((one) => isWaitedFor(component, one.requestClass.name))) {
    if (load.classes.length > 0) context.unknown(EVERY_CLASS, 'consumer-time-unknown');
    return { tiers: [], steps: () => [CALLS] };
  }
  const isFair = isPolled || (options.prefetch ?? context.assume('messages that a consumer holds', PREFETCH)) === 1;
  const tier: TierPlan = isFair
    ? { name: 'consumers', nodes: 1, dispatch: 'shared', threads: consumers, stations: [] }
    : { name: 'consumers', nodes: consumers, dispatch: 'round-robin', threads: 1, stations: [] };
  const next = isFair && !isPolled ? [delay(context.withinRegion)] : [];
  return {
    tiers: [tier],
    steps: (requestClass) => (isWaitedFor(component, requestClass) ? [visit(firstTier, [...next, CALLS])] : [CALLS]),
  };
}

/** Messages per second in the busiest hour, those that the file counts by the month among them. */
export const peakMessages = ({ usage }: Component<QueueOptions>, load: Load, { monthSeconds }: KindContext): number =>
  load.peakRate + (usage.messages ?? 0) / monthSeconds;

/**
 * What has queued up after an outage of the consumers, how long it takes to drain, and what ends as dead letters.
 *
 * @param capacity messages a second that the queue hands out at most; how fast consumers work through them is not known
 *   here
 */
function backlog(
  component: Component<QueueOptions>,
  load: Load,
  context: KindContext,
  capacity: number | undefined,
): Record<string, Detail> {
  const { options } = component;
  const rate = peakMessages(component, load, context);
  const outage = Math.min(OUTAGE_SECONDS, options.retention ?? OUTAGE_SECONDS);
  const details: Record<string, Detail> = { backlog_after_10min: { value: rate * outage, unit: 'count' } };
  if (outage < OUTAGE_SECONDS) details['expired_after_10min'] = { value: 1 - outage / OUTAGE_SECONDS, unit: 'share' };
  const drain = capacity === undefined ? Infinity : catchUpTime({ rate, capacity, outage });
  if (drain < Infinity) details['drain_after_10min'] = { value: drain, unit: 's' };
  if (options.dead_letter) details['dead_letters'] = { value: rate * options.dead_letter, unit: '/s' };
  return details;
}

/**
 * A service of the provider's. From send to handler is published for SQS; it counts where the consumer's answer is
 * waited for. A send by itself is published for none. Quotas by messages, by bytes and of FIFO queues are the
 * product's; a namespace of
 * Service Bus counts what is received too.
 */
function managedQueue(component: Component<QueueOptions>, load: Load, context: PerformContext): Plan {
  const { options } = component;
  const { sold } = context;
  const consumers = consumersOf(component, load, 0, true, context);
  // What others hand out has no limit that is published.
  const capacity = sold.handsOut?.(options, context);
  const delivery = sold.latency?.(options, 'delivery');
  return {
    tiers: consumers.tiers,
    details: backlog(component, load, context, capacity),
    limits: sold.carries?.(component as never, load, context).limits ?? [],
    work: byClass((requestClass) => {
      const isWaited = isWaitedFor(component, requestClass);
      if (isWaited && delivery)
        return [delay(context.assumeTime('from send to consumer', delivery)), ...consumers.steps(requestClass)];
      context.warn('unpublished-latency', { of: 'message', isDelivered: isWaited });
      return consumers.steps(requestClass);
    }),
  };
}

/** What queues take that were seen alone, and what the logs of brokers do whose queues have a quorum. */
function queueLimits(
  component: Component<QueueOptions>,
  load: Load,
  { brokers, copies }: { readonly brokers: number; readonly copies: number },
  context: PerformContext,
): LimitPlan[] {
  const { options } = component;
  if (load.peakRate === 0 || (options.engine ?? 'rabbitmq') !== 'rabbitmq') return [];
  const { quorumLogRate, quorumLogSpread, quorumQueueRate, classicQueueRate } = QUEUE.rabbitmq;
  const isQuorum = options.type === 'quorum';
  const messages = peakMessages(component, load, context);
  const queues = options.queues ?? context.assume('queues', queuesOf(brokers));
  const one = isQuorum ? quorumQueueRate : classicQueueRate;
  const limits: LimitPlan[] = [
    {
      resource: 'queues',
      unit: '/s',
      capacity: context.assume('messages that a queue takes', one) * queues,
      use: messages,
      source: `${one.source}: ${one.conditions}`,
    },
  ];
  if (!isQuorum) return limits;
  const each = context.assume('copies that the log of a broker takes', quorumLogRate);
  const spread = context.assume('what more brokers take less', quorumLogSpread);
  limits.push({
    resource: 'write-ahead log',
    unit: '/s',
    capacity: each * brokers * (Math.max(3, brokers) / 3) ** -spread,
    use: messages * copies,
    source: `${quorumLogRate.source}: ${quorumLogRate.conditions}`,
  });
  return limits;
}

/** What the brokers' network cards and disks carry, and what mirrored queues were seen to take. */
function brokerLimits(
  component: Component<QueueOptions>,
  load: Load,
  { brokers, copies }: { readonly brokers: number; readonly copies: number },
  context: PerformContext,
): LimitPlan[] {
  const { options, usage } = component;
  if (load.peakRate === 0) return [];
  const ingress = load.requestBytesPerSecond * peakFactor(load) + (usage.ingress ?? 0) / context.monthSeconds;
  // Every message goes to one consumer.
  const each = brokerTraffic({ ingress, copies, brokers, groups: 1 });
  const limit = (resource: string, capacity: number | undefined, use: number, source: string): LimitPlan[] =>
    capacity === undefined ? [] : [{ resource, unit: 'bytes/s', capacity: capacity * brokers, use, source }];
  const network = context.networkBytesPerSecond;
  const isQuorum = options.type === 'quorum';
  // Quorum queues write every copy to disk, whatever messages are marked as.
  const disk = isQuorum ? disksOf(component, context) : undefined;
  const { clusterThroughput } = QUEUE.rabbitmq;
  return [
    ...limit('network in', network, each.ingress * brokers, 'instance table'),
    ...limit('network out', network, each.egress * brokers, 'instance table'),
    ...limit('disk bandwidth', disk?.bytesPerSecond, each.ingress * brokers, disk?.sources.join('; ') ?? ''),
    ...limit(
      'broker throughput',
      !isQuorum && copies > 1
        ? context.assume('bytes that three brokers with mirrored queues take', clusterThroughput) / 3
        : undefined,
      ingress,
      clusterThroughput.source,
    ),
  ];
}

const KEPT: Figure = {
  value: 4 * 86_400,
  unit: 's',
  conditions: 'default of MessageRetentionPeriod of SQS; other services keep messages for at least as long',
  source:
    'https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html (as recalled)',
};
const QUEUE_TAKEOVER: Figure = {
  ...FAILOVER.redisSentinel,
  conditions: `none is published for queues; ${FAILOVER.redisSentinel.conditions}, which detects in the same way`,
};

export const queue = defineKind<QueueOptions, QueueUse>({
  name: 'queue',
  summary: 'A message broker: classic or quorum queues, consumers, backlog.',
  fields,
  nodes: true,
  usage: {
    messages: optional(monthAmount('Messages.')),
    requests: optional(monthAmount('Requests, as the bill counts them, those of messages among them.')),
    ingress: optional(monthAmount('Bytes sent.', 'bytes')),
  },
  placement: 'zonal',
  inside: true,
  buffers: true,
  passesThrough: true,
  // Consumers fetch when they are free.
  dispatches: () => 'shared',
  /**
   * A broker takes the message in and hands it out. In a quorum queue a majority must have it on disk before, the
   * broker itself among them; flushes are shared, so that nobody waits for one. Each copy costs the broker that keeps
   * it as much CPU as the first. A classic queue with copies is mirrored: all mirrors must have it. Without confirms
   * the publisher waits for none of it. Then the message waits for a consumer, where these are counted; a dead letter
   * is taken in once more, by another queue.
   */
  perform(component, load, context) {
    const { options, zones } = component;
    const isQuorum = options.type === 'quorum';
    const given = options.brokers ?? options.count;
    if (!context.selfManaged && options.instance === undefined && given === undefined)
      return managedQueue(component, load, context);
    const brokers = Math.max(1, context.nodes(given ?? (isQuorum ? 3 : 1)));
    const copies = Math.min(options.replication ?? (isQuorum ? 3 : 1), brokers);
    const node = nodeStations(component, context);
    const { cpu, quorumCopyCpu, mirroredCopyCpu, cv } = QUEUE.rabbitmq;
    const published = { typical: isQuorum ? quorumCopyCpu : copies > 1 ? mirroredCopyCpu : cpu, cv };
    const cpuTime = (requestClass: string) => context.cpuTime(requestClass, published);
    // Every copy is taken in as the first is.
    const copyTime = (requestClass: string) => context.cpuTime(requestClass, published, 'CPU time of a copy');
    const consumers = consumersOf(component, load, 1, false, context);
    const servers = node.stations.find((one) => one.resource === 'cpu')?.servers;
    const letters = 1 + (options.dead_letter ?? 0);
    const busy = load.classes.reduce(
      (sum, one) => sum + one.peakRate * cpuTime(one.requestClass.name).mean * copies * letters,
      0,
    );
    // Brokers that had nothing else to do would pass on as many more as they have CPU left.
    const capacity = servers !== undefined && busy > 0 ? (load.peakRate * servers * brokers) / busy : undefined;
    return {
      // A queue lives on one broker.
      tiers: [
        { nodes: brokers, dispatch: 'random', threads: options.threads, stations: node.stations },
        ...consumers.tiers,
      ],
      limits: [
        ...brokerLimits(component, load, { brokers, copies }, context),
        ...queueLimits(component, load, { brokers, copies }, context),
      ],
      details: backlog(component, load, context, capacity),
      work: byClass((requestClass) => {
        const broker = visit(0, [node.cpu(cpuTime(requestClass)), ...node.disk(context.diskOperations(requestClass))]);
        const copy = () => visit(0, [node.cpu(copyTime(requestClass))]);
        const steps: Work[] = [broker];
        if (isQuorum) {
          const flush = delay(context.assumeTime('flush of a message', unspread(flushOf(context))));
          const followers = copyTrips(copies, zones, context).map((trip) => [delay(trip), copy(), flush]);
          steps.push(...forked(Math.floor(copies / 2) + 1, [[flush], ...followers]));
        } else {
          const mirrors = copyTrips(copies, zones, context).map((trip) => [delay(trip), copy()]);
          steps.push(...forked(mirrors.length, mirrors));
        }
        return [
          ...(options.confirms === false ? unawaited(steps) : steps),
          ...unawaited(repeated(options.dead_letter ?? 0, [broker])),
          ...consumers.steps(requestClass),
        ];
      }),
    };
  },
  /** A quorum queue needs most of its copies, a mirrored one any, a classic one the broker that it lives on. */
  fail({ options }, _, context) {
    const given = options.brokers ?? options.count;
    if (!context.selfManaged && options.instance === undefined && given === undefined)
      return { groups: [], buffers: options.retention ?? context.assume('how long a message is kept', KEPT) };
    const isQuorum = options.type === 'quorum';
    const copies = Math.min(options.replication ?? (isQuorum ? 3 : 1), context.nodes(0));
    const needed = isQuorum ? majority(copies) : 1;
    const seconds = context.failover ?? context.assume('until another copy leads a queue', QUEUE_TAKEOVER);
    return {
      groups: [{ name: 'brokers', nodes: copies, keeps: { as: 'fleet', needed } }],
      takeover: copies > 1 ? { seconds, nodes: 1, share: 1 } : undefined,
      // Nothing expires by itself.
      buffers: options.retention ?? Number.POSITIVE_INFINITY,
      store: {
        copies,
        recoveryPoint: options.confirms !== false && copies > 1 ? 0 : undefined,
        recoveryTime: copies > 1 ? seconds : undefined,
      },
      partition: isQuorum ? { writes: 'majority', members: copies, needed } : { writes: 'primary' },
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
      monthlyMessages: usage.messages ?? 0,
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
