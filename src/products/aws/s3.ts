/** Amazon S3: storage by class with volume tiers, requests, retrieval. */
import type { ObjectStoreUse } from '../../kinds/object-store.ts';
import { defineProduct, toGb } from '../product.ts';
import { hyphened, tableMeters, named } from '../table-meters.ts';
import { KIB } from '../../topology/quantity/bytes.ts';
import { fromTable, type Limits } from '../quota.ts';
import { moveClasses } from '../class-moves.ts';
import { OBJECT_STORE } from '../../assumptions/published.ts';
import type { ObjectStoreOptions } from '../../kinds/object-store.ts';
import { operationsOf } from '../../kinds/operations.ts';
import { peakFactor } from '../../kinds/steps.ts';
import type { Load } from '../../kinds/kind.ts';
import type { PerformContext } from '../../kinds/performance.ts';
import type { Carried } from '../../kinds/sold.ts';
import type { Component } from '../../topology/model.ts';

/** Our names of its classes, and the names by which it is asked for. */
const CLASSES: Readonly<Record<string, string>> = {
  '': 'standard',
  standard: 'standard',
  hot: 'standard',
  'standard-ia': 'standard-ia',
  ia: 'standard-ia',
  'infrequent-access': 'standard-ia',
  'one-zone-ia': 'one-zone-ia',
  'onezone-ia': 'one-zone-ia',
  'intelligent-tiering': 'intelligent-tiering',
  'glacier-instant': 'glacier-instant',
  'glacier-instant-retrieval': 'glacier-instant',
  'glacier-flexible': 'glacier-flexible',
  glacier: 'glacier-flexible',
  'glacier-ir': 'glacier-instant',
  'glacier-flexible-retrieval': 'glacier-flexible',
  'glacier-deep-archive': 'glacier-deep-archive',
  'deep-archive': 'glacier-deep-archive',
  'express-one-zone': 'express-one-zone',
};

/**
 * Least size that an object is charged as, and what is stored beside each archived object: an index at the class's
 * own price and a name at that of the standard class.
 * @see https://aws.amazon.com/s3/pricing/ (read 2026-11)
 */
const LEAST_OBJECT_BYTES = 128 * KIB;
const LEAST_SIZED = new Set(['standard-ia', 'one-zone-ia', 'glacier-instant']);
const ARCHIVES = new Set(['glacier-flexible', 'glacier-deep-archive']);
const ARCHIVE_INDEX_BYTES = 32 * KIB;
const ARCHIVE_NAME_BYTES = 8 * KIB;

/** Meter of the bytes read out of a class, where it charges for them. */
const RETRIEVAL: Readonly<Record<string, string>> = {
  'standard-ia': 'standard-ia-retrieval',
  'one-zone-ia': 'one-zone-ia-retrieval',
  'glacier-instant': 'glacier-instant-retrieval',
  'glacier-flexible': 'glacier-flexible-retrieval-standard',
  'glacier-deep-archive': 'glacier-deep-archive-retrieval-standard',
};

const limits: Limits = (asked) => {
  const times = asked.number('prefixes') ?? 1;
  const note = `of ${times === 1 ? 'one prefix' : `${times} prefixes`}; S3 splits prefixes that stay busy`;
  return [
    fromTable(asked, ['get-requests', '/s', 'limit'], 'read-requests-per-prefix', { times, note }),
    fromTable(asked, ['put-requests', '/s', 'limit'], 'write-requests-per-prefix', { times, note }),
  ];
};

/**
 * Requests of a prefix of S3: how many prefixes the peak asks for, and what it uses of those that there are, where the
 * file says by a share which requests read. (Where the calls say it themselves the product's quotas count them.)
 */
