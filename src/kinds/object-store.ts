/** Objects by storage class, with requests and retrieval (S3, Blob Storage, Cloud Storage). */
import { OBJECT_STORE } from '../assumptions/published.ts';
import {
  choice,
  mapOf,
  monthAmount,
  number,
  optional,
  share,
  size,
  text,
  type FieldsOutput,
} from '../topology/fields.ts';
import { defineKind } from './kind.ts';
import { operationsOf } from './operations.ts';
import { byClass, CALLS, constantTime, delay, payloadOf } from './steps.ts';

const fields = {
  storage: optional(size('Stored on average over the month.')),
  class: optional(
    text(
      'Storage class: standard, standard-ia, one-zone-ia, glacier-instant …; hot, cool, cold, archive; nearline, coldline (default the hottest).',
    ),
  ),
  redundancy: optional(choice(['lrs', 'zrs', 'grs', 'ragrs', 'gzrs', 'ragzrs'], 'Azure: redundancy (default lrs).')),
  also: optional(mapOf(size('Stored in that class.'), 'Further classes with their storage.')),
  objects: optional(number('Objects stored, where a class charges by object.')),
  read_ratio: optional(share('Share of requests that read.')),
  prefixes: optional(number('Prefixes that requests spread over.', 1)),
} as const;

export type ObjectStoreOptions = FieldsOutput<typeof fields>;

export interface ObjectStoreUse {
  /** The class that requests meet; `undefined` = the product's hottest. */
  readonly storageClass: string | undefined;
  readonly redundancy: string;
  /** Bytes stored, by class (`''` = the product's hottest). */
  readonly storedBytes: readonly { readonly storageClass: string; readonly bytes: number }[];
  readonly objects: number;
  /** Requests a month. */
  readonly gets: number;
  readonly puts: number;
  readonly deletes: number;
  readonly lists: number;
  /** Bytes read out of the class a month, for classes with a retrieval charge. */
  readonly retrievedBytes: number;
}

export const objectStore = defineKind<ObjectStoreOptions, ObjectStoreUse>({
  name: 'object-store',
  summary: 'Objects by storage class, with requests and retrieval.',
  fields,
  nodes: false,
  usage: {
    get: optional(monthAmount('Read requests.')),
    put: optional(monthAmount('Write requests.')),
    list: optional(monthAmount('Listings.')),
    delete: optional(monthAmount('Deletions.')),
    retrieval: optional(monthAmount('Bytes read out of a class that charges for it.', 'bytes')),
  },
  placement: 'regional',
  unused: ['hours', 'stop'],
  /** The first byte, then the object at the rate of one stream. Limits of prefixes and accounts are the product's. */
  perform(component, load, context) {
    const { options } = component;
    const isExpress = options.class?.toLowerCase().includes('express') ?? false;
    const first = context.assumeTime(
      'first byte of an object',
      isExpress ? OBJECT_STORE.firstByteExpress : OBJECT_STORE.firstByte,
    );
    return {
      tiers: [],
      ...(isExpress ? {} : context.sold.carries?.(component as never, load, context)),
      work: byClass((requestClass) => {
        const { request, response } = payloadOf(load, requestClass);
        const bytes = request + response;
        if (bytes === 0) return [delay(first), CALLS];
        const rate = context.assume('rate at which one object streams', OBJECT_STORE.streamRate);
        return [delay(first), delay(constantTime(bytes / rate)), CALLS];
      }),
    };
  },
  consume({ options, usage }, load, { monthSeconds, warn }) {
    const operations = operationsOf(load, options.read_ratio, warn);
    const storageClass = options.class?.toLowerCase();
    return {
      storageClass,
      redundancy: options.redundancy ?? 'lrs',
      storedBytes: [
        { storageClass: storageClass ?? '', bytes: options.storage ?? 0 },
        ...Object.entries(options.also ?? {}).map(([name, bytes]) => ({ storageClass: name.toLowerCase(), bytes })),
      ],
      objects: options.objects ?? 0,
      gets: operations.reads * monthSeconds + (usage.get ?? 0),
      puts: operations.writes * monthSeconds + (usage.put ?? 0),
      deletes: operations.deletes * monthSeconds + (usage.delete ?? 0),
      lists: operations.lists * monthSeconds + (usage.list ?? 0),
      retrievedBytes: operations.readBytes * monthSeconds + (usage.retrieval ?? 0),
    };
  },
});
