/** Azure SQL Database, single databases: vCores with or without licence, or DTUs; storage, backups. */
import { meanNodes } from '../../kinds/nodes.ts';
import type { SqlUse } from '../../kinds/sql.ts';
import type { RateSource } from '../../billing/rate-table.ts';
import { defineProduct, toGb, type MeterUse, type ProductContext } from '../product.ts';
import { hyphened, named } from '../table-meters.ts';
import { serverHours } from './nodes.ts';
import { GIB } from '../../topology/quantity/bytes.ts';
import { moveDatabase } from '../storage-moves.ts';
import { FAILOVER } from '../../assumptions/failures.ts';

const SERVICE = 'sql-database';

type Tier = 'gp' | 'bc' | 'hs';

/** Service tiers by the names under which they are asked for. */
const EDITIONS: Readonly<Record<string, Tier>> = {
  gp: 'gp',
  'general-purpose': 'gp',
  generalpurpose: 'gp',
  bc: 'bc',
  'business-critical': 'bc',
  businesscritical: 'bc',
  hs: 'hs',
  hyperscale: 'hs',
};

/**
 * Storage in GB that a DTU size includes. @see https://learn.microsoft.com/azure/azure-sql/database/resource-limits-dtu-single-databases (read 2026-11)
 */
const DTU_INCLUDED_GB = { basic: 2, standard: 250, premium: 500, largePremium: 4096 } as const;

/**
 * Storage for the transaction log, as a share of the data's largest size, which general purpose and business-critical
 * databases set aside and are billed for; Hyperscale keeps its log apart.
 * @see https://learn.microsoft.com/azure/azure-sql/database/service-tiers-sql-database-vcore#storage (as recalled)
 */
const LOG_SHARE = 0.3;

/**
 * Memory for each vCore of the gen5 hardware, and vCores that are sold. @see https://learn.microsoft.com/azure/azure-sql/database/resource-limits-vcore-single-databases (read 2026-11)
 */
const GEN5_BYTES_PER_VCORE = 5.1 * GIB;
const GEN5_VCORES = [2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 24, 32, 40, 80];

interface Size {
  readonly tier: Tier;
  readonly serverless: boolean;
  readonly hardware: string;
  readonly vcores: number;
}

