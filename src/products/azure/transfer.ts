/** Bandwidth on Azure. @see https://azure.microsoft.com/pricing/details/bandwidth/ (read 2026-11) */
import type { TransferProduct } from '../transfer.ts';

const SERVICE = 'bandwidth';

export const azureTransfer: TransferProduct = {
  provider: 'azure',
  toInternet: (gb) => ({ type: 'table', service: SERVICE, meter: 'internet-egress', quantity: gb }),
  acrossZones: (gb, label) => ({
    type: 'table',
    service: SERVICE,
    meter: 'inter-az',
    // The same in every region; the tables hold it once.
    region: 'eastus',
    label: `inter-az ${label}`,
    quantity: gb,
  }),
  acrossRegions(gb, from, to, label, rates) {
    const regions = rates.regions('azure');
    const geography = (name: string) => regions.find((one) => one.region === name)?.geography;
    const home = continent(geography(from));
    const sameContinent = home !== undefined && home === continent(geography(to));
    const meter = sameContinent ? 'inter-region-same-continent' : 'inter-region-intercontinental';
    // One price from all regions of a continent; the tables may hold it for the first of North America alone.
    const own = rates.rate('azure', SERVICE, from, meter) !== undefined;
    const isPublic = regions.find((one) => one.region === from)?.partition === 'public';
    const region = !own && isPublic && home === 'north-america' ? 'eastus' : from;
    return {
      type: 'table',
      service: SERVICE,
      meter,
      region,
      label: `inter-region ${label}`,
      quantity: gb,
    };
  },
};

const NORTH_AMERICA = new Set(['United States', 'US', 'Canada', 'Mexico', 'North America']);
const EUROPE = new Set([
  'Austria',
  'Belgium',
  'Denmark',
  'Europe',
  'Finland',
  'France',
  'Germany',
  'Greece',
  'Italy',
  'Norway',
  'Poland',
  'Spain',
  'Sweden',
  'Switzerland',
  'UK',
  'United Kingdom',
]);

function continent(geography: string | undefined): string | undefined {
  if (geography === undefined) return undefined;
  if (NORTH_AMERICA.has(geography)) return 'north-america';
  if (EUROPE.has(geography)) return 'europe';
  return geography;
}
