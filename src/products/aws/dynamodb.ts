/** Amazon DynamoDB: request units on demand or capacity units by the hour, storage, copies in several regions. */
import type { KvStoreUse } from '../../kinds/kv-store.ts';
import { defineProduct, toGb } from '../product.ts';
import { limitOf, steps, tableMeters } from '../table-meters.ts';
import { KIB } from '../../topology/quantity/bytes.ts';
import { quota, fromTable, type Limits } from '../quota.ts';
import { KV_STORE } from '../../assumptions/published.ts';
import type { Figure } from '../../assumptions/figure.ts';
import { hotPartition, itemPeak, unitLimit, type KvStoreOptions } from '../../kinds/kv-store.ts';
import type { Load } from '../../kinds/kind.ts';
import type { LimitPlan, PerformContext } from '../../kinds/performance.ts';
import type { Carried } from '../../kinds/sold.ts';
import type { Component } from '../../topology/model.ts';

const HOUR = 3600;

/**
 * Units that a read of one step takes. @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html (read 2026-11)
 */
const READ_UNITS = { eventual: 0.5, strong: 1, transactional: 2 } as const;

/** Units that a write of one step takes, put, update or delete: a transaction prepares it and commits it. Same page. */
const WRITE_UNITS = { eventual: 1, strong: 1, transactional: 2 } as const;

/**
 * Utilisation at which auto scaling keeps a table. @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/AutoScaling.html (read 2026-11)
 */
const AUTOSCALING_TARGET = 0.7;

const limits: Limits = (asked) => {
  const mode = asked.text('mode') ?? 'on-demand';
  const partition = 'of one partition: keys that are not spread bind sooner than the table does';
  const table = 'of a table; raised on request';
  const chosen = (resource: 'read-units' | 'write-units', field: string) =>
    quota(resource, '/s', 'provisioned', asked.number(field), 'the file', 'capacity units of the table');
  return [
    (mode === 'on-demand' ? undefined : chosen('read-units', 'read_capacity')) ??
      fromTable(asked, ['read-units', '/s', 'default'], 'table-read-quota', { note: table }),
    (mode === 'on-demand' ? undefined : chosen('write-units', 'write_capacity')) ??
      fromTable(asked, ['write-units', '/s', 'default'], 'table-write-quota', { note: table }),
    fromTable(asked, ['read-units', '/s', 'limit'], 'partition-read', { note: partition }),
    fromTable(asked, ['write-units', '/s', 'limit'], 'partition-write', { note: partition }),
  ];
};

/** Bytes of an item that a unit of capacity covers. @see docs.aws.amazon.com/amazondynamodb, read-write-operations */
const UNIT_BYTES = { read: 4 * KIB, write: KIB };
const UNITS_PER_READ = { eventual: 0.5, strong: 1, transactional: 2 } as const;

/** Read or write units of a second that a table of DynamoDB has, unless more are asked for, however they are paid. */
const TABLE_UNITS: Figure = {
  value: 40_000,
  unit: '/s',
  conditions: 'read units, and as many write units, of a table by default in most regions',
  source: 'https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html',
};
/** What one partition gives: keys that share one have no more, however much the table has. */
const PARTITION = { read: KV_STORE.dynamodbPartitionReads, write: KV_STORE.dynamodbPartitionWrites } as const;

/**
 * Read and write units of DynamoDB against what the table has: an item takes one for each 4 KB that are read (half of
 * it where an older answer will do, twice as much in a transaction) and one for each KB that is written.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
 */
