/** A partitioned, replicated log (Kafka; MSK, Kinesis, Event Hubs, Pub/Sub): every consumer group reads everything. */
import { LOG } from '../assumptions/published.ts';
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
import { zoneCrossingShare } from '../models/traffic/zone-crossing.ts';
import { defineKind, type KindContext, type Load } from './kind.ts';
import type { Component } from '../topology/model.ts';
import { disksOf } from './fleet.ts';
import { nodeUse, type NodeOptions, type NodeUse } from './nodes.ts';
import type { LimitPlan, PerformContext, Plan } from './performance.ts';
import { byClass, CALLS, copyTrips, delay, forked, nodeStations, peakFactor, unawaited, visit } from './steps.ts';

const fields = {
  engine: optional(
    choice(['kafka', 'redpanda', 'pulsar', 'kinesis', 'event-hubs', 'pubsub'], 'What runs (default kafka).'),
  ),
  brokers: optional(count('Brokers (default: the replication).', 1)),
  replication: optional(count('Copies of each record (default 3).', 1)),
  acks: optional(choice(['0', '1', 'all'], 'Copies that must be written before the producer goes on (default all).')),
  retention: optional(duration('How long records are kept (default 7d).')),
  storage: optional(size('Provisioned storage of all brokers together (default: what retention and traffic need).')),
  partitions: optional(count('Partitions.', 1)),
  consumers: optional(count('Consumer groups, among them those that are called (default: the calls).')),
  linger: optional(duration('How long a producer collects a batch.')),
  batch: optional(size('Largest batch.')),
  mode: optional(choice(['provisioned', 'on-demand'], 'Kinesis: capacity mode (default provisioned).')),
  shards: optional(count('Kinesis: shards (default: what the peak needs).', 1)),
  enhanced_fan_out: optional(flag('Kinesis: consumers with a throughput of their own.')),
  tier: optional(text('Event Hubs: basic, standard, premium, dedicated (default standard).')),
  units: optional(number('Event Hubs: throughput, processing or capacity units (default: what the peak needs).')),
} as const;

export type LogOptions = FieldsOutput<typeof fields> & NodeOptions;

export interface LogUse {
  readonly nodes: NodeUse;
  readonly runningShare: number;
  /** A month: records and bytes in, bytes out to all consumer groups. */
  readonly records: number;
  readonly ingressBytes: number;
  readonly egressBytes: number;
  /** In the busiest hour, per second. */
  readonly peakRecordsPerSecond: number;
  readonly peakIngressBytesPerSecond: number;
  readonly peakEgressBytesPerSecond: number;
  readonly consumers: number;
  readonly retentionSeconds: number;
  /** Bytes kept, once, and in all copies. */
  readonly retainedBytes: number;
  readonly provisionedBytes: number;
  readonly mode: 'provisioned' | 'on-demand';
  readonly shards: number | undefined;
  readonly enhancedFanOut: boolean;
  readonly tier: string | undefined;
  readonly units: number | undefined;
  /** Mean size of a record in bytes, 0 where none arrives. */
  readonly recordBytes: number;
}

const WEEK = 7 * 86_400;

/** Consumer groups: those that are called, or as many as `consumers` says where that is more. */
function consumerGroups(calls: number, consumers: number | undefined): number {
  return Math.max(calls, consumers ?? calls);
}

/** Bytes per second that producers write: those of the classes, and those that the file counts by the month. */
const ingress = ({ usage }: Component<LogOptions>, load: Load, { monthSeconds }: KindContext): number =>
  load.requestBytesPerSecond + (usage.ingress ?? 0) / monthSeconds;

/** Bytes that producers write in the busiest hour, per second. */
const peakIngress = (component: Component<LogOptions>, load: Load, context: KindContext): number =>
  ingress(component, load, context) + load.requestBytesPerSecond * (peakFactor(load) - 1);

