/** A managed key–value or document store with capacity units (DynamoDB, Cosmos DB, Firestore, Bigtable). */
import { KV_STORE, WIDE_COLUMN } from '../assumptions/published.ts';
import { choice, count, monthAmount, number, optional, share, size, type FieldsOutput } from '../topology/fields.ts';
import { assumed, type Figure, type SpreadFigure } from '../assumptions/figure.ts';
import type { Component, Provider } from '../topology/model.ts';
import { passing } from './fleet.ts';
import { defineKind, type Detail, type Load } from './kind.ts';
import { operationsOf } from './operations.ts';
import type { LimitPlan, PerformContext } from './performance.ts';
import { delay, peakFactor } from './steps.ts';
import { KIB } from '../topology/quantity/bytes.ts';

const fields = {
  mode: optional(
    choice(
      ['on-demand', 'provisioned', 'autoscale'],
      'How capacity is bought (default on-demand; serverless on Cosmos DB).',
    ),
  ),
  storage: optional(size('Stored.')),
  item_size: optional(size('Size of an item (default: the payload of the calls, else 1 KB).')),
  read_ratio: optional(share('Share of requests that read.')),
  consistency: optional(choice(['strong', 'eventual', 'transactional'], 'Consistency of reads (default eventual).')),
  read_capacity: optional(number('Provisioned read units per second.')),
  write_capacity: optional(number('Provisioned write units per second.')),
  request_units: optional(number('Cosmos DB: provisioned request units per second.')),
  regions: optional(count('Regions that hold a copy (default 1).', 1)),
  multi_write: optional(choice(['single', 'multi'], 'Cosmos DB: regions that take writes (default single).')),
  nodes: optional(count('Bigtable: nodes.', 1)),
  disk: optional(choice(['ssd', 'hdd'], 'Bigtable: storage (default ssd).')),
} as const;

export type KvStoreOptions = FieldsOutput<typeof fields>;

export interface KvStoreUse {
  readonly mode: 'on-demand' | 'provisioned' | 'autoscale';
  readonly consistency: 'strong' | 'eventual' | 'transactional';
  readonly storedBytes: number;
  readonly readBytesPerItem: number;
  readonly writeBytesPerItem: number;
  /** A month. */
  readonly reads: number;
  readonly writes: number;
  readonly deletes: number;
  /** In the busiest hour, per second. */
  readonly peakReadsPerSecond: number;
  readonly peakWritesPerSecond: number;
  readonly readCapacity: number | undefined;
  readonly writeCapacity: number | undefined;
  readonly requestUnits: number | undefined;
  readonly regions: number;
  readonly multiWrite: boolean;
  readonly nodes: number | undefined;
  readonly disk: 'ssd' | 'hdd';
  readonly runningShare: number;
}

const LATENCY: Readonly<Record<Provider, SpreadFigure>> = {
  aws: KV_STORE.dynamodb,
  azure: KV_STORE.cosmos,
  gcp: KV_STORE.firestore,
};

/** Bytes of an item that a unit of capacity covers, where units have a size. @see docs.aws.amazon.com/amazondynamodb, read-write-operations */
const UNIT_BYTES: Readonly<Partial<Record<Provider, { readonly read: number; readonly write: number }>>> = {
  aws: { read: 4 * KIB, write: KIB },
};
const UNITS_PER_READ = { eventual: 0.5, strong: 1, transactional: 2 } as const;

/** Read or write units of a second that a table of DynamoDB has, unless more are asked for, however they are paid. */
const TABLE_UNITS: Figure = {
  value: 40_000,
  unit: '/s',
  conditions: 'read units, and as many write units, of a table by default in most regions',
  source: 'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html',
};
const CONTAINER_UNITS: Figure = {
  value: 1_000_000,
  unit: '/s',
  conditions: 'request units of a container; raised on request',
  source: 'https://learn.microsoft.com/azure/cosmos-db/concepts-limits',
};
const COSMOS_UNITS = 'https://learn.microsoft.com/azure/cosmos-db/optimize-cost-reads-writes';
/** Request units of Cosmos DB: of a point read by the item's size, and of a write beside it. */
const READ_1KB: Figure = { value: 1, unit: 'RU', conditions: 'point read of an item of 1 KB', source: COSMOS_UNITS };
const READ_100KB: Figure = { value: 10, unit: 'RU', conditions: 'point read of one of 100 KB', source: COSMOS_UNITS };
const WRITE_FACTOR: Figure = assumed(
  5,
  '1',
  'request units of a write beside those of a read of the same item, indexed by default',
  `about that, for 1 KB (${COSMOS_UNITS})`,
);
/** What one partition gives: keys that share one have no more, however much the table has. */
const PARTITION = { read: KV_STORE.dynamodbPartitionReads, write: KV_STORE.dynamodbPartitionWrites } as const;

