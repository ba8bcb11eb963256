/**
 * Network egress on Google Cloud.
 * @see https://cloud.google.com/vpc/network-pricing (read 2026-11); the prices of pairs of regions are those of the
 *   billing catalog
 */
import type { RateSource } from '../../billing/rate-table.ts';
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
  acrossRegions: (gb, from, to, label, rates) => ({
    type: 'table',
    service: SERVICE,
    ...pairMeter(from, to, rates),
    label: `inter-region ${label}`,
    quantity: gb,
  }),
};

/**
 * The price of one pair of regions where it has one, else that of their continents, by direction: it is not the same
 * both ways.
 */
function pairMeter(from: string, to: string, rates: RateSource): { readonly meter: string; readonly region: string } {
  const own = `inter-region-to-${to}`;
  if (to !== '' && rates.rate('gcp', SERVICE, from, own) !== undefined) return { meter: own, region: from };
  // Where nobody says to which region, the next one is meant: another of the same continent.
  return { meter: `inter-region-${areaOf(from)}-to-${areaOf(to === '' ? from : to)}`, region: 'global' };
}

/** Areas of the price list by the first word of a region's name, and regions that are an area by themselves. */
const AREAS: Readonly<Record<string, string>> = {
  us: 'north-america',
  northamerica: 'north-america',
  southamerica: 'south-america',
  europe: 'europe',
  asia: 'asia',
  australia: 'oceania',
  me: 'middle-east',
  africa: 'africa',
};
const OWN_AREAS: Readonly<Record<string, string>> = { 'asia-southeast2': 'indonesia', 'asia-southeast3': 'bangkok' };

function areaOf(region: string): string {
  const first = region.split('-')[0]!;
  return OWN_AREAS[region] ?? AREAS[first] ?? first;
}
