/** Amazon RDS: instances by the hour, storage of each, operations and throughput beyond what is included, backups. */
import { meanNodes } from '../../kinds/nodes.ts';
import type { SqlUse } from '../../kinds/sql.ts';
import { defineProduct, toGb, type MeterUse, type ProductContext } from '../product.ts';
import { auroraFailover, auroraMeters, auroraSla, isAurora } from './aurora.ts';
import {
  managedInstance,
  managedSizes,
  nodeHourMeters,
  unnamedNodes,
  type NodeGroup,
  tableOffers,
} from './managed-nodes.ts';
import { RDS_STORAGE } from '../sources.ts';
import { storageProblems, type Range, type StorageOptions } from '../volume-limits.ts';
import { isStriped } from './ebs-performance.ts';
import { limitOf, tableMeters, type TableMeters, named } from '../table-meters.ts';
import { GIB, MIB, TIB } from '../../topology/quantity/bytes.ts';
import { databaseCeilings } from '../ceiling.ts';
import { SQL } from '../../assumptions/published.ts';
import { engineOf, moveDatabase, type StorageNeed, type StoragePlan } from '../storage-moves.ts';
import type { Move } from '../move.ts';
import { FAILOVER } from '../../assumptions/failures.ts';
import { FSYNC } from '../../assumptions/published.ts';

const TITLE = 'Amazon RDS';

const STORAGE_TYPES: Readonly<Record<string, string>> = {
  '': 'gp3',
  ssd: 'gp3',
  gp3: 'gp3',
  'general-purpose': 'gp3',
  gp2: 'gp2',
  io1: 'io1',
  io2: 'io2',
  'provisioned-iops': 'io1',
  magnetic: 'magnetic',
  standard: 'magnetic',
};

const EDITIONS: Readonly<Record<string, string>> = {
  express: 'express',
  web: 'web',
  standard: 'standard',
  se: 'standard',
  enterprise: 'enterprise',
  ee: 'enterprise',
};

/**
 * What is included in gp3 storage that is striped, and in what is not.
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Storage.html (read 2026-11)
 */
const BASELINE_IOPS = 3000;
const STRIPED_IOPS = 12_000;
const BASELINE_MIBPS = 125;
const STRIPED_MIBPS = 500;

type Deployment = 'single-az' | 'multi-az';

/**
 * What RDS lets one provision: of gp3 nothing below the size from which it is striped, 64,000 operations and 4,000
 * MiB/s from there on; SQL Server has no such step, and 16,000 and 1,000 at most. Same page.
 */
function rangeOf(engine: string, type: string, bytes: number): Range | undefined {
  const size = (engine === 'sqlserver' ? 16 : 64) * TIB;
  const title = `RDS ${type}`;
  const source = RDS_STORAGE;
  if (type === 'io1') return { title, size, iops: engine === 'sqlserver' ? 64_000 : 256_000, iopsPerGib: 50, source };
  if (type === 'io2') return { title, size, iops: 256_000, iopsPerGib: 1000, source };
  if (type !== 'gp3') return { title, size: type === 'magnetic' ? 3 * TIB : size, source };
  if (isStriped(engine, bytes))
    return {
      title,
      size,
      iops: 64_000,
      iopsPerGib: 500,
      included: STRIPED_IOPS,
      throughput: 4000 * MIB,
      bytesPerOperation: 0.25 * MIB,
      source,
    };
  const isFixed = engine !== 'sqlserver';
  return {
    title,
    ...(isFixed && { why: `nothing can be provisioned below ${engine === 'oracle' ? 200 : 400} GB` }),
    size,
    iops: isFixed ? BASELINE_IOPS : 16_000,
    iopsPerGib: 500,
    included: BASELINE_IOPS,
    throughput: (isFixed ? BASELINE_MIBPS : 1000) * MIB,
    bytesPerOperation: 0.25 * MIB,
    source,
  };
}

/** The meter of an instance's hour; that of a multi-az deployment covers the standby too. */
function instanceMeter(use: SqlUse, instance: string, deployment: Deployment, context: ProductContext) {
  if (use.engine === 'mysql' || use.engine === 'postgres')
    return { service: `rds-${use.engine}`, meter: `${instance} ${deployment}` };
  const product = use.engine === 'sqlserver' ? sqlServerProduct(use, context) : use.engine;
  return { service: 'rds-instance', meter: `${product}-${instance}-${deployment}` };
}