/** What the peak reads and writes a second, and the bytes of one item. */
interface Peak {
  readonly reads: number;
  readonly writes: number;
  readonly bytesPerRead: number;
  readonly bytesPerWrite: number;
}

function peakOf({ options, usage }: Component<KvStoreOptions>, load: Load, context: PerformContext): Peak {
  const operations = operationsOf(load, options.read_ratio, context.warn);
  const factor = peakFactor(load);
  const monthly = (amount: number | undefined) => (amount ?? 0) / context.monthSeconds;
  // Items of which nothing is known have 1 KB, as in the bill.
  const bytes = (payload: number) => options.item_size ?? (payload > 0 ? payload : KIB);
  return {
    reads: (operations.reads + operations.lists) * factor + monthly(usage.reads),
    writes: (operations.writes + operations.deletes) * factor + monthly(usage.writes) + monthly(usage.deletes),
    bytesPerRead: bytes(operations.bytesPerRead),
    bytesPerWrite: bytes(operations.bytesPerWrite),
  };
}

interface Capacity {
  readonly limits: readonly LimitPlan[];
  readonly details: Readonly<Record<string, Detail>>;
}

const unitLimit = (resource: string, capacity: number, use: number, source: string): LimitPlan => ({
  resource,
  unit: '/s',
  capacity,
  use,
  source,
});

/** The largest share of the load that may go to one partition before that is full, whatever the table has. */
const hotPartition = (...parts: readonly (readonly [capacity: number, use: number])[]): Detail => ({
  value: Math.min(1, ...parts.map(([capacity, use]) => (use > 0 ? capacity / use : 1))),
  unit: 'share',
});

/**
 * Read and write units of DynamoDB against what the table has: an item takes one for each 4 KB that are read (half of it where
 * an older answer will do, twice as much in a transaction) and one for each KB that is written.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
 */
function readAndWriteUnits(component: Component<KvStoreOptions>, load: Load, context: PerformContext): Capacity {
  const { options, provider } = component;
  const peak = peakOf(component, load, context);
  const unit = UNIT_BYTES[provider];
  const isTransaction = options.consistency === 'transactional';
  const units = (bytes: number, size: number) => Math.max(1, Math.ceil(bytes / size - 1e-9));
  const perRead = unit ? units(peak.bytesPerRead, unit.read) * UNITS_PER_READ[options.consistency ?? 'eventual'] : 1;
  const perWrite = unit ? units(peak.bytesPerWrite, unit.write) * (isTransaction ? 2 : 1) : 1;
  const reads = peak.reads * perRead;
  const writes = peak.writes * perWrite;
  const isOnDemand = (options.mode ?? 'on-demand') === 'on-demand';
  const limit = (what: 'read' | 'write', chosen: number | undefined, use: number): LimitPlan[] => {
    const resource = `${what} capacity`;
    if (!isOnDemand && chosen !== undefined) return [unitLimit(resource, chosen, use, `the file: ${what}_capacity`)];
    if (provider !== 'aws') return [];
    return [unitLimit(resource, context.assume(`${what} units of a table`, TABLE_UNITS), use, TABLE_UNITS.source)];
  };
  const limits = [...limit('read', options.read_capacity, reads), ...limit('write', options.write_capacity, writes)];
  if (provider !== 'aws') return { limits, details: {} };
  return {
    limits,
    details: {
      read_units: { value: reads, unit: '/s' },
      write_units: { value: writes, unit: '/s' },
      hot_partition: hotPartition(
        [context.assume('read units of a partition', PARTITION.read), reads],
        [context.assume('write units of a partition', PARTITION.write), writes],
      ),
    },
  };
}

