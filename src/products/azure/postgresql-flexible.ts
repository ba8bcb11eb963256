/** Azure Database for PostgreSQL flexible server: vCores by the hour, storage, backups. */
import type { SqlUse } from '../../kinds/sql.ts';
import type { RateSource } from '../../billing/rate-table.ts';
import { named } from '../table-meters.ts';
import { storageProblems, type Range, type StorageOptions } from '../volume-limits.ts';
import { defineProduct, toGb, type MeterUse, type ProductContext, type SizeOffer } from '../product.ts';
import { flexibleServerSla, flexibleSize, isFlexibleSize, serversOf } from './flexible-server.ts';
import { serverHours } from './nodes.ts';
import { GIB, MIB, TIB } from '../../topology/quantity/bytes.ts';
import { databaseCeilings } from '../ceiling.ts';
import { moveDatabase, type StorageNeed, type StoragePlan } from '../storage-moves.ts';
import type { Move } from '../move.ts';
import { FAILOVER } from '../../assumptions/failures.ts';

const SERVICE = 'postgresql-flexible';

/**
 * Operations a second and MB/s that premium SSD v2 includes, by size in GiB.
 * @see https://learn.microsoft.com/azure/postgresql/compute-storage/concepts-storage-premium-ssd-v2 (read 2026-11)
 */
const SSD_V2_INCLUDED = { below: 400, small: { iops: 3000, mbps: 125 }, large: { iops: 12_000, mbps: 500 } };

/**
 * What can be provisioned of each type of storage.
 * @see https://learn.microsoft.com/azure/postgresql/flexible-server/concepts-storage (read 2026-11)
 */
const PAGE = 'https://learn.microsoft.com/azure/postgresql/flexible-server/concepts-storage';
const SSD_V2: Range = {
  title: 'premium SSD v2',
  size: 64 * TIB,
  iops: 80_000,
  iopsPerGib: 500,
  included: 3000,
  throughput: 1200e6,
  bytesPerOperation: 0.25e6,
  source: PAGE,
};
const RANGES: Readonly<Record<string, Range>> = {
  'premium-ssd': { title: 'premium SSD', size: 32 * TIB, iops: 80_000, source: PAGE },
  'premium-ssd-v2': SSD_V2,
  premiumv2: SSD_V2,
  'ssd-v2': SSD_V2,
};

/**
 * vCores that are sold, and GiB of memory for each vCore by tier.
 * @see https://learn.microsoft.com/azure/postgresql/flexible-server/concepts-compute (read 2026-11)
 */
const VCORES = [2, 4, 8, 16, 32, 48, 64, 96];
const GIB_PER_VCORE: Readonly<Record<string, number>> = { gp: 4, mo: 8 };

interface Compute {
  readonly meter: string;
  /** Units of the meter that one server uses in an hour. */
  readonly units: number;
  readonly note?: string;
}

/**
 * GiB of memory from which a server takes so many connections, 15 of which Azure keeps to itself.
 * @see articles/postgresql/flexible-server/concepts-limits.md in MicrosoftDocs/azure-docs (of 2023-12)
 */
const CONNECTIONS = [
  [48, 5000],
  [32, 3437],
  [16, 1718],
  [8, 859],
  [4, 429],
  [0, 50],
] as const;

const connectionsOf = (memory: number): number => CONNECTIONS.find(([gib]) => memory >= gib * GIB)![1] - 15;

/** @see https://learn.microsoft.com/azure/postgresql/flexible-server/concepts-storage (read 2026-11) */
const ceilings = databaseCeilings(32 * TIB, () => connectionsOf);

/** Premium SSD v2 sells operations and bytes by themselves; the other comes in tiers by its size. */
function storagePlans({ region, rates }: Move, size: number, need: StorageNeed): StoragePlan[] {
  const tiers = [4, 6, 10, 15, 20, 30, 40, 50, 60, 70].flatMap((tier): StoragePlan[] => {
    const gib = rates.limit('azure', 'managed-disk', `p${tier}-size`)?.value;
    const reason = `the least tier of premium SSD that does as much is P${tier}`;
    return gib === undefined || gib * GIB <= size ? [] : [{ size: gib * GIB, reason }];
  });
  if (!rates.rate('azure', 'postgresql-flexible', region, 'premium-ssd-v2-storage-data-stored')) return tiers;
  const included = size < 400 * GIB ? { iops: 3000, mibps: 125 } : { iops: 12_000, mibps: 500 };
  const iops = Math.min(Math.ceil(need.iops), 80_000, Math.max(3000, Math.floor((size / GIB) * 500)));
  const mibps = Math.floor(Math.min(need.bytesPerSecond, 1200e6) / MIB);
  const second: StoragePlan = {
    type: 'premium-ssd-v2',
    size,
    ...(iops > included.iops && { iops }),
    ...(mibps > included.mibps && { throughput: mibps * MIB }),
    reason: 'premium SSD of its size does less: what premium SSD v2 does is set apart',
  };
  return [second, ...tiers];
}