function sqlServerProduct({ edition, licenseIncluded }: SqlUse, { warn }: ProductContext): string {
  const known = named(EDITIONS, edition ?? '');
  if (known === undefined) {
    const names = [...new Set(Object.values(EDITIONS))];
    if (edition === undefined) warn('edition-not-set', { product: 'SQL Server', billed: 'standard', offered: names });
    else warn('edition-not-offered', { product: 'SQL Server', found: edition, offered: names });
  }
  return `sqlserver-${known ?? edition ?? 'standard'}-${licenseIncluded ? 'li' : 'byol'}`;
}

/** Storage of one deployment, `copies` times. */
function addStorage(
  use: SqlUse,
  type: string,
  { deployment, copies }: { readonly deployment: Deployment; readonly copies: number },
  context: ProductContext,
  { add }: TableMeters,
): void {
  if (!(copies > 0)) return;
  const gb = toGb(use.storedBytes);
  add(`${type}-storage-${deployment}`, gb * copies);
  if (type === 'io1' || type === 'io2') add(`${type}-iops-${deployment}`, use.iops * copies);
  if (type !== 'gp3') return;
  const striped = isStriped(use.engine, use.storedBytes);
  const small = limitOf(context, 'rds', 'gp3-baseline-iops-small', BASELINE_IOPS);
  const included = striped ? limitOf(context, 'rds', 'gp3-baseline-iops-large', STRIPED_IOPS) : small;
  if (use.iops > included) {
    // The meter's own free tier is the baseline of small storage; what striping adds to it is taken off.
    add(`gp3-iops-${deployment}`, (use.iops - (included - small)) * copies, {
      copies,
      ...(striped && { note: `${included - small} more are included where storage is striped, and left out` }),
    });
  }
  const throughput = use.throughputBytesPerSecond / MIB - (striped ? STRIPED_MIBPS : BASELINE_MIBPS);
  add(`gp3-throughput-${deployment}`, Math.max(0, throughput) * copies);
}

/**
 * Connections that a database takes by default for the memory of its machine, in bytes.
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Limits.html
 */
const { rdsPostgresBytesPerConnection, rdsPostgresMax, rdsMysqlBytesPerConnection } = SQL.connections;
const CONNECTIONS: Readonly<Record<string, (memory: number) => number>> = {
  postgres: (memory) => Math.min(Math.floor(memory / rdsPostgresBytesPerConnection.value), rdsPostgresMax.value),
  mysql: (memory) => Math.floor(memory / rdsMysqlBytesPerConnection.value),
};

/** @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Storage.html (read 2026-11) */
const ceilings = databaseCeilings(64 * TIB, (engine) => CONNECTIONS[engine]);

/**
 * Below 400 GiB nothing can be bought of RDS's gp3 but for SQL Server, and from there on four times as much comes with
 * it.
 */
function storagePlans({ options }: Move, size: number, need: StorageNeed): StoragePlan[] {
  const isFixed = engineOf(options) !== 'sqlserver';
  const striped = Math.max(size, isFixed ? 400 * GIB : size);
  const included = isFixed ? { iops: 12_000, mibps: 500 } : { iops: 3000, mibps: 125 };
  const most = isFixed ? { iops: 64_000, mibps: 4000 } : { iops: 16_000, mibps: 1000 };
  const reason =
    'a gp3 of RDS does 3,000 operations and 125 MiB a second below 400 GB, and 12,000 and 500 from there on';
  const iops = Math.min(Math.ceil(need.iops), most.iops, Math.floor((striped / GIB) * 500));
  // A quarter of a MiB goes with each operation.
  const mibps = Math.min(Math.ceil(need.bytesPerSecond / MIB), most.mibps, Math.max(included.iops, iops) / 4);
  return [
    { size: striped, reason },
    {
      size: striped,
      reason,
      ...(iops > included.iops && { iops }),
      ...(mibps > included.mibps && { throughput: mibps * MIB }),
    },
  ];
}

