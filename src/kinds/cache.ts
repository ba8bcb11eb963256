/** Redis or Memcached: shards and replicas, with a hit ratio where it stands in front of something. */
import type { Figure } from '../assumptions/figure.ts';
import { FAILOVER } from '../assumptions/failures.ts';
import { CACHE } from '../assumptions/published.ts';
import { choice, count, duration, flag, optional, share, size, text, type FieldsOutput } from '../topology/fields.ts';
import { hottestObjectShare, hottestShardShare } from '../models/traffic/che.ts';
import { expiringHitRatio } from '../models/traffic/lru-ttl.ts';
import { hitRatio, hitRatioDetail, hitRatioFields, missShare, type Expiry } from './hit-ratio.ts';
import { defineKind, type Detail, type KindContext, type Load } from './kind.ts';
import { nodeUse, type NodeOptions, type NodeUse } from './nodes.ts';
import { operationsOf, warnUndecided, writtenBytes } from './operations.ts';
import type { Component } from '../topology/model.ts';
import type { PerformContext, Work } from './performance.ts';
import { byClass, CALLS, mixed, nodeStations, peakFactor, repeated, unawaited, visit } from './steps.ts';

const fields = {
  engine: optional(choice(['redis', 'memcached', 'valkey'], 'Engine (default redis).')),
  shards: optional(count('Shards (default 1).', 1, 10_000)),
  replicas: optional(count('Replicas of each shard (default 0).', 0, 100)),
  read_from_replicas: optional(
    flag(
      'Whether replicas answer reads beside their primary, which may be out of date (default false: they stand by).',
    ),
  ),
  ...hitRatioFields,
  memory: optional(size('Memory of one node (default: the instance’s).')),
  tier: optional(
    text('Azure: basic, standard, premium; Google: basic, standard (default: standard with replicas, else basic).'),
  ),
  ttl: optional(
    duration('Time to live of an entry after it was fetched: fewer hits, where they follow from a catalog.'),
  ),
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

const NO_WARNING = (): void => {};

/** When entries expire and how often they are read till then; undefined where that decides nothing. */
function expiryOf({ ttl, hit_ratio: given, catalog, read_ratio: readRatio }: CacheOptions, load: Load) {
  if (ttl === undefined || given !== undefined || !catalog) return undefined;
  const { reads, lists } = operationsOf(load, readRatio ?? 1, NO_WARNING);
  return reads + lists > 0 ? { ttlSeconds: ttl, rate: reads + lists } : undefined;
}

/**
 * What expiry brings at the peak. Requests for one key that come while it is fetched anew all miss: as many as its rate
 * times what the origin takes to answer, which is not known here.
 */
function expiryDetails(
  options: CacheOptions,
  memoryBytes: number | undefined,
  expiry: Expiry | undefined,
  load: Load,
): Readonly<Record<string, Detail>> {
  if (!expiry || !options.catalog) return {};
  const { objects, zipf, mean_size: meanSize } = options.catalog;
  const atPeak = { ...expiry, rate: expiry.rate * peakFactor(load) };
  return {
    hottest_key_rate: { value: atPeak.rate * hottestObjectShare(options.catalog), unit: '/s' },
    ...(memoryBytes !== undefined && {
      expiry_rate: {
        value: expiringHitRatio({ objects, zipf, capacity: memoryBytes / meanSize, ...atPeak }).expiries,
        unit: '/s',
      },
    }),
  };
}

/** Replicas of each shard that answer reads. */
const readingReplicas = ({ read_from_replicas: isRead, replicas }: CacheOptions): number =>
  isRead ? (replicas ?? 0) : 0;

/** What a command takes: of one core, or of a node whose other cores help. */
const commandTime = ({ options }: Component<CacheOptions>, { vcpus, sold }: PerformContext): Figure =>
  options.engine === 'memcached'
    ? CACHE.memcached.cpu
    : ((vcpus === undefined ? undefined : sold.commandTime?.(vcpus)) ?? CACHE.redis.cpu);

export const cache = defineKind<CacheOptions, CacheUse>({
  name: 'cache',
  summary: 'Redis or Memcached: shards, replicas, hit ratio.',
  fields,
  nodes: true,
  usage: {},
  placement: 'zonal',
  inside: true,
  carry: (component, context) =>
    component.calls.length === 0 ? 1 : missShare(component.options, memoryOf(component.options, context), context.warn),
  carryAt({ options, calls }, load, context) {
    const expiry = calls.length === 0 ? undefined : expiryOf(options, load);
    return expiry && missShare(options, memoryOf(options, context), context.warn, expiry);
  },
  /**
   * Keys hash to shards, so that nobody chooses between them. Redis and Valkey execute commands one after the other,
   * however many vCPUs a node has; Memcached uses all of them.
   *
   * Replicas stand by, or take reads in turn with their primary: any node of a shard is asked as often. Each of them
   * carries out every write of its shard again, which nobody waits for; it arrives in a stream, as in a pipeline.
   */
  perform(component, load, context) {
    const { options } = component;
    const shards = shardsOf(options);
    const replicas = readingReplicas(options);
    const memoryBytes = memoryOf(options, context);
    const expiry = expiryOf(options, load);
    if (replicas > 0) warnUndecided(load, options.read_ratio, context.warn);
    if (options.ttl !== undefined && options.hit_ratio === undefined && !options.catalog && component.calls.length > 0)
      context.warn('ttl-without-catalog');
    const { cv } = options.engine === 'memcached' ? CACHE.memcached : CACHE.redis;
    const cpu = commandTime(component, context);
    const node = nodeStations(component, context, options.engine === 'memcached' ? {} : { servers: 1 });
    const published = { typical: cpu, cv };
    const share = options.catalog && shards > 1 ? hottestShardShare({ ...options.catalog, shards }) : undefined;
    const hits = component.calls.length === 0 ? undefined : hitRatio(options, memoryBytes, expiry);
    const readsOf = (requestClass: string) => context.readShare(requestClass, options.read_ratio, 1);
    // Of the primaries: they do all but the reads that their replicas take.
    const busy = load.classes.reduce((sum, { requestClass: { name }, peakRate }) => {
      const own = replicas === 0 ? 1 : 1 - (readsOf(name) * replicas) / (1 + replicas);
      return sum + peakRate * own * context.cpuTime(name, published).mean;
    }, 0);
    const tier = { dispatch: 'random', threads: options.threads, stations: node.stations } as const;
    const served = (on: number, requestClass: string): readonly Work[] => [
      visit(on, [
        node.cpu(context.cpuTime(requestClass, published)),
        ...node.disk(context.diskOperations(requestClass)),
      ]),
    ];
    const applied = (requestClass: string): readonly Work[] => {
      const again = { typical: CACHE.redis.cpuOfPipelinedSet, cv: CACHE.redis.cv };
      const time = context.cpuTime(requestClass, again, 'CPU time of a replicated write');
      return unawaited(repeated(replicas, [visit(1, [node.cpu(time)])]));
    };
    return {
      tiers: [
        { nodes: shards, ...tier },
        ...(replicas > 0 ? [{ name: 'replica', nodes: shards * replicas, ...tier }] : []),
      ],
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
        ...expiryDetails(options, memoryBytes, expiry, load),
      },
      work: byClass((requestClass) => {
        if (replicas === 0) return [...served(0, requestClass), CALLS];
        const reads = readsOf(requestClass);
        const read = mixed(1 / (1 + replicas), served(0, requestClass), served(1, requestClass));
        const write = reads < 1 ? [...served(0, requestClass), ...applied(requestClass)] : [];
        return [...mixed(reads, read, write), CALLS];
      }),
    };
  },
  details: ({ options }, load, context) => hitRatioDetail(options, memoryOf(options, context), expiryOf(options, load)),
  check({ options }) {
    if (!options.read_from_replicas || (options.replicas && options.engine !== 'memcached')) return [];
    const hasNone = options.engine === 'memcached' ? 'Memcached has no replicas' : 'there are no replicas to read from';
    return [{ field: 'read_from_replicas', message: hasNone, fix: 'give replicas: 1, with redis or valkey' }];
  },
  /** Each shard needs one of its nodes. Without it requests go on to what it calls, where that can carry them. */
  fail({ calls, options }, _, context) {
    const shards = shardsOf(options);
    const copies = 1 + (options.replicas ?? 0);
    const seconds =
      context.failover ??
      (copies > 1
        ? context.assume(
            'until a replica is the primary',
            context.selfManaged ? FAILOVER.redisSentinel : FAILOVER.managedCache,
          )
        : undefined);
    return {
      groups: [{ name: 'nodes', nodes: shards * copies, keeps: { as: 'shards', shards } }],
      takeover: copies > 1 && seconds !== undefined ? { seconds, nodes: shards, share: 1 / shards } : undefined,
      isBypassed: calls.length > 0,
      partition: { writes: 'primary' },
    };
  },
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
