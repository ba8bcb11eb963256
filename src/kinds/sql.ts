/** A leader–follower relational database: primary, synchronous standby, read replicas (RDS, Aurora, Azure Database, Cloud SQL). */
import { unspread } from '../assumptions/figure.ts';
import { SQL } from '../assumptions/published.ts';
import {
  choice,
  count,
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
import type { Component, Provider } from '../topology/model.ts';
import { defineKind } from './kind.ts';
import { nodeUse, type NodeOptions, type NodeUse } from './nodes.ts';
import { warnUndecided, writtenBytes } from './operations.ts';
import type { DiskPlan, PerformContext, TierPlan } from './performance.ts';
import { byClass, CALLS, cpuTimeOf, delay, flushOf, mixed, nodeStations, visit } from './steps.ts';

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

/** What a database stands on where its file doesn't say. */
const STORAGE_TYPE: Readonly<Record<Provider, string>> = { aws: 'gp3', azure: 'premium-ssd', gcp: 'pd-ssd' };

/** Disks of one copy. Aurora's storage is none of the provider's disks, and nothing is published about it. */
function storageOf(
  { options, provider }: Component<SqlOptions>,
  { disk, selfManaged }: PerformContext,
): DiskPlan | undefined {
  const { engine, storage, iops, throughput } = options;
  if (storage === undefined || engine?.startsWith('aurora')) return undefined;
  const type = options.storage_type ?? STORAGE_TYPE[provider];
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

export const sql = defineKind<SqlOptions, SqlUse>({
  name: 'sql',
  summary: 'A leader–follower relational database: primary, standby, read replicas.',
  fields,
  nodes: true,
  usage: { io: optional(monthAmount('Disk operations.')) },
  placement: 'zonal',
  inside: true,
  /**
   * Writes meet the primary, reads the replicas where there are any. Whoever writes with a standby waits until that has it
   * on disk as well: a round trip to another zone and a flush.
   */
  perform(component, load, context) {
    const { options } = component;
    const replicas = options.read_replicas ?? 0;
    warnUndecided(load, options.read_ratio, context.warn);
    const node = nodeStations(component, context, { disk: storageOf(component, context) });
    const tier = (name: string | undefined, nodes: number): TierPlan => ({
      ...(name !== undefined && { name }),
      nodes,
      dispatch: { direct: 'random' },
      threads: options.connections ?? options.threads,
      stations: node.stations,
    });
    const standby = () => [
      delay(context.crossZone),
      delay(context.assumeTime('flush at the standby', unspread(flushOf(component)))),
    ];
    return {
      tiers: replicas > 0 ? [tier(undefined, 1), tier('replica', replicas)] : [tier(undefined, 1)],
      work: byClass((requestClass) => {
        const reads = context.readShare(requestClass, options.read_ratio, 1);
        const cpu = (sort: string, published: typeof SQL.readCpu) =>
          node.cpu(cpuTimeOf(sort, requestClass, { typical: published, cv: SQL.cv }, context));
        const read = () => [
          visit(replicas > 0 ? 1 : 0, [
            cpu('read', SQL.readCpu),
            ...node.disk(readOperations(component, requestClass, context)),
          ]),
        ];
        const write = () => [
          visit(0, [
            cpu('write', SQL.writeCpu),
            ...node.disk(context.diskOperations(requestClass)),
            ...(options.multi_az ? standby() : []),
          ]),
        ];
        return [...mixed(reads, reads > 0 ? read() : [], reads < 1 ? write() : []), CALLS];
      }),
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
