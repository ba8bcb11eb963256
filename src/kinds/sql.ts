/**
 * A leader–follower relational database: primary, synchronous standby, read replicas (RDS, Aurora, Azure Database,
 * Cloud SQL).
 */
import { assumed, unspread, type Figure, type SpreadFigure } from '../assumptions/figure.ts';
import { SQL } from '../assumptions/published.ts';
import { replicationLag, staleReads } from '../models/queueing/replication-lag.ts';
import {
  choice,
  count,
  duration,
  flag,
  monthAmount,
  number,
  optional,
  share,
  size,
  text,
  byteRate,
  type FieldsOutput,
} from '../topology/fields.ts';
import type { Time } from '../models/system/system.ts';
import type { Component } from '../topology/model.ts';
import { neededFor, type NodeGroup } from './failure.ts';
import { defineKind, type Detail, type Load } from './kind.ts';
import { cpuDemand, nodeUse, type NodeOptions, type NodeUse } from './nodes.ts';
import { warnUndecided, writtenBytes } from './operations.ts';
import type { DiskPlan, PerformContext, TierPlan, Work } from './performance.ts';
import {
  byClass,
  CALLS,
  constantTime,
  cpuTimeOf,
  delay,
  flushOf,
  givenTime,
  mixed,
  nodeStations,
  repeated,
  unawaited,
  visit,
} from './steps.ts';

const fields = {
  engine: optional(
    choice(
      ['postgres', 'mysql', 'mariadb', 'aurora-postgres', 'aurora-mysql', 'sqlserver'],
      'Database engine (default postgres).',
    ),
  ),
  edition: optional(
    text('Edition or tier: aurora standard or io-optimized; general-purpose, business-critical, hyperscale …'),
  ),
  multi_az: optional(flag('A synchronous standby in another zone.')),
  read_replicas: optional(count('Asynchronous replicas that answer reads.')),
  read_ratio: optional(share('Share of requests that read.')),
  apply_time: optional(duration('Time in which a replica applies what one write has changed; one after the other.')),
  rows: optional(number('Rows that reads and writes choose from alike: how many reads of replicas are stale.', 1)),
  storage: optional(size('Provisioned storage.')),
  storage_type: optional(text('Type of storage: gp3 (default), gp2, io1, standard; ssd, premium-ssd-v2 …')),
  iops: optional(number('Provisioned operations per second.')),
  throughput: optional(byteRate('Provisioned throughput.')),
  backup: optional(size('Backups kept beyond what is included.')),
  connections: optional(count('Connections it accepts.', 1)),
  buffer_hit_ratio: optional(share('Share of page reads answered from memory.')),
  acu: optional(number('Aurora Serverless v2: capacity units on average.')),
  license: optional(choice(['included', 'byol'], 'Azure SQL: licence included (default) or your own.')),
} as const;

export type SqlOptions = FieldsOutput<typeof fields> & NodeOptions;

export interface SqlUse {
  readonly engine: NonNullable<SqlOptions['engine']>;
  readonly edition: string | undefined;
  readonly multiAz: boolean;
  readonly readReplicas: number;
  /** The nodes, where it runs on instances of its own. */
  readonly nodes: NodeUse;
  readonly runningShare: number;
  readonly storedBytes: number;
  readonly storageType: string | undefined;
  readonly iops: number;
  readonly throughputBytesPerSecond: number;
  readonly backupBytes: number;
  /** Disk operations a month that the traffic makes, where their number per request is known. */
  readonly ioRequests: number;
  readonly acu: number | undefined;
  readonly licenseIncluded: boolean;
}

const LAB = 'https://github.com/technobasant/db-failover-lab/releases';
const APPLY: SpreadFigure = {
  typical: {
    value: 383e-6,
    unit: 's',
    conditions:
      'replay lag of streaming replication on one host, PostgreSQL 18, one reading: sending and flushing are in it, so that it is an upper bound',
    year: 2025,
    source: LAB,
  },
  cv: SQL.cv,
};

const AURORA_REPLICATION = 'https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Aurora.Replication.html';
/** Replicas of Aurora read the primary's storage: nothing is applied but to pages that they have in memory. */
const AURORA_LAG = {
  mean: assumed(
    50e-3,
    's',
    'lag of an Aurora replica',
    `documented only as usually much less than 100 ms (${AURORA_REPLICATION}; as recalled); half of that bound`,
  ),
  p99: {
    value: 100e-3,
    unit: 's',
    conditions: 'what the lag of an Aurora replica is usually below',
    source: `${AURORA_REPLICATION} (as recalled)`,
  },
} as const satisfies Record<string, Figure>;