export const sqlDatabase = defineProduct<SqlUse>({
  name: 'sql-database',
  title: 'Azure SQL Database',
  provider: 'azure',
  kinds: ['sql'],
  defaultFor: [],
  suits: ({ engine }) => engine === 'sqlserver',
  aliases: ['azure-sql', 'azure-sql-database', 'mssql-database'],
  implies: { engine: 'sqlserver' },
  ignores: ['acu', 'iops', 'throughput', 'storage_type', 'usage.io', 'os'],
  sizes({ edition, license }, _, region, rates) {
    const tier = named(EDITIONS, hyphened(String(edition ?? 'gp'))) ?? 'gp';
    const usdOf = (meter: string) => Number(rates.rate('azure', SERVICE, region, meter)?.tiers[0]?.price);
    const licence = license === 'byol' || tier === 'hs' ? 0 : usdOf(`${tier}-sql-license`);
    const usd = usdOf(`${tier}-gen5-vcore-compute`) + licence;
    return GEN5_VCORES.map((vcores) => {
      const name = `${tier.toUpperCase()}_Gen5_${vcores}`;
      return {
        name,
        fields: { instance: name },
        vcpu: vcores,
        memoryGib: (GEN5_BYTES_PER_VCORE / GIB) * vcores,
        usdPerHour: usd > 0 ? usd * vcores : undefined,
      };
    });
  },
  isSize: (instance, _, region, rates) => isSize(instance, region, rates),
  sla({ instance, edition, multi_az: multiAz, read_replicas: readReplicas }) {
    const isZoneRedundant = multiAz === true;
    switch (promisedTier(typeof instance === 'string' ? instance : undefined, edition)) {
      case 'dtu':
        return { service: SERVICE, scope: 'basic-standard-dtu' };
      case 'gp':
        return { service: SERVICE, scope: 'general-purpose' };
      case 'bc':
        return { service: SERVICE, scope: `business-critical${isZoneRedundant ? '-zone-redundant' : ''}` };
      case 'hs': {
        const replicas = Math.min(2, Math.max(Number(readReplicas ?? 0), isZoneRedundant ? 1 : 0));
        return { service: SERVICE, scope: `hyperscale-${replicas}-replica${replicas === 1 ? '' : 's'}` };
      }
      default:
        return undefined;
    }
  },
  engines: ['sqlserver'],
  // What it does its tiers say.
  translate: (move) => moveDatabase(move),
  failover: ({ multi_az: multiAz }) => (multiAz === true ? FAILOVER.azureFlexible : undefined),
  storageType: 'premium-ssd',
  focus: { 'sql-database': ['Azure SQL Database', 'relational'] },
  source: 'https://azure.microsoft.com/pricing/details/azure-sql-database/single/ (read 2026-11)',
  meters(use, context) {
    const { instance, monthHours, warn } = context;
    const meters: MeterUse[] = [];
    const add = (meter: string, quantity: number, note?: string) => {
      if (quantity > 0) meters.push({ type: 'table', service: SERVICE, meter, quantity, ...(note && { note }) });
    };
    if (use.engine !== 'sqlserver')
      warn('engine-not-offered', { product: 'Azure SQL Database', engine: use.engine, offered: ['sqlserver'] });
    const hours = use.runningShare * monthHours;
    const gb = toGb(use.storedBytes);
    const dtu = dtuOf(instance);
    if (dtu !== undefined) {
      const databases = Math.max(1 + use.readReplicas, meanNodes(use.nodes) - (use.multiAz ? 1 : 0));
      const { edition, includedGb } = dtuStorage(dtu);
      for (const { suffix, hours: bought } of serverHours(use.nodes, databases, context))
        add(`dtu-${dtu}${suffix}`, bought);
      add(`dtu-${edition}-extra-storage`, Math.max(0, gb - includedGb) * databases);
    } else {
      const size = sizeOf(use, context);
      const tier = size?.tier ?? editionOf(use, context) ?? 'gp';
      const copies = copiesOf(use, tier);
      if (use.readReplicas > 0 && tier === 'bc')
        meters.push({
          type: 'included',
          service: SERVICE,
          label: 'read replica',
          unit: 'replica',
          quantity: 1,
          reason:
            'business-critical includes one readable replica (azure.microsoft.com/pricing/details/azure-sql-database)',
        });
      for (const { suffix, hours: bought } of serverHours(use.nodes, copies, context)) {
        if (!size) add(`${tier}-compute${suffix}`, bought);
        else if (size.serverless)
          add(
            `${tier}-serverless-vcore${suffix}`,
            size.vcores * bought,
            'all vCores busy while it runs: an upper bound',
          );
        else if (size.hardware === 'gen5') add(`${tier}-gen5-vcore-compute${suffix}`, size.vcores * bought);
        else add(`${tier}-${size.hardware}-${size.vcores}vcore-compute${suffix}`, bought);
      }
      if (size && !size.serverless) {
        // The licence of Hyperscale is in the price of its compute since December 2023.
        if (use.licenseIncluded && tier !== 'hs') add(`${tier}-sql-license`, size.vcores * copies * hours);
        if (use.multiAz && tier === 'gp') add(`gp-${size.hardware}-vcore-zone-redundancy`, size.vcores * hours);
      }
      if (gb === 0) warn('storage-not-set', { example: '32 GB' });
      const note = tier === 'hs' ? undefined : `${Number(gb.toPrecision(6))} GB and 30 % more for the log`;
      const withLog = tier === 'hs' ? gb : gb * (1 + LOG_SHARE);
      const zoneRedundant = use.multiAz && tier === 'gp';
      if (zoneRedundant) add('gp-zone-redundant-storage', withLog, note);
      // Replicas of Hyperscale read the same storage; those of the other tiers have their own.
      add(`${tier}-storage`, withLog * (tier === 'hs' ? 1 : copies - (zoneRedundant ? 1 : 0)), note);
    }
    // Backups are geo-redundant unless told otherwise.
    add('pitr-backup-ragrs', toGb(use.backupBytes));
    return meters;
  },
});

/** Databases whose compute is paid for: the primary and its replicas. */
function copiesOf(use: SqlUse, tier: Tier): number {
  // Spare nodes that the file counts by hand, beyond those that follow from multi_az and read_replicas.
  const more = Math.max(0, meanNodes(use.nodes) - 1 - (use.multiAz ? 1 : 0) - use.readReplicas);
  // A replica of Hyperscale answers reads and stands by at once; business-critical has both built in.
  if (tier === 'hs') return 1 + Math.max(use.readReplicas, use.multiAz ? 1 : 0) + more;
  if (tier === 'bc') return 1 + Math.max(0, use.readReplicas - 1) + more;
  return 1 + use.readReplicas + more;
}

function dtuOf(instance: string | undefined): string | undefined {
  return /^(?:dtu[-_])?(basic|[sp]\d+)$/.exec(instance?.toLowerCase() ?? '')?.[1];
}

/**
 * The tier of a database as the service level agreement has it. @see https://azure.microsoft.com/support/legal/sla/azure-sql-database (as recalled)
 */
