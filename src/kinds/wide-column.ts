/** A Dynamo-style ring (Cassandra, ScyllaDB): replication factor and consistency level, on instances of its own. */
import type { Figure } from '../assumptions/figure.ts';
import { WIDE_COLUMN } from '../assumptions/published.ts';
import { choice, count, duration, number, optional, share, size, type FieldsOutput } from '../topology/fields.ts';
import { exponential, sum, timeDistribution } from '../models/distribution/distribution.ts';
import { kthOf } from '../models/distribution/order.ts';
import { tail } from '../models/distribution/percentile.ts';
import { mmc } from '../models/queueing/mmc.ts';
import type { Time } from '../models/system/system.ts';
import { zoneCrossingCopies } from '../models/traffic/replication.ts';
import type { Component } from '../topology/model.ts';
import { passing } from './fleet.ts';
import { defineKind, type Detail, type Load } from './kind.ts';
import { nodeUse, type NodeOptions, type NodeUse } from './nodes.ts';
import { operationsOf, warnUndecided, writtenBytes } from './operations.ts';
import type { LimitPlan, PerformContext, Work } from './performance.ts';
import {
  byClass,
  CALLS,
  constantTime,
  copyTrips,
  cpuTimeOf,
  delay,
  forked,
  mixed,
  nodeStations,
  peakFactor,
  scaled,
  unawaited,
  visit,
} from './steps.ts';

const LEVELS = ['one', 'two', 'quorum', 'local_quorum', 'all'] as const;

const COMPACTIONS = ['size-tiered', 'leveled', 'time-window'] as const;

const DISK_CAPACITY =
  'DataStax, Apache Cassandra 2.2 documentation, "Calculating usable disk capacity", https://docs.datastax.com/en/cassandra-oss/2.2/cassandra/planning/planPlanningDiskCapacity.html';
const headroomOf = (filled: number, what: string): Figure => ({
  value: 1 / filled - 1,
  unit: '1',
  conditions: `disk kept free, as a multiple of the data: disks are best filled to between 50 and 80 % depending on the compaction; ${what}`,
  source: DISK_CAPACITY,
});
/** A merge of equal files writes another as large as all of them before they go; levels and windows are merged bit by bit. */
const HEADROOM: Readonly<Record<(typeof COMPACTIONS)[number], Figure>> = {
  'size-tiered': headroomOf(0.5, 'the lower end for size-tiered compaction, which may write all data once more'),
  leveled: headroomOf(0.8, 'the upper end for levels of small files'),
  'time-window': headroomOf(0.8, 'the upper end for windows, of which only the latest is merged'),
};

const fields = {
  engine: optional(choice(['cassandra', 'scylla', 'bigtable'], 'What runs (default cassandra).')),
  replication: optional(count('Replicas of each row (default 3).', 1)),
  consistency: optional(choice(LEVELS, 'Replicas that must answer (default local_quorum).')),
  read_consistency: optional(choice(LEVELS, 'For reads, where it differs.')),
  write_consistency: optional(choice(LEVELS, 'For writes, where it differs.')),
  read_ratio: optional(share('Share of requests that read.')),
  speculative_retry: optional(duration('Time after which a read asks one more replica than it needs.')),
  read_repair: optional(share('Share of reads that ask all replicas to compare them, without waiting (default 0).')),
  storage: optional(size('Data before replication.')),
  compaction: optional(choice(COMPACTIONS, 'How files are merged (default size-tiered).')),
  headroom: optional(number('Disk kept free for that, as a multiple of the data on it (default by compaction).', 0)),
  disk: optional(choice(['ssd', 'hdd'], 'Bigtable: storage (default ssd).')),
} as const;

export type WideColumnOptions = FieldsOutput<typeof fields> & NodeOptions;

export interface WideColumnUse {
  readonly nodes: NodeUse;
  readonly storedBytes: number;
  readonly replication: number;
  readonly disk: 'ssd' | 'hdd';
  readonly runningShare: number;
}

