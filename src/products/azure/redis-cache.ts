/** Azure Cache for Redis and Azure Managed Redis: caches by the hour. */
import type { CacheUse } from '../../kinds/cache.ts';
import type { RateSource } from '../../billing/rate-table.ts';
import { memoryProblem } from '../cache-memory.ts';
import { defineProduct, type MeterUse, type ProductContext, type Promised, type SizeOffer } from '../product.ts';
import { serverHours } from './nodes.ts';
import { GIB, MIB } from '../../topology/quantity/bytes.ts';
import { quota, type Limits } from '../quota.ts';
import { named } from '../table-meters.ts';
import { moveCache } from '../move.ts';

/** Memory of each size in bytes. @see https://azure.microsoft.com/pricing/details/cache/ (read 2026-11) */
const C_SIZES: readonly (readonly [string, number])[] = [
  ['c0', 250 * MIB],
  ['c1', GIB],
  ['c2', 2.5 * GIB],
  ['c3', 6 * GIB],
  ['c4', 13 * GIB],
  ['c5', 26 * GIB],
  ['c6', 53 * GIB],
];
const P_SIZES: readonly (readonly [string, number])[] = [
  ['p1', 6 * GIB],
  ['p2', 13 * GIB],
  ['p3', 26 * GIB],
  ['p4', 53 * GIB],
  ['p5', 120 * GIB],
];

/** Families priced by the instance, of which a highly available cache has several. */
const BY_INSTANCE: Readonly<
  Record<string, { service: string; prefix: string; suffix: string; highlyAvailable: number }>
> = {
  e: { service: 'redis-cache', prefix: 'enterprise', suffix: 'cache', highlyAvailable: 2 },
  f: { service: 'redis-cache', prefix: 'enterprise-flash', suffix: 'cache', highlyAvailable: 3 },
  b: { service: 'managed-redis', prefix: 'balanced', suffix: 'cache-instance', highlyAvailable: 2 },
  m: { service: 'managed-redis', prefix: 'memory-optimized', suffix: 'cache-instance', highlyAvailable: 2 },
  x: { service: 'managed-redis', prefix: 'compute-optimized', suffix: 'cache-instance', highlyAvailable: 2 },
  a: { service: 'managed-redis', prefix: 'flash-optimized', suffix: 'cache-instance', highlyAvailable: 2 },
};

/**
 * GB of a size of Azure Managed Redis by its number: B5, M10, X5.
 * @see https://learn.microsoft.com/azure/redis/overview (as recalled)
 */
const MANAGED_GB: Readonly<Record<string, number>> = {
  0: 0.5,
  1: 1,
  3: 3,
  5: 6,
  10: 12,
  20: 24,
  50: 60,
  100: 120,
  150: 180,
  250: 240,
  350: 360,
  500: 480,
  700: 720,
  1000: 960,
  1500: 1440,
  2000: 1920,
};

/** Memory of one node of a size; undefined for Enterprise and flash sizes, of which no figure is at hand. */
function memoryOfSize(size: string): number | undefined {
  const own = [...C_SIZES, ...P_SIZES].find(([name]) => name === size)?.[1];
  if (own !== undefined) return own;
  const gb = /^[bmx]/.test(size) ? MANAGED_GB[size.slice(1)] : undefined;
  return gb === undefined ? undefined : gb * GIB;
}

/** A size of the tables: of a family that is priced by the instance any region may be the one that has it. */
function isSize(instance: string, region: string, rates: RateSource): boolean {
  const size = sizeNamed(instance)?.size;
  if (size === undefined) return false;
  if (memoryOfSize(size) !== undefined) return true;
  const family = BY_INSTANCE[size[0]!];
  if (!family) return false;
  const { service, prefix, suffix } = family;
  const meter = `${prefix}-${size}-${suffix}`;
  return [region, ...rates.regionsOf('azure', service)].some((one) => rates.rate('azure', service, one, meter));
}

const nodeMemory = (instance: string | undefined): number | undefined => {
  const named = sizeNamed(instance);
  return named && memoryOfSize(named.size);
};

