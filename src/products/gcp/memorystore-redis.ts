/** Memorystore for Redis: provisioned capacity by the hour, at the price of its tier and of the range it falls in. */
import type { CacheUse } from '../../kinds/cache.ts';
import { defineProduct, type ProductContext } from '../product.ts';
import { addInstanceHours, shapeOf, unnamedInstances } from './bought-hours.ts';
import { hyphened, limitOf, tableMeters, named } from '../table-meters.ts';
import { GIB } from '../../topology/quantity/bytes.ts';
import { moveCache } from '../move.ts';

/**
 * Ranges of capacity, and the most GiB of each. @see https://cloud.google.com/memorystore/docs/redis/pricing (read
 * 2026-11)
 */
const RANGES = [
  ['m1', 4],
  ['m2', 10],
  ['m3', 35],
  ['m4', 100],
  ['m5', 300],
] as const;

const TIERS: Readonly<Record<string, string>> = {
  basic: 'basic',
  standard: 'standard',
  'standard-ha': 'standard',
  ha: 'standard',
};

/** `5 GB`, `standard-5` */
const SIZE = /^(?:(?:basic|standard)-)?(\d+(?:\.\d+)?)(?:gi?b?)?$/;
const sizeText = (instance: string | undefined): string => instance?.toLowerCase().replace(/\s+/g, '') ?? '';

const mostOf = (context: ProductContext, range: string, fallback: number) =>
  limitOf(context, 'memorystore-redis', `tier-${range}-max-capacity`, fallback);

/** Whole GiB that an instance is provisioned with; undefined where nothing says so. */
function capacityOf(use: CacheUse, context: ProductContext): number | undefined {
  const bytes = use.memoryBytes ?? shapeOf(context)?.memory;
  if (bytes !== undefined) return Math.ceil(bytes / GIB);
  const name = sizeText(context.instance);
  const size = SIZE.exec(name);
  if (size) return Math.ceil(Number(size[1]));
  const range = RANGES.find(([one]) => one === name);
  if (!range) return undefined;
  const most = mostOf(context, range[0], range[1]);
  context.warn('size-rounded-up', {
    asked: context.instance!,
    billed: `${most} GB, the largest of its range`,
    write: `memory: ${most} GB`,
  });
  return most;
}

function tierOf(
  { tier, replicas }: Pick<CacheUse, 'tier' | 'replicas'>,
  { warn }: Pick<ProductContext, 'warn'>,
): string {
  if (tier === undefined) return replicas > 0 ? 'standard' : 'basic';
  const known = named(TIERS, hyphened(tier));
  if (known === undefined)
    warn('tier-not-offered', { product: 'Memorystore', found: tier, offered: ['basic', 'standard'] });
  if (known !== 'basic' || replicas === 0) return known ?? hyphened(tier);
  warn('replicas-not-offered', {
    what: 'the basic tier',
    most: 0,
    billed: 'standard',
    write: 'tier: standard, or replicas: 0',
  });
  return 'standard';
}

export const memorystoreRedis = defineProduct<CacheUse>({
  name: 'memorystore-redis',
  title: 'Memorystore for Redis',
  provider: 'gcp',
  kinds: ['cache'],
  defaultFor: ['cache'],
  aliases: ['memorystore', 'gcp-redis', 'google_redis_instance'],
  freeZoneTransfer: {
    betweenNodes:
      'replication between the nodes of an instance is not charged (cloud.google.com/memorystore/docs/redis/pricing)',
  },
  // Its size is what it keeps: `5 GB`, `standard-5`.
  nodeMemory(instance) {
    const size = SIZE.exec(sizeText(instance));
    return size ? Number(size[1]) * GIB : undefined;
  },
  isSize: (instance) => {
    const name = sizeText(instance);
    return SIZE.test(name) || RANGES.some(([range]) => range === name);
  },
  ignores: ['os', 'volumes'],
  sizes({ engine = 'redis', replicas = 0 }, { memoryGib }, region, rates) {
    // Any whole number of GiB is sold: the least that is enough.
    const gib = Math.max(1, Math.ceil(memoryGib ?? 0));
    const range = RANGES.find(([, most]) => gib <= most)?.[0];
    if (memoryGib === undefined || range === undefined) return [];
    const perNode = Number(replicas) > 1;
    const meter = `${Number(replicas) > 0 ? 'standard' : 'basic'}${perNode ? '-node' : ''}-${range}`;
    const service = engine === 'redis' ? 'memorystore-redis' : `memorystore-${String(engine)}`;
    const price = rates.rate('gcp', service, region, meter)?.tiers[0]?.price;
    const nodes = perNode ? 1 + Number(replicas) : 1;
    const usdPerHour = price === undefined ? undefined : Number(price) * gib * nodes;
    return [{ name: `${gib} GB`, fields: { memory: `${gib} GB` }, memoryGib: gib, usdPerHour }];
  },
  // The basic tier has no agreement, and that of Valkey is not known.
  sla({ engine = 'redis', tier, replicas = 0 }) {
    if (engine === 'memcached') return { service: 'memorystore-memcached', scope: 'region' };
    const cache = { tier, replicas } as Pick<CacheUse, 'tier' | 'replicas'>;
    if (engine !== 'redis' || tierOf(cache, { warn: () => undefined }) !== 'standard') return undefined;
    return { service: 'memorystore-redis', scope: 'standard-tier' };
  },
  translate: moveCache,
  focus: {
    'memorystore-memcached': ['Memorystore for Memcached', 'caching'],
    'memorystore-redis': ['Memorystore for Redis', 'caching'],
  },
  source: 'https://cloud.google.com/memorystore/docs/redis/pricing (read 2026-11)',
  meters(use, context) {
    const service = use.engine === 'redis' ? 'memorystore-redis' : `memorystore-${use.engine}`;
    const list = tableMeters(service);
    const { warn } = context;
    const tier = tierOf(use, context);
    const gib = capacityOf(use, context);
    if (gib === undefined || gib === 0) {
      warn('capacity-not-set', { product: 'Memorystore', field: 'memory' });
      const { shards: instances, runningShare } = use;
      const reason = 'how much capacity is provisioned is not known';
      list.push(unnamedInstances(service, { instances, runningShare, reason }, context));
      return list.meters;
    }
    const range = RANGES.find(([name, most]) => gib <= mostOf(context, name, most))?.[0];
    if (range === undefined)
      warn('limit-exceeded', {
        what: 'an instance of Memorystore for Redis',
        most: '300 GB',
        asked: `${gib} GB`,
        write: 'shards, or product: memorystore-redis-cluster',
      });
    if (use.shards > 1)
      warn('shards-not-offered', {
        what: 'Memorystore for Redis',
        billed: `${use.shards} instances`,
        write: 'product: memorystore-redis-cluster and a node type such as instance: highmem-medium',
      });
    // Standard is a primary and one replica; with more, each node is billed by itself.
    const perNode = use.replicas > 1;
    const meter = `${tier}${perNode ? '-node' : ''}-${range ?? 'over-m5'}`;
    const units = gib * (perNode ? 1 + use.replicas : 1);
    addInstanceHours([{ instances: use.shards, hour: [{ meter, units }] }], use.nodes, context, list);
    return list.meters;
  },
});