export const postgresqlFlexible = defineProduct<SqlUse>({
  name: 'postgresql-flexible',
  title: 'Azure Database for PostgreSQL',
  provider: 'azure',
  kinds: ['sql'],
  defaultFor: ['sql'],
  suits: ({ engine }) => engine === 'postgres' || engine === 'aurora-postgres',
  aliases: ['azure-postgres', 'azure-postgresql', 'postgresql-flexible-server'],
  implies: { engine: 'postgres' },
  ignores: ['acu', 'license', 'edition', 'usage.io', 'os'],
  check: ({ options }) => {
    const asked = options as StorageOptions;
    const type = (asked.storage_type ?? 'premium-ssd').toLowerCase().replaceAll('_', '-').replace(/-lrs$/, '');
    return storageProblems(named(RANGES, type) ?? RANGES['premium-ssd'], asked);
  },
  sizes: (_, __, region, rates) => sizesOf(region, rates),
  isSize: (instance, _, __, rates) => isFlexibleSize(instance, rates),
  sla: (options) => flexibleServerSla(SERVICE, options),
  ceilings,
  engines: ['postgres'],
  translate: (move) => moveDatabase(move, storagePlans),
  failover: ({ multi_az: multiAz }) => (multiAz === true ? FAILOVER.azureFlexible : undefined),
  storageType: 'premium-ssd',
  focus: { 'postgresql-flexible': ['Azure Database for PostgreSQL', 'relational'] },
  source: 'https://azure.microsoft.com/pricing/details/postgresql/flexible-server/ (read 2026-11)',
  meters(use, context) {
    const { warn } = context;
    if (use.engine !== 'postgres')
      warn('engine-not-offered', {
        product: 'Azure Database for PostgreSQL',
        engine: use.engine,
        offered: ['postgres'],
      });
    const meters: MeterUse[] = [];
    const add = (meter: string, quantity: number, note?: string) => {
      if (quantity > 0) meters.push({ type: 'table', service: SERVICE, meter, quantity, ...(note && { note }) });
    };
    const servers = serversOf(use);
    const { meter, units, note } = computeOf(context);
    for (const { suffix, hours } of serverHours(use.nodes, servers, context))
      add(`${meter}${suffix}`, units * hours, note);
    const gib = toGb(use.storedBytes);
    if (gib === 0) warn('storage-not-set', { example: '128 GB' });
    const mbps = use.throughputBytesPerSecond / MIB;
    const type = (use.storageType ?? 'premium-ssd').replaceAll('_', '-').replace(/-lrs$/, '');
    switch (type) {
      case 'premium-ssd-v2':
      case 'premiumv2':
      case 'ssd-v2': {
        const { iops, mbps: throughput } = gib < SSD_V2_INCLUDED.below ? SSD_V2_INCLUDED.small : SSD_V2_INCLUDED.large;
        add('premium-ssd-v2-storage-data-stored', gib * servers);
        add('premium-ssd-v2-iops-provisioned-iops', Math.max(0, use.iops - iops) * servers);
        add('premium-ssdv2-throughput-prov-throughput-mbps', Math.max(0, mbps - throughput) * servers);
        break;
      }
      case 'ultra':
      case 'ultra-disk':
      case 'ultra-ssd':
        add('ultra-disk-storage-data-stored', gib * servers);
        add('ultra-disk-iops-provisioned-iops', use.iops * servers);
        add('ultra-disk-throughput-prov-throughput-mbps', mbps * servers);
        break;
      case 'premium-ssd':
      case 'premium':
      case 'ssd':
      // What asks for the usual SSD of another provider gets the usual SSD of this one.
      case 'gp2':
      case 'gp3':
        add('storage', gib * servers);
        add('iops-scaling-provisioned-iops', Math.max(0, use.iops - includedIops(gib, context)) * servers);
        break;
      default:
        warn('storage-class-not-offered', {
          product: 'PostgreSQL flexible server',
          as: 'storage type',
          found: use.storageType ?? '',
          offered: ['premium-ssd', 'premium-ssd-v2', 'ultra'],
        });
        add(`${type}-storage`, gib * servers);
    }
    add('backup-storage-lrs', toGb(use.backupBytes));
    return meters;
  },
});