function promisedTier(instance: string | undefined, edition: unknown): Tier | 'dtu' | undefined {
  const dtu = dtuOf(instance);
  // Premium is to DTUs what business-critical is to vCores, and is promised the same.
  if (dtu !== undefined) return dtu.startsWith('p') ? 'bc' : 'dtu';
  const prefix = /^(gp|bc|hs)[-_]/.exec(instance?.toLowerCase() ?? '')?.[1];
  return (prefix as Tier | undefined) ?? named(EDITIONS, hyphened(String(edition ?? 'gp')));
}

function dtuStorage(dtu: string): { edition: string; includedGb: number } {
  if (dtu === 'basic') return { edition: 'basic', includedGb: DTU_INCLUDED_GB.basic };
  if (dtu.startsWith('s')) return { edition: 'standard', includedGb: DTU_INCLUDED_GB.standard };
  const large = Number(dtu.slice(1)) >= 11;
  return { edition: 'premium', includedGb: large ? DTU_INCLUDED_GB.largePremium : DTU_INCLUDED_GB.premium };
}

function editionOf(use: SqlUse, { warn }: ProductContext): Tier | undefined {
  if (use.edition === undefined) return undefined;
  const tier = named(EDITIONS, use.edition.replaceAll('_', '-'));
  if (tier === undefined)
    warn('edition-not-offered', {
      product: 'SQL Database',
      found: use.edition,
      offered: ['general-purpose', 'business-critical', 'hyperscale', 'or a DTU size as instance: S3'],
    });
  return tier;
}

/**
 * Sizes by DTU. @see https://learn.microsoft.com/azure/azure-sql/database/resource-limits-dtu-single-databases (as
 * recalled)
 */
const DTUS = new Set('basic s0 s1 s2 s3 s4 s6 s7 s9 s12 p1 p2 p4 p6 p11 p15'.split(' '));

/** A size that is sold: by DTU, so many vCores of gen5, or one of other hardware that the tables have. */
function isSize(instance: string, region: string, rates: RateSource): boolean {
  const dtu = dtuOf(instance);
  if (dtu !== undefined) return DTUS.has(dtu);
  const size = readSize(instance);
  if (!size) return false;
  const { prefix = 'gp', isServerless, hardware, vcores } = size;
  if (hardware === 'gen5') return GEN5_VCORES.includes(vcores) || (isServerless && vcores === 1);
  const meter = `${prefix}-${hardware}-${vcores}vcore-compute`;
  return [region, ...rates.regionsOf('azure', SERVICE)].some((one) => rates.rate('azure', SERVICE, one, meter));
}

interface Written {
  readonly prefix: Tier | undefined;
  readonly isServerless: boolean;
  readonly hardware: string;
  readonly vcores: number;
}

/** Reads GP_Gen5_4, GP_S_Gen5_2, BC_M_8, Gen5_4 … */
function readSize(instance: string): Written | undefined {
  const name = instance.toLowerCase().replaceAll('-', '_');
  const match =
    /^(?:(gp|bc|hs)_)?(s_)?([a-z]+\d*?)_(\d+)$/.exec(name) ?? /^(?:(gp|bc|hs)_)?(s_)?(gen5)_(\d+)$/.exec(name);
  if (!match) return undefined;
  const [, prefix, serverless, hardware, vcores] = match;
  return {
    prefix: prefix as Tier | undefined,
    isServerless: serverless !== undefined,
    hardware: hardware!,
    vcores: Number(vcores),
  };
}

/** The size that is named, or that is found for a shape. */
function sizeOf(use: SqlUse, context: ProductContext): Size | undefined {
  const { instance, warn } = context;
  const tier = editionOf(use, context);
  const shape = (context.component.options as { instance?: unknown }).instance;
  if (typeof shape === 'object' && shape !== null && !('name' in shape)) {
    const { vcpu, memory } = shape as { vcpu: number; memory: number };
    const least = Math.max(vcpu, memory / GEN5_BYTES_PER_VCORE);
    const vcores = GEN5_VCORES.find((count) => count >= least);
    if (vcores !== undefined) return { tier: tier ?? 'gp', serverless: false, hardware: 'gen5', vcores };
  }
  const written = instance === undefined ? undefined : readSize(instance);
  if (written) {
    const { prefix, isServerless, hardware, vcores } = written;
    return { tier: prefix ?? tier ?? 'gp', serverless: isServerless, hardware, vcores };
  }
  {
    const sizes = 'GP_Gen5_4, BC_Gen5_8, HS_Gen5_2 or S3';
    if (instance === undefined) warn('instance-not-set', { what: 'a database', needs: 'a size', example: sizes });
    else warn('size-not-offered', { product: 'SQL Database', found: instance, offered: sizes });
  }
  return undefined;
}
