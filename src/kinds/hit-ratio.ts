/** How much a cache answers itself: a ratio that the file gives, or what follows from its catalogue and its memory. */
import { cheHitRatio } from '../models/traffic/che.ts';
import { expiringHitRatio } from '../models/traffic/lru-ttl.ts';
import { number, object, optional, share, size, type FieldsOutput } from '../topology/fields.ts';
import type { Detail, KindContext } from './kind.ts';

const catalog = object(
  {
    objects: number('Objects in the catalogue.', 1),
    zipf: number('Exponent of the Zipf popularity.'),
    mean_size: size('Mean size of an object.'),
  },
  'Catalogue from which the hit ratio follows by Che’s approximation.',
);

export const hitRatioFields = {
  hit_ratio: optional(share('Share of requests that it answers itself; the rest goes on along its calls.')),
  catalog: optional(catalog),
} as const;

type HitRatioOptions = FieldsOutput<typeof hitRatioFields>;

/** When entries expire, and how often they are asked for until then. */
export interface Expiry {
  readonly ttlSeconds: number;
  /** Reads per second, of all objects together. */
  readonly rate: number;
}

/**
 * Share of requests that hit; `undefined` where neither a ratio nor a catalogue with its memory is given.
 * @param expiry counts where the hits follow from the catalogue: a given ratio has it in it already
 */
export function hitRatio(
  options: HitRatioOptions,
  memoryBytes: number | undefined,
  expiry?: Expiry,
): number | undefined {
  if (options.hit_ratio !== undefined || !options.catalog || memoryBytes === undefined) return options.hit_ratio;
  const { objects, zipf, mean_size: meanSize } = options.catalog;
  const cache = { objects, zipf, capacity: memoryBytes / meanSize };
  return expiry ? expiringHitRatio({ ...cache, ...expiry }).hits : cheHitRatio(cache);
}

/** Share of requests that go on: all of them, with a warning, where the hit ratio is not known. */
export function missShare(
  options: HitRatioOptions,
  memoryBytes: number | undefined,
  warn: KindContext['warn'],
  expiry?: Expiry,
): number {
  const hits = hitRatio(options, memoryBytes, expiry);
  if (hits === undefined) warn('hit-ratio-not-set');
  return 1 - (hits ?? 0);
}

/** The hit ratio as a figure of the estimate. */
export function hitRatioDetail(
  options: HitRatioOptions,
  memoryBytes: number | undefined,
  expiry?: Expiry,
): Record<string, Detail> {
  const hits = hitRatio(options, memoryBytes, expiry);
  return hits === undefined ? {} : { hit_ratio: { value: hits, unit: 'share' } };
}