const ONE_ROW = assumed(
  1,
  '1',
  'rows that reads and writes choose from',
  'the file gives no rows; with one row every read looks at what was written last, which is the most that can be stale',
);

/**
 * How far replicas are behind at the peak, and how many reads show it; nothing where more is written than they can
 * apply.
 */
function lagDetails(
  { options, zones }: Component<SqlOptions>,
  writeRate: number,
  apply: Time | undefined,
  context: PerformContext,
): Readonly<Record<string, Detail>> {
  const details = (mean: number, p99: number, stale: number): Readonly<Record<string, Detail>> => ({
    replication_lag: { value: mean, unit: 's' },
    replication_lag_p99: { value: p99, unit: 's' },
    stale_read_share: { value: stale, unit: 'share' },
  });
  const rows = options.rows ?? context.assume('rows that reads and writes choose from', ONE_ROW);
  if (!apply) {
    const mean = context.assume('lag of a replica', AURORA_LAG.mean);
    return details(
      mean,
      context.assume('lag of a replica, 99th percentile', AURORA_LAG.p99),
      -Math.expm1((-writeRate / rows) * mean),
    );
  }
  const transit = transitOf(zones, context).mean;
  if (apply.mean === 0) return details(transit, transit, -Math.expm1((-writeRate / rows) * transit));
  const queue = { writeRate, meanApply: apply.mean, applyScv: apply.scv, transit };
  const { mean, p99 } = replicationLag(queue);
  if (mean < Infinity) return details(mean, p99, staleReads(queue, rows));
  context.warn('replica-falls-behind', { writeRate, applyRate: 1 / apply.mean });
  return {};
}

/** What a replica takes for one write. */
const applyTime = (options: SqlOptions, context: PerformContext): Time =>
  options.apply_time === undefined
    ? context.assumeTime('time in which a replica applies a write', APPLY)
    : givenTime(options.apply_time, undefined, context);

/** From the primary to a replica: half a round trip. */
const transitOf = (zones: number, context: PerformContext): Time =>
  constantTime((zones > 1 ? context.crossZone : context.sameZone).mean / 2);

/** Writes per second in the busiest hour. */
const writesOf = (load: Load, options: SqlOptions, context: PerformContext): number =>
  load.classes.reduce(
    (sum, { requestClass, peakRate }) =>
      peakRate > 0 ? sum + peakRate * (1 - context.readShare(requestClass.name, options.read_ratio, 1)) : sum,
    0,
  );

/** Disks of one copy. Aurora's storage is none of the provider's disks, and nothing is published about it. */
function storageOf(
  { options }: Component<SqlOptions>,
  { disk, sold, selfManaged }: PerformContext,
): DiskPlan | undefined {
  const { engine, storage, iops, throughput } = options;
  const type = options.storage_type ?? sold.storageType;
  if (storage === undefined || type === undefined || engine?.startsWith('aurora')) return undefined;
  const volume = {
    type,
    size: storage,
    ...(iops !== undefined && { iops }),
    ...(throughput !== undefined && { throughput }),
  };
  return disk(volume, selfManaged ? undefined : (engine ?? 'postgres'));
}

/** Disk operations of a request that reads: those that the file counts, as far as pages are not in memory. */
function readOperations(
  { options, demand, classDemand }: Component<SqlOptions>,
  requestClass: string,
  context: PerformContext,
) {
  const misses = 1 - (options.buffer_hit_ratio ?? 0);
  const isCounted = demand?.io !== undefined || classDemand.get(requestClass)?.io !== undefined;
  if (isCounted) return context.diskOperations(requestClass) * misses;
  // Who gives the hit ratio alone wants to know what it does.
  if (options.buffer_hit_ratio === undefined) return 0;
  return context.assume('pages that a transaction reads', SQL.pageReadsPerTransaction) * misses;
}

const isDemandGiven = (component: Component<SqlOptions>, requestClass: string): boolean =>
  cpuDemand(component, requestClass) !== undefined;

/**
 * What writes contend for beside the CPU where the file says nothing of their demand: one after the other, so that n
 * vCPUs do no more than was published, λ n / (1 + σ (n − 1)). A smaller machine has less of it and a larger one is
 * never slower. Aurora's storage showed none, and a contention of the file's own stands for it.
 */
