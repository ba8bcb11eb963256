/** A Dynamo-style ring (Cassandra, ScyllaDB): replication factor and consistency level, on instances of its own. */
import type { Figure } from '../assumptions/figure.ts';
import { WIDE_COLUMN } from '../assumptions/published.ts';
import {
  choice,
  count,
  duration,
  list,
  number,
  optional,
  share,
  size,
  text,
  type FieldsOutput,
} from '../topology/fields.ts';
import { exponential, sum, timeDistribution } from '../models/distribution/distribution.ts';
import { kthOf } from '../models/distribution/order.ts';
import { tail } from '../models/distribution/percentile.ts';
import { mmc } from '../models/queueing/mmc.ts';
import { majority } from '../models/reliability/zones.ts';
import type { Time } from '../models/system/system.ts';
import { zoneCrossingCopies } from '../models/traffic/replication.ts';
import type { Component } from '../topology/model.ts';
import { dataCentresOf, homeOf, oneWay, regionsOf, type DataCentres, type Replica } from './data-centres.ts';
import type { NodeGroup } from './failure.ts';
import { passing } from './fleet.ts';
import { defineKind, type Detail, type KindContext, type Load } from './kind.ts';
import { nodeUse, type NodeOptions, type NodeUse } from './nodes.ts';
import { operationsOf, warnUndecided, writtenBytes } from './operations.ts';
import type { LimitPlan, PerformContext, Work } from './performance.ts';
import {
  byClass,
  CALLS,
  constantTime,
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
import { GIB } from '../topology/quantity/bytes.ts';

const LEVELS = ['one', 'two', 'quorum', 'local_quorum', 'all'] as const;
type Level = (typeof LEVELS)[number];
/** A majority in every region is asked for by writes alone. */
const WRITE_LEVELS = [...LEVELS, 'each_quorum'] as const;
type WriteLevel = (typeof WRITE_LEVELS)[number];

const COMPACTIONS = ['size-tiered', 'leveled', 'time-window'] as const;

const DISK_CAPACITY =
  'DataStax, Apache Cassandra 2.2 documentation, "Calculating usable disk capacity", https://docs.datastax.com/en/cassandra-oss/2.2/cassandra/planning/planPlanningDiskCapacity.html';
const headroomOf = (filled: number, what: string): Figure => ({
  value: 1 / filled - 1,
  unit: '1',
  conditions: `disk kept free, as a multiple of the data: disks are best filled to between 50 and 80 % depending on the compaction; ${what}`,
  source: DISK_CAPACITY,
});
/**
 * A merge of equal files writes another as large as all of them before they go; levels and windows are merged bit by
 * bit.
 */
const HEADROOM: Readonly<Record<(typeof COMPACTIONS)[number], Figure>> = {
  'size-tiered': headroomOf(0.5, 'the lower end for size-tiered compaction, which may write all data once more'),
  leveled: headroomOf(0.8, 'the upper end for levels of small files'),
  'time-window': headroomOf(0.8, 'the upper end for windows, of which only the latest is merged'),
};

const fields = {
  engine: optional(choice(['cassandra', 'scylla', 'bigtable'], 'What runs (default cassandra).')),
  replication: optional(count('Replicas of each row, in each region of its placement (default 3).', 1, 100)),
  placement: optional(
    list(
      text('A region.'),
      'Regions of its data centres, over which its nodes (count is that of all of them) are spread evenly (default: the component’s).',
    ),
  ),
  consistency: optional(
    choice(
      LEVELS,
      'Replicas that must answer: of all regions or, for local_quorum, of the region that requests come to (default local_quorum).',
    ),
  ),
  read_consistency: optional(choice(LEVELS, 'For reads, where it differs.')),
  write_consistency: optional(
    choice(WRITE_LEVELS, 'For writes, where it differs; each_quorum waits for a quorum in every region.'),
  ),
  read_ratio: optional(share('Share of requests that read.')),
  speculative_retry: optional(duration('Time after which a read asks one more replica than it needs.')),
  read_repair: optional(share('Share of reads that ask all replicas to compare them, without waiting (default 0).')),
  storage: optional(size('Data before replication, of which every region keeps all.')),
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

/** Replicas that must answer, of so many that count. */
function neededOf(level: Level, replicas: number): number {
  if (level === 'one') return 1;
  if (level === 'two') return Math.min(2, replicas);
  return level === 'all' ? replicas : majority(replicas);
}

/** Nodes of all regions together. */
const nodesOf = ({ count, replication, placement }: WideColumnOptions): number =>
  count ?? (replication ?? 3) * Math.max(1, placement?.length ?? 1);

/** Replicas that a read may wait for, the nearest first, and how many of them. */
function readersOf(level: Level, { all }: DataCentres): { readonly candidates: readonly Replica[]; needed: number } {
  const candidates = level === 'local_quorum' ? all[0]!.replicas : all.flatMap(({ replicas }) => replicas);
  return { candidates, needed: neededOf(level, candidates.length) };
}

/** From the coordinator to a replica that it asks itself, and back. */
const askedOver = ({ all }: DataCentres, { at, within }: Replica): readonly Time[] =>
  at === 0 ? within : all[at]!.way;

/**
 * Writes at all replicas, of which as many are waited for as the level asks.
 *
 * A region gets one copy, which the replica that it reaches first hands on to the others there; each answers the
 * coordinator itself. Where a majority is waited for in every region, the way to it and back counts once for all of its
 * replicas; otherwise answers of all regions race one by one, and the way to each is taken to vary by itself.
 */
function writesOf({ all }: DataCentres, level: WriteLevel, steps: readonly Work[]): readonly Work[] {
  const own = (at: number, replicas: readonly Replica[], way: readonly Time[]) =>
    replicas.map(({ within }) => [...ways([...way, ...(at === 0 ? within : within.map(oneWay))]), visit(at, steps)]);
  if (level === 'each_quorum')
    return forked(
      all.length,
      all.map(({ way, replicas }, at) => [...ways(way), ...forked(majority(replicas.length), own(at, replicas, []))]),
    );
  const [near, ...others] = all.map(({ way, replicas }, at) => own(at, replicas, way));
  const far = others.flat();
  if (level === 'local_quorum')
    return [...unawaited(forked(far.length, far)), ...forked(majority(near!.length), near!)];
  const every = [...near!, ...far];
  return forked(neededOf(level, every.length), every);
}

const ways = (times: readonly Time[]): Work[] => times.map(delay);

/** Copies that were kept where the CPU time was measured. */
const MEASURED_COPIES = 3;

/**
 * CPU time of a request at all nodes that it meets together, of which each has the same part: the coordinator, and
 * every replica that is asked. The published figure spreads all CPU over replica writes, three to a request, so that
 * the coordinator's is in it: a part is three fourths of it.
 */
function wholeCpu(published: Figure, asked: number): Figure {
  return {
    ...published,
    value: (published.value * MEASURED_COPIES * (asked + 1)) / (MEASURED_COPIES + 1),
    conditions: `${published.conditions}; here at a coordinator and ${asked} replicas, each with three fourths of that`,
  };
}

/**
 * What a request for a replica's CPU waits on the average, as in M/M/c; for ever is told as a second, which the solver
 * says better.
 */
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

/** A read as its coordinator sees it: the way to each replica that may answer, how many must, what a replica takes. */
interface Asked {
  readonly trips: readonly (readonly Time[])[];
  readonly needed: number;
  readonly replica: number;
}

/**
 * A read that asks another replica when it has not been answered for so long.
 *
 * A step that begins only if another is late can't be said. So the branch that answers uses nothing: it passes the time
 * until the retry, the way, and what a replica takes on the average, exponentially; and the share of reads that are so
 * late sends the replica its work beside them. Share and time are those of replicas with exponential response times.
 *
 * @returns the answering branch, and the share of the reads that ask once more
 */
function speculation(after: number, { trips, needed, replica }: Asked): { branch: Work[]; share: number } {
  const answer = exponential(replica);
  const answers = trips.slice(0, needed).map((trip) => sum([...trip.map(timeDistribution), answer]));
  return {
    branch: [
      delay(constantTime(after)),
      ...ways(trips[needed]!),
      delay({ mean: replica, scv: 1, shape: 'exponential' }),
    ],
    share: replica > 0 ? Math.min(1, Math.max(0, tail(kthOf(needed, answers), after))) : 0,
  };
}

/** A region of a ring: its nodes, the replicas of a row there, and CPUs that are busy at the peak. */
interface Copies {
  readonly nodes: number;
  readonly replication: number;
  readonly busyCpus: number | undefined;
}

/**
 * Disk that the data, its copies and their compaction take; nodes that this and the CPU come to, with nothing to spare:
 * as many in every region as the one that needs most.
 */
function spaceOf(
  { options }: Component<WideColumnOptions>,
  regions: readonly Copies[],
  context: PerformContext,
): { readonly details: Readonly<Record<string, Detail>>; readonly limits: readonly LimitPlan[] } {
  const details: Record<string, Detail> = {};
  const limits: LimitPlan[] = [];
  const busyCpus = Math.max(...regions.map((one) => one.busyCpus ?? 0));
  if (busyCpus > 0)
    details['nodes_for_cpu'] = { value: whole(busyCpus / context.cpuServers) * regions.length, unit: 'count' };
  if (options.storage === undefined) return { details, limits };
  const headroom =
    options.headroom ?? context.assume('disk kept free for compactions', HEADROOM[options.compaction ?? 'size-tiered']);
  const uses = regions.map(({ replication }) => options.storage! * replication * (1 + headroom));
  details['disk_needed'] = { value: uses.reduce((total, use) => total + use, 0), unit: 'bytes' };
  const each = (options.volumes ?? []).reduce((total, { size }) => total + size, 0);
  if (each > 0) {
    details['nodes_for_disk'] = { value: whole(Math.max(...uses) / each) * regions.length, unit: 'count' };
    // A region keeps its own copies: where the nodes can't be spread evenly, the fullest of them binds.
    const fullest = regions
      .map(({ nodes }, index) => ({ capacity: nodes * each, use: uses[index]! }))
      .reduce((one, other) => (other.use * one.capacity > one.use * other.capacity ? other : one));
    limits.push({
      resource: 'disk space',
      unit: 'bytes',
      capacity: fullest.capacity,
      use: fullest.use,
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
    context.warn('hdd-limit-unknown');
    return [];
  }
  const each = context.assume('rows that a node serves', WIDE_COLUMN.bigtableNode);
  // The cluster of the region that requests come to serves all of them, and the others the copies of what is written.
  const clusters = Math.max(1, options.placement?.length ?? 1);
  const capacity = each * Math.ceil((options.count ?? options.autoscale!.max) / clusters);
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
   * Any node of the region that requests come to coordinates: it hands a write to all replicas and waits for as many as
   * the level asks, and it asks only as many for a read. One replica stands beside the coordinator; the others follow
   * zone by zone, and those of other regions after those of its own, the nearest region first. What the file gives as
   * CPU time and disk operations of a request is that of all nodes together, in all regions.
   *
   * A local quorum is a majority of the replicas of the coordinator's region, a quorum one of all replicas together;
   * both are the same in a single region. The replica that hands a write on within its region uses no more CPU for
   * that.
   *
   * A read that is slow asks one replica more, for a local quorum one of the same region; a share of the reads has all
   * replicas compared. Either is work for the replicas that the read doesn't wait for.
   * @see G. DeCandia and others, "Dynamo: Amazon's highly available key-value store", SOSP 2007, sections 4.5 and 4.6
   * @see Apache Cassandra documentation, "Dynamo", tunable consistency,
   *   https://cassandra.apache.org/doc/latest/cassandra/architecture/dynamo.html
   */
  perform(component, load, context) {
    const { options } = component;
    const replication = options.replication ?? 3;
    const nodes = Math.max(1, context.nodes(nodesOf(options)));
    if (!context.selfManaged && options.instance === undefined) {
      // Its copies are its own affair: a cluster answers by itself.
      const { toCoordinator } = dataCentresOf(component, { nodes, replication: 1 }, context);
      const row = context.assumeTime('one row read or written', WIDE_COLUMN.bigtable);
      return passing(ways([...toCoordinator, row]), managedLimits(component, load, context));
    }
    warnUndecided(load, options.read_ratio, context.warn);
    const node = nodeStations(component, context);
    const ring = dataCentresOf(component, { nodes, replication }, context);
    const arrive = ways(ring.toCoordinator);
    const readers = readersOf(options.read_consistency ?? options.consistency ?? 'local_quorum', ring);
    const writeLevel = options.write_consistency ?? options.consistency ?? 'local_quorum';
    const replicas = ring.all.flatMap((one) => one.replicas);
    const asked = readers.candidates.slice(0, readers.needed);
    const spare = replicas.filter((replica) => !asked.includes(replica));
    /** CPU time of an operation at each of the nodes that it meets: the coordinator, and those that are asked. */
    const partOf = (sort: 'read' | 'write', requestClass: string): Time => {
      const met = (sort === 'read' ? asked : replicas).length;
      const published = sort === 'read' ? WIDE_COLUMN.readCpu : WIDE_COLUMN.writeCpu;
      const figure = { typical: wholeCpu(published, met), cv: WIDE_COLUMN.cv };
      return scaled(cpuTimeOf(sort, requestClass, figure, context), 1 / (met + 1));
    };
    const readsOf = (requestClass: string) => context.readShare(requestClass, options.read_ratio, 1);
    const repair = options.read_repair ?? 0;
    const classes = load.classes.filter(({ peakRate }) => peakRate > 0);
    const cpus = ring.all.map((one, at) => {
      const count = (some: readonly Replica[]) => some.filter((replica) => replica.at === at).length;
      const coordinators = at === 0 ? 1 : 0;
      const visits = {
        read: coordinators + count(asked) + repair * count(spare),
        write: coordinators + one.replicas.length,
      };
      const uses = classes.flatMap(({ requestClass: { name }, peakRate }) => {
        const reads = readsOf(name);
        return [
          ...(reads > 0 ? [{ rate: peakRate * reads * visits.read, part: partOf('read', name) }] : []),
          ...(reads < 1 ? [{ rate: peakRate * (1 - reads) * visits.write, part: partOf('write', name) }] : []),
        ];
      });
      return {
        rate: uses.reduce((total, { rate }) => total + rate, 0) / one.nodes,
        work: uses.reduce((total, { rate, part }) => total + rate * part.mean, 0) / one.nodes,
      };
    });
    const [extra] = readers.candidates.slice(readers.needed);
    const retryOf = (requestClass: string, part: Time) =>
      extra && options.speculative_retry !== undefined
        ? {
            ...speculation(options.speculative_retry, {
              needed: readers.needed,
              trips: readers.candidates.map((candidate) => askedOver(ring, candidate)),
              replica:
                part.mean +
                replicaWait(cpus[extra.at]!, context) +
                diskTime(component, context.diskOperations(requestClass) / asked.length, context),
            }),
            extra,
          }
        : undefined;
    const operation = (sort: 'read' | 'write', requestClass: string): Work[] => {
      const met = (sort === 'read' ? asked : replicas).length;
      const time = partOf(sort, requestClass);
      const part = node.cpu(time);
      const steps = [part, ...node.disk(context.diskOperations(requestClass) / met)];
      const coordinate = [...arrive, visit(0, [part])];
      if (sort === 'write') return [...coordinate, ...writesOf(ring, writeLevel, steps)];
      const ask = (replica: Replica) => [...ways(askedOver(ring, replica)), visit(replica.at, steps)];
      const retry = retryOf(requestClass, time);
      return [
        ...coordinate,
        ...forked(readers.needed, [...asked.map(ask), ...(retry ? [retry.branch] : [])]),
        ...unawaited(retry ? mixed(retry.share, [visit(retry.extra.at, steps)], []) : []),
        ...unawaited(spare.length > 0 ? mixed(repair, forked(spare.length, spare.map(ask)), []) : []),
      ];
    };
    const copies = ring.all.map((one, at) => ({
      nodes: one.nodes,
      replication: one.replicas.length,
      busyCpus: context.vcpus === undefined ? undefined : cpus[at]!.work * one.nodes,
    }));
    const { details, limits } = spaceOf(component, copies, context);
    const [shown] = classes.flatMap(({ requestClass: { name } }) =>
      readsOf(name) > 0 ? (retryOf(name, partOf('read', name)) ?? []) : [],
    );
    return {
      tiers: ring.all.map((one, at) => ({
        ...(ring.all.length > 1 && { name: one.region }),
        nodes: one.nodes,
        // Callers choose among the coordinators; who keeps a row in another region is given with the row.
        dispatch: at === 0 ? { direct: 'random' as const } : 'random',
        threads: options.threads,
        stations: node.stations,
      })),
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
  /**
   * Up while every row has as many replicas as reads and writes ask for. A local quorum hangs on its own region alone,
   * one in each region on all of them.
   */
  fail({ options, region }, _, context) {
    if (!context.selfManaged && options.instance === undefined) return { groups: [] };
    const regions = regionsOf(options.placement, region);
    const level = options.consistency ?? 'local_quorum';
    const levels = [options.read_consistency ?? level, options.write_consistency ?? level];
    const nodes = context.nodes(0);
    const copies = Math.min(options.replication ?? 3, nodes);
    const rows = (over: readonly string[], members: number, held: number, needed: number): NodeGroup => ({
      name: 'nodes',
      nodes: members,
      keeps: { as: 'rows', copies: held, tolerated: held - needed },
      regions: options.placement ? over : undefined,
    });
    const isLocal = levels.every((one) => one === 'local_quorum');
    const isEach = levels.includes('each_quorum') || (levels.includes('local_quorum') && !isLocal);
    const all = copies * regions.length;
    const needed = Math.max(...levels.map((one) => neededOf(one === 'each_quorum' ? 'quorum' : one, all)));
    const groups = isLocal
      ? [rows([homeOf(regions, region)], nodes, copies, majority(copies))]
      : isEach
        ? regions.map((one) => rows([one], nodes, copies, majority(copies)))
        : [rows(regions, nodes * regions.length, all, needed)];
    // A majority in every region leaves out no more than the rest of one region's copies.
    const kept = levels.map((one) =>
      isLocal ? majority(copies) : one === 'each_quorum' ? all - copies + majority(copies) : neededOf(one, all),
    );
    return {
      groups,
      store: {
        copies: all,
        // A write that one replica has answered is lost with it.
        recoveryPoint: kept[1]! > 1 ? 0 : undefined,
        recoveryTime: 0,
      },
      partition: {
        writes: 'copies',
        copies: isLocal ? copies : all,
        needed: kept[1]!,
        reads: kept[0]!,
        regions: options.placement,
        isLocal,
      },
    };
  },
  check({ options: { count: nodes, placement = [] } }) {
    const twice = placement.find((one, index) => placement.indexOf(one) < index);
    return [
      ...(twice === undefined
        ? []
        : [
            {
              field: 'placement',
              message: `${twice} is named twice`,
              fix: 'name each region once: its nodes are spread over the zones',
            },
          ]),
      ...(nodes === undefined || nodes >= placement.length
        ? []
        : [
            {
              field: 'count',
              message: `${placement.length} regions need a node each, and count is ${nodes}`,
              fix: `give count: ${placement.length * 3}, the nodes of all regions together`,
            },
          ]),
    ];
  },
  nodeCount: nodesOf,
  consume(component, load, context) {
    const { options, region, zones } = component;
    const regions = regionsOf(options.placement, region);
    // What is written is copied across zones and billed: whoever does not say how much that is should know.
    const isCopiedAway = regions.length > 1 || (zones > 1 && options.replication !== 1);
    if (context.selfManaged && isCopiedAway) operationsOf(load, options.read_ratio, context.warn);
    warnOfRegions(component, load, context);
    return {
      nodes: nodeUse(component, load, context, nodesOf(options)),
      storedBytes: (options.storage ?? 0) * regions.length,
      replication: options.replication ?? 3,
      disk: options.disk ?? 'ssd',
      runningShare: component.runningShare,
    };
  },
  /**
   * The coordinator hands a write to every replica of its region, wherever it stands, and to one in every other region,
   * which hands it on there; reads fetch data from one and digests from the rest, and none of that is counted. Where no
   * node stands in the component's region the first one named is taken for the coordinator's.
   */
  innerTraffic({ name, options, region, zones }, load) {
    const bytesPerSecond = writtenBytes(load, options.read_ratio);
    const regions = regionsOf(options.placement, region);
    const home = homeOf(regions, region);
    return [
      {
        label: `replicate within ${name}`,
        betweenNodes: true,
        zoneCrossingBytesPerSecond:
          bytesPerSecond * regions.length * zoneCrossingCopies(options.replication ?? 3, zones),
        regionCrossings: regions.filter((one) => one !== home).map((to) => ({ from: home, to, bytesPerSecond })),
      },
    ];
  },
});

/**
 * Says what the bill of several regions does not hold: what nodes cost elsewhere, and the copies of a service that
 * bills them itself.
 */
function warnOfRegions(
  { options, region, usage }: Component<WideColumnOptions>,
  load: Load,
  { monthSeconds, selfManaged, warn }: KindContext,
): void {
  const others = regionsOf(options.placement, region).filter((one) => one !== region);
  if (others.length > 0 && region !== '') warn('home-region-prices', { regions: others, home: region });
  if (selfManaged) return;
  const copies = Math.max(0, (options.placement?.length ?? 1) - 1);
  const bytes = writtenBytes(load, options.read_ratio) * copies * monthSeconds;
  if (bytes === 0 || usage['region_transfer'] !== undefined) return;
  warn('region-copies-not-billed', { amountGb: Number((bytes / GIB).toPrecision(3)) });
}