/** What binds brokers beside their CPU: their disks, what one of them was seen to take, the partitions. */
function brokerLimits(
  component: Component<LogOptions>,
  load: Load,
  brokers: number,
  context: PerformContext,
): LimitPlan[] {
  const { options } = component;
  const use = peakIngress(component, load, context);
  const limits: LimitPlan[] = [];
  const disk = disksOf(component, context);
  if (disk)
    limits.push({
      resource: 'disk bandwidth',
      unit: 'bytes/s',
      capacity: disk.bytesPerSecond * brokers,
      // Every copy is written.
      use: use * Math.min(options.replication ?? 3, brokers),
      source: disk.sources.join('; '),
    });
  else if (context.selfManaged)
    context.warn('its brokers have no volumes: no disk binds it', 'give volumes: [{ type: gp3, size: 500 GB }]');
  const perBroker = options.engine === 'pulsar' ? LOG.pulsarBrokerThroughput : LOG.brokerThroughput;
  limits.push({
    resource: 'broker throughput',
    unit: 'bytes/s',
    capacity: context.assume('bytes that a broker takes', perBroker) * brokers,
    use,
    source: perBroker.source,
  });
  if (options.partitions !== undefined)
    limits.push({
      resource: 'partitions',
      unit: 'bytes/s',
      capacity: context.assume('bytes that a partition takes', LOG.partitionThroughput) * options.partitions,
      use,
      source: LOG.partitionThroughput.source,
    });
  return limits;
}

/**
 * A service of the provider's. From put to handler is published for Kinesis, polled by Lambda; it counts where a consumer's
 * answer is waited for. A put by itself is published for none.
 */
function managedLog(component: Component<LogOptions>, context: PerformContext): Plan {
  const { options, calls, classCalls, provider } = component;
  const delivery = options.enhanced_fan_out ? LOG.kinesisEnhancedFanOut : LOG.kinesis;
  return {
    tiers: [],
    work: byClass((requestClass) => {
      const isWaitedFor = (classCalls.get(requestClass) ?? calls).some((call) => !call.async);
      if (isWaitedFor && provider === 'aws')
        return [delay(context.assumeTime('from put to consumer', delivery)), CALLS];
      context.warn(
        isWaitedFor
          ? 'how long a record takes to its consumer is not published: only the ways there are counted'
          : 'how long it takes to write a record is not published: only the way there is counted',
      );
      return [CALLS];
    }),
  };
}