function contentionOf(
  component: Component<SqlOptions>,
  load: Load,
  context: PerformContext,
): { readonly time: Time; readonly source: string } | undefined {
  const { options, contention } = component;
  if (options.engine?.startsWith('aurora') || contention || context.vcpus === undefined) return undefined;
  const writes = load.classes.some(
    ({ requestClass: { name } }) =>
      !isDemandGiven(component, name) && context.readShare(name, options.read_ratio, 1) < 1,
  );
  if (!writes) return undefined;
  const n = Math.max(1, context.cpuServers);
  const sigma = context.assume('contention of writes', SQL.writeContention);
  const mean = (SQL.writeCpu.value * (1 + sigma * (n - 1))) / n;
  return { time: { mean, scv: 1, shape: 'exponential' }, source: SQL.writeContention.source };
}

/**
 * What a commit waits for. Aurora's log is kept by its storage, of which four of six copies over three zones answer.
 */
function commitOf(component: Component<SqlOptions>, context: PerformContext): readonly Work[] {
  const { options } = component;
  const flush = unspread(flushOf(context));
  if (options.multi_az) return [delay(context.crossZone), delay(context.assumeTime('flush at the standby', flush))];
  if (options.engine?.startsWith('aurora')) return [delay(context.crossZone)];
  return [delay(context.assumeTime('flush of a commit', flush))];
}

