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
  acrossRegions(gb, from, to, label, rates) {
    const meter = regionMeter(from, to);
    // One price from all regions of North America, and within each other continent; the tables may hold it once.
    const own = rates.rate('gcp', SERVICE, from, meter) !== undefined;
    const common = continent(from) === 'us' || continent(from) === continent(to);
    const region = !own && common ? 'us-central1' : from;
    return { type: 'table', service: SERVICE, meter, region, label: `inter-region ${label}`, quantity: gb };
  },
};

/** The class of a pair of regions, by the continents in their names. */
function regionMeter(from: string, to: string): string {
  const [a, b] = [continent(from), continent(to)];
  if (a === 'southamerica' || b === 'southamerica') return 'inter-region-south-america';
  if (a === 'oceania' || b === 'oceania') return 'inter-region-indonesia-oceania';
  if (a !== b) return 'inter-region-intercontinental';
  if (a === 'us') return 'inter-region-us-canada';
  return `inter-region-${a}`;
}

function continent(region: string): string {
  if (region.startsWith('australia') || region === 'asia-southeast2') return 'oceania';
  const first = region.split('-')[0]!;
  return first === 'northamerica' ? 'us' : first;
}
