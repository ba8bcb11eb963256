/** Amazon Aurora: instances or serverless capacity by the hour, one storage for the cluster, I/O, backups. */
import { meanNodes } from '../../kinds/nodes.ts';
import type { SqlUse } from '../../kinds/sql.ts';
import { defineProduct, toGb, type MeterUse, type ProductContext, type Promised } from '../product.ts';
import { managedInstance, managedSizes, nodeHourMeters, unnamedNodes, tableOffers } from './managed-nodes.ts';
import { tableMeters, named } from '../table-meters.ts';
import { databaseCeilings } from '../ceiling.ts';
import { TIB } from '../../topology/quantity/bytes.ts';
import { moveDatabase } from '../storage-moves.ts';
import { FAILOVER } from '../../assumptions/failures.ts';
import type { Figure } from '../../assumptions/figure.ts';
import { FSYNC } from '../../assumptions/published.ts';

const TITLE = 'Amazon Aurora';
const SERVERLESS = 'db.serverless';

const EDITIONS: Readonly<Record<string, 'standard' | 'io-optimized'>> = {
  '': 'standard',
  standard: 'standard',
  'io-optimized': 'io-optimized',
  'i/o-optimized': 'io-optimized',
  iopt: 'io-optimized',
};

/** Families of before I/O-Optimized, which does not run on them: their one price is that of standard storage. */
const STANDARD_ONLY = /^db\.(r3|r4|t2)\./;

/** Whether an engine is one of Aurora's. */
export const isAurora = (engine: unknown): boolean => typeof engine === 'string' && engine.startsWith('aurora');

function engineOf({ engine }: SqlUse, { warn }: ProductContext): string {
  if (engine === 'aurora-mysql' || engine === 'mysql') return 'aurora-mysql';
  if (engine === 'aurora-postgres' || engine === 'postgres') return 'aurora-postgresql';
  warn('engine-not-offered', { product: 'Aurora', engine, offered: ['aurora-postgres', 'aurora-mysql'] });
  return `aurora-${engine}`;
}

/** Service and meter of an instance's hour: the first that has a price, or the one that should have. */
function instanceMeter(
  engine: string,
  instance: string,
  edition: string,
  { rates, region }: ProductContext,
): { service: string; meter: string } {
  const wanted = { service: engine, meter: `${instance} aurora-${edition}` };
  const candidates = [wanted, { service: 'aurora', meter: `${instance}-${edition}` }];
  if (edition === 'standard' && STANDARD_ONLY.test(instance))
    candidates.push({ service: engine, meter: `${instance} aurora-unknown` });
  return candidates.find(({ service, meter }) => rates.rate('aws', service, region, meter)) ?? wanted;
}

/** The hours of a cluster's instances, or of their capacity units. */
function computeMeters(use: SqlUse, edition: string, context: ProductContext): readonly MeterUse[] {
  const { instance, monthHours, warn } = context;
  const engine = engineOf(use, context);
  const name = instance === undefined ? undefined : managedInstance(instance, 'db');
  const instances = meanNodes(use.nodes);
  if (use.acu === undefined && name !== SERVERLESS) {
    if (name === undefined)
      return unnamedNodes(TITLE, engine, instances, use.runningShare, 'db.r6g.large, or acu: 2', context);
    const { service, meter } = instanceMeter(engine, name, edition, context);
    return nodeHourMeters(TITLE, [{ service, meter, nodes: instances }], use.nodes, context);
  }
  const { meters, add, push } = tableMeters('aurora');
  const meter = edition === 'io-optimized' ? 'serverless-v2-acu-io-optimized' : 'serverless-v2-acu';
  const hours = instances * use.runningShare * monthHours;
  if (use.acu !== undefined) {
    if (name !== undefined && name !== SERVERLESS) warn('acu-and-instance', { instance: instance! });
    add(meter, use.acu * hours, {
      ...(instances > 1 && { note: `${use.acu} ACU on each of ${instances} instances` }),
    });
    return meters;
  }
  warn('capacity-not-set', { product: TITLE, field: 'acu' });
  push({
    type: 'direct',
    service: 'aurora',
    label: `${meter} (instance)`,
    unit: 'hour',
    quantity: hours,
    price: undefined,
    reason: 'the file gives no acu',
  });
  return meters;
}

