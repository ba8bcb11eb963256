/** Azure Files: storage by tier and redundancy, operations; the premium tier by its provisioned size. */
import type { FileStoreUse } from '../../kinds/file-store.ts';
import { defineProduct, toGb, type MeterUse } from '../product.ts';
import { named, hyphened } from '../table-meters.ts';
import { quota, type Limits } from '../quota.ts';
import { GIB, MIB } from '../../topology/quantity/bytes.ts';
import { AZURE_STORAGE_TARGETS } from '../sources.ts';
import { fileClassOf, moveFileClass } from '../class-moves.ts';
import { FILE_STORE } from '../../assumptions/published.ts';

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

const SHARE_TARGETS = 'https://learn.microsoft.com/azure/storage/files/storage-files-scale-targets (as recalled)';

const PREMIUM_CLASSES = new Set(['premium', 'basic-ssd', 'ssd']);

const limits: Limits = (asked) => {
  const gib = Math.ceil((asked.number('storage') ?? 0) / GIB);
  if (!PREMIUM_CLASSES.has(hyphened(asked.text('class') ?? '')))
    return [
      quota('requests', '/s', 'limit', 20_000, SHARE_TARGETS, 'operations of a standard share, as its account'),
      quota('ingress', 'bytes/s', 'default', 25e9 / 8, AZURE_STORAGE_TARGETS, 'of the storage account'),
      quota('egress', 'bytes/s', 'default', 50e9 / 8, AZURE_STORAGE_TARGETS, 'of the storage account'),
    ];
  const note = `of a premium share of ${gib} GiB, without bursts`;
  const throughput = (100 + Math.ceil(0.04 * gib) + Math.ceil(0.06 * gib)) * MIB;
  return [
    quota('requests', '/s', 'provisioned', Math.min(3000 + gib, 102_400), SHARE_TARGETS, note),
    quota('ingress', 'bytes/s', 'provisioned', throughput, SHARE_TARGETS, `${note}, read and written together`),
    quota('egress', 'bytes/s', 'provisioned', throughput, SHARE_TARGETS, `${note}, read and written together`),
  ];
};

export const files = defineProduct<FileStoreUse>({
  name: 'files',
  title: 'Azure Files',
  provider: 'azure',
  kinds: ['file-store'],
  defaultFor: ['file-store'],
  aliases: ['azure-files', 'storage-share', 'file-share'],
  ignores: ['throughput_mode'],
  limits,
  isInOneZone: ({ class: name, redundancy }) =>
    !/^g?zrs|regional|enterprise/i.test(`${String(redundancy ?? '')}${String(name ?? '')}`),
  translate(move) {
    const { word, isFast, isCool, isOneZone } = fileClassOf(move);
    moveFileClass(move, word, isFast ? 'premium' : isCool ? 'cool' : undefined);
    if (!isOneZone) move.draft.set(['redundancy'], 'zrs', `${move.from.title} keeps copies in several zones`);
  },
  latency: () => FILE_STORE.azure,
  readWeight: 1,
  sellsOperations: () => true,
  focus: { files: ['Azure Files', 'file'] },
  source: 'https://azure.microsoft.com/pricing/details/storage/files/ (read 2026-11)',
  meters(use, { region, rates, warn }) {
    const meters: MeterUse[] = [];
    const asked = use.storageClass ?? '';
    const tier = named(TIERS, asked);
    if (tier === undefined)
      warn('tier-not-offered', { product: 'Azure Files', found: asked, offered: [...new Set(Object.values(TIERS))] });
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
      if (use.iops > 0 || use.throughputBytesPerSecond > 0) warn('performance-included');
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