export const rds = defineProduct<SqlUse>({
  name: 'rds',
  title: TITLE,
  provider: 'aws',
  kinds: ['sql'],
  defaultFor: ['sql'],
  aliases: ['aws-rds', 'aws_db_instance'],
  freeZoneTransfer: {
    betweenNodes:
      'replication to standbys and read replicas within a region is not charged (aws.amazon.com/rds/pricing)',
  },
  offers: tableOffers('rds-postgres', '', ' single-az'),
  sizes({ engine = 'postgres', edition, multi_az: multiAz, license }, _, region, rates) {
    const deployment: Deployment = multiAz === true ? 'multi-az' : 'single-az';
    if (engine === 'postgres' || engine === 'mysql')
      return managedSizes(`rds-${engine}`, '', ` ${deployment}`, region, rates);
    const known = named(EDITIONS, String(edition ?? 'standard')) ?? String(edition);
    const product =
      engine === 'sqlserver' ? `sqlserver-${known}-${license === 'byol' ? 'byol' : 'li'}` : String(engine);
    const priced = managedSizes('rds-instance', `${product}-`, `-${deployment}`, region, rates);
    // Of the other engines hardly a price is known; they run on the types that Postgres runs on.
    const others = managedSizes('rds-postgres', '', ' single-az', region, rates)
      .filter(({ name }) => !priced.some((one) => one.name === name))
      .map((one) => ({ ...one, usdPerHour: undefined }));
    return [...priced, ...others];
  },
  check({ options }) {
    const { engine = 'postgres', ...asked } = options as StorageOptions;
    if (isAurora(engine)) return [];
    const type = named(
      STORAGE_TYPES,
      (asked.storage_type ?? '')
        .trim()
        .toLowerCase()
        .replace(/[\s_]+/g, '-'),
    );
    return type === undefined ? [] : storageProblems(rangeOf(engine, type, asked.storage ?? 0), asked);
  },
  ignores: ['acu', 'os'],
  sla: (options, zones) =>
    isAurora(options.engine)
      ? auroraSla(options, zones)
      : { service: 'rds', scope: options.multi_az === true ? 'multi-az' : 'single-az' },
  ceilings,
  engines: ['postgres', 'mysql', 'mariadb', 'sqlserver'],
  translate: (move) => moveDatabase(move, storagePlans),
  failover(options) {
    if (isAurora(options['engine'])) return auroraFailover(options);
    return options['multi_az'] === true ? FAILOVER.rdsMultiAzInstance : undefined;
  },
  storageType: 'gp3',
  flush: FSYNC.ebsGp3,
  focus: {
    'rds-instance': ['Amazon RDS', 'relational'],
    'rds-mysql': ['Amazon RDS', 'relational'],
    'rds-postgres': ['Amazon RDS', 'relational'],
    'rds-storage': ['Amazon RDS', 'relational'],
  },
  source: 'https://aws.amazon.com/rds/pricing/ (read 2026-11)',
  meters(use, context): readonly MeterUse[] {
    if (isAurora(use.engine)) return auroraMeters(use, context);
    const { instance, warn } = context;
    const list = tableMeters('rds-storage');
    const asked = (use.storageType ?? '').replace(/[\s_]+/g, '-');
    const known = named(STORAGE_TYPES, asked);
    if (known === undefined)
      warn('storage-class-not-offered', {
        product: 'RDS',
        as: 'storage type',
        found: use.storageType ?? '',
        offered: [...new Set(Object.values(STORAGE_TYPES))],
      });
    if (use.edition !== undefined && use.engine !== 'sqlserver')
      warn('editions-ignored', { product: `RDS for ${use.engine}`, found: use.edition });
    if (use.storedBytes === 0) warn('storage-not-set', { example: '100 GB' });

    // Nodes beyond the primary and its standby answer reads.
    const nodes = meanNodes(use.nodes);
    const primaries = Math.min(1, nodes);
    const deployment: Deployment = use.multiAz ? 'multi-az' : 'single-az';
    const replicas = Math.max(0, nodes - (use.multiAz ? 2 : 1));
    const type = known ?? asked;
    addStorage(use, type, { deployment, copies: 1 }, context, list);
    addStorage(use, type, { deployment: 'single-az', copies: replicas }, context, list);
    if (type === 'magnetic') list.add('magnetic-io-requests', use.ioRequests);
    list.add('backup-storage', toGb(use.backupBytes));

    const name = instance === undefined ? undefined : managedInstance(instance, 'db');
    if (name === undefined) {
      const instances = primaries * (use.multiAz ? 2 : 1) + replicas;
      return [...unnamedNodes(TITLE, 'rds', instances, use.runningShare, 'db.m7g.large', context), ...list.meters];
    }
    const groups: NodeGroup[] = [{ nodes: primaries, ...instanceMeter(use, name, deployment, context) }];
    if (replicas > 0) {
      const { service, meter } = instanceMeter(use, name, 'single-az', context);
      groups.push({ service, meter, nodes: replicas, label: `${meter} read replica` });
    }
    return [...nodeHourMeters(TITLE, groups, use.nodes, context), ...list.meters];
  },
});
