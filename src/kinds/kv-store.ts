/** A managed key–value or document store with capacity units (DynamoDB, Cosmos DB, Firestore, Bigtable). */
import { choice, count, monthAmount, number, optional, share, size, type FieldsOutput } from '../topology/fields.ts';
import { defineKind } from './kind.ts';
import { operationsOf } from './operations.ts';

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
