/** Azure Files: storage by tier and redundancy, operations; the premium tier by its provisioned size. */
import type { FileStoreUse } from '../../kinds/file-store.ts';
import { defineProduct, toGb, type MeterUse } from '../product.ts';
import { named } from '../table-meters.ts';

const SERVICE = 'files';

/** Its tiers, by the names under which they are asked for. */
const TIERS: Readonly<Record<string, string>> = {
  '': 'transaction-optimized',
  'transaction-optimized': 'transaction-optimized',
  transactionoptimized: 'transaction-optimized',
  standard: 'transaction-optimized',
  'basic-hdd': 'transaction-optimized',
  hot: 'hot',
  cool: 'cool',
  'standard-ia': 'cool',
  'infrequent-access': 'cool',
  premium: 'premium',
  'basic-ssd': 'premium',
  ssd: 'premium',
};

/** Names of the transaction-optimized tier in the tables: the price list calls it standard. */
const TRANSACTION_OPTIMIZED = ['transaction-optimized', 'standard'];
/** Smallest premium share. @see https://learn.microsoft.com/azure/storage/files/understanding-billing (read 2026-11) */
const PREMIUM_MINIMUM_GIB = 100;

export const files = defineProduct<FileStoreUse>({
  name: 'files',
  title: 'Azure Files',
  provider: 'azure',
  kinds: ['file-store'],
  defaultFor: ['file-store'],
  aliases: ['azure-files', 'storage-share', 'file-share'],
  ignores: ['throughput_mode'],
  source: 'https://azure.microsoft.com/pricing/details/storage/files/ (read 2026-11)',
  meters(use, { region, rates, warn }) {
    const meters: MeterUse[] = [];
    const asked = use.storageClass ?? '';
    const tier = named(TIERS, asked);
    if (tier === undefined)
      warn(`Azure Files has no tier "${asked}"`, `one of ${[...new Set(Object.values(TIERS))].join(', ')}`);
    const priced = (name: string) =>
      rates.rate('azure', SERVICE, region, `${name}-${use.redundancy}-storage`) !== undefined;
    const name = tier === 'transaction-optimized' ? (TRANSACTION_OPTIMIZED.find(priced) ?? tier) : (tier ?? asked);
    const add = (meter: string, quantity: number, note?: string) => {
      if (quantity > 0)
        meters.push({
          type: 'table',
          service: SERVICE,
          meter: `${name}-${use.redundancy}-${meter}`,
          quantity,
          ...(note && { note }),
        });
    };
    const gb = toGb(use.storedBytes);
    if (name === 'premium') {
      // Operations and throughput come with the size.
      if (gb > 0) add('provisioned', Math.max(PREMIUM_MINIMUM_GIB, Math.ceil(gb)), 'at least 100 GiB a share');
      if (use.iops > 0 || use.throughputBytesPerSecond > 0)
        warn('premium shares get operations and throughput with their size: iops and throughput are not billed');
      return meters;
    }
    add('storage', gb);
    add('read-operations', use.reads);
    add('write-operations', use.writes);
    add('list-operations', use.lists);
    if (name === 'cool') add('data-retrieval', toGb(use.readBytes));
    return meters;
  },
});
