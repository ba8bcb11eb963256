/** Amazon CloudFront: bytes to viewers, requests and uploads to the origin, each at the price of the viewers' edge. */
import type { CdnUse } from '../../kinds/cdn.ts';
import { defineProduct, toGb, type ProductContext } from '../product.ts';
import { tableMeters } from '../table-meters.ts';

/** Regions of the price list, by the geographies that a file may name. */
const EDGES: Readonly<Record<string, string>> = {
  'north-america': 'edge-us-mx-ca',
  'united-states': 'edge-us-mx-ca',
  us: 'edge-us-mx-ca',
  usa: 'edge-us-mx-ca',
  canada: 'edge-us-mx-ca',
  mexico: 'edge-us-mx-ca',
  europe: 'edge-europe-israel',
  eu: 'edge-europe-israel',
  uk: 'edge-europe-israel',
  israel: 'edge-europe-israel',
  asia: 'edge-hk-ph-apac',
  'asia-pacific': 'edge-hk-ph-apac',
  apac: 'edge-hk-ph-apac',
  japan: 'edge-japan',
  india: 'edge-india',
  'south-america': 'edge-south-america',
  'latin-america': 'edge-south-america',
  brazil: 'edge-south-america',
  australia: 'edge-australia-nz',
  'new-zealand': 'edge-australia-nz',
  oceania: 'edge-australia-nz',
  'middle-east-africa': 'edge-za-ke-me',
  'middle-east': 'edge-za-ke-me',
  africa: 'edge-za-ke-me',
  'south-africa': 'edge-za-ke-me',
};
const NAMES = [
  'north-america',
  'europe',
  'asia',
  'japan',
  'india',
  'south-america',
  'australia',
  'middle-east-africa',
] as const;

/** Regions whose country has a price of its own within Asia Pacific. */
const COUNTRIES: Readonly<Record<string, string>> = {
  'ap-northeast-1': 'japan',
  'ap-northeast-3': 'japan',
  'ap-south-1': 'india',
  'ap-south-2': 'india',
  'ap-southeast-2': 'australia',
  'ap-southeast-4': 'australia',
  'ap-southeast-6': 'australia',
};

/** Viewers by geography; where the file gives none they are taken to be where the region is. */
function geographyOf(use: CdnUse, { region, rates }: ProductContext): Readonly<Record<string, number>> {
  if (Object.keys(use.geography).length > 0) return use.geography;
  const geography = rates.regions('aws').find((one) => one.region === region)?.geography ?? '';
  return { [COUNTRIES[region] ?? geography]: 1 };
}

export const cloudfront = defineProduct<CdnUse>({
  name: 'cloudfront',
  title: 'Amazon CloudFront',
  provider: 'aws',
  kinds: ['cdn'],
  defaultFor: ['cdn'],
  aliases: ['aws-cloudfront', 'aws_cloudfront_distribution'],
  sla: () => ({ service: 'cloudfront', scope: 'global' }),
  translate: ({ draft, to }) => draft.drop(['tier'], `a tier of Azure's, which ${to.title} does not have`),
  focus: { cloudfront: ['Amazon CloudFront', 'delivery'] },
  source: 'https://aws.amazon.com/cloudfront/pricing/ (read 2026-11)',
  meters(use, context) {
    const { meters, add, push } = tableMeters('cloudfront');
    if (use.tier !== 'standard')
      context.warn('tier-not-offered', { product: 'CloudFront', found: use.tier, isOnly: true });
    const shares = new Map<string, number>();
    for (const [name, share] of Object.entries(geographyOf(use, context))) {
      const key = name.toLowerCase().replace(/[\s_]+/g, '-');
      if (!(key in EDGES)) context.warn('geography-not-priced', { product: 'CloudFront', found: name, offered: NAMES });
      const edge = EDGES[key] ?? `edge-${key}`;
      shares.set(edge, (shares.get(edge) ?? 0) + share);
    }
    for (const [region, share] of shares) {
      add('data-transfer-out', toGb(use.viewerBytes) * share, { region });
      add(`${use.scheme}-requests`, use.requests * share, { region });
      add('data-transfer-to-origin', toGb(use.originUploadBytes) * share, { region });
    }
    push({
      type: 'included',
      service: 'cloudfront',
      label: 'origin-fetch',
      unit: 'gb',
      quantity: toGb(use.fillBytes),
      reason: 'what CloudFront fetches from an AWS origin is free of charge (aws.amazon.com/cloudfront/pricing)',
    });
    return meters;
  },
});