/**
 * Request units of Cosmos DB against what the container has: of a read linear between the two published sizes and beyond, twice
 * as many where it must be the latest; of a write five times those of a read.
 */
function requestUnits(component: Component<KvStoreOptions>, load: Load, context: PerformContext): Capacity {
  const { options } = component;
  const peak = peakOf(component, load, context);
  const small = context.assume('request units of a read of 1 KB', READ_1KB);
  const large = context.assume('request units of a read of 100 KB', READ_100KB);
  const ofItem = (bytes: number) => small + (Math.max(0, bytes / KIB - 1) * (large - small)) / 99;
  const perRead = ofItem(peak.bytesPerRead) * (options.consistency === 'strong' ? 2 : 1);
  const perWrite = ofItem(peak.bytesPerWrite) * context.assume('write beside a read', WRITE_FACTOR);
  const use = peak.reads * perRead + peak.writes * perWrite;
  const isBought = (options.mode ?? 'on-demand') !== 'on-demand' && options.request_units !== undefined;
  return {
    limits: [
      isBought
        ? unitLimit('request units', options.request_units!, use, 'the file: request_units')
        : unitLimit(
            'request units',
            context.assume('request units of a container', CONTAINER_UNITS),
            use,
            CONTAINER_UNITS.source,
          ),
    ],
    details: {
      request_units: { value: use, unit: '/s' },
      hot_partition: hotPartition([context.assume('request units of a partition', KV_STORE.cosmosPartition), use]),
    },
  };
}

export const kvStore = defineKind<KvStoreOptions, KvStoreUse>({
  name: 'kv-store',
  summary: 'A managed key–value or document store with capacity units.',
  fields,
  nodes: false,
  usage: {
    reads: optional(monthAmount('Items read.')),
    writes: optional(monthAmount('Items written.')),
    deletes: optional(monthAmount('Items deleted.')),
  },
  placement: 'regional',
  inside: true,
  /**
   * An item is read or written in the time that the provider publishes, as long as there are capacity units for it. Rows of
   * Bigtable are a quota of its nodes.
   */
  perform(component, load, context) {
    const { options, provider } = component;
    // A store that is bought by the node is Bigtable.
    const isBigtable = options.nodes !== undefined;
    const latency = isBigtable ? WIDE_COLUMN.bigtable : LATENCY[provider];
    const steps = [delay(context.assumeTime('one item read or written', latency))];
    if (isBigtable || load.peakRate === 0) return passing(steps);
    const { limits, details } = (provider === 'azure' ? requestUnits : readAndWriteUnits)(component, load, context);
    return { ...passing(steps, limits), details };
  },
  consume({ options, usage, runningShare }, load, { monthSeconds, warn }) {
    const operations = operationsOf(load, options.read_ratio, warn);
    const peakFactor = load.arrivalRate > 0 ? load.peakRate / load.arrivalRate : 1;
    const bytes = (payload: number) => options.item_size ?? (payload > 0 ? payload : KIB);
    return {
      mode: options.mode ?? 'on-demand',
      consistency: options.consistency ?? 'eventual',
      storedBytes: options.storage ?? 0,
      readBytesPerItem: bytes(operations.bytesPerRead),
      writeBytesPerItem: bytes(operations.bytesPerWrite),
      reads: (operations.reads + operations.lists) * monthSeconds + (usage.reads ?? 0),
      writes: operations.writes * monthSeconds + (usage.writes ?? 0),
      deletes: operations.deletes * monthSeconds + (usage.deletes ?? 0),
      peakReadsPerSecond: (operations.reads + operations.lists) * peakFactor + (usage.reads ?? 0) / monthSeconds,
      peakWritesPerSecond:
        (operations.writes + operations.deletes) * peakFactor +
        ((usage.writes ?? 0) + (usage.deletes ?? 0)) / monthSeconds,
      readCapacity: options.read_capacity,
      writeCapacity: options.write_capacity,
      requestUnits: options.request_units,
      regions: options.regions ?? 1,
      multiWrite: options.multi_write === 'multi',
      nodes: options.nodes,
      disk: options.disk ?? 'ssd',
      runningShare,
    };
  },
});