/**
 * The price list has two meters for a standard or premium cache: "C1 Cache", of the whole, and "C1 Cache Instance", of
 * a node. Bills have the latter, 48 hours a day for the two nodes of a cache, and it is the one that follows the
 * region: in norwayeast a node is 10 % above eastus as everything there is, while the whole cache still has the price
 * of eastus.
 * @see https://azure.microsoft.com/pricing/details/cache/ and records of the cost details API (read 2026-11)
 */
const BY_NODE = 'bills count the hours of each node (the meter "Cache Instance")';

const MANAGED: Promised = { service: 'managed-redis', scope: 'ha' };

/** Families of Azure Managed Redis that keep all in memory. */
const IN_MEMORY = ['b', 'm', 'x'];

/**
 * Sizes of Azure Managed Redis, which stands for other caches where it is priced: Azure Cache for Redis is retired on
 * 2028-09-30. It holds its shards itself and has one replica at most.
 *
 * @see https://learn.microsoft.com/azure/azure-cache-for-redis/retirement-faq (as recalled)
 */
function managedSizes(shards: number, replicas: number, region: string, rates: RateSource): SizeOffer[] {
  if (shards > 1 || replicas > 1) return [];
  return IN_MEMORY.flatMap((letter) => {
    const { service, prefix, suffix, highlyAvailable } = BY_INSTANCE[letter]!;
    return Object.entries(MANAGED_GB).flatMap(([size, memoryGib]) => {
      const name = `${letter}${size}`;
      const price = rates.rate('azure', service, region, `${prefix}-${name}-${suffix}`)?.tiers[0]?.price;
      if (price === undefined) return [];
      const usdPerHour = Number(price) * (replicas > 0 ? highlyAvailable : 1);
      return [{ name: name.toUpperCase(), fields: { instance: name.toUpperCase() }, memoryGib, usdPerHour }];
    });
  });
}

/**
 * Requests a second with TLS and Mbit/s of each size of Azure Cache for Redis. The requests were sent 50 in a pipeline,
 * so that single ones are fewer: an upper bound.
 * @see https://learn.microsoft.com/azure/azure-cache-for-redis/cache-best-practices-performance (read 2026-11)
 */
const REDIS_SIZES: Readonly<Record<string, readonly [requests: number, megabits: number]>> = {
  c0: [7500, 100],
  c1: [20_720, 500],
  c2: [37_000, 500],
  c3: [90_000, 1000],
  c4: [55_000, 500],
  c5: [93_000, 1000],
  c6: [120_000, 2000],
  p1: [172_000, 1500],
  p2: [341_000, 3000],
  p3: [341_000, 3000],
  p4: [373_000, 6000],
  p5: [373_000, 6000],
};

const REDIS_PERFORMANCE =
  'https://learn.microsoft.com/azure/azure-cache-for-redis/cache-best-practices-performance (read 2026-11)';

const limits: Limits = (asked) => {
  const size = /(?:^|[-_ ])([cp]\d)$/.exec(asked.text('instance') ?? '')?.[1];
  const found = size === undefined ? undefined : named(REDIS_SIZES, size);
  if (!found) return [];
  const [requests, megabits] = found;
  const shards = asked.number('shards') ?? 1;
  const note = `of ${shards === 1 ? 'a' : `${shards} shards, each a`} ${size!.toUpperCase()}, with TLS and in pipelines: an upper bound`;
  return [
    quota('requests', '/s', 'limit', requests * shards, REDIS_PERFORMANCE, note),
    quota(
      'egress',
      'bytes/s',
      'limit',
      ((megabits * 1e6) / 8) * shards,
      REDIS_PERFORMANCE,
      `expected bandwidth ${note}`,
    ),
  ];
};

