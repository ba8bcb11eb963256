/** A leader–follower relational database: primary, synchronous standby, read replicas (RDS, Aurora, Azure Database, Cloud SQL). */
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
import { defineKind } from './kind.ts';
import { nodeUse, type NodeOptions, type NodeUse } from './nodes.ts';
import { writtenBytes } from './operations.ts';

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

export const sql = defineKind<SqlOptions, SqlUse>({
  name: 'sql',
  summary: 'A leader–follower relational database: primary, standby, read replicas.',
  fields,
  nodes: true,
  usage: { io: optional(monthAmount('Disk operations.')) },
  placement: 'zonal',
  inside: true,
  unused: ['threads', 'connections', 'buffer_hit_ratio'],
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
