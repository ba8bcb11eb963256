/** Azure Cosmos DB: request units, serverless, provisioned or autoscaled, and storage, in every region. */
import type { KvStoreUse } from '../../kinds/kv-store.ts';
import { defineProduct, toGb, type MeterUse } from '../product.ts';
import { KIB } from '../../topology/quantity/bytes.ts';
import { quota, fromTable, type Limits } from '../quota.ts';
import { KV_STORE } from '../../assumptions/published.ts';
import { assumed, type Figure } from '../../assumptions/figure.ts';
import { hotPartition, itemPeak, unitLimit, type KvStoreOptions } from '../../kinds/kv-store.ts';
import type { Load } from '../../kinds/kind.ts';
import type { PerformContext } from '../../kinds/performance.ts';
import type { Carried } from '../../kinds/sold.ts';
import type { Component } from '../../topology/model.ts';

const SERVICE = 'cosmos-db';

/**
 * Request units of a point read: 1 for an item of 1 KB, 10 for one of 100 KB; strong consistency doubles it.
 * @see https://learn.microsoft.com/azure/cosmos-db/optimize-cost-reads-writes (read 2026-11)
 */
const READ_UNITS = { at1Kb: 1, at100Kb: 10 };
/** A write (insert, replace, delete) with default indexing takes about 5 times as much, 5 for 1 KB. Same page. */
const WRITES_PER_READ = 5;
/**
 * An autoscaled container pays at least this share of its maximum, which is set in these steps. @see https://learn.microsoft.com/azure/cosmos-db/provision-throughput-autoscale (read 2026-11)
 */
const AUTOSCALE_FLOOR = 0.1;
const AUTOSCALE_STEP = 1000;
/**
 * Provisioned units come in steps of 100, and a container has at least 400. @see https://learn.microsoft.com/azure/cosmos-db/concepts-limits (read 2026-11)
 */
const STEP = 100;
const MINIMUM = 400;

/** Request units of one point read of an item; linear between the two published sizes and beyond. */
export function readUnits(bytes: number): number {
  const { at1Kb, at100Kb } = READ_UNITS;
  return at1Kb + (Math.max(0, bytes / KIB - 1) * (at100Kb - at1Kb)) / 99;
}

const limits: Limits = (asked) => [
  quota(
    'request-units',
    '/s',
    'provisioned',
    asked.number('request_units'),
    'the file',
    'request units of the container',
  ) ??
    fromTable(asked, ['request-units', '/s', 'default'], 'container-rus-max', {
      note: 'of a container; raised on request',
    }),
  fromTable(asked, ['request-units', '/s', 'limit'], 'partition-rus', {
    note: 'of one partition: keys that are not spread bind sooner than the container does',
  }),
];

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
/**
 * Request units of Cosmos DB against what the container has: of a read linear between the two published sizes and
 * beyond, twice as many where it must be the latest; of a write five times those of a read.
 */
function carries(component: Component<KvStoreOptions>, load: Load, context: PerformContext): Carried {
  const { options } = component;
  const peak = itemPeak(component, load, context);
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

export const cosmosDb = defineProduct<KvStoreUse>({
  name: 'cosmos-db',
  title: 'Azure Cosmos DB',
  provider: 'azure',
  kinds: ['kv-store'],
  defaultFor: ['kv-store'],
  aliases: ['cosmos', 'cosmosdb', 'azure-cosmos-db'],
  ignores: ['nodes', 'disk'],
  sla({ regions, multi_write: multiWrite, read_ratio: readRatio }) {
    const one = Number(regions ?? 1) === 1;
    const written = multiWrite === 'multi' ? 'multi-write' : `single-write-${readRatio === 1 ? 'reads' : 'writes'}`;
    return { service: SERVICE, scope: one ? 'region' : `multi-region-${written}` };
  },
  limits,
  latency: () => KV_STORE.cosmos,
  carries,
  focus: { 'cosmos-db': ['Azure Cosmos DB', 'nosql'] },
  source: 'https://azure.microsoft.com/pricing/details/cosmos-db/autoscale-provisioned/ (read 2026-11)',
  meters(use, { rates, monthHours, warn }) {
    const meters: MeterUse[] = [];
    const add = (meter: string, quantity: number, note?: string) => {
      if (quantity > 0) meters.push({ type: 'table', service: SERVICE, meter, quantity, ...(note && { note }) });
    };
    const perRead = readUnits(use.readBytesPerItem) * (use.consistency === 'strong' ? 2 : 1);
    const perWrite = readUnits(use.writeBytesPerItem) * WRITES_PER_READ;
    const units = use.reads * perRead + (use.writes + use.deletes) * perWrite;
    const peak = use.peakReadsPerSecond * perRead + use.peakWritesPerSecond * perWrite;
    if (use.mode === 'on-demand') {
      if (use.regions > 1 || use.multiWrite) warn('regions-not-offered');
      add('serverless-ru', units);
      add('transactional-storage', toGb(use.storedBytes));
      return meters;
    }
    // Every region holds the provisioned units and a copy of the data.
    const hours = use.runningShare * monthHours * use.regions;
    const minimum = rates.limit('azure', SERVICE, 'minimum-rus')?.value ?? MINIMUM;
    const asked = use.requestUnits ?? capacityOf(use, perRead, perWrite);
    if (use.mode === 'provisioned') {
      const provisioned = Math.max(minimum, Math.ceil((asked ?? peak) / STEP) * STEP);
      add(
        use.multiWrite ? 'provisioned-100-multi-master-rus' : 'provisioned-100-rus',
        (provisioned / 100) * hours,
        asked === undefined ? `${provisioned} RU/s for the busiest hour` : undefined,
      );
    } else {
      const most = Math.max(AUTOSCALE_STEP, Math.ceil((asked ?? peak) / AUTOSCALE_STEP) * AUTOSCALE_STEP);
      // Each hour pays for its busiest second; the mean of the month stands for the hours, which is the least it can
      // be.
      const mean = units / (monthHours * 3600) / (use.runningShare || 1);
      const billed = Math.min(most, Math.max(most * AUTOSCALE_FLOOR, mean));
      add(
        // With several write regions autoscale costs what provisioned units do.
        use.multiWrite ? 'provisioned-100-multi-master-rus' : 'autoscale-100-rus',
        (billed / 100) * hours,
        `${Math.round(billed)} RU/s on average, at most ${most}; bursts within an hour may bill more`,
      );
    }
    add('transactional-storage', toGb(use.storedBytes) * use.regions);
    return meters;
  },
});

/** Units per second from capacities given as reads and writes of one item. */
function capacityOf(use: KvStoreUse, perRead: number, perWrite: number): number | undefined {
  if (use.readCapacity === undefined && use.writeCapacity === undefined) return undefined;
  return (use.readCapacity ?? 0) * perRead + (use.writeCapacity ?? 0) * perWrite;
}