function carries({ options, usage }: Component<ObjectStoreOptions>, load: Load, context: PerformContext): Carried {
  if (!(load.peakRate > 0)) return { limits: [], details: {} };
  const operations = operationsOf(load, options.read_ratio, context.warn);
  const factor = peakFactor(load);
  const monthly = (amount: number | undefined) => (amount ?? 0) / context.monthSeconds;
  const reads = operations.reads * factor + monthly(usage.get);
  // Listings are counted with what is written.
  const writes =
    (operations.writes + operations.deletes + operations.lists) * factor +
    monthly(usage.put) +
    monthly(usage.list) +
    monthly(usage.delete);
  const { getsPerPrefix, putsPerPrefix } = OBJECT_STORE;
  const gets = context.assume('reads of a prefix', getsPerPrefix);
  const puts = context.assume('writes of a prefix', putsPerPrefix);
  const details = {
    prefixes_needed: { value: Math.max(1, Math.ceil(reads / gets), Math.ceil(writes / puts)), unit: 'count' },
  };
  const isShared = options.read_ratio !== undefined && load.incoming.some((flow) => flow.operation === undefined);
  if (!isShared) return { limits: [], details };
  const times = options.prefixes ?? 1;
  return {
    limits: [
      { resource: 'prefix reads', unit: '/s', capacity: gets * times, use: reads, source: getsPerPrefix.source },
      { resource: 'prefix writes', unit: '/s', capacity: puts * times, use: writes, source: putsPerPrefix.source },
    ],
    details,
  };
}

export const s3 = defineProduct<ObjectStoreUse>({
  name: 's3',
  title: 'Amazon S3',
  provider: 'aws',
  kinds: ['object-store'],
  defaultFor: ['object-store'],
  aliases: ['aws-s3', 'aws_s3_bucket'],
  ignores: ['redundancy'],
  sla({ class: asked }) {
    const scope = named(CLASSES, hyphened(String(asked ?? '')));
    return scope === undefined ? undefined : { service: 's3', scope };
  },
  durability: () => ({ service: 's3', scope: 'durability' }),
  limits,
  translate(move) {
    moveClasses(move, {
      hot: 'standard',
      cool: 'standard-ia',
      cold: 'glacier-instant',
      archive: 'glacier-deep-archive',
    });
  },
  carries,
  focus: { s3: ['Amazon S3', 'object'] },
  source: 'https://aws.amazon.com/s3/pricing/ (read 2026-11)',
  meters(use, { warn }) {
    const { meters, add } = tableMeters('s3');
    const classOf = (name: string) => {
      const known = named(CLASSES, name);
      if (known === undefined)
        warn('storage-class-not-offered', {
          product: 'S3',
          as: 'storage class',
          found: name,
          offered: [...new Set(Object.values(CLASSES))],
        });
      return known ?? name;
    };
    const main = classOf(use.storageClass ?? '');
    for (const [index, { storageClass, bytes }] of use.storedBytes.entries()) {
      const name = classOf(storageClass);
      // The file counts the objects of the class that requests meet, which comes first.
      const objects = index === 0 ? use.objects : 0;
      const least = LEAST_SIZED.has(name) ? objects * LEAST_OBJECT_BYTES : 0;
      const overhead = ARCHIVES.has(name) ? objects : 0;
      const stored = Math.max(bytes, least) + overhead * ARCHIVE_INDEX_BYTES;
      if (name === 'intelligent-tiering')
        add('intelligent-tiering-frequent-storage', toGb(stored), {
          note: 'all taken as read often: what nobody reads for 30 days moves to cheaper tiers',
        });
      else add(`${name}-storage`, toGb(stored));
      add('standard-storage', toGb(overhead * ARCHIVE_NAME_BYTES), { label: 'standard-storage of archived names' });
    }
    add(`${main}-get-requests`, use.gets);
    // Listings cost what writes to the standard class do, whatever is listed; deletions are free.
    add(`${main}-put-requests`, use.puts + (main === 'standard' ? use.lists : 0));
    if (main !== 'standard') add('standard-put-requests', use.lists);
    const retrieval = RETRIEVAL[main];
    if (retrieval) add(retrieval, toGb(use.retrievedBytes));
    // An archived object is restored before it can be read.
    if (ARCHIVES.has(main)) add(`${main}-retrieval-requests-standard`, use.gets);
    // Objects below the least size are kept as read often and not watched.
    const bytes = use.storedBytes[0]?.bytes ?? 0;
    if (main === 'intelligent-tiering' && (bytes === 0 || bytes >= use.objects * LEAST_OBJECT_BYTES))
      add('intelligent-tiering-monitoring', use.objects);
    return meters;
  },
});