export const redisCache = defineProduct<CacheUse>({
  name: 'redis-cache',
  title: 'Azure Cache for Redis',
  provider: 'azure',
  kinds: ['cache'],
  defaultFor: ['cache'],
  aliases: ['azure-redis', 'azure-cache-for-redis', 'managed-redis', 'azure-managed-redis'],
  ignores: ['os'],
  sizes({ shards = 1, replicas = 0, tier: asked, instance }, { memoryGib }, region, rates) {
    const own = sizeNamed(typeof instance === 'string' ? instance : undefined)?.size;
    const managed = managedSizes(Number(shards), Number(replicas), region, rates);
    // What stands on Azure Cache for Redis is one of its sizes.
    if (managed.length > 0 && (own === undefined || !/^[cp]/.test(own))) return managed;
    const large = (memoryGib ?? 0) * GIB > C_SIZES.at(-1)![1];
    const isPremium =
      asked === 'premium' || own?.startsWith('p') === true || Number(shards) > 1 || Number(replicas) > 1 || large;
    const tier = isPremium ? 'premium' : Number(replicas) > 0 ? 'standard' : 'basic';
    return (isPremium ? P_SIZES : C_SIZES).map(([size, bytes]) => {
      const usdOf = (meter: string): number | undefined => {
        const price = rates.rate('azure', 'redis-cache', region, `${tier}-${size}-${meter}`)?.tiers[0]?.price;
        return price === undefined ? undefined : Number(price);
      };
      const node = tier === 'basic' ? undefined : usdOf('node');
      const name = size.toUpperCase();
      return {
        name,
        fields: { instance: name, tier },
        memoryGib: bytes / GIB,
        usdPerHour: node === undefined ? usdOf('cache') : 2 * node,
      };
    });
  },
  nodeMemory,
  isSize: (instance, _, region, rates) => isSize(instance, region, rates),
  check: ({ options }) =>
    memoryProblem(options as { instance?: unknown; memory?: number }, 'Azure Cache for Redis', nodeMemory),
  sla({ instance, tier, memory, shards = 1, replicas = 0 }) {
    const size = sizeNamed(typeof instance === 'string' ? instance : undefined);
    const family = size && BY_INSTANCE[size.size[0]!];
    // What the enterprise tiers and a managed cache without a second instance are promised is not known.
    if (family) return family.service === 'managed-redis' && Number(replicas) > 0 ? MANAGED : undefined;
    const cache = { tier, memoryBytes: memory, shards, replicas } as Pick<CacheUse, TierFields>;
    const name = tierOf({ ...cache, tier: cache.tier?.toLowerCase() }, size, { warn: () => undefined });
    return name === 'standard' || name === 'premium'
      ? { service: 'redis-cache', scope: 'standard-premium' }
      : undefined;
  },
  limits,
  engines: ['redis'],
  // Of its sizes the P ones are premium.
  tierOf: ({ instance }) => (/^(premium[-_ ])?p\d/i.test(String(instance ?? '')) ? 'premium' : undefined),
  translate: moveCache,
  focus: { 'managed-redis': ['Azure Managed Redis', 'caching'], 'redis-cache': ['Azure Cache for Redis', 'caching'] },
  source: 'https://azure.microsoft.com/pricing/details/cache/ (read 2026-11)',
  meters(use, context) {
    const { warn } = context;
    if (use.engine === 'memcached')
      warn('engine-not-offered', { product: 'Azure Cache for Redis', engine: 'memcached', offered: ['redis'] });
    const meters: MeterUse[] = [];
    const add = (service: string, meter: string, servers: number, note?: string) => {
      for (const { suffix, hours: quantity } of serverHours(use.nodes, servers, context)) {
        if (quantity > 0)
          meters.push({ type: 'table', service, meter: `${meter}${suffix}`, quantity, ...(note && { note }) });
      }
    };
    const named = sizeNamed(context.instance);
    const family = named && BY_INSTANCE[named.size[0]!];
    if (family) {
      // Shards are part of the instance. Enterprise caches always have a replica.
      const instances = family.prefix.startsWith('enterprise') || use.replicas > 0 ? family.highlyAvailable : 1;
      if (use.shards > 1) warn('shards-not-offered', { what: `${family.prefix} ${named.size.toUpperCase()}` });
      add(
        family.service,
        `${family.prefix}-${named.size}-${family.suffix}`,
        instances,
        instances > 1 ? `${instances} instances for high availability` : undefined,
      );
      return meters;
    }
    const tier = tierOf(use, named, context);
    const size = named?.size ?? sizeFor(tier, use, context);
    const whole = size === undefined ? `${tier}-cache` : `${tier}-${size}-cache`;
    if (use.shards > 1 && tier !== 'premium')
      warn('shards-not-offered', { what: `a ${tier} cache`, billed: `${use.shards} caches`, write: 'tier: premium' });
    if (use.replicas > 0 && tier === 'basic')
      warn('replicas-not-offered', { what: 'a basic cache', most: 0, write: 'tier: standard' });
    if (tier === 'standard' && use.replicas > 1)
      warn('replicas-not-offered', { what: `a ${tier} cache`, most: 1, write: 'tier: premium' });
    // A standard or premium cache is a primary with one replica already, each a node.
    const nodes = tier === 'basic' ? 1 : 1 + Math.max(1, use.replicas);
    const node = `${tier}-${size}-node`;
    const isPricedByNode = nodes > 1 && context.rates.rate('azure', 'redis-cache', context.region, node) !== undefined;
    if (isPricedByNode) add('redis-cache', node, use.shards * nodes, `${nodes} nodes: ${BY_NODE}`);
    else {
      add('redis-cache', whole, use.shards);
      if (nodes > 2) add('redis-cache', node, use.shards * (nodes - 2), 'further replicas');
    }
    return meters;
  },
});