/** Operations a second that a premium SSD of some size brings along: those of the smallest disk tier that holds it. */
function includedIops(gib: number, { rates }: ProductContext): number {
  for (const tier of [4, 6, 10, 15, 20, 30, 40, 50, 60, 70, 80]) {
    const size = rates.limit('azure', 'managed-disk', `p${tier}-size`)?.value;
    if (size !== undefined && size >= gib) return rates.limit('azure', 'managed-disk', `p${tier}-iops`)?.value ?? 0;
  }
  return 0;
}

function computeOf(context: ProductContext): Compute {
  const { instance, region, rates, warn } = context;
  const shape = (context.component.options as { instance?: unknown }).instance;
  if (typeof shape === 'object' && shape !== null && !('name' in shape)) {
    const chosen = cheapestFor(shape as { vcpu: number; memory: number }, context);
    if (chosen) return chosen;
  }
  if (instance === undefined) {
    warn('instance-not-set', { what: 'a flexible server', needs: 'a compute size', example: 'Standard_D4ds_v5' });
    return { meter: 'compute', units: 1 };
  }
  const size = flexibleSize(instance);
  if (size?.tier === 'b') {
    const version = size.version === undefined ? '' : `v${size.version}`;
    return { meter: `compute-b-b${size.vcores}${size.features}${version}`, units: 1 };
  }
  const series = size && `${size.family}${size.features}${size.version === undefined ? '' : `v${size.version}`}`;
  const meter = size ? `compute-${size.tier}-${series}-vcore` : `compute-${instance.toLowerCase()}`;
  if (rates.rate('azure', SERVICE, region, meter) === undefined) {
    const sold = rates
      .rates('azure', SERVICE, region)
      .flatMap((rate) => /^compute-(?:gp|mo)-(\w+)-vcore$/.exec(rate.meter)?.[1] ?? []);
    warn('size-not-offered', {
      product: 'PostgreSQL flexible server',
      found: instance,
      region,
      offered: sold.length > 0 ? `the series ${sold.join(', ')}, such as Standard_D4ds_v5, or Standard_B2s` : '',
    });
  }
  return { meter, units: size?.vcores ?? 1 };
}

/** The cheapest size with at least so many vCores and so much memory; burstable ones are left out. */
function cheapestFor(shape: { vcpu: number; memory: number }, { region, rates }: ProductContext): Compute | undefined {
  let best: (Compute & { price: number }) | undefined;
  for (const rate of rates.rates('azure', SERVICE, region)) {
    const match = /^compute-(gp|mo)-\w+-vcore$/.exec(rate.meter);
    const price = Number(rate.tiers[0]?.price);
    if (!match || !(price > 0)) continue;
    const memory = GIB_PER_VCORE[match[1]!]! * GIB;
    const vcores = VCORES.find((count) => count >= shape.vcpu && count * memory >= shape.memory);
    if (vcores === undefined || (best && best.price <= price * vcores)) continue;
    best = {
      meter: rate.meter,
      units: vcores,
      note: `${vcores} vCores: the cheapest size for the shape`,
      price: price * vcores,
    };
  }
  return best;
}

/**
 * Every size of the series that a region prices: a series of virtual machines in each number of vCores that is sold.
 */
function sizesOf(region: string, rates: RateSource): readonly SizeOffer[] {
  return rates.rates('azure', SERVICE, region).flatMap(({ meter, tiers }): SizeOffer[] => {
    const usd = Number(tiers[0]?.price);
    if (!(usd > 0)) return [];
    const burstable = /^compute-b-b(\d+)([a-z]*)$/.exec(meter);
    if (burstable) {
      const name = `Standard_B${burstable[1]}${burstable[2]}`;
      return [{ name, fields: { instance: name }, machine: name, burstable: true, usdPerHour: usd }];
    }
    const series = /^compute-(gp|mo)-([de])([a-z]*)v(\d+)-vcore$/.exec(meter);
    if (!series) return [];
    const [, tier, family, features, version] = series;
    return VCORES.map((vcores) => {
      const name = `Standard_${family!.toUpperCase()}${vcores}${features}_v${version}`;
      const memoryGib = GIB_PER_VCORE[tier!]! * vcores;
      return { name, fields: { instance: name }, machine: name, vcpu: vcores, memoryGib, usdPerHour: usd * vcores };
    });
  });
}
