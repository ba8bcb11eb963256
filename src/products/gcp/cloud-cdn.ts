/** Cloud CDN: bytes to viewers at the price of their area, cache lookups, bytes fetched from the origin. */
import type { CdnUse } from '../../kinds/cdn.ts';
import { defineProduct, toGb, type ProductContext } from '../product.ts';
import { hyphened, tableMeters } from '../table-meters.ts';

/** Areas of the price list, by the geographies that a file or the table of regions may name. */
const EDGES: Readonly<Record<string, string>> = {
  'north-america': 'edge-north-america',
  'united-states': 'edge-north-america',
  us: 'edge-north-america',
  usa: 'edge-north-america',
  canada: 'edge-north-america',
  mexico: 'edge-north-america',
  europe: 'edge-europe',
  eu: 'edge-europe',
  uk: 'edge-europe',
  asia: 'edge-asia-pacific',
  'asia-pacific': 'edge-asia-pacific',
  apac: 'edge-asia-pacific',
  japan: 'edge-asia-pacific',
  india: 'edge-asia-pacific',
  'hong-kong': 'edge-asia-pacific',
  china: 'edge-china',
  'south-america': 'edge-south-america',
  'latin-america': 'edge-south-america',
  brazil: 'edge-south-america',
  australia: 'edge-oceania',
  'new-zealand': 'edge-oceania',
  oceania: 'edge-oceania',
  'middle-east-africa': 'edge-other-destinations',
  'middle-east': 'edge-other-destinations',
  africa: 'edge-other-destinations',
};
const NAMES = [
  'north-america',
  'europe',
  'asia',
  'japan',
  'india',
  'china',
  'south-america',
  'australia',
  'middle-east-africa',
] as const;

/**
 * Areas within which filling a cache costs the least; the price list is dearer within the others and between any two.
 */
const CHEAP_FILL = new Set(['edge-north-america', 'edge-europe']);

const edgeOf = (geography: string) => EDGES[hyphened(geography)] ?? `edge-${hyphened(geography)}`;

/** Where the component's region stands, which is where its origin is taken to be. */
function homeOf({ region, rates }: ProductContext): string {
  return rates.regions('gcp').find((one) => one.region === region)?.geography ?? 'unknown';
}

export const cloudCdn = defineProduct<CdnUse>({
  name: 'cloud-cdn',
  title: 'Cloud CDN',
  provider: 'gcp',
  kinds: ['cdn'],
  defaultFor: ['cdn'],
  aliases: ['gcp-cdn', 'google-cloud-cdn', 'google_compute_backend_bucket'],
  sla: () => ({ service: 'cloud-cdn', scope: 'global' }),
  translate: ({ draft, to }) => draft.drop(['tier'], `a tier of Azure's, which ${to.title} does not have`),
  focus: { 'cloud-cdn': ['Cloud CDN', 'delivery'] },
  source: 'https://cloud.google.com/cdn/pricing (read 2026-11)',
  meters(use, context) {
    const { meters, add } = tableMeters('cloud-cdn');
    const { warn } = context;
    if (use.tier !== 'standard') warn('tier-not-offered', { product: 'Cloud CDN', found: use.tier, isOnly: true });
    const home = homeOf(context);
    const shares = new Map<string, number>();
    const given = Object.entries(use.geography);
    for (const [name, share] of given.length > 0 ? given : [[home, 1] as const]) {
      if (!(hyphened(name) in EDGES))
        warn('geography-not-priced', { product: 'Cloud CDN', found: name, offered: NAMES });
      shares.set(edgeOf(name), (shares.get(edgeOf(name)) ?? 0) + share);
    }
    const fill = toGb(use.fillBytes);
    let [cheap, between] = [0, 0];
    for (const [region, share] of shares) {
      add('cache-egress', toGb(use.viewerBytes) * share, { region });
      if (region !== edgeOf(home)) between += share;
      else if (CHEAP_FILL.has(region)) cheap += share;
      else add('cache-fill-intra-region', fill * share, { region });
    }
    add('cache-fill-intra-region', fill * cheap, { region: 'global' });
    add('cache-fill-inter-region', fill * between, { region: 'global' });
    add('cache-lookup-requests', use.requests, { region: 'global' });
    return meters;
  },
});
