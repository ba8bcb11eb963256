/** Firestore: documents read, written and deleted, storage. */
import type { KvStoreUse } from '../../kinds/kv-store.ts';
import { defineProduct, toGb } from '../product.ts';
import { tableMeters } from '../table-meters.ts';
import { KV_STORE } from '../../assumptions/published.ts';

/**
 * Multi-regions (nam5, eur3), by the first word of a region's name. @see https://cloud.google.com/firestore/docs/locations (read 2026-11)
 */
const MULTI_REGIONS: Readonly<Record<string, string>> = { us: 'multi-us', europe: 'multi-eu' };

export const firestore = defineProduct<KvStoreUse>({
  name: 'firestore',
  title: 'Firestore',
  provider: 'gcp',
  kinds: ['kv-store'],
  defaultFor: ['kv-store'],
  aliases: ['gcp-firestore', 'cloud-firestore', 'datastore', 'google_firestore_database'],
  ignores: [
    'mode',
    'item_size',
    'consistency',
    'read_capacity',
    'write_capacity',
    'request_units',
    'nodes',
    'disk',
    'multi_write',
  ],
  loses: { multi_write: (value) => (value === 'multi' ? 'Firestore is written in one region alone' : undefined) },
  sla: ({ regions }) => ({ service: 'firestore', scope: Number(regions ?? 1) > 1 ? 'multi-region' : 'regional' }),
  latency: () => KV_STORE.firestore,
  focus: { firestore: ['Firestore', 'nosql'] },
  source: 'https://cloud.google.com/firestore/pricing (read 2026-11)',
  meters(use, { region, warn }) {
    const { meters, add } = tableMeters('firestore');
    if (use.mode !== 'on-demand') warn('mode-not-offered', { mode: use.mode });
    // Firestore is not replicated to regions one by one: more than one is a multi-region.
    const continent = region.split('-')[0]!;
    const place = use.regions > 1 ? { region: MULTI_REGIONS[continent] ?? `multi-${continent}` } : {};
    add('document-reads', use.reads, place);
    add('document-writes', use.writes, place);
    add('document-deletes', use.deletes, place);
    add('storage', toGb(use.storedBytes), place);
    return meters;
  },
});
