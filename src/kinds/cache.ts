/** Redis or Memcached: shards and replicas, with a hit ratio where it stands in front of something. */
import { CACHE } from '../assumptions/published.ts';
import { choice, count, duration, optional, share, size, text, type FieldsOutput } from '../topology/fields.ts';
import { hottestShardShare } from '../models/traffic/che.ts';
import { hitRatio, hitRatioDetail, hitRatioFields, missShare } from './hit-ratio.ts';
import { defineKind, type KindContext } from './kind.ts';
import { nodeUse, type NodeOptions, type NodeUse } from './nodes.ts';
import { writtenBytes } from './operations.ts';
import { byClass, CALLS, nodeStations, visit } from './steps.ts';

const fields = {
  engine: optional(choice(['redis', 'memcached', 'valkey'], 'Engine (default redis).')),
  shards: optional(count('Shards (default 1).', 1)),
  replicas: optional(count('Replicas of each shard (default 0).')),
  ...hitRatioFields,
  memory: optional(size('Memory of one node (default: the instance’s).')),
  tier: optional(
    text('Azure: basic, standard, premium; Google: basic, standard (default: standard with replicas, else basic).'),
  ),
  ttl: optional(duration('Time to live of an entry.')),
  read_ratio: optional(share('Share of requests that read.')),
} as const;

export type CacheOptions = FieldsOutput<typeof fields> & NodeOptions;

export interface CacheUse {
  readonly engine: 'redis' | 'memcached' | 'valkey';
  readonly shards: number;
  readonly replicas: number;
  readonly tier: string | undefined;
  /** Memory of one node, where the file gives it. */
  readonly memoryBytes: number | undefined;
  readonly runningShare: number;
  readonly nodes: NodeUse;
}

/** Shards, over which the keys are spread; the nodes of a Memcached cluster are counted as such. */
const shardsOf = (options: CacheOptions): number => options.shards ?? options.count ?? 1;

/** Memory of all shards together, which hold the entries once. */
function memoryOf(options: CacheOptions, context: KindContext): number | undefined {
  const each = options.memory ?? context.memoryBytes;
  return each === undefined ? undefined : each * shardsOf(options);
}

export const cache = defineKind<CacheOptions, CacheUse>({
  name: 'cache',
  summary: 'Redis or Memcached: shards, replicas, hit ratio.',
  fields,
  nodes: true,
  usage: {},
  placement: 'zonal',
  inside: true,
  unused: ['ttl'],
  carry: (component, context) =>
    component.calls.length === 0 ? 1 : missShare(component.options, memoryOf(component.options, context), context.warn),
  /**
   * Keys hash to shards, so that nobody chooses between them. Redis and Valkey execute commands one after the other,
   * however many vCPUs a node has; Memcached uses all of them. Replicas stand by.
   */
  perform(component, load, context) {
    const { options } = component;
    const shards = shardsOf(options);
    const { cpu, cv } = options.engine === 'memcached' ? CACHE.memcached : CACHE.redis;
    const node = nodeStations(component, context, options.engine === 'memcached' ? {} : { servers: 1 });
    const published = { typical: cpu, cv };
    const share = options.catalog && shards > 1 ? hottestShardShare({ ...options.catalog, shards }) : undefined;
    const hits = component.calls.length === 0 ? undefined : hitRatio(options, memoryOf(options, context));
    const busy = load.classes.reduce(
      (sum, { requestClass, peakRate }) => sum + peakRate * context.cpuTime(requestClass.name, published).mean,
      0,
    );
    return {
      tiers: [{ nodes: shards, dispatch: 'random', threads: options.threads, stations: node.stations }],
      // The shard with the most popular key is full before the others.
      ...(share !== undefined && {
        limits: [
          {
            resource: 'hottest shard',
            unit: 'CPU seconds/s',
            capacity: node.stations[0]?.servers ?? 1,
            use: busy * share,
            source: 'Zipf popularity of the catalogue, keys hashed to shards',
          },
        ],
      }),
      details: {
        ...(share !== undefined && { hottest_shard_share: { value: share, unit: 'share' } }),
        // What the origin gets on top at the peak when the cache is lost or emptied.
        ...(hits !== undefined && { surge_if_lost: { value: load.peakRate * hits, unit: '/s' } }),
      },
      work: byClass((requestClass) => [
        visit(0, [
          node.cpu(context.cpuTime(requestClass, published)),
          ...node.disk(context.diskOperations(requestClass)),
        ]),
        CALLS,
      ]),
    };
  },
  details: ({ options }, _, context) => hitRatioDetail(options, memoryOf(options, context)),
  nodeCount: (options) => shardsOf(options) * (1 + (options.replicas ?? 0)),
  consume(component, load, context) {
    const { options } = component;
    const shards = shardsOf(options);
    const replicas = options.replicas ?? 0;
    return {
      engine: options.engine ?? 'redis',
      shards,
      replicas,
      tier: options.tier?.toLowerCase(),
      memoryBytes: options.memory,
      runningShare: component.runningShare,
      nodes: nodeUse(component, load, context, Math.max(shards * (1 + replicas), options.count ?? 0)),
    };
  },
  innerTraffic({ name, options, zones }, load) {
    const replicas = options.replicas ?? 0;
    if (replicas === 0) return [];
    const writeBytes = writtenBytes(load, options.read_ratio);
    return [
      {
        label: `replicate within ${name}`,
        betweenNodes: true,
        zoneCrossingBytesPerSecond: zones > 1 ? writeBytes * replicas : 0,
      },
    ];
  },
});