export const sql = defineKind<SqlOptions, SqlUse>({
  name: 'sql',
  summary: 'A leader–follower relational database: primary, standby, read replicas.',
  fields,
  nodes: true,
  usage: { io: optional(monthAmount('Disk operations.')) },
  placement: 'zonal',
  inside: true,
  /**
   * Writes meet the primary, reads the replicas where there are any. Whoever writes waits until the log is on disk: a
   * flush, and with a standby a round trip to another zone and the flush there, beside which the primary's own is done.
   *
   * Replicas apply what is written one write after the other, which nobody waits for: a queue of its own, alike at all
   * of them, and CPU time beside their reads. Its response, and the way there, is how far they are behind. Replicas of
   * Aurora apply nothing.
   */
  perform(component, load, context) {
    const { options } = component;
    const replicas = options.read_replicas ?? 0;
    warnUndecided(load, options.read_ratio, context.warn);
    const node = nodeStations(component, context, { disk: storageOf(component, context) });
    const contention = contentionOf(component, load, context);
    const tier = (name: string | undefined, nodes: number): TierPlan => ({
      ...(name !== undefined && { name }),
      nodes,
      dispatch: { direct: 'random' },
      threads: options.connections ?? options.threads,
      stations:
        contention && name === undefined
          ? [...node.stations, { resource: 'write contention', servers: 1, source: contention.source }]
          : node.stations,
    });
    const writeRate = writesOf(load, options, context);
    const isCopied = replicas > 0 && writeRate > 0;
    const isAurora = options.engine?.startsWith('aurora') ?? false;
    const apply = !isCopied || isAurora ? undefined : applyTime(options, context);
    const isApplied = apply !== undefined && apply.mean > 0;
    const applying: readonly Work[] = isApplied
      ? unawaited([
          delay(transitOf(component.zones, context)),
          visit(2, [{ do: 'serve', station: 0, time: apply }]),
          ...repeated(replicas, [visit(1, [node.cpu(apply)])]),
        ])
      : [];
    const failover = context.sold.failover?.(options);
    const details: Readonly<Record<string, Detail>> = {
      ...(isCopied && lagDetails(component, writeRate, apply, context)),
      ...(failover && { failover: { value: context.assume('failover', failover), unit: 's' } }),
    };
    const commit = commitOf(component, context);
    return {
      tiers: [
        tier(undefined, 1),
        ...(replicas > 0 ? [tier('replica', replicas)] : []),
        // One stands for all replicas: each of them applies every write.
        ...(isApplied
          ? [
              {
                name: 'replication',
                nodes: 1,
                dispatch: 'shared' as const,
                stations: [{ resource: 'apply', servers: 1 }],
              },
            ]
          : []),
      ],
      details,
      work: byClass((requestClass) => {
        const reads = context.readShare(requestClass, options.read_ratio, 1);
        const cpu = (sort: string, published: Figure) =>
          node.cpu(cpuTimeOf(sort, requestClass, { typical: published, cv: SQL.cv }, context));
        const read = () => [
          visit(replicas > 0 ? 1 : 0, [
            cpu('read', SQL.readCpu),
            ...node.disk(readOperations(component, requestClass, context)),
          ]),
        ];
        const write = () => [
          visit(0, [
            cpu('write', isAurora ? SQL.auroraWriteCpu : SQL.writeCpu),
            ...(contention && !isDemandGiven(component, requestClass)
              ? [{ do: 'serve' as const, station: node.stations.length, time: contention.time }]
              : []),
            ...node.disk(context.diskOperations(requestClass)),
            ...commit,
          ]),
          ...applying,
        ];
        return [...mixed(reads, reads > 0 ? read() : [], reads < 1 ? write() : []), CALLS];
      }),
    };
  },
  /**
   * A standby takes over, and nothing that was answered is lost. Replicas are needed as far as the primary has no room
   * for their reads; those of Aurora take over as well.
   */
  fail({ options }, _, context) {
    const replicas = options.read_replicas ?? 0;
    const primaries = options.multi_az ? 2 : 1;
    const busy = context.busy(0);
    const reads = replicas > 0 ? context.busy(1) : 0;
    const isAurora = options.engine?.startsWith('aurora') ?? false;
    const readers = Math.max(0, neededFor(reads + busy) - 1);
    // A primary that cannot keep up is no better for its standby.
    const needed = busy < 1 ? 1 : primaries + 1;
    const groups: readonly NodeGroup[] = isAurora
      ? [{ name: 'nodes', nodes: primaries + replicas, keeps: { as: 'fleet', needed: needed + readers, answers: 1 } }]
      : [
          { name: 'primary', nodes: primaries, keeps: { as: 'fleet', needed, answers: 1 } },
          ...(replicas > 0
            ? [
                {
                  name: 'replicas',
                  nodes: replicas,
                  keeps: { as: 'fleet' as const, needed: Math.min(readers, replicas), answers: 0 },
                },
              ]
            : []),
        ];
    const hasStandby = options.multi_az || (isAurora && replicas > 0);
    const seconds = context.failover ?? context.detail('failover');
    return {
      groups,
      takeover: hasStandby && seconds !== undefined ? { seconds, nodes: 1, share: 1 } : undefined,
      store: {
        // Aurora keeps six copies over three zones. @see
        // https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/Aurora.Overview.StorageReliability.html
        copies: isAurora ? 6 : primaries + replicas,
        isApart: isAurora,
        recoveryPoint: hasStandby ? 0 : replicas > 0 ? context.detail('replication_lag') : undefined,
        recoveryTime: hasStandby ? seconds : undefined,
      },
      partition: { writes: 'primary' },
    };
  },
  nodeCount: (options) => 1 + (options.multi_az ? 1 : 0) + (options.read_replicas ?? 0),
  consume(component, load, context) {
    const { options, usage } = component;
    const nodes = 1 + (options.multi_az ? 1 : 0) + (options.read_replicas ?? 0);
    const ioPerSecond = load.classes.reduce(
      (sum, { requestClass, rate }) =>
        sum + rate * (component.classDemand.get(requestClass.name)?.io ?? component.demand?.io ?? 0),
      0,
    );
    return {
      engine: options.engine ?? 'postgres',
      edition: options.edition?.toLowerCase(),
      multiAz: options.multi_az ?? false,
      readReplicas: options.read_replicas ?? 0,
      // A count that says less than the standby and the replicas do counts the primary alone.
      nodes: nodeUse(component, load, context, Math.max(nodes, options.count ?? nodes)),
      runningShare: component.runningShare,
      storedBytes: options.storage ?? 0,
      storageType: options.storage_type?.toLowerCase(),
      iops: options.iops ?? 0,
      throughputBytesPerSecond: options.throughput ?? 0,
      backupBytes: options.backup ?? 0,
      ioRequests: ioPerSecond * context.monthSeconds + (usage.io ?? 0),
      acu: options.acu,
      licenseIncluded: options.license !== 'byol',
    };
  },
  innerTraffic({ name, options, zones }, load) {
    if (!options.multi_az && !options.read_replicas) return [];
    // What is written goes once to every copy; copies stand in other zones where there are any.
    const writeBytes = writtenBytes(load, options.read_ratio);
    const copies = (options.multi_az ? 1 : 0) + (options.read_replicas ?? 0);
    const crossing = zones > 1 ? writeBytes * copies : 0;
    return [{ label: `replicate within ${name}`, betweenNodes: true, zoneCrossingBytesPerSecond: crossing }];
  },
});
