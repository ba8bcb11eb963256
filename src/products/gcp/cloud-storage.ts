/** Cloud Storage: storage by class, operations of class A and B, retrieval. */
import type { ObjectStoreUse } from '../../kinds/object-store.ts';
import { defineProduct, toGb } from '../product.ts';
import { hyphened, tableMeters, named } from '../table-meters.ts';
import { fromTable, type Limits } from '../quota.ts';
import { moveClasses } from '../class-moves.ts';

/** Our names of its classes, and the names by which they are asked for. */
const CLASSES: Readonly<Record<string, string>> = {
  '': 'standard',
  standard: 'standard',
  regional: 'standard',
  'multi-regional': 'standard',
  hot: 'standard',
  nearline: 'nearline',
  cool: 'nearline',
  'standard-ia': 'nearline',
  'infrequent-access': 'nearline',
  coldline: 'coldline',
  cold: 'coldline',
  archive: 'archive',
  'durable-reduced-availability': 'durable-reduced-availability',
  dra: 'durable-reduced-availability',
};
const NAMES = ['standard', 'nearline', 'coldline', 'archive'];

/** Classes that charge for the bytes read out of them. */
const RETRIEVAL = new Set(['nearline', 'coldline', 'archive']);

/**
 * Multi-regions, by the first word of a region's name. @see https://cloud.google.com/storage/docs/locations (read
 * 2026-11)
 */
const MULTI_REGIONS: Readonly<Record<string, string>> = { us: 'multi-us', europe: 'multi-eu', asia: 'multi-asia' };

/** Redundancy over regions; within its region every bucket is spread over zones. */
const OVER_REGIONS = /^r?a?g/;

const limits: Limits = (asked) => {
  const note = 'a bucket starts with it and grows within minutes';
  return [
    fromTable(asked, ['get-requests', '/s', 'default'], 'bucket-initial-reads', { note }),
    fromTable(asked, ['put-requests', '/s', 'default'], 'bucket-initial-writes', { note }),
  ];
};

export const cloudStorage = defineProduct<ObjectStoreUse>({
  name: 'cloud-storage',
  title: 'Cloud Storage',
  provider: 'gcp',
  kinds: ['object-store'],
  defaultFor: ['object-store'],
  aliases: ['gcs', 'gcp-storage', 'google-cloud-storage', 'google_storage_bucket'],
  sla({ class: asked, redundancy = 'lrs' }) {
    const name = named(CLASSES, hyphened(String(asked ?? '')));
    if (name === undefined || name === 'durable-reduced-availability') return undefined;
    const place = OVER_REGIONS.test(String(redundancy)) ? 'multi-dual-region' : 'regional';
    const group = name === 'standard' ? 'standard' : 'nearline-coldline-archive';
    return { service: 'cloud-storage', scope: `${group}-${place}` };
  },
  durability: () => ({ service: 'cloud-storage', scope: 'durability' }),
  limits,
  archiveIsOnline: true,
  translate(move) {
    const { draft, to, options } = move;
    moveClasses(move, { hot: 'standard', cool: 'nearline', cold: 'coldline', archive: 'archive' });
    const redundancy = String(options['redundancy'] ?? '').toLowerCase();
    if (redundancy !== '' && !redundancy.includes('g'))
      draft.drop(['redundancy'], `${to.title} keeps copies in several zones`);
  },
  focus: { 'cloud-storage': ['Cloud Storage', 'object'] },
  source: 'https://cloud.google.com/storage/pricing (read 2026-11)',
  meters(use, { region, warn }) {
    const { meters, add, push } = tableMeters('cloud-storage');
    const classOf = (name: string) => {
      const known = named(CLASSES, hyphened(name));
      if (known === undefined)
        warn('storage-class-not-offered', { product: 'Cloud Storage', as: 'class', found: name, offered: NAMES });
      return known ?? hyphened(name);
    };
    const main = classOf(use.storageClass ?? '');
    const multi = OVER_REGIONS.test(use.redundancy);
    const continent = region.split('-')[0]!;
    const place = multi ? { region: MULTI_REGIONS[continent] ?? `multi-${continent}` } : {};
    for (const { storageClass, bytes } of use.storedBytes) {
      if (bytes > 0) add(`${classOf(storageClass)}-storage`, toGb(bytes), place);
    }
    // Listings are of class A, with the writes; deletions are free.
    add(`${main}-class-a-ops`, use.puts + use.lists, place);
    add(`${main}-class-b-ops`, use.gets, place);
    if (RETRIEVAL.has(main)) add(`${main}-retrieval`, toGb(use.retrievedBytes), place);
    if (multi)
      push({
        type: 'direct',
        service: 'cloud-storage',
        label: 'inter-region replication',
        unit: 'object',
        quantity: use.puts,
        price: undefined,
        reason: 'copying what is written to further regions is charged by the byte, and its bytes are not known',
      });
    return meters;
  },
});