/** What an Aurora cluster consumes, as meters. */
export function auroraMeters(use: SqlUse, context: ProductContext): readonly MeterUse[] {
  const { meters, add, push } = tableMeters('aurora');
  const asked = (use.edition ?? '').replace(/[\s_]+/g, '-');
  const known = named(EDITIONS, asked);
  if (known === undefined)
    context.warn('edition-not-offered', {
      product: 'Aurora',
      found: use.edition ?? '',
      offered: ['standard', 'io-optimized'],
    });
  const edition = known ?? asked;
  if (use.storedBytes === 0) context.warn('storage-not-set', { example: '100 GB, as it is used' });
  // All instances share one storage, which keeps its copies in three zones.
  add(`${edition}-storage`, toGb(use.storedBytes));
  if (edition === 'io-optimized')
    push({
      type: 'included',
      service: 'aurora',
      label: 'io-requests',
      unit: 'request',
      quantity: use.ioRequests,
      reason: 'I/O-Optimized clusters pay nothing for I/O (aws.amazon.com/rds/aurora/pricing)',
    });
  else add(`${edition}-io-requests`, use.ioRequests);
  add('backup-storage', toGb(use.backupBytes));
  return [...computeMeters(use, edition, context), ...meters];
}

/** The promise for an Aurora cluster: its instances stand in several zones, or it has one. */
export function auroraSla({ multi_az: multiAz }: Readonly<Record<string, unknown>>, zones: number): Promised {
  return { service: 'aurora', scope: multiAz === true || zones >= 2 ? 'multi-az' : 'single-az' };
}

/** @see https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/CHAP_Limits.html (read 2026-11) */
const ceilings = databaseCeilings(128 * TIB);

export const auroraFailover = ({
  multi_az: multiAz,
  read_replicas: replicas,
}: Readonly<Record<string, unknown>>): Figure =>
  multiAz === true || Number(replicas ?? 0) > 0 ? FAILOVER.aurora : FAILOVER.auroraAlone;

export const aurora = defineProduct<SqlUse>({
  name: 'aurora',
  title: TITLE,
  provider: 'aws',
  kinds: ['sql'],
  defaultFor: [],
  suits: ({ engine }) => isAurora(engine),
  aliases: ['aws-aurora', 'aws_rds_cluster'],
  freeZoneTransfer: {
    betweenNodes: 'replication within a cluster is not charged (aws.amazon.com/rds/aurora/pricing)',
  },
  offers: tableOffers('aurora-postgresql', '', ' aurora-standard'),
  sizes({ engine, edition }, _, region, rates) {
    const service = engine === 'aurora-mysql' || engine === 'mysql' ? 'aurora-mysql' : 'aurora-postgresql';
    const storage = named(EDITIONS, String(edition ?? '').replace(/[\s_]+/g, '-')) ?? 'standard';
    return managedSizes(service, '', ` aurora-${storage}`, region, rates);
  },
  ignores: ['iops', 'throughput', 'license', 'storage_type', 'os'],
  sla: auroraSla,
  ceilings,
  translate: (move) => moveDatabase(move),
  failover: auroraFailover,
  storageType: 'gp3',
  flush: FSYNC.ebsGp3,
  focus: {
    aurora: ['Amazon Aurora', 'relational'],
    'aurora-mysql': ['Amazon Aurora', 'relational'],
    'aurora-postgresql': ['Amazon Aurora', 'relational'],
  },
  source: 'https://aws.amazon.com/rds/aurora/pricing/ (read 2026-11)',
  meters: auroraMeters,
});
