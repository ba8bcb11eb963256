/** An edge cache (CloudFront, Front Door, Cloud CDN): answers its hits itself and calls on only for its misses. */
import { CDN } from '../assumptions/published.ts';
import { mapOf, monthAmount, optional, choice, share, size, type FieldsOutput } from '../topology/fields.ts';
import { passing } from './fleet.ts';
import { tieredHitRatio } from '../models/traffic/che.ts';
import { hitRatio, hitRatioDetail, hitRatioFields, missShare } from './hit-ratio.ts';
import { defineKind } from './kind.ts';
import type { Work } from './performance.ts';
import { byClass, delay } from './steps.ts';

const fields = {
  ...hitRatioFields,
  memory: optional(size('Cache of one point of presence, for the catalogue.')),
  shield: optional(
    size('Cache of an origin shield that the points of presence ask for their misses, for the catalogue.'),
  ),
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

/** Hits at the edge and at the shield; undefined without a shield and the catalogue that its hits follow from. */
function tiersOf({ catalog, memory, shield, hit_ratio: given }: CdnOptions) {
  if (given !== undefined || !catalog || memory === undefined || shield === undefined) return undefined;
  const { objects, zipf, mean_size: meanSize } = catalog;
  return tieredHitRatio({ objects, zipf, capacity: memory / meanSize, shieldCapacity: shield / meanSize });
}

/** The edge, for its misses the shield, for the shield's misses the origin. */
const throughShield = ({ edge, shield }: { edge: number; shield: number }, answer: Work): Work[] => [
  answer,
  {
    do: 'either',
    branches: [
      {
        probability: 1 - edge,
        steps: [
          answer,
          { do: 'either', branches: [{ probability: 1 - shield, steps: [{ do: 'calls', gated: true }] }] },
        ],
      },
    ],
  },
];

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
  carry: ({ options }, { warn }) => {
    const tiers = tiersOf(options);
    return tiers ? 1 - tiers.offload : missShare(options, options.memory, warn);
  },
  // A hit takes this, and so does finding out that it is a miss, at the edge and at a shield behind it; what `carry`
  // lets through goes on along the calls.
  perform({ options }, load, { assumeTime }) {
    const tiers = tiersOf(options);
    const answer = delay(assumeTime('answer of an edge cache', CDN.hit));
    const hits = tiers?.offload ?? hitRatio(options, options.memory) ?? 0;
    const factor = load.arrivalRate > 0 ? load.peakRate / load.arrivalRate : 1;
    return {
      ...(tiers ? { tiers: [], work: byClass(() => throughShield(tiers, answer)) } : passing([answer])),
      details: {
        ...(tiers && {
          shield_hit_ratio: { value: tiers.shield, unit: 'share' },
          offload: { value: tiers.offload, unit: 'share' },
        }),
        // What the origin would have to send as well at the peak if the edge were not there.
        origin_saved: { value: load.responseBytesPerSecond * factor * hits, unit: 'bytes/s' },
      },
    };
  },
  details: ({ options }) => {
    const tiers = tiersOf(options);
    return tiers ? { hit_ratio: { value: tiers.edge, unit: 'share' } } : hitRatioDetail(options, options.memory);
  },
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
    if (options.shield !== undefined && (!options.catalog || options.memory === undefined))
      return [
        {
          field: 'shield',
          message: 'what a shield answers follows from a catalogue and the memory of a point of presence',
          fix: 'give catalog: { objects: 1M, zipf: 0.9, mean_size: 100 KB } and memory: 500 GB',
        },
      ];
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
