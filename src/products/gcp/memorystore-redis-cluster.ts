/** Memorystore for Redis Cluster (and for Valkey): nodes by the hour. */
import type { CacheUse } from '../../kinds/cache.ts';
import { memoryProblem } from '../cache-memory.ts';
import { defineProduct } from '../product.ts';
import { addInstanceHours, unnamedInstances } from './bought-hours.ts';
import { hyphened, tableMeters } from '../table-meters.ts';
import { GIB } from '../../topology/quantity/bytes.ts';
import { moveCache } from '../move.ts';

/** Node types. @see https://cloud.google.com/memorystore/docs/cluster/cluster-shard-specification (read 2026-11) */
const TYPES = ['shared-core-nano', 'standard-small', 'highmem-medium', 'highmem-xlarge'];
/** Memory and vCPUs of each. Same page (as recalled). */
const SIZES = [
  { type: 'shared-core-nano', memoryGib: 1.4, burstable: true },
  { type: 'standard-small', memoryGib: 6.5, vcpu: 2 },
  { type: 'highmem-medium', memoryGib: 13, vcpu: 2 },
  { type: 'highmem-xlarge', memoryGib: 58, vcpu: 8 },
] as const;

/** A node type without what may stand before it: redis-highmem-medium, node-highmem-medium, REDIS_HIGHMEM_MEDIUM. */
const nodeType = (instance: string) => hyphened(instance).replace(/^(redis|valkey|node)-/, '');

const nodeMemory = (instance: string | undefined): number | undefined => {
  const size = instance === undefined ? undefined : SIZES.find(({ type }) => type === nodeType(instance));
  return size && size.memoryGib * GIB;
};

export const memorystoreRedisCluster = defineProduct<CacheUse>({
  name: 'memorystore-redis-cluster',
  title: 'Memorystore for Redis Cluster',
  provider: 'gcp',
  kinds: ['cache'],
  defaultFor: [],
  suits: ({ instance }) => typeof instance === 'string' && TYPES.includes(nodeType(instance)),
  aliases: ['gcp-redis-cluster', 'google_redis_cluster'],
  freeZoneTransfer: {
    betweenNodes:
      'replication between the nodes of a cluster is not charged (cloud.google.com/memorystore/docs/cluster/pricing)',
  },
  sizes: ({ engine = 'redis' }, _, region, rates) =>
    SIZES.map(({ type, ...size }) => {
      const service = engine === 'redis' ? 'memorystore-redis-cluster' : `memorystore-${String(engine)}`;
      const price = rates.rate('gcp', service, region, `node-${type}`)?.tiers[0]?.price;
      return {
        name: type,
        fields: { instance: type },
        ...size,
        usdPerHour: price === undefined ? undefined : Number(price),
      };
    }),
  nodeMemory,
  isSize: (instance) => TYPES.includes(nodeType(instance)),
  check: ({ options }) =>
    memoryProblem(options as { instance?: unknown; memory?: number }, 'Memorystore for Redis Cluster', nodeMemory),
  // A zone that fails takes shards without replicas along: those are in one zone each.
  sla({ engine = 'redis', replicas = 0 }, zones) {
    if (engine !== 'redis') return undefined;
    const scope = zones >= 2 && Number(replicas) >= 1 ? 'multi-zone' : 'single-zone';
    return { service: 'memorystore-redis-cluster', scope };
  },
  sharded: true,
  translate: moveCache,
  focus: {
    'memorystore-redis-cluster': ['Memorystore for Redis Cluster', 'caching'],
    'memorystore-valkey': ['Memorystore for Valkey', 'caching'],
  },
  source: 'https://cloud.google.com/memorystore/docs/cluster/pricing (read 2026-11)',
  meters(use, context) {
    // Valkey has the same node types and a price list of its own.
    const service = use.engine === 'redis' ? 'memorystore-redis-cluster' : `memorystore-${use.engine}`;
    const list = tableMeters(service);
    const { instance, warn } = context;
    const instances = use.shards * (1 + use.replicas);
    const { runningShare } = use;
    const types = TYPES.join(', ');
    if (instance === undefined) {
      warn('instance-not-set', {
        what: 'Memorystore for Redis Cluster',
        needs: 'a node type',
        example: `one of ${types}`,
      });
      list.push(unnamedInstances(service, { instances, runningShare, reason: 'the file names no node type' }, context));
      return list.meters;
    }
    const type = nodeType(instance);
    if (!TYPES.includes(type))
      warn('size-not-offered', { product: 'Memorystore for Redis Cluster', found: instance, offered: types });
    addInstanceHours([{ instances, hour: [{ meter: `node-${type}`, units: 1 }] }], use.nodes, context, list);
    return list.meters;
  },
});
