/** Amazon ElastiCache: nodes by the hour, or a serverless cache by what it holds. */
import type { CacheUse } from '../../kinds/cache.ts';
import { meanNodes } from '../../kinds/nodes.ts';
import { defineProduct, toGb, type MeterUse, type ProductContext } from '../product.ts';
import { managedInstance, managedSizes, nodeHourMeters, unnamedNodes, tableOffers } from './managed-nodes.ts';
import { tableMeters } from '../table-meters.ts';

const TITLE = 'Amazon ElastiCache';

/** Families that AWS calls previous generation. @see https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/CacheNodes.SupportedTypes.html (as recalled) */
const PREVIOUS_GENERATION = /^(cache\.)?(t1|m1|m2|m3|c1|r3)\./i;

/** The least that a serverless cache is charged for, in GB. @see https://aws.amazon.com/elasticache/pricing/ (read 2026-11) */
const LEAST_GB = { redis: 1, memcached: 1, valkey: 100 / 1024 } as const;

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
  offers: tableOffers('elasticache-redis', '', ' node'),
  sizes: ({ engine = 'redis' }, _, region, rates) =>
    managedSizes(`elasticache-${String(engine)}`, '', ' node', region, rates),
  ignores: ['os'],
  sla({ engine, tier, replicas, instance }, zones) {
    if (String(tier).toLowerCase() === 'serverless') return { service: 'elasticache', scope: 'multi-az' };
    // Nothing fails over without a replica in another zone, and Memcached has none.
    if (engine === 'memcached' || !(Number(replicas ?? 0) >= 1 && zones >= 2))
      return { service: 'elasticache', scope: 'single-az' };
    const isOld = typeof instance === 'string' && PREVIOUS_GENERATION.test(instance);
    return { service: 'elasticache', scope: isOld ? 'multi-az-previous-generation' : 'multi-az' };
  },
  source: 'https://aws.amazon.com/elasticache/pricing/ (read 2026-11)',
  meters(use, context) {
    const { instance, warn } = context;
    if (use.tier === 'serverless') return serverless(use, context);
    if (use.tier !== undefined) warn(`ElastiCache has no tier "${use.tier}"`, 'leave tier out, or write serverless');
    const service = `elasticache-${use.engine}`;
    const nodes = Math.max(use.nodes.shares.length > 0 ? use.shards * (1 + use.replicas) : 0, meanNodes(use.nodes));
    if (instance === undefined)
      return unnamedNodes(TITLE, service, nodes, use.runningShare, 'cache.m7g.large', context);
    const meter = `${managedInstance(instance, 'cache')} node`;
    return nodeHourMeters(TITLE, [{ service, meter, nodes }], use.nodes, context);
  },
});
