/** One product, one use, one bill: what the tests of every provider's products price their uses with. */
import { textOf } from '../../src/diagnostics/warnings.ts';
import type { LineItem } from '../../src/billing/line.ts';
import { priceUses } from '../../src/billing/price-uses.ts';
import type { ApiGatewayUse } from '../../src/kinds/api-gateway.ts';
import type { CacheUse } from '../../src/kinds/cache.ts';
import type { CdnUse } from '../../src/kinds/cdn.ts';
import type { FileStoreUse } from '../../src/kinds/file-store.ts';
import type { KvStoreUse } from '../../src/kinds/kv-store.ts';
import type { ObjectStoreUse } from '../../src/kinds/object-store.ts';
import type { QueueUse } from '../../src/kinds/queue.ts';
import type { NodeUse } from '../../src/kinds/nodes.ts';
import type { MeterUse, Product } from '../../src/products/product.ts';
import { rateFiles } from '../../src/host/rate-files.ts';
import type { Component, Provider } from '../../src/topology/model.ts';

export const rates = rateFiles(new URL('../../pricing/', import.meta.url));
export const KIB = 2 ** 10;
export const MIB = 2 ** 20;
export const GIB = 2 ** 30;
export const TIB = 2 ** 40;
export const MONTH_HOURS = 730;
export const MONTH_SECONDS = MONTH_HOURS * 3600;

/** Where a product runs, and how it is set up. */
export interface Setting {
  readonly provider: Provider;
  readonly region: string;
  readonly instance?: string;
  readonly options?: Readonly<Record<string, unknown>>;
  readonly usage?: Readonly<Record<string, number>>;
  readonly freeTier?: boolean;
}

/** What a product hands to the bill for one use, and what it warns of. */
export function metersOf<Use>(product: Product<Use>, use: Use, setting: Setting) {
  const { provider, region, instance, options = {}, usage = {} } = setting;
  const warnings: string[] = [];
  const component = { name: 'one', kind: product.kinds[0], provider, region, options, usage, calls: [] };
  const meters = product.meters(use, {
    component: component as unknown as Component,
    provider,
    region,
    instance,
    rates,
    monthHours: MONTH_HOURS,
    warn: (code, ...details) => void warnings.push(textOf({ code, details }).message),
  });
  return { meters, warnings };
}

/** The meters of a product as lines of the bill, priced with the real tables. */
export function linesOf(product: string, meters: readonly MeterUse[], setting: Setting): readonly LineItem[] {
  const { provider, region, freeTier = false } = setting;
  return priceUses(
    meters.map((meter) => ({ component: 'one', product, provider, region, meter })),
    rates,
    { freeTier, discounts: [], overrides: [] },
  );
}

export function priceOne<Use>(product: Product<Use>, use: Use, setting: Setting) {
  const { meters, warnings } = metersOf(product, use, setting);
  return { meters, warnings, lines: linesOf(product.name, meters, setting) };
}

export const nodes = (count: number, more: Partial<NodeUse> = {}): NodeUse => ({
  shares: Array.from({ length: count }, () => 1),
  runningShare: 1,
  stop: 'stop',
  os: 'linux',
  purchase: 'on-demand',
  volumes: [],
  ...more,
});

/** A use of each kind that is the same at every provider: nothing stored, nothing asked. */
export const cdnUse: CdnUse = {
  requests: 0,
  viewerBytes: 0,
  originUploadBytes: 0,
  fillBytes: 0,
  scheme: 'https',
  tier: 'standard',
  geography: {},
};
export const gatewayUse: ApiGatewayUse = {
  type: 'http',
  tier: 'consumption',
  units: 1,
  runningShare: 1,
  cacheBytes: 0,
  requests: 0,
  sizes: [],
  connectionMinutes: 0,
};
export const objectUse: ObjectStoreUse = {
  storageClass: undefined,
  redundancy: 'lrs',
  storedBytes: [],
  objects: 0,
  gets: 0,
  puts: 0,
  deletes: 0,
  lists: 0,
  retrievedBytes: 0,
};
export const fileUse: FileStoreUse = {
  storageClass: undefined,
  redundancy: 'lrs',
  storedBytes: 0,
  throughputMode: 'bursting',
  throughputBytesPerSecond: 0,
  iops: 0,
  reads: 0,
  writes: 0,
  lists: 0,
  readBytes: 0,
  writeBytes: 0,
};
export const kvUse: KvStoreUse = {
  mode: 'on-demand',
  consistency: 'eventual',
  storedBytes: 0,
  readBytesPerItem: KIB,
  writeBytesPerItem: KIB,
  reads: 0,
  writes: 0,
  deletes: 0,
  peakReadsPerSecond: 0,
  peakWritesPerSecond: 0,
  readCapacity: undefined,
  writeCapacity: undefined,
  requestUnits: undefined,
  regions: 1,
  multiWrite: false,
  nodes: undefined,
  disk: 'ssd',
  runningShare: 1,
};
export const cacheUse: CacheUse = {
  engine: 'redis',
  shards: 1,
  replicas: 0,
  tier: undefined,
  memoryBytes: undefined,
  runningShare: 1,
  nodes: nodes(1),
};
export const queueUse: QueueUse = {
  engine: undefined,
  fifo: false,
  nodes: nodes(1),
  runningShare: 1,
  messages: 0,
  messageBytes: 0,
  monthlyMessages: 0,
  requests: 0,
  requestsPerMessage: 3,
  operationsPerMessage: 2,
  storageBytesPerBroker: 0,
  tier: undefined,
  units: 1,
};