export const log = defineKind<LogOptions, LogUse>({
  name: 'log',
  summary: 'A partitioned, replicated log: brokers, acks, retention, consumer groups.',
  fields,
  nodes: true,
  usage: {
    records: optional(monthAmount('Records written.')),
    ingress: optional(monthAmount('Bytes written.', 'bytes')),
    consumed: optional(monthAmount('Bytes read by consumers.', 'bytes')),
  },
  placement: 'zonal',
  inside: true,
  passesThrough: true,
  unused: ['linger', 'batch'],
  // Consumers fetch when they are free.
  dispatches: () => 'shared',
  /**
   * What a producer waits for: nothing with acks 0, the leader's append with 1, and with all besides that every follower has
   * fetched the record and asked for the next, which tells the leader so: a round trip, of all followers the slowest.
   * Calls, the consumers, are made then. What passes between the last copy and a consumer's fetch is the lag, and not in it;
   * nor is the followers' CPU, of which nothing is published.
   */
  perform(component, load, context) {
    const { options, zones } = component;
    const given = options.brokers ?? options.count;
    if (!context.selfManaged && options.instance === undefined && given === undefined)
      return managedLog(component, context);
    const brokers = Math.max(1, context.nodes(given ?? options.replication ?? 3));
    const copies = Math.min(options.replication ?? 3, brokers);
    const node = nodeStations(component, context);
    const acks = options.acks ?? 'all';
    return {
      // A record's key or its turn chooses the partition, and that its leader.
      tiers: [{ nodes: brokers, dispatch: 'random', threads: options.threads, stations: node.stations }],
      limits: brokerLimits(component, load, brokers, context),
      work: byClass((requestClass) => {
        const append = visit(0, [
          node.cpu(context.cpuTime(requestClass, { typical: LOG.cpu, cv: LOG.cv })),
          ...node.disk(context.diskOperations(requestClass)),
        ]);
        if (acks === '0') return [...unawaited([append]), CALLS];
        if (acks === '1') return [append, CALLS];
        const followers = copyTrips(copies, zones, context).map((trip) => [delay(trip)]);
        return [append, ...forked(followers.length, followers), CALLS];
      }),
    };
  },
  nodeCount: (options) => options.brokers ?? options.count ?? options.replication ?? 3,
  consume(component, load, context) {
    const { options, usage, calls } = component;
    const { monthSeconds } = context;
    const groups = consumerGroups(calls.length, options.consumers);
    const replication = options.replication ?? 3;
    const ingressBytes = ingress(component, load, context) * monthSeconds;
    const records = load.arrivalRate * monthSeconds + (usage.records ?? 0);
    const peakFactor = load.arrivalRate > 0 ? load.peakRate / load.arrivalRate : 1;
    const retentionSeconds = options.retention ?? WEEK;
    const retainedBytes = (ingressBytes / monthSeconds) * retentionSeconds;
    const peakIngress = ingressBytes / monthSeconds + load.requestBytesPerSecond * (peakFactor - 1);
    return {
      nodes: nodeUse(component, load, context, options.brokers ?? options.count ?? replication),
      runningShare: component.runningShare,
      records,
      ingressBytes,
      egressBytes: ingressBytes * groups + (usage.consumed ?? 0),
      peakRecordsPerSecond: load.peakRate + (usage.records ?? 0) / monthSeconds,
      peakIngressBytesPerSecond: peakIngress,
      peakEgressBytesPerSecond: peakIngress * groups + (usage.consumed ?? 0) / monthSeconds,
      consumers: groups,
      retentionSeconds,
      retainedBytes,
      provisionedBytes: options.storage ?? retainedBytes * replication,
      mode: options.mode ?? 'provisioned',
      shards: options.shards,
      enhancedFanOut: options.enhanced_fan_out ?? false,
      tier: options.tier?.toLowerCase(),
      units: options.units,
      recordBytes: records > 0 ? ingressBytes / records : 0,
    };
  },
  innerTraffic(component, load, context) {
    const { name, options, calls, zones, usage } = component;
    const inside = ingress(component, load, context);
    const others = consumerGroups(calls.length, options.consumers) - calls.length;
    // Consumers that are no components of the file are taken to stand in the same zones as the brokers.
    const consumed = inside * others + (usage.consumed ?? 0) / context.monthSeconds;
    const groups = others > 0 ? ` (${others} other group${others > 1 ? 's' : ''})` : '';
    return [
      {
        label: `replicate within ${name}`,
        betweenNodes: true,
        zoneCrossingBytesPerSecond: inside * zoneCrossingCopies(options.replication ?? 3, zones),
      },
      {
        label: `consume from ${name}${groups}`,
        betweenNodes: false,
        zoneCrossingBytesPerSecond: consumed * zoneCrossingShare(zones, zones, false),
      },
    ];
  },
  details(component, load, context) {
    const { options, calls, usage } = component;
    const inside = ingress(component, load, context);
    const egress =
      inside * consumerGroups(calls.length, options.consumers) + (usage.consumed ?? 0) / context.monthSeconds;
    return {
      ingress: { value: inside, unit: 'bytes/s' },
      replication: { value: inside * ((options.replication ?? 3) - 1), unit: 'bytes/s' },
      egress: { value: egress, unit: 'bytes/s' },
      stored: { value: inside * (options.retention ?? WEEK) * (options.replication ?? 3), unit: 'bytes' },
    };
  },
});