/** Replicas that must answer. */
function neededOf(level: (typeof LEVELS)[number] | undefined, replication: number): number {
  if (level === 'one') return 1;
  if (level === 'two') return Math.min(2, replication);
  return level === 'all' ? replication : Math.floor(replication / 2) + 1;
}

/** Copies that were kept where the CPU time was measured. */
const MEASURED_COPIES = 3;

/**
 * CPU time of a request at all nodes that it meets together, of which each has the same part: the coordinator, and every
 * replica that is asked. The published figure spreads all CPU over replica writes, three to a request, so that the
 * coordinator's is in it: a part is three fourths of it.
 */
function wholeCpu(published: Figure, asked: number): Figure {
  return {
    ...published,
    value: (published.value * MEASURED_COPIES * (asked + 1)) / (MEASURED_COPIES + 1),
    conditions: `${published.conditions}; here at a coordinator and ${asked} replicas, each with three fourths of that`,
  };
}

/** What a request for a replica's CPU waits on the average, as in M/M/c; for ever is told as a second, which the solver says better. */
function replicaWait(cpu: { readonly rate: number; readonly work: number }, context: PerformContext): number {
  const servers = Math.max(1, context.cpuServers);
  if (context.vcpus === undefined || cpu.work === 0) return 0;
  if (cpu.work >= servers) return 1;
  return mmc({ arrivalRate: cpu.rate, meanService: cpu.work / cpu.rate, servers }).meanWait;
}

/** What so many disk operations take, where nothing waits for the disk. */
function diskTime({ options }: Component<WideColumnOptions>, operations: number, context: PerformContext): number {
  const [volume] = options.volumes ?? [];
  return volume && operations > 0 ? operations * (context.disk(volume)?.latency.typical.value ?? 0) : 0;
}

/** A read as its coordinator sees it: replicas that must answer, the way to each but the one beside it, what a replica takes. */
interface Asked {
  readonly needed: number;
  readonly trips: readonly Time[];
  readonly replica: number;
}

/**
 * A read that asks another replica when it has not been answered for so long.
 *
 * A step that begins only if another is late can't be said. So the branch that answers uses nothing: it passes the time until the
 * retry, the way, and what a replica takes on the average, exponentially; and the share of reads that are so late sends the
 * replica its work beside them. Share and time are those of replicas with exponential response times.
 *
 * @returns the answering branch, and the share of the reads that ask once more
 */
function speculation(after: number, { needed, trips, replica }: Asked): { branch: Work[]; share: number } {
  const answer = exponential(replica);
  const ways = [constantTime(0), ...trips];
  const answers = ways.slice(0, needed).map((way) => sum([timeDistribution(way), answer]));
  return {
    branch: [delay(constantTime(after)), delay(ways[needed]!), delay({ mean: replica, scv: 1, shape: 'exponential' })],
    share: replica > 0 ? Math.min(1, Math.max(0, tail(kthOf(needed, answers), after))) : 0,
  };
}

/** Replicas, and CPUs that are busy at the peak. */
interface Copies {
  readonly nodes: number;
  readonly replication: number;
  readonly busyCpus: number | undefined;
}

/** Disk that the data, its copies and their compaction take; nodes that this and the CPU come to, with nothing to spare. */
function spaceOf(
  { options }: Component<WideColumnOptions>,
  { nodes, replication, busyCpus }: Copies,
  context: PerformContext,
): { readonly details: Readonly<Record<string, Detail>>; readonly limits: readonly LimitPlan[] } {
  const details: Record<string, Detail> = {};
  const limits: LimitPlan[] = [];
  if (busyCpus !== undefined && busyCpus > 0)
    details['nodes_for_cpu'] = { value: whole(busyCpus / context.cpuServers), unit: 'count' };
  if (options.storage === undefined) return { details, limits };
  const headroom =
    options.headroom ?? context.assume('disk kept free for compactions', HEADROOM[options.compaction ?? 'size-tiered']);
  const use = options.storage * replication * (1 + headroom);
  details['disk_needed'] = { value: use, unit: 'bytes' };
  const each = (options.volumes ?? []).reduce((total, { size }) => total + size, 0);
  if (each > 0) {
    details['nodes_for_disk'] = { value: whole(use / each), unit: 'count' };
    limits.push({
      resource: 'disk space',
      unit: 'bytes',
      capacity: nodes * each,
      use,
      isStill: true,
      source: 'volumes of the file',
    });
  }
  return { details, limits };
}