function carries(component: Component<KvStoreOptions>, load: Load, context: PerformContext): Carried {
  const { options } = component;
  const peak = itemPeak(component, load, context);
  const isTransaction = options.consistency === 'transactional';
  const units = (bytes: number, size: number) => Math.max(1, Math.ceil(bytes / size - 1e-9));
  const perRead = units(peak.bytesPerRead, UNIT_BYTES.read) * UNITS_PER_READ[options.consistency ?? 'eventual'];
  const perWrite = units(peak.bytesPerWrite, UNIT_BYTES.write) * (isTransaction ? 2 : 1);
  const reads = peak.reads * perRead;
  const writes = peak.writes * perWrite;
  const isOnDemand = (options.mode ?? 'on-demand') === 'on-demand';
  const limit = (what: 'read' | 'write', chosen: number | undefined, use: number): LimitPlan[] => {
    const resource = `${what} capacity`;
    if (!isOnDemand && chosen !== undefined) return [unitLimit(resource, chosen, use, `the file: ${what}_capacity`)];
    return [unitLimit(resource, context.assume(`${what} units of a table`, TABLE_UNITS), use, TABLE_UNITS.source)];
  };
  const limits = [...limit('read', options.read_capacity, reads), ...limit('write', options.write_capacity, writes)];
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

export const dynamodb = defineProduct<KvStoreUse>({
  name: 'dynamodb',
  title: 'Amazon DynamoDB',
  provider: 'aws',
  kinds: ['kv-store'],
  defaultFor: ['kv-store'],
  aliases: ['aws-dynamodb', 'aws_dynamodb_table'],
  ignores: ['request_units', 'nodes', 'disk', 'multi_write'],
  sla: ({ regions }) => ({ service: 'dynamodb', scope: Number(regions ?? 1) > 1 ? 'global-tables' : 'region' }),
  limits,
  latency: () => KV_STORE.dynamodb,
  carries,
  focus: { dynamodb: ['Amazon DynamoDB', 'nosql'] },
  source: 'https://aws.amazon.com/dynamodb/pricing/ (read 2026-11)',
  meters(use, context) {
    const { component, monthHours, warn } = context;
    const { meters, add } = tableMeters('dynamodb');
    const readStep = limitOf(context, 'dynamodb', 'rcu-size', 4) * KIB;
    const writeStep = limitOf(context, 'dynamodb', 'wcu-size', 1) * KIB;
    const largest = limitOf(context, 'dynamodb', 'item-size-max', 400) * KIB;
    if (Math.max(use.readBytesPerItem, use.writeBytesPerItem) > largest)
      warn('limit-exceeded', {
        what: 'an item of DynamoDB',
        most: `${largest / KIB} KB`,
        write: `item_size: ${largest / KIB} KB or less`,
      });
    const unitsPerRead = steps(use.readBytesPerItem, readStep) * READ_UNITS[use.consistency];
    const unitsPerWrite = steps(use.writeBytesPerItem, writeStep) * WRITE_UNITS[use.consistency];
    const reads = use.reads * unitsPerRead;
    const writes = (use.writes + use.deletes) * unitsPerWrite;
    // A write to a table of several regions counts in each of them, at the price of an ordinary one.
    const { regions } = use;
    const replicated = regions > 1 && {
      note: `written in ${regions} regions, the others taken at this one's price`,
    };
    if (use.mode === 'on-demand') {
      add('on-demand-read', reads);
      add('on-demand-write', writes * regions, { ...replicated });
    } else {
      // A table has at least one unit of each.
      const capacity = (given: number | undefined, peak: number, monthly: number) =>
        given ??
        Math.max(1, use.mode === 'autoscale' ? monthly / (monthHours * HOUR) / AUTOSCALING_TARGET : steps(peak, 1));
      const hours = use.runningShare * monthHours;
      add('provisioned-rcu', capacity(use.readCapacity, use.peakReadsPerSecond * unitsPerRead, reads) * hours);
      add(
        'provisioned-wcu',
        capacity(use.writeCapacity, use.peakWritesPerSecond * unitsPerWrite, writes) * hours * regions,
        { ...replicated },
      );
    }
    add('storage', toGb(use.storedBytes) * regions, {
      ...(regions > 1 && { note: `kept in ${regions} regions, the others taken at this one's price` }),
    });
    if (regions > 1)
      add('inter-region', toGb(use.writes * use.writeBytesPerItem) * (regions - 1), {
        service: 'data-transfer',
        label: `inter-region replication of ${component.name}`,
      });
    return meters;
  },
});
