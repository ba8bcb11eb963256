/** An edge cache (CloudFront, Front Door, Cloud CDN): answers its hits itself and calls on only for its misses. */
import { CDN } from '../assumptions/published.ts';
import { mapOf, monthAmount, optional, choice, share, size, type FieldsOutput } from '../topology/fields.ts';
import { passing } from './fleet.ts';
import { hitRatioDetail, hitRatioFields, missShare } from './hit-ratio.ts';
import { defineKind } from './kind.ts';
import { delay } from './steps.ts';

const fields = {
  ...hitRatioFields,
  memory: optional(size('Cache of one point of presence, for the catalogue.')),
  tier: optional(choice(['standard', 'premium', 'classic'], 'Tier of the product, where it has several.')),
  geography: optional(
    mapOf(
      share('Share of the viewers.'),
      'Where the viewers are: north-america, europe, asia, japan, india, south-america, australia, middle-east-africa (default: where the region is).',
    ),
  ),
  scheme: optional(choice(['https', 'http'], 'Scheme of viewers’ requests (default https).')),
} as const;

export type CdnOptions = FieldsOutput<typeof fields>;

export interface CdnUse {
  readonly requests: number;
  /** Bytes a month to viewers, from viewers to the origin, and from the origin into the edge. */
  readonly viewerBytes: number;
  readonly originUploadBytes: number;
  readonly fillBytes: number;
  readonly scheme: 'https' | 'http';
  readonly tier: 'standard' | 'premium' | 'classic';
  /** Shares of the viewers by geography; empty where the file gives none. */
  readonly geography: Readonly<Record<string, number>>;
}

export const cdn = defineKind<CdnOptions, CdnUse>({
  name: 'cdn',
  summary: 'An edge cache with a hit ratio, given or from a Zipf catalogue by Che’s approximation.',
  fields,
  nodes: false,
  usage: {
    requests: optional(monthAmount('Requests of viewers.')),
    origin: optional(monthAmount('Bytes fetched from the origin.', 'bytes')),
  },
  unused: ['hours', 'stop'],
  placement: 'edge',
  passesThrough: true,
  carry: ({ options }, { warn }) => missShare(options, options.memory, warn),
  // A hit takes this, and so does finding out that it is a miss; what `carry` lets through goes on along the calls.
  perform: (_component, _load, { assumeTime }) => passing([delay(assumeTime('answer of an edge cache', CDN.hit))]),
  details: ({ options }) => hitRatioDetail(options, options.memory),
  consume({ options, usage }, load, { monthSeconds }) {
    const toOrigin = load.outgoing.filter((flow) => !flow.async);
    return {
      requests: load.arrivalRate * monthSeconds + (usage.requests ?? 0),
      viewerBytes: load.responseBytesPerSecond * monthSeconds + (usage.egress ?? 0),
      originUploadBytes: toOrigin.reduce((sum, flow) => sum + flow.requestBytesPerSecond, 0) * monthSeconds,
      fillBytes:
        toOrigin.reduce((sum, flow) => sum + flow.responseBytesPerSecond, 0) * monthSeconds + (usage.origin ?? 0),
      scheme: options.scheme ?? 'https',
      tier: options.tier ?? 'standard',
      geography: options.geography ?? {},
    };
  },
  check({ options }) {
    const shares = Object.values(options.geography ?? {});
    const total = shares.reduce((sum, part) => sum + part, 0);
    if (shares.length === 0 || Math.abs(total - 1) < 1e-6) return [];
    return [
      {
        field: 'geography',
        message: `the shares add up to ${(total * 100).toFixed(1)}%`,
        fix: 'make them add up to 100%',
      },
    ];
  },
});