/** Rounded up, but for what arithmetic adds to a whole number. */
const whole = (count: number): number => Math.max(1, Math.ceil(count * (1 - 1e-9)));

/** A service of the region: only its nodes' limit is known. */
function managedLimits({ options }: Component<WideColumnOptions>, load: Load, context: PerformContext): LimitPlan[] {
  if (options.count === undefined && !options.autoscale) return [];
  if (options.disk === 'hdd') {
    context.warn('what a node on hdd serves depends on its reads: no limit is applied', 'write disk: ssd');
    return [];
  }
  const each = context.assume('rows that a node serves', WIDE_COLUMN.bigtableNode);
  const capacity = each * (options.count ?? options.autoscale!.max);
  return [
    {
      resource: 'rows',
      unit: '/s',
      capacity,
      use: load.arrivalRate * peakFactor(load),
      source: WIDE_COLUMN.bigtableNode.source,
    },
  ];
}

export const wideColumn = defineKind<WideColumnOptions, WideColumnUse>({
  name: 'wide-column',
  summary: 'A Dynamo-style ring: replication factor, consistency level.',
  fields,
  nodes: true,
  usage: {},
  placement: 'zonal',
  inside: true,
  /**
   * Any node coordinates: it hands a write to all replicas and waits for as many as the level asks, and it asks only as many
   * for a read. One replica stands beside the coordinator; the others follow zone by zone. What the file gives as CPU time
   * and disk operations of a request is that of all nodes together. All replicas stand in one region, where a local quorum is
   * a quorum.
   *
   * A read that is slow asks one replica more; a share of the reads has all replicas compared. Either is work for the
   * replicas that the read doesn't wait for.
   * @see G. DeCandia and others, "Dynamo: Amazon's highly available key-value store", SOSP 2007, sections 4.5 and 4.6
   */
  perform(component, load, context) {
    const { options, zones } = component;
    if (!context.selfManaged && options.instance === undefined)
      return passing(
        [delay(context.assumeTime('one row read or written', WIDE_COLUMN.bigtable))],
        managedLimits(component, load, context),
      );
    warnUndecided(load, options.read_ratio, context.warn);
    const nodes = Math.max(1, context.nodes(options.count ?? options.replication ?? 3));
    const replication = Math.min(options.replication ?? 3, nodes);
    const needed = {
      read: neededOf(options.read_consistency ?? options.consistency, replication),
      write: neededOf(options.write_consistency ?? options.consistency, replication),
    };
    const node = nodeStations(component, context);
    /** CPU time of an operation at each of the nodes that it meets: the coordinator, and those that are asked. */
    const partOf = (sort: 'read' | 'write', requestClass: string): Time => {
      const asked = sort === 'read' ? needed.read : replication;
      const published = sort === 'read' ? WIDE_COLUMN.readCpu : WIDE_COLUMN.writeCpu;
      const figure = { typical: wholeCpu(published, asked), cv: WIDE_COLUMN.cv };
      return scaled(cpuTimeOf(sort, requestClass, figure, context), 1 / (asked + 1));
    };
    const readsOf = (requestClass: string) => context.readShare(requestClass, options.read_ratio, 1);
    const trips = copyTrips(replication, zones, context);
    const repair = options.read_repair ?? 0;
    const uses = load.classes
      .filter(({ peakRate }) => peakRate > 0)
      .flatMap(({ requestClass: { name }, peakRate }) => {
        const reads = readsOf(name);
        const [compared, copied] = [repair * (replication - needed.read), replication + 1];
        return [
          ...(reads > 0 ? [{ rate: peakRate * reads * (needed.read + 1 + compared), part: partOf('read', name) }] : []),
          ...(reads < 1 ? [{ rate: peakRate * (1 - reads) * copied, part: partOf('write', name) }] : []),
        ];
      });
    const cpu = {
      rate: uses.reduce((total, { rate }) => total + rate, 0) / nodes,
      work: uses.reduce((total, { rate, part }) => total + rate * part.mean, 0) / nodes,
    };
    const retryOf = (requestClass: string, part: Time) =>
      needed.read < replication && options.speculative_retry !== undefined
        ? speculation(options.speculative_retry, {
            needed: needed.read,
            trips,
            replica:
              part.mean +
              replicaWait(cpu, context) +
              diskTime(component, context.diskOperations(requestClass) / needed.read, context),
          })
        : undefined;
    const operation = (sort: 'read' | 'write', requestClass: string): Work[] => {
      const asked = sort === 'read' ? needed.read : replication;
      const time = partOf(sort, requestClass);
      const part = node.cpu(time);
      const replica = visit(0, [part, ...node.disk(context.diskOperations(requestClass) / asked)]);
      const others = trips.map((trip) => [delay(trip), replica]);
      const waited = [[replica], ...others.slice(0, asked - 1)];
      if (sort === 'write') return [visit(0, [part]), ...forked(needed.write, waited)];
      const retry = retryOf(requestClass, time);
      const spare = others.slice(asked - 1);
      return [
        visit(0, [part]),
        ...forked(needed.read, [...waited, ...(retry ? [retry.branch] : [])]),
        ...unawaited(retry ? mixed(retry.share, [replica], []) : []),
        ...unawaited(spare.length > 0 ? mixed(repair, forked(spare.length, spare), []) : []),
      ];
    };
    const copies = { nodes, replication, busyCpus: context.vcpus === undefined ? undefined : cpu.work * nodes };
    const { details, limits } = spaceOf(component, copies, context);
    const [shown] = load.classes.flatMap(({ requestClass: { name }, peakRate }) =>
      peakRate > 0 && readsOf(name) > 0 ? (retryOf(name, partOf('read', name)) ?? []) : [],
    );
    return {
      tiers: [{ nodes, dispatch: { direct: 'random' }, threads: options.threads, stations: node.stations }],
      limits,
      details: { ...details, ...(shown && { speculative_share: { value: shown.share, unit: 'share' } }) },
      work: byClass((requestClass) => {
        const reads = readsOf(requestClass);
        return [
          ...mixed(
            reads,
            reads > 0 ? operation('read', requestClass) : [],
            reads < 1 ? operation('write', requestClass) : [],
          ),
          CALLS,
        ];
      }),
    };
  },
  nodeCount: (options) => options.count ?? options.replication ?? 3,
  consume(component, load, context) {
    const { options } = component;
    // What is written is copied across zones and billed: whoever does not say how much that is should know.
    if (context.selfManaged && component.zones > 1 && options.replication !== 1)
      operationsOf(load, options.read_ratio, context.warn);
    return {
      nodes: nodeUse(component, load, context, options.count ?? options.replication ?? 3),
      storedBytes: options.storage ?? 0,
      replication: options.replication ?? 3,
      disk: options.disk ?? 'ssd',
      runningShare: component.runningShare,
    };
  },
  innerTraffic({ name, options, zones }, load) {
    // The coordinator hands a write to every replica, wherever it stands; reads fetch data from one and digests from the rest.
    const writeBytes = writtenBytes(load, options.read_ratio);
    return [
      {
        label: `replicate within ${name}`,
        betweenNodes: true,
        zoneCrossingBytesPerSecond: writeBytes * zoneCrossingCopies(options.replication ?? 3, zones),
      },
    ];
  },
});
