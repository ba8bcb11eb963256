/** Azure Blob Storage: storage by access tier and redundancy, operations, retrieval. */
import type { ObjectStoreUse } from '../../kinds/object-store.ts';
import { defineProduct, toGb, type MeterUse } from '../product.ts';
import { hyphened, named } from '../table-meters.ts';
import { fromTable, type Limits } from '../quota.ts';
import { moveClasses } from '../class-moves.ts';

const SERVICE = 'blob-storage';

/** Its access tiers, by the names under which they and their likes elsewhere are asked for. */
const TIERS: Readonly<Record<string, string>> = {
  '': 'hot',
  hot: 'hot',
  standard: 'hot',
  cool: 'cool',
  'standard-ia': 'cool',
  'infrequent-access': 'cool',
  'one-zone-ia': 'cool',
  'onezone-ia': 'cool',
  nearline: 'cool',
  cold: 'cold',
  coldline: 'cold',
  'glacier-instant': 'cold',
  'glacier-instant-retrieval': 'cold',
  archive: 'archive',
  glacier: 'archive',
  'glacier-flexible': 'archive',
  'glacier-deep-archive': 'archive',
  'deep-archive': 'archive',
  premium: 'premium',
};

/** Redundancies and tiers whose availability is known to be promised, and redundancies whose durability is. */
const PROMISED = new Set(['lrs-hot', 'lrs-cool', 'zrs-hot', 'grs-hot']);
const READ_ACCESS = new Set(['ragrs-hot-reads', 'ragrs-cool-reads']);
const DURABLE = new Set(['lrs', 'zrs', 'grs']);

/** Tiers that charge for the bytes read out of them. */
const CHARGES_RETRIEVAL = new Set(['cool', 'cold', 'archive']);

const limits: Limits = (asked) => [
  fromTable(asked, ['requests', '/s', 'default'], 'account-request-rate', {
    note: 'of a storage account; more on request',
  }),
  fromTable(asked, ['ingress', 'bytes/s', 'default'], 'account-ingress-us-eu', {
    note: 'of a storage account in the US and Europe',
  }),
  fromTable(asked, ['egress', 'bytes/s', 'default'], 'account-egress', { note: 'of a storage account' }),
];

export const blobStorage = defineProduct<ObjectStoreUse>({
  name: 'blob-storage',
  title: 'Azure Blob Storage',
  provider: 'azure',
  kinds: ['object-store'],
  defaultFor: ['object-store'],
  aliases: ['azure-blob', 'azure-blob-storage', 'blob', 'storage-account', 'adls'],
  sla({ class: asked, redundancy = 'lrs', read_ratio: readRatio }) {
    const tier = named(TIERS, hyphened(String(asked ?? '')));
    const reads = `${redundancy}-${tier}-reads`;
    // Reads that the second region may answer too are promised more than writes; those are promised what they are
    // without.
    const scope =
      readRatio === 1 && READ_ACCESS.has(reads) ? reads : `${String(redundancy).replace(/^ra/, '')}-${tier}`;
    return READ_ACCESS.has(scope) || PROMISED.has(scope) ? { service: SERVICE, scope } : undefined;
  },
  durability({ redundancy = 'lrs' }) {
    const copies = String(redundancy).replace(/^ra/, '');
    return DURABLE.has(copies) ? { service: SERVICE, scope: `durability-${copies}` } : undefined;
  },
  limits,
  translate(move) {
    const { draft, from, options, lose } = move;
    const isArchived = moveClasses(move, { hot: 'hot', cool: 'cool', cold: 'cold', archive: 'archive' });
    if (isArchived) {
      lose(`all copies are in one zone, as the archive tier is sold: ${from.title} keeps them in three`);
      draft.set(['redundancy'], 'lrs', `${from.title} keeps copies in three zones; the archive tier is not sold so`);
    } else if (!/one-?zone/i.test(String(options['class'] ?? '')))
      draft.set(['redundancy'], 'zrs', `${from.title} keeps copies in three zones`);
  },
  focus: { 'blob-storage': ['Azure Blob Storage', 'object'] },
  source: 'https://azure.microsoft.com/pricing/details/storage/blobs/ (read 2026-11)',
  meters(use, { warn }) {
    const meters: MeterUse[] = [];
    const redundancy = use.redundancy.toLowerCase().replaceAll('-', '');
    const tierOf = (name: string) => {
      const known = named(TIERS, name);
      if (known === undefined)
        warn('storage-class-not-offered', {
          product: 'Blob Storage',
          as: 'access tier',
          found: name,
          offered: [...new Set(Object.values(TIERS))],
        });
      return known ?? name;
    };
    const add = (tier: string, meter: string, quantity: number) => {
      if (quantity > 0)
        meters.push({ type: 'table', service: SERVICE, meter: `${tier}-${redundancy}-${meter}`, quantity });
    };
    for (const { storageClass, bytes } of use.storedBytes) {
      if (bytes > 0) add(tierOf(storageClass), 'storage', toGb(bytes));
    }
    if (use.gets + use.puts + use.lists + use.retrievedBytes === 0) return meters;
    const main = tierOf(use.storageClass ?? '');
    // Deletions are free.
    add(main, 'read-operations', use.gets);
    add(main, 'write-operations', use.puts);
    add(main, 'list-and-create-container-operations', use.lists);
    if (CHARGES_RETRIEVAL.has(main)) add(main, 'data-retrieval', toGb(use.retrievedBytes));
    if (/^(ra)?gz?rs$/.test(redundancy) && use.puts > 0) warn('region-copies-not-billed', {});
    return meters;
  },
});