/** What the tier of a cache follows from. */
type TierFields = 'tier' | 'memoryBytes' | 'shards' | 'replicas';

interface Named {
  readonly tier: string | undefined;
  readonly size: string;
}

/** Reads C1, standard-c1, Premium_P2, Balanced_B5, EnterpriseFlash_F300 … */
function sizeNamed(instance: string | undefined): Named | undefined {
  const match = /^(?:([a-z][a-z_-]*?)[-_ ])?([abcefmpx]\d+)$/.exec(instance?.toLowerCase() ?? '');
  return match ? { tier: match[1], size: match[2]! } : undefined;
}

function tierOf(
  use: Pick<CacheUse, TierFields>,
  named: Named | undefined,
  { warn }: Pick<ProductContext, 'warn'>,
): string {
  const known = ['basic', 'standard', 'premium'];
  const premiumSize = named?.size.startsWith('p');
  const asked = use.tier ?? named?.tier;
  if (asked === undefined) {
    const large = (use.memoryBytes ?? 0) > C_SIZES.at(-1)![1];
    if (premiumSize || (!named && (large || use.shards > 1 || use.replicas > 1))) return 'premium';
    return use.replicas > 0 ? 'standard' : 'basic';
  }
  if (!known.includes(asked))
    warn('tier-not-offered', { product: 'Azure Cache for Redis', found: asked, offered: known });
  if (named && premiumSize !== (asked === 'premium'))
    warn('size-not-offered', {
      product: `the ${asked} tier`,
      found: named.size.toUpperCase(),
      offered: 'C0 to C6 of basic or standard, P1 to P5 of premium',
    });
  return asked;
}

/** The smallest size with the memory of one node. */
function sizeFor(tier: string, use: CacheUse, context: ProductContext): string | undefined {
  const { instance, component, warn } = context;
  const option = (component.options as { instance?: unknown }).instance;
  const shape = typeof option === 'object' && option !== null ? (option as { memory?: number }) : undefined;
  const memory = use.memoryBytes ?? shape?.memory;
  if (memory === undefined) {
    if (instance === undefined)
      warn('instance-not-set', { what: 'a cache', needs: 'a size', example: 'C1 or memory: 6 GB' });
    else
      warn('size-not-offered', {
        product: 'Azure Cache for Redis',
        found: instance,
        offered: 'C0 to C6 and P1 to P5, such as C1',
      });
    return instance?.toLowerCase();
  }
  const found = (tier === 'premium' ? P_SIZES : C_SIZES).find(([, bytes]) => bytes >= memory)?.[0];
  if (found === undefined)
    warn('limit-exceeded', {
      what: `a ${tier} cache`,
      most: `${(tier === 'premium' ? P_SIZES : C_SIZES).at(-1)![1] / GIB} GB`,
      asked: `${Math.ceil(memory / GIB)} GB`,
      write: 'more shards with tier: premium',
    });
  return found ?? `${Math.ceil(memory / GIB)}gb`;
}
