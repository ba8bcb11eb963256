/** Network egress on Google Cloud. @see https://cloud.google.com/vpc/network-pricing (read 2026-11) */
import type { TransferProduct } from '../transfer.ts';

const SERVICE = 'network-egress';

export const gcpTransfer: TransferProduct = {
  provider: 'gcp',
  toInternet: (gb) => ({ type: 'table', service: SERVICE, meter: 'internet-premium-worldwide', quantity: gb }),
  // Only the sender pays, unlike on AWS.
  acrossZones: (gb, label) => ({
    type: 'table',
    service: SERVICE,
    meter: 'inter-zone',
    // The same in every region; the tables hold it once.
    region: 'us-central1',
    label: `inter-zone ${label}`,
    quantity: gb,
  }),
  acrossRegions(gb, from, to, label) {
    const other = to === '' ? elsewhere(from) : continent(to);
    return {
      type: 'table',
      service: SERVICE,
      meter: `inter-region-to-${other}`,
      region: from,
      label: `inter-region ${label}`,
      quantity: gb,
      ...(to === '' && { note: `the other region is not given: priced as one in ${NAMES[other]}` }),
    };
  },
};

/** Continents of the price list, by the first word of a region's name. */
const CONTINENTS: Readonly<Record<string, Continent>> = {
  us: 'north-america',
  northamerica: 'north-america',
  southamerica: 'south-america',
  europe: 'europe',
  asia: 'asia',
  australia: 'oceania',
  me: 'middle-east',
  africa: 'africa',
};
const NAMES = {
  'north-america': 'North America',
  'south-america': 'South America',
  europe: 'Europe',
  asia: 'Asia',
  indonesia: 'Indonesia',
  oceania: 'Oceania',
  'middle-east': 'the Middle East',
  africa: 'Africa',
} as const;
type Continent = keyof typeof NAMES;

/** The continent that a region is charged as. Indonesia has a price of its own. */
function continent(region: string): Continent {
  if (region === 'asia-southeast2') return 'indonesia';
  return CONTINENTS[region.split('-')[0]!] ?? 'asia';
}

/** Another continent, for a destination that the file does not give. */
const elsewhere = (from: string): Continent => (continent(from) === 'asia' ? 'north-america' : 'asia');
