/** A partitioned, replicated log (Kafka; MSK, Kinesis, Event Hubs, Pub/Sub): every consumer group reads everything. */
import { assumed, type Figure } from '../assumptions/figure.ts';
import { FAILOVER } from '../assumptions/failures.ts';
import { LOG } from '../assumptions/published.ts';
import { batches, brokerTraffic, catchUpTime, shareFromDisk } from '../models/queueing/log.ts';
import {
  byteRate,
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
import { majority } from '../models/reliability/zones.ts';
import { zoneCrossingCopies } from '../models/traffic/replication.ts';
import { zoneCrossingShare } from '../models/traffic/zone-crossing.ts';
import { delayObjective } from './delay-objective.ts';
import { defineKind, type Detail, type KindContext, type Load } from './kind.ts';
import type { Component } from '../topology/model.ts';
import { disksOf } from './fleet.ts';
import { nodeUse, type NodeOptions, type NodeUse } from './nodes.ts';
import type { LimitPlan, PerformContext, Plan, Work } from './performance.ts';
import {
  byClass,
  CALLS,
  constantTime,
  copyTrips,
  delay,
  forked,
  nodeStations,
  peakFactor,
  repeated,
  unawaited,
  visit,
} from './steps.ts';
import { GIB } from '../topology/quantity/bytes.ts';

const fields = {
  engine: optional(
    choice(['kafka', 'redpanda', 'pulsar', 'kinesis', 'event-hubs', 'pubsub'], 'What runs (default kafka).'),
  ),
  brokers: optional(count('Brokers (default: the replication).', 1)),
  replication: optional(count('Copies of each record (default 3).', 1, 100)),
  acks: optional(choice(['0', '1', 'all'], 'Copies that must be written before the producer goes on (default all).')),
  retention: optional(
    duration(
      'How long records are kept (default 7d, as Kafka does; Kinesis and Event Hubs a day, which is included; Pub/Sub not at all once they are acknowledged).',
    ),
  ),
  storage: optional(size('Provisioned storage of all brokers together (default: what retention and traffic need).')),
  slo: optional(delayObjective),
  throughput: optional(
    byteRate('MSK: provisioned storage throughput of each broker (default: 250 MB/s, for nothing).'),
  ),
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
  /**
   * Whether the file says so: a product that keeps records for another time by itself, or for none, keeps them that
   * long.
   */
  readonly isRetentionGiven: boolean;
  /** Bytes kept, once, and in all copies. */
  readonly retainedBytes: number;
  readonly provisionedBytes: number;
  /** Storage throughput that each broker provisions. */
  readonly brokerThroughput: number | undefined;
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

/**
 * Bytes that consumers read beside those of the classes, per second: what the file says they read is what its groups
 * read of the monthly ingress, or the larger of the two.
 */
const consumedMonthly = ({ usage }: Component<LogOptions>, groups: number, { monthSeconds }: KindContext): number =>
  Math.max((usage.ingress ?? 0) * groups, usage.consumed ?? 0) / monthSeconds;

/** Bytes that all consumers read of what the brokers take in, per second. */
const consumedBytes = (
  component: Component<LogOptions>,
  { written, groups }: { readonly written: number; readonly groups: number },
  context: KindContext,
): number => {
  const monthly = (component.usage.ingress ?? 0) / context.monthSeconds;
  return (written - monthly) * groups + consumedMonthly(component, groups, context);
};

/** Copies of a record that acks all waits for at least; the log refuses it where fewer are in step. */
const IN_STEP: Figure = {
  value: 2,
  unit: 'copies',
  conditions:
    'min.insync.replicas of a cluster over three zones; Kafka’s own default of 1 would lose what it has answered',
  source: 'https://docs.aws.amazon.com/msk/latest/developerguide/msk-default-configuration.html (as recalled)',
};
/** What a broker's process keeps for itself of the machine's memory; the rest holds pages of the log. */
const HEAP: Figure = {
  value: 6 * GIB,
  unit: 'bytes',
  conditions: 'heap of a broker, of which the page cache has nothing; more than half of a small machine is not taken',
  source: 'https://docs.confluent.io/platform/current/kafka/deployment.html#jvm (6 GB; as recalled)',
};
const PRODUCERS: Figure = assumed(
  1,
  'producers',
  'clients that write to a partition, each with batches of its own',
  'the file does not say how many write; with more of them a batch fills more slowly, and a record waits for the linger at most',
);
const partitionsOf = (brokers: number): Figure =>
  assumed(
    brokers,
    'partitions',
    'of all topics together',
    'as many as there are brokers: with fewer some would lead none',
  );
/** The outage of which details tell how long it takes to make up for it: that of a deployment gone wrong. */
const OUTAGE_SECONDS = 600;

export const limit = (
  resource: string,
  unit: LimitPlan['unit'],
  capacity: number | undefined,
  use: number,
  source: string,
): LimitPlan[] => (capacity === undefined ? [] : [{ resource, unit, capacity, use, source }]);

/** Brokers in the busiest hour: what they carry, and what that takes of them. */
interface Brokers {
  readonly brokers: number;
  readonly copies: number;
  readonly groups: number;
  /** Bytes per second that producers write. */
  readonly ingress: number;
  /** Bytes per second that consumers which are no components of the file read besides. */
  readonly consumed: number;
  /** Busy CPUs by CPUs of a broker that carries its part; undefined where they are not known. */
  readonly cpu: number | undefined;
  readonly disk: ReturnType<typeof disksOf>;
}

/**
 * What the brokers' network cards, disks and partitions carry, and what one broker was seen to take. Of the two figures
 * of a partition the upper one binds: LinkedIn (2014) wrote 34 MB/s to each of six, three times the lower.
 */
function brokerLimits({ options }: Component<LogOptions>, log: Brokers, context: PerformContext): LimitPlan[] {
  const { brokers, ingress, disk } = log;
  const each = brokerTraffic(log);
  const network = context.networkBytesPerSecond;
  const managed = context.brokerLimits;
  const perBroker = options.engine === 'pulsar' ? LOG.pulsarBrokerThroughput : LOG.brokerThroughput;
  const partitions =
    options.partitions &&
    context.assume('bytes that a partition takes', LOG.partitionThroughputUpper) * options.partitions;
  return [
    ...limit('network in', 'bytes/s', network && network * brokers, each.ingress * brokers, 'instance table'),
    ...limit(
      'network out',
      'bytes/s',
      network && network * brokers,
      each.egress * brokers + log.consumed,
      'instance table',
    ),
    // Every copy is written.
    ...limit(
      'disk bandwidth',
      'bytes/s',
      disk && disk.bytesPerSecond * brokers,
      each.ingress * brokers,
      disk?.sources.join('; ') ?? '',
    ),
    ...limit(
      'storage throughput',
      'bytes/s',
      managed?.storage && managed.storage * brokers,
      each.ingress * brokers,
      managed?.source ?? '',
    ),
    ...limit('broker in', 'bytes/s', managed?.ingress && managed.ingress * brokers, ingress, managed?.source ?? ''),
    ...limit(
      'broker out',
      'bytes/s',
      managed?.egress && managed.egress * brokers,
      ingress * log.groups + log.consumed,
      managed?.source ?? '',
    ),
    ...limit(
      'broker throughput',
      'bytes/s',
      context.assume('bytes that a broker takes', perBroker) * brokers,
      ingress,
      perBroker.source,
    ),
    ...limit('partitions', 'bytes/s', partitions, ingress, LOG.partitionThroughputUpper.source),
  ];
}

const DAY = 86_400;

/**
 * What the log keeps, on the disks of its brokers: by the mean of the day where it keeps a day or more, for then the
 * quiet hours are in it, else by the busiest hour.
 */
function spaceLimit(
  component: Component<LogOptions>,
  load: Load,
  { brokers, copies }: Brokers,
  context: PerformContext,
): LimitPlan[] {
  const { options } = component;
  const volumes = (options.volumes ?? []).reduce((sum, { size }) => sum + size, 0);
  // What a managed broker has is given for all of them; where it is not, it is taken to be as large as need be, and
  // billed.
  const capacity = volumes > 0 ? volumes * brokers : context.selfManaged ? undefined : options.storage;
  const retention = options.retention ?? WEEK;
  const written = retention >= DAY ? ingress(component, load, context) : peakIngress(component, load, context);
  return limit(
    'disk space',
    'bytes',
    capacity,
    written * retention * copies,
    'the file: volumes or storage, retention',
  );
}

/** The share of what binds them most that the brokers use, when they are `left` and carry everything. */
function busiest(log: Brokers, left: number, limits: readonly LimitPlan[]): number {
  const { brokers, copies } = log;
  const now = brokerTraffic(log);
  const then = brokerTraffic({ ...log, brokers: left, copies: Math.min(copies, left) });
  const grown: Readonly<Record<string, number>> = {
    'network in': then.ingress / now.ingress,
    'disk bandwidth': then.ingress / now.ingress,
    'storage throughput': then.ingress / now.ingress,
    'network out': (then.egress + log.consumed / left) / (now.egress + log.consumed / brokers),
    'broker throughput': brokers / left,
    'broker in': brokers / left,
    'broker out': brokers / left,
  };
  const shares = limits.map(({ resource, use, capacity }) => (use > 0 ? (use / capacity) * (grown[resource] ?? 1) : 0));
  return Math.max(((log.cpu ?? 0) * brokers) / left, ...shares);
}

/**
 * Bytes per second that one consumer group can read while the others go on: what is left of the network cards, the
 * partitions, what brokers were seen to carry and, where it reads what memory no longer holds, the disks. How fast its
 * consumers work is not known here.
 */
function readCapacity(log: Brokers, limits: readonly LimitPlan[], isFromDisk: boolean): number {
  const left = (resource: string, own: number) => {
    const found = limits.find((one) => one.resource === resource);
    return found ? Math.max(0, found.capacity - found.use + own) : Infinity;
  };
  return Math.min(
    left('network out', log.groups > 0 ? log.ingress : 0),
    left('partitions', log.ingress),
    left('broker throughput', log.ingress),
    isFromDisk ? left('disk bandwidth', 0) : Infinity,
  );
}

/** What follows from the plan beside response times and utilisations. */
function figures(
  component: Component<LogOptions>,
  load: Load,
  log: Brokers,
  limits: readonly LimitPlan[],
  context: PerformContext,
): Record<string, Detail> {
  const { options } = component;
  const { brokers, copies, groups, ingress } = log;
  const details: Record<string, Detail> = {};
  const each = brokerTraffic(log);
  details['broker_ingress'] = { value: each.ingress, unit: 'bytes/s' };
  details['broker_egress'] = { value: each.egress + log.consumed / brokers, unit: 'bytes/s' };
  if (brokers > 1) {
    details['utilization_after_broker_loss'] = { value: busiest(log, brokers - 1, limits), unit: 'share' };
    details['leader_election'] = {
      value: context.assume('until partitions have another leader', FAILOVER.kafka),
      unit: 's',
    };
  }
  if (options.partitions !== undefined) {
    details['most_consumers_per_group'] = { value: options.partitions, unit: 'count' };
    const guideline = context.assume('partitions that a broker holds well', LOG.partitionsPerBroker);
    const held = (options.partitions * copies) / brokers;
    if (held > guideline) context.warn('many-partitions', { held: Math.ceil(held), guideline });
  }
  if (groups === 0) return details;
  // A record is behind from its append until it is fetched, and by Little's law so many are.
  const { typical } = LOG.endToEnd;
  details['lag'] = {
    value: load.peakRate * context.assume('from producer to consumer', typical),
    unit: 'count',
  };
  const behind = Math.min(OUTAGE_SECONDS, options.retention ?? WEEK);
  let fromDisk = 0;
  if (context.memoryBytes !== undefined && each.ingress > 0) {
    const heap = Math.min(context.memoryBytes / 2, context.assume('memory of a broker’s process', HEAP));
    const memory = context.memoryBytes - heap;
    details['page_cache'] = { value: memory / each.ingress, unit: 's' };
    fromDisk = shareFromDisk({ memory, ingress: each.ingress, behind });
    details['catch_up_from_disk'] = { value: fromDisk, unit: 'share' };
  }
  const capacity = readCapacity(log, limits, fromDisk > 0);
  const seconds = catchUpTime({ rate: ingress, capacity, outage: behind });
  if (seconds < Infinity) details['catch_up_after_10min'] = { value: seconds, unit: 's' };
  else context.warn('consumers-fall-behind');
  return details;
}

/** Slices of the time that a batch is open, within which a record comes at any time alike. */
const SLICES = 5;

/**
 * What a record waits in its producer's batch: the first of a batch the whole of it, the others as if they had come at
 * any time of it alike, spread as far as their variance says.
 */
function batchWork(
  { options }: Component<LogOptions>,
  load: Load,
  partitions: number,
  context: PerformContext,
): { readonly steps: readonly Work[]; readonly details: Record<string, Detail> } {
  const linger = options.linger ?? context.assume('how long a producer collects a batch', LOG.linger);
  if (!(load.peakRate > 0) || linger === 0) return { steps: [], details: {} };
  const size = options.batch ?? context.assume('largest batch', LOG.batch);
  const bytes = load.arrivalRate > 0 ? load.requestBytesPerSecond / load.arrivalRate : 0;
  const producers = context.assume('producers of a partition', PRODUCERS);
  const streams = partitions * producers;
  const found = batches({
    rate: load.peakRate / streams,
    most: bytes > 0 ? Math.max(1, Math.floor(size / bytes)) : Infinity,
    linger,
  });
  const details: Record<string, Detail> = {
    batch_wait: { value: found.wait.mean, unit: 's' },
    records_per_batch: { value: found.records, unit: 'count' },
    produce_requests: { value: found.rate * streams, unit: '/s' },
  };
  if (found.wait.mean === 0) return { steps: [], details };
  const first: Work =
    found.first.scv < 1e-6 ? delay(constantTime(found.first.mean)) : delay({ ...found.first, shape: 'gamma' });
  const share = 1 / found.records;
  if (!found.others || share > 1 - 1e-6) return { steps: [first], details };
  const { mean, scv } = found.others;
  const width = mean * Math.sqrt(12 * scv);
  // Slices of a stretch that begins before 0 are none: one time stands for all of them.
  const slices =
    width > 2 * mean * (1 + 1e-6)
      ? [scv > 1 ? { mean, scv, shape: 'hyperexponential' as const } : { mean, scv, shape: 'gamma' as const }]
      : Array.from({ length: SLICES }, (_, index) => {
          const middle = mean + width * ((index + 0.5) / SLICES - 0.5);
          return { mean: middle, scv: (width / SLICES / middle) ** 2 / 12, shape: 'gamma' as const };
        });
  const branches = [
    { probability: share, steps: [first] },
    ...slices.map((time) => ({ probability: (1 - share) / slices.length, steps: [delay(time)] })),
  ];
  return { steps: [{ do: 'either', branches }], details };
}

/**
 * A service of the provider's. From put to handler is published for Kinesis, polled by Lambda; it counts where a
 * consumer's answer is waited for. A put by itself is published for none. A linger is the producer's own, whoever takes
 * the records.
 */
function managedLog(component: Component<LogOptions>, load: Load, context: PerformContext): Plan {
  const { options, calls, classCalls } = component;
  const { sold } = context;
  const delivery = sold.latency?.(options, 'delivery');
  const batch =
    options.linger === undefined && options.batch === undefined
      ? { steps: [], details: {} }
      : batchWork(component, load, options.shards ?? options.partitions ?? 1, context);
  return {
    tiers: [],
    limits: sold.carries?.(component as never, load, context).limits ?? [],
    details: batch.details,
    work: byClass((requestClass) => {
      const isWaitedFor = (classCalls.get(requestClass) ?? calls).some((call) => !call.async);
      if (isWaitedFor && delivery)
        return [...batch.steps, delay(context.assumeTime('from put to consumer', delivery)), CALLS];
      context.warn('unpublished-latency', { of: 'record', isDelivered: isWaitedFor });
      return [...batch.steps, CALLS];
    }),
  };
}

/** What passes through a service by records, and what its consumers read: a second, in the busiest hour. */
export function passedThrough(component: Component<LogOptions>, load: Load, context: KindContext) {
  const { options, calls, usage } = component;
  const groups = consumerGroups(calls.length, options.consumers);
  const written = peakIngress(component, load, context);
  return {
    groups,
    records: load.peakRate + (usage.records ?? 0) / context.monthSeconds,
    bytesOut: consumedBytes(component, { written, groups }, context),
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
    consumed: optional(
      monthAmount('Bytes read by consumers, those among them that its groups read of ingress.', 'bytes'),
    ),
  },
  placement: 'zonal',
  inside: true,
  buffers: true,
  passesThrough: true,
  // Consumers fetch when they are free.
  dispatches: () => 'shared',
  /**
   * What a producer waits for: its batch, which is sent when it is full or the linger has passed; then nothing with
   * acks 0, the leader's append with 1, and with all besides that every follower has fetched the record and asked for
   * the next, which tells the leader so: a round trip, of all followers the slowest. Calls, the consumers, are made
   * then. What passes between the last copy and a consumer's fetch is the lag, and not in it. A follower's append costs
   * its broker CPU as well, which nobody waits for beyond the round trip of its fetch.
   */
  perform(component, load, context) {
    const { options, zones, usage, calls } = component;
    const given = options.brokers ?? options.count;
    if (!context.selfManaged && options.instance === undefined && given === undefined)
      return managedLog(component, load, context);
    const brokers = Math.max(1, context.nodes(given ?? options.replication ?? 3));
    const copies = Math.min(options.replication ?? 3, brokers);
    const node = nodeStations(component, context);
    const acks = options.acks ?? 'all';
    const disk = disksOf(component, context);
    if (!disk && context.selfManaged) context.warn('no-volumes');
    const cpuTime = (requestClass: string) => context.cpuTime(requestClass, { typical: LOG.cpu, cv: LOG.cv });
    const copyTime =
      copies > 1 ? context.assumeTime('CPU time of a copy', { typical: LOG.copyCpu, cv: LOG.cv }) : undefined;
    const busyCpus = load.classes.reduce(
      (sum, one) => sum + one.peakRate * (cpuTime(one.requestClass.name).mean + (copies - 1) * (copyTime?.mean ?? 0)),
      0,
    );
    const cpu = node.stations.find((one) => one.resource === 'cpu');
    const groups = consumerGroups(calls.length, options.consumers);
    const log: Brokers = {
      brokers,
      copies,
      groups,
      ingress: peakIngress(component, load, context),
      consumed: consumedMonthly(component, groups, context) - ((usage.ingress ?? 0) * groups) / context.monthSeconds,
      cpu: cpu && busyCpus / (cpu.servers * brokers),
      disk,
    };
    const limits = brokerLimits(component, log, context);
    const partitions = options.partitions ?? context.assume('partitions', partitionsOf(brokers));
    const batch = batchWork(component, load, partitions, context);
    return {
      // A record's key or its turn chooses the partition, and that its leader.
      tiers: [{ nodes: brokers, dispatch: 'random', threads: options.threads, stations: node.stations }],
      limits: [...limits, ...spaceLimit(component, load, log, context)],
      details: { ...figures(component, load, log, limits, context), ...batch.details },
      work: byClass((requestClass) => {
        const append = visit(0, [node.cpu(cpuTime(requestClass)), ...node.disk(context.diskOperations(requestClass))]);
        const copied = copyTime ? unawaited(repeated(copies - 1, [visit(0, [node.cpu(copyTime)])])) : [];
        if (acks === '0') return [...unawaited([...batch.steps, append, ...copied]), CALLS];
        if (acks === '1') return [...batch.steps, append, ...copied, CALLS];
        const followers = copyTrips(copies, zones, context).map((trip) => [delay(trip)]);
        return [...batch.steps, append, ...copied, ...forked(followers.length, followers), CALLS];
      }),
    };
  },
  /**
   * Written with acks all while as many copies are in step as must be; else while one is left. The partitions of a
   * broker have no leader until others are elected.
   */
  fail({ options }, _, context) {
    const buffers = options.retention ?? WEEK;
    const brokers = context.nodes(0);
    if (brokers === 0) return { groups: [], buffers };
    const copies = Math.min(options.replication ?? 3, brokers);
    const isAll = (options.acks ?? 'all') === 'all';
    const inStep = isAll ? Math.min(copies, context.assume('copies that must be in step', IN_STEP)) : 1;
    const seconds = context.failover ?? context.detail('leader_election') ?? 0;
    return {
      groups: [{ name: 'brokers', nodes: brokers, keeps: { as: 'rows', copies, tolerated: copies - inStep } }],
      // Where none may be lost, partitions wait for the broker itself.
      takeover: copies > inStep ? { seconds, nodes: brokers, share: 1 / brokers } : undefined,
      buffers,
      store: {
        copies,
        recoveryPoint: isAll && copies > 1 ? 0 : undefined,
        recoveryTime: copies > 1 ? seconds : undefined,
      },
      partition: { writes: 'majority', members: brokers, needed: majority(brokers) },
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
      egressBytes: consumedBytes(component, { written: ingressBytes / monthSeconds, groups }, context) * monthSeconds,
      peakRecordsPerSecond: load.peakRate + (usage.records ?? 0) / monthSeconds,
      peakIngressBytesPerSecond: peakIngress,
      peakEgressBytesPerSecond: consumedBytes(component, { written: peakIngress, groups }, context),
      consumers: groups,
      retentionSeconds,
      isRetentionGiven: options.retention !== undefined,
      retainedBytes,
      provisionedBytes: options.storage ?? retainedBytes * replication,
      brokerThroughput: options.throughput,
      mode: options.mode ?? 'provisioned',
      shards: options.shards,
      enhancedFanOut: options.enhanced_fan_out ?? false,
      tier: options.tier?.toLowerCase(),
      units: options.units,
      recordBytes: records > 0 ? ingressBytes / records : 0,
    };
  },
  innerTraffic(component, load, context) {
    const { name, options, calls, zones } = component;
    const inside = ingress(component, load, context);
    const others = consumerGroups(calls.length, options.consumers) - calls.length;
    // Consumers that are no components of the file are taken to stand in the same zones as the brokers.
    const consumed = consumedBytes(component, { written: inside, groups: others }, context);
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
    const { options, calls } = component;
    const inside = ingress(component, load, context);
    const egress = consumedBytes(
      component,
      { written: inside, groups: consumerGroups(calls.length, options.consumers) },
      context,
    );
    return {
      ingress: { value: inside, unit: 'bytes/s' },
      replication: { value: inside * ((options.replication ?? 3) - 1), unit: 'bytes/s' },
      egress: { value: egress, unit: 'bytes/s' },
      stored: { value: inside * (options.retention ?? WEEK) * (options.replication ?? 3), unit: 'bytes' },
    };
  },
});
