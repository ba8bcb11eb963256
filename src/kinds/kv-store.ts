/** A managed key–value or document store with capacity units (DynamoDB, Cosmos DB, Firestore, Bigtable). */
import { KV_STORE, WIDE_COLUMN } from '../assumptions/published.ts';
import { choice, count, monthAmount, number, optional, share, size, type FieldsOutput } from '../topology/fields.ts';
import type { SpreadFigure } from '../assumptions/figure.ts';
import type { Component, Provider } from '../topology/model.ts';
import { passing } from './fleet.ts';
import { defineKind, type KindContext, type Load } from './kind.ts';
import { operationsOf } from './operations.ts';
import type { LimitPlan } from './performance.ts';
import { delay, peakFactor } from './steps.ts';

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

const KIB = 2 ** 10;
/** Bytes of an item that a unit of capacity covers, where units have a size. @see docs.aws.amazon.com/amazondynamodb, read-write-operations */
const UNIT_BYTES: Readonly<Partial<Record<Provider, { readonly read: number; readonly write: number }>>> = {
  aws: { read: 4 * KIB, write: KIB },
};
const UNITS_PER_READ = { eventual: 0.5, strong: 1, transactional: 2 } as const;

/** Capacity that the file provisions against what the peak reads and writes. */
function capacityLimits(component: Component<KvStoreOptions>, load: Load, context: KindContext): LimitPlan[] {
  const { options, usage, provider } = component;
  if ((options.mode ?? 'on-demand') === 'on-demand') return [];
  const operations = operationsOf(load, options.read_ratio, context.warn);
  const factor = peakFactor(load);
  const monthly = (amount: number | undefined) => (amount ?? 0) / context.monthSeconds;
  const unit = UNIT_BYTES[provider];
  // Items of which nothing is known have 1 KB, as in the bill.
  const units = (payload: number, bytes: number) =>
    Math.max(1, Math.ceil((options.item_size ?? (payload > 0 ? payload : KIB)) / bytes - 1e-9));
  const perRead = unit
    ? units(operations.bytesPerRead, unit.read) * UNITS_PER_READ[options.consistency ?? 'eventual']
    : 1;
  const isTransaction = options.consistency === 'transactional';
  const perWrite = unit ? units(operations.bytesPerWrite, unit.write) * (isTransaction ? 2 : 1) : 1;
  const reads = (operations.reads + operations.lists) * factor + monthly(usage.reads);
  const writes = (operations.writes + operations.deletes) * factor + monthly(usage.writes) + monthly(usage.deletes);
  const limit = (resource: string, field: string, capacity: number | undefined, use: number): LimitPlan[] =>
    capacity === undefined ? [] : [{ resource, unit: '/s', capacity, use, source: `the file: ${field}` }];
  return [
    ...limit('read capacity', 'read_capacity', options.read_capacity, reads * perRead),
    ...limit('write capacity', 'write_capacity', options.write_capacity, writes * perWrite),
  ];
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
  perform(component, load, context) {
    // A store that is bought by the node is Bigtable.
    const latency = component.options.nodes === undefined ? LATENCY[component.provider] : WIDE_COLUMN.bigtable;
    return passing(
      [delay(context.assumeTime('one item read or written', latency))],
      capacityLimits(component, load, context),
    );
  },
  consume({ options, usage, runningShare }, load, { monthSeconds, warn }) {
    const operations = operationsOf(load, options.read_ratio, warn);
    const peakFactor = load.arrivalRate > 0 ? load.peakRate / load.arrivalRate : 1;
    const bytes = (payload: number) => options.item_size ?? (payload > 0 ? payload : 2 ** 10);
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
