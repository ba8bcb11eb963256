/** Azure Database for MySQL flexible server: sizes by the hour, storage, further operations, backups. */
import type { SqlUse } from '../../kinds/sql.ts';
import { defineProduct, toGb, type MeterUse, type SizeOffer } from '../product.ts';
import { flexibleServerSla, flexibleSize, isFlexibleSize, serversOf } from './flexible-server.ts';
import { serverHours } from './nodes.ts';
import { storageProblems, type Range, type StorageOptions } from '../volume-limits.ts';
import { GIB, TIB } from '../../topology/quantity/bytes.ts';
import { databaseCeilings } from '../ceiling.ts';
import { moveDatabase, type StorageNeed, type StoragePlan } from '../storage-moves.ts';
import type { Move } from '../move.ts';
import { FAILOVER } from '../../assumptions/failures.ts';

const SERVICE = 'mysql-flexible';

/**
 * Operations a second that storage includes: some to begin with, and some for each GiB.
 * @see https://learn.microsoft.com/azure/mysql/flexible-server/concepts-service-tiers-storage (read 2026-11)
 */
const INCLUDED_IOPS = 300;
const INCLUDED_IOPS_PER_GIB = 3;

/** What can be provisioned of it. Same page. */
const STORAGE: Range = {
  title: 'MySQL flexible server',
  size: 32 * TIB,
  iops: 80_000,
  source: 'https://learn.microsoft.com/azure/mysql/flexible-server/concepts-service-tiers-storage',
};

/**
 * vCores of a series, and its GiB for each. @see https://learn.microsoft.com/azure/mysql/flexible-server/concepts-service-tiers-storage (read 2026-11)
 */
const VCORES = [2, 4, 8, 16, 32, 48, 64];
const GIB_PER_VCORE = { D: 4, E: 8 } as const;

/** @see https://learn.microsoft.com/azure/mysql/flexible-server/concepts-service-tiers-storage (read 2026-11) */
const ceilings = databaseCeilings(32 * TIB);

/** MySQL's flexible servers do 300 operations and 3 for each GiB; more are bought where they have a price. */
function storagePlans({ region, rates }: Move, size: number, need: StorageNeed): StoragePlan[] {
  const iops = Math.min(Math.ceil(need.iops), 80_000);
  if (rates.rate('azure', 'mysql-flexible', region, 'additional-iops'))
    return [{ size, iops, reason: 'storage of its size does fewer operations' }];
  const enough = Math.min(Math.ceil((iops - 300) / 3), 32 * 1024) * GIB;
  return [{ size: Math.max(size, enough), reason: 'operations come with the size, 300 and 3 for each GiB' }];
}

export const mysqlFlexible = defineProduct<SqlUse>({
  name: 'mysql-flexible',
  title: 'Azure Database for MySQL',
  provider: 'azure',
  kinds: ['sql'],
  defaultFor: [],
  suits: ({ engine }) => engine === 'mysql' || engine === 'mariadb' || engine === 'aurora-mysql',
  aliases: ['azure-mysql', 'mysql-flexible-server'],
  implies: { engine: 'mysql' },
  ignores: ['acu', 'license', 'edition', 'throughput', 'storage_type', 'usage.io', 'os'],
  sizes(_, __, region, rates) {
    const usdOf = (meter: string) => {
      const price = rates.rate('azure', SERVICE, region, meter)?.tiers[0]?.price;
      return price === undefined ? undefined : Number(price);
    };
    return (['D', 'E'] as const).flatMap((family) =>
      VCORES.map((vcores): SizeOffer => {
        const name = `Standard_${family}${vcores}ads_v5`;
        const meter = `compute-${family === 'D' ? 'gp' : 'mo'}-${family.toLowerCase()}${vcores}ads-v5`;
        const memoryGib = GIB_PER_VCORE[family] * vcores;
        return { name, fields: { instance: name }, machine: name, vcpu: vcores, memoryGib, usdPerHour: usdOf(meter) };
      }),
    );
  },
  check: ({ options }) => storageProblems(STORAGE, options as StorageOptions),
  isSize: (instance, _, __, rates) => isFlexibleSize(instance, rates),
  sla: (options) => flexibleServerSla(SERVICE, options),
  ceilings,
  engines: ['mysql'],
  translate: (move) => moveDatabase(move, storagePlans),
  failover: ({ multi_az: multiAz }) => (multiAz === true ? FAILOVER.azureFlexible : undefined),
  storageType: 'premium-ssd',
  focus: { 'mysql-flexible': ['Azure Database for MySQL', 'relational'] },
  source: 'https://azure.microsoft.com/pricing/details/mysql/flexible-server/ (read 2026-11)',
  meters(use, context) {
    const { instance, warn } = context;
    const meters: MeterUse[] = [];
    const add = (meter: string, quantity: number) => {
      if (quantity > 0) meters.push({ type: 'table', service: SERVICE, meter, quantity });
    };
    if (use.engine !== 'mysql')
      warn('engine-not-offered', { product: 'Azure Database for MySQL', engine: use.engine, offered: ['mysql'] });
    if (instance === undefined)
      warn('instance-not-set', { what: 'a flexible server', needs: 'a compute size', example: 'Standard_D2ads_v5' });
    const size = instance === undefined ? undefined : flexibleSize(instance);
    if (instance !== undefined && !size)
      warn('size-not-offered', {
        product: 'MySQL flexible server',
        found: instance,
        offered: 'the B, D or E series, such as Standard_D2ads_v5',
      });
    const compute = size
      ? `compute-${size.tier}-${size.family}${size.vcores}${size.features}${size.version === undefined ? '' : `-v${size.version}`}`
      : `compute${instance === undefined ? '' : `-${instance.toLowerCase()}`}`;
    const servers = serversOf(use);
    for (const { suffix, hours } of serverHours(use.nodes, servers, context)) add(`${compute}${suffix}`, hours);
    const gib = toGb(use.storedBytes);
    if (gib === 0) warn('storage-not-set', { example: '128 GB' });
    add('storage', gib * servers);
    add('additional-iops', Math.max(0, use.iops - INCLUDED_IOPS - INCLUDED_IOPS_PER_GIB * gib) * servers);
    add('backup-storage', toGb(use.backupBytes));
    return meters;
  },
});
