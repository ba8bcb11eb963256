/** A partitioned, replicated log (Kafka; MSK, Kinesis, Event Hubs, Pub/Sub): every consumer group reads everything. */
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
import { nodeUse, type NodeOptions, type NodeUse } from './nodes.ts';

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
  unused: ['threads', 'acks', 'partitions', 'linger', 'batch'],
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
