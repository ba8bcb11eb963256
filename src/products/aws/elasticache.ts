/** Amazon ElastiCache: nodes by the hour, or a serverless cache by what it holds. */
import type { CacheUse } from '../../kinds/cache.ts';
import { meanNodes } from '../../kinds/nodes.ts';
import type { RateSource } from '../../billing/rate-table.ts';
import { memoryProblem } from '../cache-memory.ts';
import { defineProduct, toGb, type MeterUse, type ProductContext } from '../product.ts';
import { managedInstance, managedSizes, nodeHourMeters, unnamedNodes, tableOffers } from './managed-nodes.ts';
import { tableMeters } from '../table-meters.ts';
import { GIB } from '../../topology/quantity/bytes.ts';
import { moveCache } from '../move.ts';
import { CACHE } from '../../assumptions/published.ts';
import type { Figure } from '../../assumptions/figure.ts';

const TITLE = 'Amazon ElastiCache';

/**
 * Families that AWS calls previous generation. @see https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/CacheNodes.SupportedTypes.html (as recalled)
 */
const PREVIOUS_GENERATION = /^(cache\.)?(t1|m1|m2|m3|c1|r3)\./i;

/**
 * The least that a serverless cache is charged for, in GB. @see https://aws.amazon.com/elasticache/pricing/ (read
 * 2026-11)
 */
const LEAST_GB = { redis: 1, memcached: 1, valkey: 100 / 1024 } as const;

/**
 * Nodes on which Memcached has another maxmemory than Valkey and Redis, GiB. @see docs.aws.amazon.com AmazonElastiCache
 * ParameterGroups.Engine (read 2026-11)
 */
const MEMCACHED_GIB: Readonly<Record<string, number>> = {
  't3.medium': 3.285,
  'm1.small': 1.271,
  'm1.medium': 3.271,
  'm4.xlarge': 11.227,
  'm6g.8xlarge': 104.492,
  'c1.xlarge': 6.445,
  'r3.8xlarge': 117.773,
};

/** What a node may keep: its maxmemory, which is 80 to 98 % of what the EC2 type of that name has. */
function nodeMemory(
  instance: string | undefined,
  { engine }: Readonly<Record<string, unknown>>,
  rates: RateSource,
): number | undefined {
  const machine = instance?.toLowerCase().replace(/^cache\./, '');
  if (machine === undefined) return undefined;
  const own = engine === 'memcached' ? MEMCACHED_GIB[machine] : undefined;
  const gib = own ?? rates.instance('aws', machine)?.cacheMemoryGib;
  return gib === undefined ? undefined : gib * GIB;
}

function serverless(use: CacheUse, { monthHours }: ProductContext): readonly MeterUse[] {
  const { meters, add, push } = tableMeters('elasticache');
  const hours = use.runningShare * monthHours;
  // Memcached costs what Redis does, and the tables name that meter once.
  const engine = use.engine === 'valkey' ? 'valkey' : 'redis';
  add(`serverless-data-${engine}`, Math.max(LEAST_GB[use.engine], toGb(use.memoryBytes ?? 0)) * hours);
  push({
    type: 'direct',
    service: 'elasticache',
    label: `serverless-ecpu-${engine}`,
    unit: 'month',
    quantity: use.runningShare,
    price: undefined,
    reason: 'how many ECPUs the requests take is not known',
  });
  return meters;
}

/**
 * What a command takes by the size of the node. ElastiCache lets the other cores of a node read and write for the one
 * that executes commands, from four vCPUs on: two sizes are published, and those between lie on the power law through
 * them; more than sixteen are taken to do no more.
 */
function commandTime(vcpus: number): Figure | undefined {
  if (vcpus < 4) return undefined;
  const { elasticache4Vcpu, elasticache16Vcpu } = CACHE.redis;
  const power = Math.log(elasticache16Vcpu.value / elasticache4Vcpu.value) / Math.log(16 / 4);
  const rate = elasticache4Vcpu.value * (Math.min(16, vcpus) / 4) ** power;
  return {
    value: 1 / rate,
    unit: 's',
    conditions: `of ${Math.round(rate)} commands/s on ${vcpus} vCPU: ${elasticache4Vcpu.conditions}; ${elasticache16Vcpu.conditions}`,
    source: `${elasticache4Vcpu.source}; ${elasticache16Vcpu.source}`,
  };
}

export const elasticache = defineProduct<CacheUse>({
  name: 'elasticache',
  title: TITLE,
  provider: 'aws',
  kinds: ['cache'],
  defaultFor: ['cache'],
  aliases: ['aws-elasticache', 'aws_elasticache_cluster', 'aws_elasticache_replication_group'],
  freeZoneTransfer: {
    betweenNodes:
      'nothing is charged for what goes in and out of a cache node, only for what an instance sends and gets (aws.amazon.com/elasticache/faqs)',
  },
  oneSidedZoneTransfer:
    'charged on the instance’s side alone, not on the cache node’s (aws.amazon.com/elasticache/faqs)',
  offers: tableOffers('elasticache-redis', '', ' node'),
  sizes: ({ engine = 'redis' }, _, region, rates) =>
    managedSizes(`elasticache-${String(engine)}`, '', ' node', region, rates).map((size) => {
      const bytes = nodeMemory(size.name, { engine }, rates);
      return bytes === undefined ? size : { ...size, memoryGib: bytes / GIB };
    }),
  nodeMemory,
  check: ({ options }, rates) =>
    memoryProblem(options as { instance?: unknown; memory?: number }, TITLE, (instance) =>
      nodeMemory(instance, options as Readonly<Record<string, unknown>>, rates),
    ),
  ignores: ['os'],
  sla({ engine, tier, replicas, instance }, zones) {
    if (String(tier).toLowerCase() === 'serverless') return { service: 'elasticache', scope: 'multi-az' };
    // Nothing fails over without a replica in another zone, and Memcached has none.
    if (engine === 'memcached' || !(Number(replicas ?? 0) >= 1 && zones >= 2))
      return { service: 'elasticache', scope: 'single-az' };
    const isOld = typeof instance === 'string' && PREVIOUS_GENERATION.test(instance);
    return { service: 'elasticache', scope: isOld ? 'multi-az-previous-generation' : 'multi-az' };
  },
  translate: moveCache,
  commandTime,
  focus: {
    elasticache: ['Amazon ElastiCache', 'caching'],
    'elasticache-memcached': ['Amazon ElastiCache', 'caching'],
    'elasticache-redis': ['Amazon ElastiCache', 'caching'],
    'elasticache-valkey': ['Amazon ElastiCache', 'caching'],
  },
  source: 'https://aws.amazon.com/elasticache/pricing/ (read 2026-11)',
  meters(use, context) {
    const { instance, warn } = context;
    if (use.tier === 'serverless') return serverless(use, context);
    if (use.tier !== undefined) warn('tier-not-offered', { product: 'ElastiCache', found: use.tier });
    const service = `elasticache-${use.engine}`;
    const nodes = Math.max(use.nodes.shares.length > 0 ? use.shards * (1 + use.replicas) : 0, meanNodes(use.nodes));
    if (instance === undefined)
      return unnamedNodes(TITLE, service, nodes, use.runningShare, 'cache.m7g.large', context);
    const meter = `${managedInstance(instance, 'cache')} node`;
    return nodeHourMeters(TITLE, [{ service, meter, nodes }], use.nodes, context);
  },
});
