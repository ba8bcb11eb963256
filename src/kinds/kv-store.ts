/** A managed key–value or document store with capacity units (DynamoDB, Cosmos DB, Firestore, Bigtable). */
import { WIDE_COLUMN } from '../assumptions/published.ts';
import { choice, count, monthAmount, number, optional, share, size, type FieldsOutput } from '../topology/fields.ts';
import type { Component } from '../topology/model.ts';
import { passing } from './fleet.ts';
import { defineKind, type Detail, type Load } from './kind.ts';
import { operationsOf } from './operations.ts';
import type { LimitPlan, PerformContext } from './performance.ts';
import { delay, peakFactor } from './steps.ts';
import { KIB } from '../topology/quantity/bytes.ts';
import type { Carried } from './sold.ts';

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

/** What the peak reads and writes a second, and the bytes of one item. */
export interface ItemPeak {
  readonly reads: number;
  readonly writes: number;
  readonly bytesPerRead: number;
  readonly bytesPerWrite: number;
}

export function itemPeak({ options, usage }: Component<KvStoreOptions>, load: Load, context: PerformContext): ItemPeak {
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

export /** Units of capacity a second. */
const unitLimit = (resource: string, capacity: number, use: number, source: string): LimitPlan => ({
  resource,
  unit: '/s',
  capacity,
  use,
  source,
});

/** The largest share of the load that may go to one partition before that is full, whatever the table has. */
export const hotPartition = (...parts: readonly (readonly [capacity: number, use: number])[]): Detail => ({
  value: Math.min(1, ...parts.map(([capacity, use]) => (use > 0 ? capacity / use : 1))),
  unit: 'share',
});

/** Units that the file asks for, of a store that has none of its own: one for each item. */
function unitsOfFile({ options, usage }: Component<KvStoreOptions>, load: Load, context: PerformContext): Carried {
  if ((options.mode ?? 'on-demand') === 'on-demand') return { limits: [], details: {} };
  const { reads, writes } = itemPeak({ options, usage } as Component<KvStoreOptions>, load, context);
  const limit = (what: 'read' | 'write', chosen: number | undefined, use: number): LimitPlan[] =>
    chosen === undefined ? [] : [unitLimit(`${what} capacity`, chosen, use, `the file: ${what}_capacity`)];
  return {
    limits: [...limit('read', options.read_capacity, reads), ...limit('write', options.write_capacity, writes)],
    details: {},
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
   * An item is read or written in the time that the provider publishes, as long as there are capacity units for it.
   * Rows of
   * Bigtable are a quota of its nodes.
   */
  perform(component, load, context) {
    const { options } = component;
    const { sold } = context;
    // A store that is bought by the node is Bigtable.
    const isBigtable = options.nodes !== undefined;
    const latency = isBigtable ? WIDE_COLUMN.bigtable : sold.latency?.(options, 'read');
    const steps = latency === undefined ? [] : [delay(context.assumeTime('one item read or written', latency))];
    if (isBigtable || load.peakRate === 0) return passing(steps);
    const { limits, details } =
      sold.carries?.(component as never, load, context) ?? unitsOfFile(component, load, context);
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
